"""Work in processes of their own, so many at a time, each within a time and a memory of its own."""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Generic, TypeVar

from matcalc.signals import ended_in_order

MOST_MEMORY = 4 * 1024**3
"""Bytes of address space that one process may have, where the system keeps to such a limit."""

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""What numpy keeps to: each thread would take memory of its own, and arrays are small here."""

GRACE = 5.0
"""Seconds that a process has to end when it has said all."""

Job = TypeVar("Job")


class End(Enum):
    """How a process came to an end."""

    DONE = "done"
    LATE = "late"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a process said, message by message, and how it ended."""

    messages: tuple[Any, ...]
    end: End


@dataclass(slots=True)
class _Running:
    number: int
    process: SpawnProcess
    deadline: float
    messages: list[Any] = field(default_factory=list)


Work = Callable[[Job], Iterator[Any]]


@dataclass(frozen=True, slots=True)
class Isolated(Generic[Job]):
    """work: a function of a module, which gives messages. seconds: that one job may take. processes: at a time."""

    work: Work[Job]
    seconds: float
    processes: int

    def outcomes(self, jobs: Sequence[Job]) -> Iterator[tuple[int, Outcome]]:
        """What became of each job, with its number, as soon as it is known. All processes end with this generator."""
        waiting = deque(enumerate(jobs))
        running: dict[Connection, _Running] = {}
        with ended_in_order():
            try:
                while waiting or running:
                    while waiting and len(running) < self.processes:
                        running.update([self._started(*waiting.popleft())])
                    yield from self._heard(running)
            finally:
                for connection, one in running.items():
                    _stop(one.process, connection)

    def _started(self, number: int, job: Job) -> tuple[Connection, _Running]:
        context = get_context("spawn")
        receiving, sending = context.Pipe(duplex=False)
        asked = pickle.dumps((self.work, job))
        process = context.Process(target=_run, args=(asked, sending, self.seconds), daemon=True)
        process.start()
        sending.close()
        return receiving, _Running(number, process, time.monotonic() + self.seconds)

    def _heard(self, running: dict[Connection, _Running]) -> Iterator[tuple[int, Outcome]]:
        """What came to an end while waiting for the next message or the next deadline."""
        left = min(one.deadline for one in running.values()) - time.monotonic()
        ready = wait(list(running), max(left, 0))
        for connection, one in list(running.items()):
            end: End | None = None
            if connection in ready:
                try:
                    one.messages.append(connection.recv())
                except (EOFError, OSError):
                    one.process.join(GRACE)
                    end = End.DONE if one.process.exitcode == 0 else End.BROKEN
            elif time.monotonic() > one.deadline:
                end = End.LATE
            if end is not None:
                del running[connection]
                _stop(one.process, connection)
                yield one.number, Outcome(tuple(one.messages), end)


def _stop(process: SpawnProcess, connection: Connection) -> None:
    process.kill()
    process.join()
    process.close()
    connection.close()


def _run(asked: bytes, sending: Connection, seconds: float) -> None:
    """In the new process: say what the work finds, within limits, which hold before anything else is imported."""
    _confine(seconds)
    work, job = pickle.loads(asked)  # noqa: S301  # written above
    for message in work(job):
        sending.send(message)
    sending.close()


def _confine(seconds: float) -> None:
    """Nothing is printed, Ctrl-C is left to the process above, and there is an end to time and memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    os.environ |= ONE_THREAD
    try:
        import resource
    except ImportError:  # Windows has none
        return
    limits = (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, int(seconds + GRACE) + 1),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, most in limits:
        _, hard = resource.getrlimit(kind)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError, OSError):  # a system that does not keep to this one
            resource.setrlimit(kind, (least, hard))

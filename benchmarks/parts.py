"""The parts of the benchmark, each in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_context

from benchmarks.report import Section

ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}
"""Code is compared, not thread pools, which wait for each other where another process wants a core."""


@dataclass(frozen=True)
class Part:
    """A module with `run`, and the environment that its process needs."""

    module: str
    environment: Mapping[str, str] = field(default_factory=dict)


PARTS = {
    "deriving": Part("benchmarks.deriving"),
    "growth": Part("benchmarks.growth"),
    "running": Part("benchmarks.running.part", ONE_THREAD),
    "starting": Part("benchmarks.starting"),
}


def section_of(name: str) -> Section:
    """What a part found, run in a process of its own."""
    part = PARTS[name]
    with _environment(part.environment), ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(_run, part.module).result()


def _run(module: str) -> Section:
    return import_module(module).run()


@contextmanager
def _environment(names: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(names)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)

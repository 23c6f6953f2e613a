"""A program that is told to end cleans up first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""What a system or a closing terminal sends; Windows has no SIGHUP."""


class _Told(BaseException):
    """A signal came. Not an Exception, so that nothing takes it for a fault."""

    def __init__(self, number: int) -> None:
        self.number = number


@contextmanager
def ended_in_order() -> Iterator[None]:
    """A signal that ends the program interrupts what is inside as Ctrl-C does, and ends the program after that.

    Signals that the program deals with otherwise, or ignores, are left alone. So are all of them in a thread, which
    they never reach.
    """
    is_main = threading.current_thread() is threading.main_thread()
    numbers = [number for number in ENDING if is_main and signal.getsignal(number) is signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, _tell)
    told: int | None = None
    try:
        yield
    except _Told as signal_told:
        told = signal_told.number
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)
        if told is not None:
            signal.raise_signal(told)


def _tell(number: int, _frame: FrameType | None) -> None:
    raise _Told(number)

"""Python's collector of cycles, out of the way where none are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """What is made inside is not searched for cycles, and what has no cycle is freed as ever.

    The collector walks through all that is kept each time that has grown by a quarter. A derivation keeps every step:
    that would be a third of its time for 1,000 layers, and grows faster than their number.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()

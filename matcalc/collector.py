"""Python's collector of cycles, out of the way where none are made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """What is made inside is searched for cycles afterwards; what is in no cycle is freed as ever.

    The collector walks through all that is kept each time that has grown by a quarter. A derivation keeps every step
    and makes no cycles: of 1,000 layers the walks would be a third of its time, and grow faster than their number.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()

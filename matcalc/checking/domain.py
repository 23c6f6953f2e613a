"""Whether a program has a value at all. Residues can not tell: to them log(-1) is a number like any other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matcalc.checking.arithmetic import RoundingError, UndefinedError
from matcalc.engine.limits import look_at_clock


@np.errstate(all="ignore")
def without_value(points_at: Callable[[int], object], draws: int) -> UndefinedError | None:
    """Which equation has no finite value, at the last of so many draws of points; None where one has them all.

    points_at: makes the points of a draw; raises UndefinedError where they have no value.
    """
    missing: UndefinedError | None = None
    for draw in range(draws):
        look_at_clock("check")
        try:
            points_at(draw)
        except UndefinedError as undefined:
            missing = undefined
            continue
        except RoundingError:
            pass  # there is a value, which more digits find
        return None
    return missing

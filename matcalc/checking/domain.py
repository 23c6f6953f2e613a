"""Whether a program has a value at all. Residues can not tell: to them log(-1) is a number like any other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matcalc.checking.arithmetic import RoundingError, UndefinedError
from matcalc.engine.limits import look_at_clock


@np.errstate(all="ignore")
def has_value(points_at: Callable[[int], object], draws: int) -> bool:
    """Whether all equations have finite values at one of so many draws of points.

    points_at: makes the points of a draw; raises UndefinedError where they have no value.
    """
    for draw in range(draws):
        look_at_clock("check")
        try:
            points_at(draw)
        except UndefinedError:
            continue
        except RoundingError:
            pass  # there is a value, which more digits find
        return True
    return False

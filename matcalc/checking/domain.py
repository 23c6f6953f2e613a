"""Whether a program has a value at all. Residues can not tell: to them log(-1) is a number like any other."""

from __future__ import annotations

import numpy as np

from matcalc.checking.arithmetic import RoundingError, UndefinedError
from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.points import Points
from matcalc.checking.seeds import seeded
from matcalc.checking.sizes import Sizes
from matcalc.engine.limits import look_at_clock
from matcalc.forms.facts import Facts
from matcalc.forms.program import Program


@np.errstate(all="ignore")
def has_value(program: Program, sizes: Sizes, draws: int, seed: int, restart: int, facts: Facts) -> bool:
    """Whether all equations have finite values at one of so many random points where the facts hold."""
    random = seeded(seed, "domain", restart)
    for draw in range(draws):
        look_at_clock("check")
        try:
            Points(FloatArithmetic(seed), program, sizes, random, draw, facts=facts)
        except UndefinedError:
            continue
        except RoundingError:
            pass  # there is a value, which more digits find
        return True
    return False

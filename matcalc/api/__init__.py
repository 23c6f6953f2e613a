"""Floor 8: what `import matcalc` offers: derive and check, and show what was derived."""

from matcalc.api.derivation import Derivation
from matcalc.api.derive import derive, show
from matcalc.api.result import Result
from matcalc.engine.limits import Limits
from matcalc.problems.library import list_problems, load_problem
from matcalc.problems.network import network
from matcalc.problems.problem import Problem

__all__ = [
    "Derivation",
    "Limits",
    "Problem",
    "Result",
    "derive",
    "list_problems",
    "load_problem",
    "network",
    "show",
]

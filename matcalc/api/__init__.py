"""Floor 8: what `import matcalc` offers: derive and check, and show what was derived."""

from matcalc.api.derivation import Derivation
from matcalc.api.derive import derive, show
from matcalc.api.lint import lint
from matcalc.api.result import Result
from matcalc.checking.claims.clash import Clash
from matcalc.engine.limits import Limits
from matcalc.problems.library import list_problems, load_problem
from matcalc.problems.network import network
from matcalc.problems.problem import Problem

__all__ = [
    "Clash",
    "Derivation",
    "Limits",
    "Problem",
    "Result",
    "derive",
    "lint",
    "list_problems",
    "load_problem",
    "network",
    "show",
]

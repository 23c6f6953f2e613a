"""Floor 8: what `import matcalc` offers: derive and check, and show what was derived.

What few runs need, and what is only there to be named, is imported when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from matcalc.api.derivation import Derivation
from matcalc.api.derive import derive, show
from matcalc.api.lint import lint
from matcalc.engine.limits import Limits
from matcalc.problems.library import list_problems, load_problem
from matcalc.problems.problem import Problem

if TYPE_CHECKING:
    from matcalc.api.result import Result
    from matcalc.checking.claims.clash import Clash
    from matcalc.problems.network import network

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

_MODULES = {
    "Clash": "matcalc.checking.claims.clash",
    "Result": "matcalc.api.result",
    "network": "matcalc.problems.network",
}


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module 'matcalc.api' has no attribute {name!r}")

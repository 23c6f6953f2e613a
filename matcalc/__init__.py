"""matcalc: matrix calculus derived step by step, from index form to matrix form, with reasons, each step checked.

    import matcalc
    d = matcalc.derive("dense-layer")
    print(d.results["W"])          # grad_z @ a.T

Everything is imported when it is first used, so that `import matcalc` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from matcalc.errors import (
    InputError,
    InvariantError,
    LanguageError,
    LimitError,
    MatcalcError,
    ShapeError,
    VerificationError,
)

if TYPE_CHECKING:
    from matcalc.api import (
        Clash,
        Derivation,
        Limits,
        Problem,
        Result,
        derive,
        lint,
        list_problems,
        load_problem,
        network,
        show,
    )
    from matcalc.judging.check import check
    from matcalc.judging.verdicts import Verdict
    from matcalc.manuscripts.checking import check_file
    from matcalc.manuscripts.fill import fill
    from matcalc.worksheets.handed_out import Worksheets
    from matcalc.worksheets.worksheet import worksheet

__all__ = [
    "Clash",
    "Derivation",
    "InputError",
    "InvariantError",
    "LanguageError",
    "LimitError",
    "Limits",
    "MatcalcError",
    "Problem",
    "Result",
    "ShapeError",
    "Verdict",
    "VerificationError",
    "Worksheets",
    "check",
    "check_file",
    "derive",
    "fill",
    "lint",
    "list_problems",
    "load_problem",
    "network",
    "show",
    "worksheet",
]

ABOVE_API = {
    "Verdict": "matcalc.judging.verdicts",
    "check": "matcalc.judging.check",
    "Worksheets": "matcalc.worksheets.handed_out",
    "worksheet": "matcalc.worksheets.worksheet",
    "check_file": "matcalc.manuscripts.checking",
    "fill": "matcalc.manuscripts.fill",
}
"""What comes from the floors above the api, and where it stands."""


def load_ipython_extension(shell: Any) -> None:
    """%load_ext matcalc: the magics %derive and %%derive."""
    from matcalc.cli.magic import register

    register(shell)


def __getattr__(name: str) -> Any:
    if name in ABOVE_API:
        return getattr(import_module(ABOVE_API[name]), name)
    if name in __all__:
        from matcalc import api

        return getattr(api, name)
    raise AttributeError(f"module 'matcalc' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

"""lint() = what a problem states a second time, compared with its equations."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from matcalc.api.arguments import kind, limits_of
from matcalc.api.letters import letters_of
from matcalc.engine.limits import Limits, limited
from matcalc.errors import InputError
from matcalc.notation.text_out import input_text
from matcalc.problems.library import load_problem
from matcalc.problems.problem import Problem

if TYPE_CHECKING:
    from matcalc.checking.claims.clash import Clash


def lint(problem: Problem | str | os.PathLike[str], *, limits: Limits | None = None) -> tuple[Clash, ...]:
    """The clashes of conventions in a problem: where what it states a second time does not go with its equations.

    problem: a Problem, the name of one that comes with matcalc, or the path of a TOML file. Raises InputError where it
    can not be read, and where a statement does not go with its shapes and no known convention explains it.
    """
    chosen = limits_of(limits)
    if not isinstance(problem, (Problem, str, os.PathLike)):
        raise InputError(f"what is looked at is a Problem, a name or the path of a TOML file, not {kind(problem)}")
    with limited(chosen):
        return clashes_of(problem if isinstance(problem, Problem) else load_problem(problem))


def clashes_of(problem: Problem) -> tuple[Clash, ...]:
    """The clashes of a problem, against the limits in force."""
    if problem.stated is None:
        return ()
    from matcalc.checking.claims.lint import clashes  # most problems state nothing twice
    from matcalc.checking.claims.results import Asked

    wanted = tuple(asked.request.wrt for asked in problem.requests)
    return clashes(
        problem.stated.statements,
        Asked(problem.stated.program, wanted, problem.choices.facts, show=input_text, reserved=letters_of(problem)),
    )

"""The rows in matcalc: from the text, or from a problem that has been read, with the checks and without them."""

from __future__ import annotations

from importlib import import_module

import matcalc
from matcalc.api.derivation import Derivation
from matcalc.checking.verification import Verification
from matcalc.engine.limits import Limits
from matcalc.problems.expression import Typed, problem_of_expression
from matcalc.problems.problem import Problem
from matcalc.problems.shapes import declared_shapes
from tests.identities.identity import Identity

UNCHECKED = Verification(steps=(), results=(), points=0, sizes=(), seed=0)


def derivation(row: Identity) -> Derivation:
    """Read, derived and checked."""
    return matcalc.derive(
        row.expression,
        wrt=row.wrt,
        shapes=dict(row.axes),
        lets=list(row.lets),
        order=row.order,
        assume=list(row.assume),
        hvp=_direction(row),
    )


def question(row: Identity) -> Problem:
    """The row as a problem: what `derivation` reads from the text."""
    typed = Typed(
        expression=row.expression,
        wrt=(row.wrt,),
        shapes=declared_shapes(dict(row.axes)),
        lets=row.lets,
        order=row.order,
        assume=row.assume,
        hvp=_direction(row),
    )
    return problem_of_expression(typed)


def unchecked(problem: Problem, limits: Limits | None = None) -> Derivation:
    """Derived only: the one call that checks is left out."""
    module = import_module("matcalc.api.derive")
    checked = module.checked
    module.checked = lambda *_: UNCHECKED
    try:
        return matcalc.derive(problem, limits=limits)
    finally:
        module.checked = checked


def _direction(row: Identity) -> str | None:
    return "v" if row.kind == "hvp" else None

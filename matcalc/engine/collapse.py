"""From index form back to matrix form: the moves, the reading off, and the simplification after it."""

from __future__ import annotations

from dataclasses import replace

from matcalc.chain import Chain, Prose, Stage, Step
from matcalc.engine.order import COLLAPSE, SIMPLIFY
from matcalc.engine.strategies import move, simplify
from matcalc.forms.index_form import IndexSum
from matcalc.forms.indices import Index
from matcalc.forms.shapes import Shape
from matcalc.rules.read_off import read_off
from matcalc.rules.registry import Scope

READ_OFF = "read off the array"
KEEP = "keep the index form"

_STAYS: Prose = (
    "no two of the factors that are left share their indices in a way that a matrix operator stands for: "
    "the sum stays in index form",
)


def collapse(chain: Chain, shape: Shape, scope: Scope) -> Chain:
    """The chain continued to matrix form and simplified; kept in index form where no move leads there."""
    scope = replace(scope, free=chain.free)
    moved = move(chain, COLLAPSE, scope)
    assert isinstance(moved.end, IndexSum)
    array = read_off(moved.end, chain.free, shape)
    if array is None:
        return chain.then(Step(KEEP, Stage.COLLAPSE, chain.end, chain.end, _STAYS, "the roles of indices"))
    step = Step(
        READ_OFF, Stage.COLLAPSE, moved.end, array, _reason(chain.free), "two arrays with equal entries are equal"
    )
    return simplify(moved.then(step), SIMPLIFY, scope)


def _reason(free: tuple[Index, ...]) -> Prose:
    if not free:
        return ("both sides are one number",)
    parts: list[str | Index] = []
    for index in free:
        parts += [" and every ", index] if parts else ["this holds for every ", index]
    return (*parts, ": drop the indices")

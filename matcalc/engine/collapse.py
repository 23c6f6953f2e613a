"""From index form back to matrix form: the moves, the reading off, and the simplification after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from matcalc.chain import Chain, Prose, Stage, Step, listed
from matcalc.engine.order import COLLAPSE, KNOWN_FUNCTIONS, REDUCE, WRITE_OUT
from matcalc.engine.plain_terms import plain_terms
from matcalc.engine.simplification import rewrite, simplify, stop, stopped, without_detours
from matcalc.engine.strategies import move
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Node
from matcalc.forms.shapes import Shape
from matcalc.rules.read_off import read_off
from matcalc.rules.registry import Scope

READ_OFF = "read off the array"
KEEP = "keep the index form"
WRITE = "write the arrays plainly"

MOST_NAMED = 2
"""The arrays that the reason for writing them plainly names one by one."""

_STAYS: Prose = (
    "no two of the factors that are left share their indices in a way that a matrix operator stands for: "
    "the sum stays in index form",
)


def collapse(chain: Chain, shape: Shape, scope: Scope) -> Chain:
    """The chain continued to matrix form and simplified; kept in index form where no move leads there."""
    scope = scope.at(chain.free)
    moved = move(chain, COLLAPSE, scope)
    assert isinstance(moved.end, IndexSum)
    array = read_off(moved.end, chain.free, shape)
    if array is None:
        return chain.then(Step(KEEP, Stage.COLLAPSE, chain.end, chain.end, _STAYS, "the roles of indices"))
    step = Step(
        READ_OFF, Stage.COLLAPSE, moved.end, array, _reason(chain.free), "two arrays with equal entries are equal"
    )
    return simplify(moved.then(step), scope)


def _reason(free: tuple[Index, ...]) -> Prose:
    if not free:
        return ("both sides are one number",)
    parts: list[str | Index] = []
    for index in free:
        parts += [" and every ", index] if parts else ["this holds for every ", index]
    return (*parts, ": drop the indices")


def reduced(chain: Chain, scope: Scope, names: Mapping[Node, Node]) -> Chain:
    """The chain continued where more than two indices are free: products are formed and names written out.

    The arrays in its entries are simplified one by one.
    """
    scope = scope.at(chain.free)
    return written_plainly(move(chain, REDUCE, scope), scope, names)


def written_plainly(chain: Chain, scope: Scope, names: Mapping[Node, Node]) -> Chain:
    """The chain continued with `names` written out in the arrays of its entries, and those simplified one by one."""
    assert isinstance(chain.end, IndexSum)
    inner: dict[Node, Chain] = {}
    after = IndexSum(tuple(_plainly_written(term, scope, names, inner) for term in chain.end.terms))
    if after != chain.end:
        changed = tuple(found for found in inner.values() if found.end is not found.start)
        chain = chain.then(_written(chain.end, after, changed))
    return plain_terms(chain.then(*stop(after, stopped(*inner.values()))), scope)


def _written(before: IndexSum, after: IndexSum, changed: tuple[Chain, ...]) -> Step:
    """The step in which arrays are put in for others: the one rewriting of one array, or all of them together."""
    if sum(len(inner.steps) for inner in changed) == 1:
        return replace(changed[0].steps[0], before=before, after=after, at=())
    reason = (
        "what ",
        *_listed(changed),
        " stand for" if 1 < len(changed) <= MOST_NAMED else " stands for",
        " is put in",
    )
    return Step(WRITE, Stage.SIMPLIFY, before, after, reason, "the equations of the page", substeps=changed)


def _listed(changed: tuple[Chain, ...]) -> Prose:
    if len(changed) > MOST_NAMED:
        return ("each array",)
    return listed([inner.start for inner in changed])


def _plainly_written(term: Term, scope: Scope, names: Mapping[Node, Node], inner: dict[Node, Chain]) -> Term:
    """`term` with our names written out in the arrays of its entries, and those simplified; `inner` collects how."""
    factors = []
    for factor in term.factors:
        if isinstance(factor, Entry):
            if factor.array not in inner:
                inner[factor.array] = _plain(factor.array, scope, names)
            array = inner[factor.array].end
            assert isinstance(array, Node)
            factor = replace(factor, array=array)
        factors.append(factor)
    return replace(term, factors=tuple(factors))


def _plain(array: Node, scope: Scope, names: Mapping[Node, Node]) -> Chain:
    chain = rewrite(Chain((), array, ()), WRITE_OUT, replace(scope, definitions=names))
    return without_detours(simplify(rewrite(chain, KNOWN_FUNCTIONS, scope), scope))

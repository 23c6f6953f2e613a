"""Sums that are 0 because a mean was taken off."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from matcalc.chain import Prose, Stage, why
from matcalc.forms.centred import TURNED, Axis, Difference
from matcalc.forms.index_form import ONE, Entry, IndexSum, Term, index_counts
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import EntrySum, Node, Product, Transpose
from matcalc.forms.reductions import Mean
from matcalc.rules.assemble import filled, is_ones_column, is_ones_row, split_number
from matcalc.rules.entries import row_and_column
from matcalc.rules.registry import Rewrite, Scope, node_rule, term_rule

WHAT: dict[Axis, str] = {None: "the entries", 0: "the entries of each column", 1: "the entries of each row"}
MEANS: dict[Axis, str] = {
    None: " is the mean of ",
    0: " has the mean of each column of ",
    1: " has the mean of each row of ",
}


@term_rule(
    name="leave out what adds up to 0",
    stage=Stage.CONTRACT,
    statement="sum j: c_j = 0, where c = x − μ and μ = mean(x) are equations; so sum j: s c_j = 0",
    source="definition of the mean",
    examples=(("sum i: x[i]", None), ("x[i]", None)),
)
def leave_out_centred_term(term: Term, scope: Scope) -> Rewrite | None:
    """The term is gone. What is summed stands in one entry alone."""
    if not term.dummies or not scope.centred:
        return None
    counts = index_counts(term)
    for at, factor in enumerate(term.factors):
        if not isinstance(factor, Entry) or factor.exponent != 1 or factor.array not in scope.centred:
            continue
        alone = {place for place in factor.places if place in term.dummies and counts[place] == 1}
        for axis, places in _ways_to_sum(factor):
            found = scope.centred[factor.array].get(axis)
            if found is not None and alone.issuperset(places):
                total = IndexSum((Term(ONE, (factor,), places),))
                return Rewrite(IndexSum(()), why(total, " = 0", *_reason(factor.array, found, scope)), (at,))
    return None


def _ways_to_sum(entry: Entry) -> Iterator[tuple[Axis, tuple[Index, ...]]]:
    """Each axis along which an entry can be summed, with the indices that are summed then."""
    row, column = row_and_column(entry.array.shape, entry.places)
    for axis, wanted in ((0, [row]), (1, [column]), (None, [row, column])):
        places = [place for place in wanted if place is not None]
        plain = tuple(place for place in places if isinstance(place, Index))
        if plain and len(plain) == len(places):
            yield axis, plain


@node_rule(
    name="leave out a sum that is 0",
    stage=Stage.SIMPLIFY,
    statement="mean(c) = sum(c) = 0 and 1ᵀ c = 0, where c = x − μ and μ = mean(x) are equations",
    source="definition of the mean",
    examples=(("sum(x)", None), ("mean(x)", None), ("ones(3).T @ x", None)),
    on=(Mean, EntrySum, Product),
)
def leave_out_centred_sum(root: Node, scope: Scope) -> Rewrite | None:
    """The array is gone."""
    if not scope.centred:
        return None
    for array, axis in _sums(root):
        found = _along(array, axis, scope)
        if found is not None:
            reason = why(WHAT[axis], " of ", array, " add up to 0", *_reason(array, found, scope))
            return Rewrite(filled(Fraction(0), root.shape), reason)
    return None


def _sums(root: Node) -> Iterator[tuple[Node, Axis]]:
    """What is summed in a mean, a sum or a product with ones, and along which axis."""
    match root:
        case Mean(arg=arg, axis=axis) | EntrySum(arg=arg, axis=axis):
            yield split_number(arg)[1], axis
        case Product(args=args):
            for left, right in pairwise(args):
                if is_ones_row(left):
                    yield right, 0
                if is_ones_column(right):
                    yield left, 1


def _along(array: Node, axis: Axis, scope: Scope) -> Difference | None:
    if isinstance(array, Transpose):
        return scope.centred.get(array.arg, {}).get(TURNED[axis])
    return scope.centred.get(array, {}).get(axis)


def _reason(array: Node, found: Difference, scope: Scope) -> Prose:
    """: c = x − μ, and μ is the mean of x. For a multiple of c, that it has this from c."""
    name = scope.bodies.get(found.difference)
    named: Prose = () if name is None else (name, " = ")
    mean: Prose = () if isinstance(found.mean, Mean) else (found.mean, MEANS[found.value.axis], found.value.arg)
    is_same = name is array
    return (
        ": " if is_same else ", as in ",
        *named,
        found.difference,
        *((", and " if is_same else ", where ", *mean) if mean else ()),
    )

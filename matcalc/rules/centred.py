"""Sums that are 0 because a mean was taken off."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from matcalc.chain import Prose, Stage, why
from matcalc.forms.centred import TURNED, Axis, Difference, is_constant
from matcalc.forms.index_form import ONE, Entry, IndexSum, Term, index_counts
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Add, EntrySum, Hadamard, Node, Product, Transpose
from matcalc.forms.reductions import Mean
from matcalc.rules.assemble import filled, is_ones_column, is_ones_row, split_number, total
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
    statement="mean(c) = sum(c) = 0 and 1ᵀ c = 0, where c = x − μ and μ = mean(x) are equations; so "
    "mean(y + s c) = mean(y)",
    source="definition of the mean",
    examples=(("sum(x)", None), ("mean(x)", None), ("ones(3).T @ x", None)),
    on=(Mean, EntrySum, Product),
)
def leave_out_centred_sum(root: Node, scope: Scope) -> Rewrite | None:
    """The array is gone, or one of the terms that are summed."""
    if not scope.centred:
        return None
    for place, axis in _sums(root):
        whole = root.children[place]
        terms = whole.args if isinstance(whole, Add) else (whole,)
        for at, term in enumerate(terms):
            if term.shape != whole.shape or (found := _along(term, axis, scope)) is None:
                continue
            array, difference = found
            reason = why(WHAT[axis], " of ", array, " add up to 0", *_reason(array, difference, scope))
            if len(terms) == 1:
                return Rewrite(filled(Fraction(0), root.shape), reason)
            rest = total([*terms[:at], *terms[at + 1 :]])
            if rest.shape == whole.shape:
                children = (*root.children[:place], rest, *root.children[place + 1 :])
                return Rewrite(root.rebuilt(children), reason)
    return None


def _sums(root: Node) -> Iterator[tuple[int, Axis]]:
    """Which child of a mean, a sum or a product with ones is summed, and along which axis."""
    match root:
        case Mean(axis=axis) | EntrySum(axis=axis):
            yield 0, axis
        case Product(args=args):
            for at, (left, right) in enumerate(pairwise(args)):
                if is_ones_row(left):
                    yield at + 1, 0
                if is_ones_column(right):
                    yield at, 1


def _along(term: Node, axis: Axis, scope: Scope) -> tuple[Node, Difference] | None:
    """The array that makes the sums of a term 0, all its other factors being the same along the axis."""
    _, part = split_number(term)
    factors = part.args if isinstance(part, Hadamard) else (part,)
    for at, array in enumerate(factors):
        if isinstance(array, Transpose):
            found = scope.centred.get(array.arg, {}).get(TURNED[axis])
        else:
            found = scope.centred.get(array, {}).get(axis)
        others = factors[:at] + factors[at + 1 :]
        if found is not None and array.shape == part.shape and all(is_constant(other.shape, axis) for other in others):
            return array, found
    return None


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

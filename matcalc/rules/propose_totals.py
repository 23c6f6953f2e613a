"""Proposals for the sums of what an equation names, where what it stands for says what they are."""

from __future__ import annotations

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Add, EntrySum, Node, Product, Symbol
from matcalc.forms.reductions import Mean, count_along
from matcalc.rules.assemble import hadamard, is_ones_column, size, total
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="sum what a name stands for",
    stage=Stage.SIMPLIFY,
    statement="sum(p) = sum(softmax(x)), where p = softmax(x) is one of the equations",
    source="the equations of the page",
    examples=(("sum(x)", None), ("sum(softmax(x))", None), ("A @ ones(4)", None)),
    on=(EntrySum, Mean, Product),
)
def sum_meaning(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into, as where the sum is a known number. One name fewer."""
    match root:
        case EntrySum(arg=Symbol() as name) | Mean(arg=Symbol() as name) if name in scope.right_sides:
            meaning = scope.right_sides[name]
            after = _distributed(root, meaning)
        case Product(args=(*before, Symbol() as name, ones)) if is_ones_column(ones) and name in scope.right_sides:
            meaning = scope.right_sides[name]
            after = Product((*before, meaning, ones))
        case _:
            return None
    return Rewrite(after, why(name, " stands for ", meaning))


def _distributed(root: EntrySum | Mean, meaning: Node) -> Node:
    """The sum or mean of the meaning, of each term of it by itself; a number is added once for every entry."""
    terms = meaning.args if isinstance(meaning, Add) else (meaning,)
    wide = [term for term in terms if term.shape == meaning.shape]
    if len(wide) < len(terms) and (root.axis is not None or isinstance(root, Mean)):
        return root.rebuilt((meaning,))
    numbers = [term for term in terms if term.shape != meaning.shape]
    if not all(term.shape.is_scalar for term in numbers):
        return root.rebuilt((meaning,))
    count = size(count_along(meaning.shape, None))
    return total([*(root.rebuilt((term,)) for term in wide), *(hadamard([count, term]) for term in numbers)])

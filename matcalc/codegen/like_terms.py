"""Like terms of sums: y + x - y is x, and diag(a) + diag(b) is diag(a + b), where more may cancel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from matcalc.codegen.factors import unscaled
from matcalc.codegen.terms import Sum, Term, counted, flat, sum_of
from matcalc.forms.matrix_form import Diag, Hadamard, Node, Ones
from matcalc.forms.shapes import Shape, vector
from matcalc.rules.assemble import filled


def with_like_terms_added(args: Sequence[Node], shape: Shape, meaning: Callable[[Node], Node]) -> Node | None:
    """The sum of args, each of its terms once; None where no two are alike.

    meaning: what a name stands for. The name of a diagonal matrix is taken for it where terms on the diagonal cancel.
    """
    terms = flat((Fraction(1), arg) for arg in args)
    count = len(terms)
    diagonals = [term for term in terms if isinstance(term[1], Diag)]
    named = [term for term in terms if isinstance(unscaled(meaning(term[1]))[1], Diag)]
    if diagonals and len(named) > len(diagonals):
        inside = _on_diagonal(named, meaning)
        diagonals = named if len(counted(inside)) < len(inside) else diagonals
    if len(diagonals) > 1:
        inside = _on_diagonal(diagonals, meaning)
        diagonal = Diag(_sum_of(counted(inside), vector(diagonals[0][1].shape.rows)))
        first = terms.index(diagonals[0])
        terms = [term for term in terms if term not in diagonals]
        terms.insert(first, (Fraction(1), diagonal))
    whole = counted(terms)
    return _sum_of(whole, shape) if len(whole) < count else None


def _on_diagonal(terms: Iterable[Term], meaning: Callable[[Node], Node]) -> list[Term]:
    """The terms of the diagonal of a sum of diagonal matrices."""
    inside = []
    for times, part in terms:
        number, bare = unscaled(meaning(part))
        inside.append((times * number, bare.children[0]))
    return flat(inside)


def _sum_of(counts: Sum, shape: Shape) -> Node:
    if not counts:
        return filled(Fraction(0), shape)
    whole = sum_of(counts)
    return whole if whole.shape == shape else Hadamard((whole, Ones(shape)))

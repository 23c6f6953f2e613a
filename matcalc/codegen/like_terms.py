"""Like terms of sums: y + x - y is x, and diag(a) + diag(b) is diag(a + b), where more may cancel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from matcalc.codegen.factors import scaled, unscaled
from matcalc.forms.matrix_form import Add, Diag, Hadamard, Node, Number, Ones
from matcalc.forms.shapes import Shape, vector
from matcalc.rules.assemble import filled, total

ONE = Number(Fraction(1))


def with_like_terms_added(args: Sequence[Node], shape: Shape, meaning: Callable[[Node], Node]) -> Node | None:
    """The sum of args, each of its terms once; None where no two are alike.

    meaning: what a name stands for. The name of a diagonal matrix is taken for it where terms on the diagonal cancel.
    """
    terms = _flat((Fraction(1), arg) for arg in args)
    count = len(terms)
    diagonals = [term for term in terms if isinstance(term[1], Diag)]
    named = [term for term in terms if isinstance(unscaled(meaning(term[1]))[1], Diag)]
    if diagonals and len(named) > len(diagonals):
        inside = _on_diagonal(named, meaning)
        diagonals = named if len(_counted(inside)) < len(inside) else diagonals
    if len(diagonals) > 1:
        inside = _on_diagonal(diagonals, meaning)
        whole = Diag(_sum_of(_counted(inside), vector(diagonals[0][1].shape.rows)))
        first = terms.index(diagonals[0])
        terms = [term for term in terms if term not in diagonals]
        terms.insert(first, (Fraction(1), whole))
    counted = _counted(terms)
    return _sum_of(counted, shape) if len(counted) < count else None


def _flat(terms: Iterable[tuple[Fraction, Node]]) -> list[tuple[Fraction, Node]]:
    """Numbers and what they multiply, no number or sum among the latter but for the number 1."""
    found, waiting = list[tuple[Fraction, Node]](), list(terms)[::-1]
    while waiting:
        times, part = waiting.pop()
        number, bare = unscaled(part)
        if isinstance(bare, Add):
            waiting.extend((times * number, arg) for arg in reversed(bare.args))
        else:
            found.append((times * number * bare.value, ONE) if isinstance(bare, Number) else (times * number, bare))
    return found


def _on_diagonal(
    terms: Iterable[tuple[Fraction, Node]], meaning: Callable[[Node], Node]
) -> list[tuple[Fraction, Node]]:
    """The terms of the diagonal of a sum of diagonal matrices."""
    inside = []
    for times, part in terms:
        number, bare = unscaled(meaning(part))
        inside.append((times * number, bare.children[0]))
    return _flat(inside)


def _counted(terms: Iterable[tuple[Fraction, Node]]) -> dict[Node, Fraction]:
    """How often each term is there; those that cancel are not."""
    found: dict[Node, Fraction] = {}
    for times, part in terms:
        found[part] = found.get(part, Fraction(0)) + times
    return {part: times for part, times in found.items() if times}


def _sum_of(counted: dict[Node, Fraction], shape: Shape) -> Node:
    if not counted:
        return filled(Fraction(0), shape)
    whole = total([scaled(times, part) for part, times in counted.items()])
    return whole if whole.shape == shape else Hadamard((whole, Ones(shape)))

"""A term seen as a network: indices are vertices, matrices are edges, vectors are marks on a vertex."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term, index_counts, indices_of
from matcalc.forms.indices import Index, Place
from matcalc.forms.matrix_form import Node, Product, Transpose


def is_matrix(factor: Factor) -> bool:
    """An entry that moves with two indices."""
    return isinstance(factor, Entry) and len(factor.places) == 2


def is_vector(factor: Factor) -> bool:
    """An entry that moves with one index."""
    return isinstance(factor, Entry) and len(factor.places) == 1


def touching(term: Term, index: Index) -> list[Factor]:
    """The factors that move with `index`, in order."""
    return [factor for factor in term.factors if index in indices_of(factor)]


def are_plain(factors: Iterable[Factor]) -> bool:
    """Whether the collapse can read the factors: only entries and deltas, all at plain indices, no powers."""
    for factor in factors:
        match factor:
            case Partial():
                return False
            case Delta():
                places: tuple[Place, ...] = (factor.left, factor.right)
            case Entry():
                if factor.exponent != 1:
                    return False
                places = factor.places
        if not all(isinstance(place, Index) for place in places):
            return False
    return True


def occurs_once(term: Term, index: Index) -> bool:
    """Whether an index stands at exactly one place of the term."""
    return index_counts(term)[index] == 1


def put(term: Term, used: tuple[Factor, ...], made: Entry, done: tuple[Index, ...] = ()) -> IndexSum:
    """`term` with the factors `used` replaced by `made` (where the first stood) and the indices `done` summed away."""
    first = min(term.factors.index(factor) for factor in used)
    rest = term
    for factor in used:
        rest = rest.without(factor)
    factors = (*rest.factors[:first], made, *rest.factors[first:])
    dummies = tuple(index for index in term.dummies if index not in done)
    return IndexSum((replace(rest, factors=factors, dummies=dummies),))


def column_of(vector: Node) -> Node:
    """A vector as a column; a row is transposed."""
    return Transpose(vector) if vector.shape.is_row else vector


def turned(array: Node) -> Node:
    """The transpose, without a double one. A scalar stays as it is."""
    if isinstance(array, Transpose):
        return array.arg
    return array if array.shape.is_scalar else Transpose(array)


def times(*parts: Node) -> Node:
    """A matrix product as one flat list of factors: (A B) C and A (B C) are the same array and are written A B C."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.args if isinstance(part, Product) else (part,))
    return Product(tuple(flat))

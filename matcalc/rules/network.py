"""A term seen as a network: indices are vertices, matrices are edges, vectors are marks on a vertex."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term, index_counts, indices_of
from matcalc.forms.indices import Index, Place
from matcalc.forms.matrix_form import Diag, Eye, Hadamard, Node, Ones, Product, Transpose


def is_matrix(factor: Factor) -> bool:
    """An entry that moves with two indices."""
    return isinstance(factor, Entry) and len(factor.places) == 2


def is_vector(factor: Factor) -> bool:
    """An entry that moves with one index."""
    return isinstance(factor, Entry) and len(factor.places) == 1


def incidence(term: Term) -> Mapping[Index, list[Factor]]:
    """The factors that move with each index of a term, in order; a summed index in no factor has none."""
    found: dict[Index, list[Factor]] = {dummy: [] for dummy in term.dummies}
    for factor in term.factors:
        for index in dict.fromkeys(indices_of(factor)):
            found.setdefault(index, []).append(factor)
    return found


def summed(term: Term) -> Iterator[tuple[Index, list[Factor]]]:
    """Each summed index of a term with the factors that move with it, in order."""
    if term.dummies:
        at = incidence(term)
        yield from ((dummy, at[dummy]) for dummy in term.dummies)


def entries_alone(users: Iterable[Factor]) -> list[Entry]:
    """The entries among the factors that move with an index; empty where a delta does too: no rule here fires on it."""
    factors = list(users)
    entries = [factor for factor in factors if isinstance(factor, Entry)]
    return entries if len(entries) == len(factors) else []


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
    left = list(used)
    factors: list[Factor] = []
    for factor in term.factors:
        if factor not in left:
            factors.append(factor)
            continue
        if len(left) == len(used):
            factors.append(made)
        left.remove(factor)
    dummies = tuple(index for index in term.dummies if index not in done)
    return IndexSum((replace(term, factors=tuple(factors), dummies=dummies),))


def moved(factor: Factor, place: Place, to: Place) -> Factor:
    """An entry or a delta that stands at another place instead of the one it stood at."""
    match factor:
        case Entry():
            return replace(factor, places=tuple(to if each == place else each for each in factor.places))
        case Delta(left=left, right=right):
            return Delta(to if left == place else left, to if right == place else right)
        case _:
            return factor


def column_of(vector: Node) -> Node:
    """A vector as a column; a row is transposed."""
    return Transpose(vector) if vector.shape.is_row else vector


def turned(array: Node) -> Node:
    """The transpose, without a double one. A scalar stays as it is."""
    if isinstance(array, Transpose):
        return array.arg
    return array if array.shape.is_scalar else Transpose(array)


def turned_factor(part: Node) -> Node:
    """The transpose of a factor: of ones in a matrix or a row, ones; else as `turned`."""
    if isinstance(part, Ones) and not part.shape.is_vector:
        return Ones(part.shape.transposed())
    return turned(part)


def times(*parts: Node) -> Node:
    """A matrix product as one flat list of factors: (A B) C and A (B C) are the same array and are written A B C."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.args if isinstance(part, Product) else (part,))
    return Product(tuple(flat))


def turns(*parts: Node) -> int:
    """How many transposes the parts have once each stands at a single factor, as simplification will put them."""
    count = 0
    waiting = [(part, False) for part in parts]
    while waiting:
        part, turn = waiting.pop()
        match part:
            case Transpose(arg=inner):
                waiting.append((inner, not turn))
            case Product(args=inner) | Hadamard(args=inner):
                waiting.extend((factor, turn) for factor in inner)
            case Diag() | Eye():
                pass
            case _:
                count += turn and not part.shape.is_scalar
    return count


def inner(left: Node, right: Node) -> Node:
    """The inner product of two columns, written the way that needs fewer transposes; `left` first where both do."""
    return fewest_turns((turned(left), right), (turned(right), left))


def fewest_turns(*products: tuple[Node, ...]) -> Node:
    """Of several ways to write one product, the one with the fewest transposes, the first of them."""
    return times(*min(products, key=lambda parts: turns(*parts)))

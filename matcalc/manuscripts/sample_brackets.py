"""What a bracket and the factors beside it come to: factors that a fraction in it is divided by, then like terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from matcalc.forms.matrix_form import Add, Node
from matcalc.manuscripts.entrywise import ONE, Times, added_up, factored, sum_of, times_of


def cancelled(product: Times) -> tuple[Times, tuple[Node, ...]] | None:
    """A product without what stands above and below, also in the terms of its first bracket; and what that was.

    None where nothing does.
    """
    merged = product.merged
    gone = [array for array, _ in product.powers if array not in dict(merged.powers)]
    bracket = next((pair for pair in product.powers if isinstance(pair[0], Add) and pair[1] == 1), None)
    if bracket is None:
        return (merged, tuple(dict.fromkeys(gone))) if len(merged.powers) < len(product.powers) else None
    assert isinstance(bracket[0], Add)
    terms = [times_of(arg) for arg in bracket[0].args]
    divided = {array for term in terms for array, exponent in term.powers if exponent < 0}
    others = [pair for pair in product.powers if pair is not bracket]
    inside = tuple(pair for pair in others if pair[0] in divided and pair[1] > 0)
    if not inside:
        return None
    multiplied = added_up([(term * Times(ONE, inside)).merged for term in terms])
    if not multiplied:
        return None
    outside = Times(product.coefficient, tuple(pair for pair in others if pair not in inside))
    return factored(multiplied) * outside, tuple(array for array, _ in inside)


def opened(product: Times) -> Times | None:
    """A product whose first bracket is opened, or what is left in it beside what its terms have in common; None where
    neither makes it shorter.
    """
    bracket = next((pair for pair in product.powers if isinstance(pair[0], Add) and pair[1] == 1), None)
    if bracket is None:
        return None
    assert isinstance(bracket[0], Add)
    others = Times(product.coefficient, tuple(pair for pair in product.powers if pair is not bracket))
    common, rest = _apart(factored([times_of(arg) for arg in bracket[0].args]))
    found = [_with_bracket(times_of(bracket[0]), others)]
    if common.powers and rest is not None:
        found.append(_with_bracket(times_of(rest), common * others))
    shortest = min((one for one in found if one is not None), key=_size, default=None)
    return shortest if shortest is not None and _size(shortest) < _size(product) else None


def _apart(product: Times) -> tuple[Times, Node | None]:
    """What stands beside the bracket that a product begins with, and that bracket."""
    (first, exponent), *others = product.powers or ((None, Fraction(1)),)
    if not isinstance(first, Add) or exponent != 1:
        return product, None
    return Times(product.coefficient, tuple(others)), first


def _with_bracket(bracket: Times, others: Times) -> Times | None:
    """The product of a bracket, opened, and the others; None where nothing is left of it."""
    terms = added_up(term.merged for term in _opened(bracket))
    if not terms:
        return None
    found = factored(terms) * others
    return _turned(found) if found.coefficient < 0 else found


def _turned(product: Times) -> Times:
    """A product with the sign of its number in its first bracket, where that has terms of both signs."""
    bracket, exponent = product.powers[0]
    if not isinstance(bracket, Add) or exponent != 1:
        return product
    terms = [times_of(arg) for arg in bracket.args]
    if all(term.coefficient > 0 for term in terms):
        return product
    inside = sum_of([replace(term, coefficient=-term.coefficient) for term in terms])
    return Times(-product.coefficient, ((inside, exponent), *product.powers[1:]))


def _opened(product: Times) -> Iterator[Times]:
    """The terms of a product whose brackets are opened."""
    found = [Times(product.coefficient)]
    for array, exponent in product.powers:
        if isinstance(array, Add) and exponent.denominator == 1 and exponent > 0:
            for _ in range(int(exponent)):
                found = [one * term for one in found for arg in array.args for term in _opened(times_of(arg))]
        else:
            found = [one * Times(ONE, ((array, Fraction(exponent)),)) for one in found]
    yield from found


def _size(product: Times) -> int:
    return sum(1 for array, _ in product.powers for part in _leaves(array))


def _leaves(root: Node) -> Iterator[Node]:
    """Every leaf as often as it stands there."""
    if not root.children:
        yield root
    for child in root.children:
        yield from _leaves(child)

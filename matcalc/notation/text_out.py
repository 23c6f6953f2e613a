"""The printer of the input language: what it writes is read back as the same expression."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term, range_conditions
from matcalc.forms.indices import Index, Paired, Place
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.notation.matrix_out import Level, exponent_text, joined, operand_text, written


def input_text(expression: Node | IndexSum) -> str:
    """The text in the input language that is read as `expression`.

    Exact for every expression that the reader can make. A node that only the engine makes (a number times a
    number, an array times a number written last) is written as the nearest text of equal value.
    """
    if isinstance(expression, IndexSum):
        conditions = [f"1 <= {_place(each.place)} <= {each.place.range}" for each in range_conditions(expression)]
        return _sum_text(expression) + (f" where {' and '.join(conditions)}" if conditions else "")
    return written(expression)[0]


def _sum_text(expression: IndexSum) -> str:
    return joined([(term.coefficient < 0, _term_text(term)) for term in expression.terms])


def equation_text(name: str, places: Sequence[Index], body: IndexSum) -> str:
    """The equation in index form that is read as `places` and `body`: J[i,j,k] = A[i,j] x[k].

    An index that stands on no array says how far it runs: J[i,j,k:p] = A[i,j].
    """
    told: set[Index] = set()
    left = []
    for place in places:
        _tell(told, body)
        left.append(place.name if place in told else f"{place.name}:{place.range}")
        told.add(place)
    return f"{name}[{','.join(left)}] = {input_text(body)}" if left else f"{name} = {input_text(body)}"


def _tell(told: set[Index], body: IndexSum) -> None:
    """Add the indices whose range entries tell, and deltas that have one of these. Each round but the last adds one."""
    factors = [factor for term in body.terms for factor in term.factors]
    told.update(place for one in factors if isinstance(one, Entry) for place in one.places if isinstance(place, Index))
    deltas = [(one.left, one.right) for one in factors if isinstance(one, Delta)]
    sides = [*deltas, *((right, left) for left, right in deltas)]
    while new := {other for one, other in sides if one in told and isinstance(other, Index)} - told:
        told |= new


def _term_text(term: Term) -> str:
    """A term without its sign."""
    size = abs(term.coefficient)
    factors = [_index_factor_text(factor) for factor in term.factors]
    body = _juxtaposed(factors)
    names = [*(label.name for label in term.labels), *(dummy.name for dummy in term.dummies)]
    bound = f"sum {' '.join(names)}: " if names else ""
    number = "" if size == 1 and (body or bound) else str(size)
    if not body and bound:
        body = "1"
    return " ".join(part for part in (number, bound + body) if part)


def _juxtaposed(factors: list[str]) -> str:
    """Factors side by side; a bracket after a name would be read as a call, so a * goes between."""
    pieces: list[str] = []
    for factor in factors:
        if pieces:
            pieces.append(" * " if factor.startswith("(") and pieces[-1][-1].isalnum() else " ")
        pieces.append(factor)
    return "".join(pieces)


def _index_factor_text(factor: Factor) -> str:
    match factor:
        case Entry():
            return _entry_text(factor)
        case Delta():
            return f"delta[{_place(factor.left)},{_place(factor.right)}]"
        case Partial():
            return f"D({_sum_text(factor.of)}, {_entry_text(factor.by)})"


def _entry_text(entry: Entry) -> str:
    base = operand_text(entry.array, Level.POSTFIX)
    if isinstance(entry.array, Symbol) and entry.array.name == "delta":
        base = f"({base})"
    places = f"[{','.join(_place(place) for place in entry.places)}]" if entry.places else ""
    power = "" if entry.exponent == 1 else f"**{exponent_text(entry.exponent)}"
    return base + places + power


def _place(place: Place) -> str:
    match place:
        case Index(name=name):
            return name
        case Paired(first=first, second=second):
            return f"({_place(first)},{_place(second)})"
    pieces = [piece for index, count in place.counted for piece in _products(count, index.name)]
    if place.offset is not ZERO or place.is_block:
        pieces += _products(place.offset)
    (is_negative, begin), *others = pieces
    return ("-" if is_negative else "") + begin + "".join(f" {'-' if minus else '+'} {text}" for minus, text in others)


def _products(length: Dimension, *last: str) -> list[tuple[bool, str]]:
    """The terms of a sum of products, each times `last`: whether it has a minus, and its text."""
    made = []
    for names, count in length.terms or (((), 0),):
        number = () if abs(count) == 1 and (names or last) else (str(abs(count)),)
        made.append((count < 0, "*".join((*number, *names, *last))))
    return made

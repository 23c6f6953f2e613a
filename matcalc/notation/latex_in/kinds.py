"""Of which kind a name is: by its shape, the words before it, bold type, its use, and last by its letter alone."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from matcalc.errors import LanguageError
from matcalc.notation.latex_in.customs import ACTIVATIONS, FUNCTION_LETTERS
from matcalc.notation.latex_in.every_layer import Weighted
from matcalc.notation.latex_in.formula import Statement
from matcalc.notation.latex_in.parts import Applied, Entries, Leaf, Part, Rank, Sum, children
from matcalc.notation.latex_in.sightings import Sighting, family
from matcalc.notation.latex_in.structure import Builder
from matcalc.notation.latex_in.uses import Use
from matcalc.notation.latex_in.vocabulary import Decision, Declared, Each, Key, Kind, Vocabulary

Decided = tuple[Kind, Decision]

T = TypeVar("T")

ARRAY_USES = (
    Use.TRANSPOSED,
    Use.ENTRYWISE,
    Use.IN_NORM,
    Use.IN_SOFTMAX,
    Use.AFTER_MATRIX,
    Use.ARGUMENT,
    Use.AFTER_ROW,
    Use.DIAGONAL,
)
MATRIX_USES = (Use.INVERTED, Use.IN_TRACE)

MOST_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Standing:
    """How equations use a name. is_defined: one has it on its left side, alone or before brackets; is_called_there: the
    latter; is_of_arrays: with more than numbers on its right side. arguments: how many different things it stands
    before in brackets. each: what is said of it for each index.
    """

    is_defined: bool
    is_called_there: bool
    is_of_arrays: bool
    arguments: int
    each: Each | None = None


def decided_alone(key: Key, sighting: Sighting, declared: Declared, standing: Standing) -> Decided:
    """The kind of a name by what is said of it and where it stands, without the names beside it."""
    is_of_something = Use.CALLED in sighting.uses and (standing.is_called_there or not standing.is_defined)
    if key in declared.functions and is_of_something and not sighting.counts:
        return Kind.FUNCTION, Decision.WORDS
    if (each := standing.each) is not None and each.is_vector and are_samples(sighting):
        return Kind.SAMPLES, Decision.WORDS if each.lengths is None else Decision.SHAPE
    shape = _declared(declared.shapes, key)
    if shape is not None:
        kind = _of_shape(shape)
        if kind is Kind.SCALAR and _is_top(sighting) and not standing.is_defined:
            kind = Kind.OUTPUT
        return kind, Decision.SHAPE
    if (said := _declared(declared.kinds, key)) is not None:
        is_output = said is Kind.SCALAR and _is_top(sighting) and not standing.is_defined
        return (Kind.OUTPUT if is_output else said), Decision.WORDS
    is_capital = key.letter[:1].isupper()
    is_bold_each = sighting.bold and sighting.counts == {1} and not sighting.has_plain_entry
    if (Use.EACH in sighting.uses or is_bold_each) and each is None and not is_capital and are_samples(sighting):
        return Kind.SAMPLES, Decision.BOLD if sighting.bold else Decision.USE
    if sighting.bold and not is_capital and 2 in sighting.counts:
        return Kind.MATRIX, Decision.USE
    if sighting.bold:
        return (Kind.MATRIX if is_capital else Kind.VECTOR), Decision.BOLD
    return _by_use(key, sighting, standing, is_capital)


def are_samples(sighting: Sighting) -> bool:
    """Whether a name never stands without an index: x alone beside x_i is another array, or x_i its entry."""
    return bool(sighting.counts) and not sighting.is_alone


def _of_shape(shape: tuple[str, ...]) -> Kind:
    """What lengths say: an array of one row is a row vector, and of no length but 1 a number."""
    match shape:
        case _ if all(length == "1" for length in shape):
            return Kind.SCALAR
        case (_,) | (_, "1"):
            return Kind.VECTOR
        case ("1", _):
            return Kind.ROW
        case _:
            return Kind.MATRIX


def _declared(table: Mapping[Key, T], key: Key) -> T | None:
    """What is declared of a name: without a layer, else in one of its layers."""
    if key in table:
        return table[key]
    return next((value for known, value in table.items() if family(known) == key), None)


def _by_use(key: Key, sighting: Sighting, standing: Standing, is_capital: bool) -> Decided:
    uses = sighting.uses
    scalar = Kind.SCALAR if standing.is_defined else Kind.OUTPUT
    if standing.is_of_arrays and standing.arguments == 1 and not uses & set(ARRAY_USES):
        return (scalar, Decision.USE) if _is_top(sighting) else (Kind.SCALAR, Decision.LETTER)
    if Use.PRIMED in uses:
        return Kind.FUNCTION, Decision.USE
    if Use.CALLED in uses and not sighting.counts and not uses & set(ARRAY_USES):
        if _is_top(sighting) and standing.arguments == 1 and key.letter not in ACTIVATIONS:
            return scalar, Decision.USE
        if standing.is_called_there and standing.arguments == 1 and key.letter not in ACTIVATIONS:
            return Kind.SCALAR, Decision.LETTER
        if _is_function_letter(key):
            return Kind.FUNCTION, Decision.USE
    if sighting.counts:
        return (Kind.MATRIX if 2 in sighting.counts else Kind.VECTOR), Decision.USE
    if uses & set(MATRIX_USES):
        return Kind.MATRIX, Decision.USE
    if uses & set(ARRAY_USES):
        return (Kind.MATRIX if is_capital else Kind.VECTOR), Decision.USE
    if _is_top(sighting):
        return scalar, Decision.LETTER if standing.is_defined else Decision.USE
    if Use.DIVISOR in uses:
        return Kind.SCALAR, Decision.LETTER if standing.is_defined else Decision.USE
    return (Kind.MATRIX if is_capital else Kind.SCALAR), Decision.LETTER


def _is_function_letter(key: Key) -> bool:
    return key.letter in FUNCTION_LETTERS


def _is_top(sighting: Sighting) -> bool:
    return bool(sighting.uses & {Use.TOP, Use.AFTER_NABLA}) and Use.BELOW not in sighting.uses


def with_weights(kinds: Mapping[Key, Decided], products: Iterable[Weighted]) -> dict[Key, Decided]:
    """The kinds of w and a of products w^l a^{l-1}, where some array of their equation is a vector."""
    found: dict[Key, Decided] = {}
    for one in products:
        beside = {kinds[key][0] for key in one.beside if key in kinds}
        if Kind.VECTOR not in beside or one.weight not in kinds or one.of not in kinds:
            continue
        if kinds[one.weight][1] in (Decision.USE, Decision.LETTER):
            found[one.weight] = (Kind.MATRIX, Decision.USE)
        if kinds[one.of][1] is Decision.LETTER:
            found[one.of] = (Kind.VECTOR, Decision.USE)
    return found


def kinds_together(
    statements: Sequence[Statement],
    kinds: Mapping[Key, Decided],
    made: Callable[[Mapping[Key, Decided]], Vocabulary],
    text: str,
    defined: Container[Key] = (),
    numbered: Container[Key] = (),
) -> dict[Key, Decided]:
    """The kinds, those by the letter alone made to fit what stands beside them: both sides of an equation, terms.

    defined: the names with an equation. One that is taken for a scalar, as it is differentiated, is what that says.
    numbered: those that never stand without an index, and of which nothing says what they are for each.
    """
    found = dict(kinds)
    has_rows = any(kind is Kind.ROW for kind, _ in kinds.values())
    for _ in range(MOST_ROUNDS):
        vocabulary = made(found)
        families = {name.name: family(key) for key, name in vocabulary.names.items()}
        changes: dict[str, Kind] = {}
        for statement in statements:
            _expect_of(statement, vocabulary, text, changes)
            if has_rows:
                _expect_rows(statement, vocabulary, text, changes)
        fitting = {families[name]: kind for name, kind in changes.items() if name in families}
        new = {
            key: (kind, Decision.USE)
            for key, kind in fitting.items()
            if found[key][0] is not kind
            and (
                found[key][1] is Decision.LETTER
                or (found[key] == (Kind.SCALAR, Decision.USE) and key in defined)
                or _is_turned(found[key], kind)
                or (_is_one_of_several(found[key], kind) and key in numbered)
            )
        }
        if not new:
            return found
        found.update(new)
    return found


def _expect_of(statement: Statement, vocabulary: Vocabulary, text: str, changes: dict[str, Kind]) -> None:
    parts: list[Part] = []
    for member in statement.members:
        if member.formula is None or member.is_hole:
            continue
        try:
            parts.append(Builder(vocabulary, text).part(member.formula))
        except LanguageError:
            continue
    ranks = [part.rank for part in parts if part.rank is not Rank.SCALAR]
    told = [part for part in parts if not isinstance(part, Leaf)]
    for part in parts:
        if part.rank is Rank.SCALAR and ranks:
            _expect(part, ranks[0], changes)
            _expect_each(part, parts, changes)
        elif isinstance(part, Leaf) and told and all(other.rank is Rank.SCALAR for other in told):
            changes.setdefault(part.text, Kind.SCALAR)
        for inner in _within(part):
            if isinstance(inner, Sum) and inner.rank is not Rank.SCALAR:
                _expect(inner, inner.rank, changes)
                for _, term in inner.terms:
                    _expect_each(term, [one for _, one in inner.terms], changes)


def _expect_each(part: Part, beside: Sequence[Part], changes: dict[str, Kind]) -> None:
    """Beside what is a vector for each i, as W x_i, is y_i one too."""
    if not isinstance(part, Entries) or len(part.places) != 1 or part.rank is not Rank.SCALAR:
        return
    letter = part.places[0].letter
    of_each = (one for whole in beside if whole.rank is Rank.COLUMN for one in _within(whole))
    is_each = any(isinstance(one, Entries) and _is_row_of(one, letter) for one in of_each)
    if isinstance(part.of, Leaf) and is_each:
        changes.setdefault(part.of.text, Kind.SAMPLES)


def _is_row_of(part: Entries, letter: str | None) -> bool:
    return part.rank is Rank.COLUMN and part.places[0].letter == letter is not None


def _is_one_of_several(known: Decided, kind: Kind) -> bool:
    """Whether a vector by its indices is one of several after all."""
    return known == (Kind.VECTOR, Decision.USE) and kind is Kind.SAMPLES


def _is_turned(known: Decided, kind: Kind) -> bool:
    """Whether a vector by its use is a row after all."""
    return known == (Kind.VECTOR, Decision.USE) and kind is Kind.ROW


def _expect_rows(statement: Statement, vocabulary: Vocabulary, text: str, changes: dict[str, Kind]) -> None:
    """In a text that has rows, what an equation defines as a row is one."""
    try:
        parts = [Builder(vocabulary, text).part(one.formula) for one in statement.members if one.formula is not None]
    except LanguageError:
        return
    is_row = any(part.rank is Rank.ROW for part in parts[1:])
    if is_row and isinstance(parts[0], Leaf) and not parts[0].gradient_of and parts[0].rank is Rank.COLUMN:
        changes[parts[0].text] = Kind.ROW


def _within(part: Part) -> list[Part]:
    return [part, *(inner for child in children(part) for inner in _within(child))]


def _expect(part: Part, rank: Rank, changes: dict[str, Kind]) -> None:
    """What is to have a rank, and what it is made of entry by entry: names become arrays of that rank."""
    if part.rank is not Rank.SCALAR and not isinstance(part, Sum):
        return
    match part:
        case Leaf(text) if text[0].isalpha():
            if rank is Rank.COLUMN and text[0].islower():
                changes.setdefault(text, Kind.VECTOR)
            elif rank is Rank.ROW and text[0].islower():
                changes.setdefault(text, Kind.ROW)
            elif rank is Rank.MATRIX and text[0].isupper():
                changes.setdefault(text, Kind.MATRIX)
        case Applied(_, (of,), True):
            _expect(of, rank, changes)
        case Sum(terms):
            for _, term in terms:
                _expect(term, rank, changes)

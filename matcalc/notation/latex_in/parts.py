"""What a formula means, before it is written in the input language: arrays, entries, products, sums, derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from matcalc.notation.latex_in.formula import Span
from matcalc.notation.latex_in.scripts import Place, letters_of


class Rank(Enum):
    """What kind of array something is; a vector is a column, a transposed one a row."""

    SCALAR = "a number"
    COLUMN = "a column"
    ROW = "a row"
    MATRIX = "a matrix"


TRANSPOSED_RANK = {
    Rank.SCALAR: Rank.SCALAR,
    Rank.COLUMN: Rank.ROW,
    Rank.ROW: Rank.COLUMN,
    Rank.MATRIX: Rank.MATRIX,
}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A name, a gradient, a number. gradient_of: the name differentiated, where it is a gradient."""

    text: str
    rank: Rank
    span: Span
    gradient_of: str = ""


@dataclass(frozen=True, slots=True)
class Sized:
    """eye or ones, of the length typed, I_n, or of one that the arrays beside it tell."""

    maker: str
    rank: Rank
    span: Span
    length: str | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """An entry, a row or a column of an array."""

    of: Part
    places: tuple[Place, ...]
    rank: Rank
    span: Span


@dataclass(frozen=True, slots=True)
class Kronecker:
    """δ_ij."""

    places: tuple[Place, ...]
    span: Span
    rank: Rank = Rank.SCALAR


@dataclass(frozen=True, slots=True)
class Applied:
    """A function of arguments; is_elementwise: of each entry by itself. axis: along which it goes, 0 or 1."""

    function: str
    arguments: tuple[Part, ...]
    is_elementwise: bool
    rank: Rank
    span: Span
    axis: str | None = None


@dataclass(frozen=True, slots=True)
class Transposed:
    of: Part
    rank: Rank
    span: Span


@dataclass(frozen=True, slots=True)
class Powered:
    """exponent: as the input language writes it, 2 or (1/2). Of each entry by itself."""

    of: Part
    exponent: str
    rank: Rank
    span: Span


@dataclass(frozen=True, slots=True)
class Times:
    """sign: @, * or /."""

    left: Part
    sign: str
    right: Part
    rank: Rank
    span: Span


@dataclass(frozen=True, slots=True)
class Sum:
    """terms: with their signs, 1 or -1. Also what has a minus before it."""

    terms: tuple[tuple[int, Part], ...]
    rank: Rank
    span: Span


@dataclass(frozen=True, slots=True)
class Total:
    """Σ over letters. end: the letter or the number of the length they run to, where that is written."""

    letters: tuple[str, ...]
    body: Part
    span: Span
    end: str | None = None

    @property
    def rank(self) -> Rank:
        return self.body.rank


@dataclass(frozen=True, slots=True)
class Derivative:
    """∂z/∂a of two named arrays or entries of them; or of an expression with open indices by an entry."""

    of: Part
    by: Leaf | Entries
    rank: Rank
    span: Span


Part = Leaf | Sized | Entries | Kronecker | Applied | Transposed | Powered | Times | Sum | Total | Derivative


def children(part: Part) -> tuple[Part, ...]:
    """The parts that a part is made of."""
    match part:
        case Entries(of) | Transposed(of) | Powered(of):
            return (of,)
        case Applied(arguments=arguments):
            return arguments
        case Times(left, _, right):
            return (left, right)
        case Sum(terms):
            return tuple(term for _, term in terms)
        case Total(body=body):
            return (body,)
        case Derivative(of, by):
            return (of, by)
    return ()


def has_indices(part: Part) -> bool:
    """Whether entries, sums over letters or deltas stand in it, so that it is written in index form."""
    waiting = [part]
    while waiting:
        part = waiting.pop()
        if isinstance(part, (Entries, Kronecker, Total)):
            return True
        waiting.extend(children(part))
    return False


def open_letters(part: Part) -> tuple[str, ...]:
    """The indices that no sum binds, in the order in which they stand."""
    match part:
        case Entries() | Kronecker():
            inner = open_letters(part.of) if isinstance(part, Entries) else ()
            here = [letter for place in part.places if place.letter for letter in sorted(letters_of(place.letter))]
            return tuple(dict.fromkeys((*inner, *here)))
        case Total(letters, body):
            return tuple(letter for letter in open_letters(body) if letter not in letters)
    return tuple(dict.fromkeys(letter for child in children(part) for letter in open_letters(child)))


def transposed(part: Part, span: Span) -> Part:
    """The transpose; that of a number is itself."""
    if part.rank is Rank.SCALAR:
        return part
    return Transposed(part, TRANSPOSED_RANK[part.rank], span)


def is_same(one: Part, other: Part) -> bool:
    """Whether two parts say the same, wherever they stand."""
    return type(one) is type(other) and _said(one) == _said(other)


def _said(part: Part) -> object:
    """What a part says, without places."""
    match part:
        case Leaf(text) | Sized(text):
            return text
        case Entries(of, places):
            return _said(of), tuple(place.letter for place in places)
        case Kronecker(places):
            return "delta", tuple(place.letter for place in places)
        case Applied(function, axis=axis):
            return function, axis, tuple(map(_said, children(part)))
        case Powered(of, exponent):
            return "**", _said(of), exponent
        case Times(left, sign, right):
            return sign, _said(left), _said(right)
        case Sum(terms):
            return "+", tuple((sign, _said(term)) for sign, term in terms)
        case Total(letters, body):
            return "sum", letters, _said(body)
    return type(part).__name__, tuple(map(_said, children(part)))

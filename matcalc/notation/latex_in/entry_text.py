"""Parts written entry by entry, in index form: each product a term, its sums in front, what no term can hold a let."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import Span
from matcalc.notation.latex_in.matrix_text import Sizes, matrix_text
from matcalc.notation.latex_in.parts import (
    Applied,
    Derivative,
    Entries,
    Kronecker,
    Leaf,
    Part,
    Powered,
    Rank,
    Sized,
    Sum,
    Times,
    Total,
    Transposed,
    has_indices,
    open_letters,
)
from matcalc.notation.latex_in.scripts import Place, letters_of
from matcalc.notation.latex_in.translated import Let
from matcalc.notation.latex_in.writing import Hold, Pieces, joined, translation

MOST_TERMS = 64
FRESH = "pqrsuvmnghcdijkl"


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor of a term; divides: below a fraction. hold: POWER where it has an exponent."""

    pieces: Pieces
    hold: Hold
    divides: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A product and the letters summed in it."""

    sign: int
    factors: tuple[Factor, ...]
    bound: tuple[str, ...]

    def letters(self) -> Iterator[str]:
        """All words that stand in it."""
        for factor in self.factors:
            for piece, _ in factor.pieces:
                yield from _words(piece)


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() or c == "_" else " " for c in text).split()


class EntryWriter:
    """Writes parts of one statement. taken: letters that no new index or let may have."""

    def __init__(self, text: str, sizes: Sizes, taken: frozenset[str]) -> None:
        self.text = text
        self.sizes = sizes
        self.taken = set(taken)
        self.lets: list[Let] = []
        self._holding: frozenset[str] = frozenset()

    def written(self, part: Part, places: tuple[str, ...]) -> Pieces:
        """An index expression: the entry of a part at these places."""
        return self._sum(self.terms(part, places, {}), part.span)

    def named(self, part: Part, places: tuple[str, ...]) -> str:
        """A name for an array, defined by its entry at these places."""
        body = translation(self.written(part, places))
        self.lets.append(Let(self._let_name(), body, places))
        return self.lets[-1].name

    def fresh(self) -> str:
        """A letter for an index that the document has not written."""
        numbered = [f"p_{number}" for number in range(1, len(self.taken) + 2)]
        letter: str = next(letter for letter in (*FRESH, *numbered) if letter not in self.taken)
        self.taken.add(letter)
        return letter

    def terms(self, part: Part, places: tuple[str, ...], renamed: Mapping[str, str]) -> list[Term]:
        """The entry of a part as a sum of terms. places: one for a vector, two for a matrix, none for a number."""
        made = self._terms(part, places if part.rank is not Rank.SCALAR else (), renamed)
        if len(made) > MOST_TERMS:
            raise LatexError(
                f"multiplied out, this has more than {MOST_TERMS} terms: give a part of it a name", self.text, part.span
            )
        return made

    def _terms(self, part: Part, places: tuple[str, ...], renamed: Mapping[str, str]) -> list[Term]:
        match part:
            case Entries(of, at):
                return self._entry(of, at, places, renamed)
            case Transposed(of):
                return self.terms(of, places[::-1], renamed)
            case Sum(terms) if self._is_held(terms):
                outside, self._holding = self._holding, frozenset()
                held = self._single(part, places, renamed)
                self._holding = outside
                return [Term(1, (held,), ())]
            case Sum(terms):
                found: list[Term] = []
                for sign, term in terms:
                    found += [replace(one, sign=sign * one.sign) for one in self.terms(term, places, renamed)]
                return found
            case Total(letters, body):
                return self._total(letters, body, places, renamed)
            case Applied("norm2sq" | "dot", arguments) if any(map(has_indices, arguments)):
                return self._inner(arguments[0], arguments[-1], renamed)
            case Times(left, "@", right):
                return self._matrix_product(left, right, places, renamed)
            case Times(left, sign, right):
                over = [self._divisor(right, places, renamed)] if sign == "/" else self.terms(right, places, renamed)
                return self._multiplied(self.terms(left, places, renamed), over)
        return [Term(1, (self._factor(part, places, renamed),), ())]

    def _entry(
        self, of: Part, at: tuple[Place, ...], places: tuple[str, ...], renamed: Mapping[str, str]
    ) -> list[Term]:
        open_places = iter(places)
        filled = tuple(_renamed(place.letter, renamed) if place.letter else next(open_places) for place in at)
        return self.terms(of, filled, renamed)

    def _total(
        self, letters: tuple[str, ...], body: Part, places: tuple[str, ...], renamed: Mapping[str, str]
    ) -> list[Term]:
        inner = dict(renamed)
        for letter in letters:
            inner[letter] = letter if letter not in self.taken else self.fresh()
            self.taken.add(inner[letter])
        bound = tuple(inner[letter] for letter in letters)
        terms = self.terms(body, places, inner)
        if not all(set(bound) <= set(term.letters()) for term in terms):
            terms = self._held(letters, body, places, inner)
            if not all(set(bound) <= set(term.letters()) for term in terms):
                raise self._constant_under(letters, body)
        return [replace(term, bound=(*bound, *term.bound)) for term in terms]

    def _held(
        self, letters: tuple[str, ...], body: Part, places: tuple[str, ...], renamed: Mapping[str, str]
    ) -> list[Term]:
        """The terms where x_i − μ is one factor: how often μ is added is known beside x_i alone."""
        outside, self._holding = self._holding, frozenset(letters)
        try:
            return self.terms(body, places, renamed)
        finally:
            self._holding = outside

    def _is_held(self, terms: Sequence[tuple[int, Part]]) -> bool:
        """Whether one of these has the index of the sum around them, and another one has not."""
        found = [self._holding.issubset(open_letters(term)) for _, term in terms]
        return bool(self._holding) and any(found) and not all(found)

    def _constant_under(self, letters: tuple[str, ...], body: Part) -> LatexError:
        listed = ", ".join(letters)
        message = f"not every term under this sum has the index {listed}, so nothing tells how often it is added"
        return LatexError(message, self.text, body.span)

    def _inner(self, left: Part, right: Part, renamed: Mapping[str, str]) -> list[Term]:
        """The inner product of two arrays of one shape."""
        places = tuple(self.fresh() for _ in range(2 if left.rank is Rank.MATRIX else 1))
        if left is right:
            factor = self._single(left, places, renamed, Hold.POSTFIX)
            square = replace(factor, pieces=(*factor.pieces, ("**2", left.span)), hold=Hold.POWER)
            return [Term(1, (square,), places)]
        found = self._multiplied(self.terms(left, places, renamed), self.terms(right, places, renamed))
        return [replace(term, bound=(*places, *term.bound)) for term in found]

    def _matrix_product(
        self, left: Part, right: Part, places: tuple[str, ...], renamed: Mapping[str, str]
    ) -> list[Term]:
        row_places = places[:1] if left.rank in (Rank.MATRIX, Rank.COLUMN) else ()
        col_places = places[-1:] if right.rank in (Rank.MATRIX, Rank.ROW) else ()
        if left.rank is Rank.COLUMN:
            if right.rank is not Rank.ROW:
                message = "a column stands before this: x^T y and x ⊙ y are products of two vectors"
                raise LatexError(message, self.text, right.span)
            return self._multiplied(self.terms(left, row_places, renamed), self.terms(right, col_places, renamed))
        letter = self.fresh()
        before = self.terms(left, (*row_places, letter), renamed)
        after = self.terms(right, (letter, *col_places), renamed)
        found = self._multiplied(before, after)
        return [replace(term, bound=(letter, *term.bound)) for term in found]

    def _multiplied(self, left: list[Term], right: list[Term]) -> list[Term]:
        return [
            Term(one.sign * other.sign, (*one.factors, *other.factors), (*one.bound, *other.bound))
            for one in left
            for other in right
        ]

    def _divisor(self, part: Part, places: tuple[str, ...], renamed: Mapping[str, str]) -> Term:
        factor = self._single(part, places, renamed)
        return Term(1, (replace(factor, divides=True),), ())

    def _factor(self, part: Part, places: tuple[str, ...], renamed: Mapping[str, str]) -> Factor:
        """What is no product: a name with its places, a function, a power."""
        span = part.span
        at = f"[{', '.join(places)}]" if places else ""
        match part:
            case Leaf(text):
                return Factor(((f"{text}{at}", span),), Hold.POSTFIX)
            case Sized("eye"):
                return Factor(((f"delta{at}", span),), Hold.POSTFIX)
            case Sized():
                return Factor((("1", span),), Hold.POSTFIX)
            case Kronecker(between):
                letters = ", ".join(_renamed(place.letter or "", renamed) for place in between)
                return Factor(((f"delta[{letters}]", span),), Hold.POSTFIX)
            case Derivative(of, by):
                return self._derivative(of, by, places, renamed)
            case Powered(of, exponent):
                base = self._single(of, places, renamed, Hold.POSTFIX)
                return Factor((*base.pieces, (f"**{exponent}", span)), Hold.POWER)
            case Applied("norm", (of,)) if has_indices(of):
                square = Applied("norm2sq", (of,), False, Rank.SCALAR, span)
                inside = self._single(square, (), renamed, Hold.POSTFIX)
                return Factor((("sqrt(", span), *inside.pieces, (")", span)), Hold.POSTFIX)
            case Applied(function, (of,), True) if has_indices(of) or of.rank is Rank.SCALAR:
                inside = self._single(of, places, renamed, Hold.POSTFIX)
                return Factor(((f"{function}(", span), *inside.pieces, (")", span)), Hold.POSTFIX)
            case Applied(arguments=arguments) if not any(has_indices(of) for of in arguments):
                whole = matrix_text(part, self.sizes)
                return Factor((*whole.held(Hold.POSTFIX), (at, span)), Hold.POSTFIX)
        message = "a function of whole arrays is of named arrays here, not of entries"
        raise LatexError(message, self.text, span)

    def _derivative(self, of: Part, by: Part, places: tuple[str, ...], renamed: Mapping[str, str]) -> Factor:
        rest = list(places)
        texts = []
        for one in (of, by):
            if not isinstance(one, Leaf) and not (isinstance(one, Entries) and isinstance(one.of, Leaf)):
                texts.append("".join(piece for piece, _ in self._sum(self.terms(one, (), renamed), one.span)))
                continue
            if isinstance(one, Entries):
                assert isinstance(one.of, Leaf)
                letters = [_renamed(place.letter or "", renamed) for place in one.places]
                texts.append(f"{one.of.text}[{', '.join(letters)}]")
                continue
            assert isinstance(one, Leaf)
            count = {Rank.SCALAR: 0, Rank.MATRIX: 2}.get(one.rank, 1)
            if count > len(rest) or (of is not one and len(rest) != count):
                message = "a derivative of an array by an array is a whole matrix here; write its entries, ∂z_i/∂a_j"
                raise LatexError(message, self.text, of.span)
            letters, rest = rest[:count], rest[count:]
            texts.append(f"{one.text}[{', '.join(letters)}]" if letters else one.text)
        span = Span(of.span.start, by.span.end)
        return Factor(((f"D({texts[0]}, {texts[1]})", span),), Hold.POSTFIX)

    def _single(
        self, part: Part, places: tuple[str, ...], renamed: Mapping[str, str], least: Hold = Hold.POWER
    ) -> Factor:
        """A part as one factor; what is more than one gets a name."""
        terms = self.terms(part, places, renamed)
        if len(terms) == 1 and terms[0].sign > 0 and not terms[0].bound and len(terms[0].factors) == 1:
            (factor,) = terms[0].factors
            if not factor.divides and factor.hold >= least:
                return factor
        bound = {letter for term in terms for letter in term.bound}
        free = [letter for term in terms for letter in term.letters() if letter in self._indices(terms)]
        letters = tuple(dict.fromkeys(letter for letter in free if letter not in bound))
        body = translation(self._sum(terms, part.span))
        same = next((let for let in self.lets if let.body.text == body.text and let.free == letters), None)
        if same is None:
            same = Let(self._let_name(), body, letters)
            self.lets.append(same)
        at = f"[{', '.join(letters)}]" if letters else ""
        return Factor(((f"{same.name}{at}", part.span),), Hold.POSTFIX)

    def _indices(self, terms: list[Term]) -> frozenset[str]:
        """All letters in square brackets."""
        found: set[str] = set()
        for term in terms:
            for factor in term.factors:
                text = "".join(piece for piece, _ in factor.pieces)
                for bracket in text.split("[")[1:]:
                    found.update(_words(bracket.partition("]")[0]))
        return frozenset(word for word in found if not word.isdigit())

    def _let_name(self) -> str:
        names = ("t", "u", "v", "w", *(f"t_{number}" for number in range(1, len(self.taken) + 2)))
        name = next(name for name in names if name not in self.taken)
        self.taken.add(name)
        return name

    def _sum(self, terms: list[Term], span: Span) -> Pieces:
        pieces: list[tuple[str, Span]] = []
        for number, term in enumerate(terms):
            if number:
                pieces.append((" + " if term.sign > 0 else " - ", span))
            elif term.sign < 0:
                pieces.append(("-", span))
            pieces += self._term(term, span)
        return tuple(pieces)

    def _term(self, term: Term, span: Span) -> Pieces:
        binder: Pieces = ((f"sum {', '.join(term.bound)}: ", span),) if term.bound else ()
        above = [factor for factor in term.factors if not factor.divides and factor.pieces[0][0] != "1"]
        below = [factor for factor in term.factors if factor.divides]
        over = joined((factor.pieces for factor in above), " * ", span) or (("1", span),)
        under = tuple(piece for factor in below for piece in ((" / ", span), *factor.pieces))
        return (*binder, *over, *under)


def _renamed(place: str, renamed: Mapping[str, str]) -> str:
    """A place with its letters renamed: i of i+1."""
    text = place
    for letter in sorted(letters_of(place), key=len, reverse=True):
        if renamed.get(letter, letter) != letter:
            text = _with_word(text, letter, renamed[letter])
    return text


def _with_word(text: str, word: str, other: str) -> str:
    made, current = "", ""
    for character in f"{text} ":
        if character.isalnum() or character == "_":
            current += character
            continue
        made += (other if current == word else current) + character
        current = ""
    return made[:-1]

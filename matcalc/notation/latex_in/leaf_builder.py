"""From a letter with its scripts to the array or entry that it stands for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction

from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import Face, Formula, Mark, Number, Run, Sign, Span
from matcalc.notation.latex_in.formula import Fraction as Quotient
from matcalc.notation.latex_in.parts import (
    Applied,
    Entries,
    Kronecker,
    Leaf,
    Part,
    Powered,
    Rank,
    Sized,
    Times,
    transposed,
)
from matcalc.notation.latex_in.scripts import (
    PRIMED,
    UNREAD,
    Place,
    Seen,
    bare,
    is_count,
    is_negative,
    is_transpose,
    parts_of,
)
from matcalc.notation.latex_in.vocabulary import Decision, Key, Kind, Name, Vocabulary
from matcalc.notation.names import NAME
from matcalc.notation.numbers_in import MOST_POWER_OF_NUMBER

RANKS = {
    Kind.SCALAR: Rank.SCALAR,
    Kind.OUTPUT: Rank.SCALAR,
    Kind.VECTOR: Rank.COLUMN,
    Kind.ROW: Rank.ROW,
    Kind.MATRIX: Rank.MATRIX,
    Kind.SAMPLES: Rank.MATRIX,
}

MOST_FACTORS = 9
"""Up to this power a matrix is multiplied by itself."""


class LeafBuilder:
    """Makes parts of letters, numbers and superscripts. text: what places are in. layers: those of the statement."""

    def __init__(self, vocabulary: Vocabulary, text: str, layers: frozenset[str] = frozenset()) -> None:
        self.vocabulary = vocabulary
        self.customs = vocabulary.customs
        self.text = text
        self.layers = layers
        self._beside_entrywise = False

    @contextmanager
    def entry_by_entry(self, holds: bool) -> Iterator[None]:
        """Where it holds, a power of a vector is that of each entry: beside ⊙ and in diag no number can stand."""
        outside, self._beside_entrywise = self._beside_entrywise, self._beside_entrywise or holds
        try:
            yield
        finally:
            self._beside_entrywise = outside

    def refused(self, message: str, span: Span) -> LatexError:
        return LatexError(message, self.text, span)

    def shown(self, span: Span) -> str:
        """A piece of the document, short enough for an error."""
        piece = " ".join(self.text[span.start : span.end].split())
        return piece if len(piece) <= 40 else f"{piece[:39]}…"

    def part(self, formula: Formula) -> Part:
        """What a formula means."""
        raise NotImplementedError

    def name_of(self, seen: Seen) -> Name | None:
        """The name of a letter. At the foot of ∇ its layer may be left out: it is that of the statement."""
        found = self.vocabulary.names.get(seen.key)
        if found is not None or seen.key.layer:
            return found
        alike = [name for name in self.vocabulary.names.values() if name.key.letter == seen.key.letter]
        layered = [name for name in alike if replace(name.key, layer="") == seen.key]
        here = [name for name in layered if name.key.layer in self.layers]
        if layered and len(here) != 1:
            raise self.refused(f"{self.shown(seen.span)} is known in layers only: write which", seen.span)
        return here[0] if here else None

    def lettered(self, seen: Seen) -> Part:
        """A letter that is no function: an array, an entry, a length, a known constant, to its power."""
        if (known := self._constant(seen)) is not None:
            return known
        name = self.name_of(seen)
        if name is None and seen.key.letter in self.customs.lengths:
            return self.raised(Leaf(seen.key.letter, Rank.SCALAR, seen.span), seen.high, seen.span)
        if name is None:
            raise self.refused(f"nothing tells what {self.shown(seen.span)} is", seen.span)
        if name.kind is Kind.FUNCTION:
            shown = self.shown(seen.span)
            raise self.refused(f"{shown} is a function; what it is of stands after it, {shown}(…)", seen.span)
        self._check_label(seen, name)
        whole = self.whole(name, seen)
        if name.kind is Kind.SAMPLES:
            return self.raised(self._one_of(name, whole, seen), seen.high, seen.span)
        if not seen.places:
            return self.raised(whole, seen.high, seen.span)
        is_of_array = seen.high and not all(is_count(script) for script in seen.high)
        if whole.rank is Rank.MATRIX and is_of_array and not self._is_power_of_entry(name, seen):
            if any(is_negative(script) for script in seen.high):
                shown = self.shown(seen.letter.span)
                ways = f"({shown}^{{-1}})_{{ij}} for an entry of the inverse, or 1/{shown}_{{ij}}"
                raise self.refused(f"{self.shown(seen.span)} is read in two ways; write {ways}", seen.span)
            self.check_turned(seen.places, seen.high, seen.span)
            return self.entries(self.raised(whole, seen.high, seen.span), seen.places, seen.span)
        return self.raised(self.entries(whole, seen.places, seen.span), seen.high, seen.span)

    def _one_of(self, name: Name, whole: Leaf, seen: Seen) -> Part:
        """x_i of samples, the row of that matrix as a column, or its entry x_{ij}."""
        shown = self.shown(seen.span)
        if not seen.places:
            message = f"{shown} has no index here, and elsewhere {shown}_{name.index} is a vector for each {name.index}"
            raise self.refused(f"{message}; write which, or give one of them another letter", seen.span)
        matrix, axis = self.vocabulary.lines.get(seen.key, (Key(seen.key.letter.capitalize()), None))
        known = self.vocabulary.names.get(matrix)
        if known is not None and known.kind is Kind.MATRIX:
            if axis is None or (axis == 1 and len(seen.places) != 1):
                message = f"{shown} is one of several vectors, and nothing that is read says whether these are rows or"
                raise self.refused(f"{message} columns of {known.name}", seen.span)
            whole = Leaf(known.name, Rank.MATRIX, seen.span)
        if len(seen.places) == 1:
            places = (seen.places[0], Place(None, seen.span))
            return Entries(whole, places[::-1] if axis == 1 else places, Rank.COLUMN, seen.span)
        return self.entries(whole, seen.places, seen.span)

    def _is_power_of_entry(self, name: Name, seen: Seen) -> bool:
        """Whether P_ij^2 is a power of the entry: that of a matrix that is not square can be no other."""
        if len(seen.high) != 1 or is_transpose(seen.high[0]):
            return False
        shape = self.vocabulary.shapes.get(name.name, ())
        return len(shape) == 2 and shape[0] != shape[1] and not any(map(is_transpose, parts_of(seen.high[0])))

    def _check_label(self, seen: Seen, name: Name) -> None:
        """Raises LatexError for p_y where p is an array, an entry or another name, and for a bold x_i."""
        key = seen.key
        shown = self.shown(seen.span)
        if UNREAD in key.label:
            raise self.refused(f"the subscript of {shown} is neither an index nor a label", seen.span)
        each = self.vocabulary.each.get(name.name)
        if seen.places and each is not None and each.is_vector and name.kind is not Kind.SAMPLES:
            message = f"{shown} is a vector for each {seen.places[0].letter}, and {name.name} alone is another array"
            raise self.refused(f"{message}; give one of them another letter", seen.span)
        is_entry = name.kind is not Kind.SAMPLES
        if seen.is_bold and is_entry and len(seen.places) == 1 and not key.letter[:1].isupper():
            message = f"{shown} is read in two ways, as an entry of a vector and as one of several vectors"
            raise self.refused(f"{message}; an entry is not bold", seen.span)
        array = self.vocabulary.names.get(replace(key, label=""))
        if key.label == PRIMED and array is not None and array.kind is Kind.MATRIX:
            message = f"{shown} is read in two ways, as the transpose of {array.name} and as another matrix"
            raise self.refused(f"{message}; write a transpose with ^T", seen.span)
        if array is not None and array.kind is Kind.SAMPLES and key.label[:1].isdigit():
            one = f"one of the vectors {array.name}_{array.index}"
            raise self.refused(f"{shown} is read in two ways: as {one}, or as another array", seen.span)
        if len(key.label) != 1 or not key.label.isalnum() or seen.is_bold or seen.places:
            return
        if (
            array is not None
            and array.kind in (Kind.VECTOR, Kind.ROW, Kind.MATRIX)
            and not self._is_other_type(array, key)
        ):
            of = array.name
            message = f"{shown} is read in two ways: as an entry of {of}, or as another name than {of}"
            raise self.refused(f"{message}; an index is one of a sum or of i, j, k, …", seen.span)

    def _is_other_type(self, array: Name, key: Key) -> bool:
        """Whether an array is bold or a capital, so that a plain letter with a label is beside it and not of it."""
        return array.decided is Decision.BOLD and key.label.isalpha()

    def whole(self, name: Name, seen: Seen) -> Leaf:
        """The array that a name stands for; a name for a gradient stands for it."""
        if (of := self.vocabulary.aliases.get(seen.key)) is not None:
            return Leaf(f"grad_{of.name}", RANKS[name.kind], seen.span, of.name)
        rows = (*self.vocabulary.shapes.get(name.name, ()), "")[0]
        rank = Rank.ROW if name.kind is Kind.MATRIX and rows == "1" else RANKS[name.kind]
        return Leaf(name.name, rank, seen.span)

    def _constant(self, seen: Seen) -> Part | None:
        """e to a power, the identity, π, the Kronecker delta."""
        key = seen.key
        plain = not key.accents and not key.label and not key.layer
        is_power = bool(seen.high) and not seen.places and not is_transpose(seen.high[0])
        if plain and key.letter == "e" and is_power and key not in self.vocabulary.names:
            (exponent, *more) = seen.high
            part = self.part(exponent)
            return self.raised(Applied("exp", (part,), True, part.rank, seen.span), tuple(more), seen.span)
        if plain and key.letter == "delta" and len(seen.places) == 2 and self.customs.kronecker:
            return Kronecker(seen.places, seen.span)
        if key in self.vocabulary.names:
            return None
        if plain and key.letter == "pi" and not seen.places:
            return self.raised(Leaf("pi", Rank.SCALAR, seen.span), seen.high, seen.span)
        if key.letter == "I" and not key.accents:
            if len(seen.places) == 2:
                return Kronecker(seen.places, seen.span)
            places = [place.letter for place in seen.places]
            length = key.label or (places[0] if places else None)
            if key.layer or key.script or (length is not None and NAME.fullmatch(length) is None and length != "1"):
                raise self.refused(
                    f"{self.shown(seen.span)} is read as an identity, I or I_n, and nothing else", seen.span
                )
            return self.raised(Sized("eye", Rank.MATRIX, seen.span, length), seen.high, seen.span)
        return None

    def numbered(self, number: Number, length: str | None = None) -> Part:
        """A number; a bold or double 1 is the vector of ones, a bold 0 is zero everywhere."""
        if number.text == "1" and number.face in (Face.BOLD, Face.DOUBLE):
            return Sized("ones", Rank.COLUMN, number.span, length)
        return Leaf(number.text, Rank.SCALAR, number.span)

    # entries and powers

    def check_turned(self, places: tuple[Place, ...], high: tuple[Formula, ...], span: Span) -> None:
        """Raises LatexError for W_{:,i}^T, which may be a column that is transposed and a column of the transpose."""
        if any(place.letter is None for place in places) and any(is_transpose(parts_of(one)[-1]) for one in high):
            ways = "(W_{:,i})^T for the transpose of a column, or (W^T)_{:,i} for a column of the transpose"
            raise self.refused(f"{self.shown(span)} is read in two ways; write {ways}", span)

    def entries(self, of: Part, places: tuple[Place, ...], span: Span) -> Part:
        """An entry, a row or a column. Raises LanguageError for more or fewer places than the array has axes."""
        axes = {Rank.SCALAR: 0, Rank.COLUMN: 1, Rank.ROW: 1, Rank.MATRIX: 2}[of.rank]
        shown = self.shown(of.span)
        if axes == 2 and len(places) == 1:
            raise self.refused(
                f"{self.shown(span)} is a row or a column of a matrix: a row is W_{{i,:}}, a column W_{{:,i}}",
                span,
            )
        if axes != len(places):
            what = f"{of.rank.value} and has {axes} ind{'ex' if axes == 1 else 'ices'}"
            raise self.refused(f"{shown} is {what}{self.why(of)}; here it has {len(places)}", span)
        named = [place for place in places if place.letter is not None]
        if len(named) == len(places):
            return Entries(of, places, Rank.SCALAR, span)
        if len(named) != 1 or axes != 2:
            raise self.refused(f"{self.shown(span)} has nothing but : as indices: write the array itself", span)
        return Entries(of, places, Rank.COLUMN if places[0].letter is None else Rank.ROW, span)

    def why(self, of: Part) -> str:
        """What decided of which kind a name is."""
        if not isinstance(of, Leaf):
            return ""
        named = (name for name in self.vocabulary.names.values() if name.name == of.text)
        return next((f", by {name.decided.value}" for name in named), "")

    def raised(self, part: Part, high: tuple[Formula, ...], span: Span) -> Part:
        """A part with superscripts: powers, transposes, inverses."""
        for script in high:
            part = self._raised_once(part, script, span)
        return part

    def _raised_once(self, part: Part, script: Formula, span: Span) -> Part:
        script = bare(script)
        if is_transpose(script):
            return transposed(part, span)
        pieces = parts_of(script)
        if len(pieces) > 1 and isinstance(pieces[0], Mark) and pieces[0].sign is Sign.ENTRYWISE:
            exponent = self._exponent(Run(pieces[1:], script.span))
            return Powered(part, self._written(exponent, script), part.rank, span)
        if len(pieces) > 1 and is_transpose(pieces[-1]) and not isinstance(pieces[-2], Mark):
            rest = Run(pieces[:-1], Span(pieces[0].span.start, pieces[-2].span.end))
            return transposed(self._raised_once(part, rest, span), span)
        is_inverse = len(pieces) == 2 and isinstance(pieces[0], Mark) and pieces[0].sign is Sign.MINUS
        if is_inverse and is_transpose(pieces[1]):
            return transposed(self._power(part, Fraction(-1), script, span), span)
        return self._power(part, self._exponent(script), script, span)

    def _exponent(self, script: Formula) -> Fraction:
        pieces, sign = list(parts_of(script)), 1
        if pieces and isinstance(pieces[0], Mark) and pieces[0].sign in (Sign.MINUS, Sign.PLUS):
            sign = -1 if pieces[0].sign is Sign.MINUS else 1
            pieces = pieces[1:]
        value: Fraction | None = None
        match pieces:
            case [Number(text)]:
                value = Fraction(text)
            case [Quotient(above, below)]:
                value = self._ratio(bare(above), bare(below))
            case [Number() as above, Mark(Sign.OVER), Number() as below]:
                value = self._ratio(above, below)
        if value is None:
            shown = self.shown(script.span)
            message = f"the superscript {shown} is read neither as a layer nor as a power: layers are written "
            raise self.refused(f"{message}x^{{({shown})}}, and a power is a number, T or -1", script.span)
        return sign * value

    def _ratio(self, above: Formula, below: Formula) -> Fraction | None:
        if not isinstance(above, Number) or not isinstance(below, Number) or not Fraction(below.text):
            return None
        return Fraction(above.text) / Fraction(below.text)

    def _written(self, exponent: Fraction, script: Formula) -> str:
        """An exponent of the input language."""
        if max(abs(exponent.numerator), exponent.denominator) > MOST_POWER_OF_NUMBER:
            raise self.refused(f"an exponent is at most {MOST_POWER_OF_NUMBER}", script.span)
        return str(exponent) if exponent.denominator == 1 else f"({exponent})"

    def _power(self, part: Part, exponent: Fraction, script: Formula, span: Span) -> Part:
        if part.rank in (Rank.COLUMN, Rank.ROW) and self._beside_entrywise:
            return Powered(part, self._written(exponent, script), part.rank, span)
        if part.rank in (Rank.COLUMN, Rank.ROW):
            shown = self.shown(span)
            raise self.refused(
                f"{shown} is read in two ways: x ⊙ x, entry by entry, or xᵀ x; write one of them", script.span
            )
        if part.rank is Rank.SCALAR:
            return Powered(part, self._written(exponent, script), Rank.SCALAR, span)
        if exponent.denominator != 1 or not 1 <= abs(exponent) <= MOST_FACTORS:
            most = f"a matrix has whole powers from -{MOST_FACTORS} to {MOST_FACTORS}"
            raise self.refused(f"{most}, not {self.shown(script.span)}", script.span)
        factor: Part = part if exponent > 0 else Applied("inv", (part,), False, Rank.MATRIX, span)
        whole = factor
        for _ in range(abs(int(exponent)) - 1):
            whole = Times(whole, "@", factor, Rank.MATRIX, span)
        return whole

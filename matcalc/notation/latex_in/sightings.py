"""Where the names of a document stand, and what that tells of their kinds."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from matcalc.engine.limits import look_at_clock
from matcalc.notation.latex_in.derivative_builder import derivative_sides, is_d
from matcalc.notation.latex_in.formula import (
    Fence,
    Formula,
    Fraction,
    Group,
    Mark,
    Root,
    Run,
    Scripted,
    Sign,
    Span,
    Table,
)
from matcalc.notation.latex_in.functions import DIAGONALS, REACHING, SOFTMAXES, WORDS
from matcalc.notation.latex_in.product_builder import sign_of
from matcalc.notation.latex_in.scripts import Seen, bare, is_transpose, letters_of, parts_of, plain_text, seen
from matcalc.notation.latex_in.uses import Use
from matcalc.notation.latex_in.vocabulary import Customs, Key

ORDINALS = ("th", "st", "nd", "rd")
"""What stands above a letter in words: the i-th neuron."""


KIND_WORDS = frozenset({"scalar", "vector", "matrix"})
"""Words that say of which kind something is where they stand alone, and name nothing."""


DIFFERENTIAL = Key("D")
"""Before f(x) its derivative, where no array has this name."""


@dataclass(slots=True)
class Sighting:
    """All places of one name, whatever its layer. counts: of indices, where it has any. whole: the first sighting of
    each layer without indices or powers; indexed: with indices. named: the layers in which it stands by itself, and not
    only at the foot of ∇, where its layer is often left out. is_alone: whether it stands anywhere without indices;
    has_plain_entry: with indices and not bold. index: the first index of a sum that is its only one, else the first.
    """

    first: Seen
    bold: bool = False
    counts: set[int] = field(default_factory=set)
    uses: set[Use] = field(default_factory=set)
    whole: dict[str, Seen] = field(default_factory=dict)
    indexed: dict[str, Seen] = field(default_factory=dict)
    layers: dict[str, Seen] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    is_alone: bool = False
    has_plain_entry: bool = False
    index: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether it is a plain letter and nothing more is known of it."""
        return not (self.bold or self.counts or self.uses or self.first.key.layer)

    def take(self, found: Seen) -> None:
        """One more place."""
        self.bold = self.bold or found.is_bold
        self.is_alone = self.is_alone or not found.places
        self.has_plain_entry = self.has_plain_entry or (bool(found.places) and not found.is_bold)
        self.layers.setdefault(found.key.layer, found)
        if found.places:
            self.counts.add(len(found.places))
            self.indexed.setdefault(found.key.layer, found)
        elif not found.high and not found.primes:
            self.whole.setdefault(found.key.layer, found)


def settle_bare_nablas(found: Mapping[Key, Sighting], functions: Collection[Key]) -> None:
    """What ∇ f without a foot is: a gradient of f where that is a function of an array, else one at f."""
    for key, one in found.items():
        if Use.AFTER_BARE_NABLA in one.uses:
            one.uses.add(Use.AFTER_NABLA if key in functions else Use.BELOW)


def family(key: Key) -> Key:
    """A name in any layer."""
    return replace(key, layer="")


class Collector:
    """Collects the sightings of all names, by name without layer, in the order in which they stand first."""

    def __init__(self, customs: Customs) -> None:
        self.customs = customs
        self.found: dict[Key, Sighting] = {}
        self.arguments: dict[Key, set[str]] = {}
        self._indices: set[str] = set(customs.sums)

    @property
    def names(self) -> dict[Key, Sighting]:
        """Those that are arrays, numbers or functions: without letters that are indices or layers and nothing else, and
        without those of declared lengths.
        """
        return {
            key: one
            for key, one in self.found.items()
            if (key.letter not in self._indices or not one.says_nothing)
            and key.letter not in KIND_WORDS
            and (key != Key(key.letter) or key.letter not in self.customs.lengths or one.bold or one.counts)
        }

    def take(self, formula: Formula | None, *uses: Use) -> None:
        """A formula. uses: what its names are seen doing, where it is one name."""
        if formula is None:
            return
        found = seen(formula, self.customs)
        if found is not None:
            self._name(found, uses)
            return
        formula = bare(formula)
        match formula:
            case Run(items):
                self._run(items)
            case Group(fence, inside):
                self._inside(inside, [Use.IN_NORM] if fence is Fence.DOUBLE_BAR else uses)
            case Scripted(base, low, high):
                self._scripted(formula, base, low, high, uses)
            case Fraction():
                self._fraction(formula)
            case Root(inside):
                self.take(inside)
            case Table(rows=rows):
                for row in rows:
                    for cell in row:
                        self.take(cell)

    def _scripted(
        self, formula: Scripted, base: Formula, low: Formula | None, high: Formula | None, given: Sequence[Use]
    ) -> None:
        sign = sign_of(formula)
        if sign is Sign.NABLA:
            entrywise = [use for use in given if use is Use.ENTRYWISE]
            self.take(low, Use.BELOW, Use.AT_NABLA, *entrywise)
        elif sign is None:
            uses = [Use.TRANSPOSED] if high is not None and is_transpose(high) else []
            inside = bare(base)
            self.take(inside.inside if isinstance(inside, Group) and inside.fence is Fence.ROUND else base, *uses)
            if isinstance(inside, Group) and inside.fence is Fence.DOUBLE_BAR:
                self.take(inside.inside, Use.IN_NORM)
            if isinstance(inside, Group) and inside.fence is Fence.ROUND:
                self._count(inside.inside, replace(formula, base=inside.inside))

    def _count(self, inside: Formula, scripted: Scripted) -> None:
        """The indices of a name that stands in brackets by itself, (t_1)_{ij}."""
        whole, entry = seen(inside, self.customs), seen(scripted, self.customs)
        sighting = None if whole is None else self.found.get(family(whole.key))
        if sighting is not None and entry is not None and entry.places and entry.key == sighting.first.key:
            sighting.counts.add(len(entry.places))

    def _inside(self, inside: Formula, uses: Sequence[Use]) -> None:
        """What is in brackets: what its terms are seen doing where they are names, they all do, (a − y) ⊙ …"""
        terms = parts_of(inside)
        every = [use for use in uses if use in (Use.ENTRYWISE, Use.IN_NORM, Use.IN_SOFTMAX, Use.TRANSPOSED)]
        signs = [sign_of(part) in (Sign.PLUS, Sign.MINUS) for part in terms]
        if len(terms) > 1 and every and not any(one == other for one, other in pairwise(signs)):
            for part, is_sign in zip(terms, signs, strict=True):
                if not is_sign:
                    self.take(part, *every)
            return
        self.take(inside, *uses)

    def _fraction(self, fraction: Fraction) -> None:
        sides = derivative_sides(fraction)
        if sides is None:
            self.take(fraction.above)
            self.take(fraction.below, Use.DIVISOR)
            for part in parts_of(fraction.below):
                self.take(part, Use.DIVISOR)
            return
        above, below = sides
        if len(above) > 1:
            self._top(above[1:])
        for part in below[1:]:
            if not is_d(part):
                self.take(part, Use.BELOW)

    def _top(self, items: Sequence[Formula]) -> None:
        self._run(items, *([Use.TOP] if len(items) == 1 or self._is_call(items) else []))

    def _is_call(self, items: Sequence[Formula]) -> bool:
        return len(items) == 2 and seen(items[0], self.customs) is not None and isinstance(bare(items[1]), Group)

    def _run(self, items: Sequence[Formula], *uses: Use) -> None:
        look_at_clock("reading")
        parts = parts_of(Run(tuple(items), Span(0, 0)))
        at = 0
        while at < len(parts):
            at += self._item(parts, at, uses if at == 0 else ())

    def _item(self, parts: Sequence[Formula], at: int, uses: Sequence[Use]) -> int:
        """Takes one item, or ∂E/∂a in one line; how many items that was."""
        part = parts[at]
        before = sign_of(parts[at - 1]) if at else None
        after = sign_of(parts[at + 1]) if at + 1 < len(parts) else None
        if is_d(part) and self._is_slashed(parts, at):
            over = next(k for k in range(at, len(parts)) if sign_of(parts[k]) is Sign.OVER)
            if over > at + 1:
                self._top(parts[at + 1 : over])
            self.take(parts[over + 2], Use.BELOW)
            return over + 3 - at
        found = list(uses)
        if before is Sign.NABLA:
            named = isinstance(parts[at - 1], Scripted)
            found.append(Use.AFTER_NABLA if named else Use.AFTER_BARE_NABLA)
        elif (Sign.ENTRYWISE in (before, after) and not self._is_function(parts, at)) or self._is_entrywise(parts, at):
            found.append(Use.ENTRYWISE)
        if before is Sign.OVER:
            found.append(Use.DIVISOR)
        if at and isinstance(bare(part), Group) and (word := seen(parts[at - 1], self.customs)) is not None:
            found += [Use.IN_SOFTMAX] * (word.key.letter in SOFTMAXES)
        follows = bare(parts[at + 1]) if at + 1 < len(parts) else None
        follows = bare(follows.base) if isinstance(follows, Scripted) else follows
        if isinstance(follows, Group) and follows.fence is Fence.ROUND:
            found.append(Use.CALLED)
            self._argument(part, follows)
            if Use.AFTER_BARE_NABLA in found:
                found[found.index(Use.AFTER_BARE_NABLA)] = Use.AFTER_NABLA
        word = seen(parts[at - 1], self.customs) if at and before is None else None
        is_differential = word is not None and word.key == DIFFERENTIAL and Use.CALLED in found
        if word is not None and not is_differential and not self._is_function(parts, at):
            found += self._after(word, part)
            ends = at + 1 == len(parts) or after in (Sign.PLUS, Sign.MINUS)
            if ends and any(map(is_transpose, word.high)):  # x^T λ b leaves open which of the two is the number
                found.append(Use.AFTER_ROW)
                found += [Use.AFTER_VECTOR] * (len(word.places) < 2 and word.key.letter.islower())
        self.take(part, *found)
        return 1

    def _is_function(self, parts: Sequence[Formula], at: int) -> bool:
        """Whether this is the letter of a function before brackets: beside ⊙, and after a matrix, stands its value."""
        found = seen(parts[at], self.customs)
        follows = bare(parts[at + 1]) if at + 1 < len(parts) else None
        is_called = isinstance(follows, Group) and follows.fence is Fence.ROUND
        return is_called and found is not None and found.key.letter in self.customs.functions

    def _is_entrywise(self, parts: Sequence[Formula], at: int) -> bool:
        """Whether a function before this, or a ∇ with what follows it, stands beside ⊙."""
        before = seen(parts[at - 1], self.customs) if at else None
        if before is not None and isinstance(bare(parts[at]), Group):
            function = before.letter.is_command or before.key.letter in self.customs.functions
            return function and at > 1 and sign_of(parts[at - 2]) is Sign.ENTRYWISE
        is_nabla = sign_of(parts[at]) is Sign.NABLA and at + 2 < len(parts)
        return is_nabla and sign_of(parts[at + 2]) is Sign.ENTRYWISE

    def _argument(self, part: Formula, group: Group) -> None:
        """What a letter is of, where brackets follow it."""
        found = seen(part, self.customs)
        if found is not None:
            said = tuple(_said(one, self.customs) for one in parts_of(group.inside))
            self.arguments.setdefault(family(found.key), set()).add(repr(said))

    def _after(self, before: Seen, part: Formula) -> list[Use]:
        word = before.key.letter
        if word in REACHING:
            return [Use.IN_TRACE]
        if word in DIAGONALS:
            return [Use.DIAGONAL]
        if before.places or not word[:1].isupper():
            return []
        inside = bare(part)
        is_argument = isinstance(inside, Group) and inside.fence is Fence.ROUND
        return [Use.ARGUMENT if is_argument else Use.AFTER_MATRIX]

    def _is_slashed(self, parts: Sequence[Formula], at: int) -> bool:
        over = next((k for k in range(at + 1, len(parts)) if sign_of(parts[k]) is Sign.OVER), None)
        return over is not None and over + 2 < len(parts) and is_d(parts[over + 1]) and over - at <= 3

    def _name(self, found: Seen, uses: Sequence[Use]) -> None:
        if any(plain_text(script) in ORDINALS for script in found.high):
            return
        for script in found.high:
            self.take(Run(tuple(part for part in parts_of(script) if not is_transpose(part)), script.span))
        if found.letter.is_command or found.key.letter in WORDS or self._is_constant(found):
            return
        key = family(found.key)
        for place in found.places:
            self._indices |= letters_of(place.letter or "")
        self._indices |= letters_of(found.key.layer)
        sighting = self.found.setdefault(key, Sighting(found))
        sighting.take(found)
        self._number(sighting, found)
        if Use.AT_NABLA not in uses:
            sighting.named.add(found.key.layer)
        whole = not found.places
        sighting.uses.update(use for use in uses if whole or use not in (Use.TOP, Use.AFTER_NABLA, Use.CALLED))
        if self._is_each(found, uses):
            sighting.uses.add(Use.EACH)
        if found.primes:
            sighting.uses.add(Use.PRIMED)
        for script in found.high:
            if is_transpose(script):
                if Use.AFTER_NABLA not in uses:  # ∇_W E^T is the gradient transposed
                    sighting.uses.add(Use.TRANSPOSED)
            elif _is_minus_one(script) and found.key.letter[:1].isupper():
                sighting.uses.add(Use.INVERTED)

    def _number(self, sighting: Sighting, found: Seen) -> None:
        letter = found.places[0].letter if found.places else None
        is_summed = len(found.places) == 1 and letter in self.customs.sums
        if letter and (not sighting.index or (is_summed and sighting.index not in self.customs.sums)):
            sighting.index = letter

    def _is_each(self, found: Seen, uses: Sequence[Use]) -> bool:
        """Whether x_i is a vector for each i of a sum: no number is transposed, or follows a transposed letter. A bold
        one is no number in a norm, or after a matrix.
        """
        if len(found.places) != 1 or found.places[0].letter not in self.customs.sums or found.key.letter == "e":
            return False  # e_i is a column of the identity in most texts
        arrays = (
            (Use.AFTER_VECTOR, Use.IN_NORM, Use.AFTER_MATRIX, Use.ARGUMENT) if found.is_bold else (Use.AFTER_VECTOR,)
        )
        return any(map(is_transpose, found.high)) or any(use in arrays for use in uses)

    def _is_constant(self, found: Seen) -> bool:
        key = found.key
        if key.letter == "e" and found.high and not found.places and not key.label:
            return not is_transpose(found.high[0])
        if key.letter == "I" and not key.label:
            return True
        if key.letter == "delta" and len(found.places) == 2 and self.customs.kronecker:
            return True
        if found.places or key.label:
            return False
        if key.letter == "pi":
            return not self.customs.has_pi
        return key.letter in self.customs.lengths and not found.is_bold


def _said(part: Formula, customs: Customs) -> object:
    """What tells one argument from another."""
    found = seen(part, customs)
    if found is not None:
        return found.key, tuple(place.letter for place in found.places), len(found.high)
    return sign_of(part) or type(part).__name__


def _is_minus_one(script: Formula) -> bool:
    parts = parts_of(script)
    return len(parts) == 2 and isinstance(parts[0], Mark) and parts[0].sign is Sign.MINUS

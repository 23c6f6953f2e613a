"""A letter with its scripts taken apart: which name it is, its indices, and what is done to it: powers, transposes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from matcalc.notation.latex_in.formula import (
    Face,
    Fence,
    Formula,
    Fraction,
    Group,
    Letter,
    Mark,
    Number,
    Run,
    Scripted,
    Sign,
    Span,
    Words,
)
from matcalc.notation.latex_in.functions import AXES, WORDS
from matcalc.notation.latex_in.vocabulary import Customs, Key

USUAL_INDICES = frozenset("ijkpqrsuvmn") | {"ell", "mu", "nu"}
"""Letters that are indices wherever they stand as subscripts of plain letters."""

LAYER_LETTERS = frozenset({"l", "L", "ell"})
"""Letters that name a layer also without brackets, a^l."""

TRANSPOSES = frozenset({"T", "top", "intercal"})

PRIMED = "prime"
STARRED = "star"

UNREAD = "?"
"""In the place of a label that is no plain text."""


@dataclass(frozen=True, slots=True)
class Place:
    """What stands in the place of one index: a letter, a number; None where all entries are meant, as in W_{:,i}."""

    letter: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Seen:
    """A letter with its scripts. high: the superscripts that are neither layers nor labels, from the inside out.

    layer_span: where the layer stands, with its brackets; None without one. scripts_inside: whether some scripts come
    out of the macro that the letter does.
    """

    key: Key
    letter: Letter
    places: tuple[Place, ...]
    primes: int
    high: tuple[Formula, ...]
    span: Span
    layer_span: Span | None = None
    scripts_inside: bool = False

    @property
    def is_bold(self) -> bool:
        return self.letter.face is Face.BOLD


@dataclass(slots=True)
class _Scripts:
    """What the scripts of a letter say, as they are read."""

    label: list[str] = field(default_factory=list)
    layer: str = ""
    layer_span: Span | None = None
    places: list[Place] = field(default_factory=list)
    primes: int = 0
    high: list[Formula] = field(default_factory=list)


def parts_of(formula: Formula | None) -> tuple[Formula, ...]:
    """What stands side by side in a formula; braces are not seen."""
    match formula:
        case None:
            return ()
        case Run(items):
            return _with_words(tuple(part for item in items for part in parts_of(item)))
        case Group(Fence.NONE, inside):
            return parts_of(inside)
    return (formula,)


def _with_words(parts: tuple[Formula, ...]) -> tuple[Formula, ...]:
    """Letters typed in one word before brackets, where they are a function that people type so: diag(x), max(0, x)."""
    for at, part in enumerate(parts):
        group = bare(part)
        group = bare(group.base) if isinstance(group, Scripted) else group
        if not isinstance(group, Group) or group.fence is not Fence.ROUND:
            continue
        start = at
        while start and continues(parts[start - 1], parts[start]):
            start -= 1
        word = "".join(letter.name for letter in parts[start:at] if isinstance(letter, Letter))
        if word in WORDS and at - start > 1:
            span = Span(parts[start].span.start, parts[at - 1].span.end)
            return (*parts[:start], Letter(word, span, is_command=True), *_with_words(parts[at:]))
    return parts


def continues(part: Formula, following: Formula) -> bool:
    """Whether a plain letter stands right before something."""
    is_letter = isinstance(part, Letter) and part.face is Face.PLAIN and len(part.name) == 1 and not part.accents
    return is_letter and part.span.end == following.span.start


def bare(formula: Formula) -> Formula:
    """A formula without braces around it, and out of a run of its own."""
    while True:
        if isinstance(formula, Group) and formula.fence is Fence.NONE:
            formula = formula.inside
        elif isinstance(formula, Run) and len(formula.items) == 1:
            formula = formula.items[0]
        else:
            return formula


def is_transpose(formula: Formula) -> bool:
    """Whether a superscript is a transpose."""
    formula = bare(formula)
    if isinstance(formula, Mark):
        return formula.sign is Sign.TRANSPOSE
    return isinstance(formula, Letter) and formula.name in TRANSPOSES


def is_count(script: Formula) -> bool:
    """Whether a superscript is a number above zero: the power of an entry in W_{ij}^2."""
    pieces = parts_of(script)
    return bool(pieces) and isinstance(pieces[0], (Number, Fraction)) and not is_transpose(pieces[-1])


def is_negative(script: Formula) -> bool:
    """Whether a superscript is a number below zero, without a transpose."""
    pieces = parts_of(script)
    return (
        len(pieces) > 1
        and isinstance(pieces[0], Mark)
        and pieces[0].sign is Sign.MINUS
        and is_count(Run(pieces[1:], script.span))
    )


def seen(formula: Formula, customs: Customs) -> Seen | None:
    """A letter with its scripts; None for anything else."""
    span = formula.span
    layers: list[Scripted] = []
    formula = bare(formula)
    while isinstance(formula, Scripted):
        layers.append(formula)
        formula = bare(formula.base)
    if not isinstance(formula, Letter):
        return None
    scripts = _Scripts()
    for scripted in reversed(layers):
        scripts.primes += scripted.primes
        _read_high(scripted.high, formula, scripts, customs)
        _read_low(scripted.low, formula, scripts, customs)
    is_script = formula.face in (Face.SCRIPT, Face.DOUBLE)
    is_word = formula.is_command or formula.name in WORDS
    if scripts.primes and formula.name not in customs.functions and not is_word:
        scripts.label.append(PRIMED * scripts.primes)
        scripts.primes = 0
    key = Key(formula.name, formula.accents, is_script, ",".join(scripts.label), scripts.layer)
    inside = any(_is_inside(part, formula.span) for one in layers for part in (one, one.low, one.high))
    places, high = tuple(scripts.places), tuple(scripts.high)
    return Seen(key, formula, places, scripts.primes, high, span, scripts.layer_span, inside)


def _is_inside(part: Formula | None, span: Span) -> bool:
    return part is not None and span.start <= part.span.start and part.span.end <= span.end


@dataclass(frozen=True, slots=True)
class LayerTyped:
    """A layer at the beginning of a superscript: (k+1), [1], l. count: of the parts it takes; fence: its brackets."""

    text: str
    span: Span
    count: int
    fence: Fence | None = None


def layer_in(high: Formula | None) -> LayerTyped | None:
    """The layer that a superscript of a letter begins with; None where it is no layer."""
    parts = parts_of(high)
    first = parts[0] if parts else None
    if isinstance(first, Group) and first.fence in (Fence.ROUND, Fence.SQUARE):
        layer = plain_text(first.inside)
        return None if layer is None else LayerTyped(layer, first.span, 1, first.fence)
    if isinstance(first, Letter) and first.name in LAYER_LETTERS:
        count = 3 if len(parts) >= 3 and _is_offset(parts[1:3]) else 1
        span = Span(first.span.start, parts[count - 1].span.end)
        return LayerTyped(plain_text(Run(parts[:count], first.span)) or "", span, count)
    return None


def _read_high(high: Formula | None, letter: Letter, scripts: _Scripts, customs: Customs) -> None:
    parts = parts_of(high)
    if not parts:
        return
    first, rest = parts[0], parts[1:]
    layer = None if letter.is_command else layer_in(high)
    if layer is not None and layer.fence and layer.text in customs.samples:
        scripts.places.insert(0, Place(layer.text, layer.span))
        rest = parts[layer.count :]
    elif layer is not None and not (layer.fence and scripts.layer):
        scripts.layer = layer.text
        scripts.layer_span = layer.span
        rest = parts[layer.count :]
    elif len(parts) == 1 and isinstance(first, Mark) and first.sign is Sign.STAR:
        scripts.label.append(STARRED)
    elif len(parts) == 1 and isinstance(first, Mark) and first.sign is Sign.PRIME:
        scripts.primes += 1
    else:
        rest = parts
    for piece in _superscripts(rest):
        scripts.high.append(piece)


def _is_offset(parts: tuple[Formula, ...]) -> bool:
    sign, number = parts
    return isinstance(sign, Mark) and sign.sign in (Sign.PLUS, Sign.MINUS) and isinstance(number, Number)


def _superscripts(parts: tuple[Formula, ...]) -> Iterator[Formula]:
    """What follows a layer: each transpose by itself, else all together."""
    if not parts:
        return
    if all(is_transpose(part) for part in parts):
        yield from parts
        return
    yield parts[0] if len(parts) == 1 else Run(parts, Span(parts[0].span.start, parts[-1].span.end))


def _read_low(low: Formula | None, letter: Letter, scripts: _Scripts, customs: Customs) -> None:
    if low is None:
        return
    if letter.name in WORDS and plain_text(low) in AXES:
        scripts.label.append(plain_text(low) or "")
        return
    plain_key = Key(letter.name, letter.accents, letter.face in (Face.SCRIPT, Face.DOUBLE), layer=scripts.layer)
    places: list[Place] = []
    for piece in _pieces(low):
        place = _place(piece, customs, plain_key)
        if place is None:
            scripts.label.append(plain_text(Run(piece, piece[0].span)) or UNREAD)
        else:
            places.append(place)
    scripts.places.extend(places)


def _pieces(low: Formula) -> Iterator[tuple[Formula, ...]]:
    """The things between commas; letters side by side are one each, and a sign holds what is around it together."""
    piece: list[Formula] = []
    for part in parts_of(low):
        if isinstance(part, Mark) and part.sign is Sign.COMMA:
            if piece:
                yield tuple(piece)
            piece = []
        elif piece and not _joins(piece[-1]) and not _joins(part):
            yield tuple(piece)
            piece = [part]
        else:
            piece.append(part)
    if piece:
        yield tuple(piece)


def _joins(part: Formula) -> bool:
    return isinstance(part, Mark) and part.sign in (Sign.PLUS, Sign.MINUS)


ALL_ENTRIES = (Sign.COLON, Sign.DOT, Sign.STAR)


def _place(piece: tuple[Formula, ...], customs: Customs, plain: Key) -> Place | None:
    """The index that a piece of a subscript is; None where it is a label."""
    span = Span(piece[0].span.start, piece[-1].span.end)
    first = piece[0]
    if len(piece) == 1 and isinstance(first, Mark) and first.sign in ALL_ENTRIES:
        return Place(None, span)
    if len(piece) == 1 and isinstance(first, Number):
        return Place(first.text, span) if plain in customs.entries else None
    names = [part.name for part in piece if isinstance(part, Letter)]
    if not isinstance(first, Letter) or first.face is Face.ROMAN or first.is_command or first.name in customs.layers:
        return None
    if any(name in customs.sums for name in names):
        return Place(plain_text(Run(piece, span)), span)
    if all(name in USUAL_INDICES or name in customs.lengths for name in names):
        return Place(plain_text(Run(piece, span)), span)
    return None


def plain_text(formula: Formula) -> str | None:
    """A layer, an index or a label as plain text, k+1; None for anything with more in it than letters and signs."""
    text = ""
    for part in parts_of(formula):
        match part:
            case Letter(name):
                text += name
            case Number(digits):
                text += digits
            case Words(words):
                text += words.strip()
            case Mark(Sign.PLUS | Sign.MINUS | Sign.COMMA as sign):
                text += sign.value
            case _:
                return None
    return text or None


def letters_of(place: str) -> frozenset[str]:
    """The index letters in a place: i of i+1, none of 1."""
    words = place.replace("+", " ").replace("-", " ").split()
    return frozenset(word for word in words if not word.isdigit())

"""Equations of any layer, z^l = w^l a^{l-1} + b^l: they hold in each layer that the document speaks of, as l+1 or L."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from matcalc.notation.latex_in.customs import customs_of
from matcalc.notation.latex_in.formula import (
    Fence,
    Formula,
    Group,
    Letter,
    Mark,
    Number,
    Relation,
    Run,
    Scripted,
    Sign,
    Span,
    Statement,
)
from matcalc.notation.latex_in.scripts import LAYER_LETTERS, layer_in, parts_of, seen
from matcalc.notation.latex_in.sightings import Collector, Sighting, family
from matcalc.notation.latex_in.uses import DERIVED, Use
from matcalc.notation.latex_in.vocabulary import Customs, Key
from matcalc.notation.latex_in.within import mapped, with_formulas

_LAYER = re.compile(r"(?P<base>[A-Za-z]*)(?P<offset>(?:(?<=[A-Za-z])[+-])?[0-9]+)?")

MOST = 40
"""So many equations of other layers are made at most."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: base l and offset 1 of l+1; no base of 2."""

    base: str
    offset: int

    def __str__(self) -> str:
        if not self.base:
            return str(self.offset)
        return self.base + (f"{self.offset:+d}" if self.offset else "")


def layer_of_text(text: str) -> Layer | None:
    """The layer that k+1 is; None for a label such as "out"."""
    found = _LAYER.fullmatch(text)
    if not text or found is None or (found["base"] not in ("ell", "") and len(found["base"]) != 1):
        return None
    return Layer(found["base"], int(found["offset"] or 0))


@dataclass(frozen=True, slots=True)
class _Equation:
    """What defines an array in any layer. names: all arrays with layers in it, each with its layers."""

    statement: Statement
    of: Key
    layer: Layer
    names: Mapping[Key, tuple[Layer, ...]]


def in_every_layer(statements: Sequence[Statement]) -> list[Statement]:
    """The statements, behind each equation of any layer the same one of each other layer that is spoken of.

    A layer before that of the equation, as l-1 of a^{l-1} beside z^l = w^l a^{l-1}, is given, unless all that the
    equation reads there is spoken of as well.
    """
    customs = customs_of(statements, frozenset())
    gradients = {name for name, _, _ in _gradients(statements, customs)}
    equations: dict[Key, _Equation] = {}
    defined: set[tuple[Key, str]] = set()
    for statement in statements:
        if (key := _defined(statement, customs)) is None:
            continue
        defined.add((family(key), key.layer))
        equation = None if family(key) in gradients else _equation(statement, key, customs)
        if equation is not None:
            equations.setdefault(family(key), equation)
    if not equations:
        return list(statements)
    spoken = _spoken_of(statements, customs)
    found: dict[int, list[Statement]] = {}
    for of, layer in spoken:
        known = equations.get(of)
        if (
            known is None
            or (of, str(layer)) in defined
            or not _holds(known, layer, spoken)
            or sum(map(len, found.values())) >= MOST
        ):
            continue
        moved = with_formulas(known.statement, partial(_moved, old=known.layer, new=layer))
        found.setdefault(id(known.statement), []).append(moved)
    return [one for statement in statements for one in (statement, *found.get(id(statement), ()))]


def _defined(statement: Statement, customs: Customs) -> Key | None:
    """The array with a layer that a statement says something of without derivatives; no hole is in it."""
    members = statement.members
    if len(members) < 2 or members[1].relation not in (Relation.EQUAL, Relation.DEFINED) or any(statement.holes):
        return None
    if any(member.relation not in (None, Relation.EQUAL, Relation.DEFINED) for member in members):
        return None
    letter = None if members[0].formula is None else seen(members[0].formula, customs)
    if letter is None or letter.high or letter.primes or not letter.key.layer:
        return None
    uses = {use for one in _sightings(statement, customs).values() for use in one.uses}
    return None if uses & DERIVED else letter.key


def _equation(statement: Statement, key: Key, customs: Customs) -> _Equation | None:
    """A statement as an equation of any layer: all its layers are of one small letter."""
    layer = layer_of_text(key.layer)
    if layer is None or not layer.base.islower():
        return None
    names: dict[Key, tuple[Layer, ...]] = {}
    for of, one in _sightings(statement, customs).items():
        layers = [layer_of_text(text) for text in one.layers if text]
        known = tuple(each for each in layers if each is not None and each.base == layer.base)
        if len(known) != len(layers):
            return None
        if of == family(key) and any(one.offset > layer.offset for one in known):
            return None  # said backwards, δ^l by δ^{l+1}
        if known:
            names[of] = known
    return _Equation(statement, key, layer, names)


@dataclass(frozen=True, slots=True)
class Weighted:
    """A product w a of small letters with layers, where an equation defines an array. beside: all names in that."""

    weight: Key
    of: Key
    beside: frozenset[Key]


def weighted_in(statements: Sequence[Statement], customs: Customs) -> Iterator[Weighted]:
    """The products w^l a^{l-1} of equations of layers: w is a matrix where any of the other letters is a vector."""
    for statement in statements:
        if _defined(statement, customs) is None:
            continue
        beside = frozenset(_sightings(statement, customs))
        runs = (run for member in statement.members[1:] if member.formula is not None for run in _runs(member.formula))
        for first, second in (pair for run in runs for pair in pairwise(run)):
            names = [seen(part, customs) for part in (first, second)]
            plain = [one for one in names if one and one.key.layer and not (one.places or one.high or one.primes)]
            if len(plain) == 2 and all(one.key.letter.islower() for one in plain):
                yield Weighted(family(plain[0].key), family(plain[1].key), beside)


def _runs(formula: Formula) -> Iterator[tuple[Formula, ...]]:
    """What stands side by side, in brackets too."""
    parts = parts_of(formula)
    yield parts
    for part in parts:
        if isinstance(part, Group):
            yield from _runs(part.inside)


def _sightings(statement: Statement, customs: Customs) -> Mapping[Key, Sighting]:
    collector = Collector(customs)
    for member in statement.members:
        collector.take(member.formula)
    return collector.found


def _spoken_of(statements: Sequence[Statement], customs: Customs) -> dict[tuple[Key, Layer], None]:
    """The arrays with the layers in which they stand; at the foot of ∇ without one it is that of the statement."""
    each = [_sightings(statement, customs) for statement in statements]
    bare_names = {key for found in each for key, one in found.items() if "" in one.named}
    spoken: dict[tuple[Key, Layer], None] = {}
    for found in each:
        layers = {text for one in found.values() for text in one.layers if text}
        for key, one in found.items():
            texts = set(one.layers) - {""}
            if "" in one.layers and key not in bare_names and len(layers) == 1:
                texts |= layers
            for text in sorted(texts):
                if (layer := layer_of_text(text)) is not None:
                    spoken[key, layer] = None
    for name, at, step in _gradients(statements, customs):
        for key, layer in list(spoken):
            if key == name:
                spoken[at, Layer(layer.base, layer.offset + step)] = None
    return spoken


def _gradients(statements: Sequence[Statement], customs: Customs) -> Iterator[tuple[Key, Key, int]]:
    """The names that are said to be gradients, δ^l = ∂C/∂z^l, what at, and by how many layers that is further on."""
    for statement in statements:
        if len(statement.members) != 2:
            continue
        found = _sightings(statement, customs)
        alone = (None if one.formula is None else seen(one.formula, customs) for one in statement.members)
        name = next((one for one in alone if one is not None and not one.high and one.key.layer), None)
        below = [
            (key, text)
            for key, one in found.items()
            if one.uses & {Use.BELOW, Use.AFTER_BARE_NABLA}
            for text in one.layers
        ]
        if name is None or len(below) != 1 or family(name.key) == below[0][0]:
            continue
        own, other = layer_of_text(name.key.layer), layer_of_text(below[0][1])
        if own is not None and other is not None and own.base == other.base:
            yield family(name.key), below[0][0], other.offset - own.offset


def _holds(equation: _Equation, layer: Layer, spoken: Mapping[tuple[Key, Layer], None]) -> bool:
    """Whether an equation says what its array is in a layer that is spoken of."""
    step = layer.offset - equation.layer.offset
    if layer.base and step >= (0 if layer.base != equation.layer.base else 1):
        return True
    others = [(key, Layer(layer.base, one.offset + step)) for key, layers in equation.names.items() for one in layers]
    if not layer.base:
        return all(one.offset >= 0 for _, one in others)
    return all(one in spoken for one in others)


def _moved(formula: Formula, old: Layer, new: Layer) -> Formula:
    """A formula with its layers moved as from one to the other. Its parts keep the places they have in the text."""

    def moved(part: Formula) -> Formula:
        return _moved(part, old, new)

    made = mapped(formula, moved)
    if not isinstance(made, Scripted) or made.high is None:
        return made
    return replace(made, high=_moved_script(made.high, old, new))


def _moved_script(high: Formula, old: Layer, new: Layer) -> Formula:
    """A superscript with another layer, which is typed nowhere: its place is empty."""
    found = layer_in(high)
    layer = None if found is None else layer_of_text(found.text)
    if found is None or layer is None or layer.base != old.base:
        return high
    made = Layer(new.base, layer.offset + new.offset - old.offset)
    place = Span(found.span.start, found.span.start)
    written: Formula = Run(tuple(_typed(made, place)), place)
    if found.fence is not None or made.base not in LAYER_LETTERS:
        written = Group(found.fence or Fence.ROUND, written, place)
    rest = parts_of(high)[found.count :]
    return Run((written, *rest), high.span) if rest else written


def _typed(layer: Layer, place: Span) -> Iterator[Formula]:
    if not layer.base:
        yield Number(str(layer.offset), place)
        return
    yield Letter(layer.base, place)
    if layer.offset:
        yield Mark(Sign.PLUS if layer.offset > 0 else Sign.MINUS, place)
        yield Number(str(abs(layer.offset)), place)

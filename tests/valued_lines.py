"""What the members of a line of LaTeX are worth: by hand, and as the line is translated.

By hand is plain NumPy, on arrays with an axis for each index. A translation is worked out by PlainValues, which shares
nothing with matcalc.checking. Both move the same arrays, and differentiate by difference quotients of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from inspect import signature

import numpy as np

from matcalc.forms.functions import Function
from matcalc.forms.indices import Index
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Apply, Cotangent, Node, Symbol
from matcalc.forms.program import IndexDefinition
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.notation.latex_in.vocabulary import Declared, Key
from matcalc.notation.shapes_in import parse_shape
from tests.plain_values import Array, PlainValues, slope

SIZES = {"m": 3, "n": 4, "p": 2, "q": 5, "r": 6}

Value = Callable[..., object]

_ARRAY = re.compile(r"(\w+) = (?:(hat|bar|tilde) )?([A-Za-z]+)(?:_(\w+))?(?:\^([^:]+))?:((?: \w+)*)")


@dataclass(frozen=True)
class Valued:
    """A line by its id, and the value of each of its members by hand.

    arrays: "w = w^l: m n; y = hat y: m; c = c:", the name by hand, the name in the line, its lengths. sides: a function
    for each member, None for what has no value; its arguments are names by hand, grad_w for the derivative of the
    scalar by w, d_z_by_w for that of z by w, with the axes of z first. A one-dimensional value is a column. number:
    which statement of the line. free: "j: m, k: n", the indices in the order of the axes of the values, of a line in
    index form. made: names by hand as functions of others; what the line does not name is made without `arrays`.
    defines: what is made as the last member says. scalar: what grad_ is of; "" where gradients are given. functions:
    elementwise functions, where the line holds for these alone. layout: of the derivatives by arrays. equal_from: the
    first of the members that are one value, None where they are not; note: why, or what is particular.
    """

    id: str
    arrays: str
    sides: tuple[Value | None, ...]
    number: int = 0
    free: str | None = None
    made: Mapping[str, Value] = field(default_factory=dict)
    defines: str = ""
    scalar: str = ""
    functions: Mapping[str, Callable[[Array], Array]] = field(default_factory=dict)
    layout: Layout = Layout.GRADIENT
    equal_from: int | None = 0
    note: str = ""

    @cached_property
    def named(self) -> Mapping[str, tuple[Key, tuple[str, ...]]]:
        """By the name by hand, what the line calls it, and its lengths."""
        found = {}
        for piece in filter(None, self.arrays.split("; ")):
            match = _ARRAY.fullmatch(piece)
            assert match is not None, piece
            name, accent, letter, label, layer, lengths = match.groups()
            key = Key(letter, (accent,) if accent else (), label=label or "", layer=layer or "")
            found[name] = (key, tuple(lengths.split()))
        return found

    @cached_property
    def makes(self) -> Mapping[str, Value]:
        """What is made of others, by hand."""
        last = self.sides[-1]
        return {**self.made, self.defines: last} if self.defines and last else self.made

    @property
    def declared(self) -> Declared:
        return Declared(dict(self.named.values()))

    @property
    def indices(self) -> tuple[Index, ...]:
        pairs = [piece.split(": ") for piece in filter(None, (self.free or "").split(", "))]
        return tuple(Index(letter, parse_shape(length).rows) for letter, length in pairs)

    def shape(self, name: str) -> Shape:
        lengths = self.named[name][1]
        return parse_shape("×".join(lengths)) if lengths else SCALAR


class ByHand:
    """The values that are written by hand, with random arrays for what is not made of others."""

    def __init__(self, row: Valued) -> None:
        self.row = row
        self.moved: Mapping[str, Array] = {}

    def of(self, function: Value) -> Array:
        """What a function is of the arrays and derivatives that its arguments name."""
        return np.asarray(function(*map(self.named, signature(function).parameters)), dtype=float)

    def named(self, name: str) -> Array:
        if name.startswith("grad_"):
            by = name.removeprefix("grad_")
            return self.derivative(self.row.scalar, by) if self.row.scalar else self.random(by, gradient=True)
        if name.startswith("d_"):
            return self.derivative(*name.removeprefix("d_").split("_by_"))
        if name in self.moved:
            return self.moved[name]
        return self.of(self.row.makes[name]) if name in self.row.makes else self.random(name)

    def random(self, name: str, *, gradient: bool = False) -> Array:
        """Random entries, the same for one name; square ones are far from singular."""
        lengths = [SIZES.get(length, 1) for length in self.row.named[name][1]]
        entries = np.random.default_rng([gradient, *name.encode()]).uniform(0.4, 1.6, lengths)
        is_square = len(lengths) == 2 and lengths[0] == lengths[1]
        return entries + 2 * np.eye(*lengths) if is_square else entries

    def derivative(self, of: str, by: str) -> Array:
        """The derivative of a name by each entry of another, through all that is made of it."""
        middle, before = self.named(by), self.moved

        def moved(at: tuple[int, ...], step: float) -> Array:
            changed = middle.copy()
            changed[at] += step
            self.moved = {**before, by: changed}
            value = self.named(of)
            self.moved = before
            return value

        entries = [slope(lambda step, at=at: moved(at, step)) for at in np.ndindex(middle.shape)]
        return np.stack(entries, axis=-1).reshape(entries[0].shape + middle.shape)


class ByTranslation(PlainValues):
    """The values of what a line is translated to.

    names: by hand, of the symbols of the line. lets: what the line has no name for. output: what gradients are of; None
    where they are given.
    """

    def __init__(
        self,
        row: Valued,
        names: Mapping[Symbol, str],
        lets: Mapping[Symbol, Node | IndexDefinition],
        output: Symbol | None,
    ) -> None:
        super().__init__(SIZES, output=output)
        self.names = names
        self.lets = lets
        self.by_hand = ByHand(row)

    def worth(self, body: Node | IndexDefinition) -> Array:
        """With an axis for each index in index form; in matrix form none for a scalar, else two."""
        if isinstance(body, IndexDefinition):
            return self.entries(body.body, body.places)
        return self.node(body).reshape(()) if body.shape.is_scalar else self.node(body)

    def node(self, root: Node) -> Array:
        if isinstance(root, Apply) and root.function.name in self.by_hand.row.functions and root not in self.set:
            return self._applied(root.function, self.node(root.arg))
        return super().node(root)

    def _applied(self, function: Function, argument: Array) -> Array:
        if not function.order:
            return self.by_hand.row.functions[function.name](argument)
        lower = Function(function.name, function.order - 1)
        return slope(lambda by: self._applied(lower, argument + by))

    def given(self, array: Node) -> Array:
        match array:
            case Symbol() if array in self.lets:
                return self.worth(self.lets[array]).reshape(self.shape(array.shape))
            case Symbol():
                self.by_hand.moved = {
                    self.names[symbol]: value.reshape(self._axes(symbol))
                    for symbol, value in self.set.items()
                    if isinstance(symbol, Symbol) and symbol in self.names
                }
                value = self.by_hand.named(self.names[array])
            case Cotangent(of=Symbol() as of):
                value = self.by_hand.random(self.names[of], gradient=True)
            case _:
                raise AssertionError(f"no value for a {type(array).__name__}")
        return value.reshape(self.shape(array.shape))

    def _axes(self, symbol: Symbol) -> Sequence[int]:
        return [self.size(length) for length in symbol.shape.axes]

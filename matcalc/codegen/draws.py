"""Random arrays as code: by a generator of random numbers, such that what is declared holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import prod

from matcalc.codegen.backends import Backend
from matcalc.codegen.parameters import Parameter
from matcalc.codegen.random_numbers import RANDOM_NUMBERS, Generator
from matcalc.forms.facts import Facts, OneOf, Property
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Symbol


@dataclass(frozen=True, slots=True)
class Draw:
    """How an entry is drawn: between two numbers, or where there are none, normally distributed."""

    between: tuple[float, float] | None = None


NORMAL, POSITIVE = Draw(), Draw((0.5, 1.5))


class NotDrawnError(ValueError):
    """No random numbers are known for which all that is declared of an array holds."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The text of an array whose numbers are drawn, and what is made of it one after the other, with {it} for what was.

    is_discrete: whether the numbers are some of a few.
    """

    text: str
    steps: tuple[str, ...] = ()
    is_discrete: bool = False

    def then(self, step: str) -> Drawn:
        """The same with a further step."""
        return replace(self, steps=(*self.steps, step))

    @property
    def is_one_line(self) -> bool:
        """Whether the array is an expression; those that are not are drawn first."""
        return not any(step.count("{it}") > 1 for step in self.steps)

    def lines(self, name: str) -> list[str]:
        """The lines that make the array. The last is its value; those before it work out `name`."""
        before: list[str] = []
        text = self.text
        for step in self.steps:
            if step.count("{it}") > 1:
                before.append(f"{name} = {text}")
                text = name
            text = step.format(it=text)
        return [*before, text]


class Draws:
    """Texts of random arrays, of a backend, whose numbers a generator draws."""

    def __init__(self, backend: Backend, facts: Facts, generator: Generator) -> None:
        self._backend = backend
        self._facts = facts
        self._numbers = RANDOM_NUMBERS[generator, backend.module]

    def start(self, seed: int) -> list[str]:
        """The lines after which numbers can be drawn."""
        return [line.format(seed=seed) for line in self._numbers.start]

    def array(self, draw: Draw, lengths: Sequence[int]) -> str:
        """An array of random numbers."""
        one = self._numbers.normal if draw.between is None else "rng.uniform({}, {})".format(*draw.between)
        return self._numbers.drawn(one, lengths)

    def zeros(self, lengths: Sequence[int]) -> str:
        """An array of zeros."""
        return f"{self._backend.word('zeros')}({self._shape(lengths)})"

    def declared(self, symbol: Symbol, draw: Draw, lengths: Sequence[int]) -> Drawn:
        """A random array of which all that is declared of the symbol holds. Raises NotDrawnError."""
        properties = self._facts.of(symbol)
        total = self._facts.sum_of(symbol)
        sums = {axis: each for axis in (0, 1) if (each := self._facts.sum_along(symbol, axis)) is not None}
        if numbers := next((one.numbers for one in properties if isinstance(one, OneOf)), ()):
            if total is None and not sums:
                return Drawn(self._choice(numbers, lengths), is_discrete=True)
            return Drawn(self._one_of_many(numbers, total, sums, lengths), is_discrete=True)
        has_sum = (total is not None and total != 0) or any(sums.values())
        positive = POSITIVE if Property.POSITIVE in properties or has_sum else draw
        drawn = self._with_properties(symbol.name, properties - {Property.POSITIVE}, positive, lengths)
        for axis, each in sums.items():
            drawn = drawn.then(self._summing_to(each, along=axis - 2))
        if total is not None:
            if total == 0 and Property.DIAGONAL in properties:
                raise NotDrawnError(symbol.name)
            drawn = drawn.then(self._summing_to(total, along=-1 if len(symbol.shape.axes) == 1 else None))
        return drawn

    def _with_properties(self, name: str, properties: frozenset[object], draw: Draw, lengths: Sequence[int]) -> Drawn:
        if not properties:
            return Drawn(self.array(draw, lengths))
        if len(lengths) != 2:
            raise NotDrawnError(name)
        word, size = self._backend.word, lengths[-1]
        eye = f"{word('eye')}({size})"
        diagonal = f"{word('diag')}({{it}})"
        if Property.ORTHOGONAL in properties:
            if Property.DIAGONAL in properties:
                return Drawn(self._choice((Fraction(-1), Fraction(1)), (size,)), (diagonal,), is_discrete=True)
            if Property.SYMMETRIC in properties:
                mirror = f"{eye} - 2 * {word('outer')}({{it}}, {{it}}) / ({{it}} @ {{it}})"
                return Drawn(self.array(draw, (size,)), (mirror,))
            return Drawn(self.array(draw, lengths), (f"{word('linalg.qr')}({{it}})[0]",))
        if Property.DIAGONAL in properties:
            return Drawn(self.array(POSITIVE if Property.SPD in properties else draw, (size,)), (diagonal,))
        symmetric = f"{{it}} @ {{it}}.T + {eye}" if Property.SPD in properties else "({it} + {it}.T) / 2"
        return Drawn(self.array(draw, lengths), (symmetric,))

    def _choice(self, numbers: Sequence[Fraction], lengths: Sequence[int]) -> str:
        texts = ", ".join(str(float(each)) for each in numbers)
        return self._numbers.drawn(f"rng.choice([{texts}])", lengths)

    def _one_of_many(
        self, numbers: Sequence[Fraction], total: Fraction | None, sums: Mapping[int, Fraction], lengths: Sequence[int]
    ) -> str:
        """One-hot: zeros with a 1 in each vector, row or column."""
        wanted = {total} if total is not None else set(sums.values())
        if set(numbers) != {Fraction(0), Fraction(1)} or wanted != {Fraction(1)} or len(sums) > 1:
            raise NotDrawnError("one of many")
        if total is not None and len([each for each in lengths if each > 1]) > 1:
            raise NotDrawnError("one of many")
        axis = next(iter(sums), 1)
        *others, classes = lengths if axis == 1 else lengths[::-1]
        places = [(2 * at + 1) % classes for at in range(prod(others))]
        rows = f"{self._backend.word('eye')}({classes})"
        if not others:
            return f"{rows}[{places[0]}]"
        rows = (
            f"{rows}[{self._backend.word('array')}({places})]" if self._backend.module == "jnp" else f"{rows}[{places}]"
        )
        return rows if axis == 1 else f"{rows}.T"

    def _summing_to(self, total: Fraction, along: int | None) -> str:
        words = self._backend
        axis = f", {words.axis}={along}, {words.keepdims}=True" if along is not None else ""
        if total == 0:
            return f"{{it}} - {words.word('mean')}({{it}}{axis})"
        factor = "" if total == 1 else f"{float(total)} * "
        return f"{factor}{{it}} / {words.word('sum')}({{it}}{axis})"

    def _shape(self, lengths: Sequence[int]) -> str:
        if len(lengths) == 1 and self._backend.module == "np":
            return str(lengths[0])
        return f"({lengths[0]},)" if len(lengths) == 1 else f"({', '.join(map(str, lengths))})"


def unknown_functions(parameters: Iterable[Parameter], backend: Backend) -> dict[Function, str]:
    """Texts for the unknown functions: sin for f, cos for f′; for the next function its derivatives from cos on."""
    functions = list(dict.fromkeys(one.function for one in parameters if one.function))
    names = sorted({one.name for one in functions})
    texts: dict[Function, str] = {}
    for one in functions:
        turn = (names.index(one.name) + one.order) % 4
        text = backend.word("sin" if turn % 2 == 0 else "cos")
        texts[one] = text if turn < 2 else f"lambda x: -{text}(x)"
    return texts

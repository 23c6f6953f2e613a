"""Small arrays of whole numbers on which two sides differ, with both values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np

from matcalc.chain import Expression
from matcalc.checking.arithmetic import NotRationalError, RoundingError, UndefinedError
from matcalc.checking.derivatives import Derivatives
from matcalc.checking.points import Points
from matcalc.checking.seeds import seeded
from matcalc.checking.sizes import Sizes
from matcalc.documents.page import Mathematics
from matcalc.engine.limits import look_at_clock
from matcalc.errors import InputError, InvariantError, LimitError
from matcalc.forms.facts import Property
from matcalc.forms.index_form import IndexSum, arrays_in
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Add, Apply, Cotangent, EntrySum, Hadamard, Node, ScalarFunction, Symbol
from matcalc.forms.program import Definition, Program, arrays_of
from matcalc.forms.traversal import walk
from matcalc.forms.vector_functions import VectorFunction
from matcalc.judging.comparison import Setting
from matcalc.judging.findings import Counterexample, Rows
from matcalc.judging.small_numbers import FractionArithmetic, SmallFloatArithmetic
from matcalc.notation.names import GRADIENT_PREFIX

MOST_LENGTHS = 5
"""Names of dimensions: with more, no example is small."""

MOST_NUMBERS = 60
"""In all arrays of an example together."""

TRIES = 40

ENOUGH = 8
"""Examples found, of which the smallest is shown."""

DRAWS = 5
"""Ways to choose signs."""

DIGITS = 4
"""Of a value that is rounded."""

LEAST = Fraction(1, 10**6)
"""A rounded value that is smaller shows nothing."""

SUPERSCRIPTS = {2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶"}


@dataclass(frozen=True, slots=True)
class _Concrete:
    """A program without unknown scalar functions. gradients: the inputs that give the gradients at what E is of."""

    program: Program
    gradients: Mapping[Symbol, Symbol]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Two sides of which values are shown. free: their indices; powers: what the unknown functions are taken for."""

    left: Expression
    right: Expression
    free: tuple[Index, ...]
    setting: Setting
    concrete: _Concrete
    powers: Mapping[str, int]


def counterexample(
    left: Expression, right: Expression, setting: Setting, free: tuple[Index, ...] = ()
) -> Counterexample | None:
    """The smallest example found on which the two sides differ; None where none is found that is small."""
    concrete = _concrete(setting.program)
    if concrete is None:
        return None
    roots = [*_roots(left), *_roots(right)]
    powers = _powers(concrete.program, roots)
    if powers is None or any(
        isinstance(part, ScalarFunction | VectorFunction) for root in roots for part in walk(root)
    ):
        return None
    asked = _Asked(left, right, free, setting, concrete, powers)
    found = list(islice(_examples(asked), ENOUGH))
    return min(found, key=_size, default=None)


def _size(example: Counterexample) -> tuple[int, Fraction]:
    given = [number for rows in example.given.values() for row in rows for number in row]
    values = [number for rows in (example.left, example.right) for row in rows for number in row]
    return sum(len(str(number)) for number in given), sum((abs(number) for number in (*given, *values)), Fraction(0))


def _examples(asked: _Asked) -> Iterator[Counterexample]:
    """Every example of so many tries, exact ones where the sides are rational."""
    concrete, powers = asked.concrete, asked.powers
    shapes = [symbol.shape for symbol in concrete.program.symbols]
    names = sorted({name for shape in shapes for side in (shape.rows, shape.cols) for name in side.names})
    if len(names) > MOST_LENGTHS:
        return
    even = any(
        declared & {Property.SYMMETRIC} and not declared & {Property.DIAGONAL, Property.SPD, Property.ORTHOGONAL}
        for declared in map(asked.setting.facts.of, concrete.program.inputs)
    )
    arithmetics: list[Any] = [FractionArithmetic(powers, even=even), SmallFloatArithmetic(powers, even=even)]
    for number in range(TRIES):
        look_at_clock("check")
        shift = number % max(len(names), 1)
        sizes = Sizes((name, 2 + (at + shift) % len(names)) for at, name in enumerate(names))
        if (
            sum(sizes.of(each.shape.rows) * sizes.of(each.shape.cols) for each in concrete.program.inputs)
            > MOST_NUMBERS
        ):
            return
        while arithmetics:
            try:
                example = _at(arithmetics[0], sizes, number, asked)
            except NotRationalError:
                del arithmetics[0]
                continue
            except LimitError:
                raise
            except (UndefinedError, RoundingError, InvariantError, InputError, OverflowError):
                example = None
            if example is not None:
                yield example
            break


def _at(arithmetic: Any, sizes: Sizes, number: int, asked: _Asked) -> Counterexample | None:
    """The two sides at one choice of numbers; None where they do not differ plainly."""
    concrete = asked.concrete
    random = seeded("example", number)
    with np.errstate(all="ignore"):
        points = Points(arithmetic, concrete.program, sizes, random, number % DRAWS, facts=asked.setting.facts)
        derivatives = Derivatives(points)
        sides = [_rows(arithmetic, derivatives, side, asked.free) for side in (asked.left, asked.right)]
        if sides[0] is None or sides[1] is None or not _differ(sides[0], sides[1], exactly=not arithmetic.rounds):
            return None
        used = _used((asked.left, asked.right), concrete.program)
        given: dict[str, Rows] = {}
        names: dict[str, Mathematics] = {}
        for symbol in concrete.program.inputs:
            if symbol in used and (rows := _rows(arithmetic, derivatives, symbol, ())) is not None:
                given[symbol.name] = rows
                of = concrete.gradients.get(symbol)
                names[symbol.name] = symbol if of is None else Cotangent(of)
    assumed = tuple(f"{name}(x) = x{SUPERSCRIPTS[power]}" for name, power in asked.powers.items())
    return Counterexample(given, assumed, sides[0], sides[1], not arithmetic.rounds, names)


def _differ(one: Rows, other: Rows, *, exactly: bool) -> bool:
    """Whether two arrays differ; where they are rounded, by more than their last digits."""
    if len(one) != len(other) or len(one[0]) != len(other[0]):
        return True
    pairs = [pair for rows in zip(one, other, strict=True) for pair in zip(*rows, strict=True)]
    if exactly:
        return any(left != right for left, right in pairs)
    return any(abs(left - right) > max(abs(left), abs(right), LEAST) / 20 for left, right in pairs)


def _rows(arithmetic: Any, derivatives: Derivatives[Any], side: Expression, free: tuple[Index, ...]) -> Rows | None:
    """The value of a side at the first point, by rows; None where it has more than two axes or is not finite."""
    if isinstance(side, IndexSum):
        value = arithmetic.plain(derivatives.evaluation.index_sum(side, free))[0, 0]
        lengths = tuple(derivatives.points.sizes.of(index.range) for index in free)
        if len(lengths) > 2:
            return None
        value = np.broadcast_to(value, lengths).reshape(*lengths, *(1,) * (2 - len(lengths)))
    else:
        value = arithmetic.plain(derivatives.evaluation.node(side))[0, 0]
        shape = tuple(derivatives.points.sizes.of(length) for length in (side.shape.rows, side.shape.cols))
        value = np.broadcast_to(value, shape)
    if not arithmetic.rounds:
        return tuple(tuple(Fraction(number) for number in row) for row in value)
    if not np.isfinite(value.astype(float)).all():
        raise UndefinedError
    return tuple(tuple(Fraction(f"{float(number):.{DIGITS}g}") for number in row) for row in value)


def _roots(side: Expression) -> list[Node]:
    return [side] if isinstance(side, Node) else list(arrays_in(side))


def _used(sides: Sequence[Expression], program: Program) -> set[Node]:
    """The arrays that the values of two sides depend on; of a gradient everything that leads to the output."""
    parts = {part for side in sides for root in _roots(side) for part in walk(root)}
    definitions = {definition.symbol: definition for definition in program.definitions}
    waiting = [part for part in parts if isinstance(part, Symbol)]
    if len(waiting) < len([part for part in parts if not part.children]):  # a gradient: all that it is made of
        waiting.append(program.output)
    found: set[Node] = set()
    while waiting:
        symbol = waiting.pop()
        if symbol not in found:
            found.add(symbol)
            waiting += definitions[symbol].uses if symbol in definitions else ()
    return found


def _powers(program: Program, roots: Sequence[Node]) -> dict[str, int] | None:
    """A power for every unknown function; None where there are too many."""
    bodies = [array for definition in program.definitions for array in arrays_of(definition.body)]
    unknown = sorted(
        {
            part.function.name
            for root in (*bodies, *roots)
            for part in walk(root)
            if isinstance(part, Apply) and not part.function.is_known
        }
    )
    return dict(zip(unknown, SUPERSCRIPTS, strict=False)) if len(unknown) <= len(SUPERSCRIPTS) else None


def _concrete(program: Program) -> _Concrete | None:
    """E(a) as ⟨G, a⟩ with a gradient G that is given; None where a program has what can not be so simple."""
    if program.labels:
        return None
    gradients: dict[Symbol, Symbol] = {}
    definitions: list[Definition] = []
    for definition in program.definitions:
        body = definition.body
        if any(isinstance(part, VectorFunction) for array in arrays_of(body) for part in walk(array)):
            return None
        if isinstance(body, ScalarFunction):
            terms: list[Node] = []
            for arg in body.args:
                if not isinstance(arg, Symbol):
                    return None
                given = Symbol(f"{GRADIENT_PREFIX}{arg.name}", arg.shape)
                gradients[given] = arg
                terms.append(EntrySum(Hadamard((given, arg)), None))
            body = terms[0] if len(terms) == 1 else Add(tuple(terms))
            definition = replace(definition, body=body)
        definitions.append(definition)
    return _Concrete(Program((*program.inputs, *gradients), tuple(definitions), program.output), gradients)

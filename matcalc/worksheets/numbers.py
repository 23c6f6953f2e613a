"""Small whole numbers for the arrays of a derivation, such that all that is asked for comes out well."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from random import Random

import numpy as np

from matcalc.api.derivation import Derivation
from matcalc.checking.arithmetic import Array, NotRationalError, UndefinedError
from matcalc.checking.dual import Moving
from matcalc.checking.evaluate import Evaluation
from matcalc.checking.sets import drawn_from, why_not_of_set
from matcalc.checking.sizes import Sizes
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.limits import limited, look_at_clock
from matcalc.errors import InputError
from matcalc.forms.facts import Facts, Property
from matcalc.forms.functions import Function
from matcalc.forms.implicit import Implicit
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Cotangent, Node, ScalarFunction, Symbol
from matcalc.forms.program import Definition
from matcalc.forms.shapes import Shape, derivative_shape
from matcalc.forms.vector_functions import VectorFunction
from matcalc.worksheets.fractions_of import FractionArithmetic, NoNumbersError

LENGTHS = (2, 3)
"""Of axes: what one can still multiply by hand."""

ENTRIES = tuple(range(-3, 4))

ATTEMPTS = 300

LARGEST = 999
"""Entries have at most three digits."""

LARGEST_DENOMINATOR = 100

UNFIT = 10_000
"""More than all faults together that may be put up with."""

Rows = tuple[tuple[Fraction, ...], ...]
"""A matrix by its rows; a vector has rows of one entry, a scalar is one row with one."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers for a derivation.

    sizes: of the dimensions. inputs: what is given. cotangents: the gradients that are given, by what they are at.
    tables: the values of unknown functions and of their derivatives at the arguments that occur. named: what the
    equations define, and the gradients on the way. results: what is asked for, by the variable; axes as in the result.
    gradients: the first derivatives by the same variables, which are the results but for second ones.
    are_whole: whether no fraction occurs. are_different: whether all dimensions are.
    """

    sizes: Mapping[str, int]
    inputs: Mapping[Symbol, Rows]
    cotangents: Mapping[Symbol, Rows]
    tables: Mapping[Function, Mapping[Fraction, Fraction]]
    named: Mapping[Node, Rows]
    results: Mapping[str, Array]
    gradients: Mapping[str, Array]
    are_whole: bool
    are_different: bool


def numbers_for(derivation: Derivation, seed: int | str) -> Numbers:
    """Whole numbers from −3 to 3 for the inputs, such that results have at most three digits and no zero matrix occurs.

    Fractions occur only where no whole numbers were found. Declared facts hold. Raises InputError, which names the
    function, where a result has no rational values, and where no such numbers were found.
    """
    _require_formulas(derivation)
    best: tuple[int, Numbers] | None = None
    with limited(derivation.limits):
        for attempt in range(ATTEMPTS):
            look_at_clock("numbers")
            random = Random(_number_of(seed, derivation.problem.name, attempt))  # noqa: S311  # no secrets here
            try:
                found = _drawn(derivation, random)
            except (UndefinedError, NotRationalError):
                continue
            except NoNumbersError as error:
                raise InputError(
                    f"{derivation.problem.title!r} has no numeric form: {error.args[0]} has no whole values to compute "
                    "with by hand"
                ) from None
            faults = _faults(found, derivation)
            if best is None or faults < best[0]:
                best = (faults, found)
            if not faults:
                break
    if best is None or best[0] >= UNFIT:
        raise InputError(
            f"{derivation.problem.title!r} has no numeric form: no small whole numbers were found with which it comes "
            "out well"
        )
    return best[1]


def _require_formulas(derivation: Derivation) -> None:
    program = derivation.problem.program
    title = derivation.problem.title
    if program.labels:
        raise InputError(f"{title!r} has no numeric form: families of arrays have as many members as one likes")
    for definition in program.definitions:
        if isinstance(definition.body, Implicit | VectorFunction) or definition.is_solved:
            raise InputError(f"{title!r} has no numeric form: one of its equations has to be solved")


def _drawn(derivation: Derivation, random: Random) -> Numbers:
    program, facts = derivation.problem.program, derivation.problem.choices.facts
    names = sorted({name for each in _differentiations(derivation) for name in each.program.lengths} | program.lengths)
    chosen = _sizes(names, random)
    sizes = Sizes(chosen.items())
    arithmetic = FractionArithmetic(random)
    inputs = {symbol: _input(symbol, sizes, facts, random) for symbol in _inputs(derivation)}
    values: dict[Node, Moving] = {symbol: value for symbol, value in inputs.items()}  # noqa: C416  # other types
    given: dict[Symbol, Array] = {}
    for symbol in program.given:
        given[symbol] = values[Cotangent(symbol)] = _free(_lengths(symbol, sizes), random)
    results: dict[str, Array] = {}
    gradients: dict[str, Array] = {}
    named: dict[Node, Array] = {}
    plain = arithmetic.plain
    for differentiation in _differentiations(derivation):
        if differentiation is not derivation.differentiation:
            # the gradients of both have the same names, and other values
            values = {node: value for node, value in values.items() if not isinstance(node, Cotangent)}
        evaluation = Evaluation(arithmetic, sizes, values.get)
        for definition in differentiation.program.definitions:
            if definition.symbol not in values and not isinstance(definition.body, ScalarFunction):
                named[definition.symbol] = _defined(definition, evaluation, sizes)
                values[definition.symbol] = named[definition.symbol]
        output = differentiation.program.output.shape
        for gradient in differentiation.gradients:
            found = plain(
                evaluation.node(gradient.value)
                if isinstance(gradient.value, Node)
                else evaluation.index_sum(gradient.value, gradient.free)
            )
            if isinstance(gradient.value, Node):
                key = _cotangent(gradient.of, output)
                if key is not None and key not in values:
                    values[key] = found
                    named.setdefault(key, found)
            if gradient.requested:
                axes = tuple(sizes.of(index.range) for index in gradient.free)
                results[gradient.of.name] = _with_axes(found, gradient.value, axes)
                gradients.setdefault(gradient.of.name, results[gradient.of.name])
    entries = [entry for value in (*map(plain, values.values()), *results.values()) for entry in value.flat]
    return Numbers(
        sizes=chosen,
        inputs={symbol: rows_of(value) for symbol, value in inputs.items()},
        cotangents={symbol: rows_of(value) for symbol, value in given.items()},
        tables=arithmetic.tables,
        named={node: rows_of(value) for node, value in named.items()},
        results=results,
        gradients=gradients,
        are_whole=all(entry.denominator == 1 for entry in entries),
        are_different=len(set(chosen.values())) == len(chosen),
    )


def _differentiations(derivation: Derivation) -> Iterator[Differentiation]:
    yield derivation.differentiation
    yield from (second.derivative.differentiation for second in derivation.seconds)


def _inputs(derivation: Derivation) -> tuple[Symbol, ...]:
    direction = derivation.problem.choices.direction
    return tuple(dict.fromkeys((*derivation.problem.program.inputs, *(() if direction is None else (direction,)))))


def _cotangent(of: Symbol, output: Shape) -> Cotangent | None:
    """The name of a derivative that is a matrix; None where it has more than two axes."""
    return None if derivative_shape(output, of.shape) is None else Cotangent(of, output)


def _sizes(names: list[str], random: Random) -> dict[str, int]:
    """Lengths of 2 and 3, all different where there are two dimensions at most."""
    order = [LENGTHS[at % len(LENGTHS)] for at in range(len(names))]
    random.shuffle(order)
    return dict(zip(names, order, strict=True))


def _lengths(symbol: Symbol, sizes: Sizes) -> tuple[int, int]:
    return sizes.of(symbol.shape.rows), sizes.of(symbol.shape.cols)


def _defined(definition: Definition, evaluation: Evaluation[Moving], sizes: Sizes) -> Array:
    body = definition.body
    if isinstance(body, Node):
        return evaluation.arithmetic.plain(evaluation.node(body))
    value = evaluation.arithmetic.plain(evaluation.index_sum(body.body, body.places))
    axes = tuple(sizes.of(index.range) for index in body.places)
    return np.broadcast_to(value, (1, 1, *axes)).reshape(1, 1, *_lengths(definition.symbol, sizes))


def _with_axes(value: Array, form: Node | IndexSum, axes: tuple[int, ...]) -> Array:
    """A value with the axes of its shape, as an array of fractions: those of length 1 that carry no index left out."""
    found = value.reshape(axes) if isinstance(form, Node) else np.broadcast_to(value, (1, 1, *axes)).reshape(axes)
    return np.asarray(found, dtype=object)


def rows_of(value: Array) -> Rows:
    """The rows of a value."""
    return tuple(tuple(map(Fraction, row)) for row in value.reshape(value.shape[-2:]))


def _free(lengths: tuple[int, int], random: Random) -> Array:
    """Entries from −3 to 3, few of them 0; a square matrix is not symmetric, no array is 0."""
    made = np.empty((1, 1, *lengths), dtype=object)
    weights = [1 if entry == 0 else 4 for entry in ENTRIES]
    while True:
        for place in product(*map(range, lengths)):
            made[(0, 0, *place)] = Fraction(random.choices(ENTRIES, weights)[0])
        matrix = made[0, 0]
        if matrix.any() and (lengths[0] != lengths[1] or lengths == (1, 1) or (matrix != matrix.T).any()):
            return made


def _input(symbol: Symbol, sizes: Sizes, facts: Facts, random: Random) -> Array:
    """Numbers for an input of which the declared facts hold."""
    lengths = _lengths(symbol, sizes)
    properties = facts.of(symbol)
    made = _free(lengths, random)
    matrix = made[0, 0]
    if numbers := facts.numbers_of(symbol):
        if why_not_of_set(symbol, facts):
            raise UndefinedError
        return drawn_from(numbers, made.shape, symbol, facts, random)
    if Property.ORTHOGONAL in properties:
        order = random.sample(range(lengths[0]), lengths[0])
        matrix[...] = Fraction(0)
        for row, column in enumerate(order):
            matrix[row, column] = Fraction(random.choice((-1, 1)))
    elif Property.DIAGONAL in properties:
        is_positive = bool(properties & {Property.SPD, Property.POSITIVE})
        matrix[...] = Fraction(0)
        for at in range(lengths[0]):
            matrix[at, at] = Fraction(random.choice((1, 2, 3) if is_positive else (-3, -2, -1, 1, 2, 3)))
    elif Property.SPD in properties:
        lower = np.array(
            [[_small(row, column, random) for column in range(lengths[1])] for row in range(lengths[0])], dtype=object
        )
        matrix[...] = lower @ lower.T
    elif Property.SYMMETRIC in properties:
        for row, column in product(*map(range, lengths)):
            matrix[row, column] = matrix[min(row, column), max(row, column)]
    elif Property.POSITIVE in properties:
        matrix[...] = np.array([[Fraction(random.choice((1, 2, 3))) for _ in row] for row in matrix], dtype=object)
    _sum_up(symbol, matrix, facts)
    return made


def _small(row: int, column: int, random: Random) -> Fraction:
    """An entry of a lower triangular matrix with ones on its diagonal: its product with its transpose is whole."""
    return Fraction(1 if row == column else random.choice((-1, 0, 1)) if row > column else 0)


def _sum_up(symbol: Symbol, matrix: Array, facts: Facts) -> None:
    """Let the last entries make the declared sums. Raises UndefinedError where they break another fact."""
    before = matrix.copy()
    if (total := facts.sum_of(symbol)) is not None:
        matrix[-1, -1] += total - matrix.sum()
    for axis in (0, 1):
        if (total := facts.sum_along(symbol, axis)) is not None:
            if axis == 0:
                matrix[-1, :] += total - matrix.sum(axis=0)
            else:
                matrix[:, -1] += total - matrix.sum(axis=1)
    others = facts.of(symbol)
    breaks = others - {Property.POSITIVE} or (Property.POSITIVE in others and (matrix <= 0).any())
    if (matrix != before).any() and breaks:
        raise UndefinedError


def _faults(numbers: Numbers, derivation: Derivation) -> int:
    """How far numbers are from coming out well: 0 where they do, UNFIT or more where they can not be used."""
    named = [np.array(rows, dtype=object) for rows in numbers.named.values()]
    firsts = (value for name, value in numbers.gradients.items() if value is not numbers.results[name])
    results = [*numbers.results.values(), *firsts]
    every = [entry for array in (*named, *results) for entry in array.flat]
    fractions = sum(entry.denominator > 1 for entry in every)
    is_large = any(abs(entry) > LARGEST or entry.denominator > LARGEST_DENOMINATOR for entry in every)
    zeros = sum(not array.any() for array in results)
    chance: int = 0
    if derivation.problem.choices.order == 1 and not derivation.problem.choices.facts.properties:
        chance = sum(
            array.ndim == 2 and array.shape[0] == array.shape[1] > 1 and bool((array == array.T).all())
            for array in results
        )
    return int(UNFIT * is_large + 100 * zeros + 10 * chance + fractions)


def _number_of(*parts: object) -> int:
    """A number that is the same in every process."""
    return int.from_bytes(hashlib.sha256("\n".join(map(str, parts)).encode()).digest(), "big")

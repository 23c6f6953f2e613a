"""An independent derivative of a text: Python evaluates it on complex NumPy arrays, a complex step differentiates it.

The texts are our own tables', so `eval` is at home here; matcalc never evaluates what a user writes. This package
imports nothing from matcalc.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import CodeType

import numpy as np
from numpy.typing import NDArray

from .namespace import FUNCTIONS, Array, OutOfDomainError

STEP = 1e-30
"""A complex step has no cancellation, so it can be as small as one likes."""

COARSE = 2e-4
"""The step of the five-point rule for second derivatives: its error is of order COARSE⁴."""

SECOND_ORDER_STENCIL = ((1, 2 / 3), (-1, -2 / 3), (2, -1 / 12), (-2, 1 / 12))

SIZES = (3, 2, 4, 5, 6, 7)
TRIES = 100
LARGEST = 1e3

NAME = re.compile(r"[A-Za-zͰ-Ͽ_][\w]*")
PRIMED = re.compile(r"([A-Za-zͰ-Ͽ_]\w*)('+)\s*\(")


@lru_cache(maxsize=10_000)
def compiled(text: str) -> CodeType:
    """The text as Python."""
    return compile(without_primes(text).strip(), text, "eval")


def without_primes(text: str) -> str:
    """f''(z), which Python can not read, as a call of f_2."""
    return PRIMED.sub(lambda match: f"{match[1]}_{len(match[2])}(", text)


@dataclass(frozen=True)
class Program:
    """Definitions "z = W @ a + b" in order, and the expression that follows them."""

    expression: str
    lets: tuple[str, ...] = ()

    @cached_property
    def definitions(self) -> tuple[tuple[str, str], ...]:
        return tuple((name.strip(), body) for name, _, body in (line.partition("=") for line in self.lets))

    def output(self, values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
        """The value at a point. A defined name that is in `values` already keeps its value there."""
        known = dict(values)
        for name, body in self.definitions:
            if name not in known:
                known[name] = evaluate(body, known, sizes)
        return evaluate(self.expression, known, sizes)


@dataclass(frozen=True)
class Point:
    """Values of the declared arrays, all 2-D, and the lengths of the named dimensions."""

    values: Mapping[str, Array]
    sizes: Mapping[str, int]
    program: Program = field(default_factory=lambda: Program("0"))

    def value(self, text: str) -> Array:
        """The value of a matrix expression, which may name definitions of the program and cotangents grad_z."""
        names = set(NAME.findall(text))
        known = dict(self.values)
        for name, body in self.program.definitions:
            known[name] = evaluate(body, known, self.sizes)
        for name in sorted(names):
            if name.startswith("grad_"):
                known[name] = self._cotangent(name.removeprefix("grad_"), known)
        return evaluate(text, known, self.sizes)

    def _cotangent(self, name: str, known: Mapping[str, Array]) -> Array:
        order = [defined for defined, _ in self.program.definitions]
        later = order[order.index(name) + 1 :] if name in order else order
        frozen = {key: value for key, value in known.items() if key not in later}
        return jacobian(self.program, name, frozen, self.sizes).reshape(known[name].shape)


def evaluate(text: str, values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    """The value of a matrix expression as a 2-D array."""
    with np.errstate(all="ignore"):
        result = eval(compiled(text), {"__builtins__": {}, **FUNCTIONS, **sizes, **values})
    return np.atleast_2d(np.asarray(result))


def jacobian(program: Program, wrt: str, values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    """The derivative at every entry: axes of the output, then those of the variable."""
    at = values[wrt]
    columns = []
    for place in np.ndindex(at.shape):
        moved = at.astype(complex)
        moved[place] += 1j * STEP
        columns.append(program.output({**values, wrt: moved}, sizes).imag / STEP)
    stacked = np.stack(columns, axis=-1)
    return stacked.reshape(*stacked.shape[:-1], *at.shape)


def gradient_along(
    program: Program, wrt: str, along: NDArray[np.float64], values: Mapping[str, Array], sizes: Mapping[str, int]
) -> Array:
    """The change of the derivative of a scalar as the variable moves along a direction."""
    total = np.zeros(values[wrt].shape)
    for count, weight in SECOND_ORDER_STENCIL:
        moved = {**values, wrt: values[wrt] + count * COARSE * along}
        total = total + weight * jacobian(program, wrt, moved, sizes).reshape(along.shape) / COARSE
    return total


def hessian(program: Program, wrt: str, values: Mapping[str, Array], sizes: Mapping[str, int]) -> Array:
    """All second derivatives of a scalar, axes of the variable twice."""
    shape = values[wrt].shape
    columns = []
    for place in np.ndindex(shape):
        along = np.zeros(shape)
        along[place] = 1
        columns.append(gradient_along(program, wrt, along, values, sizes))
    return np.stack(columns, axis=-1).reshape(*shape, *shape)


# points


def named_sizes(shapes: Mapping[str, Sequence[str]], seed: int) -> dict[str, int]:
    """A length for every dimension's name: all different, none 1."""
    names = sorted({name for shape in shapes.values() for side in shape for name in NAME.findall(side)})
    if len(names) > len(SIZES):
        raise ValueError(f"more than {len(SIZES)} dimensions: {names}")
    order = np.random.default_rng(seed).permutation(max(3, len(names)))
    return {name: SIZES[place] for name, place in zip(names, order, strict=False)}


def draw(
    shapes: Mapping[str, Sequence[str]],
    program: Program,
    seed: int,
    assume: Sequence[str] = (),
    also: Sequence[str] = (),
) -> Point:
    """A point where the program, and every text in `also`, has a finite real value; drawn again until it has."""
    random = np.random.default_rng([seed, 7])
    for attempt in range(TRIES):
        sizes = named_sizes(shapes, seed + 100 * attempt)
        values = {}
        for name, shape in shapes.items():
            lengths = [int(eval(side, {"__builtins__": {}}, sizes)) for side in shape]
            full = (*lengths, *(1,) * (2 - len(lengths)))
            values[name] = _array(random, full, positive=attempt % 3 == 2)
        _impose(assume, values)
        point = Point(values, sizes, program)
        try:
            if all(_is_real(value) for value in (program.output(values, sizes), *map(point.value, also))):
                return point
        except OutOfDomainError:
            continue
    raise OutOfDomainError(f"no good point for {program.expression} in {TRIES} draws")


def _is_real(value: Array) -> bool:
    return bool(np.all(np.isfinite(value)) and np.all(np.abs(value.imag) <= 1e-9) and np.all(np.abs(value) < LARGEST))


def _array(random: np.random.Generator, shape: tuple[int, ...], positive: bool) -> NDArray[np.complex128]:
    size = random.uniform(0.25, 0.95, shape)
    signs = 1 if positive else random.choice((-1, 1), shape)
    return (size * signs).astype(complex)


def _impose(facts: Sequence[str], values: dict[str, Array]) -> None:
    for fact in facts:
        if total := re.fullmatch(r"sum\((\w+)\)\s*=\s*(\S+)", fact):
            array = np.abs(values[total[1]])
            values[total[1]] = array / array.sum() * float(total[2])
            continue
        name, property_name = fact.split()
        array = values[name].real
        match property_name:
            case "symmetric":
                made = (array + array.T) / 2
            case "spd":
                made = array @ array.T + np.eye(len(array))
            case "orthogonal":
                made = np.linalg.qr(array)[0]
            case "diagonal":
                made = np.diag(np.diag(array))
            case "positive":
                made = np.abs(array)
            case _:
                raise ValueError(f"unknown fact {fact}")
        values[name] = made.astype(complex)

"""The functions of a text of code, run beside JAX's derivative of the expression that the code is of."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from .identity import Identity
from .in_jax import InJax, polynomial

DIRECTION = "w"
"""What a Hessian is multiplied by; no array of a random expression is called so."""

UNEQUAL = ({"m": 3, "n": 2, "p": 4}, {"m": 2, "n": 4, "p": 3})
WITH_ONES = ({"m": 1, "n": 1, "p": 1}, {"m": 1, "n": 3, "p": 2}, {"m": 3, "n": 1, "p": 2}, {"m": 3, "n": 2, "p": 1})
LARGE = {"m": 41, "n": 57, "p": 48}
MODERATE = {"m": 7, "n": 11, "p": 9}
MOST_ENTRIES = 3_000_000
"""Of a result at large sizes; where it has more, or a Kronecker product has, the moderate sizes do."""

TRIES = 6
LARGEST = 1e8
SMALLEST_SCALE = 1e-3
TOLERANCE = {"float64": 1e-10, "float32": 1e-4}
"""Of the largest entry, beside what JAX's own derivative loses in float32."""

LOST = 50
"""How many times as inexact as JAX's own derivative code may be: another order of operations rounds otherwise."""

ROUNDED = {"float64": 2.0**-29, "float32": 1.0}
"""How much finer a type is than float32."""

ILL_CONDITIONED = 1e-3
"""Of the largest entry: what JAX may lose in float32 before a comparison there means nothing."""


class Text:
    """Code as text: its functions, run by themselves."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def functions(self) -> dict[str, Callable[..., Any]]:
        """Those that take arrays by keyword alone, in their order."""
        namespace: dict[str, Any] = {"__name__": "pasted"}
        exec(compile(self.text, "<pasted>", "exec"), namespace)
        made = {one.name: namespace[one.name] for one in ast.parse(self.text).body if isinstance(one, ast.FunctionDef)}
        return {name: function for name, function in made.items() if _takes_names(function)}

    def result(self, name: str, known: Mapping[str, Any]) -> Any:
        """What the function makes of those of the known arrays, sizes and functions that it takes."""
        function = self.functions[name]
        with np.errstate(all="ignore"):
            return np.asarray(function(**{key: known[key] for key in inspect.signature(function).parameters}))


def _takes_names(function: Callable[..., Any]) -> bool:
    parameters = inspect.signature(function).parameters.values()
    return bool(parameters) and all(one.kind is inspect.Parameter.KEYWORD_ONLY for one in parameters)


@dataclass(frozen=True)
class Agreement:
    """at: sizes and type of number. verdict: right, wrong, or why nothing was said. said: the difference."""

    at: str
    verdict: str
    said: str = ""


@dataclass(frozen=True)
class _Point:
    arrays: Mapping[str, Any]
    sizes: Mapping[str, int]

    def known(self, kind: str) -> dict[str, Any]:
        """Everything that code may ask for, with arrays of a type."""
        functions = {
            f"{name}_{order}" if order else name: polynomial(name, order) for name in "fgh" for order in range(4)
        }
        return {**functions, **self.sizes, **{name: np.asarray(one, kind) for name, one in self.arrays.items()}}


@dataclass(frozen=True)
class _Measured:
    """What one function of the code is held against.

    value: JAX's derivative in float64. lost: how far JAX itself is off in float32. along: on large arrays, the
    direction along which the variable moves.
    """

    name: str
    value: Any
    lost: float
    along: Any = None

    @property
    def scale(self) -> float:
        return max(SMALLEST_SCALE, float(np.abs(self.value).max(initial=0)))

    def difference(self, found: Any, kind: str, wrt_axes: int) -> str:
        """In what the result of the code differs, or nothing."""
        if self.along is not None and found.ndim >= wrt_axes:
            found = np.tensordot(found, self.along, wrt_axes)
        if found.shape != self.value.shape:
            return f"{self.name}: shape {found.shape} instead of {self.value.shape}"
        error = float(np.abs(found - self.value).max(initial=0))
        allowed = TOLERANCE[kind] * self.scale + LOST * self.lost * ROUNDED[kind]
        return "" if error <= allowed else f"{self.name}: off by {error:.2g} of {self.scale:.2g}"


def agreements(row: Identity, output: tuple[str, ...], texts: Mapping[str, Text], seed: int) -> Iterator[Agreement]:
    """Whether the code says what JAX says, at three sets of sizes, in float64 and float32."""
    unequal, with_ones = UNEQUAL[seed % len(UNEQUAL)], WITH_ONES[seed % len(WITH_ONES)]
    for called, sizes in (("unequal", unequal), ("with ones", with_ones), ("large", _large(row, output))):
        comparison = _Comparison(row, InJax(row.expression, row.axes, output), sizes, called, texts)
        yield from comparison.agreements(seed)


def _large(row: Identity, output: tuple[str, ...]) -> Mapping[str, int]:
    twice = 2 if row.kind == "hessian" else 1
    entries = prod(LARGE[side] for side in (*output, *row.axes[row.wrt] * twice))
    is_huge = entries > MOST_ENTRIES or "kron" in row.expression or "commutation" in row.expression
    return MODERATE if is_huge else LARGE


@dataclass(frozen=True)
class _Comparison:
    row: Identity
    program: InJax
    sizes: Mapping[str, int]
    called: str
    texts: Mapping[str, Text]

    def agreements(self, seed: int) -> Iterator[Agreement]:
        found = self._measured(seed)
        for kind in ("float64", "float32"):
            at = f"{self.called}, {kind}"
            if found is None:
                yield Agreement(at, "no point")
                continue
            point, measured = found
            if kind == "float32" and any(one.lost > ILL_CONDITIONED * one.scale for one in measured):
                yield Agreement(at, "too inexact")
                continue
            said = list(filter(None, self._differences(point, measured, kind)))
            yield Agreement(at, "wrong", f"{at}: {said[0]}") if said else Agreement(at, "right")

    def _differences(self, point: _Point, measured: list[_Measured], kind: str) -> Iterator[str]:
        known = point.known(kind)
        for one in measured:
            for backend, text in self.texts.items():
                try:
                    found = text.result(one.name, known)
                except Exception as error:
                    yield f"{backend} {one.name}: {type(error).__name__}: {error}".splitlines()[0]
                    continue
                if difference := one.difference(found, kind, len(self.row.axes[self.row.wrt])):
                    yield f"{backend} {difference}"

    def _measured(self, seed: int) -> tuple[_Point, list[_Measured]] | None:
        """A point where the derivatives have a value, and these; none where none was found."""
        random = np.random.default_rng([seed, *self.sizes.values()])
        for attempt in range(TRIES):
            point = self._drawn(random, shrunk=0.5 ** (attempt if self.called == "large" else 0))
            measured = list(self._at(point, random))
            if all(np.isfinite(one.value).all() and one.scale < LARGEST for one in measured):
                return point, measured
        return None

    def _drawn(self, random: np.random.Generator, shrunk: float) -> _Point:
        axes = dict(self.row.axes)
        if self.row.kind == "hvp":
            axes[DIRECTION] = axes[self.row.wrt]
        arrays = {}
        for name, sides in axes.items():
            lengths = [self.sizes[side] for side in sides]
            arrays[name] = shrunk * random.uniform(0.25, 0.95, lengths) * random.choice((-1, 1), lengths)
        return _Point(arrays, self.sizes)

    def _at(self, point: _Point, random: np.random.Generator) -> Iterator[_Measured]:
        """The first derivative, and the second where it is asked for, each for the function of its order."""
        direction = random.standard_normal(np.shape(point.arrays[self.row.wrt]))
        names = list(next(iter(self.texts.values())).functions)
        for order, name in enumerate(names, 1):
            along = direction if self._is_contracted(order) else None
            exact, rough = (self._value(point, order, along, kind) for kind in ("float64", "float32"))
            lost = float(np.abs(exact - rough).max(initial=0))
            yield _Measured(name, exact, lost if np.isfinite(lost) else np.inf, along)

    def _is_contracted(self, order: int) -> bool:
        """Whether a derivative is large, so that JAX is asked for what it makes of one direction."""
        of_scalar = order == 1 and not self.program.output
        return self.called == "large" and not of_scalar and not (order == 2 and self.row.kind == "hvp")

    def _value(self, point: _Point, order: int, along: Any, kind: str) -> Any:
        arrays = {name: jnp.asarray(one, kind) for name, one in point.arrays.items()}
        of = self.program.of(
            self.row.wrt, {name: one for name, one in arrays.items() if name in self.row.axes}, self.sizes
        )
        at = arrays[self.row.wrt]
        if order == 2:
            of = jax.grad(of)
            along = arrays[DIRECTION] if self.row.kind == "hvp" else along
        made = jax.jacobian(of)(at) if along is None else jax.jvp(of, (at,), (jnp.asarray(along, kind),))[1]
        return np.asarray(made, "float64")

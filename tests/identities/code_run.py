"""The functions of a text of code, run beside JAX's derivative of the expression that the code is of."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod
from typing import Any

import jax
import numpy as np

from .identity import Identity
from .in_jax import InJax, polynomial

DIRECTION = "w"
"""What a Hessian is multiplied by; no array of a random expression is called so."""

DERIVATIVES = ("gradient", "jacobian", "hessian", f"hessian_times_{DIRECTION}")
"""What functions of derivatives are called in code."""

VALUE = "forward"
"""What the function is called that the self-test of a text differentiates."""

UNEQUAL = ({"m": 3, "n": 2, "p": 4}, {"m": 2, "n": 4, "p": 3})
WITH_ONES = ({"m": 1, "n": 1, "p": 1}, {"m": 1, "n": 3, "p": 2}, {"m": 3, "n": 1, "p": 2}, {"m": 3, "n": 2, "p": 1})
LARGE = {"m": 41, "n": 57, "p": 48}
MODERATE = {"m": 7, "n": 11, "p": 9}
MOST_ENTRIES = 3_000_000
"""Of a result at large sizes; where it has more, or a Kronecker product has, the moderate sizes do."""

TRIES = 6
LARGEST = 1e8
SMALLEST_SCALE = {"float64": 1e-3, "float32": 1.0}
"""Of a derivative that vanishes: its terms do not."""

KINDS = ("float64", "float32")
TOLERANCE = {"float64": 1e-10, "float32": 1e-4}
"""Of the largest entry, beside what JAX's own derivative loses in float32."""

LOST = 50
"""How many times as inexact as JAX's own derivative code may be: another order of operations rounds otherwise."""

ROUNDED = {"float64": 2.0**-29, "float32": 1.0}
"""How much finer a type is than float32."""

ILL_CONDITIONED = 1e-3
"""Of the largest entry: what JAX may lose in float32 before a comparison there means nothing."""


QUICKLY_COMPILED = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}
"""Every case is a program of its own that runs once: what takes long is to compile it."""


class Text:
    """Code as text: its functions, run by themselves."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def functions(self) -> dict[str, Callable[..., Any]]:
        """That of the first derivative, of the second where it is asked for, and of the value where it is there."""
        namespace: dict[str, Any] = {"__name__": "pasted"}
        exec(compile(self.text, "<pasted>", "exec"), namespace)
        made = {one.name: namespace[one.name] for one in ast.parse(self.text).body if isinstance(one, ast.FunctionDef)}
        return {name: function for name, function in made.items() if name in (*DERIVATIVES, VALUE)}

    def result(self, name: str, known: Mapping[str, Any]) -> Any:
        """What the function makes of those of the known arrays, sizes and functions that it takes, or its error."""
        function = self.functions[name]
        try:
            with np.errstate(all="ignore"):
                return function(**{key: known[key] for key in inspect.signature(function).parameters})
        except Exception as error:
            return f"{type(error).__name__}: {error}".splitlines()[0]


@dataclass(frozen=True)
class Agreement:
    """at: sizes and type of number. verdict: right, wrong, or why nothing was said. said: the difference."""

    at: str
    verdict: str
    said: str = ""


@dataclass(frozen=True)
class _Measured:
    """What one function of the code is held against.

    value: JAX's derivative in float64. lost: how far JAX itself is off in float32. along: of a large array, the
    direction along which the variable moves.
    """

    name: str
    value: Any
    lost: float
    along: Any

    def scale(self, kind: str) -> float:
        return max(SMALLEST_SCALE[kind], float(np.abs(self.value).max(initial=0)))

    @property
    def has_value(self) -> bool:
        return bool(np.isfinite(self.value).all()) and self.scale("float64") < LARGEST

    @property
    def is_exact_in_float32(self) -> bool:
        return self.lost <= ILL_CONDITIONED * self.scale("float32")

    def difference(self, found: Any, kind: str) -> str:
        """In what the result of the code differs, or nothing."""
        if isinstance(found, str):
            return f"{self.name}: {found}"
        found = np.asarray(found)
        if self.along is not None and found.ndim >= self.along.ndim:
            found = np.tensordot(found, self.along, self.along.ndim)
        if found.shape != self.value.shape:
            return f"{self.name}: shape {found.shape} instead of {self.value.shape}"
        error = float(np.abs(found - self.value).max(initial=0))
        lost = self.lost if np.isfinite(self.lost) else 0
        allowed = TOLERANCE[kind] * self.scale(kind) + LOST * lost * ROUNDED[kind]
        return "" if error <= allowed else f"{self.name}: off by {error:.2g} of {self.scale(kind):.2g}"


UNCOMPILED = "right, not compiled"
"""Where XLA's program says something else than JAX does by itself."""

ALL_SIZES = ("unequal", "with ones", "large")


def agreements(
    row: Identity, output: tuple[str, ...], texts: Mapping[str, Text], seed: int, at: Sequence[str] = ALL_SIZES
) -> Iterator[Agreement]:
    """Whether the code for NumPy and JAX says what JAX says, at these sets of sizes, in float64 and float32."""
    sizes = {
        "unequal": UNEQUAL[seed % len(UNEQUAL)],
        "with ones": WITH_ONES[seed % len(WITH_ONES)],
        "large": _large(row, output),
    }
    for called in at:
        comparison = _Comparison(row, InJax(row.expression, row.axes, output), sizes[called], called, texts)
        yield from comparison.agreements(seed)


def _large(row: Identity, output: tuple[str, ...]) -> Mapping[str, int]:
    twice = 2 if row.kind == "hessian" else 1
    entries = prod(LARGE[side] for side in (*output, *row.axes[row.wrt] * twice))
    is_huge = entries > MOST_ENTRIES or "kron" in row.expression or "commutation" in row.expression
    return MODERATE if is_huge else LARGE


@dataclass(frozen=True)
class _Point:
    """Arrays, what JAX says there by type and order, and what the code says by backend, type and name."""

    arrays: Mapping[str, Any]
    along: Any
    derivatives: Mapping[tuple[str, int], Any]
    results: Mapping[tuple[str, str, str], Any]


@dataclass(frozen=True)
class _Comparison:
    """Code beside JAX at one set of sizes."""

    row: Identity
    program: InJax
    sizes: Mapping[str, int]
    called: str
    texts: Mapping[str, Text]

    def agreements(self, seed: int) -> Iterator[Agreement]:
        """For each type of number."""
        point = self._point(seed)
        if point is None:
            yield from (Agreement(f"{self.called}, {kind}", "no point") for kind in KINDS)
            return
        held = self._held(point)
        if any(one.verdict == "wrong" for one in held):
            held = [
                replace(one, verdict=UNCOMPILED) if one.verdict == "right" else one
                for one in self._held(self._apart(point))
            ]
        yield from held

    def _held(self, point: _Point) -> list[Agreement]:
        return [self._agreement(point, kind) for kind in KINDS]

    def _agreement(self, point: _Point, kind: str) -> Agreement:
        at = f"{self.called}, {kind}"
        measured = [self._measured(order, point) for order in range(len(self._names))]
        if kind == "float32" and not all(one.is_exact_in_float32 for one in measured):
            return Agreement(at, "too inexact")
        said = [
            f"{at}: {backend} {difference}"
            for one in measured
            for backend in self.texts
            if (difference := one.difference(point.results[backend, kind, one.name], kind))
        ]
        return Agreement(at, "wrong", said[0]) if said else Agreement(at, "right")

    def _point(self, seed: int) -> _Point | None:
        """The derivatives and the code's results where the derivatives have a value; none where none was found."""
        random = np.random.default_rng([seed, *self.sizes.values()])
        said: dict[tuple[str, str, str], Any] = {}
        in_jax = None
        for attempt in range(TRIES):
            arrays = self._drawn(random, shrunk=0.5 ** (attempt if self.called == "large" else 0))
            along = random.standard_normal(arrays[self.row.wrt].shape)
            if in_jax is None:
                traced = jax.jit(lambda arrays, along: self._in_jax(arrays, along, said)).lower(arrays, along)
                in_jax = traced.compile(compiler_options=QUICKLY_COMPILED)
            derivatives, results = in_jax(arrays, along)
            point = _Point(arrays, along, derivatives, {**results, **said, **self._in_numpy(arrays)})
            if all(self._measured(order, point).has_value for order in range(len(self._names))):
                return point
        return None

    def _apart(self, point: _Point) -> _Point:
        """The same without compiling derivatives or code as a whole.

        XLA makes a wrong program of jax.jacobian at seed 2137 of benchmarks.random_code, where JAX is right without it.
        """
        derivatives, results = {}, dict(point.results)
        for kind in KINDS:
            known, along = self._known(point.arrays, kind), point.along.astype(kind)
            for order, name in enumerate(self._names):
                derivatives[kind, order] = self._derivative(known, order, along)
                results["jax", kind, name] = self.texts["jax"].result(name, known)
        return _Point(point.arrays, point.along, derivatives, results)

    @property
    def _names(self) -> list[str]:
        """Of the functions: of the first derivative, of the second where it is asked for, and of the value."""
        return list(self.texts["numpy"].functions)

    def _drawn(self, random: np.random.Generator, shrunk: float) -> dict[str, Any]:
        axes = dict(self.row.axes)
        if self.row.kind == "hvp":
            axes[DIRECTION] = axes[self.row.wrt]
        lengths = {name: [self.sizes[side] for side in sides] for name, sides in axes.items()}
        return {
            name: shrunk * random.uniform(0.25, 0.95, each) * random.choice((-1, 1), each)
            for name, each in lengths.items()
        }

    def _measured(self, order: int, point: _Point) -> _Measured:
        exact, rough = (np.asarray(point.derivatives[kind, order], "float64") for kind in KINDS)
        lost = float(np.abs(exact - rough).max(initial=0))
        contracted = point.along if self._is_contracted(order) else None
        return _Measured(self._names[order], exact, lost if np.isfinite(lost) else np.inf, contracted)

    def _is_contracted(self, order: int) -> bool:
        """Whether a derivative is large, so that JAX is asked for what it makes of one direction."""
        if self._names[order] == VALUE:
            return False
        is_small = (order == 0 and not self.program.output) or (order == 1 and self.row.kind == "hvp")
        return self.called == "large" and not is_small

    def _in_numpy(self, arrays: Mapping[str, Any]) -> dict[tuple[str, str, str], Any]:
        text = self.texts["numpy"]
        return {
            ("numpy", kind, name): text.result(name, self._known(arrays, kind))
            for kind in KINDS
            for name in self._names
        }

    def _in_jax(self, arrays: Mapping[str, Any], along: Any, said: dict[tuple[str, str, str], str]) -> Any:
        """JAX's own derivatives and the results of the code for JAX, in one program: it is compiled once."""
        derivatives, results = {}, {}
        for kind in KINDS:
            known = self._known(arrays, kind)
            for order, name in enumerate(self._names):
                derivatives[kind, order] = self._derivative(known, order, along.astype(kind))
                result = self.texts["jax"].result(name, known)
                (said if isinstance(result, str) else results)["jax", kind, name] = result
        return derivatives, results

    def _known(self, arrays: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """Everything that code may ask for, with arrays of a type."""
        functions = {
            f"{name}_{order}" if order else name: polynomial(name, order) for name in "fgh" for order in range(4)
        }
        return {**functions, **self.sizes, **{name: one.astype(kind) for name, one in arrays.items()}}

    def _derivative(self, known: Mapping[str, Any], order: int, along: Any) -> Any:
        at = known[self.row.wrt]
        of = self.program.of(self.row.wrt, {name: known[name] for name in self.row.axes}, self.sizes)
        if self._names[order] == VALUE:
            return of(at)
        of = jax.grad(of) if order == 1 else of
        if order == 1 and self.row.kind == "hvp":
            return jax.jvp(of, (at,), (known[DIRECTION],))[1]
        return jax.jvp(of, (at,), (along,))[1] if self._is_contracted(order) else jax.jacobian(of)(at)

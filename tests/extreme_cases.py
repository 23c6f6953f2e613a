"""Programs at values where floating point overflows or cancels, and what many digits say of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
from identities import in_mpmath

import matcalc
from matcalc.resources import data_folder

SIZES = {"m": 3, "n": 4, "k": 2, "d": 5, "p": 6}


@dataclass(frozen=True)
class Case:
    """A program. far: the arrays that are drawn far from 0. unit: those that are 0 or 1.

    entry: the library's, where it is one of these; upstream: the array that the gradient of E is given at. digits: how
    many the truth needs. along: the array by which the Hessian is multiplied, where it is. positive: those of positive
    numbers.
    """

    name: str
    definitions: tuple[tuple[str, str], ...]
    shapes: Mapping[str, tuple[str, ...]]
    wrt: str
    far: tuple[str, ...]
    order: int = 1
    unit: tuple[str, ...] = ()
    assume: tuple[str, ...] = ()
    entry: str = ""
    upstream: str = ""
    digits: int = in_mpmath.DIGITS
    along: str = ""
    positive: tuple[str, ...] = ()

    def derived(self) -> matcalc.Derivation:
        if self.entry:
            return matcalc.derive(self.entry, wrt=self.wrt)
        *lets, (_, expression) = self.definitions
        return matcalc.derive(
            expression,
            wrt=self.wrt,
            order=None if self.along else self.order,
            hvp=self.along or None,
            lets=[f"{name} = {text}" for name, text in lets],
            shapes={name: list(axes) for name, axes in self.shapes.items()},
            assume=list(self.assume),
        )

    @property
    def program(self) -> tuple[tuple[str, str], ...]:
        """The definitions, and the scalar whose gradient at their output is given."""
        given = (("E_", f"sum(grad_{self.upstream} * {self.upstream})"),) if self.upstream else ()
        return (*self.definitions, *given)

    def truth(self, arrays: Mapping[str, Any], order: int) -> Any:
        """The value or the derivative in many digits, rounded to float64; axes of length 1 are left out."""
        with mpmath.workdps(self.digits):
            made = in_mpmath.derivative(self.program, self.wrt, arrays, SIZES, order)
            if self.along and order == self.order:
                along = arrays[self.along]
                made = (made.reshape(along.size, along.size) @ along.astype(float).reshape(-1)).reshape(along.shape)
            return np.squeeze(made).astype(float)

    def slopes(self, arrays: Mapping[str, Any]) -> tuple[Any, Any]:
        """The smaller and the larger of the derivatives from below and from above, rounded."""
        with mpmath.workdps(self.digits):
            sides = in_mpmath.one_sided(self.program, self.wrt, arrays, SIZES)
            below, above = (np.squeeze(side).astype(float) for side in sides)
        return np.minimum(below, above), np.maximum(below, above)

    def arrays(self, far: float, kind: str = "float64") -> dict[str, Any]:
        random = np.random.default_rng(sum(map(ord, self.name)))
        made = {}
        for name, axes in self.shapes.items():
            lengths = [SIZES[side] for side in axes]
            if name in self.unit:
                made[name] = self._unit(lengths)
            elif name in self.positive:
                made[name] = random.uniform(0.1, 0.5, lengths)
            elif name in self.far:
                count = int(np.prod(lengths, dtype=int))
                ends = far * np.resize([1, -1, 0.0005, -0.999, 1, 0], count)
                made[name] = ends.reshape(lengths)
            else:
                made[name] = random.uniform(-0.35, 0.35, lengths)
        return {name: one.astype(kind) for name, one in made.items()}

    def _unit(self, lengths: list[int]) -> Any:
        if any("sum" in fact for fact in self.assume):
            made = np.zeros(lengths)
            made[..., -1] = 1
            return made
        return np.resize([0.0, 1.0, 1.0], lengths)


def typed(expression: str, wrt: str, shapes: str, *, lets: str = "", name: str = "", **more: Any) -> Case:
    """A case as it is typed; far: what `wrt` is, if nothing else is said."""
    pairs = (entry.split(":") for entry in shapes.split(","))
    axes = {one.strip(): tuple(side.strip() for side in shape.split("×") if side.strip()) for one, shape in pairs}
    defined = [tuple(line.split(" = ")) for line in lets.split("; ") if line]
    more.setdefault("far", (wrt,))
    if along := more.get("along"):
        axes[along], more["order"] = axes[wrt], 2
    order = f" twice, times {along}" if along else " twice" if more.get("order") == 2 else ""
    called = name or f"{f'{lets}; ' if lets else ''}{expression} by {wrt}{order}"
    return Case(called, (*defined, ("out", expression)), axes, wrt, **more)


def entry(name: str, wrt: str, *far: str, **more: Any) -> Case:
    """A problem of the library, read from its file."""
    file = tomllib.loads((data_folder("derivations") / f"{name}.toml").read_text(encoding="utf-8"))
    definitions = tuple((one["name"], one["expr"]) for one in file["define"])
    shapes = {
        one: tuple(side for side in shape.split("×") if side != "scalar") for one, shape in file["shapes"].items()
    }
    shapes = {one: tuple(side for side in axes if side) for one, axes in shapes.items()}
    order = max(one.get("order", 1) for one in file["derive"] if one["wrt"] == wrt)
    upstream = file.get("upstream", {}).get("of", "")
    if upstream:
        shapes[f"grad_{upstream}"] = more.pop("given")
    facts = tuple(file.get("assume", ()))
    return Case(
        f"{name}, {wrt}", definitions, shapes, wrt, far, order, assume=facts, entry=name, upstream=upstream, **more
    )

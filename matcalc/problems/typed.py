"""What a person types instead of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from matcalc.forms.shapes import Shape


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed.

    expression: what is differentiated, or the equation that defines it, or the name of an array. lets: the equations
    before it. shapes: those that are declared. upstream: the arrays that the unknown scalar function E is of.
    order, assume, hvp: as in `matcalc.derive`.
    """

    expression: str
    wrt: tuple[str, ...]
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    lets: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    order: int | None = None
    assume: tuple[str, ...] = ()
    hvp: str | None = None

"""What a user may declare about arrays: A is symmetric, the entries of y sum to 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from types import MappingProxyType

from matcalc.forms.matrix_form import Symbol


class Property(Enum):
    """A property of an array. SPD: symmetric positive definite. POSITIVE: every entry is above 0."""

    SYMMETRIC = "symmetric"
    SPD = "spd"
    ORTHOGONAL = "orthogonal"
    DIAGONAL = "diagonal"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True)
class Facts:
    """properties: what is declared of each array. sums: arrays whose entries sum to a known number."""

    properties: Mapping[Symbol, frozenset[Property]] = field(default_factory=lambda: MappingProxyType({}))
    sums: tuple[tuple[Symbol, Fraction], ...] = ()

"""Arguments for generated code, from its parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from matcalc.codegen.parameters import Kind, Parameter, symbol_of
from matcalc.forms.dimensions import Dimension
from matcalc.forms.labels import At, length_moved
from matcalc.forms.matrix_form import Node

MEMBERS = 3
"""Of every family of arrays."""


def passed_to(parameters: Iterable[Parameter], sizes: Mapping[str, int]) -> dict[str, Any]:
    """An argument for each parameter, the same for the same name; functions are tanh."""
    made: dict[str, Any] = {}
    for parameter in parameters:
        random = np.random.default_rng(sum(map(ord, parameter.key)))
        if parameter.kind is Kind.FAMILY:
            assert parameter.array is not None
            lengths = [members_of(parameter.array, one) for one in parameter.array.shape.axes]
            members = zip(*lengths, strict=True) if lengths else [()] * MEMBERS
            made[parameter.key] = [random.random([one.evaluate(sizes) for one in member]) + 0.5 for member in members]
        elif parameter.array is not None:
            made[parameter.key] = random.random([one.evaluate(sizes) for one in parameter.array.shape.axes]) + 0.5
        else:
            made[parameter.key] = sizes[parameter.key] if parameter.kind is Kind.SIZE else np.tanh
    return made


def members_of(array: Node, length: Dimension) -> list[Dimension]:
    """A length of each of the members of a family, of which there are MEMBERS."""
    member = symbol_of(array).member
    assert member is not None
    return [length_moved(length, member.family.label, At("", number)) for number in range(1, MEMBERS + 1)]

"""The code of every problem of the library where a named dimension is 1: checking draws no such size."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from shipped import VARIED

from matcalc.api import Derivation, derive
from matcalc.api.callables import Several
from matcalc.codegen.compile import Compiled

Array = npt.NDArray[np.float64]

DERIVED = {name: derive(name) for name in VARIED}
FUNCTIONS = {"f": np.sin, "f_1": np.cos, "g": np.tanh, "g_1": lambda z: 1 - np.tanh(z) ** 2}
STEP = 1e-6


def dimensions(derivation: Derivation) -> list[str]:
    return sorted({str(axis) for symbol in derivation.problem.program.inputs for axis in symbol.shape.axes})


CASES = [(name, dimension) for name, derivation in DERIVED.items() for dimension in (*dimensions(derivation), "all")]


@pytest.mark.parametrize(("name", "dimension"), CASES)
def test_the_code_is_right_where_a_dimension_is_one(name: str, dimension: str) -> None:
    derivation = DERIVED[name]
    program = derivation.problem.program
    sizes = {other: number for number, other in enumerate(dimensions(derivation), 2)}
    sizes = {other: 1 if dimension in (other, "all") else size for other, size in sizes.items()}
    random = np.random.default_rng(1)
    arrays = {
        symbol.name: random.uniform(0.3, 1.5, [sizes[str(axis)] for axis in symbol.shape.axes])
        for symbol in program.inputs
    }
    weights = [random.uniform(-1, 1, [sizes[str(axis)] for axis in given.shape.axes]) for given in program.given]
    cotangents = {f"grad_{given.name}": weight for given, weight in zip(program.given, weights, strict=True)}

    def value(changed: Mapping[str, Array]) -> Array:
        def weighted(*given: Array) -> float:
            return float(sum(np.sum(weight * one) for weight, one in zip(weights, given, strict=True)))

        return np.asarray(called(derivation.value, {**arrays, **changed, **FUNCTIONS, "E": weighted}))

    found = called(derivation.lambdify(), {**arrays, **cotangents, **FUNCTIONS})
    inputs = [symbol.name for symbol in program.inputs if symbol.name in derivation.results]
    assert inputs
    for wrt in inputs:
        np.testing.assert_allclose(found[wrt], differences(value, wrt, arrays[wrt]), rtol=1e-6, atol=1e-8)


def called(code: Compiled | Several, arguments: Mapping[str, object]) -> Any:
    """The result for those of the arguments that the code knows; the others are for other problems."""
    return code(**{name: argument for name, argument in arguments.items() if name in code.parameters})


def differences(value: Callable[[Mapping[str, Array]], Array], wrt: str, at: Array) -> Array:
    """Central differences: the axes of the value, then those of the variable."""
    columns = []
    for place in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[place] = STEP
        columns.append((value({wrt: at + step}) - value({wrt: at - step})) / (2 * STEP))
    return np.stack(columns, axis=-1).reshape(*columns[0].shape, *at.shape)

"""The code for JAX and PyTorch gives what the code for NumPy gives, which others hold against JAX's autodiff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest
from arguments_of_code import MEMBERS, passed_to

import matcalc
from matcalc.codegen import BACKENDS
from matcalc.forms.facts import Facts, Property
from matcalc.forms.matrix_form import Symbol
from matcalc.problems.library import list_problems

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
jax.config.update("jax_enable_x64", True)

MADE: dict[str, Callable[[Any], Any]] = {"jax": jax.numpy.asarray, "torch": torch.as_tensor, "einsum": np.asarray}
TANH: dict[str, Callable[[Any], Any]] = {"jax": jax.numpy.tanh, "torch": torch.tanh, "einsum": np.tanh}


def sizes_of(derivation: matcalc.Derivation) -> dict[str, int]:
    """Different sizes for all lengths, and for those of the layers."""
    names = sorted(derivation.problem.program.lengths)
    layers = {f"n[{number}]": number + 2 for number in range(MEMBERS + 1)}
    ends = {label.last: MEMBERS for label in derivation.problem.program.labels}
    sizes = dict(zip(names, (3, 5, 4, 7, 2, 6, 9, 8), strict=False))
    return {**sizes, **ends, **layers, "n[L]": layers[f"n[{MEMBERS}]"]}


def definite(derivation: matcalc.Derivation, facts: Facts) -> list[Symbol]:
    """The arrays that are declared positive definite: there is no Cholesky factor of others."""
    return [symbol for symbol in derivation.problem.program.inputs if Property.SPD in facts.of(symbol)]


def made(backend: str, value: Any) -> Any:
    """An argument as that backend has it."""
    if isinstance(value, list):
        return [made(backend, one) for one in value]
    if callable(value):
        return TANH[backend]
    return value if isinstance(value, int) else MADE[backend](value)


def assert_equal(found: Any, wanted: Any) -> None:
    if isinstance(wanted, dict):
        assert found.keys() == wanted.keys()
        found, wanted = list(found.values()), list(wanted.values())
    if isinstance(wanted, list):
        for one, other in zip(found, wanted, strict=True):
            assert_equal(one, other)
        return
    np.testing.assert_allclose(np.asarray(found), wanted, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("name", list_problems())
def test_every_backend_gives_the_same(name: str) -> None:
    derivation = matcalc.derive(name)
    sizes = sizes_of(derivation)
    for part in derivation._parts():
        in_numpy = part.compiled()
        passed = passed_to(in_numpy._source.parameters, sizes)
        for key in passed.keys() & {symbol.name for symbol in definite(derivation, part.facts)}:
            passed[key] = passed[key] @ passed[key].T + np.eye(len(passed[key]))
        wanted = in_numpy(**passed)
        for backend in ("jax", "torch", "einsum"):
            code = part.compiled(BACKENDS[backend])
            assert code.parameters == in_numpy.parameters
            found = code(**{key: made(backend, value) for key, value in passed.items()})
            assert_equal(found, wanted)

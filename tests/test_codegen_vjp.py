"""Code as a torch.autograd.Function and as a jax.custom_vjp: both libraries differentiate through it, and rightly."""

from __future__ import annotations

from inspect import signature
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from inputs_of_library import ENTRIES, drawn, inputs_of, lengths_of, sizes_of

import matcalc
from matcalc.api.derivation import Derivation
from matcalc.errors import InputError
from matcalc.forms.facts import Property
from tests.library.unknown import functions_in

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
jax.config.update("jax_enable_x64", True)

JACOBIANS = {"implicit-function-jacobian", "lemma-softmax", "softmax-jacobian", "vec-kronecker"}
FAMILIES = {
    "deep-network",
    "matrix-power",
    "multi-head-attention",
    "residual-network",
    "rnn-unrolled",
    "trace-of-power-any",
}
UNKNOWN = {"deep-equilibrium-layer", "implicit-function"}
NAMES = sorted(set(ENTRIES) - JACOBIANS - FAMILIES - UNKNOWN)
TIED = {Property.SYMMETRIC, Property.SPD, Property.ORTHOGONAL}
"""Entries of such an array do not move alone, which is what gradcheck does with them."""


def run(code: str) -> dict[str, Any]:
    """What a file with the code has."""
    namespace: dict[str, Any] = {"__name__": "pasted"}
    exec(compile(code, "<pasted>", "exec"), namespace)  # text of our own making
    return namespace


def function_in(code: str) -> Any:
    """The function of a file with the code that people call."""
    return next(one for one in run(code).values() if "Returns" in (getattr(one, "__doc__", None) or ""))


class Case:
    """A problem of the library with arguments for its code, in the order of the code's parameters."""

    def __init__(self, name: str) -> None:
        self.entry = ENTRIES[name]
        self.derivation = matcalc.derive(name)
        problem = self.problem = self.derivation.problem
        random, self.sizes = np.random.default_rng(0), sizes_of(problem, self.entry)
        facts = problem.choices.facts
        self.inputs = {s.name: drawn(s, facts, self.entry, random, self.sizes) for s in inputs_of(problem)}
        self.given = {s.name: random.standard_normal(lengths_of(s, self.sizes)) for s in problem.program.given}
        self.wrt = [s.name for s in inputs_of(problem) if s.name in self.derivation.wrt]
        self.tied = {s.name for s in inputs_of(problem) if TIED & facts.of(s)}

    def weighted(self, made: Any, dot: Any) -> Any:
        """The scalar whose gradients are compared: the output, or what is given times what is made."""
        if not self.given:
            return made
        values = made.values() if isinstance(made, dict) else made if isinstance(made, tuple) else (made,)
        return sum(dot(weight, value) for weight, value in zip(self.given.values(), values, strict=True))

    def expected(self) -> tuple[Any, dict[str, Any]]:
        """The value and the gradients of the program that was written by hand."""

        def forward(varied: dict[str, Any]) -> Any:
            made = self.entry.forward(lambda _, value: value, **(self.inputs | varied))
            assert not isinstance(made, dict) or list(made) == list(self.given)
            return self.weighted(made, jnp.vdot)

        return jax.jit(jax.value_and_grad(forward))({name: jnp.asarray(self.inputs[name], float) for name in self.wrt})


def assert_gradients(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for name, value in expected.items():
        scale = float(jnp.max(jnp.abs(value)))
        assert np.shape(found[name]) == value.shape, name
        np.testing.assert_allclose(found[name], value, rtol=1e-9, atol=1e-9 * max(scale, 1e-3), err_msg=name)


def arguments_of(function: Any, passed: dict[str, Any]) -> dict[str, Any]:
    """What is passed, by the names in the code, where a word of Python has _ behind it."""
    names = list(signature(function).parameters)
    return {name: passed[name if name in passed else name.removesuffix("_")] for name in names}


@pytest.mark.parametrize("name", NAMES)
def test_both_differentiate_through_it(name: str) -> None:
    case = Case(name)
    differentiate_with_pytorch(case)
    differentiate_with_jax(case)


def differentiate_with_pytorch(case: Case) -> None:
    function = function_in(case.derivation.code("torch-autograd"))
    passed = {**functions_in(torch), **case.sizes}
    passed |= {key: torch.tensor(value, dtype=torch.float64) for key, value in case.inputs.items()}
    arguments = arguments_of(function, passed)
    loose = [key for key in case.wrt if key not in case.tied]
    moved = [arguments[key].requires_grad_() for key in loose]
    if moved:
        assert torch.autograd.gradcheck(
            lambda *values: function(**(arguments | dict(zip(loose, values, strict=True)))), moved
        )
    for key in case.wrt:
        arguments[key].requires_grad_()
    made = function(**arguments)
    value = case.weighted(made, lambda weight, one: (torch.tensor(weight) * one).sum())
    gradients = torch.autograd.grad(value, [arguments[key] for key in case.wrt], allow_unused=True)
    expected, by_hand = case.expected()
    np.testing.assert_allclose(value.detach(), expected, rtol=1e-9)
    found = [
        torch.zeros_like(arguments[key]) if one is None else one for key, one in zip(case.wrt, gradients, strict=True)
    ]
    assert_gradients(dict(zip(case.wrt, found, strict=True)), by_hand)


def differentiate_with_jax(case: Case) -> None:
    function = function_in(case.derivation.code("jax-custom-vjp"))
    passed = {**functions_in(jnp), **case.sizes, **case.inputs}
    arguments = arguments_of(function, passed)

    def forward(varied: dict[str, Any]) -> Any:
        return case.weighted(function(**(arguments | varied)), jnp.vdot)

    at = {key: jnp.asarray(arguments[key], float) for key in case.wrt}
    expected, by_hand = case.expected()
    np.testing.assert_allclose(forward(at), expected, rtol=1e-9)
    assert_gradients(jax.grad(forward)(at), by_hand)
    several = {key: jnp.stack([value, value]) for key, value in at.items()}
    found = jax.jit(jax.vmap(jax.grad(forward)))(several)
    assert_gradients({key: value[1] for key, value in found.items()}, by_hand)

"""Code as a torch.autograd.Function and as a jax.custom_vjp: both libraries differentiate through it, and rightly.

The files of the library are run as scripts: they test themselves, arrays moved within what is declared of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from inspect import signature
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from inputs_of_library import ENTRIES, drawn, inputs_of, lengths_of, sizes_of

import matcalc
from matcalc.errors import InputError
from tests.library.unknown import functions_in

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
jax.config.update("jax_enable_x64", True)

KINDS = ("torch-autograd", "jax-custom-vjp")
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


@pytest.fixture(autouse=True)
def _numbers_stay_as_they_are() -> Iterator[None]:
    before = torch.get_default_dtype()
    yield
    torch.set_default_dtype(before)


def function_in(code: str, run_as: str = "pasted") -> Any:
    """The function that people call of a file with the code, which is run under a name."""
    namespace: dict[str, Any] = {"__name__": run_as}
    exec(compile(code, "<pasted>", "exec"), namespace)  # text of our own making
    return next(one for one in namespace.values() if "Returns" in (getattr(one, "__doc__", None) or ""))


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
    """What is passed, in order, by the names of the problem: a word of Python has _ behind it in the code."""
    names = list(signature(function).parameters)
    keys = [name if name in passed else name.removesuffix("_") for name in names]
    return {key: passed[key] for key in keys}


@pytest.mark.parametrize("name", NAMES)
def test_both_differentiate_through_it(name: str, capsys: Any) -> None:
    case = Case(name)
    differentiate_with_pytorch(case)
    assert capsys.readouterr().out == "gradcheck: passed\n"
    differentiate_with_jax(case)
    assert capsys.readouterr().out == "check_grads: passed\n"


def differentiate_with_pytorch(case: Case) -> None:
    function = function_in(case.derivation.code("torch-autograd"), run_as="__main__")
    passed = {**functions_in(torch), **case.sizes}
    passed |= {key: torch.tensor(value, dtype=torch.float64) for key, value in case.inputs.items()}
    arguments = arguments_of(function, passed)
    for key in case.wrt:
        arguments[key].requires_grad_()
    made = function(*arguments.values())
    value = case.weighted(made, lambda weight, one: (torch.tensor(weight) * one).sum())
    gradients = torch.autograd.grad(value, [arguments[key] for key in case.wrt], allow_unused=True)
    expected, by_hand = case.expected()
    np.testing.assert_allclose(value.detach(), expected, rtol=1e-9)
    found = [
        torch.zeros_like(arguments[key]) if one is None else one for key, one in zip(case.wrt, gradients, strict=True)
    ]
    assert_gradients(dict(zip(case.wrt, found, strict=True)), by_hand)


def differentiate_with_jax(case: Case) -> None:
    function = function_in(case.derivation.code("jax-custom-vjp"), run_as="__main__")
    passed = {**functions_in(jnp), **case.sizes, **case.inputs}
    arguments = arguments_of(function, passed)

    def forward(varied: dict[str, Any]) -> Any:
        return case.weighted(function(*(arguments | varied).values()), jnp.vdot)

    at = {key: jnp.asarray(arguments[key], float) for key in case.wrt}
    expected, by_hand = case.expected()
    np.testing.assert_allclose(forward(at), expected, rtol=1e-9)
    assert_gradients(jax.grad(forward)(at), by_hand)
    several = {key: jnp.stack([value, value]) for key, value in at.items()}
    found = jax.jit(jax.vmap(jax.grad(forward)))(several)
    assert_gradients({key: value[1] for key, value in found.items()}, by_hand)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(JACOBIANS))
def test_a_jacobian_has_no_backward_pass(name: str, kind: str) -> None:
    with pytest.raises(InputError, match=r"its derivative is a Jacobian, and a backward pass computes gradients: ask"):
        matcalc.derive(name).code(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_passed_back_to_what_is_not_read(kind: str) -> None:
    with pytest.raises(InputError, match=r"^E does not depend on x: nothing is passed back to it"):
        matcalc.derive("5", wrt="x", shapes="x: n").code(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_no_passes_says_why(kind: str) -> None:
    for name, message in [
        ("rnn-unrolled", "no passes for families of arrays yet; --code torch or jax"),
        ("deep-equilibrium-layer", "z has no formula here, so that there is no forward pass"),
    ]:
        with pytest.raises(InputError, match=message):
            matcalc.derive(name).code(kind)
    with pytest.raises(InputError, match=r"gradients at inputs, and z is none: name one of W, a, b"):
        matcalc.derive("dense-layer", wrt="z").code(kind)


def test_an_unknown_kind_names_all() -> None:
    known = "known: numpy, jax, torch, einsum, torch-autograd, jax-custom-vjp, latex-algorithm"
    with pytest.raises(InputError, match=known):
        matcalc.derive("relu").code("tf")


def test_a_dense_layer_is_what_one_would_write() -> None:
    code = matcalc.derive("dense-layer").code("torch-autograd")
    assert (
        """
        z = W @ a + b
        a_next = f(z)
        ctx.save_for_backward(W, a, z)
        ctx.f_1 = f_1
        return a_next

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx: Any, grad_a_next: Tensor) -> tuple[Tensor | None, ...]:
        W, a, z = ctx.saved_tensors
        f_1 = ctx.f_1
        grad_z = grad_a_next * f_1(z)
        grad_W = grad_a = None
        if ctx.needs_input_grad[0]:
            grad_W = torch.outer(grad_z, a)
        if ctx.needs_input_grad[1]:
            grad_a = W.T @ grad_z
        return grad_W, grad_a, grad_z, None, None
"""
        in code
    )
    assert """
    return a_next, (W, a, z)


def dense_layer_backward(
    f: Callable[[Array], Array],
    f_1: Callable[[Array], Array],
    residuals: tuple[Array, ...],
    grad_a_next: Array,
) -> tuple[Array | None, ...]:
    W, a, z = residuals
    grad_z = grad_a_next * f_1(z)
    grad_W = jnp.outer(grad_z, a)
    grad_a = grad_z @ W
    return grad_W, grad_a, grad_z


dense_layer.defvjp(dense_layer_forward, dense_layer_backward)
""" in matcalc.derive("dense-layer").code("jax-custom-vjp")


PROGRAMS = [  # what is differentiated, by what, shapes
    ("sum(x) / n", ["x"], "x: n"),
    ("c * sum(x)", ["x", "c"], "x: n, c:"),
    ("a.T @ X @ b", ["X", "a"], "X: m×n, a: m, b: n"),
    ("sum((X @ w - y)**2) / m", ["w", "X"], "X: m×n, y: m"),
    ("norm(x) * tr(outer(x, x)) + c", ["x", "c"], "x: n, c:"),
    ("logdet(X.T @ X)", ["X"], "X: m×n"),
]


@pytest.mark.parametrize(("expression", "wrt", "shapes"), PROGRAMS)
def test_a_loss_of_the_output_scales_the_gradients(expression: str, wrt: list[str], shapes: str) -> None:
    derivation = matcalc.derive(expression, wrt=wrt, shapes=shapes)
    value, gradients = derivation.value, derivation.gradients
    random = np.random.default_rng(0)
    lengths = {"m": 4, "n": 3}
    inputs = {s.name: random.random(lengths_of(s, lengths)) + 0.5 for s in derivation.problem.program.inputs}
    results = derivation.lambdify()(**inputs)
    results = results if len(gradients) > 1 else {wrt[0]: results}
    expected = {key: jnp.asarray(np.cos(value(**inputs)) * one) for key, one in results.items()}
    in_jax = function_in(derivation.code("jax-custom-vjp"))
    assert_gradients(
        jax.grad(lambda varied: jnp.sin(in_jax(**(inputs | varied))))({key: jnp.asarray(inputs[key]) for key in wrt}),
        expected,
    )
    in_torch = function_in(derivation.code("torch-autograd"))
    tensors = {key: torch.tensor(one, dtype=torch.float64) for key, one in inputs.items()}
    moved = [tensors[key].requires_grad_() for key in wrt]
    found = torch.autograd.grad(torch.sin(in_torch(**tensors)), moved)
    assert_gradients(dict(zip(wrt, found, strict=True)), expected)


def test_it_is_differentiated_once() -> None:
    function = function_in(matcalc.derive("sum(exp(x))", wrt="x", shapes="x: n").code("torch-autograd"))
    x = torch.rand(3, requires_grad=True)
    loss = torch.sin(function(x))
    (gradient,) = torch.autograd.grad(loss, x, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        gradient.sum().backward()


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_the_input_change_nothing_around_them(kind: str) -> None:
    hostile = ["ctx", "os", "torch", "jax", "np", "lambda", "self", "apply", "backward", "forward", "residuals", "Any"]
    hostile += ["expression", "Expression", "expression_forward", "partial", "staticmethod", "jnp", "Tensor", "Array"]
    expression = " + ".join(f"sum({one} * {number} * {one})" for number, one in enumerate(hostile, 1))
    derivation = matcalc.derive(expression, wrt=hostile, shapes=", ".join(f"{one}: n" for one in hostile))
    function = function_in(derivation.code(kind))
    passed = [np.arange(3.0) + at for at in range(len(hostile))]
    if kind == "jax-custom-vjp":
        found = jax.grad(lambda arrays: function(*arrays))([jnp.asarray(one) for one in passed])
    else:
        moved = [torch.tensor(one, requires_grad=True) for one in passed]
        found = torch.autograd.grad(function(*moved), moved)
    order = [one.name for one in derivation.problem.program.inputs]
    for name, gradient, at in zip(order, found, passed, strict=True):
        np.testing.assert_allclose(gradient, 2 * (hostile.index(name) + 1) * at)


def test_functions_with_names_that_pytorch_has_are_kept() -> None:
    derivation = matcalc.derive("y", wrt="x", lets="y = saved_tensors(x) + apply(x)", upstream="y", shapes="x: n")
    function = function_in(derivation.code("torch-autograd"))
    x = torch.rand(3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: function(x, torch.sin, torch.exp, torch.cos, torch.exp), [x])


def test_a_gradient_that_was_not_derived_is_an_error_in_jax() -> None:
    function = function_in(matcalc.derive("logistic-regression").code("jax-custom-vjp"))
    inputs, w, y = jnp.ones((3, 2)), jnp.ones(2), jnp.zeros(3)
    says = "no gradient at X and y was derived: use jax.lax.stop_gradient"
    for differentiated in (jax.grad(function, 0), jax.jit(jax.grad(function, (1, 2))), jax.grad(jax.jit(function), 0)):
        with pytest.raises(NotImplementedError, match=f"^{says}"):
            differentiated(inputs, w, y)
    with pytest.raises(NotImplementedError, match=f"^{says}"):
        jax.grad(lambda w: function(inputs * w, w, y))(w)
    alone = jax.grad(function, 1)(inputs, w, y)
    np.testing.assert_allclose(jax.grad(lambda w: function(jax.lax.stop_gradient(inputs * w), w, y))(w), alone)
    np.testing.assert_allclose(jax.jit(jax.grad(function, 1))(inputs, w, jnp.zeros(3, int)), alone)

    def in_steps(w: Any) -> Any:
        return jax.lax.scan(lambda total, one: (total + function(one, w, y), None), 0.0, jnp.stack([inputs] * 2))[0]

    np.testing.assert_allclose(jax.grad(in_steps)(w), 2 * alone)


def test_a_gradient_that_was_not_derived_is_an_error_in_pytorch() -> None:
    function = function_in(matcalc.derive("logistic-regression").code("torch-autograd"))
    inputs, w, y = torch.ones(3, 2, requires_grad=True), torch.ones(2, requires_grad=True), torch.zeros(3)
    loss = function(inputs, w, y)
    with pytest.raises(NotImplementedError, match=r"^no gradient at X and y was derived: detach them$"):
        loss.backward()
    function(inputs.detach(), w, y).backward()
    assert w.grad is not None
    with torch.no_grad():
        torch.testing.assert_close(function(inputs, w, y), loss)


def test_of_several_outputs_one_may_not_be_used() -> None:
    derivation = matcalc.derive("lstm-cell", wrt="x")
    function = function_in(derivation.code("jax-custom-vjp"))
    random, whole = np.random.default_rng(0), function_in(matcalc.derive("lstm-cell").code("jax-custom-vjp"))
    sizes = sizes_of(derivation.problem, ENTRIES["lstm-cell"])
    passed = {
        **functions_in(jnp),
        **{s.name: random.random(lengths_of(s, sizes)) for s in inputs_of(derivation.problem)},
    }
    arguments = arguments_of(function, passed)

    def gradient(one: Any, output: int) -> Any:
        return jax.jit(jax.grad(lambda x: jnp.sum(one(**(arguments | {"x": x}))[output])))(jnp.asarray(passed["x"]))

    for output in range(2):
        np.testing.assert_allclose(gradient(function, output), gradient(whole, output))

"""Each tool's way from a problem and its arrays to a call that returns the derivatives, an array a name.

A maker builds and compiles, outside the clock; the call it returns is timed, with the result waited for. A tool that is
not installed, or has no words for a problem, raises UnavailableError with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any

import numpy as np

import matcalc
from benchmarks.running.problems import Arrays, Problem
from tests.identities.identity import Identity

Call = Callable[[], Mapping[str, Any]]


class UnavailableError(Exception):
    """Why a tool does not take part."""


def by_hand(problem: Problem, arrays: Arrays) -> Call:
    """NumPy, written by hand."""
    return partial(problem.by_hand, **arrays)


def derivation_of(problem: Problem) -> matcalc.Derivation:
    """The problem derived by matcalc from its text."""
    return matcalc.derive(
        problem.expression,
        wrt=list(problem.wrt),
        shapes=dict(problem.shapes),
        lets=list(problem.lets),
        assume=list(problem.assume),
        order=problem.order,
    )


def generated_function(problem: Problem, backend: str) -> Callable[..., Any]:
    """The function that stands in the generated file."""
    code = derivation_of(problem).code(backend)
    names: dict[str, Any] = {}
    exec(compile(code, f"{problem.name}, {backend}", "exec"), names)  # noqa: S102 — code that was made here
    return names["hessian" if problem.order == 2 else "gradients" if len(problem.wrt) > 1 else "gradient"]


def generated_numpy(problem: Problem, arrays: Arrays) -> Call:
    """The code that matcalc makes for NumPy."""
    return _named(problem, partial(generated_function(problem, "numpy"), **arrays))


def generated_jax(problem: Problem, arrays: Arrays) -> Call:
    """The code that matcalc makes for JAX, under jax.jit."""
    jax = _jax()
    function = jax.jit(generated_function(problem, "jax"))
    given = {name: jax.numpy.asarray(array) for name, array in arrays.items()}
    return _named(problem, lambda: jax.block_until_ready(function(**given)))


def autodiff_jax(problem: Problem, arrays: Arrays) -> Call:
    """jax.jit(jax.grad) or jax.jit(jax.hessian)."""
    jax = _jax()
    words = SimpleNamespace(
        **{name: getattr(jax.numpy, name) for name in ("tanh", "sqrt", "exp", "log", "eye", "diag")},
        softplus=jax.nn.softplus,
        softmax=jax.nn.softmax,
        log_softmax=jax.nn.log_softmax,
        cholesky=jax.numpy.linalg.cholesky,
        solve_triangular=partial(jax.scipy.linalg.solve_triangular, lower=True),
    )

    def objective(own: Mapping[str, Any], others: Mapping[str, Any]) -> Any:
        return problem.objective(words, **own, **others)

    given = {name: jax.numpy.asarray(array) for name, array in arrays.items()}
    own, others = _split(problem, given)
    if problem.order == 1:
        function = jax.jit(jax.grad(objective))
        return lambda: jax.block_until_ready(function(own, others))
    (name,) = problem.wrt
    second = jax.jit(jax.hessian(objective))
    return lambda: {name: jax.block_until_ready(second(own, others))[name][name]}


def autodiff_torch(problem: Problem, arrays: Arrays) -> Call:
    """torch.autograd.grad or torch.func.hessian."""
    torch = _module("torch")
    words = SimpleNamespace(
        **{name: getattr(torch, name) for name in ("tanh", "sqrt", "exp", "log", "diag")},
        softplus=torch.nn.functional.softplus,
        softmax=partial(torch.softmax, dim=1),
        log_softmax=partial(torch.log_softmax, dim=1),
        cholesky=torch.linalg.cholesky,
        solve_triangular=lambda matrix, vector: torch.linalg.solve_triangular(matrix, vector[:, None], upper=False),
        eye=partial(torch.eye, dtype=torch.float64),
    )
    given = {name: torch.from_numpy(np.array(array)) for name, array in arrays.items()}
    own, others = _split(problem, given)
    if problem.order == 2:
        (name,) = problem.wrt
        second = torch.func.hessian(lambda x: problem.objective(words, **{name: x}, **others))
        return lambda: {name: second(own[name])}
    for variable in own.values():
        variable.requires_grad_()

    def call() -> dict[str, Any]:
        gradients = torch.autograd.grad(problem.objective(words, **own, **others), list(own.values()))
        return dict(zip(own, gradients, strict=True))

    return call


def autodiff_autograd(problem: Problem, arrays: Arrays) -> Call:
    """HIPS autograd's grad or hessian."""
    autograd = _module("autograd")
    import autograd.numpy as anp
    from autograd.scipy.linalg import solve_triangular
    from autograd.scipy.special import logsumexp

    words = SimpleNamespace(
        **{name: getattr(anp, name) for name in ("tanh", "sqrt", "exp", "log", "eye", "diag")},
        softplus=lambda x: anp.logaddexp(0.0, x),
        softmax=lambda x: anp.exp(x - logsumexp(x, axis=1, keepdims=True)),
        log_softmax=lambda x: x - logsumexp(x, axis=1, keepdims=True),
        cholesky=anp.linalg.cholesky,
        solve_triangular=partial(solve_triangular, lower=True),
    )
    own, others = _split(problem, arrays)
    if problem.order == 2:
        (name,) = problem.wrt
        second = autograd.hessian(lambda x: problem.objective(words, **{name: x}, **others))
        return lambda: {name: second(own[name])}
    function = autograd.grad(lambda own: problem.objective(words, **own, **others))
    return lambda: function(own)


def compiled_tensorgrad(problem: Problem, arrays: Arrays) -> Call:
    """The kernel of tensorgrad's compiler, for its sizes, called without the wrapper.

    The wrapper asks for named tensors, which torch 2.13 has no more; torch.compile would ask for a C++ compiler.
    """
    tensorgrad, torch = _module("tensorgrad"), _module("torch")
    from tensorgrad.compiler import compile_to_callable

    from benchmarks import with_tensorgrad

    asked = with_tensorgrad.question(_row(problem))
    places = ("first", "second")[: problem.order]
    derivatives, edges = [], []
    for name in problem.wrt:
        derivative, variable = asked.expression.tensor, asked.variables[name]
        for place in places:
            derivative = tensorgrad.Derivative(derivative, variable.tensor, with_tensorgrad.names_of(variable, place))
        derivatives.append(derivative)
        edges.append([edge for place in places for edge in with_tensorgrad.names_of(variable, place).values()])
    program = compile_to_callable(*derivatives)
    lengths = {
        asked.sizes[side]: length
        for name, sides in problem.shapes.items()
        for side, length in zip(sides, arrays[name].shape, strict=True)
    }
    kernel = program.codegen.specialize(lengths, dtype=torch.float64)
    given = [torch.from_numpy(np.array(arrays[name])) for name in program.input_names]
    orders = [[own.index(edge) for edge in wanted] for (_, own), wanted in zip(program.outputs, edges, strict=True)]

    def call() -> dict[str, Any]:
        found = zip(problem.wrt, kernel(*given), orders, strict=True)
        return {name: array.permute(order) for name, array, order in found}

    return call


TOOLS: dict[str, Callable[[Problem, Arrays], Call]] = {
    "matcalc, NumPy": generated_numpy,
    "matcalc, JAX": generated_jax,
    "NumPy by hand": by_hand,
    "JAX": autodiff_jax,
    "PyTorch": autodiff_torch,
    "autograd": autodiff_autograd,
    "tensorgrad": compiled_tensorgrad,
}


def _named(problem: Problem, call: Callable[[], Any]) -> Call:
    if len(problem.wrt) > 1:
        return call
    (name,) = problem.wrt
    return lambda: {name: call()}


def _row(problem: Problem) -> Identity:
    """The problem as with_tensorgrad reads it, by its first variable; the others are found by name."""
    shapes = ", ".join(f"{name}: {'×'.join(sides)}" for name, sides in problem.shapes.items())
    return Identity(problem.name, problem.expression, problem.wrt[0], "0", shapes, "", lets=problem.lets)


def _split(problem: Problem, arrays: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The variables, and the other arrays."""
    own = {name: arrays[name] for name in problem.wrt}
    return own, {name: array for name, array in arrays.items() if name not in own}


def _module(name: str) -> Any:
    if find_spec(name) is None:
        raise UnavailableError(f"{name} is not installed")
    return __import__(name)


def _jax() -> Any:
    jax = _module("jax")
    jax.config.update("jax_enable_x64", True)
    return jax

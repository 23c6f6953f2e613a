"""A function with its gradients as JAX takes them: a jax.custom_vjp with a forward and a backward pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from matcalc.codegen.backends import JAX
from matcalc.codegen.docstring import About, docstring
from matcalc.codegen.form import Form
from matcalc.codegen.names import identifier
from matcalc.codegen.parameters import annotation, type_of
from matcalc.codegen.vjp import Passed, Vjp, indented, tuple_text, vjp, words_of
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.matrix_form import Cotangent, Symbol
from matcalc.forms.program import Program


def custom_vjp(
    program: Program,
    derivatives: Mapping[Cotangent, Form],
    wrt: Sequence[Symbol],
    name: str,
    about: About,
    facts: Facts = NONE,
) -> Passed:
    """The function, then its passes. Raises InputError as `vjp` does."""
    function = identifier("_".join(words_of(name)).lower())
    forward, backward = f"{function}_forward", f"{function}_backward"
    reserved = (forward, backward, "residuals", "gradients", "partial")
    made = vjp(program, derivatives, wrt, function, JAX, facts, reserved=reserved, keeps_sizes=False)
    apart = [str(at) for at in range(len(made.arrays), len(made.parameters))]
    lines = [
        f"@partial(jax.custom_vjp, nondiff_argnums={tuple_text(apart)})" if apart else "@jax.custom_vjp",
        f"def {made.source.name}({made.head}) -> {made.returned}:",
        *indented(docstring(about, made.parameters)),
        f"    return {forward}({made.passed})[0]",
        "",
        "",
        f"def {forward}({made.head}) -> tuple[{made.returned}, {_residuals(made)}]:",
        *indented(_forward(made)),
        "",
        "",
        *_backward(made, backward),
        "",
        "",
        f"{made.source.name}.defvjp({forward}, {backward})",
        "",
    ]
    own = made.source.own_imports | ({"from functools import partial"} if apart else set())
    return Passed(made, "\n".join(lines), own)


def _forward(made: Vjp) -> list[str]:
    outputs = made.passes.outputs
    output = outputs[0] if len(outputs) == 1 else f"({', '.join(outputs)})"
    return [*made.passes.forward, f"return {output}, {tuple_text(made.passes.saved)}"]


def _backward(made: Vjp, name: str) -> Iterator[str]:
    others = [annotation(one, JAX) for one in made.others]
    several = len(made.arriving) > 1
    arriving = "gradients: tuple[Array, ...]" if several else f"{made.arriving[0]}: Array"
    head = ", ".join([*others, f"residuals: {_residuals(made)}", arriving])
    yield f"def {name}({head}) -> tuple[Array | None, ...]:"
    saved = made.passes.saved
    if saved:
        yield from indented([f"{_listed(saved)} = residuals"])
    if several:
        yield from indented([f"{', '.join(made.arriving)} = gradients"])
    gradients = list(made.gradients())
    own = [line for gradient in gradients if gradient is not None for line in gradient.lines]
    yield from indented([*made.passes.backward, *own])
    yield from indented([f"return {_listed(['None' if one is None else one.text for one in gradients])}"])


def _residuals(made: Vjp) -> str:
    """The type of what is saved: arrays, and where scalars are passed, numbers among them."""
    return f"tuple[{'Array' if all(type_of(one, JAX) == 'Array' for one in made.arrays) else 'Any'}, ...]"


def _listed(texts: Sequence[str]) -> str:
    """A tuple where a statement takes it as it is."""
    return tuple_text(texts) if len(texts) == 1 else ", ".join(texts)

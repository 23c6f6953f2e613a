"""A function with its gradients as JAX takes them: a jax.custom_vjp with a forward and a backward pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from matcalc.codegen.backends import JAX
from matcalc.codegen.docstring import About, docstring
from matcalc.codegen.form import Form
from matcalc.codegen.parameters import annotation, type_of
from matcalc.codegen.vjp import Passed, Vjp, function_name, indented, tuple_text, vjp
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
    function = function_name(name)
    forward, backward, checked = (f"{function}_{word}" for word in ("forward", "backward", "checked"))
    reserved = (forward, backward, checked, "residuals", "gradients", "partial", "CustomVJPPrimal", "SymbolicZero")
    made = vjp(program, derivatives, wrt, function, JAX, facts, reserved=reserved, keeps_sizes=False)
    passes = f"{checked}, {backward}, symbolic_zeros=True" if made.held else f"{forward}, {backward}"
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
        *(_checked(made, checked, forward) if made.held else []),
        *_backward(made, backward),
        "",
        "",
        f"{made.source.name}.defvjp({passes})",
        "",
    ]
    return Passed(made, "\n".join(lines), made.source.own_imports | _imports(made))


def _imports(made: Vjp) -> set[str]:
    of_jax = ["CustomVJPPrimal"] if made.held else []
    of_jax += ["SymbolicZero"] if made.held and len(made.arriving) > 1 else []
    return {
        *(["from functools import partial"] if made.others else []),
        *([f"from jax.custom_derivatives import {', '.join(of_jax)}"] if of_jax else []),
    }


def _checked(made: Vjp, name: str, forward: str) -> Iterator[str]:
    """The forward pass as JAX calls it where it says by which arrays is differentiated."""
    heads = [f"{one.name}: CustomVJPPrimal" for one in made.arrays] + [annotation(one, JAX) for one in made.others]
    passed = [f"{one.name}.value" for one in made.arrays] + [one.name for one in made.others]
    needs = " or ".join(f"{one.name}.perturbed" for one in made.held)
    yield f"def {name}({', '.join(heads)}) -> tuple[{made.returned}, {_residuals(made)}]:"
    yield from indented([f"if {needs}:", f'    raise NotImplementedError("{made.refusal}: use jax.lax.stop_gradient")'])
    yield from indented([f"return {forward}({', '.join(passed)})"])
    yield from ("", "")


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
        yield from indented([f"{', '.join(made.arriving)} = {_arriving(made)}"])
    gradients = list(made.gradients())
    own = [line for gradient in gradients if gradient is not None for line in gradient.lines]
    yield from indented([*made.passes.backward, *own])
    yield from indented([f"return {_listed(['None' if one is None else one.text for one in gradients])}"])


def _residuals(made: Vjp) -> str:
    """The type of what is saved: arrays, and where scalars are passed, numbers among them."""
    return f"tuple[{'Array' if all(type_of(one, JAX) == 'Array' for one in made.arrays) else 'Any'}, ...]"


def _arriving(made: Vjp) -> str:
    """The gradients at several outputs; where JAX says by what is differentiated, those that are 0 are symbols."""
    if not made.held:
        return "gradients"
    return "(jnp.zeros(one.shape, one.dtype) if isinstance(one, SymbolicZero) else one for one in gradients)"


def _listed(texts: Sequence[str]) -> str:
    """A tuple where a statement takes it as it is."""
    return tuple_text(texts) if len(texts) == 1 else ", ".join(texts)

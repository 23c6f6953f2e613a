"""A function with its gradients as PyTorch takes them: a torch.autograd.Function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from matcalc.codegen.backends import TORCH
from matcalc.codegen.docstring import About, docstring
from matcalc.codegen.form import Form
from matcalc.codegen.names import Names
from matcalc.codegen.vjp import Passed, Vjp, class_name, function_name, indented, vjp
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.matrix_form import Cotangent, Symbol
from matcalc.forms.program import Program

WIDEST = 50
"""Of the names that are set to None in one line."""

OF_A_CONTEXT = (
    "mark_dirty",
    "mark_non_differentiable",
    "mark_shared_storage",
    "save_for_backward",
    "save_for_forward",
    "set_materialize_grads",
    "apply",
    "apply_boxed",
    "apply_jvp",
    "dirty_tensors",
    "materialize_grads",
    "maybe_clear_saved_tensors",
    "metadata",
    "name",
    "needs_input_grad",
    "next_functions",
    "non_differentiable",
    "register_hook",
    "register_prehook",
    "requires_grad",
    "saved_for_forward",
    "saved_tensors",
    "saved_variables",
    "to_save",
)
"""Attributes that PyTorch gives meaning to: nothing else is kept under these names."""


def autograd_function(
    program: Program,
    derivatives: Mapping[Cotangent, Form],
    wrt: Sequence[Symbol],
    name: str,
    about: About,
    facts: Facts = NONE,
) -> Passed:
    """The class, and the function that applies it. Raises InputError as `vjp` does."""
    title, function = class_name(name), function_name(name)
    reserved = (title, "ctx", "Any", *OF_A_CONTEXT)
    made = vjp(program, derivatives, wrt, function, TORCH, facts, reserved=reserved, keeps_sizes=True)
    lines = [
        f"class {title}(torch.autograd.Function):",
        *indented([f'"""The forward pass and the backward pass of {made.source.name}."""', ""]),
        *indented([*_forward(made), "", *_backward(made)]),
        "",
        "",
        f"def {made.source.name}({made.head}) -> {made.returned}:",
        *indented([*docstring(about, made.parameters), f"return {title}.apply({made.passed})"]),
        "",
    ]
    return Passed(made, "\n".join(lines), made.source.own_imports)


def _forward(made: Vjp) -> Iterator[str]:
    yield "@staticmethod"
    yield f"def forward(ctx: Any, {made.head}) -> {made.returned}:"
    yield from indented(made.passes.forward)
    if made.passes.saved:
        yield from indented([f"ctx.save_for_backward({', '.join(made.passes.saved)})"])
    yield from indented([f"ctx.{name} = {name}" for name in made.passes.kept])
    yield from indented([f"return {', '.join(made.passes.outputs)}"])


def _backward(made: Vjp) -> Iterator[str]:
    arriving = ", ".join(f"{name}: Tensor" for name in made.arriving)
    returned = "tuple[Tensor | None, ...]"
    if len(made.parameters) == 1:
        returned = "None" if next(made.gradients()) is None else "Tensor"
    yield "@staticmethod"
    yield "@torch.autograd.function.once_differentiable"
    yield f"def backward(ctx: Any, {arriving}) -> {returned}:"
    if made.held:
        needs = (f"ctx.needs_input_grad[{made.arrays.index(one)}]" for one in made.held)
        them = "them" if len(made.held) > 1 else "it"
        yield from indented([f"if {' or '.join(needs)}:"])
        yield from indented([f'raise NotImplementedError("{made.refusal}: detach {them}")'], by=2)
    saved = made.passes.saved
    if saved:
        yield from indented([f"{f'({saved[0]},)' if len(saved) == 1 else ', '.join(saved)} = ctx.saved_tensors"])
    yield from indented([f"{name} = ctx.{name}" for name in made.passes.kept])
    yield from indented(made.passes.backward)
    yield from indented(_gradients(made))


def _gradients(made: Vjp) -> list[str]:
    """The lines that end the backward pass; of several gradients each only where it is asked for."""
    is_one = len(made.passes.gradients) == 1
    visible = {*made.arriving, *made.passes.saved, *made.passes.kept}
    names = Names(visible | {line.partition(" = ")[0] for line in made.passes.backward})
    blocks: list[str] = []
    optional: list[str] = []
    results: list[str] = []
    for at, gradient in enumerate(made.gradients()):
        if gradient is None:
            results.append("None")
            continue
        lines, text = gradient.lines, gradient.text
        if lines and not is_one:
            if not text.isidentifier():
                name = names.take(f"grad_{made.arrays[at].name}")
                lines, text = (*lines, f"{name} = {text}"), name
            blocks += [f"if ctx.needs_input_grad[{at}]:", *indented(lines)]
            optional.append(text)
        else:
            blocks += lines
        results.append(text)
    results += ["None"] * len(made.others)
    start = [f"{' = '.join(line.split())} = None" for line in wrap(" ".join(optional), WIDEST)]
    return [*start, *blocks, f"return {', '.join(results)}"]

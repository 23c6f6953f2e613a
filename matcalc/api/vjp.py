"""A problem as a function that automatic differentiation can go through: its forward and its backward pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from matcalc.api.callables import Part
from matcalc.api.code import about, listed
from matcalc.api.result import Result
from matcalc.api.self_test import check_of_passes
from matcalc.codegen import About, autograd_function, custom_vjp, module
from matcalc.codegen.form import Form
from matcalc.codegen.order import derivative_forms
from matcalc.codegen.tested import Tested
from matcalc.codegen.vjp import Passed
from matcalc.errors import InputError
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program
from matcalc.forms.traversal import symbols_in
from matcalc.problems.problem import Problem

PASSES: Mapping[str, Callable[..., Passed]] = MappingProxyType(
    {"torch-autograd": autograd_function, "jax-custom-vjp": custom_vjp}
)
"""By what `code` calls them."""


def passes_of(problem: Problem, part: Part, results: Mapping[str, Result], kind: str) -> str:
    """The code of the function with its passes. part, results: the first derivatives.

    Raises InputError where the derivatives are no gradients, where none is at an input, for families of arrays, and
    where an array has no formula.
    """
    program = part.differentiation.program
    inputs = [one for one in program.inputs if one.name in part.wrt]
    _refuse(part, inputs)
    _refuse_unread(program, inputs)
    own = Part(part.differentiation, tuple(one.name for one in inputs), facts=part.facts)
    told = _about(problem, own, {one.name: results[one.name] for one in inputs})
    forms = derivative_forms(part.differentiation)
    passed = PASSES[kind](program, forms, inputs, problem.name, told, part.facts)
    tested = Tested(own.source("gradient", None), "gradient", tuple(inputs))
    return module([passed], check_of_passes(problem, tested, passed))


def _refuse(part: Part, inputs: Sequence[Symbol]) -> None:
    program = part.differentiation.program
    output = program.output
    if program.labels:
        raise InputError(
            "there are no passes for families of arrays yet; --code torch or jax gives a function for their gradients"
        )
    if output.shape.axes:
        raise InputError(
            f"{output.name} is an array, so that its derivative is a Jacobian, and a backward pass computes gradients: "
            f"ask for the gradients of any function of {output.name}, with --upstream, or [upstream] in a file"
        )
    if given := [one for one in program.given if one in program.inputs]:
        raise InputError(f"{given[0].name} is an input, and the gradient there is given: no forward pass computes it")
    if not inputs:
        names = ", ".join(one.name for one in program.inputs)
        raise InputError(
            f"a backward pass computes gradients at inputs, and {listed(part.wrt)} is none: name one of {names}"
        )


def _refuse_unread(program: Program, inputs: Sequence[Symbol]) -> None:
    bodies = (definition.body for definition in program.definitions)
    read = {symbol for body in bodies for array in Form.of_body(body).arrays() for symbol in symbols_in(array)}
    if unread := [one.name for one in inputs if one not in read]:
        raise InputError(
            f"{program.output.name} does not depend on {listed(unread)}: nothing is passed back to it. "
            "--code torch or jax gives the derivative, which is 0"
        )


def _about(problem: Problem, part: Part, results: Mapping[str, Result]) -> About:
    program = problem.program
    outputs = program.given or (program.output,)
    names = listed([one.name for one in outputs])
    said = about(problem, part, results)
    return About(
        title=f"{problem.title}: {names}, with the gradient{'s' if len(part.wrt) > 1 else ''} at {listed(part.wrt)}.",
        sentences=(*said.sentences, *_passed_on(problem, part)),
        formulas=said.formulas,
        returned=listed([f"{one.name} ({one.shape})" for one in outputs]),
        meanings=said.meanings,
    )


def _passed_on(problem: Problem, part: Part) -> Iterator[str]:
    program = problem.program
    if not program.given:
        name = program.output.name
        yield f"The backward pass multiplies by grad_{name}, the gradient at {name} of what is computed from it."
    if held := [one.name for one in program.inputs if one.name not in part.wrt]:
        yield f"No gradient at {listed(held)} was derived; it is an error to ask for one."
    yield "It can be differentiated once, not twice."

"""Equations that a self-test solves by itself: those whose solutions, found before, the code is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from matcalc.codegen.backends import Backend
from matcalc.codegen.compile import source_of
from matcalc.codegen.form import Form
from matcalc.codegen.implicit import solved
from matcalc.codegen.tested import Equation, UntestableError
from matcalc.forms.differentials import Jacobian
from matcalc.forms.functions import Function
from matcalc.forms.implicit import Implicit
from matcalc.forms.matrix_form import Add, Apply, Hadamard, Node, Product, Symbol
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import replaced, walk
from matcalc.forms.vector_functions import VectorFunction


def equation_to_solve(program: Program, shifted: Program, name: str, backend: Backend) -> Equation | None:
    """The equation of a program that the code does not solve, None where there is none.

    shifted: the program in which some arrays can be moved by inputs of its own; the residual is of that one. name: of
    the residual as a function. Raises UntestableError where the test can not solve it.
    """
    unknowns = [one.symbol for one in program.definitions if is_implicit(one) and solved(program, one.symbol) is None]
    if not unknowns:
        return None
    unknown, *others = unknowns
    if others:
        raise UntestableError(
            f"{unknown.name} and {others[0].name} are solutions of two equations, one after the other"
        )
    value = program.equation_of(unknown)[-1].symbol
    bodies = {one.symbol: one.body for one in program.definitions}
    examples: dict[Node, Node] = {}
    for symbol, body in bodies.items():
        for part in walk(body) if isinstance(body, Node) and not isinstance(body, Jacobian) else ():
            if isinstance(part, VectorFunction):
                if symbol is not value or part is not body:
                    raise UntestableError(f"{part.name} is any function and {symbol.name} more than its value")
                examples[part] = _example(part, shifted)
    jacobians = {symbol: body.by for symbol, body in bodies.items() if isinstance(body, Jacobian)}
    source = source_of(_with(shifted, examples), {"": Form(value)}, None, name, backend=backend)
    return Equation(unknown, value, source, jacobians, examples)


def is_implicit(definition: Definition) -> bool:
    """Whether an equation says what an array is, and no formula."""
    return isinstance(definition.body, Implicit)


def _example(function: VectorFunction, program: Program) -> Node:
    """sinh(P x) + sinh(Q θ) for F(x, θ): where P is square and has an inverse it is 0 at one x, whatever θ is."""
    taken = {symbol.name for symbol in program.symbols}
    summands: list[Node] = []
    for arg in function.args:
        assert isinstance(arg, Symbol)
        name = f"P_{arg.name}"
        while name in taken:
            name += "_"
        scaled = arg.shape.is_scalar
        weights = Symbol(name, function.shape if scaled else Shape(function.length, arg.shape.rows))
        summands.append(Apply(Function("sinh"), Hadamard((weights, arg)) if scaled else Product((weights, arg))))
    return summands[0] if len(summands) == 1 else Add(tuple(summands))


def _with(program: Program, examples: Mapping[Node, Node]) -> Program:
    """The program with examples for its unknown functions, whose weights are inputs."""
    if not examples:
        return program
    inputs = dict.fromkeys(program.inputs)
    weights = (part for image in examples.values() for part in walk(image) if isinstance(part, Symbol))
    known = {*program.symbols}
    inputs.update((one, None) for one in weights if one not in known)
    definitions = tuple(
        replace(one, body=replaced(one.body, examples))
        if isinstance(one.body, Node) and not isinstance(one.body, Jacobian)
        else one
        for one in program.definitions
    )
    return Program(tuple(inputs), definitions, program.output)

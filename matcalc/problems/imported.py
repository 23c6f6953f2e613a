"""From objects of SymPy to a problem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from matcalc.errors import InputError
from matcalc.forms.dimensions import ONE
from matcalc.forms.matrix_form import Apply, Node, Symbol
from matcalc.forms.program import Definition, IndexDefinition, arrays_of
from matcalc.forms.shapes import Shape
from matcalc.forms.sympy_import import Imported, from_sympy
from matcalc.forms.traversal import walk
from matcalc.notation.text_out import input_text
from matcalc.problems.expression import fresh_output, problem_of_program, program_of
from matcalc.problems.names import fault_of_name
from matcalc.problems.problem import Problem
from matcalc.problems.typed import Typed


def problem_of_sympy(expression: Any, lets: Sequence[Any], wrt: Sequence[Any], typed: Typed) -> Problem:
    """The problem of differentiating an expression of SymPy, with equations of SymPy before it.

    wrt: those variables that are given as symbols of SymPy. typed: what is asked; its expression, lets and shapes are
    not read. Raises InputError for what can not be read.
    """
    imported = from_sympy(expression, lets, wrt)
    for symbol in (*imported.inputs, *(definition.symbol for definition in imported.definitions)):
        if fault := fault_of_name(symbol.name):
            raise InputError(f"{fault} (in SymPy: give the symbol another name)")
        for side in (symbol.shape.rows, symbol.shape.cols):
            if not side.names and side.evaluate({}) < 1:
                raise InputError(f"{symbol.name} has an axis of length {side}: every axis has an entry at least")
            if symbol.name in side.names:
                raise InputError(f"{symbol.name} is the name of an array and of a dimension: rename one of them")
    body = imported.body
    definitions = imported.definitions
    output = next((one.symbol for one in definitions if one.symbol is body), None)
    if output is None:
        shape = body.shape if isinstance(body, Node) else Shape(*(*(i.range for i in body.places), ONE, ONE)[:2])
        output = Symbol(fresh_output(shape, {*_names(imported), *typed.wrt, *filter(None, (typed.hvp,))}), shape)
        definitions = (*definitions, Definition(output, body, is_temporary=True))
    text = input_text(body if isinstance(body, Node) else body.body)
    return problem_of_program(program_of(imported.inputs, definitions, output, typed.upstream), text, typed, {})


def _names(imported: Imported) -> Iterator[str]:
    """The names of all arrays, lengths, functions and indices."""
    bodies = (*(definition.body for definition in imported.definitions), imported.body)
    for symbol in (*imported.inputs, *(definition.symbol for definition in imported.definitions)):
        yield symbol.name
        yield from (name for side in symbol.shape.axes for name in side.names)
    for body in bodies:
        if isinstance(body, IndexDefinition):
            yield from (place.name for place in body.places)
        yield from (part.function.name for root in arrays_of(body) for part in walk(root) if isinstance(part, Apply))

"""Programs for tests, written in the input language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.engine.differentiation import Differentiation
from matcalc.engine.requests import Request
from matcalc.engine.route import differentiate
from matcalc.forms.matrix_form import Node, ScalarFunction, Symbol
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.shapes import SCALAR
from matcalc.notation.text_in import parse_definition, parse_shape


def program(lines: Sequence[str], shapes: Mapping[str, str], upstream: Sequence[str] = ()) -> Program:
    """A program of the given equations; `upstream`: E is an unknown function of these, else the last line."""
    symbols = {name: Symbol(name, parse_shape(text)) for name, text in shapes.items()}
    inputs = tuple(symbols.values())
    definitions: list[Definition] = []
    for line in lines:
        parsed = parse_definition(line, symbols)
        symbol = Symbol(parsed.name, parsed.shape)
        body: Node | IndexDefinition = parsed.body
        symbols[parsed.name] = symbol
        definitions.append(Definition(symbol, body))
    if upstream:
        error = Symbol("E", SCALAR)
        definitions.append(Definition(error, ScalarFunction(tuple(symbols[name] for name in upstream))))
    return Program(inputs, tuple(definitions), definitions[-1].symbol)


def derived(
    lines: Sequence[str], shapes: Mapping[str, str], wrt: Sequence[str], upstream: Sequence[str] = ()
) -> Differentiation:
    """The gradients of a program at the named variables."""
    made = program(lines, shapes, upstream)
    symbols = {symbol.name: symbol for symbol in made.symbols}
    return differentiate(made, [Request(symbols[name]) for name in wrt])

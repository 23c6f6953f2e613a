"""A bias that the statement alone has: inside the weights, where the equations have it outside, or nowhere in them."""

from __future__ import annotations

from matcalc.chain import Prose
from matcalc.checking.claims.bias_moved import fed_in
from matcalc.checking.claims.clash import Clash, ClashName, Result, Side
from matcalc.checking.claims.results import Asked, with_equation
from matcalc.checking.claims.saying import equation, said
from matcalc.checking.claims.statement import EquationOf, Joined, Reading, Statement
from matcalc.checking.claims.turned_program import holds_in
from matcalc.checking.claims.turning import first_block, last_block, with_images
from matcalc.checking.claims.witness import entry_by_entry
from matcalc.engine.matrix_equations import matrix_form
from matcalc.engine.temporaries import names_in
from matcalc.forms.dimensions import ONE
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Add, Node, ScalarFunction, Symbol, Transpose
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.shapes import Shape, broadcast


def joined_clash(statement: Statement, reading: Reading, joined: Joined, asked: Asked) -> Clash:
    """The clash of an equation that holds where the weights have one more row or column, with the bias in it."""
    own = asked.definition(statement.subject.of)
    weights, bias = joined.weights, joined.bias
    stated = said(statement.subject, reading.body, asked.output)
    shows: Prose = (
        *(*stated, " holds where ", weights, " is ", joined.read.shape, ", the bias inside it and fed by a 1"),
        *("; in ", *equation(own), " it is ", weights.shape, ", and ", bias, " stands outside"),
    )
    near = asked.of_concern([*statement.symbols])
    sides = [Side(("with the bias outside",), ("write ", *equation(own)), asked.results(near))]
    if (other := _with_joined(asked.program, own.symbol, reading.body, joined)) is not None:
        repair: Prose = ("write ", *stated, ", with ", weights, " of the shape ", joined.read.shape, ", and no ", bias)
        wanted = [symbol for symbol in near if symbol is not bias]
        sides.append(Side(("with the bias inside ", weights), repair, asked.results(wanted, other)))
    fed = next((one for one in fed_in(entry_by_entry(own.body, (), asked.names)) if one.weights is weights), None)
    return Clash(ClashName.BIAS, statement, None if fed is None else fed.index, shows, tuple(sides))


def absent_clash(statement: Statement, reading: Reading, asked: Asked) -> Clash | None:
    """The clash of the gradient at a bias that no equation adds; None where it is none, wherever it were added."""
    bias = statement.subject.of
    supply = IndexSupply.over((), names_in(asked.program))
    for own in asked.program.definitions:
        body = matrix_form(own, supply)
        if (
            body is None
            or isinstance(body, ScalarFunction)
            or broadcast(own.symbol.shape, bias.shape) != own.symbol.shape
        ):
            continue
        other = with_equation(asked.program, own.symbol, Add((body, bias)))
        if other is None or not holds_in(other, statement, reading, asked):
            continue
        shows: Prose = (
            *said(statement.subject, reading.body, asked.output),
            *(" holds where ", bias, " is added in the equation of ", own.symbol, "; no equation has ", bias),
        )
        near = asked.of_concern([own.symbol])
        added = said(EquationOf(own.symbol), Add((body, bias)), asked.output)
        sides = (
            Side(("without a bias, as in ", *equation(own)), ("leave out ", bias), _without(near, bias, asked)),
            Side(("with the bias outside",), ("write ", *added), asked.results([*near, bias], other)),
        )
        return Clash(ClashName.BIAS, statement, None, shows, sides)
    return None


def _without(near: tuple[Symbol, ...], bias: Symbol, asked: Asked) -> tuple[Result, ...]:
    return asked.results([one for one in near if one is not bias])


def _with_joined(program: Program, of: Symbol, body: Node | IndexDefinition, joined: Joined) -> Program | None:
    """The equations with the bias as a row or column of the weights; None where one has no matrix form."""
    read, weights, bias = joined.read, joined.weights, joined.bias
    is_column = weights.shape.rows == read.shape.rows
    line = Shape(weights.shape.rows, ONE) if is_column else Shape(ONE, weights.shape.cols)
    kept, held = (last_block, first_block) if joined.at_start else (first_block, last_block)
    own = held(read, line)
    images: dict[Node, Node] = {
        weights: kept(read, weights.shape),
        bias: own if line == bias.shape else Transpose(own),
    }
    supply = IndexSupply.over((), names_in(program))
    definitions = []
    for one in program.definitions:
        array = matrix_form(one, supply)
        if array is None:
            return None
        changed = body if one.symbol is of else with_images(array, images)
        assert isinstance(changed, Node | IndexDefinition)
        definitions.append(Definition(one.symbol, changed, one.is_temporary))
    inputs = tuple(read if one is weights else one for one in program.inputs if one is not bias)
    return Program(inputs, tuple(definitions), program.output)

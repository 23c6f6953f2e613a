"""A bias that stands outside the weights in one place and inside them, fed by a 1, in another."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from matcalc.chain import Prose
from matcalc.checking.claims.bias_joined import absent_clash
from matcalc.checking.claims.bias_moved import Fed, biases_in, fed_in, with_bias_inside, with_bias_outside
from matcalc.checking.claims.clash import Clash, ClashName, Side
from matcalc.checking.claims.matching import are_equal
from matcalc.checking.claims.results import Asked, with_equation
from matcalc.checking.claims.saying import said
from matcalc.checking.claims.statement import EquationOf, GradientAt, Reading, Statement
from matcalc.checking.claims.turning import first_block, in_problem, last_block, nodes_in, one_less
from matcalc.checking.claims.witness import entry_by_entry
from matcalc.checking.comparing import Comparing
from matcalc.forms.dimensions import ONE
from matcalc.forms.index_form import Entry
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Add, Cotangent, Node, Scale, Symbol
from matcalc.forms.program import Definition
from matcalc.forms.shapes import Shape, broadcast


def bias_clash(statement: Statement, asked: Asked, comparing: Comparing) -> Clash | None:
    """The clash of a statement that is off by a bias; None where it is not."""
    if isinstance(statement.subject, EquationOf):
        return _of_equation(statement, asked, comparing)
    return _of_gradient(statement, asked, comparing) if isinstance(statement.subject, GradientAt) else None


def cut_clash(statement: Statement, reading: Reading, asked: Asked) -> Clash:
    """The clash of a statement that holds without the last row or column of an array, that of the bias."""
    (array,) = reading.cut
    shape = one_less(array.shape)
    assert shape is not None
    shows: Prose = (
        *said(statement.subject, reading.body, asked.output),
        *(" speaks of ", array, " as of the shape ", shape, ", no bias in it; in the equations it is ", array.shape),
        ", the bias inside it and fed by a 1",
    )
    near = asked.of_concern([*statement.symbols, array])
    follows = said(statement.subject, asked.follows(statement.subject), asked.output)
    sides = [Side(("with the bias inside ", array), ("write ", *follows), asked.results(near))]
    if array in asked.program.inputs:
        other, bias = with_bias_outside(asked.program, array, shape, at_start=reading.way.at_start)
        repair: Prose = ("give ", array, " the shape ", shape, ", and the equations a bias ", bias, " of its own")
        sides.append(Side(("with the bias outside",), repair, asked.results([*near, bias], other)))
    return Clash(ClashName.BIAS, statement, _index_of(array, asked), shows, tuple(sides))


def _of_equation(statement: Statement, asked: Asked, comparing: Comparing) -> Clash | None:
    of = statement.subject.of
    for reading in statement.readings:
        if reading.turned:
            continue
        body = in_problem(reading)
        for bias, without in _without_bias(of, reading, asked):
            if are_equal(without, body, reading.free, comparing):
                return (
                    cut_clash(statement, reading, asked) if bias is None else _beside(statement, bias, reading, asked)
                )
    return None


def _without_bias(of: Symbol, reading: Reading, asked: Asked) -> Iterator[tuple[Symbol | None, Node]]:
    """What the statement may be equal to: without a bias of the equation, with one that the equation does not have.

    The bias comes first; None where it is the last row or column of weights, which this reading leaves out.
    """
    own, read = asked.definition(of), set(nodes_in(reading))
    fitting = [
        symbol
        for symbol in asked.program.inputs
        if not symbol.shape.is_matrix and broadcast(of.shape, symbol.shape) == of.shape
    ]
    more = [symbol for symbol in fitting if symbol in read and symbol not in own.uses]
    if reading.cut:
        last = Scale(Fraction(-1), _left_out(reading.cut[0], reading))
        yield None, Add((of, last))
        yield from ((None, Add((of, last, symbol))) for symbol in more)
        return
    less = [symbol for symbol in fitting if symbol in own.uses and symbol not in read]
    yield from ((symbol, Add((of, symbol))) for symbol in more)
    yield from ((symbol, Add((of, Scale(Fraction(-1), symbol)))) for symbol in less)


def _beside(statement: Statement, bias: Symbol, reading: Reading, asked: Asked) -> Clash:
    """One of the two, the equation or the statement, adds a bias, and the other does not."""
    own, subject = asked.definition(statement.subject.of), statement.subject
    stated, equation = (said(subject, body, asked.output) for body in (reading.body, own.body))
    is_in_equation = bias in own.uses
    bare = reading.body if is_in_equation else own.body
    fed = next(fed_in(entry_by_entry(bare, (), asked.names)), None)
    has, lacks = (equation, stated) if is_in_equation else (stated, equation)
    shows: Prose = (*has, " adds ", bias, ", and ", *lacks, " does not")
    if fed is not None:
        places: Prose = (fed.index, " runs over one more place, a constant 1 in ", fed.vector)
        shows = (*shows, ": it is included only where the index ", *places)
    near = asked.of_concern([*statement.symbols])
    words = "with the bias outside" if is_in_equation else "as in the equation"
    as_equation = Side((words,), ("write ", *equation), asked.results(near))
    if is_in_equation:
        others = bias_inside(own, fed, bias, near, asked)
    else:
        other = with_equation(asked.program, own.symbol, reading.body)
        results = () if other is None else asked.results([*near, bias], other)
        others = (Side(("with the bias outside",), ("write the equation as ", *stated), results),)
    return Clash(ClashName.BIAS, statement, None if fed is None else fed.index, shows, (as_equation, *others))


def bias_inside(
    own: Definition, fed: Fed | None, bias: Symbol, near: tuple[Symbol, ...], asked: Asked
) -> tuple[Side, ...]:
    """The other way out, with the bias as one more column of the weights."""
    other = None if fed is None else with_bias_inside(asked.program, own.symbol, fed, bias)
    if fed is None or other is None:
        return ()
    changed = next(one for one in other.definitions if one.symbol is own.symbol)
    assert isinstance(changed.body, Node)
    repair: Prose = (
        *("write ", own.symbol, " = ", changed.body, ", with ", fed.widened, " of the shape ", fed.widened.shape),
        *(", and no ", bias),
    )
    wanted = [symbol for symbol in near if symbol is not bias]
    return (Side(("with the bias inside ", fed.weights), repair, asked.results(wanted, other)),)


def _of_gradient(statement: Statement, asked: Asked, comparing: Comparing) -> Clash | None:
    """The stated gradient has one row or column more than the array."""
    reading, of = statement.as_declared, statement.subject.of
    if reading is None or not isinstance(reading.body, Node):
        return None
    if all(of not in own.uses for own in asked.program.definitions):
        return absent_clash(statement, reading, asked)
    if one_less(reading.body.shape) != of.shape:
        return None
    parts = first_block(reading.body, of.shape), last_block(reading.body, of.shape)
    if not any(are_equal(Cotangent(of), part, (), comparing) for part in parts):
        return None
    shows: Prose = (
        *said(statement.subject, reading.body, asked.output),
        *(" has the shape ", reading.body.shape, ", with a place for a bias; in the equations ", of, " is ", of.shape),
    )
    near = asked.of_concern([of])
    follows = said(statement.subject, asked.follows(statement.subject), asked.output)
    sides = [Side(("with the bias outside",), ("write ", *follows), asked.results(near))]
    for own in asked.program.definitions:
        form = None if of not in own.uses else entry_by_entry(own.body, (), asked.names)
        fed = None if form is None else next((one for one in fed_in(form) if one.weights is of), None)
        if form is not None and fed is not None and (bias := next(biases_in(form), None)) is not None:
            return Clash(
                ClashName.BIAS, statement, fed.index, shows, (*sides, *bias_inside(own, fed, bias, near, asked))
            )
    return Clash(ClashName.BIAS, statement, None, shows, tuple(sides))


def _left_out(array: Symbol, reading: Reading) -> Node:
    """The row or column that a reading leaves out of an array that has one more."""
    shape = one_less(array.shape)
    assert shape is not None
    line = Shape(shape.rows, ONE) if shape.rows == array.shape.rows else Shape(ONE, shape.cols)
    return first_block(array, line) if reading.way.at_start else last_block(array, line)


def _index_of(array: Symbol, asked: Asked) -> Index | None:
    """The index of the long axis, in the first equation that reads the array."""
    for own in asked.program.definitions:
        form = entry_by_entry(own.body, (), asked.names)
        found = (
            place
            for term in form.body.terms
            for factor in term.factors
            if isinstance(factor, Entry) and factor.array is array
            for place in factor.places
            if isinstance(place, Index) and one_less(Shape(place.range, ONE)) is not None
        )
        if array in own.uses and (index := next(found, None)) is not None:
            return index
    return None

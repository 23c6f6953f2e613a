"""Statements that hold when a matrix is read with its rows and columns changed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matcalc.chain import Prose
from matcalc.checking.claims.clash import Clash, ClashName, Side
from matcalc.checking.claims.matching import Match
from matcalc.checking.claims.results import Asked, with_equation
from matcalc.checking.claims.saying import arrays_listed, equation, equations_with, joined, said
from matcalc.checking.claims.statement import DerivativeOf, EquationOf, GradientAt, Reading, Statement
from matcalc.checking.claims.turned_program import changed_equations, ending_in, holds_in, program_with_turned
from matcalc.checking.claims.turning import changed_over, nodes_in, plain
from matcalc.checking.claims.witness import Witness, entry_by_entry, letters_of, witness
from matcalc.engine.matrix_equations import matrix_form
from matcalc.forms.differentials import Jacobian
from matcalc.forms.index_form import Entry, Factor, IndexSum
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import Cotangent, Node, Symbol, Transpose
from matcalc.forms.program import Definition, IndexDefinition


def orientation_clash(statement: Statement, match: Match, asked: Asked) -> Clash:
    """The clash of a statement that holds with some matrices turned."""
    reading = match.reading
    follows = asked.follows(statement.subject)
    index, shows = _shown(statement, match, follows, asked)
    near = asked.of_concern([*statement.symbols, *reading.turned])
    own = _own_equations(statement, reading, asked)
    first = Side(("as in ", *own), ("write ", *_repaired(statement, reading, follows, asked)), asked.results(near))
    return Clash(_name(statement, reading), statement, index, shows, (first, *as_stated(statement, reading, asked)))


def as_stated(statement: Statement, reading: Reading, asked: Asked) -> Iterator[Side]:
    """The way out in which the equations change; none where they can not be written so that the statement holds."""
    near = asked.of_concern([*statement.symbols, *reading.turned])
    declared = statement.as_declared
    if isinstance(statement.subject, EquationOf) and declared is not None and _fits(declared, statement.subject):
        other = with_equation(asked.program, statement.subject.of, declared.body)
        if other is not None and not any(isinstance(part, Cotangent | Jacobian) for part in nodes_in(declared)):
            equations = _collapsed(statement, declared.body, asked)
            assert equations is not None
            yield Side(("as stated",), ("write ", *equations), asked.results(near, other))
        return
    kept = [*statement.symbols, *(part for part in nodes_in(reading) if isinstance(part, Symbol))]
    other = program_with_turned(asked.program, reading.turned, [one for one in asked.program.symbols if one in kept])
    subject = statement.subject
    ending = other if not isinstance(subject, DerivativeOf) else ending_in(other, subject.of.name)
    if not holds_in(other, statement, reading, asked) and not holds_in(ending, statement, reading, asked):
        return
    equations = _collapsed(statement, reading.body, asked) or changed_equations(asked.program, other, asked)
    if not equations:
        return
    changed = [changed_over(array) for array in reading.turned if array.shape != array.shape.transposed()]
    shapes = joined([(array, " of the shape ", array.shape) for array in changed])
    repair = ("write ", *equations, *((", with ", *shapes) if changed else ()))
    yield Side(("as stated",), repair, asked.results(near, other))


def _fits(reading: Reading, subject: EquationOf) -> bool:
    body = reading.body
    return isinstance(body, IndexDefinition) or body.shape == subject.of.shape


def _name(statement: Statement, reading: Reading) -> ClashName:
    if not isinstance(statement.subject, GradientAt):
        return ClashName.INDEX_ORDER
    return ClashName.OTHER_ORIENTATION if isinstance(reading.body, Node) else ClashName.COLUMN_FOR_ROW


def _own_equations(statement: Statement, reading: Reading, asked: Asked) -> Prose:
    """The equations with which the statement clashes."""
    if isinstance(statement.subject, EquationOf):
        return equation(asked.definition(statement.subject.of))
    return equations_with(reading.turned, asked.program)


def _repaired(statement: Statement, reading: Reading, follows: Node | IndexDefinition, asked: Asked) -> Prose:
    """The statement as it must be for the equations to hold: in a sum, the indices of what was turned change places."""
    body = reading.body
    if isinstance(body, Node):
        if (collapsed := _collapsed(statement, follows, asked)) is not None:
            return collapsed
        return said(statement.subject, follows, asked.output)
    free = body.places[::-1] if statement.subject.of in reading.turned else body.places
    return said(statement.subject, IndexDefinition(free, _changed_over(body.body, reading)), asked.output)


def _collapsed(statement: Statement, body: Node | IndexDefinition, asked: Asked) -> Prose | None:
    """An equation with this right side in matrix form; None where the statement is about a derivative."""
    if not isinstance(statement.subject, EquationOf):
        return None
    array = matrix_form(Definition(statement.subject.of, body), IndexSupply.over((), asked.names))
    return said(statement.subject, body if array is None else array, asked.output)


def _changed_over(form: IndexSum, reading: Reading) -> IndexSum:
    """The form with the places of what was turned changed over, so that it is written in the arrays of the problem."""
    back = {changed_over(array): array for array in reading.turned}

    def changed(factor: Factor) -> Factor:
        if isinstance(factor, Entry) and factor.array in back:
            return Entry(back[factor.array], factor.places[::-1], factor.exponent)
        return factor

    return IndexSum(tuple(replace(term, factors=tuple(map(changed, term.factors))) for term in form.terms))


def _shown(
    statement: Statement, match: Match, follows: Node | IndexDefinition, asked: Asked
) -> tuple[Index | None, Prose]:
    """The index that shows the clash, and the sentence that says how."""
    reading = match.reading
    stated = entry_by_entry(_output_first(statement, match), (), asked.names)
    own = entry_by_entry(follows, letters_of(stated), asked.names)
    here, there = (said(statement.subject, form, asked.output) for form in (stated, own))
    read = [one for array in reading.turned for one in (array, Cotangent(array, asked.output.shape))]
    for one in read:
        if (found := witness(one, stated, own)) is not None:
            return found.stated.index, (*_in_statement(found, here, statement, reading), *_in_equations(found, there))
    if statement.subject.of in reading.turned and stated.places:
        words = ": what is stated first on the left side there stands second here"
        return stated.places[0], ("entry by entry the statement is ", *here, ", and the equations give ", *there, words)
    return None, ("the statement holds with ", *arrays_listed(reading.turned), " transposed in it")


def _output_first(statement: Statement, match: Match) -> Node | IndexDefinition:
    """What is stated, with the rows of a derivative as the entries of the output, or of the variable of a scalar."""
    body, subject = match.reading.body, statement.subject
    if isinstance(body, IndexDefinition) or not isinstance(subject, DerivativeOf):
        return body
    return plain(Transpose(body)) if all(layout.turns(subject.of.shape) for layout in match.layouts) else body


def _in_statement(found: Witness, here: Prose, statement: Statement, reading: Reading) -> Prose:
    stated = found.stated
    sentence: Prose = (
        *("in the statement, ", *here, ", "),
        *("the sum over " if stated.is_summed else "the index ", stated.index),
        *(" takes" if stated.is_summed else " is", f" the {stated.ordinal} index of ", found.array),
    )
    if stated.is_summed and _name(statement, reading) is ClashName.COLUMN_FOR_ROW:
        line = "column" if stated.place == 0 else "row"
        return (*sentence, f", so it runs along {line} ", stated.beside, " of ", found.array)
    return sentence


def _in_equations(found: Witness, there: Prose) -> Prose:
    follows = found.follows
    words = "it takes" if follows.is_summed else "it is"
    return "; by the equations, ", *there, f", {words} the {follows.ordinal}"

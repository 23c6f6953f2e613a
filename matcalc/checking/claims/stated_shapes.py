"""Shapes that are stated a second time."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.chain import Prose
from matcalc.checking.claims.bias import bias_inside
from matcalc.checking.claims.bias_moved import biases_in, fed_in, with_bias_outside
from matcalc.checking.claims.clash import Clash, ClashName, Side
from matcalc.checking.claims.results import Asked
from matcalc.checking.claims.saying import equation, equations_with
from matcalc.checking.claims.statement import ShapeOf, Statement
from matcalc.checking.claims.turned_program import program_with_turned
from matcalc.checking.claims.turning import changed_over, one_less
from matcalc.checking.claims.witness import entry_by_entry
from matcalc.forms.index_form import Entry, of_factor
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import ScalarFunction, Symbol


def shape_clash(statement: Statement, asked: Asked) -> Clash | None:
    """The clash of a shape that is not that of the equations; None where it is."""
    subject = statement.subject
    assert isinstance(subject, ShapeOf)
    of, shape = subject.of, subject.shape
    if shape == of.shape:
        return None
    axis = 1 if shape.rows == of.shape.rows else 0
    index, where = next(_standings(of, axis, asked), (None, ()))
    shows: Prose = (of, " is stated to be ", shape, ", and in the equations it is ", of.shape, *where)
    near = asked.of_concern([of])
    repair: Prose = ("write the shape of ", of, " as ", of.shape)
    sides = (Side(("as in the equations",), repair, asked.results(near)), *_as_stated(subject, near, asked))
    return Clash(_name(subject), statement, index, shows, sides)


def _name(subject: ShapeOf) -> ClashName:
    of, shape = subject.of.shape, subject.shape
    if shape == of.transposed():
        return ClashName.INDEX_ORDER if of.is_matrix else ClashName.ROW_AND_COLUMN
    return ClashName.BIAS if of == one_less(shape) or shape == one_less(of) else ClashName.SHAPES


def _as_stated(subject: ShapeOf, near: tuple[Symbol, ...], asked: Asked) -> Iterator[Side]:
    """The equations for an array of the stated shape, where a convention leads to it."""
    of, shape = subject.of, subject.shape
    if of not in asked.program.inputs:
        return
    if shape == of.shape.transposed():
        other = program_with_turned(asked.program, [of])
        yield Side(("as stated",), ("write ", *equations_with([changed_over(of)], other)), asked.results(near, other))
    elif shape == one_less(of.shape):
        other, bias = with_bias_outside(asked.program, of, shape)
        repair: Prose = ("give the equations a bias ", bias, " of its own")
        yield Side(("with the bias outside",), repair, asked.results([*near, bias], other))
    elif one_less(shape) == of.shape:
        for own in asked.program.definitions:
            form = entry_by_entry(own.body, (), asked.names) if of in own.uses else None
            fed = None if form is None else next((one for one in fed_in(form) if one.weights is of), None)
            if form is not None and fed is not None and (inside := next(biases_in(form), None)) is not None:
                yield from bias_inside(own, fed, inside, near, asked)
                return


def _standings(array: Symbol, axis: int, asked: Asked) -> Iterator[tuple[Index, Prose]]:
    """The indices along an axis of an array in the equations, with the words for where."""
    for own in asked.program.definitions:
        if isinstance(own.body, ScalarFunction) or array not in (own.symbol, *own.uses):
            continue
        form = entry_by_entry(own.body, (), asked.names)
        factors = [Entry(own.symbol, form.places), *(factor for term in form.body.terms for factor in term.factors)]
        for factor in factors:
            if isinstance(factor, Entry) and factor.array is array and factor.places:
                index = factor.places[min(axis, len(factor.places) - 1)]
                if isinstance(index, Index):
                    entry = of_factor(factor)
                    yield (
                        index,
                        (": in ", *equation(own), " the index ", index, " of ", entry, " runs to ", index.range),
                    )

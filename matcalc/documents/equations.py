"""The lines of one equation: matrix form and index form, each from the one in which it was typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from matcalc.documents.chains import Detail, chain_lines
from matcalc.documents.conventions import index_ranges
from matcalc.documents.page import Equation, Line, Sentence
from matcalc.engine.differentiation import Forward
from matcalc.forms.differentials import Jacobian
from matcalc.forms.implicit import Implicit
from matcalc.forms.index_form import Entry, IndexSum, all_indices, of_factor
from matcalc.forms.matrix_form import Node, ScalarFunction, Symbol
from matcalc.forms.program import Definition, IndexDefinition

MOST_BESIDE = 6
"""The factors and sums of an index form that stands beside its matrix form; a longer one stands below it."""


def equation_lines(equation: Forward, typed: Node | IndexDefinition, detail: Detail) -> Iterator[Line]:
    """Matrix form and index form of an equation, each from the one in which it was typed."""
    symbol, body = equation.definition.symbol, equation.definition.body
    if equation.index_form is None:
        return
    entry = Entry(symbol, equation.free)
    if isinstance(body, IndexDefinition):
        yield Line(entry, equation.index_form, reason=("as given",))
        if equation.chain is not None:
            yield from _without_left(chain_lines(equation.chain, detail, symbol))
        return
    if typed is not body and isinstance(typed, Node):
        yield Line(symbol, typed)
        yield Line(None, body, reason=_renamed(symbol, body))
    elif detail is not Detail.FULL and symbol.shape.axes and _is_short(equation.index_form):
        yield Line(symbol, body, reason=("entry by entry: ", Equation(entry, equation.index_form)))
        return
    else:
        yield Line(symbol, body)
    if detail is Detail.FULL and equation.chain is not None:
        if symbol.shape.axes:
            yield Line(entry, equation.chain.start)
        yield from _without_left(chain_lines(equation.chain, detail))
    elif symbol.shape.axes or equation.index_form != of_factor(Entry(body, ())):
        yield Line(entry if symbol.shape.axes else None, equation.index_form)


def equations_as_typed(definitions: Iterable[Definition]) -> Iterator[Line]:
    """A line for each equation that says how an array is made of others, in the form in which it was typed."""
    for definition in definitions:
        symbol, body = definition.symbol, definition.body
        if isinstance(body, IndexDefinition):
            yield Line(Entry(symbol, body.places), body.body, reason=index_ranges(all_indices(body.body)))
        elif not isinstance(body, ScalarFunction | Implicit | Jacobian):
            yield Line(symbol, body)


def _is_short(entries: IndexSum) -> bool:
    return sum(len(term.factors) + len(term.dummies) for term in entries.terms) <= MOST_BESIDE


def _renamed(symbol: Symbol, body: Node) -> Sentence:
    """Why an equation is written in other names than it was typed in."""
    if isinstance(body, Symbol):
        return (
            *(body, " is a name for the right side of the equation for ", symbol),
            *(": a derivative of ", body, " looks at this equation alone, one of ", symbol),
            *(" also at what reaches ", symbol, " through other names"),
        )
    return ("with the short names above",)


def _without_left(lines: Iterator[Line]) -> Iterator[Line]:
    """Lines that go on from one above, which has said the left side."""
    first = next(lines, None)
    if first is not None:
        yield replace(first, left=None) if isinstance(first.left, IndexSum) else first
    yield from lines

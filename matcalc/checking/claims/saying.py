"""How equations, statements and lists of arrays stand in a sentence: words and mathematics as data."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from matcalc.chain import Derivative, Expression, Gradient, Prose, listed
from matcalc.checking.claims.statement import DerivativeOf, EquationOf, GradientAt, Subject
from matcalc.forms.index_form import Entry, Partial, of_factor
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Node, ScalarFunction, Symbol
from matcalc.forms.program import Definition, IndexDefinition, Program

MOST_EQUATIONS = 3
"""Equations that a sentence writes out."""


def said(subject: Subject, body: Node | IndexDefinition, output: Symbol) -> Prose:
    """A statement as an equation, in matrix form or entry by entry."""
    if isinstance(body, Node):
        return left_side(subject, output), " = ", body
    left = entry_of(subject, body.places, output) if body.places else left_side(subject, output)
    return left, " = ", body.body


def left_side(subject: Subject, output: Symbol) -> Expression | Gradient | Derivative:
    """What a statement is about: z, ∇_a E, ∂z/∂a."""
    match subject:
        case GradientAt(of=of):
            return Gradient(of, output)
        case DerivativeOf(of=of, by=by):
            return Derivative(by, of)
    return subject.of


def entry_of(subject: Subject, free: tuple[Index, ...], output: Symbol) -> Expression:
    """One entry of what a statement is about: z_i, ∂E/∂a_i, ∂z_i/∂a_j."""
    match subject:
        case GradientAt(of=by):
            return _partial(output, by, free)
        case DerivativeOf(of=of, by=by):
            return _partial(of, by, free)
    return of_factor(Entry(_shaped(subject.of, free), free))


def equation(definition: Definition) -> Prose:
    """An equation of the program."""
    return said(EquationOf(definition.symbol), definition.body, definition.symbol)


def equations_with(arrays: Collection[Symbol], program: Program) -> Prose:
    """The equations that read one of these arrays: the first few of them."""
    found = [
        definition
        for definition in program.definitions
        if not isinstance(definition.body, ScalarFunction) and not set(arrays).isdisjoint(definition.uses)
    ]
    return joined([equation(definition) for definition in found[:MOST_EQUATIONS]])


def joined(parts: Iterable[Prose]) -> Prose:
    """a, b and c."""
    return tuple(piece for part in listed(list(parts)) for piece in ((part,) if isinstance(part, str) else part))


def arrays_listed(arrays: Iterable[Symbol]) -> Prose:
    """W and a."""
    return listed(list(arrays))


def _partial(of: Symbol, by: Symbol, free: tuple[Index, ...]) -> Expression:
    count = len(of.shape.axes)
    inside = of_factor(Entry(of, free[:count]))
    return of_factor(Partial(inside, Entry(_shaped(by, free[count:]), free[count:])))


def _shaped(symbol: Symbol, free: tuple[Index, ...]) -> Symbol:
    """The array of that name that has entries at these places: turned, where they run along its axes in that order."""
    fits = symbol.shape.axes == tuple(index.range for index in free)
    return symbol if fits else Symbol(symbol.name, symbol.shape.transposed())

"""Derivatives that can be meant in two ways: through all equations, or in the equation of one array alone."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.chain import Expression
from matcalc.checking.claims.statement import DerivativeOf, Statement
from matcalc.forms.differentials import Jacobian
from matcalc.forms.index_form import Entry, Partial, arrays_in
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import IndexDefinition, Program
from matcalc.forms.traversal import symbols_in, walk
from matcalc.manuscripts.compared import Compared

Derived = tuple[tuple[Symbol, ...], Symbol, bool]
"""What is differentiated, by what, and whether it is an array by itself: else it is an expression of these arrays."""


def open_derivative(statement: Statement | Compared, program: Program) -> tuple[Symbol, Symbol] | None:
    """An array and the one it is differentiated by, where what is compared depends on how that is meant.

    The derivatives of the output of the program go through all of its equations; those of any other array are taken in
    its own equation, and those of an expression in itself. That is the same where the one reads the other there only.
    """
    uses = {definition.symbol: definition.uses for definition in program.definitions}
    for arrays, by, is_alone in _derivatives(statement):
        if is_alone and arrays[0] in (program.output, by):
            continue
        between = uses.get(arrays[0], ()) if is_alone else arrays
        if any(_depends(one, by, uses) for one in between if one is not by):
            return arrays[0], by
    return None


def moving_in(program: Program, by: Symbol) -> tuple[Symbol, ...]:
    """What the output of a program reads beside an array, and what depends on that array by its own equation."""
    uses = {definition.symbol: definition.uses for definition in program.definitions}
    return tuple(one for one in uses.get(program.output, ()) if one is not by and _depends(one, by, uses))


def reads_not(statement: Statement | Compared | None, program: Program) -> tuple[Symbol, Symbol] | None:
    """An array and the one it is differentiated by, where an equation defines that and the first one does not read it.

    The first may be meant as a function of the other all the same: of a right side that is not its equation here.
    """
    if statement is None:
        return None
    uses = {definition.symbol: definition.uses for definition in program.definitions}
    pairs = [(array, by) for arrays, by, _ in _derivatives(statement) for array in arrays]
    if isinstance(statement, Statement) and isinstance(statement.subject, DerivativeOf):
        pairs.append((statement.subject.of, statement.subject.by))
    return next(((of, by) for of, by in pairs if by in uses and not _depends(of, by, uses)), None)


def _depends(symbol: Symbol, on: Symbol, uses: dict[Symbol, tuple[Symbol, ...]]) -> bool:
    waiting, done = [symbol], set[Symbol]()
    while waiting:
        one = waiting.pop()
        if one is on:
            return True
        if one not in done:
            done.add(one)
            waiting += uses.get(one, ())
    return False


def _derivatives(statement: Statement | Compared) -> Iterator[Derived]:
    """All that stand in what is said; what it is about was tried in both ways."""
    readings = (statement.as_declared,) if isinstance(statement, Statement) else statement.as_declared or ()
    for reading in readings:
        if reading is not None:
            body = reading.body
            yield from _within(body.body if isinstance(body, IndexDefinition) else body)


def _within(expression: Expression) -> Iterator[Derived]:
    if isinstance(expression, Node):
        for part in walk(expression):
            if isinstance(part, Jacobian) and isinstance(part.by, Symbol):
                yield symbols_in(part.of), part.by, isinstance(part.of, Symbol)
        return
    for term in expression.terms:
        for factor in term.factors:
            if isinstance(factor, Partial) and isinstance(factor.by.array, Symbol):
                arrays = tuple(symbol for array in arrays_in(factor.of) for symbol in symbols_in(array))
                of = factor.of.single
                is_alone = isinstance(of, Entry) and of.exponent == 1 and isinstance(of.array, Symbol)
                yield arrays, factor.by.array, is_alone
            elif isinstance(factor, Entry):
                yield from _within(factor.array)

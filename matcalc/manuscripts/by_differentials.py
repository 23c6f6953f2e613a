"""Steps by differentials, where partial derivatives along several paths would be taken for whole ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matcalc.api.derivation import Derivation
from matcalc.api.routes import routed_if_possible
from matcalc.chain import Gradient
from matcalc.documents.chains import Detail
from matcalc.engine.differentiation import VariableGradient
from matcalc.engine.limits import limited
from matcalc.engine.matrix_route import MatrixRoute, NoRoute, RouteName
from matcalc.engine.requests import Request
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program
from matcalc.manuscripts.reasons import without_lengths
from matcalc.manuscripts.steps import Row, rows_of


def has_a_path_in_a_path(gradient: VariableGradient, program: Program) -> bool:
    """Whether one of the equations that read the variable reads another of them, so that ∂y/∂x could mean two things:
    by the equation of y alone, or with all that moves with x.
    """
    reads = {one.symbol: set(one.uses) for one in program.definitions}
    for one in program.definitions:
        for used in one.uses:
            reads[one.symbol] |= reads.get(used, set())
    read_by = gradient.consumers
    return any(other in reads.get(one, set()) for one in read_by for other in read_by)


def differential_steps_for(derivation: Derivation, wrt: str) -> tuple[Row, ...]:
    """The differential of each equation on the way, then of the output, then the gradient that stands beside dx.

    Empty where that route does not lead there. Raises KeyError where nothing of that name is derived.
    """
    of = derivation.differentiation.gradient(wrt).of
    problem = derivation.problem
    with limited(derivation.limits):
        layout = derivation.presentation.layout
        found = routed_if_possible(
            RouteName.DIFFERENTIAL, problem.program, [Request(of)], problem.choices.facts, layout
        )
    if isinstance(found, NoRoute):
        return ()
    return tuple(replace(row, reason=without_lengths(row.reason)) for row in _rows(found.route, of))


def _rows(route: MatrixRoute, of: Symbol) -> Iterator[Row]:
    needed = _on_the_way(route, of)
    for each in route.forward:
        if each.of in needed:
            yield from rows_of(each.chain, Detail.NORMAL, None)
    last = route.forward[-1].of if route.forward else None
    for each in route.backward:
        if each.of in needed:
            first, *others = rows_of(each.chain, Detail.NORMAL, None)
            yield from others if each.of is last else (first, *others)
            last = None
    output = route.program.output
    first, *others = rows_of(route.gradient(of).chain, Detail.NORMAL, None)
    yield replace(first, left=Gradient(of, output))
    yield from others


def _on_the_way(route: MatrixRoute, of: Symbol) -> set[Symbol]:
    """What moves with the variable, and is read on the way to the output."""
    moving = {of}
    for one in route.program.definitions:
        if moving.intersection(one.uses):
            moving.add(one.symbol)
    wanted = {route.program.output}
    for one in reversed(route.program.definitions):
        if one.symbol in wanted:
            wanted.update(one.uses)
    return moving & wanted

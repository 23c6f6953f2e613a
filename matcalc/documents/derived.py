"""What a document is made of: a problem, all that was derived from it, and the checks of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcalc.chain import Chain, Step
from matcalc.checking.verification import Verification
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.matrix_route import MatrixRoute, NoRoute, RouteName
from matcalc.forms.program import Program
from matcalc.problems.problem import Problem, ProblemSolve

if TYPE_CHECKING:
    from matcalc.checking.claims.clash import Clash
    from matcalc.checking.routes import Meeting
    from matcalc.checking.solving import SolutionCheck
    from matcalc.engine.higher import SecondDerivative
    from matcalc.engine.local_jacobians import LocalJacobian
    from matcalc.solution import Solution


@dataclass(frozen=True, slots=True)
class Routed:
    """A route without indices, with the check of it."""

    route: MatrixRoute
    verification: Verification

    @property
    def name(self) -> RouteName:
        return self.route.name


Route = Routed | NoRoute
"""A route without indices, or why it does not lead to what was asked for."""


@dataclass(frozen=True, slots=True)
class Second:
    """A second derivative with the check of it.

    routes: those without indices that were asked for. meetings: that they give the same array.
    """

    derivative: SecondDerivative
    verification: Verification
    routes: tuple[Route, ...] = ()
    meetings: tuple[Meeting, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a table of all layouts shows besides the results, with the check of it."""

    local_jacobians: tuple[LocalJacobian, ...]
    verification: Verification


@dataclass(frozen=True, slots=True)
class Isolated:
    """A condition solved for an input, as far as the rules lead, with the check of it."""

    solve: ProblemSolve
    solution: Solution
    check: SolutionCheck

    @property
    def is_continued(self) -> bool:
        """Whether it begins where an earlier solution for the same input ended."""
        return self.solution.start.left is self.solution.unknown


@dataclass(frozen=True, slots=True)
class Derived:
    """A problem with all that was derived from it.

    differentiation: the index route, which is always taken. seconds: the second derivatives, where they were asked for.
    shown: the routes that were asked for, in order. routes: those of them without indices. meetings: that they all give
    the same derivatives. comparison: of the layouts, where several were asked for. clashes: of what the problem states
    a second time with its equations. for_reasons: the differential route where it is not shown but the reasons for the
    operators need it. solutions: of the conditions that are to be solved, in order.
    """

    problem: Problem
    differentiation: Differentiation
    verification: Verification
    seconds: tuple[Second, ...] = ()
    shown: tuple[RouteName, ...] = (RouteName.INDEX,)
    routes: tuple[Route, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    comparison: Comparison | None = None
    clashes: tuple[Clash, ...] = ()
    for_reasons: Route | None = None
    solutions: tuple[Isolated, ...] = ()

    @property
    def programs(self) -> tuple[Program, ...]:
        """Every program with names of its own: that of the first derivatives, then those of the second."""
        return (
            self.differentiation.program,
            *(second.derivative.differentiation.program for second in self.seconds),
        )

    @property
    def shows_indices(self) -> bool:
        """Whether the index route is among those that were asked for."""
        return RouteName.INDEX in self.shown

    @property
    def program(self) -> Program:
        """The equations of the document: those of the index route, with its short names, or those that were typed."""
        return self.differentiation.program if self.shows_indices else self.problem.program

    @property
    def parts(self) -> tuple[Differentiation | MatrixRoute, ...]:
        """What stands in the document, in order."""
        first = (*(residual.differentiation for residual in self.differentiation.residuals), self.differentiation)
        own = (*first, *(second.derivative.differentiation for second in self.seconds))
        routes = (*self.taken, *(routed for second in self.seconds for routed in taken(second.routes)))
        return (*(own if self.shows_indices else ()), *(routed.route for routed in routes))

    @property
    def taken(self) -> tuple[Routed, ...]:
        """The routes without indices that lead to what was asked for."""
        return taken(self.routes)

    @property
    def steps(self) -> Iterator[tuple[Chain, Step]]:
        """Every step of the document in its order, with the chain that it stands in."""
        yield from _steps(self.differentiation, self.taken)
        for second in self.seconds:
            yield from _steps(second.derivative.differentiation, taken(second.routes))


def taken(routes: Iterable[Route]) -> tuple[Routed, ...]:
    """Those that lead to what was asked for."""
    return tuple(route for route in routes if isinstance(route, Routed))


def _steps(differentiation: Differentiation, routes: Iterable[Routed]) -> Iterator[tuple[Chain, Step]]:
    for residual in differentiation.residuals:
        yield from _steps(residual.differentiation, ())
    chains = [forward.chain for forward in differentiation.forward]
    chains += [gradient.chain for gradient in differentiation.gradients]
    chains += [chain for routed in routes for chain in routed.route.chains]
    yield from (found for chain in chains if chain is not None for found in chain.walk())

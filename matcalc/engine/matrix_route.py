"""What a route without indices hands out: chains in matrix form alone, equation by equation, then the results."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from matcalc.chain import Chain, Prose, why
from matcalc.forms.implicit import Implicit
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Program


class RouteName(Enum):
    """The ways to derive a derivative. Each starts at the equations and ends at the results."""

    INDEX = "index"
    DIFFERENTIAL = "differential"
    JACOBIAN = "jacobian"


@dataclass(frozen=True, slots=True)
class EquationChain:
    """What is derived from the equation of one array. Every expression in the chain is a matrix form."""

    of: Symbol
    chain: Chain


@dataclass(frozen=True, slots=True)
class RouteGradient:
    """The derivative by one variable.

    chain: of a scalar output from the name of the gradient, of any other from the Jacobian of the stacked arrays, to
    `value`, which has the shape of where it starts. turned: where the layout writes the transpose, from that of the
    value to its simplest form.
    """

    of: Symbol
    chain: Chain
    requested: bool
    turned: Chain | None = None

    @property
    def value(self) -> Node:
        end = self.chain.end
        assert isinstance(end, Node)
        return end


@dataclass(frozen=True, slots=True)
class MatrixRoute:
    """One derivation without indices.

    program: as it was asked about. varied: the arrays that move by themselves; what is defined of them follows, and
    the differential of everything else is 0. forward: from each equation its differential or its local Jacobians.
    backward: the inner product of a gradient with the differential of its equation, with each linear map moved over.
    gradients: backwards.
    """

    name: RouteName
    program: Program
    varied: tuple[Symbol, ...]
    forward: tuple[EquationChain, ...]
    backward: tuple[EquationChain, ...]
    gradients: tuple[RouteGradient, ...]

    @property
    def chains(self) -> Iterator[Chain]:
        """Every chain, in the order of the document."""
        yield from (each.chain for each in (*self.forward, *self.backward))
        for gradient in self.gradients:
            yield gradient.chain
            if gradient.turned is not None:
                yield gradient.turned

    def gradient(self, of: Symbol) -> RouteGradient:
        """Raises KeyError where there is none by that variable."""
        for gradient in self.gradients:
            if gradient.of is of:
                return gradient
        raise KeyError(of.name)


def solution_on_the_way(program: Program, on_the_way: Collection[Symbol]) -> Prose | None:
    """Why a route without indices ends at an array that solves an equation; None where there is none on the way."""
    for definition in program.definitions:
        if isinstance(definition.body, Implicit) and definition.symbol in on_the_way:
            return why(definition.symbol, " is the solution of an equation, which this route has no rule for")
    return None


@dataclass(frozen=True, slots=True)
class NoRoute:
    """Why a route does not lead from these equations to what was asked for."""

    name: RouteName
    reason: Prose

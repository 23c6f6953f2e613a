"""The functions of a file that is to be tested, and the point at which it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matcalc.codegen.draws import Draw
from matcalc.codegen.random_numbers import Generator
from matcalc.codegen.source import Source
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import Node, Symbol

Lengths = tuple[int, ...]


class UntestableError(ValueError):
    """Why a file can not be tested by finite differences, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Tested:
    """A function of the file. kind: what it computes. wrt: the variables, in the order of its results.

    order: 2 of a Hessian. direction: what that is multiplied by, None where it is all of it.
    """

    source: Source
    kind: str
    wrt: tuple[Symbol, ...]
    order: int = 1
    direction: Symbol | None = None


@dataclass(frozen=True, slots=True)
class TestedSolution:
    """A function of the file that computes where the gradient at `wanted` is 0; None where something else is 0 there.

    before: what was solved for before and is put in.
    """

    source: Source
    unknown: Symbol
    wanted: Symbol | None
    before: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation whose solution is passed to the code, so that a test has to find it.

    unknown: the solution. value: what is 0 there. residual: the function that computes that, of the inputs and the
    unknown. jacobians: those of `value` that are passed to the code, each with the array that it is by. examples: what
    stands for unknown functions in the residual.
    """

    unknown: Symbol
    value: Symbol
    residual: Source
    jacobians: Mapping[Symbol, Symbol]
    examples: Mapping[Node, Node]

    @property
    def name(self) -> str:
        """What the residual calls the unknown."""
        return next(one.name for one in self.residual.parameters if one.array is self.unknown)


@dataclass(frozen=True, slots=True)
class Point:
    """Where a file is tested. lengths: of the axes of an array, of a family those of each member.

    generator: what draws the numbers, of a seed the same ones in every library, so that they can be tried before.
    """

    facts: Facts
    draw_of: Callable[[Symbol], Draw]
    lengths: Callable[[Symbol], Sequence[Lengths]]
    size: Callable[[str], int]
    generator: Generator
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions of a file. forward: what is differentiated, which returns the arrays of `values`, by their keys.

    shifts: what is added to an array in it, by the array. output: what is differentiated, as the equations call it;
    where it is any function of the values, `is_any`. equation: the one that the code does not solve.
    """

    tested: tuple[Tested, ...]
    solutions: tuple[TestedSolution, ...]
    forward: Source
    values: Mapping[str, Symbol]
    shifts: Mapping[Symbol, Symbol]
    output: str
    is_any: bool
    equation: Equation | None = None

    @property
    def derivatives(self) -> tuple[Source, ...]:
        """All but `forward`."""
        return (*[one.source for one in self.tested], *[one.source for one in self.solutions])

    @property
    def is_solution(self) -> bool:
        """Whether the one value is the solution of the equation, so that `forward` has nothing to compute."""
        return self.equation is not None and self.values == {"": self.equation.unknown}

    @property
    def further(self) -> tuple[Source, ...]:
        """The functions that are there for the test alone."""
        residual = () if self.equation is None else (self.equation.residual,)
        return residual if self.is_solution else (*residual, self.forward)

    @property
    def sources(self) -> tuple[Source, ...]:
        """All of them, in the order of the file."""
        return (*self.derivatives, *self.further)

"""The functions of a file that is to be tested, and the point at which it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matcalc.codegen.draws import Draw
from matcalc.codegen.random_numbers import Generator
from matcalc.codegen.source import Source
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import Symbol

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
    where it is any function of the values, `is_any`.
    """

    tested: tuple[Tested, ...]
    solutions: tuple[TestedSolution, ...]
    forward: Source
    values: Mapping[str, Symbol]
    shifts: Mapping[Symbol, Symbol]
    output: str
    is_any: bool

    @property
    def derivatives(self) -> tuple[Source, ...]:
        """All but `forward`."""
        return (*[one.source for one in self.tested], *[one.source for one in self.solutions])

    @property
    def sources(self) -> tuple[Source, ...]:
        """All of them, in the order of the file."""
        return (*self.derivatives, self.forward)

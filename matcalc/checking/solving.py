"""A solved condition: each line against the one above it, there and back, and the solution by substitution."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from matcalc.checking.comparing import RESTARTS, Comparing, Show, at_points
from matcalc.checking.drawn import NoValueError
from matcalc.checking.points import POINTS
from matcalc.checking.seeds import USUAL_SEED
from matcalc.checking.verification import StepCheck
from matcalc.errors import InvariantError, VerificationError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import Entry, IndexSum, Partial, of_factor
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import Node, Number, Symbol, Zeros
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.traversal import replaced
from matcalc.solution import Solution, SolvingStep

SIZES_TRIED = 6
"""Times as many choices of sizes as for a derivative: each inverse of a product may rule out half of them."""

Found = tuple[bool, float]
"""Whether two sides were compared exactly, and their error."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A solution of the condition that the gradient at a symbol, or an expression that is no symbol, is 0."""

    solution: Solution
    wanted: Node


@dataclass(frozen=True, slots=True)
class SolutionCheck:
    """steps: those of one side, inside the lines. exact, error: of these and of the lines, there and back.

    conditions: how many were found to hold where the solution is put in; 0 where the unknown does not stand alone.
    holds_exactly, remainder: of these, the error against the largest term. sizes_put_in: the sizes for that.
    """

    steps: tuple[StepCheck, ...]
    exact: bool
    error: float
    conditions: int
    holds_exactly: bool
    remainder: float
    sizes: tuple[tuple[str, int], ...]
    sizes_put_in: tuple[tuple[str, int], ...]
    seed: int
    points: int = POINTS


def verify_solution(
    solved: Solved, used: Sequence[Solved], program: Program, *, show: Show, facts: Facts = NONE
) -> SolutionCheck:
    """Check a solution; all of it, or an error.

    Each operation is applied to both sides of its line at random points with a random unknown, where the equation does
    not hold, and must give both sides of the next line; undone, it must lead back. The first line is compared with a
    derivative that is found by numbers alone, unless it is the last one of an earlier solution; and the solution is put
    into that derivative, which must then be 0.

    used: the solutions that were put in on the way, in the order in which they were found. program: the equations that
    were asked about. Raises VerificationError for what does not hold, InputError where no points fit.
    """
    solution = solved.solution
    if solution.start.left is not solution.unknown:
        _check_start(solved, program, show, facts)
    known = {one.solution.unknown: _value(one.solution) for one in used}
    setting = with_solutions(program, known)

    def compare(comparing: Comparing) -> tuple[list[StepCheck], list[Found], Comparing]:
        steps = [check for chain in solution.chains for check in comparing.steps(chain)]
        return steps, [found for step in solution.steps for found in _line(step, comparing)], comparing

    arrays = [side for step in solution.steps for side in (step.after.left, step.after.right)]
    steps, lines, at = _at_sizes(setting, compare, show, facts, arrays)
    put_in, put_in_at = ([], at) if solution.value is None else _substituted(solved, used, program, show, facts)
    return SolutionCheck(
        tuple(steps),
        all(exact for exact, _ in lines) and all(check.exact for check in steps),
        max([check.error for check in steps] + [error for _, error in lines], default=0.0),
        len(put_in),
        all(exact for exact, _ in put_in),
        max((error for _, error in put_in), default=0.0),
        at.sizes.chosen,
        put_in_at.sizes.chosen,
        at.seed,
    )


Compared = TypeVar("Compared")


def _at_sizes(
    setting: Program, compare: Callable[[Comparing], Compared], show: Show, facts: Facts, arrays: Sequence[Node] = ()
) -> Compared:
    """What `compare` makes of points at the first sizes at which all inverses exist: A may have to be high, B wide.

    Raises InputError where there are none.
    """
    last: NoValueError | None = None
    held = frozenset(setting.inputs)
    for attempt in range(SIZES_TRIED):
        seed = USUAL_SEED + attempt * RESTARTS
        try:
            return at_points(setting, setting, compare, seed=seed, show=show, facts=facts, held=held, arrays=arrays)
        except NoValueError as error:
            last = last or error
    assert last is not None
    raise last


def _line(step: SolvingStep, comparing: Comparing) -> list[Found]:
    """Both sides of a line by the operation on the line above it, and back."""
    comparing.where = f"the step {step.rule!r}"
    before, after = step.before, step.after
    left, right = (after.right, after.left) if step.turned else (after.left, after.right)
    found = []
    for above, below in ((before.left, left), (before.right, right)):
        found.append(comparing.sides(step.operation.on(above), below, (), declared=True))
        found.append(comparing.sides(step.operation.undone(below), above, (), declared=True))
    return found


def _check_start(solved: Solved, program: Program, show: Show, facts: Facts) -> None:
    """That the first line says what is to be 0."""
    start, wanted = solved.solution.start, solved.wanted
    if start.right is not nothing_of(start.left):
        raise VerificationError(f"what is solved for {solved.solution.unknown.name} is not a condition that ends in 0")
    if not isinstance(wanted, Symbol):
        if start.left is not wanted:
            raise VerificationError(f"what is solved for {solved.solution.unknown.name} is not what was asked for")
        return
    held = frozenset(program.inputs) - {wanted}

    def compare(comparing: Comparing) -> None:
        comparing.where = f"the gradient at {wanted.name}, from which its condition begins,"
        derivative, free = _derivative(wanted, program)
        comparing.sides(derivative, start.left, free, declared=True)

    at_points(program, program, compare, show=show, facts=facts, held=held)


def _substituted(
    solved: Solved, used: Sequence[Solved], program: Program, show: Show, facts: Facts
) -> tuple[list[Found], Comparing]:
    """What is left of the conditions, those of the solutions that were used included, where all of them are put in."""
    images: dict[Node, Node] = {solved.solution.unknown: _value(solved.solution)}
    for one in reversed(used):
        if one.solution.unknown not in images:
            images[one.solution.unknown] = replaced(_value(one.solution), images)
    known: dict[Symbol, Node | IndexDefinition] = {of: value for of, value in images.items() if isinstance(of, Symbol)}
    setting = with_solutions(program, known)
    wanted = list(dict.fromkeys([solved.wanted, *(one.wanted for one in used)]))

    def compare(comparing: Comparing) -> tuple[list[Found], Comparing]:
        found = []
        for one in wanted:
            if isinstance(one, Symbol):
                comparing.where = (
                    f"the solution for {solved.solution.unknown.name}, put into the gradient at {one.name},"
                )
                derivative, free = _derivative(one, setting)
                found.append(comparing.sides(derivative, IndexSum(()), free, declared=True))
            else:
                comparing.where = f"the solution for {solved.solution.unknown.name}, put into its condition,"
                found.append(comparing.sides(one, nothing_of(one), (), declared=True))
        return found, comparing

    return _at_sizes(setting, compare, show, facts)


def _derivative(of: Symbol, program: Program) -> tuple[IndexSum, tuple[Index, ...]]:
    """∂E/∂x_i, which is evaluated by numbers alone."""
    free = IndexSupply.over(of.shape.axes, ()).fresh_for(of.shape.axes, ())
    return of_factor(Partial(of_factor(Entry(program.output, ())), Entry(of, free))), free


def nothing_of(side: Node) -> Node:
    """0, in the shape of a side."""
    return Number(Fraction(0)) if side.shape.is_scalar else Zeros(side.shape)


def with_solutions(program: Program, known: Mapping[Symbol, Node | IndexDefinition]) -> Program:
    """The program in which inputs are given by equations. Each stands as soon as what it reads is there."""
    if not known:
        return program
    inputs = tuple(symbol for symbol in program.inputs if symbol not in known)
    waiting = [*(Definition(symbol, value) for symbol, value in known.items()), *program.definitions]
    there, placed = set(inputs), list[Definition]()
    while waiting:
        ready = next((each for each in waiting if all(used in there for used in each.uses)), None)
        if ready is None:
            names = ", ".join(each.symbol.name for each in waiting)
            raise InvariantError(f"solutions are given by each other: {names}")
        waiting.remove(ready)
        placed.append(ready)
        there.add(ready.symbol)
    return Program(inputs, tuple(placed), program.output)


def _value(solution: Solution) -> Node:
    if (value := solution.value) is None:
        raise InvariantError(f"there is no solution for {solution.unknown.name} to be put in")
    return value

"""Replay: every step of a differentiation evaluated on both sides, every result against an independent derivative."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from random import Random
from typing import Any

import numpy as np

from matcalc.chain import Expression
from matcalc.checking.arithmetic import Arithmetic, NotRationalError, UndefinedError
from matcalc.checking.compare import Difference, difference, exact_error, relative_error
from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.derivatives import Derivatives
from matcalc.checking.exact import ExactArithmetic
from matcalc.checking.order import ends_of, require_order
from matcalc.checking.points import POINTS, Points
from matcalc.checking.seeds import seeded
from matcalc.checking.sides import Comparison, Sides
from matcalc.checking.sizes import MOST_NUMBERS, Sizes, choose_sizes, most_numbers
from matcalc.checking.verification import ResultCheck, StepCheck, Verification
from matcalc.engine.collapse import WRITE
from matcalc.engine.differentiation import Differentiation, Forward, VariableGradient
from matcalc.engine.limits import look_at_clock, spend
from matcalc.engine.order import FACTS, WRITE_OUT
from matcalc.engine.vectorize import ADD_UP
from matcalc.errors import InputError, InvariantError, VerificationError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import Entry, Partial, of_factor
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Apply, Cotangent, Node, Symbol
from matcalc.forms.program import IndexDefinition, Program
from matcalc.forms.traversal import walk

DRAWS = 60
"""Of points before a program counts as having no value anywhere."""

EXACT_DRAWS = 3
"""The same where residues are drawn: they have no signs or domains, and one divides by 0 by chance next to never."""

RESTARTS = 12
"""With new points where the program, or a step of it, has no finite value."""

RESTARTS_A_SIZE = 2
"""Before other sizes are tried: XᵀX has an inverse only where X has at least as many rows as columns."""


USING_FACTS = frozenset((*(rule.name for rule in (*FACTS, *WRITE_OUT)), WRITE, ADD_UP))
"""Steps that may hold only where the facts do; what a name stands for may have been simplified with them."""


class NoValueError(InputError):
    """The program, or its derivative, has no finite value at any of the points that were tried."""


Show = Callable[[Expression], str]


def verify(
    differentiation: Differentiation, original: Program, seed: int = 0, *, show: Show, facts: Facts = NONE
) -> Verification:
    """Check every step and every result of a differentiation at random points; all of them, or an error.

    original: the program that was asked about, before the engine rewrote it: its equations are the ones that must hold,
    and the cotangents of its symbols must be those that a joint direction through these equations finds. show: prints
    expressions in errors. facts: what is declared of the inputs; steps that use them, and results, are compared where
    they hold, every other step where they need not.

    Each is compared exactly where both sides are rational in what they name, in float64
    elsewhere. Raises VerificationError for an equation, a step or a result that does not hold, with what is needed to
    see it again, and InputError where no points or sizes fit the program.
    """
    _require_same_symbols(differentiation.program, original)
    require_order(differentiation, original)
    where, without_value = "", None
    for restart in range(RESTARTS):
        sizes = choose_sizes(differentiation.program, seed + restart // RESTARTS_A_SIZE, original)
        if (numbers := most_numbers(differentiation.program, sizes)) > MOST_NUMBERS:
            without_value = NoValueError(
                f"too large to check: {numbers:,} numbers in one array where the dimensions are {sizes}, and "
                f"{MOST_NUMBERS:,} are the limit; give parts of the expression a name in equations of their own"
            )
            continue
        try:
            replay = _Replay(differentiation, original, sizes, seed, restart, show, facts)
            where = replay.where
            return replay.run()
        except NoValueError as error:
            without_value = error
        except UndefinedError:
            where = replay.where
    if without_value is not None:
        raise without_value
    declared = "" if facts == NONE else " where what is declared holds"
    raise NoValueError(
        f"no value: {where} has no finite value on both sides at any of {RESTARTS} random points{declared} ({sizes}; "
        f"seed {seed}); what is differentiated has no derivative there, or none by this formula, as the determinant of "
        "a matrix without an inverse"
    )


class _Replay:
    """One pass over a differentiation with one choice of points."""

    def __init__(
        self,
        differentiation: Differentiation,
        original: Program,
        sizes: Sizes,
        seed: int,
        restart: int,
        show: Show,
        facts: Facts,
    ) -> None:
        self.differentiation = differentiation
        self.program = program = differentiation.program
        self.held = (
            frozenset(program.inputs) - {gradient.of for gradient in differentiation.gradients} - {program.output}
        )
        self.original = original
        self.sizes = sizes
        self.seed = seed
        self.restart = restart
        self.show = show
        self.where = "the program"
        self.facts = facts
        self.uses_known = any(_uses_known(_nodes_of_body(program)))
        self._exact_sides: dict[bool, Sides[Any] | None] = {}
        self._float_sides: dict[bool, Sides[Any]] = {}
        self._exact(declared=False)

    @np.errstate(all="ignore")  # a value that is not finite is seen and drawn again
    def run(self) -> Verification:
        differentiation = self.differentiation
        steps: list[StepCheck] = []
        derived: list[Forward | VariableGradient] = [*differentiation.forward, *differentiation.gradients]
        chains = [part.chain for part in derived if part.chain is not None]
        for gradient in differentiation.gradients:
            if gradient.stacked is not None and gradient.stacked.start != gradient.value:
                raise VerificationError(f"what is stacked is not the gradient at {gradient.of.name}")
            chains += [chain for chain in (gradient.stacked, gradient.distinct) if chain is not None]
        for chain, step in (pair for each in chains for pair in each.walk()):
            self.where = f"the step {step.rule!r}"
            spend("check")
            exact, error = self._check(step.before, step.after, chain.free, declared=step.rule in USING_FACTS)
            steps.append(StepCheck(step, exact, error))
        for forward in differentiation.forward:
            self._check_forward(forward)
        results = [
            self._check_result(gradient)
            for gradient in differentiation.gradients
            if gradient.of not in self.original.given or gradient.value is not Cotangent(gradient.of)
        ]
        return Verification(tuple(steps), tuple(results), POINTS, self.sizes.chosen, self.seed)

    def _check_forward(self, forward: Forward) -> None:
        symbol = forward.definition.symbol
        self.where = f"the equation of {symbol.name}"
        for form in (forward.matrix_form, forward.index_form):
            if form is not None and form is not forward.definition.body:  # by which the symbol got its value
                self._check(symbol, form, forward.free)

    def _check_result(self, gradient: VariableGradient) -> ResultCheck:
        self.where = f"the gradient at {gradient.of.name}"
        output = self.program.output
        rows, columns = gradient.free[: len(output.shape.axes)], gradient.free[len(output.shape.axes) :]
        derivative = of_factor(Partial(of_factor(Entry(output, rows)), Entry(gradient.of, columns)))
        checks = [self._check(derivative, end, gradient.free, declared=True) for end in ends_of(gradient)]
        return ResultCheck(gradient.of, all(exact for exact, _ in checks), max(error for _, error in checks))

    def _check(
        self, before: Expression, after: Expression, free: tuple[Index, ...], *, declared: bool = False
    ) -> tuple[bool, float]:
        """Whether the two sides were compared exactly, and their error. Raises VerificationError where they differ.

        declared: at points where the facts hold.
        """
        self._check_fit(before, after, free)
        comparison: Comparison | None = None
        declared = declared and self.facts != NONE
        try:
            if (exact := self._exact(declared=declared)) is not None:
                try:
                    comparison = exact.compare(before, after, free)
                    if comparison.difference is None:
                        return True, 0.0
                except NotRationalError:
                    comparison = None
            if comparison is None or self.uses_known or any(_uses_known(_nodes(before, after))):
                comparison = self._in_float(declared=declared).compare(before, after, free)
        except InvariantError as found:
            raise VerificationError(self._report(before, after, free, str(found))) from found
        if comparison.difference is not None:
            raise VerificationError(self._report(before, after, free, _said(comparison.difference)))
        return False, comparison.error

    def _check_fit(self, before: Expression, after: Expression, free: tuple[Index, ...]) -> None:
        if isinstance(before, Node) and isinstance(after, Node):
            if before.shape != after.shape:
                found = f"one side is {before.shape}, the other {after.shape}"
                raise VerificationError(self._report(before, after, free, found))
            return
        ranges = tuple(index.range for index in free)
        for side in (before, after):
            if isinstance(side, Node) and side.shape.axes != ranges:
                found = f"an array {side.shape} can not stand for the entries at {', '.join(i.name for i in free)}"
                raise VerificationError(self._report(before, after, free, found))

    def _report(
        self,
        before: Expression,
        after: Expression,
        free: tuple[Index, ...],
        found: str,
        claim: str = "",
    ) -> str:
        return (
            f"{claim or f'{self.where} does not hold'}: {found}\n"
            f"  before: {self.show(before)}\n"
            f"  after:  {self.show(after)}\n"
            f"  free indices: {', '.join(index.name for index in free) or 'none'}\n"
            f"  sizes: {self.sizes}; seed: {self.seed}"
        )

    def _exact(self, *, declared: bool) -> Sides[Any] | None:
        if declared not in self._exact_sides:
            try:
                self._exact_sides[declared] = self._sides(ExactArithmetic(self.seed), declared=declared)
            except NotRationalError:
                self._exact_sides[declared] = None
        return self._exact_sides[declared]

    def _in_float(self, *, declared: bool) -> Sides[Any]:
        if declared not in self._float_sides:
            self._float_sides[declared] = self._sides(FloatArithmetic(self.seed), declared=declared)
        return self._float_sides[declared]

    def _sides(self, arithmetic: Arithmetic[Any], *, declared: bool) -> Sides[Any]:
        """The sides at points where the facts hold or, where that is not asked for, need not hold.

        Where the program has values only where the facts hold, it is evaluated there.
        """
        if declared or self.facts == NONE:
            return self._drawn_sides(arithmetic, self.facts)
        try:
            return self._drawn_sides(arithmetic, NONE)
        except NoValueError:
            return self._drawn_sides(arithmetic, self.facts)

    @np.errstate(all="ignore")
    def _drawn_sides(self, arithmetic: Arithmetic[Any], facts: Facts) -> Sides[Any]:
        kind = "exact" if arithmetic.is_exact else "float"
        random = seeded(self.seed, kind, self.restart)
        draws = EXACT_DRAWS if arithmetic.is_exact else DRAWS
        for draw in range(draws):
            look_at_clock("check")
            try:
                points = Points(arithmetic, self.program, self.sizes, random, draw, facts=facts)
                derivatives = Derivatives(points)
                sides = Sides(arithmetic, derivatives)
                self._check_original(sides)
            except UndefinedError:
                continue
            check_cotangents(derivatives, random, self.original, self.held)
            return sides
        raise NoValueError(
            f"no value: at {draws} random points some equation, or its derivative, has no finite value; "
            "check that the arguments of log, sqrt and negative powers can be in their domains, and that what is "
            "inverted can have an inverse"
        )

    def _check_original(self, sides: Sides[Any]) -> None:
        """Every equation as it was given must hold for the values that the program has."""
        own = {definition.symbol: definition.body for definition in self.program.definitions}
        for definition in self.original.definitions:
            given = definition.body
            if own[definition.symbol] is given:  # by which the symbol got its value
                continue
            free = given.places if isinstance(given, IndexDefinition) else ()
            body = given.body if isinstance(given, IndexDefinition) else given
            try:
                wrong = sides.compare(definition.symbol, body, free).difference
                found = "" if wrong is None else _said(wrong)
            except InvariantError as error:
                found = str(error)
            if found:
                claim = f"the equation of {definition.symbol.name} is not the one that was given"
                raise VerificationError(self._report(definition.symbol, body, free, found, claim))


def _require_same_symbols(program: Program, original: Program) -> None:
    if program.output is not original.output:
        raise VerificationError(f"{program.output.name} was differentiated, not {original.output.name}")
    if lost := set(original.inputs) ^ set(program.inputs):
        raise VerificationError(f"{_names(lost)}: not an input of both the program and what it was rewritten to")
    if lost := set(original.symbols) - set(program.symbols):
        raise VerificationError(f"{_names(lost)}: no equation is left in what the program was rewritten to")


def _names(symbols: Iterable[Symbol]) -> str:
    return ", ".join(sorted(symbol.name for symbol in symbols))


def check_cotangents(
    derivatives: Derivatives[Any], random: Random, original: Program, held: Collection[Symbol] = ()
) -> None:
    """One joint random direction through the equations of `original` must give the dE that the cotangents predict.

    held: inputs that do not move, as no gradient is derived there.
    Raises VerificationError where it does not.
    """
    arithmetic = derivatives.points.arithmetic
    *both, scale = derivatives.joint_direction(random, original, held)
    found, predicted = (arithmetic.plain(value) for value in both)
    error = exact_error(found, predicted) if arithmetic.is_exact else relative_error(found, predicted, scale)
    if wrong := difference(found, predicted, error):
        raise VerificationError(f"the cotangents do not agree with a joint direction: {_said(wrong)}")


def _said(wrong: Difference) -> str:
    point, *entry = wrong.place
    at = f"entry {tuple(number + 1 for number in entry)} at point {point + 1}" if entry else f"point {point + 1}"
    return f"{wrong.left} ≠ {wrong.right} ({at})"


def _uses_known(nodes: Iterable[Node]) -> Iterable[bool]:
    return (isinstance(node, Apply) and node.function.is_known for node in nodes)


def _nodes_of_body(program: Program) -> Iterable[Node]:
    for definition in program.definitions:
        body = definition.body
        yield from _nodes(body if isinstance(body, Node) else body.body)


def _nodes(*expressions: Expression) -> Iterable[Node]:
    for expression in expressions:
        if isinstance(expression, Node):
            yield from walk(expression)
            continue
        for term in expression.terms:
            for factor in term.factors:
                if isinstance(factor, Entry):
                    yield from walk(factor.array)
                elif isinstance(factor, Partial):
                    yield from _nodes(factor.of)

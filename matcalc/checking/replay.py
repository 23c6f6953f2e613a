"""Replay: every step of a differentiation evaluated on both sides, every result against an independent derivative."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from matcalc.chain import Expression
from matcalc.checking.arithmetic import UndefinedError
from matcalc.checking.drawn import Drawn, NoValueError, where_declared
from matcalc.checking.order import ends_of, require_order
from matcalc.checking.points import POINTS
from matcalc.checking.sizes import MOST_NUMBERS, Sizes, choose_sizes, most_numbers
from matcalc.checking.verification import ResultCheck, StepCheck, Verification
from matcalc.engine.collapse import WRITE
from matcalc.engine.differentiation import Differentiation, Forward, VariableGradient
from matcalc.engine.limits import spend
from matcalc.engine.order import FACTS, WRITE_OUT
from matcalc.engine.vectorize import ADD_UP
from matcalc.errors import InvariantError, VerificationError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import Entry, IndexSum, Partial, of_factor
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import Program

RESTARTS = 12
"""With new points where the program, or a step of it, has no finite value."""

RESTARTS_A_SIZE = 2
"""Before other sizes are tried: XᵀX has an inverse only where X has at least as many rows as columns."""


USING_FACTS = frozenset((*(rule.name for rule in (*FACTS, *WRITE_OUT)), WRITE, ADD_UP))
"""Steps that may hold only where the facts do; what a name stands for may have been simplified with them."""


Show = Callable[[Expression], str]


def verify(
    differentiation: Differentiation, original: Program, seed: int = 0, *, show: Show, facts: Facts = NONE
) -> Verification:
    """Check every step and every result of a differentiation at random points; all of them, or an error.

    original: the program that was asked about, before the engine rewrote it: its equations are the ones that must hold,
    and the cotangents of its symbols must be those that a joint direction through these equations finds. show: prints
    expressions in errors. facts: what is declared of the inputs; steps that use them, and results, are compared where
    they hold, every other step where they need not.

    Each is compared exactly where both sides are rational in what they name, in float64 elsewhere, and in many digits
    where rounding decides there. Raises VerificationError for an equation, a step or a result that does not hold, with
    what is needed to see it again, and InputError where no points or sizes fit the program.
    """
    _require_same_symbols(differentiation.program, original)
    require_order(differentiation, original)
    where: str = ""
    without_value: NoValueError | None = None
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
            where, without_value = replay.where, None
    if without_value is not None:
        raise without_value
    raise NoValueError(
        f"no value: {where} has no finite value on both sides at any of {RESTARTS} random "
        f"points{where_declared(facts)} ({sizes}; seed {seed}); what is differentiated has no derivative there, or "
        "none by this formula, as a root or a norm of 0, or the determinant of a matrix without an inverse"
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
        self.original = original
        self.sizes = sizes
        self.seed = seed
        self.show = show
        self.where = "the program"
        wanted = {program.output, *(gradient.of for gradient in differentiation.gradients)}
        held = frozenset(program.inputs) - wanted
        self.drawn = Drawn(program, original, sizes, seed, restart, facts, held, self._report)

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
            if form is not None and form is not forward.definition.body and not _is_proved(forward, form):
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
        try:
            exact, comparison = self.drawn.compare(before, after, free, declared=declared)
        except InvariantError as found:
            raise VerificationError(self._report(before, after, free, str(found))) from found
        if comparison.difference is not None:
            raise VerificationError(self._report(before, after, free, str(comparison.difference)))
        return exact, comparison.error

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


def _is_proved(forward: Forward, form: Node | IndexSum) -> bool:
    """Whether a chain of steps, each checked, leads from the body by which the symbol got its value to this form."""
    if forward.chain is None or forward.chain.end is not form or not isinstance(forward.chain.start, IndexSum):
        return False
    start = forward.chain.start.single
    body = forward.definition.body
    return isinstance(start, Entry) and start.exponent == 1 and start.array is body and start.places == forward.free


def _require_same_symbols(program: Program, original: Program) -> None:
    if program.output is not original.output:
        raise VerificationError(f"{program.output.name} was differentiated, not {original.output.name}")
    if lost := set(original.inputs) ^ set(program.inputs):
        raise VerificationError(f"{_names(lost)}: not an input of both the program and what it was rewritten to")
    if lost := set(original.symbols) - set(program.symbols):
        raise VerificationError(f"{_names(lost)}: no equation is left in what the program was rewritten to")


def _names(symbols: Iterable[Symbol]) -> str:
    return ", ".join(sorted(symbol.name for symbol in symbols))

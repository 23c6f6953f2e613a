"""Replay: every step of a differentiation evaluated on both sides, every result against an independent derivative."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from matcalc.checking.comparing import Comparing, Show, at_points
from matcalc.checking.order import ends_of, require_order
from matcalc.checking.points import POINTS
from matcalc.checking.seeds import USUAL_SEED
from matcalc.checking.verification import ResultCheck, StepCheck, Verification
from matcalc.collector import paused
from matcalc.engine.differentiation import Differentiation, Forward, VariableGradient
from matcalc.engine.residuals import equation_alone
from matcalc.errors import VerificationError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import Entry, IndexSum, Partial, of_factor
from matcalc.forms.indices import Place
from matcalc.forms.matrix_form import Cotangent, Node, Symbol, Transpose
from matcalc.forms.program import Program


@paused()
def verify(
    differentiation: Differentiation, original: Program, seed: int = USUAL_SEED, *, show: Show, facts: Facts = NONE
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
    program = differentiation.program
    _require_same_symbols(program, original)
    require_order(differentiation, original)
    replay = _Replay(differentiation, original)
    of_residuals = tuple(replay.residuals(seed, show))
    held = differentiation.held
    verification = at_points(program, original, replay.run, seed=seed, show=show, facts=facts, held=held)
    return replace(verification, steps=(*of_residuals, *verification.steps))


class _Replay:
    """All that is compared of one differentiation, at whatever points."""

    def __init__(self, differentiation: Differentiation, original: Program) -> None:
        self.differentiation = differentiation
        self.program = differentiation.program
        self.original = original

    def run(self, comparing: Comparing) -> Verification:
        differentiation = self.differentiation
        steps: list[StepCheck] = []
        derived: list[Forward | VariableGradient] = [*differentiation.forward, *differentiation.gradients]
        chains = [part.chain for part in derived if part.chain is not None]
        for gradient in differentiation.gradients:
            if gradient.stacked is not None and gradient.stacked.start != gradient.value:
                raise VerificationError(f"what is stacked is not the gradient at {gradient.of.name}")
            if gradient.turned is not None and gradient.turned.start != _transposed(gradient):
                raise VerificationError(
                    f"what is laid out is not the transpose of the derivative at {gradient.of.name}"
                )
            further = (gradient.stacked, gradient.distinct, gradient.turned)
            chains += [chain for chain in further if chain is not None]
        for chain in chains:
            steps += comparing.steps(chain)
        for forward in differentiation.forward:
            self._check_forward(forward, comparing)
        given = self.original.given
        results = [
            self._check_result(gradient, comparing)
            for gradient in differentiation.gradients
            if gradient.of not in given or gradient.value is not Cotangent(gradient.of)
        ]
        return Verification(tuple(steps), tuple(results), POINTS, comparing.sizes.chosen, comparing.seed)

    def residuals(self, seed: int, show: Show) -> Iterator[StepCheck]:
        """The steps to the derivative of each residual, with the unknown anywhere, not only at the solution."""
        for residual in self.differentiation.residuals:
            own = residual.differentiation
            named = [each.body for each in self.program.definitions if each.symbol is residual.jacobian]
            if named != [own.gradient(residual.unknown.name).value]:
                raise VerificationError(f"{residual.jacobian.name} is not what was derived for it")
            equation = equation_alone(self.program, residual.unknown)
            yield from verify(own, equation, seed, show=show).steps

    def _check_forward(self, forward: Forward, comparing: Comparing) -> None:
        symbol = forward.definition.symbol
        comparing.where = f"the equation of {symbol.name}"
        for form in (forward.matrix_form, forward.index_form):
            if form is not None and form is not forward.definition.body and not _is_proved(forward, form):
                comparing.sides(symbol, form, forward.free)

    def _check_result(self, gradient: VariableGradient, comparing: Comparing) -> ResultCheck:
        comparing.where = f"the gradient at {gradient.of.name}"
        output = self.program.output
        rows, columns = gradient.free[: len(output.shape.axes)], gradient.free[len(output.shape.axes) :]
        derivative = of_factor(Partial(of_factor(Entry(output, rows)), Entry(gradient.of, columns)))
        ends = [*ends_of(gradient), *_read_across(gradient)]
        checks = [comparing.sides(derivative, end, gradient.free, declared=True) for end in ends]
        return ResultCheck(gradient.of, all(exact for exact, _ in checks), max(error for _, error in checks))


def _transposed(gradient: VariableGradient) -> Node | None:
    return None if gradient.matrix is None else Transpose(gradient.matrix)


def _read_across(gradient: VariableGradient) -> Iterator[IndexSum]:
    """The entry of the transposed derivative at which the one of the derivative itself stands."""
    if gradient.turned is None:
        return
    assert isinstance(gradient.turned.end, Node)
    places: tuple[Place, ...] = gradient.free
    if gradient.stacked is not None and gradient.matrix is not gradient.value:
        assert isinstance(gradient.stacked.end, IndexSum)
        entry = gradient.stacked.end.single
        assert isinstance(entry, Entry)
        places = entry.places
    yield of_factor(Entry(gradient.turned.end, places[::-1]))


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

"""The check of what holds for every step: written out for labels that end at 1, 2, 3 and 4, and each checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matcalc.chain import Step
from matcalc.checking.comparing import Show
from matcalc.checking.replay import verify
from matcalc.checking.seeds import USUAL_SEED
from matcalc.checking.unrolled import Unrolled, ends_of
from matcalc.checking.verification import ResultCheck, StepCheck, Verification
from matcalc.engine.differentiation import Differentiation
from matcalc.errors import InvariantError, VerificationError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program


def verify_for_all(
    differentiation: Differentiation, original: Program, seed: int = USUAL_SEED, *, show: Show, facts: Facts = NONE
) -> Verification:
    """Check every step and every result of a differentiation over families at every step, for each of ends_of.

    A step counts once, with the largest of its errors. Raises as verify does.
    """
    steps: dict[int, StepCheck] = {}
    results: dict[Symbol, ResultCheck] = {}
    found: Verification | None = None
    together = ends_of(original.labels)
    for ends in together:
        try:
            unrolled = Unrolled(differentiation, original, ends)
            declared = unrolled.facts(facts)
            found = verify(unrolled.differentiation, unrolled.program, seed, show=show, facts=declared)
        except InvariantError as error:
            where = ", ".join(f"{last} = {number}" for last, number in ends.items())
            raise VerificationError(f"where {where}: {error}") from error
        for check in found.steps:
            step = unrolled.made_of[id(check.step)]
            steps[id(step)] = _joined(steps.get(id(step)), StepCheck(step, check.exact, check.error))
        by_name = {check.of: check for check in found.results}
        for gradient, made in unrolled.gradients:
            if (result := by_name.get(made.of)) is not None:
                known = results.get(gradient.of)
                results[gradient.of] = ResultCheck(
                    gradient.of,
                    result.exact and (known is None or known.exact),
                    max(result.error, known.error if known is not None else 0.0),
                )
    assert found is not None
    if missing := [step.rule for step in _steps(differentiation) if id(step) not in steps]:
        raise VerificationError(f"the step {missing[0]!r} was made at no value of its label")
    order = tuple(steps[id(step)] for step in _steps(differentiation))
    return replace(
        found, steps=order, results=tuple(results.values()), ends=tuple(tuple(ends.values()) for ends in together)
    )


def _joined(before: StepCheck | None, check: StepCheck) -> StepCheck:
    """Both checks of a step in one."""
    if before is None:
        return check
    return StepCheck(check.step, before.exact and check.exact, max(before.error, check.error))


def _steps(differentiation: Differentiation) -> Iterator[Step]:
    chains = [part.chain for part in differentiation.forward]
    chains += [part.chain for part in differentiation.gradients]
    for gradient in differentiation.gradients:
        chains += [gradient.stacked, gradient.distinct, gradient.turned]
    yield from (step for chain in chains if chain is not None for _, step in chain.walk())

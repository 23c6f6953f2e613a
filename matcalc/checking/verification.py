"""What checking hands out: one line for each step and each result."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.chain import Step
from matcalc.forms.matrix_form import Symbol


@dataclass(frozen=True, slots=True)
class StepCheck:
    """A step whose two sides have the same value. error: relative to the largest term; 0 where exact."""

    step: Step
    exact: bool
    error: float


@dataclass(frozen=True, slots=True)
class ResultCheck:
    """A gradient that equals the derivative found by numbers alone. error as for a step."""

    of: Symbol
    exact: bool
    error: float


@dataclass(frozen=True, slots=True)
class Verification:
    """Every step of a differentiation replayed, every result compared with an independent derivative.

    steps: in the order of the chains, forward equations first, then the gradients, substeps before the step they
    explain. sizes: what each dimension name stood for. points: how many random points each was evaluated at. ends: of
    families, the values at which their labels ended, those of all labels together; all steps were checked.
    """

    steps: tuple[StepCheck, ...]
    results: tuple[ResultCheck, ...]
    points: int
    sizes: tuple[tuple[str, int], ...]
    seed: int
    ends: tuple[tuple[int, ...], ...] = ()

    @property
    def count(self) -> int:
        """The number of steps that were compared; one that only says why a form stays has nothing to compare."""
        return len(self._compared)

    @property
    def exact_count(self) -> int:
        """The number of steps that were compared exactly, modulo a prime."""
        return sum(check.exact for check in self._compared)

    @property
    def _compared(self) -> list[StepCheck]:
        return [check for check in self.steps if check.step.before != check.step.after]

    @property
    def worst_error(self) -> float:
        """The largest error of a step or a result; 0 where all are exact."""
        return max([check.error for check in self.steps] + [check.error for check in self.results], default=0.0)

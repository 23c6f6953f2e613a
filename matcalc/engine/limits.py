"""The budget of a derivation: how many steps and seconds it may take before it is given up."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from fractions import Fraction

from matcalc.errors import InputError, LimitError

MOST_STEPS = 20_000
MOST_SECONDS = 60.0
MOST_PROPOSALS = 3_000
MOST_OF_A_BUDGET = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most steps and seconds that one derivation may take. Raises InputError unless both are above 0."""

    steps: int = MOST_STEPS
    seconds: float = MOST_SECONDS

    def __post_init__(self) -> None:
        if isinstance(self.steps, bool) or not isinstance(self.steps, int) or self.steps < 1:
            raise InputError(f"the limit of steps is a whole number of at least 1, not {self.steps!r}")
        if isinstance(self.seconds, bool) or not isinstance(self.seconds, (int, float)) or not self.seconds > 0:
            raise InputError(f"the limit of seconds is a number above 0, not {self.seconds!r}")


class Budget:
    """What is left of the limits of one derivation; the clock starts when it is made."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._spent = 0
        self._start = time.monotonic()
        self.share = Fraction(1)

    @property
    def share(self) -> Fraction:
        """How much of the limits may be used now."""
        return self._share

    @share.setter
    def share(self, share: Fraction) -> None:
        self._share = share
        self._most_steps = math.floor(self.limits.steps * share)
        self._end = self._start + self.limits.seconds * float(share)

    def spend(self, stage: str) -> None:
        """Count one step of `stage`. Raises LimitError, which names the stage, where a limit is passed."""
        self._spent += 1
        if self._spent > self._most_steps:
            raise LimitError(_passed(f"{self._part(self.limits.steps)} steps", stage, "--max-steps"))
        self.look_at_clock(stage)

    def look_at_clock(self, stage: str) -> None:
        """Raises LimitError, which names the stage, where the time is up."""
        if time.monotonic() > self._end:
            raise LimitError(_passed(f"{self._part(self.limits.seconds)} seconds", stage, "--max-seconds"))

    def _part(self, whole: float) -> str:
        of = f"{self.share.numerator}/{self.share.denominator} of " if self.share != 1 else ""
        return f"{of}{whole:,}" if isinstance(whole, int) else f"{of}{whole:g}"


_in_force: ContextVar[Budget | None] = ContextVar("budget", default=None)


@contextmanager
def limited(limits: Limits) -> Iterator[None]:
    """Whatever is derived and checked inside counts against one budget."""
    token = _in_force.set(Budget(limits))
    try:
        yield
    finally:
        _in_force.reset(token)


@contextmanager
def leaving_some() -> Iterator[None]:
    """What is tried inside stops where a tenth of the budget is left, so that what does without it can be finished."""
    budget = _in_force.get()
    if budget is None:
        yield
        return
    before, budget.share = budget.share, MOST_OF_A_BUDGET
    try:
        yield
    finally:
        budget.share = before


def most_factors() -> int:
    """The most factors that one expression may have, all terms together: a tenth of the limit of steps, 100 at least.

    The product rule squares the length of a product.
    """
    budget = _in_force.get()
    return max((budget.limits.steps if budget is not None else MOST_STEPS) // 10, 100)


def most_proposals() -> int:
    """The most shorter forms that are tried for one expression: 3,000, more where more steps are allowed."""
    budget = _in_force.get()
    return MOST_PROPOSALS * max(budget.limits.steps if budget is not None else 0, MOST_STEPS) // MOST_STEPS


def spend(stage: str) -> None:
    """Count one step against the budget in force, if there is one."""
    if (budget := _in_force.get()) is not None:
        budget.spend(stage)


def look_at_clock(stage: str) -> None:
    """Stop where the time of the budget in force is up: for work of which nobody knows yet whether it is a step."""
    if (budget := _in_force.get()) is not None:
        budget.look_at_clock(stage)


def _passed(limit: str, stage: str, flag: str) -> str:
    return (
        f"this derivation took more than {limit}, in the stage {stage}; raise the limit with {flag} "
        "or name parts of the expression in equations of their own"
    )

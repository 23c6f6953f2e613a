"""Exercises that look different and are equal in kind: each derived anew, and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from matcalc.api.derivation import Derivation
from matcalc.api.derive import derive
from matcalc.engine.limits import Limits
from matcalc.errors import InputError, ShapeError
from matcalc.problems.problem import Problem
from matcalc.worksheets.sameness import Exercise, exercise
from matcalc.worksheets.varied import Varied, varied

MOST_VARIANTS = 1_000

ATTEMPTS = 60
"""How often a variant is drawn that turns out to be one of those before it, until there are no more."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant of a problem with all that was derived from it. number: from 1."""

    number: int
    varied: Varied
    derivation: Derivation

    @property
    def changes(self) -> tuple[str, ...]:
        """What was changed, a clause for each kind of change."""
        return self.varied.words


def variants(
    problem: Problem, count: int, seed: int, limits: Limits | None = None, *, turn: int = 0, turns: int = 1
) -> Iterator[Variant]:
    """Variants of a problem, no two the same exercise and none that of the problem itself, each derived and checked.

    The variant of a number depends on the problem, the seed and the number, not on how many are asked for. limits: of
    each derivation. turns: so many exercises of a sheet are of this problem, and each gets variants of its own; turn:
    which of them this one is, from 0. Raises InputError, before anything is derived, where there are fewer, or for a
    count that is none.
    """
    _require_numbers(count, seed)
    found = varied_problems(problem, count * turns, seed)[turn::turns]
    return (Variant(number, one, derive(one.problem, limits=limits)) for number, one in enumerate(found, 1))


def varied_problems(problem: Problem, count: int, seed: int) -> tuple[Varied, ...]:
    """The problems of `variants`, not derived yet."""
    _require_numbers(count, seed)
    known: set[Exercise] = {exercise(problem)}
    found: list[Varied] = []
    while len(found) < count:
        one = _next(problem, seed, len(found) + 1, known)
        if one is None:
            raise InputError(_too_few(problem, len(found), count))
        found.append(one)
    return tuple(found)


def _require_numbers(count: int, seed: int) -> None:
    for what, value, least in (("variants", count, 1), ("the seed", seed, None)):
        if isinstance(value, bool) or not isinstance(value, int):
            raise InputError(f"{what}: a whole number is needed, not {value!r}")
        if least is not None and not least <= value <= MOST_VARIANTS:
            raise InputError(f"variants: from {least} to {MOST_VARIANTS:,} can be made of a problem, not {value:,}")


def _next(problem: Problem, seed: int, number: int, known: set[Exercise]) -> Varied | None:
    for attempt in range(ATTEMPTS):
        rng = Random(_number_of(seed, problem.name, number, attempt))  # noqa: S311  # no secrets here
        made = _drawn(problem, rng)
        if made is not None and (said := exercise(made.problem)) not in known:
            known.add(said)
            return made
    return None


def _drawn(problem: Problem, rng: Random) -> Varied | None:
    try:
        return varied(problem, rng)
    except ShapeError:  # an array that is changed over can not stand in every equation
        return None


def _number_of(*parts: object) -> int:
    """A number that is the same in every process, whatever the seed of hashes."""
    return int.from_bytes(hashlib.sha256("\n".join(map(str, parts)).encode()).digest(), "big")


def _too_few(problem: Problem, found: int, count: int) -> str:
    there = f"only {found} were found" if found > 1 else "only one was found" if found else "none was found"
    return f"{count:,} variants of {problem.name} were asked for, and {there}: ask for fewer, or for other problems"

"""Exercises that look different and are equal in kind: each derived anew, and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from matcalc.api.derivation import Derivation
from matcalc.api.derive import derive
from matcalc.engine.limits import Limits
from matcalc.errors import InputError, ShapeError
from matcalc.problems.problem import Problem
from matcalc.worksheets.ordered import MOST_VARIANTS
from matcalc.worksheets.sameness import Wording, without_names, wording
from matcalc.worksheets.varied import Varied, varied, with_words

ATTEMPTS = 60
"""How often a variant is drawn that turns out to be one of those before it, until there are no more."""

LOOKS = 6
"""How often a variant is drawn that differs from one before it in names alone, until one is taken."""

MISSES = 3
"""How often that happens until no other kind of variant is looked for."""

UNLIKE = 60
"""How many variants in a row are not taken, until no others are looked for."""

MOST_DRAWN = 100_000
"""How many variants are drawn of a problem in all."""


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
    problem: Problem,
    count: int,
    seed: int,
    limits: Limits | None = None,
    *,
    turn: int = 0,
    turns: int = 1,
    is_alike: Callable[[Variant], bool] = lambda _: True,
) -> Iterator[Variant]:
    """Variants of a problem, no two the same exercise and none that of the problem itself, each derived and checked.

    The variant of a number depends on the problem, the seed and the number, not on how many are asked for. limits: of
    each derivation. turns: so many exercises of a sheet are of this problem, and each gets variants of its own; turn:
    which of them this one is, from 0. is_alike: whether a variant is taken, seen when it is derived. Raises InputError,
    before anything is derived, where there are fewer, or for a count that is none; and later where too few are taken.
    """
    _require_numbers(count, seed)
    drawing = _drawing(problem, count * turns, seed)
    return _taken(drawing, count, limits, range(turn, MOST_DRAWN, turns), is_alike)


def _taken(
    drawing: _Drawing, count: int, limits: Limits | None, turns: range, is_alike: Callable[[Variant], bool]
) -> Iterator[Variant]:
    """The variants with these places that are taken. What differs from one that was not in its names alone is not."""
    number, unlike, misses = 1, set[Wording](), 0
    for place in turns:
        if number > count:
            return
        while len(drawing.found) <= place and misses < UNLIKE and drawing.draws_another():
            pass
        if len(drawing.found) <= place or misses >= UNLIKE:
            break
        one = drawing.found[place]
        kind = without_names(one.problem)
        if kind not in unlike:
            variant = Variant(number, one, derive(one.problem, limits=limits))
            if is_alike(variant):
                yield variant
                number, misses = number + 1, 0
                continue
            unlike.add(kind)
        misses += 1
    raise InputError(
        _too_few(drawing.problem, number - 1, count, "with as many blanks and points as its own sheet has")
    )


def varied_problems(problem: Problem, count: int, seed: int) -> tuple[Varied, ...]:
    """The problems of `variants`, not derived yet."""
    _require_numbers(count, seed)
    return tuple(_drawing(problem, count, seed).found)


def _drawing(problem: Problem, count: int, seed: int) -> _Drawing:
    """A drawing that has found so many."""
    drawing = _Drawing(problem, seed)
    for found in range(count):
        if not drawing.draws_another():
            raise InputError(_too_few(problem, found, count))
    return drawing


def _require_numbers(count: int, seed: int) -> None:
    for what, value, least in (("variants", count, 1), ("the seed", seed, None)):
        if isinstance(value, bool) or not isinstance(value, int):
            raise InputError(f"{what}: a whole number is needed, not {value!r}")
        if least is not None and not least <= value <= MOST_VARIANTS:
            raise InputError(f"variants: from {least} to {MOST_VARIANTS:,} can be made of a problem, not {value:,}")


class _Drawing:
    """Draws variants of a problem one by one.

    As long as there are, such that differ in more than their names, and with the usual letters.
    """

    def __init__(self, problem: Problem, seed: int) -> None:
        self.found: list[Varied] = []
        self.problem = problem
        self._seed = seed
        self._wordings: set[Wording] = {wording(problem)}
        self._kinds: set[Wording] = {without_names(problem)}
        self._misses = 0
        self._usual = True

    def draws_another(self) -> bool:
        """Whether there is one more, which then stands last."""
        made = self._next()
        if made is None and self._usual:
            self._usual = False
            made = self._next()
        if made is None:
            return False
        self.found.append(with_words(made, self.problem))
        return True

    def _next(self) -> Varied | None:
        spare: tuple[Varied, Wording] | None = None
        looks = LOOKS if self._misses < MISSES else 0
        for attempt in range(ATTEMPTS):
            if spare is not None and attempt >= looks:
                break
            made = self._drawn(attempt)
            if made is None or (said := wording(made.problem)) in self._wordings:
                continue
            spare = spare or (made, said)
            if looks and (kind := without_names(made.problem)) not in self._kinds:
                self._wordings.add(said)
                self._kinds.add(kind)
                return made
        if spare is None:
            return None
        self._misses += 1
        self._wordings.add(spare[1])
        return spare[0]

    def _drawn(self, attempt: int) -> Varied | None:
        number = _number_of(self._seed, self.problem.name, len(self.found) + 1, self._usual, attempt)
        rng = Random(number)  # noqa: S311  # no secrets here
        try:
            return varied(self.problem, rng, usual=self._usual)
        except ShapeError:  # an array that is changed over can not stand in every equation
            return None


def _number_of(*parts: object) -> int:
    """A number that is the same in every process, whatever the seed of hashes."""
    return int.from_bytes(hashlib.sha256("\n".join(map(str, parts)).encode()).digest(), "big")


def _too_few(problem: Problem, found: int, count: int, which: str = "") -> str:
    there = f"only {found} were found" if found > 1 else "only one was found" if found else "none was found"
    there = f"{there} {which}".rstrip()
    fewer = f"ask for {found} or fewer, or " if found > 1 else "ask "
    return f"{count:,} variants of {problem.name} were asked for, and {there}: {fewer}for other problems"

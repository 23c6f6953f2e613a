"""What somebody orders of a sheet, checked: its exercises, how they are asked, and what stands above them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from matcalc.api.arguments import choice, kind, yes_or_no
from matcalc.errors import InputError, printable
from matcalc.problems.library import full_name
from matcalc.problems.problem import Problem
from matcalc.worksheets.asking import LEVELS, Asking, Blanked, Form, HintPlace, Style
from matcalc.worksheets.sheet import SheetHead

MOST_VARIANTS = 1000
"""The sheets of one class, and more."""

MOST_TITLE = 20_000

MOST_POINTS = 100
"""What one blank may be worth."""

Given = Problem | str | os.PathLike[str]


@dataclass(frozen=True)
class Ordered:
    """One exercise to be made: what is derived, and how it is asked.

    points: of each blank, where somebody says. place: where it was ordered, with which errors begin. file: which the
    problem was read from.
    """

    problem: Given
    wrt: tuple[str, ...]
    asking: Asking
    options: tuple[tuple[str, Any], ...] = ()
    points: int | None = None
    place: str = ""
    file: str = ""

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return self.problem.title if isinstance(self.problem, Problem) else os.fspath(self.problem)

    @property
    def files(self) -> tuple[str, ...]:
        """What may be the path of the file that the problem is read from."""
        named = () if isinstance(self.problem, Problem) else (os.fspath(self.problem),)
        return (*named, self.file) if self.file else named


@contextmanager
def placing(order: Ordered) -> Iterator[None]:
    """Say where what is wrong was ordered."""
    try:
        yield
    except InputError as error:
        if not order.place:
            raise
        raise InputError(f"{order.place}: {error}") from error


def require_exercises(orders: Sequence[Ordered]) -> None:
    """Raises InputError where there is no exercise, or one of them twice: points alone make no other one."""
    if not orders:
        raise InputError("a worksheet needs a problem: the name of one, the path of a TOML file, or an expression")
    seen: list[object] = []
    for order in orders:
        named = full_name(order.problem) if isinstance(order.problem, str) else order.problem
        same = (named, order.wrt, order.asking, order.options)
        if same in seen:
            raise InputError(
                f"{order.name} is there twice: leave one out; for sheets that differ, ask for variants (--variants)"
            )
        seen.append(same)


def asking_of(*, blank: object, level: object, hints: object, style: object, ask: object, seed: object) -> Asking:
    """How a sheet asks, checked. Raises InputError for what is not known."""
    return Asking(
        choice(Blanked, blank, "kind of blank"),
        whole(level, "level", LEVELS.start, LEVELS.stop - 1),
        choice(HintPlace, hints, "place for hints"),
        choice(Style, style, "style of blanks"),
        choice(Form, ask, "form of questions"),
        whole(seed, "seed", 0, 2**63 - 1),
    )


def head_of(title: object, course: object, name: object) -> SheetHead:
    """The head of a sheet, checked; the title is left empty where nobody says."""
    words = []
    for what, text in (("title", title), ("course", course)):
        if text is not None and not isinstance(text, str):
            raise InputError(f"the {what} is a text, not {kind(text)}")
        if text is not None and len(text) > MOST_TITLE:
            raise InputError(f"the {what} has {len(text):,} characters; at most {MOST_TITLE:,} are printed")
        words.append(" ".join(printable(text or "").split()))
    fields = SheetHead("").fields if yes_or_no(name, "name") is not False else ()
    return SheetHead(words[0], words[1], fields)


def whole(number: object, what: str, least: int, most: int) -> int:
    """A whole number between two others, both allowed. Raises InputError for anything else."""
    if isinstance(number, bool) or not isinstance(number, int):
        raise InputError(f"{what} is a whole number, not {kind(number)}")
    if not least <= number <= most:
        raise InputError(f"{what} is a whole number from {least} to {most:,}, and {number} was asked for")
    return number

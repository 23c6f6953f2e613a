"""course.toml → what is on a sheet. Every error begins with the file and the place in it, and says what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from matcalc.errors import InputError, printable
from matcalc.problems.files import read_toml
from matcalc.problems.library import load_problem
from matcalc.problems.problem import Problem
from matcalc.problems.tables import Table
from matcalc.worksheets.asking import HintPlace
from matcalc.worksheets.ordered import MOST_POINTS, MOST_VARIANTS, Ordered, asking_of, head_of, whole
from matcalc.worksheets.sheet import SheetHead

_T = TypeVar("_T")

EXERCISE = "exercise"
"""The tables by which a course is told from a problem."""

ASKED = ("blank", "level", "style", "ask")
"""What may be said of the whole sheet, and otherwise of one exercise."""

KEYS = ("title", "course", "name", "seed", "variants", "hints", *ASKED, EXERCISE)
KEYS_OF_EXERCISE = ("problem", "expression", "wrt", "shapes", "lets", "assume", "points", *ASKED)

USUAL: Mapping[str, object] = {"blank": "steps", "level": 2, "hints": "none", "style": "boxes", "ask": "blanks"}


@dataclass(frozen=True, slots=True)
class Course:
    """What a file says of a sheet."""

    head: SheetHead
    orders: tuple[Ordered, ...]
    variants: int | None
    hints_at_end: bool


def is_course(path: str) -> bool:
    """Whether there is a file at that path, and it says what is on a sheet. Raises InputError where it is no TOML."""
    return path.endswith(".toml") and Path(path).is_file() and EXERCISE in read_toml(Path(path), printable(path)).values


def read_course(path: str, given: Mapping[str, object]) -> Course:
    """The course in a file. given: options that go before what it says.

    Raises InputError for a file that can not be read, and for a key that is unknown, missing or of the wrong type.
    """
    top = read_toml(Path(path), printable(path))
    top.require(KEYS, (EXERCISE,))
    said = _checked(top, (*ASKED, "hints", "seed"))
    tables = top.tables(EXERCISE)
    if not tables:
        raise top.error("there is no exercise: add an [[exercise]] with a `problem`")
    orders = tuple(_order(table, Path(path).parent, said, given) for table in tables)
    title, course = (_chosen(key, given, {key: top.optional_text(key)}) for key in ("title", "course"))
    _at(top, "name", lambda: head_of(None, None, top.values.get("name")))
    name = _chosen("name", given, _said(top, ("name",)), {"name": None})
    head = head_of(title, course, name)
    return Course(head, orders, _count(top, given), orders[0].asking.hints is HintPlace.APPENDIX)


def _count(top: Table, given: Mapping[str, object]) -> int | None:
    """How many variants. Raises InputError for a number that is none, whoever says it."""
    if (asked := given.get("variants")) is not None:
        return whole(asked, "variants", 1, MOST_VARIANTS)
    if "variants" not in top.values:
        return None
    count = top.whole_number("variants", 1)
    if not 1 <= count <= MOST_VARIANTS:
        raise top.error_at("variants", f"variants is a whole number from 1 to {MOST_VARIANTS:,}, not {count}")
    return count


def _order(table: Table, folder: Path, said: Mapping[str, object], given: Mapping[str, object]) -> Ordered:
    """One exercise: what it does not say is as the whole sheet has it."""
    table.require(KEYS_OF_EXERCISE, ())
    if ("problem" in table.values) is ("expression" in table.values):
        words = "an exercise has a `problem`, the name of one or a file, or else an `expression`, with `wrt`"
        raise table.error_at("", words)
    own = _checked(table, ASKED)
    here = {key: _chosen(key, given, own, said, USUAL) for key in (*ASKED, "hints")}
    seed = _chosen("seed", given, said, {"seed": 0})
    asking = asking_of(seed=seed, **here)
    points = table.whole_number("points", 1) if "points" in table.values else None
    if points is not None and not 1 <= points <= MOST_POINTS:
        words = f"points is what each blank is worth, a whole number from 1 to {MOST_POINTS}, not {points}"
        raise table.error_at("points", words)
    options: dict[str, Any] = {}
    for key in ("shapes", "lets", "assume"):
        if key in table.values:
            if key != "assume" and "problem" in table.values:
                raise table.error_at(key, f"{key} belongs to an expression: a problem has its own")
            options[key] = table.text(key) if key == "shapes" else list(table.text_or_texts(key))
    wrt = table.text_or_texts("wrt") if "wrt" in table.values else ()
    if "expression" in table.values and not wrt:
        raise table.error_at("expression", 'say by what the expression is differentiated: wrt = "x"')
    file = _file(table, folder)
    problem = _at(table, "problem", lambda: _problem(table, file))
    return Ordered(problem, wrt, asking, tuple(options.items()), points, table.at(), str(file or ""))


def _file(table: Table, folder: Path) -> Path | None:
    """The file that a problem is in, where it is none that comes with matcalc; looked for where the course is."""
    named = table.text("problem") if "problem" in table.values else ""
    return folder / named if named.endswith(".toml") else None


def _problem(table: Table, file: Path | None) -> Problem | str:
    """What is derived."""
    if "expression" in table.values:
        return table.text("expression")
    return load_problem(file or table.text("problem"))


def _checked(table: Table, keys: tuple[str, ...]) -> dict[str, object]:
    """What a table says of how to ask, each checked by itself, so that an error names its line."""
    said = _said(table, keys)
    for key, value in said.items():
        _at(table, key, partial(asking_of, **{**USUAL, "seed": 0, key: value}))
    return said


def _said(table: Table, keys: tuple[str, ...]) -> dict[str, object]:
    return {key: table.values[key] for key in keys if key in table.values}


def _chosen(key: str, *places: Mapping[str, object]) -> object:
    """What is said at the first of several places that says it."""
    return next((place[key] for place in places if place.get(key) is not None), None)


def _at(table: Table, key: str, read: Callable[[], _T]) -> _T:
    """What is read at a key; an error begins with the place."""
    try:
        return read()
    except InputError as error:
        raise table.error_at(key, str(error)) from error

"""Notebooks that are handed in: the answers in their cells. Nothing in them is run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcalc.errors import InputError
from matcalc.grading.handed_in import Answered, Candidate, HandedIn, squeezed, the_one
from matcalc.grading.key import Key, KeySheet
from matcalc.grading.reading import a_list, a_text, an_object, object_of
from matcalc.grading.typed_in_code import typed_in
from matcalc.worksheets.notebook import NAME, NOT_TYPED, NOT_WRITTEN

OLDEST = 4
"""The version of the format in which cells stand in one list."""

_LABEL = re.compile(r"\s*\*\*(?P<label>\d+\.\d+)\*\*[^\n]*")
_ASSIGNED = re.compile(rf"^[ \t]*(?P<name>{NAME}\d+(?:_\d+)+)[ \t]*(?::[^=\n]*)?=(?!=)", re.MULTILINE)
_NAME_LINE = re.compile(r"^Name(?P<name>[^\n]*?)(?:&emsp;|\n|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, and where its text stands in all that is told, without white space. start: also that of code."""

    is_code: bool
    source: str
    start: int


def from_notebook(text: str, key: Key) -> HandedIn:
    """The answers in a notebook file. Raises InputError where it is no notebook, or none of a sheet of the key."""
    cells, told = _cells(object_of(text))
    places = {sheet.number: found for sheet in key.sheets if (found := _places(sheet, told)) is not None}
    standing = [sheet for sheet in key.sheets if sheet.number in places]
    has_numbers = len(key.sheets) > 1
    candidates = []
    for sheet in standing:
        others = [at for number, found in places.items() if number != sheet.number for at in found]
        prefix = f"{NAME}{sheet.number}_" if has_numbers else NAME
        written = _written(cells, places[sheet.number], others)
        candidates.append(Candidate(sheet, _joined(sheet, dict(_typed(cells, prefix)), written)))
    chosen = the_one(candidates)
    return HandedIn(chosen.sheet, chosen.answers, _name(cells, places[chosen.sheet.number][0]))


def _cells(found: Mapping[str, Any]) -> tuple[list[Cell], str]:
    """The cells, and all that is told in them without white space."""
    if not isinstance(found.get("nbformat"), int) or found["nbformat"] < OLDEST:
        raise InputError("it is no notebook of version 4: open it in Jupyter, and save it")
    cells: list[Cell] = []
    told: list[str] = []
    length = 0
    for one in a_list(found, "cells", "the notebook"):
        cell = an_object(one, "a cell")
        kind, source = a_text(cell, "cell_type", "a cell"), _source(cell)
        cells.append(Cell(kind == "code", source, length))
        if kind == "markdown":
            told.append(squeezed(source))
            length += len(told[-1])
    return cells, "".join(told)


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    if isinstance(source, str):
        return source
    raise InputError("the source of a cell has to be a text or a list of texts")


def _places(sheet: KeySheet, told: str) -> list[int] | None:
    """Where the exercises of a sheet stand, one after the other; None where one does not."""
    places, start = [], 0
    for text in map(squeezed, sheet.texts):
        if (at := told.find(text, start)) < 0:
            return None
        places.append(at)
        start = at + len(text)
    return places


def _typed(cells: Sequence[Cell], prefix: str) -> Iterator[tuple[str, Answered]]:
    """The answers in cells of code, by their labels. One that is given twice in two ways is at fault."""
    found: dict[str, list[Answered]] = {}
    for cell in cells:
        for name in dict.fromkeys(one["name"] for one in _ASSIGNED.finditer(cell.source) if cell.is_code):
            places = name.removeprefix(prefix).split("_") if name.startswith(prefix) else []
            if len(places) == 2:
                found.setdefault(".".join(places), []).append(typed_in(cell.source, name))
    for label, each in found.items():
        given = list(dict.fromkeys(one for one in each if not one.is_empty))
        if len(given) > 1:
            yield label, Answered("\n".join(one.text for one in given), "two cells give this answer in two ways")
        else:
            yield label, given[0] if given else Answered("")


def _written(cells: Sequence[Cell], exercises: Sequence[int], others: Sequence[int]) -> dict[str, list[str]]:
    """The words below labels, which belong to the exercise of this sheet that stands above them.

    A cell of words that follows such a cell, and begins nothing else, belongs to it.
    """
    found: dict[str, list[str]] = {}
    last: str | None = None
    for cell in cells:
        if cell.is_code:
            last = None
            continue
        above = max((at for at in (*exercises, *others) if at < cell.start), default=None)
        is_here = above in exercises and above not in others
        label = _LABEL.match(cell.source)
        if label is not None and is_here and label["label"].startswith(f"{exercises.index(above or 0) + 1}."):
            last = label["label"]
            found.setdefault(last, []).append(cell.source[label.end() :])
        elif label is None and is_here and last is not None and not cell.source.lstrip().startswith("#"):
            found[last].append(cell.source)
        else:
            last = None
    return found


def _joined(
    sheet: KeySheet, typed: Mapping[str, Answered], written: Mapping[str, Sequence[str]]
) -> dict[str, Answered]:
    """What is typed in code, and where nothing is, what is written below the label."""
    found = dict(typed)
    for label in dict.fromkeys((*(blank.label for blank in sheet.blanks), *written)):
        words = "\n\n".join(written.get(label, ())).replace(NOT_WRITTEN, "").replace(NOT_TYPED, "").strip()
        if found.get(label, Answered("")).is_empty:
            found[label] = Answered(words)
    return found


def _name(cells: Sequence[Cell], exercise: int) -> str:
    """What stands on the line for the name above an exercise; empty where it is as it was."""
    above = [cell for cell in cells if not cell.is_code and cell.start <= exercise]
    for cell in reversed(above):
        if (line := _NAME_LINE.search(cell.source)) is not None:
            return re.sub(r"\\?_", " ", line["name"]).strip(" :\\\t")
    return ""

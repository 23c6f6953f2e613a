"""The key of worksheets, as docs/worksheet.schema.json describes it, read back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from matcalc.errors import InputError
from matcalc.grading.reading import a_list, a_number, a_text, an_object, object_of, shown, text_of
from matcalc.worksheets.json import FORMAT, VERSION
from matcalc.worksheets.sheet import Asked

CHECK_TEXTS = ("problem", "wrt", "shapes", "hvp")
CHECK_LISTS = ("lets", "assume", "upstream")
CHECK_NUMBERS = ("order",)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as plain text and in Markdown."""

    text: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Blank:
    """What belongs into a blank. check: the arguments of matcalc.check that judges it; None where none does."""

    label: str
    asks: Asked
    points: int
    right: Said
    accepted: tuple[str, ...] = ()
    options: tuple[Said, ...] = ()
    chosen: int | None = None
    mistakes: tuple[tuple[Said, Said], ...] = ()
    check: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class KeySheet:
    """The answers of one sheet. texts: its exercises in Markdown, by which a sheet that is handed in is known."""

    number: int
    texts: tuple[str, ...]
    exercises: tuple[tuple[Blank, ...], ...]

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """All blanks in the order of the sheet."""
        return tuple(blank for exercise in self.exercises for blank in exercise)


@dataclass(frozen=True, slots=True)
class Key:
    """The answers of a sheet, or of all sheets of a class."""

    title: str
    sheets: tuple[KeySheet, ...]


def read_key(path: str) -> Key:
    """The key in a file. Raises InputError, which names the file, where it holds none."""
    try:
        return key_of(object_of(text_of(path)))
    except InputError as error:
        raise InputError(f"{path} is no key that can be read: {error}") from None


def key_of(found: Mapping[str, Any]) -> Key:
    """The key that an object of JSON is. Raises InputError where it is none."""
    if found.get("format") != FORMAT:
        raise InputError("no matcalc worksheet; a key is made with matcalc worksheet NAME --key -o FILE.json")
    if found.get("version") != VERSION:
        raise InputError(f"its version is not {VERSION}: make the key anew with this version of matcalc")
    if found.get("is_key") is not True:
        raise InputError("this is the sheet, and its key stands beside it: NAME-key.json, made with --key")
    sheets = tuple(_sheet(one) for one in a_list(found, "sheets", "the key"))
    if not sheets:
        raise InputError("it has no sheets")
    if len({sheet.number for sheet in sheets}) < len(sheets):
        raise InputError("two of its sheets have one number")
    return Key(a_text(found, "title", "the key"), sheets)


def _sheet(found: object) -> KeySheet:
    sheet = an_object(found, "a sheet")
    number = a_number(sheet, "number", "a sheet")
    exercises = [an_object(one, "an exercise") for one in a_list(sheet, "exercises", f"sheet {number}")]
    texts = tuple(a_text(one, "markdown", "an exercise") for one in exercises)
    blanks = tuple(tuple(map(_blank, a_list(one, "answers", "an exercise"))) for one in exercises)
    labels = [blank.label for exercise in blanks for blank in exercise]
    if len({*labels}) < len(labels):
        raise InputError(f"two blanks of sheet {number} have one label")
    return KeySheet(number, texts, blanks)


def _blank(found: object) -> Blank:
    blank = an_object(found, "an answer")
    label = a_text(blank, "label", "an answer")
    what = f"answer {shown(label)}"
    asked = a_text(blank, "asks", what)
    kinds = [one.value for one in Asked]
    if asked not in kinds:
        raise InputError(f"{what} asks for {shown(asked)}, which is none of {', '.join(kinds)}")
    options = tuple(_said(one, what) for one in a_list(blank, "options", what)) if "options" in blank else ()
    chosen = a_number(blank, "chosen", what) if "chosen" in blank else None
    if chosen is not None and chosen >= len(options):
        raise InputError(f'"chosen" in {what} is beyond its options')
    accepted = a_list(blank, "accepted", what)
    if not all(isinstance(one, str) for one in accepted):
        raise InputError(f'"accepted" in {what} has to be a list of texts')
    return Blank(
        label,
        Asked(asked),
        a_number(blank, "points", what),
        _said(blank.get("right"), what),
        tuple(accepted),
        options,
        chosen,
        tuple(map(partial(_mistake, what=what), a_list(blank, "mistakes", what))),
        _check(blank["check"], what) if "check" in blank else None,
    )


def _said(found: object, what: str) -> Said:
    said = an_object(found, f"a sentence in {what}")
    return Said(a_text(said, "text", what), a_text(said, "markdown", what))


def _mistake(found: object, what: str) -> tuple[Said, Said]:
    mistake = an_object(found, f"a mistake in {what}")
    return _said(mistake.get("answer"), what), _said(mistake.get("words"), what)


def _check(found: object, what: str) -> Mapping[str, Any]:
    check = an_object(found, f'"check" in {what}')
    for key in check:
        if key not in (*CHECK_TEXTS, *CHECK_LISTS, *CHECK_NUMBERS):
            raise InputError(f'"check" in {what} has {shown(key)}, which is not known')
    for key in ("problem", "wrt", *(one for one in CHECK_TEXTS if one in check)):
        a_text(check, key, f'"check" in {what}')
    for key in CHECK_NUMBERS:
        if key in check:
            a_number(check, key, f'"check" in {what}')
    for key in CHECK_LISTS:
        texts = check.get(key, "")
        if not isinstance(texts, str) and not (isinstance(texts, list) and all(isinstance(one, str) for one in texts)):
            raise InputError(f'{shown(key)} in "check" in {what} has to be a text or a list of texts')
    return check

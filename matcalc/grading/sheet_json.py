"""Sheets that are handed in as JSON: the sheet itself with an answer beside each blank, or the answers alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from matcalc.errors import InputError
from matcalc.grading.handed_in import Answered, Candidate, HandedIn, squeezed, the_one
from matcalc.grading.key import Key, KeySheet
from matcalc.grading.reading import a_list, a_number, a_text, an_object, kind_of, object_of, shown
from matcalc.worksheets.json import FORMAT

SHORT = ("name", "sheet", "answers")
"""The keys of the short form."""

FORMS = f'a sheet has "format": "{FORMAT}", and the short form is {{"name": "…", "answers": {{"1.1": "…"}}}}'


def from_json(text: str, key: Key) -> HandedIn:
    """The answers in a text of JSON. Raises InputError where it is no sheet of the key."""
    found = object_of(text)
    name = a_text(found, "name", "the whole") if "name" in found else ""
    if found.get("format") == FORMAT:
        if found.get("is_key") is True:
            raise InputError("it is a key, and no sheet that was handed in")
        candidate = the_one(list(_candidates(found, key)))
    elif "answers" in found:
        candidate = _short(found, key)
    else:
        raise InputError(f"it is no worksheet: {FORMS}")
    return HandedIn(candidate.sheet, candidate.answers, name)


def _candidates(found: Mapping[str, Any], key: Key) -> Iterator[Candidate]:
    """The sheets that are those of the key by the words of their exercises; of equal ones the one with the number."""
    for one in a_list(found, "sheets", "the whole"):
        sheet = an_object(one, "a sheet")
        number = a_number(sheet, "number", "a sheet")
        exercises = [an_object(each, "an exercise") for each in a_list(sheet, "exercises", "a sheet")]
        texts = [squeezed(a_text(each, "markdown", "an exercise")) for each in exercises]
        alike = [known for known in key.sheets if texts == list(map(squeezed, known.texts))]
        if alike:
            known = next((each for each in alike if each.number == number), alike[0])
            blanks = [blank for each in exercises for blank in a_list(each, "answers", "an exercise")]
            yield Candidate(known, _beside(blanks))


def _beside(blanks: list[Any]) -> dict[str, Answered]:
    """The answers that stand beside their blanks."""
    found: dict[str, Answered] = {}
    for one in blanks:
        blank = an_object(one, "a blank")
        label = a_text(blank, "label", "a blank")
        if label in found:
            raise InputError(f"the blank {shown(label)} stands in it twice: leave one")
        found[label] = _answered(blank.get("answer", ""))
    return found


def _short(found: Mapping[str, Any], key: Key) -> Candidate:
    for one in found:
        if one not in SHORT:
            raise InputError(f"{shown(one)} is not known; known: {', '.join(SHORT)}")
    answers = an_object(found["answers"], '"answers"')
    return Candidate(_named(found, key), {label: _answered(answer) for label, answer in answers.items()})


def _named(found: Mapping[str, Any], key: Key) -> KeySheet:
    """The sheet with the number that is said, or the only one."""
    numbers = ", ".join(str(sheet.number) for sheet in key.sheets)
    if "sheet" not in found:
        if len(key.sheets) == 1:
            return key.sheets[0]
        raise InputError(f'it is unclear which sheet is meant: say "sheet", one of {numbers}')
    number = a_number(found, "sheet", "the whole")
    if (known := next((sheet for sheet in key.sheets if sheet.number == number), None)) is None:
        raise InputError(f"the key has no sheet {number}; it has {numbers}")
    return known


def _answered(answer: object) -> Answered:
    if answer is None:
        return Answered("")
    if isinstance(answer, str):
        return Answered(answer)
    return Answered("", f"an answer is a text between quotation marks, and this is {kind_of(answer)}")

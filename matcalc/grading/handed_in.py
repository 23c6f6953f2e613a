"""What was handed in: a file as answers to the blanks of one sheet of a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from matcalc.errors import InputError
from matcalc.grading.key import KeySheet


@dataclass(frozen=True, slots=True)
class Answered:
    """What stands in a blank. fault: why it can not be read; then the text is what stands there instead."""

    text: str
    fault: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not self.fault and not self.text.strip()


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The answers to a sheet, by the labels of blanks. name: of whoever handed it in, empty where it does not say."""

    sheet: KeySheet
    answers: Mapping[str, Answered]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sheet of the key that stands in a file, with what was filled in there."""

    sheet: KeySheet
    answers: Mapping[str, Answered] = field(default_factory=dict)

    @property
    def is_answered(self) -> bool:
        """Whether anything was filled in."""
        return any(not answered.is_empty for answered in self.answers.values())


def squeezed(text: str) -> str:
    """A text without white space, by which an exercise is known: editors change that alone."""
    return "".join(text.split())


def the_one(candidates: Sequence[Candidate]) -> Candidate:
    """The sheet that a file answers. Raises InputError where it answers none or several."""
    if not candidates:
        raise InputError("no sheet of the key stands in it: the exercises are other ones, or their words were changed")
    answered = [one for one in candidates if one.is_answered]
    if len(answered) == 1:
        return answered[0]
    if len(candidates) == 1:
        return candidates[0]
    numbers = " and ".join(str(one.sheet.number) for one in (answered or candidates))
    if answered:
        raise InputError(f"it is unclear which sheet is meant: {numbers} have answers; leave one")
    raise InputError(f"it is unclear which sheet is meant: {numbers} stand in it, and nothing is answered")

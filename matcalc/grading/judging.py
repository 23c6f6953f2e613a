"""A blank and what was filled in: a mark."""

from __future__ import annotations

import re
from dataclasses import replace

from matcalc.grading.choices import judge_choice
from matcalc.grading.formulas import judge_derivation, judge_formula, of_words
from matcalc.grading.handed_in import Answered, squeezed
from matcalc.grading.key import Blank
from matcalc.grading.marks import Judged, Mark, Ruling
from matcalc.grading.numbers import judge_numbers
from matcalc.grading.shapes import judge_shape
from matcalc.worksheets.sheet import Asked

_SEVERAL = re.compile(r"(?<=\w)[\s)\].']*[-+*/@⊙×\s]\s*[\w(]")
"""Something between two names: what is no more than one name stands in other sentences, too."""

MOST_SHOWN = 2_000
"""Of an answer that is handed on. More is said to have been there."""


def judged(answered: Answered, blank: Blank, seconds: float) -> Judged:
    """What is found of an answer, in at most so many seconds of deriving."""
    if answered.fault:
        return of_words(Ruling.NOT_READ, f"{answered.fault[:1].upper()}{answered.fault[1:]}.")
    answer = answered.text.strip().encode("utf-8", "replace").decode()
    if not answer:
        return Judged(Ruling.EMPTY)
    match blank.asks:
        case Asked.MATHEMATICS | Asked.OPERATORS:
            return judge_formula(answer, blank, seconds)
        case Asked.DERIVATION:
            return judge_derivation(answer, blank, seconds)
        case Asked.CHOICE:
            return judge_choice(answer, blank)
        case Asked.NUMBERS:
            return judge_numbers(answer, blank)
        case Asked.SHAPE:
            return judge_shape(answer, blank)
        case Asked.REASON:
            return Judged(Ruling.READER)


def mark_of(answered: Answered, blank: Blank, found: Judged) -> Mark:
    """The mark for what is found."""
    found = replace(found, tells=_tells(found, answered.text, blank))
    return Mark(blank.label, blank.asks.value, cut(answered.text), found, blank.points, blank.right.markdown)


def _tells(found: Judged, answer: str, blank: Blank) -> bool:
    """Whether what is said holds the right answer, which is more than one name, and which was not written there."""
    if not any(map(_SEVERAL.search, (blank.right.text, *blank.accepted))):
        return False
    right = {squeezed(one.strip("$")) for one in (blank.right.text, blank.right.markdown, *blank.accepted)}
    said = squeezed(found.text), squeezed(found.markdown)
    return any(one in text for one in right - {"", squeezed(answer)} for text in said)


def beside(label: str, answered: Answered) -> Mark:
    """The mark for an answer to a blank that the sheet does not have."""
    found = of_words(Ruling.NOT_READ, "The sheet has no such blank.")
    return Mark(cut(label, 40), "", cut(answered.text), found, 0)


def cut(text: str, most: int = MOST_SHOWN) -> str:
    """A text as it was handed in, or its beginning; half of a letter is a question mark."""
    text = text.strip().encode("utf-8", "replace").decode()
    return text if len(text) <= most else f"{text[:most]} … ({len(text):,} characters)"

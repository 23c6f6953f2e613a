"""Answers that were chosen: by their letter."""

from __future__ import annotations

import re

from matcalc.documents.lists import letter
from matcalc.grading.formulas import of_words
from matcalc.grading.key import Blank
from matcalc.grading.marks import Judged, Ruling

_LETTER = re.compile(r"[\s*(]*(?P<letter>[A-Za-z])[\s*).:]*")


def judge_choice(answer: str, blank: Blank) -> Judged:
    """What is found of a letter: b, (b), b) or B. What is no letter of an option is for a reader."""
    letters = [letter(place) for place in range(len(blank.options))]
    found = _LETTER.fullmatch(answer)
    if blank.chosen is None or found is None or found["letter"].lower() not in letters:
        return of_words(Ruling.READER, f"One letter from {letters[0]} to {letters[-1]} is asked for.")
    place = letters.index(found["letter"].lower())
    if place == blank.chosen:
        return Judged(Ruling.RIGHT)
    option = blank.options[place].text
    words = next((words for wrong, words in blank.mistakes if wrong.text == option), None)
    return Judged(Ruling.WRONG) if words is None else Judged(Ruling.WRONG, words.text, words.markdown)

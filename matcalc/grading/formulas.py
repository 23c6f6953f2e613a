"""Formulas: right where the key has their text, or where matcalc.check finds that their value is right."""

from __future__ import annotations

from typing import Any

from matcalc.documents.markdown import escaped, typeset
from matcalc.engine.limits import Limits
from matcalc.errors import InputError
from matcalc.grading.key import Blank
from matcalc.grading.marks import Judged, Ruling
from matcalc.judging.findings import Kind
from matcalc.judging.normalised import MOST_CHARACTERS, normalised

NO_CHECK = "Nothing in the key says how to check it, and it is none of the texts that the key accepts."

OPEN = "not known here"
"""What a verdict says of an answer that somebody may still find right: one with names of its own."""


def judge_formula(answer: str, blank: Blank, seconds: float) -> Judged:
    """What is found of a formula. Nothing is wrong by its text: where no value can be compared, a reader judges."""
    if len(answer) <= MOST_CHARACTERS and normalised(answer) in (*blank.accepted, normalised(blank.right.text)):
        return Judged(Ruling.RIGHT)
    if blank.check is None:
        return of_words(Ruling.READER, NO_CHECK)
    from matcalc.judging.check import check

    given: dict[str, Any] = {**blank.check}
    try:
        verdict = check(answer, given.pop("problem"), **given, limits=Limits(seconds=seconds))
    except InputError as error:
        return of_words(Ruling.READER, f"It could not be checked: {error}")
    if verdict:
        return Judged(Ruling.RIGHT)
    from matcalc.notation.latex import LatexPrinter
    from matcalc.notation.unicode_text import UnicodePrinter

    text = UnicodePrinter(verdict.glyphs).prose(verdict.words)  # type: ignore[arg-type]
    markdown = typeset(verdict.words, LatexPrinter(verdict.glyphs))
    is_open = verdict.kind is Kind.UNDECIDED or OPEN in text
    ruling = Ruling.READER if is_open else Ruling.WRONG
    return Judged(ruling, text, markdown)


def judge_derivation(answer: str, blank: Blank, seconds: float) -> Judged:
    """What is found of a derivation: that of its result, where the answer is one; the points are for a reader."""
    if blank.check is None:
        return Judged(Ruling.READER)
    result = judge_formula(answer, blank, seconds)
    if result.ruling is Ruling.READER:
        return result
    said = "The result is right." if result.ruling is Ruling.RIGHT else "The result is not right."
    return Judged(Ruling.READER, f"{said} {result.text}".rstrip(), f"{escaped(said)} {result.markdown}".rstrip())


def of_words(ruling: Ruling, words: str) -> Judged:
    """What is found, in words without formulas."""
    line = " ".join(words.split())
    return Judged(ruling, line, escaped(line))

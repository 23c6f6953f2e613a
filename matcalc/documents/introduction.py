"""What a problem is, where a reader meets it, and where its final form is printed."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.documents.page import Block, Paragraph
from matcalc.problems.problem import Problem

ENDS = (".", "!", "?", ":", ";")


def introduction(problem: Problem) -> Iterator[Block]:
    """One paragraph of three sentences at most; each only where the problem has the words."""
    said = (("", problem.about), ("Where you meet it: ", problem.use), ("Source: ", problem.source))
    if words := " ".join(start + _ended(text.strip()) for start, text in said if text.strip()):
        yield Paragraph((words,))


def _ended(text: str) -> str:
    return text if text.endswith(ENDS) else f"{text}."

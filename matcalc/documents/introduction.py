"""What a problem is, where a reader meets it, and where its final form is printed."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.documents.page import Block, Paragraph
from matcalc.problems.problem import Problem


def introduction(problem: Problem) -> Iterator[Block]:
    """Three short paragraphs at most; each only where the problem has the words."""
    if problem.about:
        yield Paragraph((problem.about,))
    if problem.use:
        yield Paragraph(("Where you meet it: ", problem.use))
    if problem.source:
        yield Paragraph(("Source: ", problem.source))

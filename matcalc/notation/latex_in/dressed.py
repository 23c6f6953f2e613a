"""What a hole stands in: braces, and commands that set its colour or its type. It goes where the hole goes."""

from __future__ import annotations

import re

from matcalc.notation.latex_in.formula import Span

MOST_LAYERS = 5
FARTHEST = 80

_SETS = (
    "textcolor|color|colorbox|fcolorbox|boxed|fbox|bbox|underline|uline|ensuremath|mathbf|boldsymbol|bm|pmb|mathrm|"
    "mathsf|mathtt|mathit|text|textbf|textrm|textit|texttt|mbox|htmlClass|class|cssId|style"
)
_OPTIONS = r"\s*(?:\[[^\[\]{}]*\]\s*)?"
_OPENED = re.compile(
    rf"(?:\\(?:{_SETS}){_OPTIONS}(?:\{{[^{{}}]*\}}\s*)?)?"
    rf"\{{(?:\s|\\[A-Za-z]+{_OPTIONS}(?:\{{[^{{}}]*\}})?|\\[,:;! ])*\Z"
)
_CLOSED = re.compile(r"(?:\s|\\[,:;! ]|\\q?quad(?![A-Za-z]))*\}")


def with_its_braces(span: Span, text: str, first: int, last: int) -> Span:
    """The place of a hole with the braces around it, inside of text[first:last]."""
    for _ in range(MOST_LAYERS):
        opened = _OPENED.search(text[max(first, span.start - FARTHEST) : span.start])
        closed = _CLOSED.match(text, span.end, last)
        if opened is None or closed is None:
            return span
        span = Span(span.start - len(opened[0]), closed.end())
    return span

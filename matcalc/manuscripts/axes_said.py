"""Along which axis the softmax of a matrix goes, where words beside it say so: "softmax of each row", "row-wise"."""

from __future__ import annotations

import re

_SOFTMAX = re.compile(r"softmax", re.IGNORECASE)
_AXES = {
    "1": re.compile(r"\b(?:row[- ]?wise|row by row|(?:each|every|per) row)\b", re.IGNORECASE),
    "0": re.compile(r"\b(?:column[- ]?wise|column by column|(?:each|every|per) column)\b", re.IGNORECASE),
}
_BEFORE, _AFTER = 100, 160
"""So many characters before and after the function its words stand."""


def softmax_axis(text: str) -> str | None:
    """The axis of which alone the words speak; None where they say nothing, or both."""
    found = {
        axis
        for at in _SOFTMAX.finditer(text)
        for axis, words in _AXES.items()
        if words.search(text, max(0, at.start() - _BEFORE), at.end() + _AFTER)
    }
    return found.pop() if len(found) == 1 else None

"""HTML in Markdown, as far as it has to be stepped over: tags with their attributes, scripts, styles, code."""

from __future__ import annotations

import re

_VALUE = r"(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'=<>`]++)"
TAG = rf"<(?P<tag>[A-Za-z][A-Za-z0-9-]*+)(?:\s++[A-Za-z_:][A-Za-z0-9_.:-]*+(?:\s*+=\s*+{_VALUE})?+)*+\s*+/?>"
"""A tag that opens; `a <b and c> d` is none."""

WITHOUT_MATHEMATICS = frozenset(("script", "style", "pre", "code", "textarea", "noscript", "kbd", "samp", "option"))
"""Elements in which $ is a dollar sign."""


class HtmlTags:
    """Told of each tag, in order, it steps over it, and over what stands in an element without mathematics."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._never_closed: set[str] = set()

    def after(self, found: re.Match[str]) -> int:
        """Where the text goes on that may be mathematics."""
        name = found["tag"].lower()
        if name not in WITHOUT_MATHEMATICS or name in self._never_closed or found[0].endswith("/>"):
            return found.end()
        closed = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self.text, found.end())
        if closed is None:
            self._never_closed.add(name)
            return found.end()
        return closed.end()

"""KaTeX as the templates folder carries it, in one style sheet and one script that ask for no other file."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from pathlib import Path

from matcalc.resources import data_folder

_FONT = re.compile(r"@font-face\{[^}]*?src:url\(fonts/(?P<file>[\w-]+\.woff2)\) format\(\"woff2\"\)[^}]*\}")
_SOURCES = re.compile(r"src:[^;}]*")


def _folder() -> Path:
    return data_folder("templates") / "katex"


@cache
def katex_script() -> str:
    """The program."""
    return (_folder() / "katex.min.js").read_text(encoding="utf-8")


@cache
def katex_style() -> str:
    """The style sheet with its fonts inside it; families that our mathematics never uses are left out."""

    def inlined(found: re.Match[str]) -> str:
        file = _folder() / found["file"]
        if not file.is_file():
            return ""
        data = b64encode(file.read_bytes()).decode("ascii")
        return _SOURCES.sub(f'src:url(data:font/woff2;base64,{data}) format("woff2")', found[0], count=1)

    return _FONT.sub(inlined, (_folder() / "katex.min.css").read_text(encoding="utf-8"))

"""Colours for a terminal that has them."""

from __future__ import annotations

import os
import sys

from matcalc.documents.styled import Style, StyledText

LOOKS = {
    Style.HEADING: "bold",
    Style.LINE: "dim",
    Style.RULE: "color(31)",
    Style.RESULT: "bold",
    Style.FRAME: "color(64)",
    Style.NOTICE: "bold color(130)",
    Style.LABEL: "color(133)",
}
"""How rich writes each style. These colours can be read on black and on white."""


def takes_colours() -> bool:
    """Whether stdout is a terminal and nobody asks for plain text: no-color.org, and a terminal that is called dumb."""
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and not is_dumb()


def is_dumb() -> bool:
    """Whether a terminal prints what it gets and does nothing else: it takes no line back."""
    return os.environ.get("TERM", "dumb" if os.name == "posix" else "") == "dumb"


def coloured(text: StyledText) -> str:
    """The text with the codes that its styles have on this terminal; the text itself where it has no colours."""
    from rich.console import Console
    from rich.text import Text

    rich_text = Text(str(text))
    for start, end, style in text.marks:
        rich_text.stylize(LOOKS[style], start, end)
    console = Console()
    with console.capture() as captured:
        console.print(rich_text, soft_wrap=True, end="")
    return captured.get()

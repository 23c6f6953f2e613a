"""The errors a user may meet. Each says what was found, where, and what to do."""

from collections.abc import Iterable, Sequence
from unicodedata import category


class MatcalcError(Exception):
    """Base of every error that matcalc raises on purpose."""


class InputError(MatcalcError):
    """The input is wrong: a name, a key, a shape, a file. text: what was being read, where that is known."""

    text = ""
    beside_scalar = False
    """Whether a matrix product is written beside a scalar, where * multiplies."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return [f"error: {line}" if number == 0 else line for number, line in enumerate(str(self).split("\n"))]


class LanguageError(InputError):
    """Text in the input language that can not be read; shows the place with a caret."""

    def __init__(self, message: str, text: str, column: int) -> None:
        self.text = text
        self.column = column
        shown, pointer = excerpt(text, column)
        super().__init__(f"{message}\n  {shown}\n  {' ' * pointer}^")


class ShapeError(InputError):
    """Two shapes that do not go together. column: where, in the text that was read; None where that is not known."""

    column: int | None = None

    @classmethod
    def located(cls, message: str, text: str, column: int) -> "ShapeError":
        """One that shows its place in the text with a caret."""
        shown, pointer = excerpt(text, column)
        error = cls(f"{message}\n  {shown}\n  {' ' * pointer}^")
        error.text = text
        error.column = column
        return error


class LimitError(InputError):
    """A derivation that takes more steps or seconds than it may."""


class InstallationError(MatcalcError):
    """A file that belongs to matcalc is not there."""


class VerificationError(MatcalcError):
    """A step whose two sides differ: a fault of matcalc, never of the input."""


class InvariantError(MatcalcError):
    """The engine broke a promise to itself (a lost path, a broken chain)."""


def excerpt(text: str, column: int, width: int = 70) -> tuple[str, int]:
    """The line of `text` around `column` (0-based offset), cut to `width`, and the caret's place in it."""
    start = text.rfind("\n", 0, column) + 1
    end = text.find("\n", column)
    line = printable(text[start : len(text) if end < 0 else end])
    place = column - start
    if len(line) <= width:
        return line, place
    left = max(0, place - width // 2)
    piece = line[left : left + width]
    head = "…" if left else ""
    tail = "…" if left + width < len(line) else ""
    return head + piece + tail, place - left + len(head)


def printable(text: str) -> str:
    """`text` in one line of the same length: line ends and tabs are spaces, whatever else a terminal obeys is �."""
    return "".join(" " if letter in "\n\t\r" else "�" if category(letter) in _OBEYED else letter for letter in text)


_OBEYED = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode's categories of what moves a cursor, turns the direction of writing, ends a line, or is half a character."""


def proposed(proposals: Sequence[str]) -> str:
    """The end of a message: what was likely meant; nothing where there is no proposal."""
    return f"; did you mean {' or '.join(proposals)}?" if proposals else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A clause that names the nearest known words, or lists all of them."""
    from difflib import get_close_matches

    names = sorted(known)
    close = get_close_matches(word, names, n=3, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"known: {', '.join(names)}" if names else "there are none"

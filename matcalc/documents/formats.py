"""What a derivation can be written as, and how the names of such files end. Imports nothing that is slow."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import PurePath

from matcalc.errors import InputError


class Format(Enum):
    """What a derivation can be written as."""

    TEXT = "text"
    LATEX = "latex"
    PDF = "pdf"
    MARKDOWN = "markdown"
    HTML = "html"
    NOTEBOOK = "ipynb"
    JSON = "json"


LATEX_ALGORITHM = "latex-algorithm"
"""The code that is no program but an algorithm as papers print it."""

EXTENSIONS: Mapping[str, str] = {
    ".txt": Format.TEXT.value,
    ".tex": Format.LATEX.value,
    ".pdf": Format.PDF.value,
    ".md": Format.MARKDOWN.value,
    ".html": Format.HTML.value,
    ".ipynb": Format.NOTEBOOK.value,
    ".json": Format.JSON.value,
}
"""The formats of files, by the end of their names."""

CODE_EXTENSIONS: Mapping[str, str] = {".py": "numpy"}
"""The languages of code, by the end of a file's name."""


def extension_of(path: str) -> str:
    """The end of a file's name, in small letters."""
    return PurePath(path).suffix.lower()


def format_at(path: str, extensions: Mapping[str, str] = EXTENSIONS) -> str:
    """The format that the end of a file's name says. Raises InputError for an end that says none."""
    extension = extension_of(path)
    if extension not in extensions:
        what = f"the extension {extension!r}" if extension else "a file without an extension"
        raise InputError(f"{path}: {what} names no format; use one of {', '.join(extensions)}")
    return extensions[extension]

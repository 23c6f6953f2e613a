"""A text that someone wrote, as a file: LaTeX, Markdown or plain text, and where the mathematics stands in it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

from matcalc.errors import InputError, LanguageError, printable
from matcalc.manuscripts.derived_latex import with_derived
from matcalc.manuscripts.pieces import Piece
from matcalc.manuscripts.pieces_markdown import markdown_pieces
from matcalc.manuscripts.pieces_tex import tex_pieces
from matcalc.manuscripts.source import MOST_BYTES, Source, decoded, require_moderate
from matcalc.notation.latex_in.macros import Macros, macros_in


class Form(Enum):
    """What a text is written in."""

    TEX = "LaTeX"
    MARKDOWN = "Markdown"
    PLAIN = "plain text"


FORMS = {".tex": Form.TEX, ".md": Form.MARKDOWN, ".markdown": Form.MARKDOWN, ".txt": Form.PLAIN}


@dataclass(frozen=True)
class Manuscript:
    """A text as it was typed. data: the bytes of its file; pieces: its mathematics, in order.

    Offsets are characters of `text`, which has the line ends of the file and no byte order mark.
    """

    data: bytes
    form: Form
    source: Source
    pieces: tuple[Piece, ...]

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def text(self) -> str:
        return self.source.text

    @cached_property
    def macros(self) -> Macros:
        """The macros that the text defines, and those in which `derive` writes."""
        return with_derived(macros_in(self.text))

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, counted from 1."""
        return self.source.line_and_column(offset)

    def error(self, message: str, offset: int) -> LanguageError:
        """An error that names the file, the line and the column, and shows the place with a caret."""
        return self.source.error(message, offset)


def read_manuscript(path: str | Path) -> Manuscript:
    """The text in a file. Raises InputError where it is no readable text, or mathematics in it is not closed."""
    if not isinstance(path, (str, os.PathLike)):
        raise InputError(f"a document is named by its path, not by an object of type {type(path).__name__}")
    path = Path(path)
    name = printable(str(path))
    try:
        if path.is_dir():
            raise InputError(f"{name}: this is a folder, not a file: name a file that ends in .tex, .md or .txt")
        if name == "-":
            raise InputError("standard input is not read here: name a file that ends in .tex, .md or .txt")
        _form_of(name)
        if path.exists() and not path.is_file():
            raise InputError(f"{name}: this is not a regular file, so it is not read")
        require_moderate(path.stat().st_size, name)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise InputError(f"{name}: there is no such file") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{name}: the file can not be read: {reason}") from None
    return manuscript_of(data, name)


def manuscript_of(data: bytes, name: str) -> Manuscript:
    """The text in the bytes of a file called `name`. Raises InputError as `read_manuscript` does."""
    form = _form_of(name)
    source = Source(name, decoded(data, name))
    if form is Form.TEX:
        return Manuscript(data, form, source, tex_pieces(source))
    return Manuscript(data, form, source, markdown_pieces(source, has_code=form is Form.MARKDOWN))


def _form_of(name: str) -> Form:
    ending = Path(name).suffix
    if (form := FORMS.get(ending.lower())) is None:
        found = f"ends in {ending}" if ending else "has no ending"
        raise InputError(
            f"{name}: the name {found}, and what is read is LaTeX (.tex), Markdown (.md, .markdown) "
            "and plain text (.txt): give the file the ending of what it is"
        )
    return form

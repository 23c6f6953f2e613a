"""Sheets and their key, as they are handed out: in any format, and written beside each other."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from matcalc.api.arguments import choice, columns_of, folder_of, kind, yes_or_no
from matcalc.documents.formats import format_at
from matcalc.documents.printing import COLUMNS, PdfEngine, Printing
from matcalc.documents.sheet_formats import EXTENSIONS
from matcalc.errors import InputError
from matcalc.files import require_not_read, target_of, write_files
from matcalc.worksheets.sheet import Worksheet
from matcalc.worksheets.targets import Order, made


class _Pages(ABC):
    """What sheets and their key have in common: they can be written. print() shows them as text."""

    @abstractmethod
    def _order(self, printing: Printing) -> Order:
        """What is to be made."""

    def render(
        self,
        form: str,
        columns: int = COLUMNS,
        *,
        fragment: bool = False,
        templates: str | os.PathLike[str] | None = None,
        pdf_engine: str = "typst",
    ) -> str | bytes:
        """All of it as "text", "latex", "markdown", … The arguments are those of Derivation.render."""
        return made(self._order(_printing(columns, fragment, templates, pdf_engine)), form)

    def text(self, columns: int = COLUMNS) -> str:
        """Text of at most so many columns."""
        return self._text_in("text", columns)

    def _text_in(self, form: str, columns: int = COLUMNS) -> str:
        """What is made in a format of text."""
        text = self.render(form, columns)
        assert isinstance(text, str)
        return text

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True)
class Worksheets(_Pages):
    """A sheet for each reader, all from one order. print() shows them as text.

    read: the files that problems were read from; none of them is written.
    """

    sheets: tuple[Worksheet, ...]
    hints_at_end: bool = False
    read: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """The answers, with the same numbers."""
        return Key(self.sheets)

    def latex(self) -> str:
        """A LaTeX document that compiles as it is."""
        return self._text_in("latex")

    def markdown(self) -> str:
        """Markdown with $$ blocks."""
        return self._text_in("markdown")

    def _order(self, printing: Printing) -> Order:
        return Order(self.sheets, hints_at_end=self.hints_at_end, printing=printing)

    def save(self, path: str | os.PathLike[str], key: bool = False) -> None:
        """Write the sheets to a file, in the format of its extension, and with `key` the answers to NAME-key.EXT.

        Both files are complete, or neither is written. Raises InputError where that is not possible, and for a file
        that a problem was read from.
        """
        output = _output(path)
        form = format_at(output, EXTENSIONS)
        outputs = [output, key_path(output)] if yes_or_no(key, "key") else [output]
        for one in outputs:
            target_of(one)
        require_not_read(outputs, self.read)
        made_here = (pages.render(form) for pages in (self, self.key))
        write_files({one: as_bytes(data) for one, data in zip(outputs, made_here, strict=False)})

    def __repr__(self) -> str:
        return f"<Worksheets {self.sheets[0].head.title!r}: {len(self.sheets)} with {self.sheets[0].points} points>"


@dataclass(frozen=True)
class Key(_Pages):
    """The answers to worksheets."""

    sheets: tuple[Worksheet, ...]

    def _order(self, printing: Printing) -> Order:
        return Order(self.sheets, key=True, printing=printing)

    def __repr__(self) -> str:
        return f"<Key {self.sheets[0].head.title!r}>"


def key_path(path: str) -> str:
    """Where the key to a sheet is written: NAME-key.EXT beside it. Raises InputError where the sheet is no file."""
    name = Path(path)
    if name.exists() and not name.is_file() and not name.is_dir():
        raise InputError(f"{path} is a device, and the key is a file beside the sheet: name a file, or make no key")
    return str(name.with_name(f"{name.stem}-key{name.suffix}"))


def _output(path: object) -> str:
    """The path as a text. Raises InputError for what is no path."""
    if isinstance(path, (str, os.PathLike)) and isinstance(name := os.fspath(path), str):
        return name
    raise InputError(f'a file is named by a text or a path object, such as "sheet.pdf", not by {kind(path)}')


def as_bytes(made_here: str | bytes) -> bytes:
    """What a file holds."""
    return made_here.encode("utf-8") if isinstance(made_here, str) else made_here


def _printing(columns: object, fragment: object, templates: object, pdf_engine: object) -> Printing:
    is_fragment, engine = yes_or_no(fragment, "fragment") or False, choice(PdfEngine, pdf_engine, "pdf_engine")
    return Printing(columns_of(columns), is_fragment, folder_of(templates), engine)

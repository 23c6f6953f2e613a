"""What commands that write documents share: the format of a file, the width of a text, and where what is made goes."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from shutil import get_terminal_size

import click

from matcalc.errors import InputError, printable

WIDEST = 120
"""Longer lines are hard to read, however wide the terminal is."""

NEXT_PAGE = "\f\n"
"""What stands between two texts on standard output."""

fragment_option = click.option(
    "--fragment", is_flag=True, help="Of LaTeX the body alone, to be put into another document."
)
pdf_engine_option = click.option(
    "--pdf-engine",
    type=click.Choice(("typst", "tex")),
    default="typst",
    show_default=True,
    help="What makes a PDF file: the Python package typst, or a program of TeX that is installed.",
)


def format_of(output: str | None, extensions: Mapping[str, str]) -> str:
    """The format that the name of the output file says; text where there is no file."""
    from matcalc.documents.formats import format_at

    if output is None:
        return "text"
    try:
        return format_at(output, extensions)
    except InputError as error:
        raise click.UsageError(f"-o {printable(str(error))}, or say which with --format") from None


def check_fragment(fragment: bool, form: str) -> None:
    """Raises UsageError where there is no body of a document to write alone."""
    if fragment and form != "latex":
        raise click.UsageError("--fragment is of LaTeX: add --format latex, or -o FILE.tex")


def check_pdf(engine: str, output: str | None) -> None:
    """Raises InputError, before anything is derived, where no PDF file can be made or delivered."""
    from matcalc.documents.pdf import check_engine
    from matcalc.documents.printing import PdfEngine

    check_engine(PdfEngine(engine))
    if output is None:
        from matcalc.cli.output import refuse_terminal

        refuse_terminal()


def columns(output: str | None) -> int:
    """As wide as the terminal that shows the text, within reason; a file or a pipe gets the same on every machine."""
    from matcalc.documents.printing import COLUMNS, NARROWEST

    if output is not None or not is_terminal():
        return COLUMNS
    return min(max(get_terminal_size((COLUMNS, 0)).columns, NARROWEST), WIDEST)


def is_terminal() -> bool:
    """Whether standard output is one."""
    return sys.stdout is not None and sys.stdout.isatty()


def deliver(made: str | bytes, output: str | None = None) -> None:
    """Write what was made to a file, or to standard output: on a terminal with colours."""
    deliver_all([made], [] if output is None else [output])


def deliver_all(made: Sequence[str | bytes], outputs: Sequence[str]) -> None:
    """Write what belongs together to as many files; where there are none, to standard output, one after the other.

    Raises InputError where that is not possible: several files can not follow each other if they are no text.
    """
    from matcalc.cli.output import write_bytes, write_stdout
    from matcalc.files import write_files

    if outputs:
        files = {
            output: one if isinstance(one, bytes) else _ended(one).encode("utf-8")
            for output, one in zip(outputs, made, strict=True)
        }
        write_files(files)
        return
    texts = [one for one in made if isinstance(one, str)]
    if len(texts) == len(made):
        write_stdout(NEXT_PAGE.join(map(_shown, texts)))
    elif len(made) > 1:
        raise InputError("a sheet and its key are two files in this format: say where with -o FILE")
    else:
        (data,) = made
        assert isinstance(data, bytes)
        write_bytes(data)


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _shown(text: str) -> str:
    """The text with its colours, where it has some and a terminal takes them."""
    from matcalc.cli.terminal import coloured, takes_colours
    from matcalc.documents.styled import StyledText

    return _ended(coloured(text) if isinstance(text, StyledText) and takes_colours() else text)

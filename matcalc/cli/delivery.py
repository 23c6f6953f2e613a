"""What commands that write documents share: the format of a file, the width of a text, and where what is made goes."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import click
from click.core import ParameterSource

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


def format_of(output: str | None, extensions: Mapping[str, str], asked: str | None = None) -> str:
    """The format that is asked for, else the one that the name of the output file says; text where there is no file.

    Raises UsageError where a name says no format or another one than is asked for.
    """
    from matcalc.documents.formats import extension_of, format_at

    if output is None:
        return asked or "text"
    if asked is None:
        try:
            return format_at(output, extensions)
        except InputError as error:
            raise click.UsageError(f"-o {printable(str(error))}, or say which with --format") from None
    said = extensions.get(extension_of(output), asked)
    if said != asked:
        ending = next(extension for extension, form in extensions.items() if form == asked)
        what = f"the name says {said}, and --format says {asked}"
        raise click.UsageError(f"-o {printable(output)}: {what}: end the name in {ending}, or leave --format out")
    return asked


def require_fitting_name(output: str | None, option: str, ending: str) -> None:
    """Raises UsageError where the name of the output file says another format than that which an option writes.

    ending: of the names of files in that format. Plain text may have any name that says no other format.
    """
    from matcalc.documents.formats import CODE_EXTENSIONS, EXTENSIONS, Format, extension_of

    if output is None:
        return
    formats = {**EXTENSIONS, **CODE_EXTENSIONS}
    text, written = Format.TEXT.value, formats[ending]
    said = formats.get(extension_of(output), text)
    if said not in (text, written):
        shown = written if written == Format.LATEX.value else "plain text"
        what = f"the name says {said}, and {option} writes {shown}"
        raise click.UsageError(f"-o {printable(output)}: {what}: end the name in {ending}, or leave {option} out")


def require_no_input(outputs: Sequence[str], problems: Sequence[str], templates: str | None) -> None:
    """Raises InputError where a file is to be written that is read: a problem, a program, a course, a template."""
    from matcalc.files import require_not_read
    from matcalc.problems.library import file_of

    require_not_read(outputs, [*problems, *(file for one in problems if (file := file_of(one)) is not None)])
    if templates is not None:
        from matcalc.documents.own_files import is_template

        require_not_read(outputs, [one for one in outputs if is_template(one, templates)])


def check_fragment(fragment: bool, form: str) -> None:
    """Raises UsageError where there is no body of a document to write alone."""
    if fragment and form != "latex":
        raise click.UsageError("--fragment is of LaTeX: add --format latex, or -o FILE.tex")


def check_pdf_engine(form: str) -> None:
    """Raises UsageError where a program for PDF files is chosen, and no PDF file is made."""
    source = click.get_current_context().get_parameter_source("pdf_engine")
    if form != "pdf" and source is ParameterSource.COMMANDLINE:
        raise click.UsageError("--pdf-engine is of PDF: add --format pdf, or -o FILE.pdf")


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
    from shutil import get_terminal_size

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
        _tell(made)
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
    _tell(made)


def _tell(made: Sequence[str | bytes]) -> None:
    """What whoever asked for these documents has to know, on stderr."""
    for note in dict.fromkeys(note for one in made for note in getattr(one, "notes", ())):
        click.echo(f"note: {printable(note)}", err=True)


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"


def _shown(text: str) -> str:
    """The text with its colours, where it has some and a terminal takes them."""
    from matcalc.cli.terminal import coloured, takes_colours
    from matcalc.documents.styled import StyledText

    return _ended(coloured(text) if isinstance(text, StyledText) and takes_colours() else text)

"""A document as a PDF file: by Typst, which needs no TeX and sees nothing but its source and its fonts, or by TeX."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TypeVar

from matcalc.documents.document import Document
from matcalc.documents.printing import MOST_SECONDS, USUAL, PdfEngine, Printing
from matcalc.documents.source_error import SourceError
from matcalc.documents.spelled_out import NotedBytes, notes
from matcalc.errors import InputError, printable
from matcalc.signals import ended_in_order

_T = TypeVar("_T")

UNREADABLE = "Typst can not read what the templates make"

NO_TYPST = 'PDF needs Typst, which is not installed: pip install "matcalc-derive[pdf]"; or take TeX: --pdf-engine tex'


def pdf(document: Document, printing: Printing = USUAL) -> NotedBytes:
    """The bytes of a PDF file; those of Typst are the same on every machine.

    Raises InputError where the engine is not installed, or can not read what a user's template makes.
    """
    if printing.pdf_engine is PdfEngine.TEX:
        from matcalc.documents.latex import latex
        from matcalc.documents.tex import compiled_by_tex

        with ended_in_order(), made_by_templates("document.tex.jinja", printing):
            source = latex(document, printing)
            return NotedBytes(compiled_by_tex(source), source.notes)
    from matcalc.documents.typst import typst

    with ended_in_order(), made_by_templates("document.typ.jinja", printing):
        made = typst(document, printing)
        data = compiled(made, None if printing.templates is None else MOST_SECONDS)
        return NotedBytes(data, notes(made, document))


@contextmanager
def made_by_templates(template: str, printing: Printing) -> Iterator[None]:
    """Say of a source that can not be read that templates of the user's folder made it, where some did."""
    try:
        yield
    except SourceError as error:
        if printing.templates is None:
            raise
        from matcalc.documents.template_errors import own_templates, places_of

        names = own_templates(template, printing.templates)
        likely = places_of(error.line, names, printing.templates) or names
        raise InputError(
            f"{printable(str(printing.templates))}: {error}; mend {' or '.join(likely)} in that folder"
        ) from None


def check_engine(engine: PdfEngine) -> None:
    """Raises InputError where the engine is not installed."""
    if engine is PdfEngine.TYPST:
        if find_spec("typst") is None:
            raise InputError(NO_TYPST)
        return
    from matcalc.documents.tex import program_of_tex

    program_of_tex()


def compiled(source: str, seconds: float | None = None) -> bytes:
    """The PDF file of a source in Typst, which can read no file and no package.

    seconds: after which it is given up; a loop in a loop would take for ever.
    """
    try:
        import typst as compiler
    except ModuleNotFoundError:
        raise InputError(NO_TYPST) from None
    with TemporaryDirectory() as empty:
        try:
            engine = compiler.Compiler(
                root=empty, ignore_system_fonts=True, package_path=empty, package_cache_path=empty
            )
            made, _ = _beside(lambda: engine.compile_with_warnings(source.encode("utf-8"), format="pdf"), seconds)
        except compiler.TypstError as error:
            place = re.search(r"\.typ:(\d+):\d+", error.diagnostic)
            line = int(place[1]) if place else None
            raise SourceError(UNREADABLE, error.message, source, line) from None
    assert isinstance(made, bytes)
    return made


def _beside(work: Callable[[], _T], seconds: float | None) -> _T:
    """What comes of it, in a thread of its own: so it can be interrupted, and given up after so many seconds."""
    done: Future[_T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as error:  # it is raised where the result is waited for
            done.set_exception(error)

    Thread(target=run, daemon=True).start()
    if seconds is not None and not wait((done,), seconds).done:
        raise SourceError(UNREADABLE, f"it takes more than {seconds:g} seconds", "", None)
    return done.result()

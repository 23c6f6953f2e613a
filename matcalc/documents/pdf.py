"""A document as a PDF file, without TeX: Typst compiles it, and sees nothing but its source and its own fonts."""

from __future__ import annotations

import warnings
from tempfile import TemporaryDirectory

from matcalc.documents.document import Document
from matcalc.documents.printing import USUAL, Printing
from matcalc.documents.typst import typst
from matcalc.errors import InputError


def pdf(document: Document, printing: Printing = USUAL) -> bytes:
    """The bytes of a PDF file, the same on every machine.

    Raises InputError where Typst is not installed, or where a template of the user's is not Typst.
    """
    return compiled(typst(document, printing))


def compiled(source: str) -> bytes:
    """The PDF file of a source in Typst, which can read no file and no package."""
    try:
        import typst as compiler
    except ModuleNotFoundError:
        raise InputError('PDF needs Typst, which is not installed: pip install "matcalc-derive[pdf]"') from None
    with TemporaryDirectory() as empty:
        try:
            made = compiler.compile(
                source.encode("utf-8"),
                root=empty,
                format="pdf",
                ignore_system_fonts=True,
                package_path=empty,
                package_cache_path=empty,
            )
        except compiler.TypstError as error:
            raise InputError(f"Typst can not read the document: {error.message}") from None
    assert isinstance(made, bytes)
    return made

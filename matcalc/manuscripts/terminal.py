"""What is said of a document on a terminal: paragraphs of words and mathematics, as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from matcalc.chain import Prose
from matcalc.documents.columns import wrapped
from matcalc.documents.glyphs import functions_of
from matcalc.forms.program import Program
from matcalc.manuscripts.understood import Understood
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.settings import CotangentSign, GradientSign, Notation
from matcalc.notation.unicode_text import UnicodePrinter

INDENT = "  "

WRITTEN_OUT = Notation(cotangent=CotangentSign.NABLA, gradient=GradientSign.NABLA)
"""A document has short names of its own for gradients, or none."""


def printer_of(understood: Understood, program: Program) -> UnicodePrinter:
    """Prints the names of a document, gradients written out."""
    styles = {name.name: name.style for name in understood.vocabulary.names.values()}
    output = program.output if program.output.shape.is_scalar else None
    names = [symbol.name for symbol in program.symbols]
    return UnicodePrinter(Glyphs(styles, names, WRITTEN_OUT, output, functions_of(program)))


def paragraphs(of: Iterable[Sequence[Prose]], printer: UnicodePrinter, columns: int) -> Iterator[str]:
    """Each paragraph as text: its first sentence, then the others below it, indented."""
    for first, *others in of:
        yield "\n".join(wrapped(printer.prose(first), columns))
        for other in others:
            lines = wrapped(printer.prose(other), columns - len(INDENT))
            yield "\n".join(f"{INDENT}{line}" for line in lines)

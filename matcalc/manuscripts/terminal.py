"""What is said of a document on a terminal: paragraphs of words and mathematics, as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from matcalc.documents.columns import wrapped
from matcalc.documents.glyphs import functions_of
from matcalc.documents.page import Sentence
from matcalc.documents.text import plain
from matcalc.errors import printable
from matcalc.manuscripts.understood import Understood
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.settings import CotangentSign, GradientSign, Notation
from matcalc.notation.unicode_text import UnicodePrinter

INDENT = "  "

WRITTEN_OUT = Notation(cotangent=CotangentSign.NABLA, gradient=GradientSign.NABLA)
"""A document has short names of its own for gradients, or none."""

AS_FRACTIONS = Notation(cotangent=CotangentSign.PARTIAL, gradient=GradientSign.PARTIAL)
"""In what is said of a line that is written with ∂/∂."""

LONGEST = 60
"""Characters of a formula that is quoted."""


def printer_of(understood: Understood, notation: Notation = WRITTEN_OUT) -> UnicodePrinter:
    """Prints the names of a document, gradients written out."""
    styles = {name.name: name.style for name in understood.vocabulary.names.values()}
    program = understood.program
    if program is None:
        return UnicodePrinter(Glyphs(styles, notation=notation))
    output = program.output if program.output.shape.is_scalar else None
    names = [symbol.name for symbol in program.symbols]
    return UnicodePrinter(Glyphs(styles, names, notation, output, functions_of(program)))


def short(typed: str) -> str:
    """A formula in one line, as it was typed; cut where it is long."""
    line = printable(" ".join(typed.split()))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def paragraphs(of: Iterable[Sequence[Sentence]], printer: UnicodePrinter, columns: int) -> Iterator[str]:
    """Each paragraph as text: its first sentence, then the others below it, indented."""
    for first, *others in of:
        yield "\n".join(wrapped(plain(first, printer), columns))
        for other in others:
            lines = wrapped(plain(other, printer), columns - len(INDENT))
            yield "\n".join(f"{INDENT}{line}" for line in lines)

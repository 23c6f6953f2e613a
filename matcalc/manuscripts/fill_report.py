"""What is told of a document whose ??? were filled: clashes first, then what was not filled, then what was."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.documents.columns import wrapped
from matcalc.documents.page import Sentence
from matcalc.errors import printable
from matcalc.manuscripts.clash_words import clash_words
from matcalc.manuscripts.fill import Filling
from matcalc.manuscripts.refusals import Refused
from matcalc.manuscripts.taken_as import taken_as
from matcalc.manuscripts.terminal import paragraphs, printer_of, short


def fill_report(filling: Filling, columns: int) -> str:
    """The report as plain text, a line end after each line; empty lines between its parts."""
    return "\n\n".join(_parts(filling, columns)) + "\n"


def _parts(filling: Filling, columns: int) -> Iterator[str]:
    read = filling.read
    understood, name = read.understood, read.manuscript.name
    printer = printer_of(understood)
    if read.twice:
        yield "\n".join(line for one in read.twice for line in wrapped(one, columns))
    if not filling.conventions.is_one or filling.conventions.left_out:
        clashes = paragraphs(clash_words(filling.conventions, understood), printer, columns)
        yield "\n".join([f"{name}: conventions clash.", *clashes])
    for refused in filling.refused:
        yield "\n".join(paragraphs([_refused(refused)], printer, columns))
    filled = {hole.chain.number for hole in filling.filled} | {
        one.hole.chain.number for one in filling.refused if one.hole is not None
    }
    wrong = [one for one in filling.claims if one.held is None and one.chain.number not in filled]
    if wrong:
        sentences: list[Sentence] = [(f"line {one.line}: {short(one.said.typed)}",) for one in wrong]
        yield "\n".join(paragraphs([(("These lines could not be confirmed:",), *sentences)], printer, columns))
    if read.unread:
        for what, is_misfit in (("were not read", False), ("do not go with the others, and are left out", True)):
            told = [one for one in read.unread if one.is_misfit is is_misfit]
            sentences = [(f"line {one.line}, column {one.column}: {one.reason}",) for one in told]
            if told:
                yield "\n".join(paragraphs([((f"These formulas {what}:",), *sentences)], printer, columns))
    if names := "; ".join(taken_as(understood, printer)):
        yield "\n".join(wrapped(f"Read as {names}.", columns))
    total = len(filling.filled) + len(filling.refused)
    yield f"{printable(name)}: {len(filling.filled)} of {total} ??? filled."


def _refused(refused: Refused) -> tuple[Sentence, ...]:
    line = refused.line
    if refused.is_wrong:
        return ((f"line {line} is not filled, as what it claims is wrong.",), *refused.why)
    return ((f"line {line} is not filled.",), *refused.why)

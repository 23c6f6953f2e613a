"""Names that a derivation gives and a document does not have: written out, or introduced before they are used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from matcalc.api.derivation import Derivation
from matcalc.documents.page import Code, Equation, with_equations
from matcalc.forms.index_form import Entry, of_factor
from matcalc.forms.matrix_form import Node, ScalarFunction, Symbol
from matcalc.forms.program import Definition, IndexDefinition
from matcalc.manuscripts.printing import ManuscriptPrinter
from matcalc.manuscripts.steps import Row
from matcalc.manuscripts.widths import width_of
from matcalc.notation.latex_in.vocabulary import Vocabulary

LONGEST = 14.0
"""How wide something without a name is at most, in em, that is written out each time."""

STEP = r"\operatorname{step}"
STEP_IS = ("step is the derivative of relu: 1 above 0 and 0 below",)

SHORT_NAME = ("a short name for what the next lines need",)

_UNSEEN = re.compile(r"[\s{}]|\\math(?:bf|rm|it)|\\bm|\\boldsymbol")


def unnamed(derivation: Derivation, vocabulary: Vocabulary) -> tuple[Definition, ...]:
    """The equations of what the derivation has names for and the document has not."""
    known = {name.name for name in vocabulary.names.values()}
    definitions = derivation.differentiation.program.definitions
    return tuple(
        one for one in definitions if one.symbol.name not in known and not isinstance(one.body, ScalarFunction)
    )


def arrays_written_out(definitions: Sequence[Definition]) -> dict[str, Node]:
    """By their names what can stand in their place: what is known entry by entry has to have a name."""
    return {one.symbol.name: one.body for one in definitions if isinstance(one.body, Node)}


def too_long(written_out: Mapping[str, Node], printer: ManuscriptPrinter, vocabulary: Vocabulary) -> frozenset[str]:
    """Those that a name is better for, where that is no name of the document. printer: writes all of them out."""
    taken = {_seen(name.array) for name in vocabulary.names.values()}
    plain = printer.with_names(written_out)
    return frozenset(
        name
        for name, body in written_out.items()
        if width_of(printer.part(body)) > LONGEST and _seen(plain.part(Symbol(name, body.shape))) not in taken
    )


def introducing(rows: Sequence[Row], named: Sequence[Definition], printer: ManuscriptPrinter) -> tuple[Row, ...]:
    """A row for each of our names that is printed in the rows, or in what such a name is short for, in their order."""
    printed = " ".join(_texts(rows, printer))
    found: list[Row] = []
    for one in reversed(named):
        if not _stands(printer.part(one.symbol), printed):
            continue
        if isinstance(one.body, IndexDefinition):
            row = Row(of_factor(Entry(one.symbol, one.body.places)), one.body.body, SHORT_NAME)
        else:
            row = Row(one.symbol, one.body, SHORT_NAME)
        printed += f" {printer.part(row.right)}"
        found.insert(0, row)
    return tuple(found)


def _stands(name: str, printed: str) -> bool:
    """Whether a name stands in LaTeX, not only its letters, as t in \\text."""
    return re.search(rf"(?<![a-zA-Z]){re.escape(name)}(?![a-zA-Z])", printed) is not None


def explained(rows: Sequence[Row], printer: ManuscriptPrinter) -> tuple[Row, ...]:
    """The rows; the first one in which the step function stands says what that is."""
    found = list(rows)
    for number, row in enumerate(found):
        if STEP in printer.part(row.right):
            found[number] = replace(row, reason=(*STEP_IS, *(("; ", *row.reason) if row.reason else ())))
            break
    return tuple(found)


def _texts(rows: Sequence[Row], printer: ManuscriptPrinter) -> Iterator[str]:
    for row in rows:
        parts = (row.left, row.right, *with_equations(row.reason))
        for part in parts:
            if isinstance(part, Equation):
                yield printer.part(part.left)
                yield printer.part(part.right)
            elif part is not None and not isinstance(part, str | Code):
                yield printer.part(part)


def _seen(name: str) -> str:
    """A name without what makes no difference to a reader."""
    return _UNSEEN.sub("", name)

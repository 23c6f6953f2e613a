"""Names that a derivation gives and a document does not have: written out, or introduced before they are used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from matcalc.api.derivation import Derivation
from matcalc.documents.page import Code, Equation, with_equations
from matcalc.forms.matrix_form import Node, ScalarFunction, Symbol
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


def without_names(derivation: Derivation, vocabulary: Vocabulary) -> dict[str, Node]:
    """What the derivation has names for and the document has not, by those names."""
    known = {name.name for name in vocabulary.names.values()}
    return {
        one.symbol.name: one.body
        for one in derivation.differentiation.program.definitions
        if one.symbol.name not in known and isinstance(one.body, Node) and not isinstance(one.body, ScalarFunction)
    }


def too_long(written_out: Mapping[str, Node], printer: ManuscriptPrinter, vocabulary: Vocabulary) -> frozenset[str]:
    """Those that a name is better for, where that is no name of the document. printer: writes all of them out."""
    taken = {_seen(name.array) for name in vocabulary.names.values()}
    plain = printer.with_names(written_out)
    return frozenset(
        name
        for name, body in written_out.items()
        if width_of(printer.part(body)) > LONGEST and _seen(plain.part(Symbol(name, body.shape))) not in taken
    )


def introducing(rows: Sequence[Row], named: Mapping[str, Node], printer: ManuscriptPrinter) -> tuple[Row, ...]:
    """A row for each of our names that is printed in the rows, or in what such a name is short for, in their order."""
    printed = "".join(_texts(rows, printer))
    found: list[Row] = []
    for name, body in reversed(tuple(named.items())):
        symbol = Symbol(name, body.shape)
        if printer.part(symbol) in printed:
            printed += printer.part(body)
            found.insert(0, Row(symbol, body, SHORT_NAME))
    return tuple(found)


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

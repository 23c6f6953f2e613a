"""Where a long expression may be broken: before the plus or minus of a sum."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.documents.page import Mathematics
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Add
from matcalc.notation.printer import Printer

MINUS = ("−", "-")


def pieces(expression: Mathematics, printer: Printer) -> list[str]:
    """The expression in pieces that make it up when joined by a space: the terms of a sum, each with its sign."""
    terms = list(_terms(expression))
    if len(terms) < 2:
        return [printer.part(expression)]
    first, *rest = (printer.part(term) for term in terms)
    return [first, *map(_signed, rest)]


def _terms(expression: Mathematics) -> Iterator[Mathematics]:
    if isinstance(expression, IndexSum):
        yield from (IndexSum((term,)) for term in expression.terms)
    elif isinstance(expression, Add):
        yield from expression.args
    else:
        yield expression


def _signed(term: str) -> str:
    if term.startswith(MINUS):
        return f"{term[0]} {term[1:].lstrip()}"
    return f"+ {term}"

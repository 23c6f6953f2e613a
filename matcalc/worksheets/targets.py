"""What a worksheet can be written as. What is made of documents goes through documents.render; the rest has makers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matcalc.documents.document import Document
from matcalc.documents.formats import Format
from matcalc.documents.printing import USUAL, Printing
from matcalc.documents.render import refuse_templates, write
from matcalc.documents.sheet_formats import FORMATS, MOODLE, QTI
from matcalc.errors import InputError
from matcalc.worksheets.layout import key_document, sheet_document
from matcalc.worksheets.sheet import Worksheet


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: a sheet for each reader, or the key to them. hints_at_end: in an appendix."""

    sheets: tuple[Worksheet, ...]
    key: bool = False
    hints_at_end: bool = False
    printing: Printing = USUAL


Maker = Callable[[Order], str | bytes]


def _moodle() -> Maker:
    from matcalc.worksheets.moodle import moodle

    return moodle


def _qti() -> Maker:
    from matcalc.worksheets.qti import qti

    return qti


def _notebook() -> Maker:
    from matcalc.worksheets.notebook import worksheet_notebook

    return worksheet_notebook


def _json() -> Maker:
    from matcalc.worksheets.json import to_json

    return to_json


MAKERS: Mapping[str, Callable[[], Maker]] = {
    MOODLE: _moodle,
    QTI: _qti,
    Format.JSON.value: _json,
    Format.NOTEBOOK.value: _notebook,
}
"""How the formats are made that are no documents, by name; what is called imports the maker."""

WITHOUT_TEMPLATES = (MOODLE, QTI, Format.JSON.value)


def made(order: Order, form: str) -> str | bytes:
    """The sheets, or their key, in a format. Raises InputError for one that is not known."""
    if form not in FORMATS:
        raise InputError(f"there is no format {form!r} of worksheets; known: {', '.join(FORMATS)}")
    if form in WITHOUT_TEMPLATES:
        refuse_templates(form, order.printing)
    if form in MAKERS:
        return MAKERS[form]()(order)
    return write(_document(order.sheets, order), Format(form), order.printing)


def _document(sheets: Sequence[Worksheet], order: Order) -> Document:
    return key_document(sheets) if order.key else sheet_document(sheets, hints_at_end=order.hints_at_end)

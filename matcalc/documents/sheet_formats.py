"""What worksheets can be written as: what a derivation can, and what learning systems read. Imports nothing slow."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.documents.formats import EXTENSIONS as OF_DOCUMENTS

MOODLE, QTI = "moodle", "qti"

EXTENSIONS: Mapping[str, str] = {**OF_DOCUMENTS, ".xml": MOODLE, ".zip": QTI}
"""The formats of files, by the end of their names."""

FORMATS = tuple(EXTENSIONS.values())

"""The letters of indices that a document has at the entries of its arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.forms.matrix_form import Symbol
from matcalc.manuscripts.understood import Understood


def typed_letters(understood: Understood) -> Mapping[Symbol, Sequence[str]]:
    """The letters that the document has at the entries of its vectors."""
    if understood.program is None:
        return {}
    found: dict[Symbol, Sequence[str]] = {}
    symbols = {symbol.name: symbol for symbol in understood.program.symbols}
    for said in (one for chain in understood.chains for one in chain.said):
        if said.meaning is None:
            continue
        for name, letters in said.entries:
            symbol = symbols.get(name)
            if symbol is not None and not symbol.shape.is_matrix and len(symbol.shape.axes) == len(letters):
                found.setdefault(symbol, letters)
    return found

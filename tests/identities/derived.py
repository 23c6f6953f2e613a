"""What matcalc answers to a row of the tables."""

from __future__ import annotations

from functools import lru_cache

import matcalc

from .identity import Identity
from .index_text import is_index_text


@lru_cache(maxsize=1000)
def result_text(row: Identity) -> str:
    """The derived result in the symbols of the row, in index form with its head."""
    derivation = matcalc.derive(
        row.expression,
        wrt=row.wrt,
        shapes=dict(row.axes),
        lets=list(row.lets),
        order=row.order,
        assume=list(row.assume),
        **({"hvp": "v"} if row.kind == "hvp" else {}),
    )
    by_matrix = row.kind == "vec" or (row.kind == "hessian" and len(row.axes[row.wrt]) == 2)
    if by_matrix and derivation.result.stacked is not None:
        return derivation.result.stacked
    text = str(derivation.result.expanded())
    free = derivation.result.indices
    if is_index_text(text) or (len(free) < 3 and not _has_places(text, set(free))):
        return text
    return f"J[{','.join(free)}] = {text}"


def _has_places(text: str, names: set[str]) -> bool:
    inside = [piece.split("]")[0] for piece in text.split("[")[1:]]
    return any(names & set(piece.replace("(", ",").replace(")", ",").split(",")) for piece in inside)

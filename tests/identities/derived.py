"""What matcalc answers to a row of the tables."""

from __future__ import annotations

import re
from functools import lru_cache

import matcalc

from .identity import Identity
from .index_text import is_index_text


@lru_cache(maxsize=1000)
def result_text(row: Identity) -> str:
    """The derived result in the symbols of the row; an index form without the lengths that books give in words."""
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
    if not is_index_text(text):
        return text
    head, equals, body = text.partition(" = ")
    return re.sub(r":[^,\]]*", "", head) + equals + body

"""What matcalc answers to a row of the tables."""

from __future__ import annotations

from functools import lru_cache

import matcalc
from matcalc.forms.index_form import IndexSum

from .identity import Identity


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
    result = derivation.result.expanded()
    return f"J[{','.join(result.indices)}] = {result}" if isinstance(result.value, IndexSum) else str(result)

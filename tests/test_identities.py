"""Published derivatives: the tables agree with an independent oracle, and the engine agrees with the tables."""

from __future__ import annotations

import pytest
from identities.comparison import assert_same, claimed, measured, point_of
from identities.identity import Identity
from identities.tables import IDENTITIES, SYMPY_ERRORS

ALL = (*IDENTITIES, *SYMPY_ERRORS)
SEEDS = (1, 2)


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ALL])
def test_textbook_result_is_right(row: Identity):
    for seed in SEEDS:
        point = point_of(row, seed)
        assert_same(claimed(row.result, row, point), measured(row, point), row, row.result)

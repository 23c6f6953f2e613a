"""Published derivatives: the tables agree with an independent oracle, and the engine agrees with the tables."""

from __future__ import annotations

from typing import get_args

import pytest
from identities.comparison import assert_same, claimed, measured, point_of
from identities.errata import ERRATA
from identities.identity import Identity, Kind
from identities.tables import ALL, IDENTITIES, SYMPY_ERRORS

SEEDS = (1, 2)


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ALL])
def test_textbook_result_is_right(row: Identity):
    for seed in SEEDS:
        point = point_of(row, seed)
        assert_same(claimed(row.result, row, point), measured(row, point), row, row.result)


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ERRATA])
def test_the_oracle_objects_to_what_a_source_has_wrong(row: Identity):
    point = point_of(row, SEEDS[0])
    with pytest.raises(AssertionError, match="off by"):
        assert_same(claimed(row.result, row, point), measured(row, point), row, row.result)


def test_the_tables_are_as_large_as_promised_and_name_each_row_once():
    names = [row.name for row in ALL]
    assert len(set(names)) == len(names)
    assert len(IDENTITIES) >= 170
    assert len(SYMPY_ERRORS) == 5
    assert {row.kind for row in ALL} == set(get_args(Kind))

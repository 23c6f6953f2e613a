"""Published derivatives: the tables agree with an independent oracle, and the engine agrees with the tables."""

from __future__ import annotations

from typing import get_args

import pytest
from identities.accepted import ACCEPTED
from identities.comparison import assert_same, claimed, measured, point_of
from identities.derived import result_text
from identities.errata import ERRATA
from identities.identity import Identity, Kind
from identities.operators import operators
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


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ALL])
def test_the_derived_result_is_right(row: Identity):
    text = result_text(row)
    for seed in SEEDS:
        point = point_of(row, seed, text)
        assert_same(claimed(text, row, point), measured(row, point), row, text)


@pytest.mark.parametrize("row", [pytest.param(row, id=row.name) for row in ALL])
def test_the_derived_result_is_the_textbooks(row: Identity):
    expected, _ = ACCEPTED.get(row.name, (row.result, ""))
    assert result_text(row) == expected


def test_results_are_as_short_as_the_textbooks():
    longer = [row.name for row in ALL if operators(result_text(row)) > operators(row.result)]
    assert len(longer) <= len(ALL) / 20, longer


def test_what_is_accepted_is_another_text_of_a_known_row_and_has_a_reason():
    textbook = {row.name: row.result for row in ALL}
    for name, (text, reason) in ACCEPTED.items():
        assert text != textbook[name]
        assert reason


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("A.T", 1),
        ("2 * X.T @ (X @ w - y)", 5),
        ("-inv(X).T @ a", 4),
        ("f'(z) * g", 2),
        ("ones(m, n) / m", 2),
        ("J[i,j,k,l] = A[i,k] B[l,j]", 1),
        ("J[i,k] = -A[i,k] + 2 sum j: B.T[i,j] x[j]**2", 7),
    ],
)
def test_operators_are_counted_as_a_reader_counts_them(text: str, count: int):
    assert operators(text) == count

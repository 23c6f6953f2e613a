"""Published derivatives: the tables agree with an independent oracle, and the engine agrees with the tables."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from identities.accepted import ACCEPTED
from identities.comparison import assert_same, claimed, measured, point_of
from identities.derived import result_text
from identities.errata import ERRATA
from identities.identity import Identity, Kind, axes_of
from identities.index_text import head_of, index_value
from identities.longer import longer_than_textbook, page
from identities.operators import operators
from identities.oracle import Program, draw
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
    longer = [row.name for row in longer_than_textbook(ALL)]
    assert len(longer) <= len(ALL) / 20, longer


def test_the_page_of_longer_results_is_what_is_derived():
    written = (Path(__file__).parent.parent / "docs" / "longer-results.md").read_text(encoding="utf-8")
    assert written == page(ALL), "run: python -m tests.identities.longer > docs/longer-results.md"


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("J[i,k] = sum j: A[i,j] B[j,k]", "A @ B"),
        ("J[i,k] = sum j: A[i,j] * B[j,k] / 2 - 3 sum j: A[i,j] B[j,k]", "-5/2 * A @ B"),
        ("J[k,i] = tanh'(A)[i,k]", "1 - tanh(A.T)**2"),
        ("J[i,k] = delta[i,k] f'(x[i])**2", "diag(f'(x)**2)"),
        ("J[i,k] = sum p q: kron(A, B)[(i,k),(p,q)] C[p,q]", "B @ C @ A.T"),
        ("J[j] = sum i: vec(A)[(i,j)] b[i]", "A.T @ b"),
        ("J[k,i] = sum p q: (1 - f'(kron(A, B))**2)[(k,i),(p,q)]", "unvec(sum(1 - f'(kron(A, B))**2, axis=1), n, m)"),
        ("J[k,l] = sum i j: kron(A, B)[(k,i),(l,j)]", "sum(A) * B"),
        ("J[i,j] = sum k l: kron(B, A.T)[(k,i),(l,j)]", "sum(A) * B"),
        ("J[i] = vstack(x, b)[i + n]", "b"),
        ("J[i] = vstack(x, b)[n + 1] b[i]", "b[0:1] * b"),
    ],
)
def test_the_oracle_reads_index_form(text: str, expected: str):
    shapes = axes_of("A: m×n, B: n×m, C: m×n, x: n, b: m")
    point = draw(shapes, Program(expected), SEEDS[0])
    free, body = head_of(text)
    value = point.value(expected).squeeze()
    found = index_value(body, free, dict(zip(free, value.shape, strict=True)), point.value, point.sizes)
    assert np.allclose(found, value, rtol=1e-12)

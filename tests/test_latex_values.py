"""Lines of published texts, read, printed, read back: at each turn their values are those that are written by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matcalc.errors import InputError
from tests.latex_corpus import CORPUS
from tests.latex_values import IDENTITIES, ROWS
from tests.plain_values import Array, agree
from tests.printed_lines import read, read_back
from tests.valued_lines import ByHand, Valued

LATEX = {line.id: line.latex for line in CORPUS}

Values = list[Array | None]


def name(row: Valued) -> str:
    return f"{row.id}-{row.number}" if row.number else row.id


def by_hand(row: Valued) -> Values:
    """The value of each member; in matrix form, what has one axis is a column."""
    values = [side and ByHand(row).of(side) for side in row.sides]
    is_column = [value is not None and value.ndim == 1 and row.free is None for value in values]
    return [value[:, np.newaxis] if turned else value for value, turned in zip(values, is_column, strict=True)]


def are_same(found: Values, wanted: Values) -> bool:
    """Whether the members that have a value are the same, and have the same values."""
    if [value is None for value in found] != [value is None for value in wanted]:
        return False
    pairs = zip(found, wanted, strict=True)
    return all(agree(one, other) for one, other in pairs if one is not None and other is not None)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_lines_have_the_values_that_are_written_by_hand(row: Valued) -> None:
    document, wanted = read(row, LATEX[row.id]), by_hand(row)
    assert are_same(document.values, wanted), (document.values, wanted)
    for member, value in zip(document.members, wanted, strict=True):
        if member is not None and member.value_of_subject is not None:
            assert are_same([member.value_of_subject], [value])
    back = read_back(document)
    assert are_same(back.values, wanted), (document.printed(), back.values, wanted)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_published_lines_are_true(row: Valued) -> None:
    first, *others = [value for value in by_hand(row)[row.equal_from :] if value is not None]
    assert others
    assert all(agree(first, other) for other in others)
    assert row.note or not row.equal_from


def test_at_least_seventy_lines_are_valued() -> None:
    covered = {row.id for row in ROWS}
    print(f"{len(covered)} lines of {len(CORPUS)} in {len(ROWS)} rows")
    assert len({name(row) for row in ROWS}) == len(ROWS)
    assert len(covered) >= 70


SPOILED = [
    ("nielsen-forward", "+ b^l", "- b^l"),
    ("nielsen-forward-entry", "w^{l}_{jk} a^{l-1}_k", "2 w^{l}_{jk} a^{l-1}_k"),
    ("nielsen-bp1", r"\sigma'", r"\sigma"),
    ("question-z", r"\odot f'", r"\odot f"),
    ("nielsen-bp1-entry", r"\frac{\partial C}{\partial a^L_j}", r"\frac{\partial C}{\partial z^L_j}"),
    ("nielsen-bp2", r"\odot", "+"),
    ("nielsen-bp2-entry", r"\sigma'(z^l_j)", ""),
    ("nielsen-softmax-weights", "a^L_j-y_j", "y_j-a^L_j"),
    ("cs231n-chain", r"\frac{\partial q}{\partial x}", ""),
    ("cs224n-row-times-matrix", "W}^T", "W}"),
    ("cs224n-elementwise", "f(", "f'("),
    ("goodfellow-bias", r"\Omega", "J"),
    ("goodfellow-softmax", r"\exp(z_j)", "z_j"),
    ("goodfellow-frobenius", r"\sqrt", ""),
    ("goodfellow-entries", "B_{k,j}", "B_{k,j}^2"),
    ("parr-dot", r"\vec{1}^T", r"2 \vec{1}^T"),
    ("cookbook-24", r"\mathbf{u}\mathbf{v}^T", r"2\mathbf{u}\mathbf{v}^T"),
    ("cookbook-49", r"(\mathbf{X}^{-1})^T", r"\mathbf{X}^{-1}"),
    ("cookbook-57", r"(\mathbf{X}^T)^{-1}", r"\mathbf{X}^T"),
    ("cookbook-61", r"\mathbf{a}\mathbf{b}^T", r"\mathbf{b}\mathbf{a}^T"),
    ("cookbook-81", r"\mathbf{B}+\mathbf{B}^T", r"\mathbf{B}+\mathbf{B}"),
    ("cookbook-114", r"\mathbf{A}^T\mathbf{X}^T\mathbf{B}^T", r"\mathbf{B}^T\mathbf{X}^T\mathbf{A}^T"),
    ("cookbook-130", "_2^3", "_2^2"),
    ("cookbook-kronecker", r"\mathbf{A}\mathbf{C}\otimes", r"2\mathbf{A}\mathbf{C}\otimes"),
    ("question-a-entry", r"\sum_j \nabla z_j^{(k+1)} W_{ij}^{(k)}", r"\nabla a_i^{(k)} \sum_j W_{ij}^{(k)}"),
    ("answer-inner", r"\nabla_{\mathbf{z}^{(k+1)}} E", r"\mathbf{z}^{(k+1)}"),
    ("post-softmax", r"\delta_{ij} - p_j", r"\delta_{ij} + p_j"),
    ("post-layer-norm", r"\sigma^2", r"\sigma"),
    ("goodfellow-chain", r"\right)^\top", r"\right)"),
    ("post-kronecker", "B^T", "B"),
]
"""Lines in which something stands in the place of something else, so that they have another value, or none."""


UNREADABLE = SPOILED[-2:]
"""Those whose shapes do not fit, or which are no mathematics."""


@pytest.mark.parametrize(("line", "old", "new"), SPOILED, ids=[line for line, _, _ in SPOILED])
def test_a_line_that_says_something_else_is_seen(line: str, old: str, new: str) -> None:
    row = next(row for row in ROWS if row.id == line)
    assert LATEX[line].count(old)
    try:
        found = read(row, LATEX[line].replace(old, new)).values
    except InputError:
        assert (line, old, new) in UNREADABLE
        return
    assert (line, old, new) not in UNREADABLE
    assert not are_same(found, by_hand(row))


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_another_value_by_hand_is_seen(row: Valued) -> None:
    values, wanted = read(row, LATEX[row.id]).values, by_hand(row)
    for at, value in enumerate(wanted):
        if value is not None:
            entry = value.copy()
            entry[(0,) * entry.ndim] *= 1.001
            entry[(0,) * entry.ndim] += 1e-3
            assert not are_same(values, [*wanted[:at], entry, *wanted[at + 1 :]])


def test_a_false_identity_is_seen() -> None:
    row = next(row for row in IDENTITIES if row.id == "cookbook-100")
    twice = {**row.made, "t": lambda X, A: 2 * np.trace(X @ A)}  # noqa: N803 - as in the line
    first, second = by_hand(replace(row, made=twice))
    assert first is not None
    assert second is not None
    assert not agree(first, second)

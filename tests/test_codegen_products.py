"""The order of products: what it costs to find it, and what is not formed in it."""

from __future__ import annotations

import pytest

from matcalc.codegen import chains
from matcalc.codegen.computed import Computed
from matcalc.codegen.halves import halves
from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.shapes import Shape


def products_tried(count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many products of two are made to find the halves of a product of so many matrices."""
    tried = 0
    combined = chains.combined

    def counting(left: Node, right: Node) -> Node:
        nonlocal tried
        tried += 1
        return combined(left, right)

    monkeypatch.setattr(chains, "combined", counting)
    sides = Shape(Dimension.named("n"), Dimension.named("n"))
    halves([Symbol(f"A{at}", sides) for at in range(count)], Computed())
    monkeypatch.undo()
    return tried


def test_the_cut_on_a_diagonal_takes_no_longer_to_find_than_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    assert products_tried(32, monkeypatch) < 10 * products_tried(16, monkeypatch)  # cubic: 8

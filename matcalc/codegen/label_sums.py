"""Sums over the members of families, in code: outer products that are summed are one product of stacked arrays."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.codegen.backends import Backend
from matcalc.codegen.body import Body
from matcalc.codegen.factors import outer_pieces, unscaled
from matcalc.codegen.values import Level, Value, scaled
from matcalc.forms.labels import Label
from matcalc.forms.matrix_form import Node


def column_and_row(summand: Node) -> tuple[Fraction, Node, Node] | None:
    """(c, u, vᵀ) where a summand is c u vᵀ."""
    coefficient, bare = unscaled(summand)
    pieces = outer_pieces(bare)
    if pieces is None:
        return None
    column, row = pieces
    return coefficient, column, row


def product_of_stacks(coefficient: Fraction, stacks: Sequence[str], label: Label, backend: Backend) -> str:
    """c Σ_t u[t] v[t]ᵀ. stacks: the texts of arrays whose rows are the u[t], and the v[t]."""
    left, right = stacks
    if backend.in_einsum:
        letter = label.name if len(label.name) == 1 and label.name not in "ij" else "k"
        text, level = f'{backend.word("einsum")}("{letter}i,{letter}j->ij", {left}, {right})', Level.ATOM
    else:
        text, level = f"{left}.T @ {right}", Level.MATMUL
    return scaled(coefficient, Value(text, level, rows=True, cols=True)).text


def sum_of_list(text: str, body: Body, *, is_scalar: bool) -> str:
    """The sum of the arrays in a list, of the text of the list."""
    if body.backend.module != "np":
        return body.call("sum", body.call("stack", text).text, axis=0).text
    if is_scalar:
        return f"sum({text.removeprefix('[').removesuffix(']')})"
    return body.call("sum", text, axis=0).text

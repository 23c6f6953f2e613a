"""The role of an index decides the operator, and the reason names the index: one row for each role."""

from __future__ import annotations

import pytest

from matcalc.chain import Chain
from matcalc.engine.collapse import collapse
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import free_indices
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.text_in import parse_index, parse_shape
from matcalc.notation.text_out import input_text
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.rules.registry import Scope

SYMBOLS = {
    name: Symbol(name, parse_shape(shape))
    for name, shape in {
        **dict.fromkeys("AC", "m×n"),
        **dict.fromkeys("xyv", "n"),
        "B": "n×p",
        "D": "p×n",
        "S": "n×n",
        "u": "m",
        "s": "",
    }.items()
}

ROLES = [  # role, index form, matrix form, what the reason says
    (
        "summed, in two factors",
        "sum j: A[i,j] B[j,k]",
        "A @ B",
        "j is summed, the second index of A and the first of B",
    ),
    ("first index of the left", "sum i: A[i,j] C[i,k]", "A.T @ C", "here it is the first index of A"),
    ("second index of the right", "sum j: A[i,j] D[k,j]", "A @ D.T", "it is the second index of D"),
    ("matrix and vector", "sum j: A[i,j] x[j]", "A @ x", "the sum runs over j, the second index of A"),
    ("turned matrix and vector", "sum i: A[i,j] u[i]", "A.T @ u", "the sum runs over i, the first index of A"),
    ("free, in two vectors", "x[i] y[i]", "x * y", "both factors carry the same index i and nothing is summed"),
    ("free, in two matrices", "A[i,j] C[i,j]", "A * C", "both factors carry the same indices i and j"),
    ("free, vector against rows", "u[i] A[i,j]", "diag(u) @ A", "u_i weights each row of A"),
    ("free, vector against columns", "A[i,j] x[j]", "A @ diag(x)", "x_j weights each column of A"),
    ("free, one in each factor", "u[i] x[j]", "u @ x.T", "the row index i belongs to u, so u stands first"),
    ("all summed, two vectors", "sum i: x[i] y[i]", "x.T @ y", "i is summed, stands in both factors"),
    (
        "all summed, two matrices",
        "sum i j: A[i,j] C[i,j]",
        "tr(A.T @ C)",
        "i and j stand in both factors and both are summed",
    ),
    ("twice in one factor, summed", "sum i: S[i,i]", "tr(S)", "i stands at both places of S and is summed"),
    ("twice in one factor, free", "S[i,i]", "diag_of(S)", "i stands at both places of S"),
    (
        "summed beside a free one",
        "sum j: A[i,j] C[i,j]",
        "(A * C) @ ones(n)",
        "j, the second index of A ⊙ C, is summed",
    ),
    ("in no other factor", "s A[i,j]", "s * A", "a factor without an index multiplies every entry"),
    ("summed, in one factor", "sum j: A[i,j]", "A @ ones(n)", "j, the second index of A, is summed"),
    ("summed, first of one factor", "sum i: A[i,j]", "A.T @ ones(m)", "i, the first index of A, is summed"),
    ("summed, in three factors", "sum j: A[i,j] v[j] B[j,k]", "A @ diag(v) @ B", "v_j weights each column of A"),
    ("summed, vectors and a matrix", "sum j: A[i,j] v[j] x[j]", "A @ (v * x)", "the sum comes after"),
    ("delta, two free indices", "S[i,j] S[i,j] delta[i,j]", "S**2 * eye(n)", "1 on the diagonal, 0 elsewhere"),
    ("delta with a vector", "v[i] delta[i,j]", "diag(v)", "leaves only i = j"),
]


@pytest.mark.parametrize(("text", "operator", "reason"), [pytest.param(*row[1:], id=row[0]) for row in ROLES])
def test_a_role_gives_its_operator_with_its_reason(text, operator, reason):
    expression = parse_index(text, SYMBOLS)
    free = tuple(sorted(free_indices(expression), key=lambda index: index.name))
    axes = [index.range for index in free]
    shape = Shape(*axes) if len(axes) == 2 else vector(axes[0]) if axes else SCALAR
    chain = collapse(Chain(free, expression, ()), shape, Scope(IndexSupply(frozenset()), free))
    assert input_text(chain.end) == operator
    printer = UnicodePrinter(Glyphs({}))
    assert reason in "; ".join(printer.prose(step.reason) for step in chain.steps)


def test_a_free_index_in_no_factor_needs_ones():
    expression = parse_index("u[i]", SYMBOLS)
    (row,) = free_indices(expression)
    column = IndexSupply(frozenset()).fresh(Dimension.named("n"), [row])
    chain = collapse(
        Chain((row, column), expression, ()), Shape(row.range, column.range), Scope(IndexSupply(frozenset()))
    )
    assert input_text(chain.end) == "u @ ones(n).T"
    assert chain.steps[0].rule == "fill up with ones"

"""Claims entry by entry: what mends them is named in their own letters, and has the value of the right one."""

from __future__ import annotations

import pytest

import matcalc
from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

LAYER = "dense-layer"

MENDED = [  # claim, the mistake, what is said
    (
        "grad_a[j] = sum i: W[j,i] grad_z[i]",
        "indices_swapped",
        "The indices of W⁽ᵏ⁾ are the other way round: W⁽ᵏ⁾_ij is needed here, not W⁽ᵏ⁾_ji.",
    ),
    ("D(z[i], a[j]) = W[j,i]", "indices_swapped", "are the other way round"),
    ("grad_W[i,j] = grad_z[j] a[i]", "indices_exchanged", "The letters i and j have changed places."),
    ("grad_a[j] = -sum i: W[i,j] grad_z[i]", "sign", "A sign is wrong. It is then Σ_i W"),
    ("grad_a[j] = 2 sum i: W[i,j] grad_z[i]", "number", "A number is wrong."),
    ("grad_z[i] = f(z[i]) grad_a_next[i]", "function_for_derivative", "f′(z⁽ᵏ⁺¹⁾_i) is needed here, not f(z⁽ᵏ⁺¹⁾_i)."),
    ("grad_z[i] = f'(z[i])", "upstream_forgotten", "The gradient from above is forgotten"),
    ("grad_z[i] = grad_a_next[i]", "derivative_forgotten", "The derivative of a function is forgotten"),
    ("grad_W[i,j] = grad_z[i]", "factor_forgotten", "A factor is forgotten: a⁽ᵏ⁾_j."),
    ("grad_b[i] = grad_z[i] b[i]", "factor_added", "A factor is too many"),
    ("z[i] = sum j: W[i,j] a[j]", "", "Wrong"),
]


@pytest.mark.parametrize(("claim", "name", "said"), MENDED)
def test_what_mends_it(claim: str, name: str, said: str) -> None:
    found = matcalc.check(claim, LAYER)
    assert found.kind is Kind.WRONG
    assert (found.repair.name if found.repair else "") == name
    assert said in str(found)
    if found.repair is not None:
        left = claim.partition("=")[0]
        assert matcalc.check(f"{left} = {found.repair.text}", LAYER).is_right


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("A_{ij} = A_{ji}", "The indices of A are the other way round: A_ij is needed here, not A_ji."),
        (r"\sum_k A_{ik} A_{kj} = \sum_k A_{ik} A_{jk}", "A_kj is needed here, not A_jk."),
    ],
)
def test_equalities_entry_by_entry(line: str, said: str) -> None:
    text = "Let $A \\in \\mathbb{R}^{n\\times n}$.\n\n$$" + line + "$$\n"
    (found,) = check_manuscript(manuscript_of(text.encode(), "entries.md")).lines
    assert found.verdict.kind is Kind.WRONG
    assert said in str(found.verdict)
    assert found.verdict.counterexample is not None

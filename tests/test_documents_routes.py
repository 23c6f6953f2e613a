"""Routes without indices on a page."""

import pytest

from matcalc import derive
from matcalc.rules.inner_products import insert_differential

QUADRATIC = {"wrt": "x", "shapes": "A: n×n, x: n", "route": "differential"}


@pytest.mark.parametrize("detail", ["brief", "normal", "full"])
def test_the_last_line_forwards_is_not_said_again_backwards(detail):
    found = derive("x.T @ A @ x", **QUADRATIC)
    text = found.text(detail)
    assert text.count("= dxᵀ A x + xᵀ A dx ") == 1
    assert insert_differential.name not in text
    backwards = "⟨1, dxᵀ A x⟩ + ⟨1, xᵀ A dx⟩" if detail == "full" else "⟨(xᵀ Aᵀ)ᵀ, dx⟩ + ⟨Aᵀ x, dx⟩"
    assert f"\n  dE = {backwards} " in text
    (route,) = found.derived.taken
    assert route.route.backward[0].chain.steps[0].rule == insert_differential.name, "the record has every step"


def test_what_is_inserted_for_an_array_on_the_way_is_said():
    text = derive("norm2sq(z)", lets=["z = A @ x"], **{**QUADRATIC, "shapes": "A: m×n, x: n"}).text()
    assert "⟨z̄, dz⟩ = ⟨z̄, A dx⟩" in " ".join(text.split())


def test_a_route_that_was_too_large_to_check_is_told_in_every_format():
    asked = {"wrt": "A", "shapes": "A: m×n, x: r, B: p×q, C: m*p*r×n*q"}
    found = derive("sum(kron(kron(A, x), B) * C)", **asked, route="all")
    for form in ("text", "latex", "markdown"):
        assert " ".join(found.render(form).split()).count("too large to check: ") == 2


@pytest.mark.parametrize("detail", ["brief", "normal", "full"])
def test_what_stands_in_front_of_a_differential_is_shown_before_it_is_read_off(detail):
    found = derive("p * (A @ x)", wrt="x", shapes="A: m×n, x: n, p: m", route="differential")
    text = found.text(detail)
    assert text.index("= p ⊙ A dx ") < text.index("dy = diag(p) A dx ") < text.index("∂y/∂x = diag(p) A ")
    assert "by vec" not in text, "no array is a matrix here"
    assert text.count("  = p ⊙ A dx ") + text.count("dy = p ⊙ A dx ") == 1, "what was found is not said again"


def test_the_table_of_adjoints_has_a_letter_for_each_softmax():
    shapes = "S: m×n, K: n×p, C: m×p, P: m×n"
    lets = ["A = softmax(S + P, axis=1)", "B = softmax(A @ K, axis=0)"]
    text = derive("sum(B * C)", lets=lets, wrt="S", shapes=shapes, route="differential").text(columns=200)
    assert "Here P₁ = softmax_cols(Z) and P₂ = softmax_rows(Z)." in text
    assert "X ↦ P₁ ⊙ (X − 1 (1ᵀ (P₁ ⊙ X)))" in text
    assert "X ↦ P₂ ⊙ (X − ((P₂ ⊙ X) 1) 1ᵀ)" in text

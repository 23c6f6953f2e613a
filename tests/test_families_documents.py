"""The pages of families: in every detail, target and layout, and what they say of labels."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from matcalc.api import derive
from matcalc.documents.columns import width
from matcalc.documents.printing import NARROWEST
from matcalc.errors import InputError

NAMES = ("rnn-unrolled", "deep-network", "residual-network", "multi-head-attention")
DEEP = derive("deep-network")
RECURRENT = derive("rnn-unrolled")


@pytest.mark.parametrize("name", NAMES)
def test_a_page_in_every_detail_and_target(name: str) -> None:
    derivation = derive(name)
    for detail in ("brief", "normal", "full"):
        for columns in (NARROWEST, 100):
            text = derivation.text(detail, columns)
            assert all(width(line) <= columns for line in text.splitlines())
            assert "[t" not in text
            assert "[k" not in text
        assert derivation.latex(detail).rstrip().endswith(r"\end{document}")
        assert derivation.markdown(detail)
        assert derivation.to_json(detail)
    assert derive(name).text() == derivation.text()


@pytest.mark.parametrize("layout", ["numerator", "denominator"])
def test_a_page_in_one_layout(layout: str) -> None:
    assert derive("deep-network", layout=layout).verification.ends == ((1,), (2,), (3,), (4,))


@pytest.mark.parametrize("settings", ["cotangent=delta", "layer=subscript", "gradient=partial", "cotangent=partial"])
def test_a_page_in_another_notation(settings: str) -> None:
    assert derive("rnn-unrolled", notation=settings).text()


def test_what_a_page_says_of_labels() -> None:
    text = " ".join(RECURRENT.text().split())
    for words in (
        "The superscript of a⁽ᵗ⁾ says which array of a family is meant: t = 1, …, T; an equation for a⁽ᵗ⁾ holds",
        "h⁽⁰⁾ is given. A sum over t goes from 1 to T.",
        "There is no step after t = T: here the recursion begins.",
        "∇_{h⁽ᵗ⁾} L for t < T",
        "the recursion goes backwards, t = T − 1, …, 1.",
        "the equation for a⁽ᵗ⁺¹⁾ reads the step before it, h⁽ᵗ⁾",
        "L sees W only through the entries of a⁽ᵗ⁾, for every t from 1 to T",
        "each family written out with 1, 2, 3 and 4 members",
        "by differentiating the forward equations of all steps numerically",
    ):
        assert words in text, words


UNNAMED = """
title = "A network without a name for what its function is applied to"
[over]
t = "T"
[shapes]
"x[t]" = "n"
W = "m×m"
U = "m×n"
v = "m"
"h[0]" = "m"
[[define]]
expr = "h[t] = tanh(W @ h[t-1] + U @ x[t])"
[[define]]
expr = "L = sum t: v.T @ h[t]"
[[derive]]
wrt = "W"
"""


def test_a_name_of_ours_that_stands_in_a_result_has_a_row_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(UNNAMED, encoding="utf-8")
    summary = derive(str(file)).text().split("Summary")[-1]
    assert "Wᵀ ū₁⁽ᵗ⁺¹⁾" in summary
    assert re.search(r"∇_\{u₁⁽ᵗ⁾\} L +h̄⁽ᵗ⁾ ⊙ \(1 − \(h⁽ᵗ⁾\)\^∘2\) +m", summary), summary


LENGTHS = """
title = "Layers of different lengths"
[over]
k = "K"
[shapes]
"W[k]" = "n[k]×n[k-1]"
"a[0]" = "n[0]×m"
r = "1×m"
c = ""
[[define]]
expr = "a[k] = W[k] @ a[k-1] + r + c"
[[define]]
expr = "u[k] = mean(a[k])"
[[define]]
expr = "L = sum k: u[k]"
[[derive]]
wrt = "c"
[[derive]]
wrt = "r"
[[derive]]
wrt = "W"
"""


def test_ones_as_long_as_the_label_says_stay_under_the_sum(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(LENGTHS, encoding="utf-8")
    derivation = derive(str(file))
    assert derivation.gradients["r"].text == "(sum k: grad_a[k].T @ ones(n[k])).T"
    assert derivation.verification.ends


def test_a_family_is_introduced_once() -> None:
    text = " ".join(DEEP.text().split())
    assert "E is any differentiable scalar function of a⁽ᴸ⁾" in text
    assert (
        "Short names: ā⁽ᴸ⁾ = ∇_{a⁽ᴸ⁾} E, ā⁽ᵏ⁾ = ∇_{a⁽ᵏ⁾} E and δ⁽ᵏ⁾ = ∇_{z⁽ᵏ⁾} E" in text or "δ⁽ᵏ⁾ = ∇_{z⁽ᵏ⁾} E" in text
    )
    assert "n⁽ᵏ⁾ × n⁽ᵏ⁻¹⁾" in text


def test_what_is_not_there_for_families_says_so() -> None:
    with pytest.raises(InputError, match="it can not be written out in one expression"):
        RECURRENT.results["W"].expanded()
    with pytest.raises(InputError, match="has no table for families of arrays"):
        derive("rnn-unrolled", layout="all")
    for route in ("differential", "jacobian", "all"):
        assert "it has no rules for families of arrays yet" in " ".join(
            derive("deep-network", route=route).text().split()
        )
    with pytest.raises(InputError, match="families"):
        RECURRENT.results["W"].to_sympy()
    with pytest.raises(InputError, match="families"):
        RECURRENT.results["W"].to_sympy_indexed()
    with pytest.raises(InputError, match="families"):
        RECURRENT.results["W"].steps[-1].to_sympy()


def test_results_are_read_back_and_found_by_the_name_of_the_family() -> None:
    for name in DEEP.wrt:
        result = DEEP.results[name]
        assert result.read(str(result)) is result.value
    assert DEEP.results["W"].wrt == "W[k]"
    assert DEEP.definitions["grad_z[L]"] == "grad_a[L] * f'(z[L])"

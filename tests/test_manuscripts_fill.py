"""Documents with ???: what is filled, what is told of them, and what stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcalc.errors import InputError
from matcalc.manuscripts.fill import Filling, fill_manuscript
from matcalc.manuscripts.fill_report import fill_report
from matcalc.manuscripts.manuscript import manuscript_of

HERE = Path(__file__).parent / "manuscripts"

LAYER = r"""Column vectors $\mathbf{a}$, $\mathbf{x}$ and $\mathbf{b}$, a matrix $\mathbf{W}$:

$$\mathbf{z} = \mathbf{W}\mathbf{x} + \mathbf{b}$$
$$\mathbf{a} = f(\mathbf{z})$$

"""


def filling(text: str, name: str = "notes.md") -> Filling:
    return fill_manuscript(manuscript_of(text.encode(), name))


def layer_with_marks() -> Filling:
    return fill_manuscript(manuscript_of((HERE / "layer-with-question-marks.md").read_bytes(), "layer.md"))


def test_all_three_are_filled_and_the_rest_stays() -> None:
    found = layer_with_marks()
    before, after = found.read.manuscript.text.splitlines(), found.data.decode().splitlines()
    assert [hole.line for hole in found.filled] == [15, 16, 17]
    assert not found.refused
    assert "???" not in found.data.decode()
    kept = [line for line in before if "???" not in line]
    assert [line for line in after if line in kept] == kept
    for claimed in (
        r"&= \nabla \mathbf{a}^{(k+1)} \odot f'(\mathbf{z}^{(k+1)})",
        r"&= {\mathbf{W}^{(k)}}^{T} \nabla \mathbf{z}^{(k+1)}",
        r"&= \nabla\mathbf{z}^{(k+1)} {\mathbf{a}^{(k)}}^T",
    ):
        assert any(claimed in line for line in after)


def test_two_readings_of_the_weights_are_told_with_their_lines() -> None:
    report = fill_report(layer_with_marks(), 100)
    assert "W⁽ᵏ⁾ is read in two ways that do not go together." in report
    assert "First, by line 11, z⁽ᵏ⁺¹⁾ = W⁽ᵏ⁾ a⁽ᵏ⁾ + b⁽ᵏ⁾; W⁽ᵏ⁾ is m × n. Lines 16, 17 and 19 go with it." in report
    assert "Second, by line 5, z⁽ᵏ⁺¹⁾_j = Σ_i W⁽ᵏ⁾_ij a⁽ᵏ⁾_i" in report
    assert "Lines 5, 7 and 21" in report


def test_a_column_for_a_row_is_told() -> None:
    report = " ".join(fill_report(layer_with_marks(), 200).split())
    assert "line 7, " in report
    assert "line 19, ∂E/∂a⁽ᵏ⁾_i = Σ_p W⁽ᵏ⁾_pi · ∂E/∂z⁽ᵏ⁺¹⁾_p: that is column i of W⁽ᵏ⁾" in report


def test_a_wrong_right_side_is_not_filled_and_the_others_are() -> None:
    wrong = LAYER + (
        "1. $\\nabla_{\\mathbf{x}} E = ??? = \\mathbf{W} \\nabla_{\\mathbf{z}} E$\n"
        "2. $\\nabla_{\\mathbf{b}} E = ??? = \\nabla_{\\mathbf{z}} E$\n"
    )
    found = filling(wrong)
    assert [one.hole.line for one in found.refused] == [6]
    assert found.refused[0].is_wrong
    assert [hole.line for hole in found.filled] == [7]
    assert "$\\nabla_{\\mathbf{x}} E = ??? = \\mathbf{W} \\nabla_{\\mathbf{z}} E$" in found.data.decode()
    report = fill_report(found, 100)
    assert "line 6 is not filled, as what it claims is wrong." in report
    assert "By the equations it is ∇_x E = Wᵀ ∇_z E." in report


def test_question_marks_at_the_end_ask_for_the_result() -> None:
    found = filling(LAYER + "$\\nabla_{\\mathbf{W}} E = ???$\n")
    assert r"\nabla_{\mathbf{W}} E &= (\nabla_{\mathbf{z}} E) \mathbf{x}^{\top}" in found.data.decode()


def test_nothing_to_derive_from_is_said_with_its_place() -> None:
    found = filling("Let $\\nabla_{\\mathbf{x}} E = ??? = \\mathbf{y}$.\n")
    (refused,) = found.refused
    assert "line 1, column 30: there is nothing to derive ??? from" in str(refused.why)


def test_a_document_without_question_marks() -> None:
    with pytest.raises(InputError, match=r"notes\.md: there is no \?\?\? in its mathematics"):
        filling("Nothing to do: $a = b$.\n")

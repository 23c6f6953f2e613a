"""Layouts of derivatives that a text announces, and gradients that it says are rows."""

from __future__ import annotations

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.fill import fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

DOCUMENT = r"""SAID Let $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{m \times n}$, $b, z \in \mathbb{R}^m$.

$$z = A x, \qquad L = b^T z$$

$$LINE$$
"""

JACOBIAN, TURNED = r"\frac{\partial z}{\partial x} = A", r"\frac{\partial z}{\partial x} = A^T"
ROW, COLUMN = r"\frac{\partial L}{\partial x} = b^T A", r"\frac{dL}{dx} = A^T b"
CHAIN = r"\frac{\partial L}{\partial x} = \frac{\partial L}{\partial z} \frac{\partial z}{\partial x}"
GRADIENT, GRADIENT_ROW = r"\nabla_x L = A^T b", r"\nabla_x L = b^T A"

NUMERATOR, DENOMINATOR = "We use numerator layout.", "Derivatives are in the denominator-layout convention."
ROWS = "Here gradients are row vectors."

JUDGED = [  # what is said, line, verdict, words
    (NUMERATOR, JACOBIAN, Kind.RIGHT, "Right."),
    (NUMERATOR, ROW, Kind.RIGHT, "Right."),
    (NUMERATOR, CHAIN, Kind.RIGHT, "Right."),
    (NUMERATOR, COLUMN, Kind.UNFINISHED, "this is denominator layout; the text announces numerator layout"),
    (NUMERATOR, TURNED, Kind.UNFINISHED, "this is denominator layout; the text announces numerator layout"),
    (NUMERATOR, GRADIENT, Kind.RIGHT, "Right."),
    (NUMERATOR, GRADIENT_ROW, Kind.WRONG, "The result is turned into its transpose"),
    (DENOMINATOR, TURNED, Kind.RIGHT, "Right."),
    (DENOMINATOR, COLUMN, Kind.RIGHT, "Right."),
    (DENOMINATOR, JACOBIAN, Kind.UNFINISHED, "this is numerator layout; the text announces denominator layout"),
    (DENOMINATOR, ROW, Kind.UNFINISHED, "the text announces denominator layout"),
    ("We do not use numerator layout.", COLUMN, Kind.RIGHT, "Right."),
    ("Some authors use numerator layout; we use denominator layout.", TURNED, Kind.RIGHT, "Right."),
    ("We use numerator layout, not denominator layout.", ROW, Kind.RIGHT, "Right."),
    ("The derivative of a scalar by a vector is a row vector.", ROW, Kind.RIGHT, "Right."),
    (ROWS, GRADIENT_ROW, Kind.RIGHT, "Right."),
    (ROWS, GRADIENT, Kind.UNFINISHED, "the text announces numerator layout"),
    (ROWS, r"\nabla_x L = (\nabla_z L) A", Kind.RIGHT, "Right."),
    (ROWS, r"\nabla_x L = b^T A^T", Kind.WRONG, "Wrong"),
    ("Inputs are row vectors, and gradients have their shapes.", GRADIENT_ROW, Kind.WRONG, "Wrong"),
    ("Gradients are not row vectors.", GRADIENT, Kind.RIGHT, "Right."),
]


@pytest.mark.parametrize(("said", "line", "kind", "words"), JUDGED)
def test_claims_are_judged_in_the_layout_that_is_announced(said: str, line: str, kind: Kind, words: str) -> None:
    text = DOCUMENT.replace("SAID", said).replace("LINE", line)
    found = check_manuscript(manuscript_of(text.encode(), "notes.md"))
    assert found.lines[-1].verdict.kind is kind
    assert words in str(found.lines[-1].verdict)
    assert found.clashes == ()


FILLED = [  # what is said, left side, the result
    (NUMERATOR, r"\frac{\partial L}{\partial x}", "&= b^T A"),
    (NUMERATOR, r"\frac{\partial z}{\partial x}", "&= A"),
    (NUMERATOR, r"\nabla_x L", "&= A^T b"),
    (DENOMINATOR, r"\frac{\partial L}{\partial x}", "&= A^T b"),
    (DENOMINATOR, r"\frac{\partial z}{\partial x}", "&= A^T"),
    (ROWS, r"\nabla_x L", "&= b^T A"),
]


@pytest.mark.parametrize(("said", "left", "result"), FILLED)
def test_results_are_in_the_layout_that_is_announced(said: str, left: str, result: str) -> None:
    text = DOCUMENT.replace("SAID", said).replace("LINE", f"{left} = ???")
    found = fill_manuscript(manuscript_of(text.encode(), "notes.md"))
    assert not found.refused
    rows = [row.partition("&&")[0].strip() for row in found.text.splitlines()]
    assert any(row.endswith(result) for row in rows), found.text
    assert check_manuscript(manuscript_of(found.text.encode(), "notes.md")).is_right


def test_lines_in_one_layout_do_not_clash() -> None:
    lines = "$$\n\n$$".join((JACOBIAN, ROW, CHAIN))
    text = DOCUMENT.replace("SAID", NUMERATOR).replace("LINE", lines)
    found = check_manuscript(manuscript_of(text.encode(), "notes.md"))
    assert found.is_right
    assert found.clashes == ()


TRACES = r"""Let A, B, X be n×n matrices.

$$\frac{\partial}{\partial X} \operatorname{tr}(AX) = A^T$$

$$\frac{\partial}{\partial X} \operatorname{tr}(AXB) = LINE$$
"""


@pytest.mark.parametrize(("line", "kind"), [("A^T B^T", Kind.RIGHT), ("BA", Kind.UNFINISHED), ("B^T A^T", Kind.WRONG)])
def test_lines_that_are_right_in_no_layout_are_not_said_to_clash(line: str, kind: Kind) -> None:
    found = check_manuscript(manuscript_of(TRACES.replace("LINE", line).encode(), "notes.md"))
    assert [one.verdict.kind for one in found.lines] == [Kind.RIGHT, kind]
    assert any("numerator layout only" in one for one in found.clashes) is (kind is Kind.UNFINISHED)


def test_clashes_name_a_row_vector_as_the_document_writes_it() -> None:
    text = r"""Let $x\in\mathbb R^{1\times n}$, $W\in\mathbb R^{n\times m}$.

$$y = xW$$
$$\frac{\partial E}{\partial W} = x^T \frac{\partial E}{\partial y}$$
$$y_j = \sum_i W_{ji} x_i$$
$$\frac{\partial E}{\partial W} = \left(\frac{\partial E}{\partial y}\right)^T x$$
"""
    found = check_manuscript(manuscript_of(text.encode(), "notes.md"))
    assert found.clashes[-1] == "line 4, ∂E/∂W = xᵀ ∇_y E, and line 6, ∂E/∂W = (∇_y E)ᵀ x."

"""What readers stumble over: lines that are too long, signs nobody explains, left sides without a name."""

import re

import pytest

import matcalc
from matcalc.api import derive
from matcalc.documents.columns import width
from matcalc.errors import InputError

WIDE = [
    ("logdet(A + X.T @ X)", "A: n×n, X: m×n", {"order": 2}),
    ("softmax(X @ a)", "X: m×n, a: n", {}),
    ("sum((X - mean(X, axis=0))**2 / (var(X, axis=0) + c))", "X: m×n, c:", {}),
]


@pytest.mark.parametrize("columns", [30, 60, 120])
@pytest.mark.parametrize(("expression", "shapes", "asked"), WIDE)
def test_text_keeps_to_its_columns(expression, shapes, asked, columns):
    text = derive(expression, wrt="X", shapes=shapes, **asked).text("full", columns)
    assert max(map(width, text.splitlines())) <= columns


def test_fewer_columns_than_a_page_needs_are_refused():
    with pytest.raises(InputError, match="text needs 30 columns or more, and 29 were asked for"):
        derive("x.T @ x", wrt="x", shapes="x: n").text(columns=29)


@pytest.mark.parametrize("columns", [30, 40, 60])
def test_no_name_is_broken_on_a_narrow_page(columns):
    made = derive("dense-layer")
    wide, narrow = (set(re.split(r"[\s(),]+", made.text(columns=many))) for many in (100, columns))
    marks = re.compile(r"[─═┌┐└┘│]+|.*[-–/].*")
    assert {word for word in narrow - wide if not marks.fullmatch(word)} == set()


def test_a_reason_stands_below_its_equation_on_a_narrow_page():
    lines = derive("dense-layer", wrt="W").text(columns=40).splitlines()
    at = lines.index("  z⁽ᵏ⁺¹⁾ = W⁽ᵏ⁾ a⁽ᵏ⁾ + b⁽ᵏ⁾")
    assert lines[at + 1 : at + 3] == ["          entry by entry: z⁽ᵏ⁺¹⁾_i", "          = Σ_j W⁽ᵏ⁾_ij a⁽ᵏ⁾_j + b⁽ᵏ⁾_i"]


@pytest.mark.parametrize(("columns", "lines"), [(30, 2), (60, 1)])
def test_a_form_has_room_to_write(columns, lines):
    shown = matcalc.worksheet("lemma-norm").text(columns).splitlines()
    blanks = [line for line in shown if re.match("(Name|Date) ____", line)]
    assert len(blanks) == lines
    assert "".join(re.findall("[A-Z][a-z]+", "".join(blanks))) == "NameDate"
    assert max(map(width, blanks)) <= columns


def test_an_equals_sign_stands_below_the_one_above():
    lines = derive("dense-layer", wrt="a").text(columns=60).splitlines()
    above = next(line for line in lines if line.endswith("f′(z⁽ᵏ⁺¹⁾_l) δ_li"))
    below = lines[lines.index(above) + 1]
    assert width(above[: above.index("=")]) == width(below[: below.index("=")])


def test_the_matrix_form_goes_on_from_the_name_of_the_entries():
    lines = derive("softmax(X @ a)", wrt="X", shapes="X: m×n, a: n").text().splitlines()
    at = next(number for number, line in enumerate(lines) if "the columns for vec(X):" in line)
    assert lines[at + 2].split(" = ")[0].strip().startswith("∂y_i/∂X_")


def test_distinct_entries_have_a_left_side_a_box_and_a_line_of_the_summary():
    text = derive("logdet(X)", wrt="X", shapes="X: n×n", assume=["X spd"]).text()
    assert "X is symmetric, as declared. The gradient above, X̄ = ∇_X E, takes" in text
    assert "\n  X̄ + X̄ᵀ − X̄ ⊙ I = X⁻¹ + X⁻ᵀ − X⁻¹ ⊙ I\n" in text
    assert "│ X̄ + X̄ᵀ − X̄ ⊙ I = 2 X⁻¹ − X⁻¹ ⊙ I    (n × n) │" in text
    assert "  X̄ + X̄ᵀ − X̄ ⊙ I   2 X⁻¹ − X⁻¹ ⊙ I   n × n" in text


def test_the_diagonal_of_a_gradient_is_called_so():
    text = derive("a.T @ D @ b", wrt="D", shapes="D: n×n", assume=["D diagonal"]).text()
    assert "D is diagonal, as declared." in text
    assert "symmetric" not in text
    assert "│ D̄ ⊙ I = a bᵀ ⊙ I    (n × n) │" in text


SIGNS = [
    ("sum(z**2)", "z", "z: n", "δ_ji is 1 where j = i and 0 elsewhere."),
    ("sum(f(z) * y)", "z", "z: n, y: n", "; f(z) ⊙ y multiplies entry by entry; 1 is an array of ones."),
    ("sum(y / z)", "z", "z: n, y: n", "; y ⊘ z divides entry by entry; 1 is an array of ones."),
    ("logdet(X + 2 * eye(n))", "X", "X: n×n", "and 0 elsewhere; I is an identity matrix."),
]


@pytest.mark.parametrize(("expression", "wrt", "shapes", "said"), SIGNS)
def test_the_signs_of_a_page_are_explained(expression, wrt, shapes, said):
    text = derive(expression, wrt=wrt, shapes=shapes).text().replace("\n  ", " ")
    (line,) = [line for line in text.splitlines() if line.startswith("• Signs: ")]
    assert line.endswith(said)


def test_a_circle_that_is_not_printed_is_not_explained():
    assert "circle" not in derive("sum(z**2)", wrt="z", shapes="z: n").text()
    assert "• The circle in x^∘2 says" in derive("sum(x**3)", wrt="x", shapes="x: n").text()  # as in the result


def test_only_what_was_asked_for_has_code_and_a_scalar_has_a_shape():
    text = derive("norm(x - y) * (x.T @ y)", wrt="x", shapes="x: n, y: n").text()
    assert "In code" not in text
    assert "│ ∂E/∂t₂ = 1    (scalar) │" in text


def test_a_product_with_the_hessian_is_introduced():
    text = derive("sum(exp(x))", wrt="x", shapes="x: n", hvp="v").text()
    assert "\nHessian at x times v\n" in text
    assert (
        "The Hessian times v, which does not depend on x, is the gradient of the\ninner product of the two: s, " in text
    )


def test_an_index_over_two_ranges_is_told_apart_in_every_equation():
    text = derive("hstack(X @ A, B) @ C", wrt="X", shapes="X: m×n, A: n×p, B: m×q, C: (p+q)×s").text()
    assert "In this equation r = 1, …, q." in text
    assert "In this equation r = 1, …, s." in text


def test_a_local_derivative_takes_no_letter_of_the_expression_around_it():
    text = derive("logsumexp(A @ x)", wrt="x", shapes="A: m×n, x: n", order=2).text()
    (start,) = [line for line in text.splitlines() if line.startswith("  ∂g_j/∂x_l = Σ_i ∂g_j/∂(t₁)_i")]
    assert start
    assert "Σ_j" not in text[text.index(start) :]


REASONS = [
    (
        "sum(log(1 + exp(-y * (X @ z))))",
        "z",
        "y: m, X: m×n",
        "sigmoid(y ⊙ X z) times exp(−y ⊙ X z) is sigmoid(−y ⊙ X z)",
    ),
    (
        "norm(x - y) * (x.T @ y)",
        "x",
        "x: n, y: n",
        "t₂ is a name for the right side of the equation for E: a derivative",
    ),
    ("norm(A @ x - b)", "x", "A: m×n, x: n, b: m", "2 (t₁)_i divided by twice the root"),
    ("a.T @ X @ X @ b", "X", "X: n×n, a: n, b: n", "over the inner indices i, j"),
]


@pytest.mark.parametrize(("expression", "wrt", "shapes", "reason"), REASONS)
def test_reasons_name_what_they_speak_of(expression, wrt, shapes, reason):
    text = derive(expression, wrt=wrt, shapes=shapes).text("full", 1000)
    assert reason in text


def test_a_term_divided_by_a_length_needs_no_line_that_only_moves_the_length():
    derivation = derive("sum(x) / n", wrt="x", shapes="x: n")
    assert any("n is one number, raised to the power −1" in str(step) for step in derivation.steps)
    text = derivation.text("full", 1000)
    assert "(1/n) · " in text
    assert "read a power" not in text


def test_fractions_in_latex_prose_keep_their_sums_together():
    """Only ∂y/∂x is written in one line: a slash would need brackets around a sum above or below it."""
    latex = derive("(a + b) / (c * (x.T @ x) + 1) * sum(x)", wrt="x", shapes="x: n, a:, b:, c:").latex("full")
    assert r"\ifx\@car#1\@nil\partial#1/#2\else\mcbarfraction{#1}{#2}\fi" in latex


def test_a_wide_left_side_of_markdown_stands_in_lines_of_its_own():
    markdown = derive("logdet(A + X.T @ X)", wrt="X", shapes="A: n×n, X: m×n", order=2).markdown()
    lines = markdown.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("& -(("))
    assert lines[at - 1] == r"\begin{aligned}"
    assert all(line.startswith(r"&\quad ") and line.endswith(r" \\") for line in lines[at + 1 : at + 3])


def test_a_formula_that_is_too_long_is_broken_before_a_sign():
    text = derive("softmax(W @ x)", wrt="W", shapes="W: m×n, x: n").text(columns=80)
    assert not re.search(r"softmax\(W\s*\n\s*x", text)
    assert "│ ∂y/∂vec(W) = xᵀ ⊗ (diag(softmax(W x)) − softmax(W x) softmax(W x)ᵀ)" in text


@pytest.mark.parametrize(("name", "short"), [("x", "t₁"), ("t", "u₁")])
def test_no_short_name_looks_like_an_entry_of_what_the_user_named(name, short):
    page = derive(f"sum(exp(tanh(A @ {name})))", wrt=name, shapes=f"A: m×n, {name}: n").text()
    assert f"  {short} = A {name}" in page

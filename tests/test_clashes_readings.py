"""The second reading of a clash gives exactly what was stated, or is not offered."""

import re

import pytest

from matcalc import lint
from matcalc.checking.claims.clash import Clash, ClashName
from matcalc.documents.lint import lint_report
from matcalc.errors import InputError
from matcalc.problems.problem import Problem
from matcalc.problems.tables import Table
from matcalc.problems.toml import problem_of


def layer(shapes: str, equation: str, *stated: str, also: str = "", wanted: str = "") -> Problem:
    """One equation and an unknown elementwise function of it, with statements. shapes, wanted: split at blanks."""
    axes = dict(pair.split(":") for pair in shapes.split())
    define: dict[str, object] = {"expr": equation}
    if also:
        define["also"] = also
    name = equation.partition("=")[0].strip()
    file: dict[str, object] = {
        "title": "Layer",
        "shapes": axes,
        "define": [define, {"expr": f"y = h({name})"}],
        "upstream": {"of": "y"},
        "derive": [{"wrt": one} for one in (wanted.split() or axes)],
    }
    if stated:
        file["state"] = [{"formula": formula} for formula in stated]
    return problem_of(Table("x.toml", file), "x")


def report(known: Problem) -> str:
    """The report in one line, without its frame."""
    return " ".join(lint_report(known, lint(known)).replace("│", " ").split())


def names(known: Problem) -> list[tuple[str, ClashName]]:
    def seen(clash: Clash) -> tuple[str, ClashName]:
        return clash.statement.place, clash.name

    return [seen(clash) for clash in lint(known)]


RIGHT_OF_W_X = "then ∇_X E = Wᵀ Z̄ and ∇_W E = Z̄ Xᵀ."


def test_two_square_factors_in_the_other_order() -> None:
    said = report(layer("X:N×N W:N×N", "Z = X @ W", also="Z = W @ X"))
    assert f"Or as stated: write Z = W X; {RIGHT_OF_W_X}" in said
    assert "of the shape" not in said


def test_gradients_of_square_factors_in_the_other_order() -> None:
    said = report(layer("X:N×N W:N×N", "Z = X @ W", "grad_W = grad_Z @ X.T", "grad_X = W.T @ grad_Z"))
    assert said.count(f"Or as stated: write Z = W X; {RIGHT_OF_W_X}") == 2


def test_samples_in_rows_beside_samples_in_columns() -> None:
    said = report(layer("X:N×d W:d×c", "Z = X @ W", "grad_W = grad_Z @ X.T"))
    shapes = "with X of the shape d × N, W of the shape c × d and Z of the shape c × N"
    assert f"Or as stated: write Z = W X, {shapes}; {RIGHT_OF_W_X}" in said


def test_a_bias_turns_into_an_outer_product_where_the_samples_turn() -> None:
    said = report(layer("X:s×n W:n×m b:m", "Z = X @ W + ones(s) @ b.T", "grad_X = W.T @ grad_Z"))
    assert "Or as stated: write Z = W X + b 1ᵀ, with" in said
    assert "∇_X E = Wᵀ Z̄, ∇_W E = Z̄ Xᵀ and ∇_b E = Z̄ 1." in said


def test_only_what_the_statement_needs_turns() -> None:
    said = report(layer("X:n×N W:m×n b:m", "Z = W @ X + b", "grad_X = grad_Z @ W"))
    assert "Or as stated: write Z = X Wᵀ + 1 bᵀ, with X of the shape N × n and Z of the shape N × m" in said
    assert "∇_X E = Z̄ W" in said


def test_columns_beside_equations_of_rows() -> None:
    known = layer("x:1×n W:n×m b:1×m", "s = x @ W + b", "grad_x = W @ grad_s", "grad_b = grad_s.T", wanted="x b")
    assert names(known) == [(f"[[state]] {number}", ClashName.ROW_AND_COLUMN) for number in (1, 2)]
    said = report(known)
    assert "∇_x E = W s̄ holds where ∇_x E and ∇_s E are columns, so that the index j numbers rows" in said
    assert "in the equations x and s are rows, and a gradient has" in said
    assert "Either as rows, as in the equations: write ∇_x E = s̄ Wᵀ; then ∇_b E = s̄." in said
    turned = "Or as columns, as stated: transpose every vector and every gradient of the page; then"
    assert f"{turned} ∇_x E = W s̄ and ∇_b E = s̄." in said
    assert "Or as columns, as stated: transpose every gradient by a vector; then ∂E/∂x = W s̄ᵀ and ∂E/∂b = s̄ᵀ." in said


def test_an_equation_in_columns_beside_one_in_rows() -> None:
    said = report(layer("x:1×n W:n×m", "s = x @ W", also="s = W.T @ x.T"))
    assert "s = Wᵀ xᵀ holds where s is a column, so that the index j numbers rows; in the equations s is a row" in said
    assert "Or as stated: write s = Wᵀ xᵀ, with s of the shape m; then ∇_x E = s̄ᵀ Wᵀ and ∇_W E = xᵀ s̄ᵀ." in said


def test_a_gradient_in_a_row_that_reads_its_variable() -> None:
    known = layer("W:m×n x:n", "z = W @ x", "grad_z = grad_y.T * h'(z).T", wanted="x")
    assert names(known) == [("[[state]] 1", ClashName.ROW_AND_COLUMN)]
    assert "Or as rows, as stated: transpose every gradient by a vector; then ∂E/∂x = z̄ᵀ W." in report(known)


def test_a_sum_along_the_other_axis_is_no_row_beside_a_column() -> None:
    for axis, shape in ((1, "N"), (0, "1×c")):
        shapes, equation = ("X:N×d W:d×c b:1×c", "Z = X @ W + b") if axis else ("X:d×N W:c×d b:c", "Z = W @ X + b")
        known = layer(shapes, equation, f"grad_b = sum(grad_Z, axis={axis})")
        assert names(known) == [("[[state]] 1", ClashName.DOES_NOT_HOLD)]
        assert "its right side has the shape" in report(known), shape


def test_no_second_reading_where_none_gives_what_is_stated() -> None:
    file = {
        "title": "Quadratic form",
        "shapes": {"A": "n×n", "x": "n", "b": "n"},
        "define": [{"expr": "L = x.T @ A @ x + b.T @ x"}],
        "state": [{"formula": "D(L, x) = x.T @ (A + A.T) + b"}],
        "derive": [{"wrt": "x"}],
    }
    said = report(problem_of(Table("x.toml", file), "x"))
    assert "∂L/∂x = xᵀ (A + Aᵀ) + b holds where b is a row" in said
    assert "• As columns, as in the equations: write ∂L/∂x = (A + Aᵀ) x + b; then" in said
    assert "as stated" not in said


def test_a_bias_inside_the_weights_that_the_equations_have_outside() -> None:
    known = layer("Th:m×n x:n b:m", "s = Th @ x + b", also="s = Th @ vstack(x, 1)", wanted="x Th")
    assert names(known) == [("[[define]] 1 (s)", ClashName.BIAS)]
    said = report(known)
    assert "s = Th [x; 1] holds where Th is m × (n + 1), the bias inside it and fed by a 1" in said
    assert "Or with the bias inside Th: write s = Th [x; 1], with Th of the shape m × (n + 1), and no b;" in said
    assert "then ∇_x E = Th_{:,1:n}ᵀ s̄ and ∇_Th E = s̄ [xᵀ 1]." in said


def test_a_bias_row_inside_the_weights_of_samples_in_rows() -> None:
    known = layer("X:N×d W:d×c b:1×c", "Z = X @ W + b", also="Z = hstack(ones(N), X) @ W", wanted="W")
    assert names(known) == [("[[define]] 1 (Z)", ClashName.BIAS)]
    assert "with W of the shape (d + 1) × c, and no b; then ∇_W E = [1ᵀ; Xᵀ] Z̄." in report(known)


def test_a_bias_that_comes_first() -> None:
    stated = ("grad_x = Th.T @ grad_s", "grad_Th = grad_s @ x.T")
    known = layer("Th:m×(n+1) x:n", "s = Th @ vstack(1, x)", *stated, also="s = Th @ x")
    assert [name for _, name in names(known)] == [ClashName.BIAS] * 3
    said = report(known)
    assert "Either with the bias inside Th: write ∇_x E = Th_{:,2:n+1}ᵀ s̄" in said
    assert "∇_Th E = s̄ xᵀ, ∇_x E = Thᵀ s̄ and ∇_b E = s̄." in said


def test_the_gradient_at_a_bias_that_no_equation_has() -> None:
    known = layer("Th:m×n x:n b:m", "s = Th @ x", "grad_b = grad_s", wanted="x Th")
    assert names(known) == [("[[state]] 1", ClashName.BIAS)]
    said = report(known)
    assert "∇_b E = s̄ holds where b is added in the equation of s; no equation has b." in said
    assert "Or with the bias outside: write s = Th x + b; then ∇_x E = Thᵀ s̄, ∇_Th E = s̄ xᵀ and ∇_b E = s̄." in said


def test_repairs_with_blocks_can_be_written() -> None:
    stated = (
        "grad_x = Th[:, 0:n].T @ grad_s",
        "grad_x = (Th[:, 0:n]).T @ grad_s",
        "grad_Th = hstack(grad_s @ x.T, grad_s)",
    )
    known = layer("Th:m×(n+1) x:n", "s = Th @ vstack(x, 1)", *stated, also="s = Th[:, 0:n] @ x + Th[:, n:n+1]")
    assert lint(known) == ()


COLUMNS = ("V[:,i].T @ grad_s", "(V[:,i]).T @ grad_s", "(V[:, i].T) @ grad_s", "dot(V[:,i], grad_s)")


@pytest.mark.parametrize("right", COLUMNS)
def test_a_column_times_a_vector_is_a_sum(right: str) -> None:
    assert (
        lint(layer("V:m×n u:n", "s = V @ u", f"grad_u[i] = {right}", "grad_u[i] = 2*V[:,i].T @ grad_s - grad_u[i]"))
        == ()
    )
    known = layer("V:n×m u:n", "s = V.T @ u", f"grad_u[i] = {right}")
    assert names(known) == [("[[state]] 1", ClashName.COLUMN_FOR_ROW)]
    assert "the sum over k takes the first index of V, so it runs along column i of V" in report(known)


@pytest.mark.parametrize("right", ["V[i,:] @ grad_s", "(V[i,:]) @ grad_s", "dot(V[i, :], grad_s)"])
def test_a_row_times_a_vector_is_a_sum(right: str) -> None:
    assert lint(layer("V:n×m u:n", "s = V.T @ u", f"grad_u[i] = {right}")) == ()


def test_a_column_in_another_place_says_what_to_write() -> None:
    message = "a row or a column is read where it stands before a vector, as in V[:,i].T @ x or dot(V[:,i], x); write"
    with pytest.raises(InputError, match=re.escape(message)):
        layer("V:m×n u:n", "s = V @ u", "grad_u[i] = norm(V[:,i])")


def test_a_matrix_of_a_later_equation_is_turned() -> None:
    known = layer("Q:n×d K:n×d", "S = Q @ K.T", "grad_K = grad_S @ Q", also="S = K @ Q.T")
    assert names(known) == [("[[define]] 1 (S)", ClashName.INDEX_ORDER), ("[[state]] 1", ClashName.OTHER_ORIENTATION)]
    said = report(known)
    assert "the sum over k takes the second index of S̄; by the equations, ∂E/∂K_ij = Σ_k S̄_ki Q_kj" in said
    assert said.count("Or as stated: write S = K Qᵀ; then ∇_Q E = S̄ᵀ K and ∇_K E = S̄ Q.") == 2


def test_a_derivative_through_two_equations_with_a_square_matrix_turned() -> None:
    file = {
        "title": "Two equations",
        "shapes": {"A": "n×n", "x": "n"},
        "define": [{"expr": "s = A @ x"}, {"expr": "h = exp(s)"}, {"expr": "L = sum(h)"}],
        "state": [{"formula": "D(h, x) = diag(h) @ A.T"}],
        "derive": [{"wrt": "x"}],
    }
    known = problem_of(Table("x.toml", file), "x")
    assert names(known) == [("[[state]] 1", ClashName.INDEX_ORDER)]
    assert "Or as stated: write s = Aᵀ x; then ∇_x L = A s̄." in report(known)


@pytest.mark.parametrize("right", ["(p - y) * p * (1 - p)", "(p - y) * softmax'(o)", "p * (p - y) * (1 - p)"])
def test_softmax_with_cross_entropy_taken_entry_by_entry(right: str) -> None:
    file = {
        "title": "Cross-entropy",
        "shapes": {"W": "c×n", "x": "n", "y": "c"},
        "define": [{"expr": "o = W @ x"}, {"expr": "p = softmax(o)"}, {"expr": "L = -sum(y * log(p))"}],
        "state": [{"formula": f"grad_o = {right}"}, {"formula": f"grad_W = ({right}) @ x.T"}],
        "derive": [{"wrt": "W"}],
    }
    known = problem_of(Table("x.toml", file), "x")
    assert names(known) == [(f"[[state]] {number}", ClashName.ELEMENTWISE) for number in (1, 2)]
    assert "elementwise function" not in report(known)  # with one, the gradient is not what is stated


def test_a_wrong_factor_is_no_elementwise_derivative() -> None:
    file = {
        "title": "Softmax",
        "shapes": {"o": "c", "y": "c"},
        "define": [{"expr": "p = softmax(o)"}, {"expr": "L = -sum(y * log(p))"}],
        "state": [{"formula": "grad_o = (p - y) * p * (1 + p)"}],
        "derive": [{"wrt": "o"}],
    }
    assert names(problem_of(Table("x.toml", file), "x")) == [("[[state]] 1", ClashName.DOES_NOT_HOLD)]


def test_a_gradient_in_the_right_formula_is_written_out_where_the_statement_names_none() -> None:
    file = {
        "title": "Least squares",
        "shapes": {"A": "m×n", "x": "n", "b": "m"},
        "define": [{"expr": "r = A @ x - b"}, {"expr": "L = sum(r**2)"}],
        "state": [{"formula": "grad_x = A.T @ r"}],
        "derive": [{"wrt": "x"}],
    }
    assert "By the equations: write ∇_x L = Aᵀ r̄, where r̄ = 2 r." in report(problem_of(Table("x.toml", file), "x"))


def test_letters_of_two_arrays_are_counted_together() -> None:
    with pytest.raises(InputError, match="on the left side stand 1 letters, and z and x have 2 axes"):
        layer("W:m×n x:n", "z = W @ x", "D(z[i], x) = W[i,i]")


def test_too_many_also_are_refused_before_any_is_read() -> None:
    file = {
        "title": "Layer",
        "shapes": {"W": "m×n", "x": "n"},
        "define": [{"expr": "z = W @ x", "also": ["z = no such thing"] * 1_001}],
        "derive": [{"wrt": "x"}],
    }
    with pytest.raises(InputError, match="1,001 things are stated; at most 1,000 are read"):
        problem_of(Table("x.toml", file), "x")

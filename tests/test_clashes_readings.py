"""The second reading of a clash gives exactly what was stated, or is not offered."""

from matcalc import lint
from matcalc.checking.claims.clash import Clash, ClashName
from matcalc.documents.clashes import clash_report
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
    return " ".join(clash_report(known, lint(known)).replace("│", " ").split())


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
    assert "Or as stated: write Z = X Wᵀ + bᵀ, with X of the shape N × n and Z of the shape N × m" in said
    assert "∇_X E = Z̄ W" in said

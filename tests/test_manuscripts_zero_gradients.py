"""What a text says follows from a gradient that is 0: solutions, normal equations, and what it leaves open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.verdict_lines import Checked, Line

RIGHT, WRONG, UNDECIDED = Kind.RIGHT, Kind.WRONG, Kind.UNDECIDED

SHAPES = r"Let $X\in\mathbb R^{m\times n}$, $w\in\mathbb R^n$, $y\in\mathbb R^m$. "
SQUARES = SHAPES + r"$$E = \|Xw-y\|^2$$ $$\nabla_w E = 2X^T(Xw-y)$$ "
RIDGE = SHAPES + r"$$L = \|Xw-y\|^2 + \lambda\|w\|^2$$ $$\nabla_w L = 2X^T(Xw-y) + 2\lambda w$$ "
ZERO = "Setting the gradient to zero gives "

M, N = 5, 3
_DRAWN = np.random.default_rng(20)
X, Y, RATE = _DRAWN.normal(size=(M, N)), _DRAWN.normal(size=M), 0.7

Array = np.ndarray[Any, Any]


def checked(text: str) -> Checked:
    return check_manuscript(manuscript_of(text.encode(), "notes.md"))


def last(text: str) -> Line:
    return checked(text).lines[-1]


def ridge(w: Array) -> float:
    return float(np.sum((X @ w - Y) ** 2) + RATE * np.sum(w**2))


def slope(loss: Callable[[Array], float], at: Array, step: float = 1e-6) -> float:
    """The largest difference quotient at a point."""
    return max(abs(loss(at + step * e) - loss(at - step * e)) / (2 * step) for e in np.eye(at.size))


OF_RIDGE = [  # a solution as it is written, and as numbers
    (r"(X^TX+\lambda I)^{-1}X^Ty", np.linalg.solve(X.T @ X + RATE * np.eye(N), X.T @ Y)),
    (r"X^T(XX^T+\lambda I)^{-1}y", X.T @ np.linalg.solve(X @ X.T + RATE * np.eye(M), Y)),
    (r"(2X^TX+2\lambda I)^{-1}2X^Ty", np.linalg.solve(X.T @ X + RATE * np.eye(N), X.T @ Y)),
    (r"(X^TX)^{-1}X^Ty", np.linalg.solve(X.T @ X, X.T @ Y)),
    (r"(X^TX+2\lambda I)^{-1}X^Ty", np.linalg.solve(X.T @ X + 2 * RATE * np.eye(N), X.T @ Y)),
    (r"(X^TX-\lambda I)^{-1}X^Ty", np.linalg.solve(X.T @ X - RATE * np.eye(N), X.T @ Y)),
    (r"-(X^TX+\lambda I)^{-1}X^Ty", -np.linalg.solve(X.T @ X + RATE * np.eye(N), X.T @ Y)),
    (r"(X^TX+\lambda I)X^Ty", (X.T @ X + RATE * np.eye(N)) @ X.T @ Y),
]

NAMES = [ZERO + "$w = ", ZERO + r"$\hat w = ", r"The minimum is at $w^* = ", r"$\nabla_w L = 0 \implies w = "]


@pytest.mark.parametrize("opening", NAMES)
@pytest.mark.parametrize(("solution", "value"), OF_RIDGE)
def test_a_solution_is_right_where_the_slope_is_zero_at_it(opening: str, solution: str, value: Array) -> None:
    is_zero = slope(ridge, value) < 1e-6
    assert is_zero or slope(ridge, value) > 0.1
    found = last(f"{RIDGE}{opening}{solution}$.")
    assert (found.typed, found.verdict.kind) == (solution, RIGHT if is_zero else WRONG)
    said = "Right: the gradient at w is 0 with it." if is_zero else "Wrong: with it the gradient at w is not 0."
    assert str(found.verdict).startswith(said)


def test_what_is_wrong_with_a_solution_is_said() -> None:
    verdict = last(RIDGE + ZERO + r"$w = (X^TX)^{-1}X^Ty$.").verdict
    assert "A term is forgotten: Xᵀ X + λ I is needed here" in str(verdict)
    assert verdict.counterexample is not None
    given = {name: np.array(rows, dtype=float) for name, rows in verdict.counterexample.given.items()}
    a, b, rate = given["X"], given["y"], float(given["lambda"][0, 0])
    right = np.linalg.solve(a.T @ a + rate * np.eye(a.shape[1]), a.T @ b)
    assert np.allclose(right, np.array(verdict.counterexample.left, dtype=float))
    assert not np.allclose(right, np.array(verdict.counterexample.right, dtype=float))


MISFITS = [
    r"(X^TX+\lambda I)^{-1}y^TX",
    r"(XX^T+\lambda I)^{-1}X^Ty",
    r"(X^TX+\lambda I)^{-1}Xy",
    r"y^TX(X^TX+\lambda I)^{-1}",
]


@pytest.mark.parametrize("name", ["w", r"\hat w"])
@pytest.mark.parametrize("solution", MISFITS)
def test_a_solution_that_does_not_fit_is_wrong(name: str, solution: str) -> None:
    found = checked(f"{RIDGE}{ZERO}${name} = {solution}$.")
    assert (found.lines[-1].verdict.kind, found.lines[-1].typed) == (WRONG, solution)
    assert found.unread == ()


@pytest.mark.parametrize("solution", MISFITS)
def test_where_shapes_are_not_declared_a_misfit_is_undecided(solution: str) -> None:
    assert last(RIDGE.removeprefix(SHAPES) + f"{ZERO}$w = {solution}$.").verdict.kind is UNDECIDED


OTHERS = [  # a text with %s, what makes it right, what makes it wrong
    (
        SHAPES.replace(", $y", r", $D\in\mathbb R^{m\times m}$ a diagonal matrix, $y")
        + r"$$L = (Xw-y)^TD(Xw-y)$$ $$\nabla_w L = 2X^TD(Xw-y)$$ The optimal $w$ is $$w = %s.$$",
        r"(X^TDX)^{-1}X^TDy",
        r"(X^TDX)^{-1}X^Ty",
    ),
    (
        r"Let $W\in\mathbb R^{p\times d}$, $x\in\mathbb R^d$, $b,t\in\mathbb R^p$. $$L = \tfrac12\|Wx+b-t\|^2$$ "
        r"$$\nabla_W L = (Wx+b-t)x^T$$ $$\nabla_b L = Wx+b-t$$ Setting $\nabla_b L = 0$ gives $b = %s$.",
        r"t - Wx",
        r"Wx - t",
    ),
    (
        r"Let $\mu, x_i\in\mathbb R^d$, $i=1,\dots,n$, and $\Sigma\in\mathbb R^{d\times d}$ symmetric. "
        r"$$L = \tfrac12\sum_{i=1}^n (x_i-\mu)^T\Sigma^{-1}(x_i-\mu)$$ "
        r"$$\nabla_\mu L = -\sum_{i=1}^n\Sigma^{-1}(x_i-\mu)$$ Setting this to zero, we obtain $$\hat\mu = %s.$$",
        r"\frac1n\sum_{i=1}^n x_i",
        r"\sum_{i=1}^n x_i",
    ),
    (
        r"Let $P, S\in\mathbb R^{n\times n}$ be symmetric positive definite. "
        r"$$f = -\log\det P + \operatorname{tr}(PS)$$ "
        r"$$\nabla_P f = -P^{-1} + S$$ The derivative vanishes at $P = %s$.",
        r"S^{-1}",
        r"-S^{-1}",
    ),
    (
        r"Let $X\in\mathbb R^{m\times n}$, $W\in\mathbb R^{n\times k}$, $Y\in\mathbb R^{m\times k}$. "
        r"$$E = \|XW-Y\|_F^2$$ $$\nabla_W E = 2X^T(XW-Y)$$ The minimizer is $W^\star = %s$, "
        r"provided that $X$ has full column rank.",
        r"(X^TX)^{-1}X^TY",
        r"(X^TX)^{-1}XY",
    ),
    (
        r"Let $p$, $k$ and $n$ be scalars. $$L = k\log p + (n-k)\log(1-p)$$ "
        r"$$\frac{\partial L}{\partial p} = \frac kp - \frac{n-k}{1-p}$$ ZEROS$\hat p = %s$.".replace("ZEROS", ZERO),
        r"\frac kn",
        r"\frac nk",
    ),
    (
        SQUARES + r"We set this to zero. Solving for $w$ yields $w = %s$.",
        r"(X^TX)^{-1}X^Ty",
        r"(X^TX)^{-1}Xy",
    ),
]


@pytest.mark.parametrize(("text", "right", "wrong"), OTHERS)
def test_solutions_of_many_losses(text: str, right: str, wrong: str) -> None:
    assert {line.verdict.kind for line in checked(text % right).lines} == {RIGHT}
    assert last(text % right).typed.rstrip(".") == right
    assert (last(text % wrong).typed.rstrip("."), last(text % wrong).verdict.kind) == (wrong, WRONG)


def test_a_gradient_that_is_set_to_zero_is_no_claim() -> None:
    found = checked(RIDGE + r"$$\nabla_w L = 0 \implies w = (X^TX+\lambda I)^{-1}X^Ty$$")
    assert (found.exit_code, found.given) == (0, (r"\nabla_w L = 0 (line 1)",))
    assert checked(RIDGE + r"We set $\nabla_w L = 0$.").exit_code == 0
    assert checked(RIDGE + r"Here $\nabla_w L = 0$.").exit_code == UNDECIDED.exit_code


EQUATIONS = [
    (SQUARES + ZERO + "$X^TXw = X^Ty$.", RIGHT, "it says that the gradient at w is 0"),
    (SQUARES + ZERO + "$w^TX^TX = y^TX$.", RIGHT, "it says that the gradient at w is 0"),
    (SQUARES + ZERO + "$w^TX^TXw = w^TX^Ty$.", RIGHT, "it holds where the gradient at w is 0"),
    (SQUARES + ZERO + "$w^TX^TXw = 2w^TX^Ty$.", WRONG, "it does not hold where the gradient at w is 0"),
    (SQUARES + ZERO + "$X^TXw = -X^Ty$.", WRONG, "A sign is wrong: Xᵀ y is needed here"),
    (SQUARES + ZERO + "$X^TXw = y^TX$.", WRONG, "this is 1 × n, and it has to be n"),
    (RIDGE + ZERO + r"$(X^TX-\lambda I)w = X^Ty$.", WRONG, "There w is (Xᵀ X + λ I)⁻¹ Xᵀ y."),
    (SQUARES + "The normal equations are $X^TXw = 2X^Ty$.", UNDECIDED, "not seen here"),
]


@pytest.mark.parametrize(("text", "kind", "words"), EQUATIONS)
def test_normal_equations(text: str, kind: Kind, words: str) -> None:
    verdict = last(text).verdict
    assert verdict.kind is kind
    assert words in str(verdict)


def test_each_equation_on_the_way_is_judged_by_itself() -> None:
    rows = r"$$\begin{aligned} 2X^T(Xw-y) &= 0 \\ X^TXw &= %sX^Ty \\ w &= (X^TX)^{-1}X^Ty\end{aligned}$$"
    assert [line.verdict.kind for line in checked(SQUARES + rows % "").lines] == [RIGHT] * 4
    assert [line.verdict.kind for line in checked(SQUARES + rows % "-").lines] == [RIGHT, RIGHT, WRONG, RIGHT]


NO_OTHER = "$w = (X^TX)^{-1}X^Ty$"
ORTHONORMAL = "$w = X^Ty$"
NOT_SAID = [  # right of another loss, other data or another point, or nothing that is said of the gradient
    RIDGE + f"Without regularization, {ZERO.lower()}{NO_OTHER}.",
    RIDGE + rf"Setting $\lambda$ to zero gives {NO_OTHER}.",
    RIDGE + f"Setting the weight to zero gives {NO_OTHER}.",
    RIDGE + rf"$\lambda$ is the weight of the penalty. Setting it to zero gives {NO_OTHER}.",
    RIDGE + rf"{ZERO}{NO_OTHER} as $\lambda \to 0$.",
    RIDGE + rf"{ZERO}$w = (X^TX)^{{-1}}X^Ty \quad (\lambda = 0)$.",
    RIDGE + f"Special case: {ZERO.lower()}{NO_OTHER}.",
    RIDGE + f"Ignore the penalty. The loss is convex. {ZERO}{NO_OTHER}.",
    RIDGE + f"The least squares minimizer is {NO_OTHER}.",
    RIDGE + f"For least squares, {ZERO.lower()}{NO_OTHER}.",
    SQUARES + f"If $X$ has orthonormal columns, {ZERO.lower()}{ORTHONORMAL}.",
    SQUARES + f"{ZERO}{ORTHONORMAL}, where $X^TX = I$.",
    SQUARES + f"The inputs are whitened. {ZERO}{ORTHONORMAL}.",
    SQUARES + f"We minimize this. Start at {ORTHONORMAL}.",
    SQUARES + f"The minimum is not at {ORTHONORMAL}.",
    SQUARES + f"The function is zero at {ORTHONORMAL}.",
    SQUARES + f"With a Lagrange multiplier the minimum is at {ORTHONORMAL}.",
    SQUARES + rf"{ZERO}$w = V S^{{-1}}U^Ty$ where $X = USV^T$.",
    SQUARES.replace("2X^T(", "X^T(") + ZERO + "$w = 2(X^TX)^{-1}X^Ty$.",
]


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_may_be_meant_of_something_else_is_undecided(text: str) -> None:
    assert last(text).verdict.kind is UNDECIDED


def test_other_variables_may_be_at_their_optimum_as_well() -> None:
    text = (
        r"Let $X\in\mathbb R^{m\times n}$, $w\in\mathbb R^n$, $y\in\mathbb R^m$, $b\in\mathbb R$. "
        r"$$E = \|Xw+b\mathbf 1-y\|^2$$ $$\frac{\partial E}{\partial b} = 2\mathbf 1^T(Xw+b\mathbf 1-y)$$ "
        r"$$\nabla_w E = 2X^T(Xw+b\mathbf 1-y)$$ Setting both to zero gives $b = %s$."
    )
    assert last(text % r"\frac1m\mathbf 1^T(y-Xw)").verdict.kind is RIGHT
    assert last(text % r"\frac1m\mathbf 1^Ty").verdict.kind is UNDECIDED


def test_what_holds_of_a_defined_array_where_the_gradient_is_zero_is_right() -> None:
    text = (
        r"Let $z, y\in\mathbb R^n$, where the entries of $y$ sum to 1. $$p = \mathrm{softmax}(z)$$ $$L = -y^T\log p$$ "
        r"$$\nabla_z L = p - y$$ Setting this to zero gives $p = %s$."
    )
    assert last(text % "y").verdict.kind is RIGHT
    assert last(text % "2y").verdict.kind is UNDECIDED


WEIGHTED = r"$$E = (Xw-y)^TD(Xw-y)$$ with $D$ diagonal. $$\nabla_w E = 2X^TD(Xw-y)$$ "
PENALTY = r"$$J = w^TSw - \lambda(w^Tw-1)$$ where $S$ is symmetric. $$\nabla_wJ = 2Sw-2\lambda w$$ "
NEAREST = r"$$J = \frac12\|x-a\|^2 + \lambda c^Tx$$ $$\nabla_x J = x - a + \lambda c$$ "


def verdicts(text: str) -> list[Kind]:
    return [line.verdict.kind for line in checked(text).lines]


BESIDE_ANOTHER = [  # lines of which one or more say what is found for a variable, and the verdicts on all
    (WEIGHTED + r"so $\hat w = (X^TDX)^{-1}X^Ty$ and hence $\hat w = (X^TDX)^{-1}X^TDy$", [RIGHT, UNDECIDED, RIGHT]),
    (WEIGHTED + r"so $\hat w = (X^TDX)^{-1}X^TDy$ and hence $\hat w = (X^TDX)^{-1}X^Ty$", [RIGHT, RIGHT, UNDECIDED]),
    (SQUARES + ZERO + r"$w^* = -(X^TX)^{-1}X^Ty$. It is $w^* = (X^TX)^{-1}X^Ty$.", [RIGHT, WRONG, RIGHT]),
    (SQUARES + ZERO + r"$w = -(X^TX)^{-1}X^Ty$. " + ZERO + "$w = (X^TX)^{-1}X^Ty$.", [RIGHT, WRONG, RIGHT]),
    (
        SQUARES + r"so $\hat w = -(X^TX)^{-1}X^Ty$. $\hat y = X\hat w$ and $\hat y = X(X^TX)^{-1}X^Ty$",
        [RIGHT] + [UNDECIDED] * 2,
    ),
    (SQUARES + r"so $\hat w = (X^TX)^{-1}2X^Ty = (X^TX)^{-1}X^Ty$", [RIGHT, WRONG, UNDECIDED]),
    (NEAREST + r"so $x = a - \lambda c$. so $x = a + \lambda c$.", [RIGHT, RIGHT, UNDECIDED]),
]


@pytest.mark.parametrize(("text", "kinds"), BESIDE_ANOTHER)
def test_what_is_found_for_a_variable_is_no_definition_for_the_lines_behind_it(text: str, kinds: list[Kind]) -> None:
    assert verdicts(text) == kinds


@pytest.mark.parametrize("rate", [r"w^TSw", r"\frac{w^TSw}{w^Tw}"])
def test_a_conclusion_changes_nothing_before_it(rate: str) -> None:
    assert verdicts(f"{PENALTY}so $\\lambda = {rate}$.") == [RIGHT, UNDECIDED]
    wrong = PENALTY.replace("-2", "-")
    assert verdicts(f"{wrong}so $\\lambda = {rate}$.") == [WRONG, UNDECIDED]


def test_an_equation_that_brings_new_arrays_defines_also_behind_so() -> None:
    text = r"$$L = \frac12\|a-y\|^2$$ $$a = f(z)$$ $$\nabla_z L = (a-y)\odot f'(z)$$ so $z = Wx + b$, and "
    assert verdicts(text + r"$\nabla_W L = ((a-y)\odot f'(z))x^T$") == [RIGHT, RIGHT]


def test_where_only_zero_is_found_an_equation_is_undecided() -> None:
    found = last(PENALTY + ZERO + r"$Sw = 2\lambda w$.")
    assert found.verdict.kind is UNDECIDED
    assert "elsewhere only where a matrix is singular" in str(found.verdict)
    assert last(PENALTY + ZERO + r"$Sw = \lambda w$.").verdict.kind is RIGHT


NOT_JUDGED = [  # a solution of which nothing here says that it has to make a gradient 0
    (r"$$E = \|Xw-y\|^2$$ $$\nabla_wE = 2X^T(Xw-y)$$ so $w = (X^TX)^{-1}Xy$", "it does not fit"),
    (r"$$E = \|Xw-y\|^2$$ " + ZERO + r"$\hat w = -(X^TX)^{-1}X^Ty$", "the gradient at w is not 0"),
    (SQUARES + r"so $\hat w = -(X^TX)^{-1}X^Ty$", "the gradient at w is not 0"),
    (PENALTY + r"so $\lambda = w^TSw$", "it is taken as what follows from a condition, and not judged"),
]


@pytest.mark.parametrize(("text", "words"), NOT_JUDGED)
def test_a_solution_that_is_not_judged_is_told(text: str, words: str) -> None:
    assert checked(text).exit_code == UNDECIDED.exit_code
    assert words in " ".join(str(last(text).verdict).split())


def test_a_first_derivative_that_is_zero_leads_to_a_solution() -> None:
    text = SQUARES + r"Setting the first derivative to zero $$X^T(y-Xw) = 0$$ to obtain the unique solution $$\hat w = "
    assert last(text + "(X^TX)^{-1}X^Ty$$").verdict.kind is RIGHT
    assert last(text + "-(X^TX)^{-1}X^Ty$$").verdict.kind is WRONG


def test_a_line_behind_a_conclusion_may_go_through_it() -> None:
    text = r"$$L = \|a-y\|^2 + \|z\|^2$$ $$\nabla_a L = 2(a-y)$$ so $a = 3z$, and $\nabla_z L = "
    assert verdicts(text + "6(3z-y) + 2z$") == [RIGHT, UNDECIDED, UNDECIDED]

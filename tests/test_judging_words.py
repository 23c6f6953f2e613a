"""What is said of wrong claims is true: repairs of what was written, reasons that hold there, both values."""

from __future__ import annotations

import pytest

import matcalc

SAID = [  # claim, shapes, what is said
    ("∇_X (tr(X.T@X)) = 2*X.T", "X: m×n", "A transpose is too many: X is needed here, not Xᵀ. Then 2 X is m × n"),
    ("A@x+b = A.T@x+b", "A: m×n, x: n, b: m", "A transpose is too many: A is needed here, not Aᵀ"),
    ("∇_X (a.T@X@b) = a.T@b", "X: m×n, a: m, b: n", "Then a bᵀ is m × n, as it has to be."),
    ("x@y.T = x.T@y", "x: n, y: n", "Then x yᵀ is n × n, as it has to be."),
    ("A@x+b = A@x", "A: m×n, x: n, b: m", "A x + b is needed here, not A x; without it the two sides differ.\n"),
    (
        "∇_X (a.T@inv(X)@b) = -inv(X).T@b@a.T@inv(X).T",
        "X: n×n, a: n, b: n",
        "The outer product is the other way round: X⁻ᵀ a bᵀ X⁻ᵀ is needed here",
    ),
    (
        "vec(A@X@B) = kron(A,B.T)@vec(X)",
        "A: m×n, X: n×p, B: p×q",
        "Bᵀ ⊗ A is needed here, not A ⊗ Bᵀ; Kronecker products do not commute.",
    ),
    ("d/dx x.T@A@x = 2*A@x", "A: n×n", "A + Aᵀ is needed here, not 2 A; by the product rule each factor"),
    ("d/dx x.T@A@x = 2*A@x", "A: n×n", "It is then (A + Aᵀ) x."),
    ("d/dx x.T@A@x = 2*A.T@x", "A: n×n", "Aᵀ + A is needed here, not 2 Aᵀ"),
    ("A + A.T = 2*A", "A: n×n", "It is right only where A is symmetric"),
    ("d/dx (x.T@A@x + b.T@x) = (A+A.T)@x", "A: n×n", "a derivative is a sum over all the places where"),
    ("d/dx (5*x) = -5*eye(n)", "x: n", "A sign is wrong: 5 I is needed here, not −5 I."),
    ("A = A.T", "A: n×n", "A is needed here, not Aᵀ; an entry written with indices shows it: rows"),
    ("x.T@A = A.T@x", "A: n×n, x: n", "xᵀ A is needed here, not Aᵀ x. Then xᵀ A is 1 × n"),
    ("d/dz (f(z)) = f'(z)", "z: n", "diag(f′(z)) is needed here, not f′(z). Then diag(f′(z)) is n × n"),
    ("A.T@z = A * z", "A: m×n, z: m", "⊙ stands for a matrix product and a transpose is missing. Then Aᵀ z is n"),
    ("d/dx (sum(x)) = 1", "x: n", "Right is 1, the array of ones."),
    ("∇_X (tr(X.T@X)) = 2*X.T", "X: m×n", "the left side is [2 4 2; 2 6 6], the right side [2 2; 4 6; 2 6]."),
]


@pytest.mark.parametrize(("claim", "shapes", "said"), SAID)
def test_what_is_said(claim: str, shapes: str, said: str) -> None:
    assert said in str(matcalc.check(claim, shapes=shapes))


NOT_SAID = [  # claim, shapes, what would be false
    ("∇_X (tr(X.T@X)) = 2*X.T", "X: m×n", "ᵀ)ᵀ"),
    ("diag(x)@A = A*x.T", "A: m×n, x: m", "ᵀ)ᵀ"),
    ("∇_X (a.T@X@b) = a.T@b", "X: m×n, a: m, b: n", "ᵀ)ᵀ"),
    ("A@x+b = A@x", "A: m×n, x: n, b: m", "product rule"),
    ("A + A.T = A", "A: n×n", "product rule"),
    ("d/dx (x.T@(A+A.T)@y) = A@y", "A: n×n, x: n, y: n", "product rule"),
    ("det(A+B) = det(A) + det(B)", "A: n×n, B: n×n", "Right is"),
    ("f'(z)*y = f(z)*y", "z: n, y: n", "chain rule"),
]


@pytest.mark.parametrize(("claim", "shapes", "said"), NOT_SAID)
def test_what_would_be_false_is_not_said(claim: str, shapes: str, said: str) -> None:
    found = matcalc.check(claim, shapes=shapes)
    assert found.kind.value == "wrong"
    assert said not in str(found)


@pytest.mark.parametrize("claim", ["logdet(X @ inv(X)) = 0", "log(sum(softmax(X @ y))) = 0"])
def test_what_is_0_but_for_rounding_is_never_called_wrong(claim: str) -> None:
    assert matcalc.check(claim, shapes="X: n×n, y: n").kind.value != "wrong"


@pytest.mark.parametrize("claim", ["logdet(X @ inv(X)) = 1", "logdet(X) = 0", "exp(y) = 0 * y"])
def test_what_differs_by_more_than_rounding_is_wrong(claim: str) -> None:
    assert matcalc.check(claim, shapes="X: n×n, y: n").kind.value == "wrong"


ON_PAPER = [  # claim, shapes, verdict
    ("∂/∂x xᵀAx = Ax + Aᵀx", "A: n×n", "unfinished"),
    ("∂/∂x xᵀAx = 2Ax", "A: n×n", "wrong"),
    ("∂/∂x (xᵀAx) = (A + Aᵀ)x", "A: n×n", "right"),
    ("∇_X tr(A X) = Aᵀ", "A: m×n, X: n×m", "right"),
    ("∇_X tr(A X) = A", "A: m×n, X: n×m", "wrong"),
    ("D(A @ X @ B, X) = kron(B.T, A)", "A: m×n, X: n×p, B: p×q", "right"),
    ("D(A @ X @ B, X) = kron(A, B.T)", "A: m×n, X: n×p, B: p×q", "wrong"),
    ("d/dx (aᵀx) = a", "a: n, x: n", "right"),
]


@pytest.mark.parametrize(("claim", "shapes", "verdict"), ON_PAPER)
def test_both_sides_are_read_as_on_paper(claim: str, shapes: str, verdict: str) -> None:
    assert matcalc.check(claim, shapes=shapes).kind.value == verdict


def test_what_can_not_be_read_on_paper_says_what_is_missing() -> None:
    with pytest.raises(matcalc.errors.InputError, match="nothing tells the shapes of a and x; declare them"):
        matcalc.check("d/dx (aᵀx) = a")
    with pytest.raises(matcalc.errors.InputError, match="is not expected here"):
        matcalc.check("d/dx (a ++* x) = a")


def test_a_long_expression_is_mended_as_a_whole() -> None:
    terms = " + ".join(f"tanh({number} * x) * y" for number in range(1, 40))
    slopes = " + ".join(f"{number} * diag(y * (1 - tanh({number} * x)**2))" for number in range(1, 40))
    found = matcalc.check(f"d/dx ({terms}) = -({slopes})", shapes="x: n, y: n")
    assert found.repair is not None
    assert found.repair.name == "sign"

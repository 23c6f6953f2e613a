"""Shapes of undeclared arrays: what is forced, what is chosen, what is asked for, what can not be."""

import time

import pytest

from matcalc.errors import InputError, LanguageError, ShapeError
from matcalc.notation.inference import infer_shapes, statement
from matcalc.notation.text_in import parse_shape


def inferred(lines: str, declared: str = "", square: tuple[str, ...] = ()) -> dict[str, str]:
    """lines: between semicolons. declared: "X: m×n; y: m"."""
    shapes = dict(piece.split(":") for piece in declared.split(";") if piece)
    found = infer_shapes(
        [statement(line) for line in lines.split(";")],
        {name.strip(): parse_shape(shape) for name, shape in shapes.items()},
        square,
    )
    return {name: str(shape) for name, shape in found.items()}


FORCED = [  # lines, declared, inferred
    ("sum((X @ w - y)**2)", "X: m×n; y: m", {"w": "n"}),
    ("sum((X @ w - y)**2) + lam*sum(w**2)", "X: m×n; y: m", {"w": "n", "lam": "scalar"}),
    ("tr(A @ X)", "X: n×m", {"A": "m×n"}),
    ("z = W @ a + b; h = f(z); sum((V @ h - y)**2)", "a: n; b: m; y: k", {"W": "m×n", "V": "k×m"}),
    ("logdet(A @ X)", "A: n×n", {"X": "n×n"}),
    ("inv(A) @ b", "b: n", {"A": "n×n"}),
    ("diag(v) @ A", "A: m×n", {"v": "m"}),
    ("diag_of(A) * x", "x: n", {"A": "n×n"}),
    ("outer(u, v) * A", "A: m×n", {"u": "m", "v": "n"}),
    ("dot(a, X @ b)", "X: m×n; b: n", {"a": "m"}),
    ("hstack(W, b) @ x", "x: n + 1; b: m", {"W": "m×n"}),
    ("hstack(W, b) @ vstack(a, ones(1))", "W: m×n; a: n", {"b": "m"}),
    ("vstack(A, B)", "A: m×n; B: k×n", {}),
    ("kron(A, B) + C", "B: p×q; C: m*p×n*q", {"A": "m×n"}),
    ("vec(X) - y", "X: m×n", {"y": "m*n"}),
    ("unvec(x, m, n) @ y", "y: n", {"x": "m*n"}),
    ("commutation(m, n) @ v", "", {"v": "m*n"}),
    ("sum(X, axis=0) @ c", "X: m×n", {"c": "n"}),
    ("softmax(X, axis=1) * Y", "X: m×n", {"Y": "m×n"}),
    ("-sum(y * log_softmax(W @ x + b))", "x: n; y: k", {"W": "k×n", "b": "k"}),
    ("softmax(A @ x)", "A: m×n", {"x": "n"}),
    ("X[0:k, :] @ w - y", "X: m×n; y: k", {"w": "n"}),
    ("tr(X + eye(n))", "", {"X": "n×n"}),
    ("z[j] = sum i: w[i,j] a[i] + b[j]", "a: n; b: m", {"w": "n×m"}),
    ("sum i j: A[i,j] x[i] y[j]", "x: m; y: n", {"A": "m×n"}),
    ("z[j] = sum i: d[i,j] w[i,j] y[j]", "y: n", {"w": "n×n"}),
    ("z[i,j:n] = w[i,j] x[i]", "x: m", {"w": "m×n"}),
    ("z[i,j] = A[(i,j)] * B[i,j]", "B: m×n", {"A": "m*n"}),
    ("sum(x) / n", "x: n", {}),
    ("pi * sum(x) + π", "x: n", {}),
    ("(w.T @ x - y)**2", "x: n; y:", {"w": "n"}),
    ("sum(A @ x) + E(x)", "x: n; A: m×n", {}),
    ("inv(hstack(X, b))", "b: m", {"X": "m×(m - 1)"}),
    ("kron(A, A) @ x", "A: 2×3", {"x": "9"}),
]


@pytest.mark.parametrize(("lines", "declared", "expected"), FORCED, ids=[line for line, _, _ in FORCED])
def test_what_is_forced(lines: str, declared: str, expected: dict[str, str]) -> None:
    assert inferred(lines, declared) == expected


CHOSEN = [  # equal shapes before stretching, a matrix before a scalar, an open side of the whole is 1
    ("X + b", "X: m×n", {"b": "m×n"}),
    ("c * X * 2", "X: m×n", {"c": "m×n"}),
    ("X + b + y @ dot(b, r)", "X: m×n; r: 1×n; y: m", {"b": "1×n"}),
    ("sum(x * a) + sum(x * b)", "a: m; b: n", {"x": "scalar"}),
    ("x.T @ A @ x", "A: n×n", {"x": "n"}),
    ("a.T @ X @ b", "X: m×n", {"a": "m", "b": "n"}),
    ("A @ x", "A: m×n", {"x": "n"}),
    ("logdet(X + s * A)", "A: n×n", {"X": "n×n", "s": "n×n"}),
]


@pytest.mark.parametrize(("lines", "declared", "expected"), CHOSEN, ids=[line for line, _, _ in CHOSEN])
def test_what_is_chosen(lines: str, declared: str, expected: dict[str, str]) -> None:
    assert inferred(lines, declared) == expected


def test_a_declared_fact_makes_an_array_square() -> None:
    assert inferred("Q.T @ D @ Q", "D: n×n", square=("Q",)) == {"Q": "n×n"}


ASKED = [  # lines, declared, what the message says, the flag that it proposes, the column of the caret
    ("sum(exp(A @ x))", "A: m×n", "the shape of x; known so far: x is n×?", "x: n", 12),
    ("logdet(A)", "", "the shape of A; known so far: A is ?×?, square", "A: n×n", 7),
    ("x / norm(x)", "", "nothing tells the shape of x; declare it", "x: n", 0),
    ("f(W @ a + b)", "W: m×n", "the shapes of a and b; known so far: a is n×?", "a: n, b: k", 6),
    ("z[j] = sum i: w[i,j] a[i] + b[j]", "", "nothing tells the shapes of w, a and b;", "w: n×m, a: n, b: m", 14),
    ("logdet(X + s * eye(n))", "", "nothing tells the shape of s;", "s: scalar", 11),
    ("Q.T @ D @ Q", "D: n×n", "known so far: Q is n×?", "Q: n×m", 0),
    ("sum(X * (u @ v.T))", "X: m×n", "known so far: u is m×?, v is n×?", "u: m, v: n", 9),
    ("kron(A, B) @ vec(X)", "B: p×q; X: q×n", "known so far: A is ?×n", "A: m×n", 5),
    ("sum(Y @ w)", "y: m; w: n", "known so far: Y is ?×n", "Y: k×n", 4),
    ("hstack(A, x)", "A: m×n", "the shape of x; known so far: x is m×?", "x: m", 10),
    ("hstack(2*x, A)", "A: m×n", "the shape of x; known so far: x is m×?", "x: m", 9),
    ("vstack(A, f(x).T)", "A: m×n", "the shape of x; known so far: x is n×?", "x: n", 12),
    ("hstack(A, -x.T)", "A: m×n", "the shape of x; known so far: x is ?×m", "x: k×m", 11),
]


@pytest.mark.parametrize(("lines", "declared", "said", "flag", "column"), ASKED, ids=[line for line, *_ in ASKED])
def test_what_is_asked_for(lines: str, declared: str, said: str, flag: str, column: int) -> None:
    with pytest.raises(LanguageError) as caught:
        inferred(lines, declared)
    message = str(caught.value)
    assert said in message
    assert f'--shape "{flag}" (shapes="{flag}" in Python)' in message
    assert caught.value.column == column
    assert message.splitlines()[-1] == " " * (column + 2) + "^"


@pytest.mark.parametrize(("lines", "declared", "flag"), [(line, had, flag) for line, had, _, flag, _ in ASKED])
def test_what_is_proposed_is_accepted(lines: str, declared: str, flag: str) -> None:
    found = inferred(lines, "; ".join(filter(None, (declared, flag.replace(", ", "; ")))))
    assert not any(name in flag for name in found)


def test_a_name_that_differs_by_case_is_offered() -> None:
    with pytest.raises(LanguageError, match="or did you mean y\\?"):
        inferred("sum(Y @ w)", "y: m; w: n")


CLASHES = [
    ("A @ x + A.T @ x", "A: m×n", "as many columns on the left as rows on the right, and here m meets n", "of x was"),
    ("dot(x, a) + dot(x, b)", "a: m; b: n", "dot needs two arrays of one shape, and here m meets n", "of x was"),
    ("X @ A + X", "A: m×n", "a sum needs equal shapes, and here", "of X was"),
    ("det(diag(u) @ hstack(A, v))", "A: n×n", "det needs a square matrix", "of u and v were"),
    ("sum i: A[i,i] x[i]", "A: m×n", "an index runs equally far wherever it stands, and here m meets n", "of x was"),
]


@pytest.mark.parametrize(("lines", "declared", "rule", "whose"), CLASHES, ids=[line for line, *_ in CLASHES])
def test_what_clashes(lines: str, declared: str, rule: str, whose: str) -> None:
    with pytest.raises(ShapeError) as caught:
        inferred(lines, declared)
    message = str(caught.value)
    assert rule in message
    assert whose in message
    assert "mend the expression, or declare" in message
    assert message.splitlines()[-1].strip() == "^"


@pytest.mark.parametrize(
    ("lines", "declared", "because", "column"),
    [
        ("x.T @ A @ x", "A: m×n", "as A is m×n; the shape of x was not declared", 6),
        ("3 + x.T @ D @ x", "D: n-1×n", "as D is (n - 1)×n; the shape of x", 10),
    ],
)
def test_a_declared_array_that_would_have_to_be_square_is_named(
    lines: str, declared: str, because: str, column: int
) -> None:
    with pytest.raises(ShapeError) as caught:
        inferred(lines, declared)
    message, shown, pointer = str(caught.value).split("\n")
    assert because in message
    assert message.endswith(f"; did you mean {declared[0]}: n×n?")
    assert (shown.strip(), pointer.index("^") - 2) == (lines, column)


@pytest.mark.parametrize(
    ("lines", "declared"),
    [("det(A @ X)", "A: 3×n; X: n×4"), ("tr(hstack(A, b))", "A: n×n; b: n"), ("A @ x + c", "A: m×n; x: m; c: m")],
)
def test_what_is_wrong_with_declared_arrays_alone_is_left_to_the_reader(lines: str, declared: str) -> None:
    assert inferred(lines, declared) == {}


HOSTILE = [
    "(" * 100_000,
    "x" * 1_000_000,
    "x + " * 5_000 + "x",
    "__import__('os').system('true')",
    "9**9**9",
    "x\x00y",
    " + ".join(f"x{number}" for number in range(2_000)),
    "".join(f"x{number} @ " for number in range(150)) + "y",
    "vstack(" + ",".join(f"x{number}" for number in range(150)) + ")",
    "kron(" * 90 + "x" + ", y)" * 90,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_a_quick_error(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(InputError) as caught:
        inferred(text)
    assert len(str(caught.value)) < 1_500
    assert time.perf_counter() - start < 10

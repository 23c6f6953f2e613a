"""The dialect of matrixcalculus.org: its documented examples, their derivatives by complex steps, what is refused.

SOURCES: "documentation" is http://www.matrixcalculus.org/documentation (its list "Valid input examples", and what it
says of X and x'); "front page" is the expression the page opens with; "generated" are inputs quoted, with the
derivative, in Python files that the page generated and that stand in public repositories.
"""

from __future__ import annotations

import re

import numpy as np
import pytest

from matcalc.errors import LanguageError
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.shapes import Shape
from matcalc.notation.matrixcalculus_in import to_input_language
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_matrix

SIZES = {"m": 3, "n": 4, "p": 2, "q": 5}

EXAMPLES = [  # dialect, ours, by what, the derivative in our language, source
    ("0.5*x'*A*x", "0.5 * x.T @ A @ x", "x", "0.5 * (A + A.T) @ x", "documentation"),
    ("0.5*x'*A*x", "0.5 * x.T @ A @ x", "A", "0.5 * x @ x.T", "documentation"),
    ("A*exp(x)", "A @ exp(x)", "x", "A @ diag(exp(x))", "documentation"),
    ("A*exp(x)", "A @ exp(x)", "A", "kron(exp(x).T, eye(n))", "documentation; a tensor of order 3"),
    ("sin(x)'*y", "sin(x).T @ y", "x", "y * cos(x)", "documentation, until 2018"),
    ("(y.*v)'*x", "(y * v).T @ x", "y", "v * x", "documentation"),
    ("(y.*v)'*x", "(y * v).T @ x", "x", "y * v", "documentation"),
    ("a^b", "exp(b * log(a))", "a", "b / a * exp(b * log(a))", "documentation"),
    ("a^b", "exp(b * log(a))", "b", "log(a) * exp(b * log(a))", "documentation"),
    ("norm1(A*x-y)", "norm1(A @ x - y)", "x", "A.T @ sign(A @ x - y)", "documentation"),
    ("norm2(A*x-y)^2", "norm(A @ x - y)**2", "x", "2 * A.T @ (A @ x - y)", "documentation"),
    ("norm2(A*x-y)^2", "norm(A @ x - y)**2", "A", "2 * (A @ x - y) @ x.T", "documentation"),
    (
        "sum(log(exp(-y.*(X*w)) + vector(1)))",
        "sum(log(exp(-y * (X @ w)) + ones(m)))",
        "w",
        "-X.T @ (y * exp(-y * (X @ w)) / (exp(-y * (X @ w)) + ones(m)))",
        "documentation",
    ),
    (
        "tr(A*X'*B*X*C)",
        "tr(A @ X.T @ B @ X @ C)",
        "X",
        "B.T @ X @ A.T @ C.T + B @ X @ C @ A",
        "documentation",
    ),
    ("log(det(inv(X)))", "log(det(inv(X)))", "X", "-inv(X).T", "documentation"),
    ("X", "X", "X", "kron(eye(n), eye(m))", "documentation: the identity tensor of order 4"),
    ("x'", "x.T", "x", "eye(m)", "documentation: no representation as a matrix there"),
    ("x'*A*x + c*sin(y)'*x", "x.T @ A @ x + c * sin(y).T @ x", "x", "A @ x + A.T @ x + c * sin(y)", "front page"),
    ("x'*A*x + c*sin(y)'*x", "x.T @ A @ x + c * sin(y).T @ x", "y", "c * x * cos(y)", "front page"),
    (
        "((tanh(w'*i+b)+1)/2-d)^2",
        "((tanh(w.T @ i + b) + 1) / 2 - d)**2",
        "b",
        "(1 - tanh(b + w.T @ i)**2) * ((1 + tanh(b + w.T @ i)) / 2 - d)",
        "generated, 2024-06-10",
    ),
    (
        "X*-(1/6)*X*X*X",
        "X * -(1 / 6) @ X @ X @ X",
        "X",
        "-1/6 * (kron((X @ X @ X).T, eye(m)) + kron((X @ X).T, X) + kron(X.T, X @ X) + kron(eye(m), X @ X @ X))",
        "generated, 2022-04-17",
    ),
    (
        "(1-l/norm2(p-q))*(p-q)",
        "(1 - l / norm(p - q)) * (p - q)",
        "p",
        "l / norm(p - q)**3 * (p - q) @ (p - q).T + (1 - l / norm(p - q)) * eye(m)",
        "generated, 2024-11-04",
    ),
    ("norm2(V*W*z-u)^2", "norm(V @ W @ z - u)**2", "W", "2 * V.T @ (V @ W @ z - u) @ z.T", "generated, 2018-01-01"),
    ("y'*log(X*w)", "y.T @ log(X @ w)", "w", "X.T @ (y / (X @ w))", "generated, 2021-12-11"),
    (
        "y'*log(X*exp(w)/sum(exp(w)))-1/18*w'*w",
        "y.T @ log(X @ exp(w) / sum(exp(w))) - 1 / 18 * w.T @ w",
        "w",
        "exp(w) * (X.T @ (y / (X @ exp(w)))) - sum(y) / sum(exp(w)) * exp(w) - w / 9",
        "generated, 2021-12-11",
    ),
    (
        "relu(sum(y.*relu(x-z))+k)^3",
        "relu(sum(y * relu(x - z)) + k)**3",
        "x",
        "3 * relu(sum(y * relu(x - z)) + k)**2 * y * relu(sign(x - z))",
        "generated, 2025-09-19, shortened",
    ),
    ("A+B", "A + B", "A", "kron(eye(n), eye(m))", "generated, 2020-07-08"),
]

DECLARED = {"l": "", "k": ""}

WRITTEN = [  # what the documentation lists as operators, and MATLAB's precedence
    ("1./x", "1 / x"),
    ("1.5.*x", "1.5 * x"),
    ("x./y", "x / y"),
    ("x.^2", "x**2"),
    ("x.^-0.5", "x**(-1/2)"),
    ("x.^(1/2)", "x**(1/2)"),
    ("x.^y", "exp(y * log(x))"),
    ("2.^x", "exp(x * log(2))"),
    ("-a^2", "-a**2"),
    ("(-a)^2", "(-a)**2"),
    ("--a", "a"),
    ("a-b*-c", "a - b * -c"),
    ("a-(b-c)", "a - (b - c)"),
    ("a/(b*c)", "a / (b * c)"),
    ("a'*b", "a * b"),
    ("A*c*x", "A * c @ x"),
    ("A*(c*x)", "A @ (c * x)"),
    ("A*(B*x)", "A @ (B @ x)"),
    ("X^2", "X @ X"),
    ("(A*B)^3", "(A @ B) @ (A @ B) @ (A @ B)"),
    ("X^1", "X"),
    ("X^0", "eye(m)"),
    ("X^(-1)", "inv(X)"),
    ("X^-2", "inv(X) @ inv(X)"),
    ("X^2'", "(X @ X).T"),
    ("X'^2", "X.T @ X.T"),
    ("x''", "x.T.T"),
    ("(A*x)'", "(A @ x).T"),
    ("c*vector(2)'*x", "c * (2 * ones(m)).T @ x"),
    ("matrix(1).*A", "ones(m, n) * A"),
    ("matrix(c)+A", "c * ones(m, n) + A"),
    ("eye*x", "eye(m) @ x"),
    ("X+eye", "X + eye(m)"),
    ("diag(x)*y", "diag(x) @ y"),
    ("diag(X)", "diag_of(X)"),
    ("norm1(X)+norm2(x)+sum(X)", "norm1(X) + norm(x) + sum(X)"),
    ("logdet(X'*X)+det(X)+tr(X)", "logdet(X.T @ X) + det(X) + tr(X)"),
    ("sin(x)+cos(x)+exp(x)+log(x)+tanh(x)+relu(x)+abs(x)+sign(x)+sqrt(x)", None),
]


def softsign(values):
    return np.sign(values.real) + 0j


FUNCTIONS = {
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "sqrt": np.sqrt,
    "sign": softsign,
    "abs": lambda values: values * softsign(values),
    "relu": lambda values: values * (values.real > 0),
    "sum": lambda values: np.sum(values).reshape(1, 1),
    "norm": lambda values: np.sqrt(np.sum(values * values)).reshape(1, 1),
    "norm1": lambda values: np.sum(values * softsign(values)).reshape(1, 1),
    "tr": lambda values: np.trace(values).reshape(1, 1),
    "det": lambda values: np.linalg.det(values).reshape(1, 1),
    "logdet": lambda values: np.log(np.linalg.det(values)).reshape(1, 1),
    "inv": np.linalg.inv,
    "kron": np.kron,
    "diag": lambda values: np.diag(values[:, 0]),
    "diag_of": lambda values: np.diag(values)[:, None],
    "eye": np.eye,
    "ones": lambda rows, cols=1: np.ones((rows, cols)),
}


def ours(text, arrays):
    """The value of a text in our language: Python's own reading of it, on 2-D arrays."""
    return eval(text, {**SIZES, **FUNCTIONS, **arrays})


def values_of(shapes):
    """Positive entries, so that logarithms are real; square arrays regular."""
    random, found = np.random.default_rng(7), {}
    for name, shape in shapes.items():
        size = (shape.rows.evaluate(SIZES), shape.cols.evaluate(SIZES))
        values = random.uniform(0.3, 0.9, size)
        found[name] = (values + 2 * np.eye(*size) if size[0] == size[1] != 1 else values).astype(complex)
    return found


def slope(text, arrays, wrt):
    """The derivative by complex steps: of a scalar with the shape of `wrt`, otherwise ∂ vec / ∂ vec."""
    step, columns = 1e-30, []
    for column in range(arrays[wrt].shape[1]):
        for row in range(arrays[wrt].shape[0]):
            moved = arrays[wrt].copy()
            moved[row, column] += 1j * step
            columns.append(np.asarray(ours(text, {**arrays, wrt: moved})).imag.reshape(-1, order="F") / step)
    jacobian = np.stack(columns, axis=1)
    return jacobian.reshape(arrays[wrt].shape, order="F") if len(jacobian) == 1 else jacobian


def translated(text):
    shapes = {name: parse_shape(shape) for name, shape in DECLARED.items()}
    found = to_input_language(text, shapes)
    used = {name: shape for name, shape in shapes.items() if re.search(rf"\b{name}\b", text)}
    return found.text, {**used, **found.shapes}


@pytest.mark.parametrize(
    ("dialect", "text", "wrt", "derivative", "source"), EXAMPLES, ids=[f"{case[0]} by {case[2]}" for case in EXAMPLES]
)
def test_a_documented_example_and_its_derivative(dialect, text, wrt, derivative, source):
    found, shapes = translated(dialect)
    assert found == text
    arrays = values_of(shapes)
    expected = plain(dialect, arrays)
    np.testing.assert_allclose(np.asarray(ours(found, arrays)), np.asarray(expected), rtol=1e-12)
    answer = np.asarray(ours(derivative, arrays)).real
    np.testing.assert_allclose(answer, slope(found, arrays, wrt), rtol=1e-9, atol=1e-12)


def plain(dialect, arrays):
    """The dialect by hand: its operators turned into Python's in another way, each product by the shapes it meets."""
    text = re.sub(r"([\w)])'", r"\1.T", dialect)
    text = re.sub(r"vector\(1\)", "VECTOR", text)
    text = text.replace(".*", "%").replace("./", "//").replace("^", "**").replace("norm2", "norm")
    wrapped = {name: Dialect(values) for name, values in arrays.items()}
    functions = {name: Applied(function) for name, function in FUNCTIONS.items()}
    return eval(text, {**functions, **wrapped, "VECTOR": Dialect(np.ones((1, 1)))}).values


class Applied:
    """A function of arrays, of the dialect's."""

    def __init__(self, function):
        self.function = function

    def __call__(self, array):
        return Dialect(self.function(array.values))


class Dialect:
    """An array with the dialect's operators: * is a matrix product unless a side is a scalar, % is .*, // is ./."""

    def __init__(self, values):
        self.values = values

    @property
    def T(self):  # noqa: N802 - the transpose is called so everywhere
        return Dialect(self.values.T)

    def __mul__(self, other):
        left, right = self.values, _plain(other)
        return Dialect(left * right if 1 in (left.size, right.size) else left @ right)

    def __rmul__(self, other):
        return Dialect(other * self.values)

    def __mod__(self, other):
        return Dialect(self.values * _plain(other))

    def __floordiv__(self, other):
        return Dialect(self.values / _plain(other))

    def __truediv__(self, other):
        return Dialect(self.values / _plain(other))

    def __rtruediv__(self, other):
        return Dialect(other / self.values)

    def __add__(self, other):
        return Dialect(self.values + _plain(other))

    def __radd__(self, other):
        return Dialect(other + self.values)

    def __sub__(self, other):
        return Dialect(self.values - _plain(other))

    def __rsub__(self, other):
        return Dialect(other - self.values)

    def __neg__(self):
        return Dialect(-self.values)

    def __pow__(self, other):
        return Dialect(self.values ** _plain(other))


def _plain(value):
    return value.values if isinstance(value, Dialect) else np.asarray(value)


@pytest.mark.parametrize("dialect", [case[0] for case in (*EXAMPLES, *WRITTEN)])
def test_the_translation_is_read_by_our_reader_and_has_the_same_axes(dialect):
    text, shapes = translated(dialect)
    node = parse_matrix(text, {name: Symbol(name, shape) for name, shape in shapes.items()})
    arrays = values_of(shapes)
    found = np.asarray(ours(text, arrays))
    sizes = {**SIZES, **{str(side): size for name in shapes for side, size in _sides(shapes[name], arrays[name])}}
    assert (found.shape or (1, 1)) == (node.shape.rows.evaluate(sizes), node.shape.cols.evaluate(sizes))


def _sides(shape, values):
    return zip((shape.rows, shape.cols), values.shape, strict=True)


@pytest.mark.parametrize(("dialect", "text"), WRITTEN)
def test_operators_and_functions(dialect, text):
    assert translated(dialect)[0] == (text or dialect.replace("+", " + "))


def test_names_of_one_letter_have_the_shapes_of_the_documentation():
    found = to_input_language("a*B*h + g*z")
    assert {name: str(shape) for name, shape in found.shapes.items()} == {
        "a": "scalar",
        "B": "m×n",
        "h": "n",
        "g": "scalar",
        "z": "m",
    }


def test_a_declared_shape_goes_before_the_letter():
    shapes = {"a": parse_shape("n"), "X": parse_shape("3×n"), "phi": parse_shape("n")}
    found = to_input_language("(X*a)'*y + phi'*a", shapes)
    assert found.text == "(X @ a).T @ y + phi.T @ a"
    assert {name: str(shape) for name, shape in found.shapes.items()} == {"y": "3"}


def test_pi_is_a_number_unless_it_is_declared():
    assert to_input_language("pi*a*x", {}).text == "pi * a * x"
    assert set(to_input_language("pi*a*x", {}).shapes) == {"a", "x"}
    assert to_input_language("π*y", {"π": parse_shape("m×n")}).text == "π @ y"


def test_a_row_declared_as_one_is_a_row():
    assert to_input_language("r*x", {"r": parse_shape("1×n")}).text == "r @ x"


def test_the_name_of_a_dimension_is_a_number():
    assert to_input_language("sum(x)/n", {"x": parse_shape("n")}).text == "sum(x) / n"


def test_letters_of_lengths_are_not_those_of_arrays():
    found = to_input_language("m'*n")
    assert {name: str(shape) for name, shape in found.shapes.items()} == {"m": "p", "n": "p"}
    assert all(isinstance(shape, Shape) for shape in found.shapes.values())


REFUSED = [
    ("", "there is nothing to read", 0),
    ("x +", "the expression ends too early", 3),
    ("A @ x", "@ is not expected here; the matrix product is written *", 2),
    ("A.T", r"\. is not expected here; elementwise operators are", 1),
    ("x**2", r"\* is not expected here; a power is written \^", 2),
    ("A x", r"x is not expected here; between two arrays write \*", 2),
    ("x[1]", r"\[ is not expected here; arrays have no entries", 1),
    ("y = A*x", "= is not expected here; an expression is read here", 2),
    ("A\\b", r"\\ is not expected here; write inv", 1),
    ("x*A", r"x is a vector and A is a matrix; did you mean x'\*A or A\*x\?", 1),
    ("x.*A", r"\.\* needs equal shapes, or a scalar", 1),
    ("x+A", r"x is a vector and A is a matrix; did you mean x\*vector\(1\)' \+ A, the vector in every column\?", 1),
    ("A + x'", r"did you mean A \+ vector\(1\)\*x', the vector in every row\?", 2),
    ("A*x + y'", r"\(A\*x\) is a vector and y' is a row; did you mean \(A\*x\) \+ y\?", 4),
    (
        "A*x*y",
        r"\(A\*x\) is a vector and y is a vector; did you mean \(A\*x\)'\*y or \(A\*x\)\*y' or \(A\*x\)\.\*y\?",
        3,
    ),
    ("max(x)", r"the function max has no meaning here; known: abs, ", 0),
    ("A/x", "/ divides by a scalar", 1),
    ("1/0", "division by zero", 1),
    ("x^2", r"\^ is a power of a scalar or of a square matrix; the power of each entry is \.\^", 1),
    ("X^a", "a matrix has whole powers from -20 to 20", 1),
    ("X^0.5", "a matrix has whole powers", 1),
    ("X^99", "a matrix has whole powers", 1),
    ("a^x", r"the exponent of \^ is a scalar", 2),
    ("a^1234567890", "an exponent has at most 7 digits", 2),
    ("tr(x)", r"tr needs a square matrix; it was given a vector", 0),
    ("inv(x*y'*z)", "inv needs a square matrix", 0),
    ("nrom1(x)", r"nrom1 is no function of this dialect; did you mean norm1", 0),
    ("adj(X)", r"det\(X\) \* inv\(X\)", 0),
    ("sum(x, y)", "sum takes 1 argument; it was given 2", 0),
    ("sum*x", r"sum is a function; write sum\(…\)", 0),
    ("phi*x", "nothing tells the shape of phi: declare it", 0),
    ("vector(x)", "vector makes an array of a scalar", 7),
    ("eye(k)*x", "eye takes a length", 4),
    ("__import__('os')", "_ is not expected here", 0),
    ("x\u202e", r"character U\+202E is not expected here", 1),
    ("1e999999", "a number has at most 1300 digits", 0),
    ("1" * 2000, "a number has at most 1300 digits", 0),
    ("x + " * 6000 + "x", "at most 20000 are read", 0),
    ("(" * 100_000, "at most 20000 are read", 0),
    ("(" * 5000 + "x", "nested more than 100 levels", 100),
    ("A" + "'" * 5000, "nested more than 100 levels", 0),
    ("sin(" * 99 + "-(x.^2)" + ")" * 99, "nested more than 100 levels", 0),
    ("((((X^20)^20)^20)^20)", "written out, the power has more than 20000 characters", 13),
]


@pytest.mark.parametrize(("text", "message", "column"), REFUSED, ids=[case[0][:20] or "empty" for case in REFUSED])
def test_what_can_not_be_read_is_said_with_a_caret(text, message, column):
    with pytest.raises(LanguageError, match=message) as caught:
        to_input_language(text)
    assert caught.value.column == column


def test_declared_shapes_that_do_not_fit_are_named():
    with pytest.raises(LanguageError, match=r"A is m×n and x is m×1; did you mean A'\*x\?"):
        to_input_language("A*x", {"A": parse_shape("m×n"), "x": parse_shape("m")})
    with pytest.raises(LanguageError, match="x is an array, not a function"):
        to_input_language("x(y)", {"x": parse_shape("m")})


def test_long_sums_and_products_are_read_in_time():
    assert to_input_language("x" + "+x" * 9000).text.count("x") == 9001
    assert to_input_language("a" + "*a" * 9000).text.count("a") == 9001
    assert to_input_language("-" * 9000 + "x").text == "x"

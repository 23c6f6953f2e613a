"""Functions of whole arrays, read: what each stands for, how it is written, and what is said where it does not fit."""

from fractions import Fraction

import pytest

from matcalc.errors import LanguageError, ShapeError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import KNOWN, RESERVED, Function
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Constant,
    Cotangent,
    EntrySum,
    Hadamard,
    Node,
    Number,
    Power,
    Product,
    Scale,
    Size,
    Symbol,
    Transpose,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec
from matcalc.notation.foreign import INSTEAD, WITHOUT
from matcalc.notation.names import FUNCTION_NAMES, check_name
from matcalc.notation.operations import OPERATIONS, SCALAR_FUNCTION
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_definition, parse_index, parse_matrix
from matcalc.notation.text_out import input_text

ARRAYS = {"X": "m×n", "A": "n×n", "B": "k×l", "x": "n", "y": "m", "r": "1×n", "s": "", "v": "(m*n)", "e": "d"}
SYMBOLS = {name: Symbol(name, parse_shape(shape)) for name, shape in ARRAYS.items()}
X, A, B, x, y, r, s, v, e = SYMBOLS.values()
k, m, n, one = Dimension.named("k"), Dimension.named("m"), Dimension.named("n"), Dimension.number(1)
MINUS, TWO = Fraction(-1), Fraction(2)

READ: list[tuple[str, Node]] = [
    ("inv(A)", Inverse(A)),
    ("inv(A).T", Transpose(Inverse(A))),
    ("inv(A.T) @ x", Product((Inverse(Transpose(A)), x))),
    ("det(A)", Determinant(A)),
    ("logdet(A.T @ A)", LogDeterminant(Product((Transpose(A), A)))),
    ("softmax(x)", Softmax(x, None)),
    ("softmax(r)", Softmax(r, None)),
    ("softmax(X, axis=1)", Softmax(X, 1)),
    ("softmax(x, axis=None)", Softmax(x, None)),
    ("log_softmax(x)", Add((x, Scale(MINUS, LogSumExp(x, None))))),
    ("log_softmax(X, axis=0)", Add((X, Scale(MINUS, LogSumExp(X, 0))))),
    ("logsumexp(X)", LogSumExp(X, None)),
    ("logsumexp(X, axis=1)", LogSumExp(X, 1)),
    ("mean(X)", Mean(X, None)),
    ("mean(X, axis=0)", Mean(X, 0)),
    ("var(X, axis=1)", Variance(X, 1)),
    ("norm(X @ x - y)", Norm(Add((Product((X, x)), Scale(MINUS, y))))),
    ("norm(x)**3", Power(Norm(x), Fraction(3))),
    ("norm1(x)", EntrySum(Apply(Function("abs"), x), None)),
    ("norm2sq(X)", EntrySum(Power(X, TWO), None)),
    ("kron(X, B)", Kron((X, B))),
    ("kron(X, B, A)", Kron((X, B, A))),
    ("kron(kron(X, B), A)", Kron((Kron((X, B)), A))),
    ("vec(X)", Vec(X)),
    ("unvec(v, m, n)", Unvec(v, m, n)),
    ("unvec(kron(x, y), m, n)", Unvec(Kron((x, y)), m, n)),
    ("commutation(m, n) @ vec(X)", Product((Commutation(m, n), Vec(X)))),
    ("commutation(m+1, 2)", Commutation(m + one, Dimension.number(2))),
    ("gelu'(x)", Apply(Function("gelu", 1), x)),
    ("leaky_relu(x)", Apply(Function("leaky_relu"), x)),
    ("pi", Constant("pi")),
    ("2 * π * s", Scale(TWO, Hadamard((Constant("pi"), s)))),
    ("sum(x) / n", Hadamard((EntrySum(x, None), Power(Size(n), MINUS)))),
    ("n", Size(n)),
    ("d * s", Hadamard((Size(Dimension.named("d")), s))),
    ("m * n * s", Hadamard((Size(m), Size(n), s))),
    ("(m * n) * s", Hadamard((Size(m * n), s))),
    ("s / (n - 1)", Hadamard((s, Power(Size(n - one), MINUS)))),
    ("(2 * n + m) * x", Hadamard((Size(Dimension.number(2) * n + m), x))),
    ("(n / 2) * x", Hadamard((Scale(Fraction(1, 2), Size(n)), x))),
    ("(1 - n) * x", Hadamard((Add((Number(Fraction(1)), Scale(MINUS, Size(n)))), x))),
]


@pytest.mark.parametrize(("text", "node"), READ)
def test_reads(text: str, node: Node) -> None:
    assert parse_matrix(text, SYMBOLS) is node


@pytest.mark.parametrize(("text", "node"), READ)
def test_comes_back(text: str, node: Node) -> None:
    assert parse_matrix(input_text(node), SYMBOLS) is node


WRITTEN = [
    ("log_softmax(x)", "x - logsumexp(x)"),
    ("norm1( x )", "sum(abs(x))"),
    ("softmax(X,axis = 1)", "softmax(X, axis=1)"),
    ("mean(x, axis=None)", "mean(x)"),
    ("s / (n*m)", "s / (m * n)"),
    ("((n)) * x", "n * x"),
    ("π", "pi"),
    ("unvec(v,m,n)", "unvec(v, m, n)"),
    ("(kron(X, B))", "kron(X, B)"),
    ("inv((A))", "inv(A)"),
]


@pytest.mark.parametrize(("given", "written"), WRITTEN)
def test_writes(given: str, written: str) -> None:
    assert input_text(parse_matrix(given, SYMBOLS)) == written


def test_a_declared_array_wins_over_a_length_and_over_pi() -> None:
    symbols = {**SYMBOLS, "n": Symbol("n", parse_shape("")), "pi": Symbol("pi", parse_shape("n"))}
    assert parse_matrix("n * pi", symbols) is Hadamard((symbols["n"], symbols["pi"]))


def test_d_is_a_length_alone_and_the_delta_with_places() -> None:
    read = parse_index("sum i: d[i,j] x[i] / d", SYMBOLS)
    assert input_text(read) == "sum i: delta[i,j] x[i] d**-1"


def test_the_jacobian_of_an_output_has_its_shape() -> None:
    output = parse_shape("m")
    assert parse_matrix("jac_x @ x", SYMBOLS, output) is Product((Cotangent(x, output), x))
    assert parse_matrix("grad_x", SYMBOLS, output) is Cotangent(x)
    assert input_text(parse_index("sum j: jac_x[i,j] x[j]", SYMBOLS, (), output)) == "sum j: jac_x[i,j] x[j]"
    with pytest.raises(ShapeError, match="the derivative of a m by X, a m×n, is no matrix"):
        parse_matrix("jac_X", SYMBOLS, output)


def test_a_definition_may_hold_any_of_it() -> None:
    assert parse_definition("p = softmax(X, axis=1)", SYMBOLS).body is Softmax(X, 1)


def test_every_name_with_a_meaning_is_kept_from_arrays() -> None:
    made = {"ones", "zeros", "eye", "commutation", "unvec"}
    assert {*OPERATIONS, *made, *KNOWN, *RESERVED} - {SCALAR_FUNCTION} == FUNCTION_NAMES
    assert not FUNCTION_NAMES.intersection(INSTEAD, WITHOUT)
    for name in ("softmax", "pi", "jac_x", "grad_x", "kron"):
        with pytest.raises(LanguageError):
            check_name(name)


UNREADABLE = [
    ("softmx(x)", "the function softmx is not known; did you mean softmax?", 0),
    ("1 + logdett(A)", "the function logdett is not known; did you mean logdet?", 4),
    ("ReLU(x)", "the function ReLU is not known; did you mean relu?", 0),
    ("trace(A)", "trace is no function here; write tr(X)", 0),
    ("ln(x)", "ln is no function here; write log(x)", 0),
    ("pinv(A)", "the function pinv has no meaning here; an unknown elementwise function has a name of one letter", 0),
    ("max(x)", "the function max has no meaning here", 0),
    ("n(x)", "n is the length of an axis, not a function; write n * (…)", 0),
    ("pi(x)", "pi is a number, not a function; write pi * (…)", 0),
    ("jac_x", "jac_x is the derivative of an output that is an array; that of a scalar is grad_x", 0),
    ("jac_q", "jac_q is the Jacobian at q, but q is not known", 0),
    ("jac_x(x)", "names that begin with jac_ stand for Jacobians", 0),
    (
        "softmax(X, axis=-1)",
        "axis is 0 (each column by itself), 1 (each row by itself) or None (all entries), not -1",
        16,
    ),
    ("softmax(X, 1)", "softmax takes 1 argument; it was given 2; an axis is written softmax(x, axis=0)", 0),
    ("norm(x, axis=0)", "norm takes no axis", 8),
    ("det'(A)", "only an elementwise function has a derivative det'", 0),
    ("unvec(v, m)", "unvec takes a vector and 2 lengths, unvec(x, m, n); it was given 1", 0),
    ("commutation(m)", "commutation takes 2 lengths; it was given 1", 0),
    ("vec(x, x)", "vec takes 1 argument; it was given 2", 0),
    ("softmax", "softmax is a function; write softmax(…)", 0),
    ("x**n", "an exponent is a number", 3),
    ("9**9**9", "an exponent is a number, and a power of a power is written with brackets, (x**2)**3", 4),
    ("x**(9**9)", "** is not expected here; an exponent is a number: x**2, x**-1, x**(1/2)", 5),
    ("x**(2-2)", "-2 is not expected here; an exponent is a number: x**2, x**-1, x**(1/2)", 5),
    ("x**-y", "y is not expected here; an exponent is a number: x**2, x**-1, x**(1/2)", 4),
    ("sum(axis**2)", "axis is no array: it says along which axis to sum, as in sum(A, axis=0)", 8),
    ("delta(x)", "delta is the Kronecker delta, delta[i,j]; call the function something else", 0),
    ("hstack()", ") is not expected here; hstack takes an argument", 7),
    ("norm2sq( )", ") is not expected here; norm2sq takes an argument", 9),
    ("1 + exp x", "x is not expected here; what a function is of stands in brackets, exp(…)", 8),
    ("9**99999", "a power of a number goes up to 10000; this one is higher", 0),
    ("((9**999)**999)**9", "a power of a number goes up to 10000; this one is higher", 1),
    ("x**1000001", "an exponent is at most 1000000", 3),
    ("((x**999)**999)**9", "a power of powers goes up to 1000000; this one is higher", 0),
]


@pytest.mark.parametrize(("text", "sentence", "column"), UNREADABLE)
def test_says_what_can_not_be_read(text: str, sentence: str, column: int) -> None:
    with pytest.raises(LanguageError) as caught:
        parse_matrix(text, SYMBOLS)
    assert sentence in str(caught.value)
    assert caught.value.column == column


MISFITS = [
    ("det(X)", "det needs a square matrix; it was given a m×n; did you mean det(X.T @ X)?"),
    ("inv(X.T)", "inv needs a square matrix; it was given a n×m; did you mean inv(X @ X.T)?"),
    ("logdet(x)", "logdet needs a square matrix; it was given a n; did you mean logdet(x.T @ x)?"),
    ("tr(X)", "tr needs a square matrix; it was given a m×n; did you mean tr(X.T @ X) or sum(X)?"),
    ("diag_of(X)", "did you mean diag_of(X.T @ X)?"),
    ("hstack(X, x)", "did you mean hstack(X.T, x) or vstack(X, x.T)?"),
    (
        "vstack(x, X, X)",
        "needs blocks with equally many columns; it was given 1, n, n; did you mean vstack(x.T, X, X)?",
    ),
    ("hstack(x, y)", "needs blocks with equally many rows; it was given n, m; did you mean vstack(x, y)"),
    ("outer(x, r)", "outer needs two vectors; it was given n and 1×n; did you mean outer(x, r.T)?"),
    ("dot(x, r)", "did you mean dot(x.T, r) or dot(x, r.T)?"),
    ("dot(x, X)", "did you mean X @ x?"),
    ("outer(X, y)", "did you mean X.T @ y?"),
    ("softmax(X)", "softmax of a matrix (m×n) needs its axis: axis=1 for each row, axis=0 for each column"),
    ("log_softmax(X)", "log_softmax of a matrix (m×n) needs its axis"),
    ("unvec(v, n, n)", "unvec makes a n×n matrix of a vector of length n*n; it was given a m*n"),
    ("x @ A", "x @ A does not fit: x is n and A is n×n,"),
    ("x @ A", "did you mean x.T @ A or A @ x?"),
]


@pytest.mark.parametrize(("text", "found"), MISFITS)
def test_says_what_does_not_fit(text: str, found: str) -> None:
    with pytest.raises(ShapeError) as caught:
        parse_matrix(text, SYMBOLS)
    message, shown, _ = str(caught.value).split("\n")
    assert found in message
    assert shown == f"  {text}"


@pytest.mark.parametrize("name", ["f", "g2", "σ", "phi", "act", "h_1", "foo"])
def test_other_names_are_unknown_elementwise_functions(name: str) -> None:
    assert parse_matrix(f"{name}(x)", SYMBOLS) is Apply(Function(name), x)

"""Matrix expressions, read: what each form stands for, and what is said about what can not be read."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcalc.errors import InputError, LanguageError, ShapeError
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Cotangent,
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    HStack,
    Node,
    Number,
    Ones,
    Power,
    Product,
    ScalarFunction,
    Scale,
    Slice,
    Span,
    Symbol,
    Trace,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.forms.shapes import Shape
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_matrix
from matcalc.notation.text_out import input_text

ARRAYS = {"W": "m×n", "B": "n×p", "C": "p×q", "S": "m×m", "a": "n", "b": "m", "z": "m", "y": "m", "s": "", "t": ""}
SYMBOLS = {name: Symbol(name, parse_shape(shape)) for name, shape in ARRAYS.items()}
W, B, C, S, a, b, z, y, s, t = SYMBOLS.values()
m, n = Dimension.named("m"), Dimension.named("n")
one, two, half = Dimension.number(1), Fraction(2), Fraction(1, 2)

READ: list[tuple[str, Node]] = [
    ("W @ a + b", Add((Product((W, a)), b))),
    ("W @ B @ C", Product((W, B, C))),
    ("(W @ B) @ C", Product((Product((W, B)), C))),
    ("W @ (B @ C)", Product((W, Product((B, C))))),
    ("z + y - b", Add((z, y, Scale(Fraction(-1), b)))),
    ("z - (y - b)", Add((z, Scale(Fraction(-1), Add((y, Scale(Fraction(-1), b))))))),
    ("2 * z", Scale(two, z)),
    ("z * 2", Scale(two, z)),
    ("-2 * z", Scale(-two, z)),
    ("-z", Scale(Fraction(-1), z)),
    ("--z", z),
    ("z - 2*y", Add((z, Scale(-two, y)))),
    ("z / 2", Scale(half, z)),
    ("0.5 * z", Scale(half, z)),
    ("(1/2) * z", Scale(half, z)),
    ("3 * z / 2", Scale(Fraction(3, 2), z)),
    ("2 * z * y", Scale(two, Hadamard((z, y)))),
    ("2 * (3 * z)", Scale(two, Scale(Fraction(3), z))),
    ("z * y * b", Hadamard((z, y, b))),
    ("z * (y * b)", Hadamard((z, Hadamard((y, b))))),
    ("z / y", Hadamard((z, Power(y, Fraction(-1))))),
    ("1 / z", Power(z, Fraction(-1))),
    ("W.T @ z * a", Hadamard((Product((Transpose(W), z)), a))),
    ("b * W @ a", Product((Hadamard((b, W)), a))),
    ("2 * W @ a", Scale(two, Product((W, a)))),
    ("W @ a / 2", Scale(half, Product((W, a)))),
    ("-z**2", Scale(Fraction(-1), Power(z, two))),
    ("(-z)**2", Power(Scale(Fraction(-1), z), two)),
    ("z**(1/2)", Power(z, half)),
    ("z**-1", Power(z, Fraction(-1))),
    ("z**(-3/2)", Power(z, Fraction(-3, 2))),
    ("3", Number(Fraction(3))),
    ("1/3", Number(Fraction(1, 3))),
    ("-1e-3", Number(Fraction(-1, 1000))),
    ("z - 3", Add((z, Number(Fraction(-3))))),
    ("W.T.T", Transpose(Transpose(W))),
    ("f(z)", Apply(Function("f"), z)),
    ("f''(z)", Apply(Function("f", 2), z)),
    ("tanh'(z)", Apply(Function("tanh", 1), z)),
    ("f'(z) * g'(z)", Hadamard((Apply(Function("f", 1), z), Apply(Function("g", 1), z)))),
    ("f(W @ a + b).T", Transpose(Apply(Function("f"), Add((Product((W, a)), b))))),
    ("sum(W)", EntrySum(W, None)),
    ("sum(W, axis=None)", EntrySum(W, None)),
    ("sum(W, axis=0)", EntrySum(W, 0)),
    ("sum(W, axis = 1)", EntrySum(W, 1)),
    ("tr(S)", Trace(S)),
    ("diag(z)", Diag(z)),
    ("diag_of(S)", DiagOf(S)),
    ("dot(z, b)", Product((Transpose(z), b))),
    ("dot(W, W)", EntrySum(Hadamard((W, W)), None)),
    ("outer(z, a)", Product((z, Transpose(a)))),
    ("norm2sq(z - y)", EntrySum(Power(Add((z, Scale(Fraction(-1), y))), two), None)),
    ("ones(n)", Ones(Shape(n, one))),
    ("ones(m, n+1)", Ones(Shape(m, n + one))),
    ("zeros(1, n)", Zeros(Shape(one, n))),
    ("eye(m)", Eye(m)),
    ("hstack(W, b)", HStack((W, b))),
    ("vstack(a, 1)", VStack((a, Number(Fraction(1))))),
    ("hstack(W, b)[:, 0:n]", Slice(HStack((W, b)), Span(ZERO, m), Span(ZERO, n))),
    ("hstack(W, b)[:, n:]", Slice(HStack((W, b)), Span(ZERO, m), Span(n, n + one))),
    ("vstack(a, 1)[:n]", Slice(VStack((a, Number(Fraction(1)))), Span(ZERO, n), Span(ZERO, one))),
    ("grad_z @ a.T", Product((Cotangent(z), Transpose(a)))),
    ("E(a)", ScalarFunction((a,))),
    ("E(a, z)", ScalarFunction((a, z))),
    ("s * W", Hadamard((s, W))),
]


@pytest.mark.parametrize(("text", "node"), READ)
def test_reads(text: str, node: Node) -> None:
    assert parse_matrix(text, SYMBOLS) is node


@pytest.mark.parametrize(("text", "node"), READ)
def test_comes_back(text: str, node: Node) -> None:
    assert parse_matrix(input_text(node), SYMBOLS) is node


WRITTEN = [
    ("W @ a+b", "W @ a + b"),
    ("(W @ B) @ C", "(W @ B) @ C"),
    ("((W)) @ (B @ C)", "W @ (B @ C)"),
    ("(W.T @ z) * a", "W.T @ z * a"),
    ("b * W @ a", "(b * W) @ a"),
    ("-1 * z + y", "-z + y"),
    ("z - 2*y", "z - 2 * y"),
    ("0.5 * z", "z / 2"),
    ("1.5 * z", "3 * z / 2"),
    ("z * y**-1", "z / y"),
    ("z**-1", "1 / z"),
    ("sum( W ,axis=1)", "sum(W, axis=1)"),
    ("hstack(W,b)[0:m, n:n+1]", "hstack(W, b)[:, n:n + 1]"),
    ("f'( z )", "f'(z)"),
]


@pytest.mark.parametrize(("given", "written"), WRITTEN)
def test_writes(given: str, written: str) -> None:
    assert input_text(parse_matrix(given, SYMBOLS)) == written


UNREADABLE = [  # text, the sentence, the column of the caret
    ("", "there is nothing to read", 0),
    ("W @", "the expression ends too early", 3),
    ("W @ ) a", ") is not expected here", 4),
    ("f(z", "the expression ends too early", 3),
    ("z y", "between two arrays write @ for the matrix product, * for the elementwise one", 2),
    ("z ^ 2", "a power is written **, a transpose .T", 2),
    ("z'", "a transpose is written .T", 1),
    ("z ** n", "an exponent is a number", 5),
    ("z.shape", "the only thing after a dot is T", 1),
    ("sum i: z[i]", "index notation is read in a definition", 4),
    ("k + z", "k is not known; known: B, C, S, W, a, b, s, t, y, z", 0),
    ("z + wz", "wz is not known; did you mean z?", 4),
    ("grad_k", "grad_k is the gradient at k, but k is not known", 0),
    ("grad_z(a)", "names that begin with grad_ stand for gradients", 0),
    ("tanh * z", "tanh is a function; write tanh(…)", 0),
    ("z(a)", "z is an array, not a function", 0),
    ("D(z)", "D is the derivative in an index expression", 0),
    ("f(z, y)", "f takes 1 argument; it was given 2", 0),
    ("dot(z)", "dot takes 2 arguments; it was given 1", 0),
    ("sum'(z)", "only an elementwise function has a derivative sum'", 0),
    ("f''''''''''(z)", "a function is differentiated at most 9 times", 0),
    ("sum(W, axis=2)", "axis is 0 (each column by itself), 1 (each row by itself) or None (all entries), not 2", 12),
    ("tr(S, axis=0)", "tr takes no axis", 6),
    ("sum(W, axis=0, axis=1)", "axis is given twice", 15),
    ("eye(m, n)", "eye takes 1 length; it was given 2", 0),
    ("ones(0)", "a length is at least 1, not 0", 5),
    ("ones(1000001)", "a length is at most 1000000", 5),
    ("ones(2.5)", "2.5 is not a whole number", 5),
    ("z / 0", "division by zero", 2),
    ("z ** 12345678", "an exponent has at most 7 digits", 5),
    ("2 @ z", "@ is for arrays; multiply by a number with *", 2),
    ("z[i]", "an entry stands in an index expression", 0),
    ("z + f(z[i])", "an entry stands in an index expression", 4),
    ("W[0:1, 2]", "a block takes spans only", 7),
    ("W[:, :, :]", "at most two spans", 8),
    ("__import__('os')", "_ is not expected here", 0),
    ("lambda z: z", "z is not expected here", 7),
    ("z if z else y", "if is not expected here", 2),
    ("[z for z in y]", "[ is not expected here", 0),
    ("z\x00", "character U+0000 is not expected here", 1),
    ("{{z}}", "{ is not expected here", 0),
    ("'a' 'b'", "' is not expected here", 0),
]


@pytest.mark.parametrize(("text", "sentence", "column"), UNREADABLE)
def test_says_what_can_not_be_read(text: str, sentence: str, column: int) -> None:
    with pytest.raises(LanguageError) as caught:
        parse_matrix(text, SYMBOLS)
    assert sentence in str(caught.value)
    assert caught.value.column == column


MISFITS = [
    ("W @ z", "W @ z does not fit: W is m×n and z is m,", "did you mean W.T @ z?", 2),
    ("z + W.T @ z", "z + W.T @ z does not fit: z is m and W.T @ z is n,", "no transpose of either makes it fit", 2),
    ("b + W @ b @ a", "W @ b does not fit: W is m×n and b is m,", "did you mean W.T @ b?", 6),
    ("a @ a", "a @ a does not fit", "did you mean a.T @ a or a @ a.T or a * a?", 2),
    ("W * B", "W * B does not fit: W is m×n and B is n×p,", "did you mean W @ B?", 2),
    (
        "W - W.T",
        "W - W.T does not fit: W is m×n and W.T is n×m,",
        "equal shapes; an array and its transpose fit only where it is square",
        2,
    ),
    ("W.T + W", "W.T + W does not fit", "equal shapes; an array and its transpose fit only where it is square", 4),
    ("W * W.T", "W * W.T does not fit", "equal shapes; did you mean W @ W.T?", 2),
    ("W + B.T", "W + B.T does not fit", "equal shapes; no transpose of either makes it fit", 2),
    ("s @ W", "s @ W does not fit: s is scalar and W is m×n,", "did you mean s * W?", 2),
    ("z * a * y", "z * a does not fit: z is m and a is n,", "no transpose of either makes it fit", 2),
    ("W @ a * a", "(W @ a) * a does not fit: W @ a is m and a is n,", "no transpose", 6),
    ("z + 2 * tr(W)", "tr(W): tr needs a square matrix; it was given a m×n", "", 8),
    ("hstack(W, a)", "hstack needs blocks with equally many rows; it was given m, n", "", 0),
    ("dot(z, a)", "dot needs two arrays of one shape; it was given m and n", "", 0),
    ("outer(W, a)", "outer needs two vectors; it was given m×n and n", "", 0),
    ("E(2 * a)", "E takes names of arrays", "", 0),
    ("W[0:n, :]", "rows 0:n do not lie within 0:m", "; m may be smaller than n: in its shape, write a length", 2),
    ("W[:, 0:2]", "columns 0:2 do not lie within 0:n", "; n may be smaller than 2: in its shape, write a", 2),
    ("W[:, 0:2]", "W[:, 0:2]: columns 0:2", "a length that is not, such as n + 2", 2),
    ("a[2:]", "rows 2:n do not lie within 0:n", "; n may be smaller than 2: in its shape, write a", 2),
]


@pytest.mark.parametrize(("text", "found", "advice", "column"), MISFITS)
def test_says_what_does_not_fit(text: str, found: str, advice: str, column: int) -> None:
    with pytest.raises(ShapeError) as caught:
        parse_matrix(text, SYMBOLS)
    message, shown, caret = str(caught.value).split("\n")
    assert found in message
    assert advice in message
    assert shown == f"  {text}"
    assert caret == " " * (column + 2) + "^"


@pytest.mark.parametrize("text", ["a[0:n+1]", "a[3:2]"])
def test_a_block_that_never_exists_is_in_no_doubt(text: str) -> None:
    with pytest.raises(ShapeError, match=r"do not lie within 0:n\n"):
        parse_matrix(text, SYMBOLS)


@pytest.mark.parametrize("length", ["n+2", "n + 3", "2"])
def test_a_block_is_read_from_an_axis_that_is_long_enough(length: str) -> None:
    read = parse_matrix("x[0:2]", {"x": Symbol("x", parse_shape(length))})
    assert read.shape == parse_shape("2")


DEEP = [
    "(" * 101 + "z" + ")" * 101,
    "f(" * 5000 + "z" + ")" * 5000,
    "z" + ".T" * 101,
    "z" + " * y @ s" * 101,
    "z" + ".T" * 9000,
    "[" * 20_000,
]


@pytest.mark.parametrize("text", DEEP)
def test_deep_text_is_refused(text: str) -> None:
    with pytest.raises(LanguageError, match="nested more than 100 levels deep"):
        parse_matrix(text, SYMBOLS)


def test_what_is_just_not_too_deep_is_read_and_written() -> None:
    node = parse_matrix("f(" * 99 + "z" + ")" * 99, SYMBOLS)
    assert parse_matrix(input_text(node), SYMBOLS) is node


def test_long_text_is_refused() -> None:
    with pytest.raises(LanguageError, match="at most 20000 are read"):
        parse_matrix("z+" * 10_000 + "z", SYMBOLS)


def test_a_long_sum_is_read_and_written() -> None:
    text = " + ".join(["z"] * 5000)
    assert input_text(parse_matrix(text, SYMBOLS)) == text


def test_long_runs_of_numbers_and_signs_are_bounded() -> None:
    assert parse_matrix("-" * 10_000 + "z", SYMBOLS) is z
    with pytest.raises(LanguageError, match="multiply to, is too large"):
        parse_matrix("*".join(["9e999"] * 2000), SYMBOLS)
    with pytest.raises(LanguageError, match="at most 1300 digits"):
        parse_matrix("1" * 15_000, SYMBOLS)


@given(st.text(alphabet="zWa()[]@*+-/.T'\"=:,0123 \n_sumgrad^\\{}$%#\x00𝟏é", max_size=40))
@settings(deadline=None, max_examples=500)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InputError):
        parse_matrix(text, SYMBOLS)

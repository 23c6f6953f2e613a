"""Index expressions, definitions and shapes, read."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcalc.errors import InputError, LanguageError, ShapeError
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Delta, Entry, IndexSum, Partial, Term, of_factor
from matcalc.forms.indices import Index, Shifted, fixed, shifted
from matcalc.forms.matrix_form import Add, Apply, Cotangent, HStack, Node, Number, Power, Product, Symbol, VStack
from matcalc.forms.program import IndexDefinition
from matcalc.forms.shapes import Shape
from matcalc.notation.names import check_name
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_definition, parse_index
from matcalc.notation.text_out import input_text

ARRAYS = {"W": "m×n", "w": "n×m", "a": "n", "b": "m", "z": "m", "s": "", "E": ""}
SYMBOLS = {name: Symbol(name, parse_shape(shape)) for name, shape in ARRAYS.items()}
W, w, a, b, z, s, E = SYMBOLS.values()
m, n = Dimension.named("m"), Dimension.named("n")
one, ONE, TWO = Dimension.number(1), Fraction(1), Fraction(2)
i, j, k, ell, p, q = (Index(name, length) for name, length in zip("ijklpq", (m, n, m, m, m, n), strict=True))


def term(*factors: Entry | Delta | Partial, dummies: tuple[Index, ...] = (), coefficient: Fraction = ONE) -> Term:
    return Term(coefficient, factors, dummies)


def at(array: Node, *places: Index | Shifted, exponent: Fraction = ONE) -> Entry:
    return Entry(array, places, exponent)


z_l = IndexSum((term(at(W, ell, j), at(a, j), dummies=(j,)), term(at(b, ell))))

THREE = Fraction(3)

READ: list[tuple[str, tuple[Term, ...]]] = [
    ("W[i,j]", (term(at(W, i, j)),)),
    ("sum j: W[i,j] a[j] + b[i]", (term(at(W, i, j), at(a, j), dummies=(j,)), term(at(b, i)))),
    ("sum j: W[i,j] * a[j] - b[i]", (term(at(W, i, j), at(a, j), dummies=(j,)), term(at(b, i), coefficient=-ONE))),
    ("sum i j: b[i] W[i,j] a[j]", (term(at(b, i), at(W, i, j), at(a, j), dummies=(i, j)),)),
    ("sum i, j: W[i,j]", (term(at(W, i, j), dummies=(i, j)),)),
    ("sum i: sum j: W[i,j]", (term(at(W, i, j), dummies=(i, j)),)),
    ("2 b[i]", (term(at(b, i), coefficient=TWO),)),
    ("1/2 sum i: b[i]**2", (term(at(b, i, exponent=TWO), dummies=(i,), coefficient=Fraction(1, 2)),)),
    ("-sum i: b[i] / 3", (term(at(b, i), dummies=(i,), coefficient=Fraction(-1, 3)),)),
    ("s b[i]", (term(at(s), at(b, i)),)),
    ("s**2 b[i]", (term(at(s, exponent=TWO), at(b, i)),)),
    ("b[i] / z[i]", (term(at(b, i), at(z, i, exponent=-ONE)),)),
    ("(W @ a)[i]", (term(at(Product((W, a)), i)),)),
    ("(z + b)[i]", (term(at(Add((z, b)), i)),)),
    ("f(z)[i]", (term(at(Apply(Function("f"), z), i)),)),
    ("f(z[i])", (term(at(Apply(Function("f"), z), i)),)),
    ("f'(z[i]) grad_z[i]", (term(at(Apply(Function("f", 1), z), i), at(Cotangent(z), i)),)),
    ("tanh(f(z[i]))", (term(at(Apply(Function("tanh"), Apply(Function("f"), z)), i)),)),
    ("sum i: d[i,k] z[i]", (term(Delta(i, k), at(z, i), dummies=(i,)),)),
    ("sum i: delta[i,k] z[i]", (term(Delta(i, k), at(z, i), dummies=(i,)),)),
    ("z[1]", (term(at(z, fixed(Dimension.number(1), m))),)),
    ("z[m]", (term(at(z, fixed(m, m))),)),
    ("hstack(W, b)[i,n+1]", (term(at(HStack((W, b)), i, fixed(n + one, n + one))),)),
    ("vstack(a, b)[i+n] b[i]", (term(at(VStack((a, b)), shifted(i, n, n + m)), at(b, i)),)),
    ("vstack(a, b)[j+0] a[j]", (term(at(VStack((a, b)), shifted(j, ZERO, n + m)), at(a, j)),)),
    ("D(E, z[i])", (term(Partial(of_factor(at(E)), at(z, i))),)),
    (
        "sum l: D(E, z[l]) D(sum j: W[l,j] a[j] + b[l], W[p,q])",
        (term(Partial(of_factor(at(E)), at(z, ell)), Partial(z_l, at(W, p, q)), dummies=(ell,)),),
    ),
    ("(s**2) z[i]", (term(at(Power(s, TWO)), at(z, i)),)),
    ("2**(1/2) z[i]", (term(at(Number(TWO), exponent=Fraction(1, 2)), at(z, i)),)),
    (
        "3 z[i] / (5/4)**(3/2)",
        (term(at(z, i), at(Number(Fraction(5, 4)), exponent=Fraction(-3, 2)), coefficient=THREE),),
    ),
    ("0", ()),
    ("3", (Term(THREE, ()),)),
]


@pytest.mark.parametrize(("text", "terms"), READ)
def test_reads(text: str, terms: tuple[Term, ...]) -> None:
    assert parse_index(text, SYMBOLS) == IndexSum(terms)


@pytest.mark.parametrize(("text", "terms"), READ)
def test_comes_back(text: str, terms: tuple[Term, ...]) -> None:
    assert parse_index(input_text(IndexSum(terms)), SYMBOLS) == IndexSum(terms)


def test_writes() -> None:
    written = "-2 sum l: grad_z[l] delta[l,i] a[j] + 1/2 s * (W @ a)[i]"
    assert input_text(parse_index(written, SYMBOLS)) == written


def test_a_symbol_d_is_an_array_and_delta_the_kronecker_delta() -> None:
    d = Symbol("d", Shape(m, m))
    read = parse_index("sum k: d[i,k] delta[k,l] z[l]", {**SYMBOLS, "d": d})
    assert read.terms[0].factors[:2] == (at(d, i, k), Delta(k, ell))


def test_a_matrix_called_delta_is_written_in_brackets() -> None:
    symbols = {**SYMBOLS, "delta": Symbol("delta", Shape(m, m))}
    expression = of_factor(at(symbols["delta"], i, k))
    assert parse_index(input_text(expression), symbols) == expression


def test_the_free_indices_that_are_given_have_their_ranges() -> None:
    assert parse_index("sum j: d[j,i]  b[i]", SYMBOLS, (i,)).terms[0].dummies == (Index("j", m),)


INNER = (
    "an index equation allows no sum or product of entries inside a function or bracket: name it in an equation of "
    "its own"
)

UNREADABLE = [
    ("z[i] + a[i]", "the index i runs to m in z[i] but to n in a[i]", 9),
    ("sum j: W[j,j]", "the index j runs to m in W[j,j] but to n in W[j,j]", 11),
    ("sum i: d[i,k] W[i,k]", "the index k runs to n in W[i,k]", 11),
    ("d[i,k]", "nothing tells how far i runs", 2),
    ("sum i: z[k]", "i is summed but stands on no array of its term", 4),
    ("sum i i: z[i]", "i is summed twice", 6),
    ("sum i: sum i: z[i]", "i is summed twice", 11),
    ("z[i] sum i: b[i]", "i is used before the sum that binds it", 9),
    ("W[i]", "W is m×n: it takes 2 indices, not 1", 0),
    ("W", "W is m×n: it takes 2 indices, not 0", 0),
    ("s[i]", "s is a scalar: it takes no index", 0),
    ("W[i,j,k]", "it takes 2 indices, not 3", 0),
    ("z[i+k]", "nothing tells how far i runs; it has to stand on an array", 2),
    ("z[i+k] b[k] b[i]", "z[i+k] reads place 2 to 2*m of an axis of length m, which need not exist", 2),
    ("z[i*k]", "a place is a sum of indices, not a product such as i*k", 2),
    ("z[i*i]", "a place is a sum of indices, not a product such as i*i", 2),
    ("z[2*i] b[i]", "z[2*i] reads place 2 to 2*m of an axis of length m, which need not exist", 2),
    ("sum k: z[i+k-1] b[i]", "nothing tells how far k runs; it has to stand on an array by itself; ones(n)[k]", 4),
    ("z[i] b[i] b[k] where 1 <= i+k-1 <= n", "no entry is read at the place i + k - 1 of an axis of length n", 26),
    ("z[i] b[i] where 0 <= i <= m", "a condition begins with 1", 16),
    ("s (W @ a)[i]", "s is an array, not a function; write s * (…)", 0),
    ("q[i]", "q is not known; known: E, W, a, b, s, w, z", 0),
    ("d", "d is not known", 0),
    ("D(E, 2)", "a derivative is by one entry of an array", 5),
    ("D(E, z[i]**2)", "a derivative is by one entry of an array", 5),
    ("z[i] / d[i,k]", "a delta can not be divided by", 7),
    ("z[i] / 0", "division by zero", 7),
    ("z[i] / 0**(1/2)", "division by zero", 7),
    ("z[i] (-2)**(1/2)", "a root of a negative number has no real value", 5),
    ("2**(20001/2) z[i]", "a number has an exponent of at most 10000 here", 0),
    ("2**101 z[i]", "a number has an exponent of at most 100 here", 0),
    ("z[i] ** a[i]", "an exponent is a number", 8),
    ("sum i z[i]", "[ is not expected here", 7),
    ("z[i][j]", "an entry is a number; it has no entries of its own", 4),
    ("(z[i] + b[i]) a[j]", INNER, 1),
    ("d[1,2] z[i]", "one of the two places of a delta must be an index alone", 0),
]


@pytest.mark.parametrize(("text", "sentence", "column"), UNREADABLE)
def test_says_what_can_not_be_read(text: str, sentence: str, column: int) -> None:
    with pytest.raises(LanguageError) as caught:
        parse_index(text, SYMBOLS)
    assert sentence in str(caught.value)
    assert caught.value.column == column


def test_shapes_are_checked_inside_an_entry() -> None:
    with pytest.raises(ShapeError, match=r"did you mean W.T @ z\?"):
        parse_index("(W @ z)[i]", SYMBOLS)


DEFINED = [
    ("y = W @ a + b", "y", "m"),
    ("y[j] = sum i: w[i,j] a[i] + b[j]", "y", "m"),
    ("C[i,j] = b[i] a[j]", "C", "m×n"),
    ("C[i,j:p] = b[i]", "C", "m×p"),
    ("C[i:n,j:p] = s", "C", "n×p"),
    ("L = 1/2 sum i: b[i]**2", "L", ""),
    ("L = sum(b)", "L", ""),
    ("y = hstack(W, b)[:, 0:n] @ a", "y", "m"),
]


@pytest.mark.parametrize(("text", "name", "shape"), DEFINED)
def test_reads_definitions(text: str, name: str, shape: str) -> None:
    parsed = parse_definition(text, SYMBOLS)
    assert (parsed.name, parsed.shape) == (name, parse_shape(shape))


def test_a_definition_in_index_form_keeps_its_places() -> None:
    body = parse_definition("y[j] = sum i: w[i,j] a[i] + b[j]", SYMBOLS).body
    row, summed = Index("j", m), Index("i", n)
    terms = (term(at(w, summed, row), at(a, summed), dummies=(summed,)), term(at(b, row)))
    assert body == IndexDefinition((row,), IndexSum(terms))


NOT_DEFINED = [
    ("z = a", "z is defined already", 0),
    ("sum = a", "sum is the name of a function", 0),
    ("grad_y = a", "names that begin with grad_ stand for gradients", 0),
    ("y[k] = b[j]", "the index j is neither on the left side nor summed; did you mean sum j: …?", 9),
    ("y[j,i] = b[j]", "i is not used on the right side", 4),
    ("y[j,i:p] = b[i]", "the index i runs to p in i:p but to m in b[i]", 13),
    ("y[j,i:0] = b[j]", "a length is at least 1, not 0", 6),
    ("y[j] = sum j: b[j]", "j is free here, so it can not be summed", 11),
    ("y[i,i] = b[i]", "i stands twice on the left side", 4),
    ("y[i,j,k] = b[i]", "y has at most two indices, as every array of a program", 6),
    ("y = b[j]", "an entry stands in an index expression", 4),
    ("y", "the expression ends too early", 1),
    ("y == b", "= is not expected here", 3),
    ("L = sum i: b[j]", "the index j is neither on the left side nor summed", 13),
    ("L = sum i: s", "i is summed but stands on no array", 8),
    ("y[i] = f(sum j: W[i,j] a[j] + b[i])", INNER, 23),
    ("y[j] = sum i: (w[i,j] a[i] + b[j])", INNER, 22),
    ("y[i] = f(W[i,j] a[j])", INNER, 16),
    ("y[i] = f(2 b[i])", INNER, 11),
    ("y[i] = f(b[i] + z[i])", INNER, 9),
    ("y[i] = (b[i] + z[i])", INNER, 8),
    ("y[i] = f(-b[i])", INNER, 10),
    ("y[i] = 2 *f(b[i]+sum j: W[i,j])", INNER, 21),
    ("y[i] = (W a)[i]", "between two arrays write @", 10),
    ("y[i] = D(sum 3: W[i,j], b[i])", "3 is not expected here", 13),
    ("y = b[i] + b[i]", "an entry stands in an index expression", 4),
    ("é = b", "é is not expected here; names are letters a–z, A–Z and Greek letters", 0),
    ("y = bé", "é is not expected here; names are letters a–z, A–Z and Greek letters", 5),
]


@pytest.mark.parametrize(("text", "sentence", "column"), NOT_DEFINED)
def test_says_what_is_no_definition(text: str, sentence: str, column: int) -> None:
    with pytest.raises(LanguageError) as caught:
        parse_definition(text, SYMBOLS)
    assert sentence in str(caught.value)
    assert caught.value.column == column


SHAPES = [
    ("m×n", Shape(m, n)),
    ("m × n", Shape(m, n)),
    ("mxn", Shape(m, n)),
    ("m x n", Shape(m, n)),
    ("m,n", Shape(m, n)),
    ("n1xn2", Shape(Dimension.named("n1"), Dimension.named("n2"))),
    ("3x4", Shape(Dimension.number(3), Dimension.number(4))),
    ("xxn", Shape(Dimension.named("x"), n)),
    ("n", Shape(n, one)),
    ("1×n", Shape(one, n)),
    ("n+1", Shape(n + one, one)),
    ("m×(n + 1)", Shape(m, n + one)),
    ("n - 1", Shape(n - one, one)),
    ("pixels", Shape(Dimension.named("pixels"), one)),
    ("batch x hidden", Shape(Dimension.named("batch"), Dimension.named("hidden"))),
    ("", Shape(one, one)),
    ("scalar", Shape(one, one)),
]


@pytest.mark.parametrize(("text", "shape"), SHAPES)
def test_reads_shapes(text: str, shape: Shape) -> None:
    assert parse_shape(text) == shape
    assert parse_shape(str(shape)) == shape


NO_SHAPES = [
    ("m*n", "written with × (or x, or a comma)", 1),
    ("2n", "n is not expected in a shape", 1),
    ("m×n×p", "at most two axes, rows × columns, not 3", 3),
    ("m××n", "a second × follows × with no length between them; write m×n", 2),
    ("m × , n", "a second , follows × with no length between them", 4),
    ("m×é", "é is not expected in a shape; names are letters a–z, A–Z and Greek letters", 2),
    ("m×", "a length is missing here", 2),
    ("n+", "a length is missing here", 2),
    ("0", "a length is at least 1, not 0", 0),
    ("m×-n", "- is not expected in a shape", 2),
    ("1000001", "a length is at most 1000000", 0),
    ("m²", "² is not expected", 1),
    ("os.system", ". is not expected", 2),
    ("n" * 300, "at most 200 characters", 0),
]


@pytest.mark.parametrize(("text", "sentence", "column"), NO_SHAPES)
def test_says_what_is_no_shape(text: str, sentence: str, column: int) -> None:
    with pytest.raises(LanguageError) as caught:
        parse_shape(text)
    assert sentence in str(caught.value)
    assert caught.value.column == column


@pytest.mark.parametrize("name", ["W", "a_next", "x1", "σ", "delta", "E"])
def test_names_of_arrays(name: str) -> None:
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name", ["", "1x", "_x", "a b", "a-b", "Α", "sum", "tanh", "relu", "axis", "grad_z", "x\\", "é"]
)
def test_no_names_of_arrays(name: str) -> None:
    with pytest.raises(LanguageError):
        check_name(name)


def test_a_name_that_is_none_is_told_what_names_are() -> None:
    with pytest.raises(
        LanguageError, match=r"'é' is not a name: names are letters a–z, A–Z and Greek letters .*digits"
    ):
        check_name("é")


@given(st.text(alphabet="zWab()[]@*+-/.T':,=0123 \nijksumdD\\", max_size=40))
@settings(deadline=None, max_examples=500)
def test_any_text_is_read_or_refused(text: str) -> None:
    for reads in (parse_index, parse_definition, lambda text, _: parse_shape(text)):
        with suppress(InputError):
            reads(text, SYMBOLS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sum i: x[i+1] y[i]", r"x\[i\+1\] reads place 2 to 5 of an axis of length 3, which need not exist"),
        ("x[5]", r"x\[5\] reads place 5 of an axis of length 3"),
        ("x[0]", r"x\[0\] reads place 0 of an axis of length 3"),
        ("sum i: y[i] w[i+1]", r"w\[i\+1\] reads place 2 to 5 of an axis of length n"),
    ],
)
def test_a_place_beyond_the_end_of_an_array_is_refused(text, message):
    symbols = {name: Symbol(name, parse_shape(shape)) for name, shape in {"x": "3", "y": "4", "w": "n"}.items()}
    with pytest.raises(LanguageError, match=message):
        parse_index(text, symbols)


def test_a_place_within_a_longer_array_is_read():
    symbols = {name: Symbol(name, parse_shape(shape)) for name, shape in {"x": "n", "w": "n+2"}.items()}
    assert len(parse_index("sum i: x[i] w[i+2]", symbols).terms) == 1

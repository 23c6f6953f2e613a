"""Random well-shaped expressions, in the forms that the reader of the input language makes."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import assume
from hypothesis import strategies as st

from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term
from matcalc.forms.indices import Index, fixed
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Constant,
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
    Size,
    Slice,
    Span,
    Symbol,
    Trace,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec

DIMENSIONS = tuple(Dimension.named(name) for name in "mnpq")
M, N, P, Q = DIMENSIONS

SIDES = (ONE, *DIMENSIONS)

SYMBOLS = {
    name: Symbol(name, Shape(rows, cols))
    for rows in SIDES
    for cols in SIDES
    for name in (f"A_{rows}_{cols}", f"B_{rows}_{cols}")
}
"""Two arrays of every shape."""

NAMES_OF: dict[Shape, list[Symbol]] = {}
for _symbol in SYMBOLS.values():
    NAMES_OF.setdefault(_symbol.shape, []).append(_symbol)

FUNCTIONS = st.builds(Function, st.sampled_from(["f", "tanh", "exp", "φ", "leaky_relu", "gelu"]), st.integers(0, 2))
COEFFICIENTS = st.builds(Fraction, st.integers(-4, 4), st.sampled_from([1, 2, 3])).filter(lambda value: value != 1)
EXPONENTS = st.builds(Fraction, st.integers(-3, 3), st.sampled_from([1, 2]))
REDUCTIONS = st.sampled_from([Mean, Variance, LogSumExp])
SHAPES = st.builds(Shape, st.sampled_from(SIDES), st.sampled_from(SIDES))


def nodes(max_depth: int = 3) -> st.SearchStrategy[Node]:
    """Nodes of any shape, at most `max_depth` operations deep, over the arrays in SYMBOLS."""
    return SHAPES.flatmap(lambda shape: nodes_of(shape, max_depth))


@st.composite
def nodes_of(draw: st.DrawFn, shape: Shape, depth: int, numbers: bool = True) -> Node:
    """Nodes of one shape. numbers: whether a bare number may come out."""
    if depth == 0:
        return draw(_leaves(shape, numbers))
    kind = draw(st.sampled_from(_kinds(shape)))

    def part(of: Shape, numbers: bool = True) -> Node:
        return draw(nodes_of(of, depth - 1, numbers))

    def stretched(numbers: bool) -> tuple[Node, ...]:
        narrow = (Shape(shape.rows, ONE), Shape(ONE, shape.cols), SCALAR, shape)
        others = [part(draw(st.sampled_from(narrow)), numbers) for _ in range(draw(st.integers(1, 2)))]
        at = draw(st.integers(0, len(others)))
        return (*others[:at], part(shape, numbers), *others[at:])

    side = draw(st.sampled_from(SIDES))
    match kind:
        case "leaf":
            return draw(_leaves(shape, numbers))
        case "add":
            summands = stretched(numbers=True)
            assume(not all(isinstance(summand, Size | Number) for summand in summands))  # (m + 1) is read as one length
            return Add(summands)
        case "hadamard":
            return Hadamard(stretched(numbers=False))
        case "scale":
            return Scale(draw(COEFFICIENTS), part(shape, numbers=False))
        case "power":
            return Power(part(shape), draw(EXPONENTS))
        case "apply":
            return Apply(draw(FUNCTIONS), part(shape))
        case "transpose":
            return Transpose(part(shape.transposed()))
        case "product":
            inner = [draw(st.sampled_from(SIDES)) for _ in range(draw(st.integers(1, 2)))]
            lengths = [shape.rows, *inner, shape.cols]
            return Product(tuple(part(Shape(*pair), False) for pair in pairwise(lengths)))
        case "hblock":
            whole = HStack((part(shape), part(Shape(shape.rows, side))))
            return Slice(whole, Span(ZERO, shape.rows), Span(side, side + shape.cols))
        case "vblock":
            whole = VStack((part(Shape(side, shape.cols)), part(shape)))
            return Slice(whole, Span(ZERO, shape.rows), Span(ZERO, shape.cols))
        case "row sums":
            return EntrySum(part(Shape(shape.rows, side)), 1)
        case "column sums":
            return EntrySum(part(Shape(side, shape.cols)), 0)
        case "diag_of":
            return DiagOf(part(Shape(shape.rows, shape.rows)))
        case "diag":
            return Diag(part(Shape(shape.rows, ONE)))
        case "entries":
            return EntrySum(part(draw(SHAPES)), None)
        case "trace":
            return Trace(part(Shape(side, side)))
        case "inverse":
            return Inverse(part(shape))
        case "softmax":
            axes = (0, 1) if shape.is_matrix else (None, 0, 1)
            return Softmax(part(shape), draw(st.sampled_from(axes)))
        case "unvec":
            return Unvec(Vec(part(shape)), shape.rows, shape.cols)
        case "kron":
            return Kron((part(Shape(shape.rows, ONE), False), part(Shape(ONE, shape.cols), False)))
        case "row statistic":
            return draw(REDUCTIONS)(part(Shape(shape.rows, side)), 1)
        case "column statistic":
            return draw(REDUCTIONS)(part(Shape(side, shape.cols)), 0)
        case "statistic":
            return draw(REDUCTIONS)(part(draw(SHAPES)), None)
        case "norm":
            return Norm(part(draw(SHAPES)))
        case "determinant":
            return draw(st.sampled_from([Determinant, LogDeterminant]))(part(Shape(side, side)))
        case "commuted":
            whole = part(Shape(side, shape.rows))
            return EntrySum(Product((Commutation(side, shape.rows), Vec(whole))), None)
        case _:
            assert kind == "E"
            return ScalarFunction(
                tuple(draw(st.lists(st.sampled_from(list(SYMBOLS.values())), min_size=1, max_size=2)))
            )


def _kinds(shape: Shape) -> list[str]:
    anywhere = ["leaf", "add", "hadamard", "scale", "power", "apply", "transpose", "product", "hblock", "vblock"]
    anywhere += ["softmax", "unvec", "kron"]
    column = ["row sums", "row statistic"] if shape.cols == ONE else []
    row = ["column sums", "column statistic"] if shape.rows == ONE else []
    square = ["inverse"] if shape.rows == shape.cols else []
    diagonal = ["diag_of"] if shape.is_vector else ["diag"] if shape.is_matrix and shape.rows == shape.cols else []
    scalar = ["entries", "trace", "E", "statistic", "norm", "determinant", "commuted"] if shape.is_scalar else []
    return [*anywhere, *column, *row, *square, *diagonal, *scalar]


def _leaves(shape: Shape, numbers: bool) -> st.SearchStrategy[Node]:
    names = st.sampled_from(NAMES_OF[shape])
    options: list[st.SearchStrategy[Node]] = [names, names.map(Cotangent), st.just(Ones(shape)), st.just(Zeros(shape))]
    if shape.rows == shape.cols:
        options.append(st.just(Eye(shape.rows)))
    if shape.is_scalar and numbers:
        options += [st.just(Constant("pi")), st.sampled_from(DIMENSIONS).map(Size)]
        options.append(st.builds(Number, st.builds(Fraction, st.integers(-3, 9), st.sampled_from([1, 2, 7]))))
    return st.one_of(options)


FREE = {length: Index(name, length) for length, name in zip(DIMENSIONS, "ijkr", strict=True)}
SUMMED = {length: Index(name, length) for length, name in zip(DIMENSIONS, "stuv", strict=True)}


@st.composite
def index_sums(draw: st.DrawFn, max_depth: int = 1) -> IndexSum:
    """Index forms with free indices i, j, k, r and dummies s, t, u, v over m, n, p, q."""
    terms = [draw(_terms(max_depth)) for _ in range(draw(st.integers(1, 3)))]
    return IndexSum(tuple(terms))


@st.composite
def _terms(draw: st.DrawFn, depth: int) -> Term:
    factors: list[Factor] = [draw(_entries()) for _ in range(draw(st.integers(1, 3)))]
    if depth and draw(st.booleans()):
        by = draw(_entries().filter(lambda entry: entry.exponent == 1))
        factors.append(Partial(draw(index_sums(depth - 1)), by))
    used = list(dict.fromkeys(place for factor in factors if isinstance(factor, Entry) for place in factor.places))
    plain = [place for place in used if isinstance(place, Index)]
    if plain and draw(st.booleans()):
        one = draw(st.sampled_from(plain))
        far = fixed(Dimension.number(2), one.range)
        factors.append(Delta(one, draw(st.sampled_from([FREE[one.range], SUMMED[one.range], far]))))
        used.extend(place for place in (factors[-1].right,) if place not in used)  # type: ignore[union-attr]
    dummies = tuple(place for place in used if isinstance(place, Index) and place in SUMMED.values())
    inner = {dummy for factor in factors if isinstance(factor, Partial) for dummy in _bound(factor.of)}
    return Term(draw(COEFFICIENTS | st.just(Fraction(1))), tuple(factors), tuple(d for d in dummies if d not in inner))


def _bound(expression: IndexSum) -> set[Index]:
    return {dummy for term in expression.terms for dummy in term.dummies}


@st.composite
def _entries(draw: st.DrawFn) -> Entry:
    array = draw(nodes(1).filter(lambda node: not isinstance(node, Number)))
    places = tuple(
        draw(st.sampled_from([FREE[length], SUMMED[length], fixed(Dimension.number(1), length)]))
        if length in FREE
        else fixed(ONE, length)
        for length in array.shape.axes
    )
    return Entry(array, places, draw(st.just(Fraction(1)) | EXPONENTS))

"""Generated code for every operator against its value: by hand, and by an evaluation that reorders nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np
import pytest
import strategies
from hypothesis import HealthCheck, assume, given, reject, settings
from values_by_pairs_of_axes import FUNCTIONS, UNKNOWN, value

from matcalc.codegen import Form, compiled, forward_value
from matcalc.codegen.elementwise import AS_NAMED
from matcalc.codegen.log_sums import LogAddExp
from matcalc.codegen.vanishing import LogSoftplus, Supported
from matcalc.errors import InputError
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.functions import KNOWN, Function
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
from matcalc.forms.program import Definition, Program
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec

Array = np.ndarray

M, N, P = (Dimension.named(name) for name in "mnp")
TWO = Dimension.number(2)
X, Y, Z = Symbol("X", Shape(M, N)), Symbol("Y", Shape(M, N)), Symbol("Z", Shape(N, P))
A, B = Symbol("A", Shape(N, N)), Symbol("B", Shape(N, N))
a, b, c, s = Symbol("a", vector(N)), Symbol("b", vector(N)), Symbol("c", vector(M)), Symbol("s", SCALAR)
r = Symbol("r", Shape(ONE, N))
v = Symbol("v", vector(M * N))
SYMBOLS = (X, Y, Z, A, B, a, b, c, s, r, v)

ALL_DIFFERENT = {"m": 3, "n": 4, "p": 2}
SIZES = [ALL_DIFFERENT, {"m": 3, "n": 1, "p": 2}, {"m": 1, "n": 4, "p": 1}, {"m": 1, "n": 1, "p": 1}]


def drawn(symbols: tuple[Node, ...], sizes: Mapping[str, int], seed: int = 0) -> dict[Node, Array]:
    """Random values, rows by columns."""
    rng = np.random.default_rng(seed)
    return {each: rng.normal(size=lengths(each.shape, sizes)) for each in symbols}


def lengths(shape: Shape, sizes: Mapping[str, int]) -> tuple[int, int]:
    return shape.rows.evaluate(sizes), shape.cols.evaluate(sizes)


def squeezed(array: Array, shape: Shape, sizes: Mapping[str, int]) -> Array:
    """Without the axes that are declared 1, however long the others are."""
    return array.reshape([length.evaluate(sizes) for length in shape.axes])


def program(root: Node, inputs: tuple[Node, ...] = SYMBOLS) -> Program:
    out = Symbol("out", root.shape)
    return Program(inputs, (Definition(out, root),), out)


def of(name: str, arg: Node) -> Node:
    return Apply(Function(name), arg)


def spd(n: Array) -> Array:
    return n @ n.T + np.eye(len(n))


def variance(x: Array, axis: int | None = None) -> Array:
    return ((x - x.mean(axis=axis, keepdims=True)) ** 2).mean(axis=axis)


def soft(x: Array, axis: int | None = None) -> Array:
    return np.exp(x) / np.exp(x).sum(axis=axis, keepdims=True)


WITH_ALL_ROWS = Span(ZERO, M)

BY_HAND: list[tuple[str, Node, Callable[[Mapping[str, Array]], Array]]] = [
    ("product", Product((X, a)), lambda k: k["X"] @ k["a"]),
    ("row times matrix", Product((Transpose(a), A)), lambda k: k["A"].T @ k["a"]),
    ("outer", Product((c, Transpose(a))), lambda k: np.outer(k["c"], k["a"])),
    ("inner", Product((Transpose(a), b)), lambda k: k["a"].dot(k["b"])),
    ("column and row stretch", Add((c, r)), lambda k: k["c"][:, None] + k["r"][None, :]),
    ("column stretches", Hadamard((X, c)), lambda k: k["X"] * k["c"][:, None]),
    ("row stretches", Hadamard((r, X)), lambda k: k["X"] * k["r"]),
    ("scalar stretches", Add((X, s)), lambda k: k["X"] + k["s"]),
    ("ones", Add((Ones(Shape(M, N)), Scale(Fraction(1, 3), X))), lambda k: 1 + k["X"] / 3),
    ("zeros", Zeros(Shape(M, N)), lambda k: np.zeros(k["X"].shape)),
    ("ones at last", Scale(Fraction(-2), Ones(vector(N))), lambda k: np.full(k["a"].shape, -2.0)),
    ("eye", Eye(N), lambda k: np.eye(len(k["a"]))),
    ("diag", Diag(a), lambda k: np.diag(k["a"])),
    ("diag products", Product((Diag(c), X, Diag(a))), lambda k: np.diag(k["c"]) @ k["X"] @ np.diag(k["a"])),
    ("diag of a product", DiagOf(Product((A, B))), lambda k: np.diag(k["A"] @ k["B"])),
    ("diag of an outer product", DiagOf(Product((a, Transpose(b)))), lambda k: k["a"] * k["b"]),
    ("trace", Trace(Product((Transpose(X), Y))), lambda k: np.trace(k["X"].T @ k["Y"])),
    ("trace of three", Trace(Product((A, B, A))), lambda k: np.trace(k["A"] @ k["B"] @ k["A"])),
    ("trace of a form", Trace(Product((a, Transpose(b), A))), lambda k: k["b"] @ k["A"] @ k["a"]),
    ("trace of eye", Trace(Eye(N)), lambda k: np.array(float(len(k["a"])))),
    ("sum", EntrySum(X, None), lambda k: k["X"].sum()),
    ("column sums", EntrySum(X, 0), lambda k: k["X"].sum(axis=0)),
    ("row sums", EntrySum(X, 1), lambda k: k["X"].sum(axis=1)),
    ("sum of a product", EntrySum(Product((X, Z)), 1), lambda k: (k["X"] @ k["Z"]).sum(axis=1)),
    (
        "weighted sum",
        EntrySum(Hadamard((X, Product((c, Transpose(a))))), None),
        lambda k: (k["X"] * np.outer(k["c"], k["a"])).sum(),
    ),
    (
        "sum of ones",
        EntrySum(Hadamard((s, Ones(Shape(M, N)))), 1),
        lambda k: k["s"] * k["X"].shape[1] * np.ones(len(k["c"])),
    ),
    ("mean", Mean(X, 0), lambda k: k["X"].mean(axis=0)),
    ("mean of a stretched column", Mean(Hadamard((c, Ones(Shape(M, N)))), 1), lambda k: k["c"]),
    ("variance", Variance(X, 1), lambda k: variance(k["X"], 1)),
    ("variance of all", Variance(Add((c, r)), None), lambda k: variance(k["c"][:, None] + k["r"])),
    ("norm", Norm(X), lambda k: np.sqrt((k["X"] ** 2).sum())),
    ("softmax", Softmax(a, None), lambda k: soft(k["a"])),
    ("softmax of rows", Softmax(X, 1), lambda k: soft(k["X"], 1)),
    ("softmax along the short side", Softmax(a, 1), lambda k: np.ones(k["a"].shape)),
    ("logaddexp", LogAddExp((X, c, r)), lambda k: np.log(np.exp(k["X"]) + np.exp(k["c"])[:, None] + np.exp(k["r"]))),
    ("log softplus", LogSoftplus(X), lambda k: np.log(np.log(1 + np.exp(k["X"])))),
    (
        "where a weight is not 0",
        Supported((X, Apply(Function("relu"), r))),
        lambda k: np.where(k["r"] > 0, k["X"], -np.inf),
    ),
    (
        "where a column is not 0",
        Supported((X, Apply(Function("relu"), c))),
        lambda k: np.where(np.reshape(k["c"] > 0, (-1, 1)[: k["X"].ndim]), k["X"], -np.inf),
    ),
    ("logsumexp", LogSumExp(X, 0), lambda k: np.log(np.exp(k["X"]).sum(axis=0))),
    ("size", Scale(Fraction(1, 2), Hadamard((Power(Size(N), Fraction(-1)), a))), lambda k: k["a"] / 2 / len(k["a"])),
    ("pi", Hadamard((Constant("pi"), s)), lambda k: np.pi * k["s"]),
    (
        "powers",
        Power(Add((Power(X, Fraction(2)), Number(Fraction(1)))), Fraction(-1, 3)),
        lambda k: np.cbrt(1 / (k["X"] ** 2 + 1)),
    ),
    ("division", Hadamard((Y, Power(X, Fraction(-2)))), lambda k: k["Y"] / k["X"] ** 2),
    ("number over", Power(s, Fraction(-1)), lambda k: 1 / k["s"]),
    ("inverse", Inverse(A), lambda k: np.linalg.inv(k["A"])),
    ("solve", Product((Transpose(a), Inverse(A), B)), lambda k: k["a"] @ np.linalg.inv(k["A"]) @ k["B"]),
    (
        "inverse thrice",
        Product((Inverse(A), B, Inverse(A), B, Inverse(A))),
        lambda k: np.linalg.matrix_power(np.linalg.inv(k["A"]) @ k["B"], 2) @ np.linalg.inv(k["A"]),
    ),
    ("trace of a quotient", Trace(Product((Inverse(A), B))), lambda k: np.trace(np.linalg.inv(k["A"]) @ k["B"])),
    ("determinant", Determinant(A), lambda k: np.linalg.det(k["A"])),
    ("log-determinant", LogDeterminant(A), lambda k: np.log(abs(np.linalg.det(k["A"])))),
    ("kron", Kron((X, A)), lambda k: np.kron(k["X"], k["A"])),
    ("kron of vectors", Kron((c, a)), lambda k: np.kron(k["c"], k["a"])),
    ("kron of column and row", Kron((c, Transpose(a))), lambda k: np.outer(k["c"], k["a"])),
    ("kron of column and matrix", Kron((c, A)), lambda k: np.kron(k["c"][:, None], k["A"])),
    ("vec", Vec(X), lambda k: np.concatenate(list(k["X"].T))),
    ("unvec", Unvec(v, M, N), lambda k: k["v"].reshape(k["X"].T.shape).T),
    ("commutation", Product((Commutation(M, N), Vec(X))), lambda k: np.concatenate(list(k["X"]))),
    ("commutation as a matrix", Product((Commutation(M, N), v)), lambda k: k["v"].reshape(k["X"].T.shape).T.ravel()),
    ("side by side", HStack((X, c)), lambda k: np.column_stack([k["X"], k["c"]])),
    ("one on top", VStack((a, s)), lambda k: np.append(k["a"], k["s"])),
    ("rows on top", VStack((X, r)), lambda k: np.vstack([k["X"], k["r"][None, :]])),
    ("block", Slice(HStack((X, Y)), WITH_ALL_ROWS, Span(N, N + N)), lambda k: k["Y"]),
    ("one row of a block", Slice(X, Span(ZERO, ONE), Span(ZERO, N)), lambda k: k["X"][0]),
    ("unknown function", Apply(Function("f", 1), X), lambda k: 3 * k["X"] ** 2 - 2),
    ("known derivative", Apply(Function("tanh", 1), X), lambda k: 1 / np.cosh(k["X"]) ** 2),
    (
        "thin difference",
        Product((Add((Diag(a), Scale(Fraction(-1), Product((a, Transpose(a)))))), B)),
        lambda k: (np.diag(k["a"]) - np.outer(k["a"], k["a"])) @ k["B"],
    ),
]


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize(("name", "root", "expected"), BY_HAND, ids=[name for name, _, _ in BY_HAND])
def test_value_is_that_computed_by_hand(
    name: str, root: Node, expected: Callable[[Mapping[str, Array]], Array], sizes: dict[str, int]
) -> None:
    arrays = arrays_by_name(sizes)
    run = forward_value(program(root))
    found = run(**arrays, **called(run.parameters))
    wanted = expected(arrays)
    assert np.shape(found) == np.shape(wanted)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)


def arrays_by_name(sizes: Mapping[str, int]) -> dict[str, Array]:
    return {each.name: squeezed(array, each.shape, sizes) for each, array in drawn(SYMBOLS, sizes).items()}


def called(parameters: tuple[str, ...]) -> dict[str, Callable[[Array], Array]]:
    return {name: UNKNOWN[name] for name in parameters if name in UNKNOWN}


def test_every_operator_is_tried() -> None:
    tried = {type(part).__name__ for _, root, _ in BY_HAND for part in walk(root)}
    only_derived = {"Differential", "Inner", "Jacobian"}
    elsewhere = {"Implicit", "VectorFunction", "LabelSum"}  # tests of solutions and of labelled arrays
    assert operators(Node) - tried - elsewhere == {"Cotangent", "ScalarFunction"} | only_derived


def operators(base: type) -> set[str]:
    """The names of the node classes that can be built; each is decorated, so that it replaces one of its name."""
    own = {base.__name__} if "__match_args__" in vars(base) else set()
    return own.union(*(operators(child) for child in base.__subclasses__()))


REFERENCE = {name: FUNCTIONS.get(name, getattr(np, name, None)) for name in KNOWN}


@pytest.mark.parametrize("name", KNOWN)
def test_elementwise_function(name: str) -> None:
    points = np.array([0.9, 0.5, 0.25]) if name in ("log", "sqrt", "arcsin", "arccos") else np.array([-0.7, 0.0, 0.8])
    found = forward_value(program(of(name, a), (a,)))(a=points)
    np.testing.assert_allclose(found, REFERENCE[name](points), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", sorted(AS_NAMED))
def test_complex_step_through_the_code_is_the_slope(name: str) -> None:
    points = np.array([0.9, 0.5]) if name in ("log", "sqrt", "arcsin", "arccos") else np.array([-0.7, 0.8])
    run = forward_value(program(of(name, a), (a,)))
    by_step = run(a=points + 1e-30j).imag / 1e-30
    quotient = (run(a=points + 1e-6) - run(a=points - 1e-6)) / 2e-6
    np.testing.assert_allclose(by_step, quotient, rtol=1e-8)


FAR = np.array([-1000.0, 1000.0])


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        (of("sigmoid", a), [0, 1]),
        (of("softplus", a), [0, 1000]),
        (of("silu", a), [0, 1000]),
        (Softmax(a, None), [0, 1]),
        (LogSumExp(a, None), 1000),
        (LogDeterminant(Scale(Fraction(1, 10**200), Eye(N))), -2 * 200 * np.log(10)),
    ],
)
def test_nothing_overflows(root: Node, expected: object) -> None:
    np.testing.assert_allclose(forward_value(program(root, (a,)))(a=FAR), expected, atol=1e-300)


@pytest.mark.parametrize("name", ["relu", "abs", "sign", "step", "leaky_relu", "sigmoid"])
def test_no_number_stays_no_number(name: str) -> None:
    assert np.isnan(forward_value(program(of(name, a), (a,)))(a=[np.nan])).all()


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.nodes())
def test_value_of_any_expression(root: Node) -> None:
    assume(not any(isinstance(part, ScalarFunction) for part in walk(root)))
    assume(all(part.function.order == 0 for part in walk(root) if isinstance(part, Apply) and part.function.is_known))
    sizes = {"m": 3, "n": 1, "p": 2, "q": 4}
    leaves = tuple(part for part in walk(root) if isinstance(part, Symbol | Cotangent))
    arrays = drawn(leaves, sizes, seed=1)
    with np.errstate(all="ignore"):
        try:
            wanted = squeezed(value(root, arrays, sizes), root.shape, sizes)
        except np.linalg.LinAlgError:
            reject()
        assume(np.isfinite(wanted).all() and np.abs(wanted).max() < 1e6)
        inputs = tuple(strategies.SYMBOLS.values())
        output = Symbol("out", SCALAR)
        run = compiled(Program((*inputs, output), (), output), Form(root))
        passed = {key(leaf): squeezed(array, leaf.shape, sizes) for leaf, array in arrays.items()}
        passed |= {name: UNKNOWN[name] for name in run.parameters if name in UNKNOWN}
        passed |= {name: sizes[name] for name in run.parameters if name in sizes}
        others = {each.name: squeezed(array, each.shape, sizes) for each, array in drawn(inputs, sizes).items()}
        try:
            found = run(**(others | passed))
        except InputError:
            reject()  # 1 / 0, times 0
    np.testing.assert_allclose(found, wanted, rtol=1e-8, atol=1e-8)


def key(leaf: Node) -> str:
    assert isinstance(leaf, Symbol | Cotangent)
    return leaf.name if isinstance(leaf, Symbol) else f"grad_{leaf.of.name}"

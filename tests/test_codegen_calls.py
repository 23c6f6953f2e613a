"""Generated code as a callable: what is passed, what comes back, what is refused, and how the code reads."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from matcalc.codegen import Form, compiled, forward_value, source_of
from matcalc.engine.requests import Request
from matcalc.engine.route import differentiate
from matcalc.errors import InputError
from matcalc.forms.dimensions import ONE, Dimension
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
    Node,
    Number,
    Ones,
    Power,
    Product,
    ScalarFunction,
    Scale,
    Size,
    Symbol,
    Trace,
    Transpose,
)
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import SCALAR, Shape, vector

M, N, P = (Dimension.named(name) for name in "mnp")
X, A = Symbol("X", Shape(M, N)), Symbol("A", Shape(N, N))
w, y, c = Symbol("w", vector(N)), Symbol("y", vector(M)), Symbol("c", SCALAR)
r = Symbol("r", Shape(ONE, N))
MINUS = Fraction(-1)


def program(root: Node, *inputs: Symbol) -> Program:
    out = Symbol("out", root.shape)
    return Program(inputs, (Definition(out, root),), out)


def body(source: str) -> str:
    """The lines of the function, without its head and its docstring."""
    return "\n".join(line.strip() for line in source.split('one axis."""\n')[-1].splitlines())


RESIDUAL = Add((Product((X, w)), Scale(MINUS, y)))
LOSS = program(EntrySum(Power(RESIDUAL, Fraction(2)), None), X, w, y, c)
DATA = {"X": np.arange(6.0).reshape(3, 2), "w": np.array([1.0, -1.0]), "y": np.ones(3)}


def test_source_reads_like_a_textbook() -> None:
    assert source_of(LOSS, Form(Scale(Fraction(2), Product((Transpose(X), RESIDUAL))))).text == (
        "import numpy as np\n"
        "from numpy.typing import NDArray\n"
        "\n"
        "Array = NDArray[np.floating]\n"
        "\n"
        "\n"
        "def derivative(*, X: Array, w: Array, y: Array, c: float | None = None) -> Array:\n"
        '    """Arrays: X (m×n), w (n), y (m), c (scalar). A vector has one axis."""\n'
        "    return 2 * (X.T @ (X @ w - y))\n"
    )


def test_source_runs_by_itself(tmp_path: object) -> None:
    root = Apply(Function("gelu"), Apply(Function("sigmoid"), w))
    text = source_of(program(root, w), Form(root)).text
    text += "\nprint(float(derivative(w=np.array([0.0]))[0]))\n"
    made = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert float(made.stdout) == pytest.approx(0.5 * 0.6914624612740131)


B, v = Symbol("B", Shape(N, N)), Symbol("v", vector(N))

READS = [
    (Product((A, B, w)), "A @ (B @ w)"),
    (Product((Transpose(w), A, B)), "B.T @ (A.T @ w)"),
    (Product((Product((A, B)), w)), "A @ (B @ w)"),
    (Product((w, Transpose(v), A)), "np.outer(w, A.T @ v)"),
    (Product((w, Transpose(v), w)), "w * (v @ w)"),
    (Product((Diag(w), A)), "w[:, None] * A"),
    (Product((A, Diag(w), B)), "(A * w) @ B"),
    (Product((A, Eye(N))), "A"),
    (Product((Inverse(A), w)), "np.linalg.solve(A, w)"),
    (Product((Transpose(w), Inverse(A))), "np.linalg.solve(A.T, w)"),
    (Product((Transpose(Inverse(A)), w, Transpose(v))), "np.outer(np.linalg.solve(A.T, w), v)"),
    (Product((B, Inverse(A))), "np.linalg.solve(A.T, B.T).T"),
    (EntrySum(Hadamard((w, v)), None), "w @ v"),
    (EntrySum(Product((A, B)), 1), "A @ np.sum(B, axis=1)"),
    (EntrySum(Hadamard((A, Product((w, Transpose(v))))), None), "w @ (A @ v)"),
    (Add((A, Scale(MINUS, B))), "A - B"),
    (Add((Scale(MINUS, A), Scale(Fraction(1, 3), B))), "B / 3 - A"),
    (Scale(Fraction(2, 3), w), "(2 / 3) * w"),
    (Hadamard((w, Power(Add((v, Number(Fraction(1)))), Fraction(-2)))), "w / (v + 1) ** 2"),
    (Product((Diag(w), Ones(vector(N)))), "w"),
    (Hadamard((A, Transpose(w))), "A * w"),
    (Product((A, Ones(Shape(N, N)), B)), "np.outer(np.sum(A, axis=1), np.sum(B, axis=0))"),
    (Product((Add((Diag(v), Scale(MINUS, Product((v, Transpose(v)))))), w)), "v * w - v * (v @ w)"),
    (DiagOf(Product((A, B))), "np.sum(A * B.T, axis=1)"),
    (Trace(Product((A, Inverse(B)))), "np.trace(np.linalg.solve(B, A))"),
]


@pytest.mark.parametrize(("root", "text"), READS, ids=[text for _, text in READS])
def test_how_code_reads(root: Node, text: str) -> None:
    source = source_of(program(root, A, B, w, v), Form(root)).text
    assert body(source) == f"return {text}"


def test_what_is_shared_is_computed_once() -> None:
    twice = Apply(Function("tanh"), RESIDUAL)
    forms = {"y": Form(Scale(MINUS, twice)), "w": Form(Product((Transpose(X), twice)))}
    source = source_of(LOSS, forms).text
    assert source.count("np.tanh") == 1
    assert source.count("X @ w") == 1
    found = compiled(LOSS, forms)(**DATA)
    assert list(found) == ["y", "w"]
    expected = np.tanh(DATA["X"] @ DATA["w"] - DATA["y"])
    np.testing.assert_allclose(found["y"], -expected)
    np.testing.assert_allclose(found["w"], DATA["X"].T @ expected)


def test_a_row_and_a_column_are_solved_for_once() -> None:
    root = Add((Product((Transpose(w), Inverse(Transpose(A)))), Transpose(Product((Inverse(A), w)))))
    assert source_of(program(root, A, w), Form(root)).text.count("np.linalg.solve") == 1


def test_definitions_keep_their_names_and_are_computed_once() -> None:
    z, t = Symbol("z", vector(M)), Symbol("t", vector(M))
    out = Symbol("out", SCALAR)
    definitions = (Definition(z, RESIDUAL), Definition(t, Hadamard((z, z))), Definition(out, EntrySum(t, None)))
    source = source_of(Program((X, w, y), definitions, out), Form(Add((out, EntrySum(z, None))))).text
    assert body(source) == "z = X @ w - y\nt = z * z\nout = np.sum(t)\nreturn out + np.sum(z)"


def test_an_inverse_used_often_is_formed_once() -> None:
    inverse = Inverse(A)
    root = Add((inverse, Product((inverse, B)), Product((inverse, B, inverse))))
    source = source_of(program(root, A, B), Form(root)).text
    assert source.count("np.linalg.inv") == 1
    assert "solve" not in source


def test_derivatives_stand_for_their_forms_or_are_passed() -> None:
    z, out = Symbol("z", vector(M)), Symbol("out", SCALAR)
    given = Program((X, w), (Definition(z, Product((X, w))), Definition(out, ScalarFunction((z,)))), out)
    form = Form(Product((Transpose(X), Cotangent(z))))
    passed = compiled(given, form)
    assert passed.parameters == ("X", "w", "grad_z")
    ones = np.ones(3)
    np.testing.assert_allclose(passed(X=DATA["X"], grad_z=ones), DATA["X"].T @ ones)
    known = compiled(given, form, {Cotangent(z): Form(Scale(Fraction(2), z))})
    np.testing.assert_allclose(known(X=DATA["X"], w=DATA["w"]), 2 * DATA["X"].T @ DATA["X"] @ DATA["w"])


def test_jacobian_that_is_given() -> None:
    z = Symbol("z", vector(M))
    jacobian = Cotangent(z, vector(P))
    run = compiled(Program((X, z), (), z), Form(Product((jacobian, X))))
    found = run(X=DATA["X"], jac_z=np.eye(4, 3))
    np.testing.assert_allclose(found, np.eye(4, 3) @ DATA["X"])


def test_the_output_by_itself_is_one() -> None:
    out = Symbol("out", SCALAR)
    run = compiled(Program((w,), (Definition(out, EntrySum(w, None)),), out), Form(Scale(Fraction(3), Cotangent(out))))
    assert run() == 3.0


def test_value_of_an_unknown_scalar() -> None:
    root = ScalarFunction((w, X))
    run = forward_value(program(root, w, X))
    assert run.parameters == ("w", "X", "E")
    assert run(w=[1, 2], X=DATA["X"], E=lambda *arrays: sum(map(np.sum, arrays))) == 18.0
    with pytest.raises(InputError, match=r"E must return a scalar; it returned an array of shape \(2,\)"):
        run(w=[1, 2], X=DATA["X"], E=lambda *arrays: arrays[0])


def test_unknown_functions_are_passed() -> None:
    root = Add(tuple(Apply(Function("f", order), w) for order in range(3)))
    run = forward_value(program(root, w))
    assert run.parameters == ("w", "f", "f_1", "f_2")
    found = run(w=[1.0, 2.0], f=lambda x: x**2, f_1=lambda x: 2 * x, f_2=lambda x: np.full(x.shape, 2.0))
    np.testing.assert_allclose(found, [5.0, 10.0])
    with pytest.raises(InputError, match=r"f must work entry by entry; of an array of shape \(2,\) it made one of"):
        run(w=[1.0, 2.0], f=np.sum, f_1=np.cos, f_2=np.sin)
    with pytest.raises(InputError, match="f is a function; pass something that can be called"):
        run(w=[1.0, 2.0], f=3, f_1=np.cos, f_2=np.sin)


def test_sizes() -> None:
    run = forward_value(program(Scale(Fraction(1), Size(N)), X, w))
    assert run(X=DATA["X"]) == 2.0
    longer = Symbol("L", Shape(N + ONE, M * N))
    run = forward_value(program(Hadamard((Size(N), Size(M))), longer))
    assert run(L=np.zeros((3, 8))) == 8.0
    with pytest.raises(InputError, match=r"L has 7 places on axis 2, not m\*n"):
        run(L=np.zeros((3, 7)))


def test_a_size_that_no_array_shows_is_passed() -> None:
    run = forward_value(program(EntrySum(Eye(P), None), w))
    assert run.parameters == ("w", "p")
    assert run(p=5) == 5.0
    with pytest.raises(InputError, match="p is a size; it must be a whole number, 1 or more"):
        run(p=0)
    with pytest.raises(InputError, match=r"missing: p \(size\); pass it by keyword"):
        run()


def test_kinds_of_arrays() -> None:
    run = forward_value(LOSS)
    expected = run(**DATA)
    assert isinstance(expected, np.float64)
    assert run(X=DATA["X"].astype(int), w=[1, -1], y=(1, 1, 1), c=2) == expected
    assert run(**DATA | {"w": DATA["w"].astype(np.float32)}).dtype == np.float64
    stepped = run(**DATA | {"w": DATA["w"] + np.array([1e-30j, 0])})
    assert stepped.dtype == np.complex128
    gradient = 2 * DATA["X"].T @ (DATA["X"] @ DATA["w"] - DATA["y"])
    assert stepped.imag / 1e-30 == pytest.approx(gradient[0])


@pytest.mark.parametrize("name", ["erf", "gelu", "sigmoid", "relu", "abs"])
def test_functions_of_real_numbers_refuse_complex_ones(name: str) -> None:
    run = forward_value(program(Apply(Function(name), w), w))
    with pytest.raises(InputError, match=f"w is complex, and {name} takes real numbers only"):
        run(w=np.array([1j]))


@pytest.mark.parametrize("column", [[1, 2, 3], [[1], [2], [3]]], ids=["(m,)", "(m,1)"])
@pytest.mark.parametrize("row", [[4, 5], [[4, 5]]], ids=["(n,)", "(1,n)"])
@pytest.mark.parametrize("number", [2, [2], [[2]]], ids=["()", "(1,)", "(1,1)"])
def test_an_axis_that_is_declared_1_may_be_there_or_not(column: object, row: object, number: object) -> None:
    run = forward_value(program(Hadamard((c, Add((y, r)))), c, y, r))
    np.testing.assert_array_equal(run(c=number, y=column, r=row), [[10, 12], [12, 14], [14, 16]])


def test_results_are_no_views_of_arguments() -> None:
    x = np.ones((2, 2))
    for root in (A, Transpose(A), EntrySum(Diag(w), 1)):
        run = compiled(program(root, A, w), Form(root))
        found = run(A=x, w=x[0])
        found += 1
    np.testing.assert_array_equal(x, np.ones((2, 2)))


REFUSED = [
    ({"X": 1.0}, "X is a matrix (m×n); it needs an array with two axes, and was given one of shape ()"),
    ({"w": np.ones((2, 2))}, "w is a vector (n); it needs an array with one axis, and was given one of shape (2, 2)"),
    ({"w": np.ones((1, 2))}, "w is a vector (n); it needs an array with one axis, and was given one of shape (1, 2)"),
    ({"c": [1.0, 2.0]}, "c is a scalar; it needs an array with no axis, and was given one of shape (2,)"),
    ({"c": [[[1.0]]]}, "c is a scalar; it needs an array with no axis, and was given one of shape (1, 1, 1)"),
    ({"w": 1.0}, "w is a vector (n); it needs an array with one axis, and was given one of shape ()"),
    ({"w": np.ones(5)}, "n is 2 in X (axis 2) but 5 in w (axis 1)"),
    ({"y": np.ones(1)}, "m is 3 in X (axis 1) but 1 in y (axis 1)"),
    ({"X": np.ones((0, 2))}, "axis 1 of X is empty; a size is 1 or more"),
    ({"w": "12"}, "w must hold numbers; it was given str of <U2"),
    ({"w": [None, 1]}, "w must hold numbers; it was given list of object"),
    ({"w": [[1], [2, 3]]}, "w is no array: its rows are not equally long"),
    ({"W": 1}, "there is no argument W; known: X, c, w, y"),
    ({"grad_w": 1}, "there is no argument grad_w; known: X, c, w, y"),
]


@pytest.mark.parametrize(("changed", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_arguments_that_do_not_fit(changed: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        forward_value(LOSS)(**DATA | changed)
    assert str(caught.value) == message


def test_what_is_missing_is_named() -> None:
    with pytest.raises(InputError, match=r"^missing: X \(m×n\), y \(m\); pass them by keyword$"):
        forward_value(LOSS)(w=DATA["w"])


def test_numbers_as_sizes() -> None:
    fixed = Symbol("F", Shape(Dimension.number(3), N + ONE))
    run = forward_value(program(Product((fixed, Transpose(fixed))), fixed, w))
    with pytest.raises(InputError, match=r"^F \(axis 1\) has length 2; it must be 3$"):
        run(F=np.ones((2, 4)))
    with pytest.raises(InputError, match=r"^F \(axis 2\) has length 4; it must be n \+ 1, and n is 2 in w \(axis 1\)$"):
        run(F=np.ones((3, 4)), w=[1, 2])


def test_singular_matrices_and_zero_divisors_are_said() -> None:
    with pytest.raises(InputError, match="a matrix that has to be inverted is singular for these arrays"):
        forward_value(program(Inverse(A), A))(A=np.zeros((2, 2)))
    with pytest.raises(InputError, match="a number of the expression is divided by zero"):
        forward_value(program(Power(Number(Fraction(0)), MINUS), A))()


def test_numbers_too_large() -> None:
    with pytest.raises(InputError, match="a number is too large for floating-point arithmetic"):
        forward_value(program(Scale(Fraction(10**400), c), c))
    with pytest.raises(InputError, match="a number of the expression is too large for floating-point arithmetic"):
        forward_value(program(Power(Number(Fraction(9)), Fraction(9**9)), c))()


HOSTILE = [
    *("lambda", "None", "np", "math", "derivative", "t1", "out", "match", "__builtins__", "__import__", "softmax"),
    *("λ", "Ω", "x'); import os #", "a b", "", "1", "\n", "ﬁ", "exec", "print", "class", "self", "m", "n", "float"),
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(name: str) -> None:
    hostile, other = Symbol(name, Shape(M, N)), Symbol(f"{name}_2", vector(N))
    square = Apply(Function("sigmoid"), Hadamard((hostile, hostile)))
    root = Add((Product((square, other)), Hadamard((Power(Size(N), MINUS), Product((square, Ones(vector(N))))))))
    run = forward_value(program(root, hostile, other))
    x, u = np.array([[0.5, 1.0], [2.0, -1.0], [0.0, 1.0]]), np.array([2.0, 3.0])
    sigmoid = 1 / (1 + np.exp(-x * x))
    np.testing.assert_allclose(run(**{name: x, f"{name}_2": u}), sigmoid @ u + sigmoid.sum(axis=1) / 2)
    compile(run.source, "source", "exec")


def test_names_that_fall_together_stay_apart() -> None:
    one, two, three = Symbol("a b", vector(N)), Symbol("a_b", vector(N)), Symbol("a-b", vector(N))
    run = forward_value(program(Add((one, Scale(Fraction(10), two), Scale(Fraction(100), three))), one, two, three))
    assert run(**{"a b": [1], "a_b": [2], "a-b": [3]}) == [321.0]
    with pytest.raises(InputError, match="a b is passed twice, as a b and as a_b_3"):
        forward_value(program(Add((two, three, one)), two, three, one))(**{"a b": [1], "a_b_3": [2]})


def test_a_thousand_layers() -> None:
    names = [Symbol(f"z{layer}", vector(N)) for layer in range(1000)]
    definitions = tuple(
        Definition(after, Apply(Function("tanh"), Product((A, before)))) for before, after in pairwise(names)
    )
    run = forward_value(Program((A, names[0]), definitions, names[-1]))
    assert run(A=np.eye(2), z0=[0.0, 1.0]).shape == (2,)


def test_deep_and_long_expressions() -> None:
    deep: Node = w
    for _ in range(3000):
        deep = Apply(Function("sin"), deep)
    long = Add(tuple(Scale(Fraction(number), w) for number in range(2, 2000)))
    run = forward_value(program(Add((deep, long)), w))
    assert run(w=[0.0]) == [0.0]
    assert max(len(line) for line in run.source.splitlines()) < 240
    chain = Product((A,) * 200 + (w,))
    np.testing.assert_allclose(forward_value(program(chain, A, w))(A=np.eye(2), w=[1, 2]), [1, 2])


def test_gradients_of_a_network_in_one_sweep() -> None:
    v, b = Symbol("V", Shape(M, N)), Symbol("b", vector(M))
    z, out = Symbol("z", vector(M)), Symbol("out", SCALAR)
    definitions = (
        Definition(z, Apply(Function("tanh"), Add((Product((v, w)), b)))),
        Definition(out, EntrySum(Power(Add((z, Scale(MINUS, y))), Fraction(2)), None)),
    )
    derived = differentiate(Program((v, w, b, y), definitions, out), [Request(v), Request(w), Request(b)])
    forms = {each.of.name: Form(each.value, each.free) for each in derived.gradients}
    known = {Cotangent(each.of): Form(each.value, each.free) for each in derived.gradients}
    run = compiled(derived.program, {name: forms[name] for name in ("V", "w", "b")}, known)
    arrays = {"V": DATA["X"] / 10, "w": DATA["w"], "b": np.array([0.1, 0.2, 0.3]), "y": DATA["y"]}
    forward = forward_value(derived.program)
    found = run(**arrays)
    for name, gradient in found.items():
        for at in np.ndindex(gradient.shape):
            step = np.zeros(gradient.shape, dtype=complex)
            step[at] = 1e-30j
            assert gradient[at] == pytest.approx(forward(**arrays | {name: arrays[name] + step}).imag / 1e-30)


def test_the_same_code_every_time() -> None:
    forms = {"w": Form(Product((Transpose(X), RESIDUAL))), "y": Form(RESIDUAL)}
    assert source_of(LOSS, forms) == source_of(LOSS, forms)

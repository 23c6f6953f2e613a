"""matcalc.derive: what it takes, what it hands out, what it refuses."""

import copy
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import sympy

import matcalc
from matcalc import InputError, LanguageError, LimitError, Limits, derive
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import IndexDefinition
from matcalc.forms.shapes import Axes
from matcalc.notation.text_in import parse_matrix, parse_shape

RNG = np.random.default_rng(7)
X, W = RNG.normal(size=(5, 3)), RNG.normal(size=(4, 3))
w, y, v = RNG.normal(size=3), RNG.normal(size=5), RNG.normal(size=3)

LEAST_SQUARES = {"shapes": {"X": ("m", "n"), "y": ("m",)}, "wrt": "w"}


def test_the_gradient_of_an_expression() -> None:
    derivation = derive("sum((X @ w - y)**2)", **LEAST_SQUARES)
    assert str(derivation.result) == "2 * X.T @ (X @ w - y)"
    assert derivation.result is derivation.results["w"]
    assert (derivation.wrt, str(derivation.result.shape)) == (["w"], "n")
    assert derivation.result.steps
    assert set(derivation.result.steps) <= set(derivation.steps)
    assert derivation.definitions["t1"] == "X @ w - y"
    assert derivation.definitions["grad_w"] == "2 * X.T @ (X @ w - y)"
    assert "its shape is inferred" in str(derivation)


LINES = ["\nz = W @ x\n", "# a layer\nz = W @ x", "z = W @ x  # a layer", "z = W @ (\n  x  # its input\n)"]


@pytest.mark.parametrize("lets", LINES)
def test_lets_are_read_as_the_lines_of_a_program_are(lets: str) -> None:
    assert str(derive("sum(z)", wrt="x", lets=lets, shapes="W: m×n, x: n").result) == "W.T @ grad_z"


def test_a_bracket_that_is_never_closed_in_lets() -> None:
    with pytest.raises(InputError, match=r"^lets: line 2: a bracket that is opened here is never closed\n  z = f\(W"):
        derive("sum(z)", wrt="x", lets="y = x\nz = f(W @ y", shapes="W: m×n, x: n")


def test_a_result_is_read_back() -> None:
    result = derive("sum((X @ w - y)**2)", **LEAST_SQUARES).result
    shapes = {"X": "m×n", "y": "m", "w": "n"}
    assert parse_matrix(str(result), {k: Symbol(k, parse_shape(s)) for k, s in shapes.items()}) is result.value


@pytest.mark.parametrize("text", ["sum(x**9999*x**9999)", "sum(x**-10000)", "1e400*sum(x)", "1e99*1e99*sum(x)/7"])
def test_large_numbers_of_a_result_are_read_back(text: str) -> None:
    result = derive(text, wrt="x", shapes="x: n").result
    assert parse_matrix(str(result), {"x": Symbol("x", parse_shape("n"))}) is result.value


def test_equations_as_the_lines_of_a_text() -> None:
    lets = "y = x**2\nz = (y\n  + x)\n  * y"
    derivation = derive("sum(z)", wrt="x", lets=lets, shapes="x: n")
    assert str(derivation.result.expanded()) == str(
        derive("sum(z)", wrt="x", lets=["y = x**2", "z = (y + x) * y"], shapes="x: n").result.expanded()
    )
    with pytest.raises(InputError, match="a line begins there: an expression is one line"):
        derive("y = x**2\nsum(y)", wrt="x", shapes="x: n")


IN_INDEX_FORM = [
    ("A.T", "A", "A: m×n", "J[i:n,j:m,l,k] = delta[j,l] delta[i,k]"),
    ("sum(A, axis=0)", "A", "A: m×n", "J[i:n,j:m,k] = delta[i,k]"),
    ("sum(x) * A", "x", "A: m×n, x: p", "J[i,j,k:p] = A[i,j]"),
    ("A @ inv(Q)", "Q", "A: m×n", "J[i,j,l,q] = -(A @ inv(Q))[i,l] inv(Q)[q,j]"),
    ("f(A @ Q)", "A", "A: m×n, Q: n×p", "J[i,j,l,k] = f'(A @ Q)[i,j] delta[i,l] Q[k,j]"),
]

IN_INDEX_FORM += [  # plain entries, each term once
    ("x.T @ x * A", "x", "A: m×n, x: p", "J[i,j,k] = 2 x[k] A[i,j]"),
    ("inv(A)[0:1, :]", "A", "A: 3×3", "J[i,j,k] = -inv(A)[1,j] inv(A)[k,i]"),
    ("X.T @ M @ X", "X", "X: m×n, M: m×m", "J[i,k,j,p] = delta[i,p] (M @ X)[j,k] + (X.T @ M)[i,j] delta[k,p]"),
    ("(5/4)**(1/2) * A * sum(x)", "x", "A: m×n, x: p", "J[i,j,k:p] = (5/4)**(1/2) A[i,j]"),
    ("(A - A)**3 + A * sum(x - x)", "x", "A: m×n, x: p", "J[i:m,j:n,k:p] = 0"),
]


@pytest.mark.parametrize(("expression", "wrt", "shapes", "text"), IN_INDEX_FORM)
def test_a_result_in_index_form_is_an_equation_that_is_read_back(
    expression: str, wrt: str, shapes: str, text: str
) -> None:
    result = derive(expression, wrt=wrt, shapes=shapes).result
    assert str(result) == text
    back = result.read(text)
    assert isinstance(back, IndexDefinition)
    assert back.body == result.value
    assert tuple(index.name for index in back.places) == result.indices
    assert Axes(tuple(index.range for index in back.places)) == result.shape


PLAIN = [
    ("sign(c)", "c", "c:", "0"),
    ("hstack(c, 2 * c)", "c", "c:", "hstack(1, 2)"),
    ("hstack(c, c)", "c", "c:", "ones(1, 2)"),
    ("vstack(c * x, c**2 * y)", "c", "x: n, y: m, c:", "vstack(x, 2 * c * y)"),
    ("c / b / a", "c", "a:, b:, c:", "1 / (b * a)"),
    ("sum(exp(x) * (x - x)**3)", "x", "x: n", "zeros(n)"),
    ("sum(exp(x) * (x / x - 1)**3)", "x", "x: n", "zeros(n)"),
    ("((x - x)**3 + c).T @ x", "x", "x: n, c:", "c * ones(n)"),
]


@pytest.mark.parametrize(("expression", "wrt", "shapes", "text"), PLAIN)
def test_a_result_is_written_plainly(expression: str, wrt: str, shapes: str, text: str) -> None:
    assert str(derive(expression, wrt=wrt, shapes=shapes).result) == text


BACK = [
    ("v = var(X, axis=0)", "2 * grad_v * (X - mean(X, axis=0)) / m"),
    ("l = logsumexp(X, axis=1)", "grad_l * softmax(X, axis=1)"),
    (
        "Y = (X - mean(X, axis=1)) / sqrt(var(X, axis=1))",
        "mean(grad_Y * Y, axis=1) * (mean(X, axis=1) - X) / var(X, axis=1) "
        "+ (grad_Y - mean(grad_Y, axis=1)) / sqrt(var(X, axis=1))",
    ),
    ("Y = diag(w) @ X", "diag(w) @ grad_Y"),
]


@pytest.mark.parametrize(("equation", "text"), BACK)
def test_what_is_pulled_back_along_an_axis_stretches_rows_and_columns(equation: str, text: str) -> None:
    shapes = "X: m×n, w: m" if "w" in equation else "X: m×n"
    result = derive(equation, wrt="X", upstream=equation[0], shapes=shapes).result
    assert str(result) == text
    assert result.read(text) is result.value


def test_an_entry_of_a_transpose_that_a_fact_made_is_one_of_the_array() -> None:
    result = derive("inv(Q) @ x", wrt="Q", shapes="Q: n×n, x: n", assume="Q orthogonal").result
    assert str(result) == "J[i,j,k] = -Q[j,i] (Q.T @ x)[k]"


def test_the_einsum_of_an_entry_in_one_row_reads_the_row() -> None:
    found = derive("inv(A)[0:1, :]", wrt="A", shapes="A: 3×3")
    assert found.result.einsum == '-einsum("b,ca->abc", inv(A)[0:1, :], inv(A))'
    inverse = np.linalg.inv(X[:3] + 3 * np.eye(3))
    assert np.allclose(found.lambdify()(A=X[:3] + 3 * np.eye(3)), -np.einsum("b,ca->abc", inverse[0], inverse))


def test_a_result_is_read_back_with_the_names_of_the_page() -> None:
    lets = ["z = A @ x", "h = f(z)"]
    result = derive("h", wrt="A", lets=lets, upstream="h", shapes="A: m×n").result
    assert result.read(str(result)) is result.value
    second = derive("sum(exp(A @ x))", wrt="A", order=2, shapes="A: m×n, x: n").result
    assert isinstance(second.read(str(second)), IndexDefinition)


@pytest.mark.parametrize("expression", ["mean(A.T @ ones(m, p))", "ones(1, p) @ ones(p, m) @ (A * A)"])
def test_a_length_that_no_array_of_the_input_has_is_read_back(expression: str) -> None:
    result = derive(expression, wrt="A", shapes="A: m×n").result
    back = result.read(str(result))
    assert "p" in str(result)
    assert (back.body if isinstance(back, IndexDefinition) else back) == result.value


def test_a_length_of_ones_is_a_number_in_the_line_where_it_stands() -> None:
    assert str(derive("tr(ones(m, p) @ ones(p, n) @ A.T) / p", wrt="A", shapes="A: m×n").result) == "ones(m, n)"


def test_the_name_of_a_result_in_index_form_is_no_other_array() -> None:
    result = derive("A * sum(J)", wrt="J", shapes="A: m×n, J: p").result
    assert str(result) == "J1[i,j,k:p] = A[i,j]"
    assert result.read(str(result)) == result.read("J2[i,j,k:p] = A[i,j]")


def test_what_is_no_result_is_not_read() -> None:
    result = derive("sum(x) * A", wrt="x", shapes="A: m×n, x: p").result
    with pytest.raises(LanguageError, match=r"k is not used on the right.*write k:n on the left where it runs to n"):
        result.read("J[i,j,k] = A[i,j]")
    with pytest.raises(LanguageError, match="J has at most four indices, two of the output and two of the variable"):
        result.read("J[i,j,k,l,q] = A[i,j]")


def test_equations_and_a_given_gradient() -> None:
    lets = ["z = W @ a + b", "h = f(z)"]
    derivation = derive("h", wrt=["W", "a"], lets=lets, upstream="h", shapes="W: m×n, b: m")
    assert {name: str(one) for name, one in derivation.results.items()} == {
        "W": "grad_z @ a.T",
        "a": "W.T @ grad_z",
    }
    assert derivation.definitions["grad_z"] == "grad_h * f'(z)"
    assert str(derivation.results["W"].expanded()) == "(grad_h * f'(z)) @ a.T"
    assert derivation.results["W"].expanded().steps


def test_an_expanded_result_is_simplified() -> None:
    derivation = derive("sum(z**2)", wrt="W", lets=["z = W @ a"], shapes="W: m×n, a: n")
    assert (str(derivation.result), str(derivation.result.expanded())) == ("grad_z @ a.T", "2 * z @ a.T")


def test_a_result_that_is_too_long_to_be_written_out() -> None:
    lets = [
        f"{name}{i + 1} = {body}" for i in range(12) for name, body in (("u", f"u{i} * w{i}"), ("w", f"u{i} + w{i}"))
    ]
    derivation = derive("sum(u12)", wrt="u0", lets=lets, shapes="u0: n, w0: n")
    with pytest.raises(InputError, match=r"written out, the gradient at u0 has [0-9,]+ operators and names, more"):
        derivation.result.expanded()


def test_a_hessian() -> None:
    derivation = derive("sum((X @ w - y)**2)", order=2, **LEAST_SQUARES)
    assert (str(derivation.result), str(derivation.result.shape)) == ("2 * X.T @ X", "n×n")
    assert derivation.definitions["g"] == "2 * X.T @ (X @ w - y)"
    assert str(derivation.result.expanded()) == "2 * X.T @ X"
    assert set(derivation.result.steps) <= set(derivation.steps)
    np.testing.assert_allclose(derivation.lambdify()(X=X, w=w, y=y), 2 * X.T @ X)


def test_a_hessian_times_a_vector() -> None:
    derivation = derive("sum((X @ w - y)**2)", hvp="v", **LEAST_SQUARES)
    assert str(derivation.result) == "2 * X.T @ X @ v"
    np.testing.assert_allclose(derivation.lambdify()(X=X, w=w, y=y, v=v), 2 * X.T @ X @ v)


def test_hessians_by_several_variables() -> None:
    derivation = derive("sum((X @ w - y)**2)", shapes=LEAST_SQUARES["shapes"], wrt=["w", "X"], order=2)
    values = derivation.lambdify()(X=X, w=w, y=y)
    assert {name: value.shape for name, value in values.items()} == {"w": (3, 3), "X": (5, 3, 5, 3)}
    assert str(derivation.results["X"].shape) == "m×n×m×n"
    assert len(derivation.results["X"].indices) == 4


def test_a_jacobian() -> None:
    derivation = derive("tanh(W @ x)", wrt="x", shapes="W: m×n, x: n")
    assert str(derivation.result.shape) == "m×n"
    x = RNG.normal(size=3)
    np.testing.assert_allclose(derivation.lambdify()(W=W, x=x), np.diag(1 - np.tanh(W @ x) ** 2) @ W)


def test_functions_of_arrays() -> None:
    derivation = derive("sum((X @ w - y)**2)", shapes=LEAST_SQUARES["shapes"], wrt=["w", "y"])
    values = derivation.lambdify()(X=X, w=w, y=y)
    np.testing.assert_allclose(values["w"], 2 * X.T @ (X @ w - y))
    np.testing.assert_allclose(values["y"], -2 * (X @ w - y))
    assert derivation.value(X=X, w=w, y=y) == pytest.approx(((X @ w - y) ** 2).sum())


@pytest.mark.parametrize("shape", [(), (1,), (1, 1), ("n",), ("n", 1), (1, "n"), ("m", "n")], ids=str)
def test_arrays_of_just_the_declared_shape_are_taken(shape: tuple[str | int, ...]) -> None:
    declared = tuple({"m": 2, "n": 3}.get(str(side), side) for side in shape)
    array = RNG.normal(size=declared)
    derivation = derive("sum(z**2)", wrt="z", shapes={"z": shape})
    kept = array.reshape([length for length, side in zip(declared, shape, strict=True) if side != 1])
    np.testing.assert_allclose(derivation.lambdify()(z=array), 2 * kept)
    np.testing.assert_allclose(derivation.lambdify()(z=kept), 2 * kept)
    assert derivation.value(z=array) == pytest.approx((array**2).sum())


def test_what_does_not_depend_on_the_variable_is_0_and_the_page_says_so() -> None:
    derivation = derive("sum(x**2)", wrt="u", shapes="x: n, u: n")
    assert str(derivation.result) == "zeros(n)"
    assert "E does not depend on u" in str(derivation)


def test_a_known_problem_comes_before_an_expression() -> None:
    assert str(derive("dense-layer", wrt="b").result) == "grad_z"
    assert str(derive(matcalc.load_problem("dense-layer"), wrt=["b"]).result) == "grad_z"


def test_a_problem_may_be_differentiated_twice(tmp_path: Path) -> None:
    path = tmp_path / "squares.toml"
    path.write_text(
        'title = "Squares"\n[shapes]\nx = "n"\n[[define]]\nexpr = "E = sum(x**4)"\n[[derive]]\nwrt = "x"\n',
        encoding="utf-8",
    )
    derivation = derive(path, order=2)
    x = RNG.normal(size=3)
    np.testing.assert_allclose(derivation.lambdify()(x=x), np.diag(12 * x**2))


def test_the_second_syntax() -> None:
    assert str(derive("x'*A*x", wrt="x", syntax="matrixcalculus").result) == "(A + A.T) @ x"


def test_expressions_of_sympy() -> None:
    m, n = sympy.symbols("m n", integer=True, positive=True)
    matrix, vector = sympy.MatrixSymbol("X", m, n), sympy.MatrixSymbol("w", n, 1)
    residual = sympy.MatrixSymbol("r", m, 1)
    lets = [sympy.Eq(residual, matrix * vector)]
    derivation = derive(sympy.Trace(residual.T * residual), wrt=[vector, "X"], lets=lets)
    np.testing.assert_allclose(derivation.lambdify()(X=X, w=w)["w"], 2 * X.T @ (X @ w))
    assert str(derive(residual, wrt=vector, lets=lets).result) == "X"
    assert str(derive(matrix * vector, wrt=sympy.MatrixSymbol("w", n, 1)).result) == "X"


M, N = sympy.symbols("m n", integer=True, positive=True)
MATRIX, WEIGHTS, OTHER = sympy.MatrixSymbol("X", M, N), sympy.MatrixSymbol("w", N, 1), sympy.MatrixSymbol("u", M, 1)
C, K = sympy.symbols("c k")
ABSENT = [
    (C * sympy.Trace(WEIGHTS.T * WEIGHTS), OTHER, "zeros(m)"),
    (MATRIX * WEIGHTS, OTHER, "zeros(m, m)"),
    (C**2, K, "0"),
    (sympy.Integer(3), K, "0"),
    (C**2, sympy.IndexedBase("v", shape=(N,)), "zeros(n)"),
]


@pytest.mark.parametrize(("expression", "variable", "result"), ABSENT, ids=str)
def test_what_does_not_contain_a_symbol_of_sympy_is_0_and_the_page_says_so(
    expression: sympy.Basic, variable: sympy.Basic, result: str
) -> None:
    derivation = derive(expression, wrt=variable)
    assert str(derivation.result) == result
    assert f"does not depend on {derivation.wrt[0]}" in str(derivation)


def test_a_name_alone_does_not_say_what_an_absent_symbol_is() -> None:
    with pytest.raises(InputError, match=r"there is no variable called 'u': known: X, w"):
        derive(MATRIX * WEIGHTS, wrt="u")
    assert list(derive(MATRIX * WEIGHTS, wrt=["w", OTHER]).results) == ["w", "u"]


def test_sympy_is_read_in_a_process_of_its_own() -> None:
    code = (
        "import sympy, matcalc\n"
        "x = sympy.MatrixSymbol('x', sympy.Symbol('n', integer=True), 1)\n"
        "print(matcalc.derive(x.T * x + x.T * x, wrt=x).result)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stderr, done.stdout) == ("", "4 * x\n")


EXPRESSION = "sum((X @ w - y)**2)"
SHAPES = {"X": ("m", "n"), "y": ("m",)}
n = sympy.Symbol("n", integer=True)
VECTOR = sympy.MatrixSymbol("x", n, 1)

WRONG = [  # the argument, the options, what is said
    (3, {}, "what is derived is an expression, a Problem, .* not an object of type int"),
    (EXPRESSION, {"wrt": 3}, "wrt is a text or a list of texts, .* not an object of type int"),
    (EXPRESSION, {"wrt": ["w", 3]}, "not a list with an object of type int"),
    (EXPRESSION, {"wrt": "w", "assume": ["w positive", None]}, "not a list with an object of type NoneType"),
    (EXPRESSION, {"wrt": []}, "no variable is named"),
    (EXPRESSION, {"wrt": "q", "shapes": SHAPES}, "there is no variable called 'q': known: X, w, y"),
    (EXPRESSION, {"shapes": SHAPES}, "shapes belong to an expression: name what to differentiate by, with wrt"),
    (EXPRESSION, {}, "to differentiate an expression, say by what, with --wrt"),
    (EXPRESSION, {"wrt": "w", "shapes": 3}, "shapes are a mapping"),
    (EXPRESSION, {"wrt": "w", "shapes": SHAPES, "lets": 3}, "lets is a text or a list of texts"),
    (EXPRESSION, {"wrt": "w", "shapes": SHAPES, "order": "2"}, "the order of a derivative is 1 or 2, not '2'"),
    (EXPRESSION, {"wrt": "w", "shapes": SHAPES, "order": [2]}, "the order of a derivative is 1 or 2"),
    (EXPRESSION, {"wrt": "w", "shapes": SHAPES, "assume": 3}, "assume is a text or a list of texts"),
    (EXPRESSION, {"wrt": "w", "shapes": SHAPES, "upstream": {"a"}}, "upstream is a text or a list of texts"),
    (EXPRESSION, {"wrt": "w", "shapes": SHAPES, "hvp": ["a", "b"]}, "hvp is one name, not 2"),
    (
        EXPRESSION,
        {"wrt": "w", "shapes": SHAPES, "limits": 3},
        r"limits are given as Limits\(steps=20_000, seconds=60\)",
    ),
    (EXPRESSION, {"wrt": "w", "shapes": SHAPES, "syntax": "tex"}, "there is no syntax 'tex'; known: matcalc, matrixc"),
    ("x'*x", {"wrt": "x", "syntax": "matrixcalculus", "lets": "z = x"}, "the syntax matrixcalculus has no equations"),
    ("dense-layer", {"wrt": "W", "shapes": SHAPES}, "shapes belong to an expression: a problem has its own"),
    ("dense-layer", {"wrt": "W", "lets": "z = x"}, "lets belong to an expression: a problem has its own"),
    ("dense-layer", {"wrt": "W", "order": 2}, "a second derivative needs to know the function of a_next"),
    ("", {"wrt": "x"}, "there is nothing to read"),
    (VECTOR, {}, "name what to differentiate by: wrt=X"),
    (VECTOR, {"wrt": VECTOR, "shapes": "x: n"}, "shapes belong to an expression in text"),
    (VECTOR, {"wrt": VECTOR, "lets": 3}, "lets are a list of equations"),
    (VECTOR, {"wrt": 2 * VECTOR}, "can not be differentiated by"),
    (sympy.Eq(VECTOR, VECTOR, evaluate=False), {"wrt": "x"}, "an equation is a definition"),
]


@pytest.mark.parametrize(("argument", "options", "said"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_an_input_error(argument: object, options: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        derive(argument, **options)


def test_there_is_no_one_result_of_several() -> None:
    with pytest.raises(InputError, match=r"a result for each of W, b: take one of them, results\['W'\]"):
        _ = derive("dense-layer", wrt=["W", "b"]).result


def test_an_unknown_backend() -> None:
    with pytest.raises(InputError, match="there is no backend 'fortran'; known: numpy"):
        derive("dense-layer", wrt="W").lambdify("fortran")


def test_limits() -> None:
    with pytest.raises(LimitError, match=r"more than 3 steps, in the stage .*--max-steps"):
        derive("sum(tanh(W @ x)**2)", wrt="W", shapes="W: m×n, x: n", limits=Limits(steps=3))
    with pytest.raises(LimitError, match=r"more than 1e-06 seconds, in the stage .*--max-seconds"):
        derive("sum(tanh(W @ x)**2)", wrt="W", shapes="W: m×n, x: n", limits=Limits(seconds=1e-6))
    for wrong in ({"steps": 0}, {"steps": True}, {"seconds": -1}, {"seconds": float("nan")}, {"seconds": "1"}):
        with pytest.raises(InputError, match="the limit of"):
            Limits(**wrong)


def test_the_equation_that_has_no_value_is_named() -> None:
    lets = ["g = exp(y)", "h = 2 * inv(outer(x, x))"]
    with pytest.raises(
        InputError, match=r"random points the equation of h has no finite value; .* can have an inverse"
    ):
        derive("sum(g)", wrt="y", shapes="x: n, y: n", lets=lets)


def test_what_overflows_is_said_to_grow_too_large() -> None:
    with pytest.raises(InputError, match=r"some equation, .* has no finite value; .* nothing grows too large"):
        derive("exp(exp(exp(exp(exp(exp(x))))))", wrt="x", shapes="x: n")


HOSTILE = ["__import__('os').system('true')", "(" * 100_000, "x" * 10**6, "9**9**9", "x\x00", "x\u202ey", "x'", "{x}"]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("option", ["problem", "wrt", "shapes", "lets", "assume", "upstream", "hvp"])
def test_hostile_text_is_harmless_wherever_it_stands(text: str, option: str) -> None:
    given = {"problem": "sum(x)", "wrt": "x", "shapes": "x: n"} | {option: text}
    with pytest.raises(InputError) as caught:
        derive(given.pop("problem"), **given)
    assert len(str(caught.value)) < 1_000


def test_a_result_as_an_object_of_sympy() -> None:
    m, n = sympy.symbols("m n", integer=True, positive=True)
    A, x, y = sympy.MatrixSymbol("A", m, n), sympy.MatrixSymbol("x", n, 1), sympy.MatrixSymbol("y", m, 1)  # noqa: N806
    result = derive((A * x - y).T * (A * x - y), wrt=x).result
    assert result.to_sympy() == 2 * A.T * (A * x - y)
    entry = result.to_sympy_indexed()
    assert entry.has(sympy.Sum, sympy.Indexed)
    assert {symbol.name for symbol in entry.free_symbols} >= {*result.indices, "A", "x", "y", "m", "n"}


@pytest.mark.parametrize(
    "asked",
    [
        {"problem": "x.T @ A @ x", "wrt": "x", "shapes": "A: n×n", "assume": "A symmetric"},
        {"problem": "logsumexp(A @ x)", "wrt": "x", "shapes": "A: m×n, x: n", "order": 2},
        {"problem": "dense-layer"},
    ],
)
def test_a_derivation_can_be_hashed_copied_and_pickled(asked: dict[str, object]) -> None:
    derivation = derive(**asked)
    assert derivation.results
    for copied in (copy.deepcopy(derivation), pickle.loads(pickle.dumps(derivation))):
        assert (copied, hash(copied), str(copied)) == (derivation, hash(derivation), str(derivation))


def test_what_is_asked_of_a_derivation_that_it_does_not_have() -> None:
    derivation = derive("sum(X @ w)", wrt=["X", "w"], shapes="X: m×n, w: n")
    with pytest.raises(InputError, match="there is no result by 'q'; there is one by each of X, w"):
        derivation.results["q"]
    assert "q" not in derivation.results
    for function in (derivation.lambdify(), derivation.value):
        with pytest.raises(InputError, match=r"arrays are passed by keyword, as in \w+\(X=…, w=…\)"):
            function(X, w)


def test_lengths_and_orders_as_numpy_gives_them() -> None:
    derivation = derive("sum(x**3)", wrt="x", shapes={"x": (np.int64(3),)}, order=np.int64(2))
    assert (str(derivation.result), str(derivation.result.shape)) == ("6 * diag(x)", "3×3")


def test_what_is_read_is_a_text_and_columns_are_a_whole_number() -> None:
    found = derive("sum(x**2)", wrt="x", shapes="x: n")
    for wrong in (3, None):
        with pytest.raises(InputError, match=r"what is read is a text, such as str\(result\), not an object of type"):
            found.result.read(wrong)  # type: ignore[arg-type]
    kinds = {"a text": "a", "an object of type NoneType": None, "an object of type float": 80.0}
    for kind, columns in {**kinds, "an object of type bool": True}.items():
        with pytest.raises(InputError, match=f"columns is a whole number, such as 100, not {kind}$"):
            found.text(columns=columns)  # type: ignore[arg-type]


@pytest.mark.parametrize("layout", ["denominator", "numerator", "all"])
def test_a_result_is_written_out_in_the_same_words_in_every_layout(layout):
    usual, other = derive("dense-layer"), derive("dense-layer", layout=layout)
    assert [str(other.results[name].expanded()) for name in other.wrt] == [
        str(usual.results[name].expanded()) for name in usual.wrt
    ]

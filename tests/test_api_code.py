"""The code of a derivation as text: it runs by itself, does what lambdify does, and says what it is about."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from arguments_of_code import MEMBERS, passed_to
from click.testing import CliRunner

import matcalc
from matcalc.cli import main
from matcalc.errors import InputError
from matcalc.problems.library import list_problems

SIZES = {"m": 3, "n": 5, "p": 4, "q": 2}

EXPRESSIONS = [  # what is differentiated, how, the names of the functions
    ("sum((A @ x - b)**2)", {"wrt": "x"}, ["gradient"]),
    ("sum((A @ x - b)**2)", {"wrt": ["x", "A"]}, ["gradients"]),
    ("softmax(A @ x)", {"wrt": "x"}, ["softmax", "jacobian"]),
    ("A @ X @ B", {"wrt": ["X", "A"]}, ["jacobians"]),
    ("logsumexp(A @ x)", {"wrt": "x", "order": 2}, ["softmax", "logsumexp", "gradient", "hessian"]),
    (
        "logsumexp(A @ x)",
        {"wrt": ["x", "A"], "order": 2},
        ["softmax", "logsumexp", "gradients", "hessian_x", "hessian_A"],
    ),
    ("sum((A @ x)**4)", {"wrt": "x", "hvp": "v"}, ["gradient", "hessian_times_v"]),
    ("sum(gelu(A @ x))", {"wrt": "x"}, ["gradient"]),
    ("sum(f(A @ x))", {"wrt": "x"}, ["gradient"]),
    ("-sum(y * log(softmax(x)))", {"wrt": "x", "assume": "sum(y) = 1"}, ["softmax", "logsumexp", "gradient"]),
    ("sum(lambda * x)", {"wrt": "x"}, ["gradient"]),
    ("sum(gradient * x)", {"wrt": "x"}, ["gradient_2"]),
]
SHAPES = "A: m×n, X: n×p, B: p×q, x: n, y: n, b: m, v: n, lambda: n, gradient: n"


OF_THE_TEST = ("forward", "residual", "newton", "differences", "differences_of_list", "error")
"""Functions that a text needs to test itself; tests/test_codegen_self_test.py has them run."""


def derived(expression, options):
    used = {*re.findall(r"\w+", expression), options.get("hvp")}
    shapes = ", ".join(one for one in SHAPES.split(", ") if one.split(":")[0] in used)
    return matcalc.derive(expression, shapes=shapes, **options)


def functions_in(text):
    """The functions of a text, which is run by itself."""
    namespace = {"__name__": "pasted"}
    exec(compile(text, "<pasted>", "exec"), namespace)  # text of our own making
    names = [one.name for one in ast.parse(text).body if isinstance(one, ast.FunctionDef)]
    return [namespace[name] for name in names if name not in OF_THE_TEST]


def assert_same(derivation, sizes):
    """Each function of the text gives what its part of lambdify gives, and all of them what lambdify gives."""
    parts = derivation._parts()
    found, keys = {}, {}
    functions = functions_in(derivation.code())
    solved = [one for one in functions if one.__name__.startswith("solution_")]
    functions = functions[: len(functions) - len(solved)]
    for part, function in zip(parts, functions[-len(parts) :], strict=True):
        compiled = part.compiled()
        parameters = compiled._source.parameters
        passed = passed_to(parameters, sizes)
        result = function(**{one.name: passed[one.key] for one in parameters})
        np.testing.assert_equal(result, compiled(**passed))
        found |= result if len(part.wrt) > 1 else {part.wrt[0]: result}
        keys |= passed
    compiled = derivation.lambdify()
    whole = compiled(**{key: keys[key] for key in compiled.parameters})
    np.testing.assert_equal(found if len(found) > 1 else next(iter(found.values())), whole)
    solutions = [one for one in derivation.solutions.values() if one.value is not None]
    for function, solution in zip(solved, solutions, strict=True):
        compiled = solution.lambdify()
        parameters = compiled._source.parameters
        passed = passed_to(parameters, sizes)
        result = function(**{one.name: passed[one.key] for one in parameters})
        np.testing.assert_equal(result, compiled(**passed))


@pytest.mark.parametrize(("expression", "options", "names"), EXPRESSIONS, ids=str)
def test_the_text_runs_by_itself_and_gives_what_lambdify_gives(expression, options, names):
    derivation = derived(expression, options)
    text = derivation.code("numpy")
    assert [one.__name__ for one in functions_in(text)] == names
    assert_same(derivation, SIZES)


@pytest.mark.parametrize("name", list_problems())
def test_the_code_of_every_problem_is_that_of_lambdify(name):
    derivation = matcalc.derive(name)
    names = sorted(derivation.problem.program.lengths)
    sizes = dict(zip(names, (3, 5, 4, 7, 2, 6, 9, 8), strict=False))
    layers = {f"n[{number}]": number + 2 for number in range(MEMBERS + 1)}
    ends = {label.last: MEMBERS for label in derivation.problem.program.labels}
    assert_same(derivation, {**sizes, **ends, **layers, "n[L]": layers[f"n[{MEMBERS}]"]})


def test_a_text_says_by_which_formulas_and_of_what():
    assert (
        derived("sum((A @ x - b)**2)", {"wrt": ["x", "A"]}).code().partition("\n\n\ndef forward")[0]
        == '''\
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Scalar = Array | np.floating | float


def gradients(*, A: Array, x: Array, b: Array) -> dict[str, Array]:
    """Derivative of sum((A @ x - b)**2): gradients of E at x and A.

        E = sum((A @ x - b)**2)
        grad_x = 2 * A.T @ (A @ x - b)
        grad_A = 2 * (A @ x - b) @ x.T

    A: m×n
    x: n
    b: m

    A vector has one axis, a matrix has two. Returns a dict of the gradients: x (n), A
    (m×n).
    """
    t1 = A @ x - b
    grad_x = 2 * (A.T @ t1)
    grad_A = 2 * np.outer(t1, x)
    return {"x": grad_x, "A": grad_A}'''
    )


def test_a_problem_says_its_words_and_what_is_given():
    text = matcalc.derive("dense-layer", wrt="W").code()
    for line in (
        '"""Dense layer: gradient of E at W.\n',
        "\n    E is any differentiable scalar function of a_next.\n",
        "\n        z = W @ a + b\n        a_next = f(z)\n        grad_z = grad_a_next * f'(z)\n"
        "        grad_W = grad_z @ a.T\n",
        "\n    grad_a_next: m, the gradient of E at a_next\n",
        "\n    f_1: f', the derivative of each entry of an array, as a function of that array\n",
        "    a: n, activations of layer k\n",
        " Returns the gradient at W (m×n).\n",
    ):
        assert line in text


def test_what_was_declared_is_said():
    assert "\n    Declared: sum(y) = 1.\n" in derived(*EXPRESSIONS[9][:2]).code()
    rows = matcalc.derive("sum((Y * W)**2)", wrt="W", shapes="W: m×n, Y: m×n", assume="sum(Y, axis=1) = 1")
    assert "\n    Declared: sum(Y, axis=1) = 1.\n" in rows.code()


def test_the_names_of_the_docstring_are_those_of_the_code():
    """p is called p, where the page has a short name for it, too."""
    text = matcalc.derive("lemma-softmax").code()
    assert "\n    p = softmax(x)\n" in text
    assert "jac_x = np.diag(p) - np.outer(p, p)" in text


def test_a_name_that_python_keeps_for_itself_is_explained():
    text = derived("sum(lambda * x)", {"wrt": "x"}).code()
    assert "def gradient(*, lambda_: Array, x: Array | None = None) -> Array:" in text
    assert "    lambda_: lambda in the formulas, n\n    x: n, not needed\n" in text


def test_a_solution_is_a_function_too():
    text = matcalc.derive("least-squares").code()
    assert '"""Least squares: w where the gradient of E at w is 0.\n' in text
    assert "\n        w = inv(X.T @ X) @ X.T @ y\n" in text
    assert [one.__name__ for one in functions_in(text)] == ["gradient", "hessian", "solution_w"]


def test_a_solution_says_where_it_holds():
    solution = matcalc.derive("least-squares").solutions["w"]
    assert solution.needs == ("X.T @ X has an inverse, that is, where the columns of X are linearly independent",)
    said = " ".join(matcalc.derive("least-squares").code().split("def solution_w")[1].split())
    assert f"This holds where {solution.needs[0]}. " in said
    told = matcalc.derive("sum(z * log(x)) - s * sum(x)", wrt="x", solve="x", shapes="x: n, z: n, s:")
    assert told.solutions["x"].needs == ("s is not 0", "z has no entry 0")
    assert " This holds where s is not 0; and where z has no entry 0. " in " ".join(told.code().split())
    assert matcalc.derive("ridge-regression").solutions["w"].needs == ()


HOSTILE = '''
title = 'A """title""" \\\\ ends here\\'

[shapes]
x = "n"

[words]
x = """" + str(1/0) + \\\\u0041 \\"\\"\\" """

[[define]]
expr = "E = sum(x**2)"

[[derive]]
wrt = "x"
'''


def test_nothing_in_the_words_of_a_problem_ends_a_docstring(written):
    derivation = matcalc.derive(written(HOSTILE))
    (function,) = functions_in(derivation.code())
    assert function.__doc__.startswith('A """title""" \\\\ ends here\\: gradient of E at x.')
    assert '" + str(1/0) + \\u0041 """' in function.__doc__
    assert_same(derivation, SIZES)


def test_an_unknown_backend():
    known = "numpy, jax, torch, einsum, torch-autograd, jax-custom-vjp, latex-algorithm"
    with pytest.raises(InputError, match=f"^there is no backend 'fortran'; known: {known}$"):
        matcalc.derive("dense-layer").code("fortran")


def test_the_command_prints_the_code_alone(tmp_path: Path):
    done = CliRunner().invoke(main, ["derive", "lemma-norm", "--code", "numpy"])
    assert (done.exit_code, done.stdout) == (0, matcalc.derive("lemma-norm").code())
    path = tmp_path / "norm.py"
    done = CliRunner().invoke(main, ["derive", "lemma-norm", "--code", "numpy", "-o", str(path)])
    assert (done.exit_code, done.output) == (0, "")
    run = subprocess.run([sys.executable, "-W", "error", "norm.py"], cwd=tmp_path, capture_output=True, check=False)
    assert (run.returncode, run.stderr) == (0, b"")
    assert [line.split(b":")[0] for line in run.stdout.splitlines()][:1] == [b"gradient at q"]


def test_every_run_gives_the_same_text():
    assert derived(*EXPRESSIONS[5][:2]).code() == derived(*EXPRESSIONS[5][:2]).code()


FIRST = """
title = "An array that is called as the first of a family is in the code"
[over]
t = "T"
[shapes]
W = "m×m"
"h[0]" = "m"
h_0 = "m"
[[define]]
expr = "h[t] = tanh(W @ h[t-1])"
[[define]]
expr = "L = h_0.T @ h[T]"
[[derive]]
wrt = "h_0"
"""


def test_a_name_means_one_array_in_the_text_and_in_a_call(tmp_path):
    file = tmp_path / "x.toml"
    file.write_text(FIRST, encoding="utf-8")
    derivation = matcalc.derive(str(file))
    (function,) = functions_in(derivation.code())
    weight, first, other = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([0.1, 0.7]), np.array([3.0, 4.0])
    expected = np.tanh(weight @ first)
    compiled = derivation.lambdify()
    np.testing.assert_allclose(function(W=weight, h_0_2=first, T=1), expected)
    np.testing.assert_allclose(compiled(**{"W": weight, "h[0]": first, "T": 1}), expected)
    np.testing.assert_allclose(compiled(W=weight, h_0_2=first, h_0=other, T=1), expected)
    assert "h_0_2: h[0] in the formulas" in derivation.code()


def test_a_row_is_told_to_have_one_axis() -> None:
    text = matcalc.derive(
        "sum((X @ W + b)**2)", wrt="b", shapes={"X": ["m", "n"], "W": ["n", "k"], "b": [1, "k"]}
    ).code()
    assert "A vector, also a row of 1×n, has one axis, a matrix has two." in " ".join(text.split())

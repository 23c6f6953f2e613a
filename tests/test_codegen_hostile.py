"""Names that mean something to Python or to the code itself: the code is safe, right and as linters want it."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest
from linted import assert_clean, ruff

import matcalc
from matcalc.codegen import BACKENDS, Form, module, source_of
from matcalc.errors import InputError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Add, Apply, Product, Symbol, Transpose
from matcalc.forms.program import Definition, Program
from matcalc.forms.reductions import Softmax
from matcalc.forms.shapes import Shape, vector

jax.config.update("jax_enable_x64", True)
torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")

TYPED = [  # names that the input language takes
    *(
        "os",
        "lambda",
        "np",
        "jnp",
        "jax",
        "torch",
        "math",
        "Array",
        "Tensor",
        "NDArray",
        "Callable",
        "Sequence",
        "like",
    ),
    *("gradient", "gradients", "forward", "differences", "error", "errors", "arrays", "rng", "found", "name", "value"),
    *("t1", "out", "E", "y", "print", "self", "match", "type", "None", "True", "float", "int", "len", "isinstance"),
    *("exec", "eval", "Exception", "SystemExit", "fi", "Σ", "l", "I", "logsumexp_2", "entries_at"),
]
MADE = [  # names that only a program made by hand can have
    *("__import__", "__builtins__", "__name__", "__class__", "softmax", "sigmoid", "ﬁ", "ᵢ", "xᵢ", "𝐱", "ſ", "np ", ""),
    *('"""', "x'); import os #", "x: (print(1))", "\\", "\n", "import os\n", "1", "é", "e\u0301", "{x}", "%s", "🐍"),
]
BY_FUNCTION = ("os", "np", "print", "lambda", "match", "gradient", "__import__", "jax", "torch", "math")
BY_LENGTH = ("os", "np", "lambda", "print", "len", "t1", "like", "gradient", "range")
PLAIN = "q"
POINT = {"A": np.array([[0.5, -1.0], [2.0, 0.25], [1.5, 1.0]]), PLAIN: np.array([0.75, -0.5])}
OWN = re.compile(r"^t\d+$|_\d+$")
ARRAYS = {"numpy": np.asarray, "einsum": np.asarray, "jax": jax.numpy.asarray, "torch": torch.as_tensor}
M, N = Dimension.named("m"), Dimension.named("n")
A, Q = Symbol("A", Shape(M, N)), Symbol(PLAIN, vector(N))


def written(form: Any, *inputs: Symbol, backend: str) -> str:
    """The code of a form of length n as a file, made by hand."""
    output = Symbol("output of the program", vector(N))
    program = Program(inputs, (Definition(output, form),), output)
    return module([source_of(program, Form(form), None, "gradient", None, BACKENDS[backend])])


@cache
def typed(name: str, backend: str) -> str:
    """The code of a gradient by an array of that name."""
    expression = f"sum(softmax(A @ {name})**2) + sum(sigmoid({name}))"
    return matcalc.derive(expression, wrt=name, shapes={"A": ["m", "n"], name: ["n"]}).code(backend)


@cache
def made(name: str, backend: str) -> str:
    """The code of a form over a symbol of that name, whatever the name is."""
    array = Symbol(name, vector(N))
    sigmoid = Apply(Function("sigmoid"), array)
    return written(
        Add((Product((Transpose(A), Softmax(Product((A, array)), None))), sigmoid)), A, array, backend=backend
    )


@cache
def with_function(name: str, backend: str) -> str:
    slope = Apply(Function(name, 1), Product((A, Q)))
    return written(Product((Transpose(A), slope)), A, Q, backend=backend)


@cache
def with_length(name: str, backend: str) -> str:
    return matcalc.derive(f"sum((A @ q)**2) / {name}", wrt="q", shapes={"A": ["m", name], "q": [name]}).code(backend)


def parameters(text: str) -> list[str]:
    """Of the gradient."""
    (found,) = (one for one in ast.parse(text).body if isinstance(one, ast.FunctionDef) and is_gradient(one))
    return [one.arg for one in found.args.kwonlyargs]


def gradient_in(text: str) -> Any:
    """The function of that name of a text that is run by itself, as an import runs it."""
    namespace: dict[str, Any] = {"__name__": "imported"}
    exec(compile(text, "<pasted>", "exec"), namespace)
    functions = (one for one in ast.parse(text).body if isinstance(one, ast.FunctionDef))
    return namespace[next(one.name for one in functions if is_gradient(one))]


def is_gradient(one: ast.FunctionDef) -> bool:
    return one.name.startswith("gradient") and bool(one.args.kwonlyargs)


def identifiers(text: str) -> Iterator[str]:
    """Every name in a text, of whatever kind, those of temporaries and of second choice made equal."""
    for node in ast.walk(ast.parse(text)):
        for field in ("id", "arg", "name", "attr", "asname"):
            if isinstance(found := getattr(node, field, None), str):
                yield OWN.sub("", found)


def assert_safe(name: str, hostile: str, plain: str, backend: str) -> None:
    """Hostile code has the names of the plain code and one more, an escaped one, and gives the same."""
    _, escaped = parameters(hostile)
    assert escaped.isidentifier()
    assert not keyword.iskeyword(escaped)
    strange = set(identifiers(hostile)) - set(identifiers(plain)) - {OWN.sub("", escaped)}
    assert strange == set(), (name, strange)
    point = {key: ARRAYS[backend](value) for key, value in POINT.items()}
    wanted = gradient_in(plain)(**point)
    found = gradient_in(hostile)(**{"A": point["A"], escaped: point[PLAIN]})
    np.testing.assert_array_equal(np.asarray(found), np.asarray(wanted))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", TYPED)
def test_a_typed_name_is_safe(name: str, backend: str) -> None:
    assert_safe(name, typed(name, backend), typed(PLAIN, backend), backend)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", [*MADE, *TYPED])
def test_any_name_is_safe(name: str, backend: str) -> None:
    assert_safe(name, made(name, backend), made(PLAIN, backend), backend)


@pytest.mark.parametrize("name", ["softmax", "__import__", "ﬁ", "ᵢ", "x'); import os #", "grad_x"])
def test_names_that_the_language_does_not_take_are_refused(name: str) -> None:
    with pytest.raises(InputError):
        typed(name, "numpy")


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    "pair", [("ﬁ", "fi"), ("ᵢ", "i"), ("𝐱", "x"), ("é", "e\u0301"), ("a b", "a_b"), ("np", "np_2")]
)
def test_names_that_python_reads_as_one_stay_apart(pair: tuple[str, str], backend: str) -> None:
    one, two = (Symbol(name, vector(N)) for name in pair)
    text = written(Add((one, Product((one, Transpose(two), two)))), one, two, backend=backend)
    first, second = parameters(text)
    point = {first: np.array([1.0, 2.0]), second: np.array([3.0, 4.0])}
    found = gradient_in(text)(**{key: ARRAYS[backend](value) for key, value in point.items()})
    np.testing.assert_allclose(np.asarray(found), [26.0, 52.0])


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", BY_FUNCTION)
def test_an_unknown_function_of_any_name(name: str, backend: str) -> None:
    text = with_function(name, backend)
    _, _, slope = parameters(text)
    point = {key: ARRAYS[backend](value) for key, value in POINT.items()}
    found = gradient_in(text)(**point, **{slope: lambda x: 2 * x})
    np.testing.assert_allclose(np.asarray(found), 2 * POINT["A"].T @ POINT["A"] @ POINT[PLAIN])


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", BY_LENGTH)
def test_a_length_of_any_name(name: str, backend: str) -> None:
    found = gradient_in(with_length(name, backend))(**{key: ARRAYS[backend](one) for key, one in POINT.items()})
    np.testing.assert_allclose(np.asarray(found), POINT["A"].T @ POINT["A"] @ POINT[PLAIN])


def test_a_name_that_is_not_escaped_is_noticed() -> None:
    plain = made(PLAIN, "numpy")
    with pytest.raises(AssertionError, match="evil"):
        assert_safe("evil", plain.replace("A @ q", "evil(A) @ q"), plain, "numpy")


# what linters say


def test_code_with_hostile_names_is_as_linters_want_it(tmp_path: Path) -> None:
    texts = [typed(name, backend) for name in TYPED for backend in BACKENDS]
    texts += [made(name, backend) for name in MADE for backend in BACKENDS]
    texts += [with_function(name, backend) for name in BY_FUNCTION for backend in BACKENDS]
    texts += [with_length(name, backend) for name in BY_LENGTH for backend in BACKENDS]
    for number, text in enumerate(texts):
        (tmp_path / f"hostile_{number}.py").write_text(text, encoding="utf-8")
    assert_clean(tmp_path)


def test_a_linter_finds_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "unused.py").write_text("import os\n", encoding="utf-8")
    assert "F401" in ruff(tmp_path, "check", "--output-format", "concise")
    (tmp_path / "narrow.py").write_text("x = ( 1)\n", encoding="utf-8")
    assert "narrow.py" in ruff(tmp_path, "format", "--check")

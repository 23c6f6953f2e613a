"""Nothing that costs something stands twice in the code of one function."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

import matcalc
from benchmarks.random_code import case, derived
from matcalc.codegen.names import Names
from matcalc.codegen.repeated import Line, without_repeats
from matcalc.errors import InputError

TYPED = [  # expression, at, shapes, order
    ("-logdet(diag(x)) + tr(inv(A.T@diag(x)@A))", ["x"], "x: n, A: n×m", None),
    ("x.T@A@x/(x.T@x)", ["x"], "x: n, A: n×n", 2),
    ("mean(inv(4*eye(n) + sin(S)))", ["S"], "S: n×n", None),
    ("det(2*eye(m) + diag(y)@P)", ["P", "y"], "y: m, P: m×m", None),
    ("norm2sq(softmax(diag(y)@P, axis=1))", ["y"], "y: m, P: m×n", 2),
    ("norm(x**3+relu(x))", ["x"], "x: n", 2),
    ("norm(P + y)", ["y"], "P: m×m, y: m", 2),
    ("logdet(3*eye(n)+softmax(S,axis=0)@softmax(S,axis=0).T)", ["S"], "S: n×n", None),
    ("sqrt(1 + (norm(B)*sum(u))**2)", ["B", "u"], "B: n×p, u: n", None),
]


def repeats(code: str) -> list[str]:
    """What stands twice in the functions of derivatives, of that which takes a call of NumPy or a product."""
    found = []
    for function in ast.parse(code).body:
        if not isinstance(function, ast.FunctionDef) or not function.name.startswith(("grad", "hess", "jac")):
            continue
        texts: Counter[str] = Counter()
        for line in function.body:
            texts.update(
                ast.unparse(part) for part in ast.walk(line) if isinstance(part, ast.BinOp | ast.Call) and _costs(part)
            )
        found += [text for text, count in texts.items() if count > 1]
    return found


def _costs(part: ast.expr) -> bool:
    if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "reshape":
        return False
    text = ast.unparse(part)
    return " @ " in text or "np." in text


@pytest.mark.parametrize(("expression", "wrt", "shapes", "order"), TYPED, ids=[row[0] for row in TYPED])
def test_typed_expressions(
    expression: str, wrt: list[str], shapes: str, order: int | None, capsys: pytest.CaptureFixture[str]
) -> None:
    code = matcalc.derive(expression, wrt=wrt, shapes=shapes, order=order).code("numpy")
    assert not repeats(code), code
    exec(compile(code, "<code>", "exec"), {"__name__": "__main__"})  # code of matcalc, which tests itself
    assert "gradient at" in capsys.readouterr().out


@pytest.mark.parametrize("seeds", [range(start, start + 50) for start in range(0, 150, 50)], ids=str)
def test_random_expressions(seeds: range) -> None:
    for seed in seeds:
        try:
            code = derived(case(seed)).code("numpy")
        except InputError:
            continue
        assert not repeats(code), code


@pytest.mark.parametrize("entry", matcalc.list_problems())
def test_the_library(entry: str) -> None:
    derivation = matcalc.derive(entry)
    if "for k in" not in (code := derivation.code("numpy")):
        assert not repeats(code), code


def once(*lines: str, ends: tuple[str, ...] = ()) -> list[str]:
    """Lines of assignments and of what is returned, without repeats, where x and A are arrays."""
    named = [Line(*line.split(" = ")) for line in lines]
    names = Names(["x", "A", "n", *(line.name for line in named)])
    made = without_repeats([*named, *(Line("", text) for text in ends)], {"x", "A"}, "np", names)
    return [line.assignment if line.name else line.text for line in made]


def test_the_order_of_two_summands_is_no_difference() -> None:
    assert once("y = (A + A.T) @ x", ends=("y", "(A.T + A) * 2")) == ["t1 = A + A.T", "y = t1 @ x", "y", "t1 * 2"]


def test_a_line_that_is_there_is_used_and_moved_up() -> None:
    assert once("y = np.sum(A @ x)", "z = A @ x", ends=("y", "z")) == ["z = A @ x", "y = np.sum(z)", "y", "z"]


def test_names_stay_in_order() -> None:
    assert once("t1 = np.exp(A @ x)", "t2 = t1 - A @ x", ends=("t2",)) == [
        "t1 = A @ x",
        "t2 = np.exp(t1)",
        "t3 = t2 - t1",
        "t3",
    ]


def test_numbers_views_and_calls_keep_their_brackets() -> None:
    lines = ["y = x.reshape(n * n) / (n * n)", "z = x.reshape(n * n) * (2 * x)", "w = np.sin(x**2) + (2 * x) * x**2"]
    assert once(*lines) == [*lines[:2], "t1 = x**2", "w = np.sin(t1) + (2 * x) * t1"]

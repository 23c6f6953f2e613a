"""What somebody wrote judged against what is wanted: verdicts by values, and repairs that are verified."""

from __future__ import annotations

import pytest

import matcalc
from matcalc.forms.matrix_form import Cotangent
from matcalc.judging.comparison import Setting
from matcalc.judging.findings import Finding, Kind
from matcalc.judging.judge import judge
from matcalc.judging.leniently import read_leniently
from matcalc.judging.verdicts import Verdict
from matcalc.notation.text_in import parse_definition, parse_matrix


def judged(said: str, wrt: str, problem: str, **asked: str) -> Finding:
    """The finding on a gradient."""
    shapes = {"x.T @ A @ x": "A: n×n", "logdet(X)": "X: n×n"}.get(problem)
    derivation = matcalc.derive(problem, wrt=wrt, shapes=shapes, **asked)  # type: ignore[arg-type]
    program = derivation.problem.program
    symbols = {symbol.name: symbol for symbol in program.symbols}
    right = derivation.result.value
    setting = Setting(program, derivation.problem.choices.facts, right=(right,))  # type: ignore[arg-type]
    return judge(Cotangent(symbols[wrt]), parse_matrix(said, symbols), setting)


@pytest.mark.parametrize("said", ["grad_z @ a.T", "(a @ grad_z.T).T", "diag(f'(z)) @ grad_a_next @ a.T"])
def test_right(said: str) -> None:
    found = judged(said, "W", "dense-layer")
    assert found.kind is Kind.RIGHT
    assert found.how is not None
    assert found.how.exactly
    assert all(one[name] != two[name] for one, two in [found.how.sizes] for name in one)


MENDED = [  # what was said, by what, of what, the mistake, the repaired text
    ("a @ grad_z.T", "W", "dense-layer", "outer_turned", "grad_z @ a.T"),
    ("-grad_z @ a.T", "W", "dense-layer", "sign", "grad_z @ a.T"),
    ("2 * grad_z", "b", "dense-layer", "number", "grad_z"),
    ("grad_a_next @ a.T", "W", "dense-layer", "name", "grad_z @ a.T"),
    ("grad_a_next", "z", "dense-layer", "derivative_forgotten", "grad_a_next * f'(z)"),
    ("f'(z)", "z", "dense-layer", "upstream_forgotten", "f'(z) * grad_a_next"),
    ("grad_a_next * f(z)", "z", "dense-layer", "function_for_derivative", "grad_a_next * f'(z)"),
    ("A @ x", "x", "x.T @ A @ x", "twin_forgotten", "(A + A.T) @ x"),
    ("A @ x - A.T @ x", "x", "x.T @ A @ x", "sign", "A @ x + A.T @ x"),
    ("inv(X)", "X", "logdet(X)", "transpose_dropped", "inv(X).T"),
    ("X.T", "X", "logdet(X)", "inverse_dropped", "inv(X).T"),
]


@pytest.mark.parametrize(("said", "wrt", "problem", "name", "text"), MENDED)
def test_the_smallest_repair_is_named(said: str, wrt: str, problem: str, name: str, text: str) -> None:
    found = judged(said, wrt, problem)
    assert found.kind is Kind.WRONG
    assert found.repair is not None
    assert (found.repair.name, found.repair.text) == (name, text)


def test_what_is_right_for_a_symmetric_matrix_alone_is_wrong_and_says_so() -> None:
    found = judged("2 * A @ x", "x", "x.T @ A @ x")
    verdict = Verdict(found, Setting(matcalc.derive("x.T @ A @ x", wrt="x", shapes="A: n×n").problem.program).glyphs)
    assert not verdict
    assert "right only where A is symmetric" in str(verdict)
    assert judged("2 * A @ x", "x", "x.T @ A @ x", assume="A symmetric").kind is Kind.RIGHT


def test_a_wrong_value_is_never_called_a_repair() -> None:
    assert judged("W @ a @ a.T", "W", "dense-layer").repair is None


def test_what_does_not_fit_by_its_shapes_is_diagnosed_as_it_was_written() -> None:
    derivation = matcalc.derive("dense-layer")
    program = derivation.problem.program
    symbols = {symbol.name: symbol for symbol in program.symbols}
    written = read_leniently("W @ (grad_a_next * f'(z))", symbols)
    found = judge(Cotangent(symbols["a"]), written, Setting(program))
    assert found.kind is Kind.WRONG
    assert found.repair is not None
    assert found.repair.text == "W.T @ (grad_a_next * f'(z))"
    assert repr(found.repair) == f"<Repair: {found.repair.name}, {found.repair.text}>"


def test_a_wrong_line_has_an_example() -> None:
    found = judged("-grad_z @ a.T", "W", "dense-layer")
    assert found.counterexample is not None
    assert found.counterexample.exactly
    assert found.counterexample.left != found.counterexample.right
    assert found.counterexample.assumed == ("f(x) = x²",)


def test_index_forms_are_compared_whatever_their_letters() -> None:
    derivation = matcalc.derive("dense-layer")
    program = derivation.problem.program
    symbols = {symbol.name: symbol for symbol in program.symbols}
    one, other, turned = (
        parse_definition(text, symbols).body
        for text in ("q[i] = sum j: W[i,j] a[j]", "q[j] = sum i: W[j,i] a[i]", "q[j] = 2 sum i: W[j,i] a[i]")
    )
    assert judge(one, other, Setting(program)).kind is Kind.RIGHT
    assert judge(one, turned, Setting(program)).kind is Kind.WRONG

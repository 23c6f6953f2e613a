"""The check of recursions: it accepts what is derived, and nothing that is wrong at one step of some length."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from matcalc.api import derive
from matcalc.api.expected import unmet
from matcalc.checking.for_all import verify_for_all
from matcalc.checking.unrolled import ends_of
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.limits import Limits
from matcalc.errors import VerificationError
from matcalc.forms.families import member
from matcalc.forms.index_form import IndexSum
from matcalc.forms.labels import At, Label
from matcalc.forms.matrix_form import Cotangent, LabelSum, Node, Product, Symbol, Transpose
from matcalc.forms.traversal import replaced
from matcalc.notation.text_out import input_text
from matcalc.problems.library import load_problem
from matcalc.problems.problem import Problem

NAMES = ("deep-network", "residual-network")
Wrong = Callable[[VariableGradient], VariableGradient | None]


@pytest.fixture(scope="module", params=NAMES)
def right(request: pytest.FixtureRequest) -> tuple[Problem, Differentiation]:
    problem = load_problem(request.param)
    return problem, derive(problem).differentiation


def checked(problem: Problem, differentiation: Differentiation) -> object:
    return verify_for_all(differentiation, problem.program, show=input_text)


def test_what_is_derived_holds_at_every_step_of_every_length(right: tuple[Problem, Differentiation]) -> None:
    problem, differentiation = right
    verification = verify_for_all(differentiation, problem.program, show=input_text)
    assert verification.ends == ((1,), (2,), (3,), (4,))
    assert len(verification.results) == sum(gradient.chain is not None for gradient in differentiation.gradients)


def test_a_step_that_fails_in_the_middle_alone_is_found() -> None:
    problem = load_problem("residual-network")

    def later(gradient: VariableGradient) -> VariableGradient:
        return _with_value(gradient, _a_step_off(gradient.value)) if gradient.before_last else gradient

    with pytest.raises(VerificationError):
        checked(problem, _changed(derive(problem).differentiation, later))


def test_what_holds_before_the_last_step_does_not_hold_there(right: tuple[Problem, Differentiation]) -> None:
    problem, differentiation = right
    with pytest.raises(VerificationError, match=r"no array where the label ends at 1|derived"):
        checked(problem, _changed(differentiation, lambda gradient: replace(gradient, before_last=False)))


def test_a_recursion_without_its_beginning_is_refused() -> None:
    problem = load_problem("deep-network")
    kept = _changed(derive(problem).differentiation, lambda gradient: None if gradient.of.name == "z[L]" else gradient)
    with pytest.raises(VerificationError, match=r"need each other|neither given nor derived"):
        checked(problem, kept)


def test_a_sum_that_leaves_out_a_step_is_found() -> None:
    problem = load_problem("rnn-unrolled")
    differentiation = derive(problem).differentiation
    for gradient in differentiation.gradients:
        if gradient.of.name != "b":
            continue
        assert isinstance(gradient.value, LabelSum)
        last = _last(gradient.value.arg)
        wrong = _changed(differentiation, lambda one, g=gradient, v=last: _with_value(one, v) if one is g else one)
        with pytest.raises(VerificationError):
            checked(problem, wrong)


TWO_LABELS = """
title = "Two labels"
[over]
t = "T"
s = "S"
[shapes]
"x[t]" = "n"
"y[s]" = "n"
w = "n"
[[define]]
expr = "L = (sum t: w.T @ x[t]) + (sum s: w.T @ y[s])"
[[derive]]
wrt = "w"
"""


def test_labels_end_at_numbers_of_their_own() -> None:
    one, two, three = Label("t", "T"), Label("s", "S"), Label("k", "K")
    assert [tuple(ends.values()) for ends in ends_of([one])] == [(1,), (2,), (3,), (4,)]
    assert [tuple(ends.values()) for ends in ends_of([one, two])] == [(1, 2), (2, 3), (3, 4), (4, 1)]
    for ends in ends_of([one, two, three]):
        assert len(set(ends.values())) == 3


def test_a_label_taken_for_another_is_found(tmp_path: Path) -> None:
    file = tmp_path / "two.toml"
    file.write_text(TWO_LABELS, encoding="utf-8")
    derivation = derive(str(file))
    assert "those over different labels never with equally many," in " ".join(derivation.text().split())
    right = derivation.differentiation
    assert checked(derivation.problem, right)
    (gradient,) = right.gradients
    value = gradient.value
    assert isinstance(value, Node)
    family, label = next((one.member.family, one.member.at.label) for one in _symbols(value) if one.name == "x[t]")
    (other,) = (one for one in right.program.labels if one is not label)
    correct = LabelSum(label, member(family, At(label)))
    confused = replaced(value, {correct: LabelSum(other, member(family, At(other)))})
    assert confused != value
    with pytest.raises(VerificationError):
        checked(derivation.problem, _changed(right, lambda one: _with_value(one, confused)))


FACTS = """
title = "Facts about every member"
assume = ["P[t] spd", "sum(y[t]) = 1"]
[over]
t = "T"
[shapes]
"P[t]" = "n×n"
"y[t]" = "n"
x = "n"
[[define]]
expr = "L = sum t: (x.T @ P[t] @ x - sum(y[t]) * logsumexp(x))"
[[derive]]
wrt = "x"
expect = "EXPECTED"
"""


@pytest.mark.parametrize(
    ("expected", "has_its_values"),
    [
        ("sum t: (P[t].T @ x + P[t] @ x - sum(y[t]) * softmax(x))", True),
        ("sum t: (P[t].T @ x + P[t] @ x - 2 * sum(y[t]) * softmax(x))", False),
    ],
)
def test_what_is_expected_is_compared_under_the_facts(tmp_path: Path, expected: str, has_its_values: bool) -> None:
    file = tmp_path / "facts.toml"
    file.write_text(FACTS.replace("EXPECTED", expected), encoding="utf-8")
    (one,) = unmet(load_problem(str(file)), Limits())
    assert one.has_its_values is has_its_values


def _changed(differentiation: Differentiation, wrong: Wrong) -> Differentiation:
    made = (wrong(gradient) for gradient in differentiation.gradients)
    return replace(differentiation, gradients=tuple(gradient for gradient in made if gradient is not None))


def _with_value(gradient: VariableGradient, value: Node) -> VariableGradient:
    return replace(gradient, value=value)


def _a_step_off(value: Node | IndexSum) -> Node:
    """The same, every member of the family W one step earlier."""
    assert isinstance(value, Node)
    images: dict[Node, Node] = {}
    for part in _symbols(value):
        one = part.member
        if one is not None and one.family.name == "W":
            images[part] = member(one.family, At(one.at.origin, one.at.offset - 1))
    assert images or not isinstance(value, Product | Transpose)
    return replaced(value, images) if images else value


def _last(value: Node) -> Node:
    assert isinstance(value, Cotangent)
    assert value.of.member is not None
    return Cotangent(member(value.of.member.family, At(value.of.member.family.label.last)))


def _symbols(value: Node) -> list[Symbol]:
    from matcalc.forms.traversal import symbols_in

    return list(symbols_in(value))

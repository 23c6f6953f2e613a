"""matcalc.check of claims: verdicts of all kinds, layouts, what is said, and what can not be read."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest

import matcalc
from matcalc.errors import InputError

LAYER = "dense-layer"

CLAIMS = [  # claim, problem, what else is said, verdict
    ("grad_W = grad_z @ a.T", LAYER, {}, "right"),
    ("∇_W E = z̄ aᵀ", LAYER, {}, "right"),
    ("grad_W = a @ grad_z.T", LAYER, {}, "wrong"),
    ("∇_W E = a z̄ᵀ", LAYER, {}, "wrong"),
    ("∂E/∂W = a @ grad_z.T", LAYER, {}, "unfinished"),
    ("∂E/∂W = a @ grad_z.T", LAYER, {"layout": "numerator"}, "right"),
    ("dE/dW = grad_z @ a.T", LAYER, {"layout": "numerator"}, "unfinished"),
    ("D(z, a) = W", LAYER, {}, "right"),
    ("D(z, a) = W.T", LAYER, {}, "unfinished"),
    ("D(z, a) = W.T", LAYER, {"layout": "denominator"}, "right"),
    ("D(z, a) = 2 * W", LAYER, {}, "wrong"),
    ("D(z[i], a[j]) = W[i,j]", LAYER, {}, "right"),
    ("D(z[i], a[j]) = W[j,i]", LAYER, {}, "wrong"),
    ("D(z[i], a[j]) = 2 W[i,j]", LAYER, {}, "wrong"),
    ("z = W @ a + b", LAYER, {}, "right"),
    ("z = b + W a", LAYER, {}, "right"),
    ("z = W @ a - b", LAYER, {}, "wrong"),
    ("z[i] = b[i] + sum j: W[i,j] a[j]", LAYER, {}, "right"),
    ("z[i] = b[i] + sum j: W[j,i] a[j]", LAYER, {}, "wrong"),
    ("z[i] = sum j: W[i,j] a[j]", LAYER, {}, "wrong"),
    ("grad_a[j] = sum i: W[i,j] grad_z[i]", LAYER, {}, "right"),
    ("grad_a = W grad_z", LAYER, {}, "wrong"),
    ("(a @ grad_z.T).T = grad_z @ a.T", LAYER, {}, "right"),
    ("grad_W = (a @ grad_z.T).T", LAYER, {}, "unfinished"),
    ("grad_W = q @ a.T", LAYER, {}, "undecided"),
    ("grad_W = grad_W", LAYER, {}, "undecided"),
    ("z = z", LAYER, {}, "undecided"),
    ("d/dX logdet(X) = inv(X)", None, {"shapes": "X: n×n"}, "unfinished"),
    ("∂/∂X logdet(X) = inv(X).T", None, {"shapes": "X: n×n"}, "right"),
    ("∇_X logdet(X) = inv(X)", None, {"shapes": "X: n×n"}, "wrong"),
    ("grad_X(logdet(X)) = X^-T", None, {"shapes": "X: n×n"}, "right"),
    ("d/dx x.T @ A @ x = 2*A@x", None, {"shapes": "A: n×n"}, "wrong"),
    ("d/dx (x.T @ A @ x) = 2*A@x", None, {"shapes": "A: n×n", "assume": "A symmetric"}, "right"),
    ("d(x.T @ A @ x)/dx = (A + A.T) @ x", None, {"shapes": "A: n×n"}, "right"),
    ("d/dx (A @ x + b) = A", None, {"shapes": "A: m×n, b: m, x: n"}, "right"),
    ("tr(A @ B) = tr(B @ A)", None, {"shapes": "A: m×n"}, "right"),
    ("(A + B).T = A.T + B.T", None, {"shapes": "A: m×n"}, "right"),
    ("(A @ B).T = A.T @ B.T", None, {"shapes": "A: m×n, B: n×p"}, "wrong"),
    ("sqrt(x**2) = x", None, {"shapes": "x:"}, "wrong"),
    ("sqrt(x**2) = abs(x)", None, {"shapes": "x:"}, "right"),
    ("abs(x) = x", None, {"shapes": "x:"}, "wrong"),
    ("relu(x) = x", None, {"shapes": "x:"}, "wrong"),
    ("log(x*y) == log(x) + log(y)", None, {"shapes": "x:, y:"}, "right"),
    ("inv(A @ B) = inv(A) @ inv(B)", None, {"shapes": "A: n×n, B: n×n"}, "wrong"),
    ("n**2 * x = (5*n - 6) * x", None, {"shapes": "x: n"}, "wrong"),
    ("n**3 * x = (9*n**2 - 26*n + 24) * x", None, {"shapes": "x: n"}, "wrong"),
    ("tr(eye(n))**2 = 5 * sum(ones(n)) - 6", None, {"shapes": "x: n"}, "wrong"),
    ("tr(eye(n))**2 * x = n * n * x", None, {"shapes": "x: n"}, "right"),
    ("d/dx (n**2 * x.T @ x) = (10*n - 12) * x", None, {"shapes": "x: n"}, "wrong"),
    ("log(-x**2) = x", None, {"shapes": "x:"}, "undecided"),
    ("x = log(-x**2)", None, {"shapes": "x:"}, "undecided"),
    ("grad_W = z̄ xᵀ", None, {"lets": ["z = W @ x", "a = f(z)"], "upstream": "a", "shapes": "W: m×n"}, "right"),
    ("inv(X) = X'", None, {"shapes": "X: n×n", "syntax": "matrixcalculus"}, "wrong"),
]


@pytest.mark.parametrize(("claim", "problem", "said", "verdict"), CLAIMS)
def test_verdicts(claim, problem, said, verdict):
    found = matcalc.check(claim, problem, **said)
    assert found.kind.value == verdict, str(found)
    assert bool(found) is (verdict in ("right", "unfinished"))
    assert found.exit_code == {"right": 0, "unfinished": 0, "wrong": 1, "undecided": 4}[verdict]
    assert str(found)
    assert found._repr_markdown_()


@pytest.mark.parametrize(("claim", "problem", "said", "verdict"), CLAIMS)
def test_json_has_the_same_keys_for_every_verdict(claim, problem, said, verdict):
    data = json.loads(matcalc.check(claim, problem, **said).to_json())
    assert list(data) == [
        *("schema", "kind", "right", "words", "diagnosis", "place", "repair", "counterexample", "how"),
    ]
    assert data["kind"] == verdict
    if data["repair"] is not None:
        assert list(data["repair"]) == ["name", "what", "text", "before", "after"]
    if data["counterexample"] is not None:
        assert list(data["counterexample"]) == ["given", "assumed", "left", "right", "exactly"]
    if data["how"] is not None:
        assert list(data["how"]) == ["exactly", "error", "bound", "points", "sizes"]


SAID = [  # claim, problem, shapes, what is said
    ("grad_W = grad_z @ a", LAYER, None, "the inner lengths 1 and n do not meet"),
    ("grad_W = grad_z @ a", LAYER, None, "A transpose is missing: a⁽ᵏ⁾ᵀ is needed here, not a⁽ᵏ⁾"),
    ("grad_a = W @ grad_z", LAYER, None, "that would join n with m. Then W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾ is n, as it has to be."),
    ("grad_z = grad_a_next", LAYER, None, "The derivative of a function is forgotten"),
    ("D(z, a) = W.T", LAYER, None, "Right in another layout: this is denominator layout"),
    ("grad_W = (a @ grad_z.T).T", LAYER, None, "it can be simplified to z̄⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ"),
    ("grad_W = q @ a.T", LAYER, None, "q is not known; known: E, W, a, a_next, b, z"),
    ("d/dx x.T @ A @ x = 2*A@x", None, "A: n×n", "It is right only where A is symmetric, which nothing says here."),
    ("d/dx x.T @ A @ x = A@x", None, "A: n×n", "The transposed twin of a term is forgotten: A + Aᵀ is needed here"),
    ("∇_X logdet(X) = inv(X)", None, "X: n×n", "For example, take X = "),
    ("sqrt(x**2) = x", None, "x:", "take x = −1: the left side is about 1, the right side about −1."),
    ("(A @ B).T = A.T @ B.T", None, "A: m×n, B: n×p", "Two factors are in the wrong order: Bᵀ Aᵀ is needed here"),
]


@pytest.mark.parametrize(("claim", "problem", "shapes", "said"), SAID)
def test_what_is_said(claim, problem, shapes, said):
    assert said in str(matcalc.check(claim, problem, shapes=shapes))


UNREADABLE = [  # claim, problem, what is said
    ("", LAYER, "there is no claim"),
    ("grad_W = ", LAYER, "one side of the equation is empty"),
    ("grad_W = grad_z @@ a", LAYER, "@ is not expected here"),
    ("grad_q = a", LAYER, "there is no array called 'q'"),
    ("grad_a_next = z", LAYER, "the gradient at a_next is given"),
    ("a = z", LAYER, "a is an input: nothing is known of it"),
    ("D(q, a) = W", LAYER, "there is no array called 'q'"),
    ("D(z[i,j], a[k]) = W[i,j]", LAYER, "on the left side stand 3 letters, and z and a have 2 axes"),
    ("d/dx A @ x + b = A", None, "put what is differentiated in brackets"),
    ("d/dx = A", None, "the left side does not say what is differentiated"),
    ("grad_W = a", None, "does not say of what: name a problem, or write the expression"),
    ("x = y = z", None, "a claim has one equals sign"),
    ("inv(X)", None, "an answer alone needs to know what it answers"),
    ("x = " + "(" * 500, None, "nested more than 100 levels"),
    ("x = " + "+x" * 20_000, None, "at most 20,000 characters"),
    ("__import__('os').system('true') = x", None, "is not expected here"),
    ("∇_a z = W", LAYER, "and no gradient"),
]


@pytest.mark.parametrize(("claim", "problem", "said"), UNREADABLE)
def test_what_can_not_be_read_is_said(claim, problem, said):
    from matcalc.judging.claimed import check_claim

    with pytest.raises(InputError) as error:
        check_claim(claim, problem)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "claim",
    [
        "x = x" + " + x" * 4_000,
        "x = 10**400 * x",
        "x = 1e400 * x",
        "os = sys",
        "x**999999999 = x",
        "eval(x) = exec(x)",
        "x = " + "-" * 5_000 + "x",
        "x = \u202ex",
        "x = x\x00",
        "x = " + "f(" * 90 + "x" + ")" * 90,
    ],
)
def test_hostile_claims_end_in_a_verdict_or_a_message(claim):
    with suppress(InputError):
        assert str(matcalc.check(claim, shapes="x: n, os: n, sys: n"))


def test_limits_are_kept_and_said():
    found = matcalc.check("d/dX logdet(X) = inv(X)", shapes="X: n×n", limits=matcalc.Limits(seconds=1e-9))
    assert found.kind.value == "undecided"
    assert "more than" in str(found)


def test_an_answer_alone_does_not_give_the_right_one_away():
    assert "a.T" not in str(matcalc.check("grad_z @ a", LAYER, wrt="W"))
    assert matcalc.check("J[i,j] = grad_z[i] a[j]", LAYER, wrt="W")


def test_where_lengths_are_numbers_more_sizes_are_tried_and_said():
    assert "(n = 2; n = 3; n = 9)" in matcalc.check("n * x = x * n", shapes="x: n").text()
    assert "(n = 2; n = 3)" in matcalc.check("2 * x = x * 2", shapes="x: n").text()

"""matcalc.check: right answers however they are written, and what is wrong with the others."""

from __future__ import annotations

import pytest
from IPython.lib.pretty import pretty

import matcalc
from matcalc import Derivation
from matcalc.checking.two_sizes import seeds_of_sizes
from matcalc.errors import InputError, LimitError
from matcalc.judging.right import question_of

SQUARES = {"problem": "sum((X @ w - y)**2) / m", "wrt": "w", "shapes": "X: m×n, y: m"}


@pytest.fixture(scope="module")
def layer() -> Derivation:
    return matcalc.derive("dense-layer")


@pytest.mark.parametrize(
    "answer",
    [
        "grad_z @ a.T",
        "z̄ aᵀ",
        "z̄ a'",
        "(a @ grad_z.T).T",
        "(grad_a_next * f'(z)) @ a.T",
        "(ā_next ⊙ f′(z)) aᵀ",
        "diag(f'(z)) @ grad_a_next @ a.T",
        "1/2 * (grad_z + grad_z) @ a.T",
        "J[i,j] = grad_z[i] a[j]",
    ],
)
def test_right_answers(layer: Derivation, answer: str) -> None:
    verdict = matcalc.check(answer, layer, wrt="W")
    assert verdict
    assert str(verdict) == "Right."
    assert verdict._repr_markdown_() == "Right."


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("grad_z @ a", "The shapes do not fit"),
        ("grad_z @ a", "This is what one gets where a transpose is forgotten"),
        ("grad_z @ a", "the inner lengths 1 and n do not meet."),
        ("a @ grad_z.T", "Its transpose is right."),
        ("a @ grad_z.T", "is n × m, and ∇_{W⁽ᵏ⁾} E is m × n"),
        ("-grad_z @ a.T", "Its sign is the other one."),
        ("2 * grad_z @ a.T", "It is 2 times the right one."),
        ("m * grad_z @ a.T", "It is m times the right one."),
        ("grad_a_next @ a.T", "The shape is right, and the value is not."),
        ("grad_z", "The answer is m, and"),
        ("grad_z @@ a", "This can not be read: @ is not expected here."),
        ("nothing", "This can not be read: nothing is not known"),
        ("", "There is no answer yet."),
        ("   ", "There is no answer yet."),
        ("grad_W", "The answer speaks of what is asked for"),
        ("2 * grad_W - grad_W", "The answer speaks of what is asked for"),
        ("grad_b @ a.T", "The gradient at b is not on the way from E to W."),
        ("J[j,i] = grad_z[i] a[j]", "The indices of the derivative run so"),
        ("x" * 5_000, "at most 2,000 characters"),
        ("__import__('os').system('true')", "This can not be read"),
        ("(" * 500, "This can not be read"),
    ],
)
def test_what_is_wrong_is_said(layer: Derivation, answer: str, said: str) -> None:
    verdict = matcalc.check(answer, layer, wrt="W")
    assert not verdict
    assert said in str(verdict)


def test_a_caret_shows_the_place_and_the_answer_is_not_given_away(layer: Derivation) -> None:
    verdict = matcalc.check("grad_z @ a", layer, wrt="W")
    assert verdict.place.splitlines()[0] == "  grad_z @ a"
    assert verdict.place.splitlines()[1].strip() == "^"
    assert "a.T" not in str(verdict)
    assert "\n    " in verdict._repr_markdown_()
    assert repr(verdict) == "<Verdict: not right>"


def test_plain_text_has_no_marks_of_markdown(layer: Derivation) -> None:
    verdict = matcalc.check("grad_z @ a", layer, wrt="W")
    marked, plain = verdict._repr_markdown_(), pretty(verdict)
    assert marked.startswith("The shapes do not fit: grad\\_z @ a does not fit: grad\\_z is m and a")
    assert plain == str(verdict)
    assert plain.startswith("The shapes do not fit: grad_z @ a does not fit: grad_z is m and a is n")
    assert plain.endswith("\n  grad_z @ a\n         ^")


def test_a_forgotten_derivative_is_named(layer: Derivation) -> None:
    verdict = matcalc.check("grad_a_next", layer, wrt="z")
    assert "This is what one gets where the derivative of a function is forgotten." in str(verdict)


def test_a_size_is_no_number() -> None:
    """Where m is 2 the two are one: points of two sizes tell them apart."""
    assert matcalc.check("2 * X.T @ (X @ w - y) / m", **SQUARES)
    for answer in ("X.T @ (X @ w - y)", "2 * X.T @ (X @ w - y) / 2", "2 * X.T @ (X @ w - y) / 3"):
        assert not matcalc.check(answer, **SQUARES)
    assert "It is m times the right one." in str(matcalc.check("2 * X.T @ (X @ w - y)", **SQUARES))


@pytest.mark.parametrize("name", ["dense-layer", "self-attention", "least-squares", "two-layer-network"])
def test_two_sizes_differ_in_every_dimension(name: str) -> None:
    from matcalc.checking.sizes import choose_sizes

    derivation = matcalc.derive(name)
    question = question_of(derivation, derivation.wrt[0])
    program, original = question.differentiation.program, question.program
    sizes = [choose_sizes(program, seed, original).chosen for seed in seeds_of_sizes(program, original)]
    one, other, *_ = map(dict, sizes)
    assert one
    assert all(one[length] != other[length] for length in one)


def test_facts_count() -> None:
    shapes = "A: n×n, x: n"
    assert matcalc.check("2 A x", "x.T @ A @ x", wrt="x", shapes=shapes, assume="A symmetric")
    assert not matcalc.check("2 A x", "x.T @ A @ x", wrt="x", shapes=shapes)
    assert matcalc.check("(A + A') x", "x.T @ A @ x", wrt="x", shapes=shapes)
    assert matcalc.check("softmax(z) - y", "-sum(y * log(softmax(z)))", wrt="z", shapes="z: n", assume="sum(y) = 1")


def test_second_derivatives_and_jacobians() -> None:
    assert matcalc.check("A + A.T", "x.T @ A @ x", wrt="x", shapes="A: n×n, x: n", order=2)
    verdict = matcalc.check("2 * A", "x.T @ A @ x", wrt="x", shapes="A: n×n, x: n", order=2)
    assert not verdict
    assert matcalc.check("A", "A @ x", wrt="x", shapes="A: m×n")
    assert "Its transpose is right" in str(matcalc.check("A.T", "A @ x", wrt="x", shapes="A: m×n"))


def test_index_forms() -> None:
    asked = {"problem": "A @ X @ B", "wrt": "X", "shapes": "A: p×m, X: m×n, B: n×q"}
    assert matcalc.check("J[i,j,k,l] = A[i,k] B[l,j]", **asked)
    assert not matcalc.check("2 * A", **asked)
    assert not matcalc.check("J[i,j,k,l] = 2 A[i,k] B[l,j]", **asked)


def test_families() -> None:
    derivation = matcalc.derive("trace-of-power-any")
    assert matcalc.check("sum k: P[k-1].T @ grad_P[k]", derivation, wrt="X")
    verdict = matcalc.check("P[k-1].T @ grad_P[k]", derivation, wrt="X")
    assert "another one for every k" in str(verdict)
    assert not matcalc.check("sum k: grad_P[k] @ P[k-1].T", derivation, wrt="X")


def test_programs() -> None:
    assert matcalc.check("z̄ xᵀ", "a", wrt="W", lets=["z = W @ x", "a = f(z)"], upstream="a", shapes="W: m×n, x: n")


@pytest.mark.parametrize(
    ("answer", "asked", "message"),
    [
        (3, {"problem": "dense-layer", "wrt": "W"}, 'an answer is a text, such as "grad_z @ a.T", not'),
        ("a", {"problem": "dense-layer"}, "there is a result for each of z, a, W, b"),
        ("a", {"problem": "dense-layer", "wrt": ["W", "b"]}, "one answer is checked at a time: name one of W, b"),
        ("a", {"problem": "dense-layer", "wrt": "nothing"}, "there is no variable called 'nothing'"),
        ("a", {"problem": "no-such"}, "there is no problem called 'no-such'"),
    ],
)
def test_wrong_questions(answer: str, asked: dict[str, str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        matcalc.check(answer, **asked)


def test_limits_are_kept() -> None:
    with pytest.raises(LimitError, match="more than 2 steps"):
        matcalc.check("a", "dense-layer", wrt="W", limits=matcalc.Limits(steps=2))


@pytest.mark.parametrize(
    ("problem", "wrt", "typed", "is_right"),
    [
        ("dense-layer", "z", "ā⁽ᵏ⁺¹⁾ ⊙ f′(z⁽ᵏ⁺¹⁾)", True),
        ("dense-layer", "z", "ā_next ⊙ f' (W a + b)", True),
        ("dense-layer", "z", "f'(W a) ⊙ ā_next", False),
        ("attention", "Q", "S̄ K/√d", True),
        ("attention", "Q", "1/sqrt(d) S̄ K", True),
        ("attention", "Q", "S̄ K √d", False),
    ],
)
def test_factors_side_by_side_hold_together_and_scalars_stand_anywhere(problem, wrt, typed, is_right):
    assert bool(matcalc.check(typed, problem, wrt=wrt)) is is_right


def test_a_vector_beside_a_vector_is_no_scalar():
    assert matcalc.check("y exp(x)", "y * sum(exp(x))", wrt="x", shapes="x: n, y:")
    assert "do not fit" in str(matcalc.check("y exp(x)", "sum(y * exp(x))", wrt="x", shapes="x: n, y: n"))


def test_the_error_is_that_of_the_reading_which_got_further():
    assert "q is not known" in str(matcalc.check("W^T qbar", "dense-layer", wrt="a"))
    assert "ends too early" in str(matcalc.check("W^T zbar +", "dense-layer", wrt="a"))


@pytest.mark.parametrize(
    ("answer", "is_right"), [("1 xᵀ", True), ("(1 1ᵀ) xᵀ", False), ("1 ⊙ xᵀ", False), ("x 1ᵀ", False)]
)
def test_ones_as_printed_are_as_many_as_fit(answer, is_right):
    assert bool(matcalc.check(answer, "sum(A @ x)", wrt="A", shapes="A: m×n, x: n")) is is_right


def test_a_function_that_no_equation_has_is_named():
    verdict = matcalc.check("foo(grad_z) @ a.T", "dense-layer", wrt="W")
    assert str(verdict) == "foo is not known here: no equation has such a function."


@pytest.mark.parametrize("answer", ["1e400 * grad_z @ a.T", "grad_z @ a.T * 1e308 * 1e308"])
def test_a_number_without_a_float_is_a_wrong_answer(answer):
    assert str(matcalc.check(answer, "dense-layer", wrt="W")) == "The shape is right, and the value is not."

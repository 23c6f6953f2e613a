"""Accepted answers have the value of the result, by a reader of their spelling that shares nothing with matcalc."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from documents_derived import derived

from matcalc.api import derive
from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.evaluate import Evaluation
from matcalc.checking.sizes import Sizes
from matcalc.forms.facts import Property
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.judging.check import check
from matcalc.judging.mistakes import mistakes
from matcalc.judging.normalised import normalised
from matcalc.judging.right import right_answer
from matcalc.notation.text_out import input_text
from matcalc.worksheets.accepted import MOST_FORMS, accepted_forms
from matcalc.worksheets.asking import Asking, Blanked
from matcalc.worksheets.blanking import with_blanks

SPELLINGS = [
    ("W' z̄", "W.T@grad_z"),
    ("Wᵀ z̄", "W.T@grad_z"),
    ("W^T grad_z", "W.T@grad_z"),
    ("W.T @ grad_z", "W.T@grad_z"),
    (r"W^{\top} \bar{z}", "W.T@grad_z"),
    (r"\boldsymbol{W}^\top \bar{\boldsymbol{z}}", "W.T@grad_z"),
    ("W' zbar", "W.T@grad_z"),
    ("W' δ_z", "W.T@grad_z"),
    (r"W^\top \delta_z", "W.T@grad_z"),
    ("∂E/∂z aᵀ", "grad_z@a.T"),
    ("∇_z E a'", "grad_z@a.T"),
    ("2 Xᵀ(X w − y)", "2*X.T@(X@w-y)"),
    ("2X'(X w-y)", "2*X.T@(X@w-y)"),
    ("ā ⊙ f′(z)", "grad_a*f'(z)"),
    ("grad_a .* f'(z)", "grad_a*f'(z)"),
    (r"\bar a \odot f'(z)", "grad_a*f'(z)"),
    ("ā_next ⊙ f″(z)", "grad_a_next*f''(z)"),
    ("x̂ ⊙ x̂̄", "x_hat*grad_x_hat"),
    (r"\hat{x} \odot \bar{\hat{x}}", "x_hat*grad_x_hat"),
    ("α x + σ_1 y", "alpha@x+sigma1@y"),
    (r"\alpha x", "alpha@x"),
    ("μ̄", "grad_mu"),
    ("W₁ᵀ δ_{z_1}", "W1.T@grad_z1"),
    ("W_{12} + W12", "W12+W12"),
    ("X⁻ᵀ", "inv(X).T"),
    ("-X^{-T} a b' X^{-T}", "-inv(X).T@a@b.T@inv(X).T"),
    ("Σ⁻¹(x−μ)", "inv(Sigma)@(x-mu)"),
    (r"\Sigma^{-1}(x-\mu)", "inv(Sigma)@(x-mu)"),
    ("(X^T X)^{-1} b", "(X.T@X).I@b"),
    ("(X'X)^{-1}b", "(X.T@X).I@b"),
    ("(X.T X)^-1 b", "(X.T@X).I@b"),
    ("(Xᵀ X)⁻¹ b", "(X.T@X).I@b"),
    ("(X' X)^{-1} @ b", "(X.T@X).I@b"),
    ("(X' X)^{-1}(a + b)", "(X.T@X).I@(a+b)"),
    ("(A A^T + B)^{-T}", "(A@A.T+B).I.T"),
    ("((A+B)^{-1})^T", "((A+B).I).T"),
    ("(A + (B C)^-1)^-1 x", "(A+(B@C).I).I@x"),
    ("X'^{-1} b", "X.T.I@b"),
    ("(A+B)**-1", "(A+B)**-1"),
    ("1/(A+B)", "1/(A+B)"),
    ("(A + A')x", "(A+A.T)@x"),
    ("z̄' a", "grad_z.T@a"),
    ("S̄ K/√d", "grad_S@K/sqrt(d)"),
    ("x / √(n + 1)", "x/sqrt(n+1)"),
    (r"\frac{1}{2} X^\top y", "1/2*X.T@y"),
    (r"\frac{x}{n}", "(x)/(n)"),
    ("x²/2", "x**2/2"),
    ("x^2", "x**2"),
    ("sum (x) / n", "sum(x)/n"),
    ("x ⊘ σ", "x/sigma"),
    ("+p − y", "p-y"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "wanted"), SPELLINGS)
def test_one_spelling(typed: str, wanted: str) -> None:
    assert normalised(typed) == wanted


@pytest.mark.parametrize("wanted", sorted({wanted for _, wanted in SPELLINGS}))
def test_the_spelling_stays_as_it_is(wanted: str) -> None:
    assert normalised(wanted) == wanted


@pytest.mark.parametrize(
    ("one", "other"), [("W z", "z W"), ("W' z", "W z"), ("a * b", "a @ b"), ("f'(z)", "f(z)"), ("a - b", "b - a")]
)
def test_what_is_not_the_same_is_spelled_otherwise(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


def test_long_and_hostile_texts_end() -> None:
    for text in (
        "(" * 100_000,
        "a " * 50_000,
        "\\frac{" * 9_000,
        "_{" * 9_000,
        "x̄" * 9_000,
        "<script>alert(1)</script>",
    ):
        assert len(normalised(text)) <= 20_000


Value = np.ndarray
TOKEN = re.compile(r"\*\*|grad_\w+|[A-Za-z]\w*'*|[0-9]+(?:\.[0-9]+)?|\.[TI]|.")


class Reader:
    """Values of texts in the one spelling: + and −, then * and /, then @, then ** and .T. All arrays have two axes."""

    def __init__(self, text: str, arrays: dict[str, Value]) -> None:
        self.tokens = [*TOKEN.findall(text), ""]
        self.arrays = arrays
        self.at = 0

    def take(self, *wanted: str) -> str:
        if self.tokens[self.at] not in wanted:
            return ""
        self.at += 1
        return self.tokens[self.at - 1]

    def whole(self) -> Value:
        value = self.sum()
        assert not self.tokens[self.at], self.tokens[self.at :]
        return value

    def sum(self) -> Value:
        value = -self.entrywise() if self.take("-") else self.entrywise()
        while sign := self.take("+", "-"):
            term = self.entrywise()
            assert value.size == 1 or term.size == 1 or value.shape == term.shape
            value = value + term if sign == "+" else value - term
        return value

    def entrywise(self) -> Value:
        value = self.product()
        while sign := self.take("*", "/"):
            other = self.product()
            assert value.size == 1 or other.size == 1 or value.shape == other.shape
            value = value * other if sign == "*" else value / other
        return value

    def product(self) -> Value:
        value = self.power()
        while self.take("@"):
            other = self.power()
            value = value * other if value.size == 1 or other.size == 1 else value @ other
        return value

    def power(self) -> Value:
        value = self.atom()
        while sign := self.take("**", ".T", ".I"):
            exponent = self.atom() if sign == "**" else None
            value = value**exponent if exponent is not None else {".T": np.transpose, ".I": np.linalg.inv}[sign](value)
        return value

    def atom(self) -> Value:
        token = self.tokens[self.at]
        self.at += 1
        if token == "(":
            value = self.sum()
            assert self.take(")")
            return value
        if token[0].isdigit():
            return np.array([[float(token)]])
        if self.take("("):
            value = FUNCTIONS[token](self.sum())
            assert self.take(")")
            return value
        return self.arrays[token]


def _mean(value: Value) -> Value:
    return value.mean().reshape(1, 1)


FUNCTIONS: dict[str, Callable[[Value], Value]] = {
    "f'": np.cos,
    "g'": lambda z: np.exp(-z),
    "f": np.sin,
    "inv": np.linalg.inv,
    "mean": _mean,
    "sum": lambda value: value.sum().reshape(1, 1),
    "diag": lambda value: np.diag(value[:, 0]),
    "sqrt": np.sqrt,
    "softmax": lambda value: np.exp(value) / np.exp(value).sum(),
    "tr": lambda value: np.trace(value).reshape(1, 1),
}

READ = (
    *("dense-layer", "two-layer-network", "matrix-inverse", "layer-normalization", "gaussian-log-density"),
    *("squared-error", "bilinear-form", "frobenius-norm-squared", "lora-layer", "trace-of-four-factors"),
)


class Stands(FloatArithmetic):
    """NumPy, with the functions that stand for unknown ones in this file."""

    def apply(self, function: Function, value: Value) -> Value:
        stand_in = FUNCTIONS.get(function.name + "'" * function.order)
        return super().apply(function, value) if stand_in is None or function.is_known else stand_in(value)


def value_of(node: Node, arrays: dict[str, Value], sizes: dict[str, int]) -> Value:
    """The value of a node by its operations, without any text."""

    def known(part: Node) -> Value | None:
        match part:
            case Symbol(name=name):
                return arrays[normalised(name)][None, None]
            case Cotangent(of=of):
                return arrays[normalised(f"grad_{of.name}")][None, None]
        return None

    return Evaluation(Stands(0), Sizes(sizes.items()), known).node(node)[0, 0]


def test_a_form_that_is_right_for_symmetric_arrays_alone_has_another_value() -> None:
    result = derive("x.T @ A @ x", wrt="x", shapes="A: n×n, x: n", assume="A symmetric").result
    assert isinstance(result.value, Node)
    rng = np.random.default_rng(4)
    arrays = {"A": rng.uniform(0.5, 1.5, (3, 3)), "x": rng.uniform(0.5, 1.5, (3, 1))}
    wanted = value_of(result.value, arrays, {"n": 3})
    forms = accepted_forms(result.value, symmetric=["A"])
    found = {form for form in forms if not np.allclose(Reader(form, arrays).whole(), wanted)}
    assert found
    assert all("A.T" in form for form in found)


@pytest.mark.parametrize("name", READ)
def test_every_accepted_form_has_the_value_of_the_result(name: str) -> None:
    derivation = derived(name)
    program = derivation.differentiation.program
    sizes = {length: 2 + at for at, length in enumerate(sorted(program.lengths))}
    rng = np.random.default_rng(4)
    arrays: dict[str, Value] = {}
    for symbol in program.symbols:
        axes = [side.evaluate(sizes) for side in (symbol.shape.rows, symbol.shape.cols)]
        arrays[normalised(symbol.name)] = rng.uniform(0.5, 1.5, axes)
        arrays[normalised(f"grad_{symbol.name}")] = rng.uniform(0.5, 1.5, axes)
    arrays |= {length: np.array([[float(size)]]) for length, size in sizes.items()}
    facts = derivation.problem.choices.facts
    symmetric = [one.name for one in facts.properties if Property.SYMMETRIC in facts.of(one)]
    for each in symmetric:
        arrays[normalised(each)] = arrays[normalised(each)] + arrays[normalised(each)].T
    read = 0
    for result in derivation.results.values():
        assert isinstance(result.value, Node)
        forms = accepted_forms(result.value, symmetric=symmetric)
        assert forms == accepted_forms(result.value, symmetric=symmetric)
        assert len(forms) == len(set(forms)) <= MOST_FORMS
        wanted = value_of(result.value, arrays, sizes)
        for form in forms:
            np.testing.assert_allclose(Reader(form, arrays).whole(), wanted, rtol=1e-9, err_msg=form)
            read += 1
    assert read > len(derivation.results)


@pytest.mark.parametrize("name", ["dense-layer", "least-squares", "softmax-cross-entropy", "layer-normalization"])
def test_the_result_itself_is_accepted_and_no_mistake_is(name: str) -> None:
    derivation = derived(name)
    for wrt, result in derivation.results.items():
        assert isinstance(result.value, Node)
        forms = accepted_forms(result.value)
        assert normalised(input_text(result.value)) in forms
        right = right_answer(derivation, wrt)
        wrong = {normalised(input_text(mistake.made)) for mistake in mistakes(right, derivation)}
        assert wrong
        assert not wrong & set(forms)


@pytest.mark.parametrize(
    ("expression", "wrt", "shapes", "typed"),
    [
        ("sum((X @ w - y)**2)", "w", "X: m×n, y: m", "2 X'(X w - y)"),
        ("sum((X @ w - y)**2)", "w", "X: m×n, y: m", "2 X' X w - 2 X' y"),
        ("sum((X @ w - y)**2)", "w", "X: m×n, y: m", "-2 X'(y - X w)"),
        ("x.T @ A @ x", "x", "A: n×n, x: n", "(A' + A) x"),
        ("a.T @ X @ b", "X", "a: m, b: n, X: m×n", "(b a')'"),
        ("a.T @ inv(X) @ b", "X", "X: n×n", "-X^{-T} a b' X^{-T}"),
        ("c * sum(x * y)", "x", "c:, x: n, y: n", "c y"),
        ("c * sum(x * y)", "x", "c:, x: n, y: n", "y c"),
        ("sum(x**2) / 2", "x", "x: n", "x"),
        ("sum(sigmoid(x))", "x", "x: n", "sigmoid(x) ⊙ (1 - sigmoid(x))"),
    ],
)
def test_usual_answers_are_accepted(expression: str, wrt: str, shapes: str, typed: str) -> None:
    result = derive(expression, wrt=wrt, shapes=shapes).result.expanded()
    assert isinstance(result.value, Node)
    assert normalised(typed) in accepted_forms(result.value), result.text


def test_names_may_be_folded_or_written_out() -> None:
    result = derive("dense-layer").results["W"]
    assert isinstance(result.value, Node)
    whole = result.expanded().value
    assert isinstance(whole, Node)
    forms = accepted_forms(result.value, whole)
    assert forms[0] == "grad_z@a.T"
    assert normalised("(ā_next ⊙ f'(z)) aᵀ") in forms


def test_symmetric_arrays_are_their_transposes() -> None:
    result = derive("x.T @ A @ x", wrt="x", shapes="A: n×n, x: n", assume="A symmetric").result
    assert isinstance(result.value, Node)
    assert "2*A.T@x" in accepted_forms(result.value, symmetric=["A"])
    assert "2*A.T@x" not in accepted_forms(result.value)


def test_a_sheet_accepts_the_transpose_of_what_is_declared_symmetric() -> None:
    derivation = derive("x.T @ A @ x", wrt="x", shapes="A: n×n, x: n", assume="A symmetric")
    exercise = with_blanks(derivation, 1, Asking(Blanked.RESULTS))
    assert any("2*A.T@x" in answer.accepted for answer in exercise.answers)


@pytest.mark.parametrize("typed", ["(X^T X)^{-1} b", "(X'X)^{-1}b", "(X.T X)^-1 b", "(Xᵀ X)⁻¹ b", "(X' X)^{-1} @ b"])
def test_the_inverse_of_a_bracket_is_right_in_both_checkers(typed: str) -> None:
    derivation = derive("a.T @ inv(X.T @ X) @ b", wrt="a", shapes="X: n×m, a: m, b: m")
    assert check(typed, derivation)
    assert isinstance(derivation.result.value, Node)
    assert normalised(typed) in accepted_forms(derivation.result.value)


def test_the_power_minus_one_is_an_inverse_and_not_entrywise() -> None:
    entrywise = derive("sum(log(A + B))", wrt="A", shapes="A: n×n, B: n×n")
    assert not any(check(typed, entrywise) for typed in ("(A+B)⁻¹", "(A+B)^-1", "(A+B)^{-1}"))
    assert check("1/(A+B)", entrywise)
    assert check("(A+B)**-1", entrywise)
    inverse = derive("logdet(A + B)", wrt="A", shapes="A: n×n, B: n×n")
    assert check("(A + B)^{-T}", inverse)
    assert check("((A+B)^{-1})^T", inverse)
    assert not check("(A+B)**-1", inverse)
    assert check("2 (x' x)^{-1} x", derive("log(x.T @ x)", wrt="x", shapes="x: n"))

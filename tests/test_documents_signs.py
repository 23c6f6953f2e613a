"""What a page says of signs that not every reader knows, and of the lemmas that it uses."""

import numpy as np
import pytest
from shipped import VARIED

from matcalc.api import Derivation, derive
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.signs import signs_and_lemmas
from matcalc.documents.text import plain
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.rules.lemmas import DERIVED_IN
from matcalc.rules.registry import TERM_RULES

SENTENCES = [
    (
        ("A @ X.T @ B", {"A": "p×n", "X": "m×n", "B": "m×q"}, "X"),
        [
            "Bᵀ ⊗ A is a Kronecker product: one block for each entry of the left factor, that "
            "entry times all of the right factor.",
            "Of every C of the shape m × n, K_{m,n} makes the transpose: K_{m,n} vec(C) = vec(Cᵀ).",
        ],
    ),
    (
        ("sum(softmax(X, axis=1) * B)", {"X": "m×n", "B": "m×n"}, "X"),
        [
            "softmax_rows(X) takes the softmax of each row by itself.",
            "The derivative of softmax is a lemma; `matcalc derive lemma-softmax` derives it.",
        ],
    ),
    (
        ("sum(logsumexp(X, axis=0))", {"X": "m×n"}, "X"),
        [
            "logsumexp_cols(X) takes the logsumexp of each column by itself.",
            "softmax_cols(X) takes the softmax of each column by itself.",
            "The derivative of logsumexp is a lemma; `matcalc derive lemma-logsumexp` derives it.",
        ],
    ),
    (
        ("norm(unvec(x, 2, 3) @ b)", {"x": "6", "b": "3"}, "x"),
        [
            "vec⁻¹_{2,3}(x) makes a matrix of the shape 2 × 3 of a vector, column after column.",
            "b ⊗ t₁ is a Kronecker product: one block for each entry of the left factor, that "
            "entry times all of the right factor.",
            "The derivative of a norm is a lemma; `matcalc derive lemma-norm` derives it.",
        ],
    ),
    (
        ("a @ vec(X)", {"a": "1×(m*n)", "X": "m×n"}, "X"),
        [
            "vec(X) stacks the columns of X into one vector.",
            "vec⁻¹_{m,n}(aᵀ) makes a matrix of the shape m × n of a vector, column after column.",
        ],
    ),
    (("x.T @ A @ x", {"A": "n×n", "x": "n"}, "x"), []),
    (("mean(x)", {"x": "n"}, "x"), []),
]


BASIC_SIGNS = [  # expression, shapes, by, what is said of the signs
    ("sum((X - mean(X, axis=1))**3)", {"X": "m×n"}, "X", "1 is an array of ones"),
    ("sum((X - y)**3)", {"X": "m×n", "y": "m"}, "X", "1 is an array of ones"),
    ("sum((X / y)**3)", {"X": "m×n", "y": "m"}, "X", "X ⊘ (y 1ᵀ) divides entry by entry; 1 is an array of ones"),
]


@pytest.mark.parametrize(("expression", "shapes", "wrt", "words"), BASIC_SIGNS)
def test_the_ones_of_what_stretches_are_explained(
    expression: str, shapes: dict[str, str], wrt: str, words: str
) -> None:
    assert words in " ".join(derive(expression, wrt=wrt, shapes=shapes).text(columns=200).split())


def said(derivation: Derivation) -> list[str]:
    page = [derivation.differentiation, *(second.derivative.differentiation for second in derivation.seconds)]
    printer = UnicodePrinter(glyphs_of(derivation.problem, *(part.program for part in page)))
    return [plain(sentence, printer) for sentence in signs_and_lemmas(page)]


@pytest.mark.parametrize(("asked", "sentences"), SENTENCES)
def test_signs_and_lemmas(asked: tuple[str, dict[str, str], str], sentences: list[str]) -> None:
    expression, shapes, wrt = asked
    assert said(derive(expression, wrt=wrt, shapes=shapes)) == sentences


def test_a_lemma_that_only_a_second_derivative_uses_is_named() -> None:
    text = derive("logsumexp(x)", wrt="x", shapes={"x": "n"}, order=2).text()
    assert "• The derivative of softmax is a lemma; `matcalc derive lemma-softmax` derives it." in text
    assert "lemma-softmax" not in derive("logsumexp(x)", wrt="x", shapes={"x": "n"}).text()


def test_each_lemma_is_a_rule_and_has_its_problem_in_the_library() -> None:
    assert set(DERIVED_IN) <= set(TERM_RULES)
    assert {problem for _, problem in DERIVED_IN.values()} <= set(VARIED)


@pytest.mark.parametrize("name", [name for name in VARIED if name.startswith("lemma-")])
def test_no_lemma_is_derived_from_a_lemma(name: str) -> None:
    """Else the derivation would go round in a circle."""
    assert not {step.rule for step in derive(name).steps} & set(DERIVED_IN)


PROVED = [
    ("softmax(x)", {"x": "n"}, "lemma-softmax"),
    ("logsumexp(x)", {"x": "n"}, "lemma-logsumexp"),
    ("norm(x)", {"x": "n"}, "lemma-norm"),
    ("var(x, axis=0)", {"x": "n"}, "lemma-variance"),
]


@pytest.mark.parametrize(("expression", "shapes", "problem"), PROVED)
def test_the_lemma_says_what_its_problem_derives(expression: str, shapes: dict[str, str], problem: str) -> None:
    point = {"x": np.array([0.3, -1.2, 0.7, 2.0])}
    by_rule = derive(expression, wrt="x", shapes=shapes).result
    from_definition = derive(problem, wrt="x").lambdify()(**point)
    assert np.allclose(derive(expression, wrt="x", shapes=shapes).lambdify()(**point), from_definition)
    assert by_rule.shape == derive(problem, wrt="x").result.shape

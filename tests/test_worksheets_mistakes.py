"""Mistakes are wrong: by numpy where their shapes do not fit, and by the code of the derivation where they do."""

from __future__ import annotations

from fractions import Fraction
from functools import partial, reduce
from itertools import pairwise
from random import Random
from unicodedata import normalize

import numpy as np
import pytest
from documents_derived import derived

from matcalc.api import derive
from matcalc.api.derivation import Derivation
from matcalc.codegen.compile import compiled
from matcalc.codegen.form import Form
from matcalc.engine.limits import Limits
from matcalc.errors import InputError, LimitError
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Cotangent,
    EntrySum,
    Hadamard,
    Node,
    Product,
    Scale,
    Symbol,
    Transpose,
)
from matcalc.forms.shapes import vector
from matcalc.judging.mistakes import Mistake, distractors, mistakes
from matcalc.judging.right import right_answer, right_side
from matcalc.judging.slips import Slip, slips
from matcalc.judging.written import ClashError, Written, entrywise, product, shape_of, stand_in, transposed
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.text_out import input_text
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.asking import Asking, Blanked
from matcalc.worksheets.blanking import with_blanks

SIZES = {"m": 4, "n": 3, "p": 5, "k": 6, "d": 7, "q": 2, "s": 8, "r": 9}


def typed(expression: str, wrt: str, shapes: str, **further: object) -> Derivation:
    return derive(expression, wrt=wrt, shapes=shapes, **further)  # type: ignore[arg-type]


def made_of(derivation: Derivation, wrt: str) -> dict[str, Mistake]:
    """The mistakes by what they look like."""
    printer = UnicodePrinter(derivation._glyphs)
    found = mistakes(right_answer(derivation, wrt), derivation)
    return {printer.expression(mistake.made): mistake for mistake in found}


def said(derivation: Derivation, mistake: Mistake) -> str:
    return UnicodePrinter(derivation._glyphs).prose(mistake.words)


@pytest.fixture(scope="module")
def layer() -> Derivation:
    return derive("dense-layer", notation="layer=square")


def test_mistakes_of_a_dense_layer() -> None:
    derivation = typed("sum(a**2)", "W", "W: m×n, x: n, b: m", lets=["z = W @ x + b", "a = f(z)"], upstream=None)
    found = made_of(derivation, "W")
    assert said(derivation, found["z̄ x"]) == "z̄ is m and x is n: the inner lengths 1 and n do not meet."
    assert said(derivation, found["x z̄ᵀ"]) == "x z̄ᵀ is n × m, and ∇_W E is m × n."
    assert found["x z̄ᵀ"].name == "the outer product is the other way round"
    assert {each.conforms for each in found.values()} == {True, False}


def test_a_transpose_that_is_forgotten_is_betrayed_by_its_shape(layer: Derivation) -> None:
    found = mistakes(right_answer(layer, "a"), layer)
    first = found[0]
    assert first.slip is Slip.TRANSPOSE_DROPPED
    assert not first.conforms
    assert said(layer, first) == "W^[k] is m × n and z̄^[k+1] is m: the inner lengths n and m do not meet."


def test_most_plausible_ones_come_first(layer: Derivation) -> None:
    for wrt in layer.wrt:
        ranks = [mistake.slip.rank for mistake in mistakes(right_answer(layer, wrt), layer)]
        assert ranks == sorted(ranks)


def test_the_derivative_of_a_function_is_forgotten_and_no_shape_tells(layer: Derivation) -> None:
    found = {mistake.slip: mistake for mistake in mistakes(right_answer(layer, "z"), layer)}
    forgotten = found[Slip.DERIVATIVE_FORGOTTEN]
    assert forgotten.conforms
    assert "does not betray it" in said(layer, forgotten)
    assert Slip.FUNCTION_FOR_DERIVATIVE in found


def test_what_a_symmetric_matrix_forgives_is_no_mistake() -> None:
    shapes = "A: n×n, x: n"
    free = made_of(typed("x.T @ A @ x", "x", shapes), "x")
    assert {"A x", "Aᵀ x"} & set(free)
    symmetric = typed("x.T @ A @ x", "x", shapes, assume="A symmetric")
    assert input_text(right_answer(symmetric, "x").value) == "2 * A @ x"
    found = made_of(symmetric, "x")
    assert "2 Aᵀ x" not in found
    assert "A x" in found
    assert found["A x"].slip is Slip.NUMBER_LOST


def test_what_commutes_is_no_mistake() -> None:
    """tr(A B) = tr(B A): the gradient of the trace of a square may be written with either order of equal factors."""
    derivation = typed("tr(X @ X @ X)", "X", "X: n×n")
    looks = made_of(derivation, "X")
    assert all(mistake.slip is not Slip.ORDER_SWAPPED for mistake in looks.values())


def test_a_diagonal_matrix_commutes_with_a_diagonal_one() -> None:
    derivation = typed("tr(D @ F @ X)", "X", "D: n×n, F: n×n, X: n×n", assume=["D diagonal", "F diagonal"])
    assert Slip.ORDER_SWAPPED not in {mistake.slip for mistake in made_of(derivation, "X").values()}
    free = typed("tr(D @ F @ X)", "X", "D: n×n, F: n×n, X: n×n")
    assert Slip.ORDER_SWAPPED in {mistake.slip for mistake in made_of(free, "X").values()}


NUMPY = ("dense-layer", "dense-layer-batch", "least-squares", "lora-layer", "bilinear-form", "two-layer-network")


class MisfitError(Exception):
    """Arrays do not fit."""


def value(written: Written, arrays: dict[Node, np.ndarray]) -> np.ndarray:
    """What numpy makes of 2-D arrays; ⊙ and sums need equal shapes or a scalar."""
    parts = [value(part, arrays) for part in written.parts]
    match written.like:
        case Product():
            for left, right in pairwise(parts):
                if left.shape[1] != right.shape[0]:
                    raise MisfitError
            return reduce(np.matmul, parts)
        case Hadamard() | Add():
            if len({part.shape for part in parts if part.size > 1}) > 1:
                raise MisfitError
            return reduce(np.multiply if isinstance(written.like, Hadamard) else np.add, parts)
        case Transpose():
            return parts[0].T
        case Scale(coefficient=number):
            return float(number) * parts[0]
        case Apply(function=function):
            return (np.cos if function.order else np.sin)(parts[0])
        case EntrySum(axis=axis):
            return np.sum(parts[0], axis=axis, keepdims=True)
        case Symbol() | Cotangent():
            return arrays[written.like]
    raise AssertionError(f"{type(written.like).__name__} is not evaluated here")


@pytest.mark.parametrize("name", NUMPY)
def test_shapes_clash_where_numpy_says_so(name: str) -> None:
    derivation = derived(name)
    rng = np.random.default_rng(3)
    compared = clashed = 0
    for wrt in derivation.wrt:
        right = right_answer(derivation, wrt)
        if any(type(part.like).__name__ not in KNOWN for _, part in Written.of(right.value).walk()):
            continue
        arrays = {
            part.like: rng.normal(size=[side.evaluate(SIZES) for side in (part.like.shape.rows, part.like.shape.cols)])
            for _, part in Written.of(right.value).walk()
            if isinstance(part.like, Symbol | Cotangent)
        }
        for slipped in slips(Written.of(right.value)):
            try:
                found = value(slipped.whole, arrays).shape
            except MisfitError:
                with pytest.raises(ClashError):
                    shape_of(slipped.whole)
                clashed += 1
                continue
            shape = shape_of(slipped.whole)
            assert found == (shape.rows.evaluate(SIZES), shape.cols.evaluate(SIZES))
            compared += 1
    assert compared > 3
    assert clashed > 1


KNOWN = ("Product", "Hadamard", "Add", "Transpose", "Scale", "Apply", "EntrySum", "Symbol", "Cotangent")


@pytest.mark.parametrize("name", ["dense-layer", "two-layer-network", "softmax-cross-entropy", "layer-normalization"])
def test_mistakes_of_the_right_shape_have_other_values(name: str) -> None:
    """By the generated code, which shares nothing with the checker."""
    derivation = derived(name)
    rng = np.random.default_rng(5)
    compared = 0
    for wrt in derivation.wrt:
        right = right_answer(derivation, wrt)
        if right.is_second:
            continue
        program = right.differentiation.program
        for mistake in mistakes(right, derivation):
            if not mistake.conforms:
                continue
            both = [compiled(program, Form(node), name="value") for node in (right.value, mistake.made)]
            shapes = {symbol.name: symbol.shape for symbol in program.symbols}
            passed: dict[str, object] = {"f": np.sin, "f_1": np.cos, "g": np.tanh, "g_1": lambda z: 1 - np.tanh(z) ** 2}
            for key in dict.fromkeys((*both[0].parameters, *both[1].parameters)):
                shape = shapes.get(key.removeprefix("grad_"))
                if shape is not None:
                    passed[key] = rng.uniform(0.2, 0.9, [axis.evaluate(SIZES) for axis in shape.axes])
            values = [one(**{key: passed[key] for key in one.parameters}) for one in both]
            assert not np.allclose(*values), input_text(mistake.made)
            compared += 1
    assert compared > 3


def test_a_form_with_the_values_of_the_right_one_is_rejected() -> None:
    """(a − b) + c and its like: the check, not the shape, tells them apart."""
    derivation = typed("sum((y - x)**2) / 2", "x", "x: n, y: n")
    right = right_answer(derivation, "x")
    assert input_text(right.value) == "x - y"
    looks = made_of(derivation, "x")
    assert "x − y" not in looks
    assert "−(x − y)" in looks


@pytest.mark.parametrize(
    ("wrong", "printed"),
    [
        (product, "W z"),
        (lambda matrix, z: product(z, transposed(matrix)), "z Wᵀ"),
        (entrywise, "W ⊙ z"),
        (lambda _, z: product(z, z), "z z"),
    ],
)
def test_what_does_not_fit_is_printed_as_it_is_written(wrong: object, printed: str) -> None:
    derivation = typed("sum(W @ x)", "x", "W: m×n, x: n")
    weights, *_ = derivation.problem.program.inputs
    matrix, column = Written.of(weights), Written.of(Symbol("z", vector(weights.shape.rows)))
    made = wrong(matrix, column)  # type: ignore[operator]
    with pytest.raises(ClashError):
        shape_of(made)
    node = stand_in(made)
    assert node is not None
    glyphs = Glyphs({})
    assert UnicodePrinter(glyphs).expression(node) == printed
    assert "\\boldsymbol{W}" in LatexPrinter(glyphs).expression(node) or "W" not in printed


@pytest.mark.parametrize("name", ["self-attention", "layer-normalization", "kl-of-gaussians", "softmax-layer", "pca"])
def test_stand_ins_are_printed_like_what_they_stand_for(name: str) -> None:
    derivation = derived(name)
    printers = [printer(derivation._glyphs) for printer in (UnicodePrinter, LatexPrinter)]
    for result in derivation.gradients.values():
        assert isinstance(result.value, Node)
        node = stand_in(Written.of(result.value))
        assert node is not None
        for printer in printers:
            assert printer.expression(node) == printer.expression(result.value)


@pytest.mark.parametrize("name", ["dense-layer", "softmax-cross-entropy", "layer-normalization"])
def test_distractors_differ_from_each_other(name: str) -> None:
    derivation = derived(name)
    for wrt in derivation.wrt:
        chosen = distractors(right_answer(derivation, wrt), derivation, 3, Random(1))
        assert len({input_text(mistake.made) for mistake in chosen}) == 3
        assert chosen == distractors(right_answer(derivation, wrt), derivation, 3, Random(1))


def test_distractors_leave_out_what_has_the_values_of_another() -> None:
    """−2 x turned, and the number lost with its sign: of two forms with the same values one is taken."""
    derivation = typed("-sum(x**2)", "x", "x: n")
    chosen = distractors(right_answer(derivation, "x"), derivation, 3, Random(2))
    scales = [mistake.made.coefficient for mistake in chosen if isinstance(mistake.made, Scale)]
    assert len(scales) == len(set(scales))
    assert Fraction(-2) not in scales


def test_too_few_distractors_are_said_to_be_so(layer: Derivation) -> None:
    with pytest.raises(InputError, match=r"40 wrong answers were asked for beside grad_z, and 4 were found"):
        distractors(right_answer(layer, "b"), layer, 40, Random(1))


composed = partial(normalize, "NFC")


def keyed(name: str, kind: Blanked = Blanked.STEPS) -> list[tuple[str, str, str]]:
    """What a key says: the right side, the wrong one and what went wrong."""
    derivation = derived(name)
    exercise = with_blanks(derivation, 1, Asking(kind, 3), with_mistakes=True)
    printer = UnicodePrinter(exercise.glyphs)
    return [
        (composed(printer.prose(answer.right)), composed(printer.prose(mistake.answer)), mistake.name)
        for answer in exercise.answers
        for mistake in answer.mistakes
    ]


def test_a_key_has_the_mistakes_of_every_right_side() -> None:
    found = keyed("linear-solve")
    assert ("−A", "A", "A sign is lost.") in found
    assert ("A⁻ᵀ x̄", "A⁻¹ x̄", "A transpose is forgotten.") in found
    assert ("−y ⊘ p", "y ⊘ p", "A sign is lost.") in keyed("softmax-cross-entropy")


def test_a_key_says_the_most_instructive_first_and_nothing_twice() -> None:
    found = keyed("lstm", Blanked.RESULTS)
    of_answer: dict[str, list[str]] = {}
    for right, _, name in found:
        of_answer.setdefault(right, []).append(name)
    assert max(map(len, of_answer.values())) <= 3
    assert of_answer["ā_g xₜᵀ"] == [
        "A transpose is forgotten.",
        "Two factors are swapped.",
        "⊙ stands for a matrix product.",
    ]
    assert [name for _, _, name in found].count("A sign is lost.") == 2
    assert [wrong for _, wrong, _ in found if "xₜ" in wrong and "ā" in wrong] == [
        *("ā_g xₜ", "xₜᵀ ā_g", "ā_g ⊙ xₜᵀ"),  # the other gates have the same mistakes, of the same shapes
        "xₜ āₒᵀ",
    ]


def test_a_right_side_of_other_names_has_no_mistakes() -> None:
    derivation = derive("linear-solve")
    here = derivation.problem.program.inputs[0]
    elsewhere = Symbol("u", here.shape)
    assert right_side(derivation, here, here) is not None
    assert right_side(derivation, here, elsewhere) is None


def test_index_forms_have_no_mistakes() -> None:
    derivation = derive("vec-kronecker")
    with pytest.raises(InputError, match="is in index form"):
        right_answer(derivation, derivation.wrt[0])
    with pytest.raises(InputError, match="there is no result by 'nothing'"):
        right_answer(derivation, "nothing")


def test_limits_are_kept() -> None:
    derivation = derive("dense-layer", limits=Limits(seconds=60))
    late = Derivation(derivation.derived, derivation.presentation, Limits(seconds=1e-9))
    with pytest.raises(LimitError, match="more than"):
        mistakes(right_answer(derivation, "z"), late)

"""Layouts: what is turned is the transposed array, nothing else changes, and a wrong transpose is refused."""

from dataclasses import replace

import pytest
from derived_in_layouts import LAYOUTS, PROBLEMS, VECTOR, WORDS, dense, of_vector
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from identities.random_text import random_row
from plain_values import PlainValues, agree

import matcalc
from matcalc.checking.comparing import at_points
from matcalc.checking.local_jacobians import verify_local_jacobians
from matcalc.checking.replay import verify
from matcalc.documents.layouts import chain_rule
from matcalc.engine.local_jacobians import local_jacobians
from matcalc.engine.orientation import laid_out, transposed
from matcalc.errors import VerificationError
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Symbol, Transpose
from matcalc.notation.text_out import input_text

# --- values ---


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_is_turned_is_the_transposed_array(name):
    """At sizes that all differ, with arrays that have nothing to do with each other but what is declared."""
    derivation = matcalc.derive(**PROBLEMS[name], layout="all")
    turned = 0
    for part in parts(derivation):
        names = sorted({name for symbol in part.program.symbols for name in lengths(symbol)})
        values = PlainValues({name: number for number, name in enumerate(names, 2)})
        for symbol in derivation.problem.choices.facts.properties:
            values.set[symbol] = values.node(symbol) + values.node(symbol).T
        for gradient in part.gradients:
            if gradient.chain is not None and gradient.matrix is not None and not gradient.matrix.shape.is_scalar:
                assert agree(values.node(gradient.matrix).T, values.node(gradient.turned.end))
                turned += 1
    assert turned


def parts(derivation):
    return derivation.differentiation, *(second.derivative.differentiation for second in derivation.seconds)


def lengths(symbol):
    return {name for length in (symbol.shape.rows, symbol.shape.cols) for name in length.names}


@st.composite
def rows(draw):
    row = random_row(lambda options: draw(st.sampled_from(options)), "random", draw(st.integers(1, 3)))
    assume(row is not None)
    return row


@given(rows())
@settings(max_examples=40, deadline=None)
def test_random_expressions_in_all_layouts(row):
    asked = {"problem": row.expression, "wrt": row.wrt, "shapes": dict(row.axes)}
    plain, found = matcalc.derive(**asked), matcalc.derive(**asked, layout="all")
    assert str(found.result) == str(plain.result)
    gradient = found.differentiation.gradient(row.wrt)
    matrix = gradient.matrix
    assert (gradient.turned is not None) is (matrix is not None and not matrix.shape.is_scalar)
    if gradient.turned is not None:
        assert gradient.turned.end.shape == matrix.shape.transposed()
        assert transposed(gradient.turned.end).end.shape == matrix.shape
    for layout in LAYOUTS:
        assert str(matcalc.derive(**asked, layout=layout).result) == str(plain.result)
        found.text()


@pytest.mark.parametrize("layout", WORDS)
def test_results_and_code_do_not_change(layout):
    for arguments in ({"problem": "dense-layer"}, VECTOR):
        plain, found = matcalc.derive(**arguments), matcalc.derive(**arguments, layout=layout)
        for name, result in plain.results.items():
            other = found.results[name]
            assert (str(other), other.latex, other.shape, other.indices) == (
                str(result), result.latex, result.shape, result.indices
            )  # fmt: skip
            assert other.value == result.value
    assert of_vector(layout).lambdify().source == of_vector("gradient").lambdify().source
    assert dense(layout).lambdify().source == dense("gradient").lambdify().source


# --- the order of the chain rule ---


@pytest.mark.parametrize(("layout", "local_first"), [("gradient", False), ("denominator", True), ("numerator", False)])
def test_the_chain_rule_is_in_the_order_of_the_layout(layout, local_first):
    found = 0
    for derivation in (dense(layout), of_vector(layout)):
        output = derivation.differentiation.program.output
        for gradient in derivation.differentiation.gradients:
            for step in gradient.chain.steps if gradient.chain else ():
                if step.rule == "apply the chain rule":
                    for term in step.after.terms:
                        first, second = (factor.of.single.array is output for factor in term.factors)
                        assert (first, second) == ((False, True) if local_first else (True, False))
                        found += 1
    assert found >= 6


def test_the_equations_of_the_chain_rule_hold():
    """In each layout, for one path and for two."""
    two_paths = matcalc.derive(
        "z", wrt="x", lets=["y = tanh(A @ x)", "z = B @ x"], upstream=["y", "z"], shapes="A: m×n, B: p×n, x: n"
    )
    for derivation in (dense("gradient"), of_vector("gradient"), two_paths):
        program = derivation.differentiation.program
        chosen = [
            (gradient.of, gradient.consumers)
            for gradient in derivation.differentiation.gradients
            if gradient.chain is not None and program.output not in gradient.consumers
        ]
        assert chosen

        def compare(comparing, program=program, chosen=chosen):
            for of, consumers in chosen:
                for layout in Layout:
                    equation = chain_rule(of, consumers, program.output, layout)
                    comparing.sides(equation.left.part, equation.right.part, ())

        at_points(program, derivation.problem.program, compare, seed=1, show=input_text)


# --- checks ---


def test_a_wrong_transpose_is_refused():
    derivation = dense("numerator")
    found = derivation.differentiation
    spoilt = tuple(
        replace(one, turned=transposed(Transpose(one.value))) if one.of.name == "W" else one for one in found.gradients
    )
    with pytest.raises(VerificationError, match="what is laid out is not the transpose of the derivative at W"):
        verify(replace(found, gradients=spoilt), derivation.problem.program, show=input_text)


def test_a_wrong_local_jacobian_is_refused():
    derivation = dense("all")
    local = local_jacobians(derivation.differentiation, None)
    by_activations = next(one for one in local if one.by.name == "a")
    other = Symbol("x", by_activations.by.shape)
    turned = transposed(by_activations.turned.end)
    wrong = [(replace(by_activations, by=other), "compared"), (replace(by_activations, turned=turned), "laid out")]
    for spoilt, what in wrong:
        with pytest.raises(VerificationError, match=f"what is {what} is not the derivative of z by"):
            verify_local_jacobians([spoilt], derivation.differentiation, derivation.problem.program, show=input_text)


def test_each_layout_asks_only_for_what_it_writes():
    of_scalar, of_array = dense("gradient").differentiation, of_vector("gradient").differentiation
    for differentiation, turning in ((of_scalar, Layout.NUMERATOR), (of_array, Layout.DENOMINATOR)):
        for layout in Layout:
            gradients = laid_out(differentiation, (layout,)).gradients
            assert any(one.turned is not None for one in gradients) is (layout is turning)

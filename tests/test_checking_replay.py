"""Replay: what is right passes, and every kind of wrong step is caught."""

from fractions import Fraction

import pytest
from checking_layer import (
    A_BAR,
    A_NEXT,
    F1,
    F2,
    Z_BAR,
    A,
    B,
    E,
    F,
    I,
    J,
    K,
    L,
    M,
    P,
    W,
    Z,
    at,
    by,
    chain,
    derivation,
    gradient,
    layer,
    layer_derivation,
    one_step,
    sum_of,
    verified,
    z_chain,
)

from matcalc.chain import Chain, Step
from matcalc.checking.replay import verify
from matcalc.engine.differentiation import Forward, VariableGradient
from matcalc.errors import InputError, VerificationError
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Delta, IndexSum, of_factor
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    EntrySum,
    Hadamard,
    Node,
    Number,
    Ones,
    Power,
    Product,
    ScalarFunction,
    Scale,
    Symbol,
    Trace,
    Transpose,
)
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import Shape, vector
from matcalc.notation.text_out import input_text


@pytest.mark.parametrize("function", ["f", "tanh", "log", "softplus"])
def test_the_dense_layer_passes(function: str) -> None:
    found = verified(layer_derivation(function))
    assert found.count == found.exact_count == 15
    assert [check.step.after for check in found.steps[-2:]] == [of_factor(at(Z_BAR, I)), Z_BAR]
    assert [(result.of, result.exact, result.error) for result in found.results] == [
        (symbol, True, 0.0) for symbol in (Z, A, W, B)
    ]
    assert [name for name, _ in found.sizes] == ["m", "n"]


def test_two_runs_are_the_same_and_two_seeds_are_not() -> None:
    assert verified(layer_derivation(), seed=3) == verified(layer_derivation(), seed=3)
    assert len({verified(layer_derivation(), seed=seed).sizes for seed in range(6)}) > 1


def test_substeps_are_checked_before_the_step_they_explain() -> None:
    whole = chain((J,), of_factor(by(E, (), A, (J,))), sum_of(at(Z_BAR, I), at(W, I, J), over=(I,))).steps[0]
    inner = chain((I, P, J), of_factor(by(Z, (I,), A, (J,))), of_factor(at(W, I, J)), rule="inner")
    good = Step(whole.rule, whole.stage, whole.before, whole.after, (), "", substeps=(inner,))
    found = verified(derivation(layer(), GRADIENT_AT_Z, gradient(A, Chain((J,), good.before, (good,)))))
    assert [check.step.rule for check in found.steps] == ["inner", "a rule"]
    wrong = chain((I, P, J), of_factor(by(Z, (I,), A, (J,))), of_factor(at(W, P, J)), rule="inner")
    bad = Step(whole.rule, whole.stage, whole.before, whole.after, (), "", substeps=(wrong,))
    with pytest.raises(VerificationError, match="the step 'inner' does not hold"):
        verified(derivation(layer(), GRADIENT_AT_Z, gradient(A, Chain((J,), bad.before, (bad,)))))


GRADIENT_AT_Z = VariableGradient(Z, (I,), (A_NEXT,), z_chain().end, None, True)
PRODUCT = sum_of(at(W, I, J), at(A, J), over=(J,))
SQUARE = Symbol("S", Shape(M, M))
SLOPE = Apply(F1, Z)
WRONG = {
    "a term is missing": (IndexSum(PRODUCT.terms + of_factor(at(B, I)).terms), PRODUCT, (I,)),
    "a sign": (at(B, I), sum_of(at(B, I), times=-1), (I,)),
    "a coefficient that float64 would not see": (
        at(B, I),
        sum_of(at(B, I), times=1 + Fraction(1, 10**14)),
        (I,),
    ),
    "a delta is lost": (sum_of(at(B, L), Delta(L, I), over=(L,)), sum_of(at(B, L), over=(L,)), (I,)),
    "a sum is lost": (sum_of(at(W, I, J), over=(J,)), sum_of(at(A, J), at(W, I, J), over=(J,)), (I,)),
    "the axes are swapped": (sum_of(at(B, I), at(A, J)), Product((B, Transpose(A))), (J, I)),
    "an index is not summed": (PRODUCT, sum_of(at(W, I, J), at(A, J)), (I,)),
    "a second derivative": (SLOPE, Apply(F2, Z), ()),
    "the function for its derivative": (SLOPE, Apply(F, Z), ()),
    "the derivative of f at the wrong place": (by(A_NEXT, (L,), Z, (I,)), sum_of(at(SLOPE, L)), (L, I)),
    "no derivative is a delta": (by(A_NEXT, (L,), Z, (I,)), of_factor(Delta(L, I)), (L, I)),
    "a path is lost": (by(E, (), Z, (I,)), of_factor(at(A_BAR, I)), (I,)),
    "the chain ends one equation early": (by(E, (), A, (J,)), sum_of(at(W, I, J), at(A_BAR, I), over=(I,)), (J,)),
    "Hadamard for matrix product": (Product((SQUARE, SQUARE)), Hadamard((SQUARE, SQUARE)), ()),
    "a transpose in a square matrix": (SQUARE, Transpose(SQUARE), ()),
    "the order of a product": (Product((SQUARE, Transpose(SQUARE))), Product((Transpose(SQUARE), SQUARE)), ()),
    "a power": (Power(B, Fraction(-1)), Power(B, Fraction(-2)), ()),
    "row sums for column sums": (EntrySum(SQUARE, 1), Transpose(EntrySum(SQUARE, 0)), ()),
    "the sum of all for the trace": (Trace(SQUARE), EntrySum(SQUARE, None), ()),
    "another shape": (W, Transpose(W), ()),
    "a value that stretches": (Ones(vector(M)), Number(Fraction(1)), ()),
    "a free index too few": (B, of_factor(at(B, I)), ()),
    "another index than the free one": (at(B, I), at(B, K), (I,)),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("seed", [0, 1])
def test_a_wrong_step_is_caught(name: str, seed: int) -> None:
    before, after, free = (
        side if isinstance(side, Node | IndexSum | tuple) else of_factor(side) for side in WRONG[name]
    )
    program = layer()
    program = Program((*program.inputs, SQUARE), program.definitions, program.output)
    same = verified(one_step(before, before, free if name != "a free index too few" else (), program))
    assert [check.exact for check in same.steps] == [True]
    with pytest.raises(VerificationError) as caught:
        verified(one_step(before, after, free, program), seed)
    said = str(caught.value)
    assert "the step 'a rule' does not hold" in said
    assert f"seed: {seed}" in said
    assert "sizes: m = " in said
    assert f"before: {input_text(before)}" in said
    assert f"after:  {input_text(after)}" in said


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (A_BAR, "does not hold"),
        (Hadamard((A_BAR, Apply(F, Z))), "does not hold"),
        (Add((Hadamard((A_BAR, SLOPE)), A_BAR)), "does not hold"),
        (Z_BAR, "is given by itself"),
        (of_factor(by(E, (), Z, (I,))), "is given by a derivative"),
    ],
)
def test_a_wrong_result_is_caught_without_any_step(wrong: Node | IndexSum, found: str) -> None:
    with pytest.raises(VerificationError, match=f"the gradient at z {found}"):
        verified(derivation(layer(), VariableGradient(Z, (I,), (A_NEXT,), wrong, None, True)))


def test_a_chain_that_ends_elsewhere_than_its_result_is_caught() -> None:
    elsewhere = chain((I,), of_factor(at(A_BAR, I)), A_BAR)
    with pytest.raises(VerificationError, match="the gradient at z does not hold"):
        verified(derivation(layer(), VariableGradient(Z, (I,), (), z_chain().end, elsewhere, True)))


def test_a_wrong_forward_equation_is_caught() -> None:
    z = layer().definitions[0]
    assert isinstance(z.body, Node)
    for forms in ((Product((W, A)), None), (z.body, PRODUCT), (None, of_factor(at(B, I)))):
        with pytest.raises(VerificationError, match="the equation of z does not hold"):
            verified(derivation(layer(), forward=(Forward(z, (I,), *forms, None),)))


def scalar_of(body: Node) -> Program:
    return Program((A,), (Definition(E, body),), E)


def squared_norm() -> Node:
    return Product((Transpose(A), A))


def test_errors_are_measured_against_the_terms_that_cancel() -> None:
    """|a|² written as a sum, minus the square of its root: the total is 0, its rounding in float64 is not."""
    root = Power(squared_norm(), Fraction(1, 2))
    program = scalar_of(root)
    squares = sum_of(at(A, J), at(A, J), over=(J,)).terms
    nothing = Scale(Fraction(0), squared_norm())
    cancelling = IndexSum(squares + sum_of(at(root), at(root), times=-1).terms)
    for seed in range(8):
        assert verified(one_step(cancelling, nothing, (), program), seed).worst_error == 0  # with many digits
    assert verified(one_step(cancelling, nothing, (), program)).exact_count == 0
    too_much = IndexSum(cancelling.terms + sum_of(at(A, J), at(A, J), over=(J,), times=Fraction(1, 10**7)).terms)
    with pytest.raises(VerificationError, match="does not hold"):
        verified(one_step(too_much, nothing, (), program))


def test_what_uses_the_meaning_of_tanh_is_checked_in_float() -> None:
    squared = Hadamard((Apply(Function("tanh"), Z), Apply(Function("tanh"), Z)))
    known = Add((Ones(vector(M)), Scale(Fraction(-1), squared)))
    found = verified(one_step(Apply(Function("tanh", 1), Z), known, (), layer("tanh")))
    assert (found.count, found.exact_count) == (1, 0)
    assert 0 <= found.worst_error < 1e-14
    with pytest.raises(VerificationError):
        verified(one_step(Apply(Function("tanh", 1), Z), Add((Ones(vector(M)), squared)), (), layer("tanh")))


def test_a_second_derivative_of_a_known_function_is_checked() -> None:
    sigmoid, slope, curvature = (Apply(Function("sigmoid", order), Z) for order in range(3))
    flipped = Add((Ones(vector(M)), Scale(Fraction(-2), sigmoid)))
    assert verified(one_step(curvature, Hadamard((slope, flipped)), (), layer("sigmoid"))).worst_error < 1e-13
    with pytest.raises(VerificationError):
        verified(one_step(curvature, Hadamard((slope, sigmoid)), (), layer("sigmoid")))


def test_points_outside_a_domain_are_drawn_again() -> None:
    inside = Add((Number(Fraction(-1)), squared_norm()))
    root = Power(inside, Fraction(1, 2))
    slope = Hadamard((Power(inside, Fraction(-1, 2)), A))
    result = VariableGradient(A, (J,), (E,), slope, None, True)
    for seed in range(8):  # the norm of A is below 1 at some first draws, above it at others
        (check,) = verified(derivation(scalar_of(root), result), seed).results
        assert not check.exact
        assert check.error < 1e-13


def test_a_program_without_any_value_is_refused() -> None:
    below = Add((Number(Fraction(-1)), Scale(Fraction(-1), squared_norm())))
    with pytest.raises(InputError, match=r"at 60 random points .* no finite value; check that the arguments of log"):
        verified(one_step(A, A, (), scalar_of(Power(below, Fraction(1, 2)))))


def test_a_step_without_any_value_never_counts_as_checked() -> None:
    root = Power(Scale(Fraction(-1), squared_norm()), Fraction(1, 2))
    with pytest.raises(InputError, match="the step 'a rule' has no finite value on both sides"):
        verified(one_step(root, root, (), scalar_of(squared_norm())))


def test_a_sum_over_several_paths_needs_all_of_them() -> None:
    product = Product((Transpose(B), Apply(F, B)))
    program = Program((B,), (Definition(E, product),), E)
    right = Add((Apply(F, B), Hadamard((B, Apply(F1, B)))))
    assert verified(derivation(program, VariableGradient(B, (I,), (E,), right, None, True))).results[0].exact
    for lost in right.children:
        with pytest.raises(VerificationError, match="the gradient at b does not hold"):
            verified(derivation(program, VariableGradient(B, (I,), (E,), lost, None, True)))


def test_the_given_gradient_alone_needs_no_check() -> None:
    given = VariableGradient(A_NEXT, (I,), (E,), A_BAR, None, False)
    assert verified(derivation(layer(), given)).results == ()
    wrong = VariableGradient(A_NEXT, (I,), (E,), A_NEXT, None, False)
    with pytest.raises(VerificationError, match="the gradient at a_next"):
        verified(derivation(layer(), wrong))


def test_a_deep_expression_is_no_problem() -> None:
    deep: Node = A
    for _ in range(5000):
        deep = Scale(Fraction(-1), deep)
    program = Program((A,), (Definition(E, ScalarFunction((A,))),), E)
    assert verify(one_step(deep, A, (), program), program, show=repr).exact_count == 1
    with pytest.raises(VerificationError):
        verify(one_step(deep, Scale(Fraction(-1), A), (), program), program, show=lambda _: "deep")


def test_the_error_prints_expressions_as_it_is_told() -> None:
    with pytest.raises(VerificationError, match="before: shown\n  after:  shown") as caught:
        verify(one_step(B, Scale(Fraction(2), B)), layer(), show=lambda _: "shown")
    assert str(caught.value).endswith("seed: 0")


def test_a_term_that_both_sides_share_counts_as_often_as_it_stands_there() -> None:
    (term,) = of_factor(at(B, I)).terms
    twice, once = IndexSum((term, term)), IndexSum((term,))
    doubled = sum_of(at(B, I), times=2)
    assert verified(one_step(twice, doubled, (I,))).exact_count == 1
    assert verified(one_step(IndexSum((*doubled.terms, term)), IndexSum((term, *doubled.terms)), (I,))).exact_count == 1
    for before, after in ((twice, once), (once, twice), (IndexSum((*doubled.terms, term)), doubled)):
        with pytest.raises(VerificationError, match="does not hold"):
            verified(one_step(before, after, (I,)))


def test_a_shared_term_without_any_value_never_counts_as_checked() -> None:
    (root,) = of_factor(at(Power(Scale(Fraction(-1), squared_norm()), Fraction(1, 2)))).terms
    first, second = sum_of(at(squared_norm())), of_factor(at(squared_norm()))
    step = one_step(IndexSum((root, *first.terms)), IndexSum((root, *second.terms)), (), scalar_of(squared_norm()))
    with pytest.raises(InputError, match="no finite value on both sides"):
        verified(step)

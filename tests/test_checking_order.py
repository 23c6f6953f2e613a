"""What a derivation may rest on, and how often its terms are worked out."""

import pytest
from checking_layer import A_NEXT, Z_BAR, B, I, Z, chain, derivation, layer, verified, z_chain
from programs import derived, program

from matcalc.checking.evaluate import Evaluation
from matcalc.checking.replay import verify
from matcalc.engine.differentiation import VariableGradient
from matcalc.errors import VerificationError
from matcalc.forms.index_form import Term
from matcalc.forms.matrix_form import Cotangent
from matcalc.notation.text_out import input_text

GRADIENT_AT_Z = VariableGradient(Z, (I,), (A_NEXT,), z_chain().end, None, True)


@pytest.mark.parametrize("in_the_chain", [False, True])
def test_two_gradients_that_are_given_by_each_other_are_caught(in_the_chain: bool) -> None:
    """z̄ = b̄ and b̄ = z̄ both hold for z = W a + b, and together they say nothing."""
    first = VariableGradient(Z, (I,), (), Cotangent(B), None, True)
    if in_the_chain:
        back = z_chain().end
        first = VariableGradient(Z, (I,), (), back, chain((I,), z_chain().start, Cotangent(B), back), True)
    second = VariableGradient(B, (I,), (), Z_BAR, None, True)
    with pytest.raises(VerificationError, match="the gradient at z uses the one at b, which is neither given nor"):
        verified(derivation(layer(), first, second))
    assert len(verified(derivation(layer(), GRADIENT_AT_Z, second)).results) == 2


@pytest.mark.parametrize(
    ("lines", "shapes", "upstream"),
    [
        (["E = tr(A @ A @ A @ A @ A @ A @ A @ A)"], {"A": "n×n"}, []),
        (
            [f"u = {' + '.join(f'A{k} @ x' for k in range(30))}"],
            {f"A{k}": "m×n" for k in range(30)} | {"x": "n"},
            ["u"],
        ),
    ],
    ids=["a long product", "a long sum"],
)
def test_a_term_that_stays_is_not_worked_out_again(
    monkeypatch: pytest.MonkeyPatch, lines: list[str], shapes: dict[str, str], upstream: list[str]
) -> None:
    seen: list[Term] = []
    plain = Evaluation.term

    def counted(self, term, free):  # type: ignore[no-untyped-def]
        seen.append(term)
        return plain(self, term, free)

    wrt = list(shapes)[-1]
    differentiation = derived(lines, shapes, [wrt], upstream)
    made = program(lines, shapes, upstream)
    steps = [
        step
        for part in (*differentiation.forward, *differentiation.gradients)
        if part.chain is not None
        for _, step in part.chain.walk()
    ]
    different = {
        id(term) for step in steps for side in (step.before, step.after) for term in getattr(side, "terms", ())
    }
    in_all = sum(len(getattr(side, "terms", ())) for step in steps for side in (step.before, step.after))
    monkeypatch.setattr(Evaluation, "term", counted)
    assert verify(differentiation, made, show=input_text).exact_count == len(steps)
    assert len(seen) <= 2 * len(different) < in_all / 2

"""Unknown functions of whole arrays: their Jacobians are given."""

from __future__ import annotations

from matcalc.chain import Stage, why
from matcalc.forms.differentials import Jacobian
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.vector_functions import VectorFunction
from matcalc.rules.differentiate import partials_in
from matcalc.rules.registry import Rewrite, Scope, term_rule


@term_rule(
    name="use the given Jacobian",
    stage=Stage.DIFFERENTIATE,
    statement="∂F(x, θ)_i/∂x_j = (F_x)_ij, the Jacobian of F by x, which is given",
    source="notation",
    examples=(("D(f(x)[i], x[j])", None), ("x[i]", None)),
    on=(VectorFunction,),
)
def use_given_jacobian(term: Term, scope: Scope) -> Rewrite | None:
    """One derivative symbol fewer each time."""
    for at, partial in partials_in(term):
        inner, by = partial.of.single, partial.by
        if not isinstance(inner, Entry) or not isinstance(inner.array, VectorFunction) or inner.exponent != 1:
            continue
        if not isinstance(by.array, Symbol) or by.array not in inner.array.args:
            continue
        jacobian = inner.array.jacobian(by.array)
        entry = Entry(jacobian, (*inner.places, *by.places))
        reason = why(jacobian, " is ", Jacobian(inner.array, by.array), ", given")
        return Rewrite(IndexSum((term.with_factor(partial, entry),)), reason, (at,))
    return None

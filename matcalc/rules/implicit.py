"""The derivative of a solution: x with r(x) = 0 follows where the residual r is moved by itself."""

from __future__ import annotations

from dataclasses import replace

from matcalc.chain import Prose, Stage, why
from matcalc.forms.index_form import ONE, Delta, Entry, IndexSum, Partial, Term, index_counts, of_factor
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.matrix_functions import Inverse
from matcalc.rules.differentiate import partials_in
from matcalc.rules.registry import Rewrite, Scope, term_rule

SOURCE = "Krantz & Parks 2013, The Implicit Function Theorem, theorem 3.3.1"


def _jacobian(partial: Partial, scope: Scope) -> Node | None:
    """∂r/∂x where the derivative is one of a solution x by its residual r."""
    inner = partial.of.single
    if not isinstance(inner, Entry) or not isinstance(inner.array, Symbol) or inner.exponent != 1:
        return None
    residual, jacobian = scope.solutions.get(inner.array, (None, None))
    return jacobian if residual is partial.by.array else None


@term_rule(
    name="put in the Jacobian and its inverse",
    stage=Stage.DIFFERENTIATE,
    statement="∂x_k/∂r_j = sum i, l: (J⁻¹)_ki J_il ∂x_l/∂r_j, where J = ∂r/∂x",
    source="definition of the inverse",
    examples=(("D(x[i], x[j])", None), ("x[i]", None)),
    on=(Partial,),
)
def put_in_jacobian(term: Term, scope: Scope) -> Rewrite | None:
    """It does not fire where the Jacobian stands beside the derivative already."""
    for at, partial in partials_in(term):
        inner = partial.of.single
        if (jacobian := _jacobian(partial, scope)) is None or not isinstance(inner, Entry):
            continue
        (place,) = inner.places
        if any(isinstance(one, Entry) and one.array is jacobian and place in one.places for one in term.factors):
            continue
        row, column = scope.fresh((place.range, place.range), term)
        inverse = Entry(Inverse(jacobian), (place, row))
        moved = Partial(of_factor(replace(inner, places=(column,))), partial.by)
        after = term.with_factor(partial, inverse, Entry(jacobian, (row, column)), moved)
        after = replace(after, dummies=(*after.dummies, row, column))
        residual = scope.solutions[inner.array][0] if isinstance(inner.array, Symbol) else inner.array
        named = Partial(of_factor(Entry(residual, (row,))), Entry(inner.array, (column,)))
        reason = why("a matrix times its inverse is the identity; ", Entry(jacobian, (row, column)), " = ", named)
        return Rewrite(IndexSum((after,)), reason, (at,))
    return None


@term_rule(
    name="differentiate the equation that is solved",
    stage=Stage.DIFFERENTIATE,
    statement="sum l: J_il ∂x_l/∂r_j = −d_ij, where J = ∂r/∂x and r = 0",
    source=SOURCE,
    examples=(("D(x[i], x[j])", None), ("x[i]", None)),
    on=(Partial,),
)
def differentiate_equation(term: Term, scope: Scope) -> Rewrite | None:
    """One derivative symbol fewer each time."""
    for at, partial in partials_in(term):
        inner = partial.of.single
        if (jacobian := _jacobian(partial, scope)) is None or not isinstance(inner, Entry):
            continue
        (column,) = inner.places
        beside = next((one for one in term.factors if isinstance(one, Entry) and one.array is jacobian), None)
        if beside is None or beside.places[1] != column or column not in term.dummies:
            continue
        if index_counts(term)[column] != 2:
            continue
        (moved,) = partial.by.places
        row = beside.places[0]
        delta = Delta(row, moved)
        after = replace(term.without(beside).with_factor(partial, delta), coefficient=-term.coefficient)
        after = replace(after, dummies=tuple(dummy for dummy in after.dummies if dummy != column))
        own = Term(ONE, (delta,))
        through = Term(ONE, (beside, partial), (column,))
        return Rewrite(IndexSum((after,)), _reason(partial, IndexSum((own, through))), (at,))
    return None


def _reason(partial: Partial, total: IndexSum) -> Prose:
    inner, residual = partial.of.single, partial.by
    assert isinstance(inner, Entry)
    return why(
        "differentiate ",
        residual.array,
        " = 0, which holds at the solution: where ",
        residual,
        " is moved by itself, ",
        inner.array,
        " follows so that every entry stays 0, by the chain rule 0 = ",
        total,
    )

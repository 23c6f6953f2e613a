"""Local derivatives: each ∂y_i/∂x_j is derived from the one equation of y, and put into the chain rule."""

from __future__ import annotations

from dataclasses import replace

from matcalc.chain import Chain, Stage, Step, why
from matcalc.engine.order import CONTRACT, LOCAL
from matcalc.engine.strategies import sweep
from matcalc.errors import InvariantError
from matcalc.forms.index_form import Entry, IndexSum, Partial, free_indices, of_factor, spliced
from matcalc.forms.matrix_form import Symbol
from matcalc.rules.registry import Scope

INSERT = "insert the local derivative"


def insert_local_derivatives(chain: Chain, scope: Scope) -> Chain:
    """Every derivative symbol at the end of the chain replaced by what the equations say it is.

    Where the whole expression is one derivative symbol (the output reads the variable itself), its derivation
    continues the chain; elsewhere it stands in substeps.
    """
    assert isinstance(chain.end, IndexSum)
    whole = chain.end.single
    if isinstance(whole, Partial):
        return sweep(sweep(chain, LOCAL, scope), CONTRACT, scope)
    before = chain.end
    inner: dict[Partial, Chain] = {}
    terms: list[IndexSum] = []
    for term in before.terms:
        partials = [factor for factor in term.factors if isinstance(factor, Partial)]
        pieces = IndexSum((term,))
        for partial in partials:
            if partial not in inner:
                inner[partial] = _local_chain(partial, scope)
            local = inner[partial]
            assert isinstance(local.end, IndexSum)
            pieces = IndexSum(
                tuple(t for piece in pieces.terms for t in spliced(piece, partial, local.end, scope.supply).terms)
            )
        terms.append(pieces)
    if not inner:
        return chain
    after = IndexSum(tuple(term for piece in terms for term in piece.terms))
    reason = why("each local derivative comes from its own equation" if len(inner) > 1 else "from the equation above")
    step = Step(INSERT, Stage.DIFFERENTIATE, before, after, reason, "substitution", substeps=tuple(inner.values()))
    return chain.then(step)


def _local_chain(partial: Partial, scope: Scope) -> Chain:
    of = partial.of.single
    if not isinstance(of, Entry) or of.array is scope.output:
        raise InvariantError("the chain rule left a derivative that is not local")
    expression = of_factor(partial)
    free = free_indices(expression)
    inside = scope.at((*free, *(index for index in scope.free if index not in free)))
    if isinstance(of.array, Symbol) and of.array in scope.unknowns:
        inside = replace(inside, equation=of.array)
    return sweep(sweep(Chain(free, expression, ()), LOCAL, inside), CONTRACT, inside)

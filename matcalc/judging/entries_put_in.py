"""Index forms in which arrays that are defined entry by entry, without sums, are written out: z_i − t_i for u_i."""

from __future__ import annotations

from dataclasses import replace

from matcalc.forms.index_form import Entry, IndexSum, Term, moved
from matcalc.forms.indices import Index
from matcalc.forms.program import IndexDefinition, Program


def with_entries_put_in(form: IndexSum, program: Program) -> IndexSum:
    """The form with the entries of such arrays written out, the later ones of the program first."""
    for definition in reversed(program.definitions):
        body = definition.body
        if isinstance(body, IndexDefinition) and not any(term.dummies or term.labels for term in body.body.terms):
            form = IndexSum(tuple(each for term in form.terms for each in _put_in(term, definition.symbol, body)))
    return form


def _put_in(term: Term, array: object, body: IndexDefinition) -> tuple[Term, ...]:
    """The terms that a term becomes; the same where the array stands in it nowhere, in a power or at a fixed place."""
    for factor in term.factors:
        if not isinstance(factor, Entry) or factor.array is not array or factor.exponent != 1:
            continue
        if all(isinstance(place, Index) for place in factor.places):
            images = dict(zip(body.places, factor.places, strict=True))
            return tuple(
                replace(term.with_factor(factor, *one.factors), coefficient=term.coefficient * one.coefficient)
                for one in (moved(each, images) for each in body.body.terms)
            )
    return (term,)

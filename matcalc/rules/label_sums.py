"""Sums over the label of a family, Σ_t: from index form to matrix form and back, and their derivatives.

A label says which array an entry belongs to. It is no index of an entry, so no operator of matrix form reads it: what
is left of a term in the end is added up.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from matcalc.chain import Stage, listed, why
from matcalc.forms.dimensions import Dimension
from matcalc.forms.families import free_labels, generic, moves_with
from matcalc.forms.index_form import Entry, IndexSum, Partial, Term
from matcalc.forms.indices import Index
from matcalc.forms.labels import At
from matcalc.forms.matrix_form import Add, LabelSum, Node, Number, Product, Scale, Symbol
from matcalc.forms.relabelling import AtPlace, with_labels_apart
from matcalc.forms.traversal import symbols_in
from matcalc.rules.differentiate import partials_in
from matcalc.rules.entries import one_term
from matcalc.rules.registry import Rewrite, Scope, node_rule, term_rule


@term_rule(
    name="expand a sum over a label",
    stage=Stage.EXPAND,
    statement="(Σ_t A[t])_ij = Σ_t A[t]_ij",
    source="a sum of arrays is taken entry by entry",
    examples=(("A[i,j]", None),),
    on=(LabelSum,),
)
def expand_label_sum(term: Term, scope: Scope) -> Rewrite | None:
    """One sum of arrays fewer each time."""
    for at, factor in enumerate(term.factors):
        if isinstance(factor, Entry) and isinstance(factor.array, LabelSum) and factor.exponent == 1:
            array = factor.array
            alone = Term(term.coefficient, (Entry(array.arg, factor.places),), (), (array.label,))
            others = (*free_labels(term), *term.labels)
            (inner,) = with_labels_apart(IndexSum((alone,)), others).terms
            after = term.with_factor(factor, *inner.factors)
            after = replace(after, labels=(*after.labels, *inner.labels))
            return Rewrite(one_term(after), why("arrays are added entry by entry"), (at,))
    return None


@term_rule(
    name="keep the summand that reads the variable",
    stage=Stage.DIFFERENTIATE,
    statement="∂(sum over s of u[s])/∂x[t] = ∂u[t]/∂x[t], where u[s] reads x[s] and no other member of the family",
    source="calculus: the derivative of a constant is 0",
    examples=(("D(x[i], x[j])", None), ("x[i]", None)),
    on=(Partial,),
)
def keep_summand(term: Term, scope: Scope) -> Rewrite | None:
    """One sum over a label fewer each time."""
    for at, partial in partials_in(term):
        variable = partial.by.array
        if not isinstance(variable, Symbol) or variable.member is None:
            continue
        for inner in partial.of.terms:
            for label in inner.labels:
                if any(generic(read) is generic(variable) for read in _reading(inner, At(label))):
                    rest = tuple(other for other in inner.labels if other is not label)
                    one = AtPlace(label, variable.member.at).bare(inner)
                    kept = replace(one, labels=rest)
                    terms = tuple(kept if each is inner else each for each in partial.of.terms)
                    after = term.with_factor(partial, Partial(IndexSum(terms), partial.by))
                    here = variable.member.at
                    end = Dimension.named(label.last)
                    step = end if here.label is None else Index(here.label.name, end)
                    reason = why(variable, " stands in one summand alone, ", Index(label.name, end), " = ", step)
                    return Rewrite(one_term(after), reason, (at,))
    return None


def _reading(term: Term, at: At) -> list[Symbol]:
    """The members that stand at a place, in the factors of a term."""
    arrays = (factor.array for factor in term.factors if isinstance(factor, Entry))
    symbols = (symbol for array in arrays for symbol in symbols_in(array))
    return [symbol for symbol in symbols if symbol.member is not None and symbol.member.at is at]


@term_rule(
    name="collapse to a sum over a label",
    stage=Stage.COLLAPSE,
    statement="Σ_t A[t]_ij = (Σ_t A[t])_ij",
    source="a sum of arrays is taken entry by entry",
    examples=(("A[i,j]", None), ("sum k: A[i,k] x[k]", None)),
)
def collapse_label_sum(term: Term, scope: Scope) -> Rewrite | None:
    """One sum over a label fewer each time. Only once all that stands in a term is one array at the free indices."""
    if not term.labels or term.dummies or len(term.factors) > 1:
        return None
    factor = term.factors[0] if term.factors else Entry(Number(Fraction(1)), ())
    if not isinstance(factor, Entry) or factor.exponent != 1 or factor.places != scope.free:
        return None
    *rest, label = term.labels
    made = Entry(LabelSum(label, factor.array), factor.places)
    after = replace(term, factors=(made,), labels=tuple(rest))
    letter = Index(label.name, Dimension.named(label.last))
    reason = why(letter, " says which array an entry belongs to and is no index of it: the arrays are added")
    return Rewrite(one_term(after), reason, (0,))


@node_rule(
    name="take out of a sum over a label",
    stage=Stage.SIMPLIFY,
    statement="Σ_t c A[t] = c Σ_t A[t]; Σ_t A B[t] = A Σ_t B[t]; Σ_t B[t] A = (Σ_t B[t]) A",
    source="distributivity",
    examples=(("A @ x", None),),
    on=(LabelSum,),
)
def take_out_of_label_sum(root: Node, scope: Scope) -> Rewrite | None:
    """What a sum is taken over gets shorter each time."""
    if not isinstance(root, LabelSum):
        return None
    match root.arg:
        case Scale(coefficient=coefficient, arg=arg):
            after: Node = Scale(coefficient, LabelSum(root.label, arg))
            return Rewrite(after, why("the number is the same in every summand"))
        case Product(args=args):
            first, last = _still(root, args)
            if first or last:
                inner = args[len(first) : len(args) - len(last)]
                body = LabelSum(root.label, inner[0] if len(inner) == 1 else Product(inner))
                reason = why(
                    *listed((*first, *last)), f" {'is' if len(first + last) == 1 else 'are'} the same in every summand"
                )
                return Rewrite(Product((*first, body, *last)), reason)
        case _:
            pass
    return None


def _still(root: LabelSum, args: tuple[Node, ...]) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """The factors at the beginning and at the end that are the same in every summand; one factor stays inside."""
    moving = [at for at, arg in enumerate(args) if moves_with(arg, root.label)]
    if not moving:
        return (), ()
    return args[: moving[0]], args[moving[-1] + 1 :]


@node_rule(
    name="add under one sum",
    stage=Stage.SIMPLIFY,
    statement="Σ_t A[t] + Σ_t B[t] = Σ_t (A[t] + B[t])",
    source="arithmetic",
    examples=(("A @ x", None),),
    on=(Add,),
)
def add_under_one_sum(root: Node, scope: Scope) -> Rewrite | None:
    """One sum over a label fewer each time."""
    sums = [arg for arg in root.children if isinstance(arg, LabelSum)] if isinstance(root, Add) else []
    label = next((one.label for one in sums if sum(other.label is one.label for other in sums) > 1), None)
    if label is None:
        return None
    together = [one for one in sums if one.label is label]
    joined = LabelSum(label, Add(tuple(one.arg for one in together)))
    args = tuple(arg for arg in root.children if arg not in together[1:])
    args = tuple(joined if arg is together[0] else arg for arg in args)
    letter = Index(label.name, Dimension.named(label.last))
    return Rewrite(args[0] if len(args) == 1 else Add(args), why("all of them are sums over ", letter))

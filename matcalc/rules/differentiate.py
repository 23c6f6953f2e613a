"""Differentiation: the scalar rules of calculus, on one derivative symbol at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import reduce

from matcalc.chain import Prose, Stage, listed, why
from matcalc.forms.families import free_labels, generic
from matcalc.forms.functions import Function
from matcalc.forms.index_form import (
    Delta,
    Entry,
    Factor,
    IndexSum,
    Partial,
    Term,
    all_indices,
    moved,
    number,
    of_factor,
    spliced,
)
from matcalc.forms.indices import Index, Place
from matcalc.forms.matrix_form import Apply, Node, Power, Scale, Symbol
from matcalc.forms.relabelling import with_labels_apart
from matcalc.forms.sympy_door import known_derivative
from matcalc.forms.traversal import symbols_in
from matcalc.rules.registry import Rewrite, Scope, term_rule


def partials_in(term: Term) -> Iterator[tuple[int, Partial]]:
    """The derivative symbols of a term, with their place among the factors."""
    for at, factor in enumerate(term.factors):
        if isinstance(factor, Partial):
            yield at, factor


def contains(factor: Factor, variable: Node) -> bool:
    """Whether a factor reads the array `variable`."""
    return isinstance(factor, Entry) and variable in symbols_in(factor.array)


TERMS_WRITTEN = 12
"""Of a right side with more terms, those without the variable are left out: n variables would repeat n terms each."""

_WITHOUT = ", without the terms that do not contain "


@term_rule(
    name="insert the definition",
    stage=Stage.DIFFERENTIATE,
    statement="∂u_i/∂x = ∂(right side of u_i)/∂x, where u_i = … is one of the equations",
    source="the equations of the problem",
    examples=(("D(x[i], A[j,k])", None), ("x[i]", None)),
    on=(Partial,),
)
def insert_definition(term: Term, scope: Scope) -> Rewrite | None:
    """One defined name fewer each time; definitions use only names that stand before them."""
    for at, partial in partials_in(term):
        inner = partial.of.single
        if not isinstance(inner, Entry) or inner.exponent != 1:
            continue
        if isinstance(inner.array, Symbol) and inner.array is not partial.by.array:
            equation = scope.equation_of(inner.array)
            if equation is None:
                continue
            is_long = len(equation.body.terms) > TERMS_WRITTEN
            body = equation.reading(partial.by.array) if is_long else equation.body
            around = (*scope.free, *all_indices(term))
            body = at_places(body, equation.places, inner, around, scope)
            if any(one.labels for one in body.terms):
                body = with_labels_apart(body, (*free_labels(term), *term.labels))
            after = term.with_factor(partial, Partial(body, partial.by))
            reason = why("the equation for ", inner, *((_WITHOUT, partial.by.array) if is_long else ()))
            return Rewrite(IndexSum((after,)), reason, (at,))
    return None


def at_places(
    body: IndexSum, places: tuple[Index, ...], target: Entry, around: tuple[Index, ...], scope: Scope
) -> IndexSum:
    """What holds at `places`, such as the right side of an equation, at those of `target`, clear of `around`.

    `around` has the indices of `target`. Dummies get the first letters of the supply.
    """
    there: dict[Index, Place] = dict(zip(places, target.places, strict=True))
    terms = []
    for term in body.terms:
        names = _names_of_dummies(term, (*around, *places), around, scope) if term.dummies else {}
        terms.append(replace(moved(term, {**there, **names}), dummies=tuple(names.values())))
    return IndexSum(tuple(terms))


def _names_of_dummies(
    term: Term, taken: tuple[Index, ...], around: tuple[Index, ...], scope: Scope
) -> dict[Index, Index]:
    """A name for each dummy of `term` that no index of `around` has: the first that no other dummy needs."""
    names = {dummy: dummy for dummy in term.dummies}
    letters = {index.name for index in taken}
    for dummy in term.dummies:
        if dummy.name in letters:
            names[dummy] = scope.supply.fresh(dummy.range, (*taken, *names.values()))
    for dummy in term.dummies:
        others = [name for other, name in names.items() if other != dummy]
        names[dummy] = scope.supply.fresh(dummy.range, (*around, *others))
    return names


@term_rule(
    name="apply the sum and product rules",
    stage=Stage.DIFFERENTIATE,
    statement="∂(sum k: u_k v_k + w)/∂x = sum k: ∂u_k/∂x v_k + sum k: u_k ∂v_k/∂x + ∂w/∂x, constants drop out",
    source="calculus: linearity and Leibniz",
    examples=(
        ("D(sum k: A[i,k] x[k] + y[i], x[j])", "sum k: A[i,k] D(x[k], x[j])"),
        ("D(sum k: x[k] A[k,l] x[l], x[j])", "sum k: D(x[k], x[j]) A[k,l] x[l] + sum k: x[k] A[k,l] D(x[l], x[j])"),
        ("D(2 x[i], x[j])", "2 D(x[i], x[j])"),
        ("D(x[i], x[j])", None),
    ),
    on=(Partial,),
)
def differentiate_sum_and_product(term: Term, scope: Scope) -> Rewrite | None:
    """Afterwards each derivative symbol is of one factor; one compound derivative fewer each time."""
    for at, partial in partials_in(term):
        if partial.of.single is not None:
            continue
        variable = partial.by.array
        pieces: list[Term] = []
        constant: dict[Factor, None] = {}
        for inner in partial.of.terms:
            hits = [position for position, factor in enumerate(inner.factors) if contains(factor, variable)]
            if not hits:
                constant.update(dict.fromkeys(inner.factors))
            elif len(hits) == 1:
                constant.update((f, None) for f in inner.factors if not contains(f, variable))
            for position in hits:
                factor = inner.factors[position]
                derivative = Partial(of_factor(factor), partial.by)
                factors = (*inner.factors[:position], derivative, *inner.factors[position + 1 :])
                pieces.append(replace(inner, factors=factors))
        after = spliced(term, partial, IndexSum(tuple(pieces)), scope.supply)
        return Rewrite(after, _reason(tuple(constant), partial, len(pieces), scope), (at,))
    return None


def _reason(constant: tuple[Factor, ...], partial: Partial, pieces: int, scope: Scope) -> Prose:
    variable = partial.by.array
    if pieces == 0:
        return why("nothing here depends on ", variable)
    is_sum = len(partial.of.terms) > 1 or any(term.dummies for term in partial.of.terms)
    said: list[Prose] = [] if is_sum and pieces == 1 else [("product rule",)]
    if pieces > 1:
        said.append(("one term for each place where ", variable, " stands"))
    entries = [factor for factor in constant if isinstance(factor, Entry)]
    unknown = [entry for entry in entries if _is_unknown(entry, scope)]
    held = [entry for entry in entries if entry not in unknown and _is_held(entry, variable, scope)]
    free = [entry for entry in entries if entry not in unknown and entry not in held]
    if free:
        said.append((*_and(free), " does not" if len(free) == 1 else " do not", " depend on ", variable))
    if held:
        said.append((*_and(held), _HELD if len(held) == 1 else _ALL_HELD))
    if unknown:
        said.append(_followed(unknown, scope))
    first, *rest = said or [("the derivative goes into the sum",)]
    return reduce(lambda parts, more: (*parts, "; ", *more), rest, first)


_HELD = " is held fixed: what passes through it is a path of its own"
_ALL_HELD = " are held fixed: what passes through them are paths of their own"


def _is_held(entry: Entry, variable: Node, scope: Scope) -> bool:
    """Whether an entry depends on the variable, but through other equations, which are paths of their own."""
    readers = scope.consumers.get(variable, ()) if isinstance(variable, Symbol) else ()
    if not readers:
        return False
    first = min(scope.positions[generic(reader)] for reader in readers)
    waiting = list(symbols_in(entry.array))
    seen: set[Symbol] = set()
    while waiting:
        symbol = waiting.pop()
        if symbol is variable:
            return True
        whole = generic(symbol)
        if whole not in seen and scope.positions.get(whole, -1) >= first:
            seen.add(whole)
            waiting.extend(scope.reads[whole])
    return False


def _is_solution(array: Node, residual: Node, scope: Scope) -> bool:
    """Whether an array is what makes a residual 0."""
    return isinstance(array, Symbol) and array in scope.solutions and scope.solutions[array][0] is residual


def _is_unknown(entry: Entry, scope: Scope) -> bool:
    """Whether an entry reads what the equation that is differentiated is solved for."""
    return scope.equation is not None and scope.unknowns[scope.equation] in symbols_in(entry.array)


def _followed(entries: list[Entry], scope: Scope) -> Prose:
    assert scope.equation is not None
    unknown = scope.unknowns[scope.equation]
    residual, _ = scope.solutions[unknown]
    verb = " is held fixed: how " if len(entries) == 1 else " are held fixed: how "
    return (*_and(entries), verb, unknown, " follows is in its derivative by ", residual)


def _and(entries: list[Entry]) -> Prose:
    parts: Prose = ()
    for entry in entries:
        parts = (*parts, ", ", entry) if parts else (entry,)
    return parts


@term_rule(
    name="differentiate a constant",
    stage=Stage.DIFFERENTIATE,
    statement="∂y_i/∂x_j = 0, where y does not depend on x",
    source="calculus",
    examples=(
        ("D(y[i], x[j])", "0"),
        ("2 D(f(y)[i], x[j]) y[i]", "0"),
        ("D(x[i], x[j])", None),
        ("D(f(x)[i], x[j])", None),
    ),
    on=(Partial,),
)
def differentiate_constant(term: Term, scope: Scope) -> Rewrite | None:
    """One derivative symbol fewer. Inside one equation every other name is held fixed."""
    for at, partial in partials_in(term):
        inner = partial.of.single
        if inner is None or not isinstance(inner, Entry) or inner.array is scope.output:
            continue
        if _is_solution(inner.array, partial.by.array, scope):
            continue
        named = inner.array if isinstance(inner.array, Symbol) and inner.array is not partial.by.array else None
        if named is not None and scope.equation_of(named) is not None:
            continue
        if not contains(inner, partial.by.array):
            if _is_unknown(inner, scope):
                return Rewrite(number(Fraction(0)), _followed([inner], scope), (at,))
            held = _is_held(inner, partial.by.array, scope)
            reason = why(inner, _HELD) if held else why(inner, " does not depend on ", partial.by.array)
            return Rewrite(number(Fraction(0)), reason, (at,))
    return None


@term_rule(
    name="differentiate a power",
    stage=Stage.DIFFERENTIATE,
    statement="∂(u ** p)/∂x = p u ** (p − 1) ∂u/∂x",
    source="calculus: power rule",
    examples=(
        ("D(x[i]**2, x[j])", "2 x[i] D(x[i], x[j])"),
        ("D(x[i]**(-1), x[j])", "-x[i]**(-2) D(x[i], x[j])"),
        ("D(x[i], x[j])", None),
    ),
    on=(Partial,),
)
def differentiate_power(term: Term, scope: Scope) -> Rewrite | None:
    """One power under a derivative fewer each time."""
    for at, partial in partials_in(term):
        inner = partial.of.single
        if isinstance(inner, Entry) and inner.exponent != 1 and contains(inner, partial.by.array):
            exponent = inner.exponent
            base = replace(inner, exponent=Fraction(1))
            after = term.with_factor(
                partial, replace(inner, exponent=exponent - 1), Partial(of_factor(base), partial.by)
            )
            after = replace(after, coefficient=after.coefficient * exponent)
            return Rewrite(IndexSum((after,)), why("power rule, exponent ", number(exponent)), (at,))
    return None


@term_rule(
    name="differentiate an elementwise function",
    stage=Stage.DIFFERENTIATE,
    statement="∂f(x_i)/∂x_j = f′(x_i) d_ij",
    source="calculus: chain rule for one variable",
    examples=(
        ("D(f(x)[i], x[j])", "f'(x)[i] delta[i,j]"),
        ("D(f'(A)[i,j], A[k,l])", "f''(A)[i,j] delta[i,k] delta[j,l]"),
        ("D(f(y)[i], x[j])", None),
    ),
    on=(Apply,),
)
def differentiate_function(term: Term, scope: Scope) -> Rewrite | None:
    """One derivative symbol fewer each time."""
    for at, partial in partials_in(term):
        inner = partial.of.single
        match inner:
            case Entry(array=Apply(function=function, arg=arg), exponent=1) if arg is partial.by.array:
                coefficient, slope = _slope(function, arg, inner.places)
                deltas = _deltas(inner, partial.by)
                after = term.with_factor(partial, slope, *deltas)
                after = replace(after, coefficient=after.coefficient * coefficient)
                return Rewrite(IndexSum((after,)), _function_reason(inner, partial.by), (at,))
            case _:
                pass
    return None


def _slope(function: Function, arg: Node, places: tuple[Place, ...]) -> tuple[Fraction, Entry]:
    """A number and an entry that make f′: a power or a known function where f′ is a multiple of one, else f′ itself."""
    unwritten = Fraction(1), Entry(Apply(function.derivative(), arg), places)
    if not function.is_known or function.order:
        return unwritten
    match known_derivative(function.derivative(), arg):
        case Scale(coefficient=coefficient, arg=written):
            pass
        case written:
            coefficient = Fraction(1)
    match written:
        case Power(arg=base, exponent=exponent) if base is arg:
            return coefficient, Entry(arg, places, exponent)
        case Apply(arg=inner) if inner is arg:
            return coefficient, Entry(written, places)
        case _:
            return unwritten


def _function_reason(output: Entry, by: Entry) -> Prose:
    if not output.places:
        return why("a function of one number")
    return why(
        "each entry ",
        output,
        " reads ",
        Entry(by.array, output.places),
        " alone, so the Jacobian is diagonal: ",
        *_both(output, by),
    )


def _both(output: Entry, by: Entry) -> Prose:
    deltas = _deltas(output, by)
    return (*listed(deltas), f" {'keeps' if len(deltas) == 1 else 'keep'} only the matching entry")


@term_rule(
    name="differentiate an entry",
    stage=Stage.DIFFERENTIATE,
    statement="∂A_ij/∂A_kl = d_ik d_jl",
    source="the entries of a variable are independent",
    examples=(
        ("D(A[i,j], A[k,l])", "delta[i,k] delta[j,l]"),
        ("sum k: A[i,k] D(x[k], x[j])", "sum k: A[i,k] delta[k,j]"),
        ("D(f(x)[i], x[j])", None),
        ("D(y[i], x[j])", None),
    ),
    on=(Partial,),
)
def differentiate_entry(term: Term, scope: Scope) -> Rewrite | None:
    """One derivative symbol fewer each time."""
    for at, partial in partials_in(term):
        inner = partial.of.single
        if isinstance(inner, Entry) and inner.array is partial.by.array and inner.exponent == 1:
            after = term.with_factor(partial, *_deltas(inner, partial.by))
            return Rewrite(IndexSum((after,)), _entry_reason(partial.by), (at,))
    return None


def _entry_reason(by: Entry) -> Prose:
    if not by.places:
        return why("the derivative of a number by itself is 1")
    return why("the entries of ", by.array, " are independent: 1 by itself, else 0")


def _deltas(output: Entry, by: Entry) -> tuple[Delta, ...]:
    return tuple(Delta(left, right) for left, right in zip(output.places, by.places, strict=True))

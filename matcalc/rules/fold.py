"""Folding: a product that one of the equations has a name for is replaced by that name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from fractions import Fraction

from matcalc.chain import Prose, Stage, why
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Entry, Factor, IndexSum, Partial, Term
from matcalc.forms.indices import Index, Place
from matcalc.forms.matrix_form import Apply, Node, Symbol
from matcalc.forms.program import IndexDefinition
from matcalc.rules.entries import one_term
from matcalc.rules.registry import Rewrite, Scope, term_rule

SQRT = Function("sqrt")

Found = dict[int, Fraction]
"""The factors of a term that a product is made of: their places among the factors, the exponents taken from them."""


def products_of(
    equations: Mapping[Symbol, IndexDefinition], temporaries: AbstractSet[Symbol], output: Symbol | None = None
) -> dict[Node, tuple[tuple[Symbol, IndexDefinition], ...]]:
    """The equations that define a name of the user as one product of entries, by the array of its first factor.

    A lone factor counts only where it is a root: x_i² is no shorter than the name of it. A product that
    is the scalar output is left out: a gradient is said in terms of what E is made of, not of E itself.
    """
    found: dict[Node, tuple[tuple[Symbol, IndexDefinition], ...]] = {}
    for symbol in equations:
        if symbol in temporaries:
            continue
        product = _behind(symbol, equations, temporaries)
        factors = _entries(product)
        is_named = symbol is not output or not symbol.shape.is_scalar
        if (len(factors) > 1 and is_named) or (len(factors) == 1 and _is_root(factors[0].exponent)):
            first = factors[0].array
            found[first] = (*found.get(first, ()), (symbol, product))
    return found


def _behind(
    symbol: Symbol, equations: Mapping[Symbol, IndexDefinition], temporaries: AbstractSet[Symbol]
) -> IndexDefinition:
    """The equation of a name; where it only names a temporary, the equation of that."""
    definition = equations[symbol]
    inner = definition.body.single
    if isinstance(inner, Entry) and inner.exponent == 1 and inner.places == definition.places:
        array = inner.array
        if isinstance(array, Symbol) and array in temporaries and array in equations:
            return _behind(array, equations, temporaries)
    return definition


def _entries(definition: IndexDefinition) -> tuple[Entry, ...]:
    """The factors of an equation that is one product of entries which carry all its indices; none otherwise.

    What stands to the power 0 is no factor that could be found again.
    """
    if len(definition.body.terms) != 1:
        return ()
    (term,) = definition.body.terms
    entries = tuple(_as_power(factor) for factor in term.factors if isinstance(factor, Entry))
    places = {place for entry in entries for place in entry.places}
    plain = len(entries) == len(term.factors) and not term.dummies and places == set(definition.places)
    return entries if plain and all(entry.exponent for entry in entries) else ()


def _as_power(factor: Entry) -> Entry:
    """A square root as the power 1/2, which is how the derivative of one is written."""
    match factor.array:
        case Apply(function=function, arg=arg) if function == SQRT:
            return Entry(arg, factor.places, factor.exponent / 2)
        case _:
            return factor


def _is_root(exponent: Fraction) -> bool:
    return exponent.denominator != 1


@term_rule(
    name="fold a definition",
    stage=Stage.CONTRACT,
    statement="u_i s ** (-1) = p_i, where p = u / s is one of the equations; so u_i u_j s ** (-2) = p_i p_j",
    source="the equations of the page",
    examples=(("x[i] s**(-1)", None), ("x[i]", None)),
)
def fold_definition(term: Term, scope: Scope) -> Rewrite | None:
    """Roots get fewer, or at as many roots the exponents, without their signs, add up to less.

    Both sides are values of the forward pass; in a term with a derivative symbol nothing is folded.
    """
    if any(isinstance(factor, Partial) for factor in term.factors):
        return None
    for factor in term.factors:
        if not isinstance(factor, Entry):
            continue
        for symbol, definition in scope.products.get(factor.array, ()):
            for power in _powers(factor, definition):
                if (made := _folded(term, symbol, definition, power)) is not None:
                    return made
    return None


def _powers(factor: Entry, definition: IndexDefinition) -> tuple[Fraction, ...]:
    """The powers of the name that the product beginning with `factor` may be: of a root, the one that is all of it."""
    wanted = _entries(definition)
    if len(wanted) > 1:
        return Fraction(1), Fraction(-1)
    power = factor.exponent / wanted[0].exponent
    return () if _is_root(power) else (power,)


def _folded(term: Term, symbol: Symbol, definition: IndexDefinition, power: Fraction) -> Rewrite | None:
    """`term` with the first product that is a `power` of the definition replaced by that power of the name."""
    wanted = _entries(definition)
    for found, places in _matches(term, wanted, power, {}, {}):
        name = Entry(symbol, tuple(places[place] for place in definition.places), power)
        factors: list[Factor] = []
        taken: list[Factor] = []
        for at, factor in enumerate(term.factors):
            if at in found and isinstance(factor, Entry):
                taken.append(replace(factor, exponent=found[at]))
                if at == min(found):
                    factors.append(name)
                if left := factor.exponent - found[at]:
                    factors.append(replace(factor, exponent=left))
            else:
                factors.append(factor)
        (body,) = definition.body.terms
        coefficient = term.coefficient / body.coefficient ** int(power)
        after = replace(term, coefficient=coefficient, factors=tuple(factors))
        if _size(after) < _size(term):
            folded = Term(body.coefficient ** int(power), tuple(taken))
            return Rewrite(one_term(after), _reason(symbol, folded, name), (min(found),))
    return None


def _reason(symbol: Symbol, folded: Term, name: Entry) -> Prose:
    return why("the equation for ", symbol, " read backwards: ", IndexSum((folded,)), " = ", name)


def _matches(
    term: Term, wanted: tuple[Entry, ...], power: Fraction, found: Found, places: dict[Index, Place]
) -> Iterator[tuple[Found, dict[Index, Place]]]:
    """The ways to find the factors wanted, each to `power`, among those of the term, the same index for the same."""
    if not wanted:
        yield found, places
        return
    first, *others = wanted
    for at, factor in enumerate(term.factors):
        if at in found or not isinstance(factor, Entry) or factor.array is not first.array:
            continue
        exponent = first.exponent * power
        together = _put(first, factor, places)
        if factor.exponent / exponent >= 1 and together is not None:
            yield from _matches(term, tuple(others), power, {**found, at: exponent}, together)


def _put(wanted: Entry, factor: Entry, places: dict[Index, Place]) -> dict[Index, Place] | None:
    """Where the equation's indices stand in the term, if the factor's places agree with those known so far."""
    known = dict(places)
    for index, place in zip(wanted.places, factor.places, strict=True):
        if not isinstance(index, Index) or known.setdefault(index, place) != place:
            return None
    return known


def _size(term: Term) -> tuple[int, Fraction]:
    """The number of roots, then the sum of the exponents without their signs."""
    exponents = [factor.exponent for factor in term.factors if isinstance(factor, Entry)]
    return sum(map(_is_root, exponents)), sum(map(abs, exponents), Fraction(0))

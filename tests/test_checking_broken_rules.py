"""The checker is shown an engine with a wrong rule, one of every kind, and must name it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest
from programs import program

from matcalc.chain import Expression
from matcalc.checking.replay import verify
from matcalc.checking.verification import Verification
from matcalc.engine import collapse, finishing, forward, local, route, simplification
from matcalc.engine.paths import Paths
from matcalc.engine.requests import Request
from matcalc.errors import VerificationError
from matcalc.forms.dimensions import ONE
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Term, indices_of
from matcalc.forms.indices import Place, beyond, shifted
from matcalc.forms.matrix_form import Add, Apply, Hadamard, Node, Product, Scale, Symbol, Transpose
from matcalc.forms.program import Program
from matcalc.notation.text_out import input_text
from matcalc.rules.registry import Rewrite, Rule, Scope

Wrong = Callable[[Any, Expression], Expression]
"""What a wrong rule makes of a part, given what the right one makes of it."""

LAYER = {"W": "m×n", "a": "n", "b": "m"}
SIGNAL = {"w": "q", "x": "n+q-1"}
SHORT = {"w": "q", "x": "n"}
CORRELATION = "z[i] = sum k: w[k] x[i+k-1]"
WINDOW_SUM = "z[i] = sum k: ones(q)[k] x[i+k-1]"
TRANSPOSED = "z[j:n+q-1] = sum i: x[i] w[j-i+1] where 1 <= j-i+1 <= q"
SQUARE = {"A": "n×n", "B": "n×n", "x": "n", "y": "n"}


@dataclass(frozen=True)
class Broken:
    """A rule made wrong in one module of the engine, and a program that shows it."""

    module: ModuleType
    order: str
    rule: str
    wrong: Wrong
    lines: tuple[str, ...]
    shapes: dict[str, str]
    upstream: tuple[str, ...] = ()


def checked(lines: tuple[str, ...], shapes: dict[str, str], upstream: tuple[str, ...]) -> Verification:
    made: Program = program(lines, shapes, upstream)
    return verify(route.differentiate(made, [Request(symbol) for symbol in made.inputs]), made, show=input_text)


def terms(change: Callable[[Term], Term]) -> Wrong:
    def wrong(_: Any, right: Expression) -> Expression:
        assert isinstance(right, IndexSum)
        return IndexSum(tuple(map(change, right.terms)))

    return wrong


def last_entry(change: Callable[[Entry], Factor]) -> Wrong:
    """The last entry of every term changed, which is the one that a collapse has made."""

    def changed(term: Term) -> Term:
        last = [factor for factor in term.factors if isinstance(factor, Entry)][-1]
        return term.with_factor(last, change(last))

    return terms(changed)


def turned(entry: Entry) -> Entry:
    """The factors of the product the other way round: the same shape where all of them are square."""
    assert isinstance(entry.array, Product)
    return replace(entry, array=Product(tuple(reversed(entry.array.args))))


def not_transposed(entry: Entry) -> Entry:
    assert isinstance(entry.array, Product)
    args = (arg.arg if isinstance(arg, Transpose) and arg.shape == arg.arg.shape else arg for arg in entry.array.args)
    return replace(entry, array=Product(tuple(args)))


def added(entry: Entry) -> Entry:
    assert isinstance(entry.array, Hadamard)
    return replace(entry, array=Add(entry.array.args))


def lower_order(term: Term) -> Term:
    """f for f′."""
    factors: list[Factor] = []
    for factor in term.factors:
        if isinstance(factor, Entry) and isinstance(factor.array, Apply):
            function = factor.array.function
            lower = replace(function, order=max(function.order - 1, 0))
            factors.append(replace(factor, array=Apply(lower, factor.array.arg)))
        else:
            factors.append(factor)
    return replace(term, factors=tuple(factors))


def deltas_exchanged(term: Term) -> Term:
    """δ_ik δ_jl made δ_jk δ_il: the same ranges, the wrong indices."""
    deltas = [factor for factor in term.factors if isinstance(factor, Delta)]
    if len(deltas) != 2:
        return term
    first, second = deltas
    swapped = term.with_factor(first, Delta(second.left, first.right))
    return swapped.with_factor(second, Delta(first.left, second.right))


def at_another_index(term: Term) -> Term:
    """The last entry read at another index of the same range."""
    used = [index for factor in term.factors for index in indices_of(factor)]

    def moved(place: Place) -> Place:
        return next((index for index in used if index != place and index.range == place.range), place)

    last = [factor for factor in term.factors if isinstance(factor, Entry)][-1]
    return term.with_factor(last, replace(last, places=tuple(map(moved, last.places))))


def first_term(_: Any, right: Expression) -> Expression:
    assert isinstance(right, IndexSum)
    return IndexSum(right.terms[:1])


def doubled(_: Any, right: Expression) -> Expression:
    assert isinstance(right, Node)
    return Scale(Fraction(2), right)


def first_summand(_: Any, right: Expression) -> Expression:
    """(A + B) C made A C, which is shorter, so that it is taken."""
    assert isinstance(right, Product)
    total, *rest = right.args
    assert isinstance(total, Add)
    return Product((total.args[0], *rest))


def of_reversed_product(subject: Any, right: Expression) -> Expression:
    """(A B)ᵀ made Aᵀ Bᵀ."""
    assert isinstance(right, Product)
    return Product(right.args[::-1])


def one_place_on(term: Term) -> Term:
    """The last entry read at the next place: j − i + 2 for j − i + 1."""
    last = [factor for factor in term.factors if isinstance(factor, Entry)][-1]
    return term.with_factor(last, replace(last, places=tuple(shifted(each, ONE, each.range) for each in last.places)))


def wherever_it_is(term: Term) -> Term:
    """Without the entry of ones that is 0 beyond the array: as if the sum reached everywhere."""
    return replace(term, factors=tuple(f for f in term.factors if not (isinstance(f, Entry) and beyond(f.places))))


negated = terms(lambda term: replace(term, coefficient=-term.coefficient))
without_number = terms(lambda term: replace(term, coefficient=Fraction(1)))
transposed = last_entry(lambda entry: replace(entry, array=Transpose(entry.array)))

BROKEN = {
    "a lost summand": Broken(forward, "EXPAND", "expand a sum", first_term, ("z = W @ a + b",), LAYER, ("z",)),
    "a sign": Broken(forward, "EXPAND", "expand a matrix product", negated, ("z = W @ a",), LAYER, ("z",)),
    "f for its derivative": Broken(
        local, "LOCAL", "differentiate an elementwise function", terms(lower_order), ("z = f(x)",), SQUARE, ("z",)
    ),
    "no factor from the exponent": Broken(
        local, "LOCAL", "differentiate a power", without_number, ("z = x**3",), SQUARE, ("z",)
    ),
    "a forgotten term of the product rule": Broken(
        local, "LOCAL", "apply the sum and product rules", first_term, ("z = f(x) * x",), SQUARE, ("z",)
    ),
    "deltas of the wrong indices": Broken(
        local, "LOCAL", "differentiate an entry", terms(deltas_exchanged), ("z = A @ x",), SQUARE, ("z",)
    ),
    "a delta that keeps the wrong index": Broken(
        local, "CONTRACT", "contract a Kronecker delta", terms(at_another_index), ("z = A @ x",), SQUARE, ("z",)
    ),
    "a place beside the right one": Broken(
        local, "CONTRACT", "solve a Kronecker delta", terms(one_place_on), (CORRELATION,), SIGNAL, ("z",)
    ),
    "a range that is forgotten": Broken(
        local, "CONTRACT", "solve a Kronecker delta", terms(wherever_it_is), (WINDOW_SUM,), SIGNAL, ("z",)
    ),
    "a sum over the wrong places": Broken(
        route, "CONTRACT", "sum over the places of another factor", terms(one_place_on), (TRANSPOSED,), SHORT, ("z",)
    ),
    "a lost path": Broken(
        route, "CHAIN", "apply the chain rule", first_term, ("u = f(x)", "z = A @ u + x"), SQUARE, ("z",)
    ),
    "no transpose before a vector": Broken(
        collapse,
        "COLLAPSE",
        "collapse to a matrix–vector product",
        last_entry(not_transposed),
        ("z = A @ x",),
        SQUARE,
        ("z",),
    ),
    "no transpose before a matrix": Broken(
        collapse, "COLLAPSE", "collapse to a matrix product", last_entry(not_transposed), ("z = A @ B",), SQUARE, ("z",)
    ),
    "a product the other way round": Broken(
        collapse, "COLLAPSE", "collapse to a matrix product", last_entry(turned), ("z = A @ B",), SQUARE, ("z",)
    ),
    "a sum for a Hadamard product": Broken(
        collapse, "COLLAPSE", "collapse to a Hadamard product", last_entry(added), ("z = f(x)",), SQUARE, ("z",)
    ),
    "an outer product transposed": Broken(
        collapse, "COLLAPSE", "collapse to an outer product", transposed, ("z = A @ x",), SQUARE, ("z",)
    ),
    "columns scaled for rows": Broken(
        collapse,
        "COLLAPSE",
        "collapse to a scaled matrix",
        last_entry(turned),
        ("z = A @ diag(x) @ B",),
        SQUARE,
        ("z",),
    ),
    "an inner product with a sign": Broken(
        collapse, "COLLAPSE", "collapse to an inner product", negated, ("s = x.T @ y", "z = s * x"), SQUARE, ("z",)
    ),
    "ones with a sign": Broken(collapse, "COLLAPSE", "fill up with ones", negated, ("E = sum(x)",), SQUARE),
    "like terms counted twice": Broken(
        simplification, "SIMPLIFY", "collect like terms", doubled, ("E = x.T @ x",), SQUARE
    ),
    "factors transposed and counted twice": Broken(
        simplification, "SIMPLIFY", "transpose each factor", doubled, ("z = (A @ B).T @ x",), SQUARE, ("z",)
    ),
    "a common factor taken out of one term only": Broken(
        simplification, "PROPOSE", "take out a common last factor", first_summand, ("E = x.T @ A @ x",), SQUARE
    ),
    "a wrong derivative of the sigmoid": Broken(
        finishing, "KNOWN_FUNCTIONS", "write out a known derivative", doubled, ("z = sigmoid(x)",), SQUARE, ("z",)
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_rule_is_caught_and_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    case = BROKEN[name]
    shapes = {symbol: shape for symbol, shape in case.shapes.items() if any(symbol in line for line in case.lines)}
    right = checked(case.lines, shapes, case.upstream)
    assert case.rule in {check.step.rule for check in right.steps}
    fired: list[Rewrite] = []

    def broken(rule: Rule[Any]) -> Rule[Any]:
        def apply(subject: Any, scope: Scope) -> Rewrite | None:
            rewrite = rule.apply(subject, scope)
            if rewrite is None:
                return None
            fired.append(rewrite)
            return replace(rewrite, after=case.wrong(subject, rewrite.after))

        return replace(rule, apply=apply) if rule.name == case.rule else rule

    monkeypatch.setattr(case.module, case.order, tuple(map(broken, getattr(case.module, case.order))))
    with pytest.raises(VerificationError, match=f"the step '{case.rule}' does not hold"):
        checked(case.lines, shapes, case.upstream)
    assert fired


def test_a_lost_consumer_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetful(Paths):
        def __init__(self, made: Program, wanted: Sequence[Symbol]) -> None:
            super().__init__(made, wanted)
            self.consumers = {symbol: found[:1] for symbol, found in self.consumers.items()}

    lines, shapes = ("u = f(x)", "z = A @ u + x"), {"A": "n×n", "x": "n"}
    assert checked(lines, shapes, ("z",)).count > 0
    monkeypatch.setattr(route, "Paths", Forgetful)
    with pytest.raises(VerificationError, match="the step 'apply the chain rule' does not hold"):
        checked(lines, shapes, ("z",))

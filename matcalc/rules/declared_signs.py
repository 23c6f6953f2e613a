"""Rules that use that an array is declared positive: its absolute value, its sign, the roots of its powers."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Prose, Stage, listed, why
from matcalc.forms.dimensions import ONE
from matcalc.forms.facts import Facts, Property
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Constant,
    EntrySum,
    Hadamard,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Scale,
    Size,
    Symbol,
    Transpose,
)
from matcalc.forms.reductions import Mean
from matcalc.forms.traversal import symbols_in
from matcalc.rules.assemble import filled, hadamard, raised, scaled, split_number
from matcalc.rules.registry import Rewrite, Scope, node_rule

IDENTITIES = ("abs", "relu", "leaky_relu")
"""Functions f with f(x) = x, and f(x y) = x f(y), for x > 0."""

STEPS = ("sign", "step")
"""Functions f with f(x) = 1, and f(x y) = f(y), for x > 0."""

ALWAYS_POSITIVE = ("exp", "sigmoid", "softplus")


@node_rule(
    name="use a declared sign",
    stage=Stage.SIMPLIFY,
    statement="for a positive x: |x| = relu(x) = x, |x y| = x |y|, sign(x) = step(x) = 1, sign(x y) = sign(y) and "
    "sqrt(x²) = x; sums, products and powers of what is positive are positive",
    source="declared",
    examples=(("abs(x)", None), ("sqrt(x**2)", None), ("relu(exp(x))", None), ("abs(s * x)", None)),
    on=(Apply,),
)
def use_sign(root: Node, scope: Scope) -> Rewrite | None:
    """One function fewer, or a smaller argument of one."""
    if not isinstance(root, Apply) or root.function.order:
        return None
    name, arg = root.function.name, root.arg
    if name == "sqrt" and isinstance(arg, Power) and _is_declared(arg.arg, scope):
        after = raised(arg.arg, arg.exponent / 2)
        return Rewrite(after, why(arg.arg, " is declared positive: the root undoes the square"))
    if name not in (*IDENTITIES, *STEPS):
        return None
    if _is_declared(arg, scope):
        return Rewrite(arg if name in IDENTITIES else filled(Fraction(1), root.shape), _reason(arg, scope))
    return _of_other_factors(root, scope)


def _of_other_factors(root: Apply, scope: Scope) -> Rewrite | None:
    """f(c x y) with c x out of it."""
    number, inside = split_number(root.arg)
    if number <= 0 or not isinstance(inside, Hadamard):
        return None
    positive = [part for part in inside.args if is_positive(part, scope)]
    others = [part for part in inside.args if part not in positive]
    if not others or not any(_is_declared(part, scope) for part in positive):
        return None
    inner: Node = Apply(Function(root.function.name), hadamard(others))
    if root.function.name in IDENTITIES:
        inner = scaled(number, hadamard([*positive, inner]))
    return Rewrite(inner, _reason(hadamard(positive), scope)) if inner.shape == root.shape else None


def _reason(positive: Node, scope: Scope) -> Prose:
    if isinstance(positive, Symbol):
        return why(positive, " is declared positive")
    declared = _declared_in(positive, scope)
    return why(
        positive, " is positive, as ", *listed(declared), " are" if len(declared) > 1 else " is", " declared positive"
    )


def _is_declared(array: Node, scope: Scope) -> bool:
    """Whether every entry is above 0 by what is declared of the arrays in it."""
    return bool(_declared_in(array, scope)) and is_positive(array, scope)


def _declared_in(array: Node, scope: Scope) -> list[Symbol]:
    return [symbol for symbol in symbols_in(array) if Property.POSITIVE in scope.facts.of(symbol)]


def is_positive(array: Node, scope: Scope) -> bool:
    """Whether every entry is surely above 0, by its form and by what is declared."""
    return is_positive_where(array, scope.facts)


def is_positive_where(array: Node, facts: Facts) -> bool:
    """The same, where these facts hold."""
    match array:
        case Symbol():
            return Property.POSITIVE in facts.of(array)
        case Number(value=value):
            return value > 0
        case Scale(coefficient=coefficient, arg=arg):
            return coefficient > 0 and is_positive_where(arg, facts)
        case Apply(function=Function(name=name, order=0)) if name in ALWAYS_POSITIVE:
            return True
        case Add() | Hadamard() | Product() | Power() | Transpose() | EntrySum() | Mean():
            return all(is_positive_where(child, facts) for child in array.children)
        case Size(length=length):
            return (length - ONE).is_surely_natural
        case _:
            return isinstance(array, Ones | Constant)

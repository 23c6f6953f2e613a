"""Rules that use what the user has declared of an array; each says which declaration it uses."""

from __future__ import annotations

from matcalc.chain import Stage, why
from matcalc.forms.facts import Property
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import (
    Apply,
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Node,
    Number,
    Power,
    Product,
    Symbol,
    Transpose,
)
from matcalc.forms.matrix_functions import Inverse
from matcalc.rules.assemble import product
from matcalc.rules.registry import Rewrite, Scope, node_rule

SELF_TRANSPOSED = (Property.SYMMETRIC, Property.SPD, Property.DIAGONAL)


def declared(array: Node, scope: Scope, *properties: Property) -> Property | None:
    """The first of some properties that is declared of an array."""
    if not isinstance(array, Symbol):
        return None
    known = scope.facts.properties.get(array, frozenset())
    return next((one for one in properties if one in known), None)


@node_rule(
    name="use a declared symmetry",
    stage=Stage.SIMPLIFY,
    statement="Aᵀ = A for a symmetric A; (A⁻¹)ᵀ = A⁻¹",
    source="declared",
    examples=(("A.T", None),),
    on=(Transpose,),
)
def use_symmetry(root: Node, scope: Scope) -> Rewrite | None:
    """One transpose fewer."""
    if not isinstance(root, Transpose):
        return None
    base = root.arg
    while isinstance(base, Inverse | Power | Apply):
        base = base.arg
    if (fact := declared(base, scope, *SELF_TRANSPOSED)) is not None:
        return Rewrite(root.arg, why(base, f" is declared {_word(fact)}: it is its own transpose"))
    return None


@node_rule(
    name="use a declared orthogonality",
    stage=Stage.SIMPLIFY,
    statement="Qᵀ Q = Q Qᵀ = I and Q⁻¹ = Qᵀ for an orthogonal Q",
    source="declared",
    examples=(("A.T @ A", None),),
    on=(Product, Inverse),
)
def use_orthogonality(root: Node, scope: Scope) -> Rewrite | None:
    """One inverse, or two factors, fewer."""
    match root:
        case Inverse(arg=Symbol() as base) if declared(base, scope, Property.ORTHOGONAL):
            return Rewrite(Transpose(base), why(base, " is declared orthogonal: its inverse is its transpose"))
        case Product(args=args):
            for at in range(len(args) - 1):
                match args[at], args[at + 1]:
                    case (Transpose(arg=base), other) | (base, Transpose(arg=other)) if base is other and declared(
                        base, scope, Property.ORTHOGONAL
                    ):
                        rest = [*args[:at], *args[at + 2 :]]
                        after = product(rest) if rest else Eye(base.shape.rows)
                        return Rewrite(after, why(base, " is declared orthogonal: its transpose is its inverse"))
    return None


@node_rule(
    name="use a declared sum",
    stage=Stage.SIMPLIFY,
    statement="the entries of y sum to c: sum(y) = c",
    source="declared",
    examples=(("sum(y)", None),),
    on=(EntrySum,),
)
def use_sum(root: Node, scope: Scope) -> Rewrite | None:
    """One sum fewer."""
    if isinstance(root, EntrySum) and root.axis is None:
        for symbol, value in scope.facts.sums:
            if root.arg is symbol:
                return Rewrite(Number(value), why("the entries of ", symbol, " are declared to sum to ", Number(value)))
    return None


@node_rule(
    name="use a declared sign",
    stage=Stage.SIMPLIFY,
    statement="|x| = x, sign(x) = 1 and sqrt(x²) = x for a positive x",
    source="declared",
    examples=(("abs(x)", None), ("sqrt(x**2)", None)),
    on=(Apply,),
)
def use_sign(root: Node, scope: Scope) -> Rewrite | None:
    """One function fewer."""
    match root:
        case Apply(function=Function(name="abs", order=0), arg=arg) if declared(arg, scope, Property.POSITIVE):
            return Rewrite(arg, why(arg, " is declared positive: it is its own absolute value"))
        case Apply(function=Function(name="sqrt", order=0), arg=Power(arg=arg, exponent=exponent)) if declared(
            arg, scope, Property.POSITIVE
        ):
            after = arg if exponent == 2 else Power(arg, exponent / 2)
            return Rewrite(after, why(arg, " is declared positive: the root undoes the square"))
        case _:
            return None


@node_rule(
    name="use a declared diagonal",
    stage=Stage.SIMPLIFY,
    statement="D = diag(diag_of(D)) for a diagonal D: D v = diag_of(D) ⊙ v",
    source="declared",
    examples=(("A @ x", None), ("diag(diag_of(A))", None)),
    on=(Diag,),
)
def use_diagonal(root: Node, scope: Scope) -> Rewrite | None:
    """One diagonal fewer."""
    match root:
        case Diag(arg=DiagOf(arg=arg)) if declared(arg, scope, Property.DIAGONAL):
            return Rewrite(arg, why(arg, " is declared diagonal"))
        case _:
            return None


def _word(fact: Property) -> str:
    return "symmetric positive definite" if fact is Property.SPD else fact.value

"""Differentials: an equation put in, sums, products, and linear maps, into which the differential goes."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Prose, Stage, listed, why
from matcalc.forms.differentials import Differential, Inner
from matcalc.forms.matrix_form import (
    Add,
    Cotangent,
    Diag,
    DiagOf,
    EntrySum,
    Hadamard,
    HStack,
    Node,
    Number,
    Product,
    ScalarFunction,
    Scale,
    Slice,
    Symbol,
    Trace,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.forms.reductions import Mean
from matcalc.forms.traversal import symbols_in
from matcalc.forms.vectorized import Kron, Unvec, Vec
from matcalc.rules.assemble import total
from matcalc.rules.moving import held, moves, stretched
from matcalc.rules.registry import Rewrite, Scope, node_rule

LINEAR: dict[type[Node], str] = {
    Transpose: "a transpose",
    Scale: "a multiple",
    EntrySum: "a sum of entries",
    Mean: "a mean",
    Trace: "a trace",
    Diag: "diag",
    DiagOf: "a diagonal",
    Slice: "a block",
    Vec: "vec",
    Unvec: "unvec",
    HStack: "a stack",
    VStack: "a stack",
}
"""The linear maps of the language, by what a reason calls them."""


@node_rule(
    name="insert the equation",
    stage=Stage.DIFFERENTIATE,
    statement="dy = d(right side of y), where y = … is one of the equations",
    source="the equations of the problem",
    examples=(("differential(x)", None), ("x", None)),
    on=(Differential,),
)
def insert_equation(root: Node, scope: Scope) -> Rewrite | None:
    """One defined name fewer each time; definitions use only names that stand before them."""
    match root:
        case Differential(arg=Symbol() as symbol) if (body := scope.definitions.get(symbol)) is not None:
            return Rewrite(Differential(body), why("the equation for ", symbol))
        case _:
            return None


@node_rule(
    name="use the given gradient",
    stage=Stage.DIFFERENTIATE,
    statement="dE = ⟨∇_a E, da⟩ + ⟨∇_b E, db⟩, where E is a function of a and b",
    source="definition of the gradient",
    examples=(("differential(x)", None), ("differential(A @ x)", None)),
    on=(Differential,),
)
def use_given_gradient(root: Node, scope: Scope) -> Rewrite | None:
    """The unknown function is gone."""
    match root:
        case Differential(arg=ScalarFunction() as unknown):
            read = [symbol for symbol in symbols_in(unknown) if moves(symbol, scope)]
            after = total([Inner(Cotangent(symbol), Differential(symbol)) for symbol in read])
            return Rewrite(after, why("the gradient at ", *listed(read), " is given"))
        case _:
            return None


@node_rule(
    name="take the differential of a sum",
    stage=Stage.DIFFERENTIATE,
    statement="d(A + B) = dA + dB; d(A + c) = dA, where c does not move",
    source="calculus: linearity",
    examples=(
        ("differential(A + B)", "differential(A) + differential(B)"),
        ("differential(x - y)", "differential(x) - differential(y)"),
        ("differential(A + 1)", "differential(A)"),
        ("differential(s + ones(3))", "differential(s) * ones(3)"),
        ("differential(A * B)", None),
    ),
    on=(Differential,),
)
def differentiate_sum(root: Node, scope: Scope) -> Rewrite | None:
    """Each differential is of one term."""
    match root:
        case Differential(arg=Add(args=args) as whole):
            moving = [arg for arg in args if moves(arg, scope)]
            if not moving:
                return None
            after = total([_into_multiple(arg) for arg in moving])
            still = held(args, moving)
            reason = still if len(moving) == 1 else ("term by term", *(("; ", *still) if still else ()))
            return Rewrite(stretched(after, whole.shape), reason)
        case _:
            return None


def _into_multiple(term: Node) -> Node:
    """d(−B) as −dB: the sign of a term stays where it is."""
    return Scale(term.coefficient, Differential(term.arg)) if isinstance(term, Scale) else Differential(term)


@node_rule(
    name="apply the product rule",
    stage=Stage.DIFFERENTIATE,
    statement="d(A B) = dA B + A dB; d(A ⊙ B) = dA ⊙ B + A ⊙ dB; d(A ⊗ B) = dA ⊗ B + A ⊗ dB",
    source="calculus: Leibniz; Magnus & Neudecker 1999, 8.2",
    examples=(
        ("differential(A @ B)", "differential(A) @ B + A @ differential(B)"),
        ("differential(x * z)", "differential(x) * z + x * differential(z)"),
        ("differential(kron(x, y))", "kron(differential(x), y) + kron(x, differential(y))"),
        ("differential(eye(3) @ A)", "eye(3) @ differential(A)"),
        ("differential(A + B)", None),
    ),
    on=(Differential,),
)
def differentiate_product(root: Node, scope: Scope) -> Rewrite | None:
    """Each differential is of one factor. The order of the factors stays: matrices do not commute."""
    match root:
        case Differential(arg=Product(args=args) | Hadamard(args=args) | Kron(args=args)):
            places = [at for at, arg in enumerate(args) if moves(arg, scope)]
            if not places:
                return None
            terms = [root.arg.rebuilt((*args[:at], Differential(args[at]), *args[at + 1 :])) for at in places]
            moving = [args[at] for at in places]
            return Rewrite(total(terms), _term_for_each(moving, held(args, moving)))
        case _:
            return None


def _term_for_each(moving: list[Node], still: Prose) -> Prose:
    if len(moving) == 1:
        return still or why(moving[0], " is the only factor")
    places: Prose = ()
    for factor in dict.fromkeys(moving):
        often = f" (which stands {moving.count(factor)} times)" if moving.count(factor) > 1 else ""
        places = (*places, " and one for " if places else "one term for ", factor, *((often,) if often else ()))
    return (*places, *(("; ", *still) if still else ()))


@node_rule(
    name="take the differential into a linear map",
    stage=Stage.DIFFERENTIATE,
    statement="dL(A) = L(dA), where L is a transpose, a multiple, a sum, a mean, tr, diag, diag_of, vec, unvec or a "
    "block; d[A B] = [dA dB]",
    source="calculus: linearity",
    examples=(
        ("differential(A.T)", "differential(A).T"),
        ("differential(2 * A)", "2 * differential(A)"),
        ("differential(sum(A, axis=1))", "sum(differential(A), axis=1)"),
        ("differential(hstack(A, x))", "hstack(differential(A), differential(x))"),
        ("differential(vstack(x, 1))", "vstack(differential(x), differential(1))"),
        ("differential(diag(x))", "diag(differential(x))"),
        ("differential(A[0:2, :])", "differential(A)[0:2, :]"),
        ("differential(inv(A))", None),
    ),
    on=(Differential,),
)
def differentiate_linear(root: Node, scope: Scope) -> Rewrite | None:
    """The differential is of something smaller."""
    if isinstance(root, Differential) and (name := LINEAR.get(type(root.arg))) is not None and moves(root, scope):
        after = root.arg.rebuilt(tuple(Differential(child) for child in root.arg.children))
        return Rewrite(after, why(name, " is linear"))
    return None


@node_rule(
    name="leave out what is held",
    stage=Stage.DIFFERENTIATE,
    statement="dc = 0, where c does not move",
    source="calculus",
    examples=(("differential(ones(3))", "zeros(3)"), ("differential(1)", "0"), ("differential(x)", None)),
    on=(Differential,),
)
def differentiate_constant(root: Node, scope: Scope) -> Rewrite | None:
    """One differential fewer."""
    if not isinstance(root, Differential) or moves(root.arg, scope):
        return None
    zero = Number(Fraction(0)) if root.shape.is_scalar else Zeros(root.shape)
    return Rewrite(zero, why(root.arg, " does not move"))

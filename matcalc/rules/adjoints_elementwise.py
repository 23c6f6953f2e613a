"""Adjoints of elementwise products, of what a number multiplies, and of the map of a softmax."""

from __future__ import annotations

from matcalc.chain import Stage, why
from matcalc.forms.differentials import Inner
from matcalc.forms.matrix_form import Add, EntrySum, Hadamard, Node, Scale
from matcalc.forms.reductions import Softmax
from matcalc.rules.assemble import hadamard, total
from matcalc.rules.beside import at_differential, inner_value, times_number, weighed
from matcalc.rules.differentials_of_functions import MINUS
from matcalc.rules.moving import stretched
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="move an elementwise factor over",
    stage=Stage.ADJOINT,
    statement="⟨Y, V ⊙ X⟩ = ⟨Y ⊙ V, X⟩; a row or column X is stretched in so many words",
    source="both are the sum of all Y_ij V_ij X_ij",
    examples=(
        ("inner(x, z * differential(z))", "inner(x * z, differential(z))"),
        ("inner(ones(3), z * differential(z))", "inner(z, differential(z))"),
        ("inner(A, A * differential(x))", "inner(A * A, differential(x) @ ones(4).T)"),
        ("inner(A, s * differential(A))", "inner(A * s, differential(A))"),
        ("inner(A, A * differential(s))", None),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_elementwise_factor(root: Node, scope: Scope) -> Rewrite | None:
    """One elementwise product fewer beside the differential."""
    match root:
        case Inner(left=left, right=Hadamard(args=args) as whole):
            at = at_differential(args)
            if at is None or (args[at].shape.is_scalar and not whole.shape.is_scalar):
                return None
            if inside_softmax(whole) is not None:
                return None  # goes over as one map
            others = (*args[:at], *args[at + 1 :])
            after = Inner(weighed(left, others), stretched(args[at], whole.shape))
            return Rewrite(after, why(hadamard(others), " multiplies entry by entry"))
        case _:
            return None


@node_rule(
    name="move what a number multiplies over",
    stage=Stage.ADJOINT,
    statement="⟨Y, t B⟩ = ⟨tr(Yᵀ B), t⟩ for a number t",
    source="the inner product is linear",
    examples=(
        ("inner(A, A * differential(s))", "inner(tr(A.T @ A), differential(s))"),
        ("inner(x, differential(s) * z)", "inner(x.T @ z, differential(s))"),
        ("inner(A, ones(3, 4) * differential(s))", "inner(sum(A), differential(s))"),
        ("inner(s, s * differential(s))", None),
        ("inner(A, s * differential(A))", None),
    ),
    on=(Inner,),
)
def move_array_beside_number(root: Node, scope: Scope) -> Rewrite | None:
    """One elementwise product fewer beside the differential."""
    match root:
        case Inner(left=left, right=Hadamard(args=args) as whole) if not whole.shape.is_scalar:
            at = at_differential(args)
            if at is None or not args[at].shape.is_scalar:
                return None
            others = hadamard((*args[:at], *args[at + 1 :]))
            after = Inner(inner_value(left, stretched(others, whole.shape)), args[at])
            return Rewrite(after, why("the number comes out; beside it stays the inner product of the two arrays"))
        case _:
            return None


@node_rule(
    name="move an inner product over",
    stage=Stage.ADJOINT,
    statement="⟨t, ⟨U, X⟩⟩ = ⟨t U, X⟩ for a number t",
    source="the inner product is linear",
    examples=(
        ("inner(s, inner(A, differential(A)))", "inner(s * A, differential(A))"),
        ("inner(2, inner(A, differential(A)))", "inner(2 * A, differential(A))"),
        ("inner(A, differential(A))", None),
    ),
    on=(Inner,),
)
def move_inner(root: Node, scope: Scope) -> Rewrite | None:
    """One inner product fewer beside the differential."""
    match root:
        case Inner(left=left, right=Inner(left=inner, right=right)):
            after = Inner(times_number(left, inner), right)
            return Rewrite(after, why("the number ", left, " goes to the array beside the differential"))
        case _:
            return None


def inside_softmax(whole: Hadamard) -> Node | None:
    """X where an array is p ⊙ (X − sum(p ⊙ X)) for a softmax p; None for any other."""
    match whole:
        case Hadamard(args=(Softmax(axis=axis) as p, Add(args=(*terms, mean)))) if terms:
            inside = total(terms)
            return inside if mean is Scale(MINUS, EntrySum(Hadamard((p, inside)), axis)) else None
        case _:
            return None


@node_rule(
    name="move the map of a softmax over",
    stage=Stage.ADJOINT,
    statement="⟨Y, p ⊙ (X − sum(p ⊙ X))⟩ = ⟨p ⊙ (Y − sum(p ⊙ Y)), X⟩",
    source="both are the sums of p ⊙ X ⊙ Y less the products of the sums of p ⊙ X and p ⊙ Y",
    examples=(
        (
            "inner(x, softmax(z) * (differential(z) - sum(softmax(z) * differential(z))))",
            "inner(softmax(z) * (x - sum(softmax(z) * x)), differential(z))",
        ),
        ("inner(x, softmax(z) * (differential(z) - sum(z * differential(z))))", None),
        ("inner(x, softmax(z) * differential(z))", None),
    ),
    on=(Inner,),
)
def move_softmax(root: Node, scope: Scope) -> Rewrite | None:
    """One softmax fewer beside the differential."""
    return _softmax_over(root, None)


@node_rule(
    name="move the map of a softmax of rows over",
    stage=Stage.ADJOINT,
    statement="⟨Y, p ⊙ (X − row sums of p ⊙ X)⟩ = ⟨p ⊙ (Y − row sums of p ⊙ Y), X⟩",
    source="both are the sums of p ⊙ X ⊙ Y less the products of the sums of p ⊙ X and p ⊙ Y",
    examples=(
        (
            "inner(A, softmax(A, axis=1) * (differential(A) - sum(softmax(A, axis=1) * differential(A), axis=1)))",
            "inner(softmax(A, axis=1) * (A - sum(softmax(A, axis=1) * A, axis=1)), differential(A))",
        ),
        ("inner(x, softmax(z) * (differential(z) - sum(z * differential(z))))", None),
        ("inner(x, softmax(z) * differential(z))", None),
    ),
    on=(Inner,),
)
def move_softmax_of_rows(root: Node, scope: Scope) -> Rewrite | None:
    """One softmax fewer beside the differential."""
    return _softmax_over(root, 1)


@node_rule(
    name="move the map of a softmax of columns over",
    stage=Stage.ADJOINT,
    statement="⟨Y, p ⊙ (X − column sums of p ⊙ X)⟩ = ⟨p ⊙ (Y − column sums of p ⊙ Y), X⟩",
    source="both are the sums of p ⊙ X ⊙ Y less the products of the sums of p ⊙ X and p ⊙ Y",
    examples=(
        (
            "inner(A, softmax(A, axis=0) * (differential(A) - sum(softmax(A, axis=0) * differential(A), axis=0)))",
            "inner(softmax(A, axis=0) * (A - sum(softmax(A, axis=0) * A, axis=0)), differential(A))",
        ),
        ("inner(x, softmax(z) * (differential(z) - sum(z * differential(z))))", None),
        ("inner(x, softmax(z) * differential(z))", None),
    ),
    on=(Inner,),
)
def move_softmax_of_columns(root: Node, scope: Scope) -> Rewrite | None:
    """One softmax fewer beside the differential."""
    return _softmax_over(root, 0)


def _softmax_over(root: Node, along: int | None) -> Rewrite | None:
    match root:
        case Inner(left=left, right=Hadamard(args=(Softmax(axis=axis) as p, _)) as whole) if axis == along:
            if (inside := inside_softmax(whole)) is None:
                return None
            other = Scale(MINUS, EntrySum(hadamard((p, left)), axis))
            after = Inner(Hadamard((p, total((left, other)))), inside)
            return Rewrite(after, why("the linear map of the softmax ", p, " is its own adjoint"))
        case _:
            return None

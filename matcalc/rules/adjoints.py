"""Adjoints: a linear map in an inner product goes to the other side, so that the differential stands alone.

The adjoint L* of a linear map L is the map with ⟨Y, L X⟩ = ⟨L* Y, X⟩ for all X and Y. Y stands on the left here, where
the gradient grows. Each rule has its proof in rules.adjoint_table.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import prod

from matcalc.chain import Stage, why
from matcalc.forms.differentials import Inner
from matcalc.forms.matrix_form import EntrySum, Eye, Hadamard, Node, Number, Ones, Product, Scale, Trace, Transpose
from matcalc.rules.assemble import hadamard, is_ones_column, is_ones_row, product, scaled, split_number
from matcalc.rules.likeness import pieces
from matcalc.rules.moving import holds_differential, stretched
from matcalc.rules.network import fewest_turns, turned
from matcalc.rules.registry import Rewrite, Scope, node_rule


def at_differential(args: Sequence[Node]) -> int | None:
    """The place of the one factor that holds the differential."""
    places = [at for at, arg in enumerate(args) if holds_differential(arg)]
    return places[0] if len(places) == 1 else None


def multiplied(*factors: Node) -> Node:
    """A matrix product without identities; what is a number in it stands in front, as an elementwise factor."""
    flat = [part for factor in factors for part in (factor.args if isinstance(factor, Product) else (factor,))]
    coefficient, scalars, kept = Fraction(1), list[Node](), list[Node]()
    for part in flat:
        number, beside, rest = _apart(part)
        coefficient *= number
        scalars += beside
        kept += [] if isinstance(rest, Eye | Number) else [rest]
    arrays: list[Node] = []
    for first, stop in pieces(kept):
        here = kept[first:stop]
        is_scalar = here[0].shape.rows.is_one and here[-1].shape.cols.is_one
        scalars += [product(here)] if is_scalar else []
        arrays += [] if is_scalar else here
    if not arrays:
        arrays = [part for part in (_apart(each)[2] for each in flat) if isinstance(part, Eye)][:1]
    parts = [*scalars, *([product(arrays)] if arrays else [])]
    return scaled(coefficient, hadamard(parts) if parts else Number(Fraction(1)))


def _apart(factor: Node) -> tuple[Fraction, list[Node], Node]:
    """The number and the scalars in a factor, and the rest of it."""
    number, rest = split_number(factor)
    if isinstance(rest, Hadamard):
        scalars = [part for part in rest.args if part.shape.is_scalar]
        arrays = [part for part in rest.args if not part.shape.is_scalar]
        if scalars and arrays and hadamard(arrays).shape == rest.shape:
            return number, scalars, hadamard(arrays)
    return number, [], rest


def times_number(scalar: Node, array: Node) -> Node:
    """A number, as a node, times an array; 1 is left out."""
    coefficient, rest = split_number(scalar)
    return scaled(coefficient, array if isinstance(rest, Number) else hadamard((rest, array)))


def weighed(left: Node, factors: Sequence[Node]) -> Node:
    """The elementwise product with `left` first, which is not stretched where the others have the whole shape."""
    others = hadamard(factors)
    if others.shape != left.shape:
        return hadamard((left, *factors))
    coefficient, narrow = _narrow(left)
    return scaled(coefficient, hadamard(factors) if narrow is None else hadamard((narrow, *factors)))


def _narrow(array: Node) -> tuple[Fraction, Node | None]:
    """A number and an array that make a given one when stretched to its shape; None for the number alone."""
    match array:
        case Scale(coefficient=coefficient, arg=arg):
            number, rest = _narrow(arg)
            return coefficient * number, rest
        case Ones():
            return Fraction(1), None
        case Number(value=value):
            return value, None
        case Product(args=(column, row)) if is_ones_row(row):
            return Fraction(1), column
        case Product(args=(column, row)) if is_ones_column(column):
            return Fraction(1), row
        case Hadamard(args=args):
            found = [_narrow(arg) for arg in args]
            kept = [rest for _, rest in found if rest is not None]
            return prod((number for number, _ in found), start=Fraction(1)), hadamard(kept) if kept else None
        case _:
            return Fraction(1), array


@node_rule(
    name="move a number over",
    stage=Stage.ADJOINT,
    statement="⟨Y, c X⟩ = ⟨c Y, X⟩",
    source="the inner product is linear on both sides",
    examples=(
        ("inner(x, 2 * differential(x))", "inner(2 * x, differential(x))"),
        ("inner(-x, -differential(x))", "inner(x, differential(x))"),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_number(root: Node, scope: Scope) -> Rewrite | None:
    """One number fewer beside the differential."""
    match root:
        case Inner(left=left, right=Scale(coefficient=coefficient, arg=arg)):
            return Rewrite(
                Inner(scaled(coefficient, left), arg),
                why("the number ", Number(coefficient), " goes to the other side as it is"),
            )
        case _:
            return None


@node_rule(
    name="move a left factor over",
    stage=Stage.ADJOINT,
    statement="⟨Y, A X⟩ = ⟨Aᵀ Y, X⟩",
    source="Magnus & Neudecker 1999, 1.11: tr(Yᵀ (A X)) = tr((Aᵀ Y)ᵀ X)",
    examples=(
        ("inner(x, A @ differential(y))", "inner(A.T @ x, differential(y))"),
        ("inner(1, x.T @ differential(x))", "inner(x, differential(x))"),
        ("inner(eye(3), A @ differential(B))", "inner(A.T, differential(B))"),
        ("inner(B, differential(A) @ B)", None),
        ("inner(x, differential(A) @ y)", None),
    ),
    on=(Inner,),
)
def move_left_factor(root: Node, scope: Scope) -> Rewrite | None:
    """One product fewer beside the differential."""
    match root:
        case Inner(left=left, right=Product(args=args)) if at_differential(args) == len(args) - 1:
            factor = product(args[:-1])
            after = Inner(multiplied(*_turned(factor), left), args[-1])
            return Rewrite(after, _crossing("left", factor))
        case _:
            return None


@node_rule(
    name="move a right factor over",
    stage=Stage.ADJOINT,
    statement="⟨Y, X B⟩ = ⟨Y Bᵀ, X⟩",
    source="Magnus & Neudecker 1999, 1.11: tr(Yᵀ (X B)) = tr((Y Bᵀ)ᵀ X)",
    examples=(
        ("inner(x, differential(A) @ y)", "inner(x @ y.T, differential(A))"),
        ("inner(eye(3), differential(A) @ B)", "inner(B.T, differential(A))"),
        ("inner(x, A @ differential(y))", None),
        ("inner(s, x.T @ differential(A) @ y)", None),
    ),
    on=(Inner,),
)
def move_right_factor(root: Node, scope: Scope) -> Rewrite | None:
    """One product fewer beside the differential."""
    match root:
        case Inner(left=left, right=Product(args=args)) if at_differential(args) == 0:
            factor = product(args[1:])
            after = Inner(multiplied(left, *_turned(factor)), args[0])
            return Rewrite(after, _crossing("right", factor))
        case _:
            return None


@node_rule(
    name="move both factors over",
    stage=Stage.ADJOINT,
    statement="⟨Y, A X B⟩ = ⟨Aᵀ Y Bᵀ, X⟩",
    source="Magnus & Neudecker 1999, 1.11: tr(Yᵀ (A X B)) = tr((Aᵀ Y Bᵀ)ᵀ X)",
    examples=(
        ("inner(s, x.T @ differential(A) @ y)", "inner(s * (x @ y.T), differential(A))"),
        ("inner(B, inv(A) @ differential(A) @ inv(A))", "inner(inv(A).T @ B @ inv(A).T, differential(A))"),
        ("inner(x, differential(A) @ y)", None),
    ),
    on=(Inner,),
)
def move_both_factors(root: Node, scope: Scope) -> Rewrite | None:
    """Two products fewer beside the differential."""
    match root:
        case Inner(left=left, right=Product(args=args)):
            at = at_differential(args)
            if at is None or at in (0, len(args) - 1):
                return None
            first, last = product(args[:at]), product(args[at + 1 :])
            after = Inner(multiplied(*_turned(first), left, *_turned(last)), args[at])
            reason = why(
                "a factor goes to the other side as its transpose and stays on its own end: ",
                *(first, " on the left, ", last, " on the right"),
            )
            return Rewrite(after, reason)
        case _:
            return None


def _turned(factor: Node) -> tuple[Node, ...]:
    """The factors of the transpose of a product."""
    parts = factor.args if isinstance(factor, Product) else (factor,)
    return tuple(_turned_factor(part) for part in reversed(parts))


def _turned_factor(part: Node) -> Node:
    """The transpose; of ones, the ones of that shape."""
    if isinstance(part, Ones) and not part.shape.is_vector:
        return Ones(part.shape.transposed())
    return turned(part)


def _crossing(side: str, factor: Node) -> tuple[str | Node, ...]:
    made = multiplied(*_turned(factor))
    return why(factor, f" stands on the {side}: it goes to the other side as ", made, f", again on the {side}")


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
            others = (*args[:at], *args[at + 1 :])
            after = Inner(weighed(left, others), stretched(args[at], whole.shape))
            return Rewrite(after, why(hadamard(others), " multiplies entry by entry, on whichever side it stands"))
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
            after = Inner(_inner_value(left, stretched(others, whole.shape)), args[at])
            return Rewrite(after, why("the number comes out; beside it stays the inner product of the two arrays"))
        case _:
            return None


def _inner_value(left: Node, right: Node) -> Node:
    """⟨A, B⟩ as a product of vectors, a trace of a product, or a sum of entries."""
    if isinstance(right, Ones):
        return EntrySum(left, None)
    if isinstance(left, Ones):
        return EntrySum(right, None)
    if left.shape.is_vector:
        return product((turned(left), right))
    if left.shape.is_matrix and not isinstance(left, Hadamard) and not isinstance(right, Hadamard):
        return Trace(
            fewest_turns((turned(left), right), (turned(right), left), (left, turned(right)), (right, turned(left)))
        )
    return EntrySum(hadamard((left, right)), None)


@node_rule(
    name="move a transpose over",
    stage=Stage.ADJOINT,
    statement="⟨Y, Xᵀ⟩ = ⟨Yᵀ, X⟩",
    source="tr(Yᵀ Xᵀ) = tr((X Y)ᵀ) = tr(X Y)",
    examples=(("inner(A.T, differential(A).T)", "inner(A, differential(A))"), ("inner(A, differential(A))", None)),
    on=(Inner,),
)
def move_transpose(root: Node, scope: Scope) -> Rewrite | None:
    """One transpose fewer beside the differential."""
    match root:
        case Inner(left=left, right=Transpose(arg=arg)):
            return Rewrite(Inner(turned(left), arg), why("both sides transposed: the same entries meet"))
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

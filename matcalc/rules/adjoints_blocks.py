"""Adjoints of what lays entries out anew: stacks, blocks and vec; Kronecker products, written as other products."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from matcalc.chain import Stage, why
from matcalc.forms.differentials import Inner
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.matrix_form import Eye, Hadamard, HStack, Node, Product, Slice, Span, Transpose, VStack
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec
from matcalc.rules.assemble import total
from matcalc.rules.beside import at_differential
from matcalc.rules.collapse_blocks import padded
from matcalc.rules.moving import holds_differential, linear_in_differentials
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="move blocks side by side over",
    stage=Stage.ADJOINT,
    statement="⟨Y, [A B]⟩ = ⟨first columns of Y, A⟩ + ⟨last columns of Y, B⟩",
    source="definition of blocks: entries meet block by block",
    examples=(
        ("inner(B, hstack(differential(A), zeros(3, 1)))", "inner(B[:, 0:4], differential(A))"),
        ("inner(B, hstack(differential(A), x))", None),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_hstack(root: Node, scope: Scope) -> Rewrite | None:
    """One stack fewer beside the differential. A block that does not move has no term."""
    match root:
        case Inner(left=left, right=HStack(args=args)) if linear_in_differentials(args):
            rows = Span(ZERO, left.shape.rows)
            return _by_blocks(left, args, [(rows, span) for span in _spans([arg.shape.cols for arg in args])])
        case _:
            return None


@node_rule(
    name="move blocks on top of each other over",
    stage=Stage.ADJOINT,
    statement="⟨Y, [A; B]⟩ = ⟨first rows of Y, A⟩ + ⟨last rows of Y, B⟩",
    source="definition of blocks: entries meet block by block",
    examples=(
        (
            "inner(vstack(x, 1), vstack(differential(x), differential(s)))",
            "inner(vstack(x, 1)[0:3], differential(x)) + inner(vstack(x, 1)[3:4], differential(s))",
        ),
        ("inner(vstack(x, 1), vstack(differential(x), s))", None),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_vstack(root: Node, scope: Scope) -> Rewrite | None:
    """One stack fewer beside the differential. A block that does not move has no term."""
    match root:
        case Inner(left=left, right=VStack(args=args)) if linear_in_differentials(args):
            cols = Span(ZERO, left.shape.cols)
            return _by_blocks(left, args, [(span, cols) for span in _spans([arg.shape.rows for arg in args])])
        case _:
            return None


def _spans(lengths: Sequence[Dimension]) -> list[Span]:
    """Where blocks of these lengths stand, one after another."""
    stops = list(accumulate(lengths))
    return [Span(stop - length, stop) for length, stop in zip(lengths, stops, strict=True)]


def _by_blocks(left: Node, args: Sequence[Node], spans: Sequence[tuple[Span, Span]]) -> Rewrite:
    moving = [(arg, at) for arg, at in zip(args, spans, strict=True) if holds_differential(arg)]
    terms = [Inner(Slice(left, *at), arg) for arg, at in moving]
    return Rewrite(total(terms), why("entries meet block by block; what does not move meets 0"))


@node_rule(
    name="move a block over",
    stage=Stage.ADJOINT,
    statement="⟨Y, X[r, c]⟩ = ⟨Y with zeros around it, X⟩",
    source="definition of a block",
    examples=(
        ("inner(z, differential(A)[:, 1:2])", "inner(hstack(zeros(3, 1), z, zeros(3, 2)), differential(A))"),
        ("inner(1, differential(x)[0:1])", "inner(vstack(1, zeros(2)), differential(x))"),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_block(root: Node, scope: Scope) -> Rewrite | None:
    """One block fewer beside the differential."""
    match root:
        case Inner(left=left, right=Slice(arg=arg, rows=rows, cols=cols)):
            wide = padded(left, cols.start, arg.shape.cols, rows=False)
            after = Inner(padded(wide, rows.start, arg.shape.rows, rows=True), arg)
            return Rewrite(after, why("the entries that the block leaves out meet 0"))
        case _:
            return None


@node_rule(
    name="move vec over",
    stage=Stage.ADJOINT,
    statement="⟨y, vec(X)⟩ = ⟨unvec(y), X⟩",
    source="the same entries meet, however they are laid out",
    examples=(
        ("inner(vec(A), vec(differential(A)))", "inner(unvec(vec(A), 3, 4), differential(A))"),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_vec(root: Node, scope: Scope) -> Rewrite | None:
    """One vec fewer beside the differential."""
    match root:
        case Inner(left=left, right=Vec(arg=arg)):
            after = Inner(Unvec(left, arg.shape.rows, arg.shape.cols), arg)
            return Rewrite(after, why("the same entries meet when both are laid out as a ", arg.shape, " array"))
        case _:
            return None


@node_rule(
    name="move unvec over",
    stage=Stage.ADJOINT,
    statement="⟨Y, unvec(x)⟩ = ⟨vec(Y), x⟩",
    source="the same entries meet, however they are laid out",
    examples=(
        ("inner(A, unvec(differential(vec(A)), 3, 4))", "inner(vec(A), differential(vec(A)))"),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_unvec(root: Node, scope: Scope) -> Rewrite | None:
    """One unvec fewer beside the differential."""
    match root:
        case Inner(left=left, right=Unvec(arg=arg)):
            return Rewrite(Inner(Vec(left), arg), why("the same entries meet when both are laid out as a vector"))
        case _:
            return None


@node_rule(
    name="write a Kronecker product of vectors as an outer product",
    stage=Stage.ADJOINT,
    statement="a ⊗ x = vec(x aᵀ); x ⊗ bᵀ = x bᵀ = bᵀ ⊗ x",
    source="Magnus & Neudecker 1999, 2.4 (3)",
    examples=(
        ("inner(kron(x, y), kron(x, differential(y)))", "inner(kron(x, y), vec(differential(y) @ x.T))"),
        ("inner(A, kron(differential(x), y.T))", "inner(A, differential(x) @ y.T)"),
        ("inner(A, kron(y.T, differential(x)))", "inner(A, differential(x) @ y.T)"),
        ("inner(kron(x, y).T, kron(differential(x).T, y.T))", "inner(kron(x, y).T, vec(y.T.T @ differential(x).T).T)"),
        ("inner(A, kron(s, differential(A)))", "inner(A, s * differential(A))"),
        ("inner(kron(A, B), kron(A, differential(B)))", None),
    ),
    on=(Inner,),
)
def write_kron_of_vectors(root: Node, scope: Scope) -> Rewrite | None:
    """One Kronecker product fewer beside the differential."""
    match root:
        case Inner(left=left, right=Kron(args=(first, *others))) if at_differential(root.right.children) is not None:
            second = others[0] if len(others) == 1 else Kron(tuple(others))
            made = _of_vectors(first, second)
            return (
                None
                if made is None
                else Rewrite(Inner(left, made), why(Kron((first, second)), " has the entries of ", made))
            )
        case _:
            return None


def _of_vectors(first: Node, second: Node) -> Node | None:
    one, other = first.shape, second.shape
    if one.is_scalar or other.is_scalar:
        return Hadamard((first, second))
    if one.is_vector and other.is_row:
        return Product((first, second))
    if one.is_row and other.is_vector:
        return Product((second, first))
    if one.is_vector and other.is_vector:
        return Vec(Product((second, Transpose(first))))
    if one.is_row and other.is_row:
        return Transpose(Vec(Product((Transpose(second), first))))
    return None


@node_rule(
    name="write a Kronecker product with a vector as a product",
    stage=Stage.ADJOINT,
    statement="a ⊗ X = (a ⊗ I) X; X ⊗ a = (I ⊗ a) X; aᵀ ⊗ X = X (aᵀ ⊗ I); X ⊗ aᵀ = X (I ⊗ aᵀ)",
    source="Magnus & Neudecker 1999, 2.2 (5): (A ⊗ B) (C ⊗ D) = A C ⊗ B D",
    examples=(
        ("inner(kron(x, A), kron(x, differential(A)))", "inner(kron(x, A), kron(x, eye(3)) @ differential(A))"),
        ("inner(kron(A, x), kron(differential(A), x))", "inner(kron(A, x), kron(eye(3), x) @ differential(A))"),
        ("inner(kron(x.T, A), kron(x.T, differential(A)))", "inner(kron(x.T, A), differential(A) @ kron(x.T, eye(4)))"),
        ("inner(kron(A, x), kron(A, differential(x)))", None),
        ("inner(kron(x, y), kron(x, differential(y)))", None),
    ),
    on=(Inner,),
)
def write_kron_with_vector(root: Node, scope: Scope) -> Rewrite | None:
    """The Kronecker product beside the differential is a matrix product."""
    match root:
        case Inner(left=left, right=Kron(args=(first, *others)) as kron) if at_differential(kron.args) is not None:
            second = others[0] if len(others) == 1 else Kron(tuple(others))
            moving, fixed = (first, second) if holds_differential(first) else (second, first)
            if not moving.shape.is_matrix or not (fixed.shape.is_vector or fixed.shape.is_row):
                return None
            identity = Eye(moving.shape.rows if fixed.shape.is_vector else moving.shape.cols)
            wide = Kron((identity, fixed) if moving is first else (fixed, identity))
            made = Product((wide, moving) if fixed.shape.is_vector else (moving, wide))
            return Rewrite(Inner(left, made), why(kron, " = ", made))
        case _:
            return None


@node_rule(
    name="write a Kronecker product by vec",
    stage=Stage.ADJOINT,
    statement="vec(A ⊗ B) = (I_n ⊗ K_qm ⊗ I_p) (vec A ⊗ vec B) for an m×n matrix A and a p×q matrix B",
    source="Magnus & Neudecker 1999, 3.7, theorem 10",
    examples=(
        (
            "inner(kron(A, x), kron(A, differential(x)))",
            "inner(kron(A, x), "
            "unvec(kron(eye(4), commutation(1, 3), eye(3)) @ kron(vec(A), vec(differential(x))), 9, 4))",
        ),
        ("inner(kron(x, y), kron(x, differential(y)))", None),
    ),
    on=(Inner,),
)
def write_kron_by_vec(root: Node, scope: Scope) -> Rewrite | None:
    """The Kronecker product beside the differential is one of vectors."""
    match root:
        case Inner(left=left, right=Kron(args=(first, *others)) as kron) if at_differential(kron.args) is not None:
            second = others[0] if len(others) == 1 else Kron(tuple(others))
            if _of_vectors(first, second) is not None:
                return None
            one, other = first.shape, second.shape
            around = [Eye(length) for length in (one.cols, other.rows)]
            parts = [around[0], Commutation(other.cols, one.rows), around[1]]
            kept = tuple(part for part in parts if not part.shape.is_scalar)
            order = kept[0] if len(kept) == 1 else Kron(kept)
            vectors = Product((order, Kron((Vec(first), Vec(second)))))
            after = Inner(left, Unvec(vectors, kron.shape.rows, kron.shape.cols))
            return Rewrite(
                after,
                why("the entries of ", kron, " are those of ", Kron((Vec(first), Vec(second))), ", in another order"),
            )
        case _:
            return None

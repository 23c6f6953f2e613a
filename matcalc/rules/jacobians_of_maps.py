"""Jacobians of linear operations on one array: transposes, sums, traces, diagonals, stacks, vec, Kronecker products."""

from __future__ import annotations

from matcalc.chain import Stage, listed, why
from matcalc.forms.differentials import Jacobian
from matcalc.forms.matrix_form import (
    Diag,
    DiagOf,
    EntrySum,
    HStack,
    Node,
    Slice,
    Trace,
    Transpose,
    VStack,
)
from matcalc.forms.reductions import Mean
from matcalc.forms.vectorized import Kron, Unvec, Vec
from matcalc.rules.jacobians import readers, through_map
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="differentiate a transpose",
    stage=Stage.DIFFERENTIATE,
    statement="∂vec(Uᵀ)/∂vec(X) = K ∂vec(U)/∂vec(X), where K vec(U) = vec(Uᵀ); for a vector K is I",
    source="Magnus & Neudecker 2019, 3.7",
    examples=(
        ("jacobian(A.T, A)", "commutation(3, 4) @ jacobian(A, A)"),
        ("jacobian(x.T, x)", "jacobian(x, x)"),
        ("jacobian(A.T, B)", None),
        ("jacobian(A, B)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_transpose(root: Node, scope: Scope) -> Rewrite | None:
    """The Jacobian is of a smaller expression."""
    if not isinstance(root, Jacobian) or not isinstance(root.of, Transpose) or (after := through_map(root)) is None:
        return None
    if root.of.arg.shape.is_matrix:
        return Rewrite(after, why("transposing ", root.of.arg, " permutes the entries of its vec"))
    return Rewrite(after, why(root.of.arg, " and its transpose have one vec"))


@node_rule(
    name="differentiate a sum of entries",
    stage=Stage.DIFFERENTIATE,
    statement="∂sum(u)/∂x = 1ᵀ ∂u/∂x; the sums of the rows of U have the matrix 1ᵀ ⊗ I, those of its columns I ⊗ 1ᵀ; "
    "means are divided by the count",
    source="Magnus & Neudecker 2019, 2.4, for U 1 and 1ᵀ U",
    examples=(
        ("jacobian(sum(x), x)", "ones(3).T @ jacobian(x, x)"),
        ("jacobian(sum(A, axis=1), A)", "kron(ones(4).T, eye(3)) @ jacobian(A, A)"),
        ("jacobian(mean(A, axis=0), A)", "kron(eye(4), ones(3).T) @ jacobian(A, A) / 3"),
        ("jacobian(sum(x), y)", None),
        ("jacobian(norm(x), x)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_entry_sum(root: Node, scope: Scope) -> Rewrite | None:
    """The Jacobian is of a smaller expression."""
    if not isinstance(root, Jacobian) or not isinstance(of := root.of, EntrySum | Mean):
        return None
    if (after := through_map(root)) is None:
        return None
    what = {None: "all entries", 0: "the entries of each column", 1: "the entries of each row"}[of.axis]
    over = ", divided by their count" if isinstance(of, Mean) else ""
    return Rewrite(after, why(f"ones add up {what} of ", of.arg, over))


@node_rule(
    name="differentiate a trace",
    stage=Stage.DIFFERENTIATE,
    statement="∂tr(U)/∂vec(X) = vec(I)ᵀ ∂vec(U)/∂vec(X)",
    source="tr(Iᵀ U) = vec(I)ᵀ vec(U), Magnus & Neudecker 2019, 2.4",
    examples=(
        ("jacobian(tr(A), A)", "vec(eye(3)).T @ jacobian(A, A)"),
        ("jacobian(tr(A), x)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_trace(root: Node, scope: Scope) -> Rewrite | None:
    """The Jacobian is of a smaller expression."""
    if isinstance(root, Jacobian) and isinstance(root.of, Trace) and (after := through_map(root)) is not None:
        return Rewrite(after, why("a trace is the sum of the entries at which the identity has its ones"))
    return None


@node_rule(
    name="differentiate a diagonal",
    stage=Stage.DIFFERENTIATE,
    statement="diag(u) = I ⊙ (u 1ᵀ), so its matrix is diag(vec I)(1 ⊗ I); diag_of(U) = (I ⊙ U) 1, its matrix "
    "(1ᵀ ⊗ I) diag(vec I)",
    source="Magnus & Neudecker 2019, 2.4, for u 1ᵀ and U 1",
    examples=(
        ("jacobian(diag(x), x)", "diag(vec(eye(3))) @ kron(ones(3), eye(3)) @ jacobian(x, x)"),
        ("jacobian(diag_of(A), A)", "kron(ones(3).T, eye(3)) @ diag(vec(eye(3))) @ jacobian(A, A)"),
        ("jacobian(diag(x), y)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_diagonal(root: Node, scope: Scope) -> Rewrite | None:
    """The Jacobian is of a smaller expression."""
    if not isinstance(root, Jacobian) or not isinstance(root.of, Diag | DiagOf) or (after := through_map(root)) is None:
        return None
    how = "repeated in every column, kept" if isinstance(root.of, Diag) else "kept, the rows then added up,"
    return Rewrite(after, why(root.of, " is ", root.of.arg, f" {how} where the identity has its ones"))


@node_rule(
    name="differentiate a stack",
    stage=Stage.DIFFERENTIATE,
    statement="∂vec([U V])/∂vec(X): columns of the identity put each block in its place; transposed, they take a block "
    "U[r, c] out of its place",
    source="[U V] = U I[1:p, :] + V I[p+1:, :]; Magnus & Neudecker 2019, 2.4",
    examples=(
        ("jacobian(vstack(x, y), y)", "eye(7)[:, 3:7] @ jacobian(y, y)"),
        ("jacobian(hstack(A, x), x)", "kron(eye(5)[:, 4:5], eye(3)) @ jacobian(x, x)"),
        ("jacobian(y[1:3], y)", "eye(4)[:, 1:3].T @ jacobian(y, y)"),
        ("jacobian(vstack(x, y), v)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_stack(root: Node, scope: Scope) -> Rewrite | None:
    """Each Jacobian is of one block."""
    if not isinstance(root, Jacobian) or not isinstance(root.of, HStack | VStack | Slice):
        return None
    if (after := through_map(root)) is None:
        return None
    if isinstance(root.of, Slice):
        return Rewrite(after, why("columns of the identity, transposed, take the block out of ", root.of.arg))
    blocks = listed([child for _, child in readers(root)])
    return Rewrite(after, why("columns of the identity put ", *blocks, " in place; the other blocks are held"))


@node_rule(
    name="differentiate a vec",
    stage=Stage.DIFFERENTIATE,
    statement="∂vec(vec(U))/∂vec(X) = ∂vec(U)/∂vec(X); unvec(u) likewise",
    source="definition of vec",
    examples=(
        ("jacobian(vec(A), A)", "jacobian(A, A)"),
        ("jacobian(unvec(x, 1, 3), x)", "jacobian(x, x)"),
        ("jacobian(vec(A), x)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_vec(root: Node, scope: Scope) -> Rewrite | None:
    """The Jacobian is of a smaller expression."""
    if isinstance(root, Jacobian) and isinstance(root.of, Vec | Unvec) and (after := through_map(root)) is not None:
        return Rewrite(after, why("the same entries in the same order"))
    return None


@node_rule(
    name="differentiate a Kronecker product",
    stage=Stage.DIFFERENTIATE,
    statement="vec(U ⊗ V) = (I ⊗ K ⊗ I)(vec U ⊗ vec V) is linear in each: ∂(u ⊗ v)/∂x = (I ⊗ v) ∂u/∂x + (u ⊗ I) ∂v/∂x",
    source="Magnus & Neudecker 2019, 3.7",
    examples=(
        ("jacobian(kron(x, y), x)", "kron(eye(3), y) @ jacobian(x, x)"),
        ("jacobian(kron(x, y), y)", "kron(x, eye(4)) @ jacobian(y, y)"),
        ("jacobian(kron(x, y), v)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_kron(root: Node, scope: Scope) -> Rewrite | None:
    """Each Jacobian is of one factor."""
    if isinstance(root, Jacobian) and isinstance(root.of, Kron) and (after := through_map(root)) is not None:
        return Rewrite(after, why("each entry of one factor multiplies all of the other, which is held"))
    return None

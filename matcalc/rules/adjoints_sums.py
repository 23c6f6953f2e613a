"""Adjoints of sums and diagonals: what adds entries up has as its adjoint what writes a number in all their places."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.differentials import Inner
from matcalc.forms.matrix_form import Diag, DiagOf, EntrySum, Eye, Node, Ones, Scale, Trace
from matcalc.forms.reductions import Mean, count_along
from matcalc.rules.beside import times_number
from matcalc.rules.differentials_of_functions import over
from matcalc.rules.moving import stretched
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="move a sum over",
    stage=Stage.ADJOINT,
    statement="⟨t, sum(X)⟩ = ⟨t 1, X⟩",
    source="definition of the sum",
    examples=(
        ("inner(s, sum(differential(A)))", "inner(s * ones(3, 4), differential(A))"),
        ("inner(x, sum(differential(A), axis=1))", None),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_sum(root: Node, scope: Scope) -> Rewrite | None:
    """One sum fewer beside the differential."""
    return _sum_over(root, None)


@node_rule(
    name="move row sums over",
    stage=Stage.ADJOINT,
    statement="⟨y, row sums of X⟩ = ⟨y 1ᵀ, X⟩",
    source="the row sums of X are X 1",
    examples=(
        ("inner(x, sum(differential(A), axis=1))", "inner(x @ ones(4).T, differential(A))"),
        ("inner(s, sum(differential(A)))", None),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_row_sums(root: Node, scope: Scope) -> Rewrite | None:
    """One sum fewer beside the differential."""
    return _sum_over(root, 1)


@node_rule(
    name="move column sums over",
    stage=Stage.ADJOINT,
    statement="⟨y, column sums of X⟩ = ⟨1 y, X⟩",
    source="the column sums of X are 1ᵀ X",
    examples=(
        ("inner(y.T, sum(differential(A), axis=0))", "inner(ones(3) @ y.T, differential(A))"),
        ("inner(s, sum(differential(A)))", None),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_column_sums(root: Node, scope: Scope) -> Rewrite | None:
    """One sum fewer beside the differential."""
    return _sum_over(root, 0)


def _sum_over(root: Node, along: int | None) -> Rewrite | None:
    match root:
        case Inner(left=left, right=EntrySum(arg=arg, axis=axis)) if axis == along:
            return Rewrite(Inner(_repeated(left, arg), arg), why("every entry that is added up has the same factor"))
        case _:
            return None


def _repeated(left: Node, like: Node) -> Node:
    """An array stretched to the shape of another; ones stay ones."""
    coefficient, plain = (left.coefficient, left.arg) if isinstance(left, Scale) else (Fraction(1), left)
    if isinstance(plain, Ones):
        made: Node = Ones(like.shape)
        return made if coefficient == 1 else Scale(coefficient, made)
    return stretched(left, like.shape)


@node_rule(
    name="move a mean over",
    stage=Stage.ADJOINT,
    statement="⟨t, mean(X)⟩ = ⟨t/(m n) 1, X⟩ for an m×n matrix X",
    source="a mean is a sum divided by how many there are",
    examples=(
        ("inner(s, mean(differential(x)))", "inner(1/3 * (s * ones(3)), differential(x))"),
        ("inner(x, mean(differential(A), axis=1))", None),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_mean(root: Node, scope: Scope) -> Rewrite | None:
    """One mean fewer beside the differential."""
    return _mean_over(root, None)


@node_rule(
    name="move row means over",
    stage=Stage.ADJOINT,
    statement="⟨y, row means of X⟩ = ⟨y 1ᵀ/n, X⟩ for an m×n matrix X",
    source="the row means of X are X 1/n",
    examples=(
        ("inner(x, mean(differential(A), axis=1))", "inner(1/4 * (x @ ones(4).T), differential(A))"),
        ("inner(s, mean(differential(x)))", None),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_row_means(root: Node, scope: Scope) -> Rewrite | None:
    """One mean fewer beside the differential."""
    return _mean_over(root, 1)


@node_rule(
    name="move column means over",
    stage=Stage.ADJOINT,
    statement="⟨y, column means of X⟩ = ⟨1 y/m, X⟩ for an m×n matrix X",
    source="the column means of X are 1ᵀ X/m",
    examples=(
        ("inner(y.T, mean(differential(A), axis=0))", "inner(1/3 * (ones(3) @ y.T), differential(A))"),
        ("inner(s, mean(differential(x)))", None),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_column_means(root: Node, scope: Scope) -> Rewrite | None:
    """One mean fewer beside the differential."""
    return _mean_over(root, 0)


def _mean_over(root: Node, along: int | None) -> Rewrite | None:
    match root:
        case Inner(left=left, right=Mean(arg=arg, axis=axis)) if axis == along:
            count = count_along(arg.shape, axis)
            after = Inner(over(count, Fraction(1), _repeated(left, arg)), arg)
            return Rewrite(
                after, why("every entry that is averaged has the same factor, divided by their number ", count)
            )
        case _:
            return None


@node_rule(
    name="move a trace over",
    stage=Stage.ADJOINT,
    statement="⟨t, tr(X)⟩ = ⟨t I, X⟩",
    source="tr(X) = ⟨I, X⟩",
    examples=(
        ("inner(s, tr(differential(A)))", "inner(s * eye(3), differential(A))"),
        ("inner(A, differential(A))", None),
    ),
    on=(Inner,),
)
def move_trace(root: Node, scope: Scope) -> Rewrite | None:
    """One trace fewer beside the differential."""
    match root:
        case Inner(left=left, right=Trace(arg=arg)):
            after = Inner(times_number(left, Eye(arg.shape.rows)), arg)
            return Rewrite(after, why("a trace is an inner product with the identity"))
        case _:
            return None


@node_rule(
    name="move diag over",
    stage=Stage.ADJOINT,
    statement="⟨Y, diag(x)⟩ = ⟨diag_of(Y), x⟩",
    source="off the diagonal all factors are 0",
    examples=(
        ("inner(A, diag(differential(x)))", "inner(diag_of(A), differential(x))"),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_diag(root: Node, scope: Scope) -> Rewrite | None:
    """One diagonal matrix fewer beside the differential."""
    match root:
        case Inner(left=left, right=Diag(arg=arg)):
            return Rewrite(Inner(DiagOf(left), arg), why("only the diagonal of ", left, " meets anything but 0"))
        case _:
            return None


@node_rule(
    name="move a diagonal over",
    stage=Stage.ADJOINT,
    statement="⟨y, diag_of(X)⟩ = ⟨diag(y), X⟩",
    source="off the diagonal all factors are 0",
    examples=(
        ("inner(x, diag_of(differential(A)))", "inner(diag(x), differential(A))"),
        ("inner(s, diag_of(differential(s)))", "inner(s, differential(s))"),
        ("inner(x, differential(x))", None),
    ),
    on=(Inner,),
)
def move_diagonal(root: Node, scope: Scope) -> Rewrite | None:
    """One diagonal fewer beside the differential."""
    match root:
        case Inner(left=left, right=DiagOf(arg=arg)) if arg.shape.is_scalar:
            return Rewrite(Inner(left, arg), why("the one entry is the diagonal"))
        case Inner(left=left, right=DiagOf(arg=arg)):
            return Rewrite(Inner(Diag(left), arg), why("only the diagonal counts: zeros elsewhere"))
        case _:
            return None

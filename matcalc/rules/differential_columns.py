"""Differentials as columns: what is linear in a differential is a matrix times its vec, and the matrices multiply up.

vec stacks columns. Where the output is no scalar, there is no inner product to move maps over in; a matrix in front of
vec(dx) is the Jacobian.
"""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.differentials import Differential, Inner, Jacobian
from matcalc.forms.matrix_form import Add, HStack, Node, Product, Transpose, VStack
from matcalc.forms.vectorized import Vec
from matcalc.rules.assemble import filled, product, total
from matcalc.rules.beside import multiplied
from matcalc.rules.inner_products import contributions
from matcalc.rules.map_matrices import identity, map_matrix, stacked
from matcalc.rules.moving import holds_differential, linear_in_differentials
from matcalc.rules.network import turned
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="write a linear map as a matrix",
    stage=Stage.ADJOINT,
    statement="vec(A X B) = (Bᵀ ⊗ A) vec(X); vec(V ⊙ X) = diag(vec(V)) vec(X); vec(Xᵀ) = K vec(X); every linear map "
    "has its matrix",
    source="Magnus & Neudecker 1999, 2.4 and 3.7",
    examples=(
        ("vec(A @ differential(B))", "kron(eye(5), A) @ vec(differential(B))"),
        ("x * differential(x)", "diag(x) @ differential(x)"),
        ("B.T @ (A @ differential(x) + x)", None),
        ("A @ (x * differential(x))", "A @ diag(x) @ differential(x)"),
        ("vec(differential(A).T)", "commutation(3, 4) @ vec(differential(A))"),
        ("inner(A, differential(A))", "vec(A).T @ vec(differential(A))"),
        ("x + differential(x)", None),
        ("vec(differential(A))", None),
    ),
)
def write_as_matrix(root: Node, scope: Scope) -> Rewrite | None:
    """The differential is of something smaller, or under fewer operators."""
    matrix, column = matrix_and_column(root)
    array = unstacked_column(column)
    if isinstance(array, Differential) or not holds_differential(array):
        return None
    if isinstance(array, Add | HStack | VStack) and not linear_in_differentials(array.args):
        return None
    terms: list[Node] = []
    for at, child in enumerate(array.children):
        if not holds_differential(child):
            continue
        linear = turned(stacked(array.children[0])) if isinstance(array, Inner) else map_matrix(array, at)
        if linear is None:
            return None
        alone = times(linear, stacked(child))
        terms.append(times(multiplied(matrix, linear), stacked(child)))
    after = total(terms)
    return Rewrite(after, why("term by term") if len(terms) > 1 else why(stacked(array), " = ", alone))


def matrix_and_column(term: Node) -> tuple[Node, Node]:
    """A term as the matrix in front, the identity where there is none, and the column that holds the differential."""
    match term:
        case Product(args=(*before, last)) if before and not any(map(holds_differential, before)):
            return product(before), last
        case _:
            return identity(term.shape.rows), term


def unstacked_column(column: Node) -> Node:
    """The array of which a column is the vec."""
    match column:
        case Vec(arg=arg):
            return arg
        case Transpose(arg=arg) if arg.shape.is_row:
            return arg
        case _:
            return column


def times(matrix: Node, column: Node) -> Node:
    """A matrix times a column; the identity is left out."""
    return column if matrix is identity(column.shape.rows) else product((matrix, column))


@node_rule(
    name="read off the Jacobian",
    stage=Stage.ADJOINT,
    statement="∂y/∂x = M, where vec(dy) = M vec(dx) + … for every dx; contributions of several equations add up",
    source="definition of the Jacobian",
    examples=(("x", None),),
    on=(Jacobian,),
)
def read_off_jacobian(root: Node, scope: Scope) -> Rewrite | None:
    """The Jacobian is put in once; what stands in front of the differential uses Jacobians that were derived before."""
    if not isinstance(root, Jacobian) or root.of is not scope.output or root.by not in scope.beside:
        return None
    found = scope.beside[root.by]
    if not found:
        return Rewrite(filled(Fraction(0), root.shape), why("no equation on the way reads ", root.by))
    readers = [reader for reader, _ in found]
    after = total([matrix for _, matrix in found])
    return Rewrite(after, contributions(root.by, readers, "stands in front of"))

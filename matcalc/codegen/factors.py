"""What a product consists of: its factors in order, and which of them are thin."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from matcalc.forms.dimensions import ONE
from matcalc.forms.matrix_form import (
    Add,
    Diag,
    Eye,
    Hadamard,
    Node,
    Number,
    Ones,
    Product,
    Scale,
    Transpose,
)
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.shapes import Shape, vector
from matcalc.forms.vectorized import Kron

MINUS = Fraction(-1)


def unscaled(root: Node) -> tuple[Fraction, Node]:
    """A node as a number times another."""
    coefficient = Fraction(1)
    while isinstance(root, Scale):
        coefficient *= root.coefficient
        root = root.arg
    return coefficient, root


def scaled(coefficient: Fraction, root: Node) -> Node:
    """A number times a node, numbers gathered."""
    inner, bare = unscaled(root)
    if isinstance(bare, Number):
        return Number(coefficient * inner * bare.value)
    return bare if coefficient * inner == 1 else Scale(coefficient * inner, bare)


def transposed(root: Node) -> Node:
    """The transpose, without a double one; of what is its own transpose, itself; of an inverse, inside it."""
    match root:
        case Inverse(arg=arg):
            return Inverse(transposed(arg))
        case Transpose(arg=arg):
            return arg
        case Diag() | Eye():
            return root
        case Kron(args=args):
            return Kron(tuple(map(transposed, args)))
    return root if root.shape.is_scalar else Transpose(root)


def turned(root: Node) -> Node:
    """The transpose, with the transposing done inside products, sums and elementwise products."""
    match root:
        case Scale(coefficient=coefficient, arg=arg):
            return Scale(coefficient, turned(arg))
        case Product(args=(left, right)):
            return Product((turned(right), turned(left)))
        case Add() | Hadamard() if not root.shape.is_scalar:
            return root.rebuilt(tuple(turned(arg) for arg in root.args))
    return transposed(root)


def pulled(root: Node) -> Node:
    """Aᵀ + Bᵀ as (A + B)ᵀ, Aᵀ ⊙ Bᵀ as (A ⊙ B)ᵀ, where every matrix in it is a transpose."""
    matrices = [unscaled(child)[1] for child in root.children if child.shape.is_matrix]
    if not matrices or not all(isinstance(matrix, Transpose) for matrix in matrices):
        return root
    return Transpose(root.rebuilt(tuple(turned(child) for child in root.children)))


def factors(root: Node, whole: Collection[Node]) -> tuple[Fraction, list[Node]]:
    """The factors of a matrix product, a column against a row being two; those in `whole` are not looked into."""
    coefficient = Fraction(1)
    found: list[Node] = []
    waiting: list[tuple[Node, bool]] = [(root, False)]
    while waiting:
        part, is_turned = waiting.pop()
        number, part = unscaled(part)
        coefficient *= number
        pieces = None if part in whole else outer_pieces(part)
        if isinstance(part, Transpose) and part not in whole and part.arg not in whole:
            waiting.append((part.arg, not is_turned))
        elif isinstance(part, Product) and part not in whole:
            pieces = part.args
        elif pieces is None:
            found.append(transposed(part) if is_turned else part)
        if pieces is not None:
            waiting.extend((piece, is_turned) for piece in (pieces if is_turned else reversed(pieces)))
    return coefficient, found


def outer_pieces(root: Node) -> tuple[Node, ...] | None:
    """(column, row) where a node is the outer product of the two."""
    if isinstance(root, Ones) and root.shape.is_matrix:
        return Ones(vector(root.shape.rows)), Ones(Shape(ONE, root.shape.cols))
    if not (isinstance(root, Hadamard) and root.shape.is_matrix):
        return None
    if any(arg.shape.is_matrix for arg in root.args):
        return None
    columns = [arg for arg in root.args if not arg.shape.is_row]
    rows = [arg for arg in root.args if arg.shape.is_row]
    return hadamard(columns), hadamard(rows)


def with_diagonals(root: Node) -> Node:
    """diag(c) A diag(r) for c_i A_ij r_j."""
    if not isinstance(root, Hadamard):
        return root
    matrices = [arg for arg in root.args if arg.shape == root.shape]
    columns = [arg for arg in root.args if arg.shape.is_vector]
    rows = [arg for arg in root.args if arg.shape.is_row]
    if not matrices or len(matrices) + len(columns) + len(rows) < len(root.args) or len(matrices) == len(root.args):
        return root
    left = [Diag(hadamard(columns))] if columns else []
    right = [Diag(transposed(hadamard(rows)))] if rows else []
    return Product((*left, hadamard(matrices), *right))


def hadamard(args: list[Node]) -> Node:
    """The elementwise product of one or more nodes."""
    return args[0] if len(args) == 1 else Hadamard(tuple(args))


def thin_summands(root: Node) -> tuple[Node, ...] | None:
    """The summands of a matrix, where each is a diagonal or an outer product: a product with it costs little."""
    summands = root.args if isinstance(root, Add) else (root,)
    return summands if all(_is_thin(summand) for summand in summands) else None


def _is_thin(root: Node) -> bool:
    _, bare = unscaled(root)
    return isinstance(bare, Diag | Eye) or outer_pieces(bare) is not None

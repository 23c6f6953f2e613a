"""Sums of entries: of a matrix product without forming it, of an elementwise product with what is fixed outside."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from matcalc.codegen.apart import multiplied_out
from matcalc.codegen.chains import associated
from matcalc.codegen.computed import Computed
from matcalc.codegen.factors import factors, hadamard, pulled, scaled, transposed, unscaled
from matcalc.codegen.halves import cut_again
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.matrix_form import Diag, EntrySum, Hadamard, Node, Number, Ones, Power, Product, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.reductions import count_along
from matcalc.forms.shapes import Shape, vector
from matcalc.forms.vectorized import Kron, Vec


def elementwise(args: Iterable[Node], computed: Computed) -> tuple[Fraction, list[Node]]:
    """The factors of an elementwise product, numbers apart; those that are computed whole are not looked into."""
    coefficient = Fraction(1)
    found: list[Node] = []
    waiting = list(args)[::-1]
    while waiting:
        number, bare = unscaled(waiting.pop())
        coefficient *= number
        if isinstance(bare, Number):
            coefficient *= bare.value
        elif isinstance(bare, Hadamard) and bare not in computed.whole:
            waiting.extend(reversed(bare.args))
        else:
            found.append(bare)
    return coefficient, found


def summed(arg: Node, axis: int | None, computed: Computed) -> Node:
    """The sum of a node's entries, as EntrySum(arg, axis) means it."""
    number, bare = unscaled(arg)
    return scaled(number, _summed(bare, axis, computed))


def _summed(bare: Node, axis: int | None, computed: Computed) -> Node:
    if count_along(bare.shape, axis).is_one:
        return bare
    match bare:
        case Transpose(arg=arg):
            return transposed(summed(arg, None if axis is None else 1 - axis, computed))
        case Diag(arg=arg):
            return EntrySum(arg, None) if axis is None else arg if axis else transposed(arg)
        case Vec(arg=arg) if axis is None:
            return summed(arg, None, computed)
        case Inverse() if bare.shape.is_matrix:
            return _between_ones([bare], axis, computed)
        case Kron(args=args) if bare not in computed.whole:
            return _kronecker([summed(arg, axis, computed) for arg in args])
        case Product() if bare not in computed.whole and bare.shape.is_matrix:
            number, items = factors(bare, computed.whole)
            return scaled(number, _between_ones(items, axis, computed))
        case Hadamard() if bare.shape.is_matrix and (bare not in computed.whole or _is_outer(bare)):
            return _sum_of_products(bare, axis, computed)
        case Hadamard() if bare not in computed.whole:
            coefficient, found = elementwise(bare.args, computed)
            vectors = [arg for arg in found if not arg.shape.is_scalar]
            scalars = [arg for arg in found if arg.shape.is_scalar]
            return scaled(coefficient, hadamard([*scalars, _inner_product(vectors)]))
    return EntrySum(bare, axis)


def _kronecker(args: list[Node]) -> Node:
    return hadamard(args) if all(arg.shape.is_scalar for arg in args) else Kron(tuple(args))


def _between_ones(items: list[Node], axis: int | None, computed: Computed) -> Node:
    """1ᵀ A B 1, and one of the two ones only where one axis is summed."""
    rows, cols = items[0].shape.rows, items[-1].shape.cols
    first = [_ones_row(rows)] if axis != 1 and not rows.is_one else []
    last = [Ones(vector(cols))] if axis != 0 and not cols.is_one else []
    return associated(multiplied_out([*first, *items, *last], computed), computed)


def _sum_of_products(bare: Hadamard, axis: int | None, computed: Computed) -> Node:
    """Σ_j c_i A_ij r_j is c_i (A r)_i: a factor that does not move with the sum stands outside."""
    coefficient, found = elementwise(bare.args, computed)
    columns = [arg for arg in found if arg.shape.is_vector]
    rows = [arg for arg in found if arg.shape.is_row]
    matrices = [arg for arg in found if arg.shape.is_matrix]
    outside = [arg for arg in found if arg.shape.is_scalar]
    if axis == 1:
        outside, columns = [*outside, *columns], []
    elif axis == 0:
        outside, rows = [*outside, *rows], []
    inner: Node
    if len(matrices) == 2 and not columns and not rows:
        times, inner = _sum_of_two(matrices, axis, computed)
        return scaled(coefficient * times, hadamard([*outside, inner]))
    if matrices and not columns and not rows:
        inner = EntrySum(hadamard(matrices), axis)
    elif matrices:
        left = [transposed(hadamard(columns))] if columns else []
        right = [transposed(hadamard(rows))] if rows else []
        inner = _between_ones([*left, hadamard(matrices), *right], axis, computed)
    else:
        inner = hadamard([_inner_product(args) for args in (columns, rows) if args])
    return scaled(coefficient, hadamard([*outside, inner]))


def _sum_of_two(matrices: list[Node], axis: int | None, computed: Computed) -> tuple[Fraction, Node]:
    """A number and the sum of A ⊙ B along an axis, of other two matrices where those take less."""
    left, right = map(transposed, matrices) if axis == 0 else matrices
    number, *halves = cut_again(left, right, computed)
    if halves == [left, right]:
        return number, EntrySum(hadamard(matrices), axis)
    inner = pulled(hadamard(halves[::-1]))
    is_turned = isinstance(inner, Transpose)
    if (inner.children[0] if is_turned else inner) not in computed.nodes:
        inner = pulled(hadamard(halves))
    along = None if axis is None else 0 if is_turned else 1
    made = EntrySum(inner.children[0] if is_turned else inner, along)
    return number, made if along == axis else transposed(made)


def _inner_product(args: list[Node]) -> Node:
    """The sum of an elementwise product of vectors; where nothing is divided by, the product of a row and a column."""
    if len(args) < 2 or any(isinstance(arg, Power) and arg.exponent < 0 for arg in args):
        return EntrySum(hadamard(args), None)
    first, rest = args[0], hadamard(args[1:])
    return Product((first, transposed(rest)) if first.shape.is_row else (transposed(first), rest))


def _is_outer(bare: Hadamard) -> bool:
    return not any(arg.shape.is_matrix for arg in bare.args)


def _ones_row(length: Dimension) -> Node:
    return Ones(Shape(ONE, length))

"""vec and the Kronecker product: two indices in one. vec stacks columns, so the row index runs fastest."""

from __future__ import annotations

from dataclasses import field
from functools import reduce

from matcalc.errors import ShapeError
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.matrix_form import Leaf, Nary, Node, Unary, node, set_shape
from matcalc.forms.shapes import Shape


@node
class Kron(Nary):
    """The Kronecker product: the block matrix of all A_ij B."""

    args: tuple[Node, ...]
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        rows = reduce(lambda total, arg: total * arg.shape.rows, self.args, ONE)
        cols = reduce(lambda total, arg: total * arg.shape.cols, self.args, ONE)
        set_shape(self, Shape(rows, cols))


@node
class Vec(Unary):
    """The columns of a matrix under each other: entry i + (j - 1) m of vec(A) is A_ij, where A has m rows."""

    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, Shape(self.arg.shape.rows * self.arg.shape.cols, ONE))

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Vec(children[0])


@node
class Unvec(Unary):
    """The matrix with the given rows and columns whose vec is the argument."""

    arg: Node
    rows: Dimension
    cols: Dimension
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        if self.arg.shape != Shape(self.rows * self.cols, ONE):
            raise ShapeError(
                f"unvec makes a {self.rows}×{self.cols} matrix of a vector of length {self.rows * self.cols}; "
                f"it was given a {self.arg.shape}"
            )
        set_shape(self, Shape(self.rows, self.cols))

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Unvec(children[0], self.rows, self.cols)


@node
class Commutation(Leaf):
    """The permutation K with K vec(A) = vec(Aᵀ) for every rows × cols matrix A."""

    rows: Dimension
    cols: Dimension
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, Shape(self.rows * self.cols, self.rows * self.cols))

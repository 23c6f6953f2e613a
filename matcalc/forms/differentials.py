"""What a derivation without indices is written in: differentials, inner products, Jacobians of stacked arrays."""

from __future__ import annotations

from dataclasses import field

from matcalc.errors import ShapeError
from matcalc.forms.matrix_form import Node, Symbol, Unary, node, set_shape
from matcalc.forms.shapes import SCALAR, Shape


@node
class Differential(Unary):
    """dA: how the array changes, to first order, when all variables move a little; it has the array's shape.

    One direction of all variables goes through a whole derivation. What is held fixed has the differential 0.
    """

    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, self.arg.shape)

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Differential(children[0])


@node
class Inner(Node):
    """⟨A, B⟩ = tr(Aᵀ B), the sum of the products of equal entries, of two arrays of one shape. Raises ShapeError."""

    left: Node
    right: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        if self.left.shape != self.right.shape:
            raise ShapeError(
                f"⟨A, B⟩ needs two arrays of one shape; it was given {self.left.shape}, {self.right.shape}"
            )
        set_shape(self, SCALAR)

    @property
    def children(self) -> tuple[Node, ...]:
        return self.left, self.right

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Inner(*children)


@node
class Jacobian(Node):
    """∂vec(of)/∂vec(by)ᵀ: a row for each entry of `of`, a column for each entry of `by`, both in the order of vec.

    Of the output, through all equations. Of any other name, by its own equation alone, and of an expression by itself:
    every name in it but `by` is held.
    """

    of: Node
    by: Symbol
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        rows, cols = (array.shape.rows * array.shape.cols for array in (self.of, self.by))
        set_shape(self, Shape(rows, cols))

    @property
    def children(self) -> tuple[Node, ...]:
        return self.of, self.by

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        of, by = children
        if not isinstance(by, Symbol):
            raise ShapeError("a Jacobian is taken by a named array")
        return Jacobian(of, by)

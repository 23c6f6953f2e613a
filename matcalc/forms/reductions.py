"""Functions of all entries together, or of those of each row or column: softmax, logsumexp, norm, mean, variance.

axis None: over all entries; 0: over the rows, each column by itself; 1: over the columns, each row by itself.
"""

from __future__ import annotations

from dataclasses import field

from matcalc.errors import ShapeError
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.matrix_form import Node, Unary, node, set_shape
from matcalc.forms.shapes import SCALAR, Shape


@node
class Softmax(Unary):
    """exp(x) divided by its sum along the axis. A matrix needs its axis."""

    arg: Node
    axis: int | None
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        if self.axis is None and self.arg.shape.is_matrix:
            raise ShapeError(
                f"softmax of a matrix ({self.arg.shape}) needs its axis: axis=1 for each row, axis=0 for each column"
            )
        set_shape(self, self.arg.shape)

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Softmax(children[0], self.axis)


@node
class LogSumExp(Unary):
    """log of the sum of exp(x) along the axis."""

    arg: Node
    axis: int | None
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, reduced(self.arg.shape, self.axis))

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return LogSumExp(children[0], self.axis)


@node
class Norm(Unary):
    """The square root of the sum of the squares of all entries: Euclidean for a vector, Frobenius for a matrix."""

    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, SCALAR)

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Norm(children[0])


@node
class Mean(Unary):
    """The mean along the axis."""

    arg: Node
    axis: int | None
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, reduced(self.arg.shape, self.axis))

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Mean(children[0], self.axis)


@node
class Variance(Unary):
    """The mean square distance from the mean along the axis; divided by the count, not by one less."""

    arg: Node
    axis: int | None
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, reduced(self.arg.shape, self.axis))

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Variance(children[0], self.axis)


KINK_OF_NORM = "a norm has no derivative where its argument is 0; what is derived holds everywhere else"
"""What a page says about norms."""


def reduced(shape: Shape, axis: int | None) -> Shape:
    """The shape after a sum along the axis."""
    return {None: SCALAR, 0: Shape(ONE, shape.cols), 1: Shape(shape.rows, ONE)}[axis]


def count_along(shape: Shape, axis: int | None) -> Dimension:
    """How many entries are taken together."""
    return {None: shape.rows * shape.cols, 0: shape.rows, 1: shape.cols}[axis]

"""Shapes: rows by columns. A vector is a column, a 1×1 is a scalar."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.forms.dimensions import ONE, Dimension


@dataclass(frozen=True, slots=True)
class Shape:
    """Rows and columns. An axis of length 1 carries no index."""

    rows: Dimension
    cols: Dimension

    @property
    def axes(self) -> tuple[Dimension, ...]:
        """The lengths of the axes that carry an index, row axis first."""
        if self.cols.is_one:
            return () if self.rows.is_one else (self.rows,)
        return (self.cols,) if self.rows.is_one else (self.rows, self.cols)

    @property
    def is_scalar(self) -> bool:
        return self.rows.is_one and self.cols.is_one

    @property
    def is_vector(self) -> bool:
        """A column with more than one entry."""
        return self.cols.is_one and not self.rows.is_one

    @property
    def is_row(self) -> bool:
        return self.rows.is_one and not self.cols.is_one

    @property
    def is_matrix(self) -> bool:
        return len(self.axes) == 2

    def transposed(self) -> Shape:
        return Shape(self.cols, self.rows)

    def __str__(self) -> str:
        if self.is_scalar:
            return "scalar"
        if self.is_vector:
            return str(self.rows)
        return f"{_side(self.rows)}×{_side(self.cols)}"


def _side(length: Dimension) -> str:
    return str(length) if len(length.terms) < 2 else f"({length})"


SCALAR = Shape(ONE, ONE)


@dataclass(frozen=True, slots=True)
class Axes:
    """The lengths of axes, in order: what a derivative has that is no matrix."""

    lengths: tuple[Dimension, ...]

    def __str__(self) -> str:
        return str(self.lengths[0]) if len(self.lengths) == 1 else "×".join(map(_side, self.lengths))


def vector(length: Dimension) -> Shape:
    return Shape(length, ONE)


def broadcast(left: Shape, right: Shape) -> Shape | None:
    """The shape of an elementwise operation, or None where the two do not go together."""
    if left == right:
        return left
    rows = _stretched(left.rows, right.rows)
    cols = _stretched(left.cols, right.cols)
    return None if rows is None or cols is None else Shape(rows, cols)


def _stretched(left: Dimension, right: Dimension) -> Dimension | None:
    if left == right or right.is_one:
        return left
    return right if left.is_one else None


def derivative_shape(output: Shape, variable: Shape) -> Shape | None:
    """The shape of the derivative of an output by a variable: the axes of the output, then those of the variable.

    The gradient of a scalar has the shape of the variable, the derivative by a scalar that of the output, the Jacobian
    of a vector by a vector is output × variable. None where there are more than two axes.
    """
    if output.is_scalar:
        return variable
    if variable.is_scalar:
        return output
    if len(output.axes) == len(variable.axes) == 1:
        return Shape(*output.axes, *variable.axes)
    return None

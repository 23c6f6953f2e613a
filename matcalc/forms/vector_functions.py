"""Unknown functions of whole arrays, with a vector as value; their Jacobians are given and have names."""

from __future__ import annotations

from dataclasses import field

from matcalc.errors import ShapeError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import Node, Symbol, node, set_shape
from matcalc.forms.shapes import SCALAR, Shape


@node
class VectorFunction(Node):
    """F(x, θ): any differentiable function of named vectors and scalars, with a vector of `length` numbers as value.

    Raises ShapeError where an argument is no name, is a matrix or a row, or is named twice.
    """

    name: str
    args: tuple[Node, ...]
    length: Dimension
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        for arg in self.args:
            if not isinstance(arg, Symbol) or not (arg.shape.is_vector or arg.shape.is_scalar):
                raise ShapeError(f"{self.name} takes names of vectors and scalars; this argument is {arg.shape}")
        if len(set(self.args)) < len(self.args):
            raise ShapeError(f"{self.name} is given the same array twice")
        set_shape(self, Shape(self.length, SCALAR.cols))

    @property
    def children(self) -> tuple[Node, ...]:
        return self.args

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return VectorFunction(self.name, children, self.length)

    def jacobian(self, by: Symbol) -> Symbol:
        """The name of ∂F/∂x, an array of the page: F_x."""
        return Symbol(f"{self.name}_{by.name}", Shape(self.length, by.shape.rows))

    @property
    def jacobians(self) -> tuple[tuple[Symbol, Symbol], ...]:
        """Each argument with the name of the Jacobian by it."""
        return tuple((arg, self.jacobian(arg)) for arg in self.args if isinstance(arg, Symbol))

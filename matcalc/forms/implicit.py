"""What an array is that no formula gives: the solution of an equation."""

from __future__ import annotations

from dataclasses import field

from matcalc.errors import ShapeError
from matcalc.forms.matrix_form import Node, Symbol, Unary, node, set_shape
from matcalc.forms.shapes import Shape


@node
class Implicit(Unary):
    """The vector at which the residual `arg`, a name, is 0; it stands alone as the right side of a definition.

    The residual and what it is written with are definitions before that one, with this vector as their unknown.
    """

    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        if not isinstance(self.arg, Symbol) or not self.arg.shape.is_vector:
            raise ShapeError(f"what is solved for is a vector, and so is its residual; this one is {self.arg.shape}")
        set_shape(self, self.arg.shape)

    @property
    def residual(self) -> Symbol:
        """What is 0."""
        assert isinstance(self.arg, Symbol)
        return self.arg

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Implicit(children[0])

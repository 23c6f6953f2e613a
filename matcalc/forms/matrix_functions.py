"""Functions of a whole matrix: inverse, determinant, log-determinant."""

from __future__ import annotations

from dataclasses import field

from matcalc.forms.matrix_form import Node, Unary, node, require_square, set_shape
from matcalc.forms.shapes import SCALAR, Shape


@node
class Inverse(Unary):
    """The inverse of a square matrix."""

    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        require_square("inv", self.arg)
        set_shape(self, self.arg.shape)

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Inverse(children[0])


@node
class Determinant(Unary):
    """The determinant of a square matrix."""

    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        require_square("det", self.arg)
        set_shape(self, SCALAR)

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Determinant(children[0])


@node
class LogDeterminant(Unary):
    """log |det X|, which is log det X where the determinant is positive."""

    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        require_square("logdet", self.arg)
        set_shape(self, SCALAR)

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return LogDeterminant(children[0])

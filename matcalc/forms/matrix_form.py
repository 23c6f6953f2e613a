"""Matrix form: immutable nodes for what a person writes. Constructors check shapes and never rewrite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from typing import TypeVar, dataclass_transform

from matcalc.errors import InvariantError, ShapeError
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.functions import Function
from matcalc.forms.interning import OnlyOne
from matcalc.forms.labels import Label, Member, labels_of_length
from matcalc.forms.shapes import SCALAR, Shape, broadcast, derivative_shape


class Node(OnlyOne):
    """An array-valued expression. Equal nodes are the same object."""

    __slots__ = ()
    shape: Shape

    @property
    def children(self) -> tuple[Node, ...]:
        """The nodes directly below, in reading order."""
        return ()

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        """The same operation on other children."""
        if children:
            raise InvariantError("a leaf has no children")
        return self


Made = TypeVar("Made")


@dataclass_transform(frozen_default=True, eq_default=False, field_specifiers=(field,))
def node(cls: type[Made]) -> type[Made]:
    """Make a class of nodes: frozen, slotted, compared by identity, and shown as all that is interned."""
    return dataclass(frozen=True, slots=True, eq=False, repr=False)(cls)


class Leaf(Node):
    """A node with nothing below it."""

    __slots__ = ()


class Unary(Node):
    """A node with one child, `arg`."""

    __slots__ = ()
    arg: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.arg,)


class Nary(Node):
    """A node with an ordered tuple of children, `args`, and nothing else."""

    __slots__ = ()
    args: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.args

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        build: Callable[[tuple[Node, ...]], Node] = type(self)
        return build(children)


@node
class Symbol(Leaf):
    """A named array: an input, or the name of a definition.

    member: which array of a family it is, where it is one; its name then has the label, h[t-1].
    """

    name: str
    shape: Shape
    member: Member | None = None


@node
class Cotangent(Leaf):
    """The derivative of the output at `of`.

    Of a scalar output: its gradient, with the shape of `of`. Of any other: the Jacobian, output × variable.
    Raises ShapeError where that has more than two axes.
    """

    of: Symbol
    output: Shape = SCALAR
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        shape = derivative_shape(self.output, self.of.shape)
        if shape is None:
            raise ShapeError(f"the derivative of a {self.output} by {self.of.name}, a {self.of.shape}, is no matrix")
        set_shape(self, shape)


@node
class Number(Leaf):
    """A rational number, as a scalar."""

    value: Fraction
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, SCALAR)


@node
class Constant(Leaf):
    """A number with a name: pi."""

    name: str
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, SCALAR)


@node
class Size(Leaf):
    """The length of an axis, as a number: the n of sum(x) / n."""

    length: Dimension
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, SCALAR)


@node
class Ones(Leaf):
    """All entries 1."""

    shape: Shape


@node
class Zeros(Leaf):
    """All entries 0."""

    shape: Shape


@node
class Eye(Leaf):
    """The identity matrix."""

    size: Dimension
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, Shape(self.size, self.size))


@node
class Add(Nary):
    """A sum; rows, columns and scalars stretch."""

    args: tuple[Node, ...]
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, _broadcast_all("+", self.args))


@node
class Hadamard(Nary):
    """The elementwise product ⊙; rows, columns and scalars stretch."""

    args: tuple[Node, ...]
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, _broadcast_all("⊙", self.args))


@node
class Product(Nary):
    """The matrix product."""

    args: tuple[Node, ...]
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        for left, right in zip(self.args, self.args[1:], strict=False):
            if left.shape.cols != right.shape.rows:
                raise ShapeError(
                    f"a matrix product needs as many columns on the left ({left.shape.cols}) "
                    f"as rows on the right ({right.shape.rows}): {left.shape} @ {right.shape}"
                )
        set_shape(self, Shape(self.args[0].shape.rows, self.args[-1].shape.cols))


@node
class Scale(Unary):
    """A number times an array."""

    coefficient: Fraction
    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, self.arg.shape)

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Scale(self.coefficient, children[0])


@node
class Power(Unary):
    """Each entry to a rational power."""

    arg: Node
    exponent: Fraction
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, self.arg.shape)

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Power(children[0], self.exponent)


@node
class Apply(Unary):
    """An elementwise function of an array."""

    function: Function
    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, self.arg.shape)

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Apply(self.function, children[0])


@node
class ScalarFunction(Nary):
    """E: an unknown differentiable scalar function of named arrays, its gradient there given."""

    args: tuple[Node, ...]
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, SCALAR)


@node
class Transpose(Unary):
    """The transpose."""

    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        set_shape(self, self.arg.shape.transposed())

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Transpose(children[0])


@node
class EntrySum(Unary):
    """The sum of all entries (axis None), of each column (axis 0, a row) or of each row (axis 1, a column)."""

    arg: Node
    axis: int | None
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        one = SCALAR.rows
        whole = self.arg.shape
        shapes = {None: SCALAR, 0: Shape(one, whole.cols), 1: Shape(whole.rows, one)}
        set_shape(self, shapes[self.axis])

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return EntrySum(children[0], self.axis)


@node
class LabelSum(Unary):
    """The sum of an array over all values of a label, 1 to its last: Σ_t z[t] h[t-1]ᵀ."""

    label: Label
    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        sides = (self.arg.shape.rows, self.arg.shape.cols)
        if any(self.label.name in labels_of_length(side) for side in sides):
            raise ShapeError(f"a sum over {self.label.name} needs arrays of one shape, not {self.arg.shape}")
        set_shape(self, self.arg.shape)

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return LabelSum(self.label, children[0])


@node
class Trace(Unary):
    """The sum of the diagonal entries of a square matrix."""

    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        require_square("tr", self.arg)
        set_shape(self, SCALAR)

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Trace(children[0])


@node
class Diag(Unary):
    """The diagonal matrix of a vector."""

    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        if not self.arg.shape.is_vector:
            raise ShapeError(
                f"diag makes a matrix of a vector, not of a {self.arg.shape}; diag_of gives the diagonal of a matrix"
            )
        set_shape(self, Shape(self.arg.shape.rows, self.arg.shape.rows))

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Diag(children[0])


@node
class DiagOf(Unary):
    """The diagonal of a square matrix, as a vector."""

    arg: Node
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        require_square("diag_of", self.arg)
        set_shape(self, Shape(self.arg.shape.rows, SCALAR.cols))

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return DiagOf(children[0])


@node
class HStack(Nary):
    """Blocks side by side: [A B]."""

    args: tuple[Node, ...]
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        _require_equal("hstack", "rows", [arg.shape.rows for arg in self.args])
        set_shape(self, Shape(self.args[0].shape.rows, _total([arg.shape.cols for arg in self.args])))


@node
class VStack(Nary):
    """Blocks on top of each other: [A; B]."""

    args: tuple[Node, ...]
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        _require_equal("vstack", "columns", [arg.shape.cols for arg in self.args])
        set_shape(self, Shape(_total([arg.shape.rows for arg in self.args]), self.args[0].shape.cols))


@dataclass(frozen=True, slots=True)
class Span:
    """Places start + 1 … stop of an axis, as Python's start:stop."""

    start: Dimension
    stop: Dimension

    @property
    def length(self) -> Dimension:
        return self.stop - self.start


@node
class Slice(Unary):
    """A block of an array; `rows` and `cols` are spans within its shape."""

    arg: Node
    rows: Span
    cols: Span
    shape: Shape = field(init=False)

    def __post_init__(self) -> None:
        for what, span, length in (
            ("rows", self.rows, self.arg.shape.rows),
            ("columns", self.cols, self.arg.shape.cols),
        ):
            parts = (span.start, span.length, length - span.stop)
            if span.length == ZERO or not all(part.is_surely_natural for part in parts):
                raise ShapeError(f"{what} {span.start}:{span.stop} do not lie within 0:{length}")
        set_shape(self, Shape(self.rows.length, self.cols.length))

    def rebuilt(self, children: tuple[Node, ...]) -> Node:
        return Slice(children[0], self.rows, self.cols)


def set_shape(made: Node, shape: Shape) -> None:
    """Give a node that is being made the shape that follows from its fields."""
    object.__setattr__(made, "shape", shape)


def _broadcast_all(operator: str, args: tuple[Node, ...]) -> Shape:
    def joined(left: Shape, right: Shape) -> Shape:
        if (shape := broadcast(left, right)) is None:
            raise ShapeError(
                f"{operator} needs equal shapes (or a row, column or scalar to stretch): {left} {operator} {right}"
            )
        return shape

    return reduce(joined, (arg.shape for arg in args))


def require_square(name: str, arg: Node) -> None:
    """Raises ShapeError where the argument of `name` is not square."""
    if arg.shape.rows != arg.shape.cols:
        raise ShapeError(f"{name} needs a square matrix; it was given a {arg.shape}")


def _require_equal(name: str, what: str, lengths: list[Dimension]) -> None:
    if any(length != lengths[0] for length in lengths):
        raise ShapeError(f"{name} needs blocks with equally many {what}; it was given {', '.join(map(str, lengths))}")


def _total(lengths: list[Dimension]) -> Dimension:
    return reduce(lambda left, right: left + right, lengths)

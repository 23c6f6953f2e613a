"""What somebody wrote, whether or not its shapes fit: expressions without the checks of nodes, and their shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from matcalc.errors import ShapeError
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Cotangent,
    Diag,
    DiagOf,
    EntrySum,
    Hadamard,
    LabelSum,
    Leaf,
    Node,
    Power,
    Product,
    Scale,
    Symbol,
    Trace,
    Transpose,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.shapes import SCALAR, Shape


@dataclass(frozen=True, slots=True)
class Written:
    """An operation on parts of any shapes.

    like: a node with this operation; what stands below it counts for nothing. Without parts it is one thing, such as
    the derivative ∂z/∂a, which may be the transpose of another in some layouts.
    """

    like: Node
    parts: tuple[Written, ...] = ()

    @staticmethod
    def of(node: Node) -> Written:
        """A node as it could be written down."""
        return Written(node, tuple(map(Written.of, node.children)))

    @property
    def node(self) -> Node:
        """The node that it is. Raises ShapeError where the shapes do not fit."""
        return node_of(self, NOTHING_KNOWN)

    def replaced(self, path: tuple[int, ...], part: Written) -> Written:
        """The same with another part at the end of a path of places."""
        if not path:
            return part
        at, *rest = path
        parts = (*self.parts[:at], self.parts[at].replaced(tuple(rest), part), *self.parts[at + 1 :])
        return Written(self.like, parts)

    def at(self, path: tuple[int, ...]) -> Written:
        """The part at the end of a path of places."""
        return self.parts[path[0]].at(path[1:]) if path else self

    def with_pair(self, at: int, pair: tuple[Written, ...]) -> Written:
        """The same with two neighbours replaced."""
        return Written(self.like, (*self.parts[:at], *pair, *self.parts[at + 2 :]))

    def walk(self, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Written]]:
        """Every part with the path to it, from the outside to the inside, in reading order."""
        yield path, self
        for at, part in enumerate(self.parts):
            yield from part.walk((*path, at))


def product(*parts: Written) -> Written:
    """A matrix product."""
    return Written(Product((parts[0].like,)), parts)


def entrywise(*parts: Written) -> Written:
    """A product entry by entry."""
    return Written(Hadamard((parts[0].like,)), parts)


def transposed(part: Written) -> Written:
    """The transpose; of a transpose what it is of."""
    if isinstance(part.like, Transpose):
        return part.parts[0] if part.parts else Written(part.like.arg)
    return Written(Transpose(part.like), (part,))


@dataclass(frozen=True, slots=True)
class Clash:
    """Two parts that an operation can not join. inner: the two lengths that would have to be equal in a product."""

    left: Written
    right: Written
    left_shape: Shape
    right_shape: Shape
    inner: tuple[Dimension, Dimension] | None = None


class ClashError(Exception):
    """Raised where shapes do not fit; what clashes is its argument."""

    def __init__(self, clash: Clash | None) -> None:
        super().__init__()
        self.clash = clash


@dataclass(frozen=True, slots=True)
class Known:
    """Shapes and nodes of parts, by what id() says of them: of one expression, which lives as long as this."""

    shapes: Mapping[int, Shape]
    nodes: Mapping[int, Node]


NOTHING_KNOWN = Known(MappingProxyType({}), MappingProxyType({}))


def known_of(written: Written) -> Known:
    """Of the parts of an expression that fit: most of them stay the same where one is changed."""
    shapes: dict[int, Shape] = {}
    nodes: dict[int, Node] = {}
    known = Known(shapes, nodes)
    for _, part in reversed(list(written.walk())):
        with suppress(ClashError, ShapeError):
            shapes[id(part)] = shape_of(part, known)
            nodes[id(part)] = node_of(part, known)
    return known


def node_of(written: Written, known: Known) -> Node:
    """The node that it is. Raises ShapeError where the shapes do not fit."""
    if (found := known.nodes.get(id(written))) is not None:
        return found
    return (
        written.like.rebuilt(tuple(node_of(part, known) for part in written.parts)) if written.parts else written.like
    )


def shape_of(written: Written, known: Known = NOTHING_KNOWN) -> Shape:
    """The shape of what is written, all dimensions with different names being different. Raises ClashError.

    By rules of its own: a product joins an inner length; sums and entrywise products need equal shapes. A scalar
    stretches, a row or column only where one does in the node `like`: a reader expects it nowhere else.
    """
    if not written.parts:
        return written.like.shape
    if (found := known.shapes.get(id(written))) is not None:
        return found
    shapes = [shape_of(part, known) for part in written.parts]
    match written.like:
        case Product():
            return _joined(written, shapes)
        case Add() | Hadamard():
            return _stretched(written, shapes)
        case Transpose():
            return Shape(shapes[0].cols, shapes[0].rows)
        case Scale() | Power() | Apply() | LabelSum():
            return shapes[0]
        case EntrySum(axis=None) | Trace() | Determinant() | LogDeterminant():
            return SCALAR if isinstance(written.like, EntrySum) else _square(shapes[0], SCALAR)
        case Inverse():
            return _square(shapes[0], shapes[0])
        case _:
            return _of_node(written, shapes)


def _joined(written: Written, shapes: list[Shape]) -> Shape:
    for at, (left, right) in enumerate(pairwise(shapes)):
        if left.cols != right.rows:
            parts = written.parts
            raise ClashError(Clash(parts[at], parts[at + 1], left, right, (left.cols, right.rows)))
    return Shape(shapes[0].rows, shapes[-1].cols)


def _stretched(written: Written, shapes: list[Shape]) -> Shape:
    whole = shapes[0]
    stretches = len({child.shape for child in written.like.children if not child.shape.is_scalar}) > 1
    for at, shape in enumerate(shapes[1:], 1):
        rows, cols = (_longer(one, other) for one, other in ((whole.rows, shape.rows), (whole.cols, shape.cols)))
        if (
            rows is None
            or cols is None
            or (not stretches and whole != shape and not (whole.is_scalar or shape.is_scalar))
        ):
            raise ClashError(Clash(written.parts[0], written.parts[at], shapes[0], shape))
        whole = Shape(rows, cols)
    return whole


def _longer(one: Dimension, other: Dimension) -> Dimension | None:
    if one == other or other == ONE:
        return one
    return other if one == ONE else None


def _square(shape: Shape, result: Shape) -> Shape:
    if shape.rows != shape.cols:
        raise ClashError(None)
    return result


def _of_node(written: Written, shapes: list[Shape]) -> Shape:
    try:
        return written.like.rebuilt(tuple(Symbol(f"part_{at}", shape) for at, shape in enumerate(shapes))).shape
    except ShapeError:
        raise ClashError(None) from None


class _Lengths:
    """Lengths that are to be equal: numbers of classes, each with a length that it has to be, if any."""

    def __init__(self) -> None:
        self._parents: list[int] = []
        self._fixed: dict[int, Dimension] = {}

    def new(self, fixed: Dimension | None = None) -> int:
        self._parents.append(len(self._parents))
        if fixed is not None:
            self._fixed[len(self._parents) - 1] = fixed
        return len(self._parents) - 1

    def root(self, one: int) -> int:
        while self._parents[one] != one:
            one = self._parents[one]
        return one

    def join(self, one: int, other: int) -> None:
        """Raises ClashError where two fixed lengths differ."""
        one, other = self.root(one), self.root(other)
        if one == other:
            return
        fixed = [self._fixed[each] for each in (one, other) if each in self._fixed]
        if len(fixed) > 1 and fixed[0] != fixed[1]:
            raise ClashError(None)
        self._parents[other] = one
        if fixed:
            self._fixed[one] = fixed[0]

    def length(self, one: int) -> Dimension:
        """The length of a class; one that is nowhere fixed has a name of its own."""
        root = self.root(one)
        return self._fixed.get(root) or Dimension.named(f"length_{root}")


Sides = tuple[int, int]
Made = Callable[[], Node]


def stand_in(written: Written) -> Node | None:
    """A node that is printed as what was written, where its shapes do not fit; None where there is none.

    Printers read of an array its name, and of its shape only whether it is a scalar. So every occurrence of a named
    array that is none becomes an array of the same name with lengths that make all operations fit. For printing alone:
    the shapes in it mean nothing.
    """
    lengths = _Lengths()
    try:
        made = _fitted(written, lengths)[1]
        return made()
    except (ClashError, ShapeError):
        return None


def _fitted(written: Written, lengths: _Lengths) -> tuple[Sides, Made]:
    """Rows and columns of a part, and how to make it when all lengths are known."""
    like = written.like
    if isinstance(like, Leaf) and not like.shape.is_scalar and _is_named(like):
        sides = lengths.new(), lengths.new()
        return sides, lambda: _renamed(like, Shape(lengths.length(sides[0]), lengths.length(sides[1])))
    if not written.parts or not _is_flexible(written) or _is_scalar(written):
        node = written.node
        return (lengths.new(node.shape.rows), lengths.new(node.shape.cols)), lambda: node
    found = [_fitted(part, lengths) for part in written.parts]
    rows, cols = zip(*(sides for sides, _ in found), strict=True)
    sides = _sides(like, rows, cols, [part.like.shape for part in written.parts], lengths)
    return sides, lambda: like.rebuilt(tuple(made() for _, made in found))


def _sides(like: Node, rows: tuple[int, ...], cols: tuple[int, ...], shapes: list[Shape], lengths: _Lengths) -> Sides:
    """Rows and columns of an operation by those of its parts. shapes: of the parts, as far as they are known."""
    shape = shapes[0]
    match like:
        case Product():
            for left, right in zip(cols, rows[1:], strict=False):
                lengths.join(left, right)
            return rows[0], cols[-1]
        case Add() | Hadamard():
            arrays = [at for at, each in enumerate(shapes) if not each.is_scalar] or [0]
            for at in arrays[1:]:
                lengths.join(rows[arrays[0]], rows[at])
                lengths.join(cols[arrays[0]], cols[at])
            return rows[arrays[0]], cols[arrays[0]]
        case Transpose():
            return cols[0], rows[0]
        case EntrySum(axis=axis):
            one = lengths.new(ONE)
            if shape.is_vector or shape.is_row:  # 1ᵀ x for a vector, 1ᵀ X 1 for a matrix
                lengths.join(cols[0] if shape.is_vector else rows[0], one)
            return {None: (one, one), 0: (one, cols[0]), 1: (rows[0], one)}[axis]
        case Inverse():
            lengths.join(rows[0], cols[0])
            return rows[0], cols[0]
        case Trace() | Determinant() | LogDeterminant():
            lengths.join(rows[0], cols[0])
            one = lengths.new(ONE)
            return one, one
        case Diag():
            lengths.join(cols[0], lengths.new(ONE))
            return rows[0], rows[0]
        case DiagOf():
            lengths.join(rows[0], cols[0])
            return rows[0], lengths.new(ONE)
        case _:
            return rows[0], cols[0]


FLEXIBLE = (
    *(Add, Hadamard, Product, Scale, Power, Apply, Transpose, EntrySum),
    *(Inverse, Trace, Determinant, LogDeterminant, Diag, DiagOf),
)


def _is_flexible(written: Written) -> bool:
    """Whether the shapes of the parts may be others. What stretches is printed by its shapes."""
    if isinstance(written.like, Add | Hadamard):
        is_sum = isinstance(written.like, Add)
        shapes = {part.like.shape for part in written.parts if is_sum or not part.like.shape.is_scalar}
        return len(shapes) < 2 or not _is_right(written)
    return isinstance(written.like, FLEXIBLE)


def _is_right(written: Written) -> bool:
    try:
        shape_of(written)
    except ClashError:
        return False
    return True


def _is_scalar(written: Written) -> bool:
    """Whether a part fits by itself and is a scalar: factors without bold letters stand in brackets of their own."""
    try:
        return shape_of(written).is_scalar
    except ClashError:
        return False


def _is_named(leaf: Node) -> bool:
    return isinstance(leaf, Symbol) or (isinstance(leaf, Cotangent) and leaf.output.is_scalar)


def _renamed(leaf: Node, shape: Shape) -> Node:
    if isinstance(leaf, Cotangent):
        return Cotangent(Symbol(leaf.of.name, shape))
    assert isinstance(leaf, Symbol)
    return Symbol(leaf.name, shape)

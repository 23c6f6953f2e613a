"""Arrays with rows and columns changed over, and arrays without their last row or column: names read in another way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from matcalc.chain import Expression
from matcalc.checking.claims.statement import Reading, Way
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial
from matcalc.forms.matrix_form import Cotangent, Node, Slice, Span, Symbol, Transpose
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import replaced, rewritten, walk


def changed_over(symbol: Symbol) -> Symbol:
    """The array of that name with rows and columns changed over. That of a square matrix is the matrix itself."""
    return Symbol(symbol.name, symbol.shape.transposed())


def one_less(shape: Shape) -> Shape | None:
    """The shape without its last row or column, where one of its axes is n + 1 long; None where neither is."""
    if _is_one_more(shape.cols):
        return Shape(shape.rows, shape.cols - ONE)
    return Shape(shape.rows - ONE, shape.cols) if _is_one_more(shape.rows) else None


def _is_one_more(length: Dimension) -> bool:
    """Whether a length is written n + 1."""
    return bool(length.names) and dict(length.terms).get(()) == 1


def in_problem(reading: Reading) -> Expression:
    """The body of a reading, written in the arrays of the problem. Raises ShapeError where it can not be."""
    images: dict[Node, Node] = {}
    for symbol in reading.turned:
        images[changed_over(symbol)] = Transpose(symbol)
        images[Cotangent(changed_over(symbol))] = Transpose(Cotangent(symbol))
    for symbol in reading.cut:
        shape = one_less(symbol.shape)
        assert shape is not None
        images[Symbol(symbol.name, shape)] = block(symbol, shape, reading.way)
        images[Cotangent(Symbol(symbol.name, shape))] = block(Cotangent(symbol), shape, reading.way)
    if (joined := reading.way.joined) is not None:
        images[joined.read] = joined.made
    body = reading.body
    return with_images(body if isinstance(body, Node) else body.body, images)


def nodes_in(reading: Reading) -> Iterator[Node]:
    """Every part of what a reading says, also of the derivatives in it."""
    body = reading.body
    yield from (node for root in _roots(body if isinstance(body, Node) else body.body) for node in walk(root))


def _roots(expression: Expression) -> Iterator[Node]:
    if isinstance(expression, Node):
        yield expression
        return
    for factor in (factor for term in expression.terms for factor in term.factors):
        if isinstance(factor, Entry):
            yield factor.array
        elif isinstance(factor, Partial):
            yield from _roots(factor.of)
            yield factor.by.array


def first_block(array: Node, shape: Shape) -> Node:
    """The first rows and columns of an array, as many as `shape` has."""
    return Slice(array, Span(ZERO, shape.rows), Span(ZERO, shape.cols))


def last_block(array: Node, shape: Shape) -> Node:
    """The last rows and columns of an array, as many as `shape` has."""
    rows, cols = array.shape.rows, array.shape.cols
    return Slice(array, Span(rows - shape.rows, rows), Span(cols - shape.cols, cols))


def block(array: Node, shape: Shape, way: Way) -> Node:
    """An array without the row or column that is left out."""
    return last_block(array, shape) if way.at_start else first_block(array, shape)


def with_images(expression: Expression, images: Mapping[Node, Node]) -> Expression:
    """An expression with arrays replaced in it, everywhere; double transposes are taken away."""
    if isinstance(expression, Node):
        return plain(replaced(expression, dict(images)))
    return IndexSum(
        tuple(replace(term, factors=tuple(_factor(f, images) for f in term.factors)) for term in expression.terms)
    )


def _factor(factor: Factor, images: Mapping[Node, Node]) -> Factor:
    match factor:
        case Entry(array=array, places=places):
            made = plain(replaced(array, dict(images)))
            while isinstance(made, Transpose) and len(places) == 2:
                made, places = made.arg, places[::-1]
            while isinstance(made, Transpose):
                made = made.arg
            return Entry(made, places, factor.exponent)
        case Delta():
            return factor
        case Partial(of=of, by=by):
            inside, moved = with_images(of, images), _factor(by, images)
            assert isinstance(inside, IndexSum)
            assert isinstance(moved, Entry)
            return Partial(inside, moved)


def plain(root: Node) -> Node:
    """The array without a transpose of a transpose. Ends: each part is looked at once, children first."""
    return rewritten(root, {}, _without_two_transposes)


def _without_two_transposes(part: Node) -> Node:
    return part.arg.arg if isinstance(part, Transpose) and isinstance(part.arg, Transpose) else part

"""Derivatives as a layout orients them: what is shown beside, or in place of, what was derived."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from matcalc.chain import Chain, Derivative
from matcalc.documents.chains import chain_lines
from matcalc.documents.page import Block, Box, ChainBlock, Equation, Line, Paragraph, Part
from matcalc.documents.presentation import Presentation
from matcalc.engine.differentiation import VariableGradient
from matcalc.engine.matrix_route import RouteGradient
from matcalc.forms.index_form import IndexSum
from matcalc.forms.indices import Index
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.shapes import SCALAR, Axes, Shape
from matcalc.forms.vectorized import Vec


def stacked(array: Symbol) -> Node:
    """An array as the rows or the columns of one matrix follow it."""
    return Vec(array) if array.shape.is_matrix else array


def result_shape(gradient: VariableGradient) -> Shape | Axes:
    """The shape of a derivative: that of a matrix, or the lengths of its axes."""
    if isinstance(gradient.value, Node):
        return gradient.value.shape
    if not gradient.free:
        return SCALAR
    return Axes(tuple(index.range for index in gradient.free))


def shape_in(layout: Layout, gradient: VariableGradient, output: Symbol) -> Shape | Axes:
    """The shape of what a page shows as derived; the axes of an index form are in the order of the layout."""
    is_matrix = isinstance(gradient.value, Node) or not gradient.free
    return result_shape(gradient) if is_matrix else axes_in(layout, output.shape, gradient.free)


def axes_in(layout: Layout, output: Shape, free: tuple[Index, ...]) -> Axes:
    """The axes of a derivative at the indices of the output, then of the variable, in the order of the layout."""
    own, axes = len(output.axes), tuple(index.range for index in free)
    if not layout.turns(output):
        return Axes(axes)
    return Axes((*axes[own:], *axes[:own]) if own else axes[::-1])


@dataclass(frozen=True, slots=True)
class Turned:
    """A derivative as the layout writes it: the transpose of what was derived, by a chain from that transpose."""

    name: Derivative
    chain: Chain

    @property
    def equation(self) -> Equation:
        return Equation(self.name, self.matrix)

    @property
    def matrix(self) -> Node:
        assert isinstance(self.chain.end, Node)
        return self.chain.end

    def lines(self, presentation: Presentation) -> Iterator[Line]:
        """From what was derived, above, to the matrix."""
        what = "the gradient" if self.name.output.shape.is_scalar else "the matrix above, output × variable"
        reason = (f"in {presentation.layout.value} layout this is the transpose of {what}",)
        yield Line(self.name, self.chain.start, "lay out", reason)
        for line in chain_lines(self.chain, presentation.detail):
            yield line if line.depth else replace(line, left=None)


def turned(gradient: VariableGradient, output: Symbol, layout: Layout) -> Turned | None:
    """∂E/∂x as the layout writes it; None where that is what was derived."""
    return _turned(gradient, isinstance(gradient.value, Node), output, layout)


def turned_by_route(gradient: RouteGradient, output: Symbol, layout: Layout) -> Turned | None:
    """The same of a route without indices."""
    return _turned(gradient, isinstance(gradient.chain.start, Cotangent), output, layout)


def _turned(
    gradient: VariableGradient | RouteGradient, is_array: bool, output: Symbol, layout: Layout
) -> Turned | None:
    """`is_array`: what was derived has the shape of the variable; else it is a matrix, output × variable."""
    if gradient.turned is None or not layout.turns(output.shape):
        return None
    name = Derivative(gradient.of, output) if is_array else Derivative(stacked(gradient.of), stacked(output))
    return Turned(name, gradient.turned)


def result_blocks(
    lines: tuple[Line, ...],
    derived: Equation,
    shape: Shape | Axes,
    as_written: Turned | None,
    presentation: Presentation,
) -> Iterator[Block]:
    """The lines that lead to a matrix, and it in a box; where the layout writes its transpose, that in a box too.

    The gradient of a scalar is boxed in every layout, the matrix output × variable only where the layout writes it.
    """
    further = () if as_written is None else tuple(as_written.lines(presentation))
    if as_written is None or as_written.name.output.shape.is_scalar:
        yield from _boxed(lines, derived, shape)
        lines = ()
    if as_written is not None:
        yield from _boxed((*lines, *further), as_written.equation, as_written.matrix.shape)


def _boxed(lines: tuple[Line, ...], equation: Equation, shape: Shape | Axes) -> Iterator[Block]:
    if lines:
        yield ChainBlock(lines)
    yield Box(equation, shape)


def where_entries_stand(gradient: VariableGradient, output: Symbol, layout: Layout) -> Iterator[Block]:
    """Of a derivative in index form: the order of its axes, where the layout turns them."""
    if not isinstance(gradient.value, IndexSum) or not layout.turns(output.shape) or len(gradient.free) < 2:
        return
    if output.shape.is_scalar:
        row, column = gradient.free
        yield Paragraph((f"In {layout.value} layout this entry stands in row ", column, " and column ", row, "."))
        return
    own = len(output.shape.axes)
    first, *rest = (*gradient.free[own:], *gradient.free[:own])
    axes: list[Part] = [first]
    for index in rest:
        axes += [", ", index]
    yield Paragraph((f"In {layout.value} layout the axes of the variable come first: ", *axes, "."))

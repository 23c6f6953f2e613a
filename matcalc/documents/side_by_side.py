"""The three layouts in one table: every result, every local Jacobian, and the chain rule in each."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.chain import Chain, Derivative, Expression
from matcalc.documents.derived import Comparison, Derived
from matcalc.documents.layouts import chain_rule
from matcalc.documents.oriented import axes_in, stacked
from matcalc.documents.page import Block, Bullets, Heading, Mathematics, Paragraph, Sentence, Table
from matcalc.documents.signs import signs_besides
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.local_jacobians import LocalJacobian, matrix_of
from matcalc.forms.index_form import Entry, Partial, of_factor
from matcalc.forms.indices import Index
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.shapes import Axes, Shape, derivative_shape

Row = tuple[Sentence, ...]


def side_by_side(derived: Derived, comparison: Comparison) -> Iterator[Block]:
    """The tables, under a heading."""
    differentiation = derived.differentiation
    parts = (differentiation, *(second.derivative.differentiation for second in derived.seconds))
    yield Heading(("The three layouts side by side",))
    yield Paragraph(
        (
            "One derivative in three orientations. Its entries, such as those of the index form, are numbers and the "
            "same in each.",
        )
    )
    yield _table("derivative", [row for part in parts for row in _results(part)])
    if comparison.local_jacobians:
        yield Paragraph(("The derivative of each equation by what it reads, every other name held fixed:",))
        yield _table("local", [_local(one) for one in comparison.local_jacobians])
        if signs := tuple(signs_besides(_arrays(comparison), derived.parts)):
            yield Bullets(signs)
    if rules := [row for part in parts for row in _rules(part)]:
        yield Paragraph(("The order of the chain rule:",))
        yield _table("chain", rules)


def _arrays(comparison: Comparison) -> list[Node]:
    """What stands in the table of local Jacobians, and how it names matrices."""
    chains = [chain for one in comparison.local_jacobians for chain in (one.chain, one.turned) if chain is not None]
    names = [stacked(array) for one in comparison.local_jacobians for array in (one.of, one.by)]
    return [*(matrix for chain in chains if (matrix := matrix_of(chain)) is not None), *names]


def _table(what: str, rows: list[Row]) -> Table:
    return Table((what, *(layout.value for layout in Layout)), tuple(rows), wide=None)


def _results(part: Differentiation) -> Iterator[Row]:
    output = part.program.output
    temporary = {definition.symbol for definition in part.program.definitions if definition.is_temporary}
    for gradient in part.gradients:
        if gradient.chain is not None and gradient.of not in temporary:
            matrix = gradient.matrix
            yield _row(output, gradient.of, gradient.free, matrix, gradient.turned, gradient.value)


def _local(one: LocalJacobian) -> Row:
    return _row(one.of, one.by, one.free, one.matrix, one.turned, one.chain.end)


def _row(
    of: Symbol, by: Symbol, free: tuple[Index, ...], matrix: Node | None, turned: Chain | None, value: Expression
) -> Row:
    """∂of/∂by, then its value and shape in each layout."""
    if matrix is None:
        own = len(of.shape.axes)
        left: Mathematics = Partial(of_factor(Entry(of, free[:own])), Entry(by, free[own:]))
        axes = [axes_in(layout, of.shape, free) for layout in Layout]
        return ((left,), *(_cell(value, shape) for shape in axes))
    has_axes = derivative_shape(of.shape, by.shape) is not None
    cells = [turned.end if turned is not None and layout.turns(of.shape) else matrix for layout in Layout]
    left = Derivative(by, of) if has_axes else Derivative(stacked(by), stacked(of))
    return ((left,), *(_cell(cell, cell.shape) for cell in cells if isinstance(cell, Node)))


def _cell(value: Expression, shape: Shape | Axes) -> Sentence:
    return (value, " (", shape, ")")


def _rules(part: Differentiation) -> Iterator[Row]:
    """The chain rule for each variable that the output sees through other arrays alone."""
    output = part.program.output
    for gradient in part.gradients:
        if gradient.chain is not None and gradient.consumers and output not in gradient.consumers:
            rules = [chain_rule(gradient.of, gradient.consumers, output, layout) for layout in Layout]
            yield ((rules[0].left,), *((rule.right,) for rule in rules))

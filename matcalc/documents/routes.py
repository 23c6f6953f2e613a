"""The routes without indices on a page: how each starts, its chains, its results, and where all routes meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from matcalc.chain import Gradient
from matcalc.documents.adjoint_table import adjoint_blocks, free_name
from matcalc.documents.chains import Detail, chain_lines
from matcalc.documents.derived import Route, taken
from matcalc.documents.lists import listed
from matcalc.documents.oriented import turned_by_route
from matcalc.documents.page import Block, ChainBlock, Equation, Heading, Line, Mathematics, Paragraph, Part, Sentence
from matcalc.documents.presentation import Presentation
from matcalc.documents.route_names import SPOKEN, TITLES
from matcalc.engine.jacobian_remarks import remark_on_vec
from matcalc.engine.matrix_route import EquationChain, MatrixRoute, NoRoute, RouteGradient, RouteName
from matcalc.forms.differentials import Differential, Inner
from matcalc.forms.dimensions import Dimension
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Product, Symbol, Trace, Transpose
from matcalc.forms.shapes import Shape


def route_blocks(routes: Sequence[Route], presentation: Presentation, level: int = 1) -> Iterator[Block]:
    """Every route without indices that was asked for; for one that does not apply, why, and which do."""
    for route in routes:
        yield Heading((TITLES[route.name],), level)
        if isinstance(route, NoRoute):
            yield Paragraph(_no_route(route, routes))
        elif route.name is RouteName.DIFFERENTIAL:
            yield from _differential(route.route, presentation)
        else:
            yield from _jacobian(route.route, presentation)


def _no_route(route: NoRoute, routes: Sequence[Route]) -> Sentence:
    names = (RouteName.INDEX, *(each.name for each in taken(routes)))
    others: list[Part] = [f"the {SPOKEN[name]} route" for name in names]
    return ("This route does not lead there: ", *route.reason, ". ", "There is a way by ", *listed(others), ".")


def _differential(route: MatrixRoute, presentation: Presentation) -> Iterator[Block]:
    output = route.program.output
    yield Paragraph(_opening(route) if output.shape.is_scalar else _opening_of_array(route))
    yield from _chains(route.forward, presentation.detail)
    yield from _chains(_without_repeat(route), presentation.detail)
    yield from _results(route.gradients, output, presentation)
    yield from adjoint_blocks(route, frozenset(symbol.name for symbol in route.program.symbols))


def _opening(route: MatrixRoute) -> Sentence:
    output, variable = route.program.output, route.gradients[0].of
    moved = Differential(variable)
    names = frozenset(symbol.name for symbol in route.program.symbols)
    lengths = Dimension.named("m"), Dimension.named("n")
    left, right = (Symbol(free_name(name, names), Shape(*lengths)) for name in "AB")
    return (
        moved,
        " is the change of ",
        variable,
        " to first order, and ",
        Equation(Inner(left, right), Trace(Product((Transpose(left), right)))),
        " of any two arrays of one shape. First the differential of each equation; then every linear map goes to the "
        "other side as its adjoint. What stands beside ",
        moved,
        " is the gradient: ",
        Differential(output),
        " = ",
        Inner(Cotangent(variable), moved),
        " for every ",
        moved,
        ".",
    )


def _opening_of_array(route: MatrixRoute) -> Sentence:
    output, variable = route.program.output, route.gradients[0].of
    arrays = (output, *(gradient.of for gradient in route.gradients))
    has_matrix = any(not array.shape.cols.is_one for array in arrays)
    return (
        Differential(variable),
        " is the change of ",
        variable,
        " to first order. The matrix by which it is multiplied in ",
        Differential(output),
        " is the Jacobian" + ("; where an array is a matrix, its columns are stacked by vec." if has_matrix else "."),
    )


_IN_ORDER = {
    Layout.GRADIENT: (
        "A gradient is a column, multiplied by transposed Jacobians from the left: what is nearest to ",
        " stands last.",
    ),
    Layout.DENOMINATOR: (
        "In denominator layout it is turned, and the product runs from the variable to the output: what is nearest to ",
        " stands last.",
    ),
    Layout.NUMERATOR: (
        "A derivative of the output is a row, multiplied by Jacobians from the right: what is nearest to ",
        " stands first.",
    ),
}


def _opening_of_jacobians(route: MatrixRoute, layout: Layout) -> Sentence:
    output = route.program.output
    if layout is Layout.GRADIENT and not output.shape.is_scalar:
        layout = Layout.NUMERATOR  # the same, for an output that is an array
    before, after = _IN_ORDER[layout]
    return (
        "A Jacobian has a row for each entry of the output and a column for each entry of the variable. First those of "
        "each equation, then their products. " + before,
        output,
        after,
    )


def _jacobian(route: MatrixRoute, presentation: Presentation) -> Iterator[Block]:
    yield Paragraph(_opening_of_jacobians(route, presentation.layout))
    yield from _chains(route.forward, presentation.detail)
    for remark in remark_on_vec(route):
        yield Paragraph(remark)
    yield from _results(route.gradients, route.program.output, presentation)


def _chains(chains: Iterable[EquationChain], detail: Detail) -> Iterator[Block]:
    if lines := [line for each in chains for line in chain_lines(each.chain, detail)]:
        yield ChainBlock(tuple(lines))


def _without_repeat(route: MatrixRoute) -> Iterator[EquationChain]:
    """The chains backwards, without a first line that says again how the forward chain of that array ended."""
    ends = {each.of: (each.chain.start, each.chain.end) for each in route.forward if each.chain.steps}
    for each in route.backward:
        match each.chain.steps:
            case (first, *rest) if ends.get(each.of) == (first.before, first.after):
                going_on = [replace(step, before=first.before) for step in rest[:1]]
                yield replace(each, chain=replace(each.chain, steps=(*going_on, *rest[1:])))
            case _:
                yield each


def _results(gradients: Sequence[RouteGradient], output: Symbol, presentation: Presentation) -> Iterator[Block]:
    lines: list[Line] = []
    for gradient in (one for one in gradients if one.chain.steps):  # what is given has none
        start = gradient.chain.start
        left: Mathematics = Gradient(gradient.of, output) if isinstance(start, Cotangent) else start
        first, *rest = chain_lines(gradient.chain, presentation.detail)
        lines += [replace(first, left=left), *rest]
        if (as_written := turned_by_route(gradient, output, presentation.layout)) is not None:
            lines += as_written.lines(presentation)
    if lines:
        yield ChainBlock(tuple(lines))

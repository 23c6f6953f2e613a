"""What a layout asks for: derivatives transposed, and the factors of the chain rule in its order.

Values never change: a transpose is a chain of its own beside the derivative, and a product of numbers has the same
value in either order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcalc.chain import Chain, Expression, Step
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.matrix_route import MatrixRoute, RouteGradient
from matcalc.engine.simplification import simplify, tidy, without_detours
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import Entry, Factor, IndexSum, Partial, Term
from matcalc.forms.indices import IndexSupply
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Symbol, Transpose
from matcalc.rules.registry import Scope


def laid_out(differentiation: Differentiation, layouts: Sequence[Layout], facts: Facts = NONE) -> Differentiation:
    """The differentiation with every transpose that one of the layouts asks for, its chains in the order of the first.

    facts: what is declared of the inputs; as in the derivation, only what was asked for is simplified with them.
    """
    output = differentiation.program.output
    is_turned = any(layout.turns(output.shape) for layout in layouts)
    from_variable = layouts[0] is Layout.DENOMINATOR

    def laid(gradient: VariableGradient) -> VariableGradient:
        if gradient.chain is None:
            return gradient
        chain = variable_first(gradient.chain, output) if from_variable else gradient.chain
        matrix = gradient.matrix
        if not is_turned or matrix is None or matrix.shape.is_scalar:
            return replace(gradient, chain=chain)
        return replace(gradient, chain=chain, turned=transposed(matrix, facts if gradient.requested else NONE))

    return replace(differentiation, gradients=tuple(map(laid, differentiation.gradients)))


def route_laid_out(route: MatrixRoute, layout: Layout, facts: Facts = NONE) -> MatrixRoute:
    """The route with the transposes that the layout writes of what it derived. facts: as in `laid_out`."""
    output = route.program.output

    def laid(gradient: RouteGradient) -> RouteGradient:
        is_as_written = isinstance(gradient.chain.start, Transpose) or not gradient.chain.steps
        if is_as_written or gradient.value.shape.is_scalar or not layout.turns(output.shape):
            return gradient
        return replace(gradient, turned=transposed(gradient.value, facts if gradient.requested else NONE))

    return replace(route, gradients=tuple(map(laid, route.gradients)))


def transposed(matrix: Node, facts: Facts = NONE) -> Chain:
    """From the transpose of a matrix to its cheapest form."""
    scope = Scope(IndexSupply.over((), ()), facts=facts)
    return without_detours(tidy(simplify(Chain((), Transpose(matrix), ()), scope), scope))


def variable_first(chain: Chain, output: Symbol) -> Chain:
    """The chain with ∂z_i/∂a_j before ∂E/∂z_i in every product, as matrices are multiplied that are variable × output.

    Where it ends is the result, which stays as it is.
    """

    def ordered(expression: Expression) -> Expression:
        if isinstance(expression, Node) or expression == chain.end:
            return expression
        terms = tuple(_ordered(term, output) for term in expression.terms)
        return expression if terms == expression.terms else IndexSum(terms)

    def in_order(step: Step) -> Step:
        return replace(step, before=ordered(step.before), after=ordered(step.after), at=step.at[:1])

    return Chain(chain.free, ordered(chain.start), tuple(map(in_order, chain.steps)))


def _ordered(term: Term, output: Symbol) -> Term:
    return replace(term, factors=tuple(sorted(term.factors, key=lambda factor: _place(factor, output))))


def _place(factor: Factor, output: Symbol) -> int:
    """Local derivatives stand first, those of the output last: written out, or by a short name."""
    match factor:
        case Entry(array=Cotangent()):
            return 2
        case Partial(of=of):
            inner = of.single
            return 2 if isinstance(inner, Entry) and inner.array is output else 0
        case _:
            return 1

"""The Jacobian route: local Jacobians, multiplied in the order that the layout requires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matcalc.chain import Chain, Prose, why
from matcalc.engine.finishing import (
    bodies_of,
    finished,
    folded,
    knowing,
    names_asked_for,
    names_on_the_way,
    right_sides_of,
    without_names,
)
from matcalc.engine.jacobian_order import JACOBIAN, JACOBIAN_CHAIN
from matcalc.engine.jacobian_results import multiplied
from matcalc.engine.matrix_equations import matrix_forms
from matcalc.engine.matrix_route import (
    EquationChain,
    MatrixRoute,
    NoRoute,
    RouteGradient,
    RouteName,
    solution_on_the_way,
)
from matcalc.engine.node_strategies import everywhere
from matcalc.engine.paths import Paths
from matcalc.engine.requests import Request
from matcalc.engine.simplification import without_detours
from matcalc.engine.temporaries import Written
from matcalc.forms.centred import centred_arrays
from matcalc.forms.differentials import Jacobian
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.indices import IndexSupply
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Symbol, Transpose
from matcalc.forms.program import Program
from matcalc.forms.shapes import Shape, derivative_shape
from matcalc.forms.traversal import walk
from matcalc.rules.fold_arrays import folds_of
from matcalc.rules.jacobian_chain import local_jacobian
from matcalc.rules.map_matrices import entries, identity, unstacked
from matcalc.rules.network import turned
from matcalc.rules.propose_stretched import stretched_in
from matcalc.rules.registry import Scope
from matcalc.rules.simplify_structure import is_zero


def jacobian_route(
    program: Program, requests: Sequence[Request], facts: Facts = NONE, layout: Layout = Layout.GRADIENT
) -> MatrixRoute | NoRoute:
    """Derive the derivative of the output by every requested variable from the local Jacobians of the equations.

    program: the user's own. The chains of results start at the gradient, of an output that is no scalar at
    ∂vec(output)/∂vec(x)ᵀ, in the denominator layout at its transpose. Raises InputError where the given gradients do
    not determine the answer, or a request writes out what is not derived.
    """
    paths = Paths(program, [request.wrt for request in requests])
    supply = IndexSupply.over((), [symbol.name for symbol in program.symbols])
    used = {reader for variable in paths.order for reader in paths.consumers[variable]}
    forms = matrix_forms(program, supply)
    if (solution := solution_on_the_way(program, used)) is not None:
        return NoRoute(RouteName.JACOBIAN, solution)
    for definition in program.definitions:
        if definition.symbol in used and definition.symbol not in forms:
            return NoRoute(RouteName.JACOBIAN, _no_matrix_form(definition.symbol))
    scope = Scope(
        supply,
        output=program.output,
        consumers={variable: paths.consumers[variable] for variable in paths.order},
        definitions=dict(forms.items()),
        bodies=bodies_of(forms),
        centred=centred_arrays(forms),
        stretched=stretched_in(forms.values()),
        folds=folds_of(bodies_of(forms), paths.temporaries, program.output),
        temporaries=paths.temporaries,
    )
    forward: list[EquationChain] = []
    for definition in program.definitions:
        for variable in definition.uses:
            if variable in scope.consumers and definition.symbol in scope.consumers[variable]:
                local = _local(definition.symbol, variable, scope, layout)
                if (held := next((part for part in walk(_end(local)) if isinstance(part, Jacobian)), None)) is not None:
                    return NoRoute(RouteName.JACOBIAN, _no_matrix(definition.symbol, held))
                forward.append(EquationChain(definition.symbol, local))
    gradients = _gradients(program, requests, paths, scope, forward, forms, facts, layout)
    return MatrixRoute(RouteName.JACOBIAN, program, (), tuple(forward), (), gradients)


def _no_matrix_form(symbol: Symbol) -> Prose:
    return why("the equation of ", symbol, " has no matrix form, so it has no Jacobian without indices")


def _no_matrix(symbol: Symbol, held: Jacobian) -> Prose:
    return why("in the equation of ", symbol, ", ", held, " is no product of matrices by any rule of this route")


def _start(chain: Chain) -> Node:
    assert isinstance(chain.start, Node)
    return chain.start


def _end(chain: Chain) -> Node:
    assert isinstance(chain.end, Node)
    return chain.end


def _local(of: Symbol, by: Symbol, scope: Scope, layout: Layout) -> Chain:
    """∂of/∂by from the equation to a matrix, transposed in the denominator layout."""
    start: Node = local_jacobian(of, by, scope)
    if layout is Layout.DENOMINATOR:
        start = turned(start)
    return without_detours(multiplied(everywhere(Chain((), start, ()), JACOBIAN, scope), scope))


def _gradients(
    program: Program,
    requests: Sequence[Request],
    paths: Paths,
    scope: Scope,
    forward: Sequence[EquationChain],
    forms: Mapping[Symbol, Node],
    facts: Facts,
    layout: Layout,
) -> tuple[RouteGradient, ...]:
    asked = {request.wrt: request for request in requests}
    found: dict[Node, Node] = {_start(each.chain): _end(each.chain) for each in forward}
    output = program.output
    itself: Node = Cotangent(output) if output.shape.is_scalar else Jacobian(output, output)
    found[itself] = identity(entries(output.shape))
    if output in scope.definitions:
        found[output] = scope.definitions[output]
    named: dict[Symbol, None] = dict.fromkeys(program.given)
    values: dict[Node, Node] = {}
    gradients: list[RouteGradient] = []
    unfolded = [one for request in requests for one in request.unfold if isinstance(one, Cotangent)]
    scope = knowing(replace(scope, named=named.keys()), right_sides_of(program), facts)
    for variable in paths.order:
        if variable in program.given:
            continue
        request = asked.get(variable)
        here = replace(scope, definitions=found, facts=facts if request is not None else NONE)
        unfold = names_asked_for(request, forms, values) if request else names_on_the_way(unfolded, values)
        if unfold:
            kept = {body: name for body, name in scope.bodies.items() if name not in unfold}
            here = replace(without_names(here, unfold), bodies=kept)
        chain = _derived(variable, here, layout, unfold)
        gradients.append(RouteGradient(variable, chain, request is not None))
        named[variable] = None
        if derivative_shape(program.output.shape, variable.shape) is None:
            found[Jacobian(program.output, variable)] = _as_jacobian(chain)
        else:
            name = Cotangent(variable, program.output.shape)
            values[name] = _as_cotangent(chain, variable, program.output.shape)
            if facts == NONE and is_zero(values[name]):
                found[name] = values[name]
    return tuple(gradients)


def _as_jacobian(chain: Chain) -> Node:
    return turned(_end(chain)) if isinstance(chain.start, Transpose) else _end(chain)


def _as_cotangent(chain: Chain, variable: Symbol, output: Shape) -> Node:
    """The derivative in the shape of its short name."""
    if isinstance(chain.start, Cotangent):
        return _end(chain)
    return unstacked(_as_jacobian(chain), output) if variable.shape.is_scalar else _as_jacobian(chain)


def _derived(variable: Symbol, scope: Scope, layout: Layout, unfold: Mapping[Node, Node]) -> Chain:
    """The derivative of the output by one variable."""
    output = scope.output
    assert output is not None
    start: Node = Cotangent(variable)
    if not output.shape.is_scalar:
        start = Jacobian(output, variable)
        if layout is Layout.DENOMINATOR:
            start = turned(start)
    chain = everywhere(Chain((), start, ()), JACOBIAN_CHAIN[layout], scope)
    chain = finished(multiplied(chain, scope), scope, Written(unfold), multiplied)
    return folded(chain, scope, multiplied)

"""Routes without indices: every step replayed, every result against an independent derivative, and where they meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcalc.chain import Chain, Expression
from matcalc.checking.comparing import Comparing, Show, at_points
from matcalc.checking.points import POINTS
from matcalc.checking.verification import ResultCheck, Verification
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.matrix_route import MatrixRoute, RouteGradient, RouteName
from matcalc.errors import VerificationError
from matcalc.forms.differentials import Differential, Jacobian
from matcalc.forms.dimensions import ONE
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import Entry, of_factor
from matcalc.forms.indices import Index, Paired, Place
from matcalc.forms.matrix_form import Cotangent, Node, Symbol, Transpose
from matcalc.forms.program import Program
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import walk


def verify_route(route: MatrixRoute, wanted: Sequence[Symbol], *, show: Show, facts: Facts = NONE) -> Verification:
    """Check every step and every result of a route at random points; all of them, or an error, as replay.verify does.

    wanted: the variables that were asked for; each must have its result.
    """
    program = route.program
    found = {gradient.of for gradient in route.gradients}
    if lost := [symbol.name for symbol in wanted if symbol not in found]:
        raise VerificationError(f"the {route.name.value} route has no result at {', '.join(lost)}")
    for gradient in route.gradients:
        whole = Jacobian(program.output, gradient.of)
        if gradient.chain.start not in (Cotangent(gradient.of), whole, Transpose(whole)):
            raise VerificationError(f"the {route.name.value} route derives something else than ∂/∂{gradient.of.name}")
        if gradient.turned is not None and gradient.turned.start != Transpose(gradient.value):
            raise VerificationError(f"what is laid out is not the transpose of the derivative at {gradient.of.name}")
    _require_derived(route, show)

    def compare(comparing: Comparing) -> Verification:
        steps = [check for chain in route.chains for check in comparing.steps(chain)]
        results = [_result(gradient, comparing) for gradient in route.gradients]
        return Verification(tuple(steps), tuple(results), POINTS, comparing.sizes.chosen, comparing.seed)

    held = frozenset(program.inputs) - {*found, program.output}
    arrays = (array for chain in route.chains for array in _arrays(chain))
    return at_points(program, program, compare, show=show, facts=facts, held=held, varied=route.varied, arrays=arrays)


def _arrays(chain: Chain) -> Iterator[Node]:
    """Both sides of every step of a chain and of the chains inside it."""
    for _, step in chain.walk():
        yield from (side for side in (step.before, step.after) if isinstance(side, Node))


def _require_derived(route: MatrixRoute, show: Show) -> None:
    """That a result is said in derivatives that are known before it: given, or of an earlier line of the route."""
    known = set(route.program.given)
    for gradient in route.gradients:
        for part in walk(gradient.value):
            match part:
                case Cotangent(of=by):
                    is_open = by not in known
                case Jacobian(of=of, by=by):
                    is_open = of is not route.program.output or by not in known
                case _:
                    is_open = isinstance(part, Differential)
            if is_open:
                raise VerificationError(
                    f"the {route.name.value} route ends in {show(part)} at {gradient.of.name}, which is not derived"
                )
        known.add(gradient.of)


def _result(gradient: RouteGradient, comparing: Comparing) -> ResultCheck:
    """The start of the chain is evaluated by numbers alone."""
    comparing.where = f"the derivative by {gradient.of.name}"
    exact, error = comparing.sides(gradient.chain.start, gradient.value, (), declared=True)
    return ResultCheck(gradient.of, exact, error)


@dataclass(frozen=True, slots=True)
class Meeting:
    """The results of several routes by one variable, which have the same values. is_one_form: they are one expression.

    others: of the routes without indices, by their names. exact: where they are not one form, compared exactly.
    """

    of: Symbol
    index: VariableGradient
    others: tuple[tuple[RouteName, RouteGradient], ...]
    is_one_form: bool
    exact: bool


def meetings(
    differentiation: Differentiation,
    original: Program,
    routes: Sequence[MatrixRoute],
    wanted: Sequence[Symbol],
    *,
    show: Show,
    facts: Facts = NONE,
) -> tuple[Meeting, ...]:
    """For each of the variables: that all routes give the same array. Raises VerificationError otherwise.

    differentiation: the index route. routes: the others, one at least.
    """
    program = differentiation.program

    def compare(comparing: Comparing) -> tuple[Meeting, ...]:
        return tuple(_meeting(differentiation, routes, of, comparing) for of in wanted)

    arrays = [route.gradient(of).value for route in routes for of in wanted]
    return at_points(program, original, compare, show=show, facts=facts, held=differentiation.held, arrays=arrays)


def _meeting(
    differentiation: Differentiation, routes: Sequence[MatrixRoute], of: Symbol, comparing: Comparing
) -> Meeting:
    comparing.where = f"that the routes give one derivative by {of.name}"
    index = differentiation.gradient(of.name)
    others = tuple((route.name, route.gradient(of)) for route in routes)
    output = differentiation.program.output
    exact = True
    for _, other in others:
        if other.value is not index.value:
            before, after, free = _both(index, other, output)
            exact &= comparing.sides(before, after, free, declared=True)[0]
    return Meeting(of, index, others, all(other.value is index.value for _, other in others), exact)


def _both(
    index: VariableGradient, other: RouteGradient, output: Symbol
) -> tuple[Expression, Expression, tuple[Index, ...]]:
    """Two sides that are equal where the two results are. What is stacked is read at pairs of places."""
    if isinstance(other.chain.start, Cotangent):
        if isinstance(index.value, Node):
            return index.value, other.value, ()
        return index.value, of_factor(Entry(other.value, index.free)), index.free
    rows, columns = index.free[: len(output.shape.axes)], index.free[len(output.shape.axes) :]
    before = of_factor(Entry(index.value, index.free)) if isinstance(index.value, Node) else index.value
    places = (*_stacked(output.shape, rows), *_stacked(index.of.shape, columns))
    if isinstance(other.chain.start, Transpose):
        places = places[::-1]
    return before, of_factor(Entry(other.value, places)), index.free


def _stacked(shape: Shape, places: Sequence[Index]) -> tuple[Place, ...]:
    """The place in the vec of an array of an entry; none where it has one entry."""
    if shape.rows is not ONE and shape.cols is not ONE:
        return (Paired(*places),)
    return tuple(places)

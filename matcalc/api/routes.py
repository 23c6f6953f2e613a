"""The routes that were asked for, derived and checked, and the check that they meet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matcalc.checking.comparing import TooLargeError
from matcalc.documents.derived import Route, Routed
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.limits import leaving_some
from matcalc.engine.matrix_route import MatrixRoute, NoRoute, RouteName
from matcalc.engine.orientation import route_laid_out
from matcalc.engine.requests import Request
from matcalc.errors import InputError, LimitError
from matcalc.forms.facts import Facts
from matcalc.forms.layout import Layout
from matcalc.forms.program import Program
from matcalc.notation.text_out import input_text

if TYPE_CHECKING:
    from matcalc.checking.routes import Meeting

ALL_ROUTES = "all"

ROUTES = (*(route.value for route in RouteName), ALL_ROUTES)
"""What can be asked for."""


def route_names(route: object) -> tuple[RouteName, ...]:
    """The routes that a word asks for, in the order of a document. Raises InputError for any other word."""
    if route == ALL_ROUTES:
        return tuple(RouteName)
    if route not in ROUTES:
        raise InputError(f"there is no route {route!r}; known: {', '.join(ROUTES)}")
    return (RouteName(route),)


def routed(
    names: tuple[RouteName, ...], program: Program, requests: Sequence[Request], facts: Facts, layout: Layout
) -> tuple[Route, ...]:
    """The routes without indices among `names`, each checked; NoRoute where one does not apply.

    Of several, one that takes too long or is too large to check is none; where it is the only one, that is an error.
    """
    take = _routed if len(names) == 1 else routed_if_possible
    return tuple(take(name, program, requests, facts, layout) for name in names if name is not RouteName.INDEX)


def routed_if_possible(
    name: RouteName, program: Program, requests: Sequence[Request], facts: Facts, layout: Layout
) -> Route:
    """A route, checked; NoRoute where it does not apply, passes a limit or is too large to check."""
    try:
        with leaving_some():
            return _routed(name, program, requests, facts, layout)
    except (LimitError, TooLargeError) as error:
        return NoRoute(name, (str(error),))


def _routed(name: RouteName, program: Program, requests: Sequence[Request], facts: Facts, layout: Layout) -> Route:
    route = _derived(name, program, requests, facts, layout)
    if isinstance(route, NoRoute):
        return route
    from matcalc.checking.routes import verify_route

    route = route_laid_out(route, layout, facts)
    wanted = [request.wrt for request in requests]
    return Routed(route, verify_route(route, wanted, show=input_text, facts=facts))


def _derived(
    name: RouteName, program: Program, requests: Sequence[Request], facts: Facts, layout: Layout
) -> MatrixRoute | NoRoute:
    """The rules of a route are imported where it is taken: they are many, and most derivations need none of them."""
    if program.labels:
        return NoRoute(
            name, ("it has no rules for families of arrays yet, ", program.labels[0].name, " being their label")
        )
    if name is RouteName.DIFFERENTIAL:
        from matcalc.engine.differential_route import differential_route

        return differential_route(program, requests, facts)
    from matcalc.engine.jacobian_route import jacobian_route

    return jacobian_route(program, requests, facts, layout)


def met(
    differentiation: Differentiation,
    program: Program,
    routes: tuple[Route, ...],
    requests: list[Request],
    facts: Facts,
) -> tuple[Meeting, ...]:
    """That the routes that apply give the derivatives of the index route, those on the way too.

    Raises VerificationError where they do not.
    """
    taken: list[MatrixRoute] = [routed.route for routed in routes if isinstance(routed, Routed)]
    if not taken:
        return ()
    from matcalc.checking.routes import meetings

    asked = {request.wrt for request in requests}
    by_every_route = set.intersection(*({one.of for one in route.gradients} for route in taken))
    compared = asked | by_every_route
    wanted = [one.of for one in differentiation.gradients if one.of in compared and one.chain is not None]
    return meetings(differentiation, program, taken, wanted, show=input_text, facts=facts)

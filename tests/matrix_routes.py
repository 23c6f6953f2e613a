"""Deriving by a route without indices, with all that is promised of it: every step, every result, and the meeting."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from matcalc.checking.routes import Meeting, meetings, verify_route
from matcalc.engine.matrix_route import MatrixRoute, NoRoute
from matcalc.engine.requests import Request
from matcalc.engine.route import differentiate
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.matrix_form import Node
from matcalc.forms.program import Program
from matcalc.notation.text_out import input_text

Deriving = Callable[[Program, Sequence[Request], Facts], MatrixRoute | NoRoute]


def met(
    derive: Deriving, program: Program, requests: Sequence[Request], facts: Facts = NONE
) -> tuple[MatrixRoute, tuple[Meeting, ...]]:
    """The route, every step of it replayed and every result met with that of the index route."""
    route = derive(program, requests, facts)
    assert isinstance(route, MatrixRoute), route
    wanted = [request.wrt for request in requests]
    verification = verify_route(route, wanted, show=input_text, facts=facts)
    assert [result.of for result in verification.results] == [gradient.of for gradient in route.gradients]
    index = differentiate(program, requests, (), facts)
    return route, meetings(index, program, [route], wanted, show=input_text, facts=facts)


def texts(meeting: Meeting) -> tuple[str, str]:
    """The result of the index route and that of the other one, as one would type them."""
    ((_, other),) = meeting.others
    assert isinstance(meeting.index.value, Node)
    return input_text(meeting.index.value), input_text(other.value)

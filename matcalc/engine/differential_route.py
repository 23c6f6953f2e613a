from collections.abc import Sequence

from matcalc.engine.matrix_route import MatrixRoute, NoRoute, RouteName
from matcalc.engine.requests import Request
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.program import Program


def differential_route(program: Program, requests: Sequence[Request], facts: Facts = NONE) -> MatrixRoute | NoRoute:
    del program, requests, facts
    return NoRoute(RouteName.DIFFERENTIAL, ("not built yet",))

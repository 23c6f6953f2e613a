from collections.abc import Sequence

from matcalc.engine.matrix_route import MatrixRoute, NoRoute, RouteName
from matcalc.engine.requests import Request
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.layout import Layout
from matcalc.forms.program import Program


def jacobian_route(
    program: Program, requests: Sequence[Request], facts: Facts = NONE, layout: Layout = Layout.GRADIENT
) -> MatrixRoute | NoRoute:
    del program, requests, facts, layout
    return NoRoute(RouteName.JACOBIAN, ("not built yet",))

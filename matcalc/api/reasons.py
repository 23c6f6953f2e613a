"""What the reasons for the operators need besides what a document shows."""

from __future__ import annotations

from dataclasses import replace

from matcalc.api.routes import routed_if_possible
from matcalc.documents.derived import Derived
from matcalc.engine.matrix_route import RouteName
from matcalc.forms.layout import Layout


def with_reasons(derived: Derived) -> Derived:
    """The same with the differential route, derived and checked where it is not among those that are shown."""
    if RouteName.DIFFERENTIAL in derived.shown:
        return derived
    problem = derived.problem
    requests = [asked.request for asked in problem.requests]
    facts = problem.choices.facts_at_first
    route = routed_if_possible(RouteName.DIFFERENTIAL, problem.program, requests, facts, Layout.GRADIENT)
    return replace(derived, for_reasons=route)

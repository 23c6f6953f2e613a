"""The layouts that were asked for."""

from __future__ import annotations

from matcalc.documents.derived import Comparison, Routed
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.matrix_route import NoRoute, RouteName
from matcalc.errors import InputError
from matcalc.forms.facts import Facts
from matcalc.forms.layout import Layout
from matcalc.forms.program import Program
from matcalc.notation.text_out import input_text

ALL_LAYOUTS = "all"

LAYOUTS = (*(layout.value for layout in Layout), ALL_LAYOUTS)
"""What can be asked for."""


def layouts_named(word: object) -> tuple[Layout, ...]:
    """The layouts that a word asks for, that of the page first. Raises InputError for any other word."""
    if word == ALL_LAYOUTS:
        return tuple(Layout)
    if word not in LAYOUTS:
        raise InputError(f"there is no layout {word!r}; known: {', '.join(LAYOUTS)}")
    return (Layout(word),)


def compared(
    layouts: tuple[Layout, ...],
    differentiation: Differentiation,
    program: Program,
    routes: tuple[Routed | NoRoute, ...],
    facts: Facts,
) -> Comparison | None:
    """What a table of several layouts needs, checked; None where there is one layout."""
    if len(layouts) < 2:
        return None
    if program.labels:
        raise InputError(
            "a page that compares all layouts has no table for families of arrays: ask for one layout, "
            '--layout numerator (layout="numerator") or --layout denominator'
        )
    from matcalc.checking.local_jacobians import verify_local_jacobians
    from matcalc.engine.local_jacobians import local_jacobians

    route = next((one.route for one in routes if isinstance(one, Routed) and one.name is RouteName.JACOBIAN), None)
    found = local_jacobians(differentiation, route)
    return Comparison(found, verify_local_jacobians(found, differentiation, program, show=input_text, facts=facts))

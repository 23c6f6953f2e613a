"""The results once more, in a table; with several routes, where they meet."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.chain import Gradient
from matcalc.checking.routes import Meeting
from matcalc.documents.derived import Derived
from matcalc.documents.lists import listed
from matcalc.documents.page import Block, Heading, Paragraph, Part, Sentence, Table
from matcalc.documents.sections import further_results, result_equation, result_shape
from matcalc.engine.matrix_route import RouteName
from matcalc.forms.matrix_form import Cotangent, Symbol

Row = tuple[Sentence, ...]


def summary(derived: Derived) -> Iterator[Block]:
    """The table of all results; where several routes were taken, which ones end in which form, and that they meet."""
    several = len(derived.taken) + derived.shows_indices > 1
    yield Heading(("Where the routes meet" if several else "Summary",))
    what = "derivative" if derived.seconds or not derived.problem.program.output.shape.is_scalar else "gradient"
    columns = (what, "result", "shape", *(("by",) if several else ()))
    rows = tuple(_rows(derived)) if derived.shows_indices else tuple(_rows_of_routes(derived))
    yield Table(columns, rows if several else tuple(row[:3] for row in rows), wide=1)
    if several:
        yield Paragraph(_that_they_meet(derived))


def _rows(derived: Derived) -> Iterator[Row]:
    """The results of the index route, and those of other routes that have another form."""
    meetings = {meeting.of: meeting for meeting in derived.meetings}
    for part in (derived.differentiation, *(second.derivative.differentiation for second in derived.seconds)):
        output = part.program.output
        temporary = {definition.symbol for definition in part.program.definitions if definition.is_temporary}
        for gradient in part.gradients:
            if gradient.chain is None or gradient.of in temporary:
                continue
            equation = result_equation(gradient, output, derived.problem)
            meeting = meetings.get(gradient.of) if part is derived.differentiation else None
            shape = result_shape(gradient)
            yield (equation.left,), (equation.right,), (shape,), _by(meeting)
            if meeting is not None:
                yield from _other_forms(meeting, output)
            for more, other in further_results(gradient, output, derived.problem):
                yield (more.left,), (more.right,), (other,), (RouteName.INDEX.value,)


def _by(meeting: Meeting | None) -> Sentence:
    """The routes that end in the form of the index route."""
    same = [] if meeting is None else [n for n, other in meeting.others if other.value is meeting.index.value]
    return (", ".join(name.value for name in (RouteName.INDEX, *same)),)


def _other_forms(meeting: Meeting, output: Symbol) -> Iterator[Row]:
    for name, other in meeting.others:
        if other.value is not meeting.index.value:
            start = other.chain.start
            left = Gradient(meeting.of, output) if isinstance(start, Cotangent) else start
            yield (left,), (other.value,), (other.value.shape,), (name.value,)


def _rows_of_routes(derived: Derived) -> Iterator[Row]:
    """The results of the routes without indices where the index route is not shown."""
    output = derived.problem.program.output
    for routed in derived.taken:
        for gradient in routed.route.gradients:
            start = gradient.chain.start
            left = Gradient(gradient.of, output) if isinstance(start, Cotangent) else start
            yield (left,), (gradient.value,), (gradient.value.shape,), (routed.name.value,)


def _that_they_meet(derived: Derived) -> Sentence:
    routes = [RouteName.INDEX, *(routed.name for routed in derived.taken)]
    names: list[Part] = [f"the {name.value} route" for name in routes]
    variables: list[Part] = [meeting.of for meeting in derived.meetings]
    how = "exactly, in arithmetic modulo a prime" if all(m.exact for m in derived.meetings) else "to rounding"
    if all(meeting.is_one_form for meeting in derived.meetings):
        return ("At ", *listed(variables), ", ", *listed(names), " end in one and the same expression.")
    return (
        "At ",
        *listed(variables),
        ", ",
        *listed(names),
        f" give the same array. Where two forms stand here, both were evaluated at random points and agree {how}.",
    )

"""The results once more, in a table; with several routes, where they meet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcalc.chain import Derivative, Expression, Gradient
from matcalc.documents.derived import Derived, taken
from matcalc.documents.lists import listed
from matcalc.documents.on_demand import solution_rows
from matcalc.documents.oriented import turned_by_route
from matcalc.documents.page import Block, Heading, Paragraph, Part, Sentence, Table
from matcalc.documents.route_names import SPOKEN
from matcalc.documents.sections import results
from matcalc.documents.steps import condition
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.matrix_route import RouteName
from matcalc.forms.families import generic
from matcalc.forms.index_form import arrays_in
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.traversal import walk

if TYPE_CHECKING:
    from matcalc.checking.routes import Meeting

Row = tuple[Sentence, ...]


def summary(derived: Derived, layout: Layout) -> Iterator[Block]:
    """The table of all results; where several routes were taken, which ones end in which form, and that they meet."""
    several = len(derived.taken) + derived.shows_indices > 1
    yield Heading(("Where the routes meet" if several else "Summary",))
    what = "derivative" if derived.seconds or not derived.problem.program.output.shape.is_scalar else "gradient"
    columns = (what, "result", "shape", *(("by",) if several else ()))
    rows = tuple(_rows(derived, layout)) if derived.shows_indices else tuple(_rows_of_routes(derived, layout))
    rows += tuple((*row, ()) for row in solution_rows(derived))
    yield Table(columns, rows if several else tuple(row[:3] for row in rows), wide=1)
    if several:
        yield Paragraph(_that_they_meet(derived))


def _rows(derived: Derived, layout: Layout) -> Iterator[Row]:
    """The results of the index route, and those of other routes that have another form."""
    parts = [(derived.differentiation, derived.meetings)]
    parts += [(second.derivative.differentiation, second.meetings) for second in derived.seconds]
    for part, met in parts:
        meetings = {meeting.of: meeting for meeting in met}
        output = part.program.output
        hidden = _hidden(part)
        for gradient in part.gradients:
            if gradient.chain is None or generic(gradient.of) in hidden:
                continue
            meeting = meetings.get(gradient.of)
            for equation, shape in results(gradient, output, derived.problem, layout):
                is_value = equation.right is gradient.value
                is_its_transpose = isinstance(equation.left, Derivative) and isinstance(gradient.value, Node)
                by = _by(meeting if is_value or is_its_transpose else None)
                yield (equation.left, *condition(gradient)), (equation.right,), (shape,), by
                if is_value and meeting is not None:
                    yield from _other_forms(meeting, output)


def _hidden(part: Differentiation) -> set[Symbol]:
    """The names of ours whose gradients stand in no result: those that do are results that others are made of."""
    hidden = {definition.symbol for definition in part.program.definitions if definition.is_temporary}
    values: dict[Symbol, list[Expression]] = {}
    for gradient in part.gradients:
        values.setdefault(generic(gradient.of), []).append(gradient.value)
    waiting = [value for of, found in values.items() if of not in hidden for value in found]
    while waiting:
        value = waiting.pop()
        arrays = (value,) if isinstance(value, Node) else arrays_in(value)
        cotangents = (one for array in arrays for one in walk(array) if isinstance(one, Cotangent))
        for of in dict.fromkeys(generic(one.of) for one in cotangents):
            if of in hidden:
                hidden.remove(of)
                waiting += values.get(of, ())
    return hidden


def _by(meeting: Meeting | None) -> Sentence:
    """The routes that end in the form of the index route."""
    same = [] if meeting is None else [n for n, other in meeting.others if other.value is meeting.index.value]
    names = (RouteName.INDEX, *same)
    if meeting is not None and len(same) == len(meeting.others):
        return ("all three routes" if len(names) == len(RouteName) else "both routes",)
    return (", ".join(SPOKEN[name] for name in names),)


def _other_forms(meeting: Meeting, output: Symbol) -> Iterator[Row]:
    for name, other in meeting.others:
        if other.value is not meeting.index.value:
            start = other.chain.start
            left = Gradient(meeting.of, output) if isinstance(start, Cotangent) else start
            yield (left,), (other.value,), (other.value.shape,), (SPOKEN[name],)


def _rows_of_routes(derived: Derived, layout: Layout) -> Iterator[Row]:
    """The results of the routes without indices where the index route is not shown."""
    routes = (*derived.taken, *(routed for second in derived.seconds for routed in taken(second.routes)))
    for routed in routes:
        output = routed.route.program.output
        for gradient in routed.route.gradients:
            start = gradient.chain.start
            left = Gradient(gradient.of, output) if isinstance(start, Cotangent) else start
            by: Sentence = (SPOKEN[routed.name],)
            if (as_written := turned_by_route(gradient, output, layout)) is not None:
                yield (as_written.name,), (as_written.matrix,), (as_written.matrix.shape,), by
            if as_written is None or output.shape.is_scalar:
                yield (left,), (gradient.value,), (gradient.value.shape,), by


def _that_they_meet(derived: Derived) -> Sentence:
    routes = [RouteName.INDEX, *(routed.name for routed in derived.taken)]
    names: list[Part] = [f"the {SPOKEN[name]} route" for name in routes]
    meetings = (*derived.meetings, *(meeting for second in derived.seconds for meeting in second.meetings))
    variables: list[Part] = list(dict.fromkeys(meeting.of for meeting in meetings))
    how = "exactly, in arithmetic modulo a prime" if all(meeting.exact for meeting in meetings) else "to rounding"
    if all(meeting.is_one_form for meeting in meetings):
        return ("At ", *listed(variables), ", ", *listed(names), " end in one and the same expression.")
    return (
        "At ",
        *listed(variables),
        ", ",
        *listed(names),
        f" give the same array. Where two forms stand here, both were evaluated at random points and agree {how}.",
    )

"""TOML → Problem. Every error begins with the file and the place in it, and says what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from matcalc.engine.requests import Request
from matcalc.errors import InputError, printable
from matcalc.forms.matrix_form import Cotangent, Symbol
from matcalc.forms.program import Program
from matcalc.forms.shapes import derivative_shape
from matcalc.notation.glyphs import PrintStyle
from matcalc.notation.names import GRADIENT_PREFIX, JACOBIAN_PREFIX
from matcalc.notation.settings import SETTINGS, checked_settings, notation_of
from matcalc.problems.assumptions import facts_of, read_assumptions
from matcalc.problems.choices import as_asked, require_order
from matcalc.problems.equations import Again, read_equations
from matcalc.problems.families import resolved
from matcalc.problems.files import read_toml
from matcalc.problems.names import print_style
from matcalc.problems.output import with_output
from matcalc.problems.problem import Choices, Problem, ProblemRequest, fault_of_variable, variables_of
from matcalc.problems.tables import Table, nearest, shown
from matcalc.problems.tags import read_tags

if TYPE_CHECKING:
    from matcalc.checking.claims.statement import Stated

KEYS = (
    *(
        "title",
        "about",
        "use",
        "source",
        "tags",
        "shapes",
        "functions",
        "words",
        "define",
        "print",
        "notation",
        "assume",
        "upstream",
        "derive",
        "solve",
    ),
    "state",
    "remarks",
    "over",
)
NEEDED = ("title", "shapes", "define", "derive")
ASKED = ("wrt", "order", "hvp", "expect", "unfold")


def read_problem(path: Path, place: str | None = None) -> Problem:
    """The problem in the file at `path`. `place` is what errors call the file; its path where it is None.

    Raises InputError for a file that can not be read, for a key that is unknown, missing or of the wrong type, and for
    equations that do not make sense.
    """
    place = place or printable(str(path))
    return problem_of(read_toml(path, place), printable(path.stem))


def problem_of(top: Table, name: str) -> Problem:
    """The problem in the top table of a file."""
    top.require(KEYS, NEEDED)
    if not top.text("title").strip():
        raise top.error("title is empty: give the problem a title")
    equations = read_equations(top)
    program = with_output(top, equations)
    if program.labels and "state" in top.values:
        raise top.error("[[state]]: nothing is stated a second time of families of arrays yet; leave it out")
    problem = Problem(
        name=name,
        title=top.text("title"),
        about=top.text("about"),
        source=top.text("source"),
        use=top.text("use"),
        tags=read_tags(top),
        program=program,
        meanings=_meanings(top, program, equations.words),
        styles=_styles(top.table("print"), program),
        requests=_requests(top, program),
        remarks=top.texts("remarks"),
        notation=_notation(top.table("notation")),
        stated=_stated(top, program, equations.again),
    )
    return _as_chosen(problem, top)


def _stated(top: Table, program: Program, again: Sequence[Again]) -> Stated | None:
    """What the file states a second time; most files do not, and need nothing of what reads that."""
    if not again and "state" not in top.values:
        return None
    from matcalc.problems.statements import read_statements

    return read_statements(top, program, again)


def _as_chosen(problem: Problem, top: Table) -> Problem:
    """The problem under the facts of `assume`, differentiated as each [[derive]] says."""
    assumed = top.texts("assume")
    try:
        facts = facts_of(read_assumptions(assumed), problem.program)
    except InputError as error:
        raise top.error(f"assume: {error}") from error
    tables = top.tables("derive")
    twice = [table for table in tables if _order(table) == 2]
    first, direction = (twice[0], twice[0].optional_text("hvp")) if twice else (tables[0], None)
    for table in twice:
        if (other := table.optional_text("hvp")) != direction:
            raise table.error(
                f"this asks for {_second(other)} and {first.place.rpartition(': ')[2]} for {_second(direction)}: one "
                "problem asks for one of them"
            )
    try:
        problem = as_asked(replace(problem, choices=Choices(facts=facts)), direction=direction)
    except InputError as error:
        raise first.error(str(error)) from error
    if "solve" not in top.values:
        return problem
    from matcalc.problems.solves import read_solves

    return replace(problem, solves=read_solves(top, problem))


def _order(table: Table) -> int:
    direction = table.optional_text("hvp")
    order = table.whole_number("order", 1 if direction is None else 2)
    try:
        require_order(order, direction)
    except InputError as error:
        raise table.error(str(error)) from error
    return order


def _second(direction: str | None) -> str:
    return "the Hessian" if direction is None else f"the Hessian times {shown(direction)}"


def _names(table: Table, program: Program) -> tuple[str, ...]:
    known = {symbol.name: symbol for symbol in program.symbols}
    for key in table.values:
        if resolved(program, key) not in known:
            raise table.error(f"there is no array called {shown(key)}{nearest(key, tuple(known))}")
    return tuple(table.values)


def _styles(table: Table, program: Program) -> dict[str, PrintStyle]:
    """How names are printed; members of a family by the name of the family."""
    found = {key: print_style(table.inner(key)) for key in _names(table, program)}
    for key, style in found.items():
        if style.layer is not None and resolved(program, key) != key:
            raise table.error(f"{key}: the label is its layer already")
    return found


def _meanings(top: Table, program: Program, defined: dict[str, str]) -> dict[str, str]:
    words = top.table("words")
    for name in _names(words, program):
        if name in defined:
            raise words.error(f"{name} has its words twice: here and as `text` of its [[define]]; keep one of them")
    return {resolved(program, key): words.text(key) for key in words.values} | defined


def _notation(table: Table) -> dict[str, str]:
    table.require(tuple(SETTINGS), ())
    chosen = {key: table.text(key) for key in table.values}
    try:
        settings = checked_settings(chosen)
        notation_of(settings)
    except InputError as error:
        raise table.error(str(error)) from error
    return settings


def _requests(top: Table, program: Program) -> tuple[ProblemRequest, ...]:
    tables = top.tables("derive")
    if not tables:
        raise top.error("nothing is asked for: add a [[derive]] with a `wrt`")
    variables = variables_of(program)
    found: dict[str, ProblemRequest] = {}
    for table in tables:
        table.require(ASKED, ("wrt",))
        wrt = resolved(program, table.text("wrt"))
        if fault := fault_of_variable(program, variables, wrt):
            raise table.error(fault)
        written = _written_out(program, variables, table)
        unfold = tuple(_resolved_gradient(program, name) for name in table.texts("unfold"))
        for name in unfold:
            if name not in written:
                message = f"unfold: {shown(name)} is not a name that can be written out{nearest(name, tuple(written))}"
                raise table.error(message)
        request = Request(variables[wrt], tuple(written[name] for name in unfold))
        asked = ProblemRequest(request, table.optional_text("expect"), _order(table))
        found[wrt] = _both(found[wrt], asked, table) if wrt in found else asked
    return tuple(found.values())


def _resolved_gradient(program: Program, name: str) -> str:
    prefix = GRADIENT_PREFIX if name.startswith(GRADIENT_PREFIX) else ""
    return prefix + resolved(program, name.removeprefix(prefix))


def _both(one: ProblemRequest, other: ProblemRequest, table: Table) -> ProblemRequest:
    """A gradient and a second derivative by one variable, as one request."""
    name = one.request.wrt.name
    if one.order == other.order:
        what = "gradient" if one.order == 1 else "second derivative"
        raise table.error(f"the {what} at {name} is asked for twice: keep one of the two")
    first, second = sorted((one, other), key=lambda asked: asked.order)
    if first.request.unfold:
        raise table.error(
            f"unfold: the gradient at {name} is written out already, as its second derivative is asked for: leave "
            "it out there"
        )
    return replace(second, expect_first=first.expect, with_first=True)


def _written_out(program: Program, variables: Mapping[str, Symbol], table: Table) -> dict[str, Symbol | Cotangent]:
    """What a last line can write out, by name: what is defined, and the derivatives on the way to what a table asks.

    Those on the way to a Hessian are Jacobians of the gradient.
    """
    defined = [definition.symbol for definition in program.definitions if definition.symbol is not program.output]
    written: dict[str, Symbol | Cotangent] = {symbol.name: symbol for symbol in defined}
    output = program.output.shape
    is_hessian = _order(table) == 2 and "hvp" not in table.values
    prefix = GRADIENT_PREFIX if output.is_scalar and not is_hessian else JACOBIAN_PREFIX
    for name, one in variables.items():
        if derivative_shape(output, one.shape) is not None:
            written[f"{prefix}{name}"] = Cotangent(one, output)
    return written

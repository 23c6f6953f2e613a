"""TOML → Problem. Every error begins with the file and the place in it, and says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matcalc.engine.requests import Request
from matcalc.errors import printable
from matcalc.forms.matrix_form import Cotangent, Symbol
from matcalc.forms.program import Program
from matcalc.notation.names import GRADIENT_PREFIX
from matcalc.problems.equations import read_equations
from matcalc.problems.files import read_toml
from matcalc.problems.names import print_style
from matcalc.problems.output import with_output
from matcalc.problems.problem import Problem, ProblemRequest, fault_of_variable, variables_of
from matcalc.problems.tables import Table, nearest, shown

KEYS = ("title", "about", "source", "shapes", "words", "define", "print", "upstream", "derive", "remarks")
NEEDED = ("title", "shapes", "define", "derive")


def read_problem(path: Path, place: str | None = None) -> Problem:
    """The problem in the file at `path`. `place` is what errors call the file; its path where it is None.

    Raises InputError for a file that can not be read, for a key that is unknown, missing or of the wrong type, and for
    equations that do not make sense.
    """
    place = place or printable(str(path))
    return problem_of(Table(place, read_toml(path, place)), printable(path.stem))


def problem_of(top: Table, name: str) -> Problem:
    """The problem in the top table of a file."""
    top.require(KEYS, NEEDED)
    if not top.text("title").strip():
        raise top.error("title is empty: give the problem a title")
    equations = read_equations(top)
    program = with_output(top, equations)
    return Problem(
        name=name,
        title=top.text("title"),
        about=top.text("about"),
        source=top.text("source"),
        program=program,
        meanings=_meanings(top, program, equations.words),
        styles={key: print_style(top.table("print").inner(key)) for key in _names(top.table("print"), program)},
        requests=_requests(top, program),
        remarks=top.texts("remarks"),
    )


def _names(table: Table, program: Program) -> tuple[str, ...]:
    known = {symbol.name: symbol for symbol in program.symbols}
    for key in table.values:
        if key not in known:
            raise table.error(f"there is no array called {shown(key)}{nearest(key, tuple(known))}")
    return tuple(table.values)


def _meanings(top: Table, program: Program, defined: dict[str, str]) -> dict[str, str]:
    words = top.table("words")
    for name in _names(words, program):
        if name in defined:
            raise words.error(f"{name} has its words twice: here and as `text` of its [[define]]; keep one of them")
    return {key: words.text(key) for key in words.values} | defined


def _requests(top: Table, program: Program) -> tuple[ProblemRequest, ...]:
    tables = top.tables("derive")
    if not tables:
        raise top.error("nothing is asked for: add a [[derive]] with a `wrt`")
    variables = variables_of(program)
    written = _written_out(program, variables)
    found: dict[str, ProblemRequest] = {}
    for table in tables:
        table.require(("wrt", "expect", "unfold"), ("wrt",))
        wrt = table.text("wrt")
        if fault := fault_of_variable(program, variables, wrt):
            raise table.error(fault)
        if wrt in found:
            raise table.error(f"the gradient at {wrt} is asked for twice: keep one of the two")
        unfold = table.texts("unfold")
        for name in unfold:
            if name not in written:
                message = f"unfold: {shown(name)} is not a name that can be written out{nearest(name, tuple(written))}"
                raise table.error(message)
        request = Request(variables[wrt], tuple(written[name] for name in unfold))
        found[wrt] = ProblemRequest(request, table.optional_text("expect"))
    return tuple(found.values())


def _written_out(program: Program, variables: Mapping[str, Symbol]) -> dict[str, Symbol | Cotangent]:
    """What a last line can write out, by name: what is defined, and the gradients that are derived."""
    defined = [definition.symbol for definition in program.definitions if definition.symbol is not program.output]
    written: dict[str, Symbol | Cotangent] = {symbol.name: symbol for symbol in defined}
    written.update((f"{GRADIENT_PREFIX}{name}", Cotangent(one)) for name, one in variables.items())
    return written

"""A problem as the arguments of `matcalc.derive`, in Python: its name where it has one, else its equations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from matcalc.errors import InputError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.facts import Facts, OneOf, Property
from matcalc.forms.matrix_form import ScalarFunction
from matcalc.forms.program import Definition, IndexDefinition
from matcalc.forms.shapes import Shape
from matcalc.notation.text_out import equation_text, input_text
from matcalc.problems.choices import with_choices
from matcalc.problems.expression import INFERRED, problem_of_expression
from matcalc.problems.library import list_problems, load_problem
from matcalc.problems.problem import Problem
from matcalc.problems.shapes import declared_shapes
from matcalc.problems.solves import solves_for
from matcalc.problems.typed import Typed


@dataclass(frozen=True, slots=True)
class Call:
    """The first argument of `matcalc.derive`, and those by keyword, each as it is written in Python."""

    first: str
    keywords: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return ", ".join((self.first, *(f"{name}={text}" for name, text in self.keywords)))


def call_of(problem: Problem) -> Call | None:
    """What asks for the same derivatives of the same program; None where no arguments say all of it.

    It is read back, and compared with the problem, before it is given out.
    """
    return _by_name(problem) or _by_equations(problem)


def quoted(text: str) -> str:
    """The text as a literal of Python."""
    return json.dumps(text, ensure_ascii=False)


def _by_name(problem: Problem) -> Call | None:
    if problem.name not in list_problems():
        return None
    known = load_problem(problem.name)
    if known.program != problem.program:
        return None
    keywords: list[tuple[str, str]] = []
    wrt = [asked.request.wrt.name for asked in problem.requests]
    if wrt != [asked.request.wrt.name for asked in known.requests]:
        keywords.append(("wrt", _texts(wrt)))
        known = known.asking_for(wrt)
    if not _is_same(known, problem):
        keywords += _choices(problem)
        known = with_choices(known, problem.choices.order, (), _direction(problem))
    return Call(quoted(problem.name), tuple(keywords)) if _is_same(known, problem) else None


def _by_equations(problem: Problem) -> Call | None:
    program = problem.program
    if any(symbol.member is not None for symbol in program.symbols):
        return None
    is_unknown = isinstance(program.definitions[-1].body, ScalarFunction)
    said = program.definitions[:-1] if is_unknown else program.definitions
    lines = [_line(definition) for definition in said]
    equations = [line for line in lines if line is not None]
    if len(equations) < len(lines) or not (equations or is_unknown):
        return None
    upstream = tuple(symbol.name for symbol in program.given) if is_unknown else ()
    last = upstream[0] if is_unknown else equations.pop()
    wrt = tuple(asked.request.wrt.name for asked in problem.requests)
    told = [symbol for symbol in program.inputs if problem.meanings.get(symbol.name) != INFERRED]
    for declared in dict.fromkeys((tuple(told), program.inputs)):
        shapes = ", ".join(f"{symbol.name}: {_shape(symbol.shape)}" for symbol in declared)
        if _is_said(problem, last, wrt, shapes, equations, upstream):
            keywords = [("wrt", _texts(wrt)), *([("shapes", quoted(shapes))] if shapes else [])]
            keywords += [("lets", _texts(equations))] if equations else []
            keywords += [("upstream", _texts(upstream))] if upstream else []
            return Call(quoted(last), (*keywords, *_besides(problem)))
    return None


def _is_said(
    problem: Problem, last: str, wrt: tuple[str, ...], shapes: str, lets: Sequence[str], upstream: tuple[str, ...]
) -> bool:
    """Whether this is read as the problem."""
    assume, solve = tuple(_facts(problem.choices.facts)), _solved(problem)
    try:
        known = declared_shapes(shapes)
        typed = Typed(last, wrt, known, tuple(lets), upstream, problem.choices.order, assume, _direction(problem))
        read = problem_of_expression(typed)
        read = replace(read, solves=solves_for(read, solve)) if solve else read
    except InputError:
        return False
    return _is_same(read, problem)


def _besides(problem: Problem) -> list[tuple[str, str]]:
    """What is assumed, how often it is differentiated, and what is solved for."""
    assume, solve = tuple(_facts(problem.choices.facts)), _solved(problem)
    keywords = [("assume", _texts(assume))] if assume else []
    keywords += _choices(problem) if problem.choices.order != 1 else []
    return [*keywords, ("solve", _texts(solve))] if solve else keywords


def _solved(problem: Problem) -> list[str]:
    return [one.unknown.name for one in problem.solves]


def _is_same(one: Problem, other: Problem) -> bool:
    """Whether both ask for the same derivatives, whatever is expected and however they are to be written."""
    return _question(one) == _question(other)


def _question(problem: Problem) -> tuple[object, ...]:
    requests = [(asked.request.wrt, asked.order) for asked in problem.requests]
    solves = [(one.unknown, one.wanted, one.using) for one in problem.solves]
    return problem.program, requests, problem.choices, solves


def _choices(problem: Problem) -> list[tuple[str, str]]:
    direction = _direction(problem)
    return [("order", str(problem.choices.order))] if direction is None else [("hvp", quoted(direction))]


def _direction(problem: Problem) -> str | None:
    return None if problem.choices.direction is None else problem.choices.direction.name


def _line(definition: Definition) -> str | None:
    """The equation in the input language; the right side alone where what is differentiated was given no name."""
    body, name = definition.body, definition.symbol.name
    if isinstance(body, IndexDefinition):
        return equation_text(name, body.places, body.body)
    if definition.is_solved:
        return None
    return input_text(body) if definition.is_temporary else f"{name} = {input_text(body)}"


def _shape(shape: Shape) -> str:
    if shape.is_scalar:
        return ""
    rows, cols = (_length(side) for side in (shape.rows, shape.cols))
    return rows if cols == "1" else f"{rows}×{cols}"


def _length(side: Dimension) -> str:
    text = str(side)
    return text if text.isalnum() else f"({text})"


def _facts(facts: Facts) -> Iterator[str]:
    for symbol, properties in facts.properties.items():
        yield from (f"{symbol.name} {one.value}" for one in Property if one in properties)
        yield from (f"{symbol.name} {one.value}" for one in properties if isinstance(one, OneOf))
    yield from (f"sum({symbol.name}) = {total}" for symbol, total in facts.sums)
    yield from (f"sum({symbol.name}, axis={axis}) = {total}" for symbol, axis, total in facts.line_sums)


def _texts(texts: Sequence[str]) -> str:
    """One text, or a list of them."""
    return quoted(texts[0]) if len(texts) == 1 else f"[{', '.join(map(quoted, texts))}]"

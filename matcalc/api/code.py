"""The code of derivatives as text for a file: functions that run with NumPy alone, each with what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from matcalc.api.callables import Part
from matcalc.api.isolated_result import IsolatedResult
from matcalc.api.needed import needed
from matcalc.api.result import Result
from matcalc.api.self_test import self_test
from matcalc.codegen import About, Backend, module
from matcalc.codegen.implicit import solved as solved_in_code
from matcalc.codegen.tested import Tested, TestedSolution
from matcalc.forms.differentials import Jacobian
from matcalc.forms.facts import Facts
from matcalc.forms.implicit import Implicit
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Node, ScalarFunction, Symbol
from matcalc.forms.program import Definition, IndexDefinition
from matcalc.notation.names import GRADIENT_PREFIX, JACOBIAN_PREFIX
from matcalc.notation.text_out import equation_text, input_text
from matcalc.problems.expression import INFERRED
from matcalc.problems.problem import Problem

_LETTER = re.compile(r"^\w+")
"""What the equation of a result in index form begins with."""


def code_of(
    problem: Problem,
    parts: Sequence[Part],
    results: Sequence[Mapping[str, Result]],
    solutions: Mapping[str, IsolatedResult],
    backend: Backend,
) -> str:
    """The functions of the parts and of the solutions, imports first.

    results: the first and the second derivatives, by variable. solutions: of conditions, by what is solved for.
    """
    many = sum(part.order == 2 for part in parts) > 1
    found = {name: solution for name, solution in solutions.items() if solution.value is not None}

    def functions(one: Backend) -> tuple[tuple[Tested, ...], tuple[TestedSolution, ...]]:
        return (
            tuple(_tested(problem, part, results[part.order - 1], one, many=many) for part in parts),
            tuple(_tested_solution(problem, solution, one) for solution in found.values()),
        )

    tested, solved = functions(backend)
    further, end = self_test(problem, functions, backend)
    return module([*[one.source for one in tested], *[one.source for one in solved], *further], end)


def _tested(problem: Problem, part: Part, results: Mapping[str, Result], backend: Backend, *, many: bool) -> Tested:
    own = {name: results[name] for name in part.wrt}
    kind = kind_of(problem, part)
    name = kind.lower().replace(" ", "_")
    name = f"{name}_{part.wrt[0]}" if many and part.order == 2 else name
    source = part.source(name, about(problem, part, own), backend)
    variables = tuple(part.differentiation.gradient(each).of for each in part.wrt)
    return Tested(source, kind, variables, part.order, problem.choices.direction if part.order == 2 else None)


def _tested_solution(problem: Problem, solution: IsolatedResult, backend: Backend) -> TestedSolution:
    source = solution.source(f"solution_{solution.unknown}", _about_solution(problem, solution), backend)
    solve = next(one for one in reversed(problem.solves) if one.unknown.name == solution.unknown)
    wanted = solve.wanted if isinstance(solve.wanted, Symbol) else None
    return TestedSolution(source, solve.unknown, wanted, solve.using)


def _about_solution(problem: Problem, solution: IsolatedResult) -> About:
    assert solution.value is not None
    return About(
        title=f"{problem.title}: {solution.unknown} where {solution.condition} is 0.",
        sentences=(*_sentences(problem), *_holding(solution)),
        formulas=(*_equations(problem.program.definitions), f"{solution.unknown} = {solution.text}"),
        returned=f"{solution.unknown} ({solution.value.shape})",
        meanings=_meanings(problem),
    )


def _holding(solution: IsolatedResult) -> Iterator[str]:
    if solution.needs:
        yield f"This holds where {'; and where '.join(solution.needs)}."


def about(problem: Problem, part: Part, results: Mapping[str, Result]) -> About:
    """What the docstring of a function says. results: of the variables of the part, by name."""
    kind = kind_of(problem, part)
    shapes = ", ".join(f"{name} ({result.shape})" for name, result in results.items())
    return About(
        title=f"{problem.title}: {kind} of {problem.program.output.name} at {listed(part.wrt)}.",
        sentences=(*_sentences(problem), *_conditions(part)),
        formulas=(*_equations(problem.program.definitions), *_results(problem, part, results)),
        returned=f"a dict of the {kind}: {shapes}" if len(part.wrt) > 1 else f"the {kind} at {shapes}",
        meanings=_meanings(problem),
    )


def kind_of(problem: Problem, part: Part) -> str:
    """What a function computes: gradient, Jacobians, Hessian times v."""
    if part.order == 2:
        direction = problem.choices.direction
        return "Hessian" if direction is None else f"Hessian times {direction.name}"
    plural = "s" if len(part.wrt) > 1 else ""
    return f"{'gradient' if problem.program.output.shape.is_scalar else 'Jacobian'}{plural}"


def listed(names: Sequence[str]) -> str:
    """a, b and c."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _sentences(problem: Problem) -> Iterator[str]:
    output = problem.program.output.name
    if given := [_members(symbol) for symbol in problem.program.given]:
        yield f"{output} is any differentiable scalar function of {listed(given)}."
    for definition in problem.program.definitions:
        if isinstance(definition.body, Implicit):
            name, residual = definition.symbol.name, definition.body.residual.name
            is_computed = solved_in_code(problem.program, definition.symbol) is not None
            yield f"{name} is a solution of {residual} = 0{'' if is_computed else ', found before and passed'}."
    if facts := tuple(_facts(problem.choices.facts)):
        yield f"Declared: {', '.join(facts)}."


def _conditions(part: Part) -> Iterator[str]:
    """Where a matrix has an inverse that solutions of equations need to have."""
    for residual in part.differentiation.residuals:
        if needs := residual.inverse.needs:
            words = "".join(input_text(each) if isinstance(each, Node) else str(each) for each in needs)
            yield f"This holds where {words}."


def _members(symbol: Symbol) -> str:
    """The name of an array; of a family y[1], …, y[T]."""
    if symbol.member is None or symbol.member.at.label is None:
        return symbol.name
    family = symbol.member.family
    return f"{family.name}[1], …, {family.name}[{family.label.last}]"


def _facts(facts: Facts) -> Iterator[str]:
    for symbol, properties in facts.properties.items():
        yield from (f"{symbol.name} {one.value}" for one in sorted(properties, key=lambda one: one.value))
    for symbol, total in facts.sums:
        yield f"sum({symbol.name}) = {total}"
    for symbol, axis, total in facts.line_sums:
        yield f"sum({symbol.name}, axis={axis}) = {total}"


def _equations(definitions: Sequence[Definition]) -> Iterator[str]:
    """The forward equations; what else an array is, is said in words."""
    for definition in definitions:
        name, body = definition.symbol.name, definition.body
        if isinstance(body, IndexDefinition):
            yield equation_text(name, body.places, body.body)
        elif not isinstance(body, ScalarFunction | Implicit | Jacobian):
            yield f"{name} = {input_text(body)}"


def _results(problem: Problem, part: Part, results: Mapping[str, Result]) -> Iterator[str]:
    """The results in the names of the page, after what these names stand for."""
    prefix = GRADIENT_PREFIX if problem.program.output.shape.is_scalar else JACOBIAN_PREFIX
    own = {f"{prefix}{name}" for name in results} if part.order == 1 else set()
    definitions = {name: text for result in results.values() for name, text in result.definitions.items()}
    equations = {definition.symbol.name for definition in problem.program.definitions}
    names = needed((result.text for result in results.values()), definitions) | own
    for name, text in definitions.items():
        if name in names and name not in equations:
            yield f"{name} = {text}"
    for name, result in results.items():
        if part.order == 2:
            yield f"{kind_of(problem, part)}: {result.text}"
        elif isinstance(result.value, IndexSum):
            yield _LETTER.sub(f"{prefix}{name}", result.text)
        elif f"{prefix}{name}" not in definitions:
            yield f"{prefix}{name} = {result.text}"


def _meanings(problem: Problem) -> dict[str, str]:
    program = problem.program
    prefix = GRADIENT_PREFIX if program.output.shape.is_scalar else JACOBIAN_PREFIX
    given = {f"{prefix}{one.name}": f"the gradient of {program.output.name} at {one.name}" for one in program.given}
    told = {name: words for name, words in problem.meanings.items() if words != INFERRED}
    return {**told, **given}

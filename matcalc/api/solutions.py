"""The conditions of a problem solved, each checked by substitution."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.checking.solving import Solved, nothing_of, verify_solution
from matcalc.documents.derived import Isolated
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.isolation import solve
from matcalc.engine.written_out import with_gradient_written_out
from matcalc.errors import InputError
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Program
from matcalc.forms.traversal import replaced
from matcalc.notation.text_out import input_text
from matcalc.problems.problem import Problem, ProblemSolve
from matcalc.solution import Condition


def isolated(problem: Problem, first: Differentiation) -> tuple[Isolated, ...]:
    """Each condition solved as far as the rules lead, in order. first: what was derived of the problem.

    Raises InputError for a condition that can not be stated, VerificationError for a solution that does not hold.
    """
    found: list[Isolated] = []
    for asked in problem.solves:
        found.append(_isolated(asked, problem, first, found))
    return tuple(found)


def _isolated(asked: ProblemSolve, problem: Problem, first: Differentiation, before: Sequence[Isolated]) -> Isolated:
    latest = {one.solve.unknown: one for one in before}
    facts, unknown = problem.choices.facts, asked.unknown
    used = [latest[symbol] for symbol in asked.using]
    if unknown in latest:
        start = Condition(unknown, _value(latest[unknown], unknown))
    else:
        left = _left(asked.wanted, problem, first)
        start = Condition(left, nothing_of(left))
    solutions: dict[Node, Node] = {one.solve.unknown: _value(one, unknown) for one in used}
    equations = _equations(first, problem.program, (unknown, *asked.using))
    solution = solve(start, unknown, facts, equations, solutions)
    check = verify_solution(
        Solved(solution, asked.wanted),
        [Solved(one.solution, one.solve.wanted) for one in used],
        problem.program,
        show=input_text,
        facts=facts,
    )
    return Isolated(asked, solution, check)


def _value(one: Isolated, unknown: Symbol) -> Node:
    if one.solution.value is None:
        raise InputError(
            f"{one.solve.unknown.name} is to be used to solve for {unknown.name}, and it could not be isolated itself"
        )
    return one.solution.value


def _left(wanted: Node, problem: Problem, first: Differentiation) -> Node:
    """What is to be 0: an expression, or a gradient in the names of the input."""
    if not isinstance(wanted, Symbol):
        return wanted
    value = with_gradient_written_out(first, wanted.name, problem.choices.facts).gradient(wanted.name).value
    if not isinstance(value, Node):
        raise InputError(f"the gradient at {wanted.name} has no matrix form, and only an equation of arrays is solved")
    return value


def _equations(first: Differentiation, program: Program, hidden: Sequence[Symbol]) -> dict[Node, Node]:
    """What the names stand for in which one of the symbols is hidden."""
    forms = {forward.definition.symbol: forward for forward in first.forward if forward.matrix_form is not None}
    temporaries: dict[Node, Node] = {}
    for symbol, forward in forms.items():
        if forward.definition.is_temporary and forward.matrix_form is not None:
            temporaries[symbol] = replaced(forward.matrix_form, temporaries)
    inside = set(hidden)
    found: dict[Node, Node] = {}
    for definition in program.definitions:
        if inside.isdisjoint(definition.uses):
            continue
        inside.add(definition.symbol)
        if definition.is_solved:
            raise InputError(
                f"{hidden[0].name} stands in the equation that gives {(definition.unknown or definition.symbol).name}: "
                "nothing is solved for an input through an equation that has to be solved itself"
            )
        if isinstance(definition.body, Node):
            found[definition.symbol] = definition.body
        elif definition.symbol in forms and (form := forms[definition.symbol].matrix_form) is not None:
            found[definition.symbol] = replaced(form, temporaries)
        else:
            raise InputError(
                f"{definition.symbol.name} is given in index form that no matrix form holds: nothing can be solved for "
                "what it is made of"
            )
    return found

"""Where a gradient of a document is 0: derived, and solved for the variable."""

from __future__ import annotations

from dataclasses import replace

from matcalc.api.solutions import isolated
from matcalc.checking.solving import with_solutions
from matcalc.engine.limits import look_at_clock
from matcalc.engine.requests import Request
from matcalc.engine.route import differentiate
from matcalc.errors import InputError, InvariantError, VerificationError
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import Node, Symbol, Zeros
from matcalc.forms.program import Program
from matcalc.judging.comparison import Setting, compared
from matcalc.manuscripts.understood import Understood, problem_of
from matcalc.problems.problem import ProblemSolve

ONLY_ZERO = "the gradient is 0 where the variable is 0, and elsewhere only where a matrix is singular"


def solution_of(by: Symbol, program: Program, understood: Understood, place: int) -> Node | None:
    """What the variable is where the gradient at it is 0, checked by substitution; None where it is not found.

    by: an input of the program, whose output is a scalar. place: at which the facts of the document have to hold.
    """
    asked = problem_of(understood, program, "", place)
    try:
        first = differentiate(program, [Request(by)], frozenset(), asked.choices.facts)
        (found,) = isolated(replace(asked, solves=(ProblemSolve(by, by),)), first)
    except (InputError, InvariantError, VerificationError):
        look_at_clock("check")
        return None
    return found.solution.value


def is_zero(value: Node, program: Program, facts: Facts) -> bool:
    """Whether a solution is 0, as that of 2 S w − 2 λ w = 0: where its matrix is singular, there are others."""
    try:
        return compared(value, Zeros(value.shape), (), Setting(program, facts)).are_equal
    except (InputError, InvariantError):
        look_at_clock("check")
        return False


def program_at(by: Symbol, value: Node, program: Program) -> Program | None:
    """The program in which the variable has a value; None where that is made of what depends on it."""
    try:
        return with_solutions(program, {by: value})
    except InvariantError:
        return None

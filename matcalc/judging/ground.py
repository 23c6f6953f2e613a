"""What a claim is about: a problem, or equations that were typed, and what was said besides."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from matcalc.api.arguments import OWN_SYNTAX, kind
from matcalc.api.derivation import Derivation
from matcalc.documents.glyphs import glyphs_of
from matcalc.errors import InputError, LanguageError, ShapeError
from matcalc.forms.facts import Facts
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program
from matcalc.forms.shapes import Shape
from matcalc.judging.claims import judged_side
from matcalc.judging.comparison import glyphs_for
from matcalc.judging.findings import Finding, Kind
from matcalc.judging.verdicts import Verdict
from matcalc.judging.wanted import Wanted
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.inference import statement
from matcalc.problems.assumptions import facts_of, read_assumptions
from matcalc.problems.expression import program_of_typed
from matcalc.problems.library import load_problem
from matcalc.problems.problem import Problem, fault_of_variable, variables_of
from matcalc.problems.program_text import equations_in
from matcalc.problems.typed import Typed


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says besides a claim."""

    wrt: tuple[str, ...]
    shapes: dict[str, Shape]
    lets: tuple[str, ...]
    assume: tuple[str, ...]
    upstream: tuple[str, ...]
    layout: Layout
    syntax: str
    is_diagnosed: bool = True


@dataclass(frozen=True, slots=True)
class Ground:
    """What a claim is about. notation: how its names are printed."""

    program: Program
    facts: Facts
    notation: Glyphs


def ground_of(problem: Any, said: Said) -> Ground:
    """The problem that a claim is about. Raises InputError for what is none."""
    if problem is None:
        return _of_lets(said)
    if isinstance(problem, Derivation):
        known = problem.problem
    elif isinstance(problem, Problem):
        known = problem
    elif isinstance(problem, (str, os.PathLike)):
        known = load_problem(problem)
    else:
        raise InputError(f"a problem is a name, a path, a Problem or a Derivation, not {kind(problem)}")
    for name, given in (("shapes", said.shapes), ("lets", said.lets), ("upstream", said.upstream)):
        if given:
            raise InputError(f"{name} belong to a claim without a problem: a problem has its own")
    if said.syntax != OWN_SYNTAX:
        raise InputError(f"a problem is written in the input language: leave the syntax {said.syntax} out")
    facts = known.choices.facts.joined(facts_of(read_assumptions(said.assume), known.program))
    return Ground(known.program, facts, glyphs_of(known, known.program))


def _of_lets(said: Said) -> Ground:
    """The program that the equations before a claim make: its output is the last, or E where something is upstream."""
    if said.syntax != OWN_SYNTAX:
        raise InputError(f"the syntax {said.syntax} has no equations: leave --let (lets=) out")
    lets = tuple(equation for text in said.lets for equation in equations_in(text))
    lines = [statement(let) for let in lets]
    last = lines[-1].name
    if last is None:
        raise LanguageError("an equation before a claim is written name = …, z = W @ a + b", lets[-1], 0)
    return of_typed(Typed(last, (), said.shapes, lets, said.upstream, None, said.assume))


def of_typed(typed: Typed) -> Ground:
    """The program that was typed, with what is assumed of it."""
    program, _ = program_of_typed(typed)
    return Ground(program, facts_of(read_assumptions(typed.assume), program), glyphs_for(program))


def variable(program: Program, name: str) -> Symbol:
    """What a program is differentiated by. Raises InputError where it is none of its variables."""
    variables = variables_of(program)
    if fault := fault_of_variable(program, variables, name):
        raise InputError(fault)
    return variables[name]


def judged(side: str, wanted: Wanted, said: Said, *, is_finished: bool = True) -> Verdict:
    """The verdict on one side, as much of it as is asked for."""
    return judged_side(side, wanted, is_finished=is_finished, is_diagnosed=said.is_diagnosed)


def misfit(error: ShapeError, notation: Glyphs, side: str) -> Verdict:
    """The verdict on an equality of which one side has shapes that do not fit."""
    message, _, place = str(error).partition("\n")
    words = (f"Wrong: the shapes of the {side} side do not fit: {message}.",)
    return Verdict(Finding(Kind.WRONG, words), notation, place)

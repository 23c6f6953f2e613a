"""What a document solves for, where the gradient that it sets to 0 is not 0 with it."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.checking.claims.results import facts_in
from matcalc.errors import InputError, InvariantError
from matcalc.forms.matrix_form import Cotangent, ScalarFunction, Zeros
from matcalc.forms.program import Program
from matcalc.judging.comparison import Setting, compared
from matcalc.judging.judge import undecided
from matcalc.judging.verdicts import Verdict
from matcalc.manuscripts.said import Said
from matcalc.manuscripts.understood import Understood
from matcalc.manuscripts.verdict_lines import Line
from matcalc.notation.glyphs import Glyphs


def not_solved(understood: Understood, glyphs: Glyphs) -> Iterator[Line]:
    """A line for each solution that does not fit, or with which the gradient at it is not 0, where that is known."""
    for name, equation in understood.solutions.items():
        chain, said = equation.chain, equation.said
        if chain is not None and said is not None and (why := _why(name, said, understood)):
            yield Line(said.line, said.typed, chain.number, len(chain.said), Verdict(undecided(why), glyphs))


def _why(name: str, said: Said, understood: Understood) -> str:
    """Why a solution may be none; empty where it is one, or nothing can be said of it."""
    program = understood.solved
    if program is None:
        return "" if understood.program is None else "it does not fit the other equations of the document"
    if not program.output.shape.is_scalar or not _is_known(program) or _is_zero_with(name, said, program, understood):
        return ""
    return f"with it the gradient at {name} is not 0"


def _is_known(program: Program) -> bool:
    """Whether equations say what the output is."""
    return all(not isinstance(one.body, ScalarFunction) for one in program.definitions)


def _is_zero_with(name: str, said: Said, program: Program, understood: Understood) -> bool:
    """Whether a gradient is 0 with a solution, or nothing can be said of it."""
    by = next((one.symbol for one in program.definitions if one.symbol.name == name), None)
    if by is None or by is program.output:
        return True
    facts = facts_in(understood.facts_at(said.member.span.start), program)
    try:
        return compared(Cotangent(by), Zeros(by.shape), (), Setting(program, facts)).are_equal
    except (InputError, InvariantError):
        return True

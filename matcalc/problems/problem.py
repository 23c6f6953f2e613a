"""A problem: equations, what their names mean, how they are printed, and what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from matcalc.engine.paths import way_to_give
from matcalc.engine.requests import Request
from matcalc.errors import InputError, did_you_mean
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.families import label_of
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Program
from matcalc.notation.glyphs import PrintStyle
from matcalc.problems.families import resolved
from matcalc.problems.tables import shown

if TYPE_CHECKING:
    from matcalc.checking.claims.statement import Stated

NO_VARIABLE = "no variable is named: name at least one to differentiate by"


@dataclass(frozen=True, slots=True)
class ProblemRequest:
    """A derivative that is asked for: the first, or the second, which shows the first one too.

    expect: what it must be, in the input language; never given to the engine. expect_first: what the gradient must be
    where both are asked for, which with_first says.
    """

    request: Request
    expect: str | None = None
    order: int = 1
    expect_first: str | None = None
    with_first: bool = False

    def of_order(self, order: int) -> ProblemRequest:
        """The same with the derivative of that order asked for."""
        if order == self.order:
            return self
        if order == 1:
            return ProblemRequest(self.request, self.expect_first)
        return ProblemRequest(self.request, None, order, self.expect)


@dataclass(frozen=True, slots=True)
class Choices:
    """How a problem is differentiated.

    order: 2 where a second derivative is asked for. direction: what the Hessian is multiplied by, None where all of it
    is asked for. facts: what is declared about the inputs. twice: the variables of the second derivatives.
    """

    order: int = 1
    direction: Symbol | None = None
    facts: Facts = NONE
    twice: tuple[Symbol, ...] = ()

    @property
    def facts_at_first(self) -> Facts:
        """The facts by which the first derivative is simplified: those that still hold where it is differentiated
        again, when the variable moves and all else is held fixed.
        """
        return self.facts.without(self.twice)


@dataclass(frozen=True, slots=True)
class ProblemSolve:
    """A condition to be solved for an input.

    wanted: what is to be 0, the gradient at a symbol or an expression that is no symbol. using: inputs whose solutions,
    found before, are put in. expect: what the solution must be, in the input language; never given to the engine.
    """

    unknown: Symbol
    wanted: Node
    using: tuple[Symbol, ...] = ()
    expect: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A program to differentiate, with all that a reader is told about it.

    name: as in `matcalc derive NAME`. meanings and styles are by the name of a symbol; a symbol may lack either.
    remarks: sentences for the end; mathematics between backticks is in the input language. notation: the settings that
    it makes, by key. stated: what is stated a second time, of the equations as they were given; None where nothing is.
    source: where the final form is printed. use: where a reader meets it. tags: of `matcalc.problems.tags`.
    """

    name: str
    title: str
    about: str
    source: str
    program: Program
    meanings: Mapping[str, str]
    styles: Mapping[str, PrintStyle]
    requests: tuple[ProblemRequest, ...]
    remarks: tuple[str, ...] = ()
    choices: Choices = Choices()
    notation: Mapping[str, str] = field(default_factory=dict)
    stated: Stated | None = None
    solves: tuple[ProblemSolve, ...] = ()
    use: str = ""
    tags: tuple[str, ...] = ()

    def asking_for(self, names: Sequence[str]) -> Problem:
        """The same problem with the gradients at these names asked for instead, in this order.

        Raises InputError where a name is not in the problem, is its output, or is one whose gradient is given.
        """
        if not names:
            raise InputError(NO_VARIABLE)
        asked = {asked.request.wrt.name: asked for asked in self.requests}
        variables = variables_of(self.program)
        chosen = []
        for name in dict.fromkeys(resolved(self.program, name) for name in names):
            if fault := fault_of_variable(self.program, variables, name):
                raise InputError(fault)
            chosen.append(asked.get(name) or ProblemRequest(Request(variables[name]), order=self.choices.order))
        return replace(
            self, requests=tuple(chosen), solves=_left_of(self.solves, [each.request.wrt for each in chosen])
        )


def _left_of(solves: Sequence[ProblemSolve], derived: Sequence[Symbol]) -> tuple[ProblemSolve, ...]:
    """The conditions whose gradients are derived still, and those of what they use."""
    kept: list[ProblemSolve] = []
    for one in solves:
        is_derived = not isinstance(one.wanted, Symbol) or one.wanted in derived
        if is_derived and all(any(used is other.unknown for other in kept) for used in one.using):
            kept.append(one)
    return tuple(kept)


def variables_of(program: Program) -> dict[str, Symbol]:
    """What the program can be differentiated by, by name: all but its output and what has its gradient given."""
    left_out = {symbol.name for symbol in (program.output, *program.given)}
    return {symbol.name: symbol for symbol in program.symbols if symbol.name not in left_out}


def fault_of_variable(program: Program, variables: Mapping[str, Symbol], name: str) -> str | None:
    """Why `name` is not among the variables of the program; None where it is."""
    if name in variables:
        return None
    known = ", ".join(variables)
    if name == program.output.name:
        return f"{name} is what is differentiated; differentiate by something it depends on: {known}"
    if given := next((symbol for symbol in program.given if symbol.name == name), None):
        if label_of(given) and any(_is_member(used, given) for one in program.definitions for used in one.uses):
            return f"the gradient at {name} is given, and its next member reads it: {way_to_give(program, given)}"
        another = f"another array: {known}" if known else f"an array that {name} is made of"
        return f"the gradient at {name} is given, so there is nothing to derive: differentiate by {another}"
    return f"there is no variable called {shown(name)}: {did_you_mean(name[:60], variables)}"


def _is_member(symbol: Symbol, of: Symbol) -> bool:
    """Whether a symbol moves with the label, in the family of another one."""
    return (
        label_of(symbol) is not None
        and symbol.member is not None
        and of.member is not None
        and (symbol.member.family == of.member.family)
    )

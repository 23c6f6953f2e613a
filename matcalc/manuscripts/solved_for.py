"""What a document solves for, where it sets a gradient to zero: whether the gradient is 0 with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from matcalc.chain import Gradient
from matcalc.checking.claims.results import facts_in
from matcalc.checking.solving import with_solutions
from matcalc.documents.page import Sentence
from matcalc.engine.limits import look_at_clock
from matcalc.errors import InputError, InvariantError, ShapeError
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import Cotangent, Node, ScalarFunction, Symbol, Zeros
from matcalc.forms.program import IndexDefinition, Program
from matcalc.forms.traversal import symbols_in
from matcalc.judging.claims import judged_side
from matcalc.judging.comparison import Compared, Setting, compared
from matcalc.judging.findings import Finding, Kind
from matcalc.judging.judge import example_of, undecided, undecided_as
from matcalc.judging.verdicts import Verdict
from matcalc.judging.wanted import Wanted
from matcalc.manuscripts.claims import Claim, pair_of
from matcalc.manuscripts.equations import Equation, and_lets, offered_by, varied_by
from matcalc.manuscripts.estimates import estimates_of
from matcalc.manuscripts.refutable import Steps, is_refutable
from matcalc.manuscripts.samples_said import with_samples_said
from matcalc.manuscripts.stationary import ONLY_ZERO, is_zero, solution_of
from matcalc.manuscripts.understood import Understood, needed_for
from matcalc.manuscripts.verdict_lines import Line
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.text_in import parse_definition

NO_FIT = "it does not fit the other equations of the document"


NOT_JUDGED = "it is taken as what follows from a condition, and not judged: no gradient is seen here that is 0 with it"


@dataclass(frozen=True, slots=True)
class Solved:
    """A line that says what the variable `by` of a gradient is. equation: what it says, perhaps of ŵ for w."""

    by: str
    equation: Equation


def solutions_judged(
    solutions: Sequence[Solved], understood: Understood, steps: Steps, glyphs: Glyphs
) -> Iterator[tuple[Solved, Line]]:
    """A line for each solution: right where the gradient is 0 with it.

    It is wrong where the gradient is not, and the words of the document say that it is; else it is not judged. steps:
    the verdicts on the claims of the document, on which that rests.
    """
    for one in solutions:
        chain, said = one.equation.chain, one.equation.said
        assert chain is not None
        assert said is not None
        found = _Solution(one.by, one.equation, understood, glyphs).verdict(steps)
        found = Verdict(undecided(NOT_JUDGED), glyphs) if found is None else found
        yield one, Line(said.line, said.typed, chain.number, len(chain.said), found)


def solutions_of(understood: Understood) -> tuple[Solved, ...]:
    """What is solved for: w of w = …, where that defines nothing, and each ŵ = … of a variable w.

    Of the first line that says it the side that may define it, else each side: no line about ŵ is held against another.
    """
    estimated = _estimated(understood)
    found: list[Solved] = []
    first: set[str] = set()
    for chain in understood.chains:
        offered = tuple(offered_by(chain))
        name = offered[0].name if offered else ""
        led = understood.led.get(chain.number)
        by = name if name in understood.solutions or (led is not None and led.by == name) else estimated.get(name)
        if by is None or not all(_is_solution(one, by, understood) for one in offered):
            continue
        taken = [one for one in offered if _is_taken(one, understood)] or offered[:1]
        found += (Solved(by, one) for one in (offered if name in first else taken))
        first.add(name)
    return tuple(found)


def resting_on(
    solutions: Sequence[tuple[Solved, Line]], steps: Steps, glyphs: Glyphs
) -> Iterator[tuple[Claim, Verdict]]:
    """The verdicts, none of them wrong by a line that is itself not known to be right."""
    open_ones = [(one, line) for one, line in solutions if not line.verdict.is_right]
    for claim, verdict in steps:
        is_wrong = verdict.kind is Kind.WRONG
        resting = next((line for one, line in open_ones if _rests_on(one, claim)), None) if is_wrong else None
        if resting is None:
            yield claim, verdict
        else:
            why = f"it rests on what is solved for in line {resting.number}, which is not known to be right"
            yield claim, Verdict(undecided(why), glyphs)


def _rests_on(solved: Solved, claim: Claim) -> bool:
    """Whether a claim goes through a solution in another line: by a name that it defines, or by a derivative behind it,
    as the words may call a conclusion what is an equation on the way.
    """
    name = solved.equation.name
    if solved.equation.chain is claim.chain:
        return False
    defined = {definition.symbol.name for definition in claim.program.definitions}
    if name in defined & _behind(claim.chain.names, claim.program):
        return True
    match pair_of(claim):
        case (of, by) if solved.equation.chain is not None and solved.equation.chain.number < claim.chain.number:
            is_through = name != by.name and name in _behind({of.name}, claim.program)
            return is_through and by.name in _behind(solved.equation.uses, claim.program)
    return False


def _behind(names: Collection[str], program: Program) -> frozenset[str]:
    """The names of a program that these are made of, and they themselves."""
    known = {symbol.name for symbol in program.symbols}.intersection(names)
    return frozenset(symbol.name for symbol in needed_for(program, known).symbols) if known else frozenset()


def _estimated(understood: Understood) -> dict[str, str]:
    """The names ŵ with w, by which the document differentiates, to which its words lead, or of which they conclude
    something; none is a name on the way to what is differentiated.
    """
    program = understood.program
    if program is None:
        return {}
    varied = {name for chain in understood.chains for name in varied_by(chain)}
    told = {one.by for one in understood.led.values()}
    said = [chain for chain in understood.chains if chain.number in understood.concluded]
    concluded = {first.subject for chain in said if (first := chain.said[0].meaning) is not None}
    on_the_way = _behind({program.output.name}, program) - {program.output.name}
    return {
        name: one.name
        for one in program.inputs
        for name in estimates_of(one.name, understood.vocabulary)
        if name not in varied | on_the_way and (one.name in varied | told or name in concluded)
    }


def _is_taken(equation: Equation, understood: Understood) -> bool:
    """Whether an equation is the one that says what its name is, in the programs of the document."""
    known = (understood.equations.get(equation.name), understood.solutions.get(equation.name))
    return any(one is not None and one.said is equation.said for one in known)


def _is_solution(equation: Equation, by: str, understood: Understood) -> bool:
    """Whether a right side is made of nothing that depends on the variable; what a condition gives may be."""
    program = understood.program
    if program is None or equation.name in understood.solutions:
        return True
    return by not in _behind(equation.uses, program)


TWO_SIZES = 2
"""Seeds at which a gradient is looked at with a solution put in: of an inverse of 10 × 10 it is dear."""


@dataclass(frozen=True, slots=True)
class _Solution:
    """A right side that a document gives for the variable `name` of a gradient."""

    name: str
    equation: Equation
    understood: Understood
    glyphs: Glyphs

    def verdict(self, steps: Steps) -> Verdict | None:
        """None where nothing is known of it."""
        program, joint = self.understood.program, self.understood.solved
        if program is None or not program.output.shape.is_scalar or not _is_known(program):
            return None
        by = next((symbol for symbol in program.inputs if symbol.name == self.name), None)
        if by is None:
            return None
        try:
            alone = self._program(program, by)
            ways = (alone, joint if _is_taken(self.equation, self.understood) else None)
            tried = [self._is_zero(by, one) for one in ways if one is not None and _has(by, one)]
        except ShapeError:
            alone, tried = None, []
        except (InputError, InvariantError):
            look_at_clock("check")
            return None
        if (held := next((one for one in tried if one.are_equal), None)) is not None:
            words: Sentence = ("Right: the gradient at ", by, " is 0 with it.")
            return Verdict(Finding(Kind.RIGHT, words, how=held.how), self.glyphs)
        if alone is not None and not tried:
            return None
        is_varied = any(self.name in varied_by(chain) for chain in self.understood.chains)
        if alone is not None and self.name == self.equation.name and not is_varied:
            return None
        assert self.equation.chain is not None
        names = self.equation.chain.names - {self.equation.name}
        is_declared = alone is not None or self._arrays(program, names) <= self.understood.vocabulary.declared
        is_one_of_many = len(self.understood.solutions) > 1 and not _is_taken(self.equation, self.understood)
        if (
            is_one_of_many
            or not is_declared
            or not is_refutable(self.equation.chain, by, names, self.understood, steps)
        ):
            if alone is None:
                return Verdict(undecided(NO_FIT), self.glyphs)
            return Verdict(undecided_as("with it the gradient at ", by, " is not 0"), self.glyphs)
        right = solution_of(by, program, self.understood, self._place)
        if right is not None and is_zero(right, program, self._facts(program)):
            return Verdict(undecided(ONLY_ZERO), self.glyphs)
        verdict = self._wrong(program, by, alone, right)
        return with_samples_said(verdict, self.equation.chain, program, self.understood.vocabulary)

    def _program(self, program: Program, by: Symbol) -> Program | None:
        """The program with this solution for the variable; None where it is made of what depends on the variable.

        Raises ShapeError where it does not fit.
        """
        known: dict[Symbol, Node | IndexDefinition] = {}
        symbols = {symbol.name: symbol for symbol in program.symbols if symbol is not by}
        for name, one in and_lets({self.equation.name: self.equation}).items():
            if name in symbols and name != self.equation.name:
                continue
            is_last = name == self.equation.name
            symbols.pop(name, None)
            parsed = parse_definition(self._text if is_last else one.text, symbols)
            if is_last and parsed.shape != by.shape:
                raise ShapeError(f"this is {parsed.shape}, and {by.name} is {by.shape}")
            symbol = by if is_last else Symbol(name, parsed.shape)
            symbols[symbol.name] = symbol
            known[symbol] = parsed.body
        try:
            return with_solutions(program, known)
        except InvariantError:
            return None

    def _arrays(self, program: Program, names: Collection[str]) -> frozenset[str]:
        """The vectors and matrices among some names."""
        return frozenset(one.name for one in program.symbols if not one.shape.is_scalar).intersection(names)

    @property
    def _text(self) -> str:
        """Its equation, as one of the variable."""
        return f"{self.name}{self.equation.text.removeprefix(self.equation.name)}"

    @property
    def _place(self) -> int:
        assert self.equation.said is not None
        return self.equation.said.member.span.start

    def _facts(self, program: Program) -> Facts:
        return facts_in(self.understood.facts_at(self._place), program)

    def _is_zero(self, by: Symbol, program: Program) -> Compared:
        own = needed_for(program, {program.output.name, by.name})
        return compared(Cotangent(by), Zeros(by.shape), (), Setting(own, self._facts(own)), most=TWO_SIZES)

    def _wrong(self, program: Program, by: Symbol, alone: Program | None, right: Node | None) -> Verdict:
        """What is wrong with a solution. alone: the program with it; None where it does not fit. right: the solution,
        where it is found.
        """
        words: Sentence = ("Wrong: with it the gradient at ", by, " is not 0.")
        lets = and_lets({self.equation.name: self.equation})
        is_of_arrays = len(lets) == 1 and not self.equation.is_index_form
        if is_of_arrays and (right is not None or alone is None):
            own = needed_for(program, {*self.equation.uses, *(one.name for one in symbols_in(right or by))})
            setting = Setting(own, self._facts(own), notation=self.glyphs)
            found = judged_side(self.equation.text[self.equation.start :], Wanted(right or by, setting))
            if found.kind is Kind.WRONG:
                return found if alone is None else replace(found, finding=replace(found.finding, words=words))
        if alone is None:
            return Verdict(undecided(NO_FIT), self.glyphs)
        if right is not None:
            return Verdict(Finding(Kind.WRONG, words, ("Right is ", right, ".")), self.glyphs)
        setting = Setting(alone, self._facts(alone), notation=self.glyphs)
        diagnosis: Sentence = (Gradient(by, program.output), " is to be 0, and the two sides differ.")
        example = example_of(Cotangent(by), Zeros(by.shape), setting)
        return Verdict(Finding(Kind.WRONG, words, diagnosis, counterexample=example), self.glyphs)


def _is_known(program: Program) -> bool:
    """Whether equations say what the output is."""
    return all(not isinstance(one.body, ScalarFunction) for one in program.definitions)


def _has(by: Symbol, program: Program) -> bool:
    """Whether the variable is defined in a program."""
    return any(one.symbol is by for one in program.definitions)

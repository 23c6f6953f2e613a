"""What a document solves for, where it sets a gradient to zero: whether the gradient is 0 with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
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
from matcalc.judging.judge import example_of, undecided
from matcalc.judging.verdicts import Verdict
from matcalc.judging.wanted import Wanted
from matcalc.manuscripts.equations import Equation, and_lets
from matcalc.manuscripts.refutable import Steps, is_refutable
from matcalc.manuscripts.samples_said import with_samples_said
from matcalc.manuscripts.stationary import solution_of
from matcalc.manuscripts.understood import Understood, needed_for
from matcalc.manuscripts.verdict_lines import Line
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.text_in import parse_definition

NO_FIT = "it does not fit the other equations of the document"


def solutions_judged(understood: Understood, steps: Steps, glyphs: Glyphs) -> Iterator[Line]:
    """A line for each solution of which something is known: right where the gradient is 0 with it.

    It is wrong where the gradient is not, and the words of the document say that it is. steps: the verdicts on the
    claims of the document, on which that rests.
    """
    for name, equation in _solutions(understood).items():
        chain, said = equation.chain, equation.said
        assert chain is not None
        assert said is not None
        found = _Solution(name, equation, understood, glyphs).verdict(steps)
        if found is not None:
            yield Line(said.line, said.typed, chain.number, len(chain.said), found)


def _solutions(understood: Understood) -> dict[str, Equation]:
    """What is solved for, each by the name of its variable: w of w = …, and of ŵ = … where words lead to it."""
    found = {name: one for name, one in understood.solutions.items() if one.chain is not None and one.said is not None}
    for equation in (*understood.equations.values(), *(one for one, _ in understood.left_out)):
        led = None if equation.chain is None else understood.led.get(equation.chain.number)
        if led is not None and equation.said is not None:
            found.setdefault(led.by, equation)
    return found


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
            tried = [self._is_zero(by, one) for one in (alone, joint) if one is not None and _has(by, one)]
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
        assert self.equation.chain is not None
        names = self.equation.chain.names - {self.equation.name}
        is_declared = alone is not None or self._arrays(program, names) <= self.understood.vocabulary.declared
        if not is_declared or not is_refutable(self.equation.chain, by, names, self.understood, steps):
            why = NO_FIT if alone is None else f"with it the gradient at {self.name} is not 0"
            return Verdict(undecided(why), self.glyphs)
        verdict = self._wrong(program, by, alone)
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
        return compared(Cotangent(by), Zeros(by.shape), (), Setting(own, self._facts(own)))

    def _wrong(self, program: Program, by: Symbol, alone: Program | None) -> Verdict:
        """What is wrong with a solution. alone: the program with it; None where it does not fit."""
        right = solution_of(by, program, self.understood, self._place)
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

"""What is wrong with a member of a chain, if anything: a verdict with a diagnosis, a repair and an example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from matcalc.chain import Expression
from matcalc.checking.claims.results import facts_in
from matcalc.checking.claims.saying import arrays_listed
from matcalc.checking.claims.statement import DerivativeOf, EquationOf, GradientAt
from matcalc.checking.claims.targets import targets
from matcalc.checking.claims.turning import in_problem
from matcalc.documents.page import Sentence
from matcalc.engine.limits import look_at_clock
from matcalc.errors import InputError, InvariantError
from matcalc.forms.facts import Facts
from matcalc.forms.indices import Index
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node
from matcalc.forms.program import IndexDefinition, Program
from matcalc.judging.claims import OTHER_LENGTH, judged_side
from matcalc.judging.comparison import Setting, compared
from matcalc.judging.crossed import wrong_if_crossed
from matcalc.judging.findings import Finding, Kind
from matcalc.judging.judge import undecided
from matcalc.judging.verdicts import Verdict
from matcalc.judging.wanted import Wanted, derivative_wanted, entries_wanted, equation_wanted, gradient_wanted
from matcalc.manuscripts.claims import Anchor, Claim, anchor_of
from matcalc.manuscripts.compared import Compared, first_alone, sides_of
from matcalc.manuscripts.extrema import at_an_extremum
from matcalc.manuscripts.not_wrong import not_wrong, rests_on_held, rests_on_lost, rests_on_nothing
from matcalc.manuscripts.partials import WRONG, with_partials
from matcalc.manuscripts.samples_said import with_samples_said
from matcalc.manuscripts.terminal import AS_FRACTIONS, printer_of
from matcalc.manuscripts.understood import Understood, alone, needed_for, with_input
from matcalc.manuscripts.unused import left_open, may_be_open
from matcalc.manuscripts.written_out import with_lets_written_out
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.statements_in import stated_subject

_ENTRYWISE = re.compile(r"\\odot|\\circ|[⊙∘]")
"""A product entry by entry on paper, where nothing stretches."""


class Judge:
    """Judges the claims of one document. glyphs: how its names are printed."""

    def __init__(self, understood: Understood, glyphs: Glyphs) -> None:
        self._understood = understood
        self._glyphs = glyphs
        self._fractions = printer_of(understood, AS_FRACTIONS).glyphs
        self._settings: dict[tuple[object, ...], Setting] = {}

    def verdict(self, claim: Claim, *, is_diagnosed: bool = True) -> Verdict:
        """The verdict on a member of a chain. is_diagnosed: whether more is said of what is wrong than that it is.

        Raises LimitError where the time is up before it is known.
        """
        whole = claim.program
        names = claim.chain.names | ({whole.output.name} if any(one.is_derived for one in claim.chain.said) else set())
        program = needed_for(whole, names)
        facts = facts_in(claim.facts, program)
        try:
            if claim.held is not None and claim.held.is_as_declared and claim.held.left_out is None:
                found = self._looked_at_again(claim, program, facts)
                if found is not None:
                    spoilt = self._spoilt(claim)
                    return found if spoilt is None else Verdict(spoilt, self._glyphs)
            if (found_at := at_an_extremum(claim, self._understood, self._setting)) is not None:
                return Verdict(found_at, self._glyphs)
            if (reason := not_wrong(claim, self._understood)) is not None:
                return Verdict(reason, self._glyphs)
            verdict = self._not_right(claim, program, facts, is_diagnosed)
            if verdict.kind is Kind.WRONG and may_be_open(claim, self._understood):
                diagnosed = verdict if is_diagnosed else self._not_right(claim, program, facts, is_diagnosed=True)
                if (open_ := left_open(claim, diagnosed, self._understood)) is not None:
                    return Verdict(open_, self._glyphs)
            verdict = with_lets_written_out(verdict, claim.chain, program)
            return with_samples_said(verdict, claim.chain, program, self._understood.vocabulary)
        except (InputError, InvariantError) as error:
            look_at_clock("check")
            return Verdict(undecided(str(error)), self._glyphs)

    def _spoilt(self, claim: Claim) -> Finding | None:
        """Why a claim that holds is not right for that."""
        if (crossed := _crossed(claim)) is not None:
            return crossed
        return rests_on_held(claim) or rests_on_lost(claim, self._understood) or rests_on_nothing(claim)

    def _looked_at_again(self, claim: Claim, program: Program, facts: Facts) -> Verdict | None:
        """What holds at one size, compared at others too; None where it does not hold there."""
        setting = self._setting(program, facts)
        for left, right, free in _sides(claim, program):
            if isinstance(left, Node) and isinstance(right, Node) and left.shape != right.shape:
                continue
            found = compared(left, right, free, setting)
            if found.are_equal:
                return Verdict(replace(self._in_layout(claim), how=found.how), self._glyphs)
        return None

    def _setting(self, program: Program, facts: Facts) -> Setting:
        """That of all claims about the same equations, so that points are drawn once for them."""
        key = program.inputs, tuple(map(id, program.definitions)), program.output
        known = self._settings.get(key)
        if known is None or known.facts != facts:
            known = self._settings[key] = Setting(program, facts, notation=self._glyphs)
        return known

    @property
    def _usual(self) -> Layout:
        """The layout in which derivatives are expected."""
        return self._understood.layout or Layout.GRADIENT

    def _in_layout(self, claim: Claim) -> Finding:
        """What is right: in the layout that is expected, or in another one, which is said."""
        assert claim.held is not None
        layouts = [one for one in (Layout.DENOMINATOR, Layout.NUMERATOR, Layout.GRADIENT) if one in claim.held.layouts]
        if self._usual in layouts or not layouts:
            return Finding(Kind.RIGHT, ("Right.",))
        announced = self._understood.layout
        others = OTHERS[layouts[0]] if announced is None else f"the text announces {announced.value} layout"
        said = f"Right in another layout: this is {layouts[0].value} layout; {others}."
        return Finding(Kind.UNFINISHED, (said,))

    def _not_right(self, claim: Claim, program: Program, facts: Facts, is_diagnosed: bool) -> Verdict:
        """What is wrong with a member that does not hold with the equations of the document as they stand."""
        verdict = self._judged(claim, program, facts, is_diagnosed)
        held = claim.held
        if held is None or verdict.kind is not Kind.WRONG:
            return verdict
        if held.left_out is not None:
            words: Sentence = (held.left_out, " is left out, which another equation of the document has.")
        elif held.reading.turned and verdict.repair is None:
            words = ("It is right only where ", *arrays_listed(held.reading.turned), " is read the other way round.")
        else:
            return verdict
        finding = verdict.finding
        return replace(verdict, finding=replace(finding, words=(*finding.words, " ", *words)))

    def _judged(self, claim: Claim, program: Program, facts: Facts, is_diagnosed: bool) -> Verdict:
        text, setting = claim.said.expression, self._setting(program, facts)
        anchor = anchor_of(claim.chain, program)
        if claim.said.holds_derivative:
            if claim.statement is None:
                return Verdict(undecided(claim.why), self._glyphs)
            if not is_diagnosed:
                return Verdict(WRONG, self._glyphs)
            return self._with_partials(claim, anchor, replace(setting, notation=self._fractions))
        if anchor.known is not None:
            wanted = self._wanted(claim, anchor, program, facts)
            return judged_side(text, wanted, is_finished=False, is_diagnosed=is_diagnosed)
        if not isinstance(claim.statement, Compared):
            if OTHER_LENGTH.search(claim.why) is None:
                return Verdict(undecided(claim.why), self._glyphs)
            left = first_alone(claim.chain.said[anchor.at], program)
            free = left.places if isinstance(left, IndexDefinition) else None
            return judged_side(text, Wanted(left, setting, free=free), is_finished=False, is_diagnosed=is_diagnosed)
        declared = claim.statement.as_declared
        if declared is None:
            return Verdict(WRONG, self._glyphs)
        left = declared[0].body
        free = left.places if isinstance(left, IndexDefinition) else None
        return judged_side(text, Wanted(left, setting, free=free), is_finished=False, is_diagnosed=is_diagnosed)

    def _with_partials(self, claim: Claim, anchor: Anchor, setting: Setting) -> Verdict:
        """The verdict on a wrong line that has ∂E/∂z inside."""
        if anchor.known is None:
            return with_partials(claim.said.expression, claim.chain.said[anchor.at].expression, setting, self._usual)
        if stated_subject(f"{anchor.subject} = 0").places is not None:
            return Verdict(WRONG, self._fractions)
        return with_partials(claim.said.expression, anchor.known, setting, self._usual)

    def _wanted(self, claim: Claim, anchor: Anchor, program: Program, facts: Facts) -> Wanted:
        """What a chain is about."""
        stated = stated_subject(f"{anchor.subject} = 0")
        match anchor.known:
            case GradientAt(of=by):
                wanted, of, variable = gradient_wanted(program, by, facts, self._glyphs), by, None
            case DerivativeOf(of=of, by=by):
                own = program.ending_in(of) if of is claim.program.output else alone(program, of)
                wanted = derivative_wanted(with_input(own, by), by, facts, self._glyphs, self._usual)
                variable = by
            case EquationOf(of=of):
                wanted, variable = equation_wanted(program, of, facts, self._glyphs), None
            case _:
                raise InvariantError("a chain is about an array or a derivative")
        return wanted if stated.places is None else entries_wanted(wanted, stated, of, variable)


OTHERS = {
    Layout.DENOMINATOR: "in that of the others a Jacobian is output × variable",
    Layout.NUMERATOR: "in that of the others the derivative of a scalar has the shape of the variable",
}
"""What a derivative in a layout is not, where the document announces none."""


def _crossed(claim: Claim) -> Finding | None:
    """What is wrong with a line that has ⊙ between a column and a row; None where nothing is."""
    assert claim.held is not None
    body = claim.held.reading.body
    return wrong_if_crossed(body) if isinstance(body, Node) and _ENTRYWISE.search(claim.said.typed) else None


def _sides(claim: Claim, program: Program) -> Iterator[tuple[Expression, Expression, tuple[Index, ...]]]:
    """What a claim is, as it was found to hold: two expressions, and their free indices."""
    held, statement = claim.held, claim.statement
    assert held is not None
    reading = held.reading
    if isinstance(statement, Compared):
        for left, right in statement.pairs:
            if right is reading:
                yield *sides_of(left, right), left.free or right.free
        return
    assert statement is not None
    for target in targets(statement.subject, reading, program.output):
        if reading.layout is None or reading.layout in target.layouts:
            yield target.value, in_problem(reading), reading.free

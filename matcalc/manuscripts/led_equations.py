"""Equations that words let follow from a gradient that is 0: whether they hold where it is."""

from __future__ import annotations

from dataclasses import replace

from matcalc.checking.claims.results import facts_in, simplified
from matcalc.checking.claims.turning import in_problem
from matcalc.documents.page import Sentence
from matcalc.engine.limits import look_at_clock
from matcalc.errors import InputError, InvariantError
from matcalc.forms.matrix_form import Node
from matcalc.forms.traversal import replaced, symbols_in
from matcalc.judging.claims import judged_side
from matcalc.judging.comparison import Setting, compared
from matcalc.judging.findings import Finding, Kind
from matcalc.judging.judge import example_of, undecided
from matcalc.judging.verdicts import Verdict
from matcalc.judging.wanted import Wanted
from matcalc.manuscripts.claims import Claim
from matcalc.manuscripts.compared import Compared
from matcalc.manuscripts.extrema import OTHER
from matcalc.manuscripts.refutable import Steps, is_refutable
from matcalc.manuscripts.stationary import ONLY_ZERO, is_zero, program_at, solution_of
from matcalc.manuscripts.understood import Understood
from matcalc.notation.glyphs import Glyphs


def equations_judged(steps: Steps, understood: Understood, glyphs: Glyphs) -> list[tuple[Claim, Verdict]]:
    """The verdicts, those on equations that have to follow from a gradient that is 0 with what is found where it is."""
    found = list(steps)
    for place, (claim, verdict) in enumerate(steps):
        if verdict.finding == undecided(OTHER) and claim.chain.number in understood.led:
            judged = _judged(claim, understood, found, glyphs)
            found[place] = claim, verdict if judged is None else judged
    return found


def _judged(claim: Claim, understood: Understood, steps: Steps, glyphs: Glyphs) -> Verdict | None:
    """None where it is not known whether it holds there."""
    program, name = claim.program, understood.led[claim.chain.number].by
    by = next((symbol for symbol in program.inputs if symbol.name == name), None)
    if by is None or program is not understood.program or not isinstance(claim.statement, Compared):
        return None
    if not is_refutable(claim.chain, by, claim.chain.names, understood, steps):
        return None
    pair = claim.statement.as_declared
    left, right = (None, None) if pair is None else map(in_problem, pair)
    value = solution_of(by, program, understood, claim.said.member.span.start)
    there = None if value is None else program_at(by, value, program)
    if not isinstance(left, Node) or not isinstance(right, Node) or value is None or there is None:
        return None
    if is_zero(value, program, facts_in(claim.facts, program)):
        return Verdict(undecided(ONLY_ZERO), glyphs)
    setting = Setting(there, facts_in(claim.facts, there), notation=glyphs)
    try:
        result = compared(left, right, (), setting)
    except (InputError, InvariantError):
        look_at_clock("check")
        return None
    if result.are_equal:
        words: Sentence = ("Right: it holds where the gradient at ", by, " is 0.")
        return Verdict(Finding(Kind.RIGHT, words, how=result.how), glyphs)
    words = ("Wrong: it does not hold where the gradient at ", by, " is 0.")
    diagnosis: Sentence = ("There ", by, " is ", value, ".")
    finding = Finding(Kind.WRONG, words, diagnosis, None, example_of(left, right, setting), result.how)
    if by not in symbols_in(right):
        wanted = Wanted(simplified(replaced(left, {by: value})), replace(setting, program=program))
        mended = judged_side(claim.said.expression, wanted).finding
        if mended.kind is Kind.WRONG and mended.repair is not None:
            finding = replace(finding, diagnosis=mended.diagnosis, repair=mended.repair)
    return Verdict(finding, glyphs)

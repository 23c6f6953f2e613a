"""Steps behind a wrong one: a line may follow from the line before it, though that is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcalc.checking.claims.results import Asked, facts_in
from matcalc.documents.page import Sentence
from matcalc.engine.limits import look_at_clock
from matcalc.errors import InputError, InvariantError
from matcalc.judging.findings import Finding, Kind
from matcalc.judging.verdicts import Verdict
from matcalc.manuscripts.claims import Claim, equal_members
from matcalc.manuscripts.understood import Understood

FOLLOWS: Sentence = ("Right as a step: it follows from the line before, which is wrong.",)
DOES_NOT_FOLLOW: Sentence = ("Wrong as a step: it is what it has to be, and the line before is not.",)


def as_steps(verdicts: Sequence[tuple[Claim, Verdict]], understood: Understood) -> list[tuple[Claim, Verdict]]:
    """The verdicts on the members of one chain, each of which is what its first member is, as verdicts on steps.

    A member behind a wrong one is compared with that.
    """
    found = list(verdicts)
    wrong_before: Claim | None = None
    for place, (claim, verdict) in enumerate(verdicts):
        if wrong_before is not None and wrong_before.at == claim.at - 1 and verdict.kind is not Kind.UNDECIDED:
            equal = _are_equal(wrong_before, claim, understood)
            if equal and verdict.kind is Kind.WRONG:
                found[place] = claim, replace(verdict, finding=Finding(Kind.RIGHT, FOLLOWS), place="")
            elif not equal and verdict.is_right:
                found[place] = claim, replace(verdict, finding=Finding(Kind.WRONG, DOES_NOT_FOLLOW), place="")
        if verdict.kind is Kind.WRONG:
            wrong_before = claim
        elif wrong_before is not None and verdict.is_right:
            wrong_before = None
    return found


def _are_equal(before: Claim, after: Claim, understood: Understood) -> bool:
    program = understood.program_of(before.chain)
    if program is None:
        return False
    asked = Asked(program, program.inputs, facts_in(after.facts, program))
    try:
        return equal_members(before.said, after.said, asked)
    except (InputError, InvariantError):
        look_at_clock("check")
        return False  # it stays wrong: nothing says that it follows

"""Claims that do not hold, and would with one thing more that the document may mean: they are not wrong."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.engine.limits import look_at_clock
from matcalc.errors import InputError, InvariantError
from matcalc.judging.findings import Kind
from matcalc.judging.judge import undecided
from matcalc.judging.verdicts import Verdict
from matcalc.manuscripts.claims import Claim
from matcalc.manuscripts.judge import Judge
from matcalc.manuscripts.local_facts import arrays_behind, claims_of
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.reading import Read, read
from matcalc.manuscripts.supposed import suppositions
from matcalc.notation.glyphs import Glyphs

Place = tuple[int, int]
"""Where a claim stands: the beginning of its member, and its place in the chain."""


def place_of(claim: Claim) -> Place:
    return claim.said.member.span.start, claim.at


def right_if(manuscript: Manuscript, known: Read, failing: Sequence[Claim], glyphs: Glyphs) -> dict[Place, Verdict]:
    """The verdicts on those of the failing claims that hold in some reading of the document with one fact more.

    They are undecided; one whose condition is that fact is right.
    """
    found: dict[Place, Verdict] = {}
    names = frozenset().union(*(claim.chain.names | arrays_behind(claim) for claim in failing))
    for supposed in suppositions(known.understood, manuscript.text, names) if failing else ():
        try:
            understood = read(manuscript, supposed).understood
            claims = {place_of(claim): claim for claim in claims_of(understood)}
        except (InputError, InvariantError):
            look_at_clock("check")
            continue
        judge = Judge(understood, glyphs)
        for claim in failing:
            other = claims.get(place_of(claim))
            if place_of(claim) in found or other is None or not other.holds_as_declared:
                continue
            verdict = judge.verdict(other, is_diagnosed=False)
            if verdict.kind not in (Kind.RIGHT, Kind.UNFINISHED):
                continue
            if supposed.positive is None:
                reason = f"it is right if {supposed.words}, which nothing here says"
                found[place_of(claim)] = Verdict(undecided(reason), glyphs)
            elif (condition := known.understood.condition_of(claim.chain)) and condition.positive == supposed.positive:
                found[place_of(claim)] = verdict
    return found

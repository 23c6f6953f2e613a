"""Which claims beside a ??? are not known to be right, and the verdicts on them."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.judging.findings import Kind
from matcalc.judging.verdicts import Verdict
from matcalc.manuscripts.claims import Claim
from matcalc.manuscripts.judge import Judge
from matcalc.manuscripts.reading import Read
from matcalc.manuscripts.right_if import Place, place_of, right_if
from matcalc.manuscripts.terminal import printer_of


class Doubts:
    """Judges the claims of one document that stand in chains with ???, each once and when it is asked for."""

    def __init__(self, known: Read, claims: Sequence[Claim]) -> None:
        self._known = known
        self._failing = [claim for claim in claims if claim.held is None and any(claim.chain.holes)]
        self._glyphs = printer_of(known.understood).glyphs
        self._judge = Judge(known.understood, self._glyphs)
        self._verdicts: dict[Place, Verdict] | None = None
        self._held: dict[Place, Verdict] = {}

    def has(self, claim: Claim) -> bool:
        """Whether a claim is wrong, or nothing says that it is right; one that holds may do so at one size alone."""
        is_held = claim.held is not None and claim.held.is_as_declared
        return not is_held or self.verdict(claim).kind is Kind.WRONG

    def verdict(self, claim: Claim) -> Verdict:
        """The verdict on a claim: that it is right with one fact more, before any other on what does not hold."""
        known, place = self._held if claim.held is not None else self._of_failing(), place_of(claim)
        if place not in known:
            known[place] = self._judge.verdict(claim)
        return known[place]

    def _of_failing(self) -> dict[Place, Verdict]:
        if self._verdicts is None:
            self._verdicts = right_if(self._known.manuscript, self._known, self._failing, self._glyphs)
        return self._verdicts

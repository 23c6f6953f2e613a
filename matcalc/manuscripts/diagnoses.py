"""What is wrong with the lines of a document, looked for when all verdicts are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.errors import LimitError
from matcalc.judging.findings import Kind
from matcalc.judging.verdicts import Verdict
from matcalc.manuscripts.after_a_fault import DOES_NOT_FOLLOW
from matcalc.manuscripts.claims import Claim
from matcalc.manuscripts.judge import Judge

MOST_DIAGNOSED = 50
"""Wrong lines of one document of which more is said than that they are wrong: the first ones."""


def diagnosed(steps: Sequence[tuple[Claim, Verdict]], judge: Judge) -> Iterator[tuple[Claim, Verdict]]:
    """The verdicts, those on wrong lines with a diagnosis, so many at most.

    Each diagnosis tries a number of changes that does not depend on time. Where the time of the whole is up all the
    same, the lines that are left stay without one: a reader waits for the verdicts, and they are known by then.
    """
    left = MOST_DIAGNOSED
    for claim, verdict in steps:
        if verdict.kind is not Kind.WRONG or verdict.words == DOES_NOT_FOLLOW or not left:
            yield claim, verdict
            continue
        left -= 1
        try:
            found = judge.verdict(claim)
        except LimitError:
            left = 0
            found = verdict
        yield claim, found if found.kind is Kind.WRONG else verdict

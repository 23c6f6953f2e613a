"""What does not hold and is not wrong for that: a step that gives a new value, an equation to be solved, an open ∂."""

from __future__ import annotations

from matcalc.documents.page import Sentence
from matcalc.judging.findings import Finding, Kind
from matcalc.judging.judge import undecided
from matcalc.manuscripts.claims import Claim, is_of_unknown
from matcalc.manuscripts.open_derivatives import open_derivative
from matcalc.manuscripts.terminal import short
from matcalc.manuscripts.understood import Understood
from matcalc.manuscripts.unsaid import unsaid
from matcalc.notation.statements_in import words_of

NEW_VALUE = (
    "the left side stands on the right as well: a step that gives an array a new value is no equation; give the new "
    "one a name of its own"
)

UNKNOWN = "this is no identity: if at all, it holds for some values of the arrays, as those for which something is 0"


def not_wrong(claim: Claim, understood: Understood) -> Finding | None:
    """Why nothing can be said of a claim that does not hold; None where it is wrong."""
    derivative = None if claim.statement is None else open_derivative(claim.statement, claim.program)
    if derivative is not None:
        of, by = derivative
        words: Sentence = (
            *("This can not be decided: the derivative of ", of, " by ", by, " may be meant in the equation of ", of),
            *(" alone, or through all that depends on ", by, "; write out which."),
        )
        return Finding(Kind.UNDECIDED, words)
    if (condition := understood.condition_of(claim.chain)) is not None:
        return undecided(f"it does not hold everywhere, and is claimed for {short(condition.text)} alone")
    if (names := _missing(claim, understood)) is not None:
        return undecided(
            f"what defines {names} is not known here: its equation could not be read, or is that of a layer"
        )
    if is_of_unknown(claim.chain, understood) or claim.said.expression == "0":
        return undecided(UNKNOWN)
    if _gives_a_new_value(claim):
        return undecided(NEW_VALUE)
    return unsaid(claim, understood)


def _missing(claim: Claim, understood: Understood) -> str | None:
    """The arrays on which a claim may depend and whose equations are not known; None without any."""
    is_derived = any(said.is_derived for said in claim.chain.said)
    found = understood.undefined if is_derived else understood.undefined & claim.chain.names
    return ", ".join(sorted(found)) or None


def _gives_a_new_value(claim: Claim) -> bool:
    """Whether an array by itself is said to be something that is made of it, as in a step w = w − η ∇_w E."""
    first = claim.chain.said[0].meaning
    return first is not None and first.subject.isidentifier() and first.subject in words_of(claim.said.expression)

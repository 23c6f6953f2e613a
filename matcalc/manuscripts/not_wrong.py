"""What does not hold and is not wrong for that: a step that gives a new value, an equation to be solved, an open ∂."""

from __future__ import annotations

from matcalc.checking.claims.statement import DerivativeOf, GradientAt, Statement
from matcalc.documents.page import Sentence
from matcalc.judging.findings import Finding, Kind
from matcalc.judging.judge import undecided
from matcalc.manuscripts.claims import Claim, is_of_unknown
from matcalc.manuscripts.lost import lost_between
from matcalc.manuscripts.open_derivatives import open_derivative
from matcalc.manuscripts.understood import Understood
from matcalc.notation.statements_in import words_of

NEW_VALUE = (
    "the left side stands on the right as well: a step that gives an array a new value is no equation; give the new "
    "one a name of its own"
)

UNKNOWN = "this is no identity: if at all, it holds for some values of the arrays, as those for which something is 0"


NOT_KNOWN = "what defines {} is not known here: its equation could not be read or does not go with the others"


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
    if (names := _missing(claim, understood)) is not None:
        return undecided(f"{NOT_KNOWN.format(names)}, or is that of a layer")
    if is_of_unknown(claim.chain, understood) or claim.said.expression == "0":
        return undecided(UNKNOWN)
    if _gives_a_new_value(claim):
        return undecided(NEW_VALUE)
    return None


def rests_on_lost(claim: Claim, understood: Understood) -> Finding | None:
    """Why nothing can be said of a claim that holds: what is differentiated may depend on the variable through an
    equation that is not known; None where it does not.
    """
    names = _lost_on_the_way(claim, understood)
    return undecided(NOT_KNOWN.format(", ".join(names))) if names else None


def _missing(claim: Claim, understood: Understood) -> str | None:
    """The arrays on which a claim may depend and whose equations are not known; None without any."""
    is_derived = any(said.is_derived for said in claim.chain.said)
    named = understood.undefined & claim.chain.names
    of_layers = understood.undefined - understood.lost.keys() if is_derived else frozenset()
    on_the_way = _lost_on_the_way(claim, understood)
    lost = (understood.lost if is_derived else ()) if on_the_way is None else on_the_way
    return ", ".join(sorted({*named, *of_layers, *lost})) or None


def _lost_on_the_way(claim: Claim, understood: Understood) -> tuple[str, ...] | None:
    """The arrays without a known equation between what a claim differentiates and the variable; None where it is not
    about one derivative.
    """
    statement = claim.statement
    match statement.subject if isinstance(statement, Statement) else None:
        case GradientAt(of=by):
            return lost_between(understood, claim.program, claim.program.output, by)
        case DerivativeOf(of=of, by=by):
            return lost_between(understood, claim.program, of, by)
    return None


def _gives_a_new_value(claim: Claim) -> bool:
    """Whether an array by itself is said to be something that is made of it, as in a step w = w − η ∇_w E."""
    first = claim.chain.said[0].meaning
    return first is not None and first.subject.isidentifier() and first.subject in words_of(claim.said.expression)

"""What a document takes as given and is not used where a claim stands: what would be right with it is not wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcalc.errors import InputError, InvariantError
from matcalc.judging.findings import Finding
from matcalc.judging.judge import undecided
from matcalc.judging.verdicts import Verdict
from matcalc.manuscripts.claims import Claim, claims_in
from matcalc.manuscripts.local_facts import concerned, place_in_text, with_more
from matcalc.manuscripts.taken import Taken
from matcalc.manuscripts.understood import Understood
from matcalc.problems.assumptions import facts_of, read_assumptions

AS_GIVEN = "it stands here as something given: it does not hold of all such arrays, and it can not be used as a fact"

_DEFINITE = ("definite", "psd")


def may_be_open(claim: Claim, understood: Understood) -> bool:
    """Whether anything is taken as given of the arrays of a claim, where it stands."""
    place = place_in_text(claim)
    return any(one.may_hold_at(place) for one in concerned(claim, understood))


def left_open(claim: Claim, verdict: Verdict, understood: Understood) -> Finding | None:
    """Why a claim that is found to be wrong may be right after all; None where it is wrong."""
    place = place_in_text(claim)
    about = [one for one in concerned(claim, understood) if one.may_hold_at(place)]
    start = claim.chain.statement.span.start
    if any(one.hypothesis.is_equation and one.hypothesis.place.start == start for one in about):
        return undecided(AS_GIVEN)
    if _is_of_shapes(claim, verdict):
        return None
    elsewhere = [
        one for one in about if one.is_used and not one.holds_at(place) and not _is_other_set(one, about, place)
    ]
    if elsewhere and _holds(claim, elsewhere, understood):
        needed = next((one for one in elsewhere if _holds(claim, [one], understood)), elsewhere[0])
        where = f"line {needed.line} says for other lines" if needed.is_case else f"only line {needed.line} says"
        return undecided(f"it is right if {_said(needed)}, which {where}")
    not_used = [one for one in about if not one.is_used and (one.is_named or not _is_identity(one, understood))]
    for one in (one for one in not_used if one.typed.endswith(_DEFINITE)):
        if _holds(claim, [_symmetric(one, claim)], understood):
            what = f'line {one.line} says only that it is "{one.typed}"'
            return undecided(f"it is right if {_names(one)} is symmetric, and {what}")
    # definite matrices are all that are near to one: what holds of them, and no symmetry is needed for, holds of all
    not_used = [one for one in not_used if not one.typed.endswith(_DEFINITE)]
    if not not_used:
        return None
    first = not_used[0]
    if first.hypothesis.is_equation:
        return undecided(f"line {first.line} takes {first.typed} as given, and that can not be used here")
    return undecided(f'of {_names(first)} line {first.line} says "{first.typed}", and that can not be used here')


def _is_other_set(taken: Taken, about: Sequence[Taken], place: int) -> bool:
    """Whether entries are said to be of one set, and at a place of another one."""
    here = (one for one in about if one.hypothesis.is_set and one.holds_at(place))
    return taken.hypothesis.is_set and any(not taken.names.isdisjoint(one.names) for one in here)


def _symmetric(taken: Taken, claim: Claim) -> Taken:
    """The same arrays, as symmetric positive definite ones."""
    facts = facts_of(read_assumptions(f"{name} spd" for name in sorted(taken.names)), claim.program)
    return replace(taken, facts=facts)


def _holds(claim: Claim, taken: Sequence[Taken], understood: Understood) -> bool:
    try:
        found = with_more(claim, taken, understood)
    except (InputError, InvariantError):
        return False
    return found.held is not None and found.held.is_as_declared and found.held.left_out is None


def _is_identity(taken: Taken, understood: Understood) -> bool:
    """Whether an equation that is taken as given holds of all arrays."""
    start = taken.hypothesis.place.start
    chains = tuple(chain for chain in understood.chains if chain.statement.span.start == start)
    claims = claims_in(replace(understood, chains=chains))
    return all(claim.held is not None and claim.held.is_as_declared for claim in claims)


def _said(taken: Taken) -> str:
    return taken.typed if taken.hypothesis.is_typed else f"{_names(taken)} is {taken.typed}"


def _names(taken: Taken) -> str:
    return ", ".join(sorted(taken.names))


def _is_of_shapes(claim: Claim, verdict: Verdict) -> bool:
    """Whether shapes do not fit, which no fact about values mends."""
    example = verdict.finding.counterexample
    if claim.statement is None or verdict.place:
        return True
    return example is not None and [len(row) for row in example.left] != [len(row) for row in example.right]

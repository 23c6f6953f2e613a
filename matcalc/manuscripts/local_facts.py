"""Claims held against the facts that hold where they stand: what is said later, or of other lines, does not count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from matcalc.manuscripts.claims import Claim, claims_in
from matcalc.manuscripts.taken import Taken
from matcalc.manuscripts.understood import Understood, needed_for


def claims_of(understood: Understood) -> tuple[Claim, ...]:
    """Every claim of a document; an equation that is a hypothesis with a name is none."""
    given = {one.hypothesis.place.start for one in understood.taken if one.hypothesis.is_equation and one.is_named}
    return tuple(
        _where_it_stands(claim, understood)
        for claim in claims_in(understood)
        if claim.chain.statement.span.start not in given
    )


def with_more(claim: Claim, taken: Iterable[Taken], understood: Understood) -> Claim:
    """A claim, where these facts hold too."""
    facts = understood.facts_with((*(one for one in understood.taken if one.holds_at(place_in_text(claim))), *taken))
    alone = replace(understood, chains=(claim.chain,), facts=facts)
    return next((one for one in claims_in(alone) if one.at == claim.at), claim)


def concerned(claim: Claim, understood: Understood) -> Iterator[Taken]:
    """The hypotheses about arrays that a claim depends on."""
    names = arrays_behind(claim)
    return (one for one in understood.taken if not names.isdisjoint(one.names))


def arrays_behind(claim: Claim) -> frozenset[str]:
    """The names of the arrays that a claim speaks of, or that these depend on."""
    program = claim.program
    output = {program.output.name} if any(said.is_derived for said in claim.chain.said) else set()
    return frozenset(symbol.name for symbol in needed_for(program, claim.chain.names | output).symbols)


def place_in_text(claim: Claim) -> int:
    """The offset at which a claim stands."""
    return claim.said.member.span.start


def _where_it_stands(claim: Claim, understood: Understood) -> Claim:
    place = place_in_text(claim)
    differ = (one for one in understood.taken if one.is_used and one.holds_at(place) == one.is_case)
    names = None
    for one in differ:
        names = names or arrays_behind(claim)
        if not names.isdisjoint(one.names):
            return with_more(claim, (), understood)
    return claim

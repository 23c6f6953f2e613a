"""Claims held against the facts that hold where they stand: what is said later, or of other lines, does not count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import Symbol
from matcalc.manuscripts.claims import Claim, claims_in
from matcalc.manuscripts.said import Chain
from matcalc.manuscripts.taken import Taken
from matcalc.manuscripts.understood import Understood, needed_for


def claims_of(understood: Understood) -> tuple[Claim, ...]:
    """Every claim of a document; none is an equation that is a hypothesis with a name, or sets a gradient to 0."""
    given = {one.hypothesis.place.start for one in understood.taken if one.hypothesis.is_equation and one.is_named}
    claims = [
        claim
        for claim in claims_in(understood)
        if claim.chain.statement.span.start not in given
        and not (claim.held is None and claim.chain.number in understood.zeros and claim.said.expression == "0")
    ]
    by_facts: dict[tuple[int, tuple[int, ...]], dict[int, Claim]] = {}
    found = []
    for claim in claims:
        if _stands_elsewhere(claim, understood):
            holding = _holding(claim, understood)
            key = claim.chain.number, tuple(map(id, holding))
            if key not in by_facts:
                by_facts[key] = _under(understood.facts_with(holding), claim.chain, understood)
            found.append(by_facts[key].get(claim.at, claim))
        else:
            found.append(claim)
    return tuple(_for_all_numbers(found, understood))


def _for_all_numbers(claims: Iterable[Claim], understood: Understood) -> Iterator[Claim]:
    """Claims, those that do not hold for the few numbers that entries are said to be without these, where they hold so:
    y log y has no value at 0, where a text takes it for 0. A chain is looked at once for the same facts.
    """
    last: tuple[int, Facts, dict[int, Claim]] | None = None
    for claim in claims:
        facts, number = claim.facts.without_sets(), claim.chain.number
        if claim.held is not None or facts == claim.facts:
            yield claim
            continue
        if last is None or last[:2] != (number, facts):
            last = number, facts, _under(facts, claim.chain, understood)
        other = last[2].get(claim.at, claim)
        yield other if other.holds_as_declared else claim


def sets_needed(claim: Claim, understood: Understood) -> tuple[tuple[Symbol, tuple[Fraction, ...]], ...]:
    """The arrays behind a claim with the numbers that their entries are, where it holds for these numbers alone."""
    facts = claim.facts.without_sets()
    if facts == claim.facts or _under(facts, claim.chain, understood).get(claim.at, claim).holds_as_declared:
        return ()
    behind = arrays_behind(claim)
    found = ((one, claim.facts.numbers_of(one)) for one in claim.program.inputs if one.name in behind)
    return tuple((one, numbers) for one, numbers in found if numbers)


def with_more(claim: Claim, taken: Iterable[Taken], understood: Understood) -> Claim:
    """A claim, where these facts hold too."""
    facts = understood.facts_with((*_holding(claim, understood), *taken))
    return _under(facts, claim.chain, understood).get(claim.at, claim)


def _under(facts: Facts, chain: Chain, understood: Understood) -> dict[int, Claim]:
    """The claims of a chain where these facts hold, by their places in it."""
    return {one.at: one for one in claims_in(replace(understood, chains=(chain,), facts=facts))}


def _holding(claim: Claim, understood: Understood) -> tuple[Taken, ...]:
    """What is taken as given where a claim stands."""
    return tuple(one for one in understood.taken if one.holds_at(place_in_text(claim)))


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


def _stands_elsewhere(claim: Claim, understood: Understood) -> bool:
    """Whether other facts about its arrays hold where a claim stands than hold in most of the document."""
    place = place_in_text(claim)
    differ = [one for one in understood.taken if one.is_used and one.holds_at(place) == one.is_case]
    names = arrays_behind(claim) if differ else frozenset()
    return any(not names.isdisjoint(one.names) for one in differ)

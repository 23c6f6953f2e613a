"""The document with its steps, read back: what stands there then and can be read has to be true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from matcalc.errors import InputError
from matcalc.manuscripts.claims import Claim
from matcalc.manuscripts.edits import Edit, edited
from matcalc.manuscripts.local_facts import claims_of
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.reading import Read, read
from matcalc.notation.statements_in import words_of


def untrue(known: Read, claims: Iterable[Claim], by_chain: Mapping[int, Sequence[Edit]]) -> Iterator[tuple[int, str]]:
    """The chains whose steps, read back, say something that does not hold, and what. claims: of the document before.

    Rows with what the reader of documents does not know, such as differentials, are not judged here.
    """
    known_claims = tuple(claims)
    before = _doubtful(known_claims)
    for one in known_claims:
        if one.held is not None:  # judged already, whatever the rows before it are taken for
            before[_typed(one)] += 1
    together = [edit for edits in by_chain.values() for edit in edits]
    if not together or not _new(known, together, before, by_chain):
        return
    for number, edits in by_chain.items():
        if found := _new(known, edits, before, {number}):
            yield number, f"the steps were derived, and a line of them reads back as something else: {found[0]}"


def _new(known: Read, edits: Sequence[Edit], before: Counter[str], filled: Collection[int]) -> tuple[str, ...]:
    data = edited(known.manuscript, tuple(edits))
    try:
        again = read(manuscript_of(data, known.manuscript.name))
        claims = claims_of(again.understood)
    except InputError as error:
        return (str(error).partition("\n")[0],)
    if lost := _lost(known, again, filled):
        return (lost,)
    old = {name.name for name in known.understood.vocabulary.names.values()}
    ours = frozenset(name.name for name in again.understood.vocabulary.names.values()) - old
    return tuple(_doubtful(claims, ours) - before)


def _lost(known: Read, again: Read, filled: Collection[int]) -> str:
    """The first formula of the chains without steps that is not read any more beside them; empty without one."""
    chains = [chain for chain in known.understood.chains if chain.number not in filled]
    before = Counter(" ".join(said.typed.split()) for chain in chains for said in chain.said)
    after = Counter(" ".join(said.typed.split()) for chain in again.understood.chains for said in chain.said)
    return next(iter(before - after), "")


def _doubtful(claims: Iterable[Claim], ours: frozenset[str] = frozenset()) -> Counter[str]:
    """What does not hold, as typed. ours: names that the steps have introduced.

    Derivatives of and by what the document has no name for are read in too many ways to be judged.
    """
    return Counter(_typed(one) for one in claims if _is_wrong(one) and _is_judged(one, ours))


def _typed(claim: Claim) -> str:
    return " ".join(claim.said.typed.split())


def _is_wrong(claim: Claim) -> bool:
    return claim.statement is not None and not claim.holds_as_declared


def _is_judged(claim: Claim, ours: frozenset[str]) -> bool:
    said = claim.said
    lets = said.meaning.lets if said.meaning is not None else ()
    return not lets and not said.holds_derivative and not ours & words_of(said.expression)

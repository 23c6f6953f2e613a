"""What a claim rests on and the document does not say: how an array leads to another one, or what an array is."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.judging.findings import Finding
from matcalc.judging.judge import undecided
from matcalc.manuscripts.claims import Claim, pair_of
from matcalc.manuscripts.said import Said
from matcalc.manuscripts.understood import Understood, needed_for
from matcalc.notation.latex_in.vocabulary import Decision


def unsaid(claim: Claim, understood: Understood) -> Finding | None:
    """Why nothing can be said of a claim that does not hold, where an array in it stands in no equation."""
    if not any(claim.program.definitions):
        return None
    own = _lets(claim.said) - _lets(claim.chain.said[0])
    defined = (one for one in claim.program.definitions if one.symbol.name not in own)
    read = {symbol for definition in defined for symbol in definition.uses}
    if claim.statement is None or (pair := pair_of(claim)) is None:
        return None
    of, by = pair
    if by not in needed_for(claim.program, {of.name}).symbols:
        return undecided(f"no equation here says how {of.name} depends on {by.name}")
    loose = sorted(set(_loose(claim, understood)) - {symbol.name for symbol in read})
    if loose:
        return undecided(f"nothing here says what {', '.join(loose)} is: no equation defines or reads it")
    return None


def _lets(said: Said) -> frozenset[str]:
    """The arrays that a member gives a name and defines by their entries."""
    lets = () if said.meaning is None else said.meaning.lets
    return frozenset(let.name for let in lets if let.free is not None)


def _loose(claim: Claim, understood: Understood) -> Iterator[str]:
    """The inputs on the right side of a claim of which only their letters or their use in claims tell anything."""
    told = {one.name for one in understood.vocabulary.names.values() if one.decided in (Decision.USE, Decision.LETTER)}
    yield from (symbol.name for symbol in claim.program.inputs if symbol.name in told & claim.said.words)

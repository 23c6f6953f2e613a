"""What f: ℝⁿ → ℝ says: f is a function of a whole array, and its value a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcalc.manuscripts.declarations import Declaration
from matcalc.manuscripts.shapes_said import Lengths, space_of
from matcalc.notation.latex_in.formula import Fence, Group, Mark, Relation, Run, Sign, Span, Statement
from matcalc.notation.latex_in.scripts import bare, parts_of, seen
from matcalc.notation.latex_in.vocabulary import Customs, Key, Kind


@dataclass(frozen=True, slots=True)
class Signature:
    """A function with the lengths of what it is of, and of its value; () of a number."""

    key: Key
    of: Lengths
    value: Lengths
    place: Span

    @property
    def is_map(self) -> bool:
        """Whether it surely is no function of each entry by itself."""
        return self.of != self.value


def signature_in(statement: Statement) -> Signature | None:
    """The signature that a statement is; None for any other."""
    members = statement.members
    if len(members) != 2 or members[1].relation is not Relation.ARROW or members[1].formula is None:
        return None
    parts = parts_of(members[0].formula)
    if len(parts) < 3 or not isinstance(parts[1], Mark) or parts[1].sign is not Sign.COLON:
        return None
    named = seen(parts[0], Customs())
    of = space_of(bare(Run(parts[2:], members[0].span)))
    value = space_of(bare(members[1].formula))
    if named is None or named.places or named.high or named.primes or of is None or value is None:
        return None
    return Signature(named.key, of, value, statement.span)


def signatures_in(statements: Sequence[Statement]) -> dict[Key, Signature]:
    """The functions of which statements say it, by their names."""
    found = (signature_in(statement) for statement in statements)
    return {one.key: one for one in found if one is not None}


def said_by_signatures(statements: Sequence[Statement]) -> Iterator[Declaration]:
    """What is known of functions and, where an equation defines f(x), of what they are of."""
    signatures = signatures_in(statements)
    for one in signatures.values():
        if one.is_map:
            yield Declaration(one.key, one.place, lengths=one.value)
        elif not one.of:
            yield Declaration(one.key, one.place, kind=Kind.FUNCTION)
    for statement in statements if signatures else ():
        parts = parts_of(statement.members[0].formula)
        group = bare(parts[1]) if len(parts) == 2 and len(statement.members) > 1 else None
        if not isinstance(group, Group) or group.fence is not Fence.ROUND:
            continue
        called, argument = seen(parts[0], Customs()), seen(group.inside, Customs())
        known = None if called is None else signatures.get(called.key)
        if known is not None and known.is_map and argument is not None and not (argument.places or argument.high):
            yield Declaration(argument.key, statement.span, lengths=known.of)

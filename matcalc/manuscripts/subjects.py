"""The names that a formula in a sentence is about: x of $x$ and of $x = A y$, x and y of $x, y$, L of $L(w)$."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcalc.notation.latex_in.formula import Fence, Formula, Group, Mark, Relation, Run, Sign, Span, Statement
from matcalc.notation.latex_in.scripts import Seen, seen
from matcalc.notation.latex_in.vocabulary import Customs, Key, Kind


@dataclass(frozen=True, slots=True)
class Subject:
    """A name that something is said of. is_applied: whether arguments stand after it, f(x)."""

    named: Seen
    span: Span
    is_applied: bool = False

    @property
    def key(self) -> Key:
        return self.named.key

    def admits(self, kind: Kind) -> bool:
        """Whether words of this kind can be about the array of this name, not about an entry or a power of it."""
        named = self.named
        if named.high or named.primes:
            return False
        if self.is_applied:
            return kind in (Kind.FUNCTION, Kind.OUTPUT)
        if named.places:
            return kind is Kind.MATRIX and len(named.places) == 2
        return kind is not Kind.OUTPUT or not (named.is_bold or named.key.layer)


def subjects_of(statements: Sequence[Statement]) -> tuple[Subject, ...]:
    """What the words around a formula are about: its left side, where that is a name or several."""
    if len(statements) != 1 or (first := statements[0].members[0].formula) is None:
        return ()
    return names_in(first)


def says_where_it_is(statements: Sequence[Statement]) -> bool:
    """Whether a formula says of which set its names are: "$x \\in \\mathbb R^n$ and $A$ be a matrix" is of A alone."""
    return any(member.relation is Relation.IN for statement in statements for member in statement.members)


def names_in(formula: Formula) -> tuple[Subject, ...]:
    """The names of a list of them; none where something else stands in it."""
    found: list[Subject] = []
    for items in between_commas(formula):
        is_applied = len(items) == 2 and isinstance(items[1], Group) and items[1].fence is Fence.ROUND
        if not items or (len(items) > 1 and not is_applied) or (named := seen(items[0], Customs())) is None:
            return ()
        found.append(Subject(named, Span(items[0].span.start, items[-1].span.end), is_applied))
    return tuple(found)


def between_commas(formula: Formula) -> Iterator[list[Formula]]:
    """The things of a list."""
    items: list[Formula] = []
    for item in formula.items if isinstance(formula, Run) else (formula,):
        if isinstance(item, Mark) and item.sign is Sign.COMMA:
            yield items
            items = []
        else:
            items.append(item)
    yield items

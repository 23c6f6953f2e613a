"""Lines about an elementwise function by itself: σ(y) = 1/(1 + e^{-y}) says what it is, f′(x) = 2x what its slope is.

In such a line the letter in the brackets is a number, whatever it is elsewhere, as is y of ℓ(z) = ½(y − z)².
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from matcalc.manuscripts.functions_alone import functions_among, number_of, of_a_number
from matcalc.notation.latex_in.formula import Fence, Group, Statement
from matcalc.notation.latex_in.kinds import ARRAY_USES
from matcalc.notation.latex_in.scripts import Seen, bare, parts_of, seen
from matcalc.notation.latex_in.sightings import Collector, Sighting, family
from matcalc.notation.latex_in.vocabulary import Decision, Key, Kind, Name, Vocabulary


@dataclass(frozen=True, slots=True)
class FunctionLine:
    """A chain of equations about a function of one letter. function: its letter; variable: what it is of.

    primes: how often it is differentiated on the left side. held: the other numbers in it, which it is held at.
    """

    statement: Statement
    function: Name
    variable: Name
    primes: int
    held: tuple[Name, ...] = ()

    def vocabulary(self, whole: Vocabulary) -> Vocabulary:
        """The names of a document, with the variable and what it is held at as numbers."""
        numbers = {one.key: replace(one, kind=Kind.SCALAR) for one in (self.variable, *self.held)}
        taken = {one.name for one in numbers.values()}
        names = {**whole.names, **numbers}
        aliases = {one: name for one, name in whole.aliases.items() if one not in numbers}
        shapes = {one: shape for one, shape in whole.shapes.items() if one not in taken}
        customs = replace(whole.customs, functions=whole.customs.functions | functions_among(whole))
        return replace(whole, names=names, aliases=aliases, shapes=shapes, customs=customs)


def function_line(statement: Statement, vocabulary: Vocabulary) -> FunctionLine | None:
    """A statement as a line about a function: f(x), f′(x) on its left side, and no array in it but numbers."""
    if (applied := of_a_number(statement, vocabulary)) is not None:
        name = next(name for name in vocabulary.names.values() if name.kind is Kind.FUNCTION)
        number = number_of(name, vocabulary)
        customs = replace(vocabulary.customs, functions=vocabulary.customs.functions | functions_among(vocabulary))
        whole = replace(vocabulary, names={**vocabulary.names, number.key: number}, customs=customs)
        return function_line(applied, whole)
    parts = parts_of(statement.members[0].formula) if len(statement.members) > 1 else ()
    if len(parts) != 2:
        return None
    letter, group = seen(parts[0], vocabulary.customs), bare(parts[1])
    if letter is None or not isinstance(group, Group) or group.fence is not Fence.ROUND:
        return None
    function = _name(letter, vocabulary.names)
    inside = seen(group.inside, vocabulary.customs)
    variable = None if inside is None or inside.primes else _name(inside, vocabulary.names)
    if function is None or function.kind is not Kind.FUNCTION or variable is None or variable.kind is Kind.FUNCTION:
        return None
    known = {function.key, variable.key}
    known |= {key for key, name in vocabulary.names.items() if name.kind is Kind.FUNCTION}
    collector = Collector(vocabulary.customs)
    for member in statement.members:
        collector.take(member.formula)
    others = collector.found.keys() - {family(key) for key in known}
    held = tuple(name for key, name in vocabulary.names.items() if key in others and _may_be_a_number(name))
    if len(held) < len(others) or any(_is_array(collector.found[one.key]) for one in held):
        return None
    return FunctionLine(statement, function, variable, letter.primes, held)


def _may_be_a_number(name: Name) -> bool:
    """Whether it is one, or is taken for a vector by its use elsewhere."""
    return name.kind is Kind.SCALAR or (name.kind is Kind.VECTOR and name.decided in (Decision.USE, Decision.LETTER))


def _is_array(sighting: Sighting) -> bool:
    """Whether a line shows that a name is no number in it."""
    return bool(sighting.counts) or not sighting.uses.isdisjoint(ARRAY_USES)


def _name(letter: Seen, names: Mapping[Key, Name]) -> Name | None:
    """The name of a letter that stands without indices, powers and transposes."""
    return None if letter.places or letter.high else names.get(letter.key)

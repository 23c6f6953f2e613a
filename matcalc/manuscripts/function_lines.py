"""Lines about an elementwise function by itself: σ(y) = 1/(1 + e^{-y}) says what it is, f′(x) = 2x what its slope is.

In such a line the letter in the brackets is a number, whatever it is elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from matcalc.manuscripts.functions_alone import functions_among, number_of, of_a_number
from matcalc.notation.latex_in.formula import Fence, Group, Statement
from matcalc.notation.latex_in.scripts import Seen, bare, parts_of, seen
from matcalc.notation.latex_in.sightings import Collector, family
from matcalc.notation.latex_in.vocabulary import Key, Kind, Name, Vocabulary


@dataclass(frozen=True, slots=True)
class FunctionLine:
    """A chain of equations about a function of one letter. function: its letter; variable: what it is of.

    primes: how often it is differentiated on the left side.
    """

    statement: Statement
    function: Name
    variable: Name
    primes: int

    def vocabulary(self, whole: Vocabulary) -> Vocabulary:
        """The names of a document, with the variable as a number."""
        key = self.variable.key
        names = {**whole.names, key: replace(self.variable, kind=Kind.SCALAR)}
        aliases = {one: name for one, name in whole.aliases.items() if one != key}
        shapes = {one: shape for one, shape in whole.shapes.items() if one != self.variable.name}
        customs = replace(whole.customs, functions=whole.customs.functions | functions_among(whole))
        return replace(whole, names=names, aliases=aliases, shapes=shapes, customs=customs)


def function_line(statement: Statement, vocabulary: Vocabulary) -> FunctionLine | None:
    """A statement as a line about a function: f(x), f′(x) on its left side, and no other array in it."""
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
    if not collector.found.keys() <= {family(key) for key in known}:
        return None
    return FunctionLine(statement, function, variable, letter.primes)


def _name(letter: Seen, names: Mapping[Key, Name]) -> Name | None:
    """The name of a letter that stands without indices, powers and transposes."""
    return None if letter.places or letter.high else names.get(letter.key)

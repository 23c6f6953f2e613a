"""Arrays of which a document says more than could be read: their equation, or the one that holds for each layer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from matcalc.manuscripts.equations import is_array
from matcalc.manuscripts.formulas import Fault
from matcalc.manuscripts.said import Chain, Unread
from matcalc.notation.latex_in.argument_lists import is_list_of_names
from matcalc.notation.latex_in.formula import Formula, Group, Scripted, Sign, Statement
from matcalc.notation.latex_in.scripts import Seen, bare, parts_of, seen
from matcalc.notation.latex_in.sightings import Collector
from matcalc.notation.latex_in.vocabulary import Key, Vocabulary

_LAYER = re.compile(r"(?P<base>[A-Za-z]*)(?P<offset>[+-]?[0-9]+)?")


_BETWEEN_ARGUMENTS = (Sign.COMMA, Sign.SEMICOLON, Sign.BAR)

MEMBERS_OF_A_DEFINITION = 2
"""A chain with more says of two right sides that they are equal."""


def undefined_names(chains: Sequence[Chain], vocabulary: Vocabulary, defined: Collection[str]) -> frozenset[str]:
    """The names that have an equation which was read and is not known here, so that a derivative may go through it.

    That is one with derivatives in it, or one of another layer: z^(k+1) where an equation defines z^(k) alone. What
    stands in an earlier layer than the equation defines, as a^(k-1) beside a^(k) = …, is given, and so is layer 0.
    """
    spoken = frozenset[str]().union(*(chain.names for chain in chains))
    of_layers = spoken.intersection(_of_other_layers(vocabulary, defined))
    found = {*of_layers, *(name for chain in chains for name in _by_derivatives(chain))}
    return frozenset(found - set(defined))


def lost_in(
    faults: Sequence[Fault], vocabulary: Vocabulary, defined: Collection[str]
) -> tuple[list[Unread], dict[str, frozenset[str] | None]]:
    """What could not be read, claims told from definitions; and the arrays that are defined there, each with the names
    that its equation reads, None where these are not known.
    """
    unread: list[Unread] = []
    lost: dict[str, frozenset[str] | None] = {}
    for fault in faults:
        letter = None if fault.statement is None else _left_side(fault.statement, vocabulary)
        name = None if letter is None else vocabulary.names.get(letter.key)
        is_known = name is not None and (name.name in defined or name.key in vocabulary.aliases)
        says_more = fault.statement is not None and len(fault.statement.members) > MEMBERS_OF_A_DEFINITION
        unread.append(replace(fault.unread, is_claim=letter is None or is_known or says_more))
        if fault.statement is not None and name is not None and not is_known:
            lost.setdefault(name.name, _names_read(fault.statement, vocabulary))
    return unread, lost


def _names_read(statement: Statement, vocabulary: Vocabulary) -> frozenset[str] | None:
    """The names on the right side of an equation; None where there is none, as it could not be read."""
    if len(statement.members) < 2:
        return None
    collector = Collector(vocabulary.customs)
    for member in statement.members[1:]:
        collector.take(member.formula)
    layers = ((key, layer) for key, one in collector.found.items() for layer in one.layers)
    keys = [replace(key, layer=layer) for key, layer in layers]
    return frozenset(vocabulary.names[key].name for key in keys if key in vocabulary.names)


def _left_side(statement: Statement, vocabulary: Vocabulary) -> Seen | None:
    """The name that is the left side of a statement, by itself or in brackets, of a whole array or an entry; what it is
    of may stand behind it, as in L(w | λ).
    """
    first: Formula | None = statement.members[0].formula
    if first is None:
        return None
    match parts_of(first):
        case (letter, arguments) if is_list_of_names(arguments, _BETWEEN_ARGUMENTS):
            named = seen(letter, vocabulary.customs)
            return None if named is None or named.primes or named.high else named
    first = bare(first)
    if isinstance(first, Scripted) and isinstance(bare(first.base), Group):
        first = bare(first.base)
    if isinstance(first, Group):
        first = bare(first.inside)
    return seen(first, vocabulary.customs)


def _by_derivatives(chain: Chain) -> Iterator[str]:
    """The left side of an equation that says what it is by derivatives, as s = ∇_x E · v; no step w = w − η ∇_w E."""
    first = chain.said[0].meaning
    if first is None or not is_array(first.subject) or not any(said.is_derived for said in chain.said[1:]):
        return
    name = first.subject.partition("[")[0]
    if not any(name in said.words for said in chain.said[1:]):
        yield name


def _of_other_layers(vocabulary: Vocabulary, defined: Collection[str]) -> Iterator[str]:
    layers: dict[Key, list[str]] = {}
    for key, name in vocabulary.names.items():
        if key.layer and name.name in defined:
            layers.setdefault(replace(key, layer=""), []).append(key.layer)
    for key, name in vocabulary.names.items():
        of_family = layers.get(replace(key, layer=""), [])
        alike = [other for other in of_family if _base(other) == _base(key.layer)] or of_family
        if key.layer and alike and not all(_is_before(key.layer, other) for other in alike):
            yield name.name


def _base(layer: str) -> str | None:
    found = _LAYER.fullmatch(layer)
    return None if found is None else found["base"]


def _is_before(layer: str, other: str) -> bool:
    if layer == "0":
        return True
    one, two = _LAYER.fullmatch(layer), _LAYER.fullmatch(other)
    if one is None or two is None or one["base"] != two["base"]:
        return False
    return int(one["offset"] or 0) < int(two["offset"] or 0)

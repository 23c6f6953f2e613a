"""Arrays of which a document says more than could be read: their equation, or the one that holds for each layer."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from matcalc.manuscripts.equations import is_array
from matcalc.manuscripts.said import Chain
from matcalc.notation.latex_in.formula import Formula, Group, Scripted, Statement
from matcalc.notation.latex_in.scripts import bare, seen
from matcalc.notation.latex_in.vocabulary import Key, Vocabulary
from matcalc.notation.statements_in import words_of

_LAYER = re.compile(r"(?P<base>[A-Za-z]*)(?P<offset>[+-]?[0-9]+)?")


def undefined_names(
    statements: Sequence[Statement], chains: Sequence[Chain], vocabulary: Vocabulary, defined: Collection[str]
) -> frozenset[str]:
    """The names that have an equation which is not known here, so that a derivative may go through it.

    That is one that could not be read, one with derivatives in it, or one of another layer: z^(k+1) where an equation
    defines z^(k) alone. What stands in an earlier layer than the equation defines, as a^(k-1) beside a^(k) = …, is
    given.
    """
    read = {id(chain.statement) for chain in chains}
    found = {name for one in statements if id(one) not in read for name in _left_side(one, vocabulary)}
    found |= set(_of_other_layers(vocabulary, defined))
    found |= {name for chain in chains for name in _by_derivatives(chain)}
    return frozenset(found - set(defined))


def _left_side(statement: Statement, vocabulary: Vocabulary) -> Iterator[str]:
    first: Formula | None = statement.members[0].formula
    if len(statement.members) < 2 or first is None:
        return
    first = bare(first)
    if isinstance(first, Scripted) and isinstance(bare(first.base), Group):
        first = bare(first.base)
    if isinstance(first, Group):
        first = bare(first.inside)
    letter = seen(first, vocabulary.customs)
    if letter is not None and letter.key in vocabulary.names and letter.key not in vocabulary.aliases:
        yield vocabulary.names[letter.key].name


def _by_derivatives(chain: Chain) -> Iterator[str]:
    """The left side of an equation that says what it is by derivatives, as s = ∇_x E · v; no step w = w − η ∇_w E."""
    first = chain.said[0].meaning
    if first is None or not is_array(first.subject) or not any(said.is_derived for said in chain.said[1:]):
        return
    name = first.subject.partition("[")[0]
    if not any(name in words_of(said.expression) for said in chain.said[1:]):
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
    one, two = _LAYER.fullmatch(layer), _LAYER.fullmatch(other)
    if one is None or two is None or one["base"] != two["base"]:
        return False
    return int(one["offset"] or 0) < int(two["offset"] or 0)

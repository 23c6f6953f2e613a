"""Names that a document gives to gradients: δ of δ ≡ ∂E/∂z, and of "given ∇_z E = δ"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from matcalc.errors import LanguageError
from matcalc.notation.latex_in.formula import Relation, Statement
from matcalc.notation.latex_in.parts import Derivative, Entries, Leaf
from matcalc.notation.latex_in.scripts import seen
from matcalc.notation.latex_in.sightings import Collector, family
from matcalc.notation.latex_in.spelling import plain_symbol, style_of, suffix
from matcalc.notation.latex_in.structure import Builder
from matcalc.notation.latex_in.uses import DERIVED
from matcalc.notation.latex_in.vocabulary import Key, Kind, Name, Vocabulary


def derived_again(tops: frozenset[Key], statements: Sequence[Statement], vocabulary: Vocabulary) -> frozenset[Key]:
    """The names on top of ∂ that an equation without derivatives defines: such a gradient is an array of its own."""
    found: set[Key] = set()
    for statement in statements:
        first = statement.members[0].formula if statement.members else None
        letter = seen(first, vocabulary.customs) if first is not None else None
        if letter is None or letter.high or family(letter.key) not in tops or len(statement.members) < 2:
            continue
        collector = Collector(vocabulary.customs)
        for member in statement.members[1:2]:
            if member.formula is not None and not member.is_hole:
                collector.take(member.formula)
        uses = [use for one in collector.found.values() for use in one.uses]
        if collector.found and DERIVED.isdisjoint(uses):
            found.add(family(letter.key))
    return frozenset(found)


def with_aliases(
    vocabulary: Vocabulary, statements: Sequence[Statement], text: str, defined: frozenset[Key]
) -> Vocabulary:
    """With the names that the document defines as gradients. defined: those that stay arrays of their own."""
    aliases: dict[Key, Name] = {}
    clashing: set[Key] = set()
    names = dict(vocabulary.names)
    for statement in statements:
        first = statement.members[0].formula if statement.members else None
        letter = seen(first, vocabulary.customs) if first is not None else None
        name = names.get(letter.key) if letter is not None and not letter.high else None
        if letter is None or name is None or name.kind is Kind.FUNCTION or name in vocabulary.differentiated:
            continue
        if family(letter.key) in defined:
            continue
        at = None if _stands_again(letter.key, statement, vocabulary) else _gradient_in(statement, vocabulary, text)
        if at is None:
            continue
        target = next(one for one in names.values() if one.name == at)
        if aliases.get(letter.key, target) != target:
            clashing.add(letter.key)  # it stands for one gradient after another
        if target.key != letter.key:
            aliases[letter.key] = target
    for key in clashing:
        del aliases[key]
    for key, at in _given_gradients(vocabulary, statements, text).items():
        if key not in clashing and family(key) not in defined:
            aliases.setdefault(key, next(one for one in names.values() if one.name == at))
    for key, target in list(aliases.items()):
        for other in [one for one in names if family(one) == family(key) and one not in aliases]:
            if key.layer != target.key.layer:
                continue
            at_other = replace(target.key, layer=other.layer)
            aliases[other] = names.setdefault(at_other, _beside(target, at_other, names))
    for accent in [key.accents for key, target in aliases.items() if key.accents and _unaccented(key) == target.key]:
        for other in [one for one in names if one.accents == accent and one not in aliases]:
            if (base := names.get(_unaccented(other))) is not None:
                aliases[other] = base
    for key, target in aliases.items():
        names[key] = replace(names[key], kind=target.kind, decided=target.decided)
    return replace(vocabulary, names=names, aliases=aliases)


def _unaccented(key: Key) -> Key:
    return replace(key, accents=key.accents[:-1])


def _beside(target: Name, key: Key, names: Mapping[Key, Name]) -> Name:
    """A name in a layer in which the document has only the gradient at it."""
    taken = {name.name for name in names.values()}
    wanted = f"{plain_symbol(key)}_{suffix(key.layer)}"
    while wanted in taken:
        wanted += "_"
    old, new = target.key.layer, key.layer
    style = style_of(key, wanted)
    array, entry = target.array.replace(old, new), target.entry.replace(old, new)
    return replace(target, key=key, name=wanted, array=array, entry=entry, style=style)


def _stands_again(key: Key, statement: Statement, vocabulary: Vocabulary) -> bool:
    """Whether a name stands on the right sides of its own equation."""
    collector = Collector(vocabulary.customs)
    for member in statement.members[1:]:
        collector.take(member.formula)
    return any(key in (replace(one, layer=layer) for layer in found.layers) for one, found in collector.found.items())


def _given_gradients(vocabulary: Vocabulary, statements: Sequence[Statement], text: str) -> dict[Key, str]:
    """The names on the right sides of gradients, as δ of "given ∇_z E = δ", each with the name it is the gradient at.

    Such a name stands in no equation without derivatives, and somewhere else; what it is told first counts.
    """
    found: dict[Key, str] = {}
    in_equations: set[Key] = set()
    standing: Counter[Key] = Counter()
    for statement in statements:
        collector = Collector(vocabulary.customs)
        for member in statement.members:
            collector.take(member.formula)
        standing.update(collector.found.keys())
        uses = {use for one in collector.found.values() for use in one.uses}
        if len(statement.members) > 1 and not uses & DERIVED:
            in_equations |= collector.found.keys()
        if len(statement.members) != 2 or (last := statement.members[1].formula) is None:
            continue
        letter = seen(last, vocabulary.customs)
        if letter is None or letter.high or letter.primes or letter.key not in vocabulary.names:
            continue
        if (at := _gradient_in(statement, vocabulary, text, of_first=True)) is not None:
            found.setdefault(letter.key, at)
    return {
        key: at
        for key, at in found.items()
        if family(key) not in in_equations and standing[family(key)] > 1 and vocabulary.names[key].name != at
    }


def _gradient_in(statement: Statement, vocabulary: Vocabulary, text: str, *, of_first: bool = False) -> str | None:
    """The name that one of the members behind the first, or the first itself, is the gradient at, by itself."""
    for member in statement.members[:1] if of_first else statement.members[1:]:
        if member.relation not in (None, Relation.EQUAL, Relation.DEFINED):
            return None
        if member.formula is None or member.is_hole:
            continue
        try:
            part = Builder(vocabulary, text).part(member.formula)
        except LanguageError:
            continue
        if isinstance(part, Entries):
            part = part.of
        if isinstance(part, Leaf) and part.gradient_of:
            return part.gradient_of
        outputs = [name.name for name in vocabulary.differentiated]
        if isinstance(part, Derivative) and isinstance(part.of, Leaf) and part.of.text in outputs:
            by = part.by.of if isinstance(part.by, Entries) else part.by
            return by.text if isinstance(by, Leaf) else None
    return None

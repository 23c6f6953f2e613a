"""All names of a document, each with its kind and its name in the input language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matcalc.errors import LanguageError
from matcalc.notation.glyphs import LONGEST_LAYER, PrintStyle
from matcalc.notation.latex_in.axes import shapes_told
from matcalc.notation.latex_in.customs import all_formulas, customs_of
from matcalc.notation.latex_in.formula import Group, Letter, Mark, Number, Relation, Sign, Statement
from matcalc.notation.latex_in.kinds import Decided, Standing, decided_alone, kinds_together
from matcalc.notation.latex_in.macros import Macros
from matcalc.notation.latex_in.parts import Derivative, Entries, Leaf
from matcalc.notation.latex_in.scripts import USUAL_INDICES, bare, parts_of, seen
from matcalc.notation.latex_in.sightings import Collector, Sighting, Use, family
from matcalc.notation.latex_in.structure import Builder
from matcalc.notation.latex_in.typed import typed
from matcalc.notation.latex_in.vocabulary import Customs, Declared, Key, Kind, Name, Vocabulary
from matcalc.notation.names import check_name


def vocabulary_of(
    statements: Sequence[Statement], declared: Declared, text: str, macros: Macros | None = None
) -> Vocabulary:
    """All names of a document, each with its kind and what decided it. macros: those that the document defines."""
    lengths = frozenset(length for shape in declared.shapes.values() for length in shape if not length.isdigit())
    customs = customs_of(statements, lengths)
    collector = Collector(customs)
    for formula in all_formulas(statements):
        collector.take(formula)
    defined = _defined(statements, customs)
    alone = {
        key: decided_alone(key, one, declared, _standing(key, defined, collector))
        for key, one in collector.names.items()
    }
    called = frozenset(
        key for key, is_called in defined.items() if is_called and key in alone and alone[key][0] is not Kind.FUNCTION
    )

    def made(kinds: Mapping[Key, Decided]) -> Vocabulary:
        named = _vocabulary(collector.names, kinds, declared, customs, text, macros or Macros({}))
        return replace(named, called=called)

    vocabulary = made(kinds_together(statements, alone, made, text, defined))
    tops = frozenset(key for key, one in collector.found.items() if Use.TOP in one.uses)
    vocabulary = _with_aliases(vocabulary, statements, text, _derived_again(tops, statements, vocabulary))
    return replace(vocabulary, shapes=shapes_told(statements, vocabulary, text))


def is_of_indices(statement: Statement, vocabulary: Vocabulary) -> bool:
    """Whether a statement is about indices alone, k = i or i = 1, …, n, and says nothing of arrays."""
    letters = vocabulary.customs.sums | USUAL_INDICES
    parts = [part for member in statement.members for part in parts_of(member.formula)]
    named = [part for part in parts if isinstance(part, Letter)]
    plain = all(isinstance(part, (Letter, Number, Mark)) for part in parts)
    known = {key.letter for key in vocabulary.names}
    return plain and bool(named) and all(one.name in letters and one.name not in known for one in named)


def is_range(statement: Statement) -> bool:
    """Whether a statement says from where to where a letter goes, k = 1, …, L, and says nothing of arrays."""
    first, *others = (parts_of(member.formula) for member in statement.members) if statement.members else ([],)
    is_letter = len(first) == 1 and isinstance(first[0], Letter)
    signs = {part.sign for parts in others for part in parts if isinstance(part, Mark)}
    return is_letter and len(others) == 1 and {Sign.COMMA, Sign.LEFT_OUT} <= signs


def _standing(key: Key, defined: Mapping[Key, bool], collector: Collector) -> Standing:
    return Standing(key in defined, defined.get(key, False), len(collector.arguments.get(key, ())))


def _defined(statements: Sequence[Statement], customs: Customs) -> dict[Key, bool]:
    """The names that an equation says something of, each with whether it stands before brackets there."""
    found: dict[Key, bool] = {}
    for statement in statements:
        first = statement.members[0].formula if statement.members else None
        if first is None or len(statement.members) < 2:
            continue
        letter = seen(parts_of(first)[0], customs) if parts_of(first) else None
        if letter is not None and not letter.high and len(parts_of(first)) <= 2:
            is_call = len(parts_of(first)) == 2 and isinstance(bare(parts_of(first)[1]), Group)
            found[family(letter.key)] = found.get(family(letter.key), False) or is_call
    return found


def _vocabulary(
    found: Mapping[Key, Sighting],
    kinds: Mapping[Key, Decided],
    declared: Declared,
    customs: Customs,
    text: str,
    macros: Macros,
) -> Vocabulary:
    names: dict[Key, Name] = {}
    taken = set(customs.lengths)
    sightings = [
        (family_key, layer, one)
        for family_key, one in found.items()
        for layer in one.layers
        if layer in one.named or len(one.layers) == 1
    ]
    for family_key, layer, one in sorted(sightings, key=lambda each: each[2].layers[each[1]].span.start):
        key = replace(family_key, layer=layer)
        name = _free_name(key, one, taken)
        taken.add(name)
        kind, decision = kinds[family_key]
        seen_first = one.layers[layer]
        array, entry, has_scripts = typed(key, one, text, macros)
        names[key] = Name(
            key,
            name,
            kind,
            decision,
            seen_first.span,
            array,
            entry,
            _style(key, name),
            has_scripts,
        )
    differentiated = tuple(
        name
        for key, name in names.items()
        if name.kind in (Kind.SCALAR, Kind.OUTPUT)
        and found[family(key)].uses & {Use.TOP, Use.AFTER_NABLA}
        and Use.BELOW not in found[family(key)].uses
    )
    shapes = {
        name.name: shape
        for key, name in names.items()
        if (shape := declared.shapes.get(key, declared.shapes.get(family(key)))) is not None
    }
    return Vocabulary(names, {}, differentiated, customs, shapes=shapes, declared=frozenset(shapes))


def _plain_symbol(key: Key) -> str:
    label = "".join(character for character in key.label if character.isalnum() and character.isascii())
    pieces = [key.letter, *([label] if label else []), *key.accents[:1]]
    return "_".join(pieces)


def _style(key: Key, name: str) -> PrintStyle:
    """How a name is printed. A subscript with a sign in it, as in h_{t-1}, is no part of a name."""
    if set("+-") & set(key.label):
        letter = _plain_symbol(replace(key, label=""))
        return PrintStyle(letter, _layer(key), foot=key.label.replace("-", "−"))
    symbol = _plain_symbol(key)
    return PrintStyle(None if symbol == name else symbol, _layer(key))


def _layer(key: Key) -> str | None:
    layer = key.layer.replace("-", "−")
    return layer if layer and len(layer) <= LONGEST_LAYER else None


def _free_name(key: Key, sighting: Sighting, taken: set[str]) -> str:
    """The letter where that is free, else with what tells it apart."""
    base = _plain_symbol(key)
    layers = list(sighting.layers)
    plain = next((layer for layer in layers if "+" not in layer and "-" not in layer), layers[0])
    wanted = base if key.layer == plain else f"{base}_{_suffix(key.layer)}"
    try:
        check_name(wanted)
    except LanguageError:
        wanted = f"{wanted}_"
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return check_name(name)


def _suffix(layer: str) -> str:
    """What tells a layer from the plain one, in a name."""
    if layer.endswith("+1"):
        return "next"
    if layer.endswith("-1"):
        return "before"
    return "".join(character if character.isalnum() else "p" if character == "+" else "m" for character in layer)


def _derived_again(tops: frozenset[Key], statements: Sequence[Statement], vocabulary: Vocabulary) -> frozenset[Key]:
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
        if collector.found and not {Use.TOP, Use.BELOW, Use.AFTER_NABLA} & set(uses):
            found.add(family(letter.key))
    return frozenset(found)


def _with_aliases(
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
    wanted = f"{_plain_symbol(key)}_{_suffix(key.layer)}"
    while wanted in taken:
        wanted += "_"
    old, new = target.key.layer, key.layer
    style = _style(key, wanted)
    array, entry = target.array.replace(old, new), target.entry.replace(old, new)
    return replace(target, key=key, name=wanted, array=array, entry=entry, style=style)


def _stands_again(key: Key, statement: Statement, vocabulary: Vocabulary) -> bool:
    """Whether a name stands on the right sides of its own equation."""
    collector = Collector(vocabulary.customs)
    for member in statement.members[1:]:
        collector.take(member.formula)
    return any(key in (replace(one, layer=layer) for layer in found.layers) for one, found in collector.found.items())


def _gradient_in(statement: Statement, vocabulary: Vocabulary, text: str) -> str | None:
    """The name that one of the members is the gradient at, by itself."""
    for member in statement.members[1:]:
        if member.relation not in (Relation.EQUAL, Relation.DEFINED):
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

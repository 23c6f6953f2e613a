"""All names of a document, each with its kind and its name in the input language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from matcalc.notation.latex_in.aliases import derived_again, with_aliases
from matcalc.notation.latex_in.axes import shapes_told
from matcalc.notation.latex_in.customs import all_formulas, customs_of
from matcalc.notation.latex_in.every_layer import weighted_in
from matcalc.notation.latex_in.factors_of_numbers import with_numbers
from matcalc.notation.latex_in.formula import Formula, Group, Letter, Mark, Number, Statement
from matcalc.notation.latex_in.kinds import (
    MATRIX_USES,
    Decided,
    Standing,
    are_samples,
    decided_alone,
    kinds_together,
    with_weights,
)
from matcalc.notation.latex_in.macros import Macros
from matcalc.notation.latex_in.samples import counts_in, said_of_each
from matcalc.notation.latex_in.scripts import USUAL_INDICES, bare, parts_of, seen
from matcalc.notation.latex_in.sightings import Collector, Sighting, family, settle_bare_nablas
from matcalc.notation.latex_in.spelling import free_name, style_of
from matcalc.notation.latex_in.typed import typed
from matcalc.notation.latex_in.uses import Use
from matcalc.notation.latex_in.vocabulary import Customs, Declared, Each, Key, Kind, Name, Vocabulary


def vocabulary_of(
    statements: Sequence[Statement], declared: Declared, text: str, macros: Macros | None = None
) -> Vocabulary:
    """All names of a document, each with its kind and what decided it. macros: those that the document defines."""
    said = (*declared.shapes.values(), *(one.lengths or () for one in declared.each))
    customs = customs_of(statements, frozenset(length for shape in said for length in shape if not length.isdigit()))
    customs = replace(customs, has_pi=_has_pi(statements, declared, customs))
    found = _vocabulary_with(customs, statements, declared, text, macros or Macros({}))
    counts = counts_in(list(all_formulas(statements)), declared.ranges, found)
    if not counts:
        return found
    customs = replace(customs, counts=counts, lengths=customs.lengths | set(counts.values()))
    return _vocabulary_with(customs, statements, declared, text, macros or Macros({}))


def _vocabulary_with(
    customs: Customs, statements: Sequence[Statement], declared: Declared, text: str, macros: Macros
) -> Vocabulary:
    each = said_of_each(declared, customs)
    collector = Collector(customs)
    for formula in all_formulas(statements):
        collector.take(formula)
    defined = _defined(statements, customs)
    settle_bare_nablas(
        collector.found, declared.maps | {key for key, one in defined.items() if one.argument is not None}
    )
    alone = {
        key: decided_alone(key, one, declared, _standing(key, defined, collector, each.get(key)))
        for key, one in collector.names.items()
    }
    alone |= with_weights(alone, weighted_in(statements, customs))
    alone |= _with_unknown(alone, declared.maps - defined.keys())
    arrays = {key for key, (kind, _) in alone.items() if kind is not Kind.FUNCTION}
    called = {key: one.argument for key, one in defined.items() if one.argument is not None and key in arrays}
    maps = declared.maps & arrays

    def made(kinds: Mapping[Key, Decided]) -> Vocabulary:
        named = _vocabulary(collector.names, kinds, declared, customs, text, macros)
        said_of = {name.name: each[family(key)] for key, name in named.names.items() if family(key) in each}
        return replace(named, called=called, maps=maps, each=said_of, lines=declared.lines)

    numbered = {key for key, one in collector.names.items() if are_samples(one) and key not in each}
    alone = with_numbers(statements, alone, collector, made, text, defined)
    vocabulary = made(kinds_together(statements, alone, made, text, defined, numbered))
    tops = frozenset(key for key, one in collector.found.items() if Use.TOP in one.uses)
    vocabulary = with_aliases(vocabulary, statements, text, derived_again(tops, statements, vocabulary))
    return replace(vocabulary, shapes=shapes_told(statements, vocabulary, text))


def _has_pi(statements: Sequence[Statement], declared: Declared, customs: Customs) -> bool:
    """Whether π is declared as an array, or is the left side of an equation of arrays: π = softmax(θ)."""
    pi = Key("pi")
    said = (first for one in statements if len(one.members) > 1 and (first := one.members[0].formula) is not None)
    found = (seen(first, customs) for first in said)
    defined = any(one is not None and one.key == pi and not one.places and not one.high for one in found)
    return defined or pi in declared.kinds or pi in declared.shapes


def is_of_indices(statement: Statement, vocabulary: Vocabulary) -> bool:
    """Whether a statement is about indices alone, k = i or i = 1, …, n, and says nothing of arrays."""
    letters = vocabulary.customs.sums | USUAL_INDICES
    parts = [part for member in statement.members for part in parts_of(member.formula)]
    named = [part for part in parts if isinstance(part, Letter)]
    plain = all(isinstance(part, (Letter, Number, Mark)) for part in parts)
    known = {key.letter for key in vocabulary.names}
    return plain and bool(named) and all(one.name in letters and one.name not in known for one in named)


def _with_unknown(kinds: Mapping[Key, Decided], maps: Collection[Key]) -> dict[Key, Decided]:
    """A function f: ℝⁿ → ℝ that no equation defines as the unknown one, where a document has no other."""
    numbers = [key for key in maps if kinds.get(key, (None,))[0] is Kind.SCALAR]
    if len(numbers) != 1 or any(kind is Kind.OUTPUT for kind, _ in kinds.values()):
        return {}
    return {numbers[0]: (Kind.OUTPUT, kinds[numbers[0]][1])}


@dataclass(frozen=True, slots=True)
class _Defined:
    """How equations say something of a name. argument: what stands in brackets after it there; None without them.

    is_of_arrays: whether more than numbers stands on the right side.
    """

    argument: Formula | None = None
    is_of_arrays: bool = False


def _standing(key: Key, defined: Mapping[Key, _Defined], collector: Collector, each: Each | None) -> Standing:
    known = defined.get(key, _Defined())
    return Standing(
        is_defined=key in defined,
        is_called_there=known.argument is not None,
        is_of_arrays=known.is_of_arrays,
        arguments=len(collector.arguments.get(key, ())),
        each=each,
    )


def _defined(statements: Sequence[Statement], customs: Customs) -> dict[Key, _Defined]:
    """The names that an equation says something of, each as the first one that has brackets after it says it."""
    found: dict[Key, _Defined] = {}
    for statement in statements:
        first = statement.members[0].formula if statement.members else None
        parts = parts_of(first)
        if first is None or len(statement.members) < 2 or not parts:
            continue
        letter = seen(parts[0], customs)
        if letter is None or letter.high or len(parts) > 2:
            continue
        group = bare(parts[1]) if len(parts) == 2 else None
        argument = group.inside if isinstance(group, Group) else None
        key = family(letter.key)
        is_of_arrays = argument is not None and not letter.primes and _is_of_arrays(statement, customs)
        if key not in found or (argument is not None and (found[key].argument is None or is_of_arrays)):
            found[key] = _Defined(argument, is_of_arrays)
    return found


def _is_of_arrays(statement: Statement, customs: Customs) -> bool:
    """Whether something on the right side of an equation is transposed, in a norm, or after a matrix."""
    collector = Collector(customs)
    for member in statement.members[1:2]:
        collector.take(member.formula)
    uses = {use for one in collector.found.values() for use in one.uses}
    return bool(uses & {*MATRIX_USES, Use.TRANSPOSED, Use.IN_NORM, Use.AFTER_MATRIX, Use.ARGUMENT})


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
        name = free_name(key, one, taken)
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
            style_of(key, name),
            has_scripts,
            one.index,
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

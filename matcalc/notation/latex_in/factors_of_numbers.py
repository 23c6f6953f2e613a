"""Names that are numbers as what they stand in is one: λ of J(λ) = ‖y‖² + λ‖w‖², N of ℓ = N log |A| − tr(S A)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from matcalc.errors import LanguageError
from matcalc.notation.latex_in.formula import Formula, Group, Statement
from matcalc.notation.latex_in.kinds import ARRAY_USES, Decided
from matcalc.notation.latex_in.parts import Leaf, Part, Rank, Sum, Times, Total, children
from matcalc.notation.latex_in.scripts import bare, parts_of, seen
from matcalc.notation.latex_in.sightings import Collector, Sighting, family
from matcalc.notation.latex_in.structure import Builder
from matcalc.notation.latex_in.uses import Use
from matcalc.notation.latex_in.vocabulary import Decision, Key, Kind, Vocabulary

NUMBER: Decided = (Kind.SCALAR, Decision.LETTER)


def with_numbers(
    statements: Sequence[Statement],
    kinds: Mapping[Key, Decided],
    collector: Collector,
    made: Callable[[Mapping[Key, Decided]], Vocabulary],
    text: str,
    defined: Collection[Key],
) -> dict[Key, Decided]:
    """The kinds, with those that a definition of a scalar decides: where its right side is a number only if they are.

    defined: the names with an equation; a capital among them is what that says.
    """
    found = dict(kinds)
    arguments = {key for key, one in collector.names.items() if _is_argument_alone(one, found[key])}
    capitals = {
        key
        for key, (kind, decision) in found.items()
        if (kind, decision) == (Kind.MATRIX, Decision.LETTER)
        and key not in defined
        and Use.BELOW not in collector.names[key].uses
    }
    if not arguments | capitals:
        return found
    for statement in statements:
        scalar = _scalar_defined(statement, found, collector)
        right = statement.members[1].formula if scalar is not None else None
        if scalar is None or right is None or statement.members[1].is_hole:
            continue
        inside = Collector(collector.customs)
        inside.take(right)
        uses = collector.names[scalar].uses
        is_number = Use.AFTER_NABLA in uses or scalar.letter[:1].islower()
        here = [candidates & inside.found.keys() for candidates in (arguments, arguments | capitals)]
        for candidates in filter(None, here):
            found |= _fitting(right, candidates, found, made, text, is_number)
    return found


def _is_argument_alone(sighting: Sighting, decided: Decided) -> bool:
    """Whether nothing says that a name is a vector but the brackets after a capital that it stands in."""
    is_vector = decided == (Kind.VECTOR, Decision.USE) and not sighting.counts
    return is_vector and sighting.uses & {*ARRAY_USES, Use.EACH} == {Use.ARGUMENT}


def _scalar_defined(statement: Statement, kinds: Mapping[Key, Decided], collector: Collector) -> Key | None:
    """The scalar that an equation defines: one that is differentiated, or that is written with its argument."""
    first = statement.members[0].formula if len(statement.members) > 1 else None
    parts = parts_of(first) if first is not None else ()
    letter = seen(parts[0], collector.customs) if 0 < len(parts) < 3 else None
    if letter is None or letter.high or letter.places or family(letter.key) not in collector.names:
        return None
    key = family(letter.key)
    uses = collector.names[key].uses
    is_called = len(parts) == 2 and isinstance(bare(parts[1]), Group)
    if len(parts) == 2 and not is_called:
        return None
    is_differentiated = bool(uses & {Use.TOP, Use.AFTER_NABLA}) and Use.BELOW not in uses
    return key if kinds[key][0] is Kind.SCALAR and (is_called or is_differentiated) else None


def _fitting(
    right: Formula,
    candidates: AbstractSet[Key],
    kinds: Mapping[Key, Decided],
    made: Callable[[Mapping[Key, Decided]], Vocabulary],
    text: str,
    is_number: bool,
) -> dict[Key, Decided]:
    """What makes the right side a number; empty where it is one, or stays none, or may be an array after all.

    is_number: whether the left side is one by more than that an equation has it on top of ∂.
    """
    part, names = _built(right, kinds, made, text)
    if part is not None and part.rank is Rank.SCALAR:
        return {}
    if part is None and all(kinds[key][0] is not Kind.VECTOR for key in candidates):
        return {}
    inside = candidates if part is None else candidates & {names.get(leaf.text) for leaf in _factors_of_arrays(part)}
    changes = dict.fromkeys(inside, NUMBER)
    after, names = _built(right, {**kinds, **changes}, made, text) if changes else (None, names)
    if after is None or after.rank is not Rank.SCALAR:
        return {}
    sure = is_number or any(_has_arrays(term) for term in _terms(part or after) if term.rank is Rank.SCALAR)
    return changes if sure and (_has_arrays(after) or part is None) else {}


def _built(
    formula: Formula, kinds: Mapping[Key, Decided], made: Callable[[Mapping[Key, Decided]], Vocabulary], text: str
) -> tuple[Part | None, dict[str, Key]]:
    vocabulary = made(kinds)
    names = {name.name: family(key) for key, name in vocabulary.names.items()}
    try:
        return Builder(vocabulary, text).part(formula), names
    except LanguageError:
        return None, names


def _terms(part: Part) -> tuple[Part, ...]:
    return tuple(term for _, term in part.terms) if isinstance(part, Sum) else (part,)


def _factors_of_arrays(part: Part) -> Iterator[Leaf]:
    """The names that are factors of a term that is no number."""
    for term in _terms(part):
        if term.rank is not Rank.SCALAR:
            yield from (leaf for leaf in _factors(term) if not leaf.gradient_of)


def _factors(part: Part) -> list[Leaf]:
    """The names whose product with other things a term is."""
    match part:
        case Leaf():
            return [part]
        case Times(left, _, right):
            return [*_factors(left), *_factors(right)]
        case Total(body=body):
            return _factors(body)
    return []


def _has_arrays(part: Part) -> bool:
    return part.rank is not Rank.SCALAR or any(_has_arrays(child) for child in children(part))

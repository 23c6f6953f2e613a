"""The shapes of the arrays of a document: as it says, as its words and its type tell, else as its equations force."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from matcalc.errors import InputError
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.manuscripts.equations import Equation
from matcalc.manuscripts.said import Chain, Said
from matcalc.notation.inference import Statement, Told, infer_shapes, statement
from matcalc.notation.latex_in.vocabulary import Declared, Key, Kind, Vocabulary
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.statements_in import words_of


def said_shapes(vocabulary: Vocabulary, declared: Declared) -> dict[str, Shape]:
    """The shapes that the document says, by the names of the input language."""
    found: dict[str, Shape] = {}
    for key, name in vocabulary.names.items():
        if name.kind in (Kind.FUNCTION, Kind.OUTPUT):
            continue
        sides = declared.shapes.get(key, declared.shapes.get(_in_any_layer(key)))
        if sides is not None:
            found[name.name] = parse_shape("×".join(sides)) if sides else SCALAR
    return found


def shapes_of(
    equations: Mapping[str, Equation],
    chains: Sequence[Chain],
    vocabulary: Vocabulary,
    known: Mapping[str, Shape],
    square: Collection[str] = (),
) -> dict[str, Shape]:
    """The shape of each array that no equation defines. known: those that the document says; square: the names of
    matrices that it calls square. What claims tell is as general as their chain allows, all its members together.

    Raises LanguageError and ShapeError, in the texts of the equations, where nothing fits.
    """
    names = {one.name: one for one in vocabulary.names.values()}
    kinds = {name: one.kind for name, one in names.items() if name not in known}
    told = Told(
        vectors=frozenset(name for name, kind in kinds.items() if kind is Kind.VECTOR),
        rows=frozenset(name for name, kind in kinds.items() if kind is Kind.ROW),
        scalars=frozenset(name for name, kind in kinds.items() if kind is Kind.SCALAR),
        taken=frozenset().union(*(one.words for chain in chains for one in chain.said))
        | {letter for one in vocabulary.names.values() for letter in one.key.layer},
        lengths=_lengths_of_sums(vocabulary),
    )
    inputs = {name: shape for name, shape in known.items() if name not in equations}
    lines = [statement(equation.text) for equation in equations.values()]
    found = infer_shapes(lines, inputs, square, told) if lines else {}
    arrays = {name for name, one in names.items() if one.kind not in (Kind.FUNCTION, Kind.OUTPUT)}
    for chain in sorted(chains, key=lambda one: len(one.said) == 1):  # a name in a sentence tells least
        claimed = [line for said in chain.said for line in _lines(said)]
        told_by = claimed, *([line] for line in claimed)
        for further in told_by:
            used = frozenset().union(*(line_words for _, line_words in further))
            if not used & arrays - found.keys() - known.keys() - equations.keys():
                continue
            try:
                found = infer_shapes([*lines, *(line for line, _ in further)], inputs, square, told)
            except InputError:
                continue  # a claim may be wrong; what it speaks of is then asked for
            lines += [line for line, _ in further]
    return {**{name: shape for name, shape in known.items() if name not in equations}, **found}


def _lengths_of_sums(vocabulary: Vocabulary) -> dict[str, tuple[str | None, ...]]:
    """The lengths that sums over their entries name, by arrays: n of x in Σ_{i=1}^n x_i. No array has such a name."""
    named = vocabulary.customs.lengths - {name.name for name in vocabulary.names.values()}
    return {
        name: tuple(side if side in named else None for side in sides)
        for name, sides in vocabulary.shapes.items()
        if not named.isdisjoint(sides)
    }


def _lines(said: Said) -> Iterator[tuple[Statement, frozenset[str]]]:
    """What is claimed, as lines from which shapes can be read, each with its names."""
    lets = () if said.meaning is None else said.meaning.lets
    entries = (let.definition for let in lets if let.free)
    for text in (*(let.definition.partition("=")[2] for let in lets if not let.free), *entries, _line(said)):
        if text is not None:
            yield statement(text), words_of(text)


def _line(said: Said) -> str | None:
    """A member as a line; None where it has derivatives by arrays, of which shapes can not be read."""
    if said.meaning is None or said.holds_derivative or not said.expression.strip():
        return None
    if said.meaning.free:
        return f"left_side[{', '.join(said.meaning.free)}] = {said.expression}"
    return said.expression


def _in_any_layer(key: Key) -> Key:
    return Key(key.letter, key.accents, key.script, key.label)

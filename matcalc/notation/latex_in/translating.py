"""What the members of a chain of equations say, in the input language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matcalc.notation.latex_in.axes import sizes_of
from matcalc.notation.latex_in.ends_of_sums import check_ends
from matcalc.notation.latex_in.entry_text import EntryWriter
from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import Member, Relation, Statement
from matcalc.notation.latex_in.matrix_text import Sizes, matrix_text
from matcalc.notation.latex_in.order_of_places import check_order
from matcalc.notation.latex_in.parts import (
    Derivative,
    Entries,
    Leaf,
    Part,
    Rank,
    Sum,
    children,
    has_indices,
    open_letters,
)
from matcalc.notation.latex_in.sightings import Collector
from matcalc.notation.latex_in.structure import Builder
from matcalc.notation.latex_in.translated import Let, Meaning
from matcalc.notation.latex_in.vocabulary import Vocabulary
from matcalc.notation.latex_in.writing import translation
from matcalc.notation.statements_in import words_of


def meanings_of(
    statement: Statement,
    vocabulary: Vocabulary,
    text: str,
    shapes: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Meaning | None, ...]:
    """What each member says; None for a hole, for nothing between two signs and for the set that an array is of.

    shapes: the lengths of arrays by name, where more is known of them than the document declares; they tell how long an
    identity is. Raises LatexError, with the place in `text`, for what has no meaning or two.
    """
    builder = Builder(vocabulary, text, layers_in(statement, vocabulary))
    parts, outputs = _built(statement, builder)
    scalars = {name for each in outputs for name in each}
    if len(scalars) > 1 or (scalars and isinstance(parts[0], Derivative)):
        builder = Builder(vocabulary, text, layers_in(statement, vocabulary))
        builder.names_expressions = False
        parts, outputs = _built(statement, builder)
    for member, each in zip(statement.members, outputs, strict=True):
        if len(each) > 1:
            raise builder.refused("gradients of two scalars stand here side by side; name each", member.span)
    known = [part for part in parts if part is not None]
    check_ends(known, vocabulary, text)
    for one in known:
        _check_sums(one, builder)
    check_order([*known, *builder.lets], vocabulary, text)
    shapes = {**vocabulary.shapes, **(shapes or {})}
    sizes = sizes_of([*known, *builder.lets], shapes, text)
    free = _free_letters(known, builder)
    taken = frozenset({name.name for name in vocabulary.names.values()} | vocabulary.customs.lengths)
    taken |= {leaf.text for leaf in builder.lets.values()}
    only = [name.name for name in vocabulary.differentiated]
    names = [next(iter(each), "") for each in outputs]
    names = ["" if [name] == only else name for name in names]
    lets = tuple(let for part, leaf in builder.lets.items() for let in _lets(part, leaf, sizes, taken, text))
    inner = _letters_within(known, free, taken, text, has_holes=any(statement.holes))
    is_named = not free and not inner and any(part.rank is not Rank.SCALAR for part in known)
    meanings: list[Meaning | None] = []
    for part, output in zip(parts, names, strict=True):
        if part is None:
            meanings.append(None)
            continue
        writer = EntryWriter(text, sizes, taken | frozenset((*free, *inner)))
        made = _expression(part, free, inner, sizes, writer, is_named=is_named)
        of = output if _has_gradient(part) else ""
        used = _lets_used(part, lets, output)
        meanings.append(replace(made, lets=(*used, *writer.lets), output=of))
        taken |= {let.name for let in writer.lets}
    return tuple(meanings)


def layers_in(statement: Statement, vocabulary: Vocabulary) -> frozenset[str]:
    """The layers that stand in a statement."""
    collector = Collector(vocabulary.customs)
    for member in statement.members:
        collector.take(member.formula)
    return frozenset(layer for one in collector.names.values() for layer in one.layers if layer)


def _built(statement: Statement, builder: Builder) -> tuple[list[Part | None], list[list[str]]]:
    """The part of each member, and the scalars that the gradients in it are of."""
    parts: list[Part | None] = []
    outputs: list[list[str]] = []
    for member in statement.members:
        parts.append(_part(member, builder))
        outputs.append(list(builder.outputs))
        builder.outputs.clear()
    return parts, outputs


def _part(member: Member, builder: Builder) -> Part | None:
    if member.formula is None or member.is_hole or member.relation is Relation.IN:
        return None
    return builder.part(member.formula)


def _lets(part: Part, leaf: Leaf, sizes: Mapping[int, str], taken: frozenset[str], text: str) -> tuple[Let, ...]:
    """The definition of what is differentiated without a name, after those it needs itself."""
    if not has_indices(part):
        return (Let(leaf.text, translation(matrix_text(part, sizes).pieces)),)
    if part.rank is not Rank.SCALAR or open_letters(part):
        message = "what is differentiated here is written with indices and has no name: give it one"
        raise LatexError(message, text, part.span)
    writer = EntryWriter(text, sizes, taken)
    pieces = writer.written(part, ())
    return (*writer.lets, Let(leaf.text, translation(pieces), ()))


def _free_letters(parts: Sequence[Part], builder: Builder) -> tuple[str, ...]:
    """The indices that stand unsummed: those of the first member, which every other may have and no more."""
    first: dict[str, Part] = {}
    for part in parts:
        found = open_letters(part)
        if not first and part is parts[0]:
            first = dict.fromkeys(found, part)
            continue
        if not first and found and isinstance(parts[0], Leaf) and parts[0].text[0].isdigit():
            first = dict.fromkeys(found, part)
            continue
        if extra := [letter for letter in found if letter not in first]:
            shown = builder.shown(part.span)
            listed = ", ".join(extra)
            message = f"{shown} has the index {listed}, and no other side has: a sum over it is written Σ_{extra[0]}"
            raise builder.refused(message, part.span)
    return tuple(first)


def _check_sums(part: Part, builder: Builder) -> None:
    """Raises LatexError for W x_i − y_i, where y_i is read as a number."""
    if isinstance(part, Sum):
        terms = [term for _, term in part.terms]
        vectors = [term for term in terms if term.rank is not Rank.SCALAR and open_letters(term)]
        number = next((term for term in terms if term.rank is Rank.SCALAR and open_letters(term)), None)
        if vectors and number is not None:
            shown, vector = builder.shown(number.span), builder.shown(vectors[0].span)
            message = f"{shown} is read as a number here, and beside it {vector} is a vector: say which {shown} is"
            raise builder.refused(message, number.span)
    for child in children(part):
        _check_sums(child, builder)


def _letters_within(
    parts: Sequence[Part], free: tuple[str, ...], taken: frozenset[str], text: str, *, has_holes: bool
) -> tuple[str, ...]:
    """The letters for the entries of vectors, where the members of a statement are one for each free index; and for
    those of arrays that are written with sums of gradients, which no definition can hold.
    """
    vectors = [part for part in parts if part.rank is not Rank.SCALAR]
    writer = EntryWriter(text, {}, taken | frozenset(free))
    if not free:
        of_gradients = any(has_indices(part) and _is_of_derivatives(part) for part in parts)
        of_gradients = of_gradients and any(map(_has_vectors, parts))
        is_square = any(isinstance(part, Derivative) and part.rank is Rank.MATRIX for part in parts)
        is_one = len({part.rank for part in parts}) == 1
        count = {Rank.SCALAR: 0, Rank.MATRIX: 2}.get(parts[0].rank, 1) if parts else 0
        is_by_entries = of_gradients and is_one and not is_square and not has_holes
        return tuple(writer.fresh() for _ in range(count)) if is_by_entries else ()
    if not vectors:
        return ()
    for part in parts:
        is_zero = isinstance(part, Leaf) and part.text == "0"
        if part.rank is Rank.MATRIX or (part.rank is not vectors[0].rank and not is_zero):
            what = f"this is {part.rank.value}, and another side of the line is {vectors[0].rank.value}"
            message = "this is a whole array" if part.rank is Rank.MATRIX else what
            raise LatexError(f"{message}: both are entries, (…)_i, or both vectors for each {free[0]}", text, part.span)
    return (writer.fresh(),)


def _expression(
    part: Part, free: tuple[str, ...], inner: tuple[str, ...], sizes: Sizes, writer: EntryWriter, *, is_named: bool
) -> Meaning:
    """What a part says, its lets being those of the writer. is_named: whether an array that is written with sums over
    letters, 2 Σ_i r_i x_i, gets a name, as others of its line are whole arrays too.
    """
    if not free and not inner and not has_indices(part):
        return Meaning(translation(matrix_text(part, sizes).pieces), _subject(part))
    if is_named and _has_vectors(part):
        letters = tuple(writer.fresh() for _ in range({Rank.SCALAR: 0, Rank.MATRIX: 2}.get(part.rank, 1)))
        whole = writer.named(part, letters)
        return Meaning(translation(((f"{whole}.T" if part.rank is Rank.ROW else whole, part.span),)))
    if part.rank is not Rank.SCALAR and not inner:
        message = "this is a whole array, and another side of the line is one entry: write its entry, (…)_i"
        raise LatexError(message, writer.text, part.span)
    made = translation(writer.written(part, inner))
    return Meaning(made, _subject(part, inner), (*free, *inner))


def _has_vectors(part: Part) -> bool:
    """Whether one of several vectors stands in it, x_i."""
    is_one = isinstance(part, Entries) and part.rank is not Rank.SCALAR
    return is_one or any(map(_has_vectors, children(part)))


def _is_of_derivatives(part: Part) -> bool:
    return isinstance(part, Derivative) or _has_gradient(part) or any(map(_is_of_derivatives, children(part)))


def _lets_used(part: Part, lets: Sequence[Let], output: str) -> tuple[Let, ...]:
    """Those that the part names, or is a gradient of, and those that these need."""
    needed = {leaf.text for leaf in _leaves(part)} | {output}
    used: list[Let] = []
    for let in reversed(lets):
        if let.name in needed:
            used.append(let)
            needed |= words_of(let.body.text)
    return tuple(reversed(used))


def _leaves(part: Part) -> list[Leaf]:
    if isinstance(part, Leaf):
        return [part]
    return [leaf for child in children(part) for leaf in _leaves(child)]


def _has_gradient(part: Part) -> bool:
    return any(leaf.gradient_of for leaf in _leaves(part))


def _subject(part: Part, inner: tuple[str, ...] = ()) -> str:
    """The left side that a part can be: z, z[j], grad_a, D(z[i], a[j]); "" where it can be none.

    inner: the letters in the places that are left open, p of z[i, p] for z_i and of grad_w[p] for ∇_w E.
    """
    match part:
        case Leaf(text):
            at = f"[{', '.join(inner)}]" if inner else ""
            return f"{text}{at}" if text[0].isalpha() else ""
        case Entries(Leaf(text), places) if part.rank is Rank.SCALAR or inner:
            open_places = iter(inner)
            letters = [place.letter or next(open_places, "") for place in places]
            plain = len(set(letters)) == len(letters) and all(letter.isalpha() for letter in letters)
            return f"{text}[{', '.join(letters)}]" if plain else ""
        case Derivative(of, by):
            sides = [_subject(of), _subject(by, inner)]
            count = sum(len(side.places) for side in (of, by) if isinstance(side, Entries))
            return f"D({sides[0]}, {sides[1]})" if all(sides) and count == len(open_letters(part)) else ""
    return ""

"""Clashes of conventions as notices: how each shows, and the ways out with what follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.chain import Gradient
from matcalc.checking.claims.clash import Clash, Side
from matcalc.documents.lists import listed
from matcalc.documents.page import Equation, Notice, Part, Sentence
from matcalc.forms.index_form import Entry, IndexSum, Partial
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.traversal import walk
from matcalc.notation.glyphs import Glyphs


def notices(clashes: Sequence[Clash], output: Symbol, glyphs: Glyphs) -> tuple[Notice, ...]:
    """A notice for each clash. output: what is differentiated."""
    return tuple(_notice(clash, output, glyphs) for clash in clashes)


def _notice(clash: Clash, output: Symbol, glyphs: Glyphs) -> Notice:
    source = f" ({clash.statement.words})" if clash.statement.words else ""
    against = f", against {clash.against}" if clash.against else ""
    title = (f"Conventions clash: {clash.name.value}. {clash.statement.place}{source}{against}",)
    ways = tuple(_way(side, number, len(clash.sides)) for number, side in enumerate(clash.sides))
    shows: Sentence = (*_capitalised(clash.shows), ".")
    named = {of.name: of for sentence in (shows, *ways) for of in _named(sentence)}  # a row is named as its column is
    short = [
        Equation(Cotangent(of), Gradient(of, output)) for name, of in named.items() if not glyphs.written_out(name)
    ]
    return Notice(title, (shows, *([("Short names: ", *listed(short), ".")] if short else ())), ways)


def _way(side: Side, number: int, count: int) -> Sentence:
    start = "" if count == 1 else "Either " if number == 0 else "Or "
    words: list[Part] = [*_capitalised((start, *side.words)), ": ", *side.repair]
    if results := [result for result in side.results if (result.left, " = ", result.right) not in _triples(side)]:
        words += ["; then ", *listed([Equation(result.left, result.right) for result in results])]
    return (*words, ".")


def _triples(side: Side) -> set[tuple[object, ...]]:
    """Every three parts of a repair that follow each other: what it says already is not said twice."""
    return set(zip(side.repair, side.repair[1:], side.repair[2:], strict=False))


def _capitalised(sentence: Sentence) -> Sentence:
    """The sentence with a capital letter where it begins with a word."""
    first, *rest = (part for part in sentence if part != "")
    return (first[0].upper() + first[1:] if isinstance(first, str) else first, *rest)


def _named(sentence: Sentence) -> Iterator[Symbol]:
    """The arrays whose gradient has its short name in a sentence."""
    for part in sentence:
        for side in (part.left, part.right) if isinstance(part, Equation) else (part,):
            for root in _arrays(side):
                yield from (node.of for node in walk(root) if isinstance(node, Cotangent))


def _arrays(part: object) -> Iterator[Node]:
    if isinstance(part, Node):
        yield part
    elif isinstance(part, IndexSum):
        for factor in (factor for term in part.terms for factor in term.factors):
            if isinstance(factor, Entry):
                yield factor.array
            elif isinstance(factor, Partial):
                yield from _arrays(factor.of)

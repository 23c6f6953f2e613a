"""What a document says of its arrays beside their shapes, in words and in formulas such as Σ_k y_k = 1."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from matcalc.errors import InputError
from matcalc.forms.facts import NONE, Facts, OneOf, Property
from matcalc.forms.program import Program
from matcalc.manuscripts.declarations import Declarations
from matcalc.manuscripts.facts_said import OF_SQUARE, SQUARE, SUMS_TO_ONE
from matcalc.manuscripts.said import Chain
from matcalc.notation.latex_in.vocabulary import Vocabulary
from matcalc.problems.assumptions import SQUARE as PROPERTIES_OF_SQUARE
from matcalc.problems.assumptions import facts_of, read_assumptions

_SUMS = (
    re.compile(r"\(?sum (?P<index>\w+): (?P<name>\w+)\[(?P=index)\]\)?"),
    re.compile(r"ones\([^()]*\)\.T @ (?P<name>\w+)"),
    re.compile(r"(?P<name>\w+)\.T @ ones\([^()]*\)"),
    re.compile(r"sum\((?P<name>\w+)\)"),
)
_LINE_SUMS = (
    (re.compile(r"\(?sum (?P<index>\w+): (?P<name>\w+)\[\w+, ?(?P=index)\]\)?"), 1),
    (re.compile(r"\(?sum (?P<index>\w+): (?P<name>\w+)\[(?P=index), ?\w+\]\)?"), 0),
)
"""Sums of each row (axis 1) or column (axis 0)."""

_OF_SQUARE = frozenset((SQUARE, *(one.value for one in PROPERTIES_OF_SQUARE))) | OF_SQUARE


def called_square(words: Declarations, vocabulary: Vocabulary) -> frozenset[str]:
    """The names of the matrices that the words call square, or what only a square matrix is."""
    names = vocabulary.names
    said = ((key, one.fact) for one in words.hypotheses if not one.is_equation for key in one.keys)
    return frozenset(names[key].name for key, fact in said if key in names and fact in _OF_SQUARE)


def sums_said(
    words: Declarations,
    vocabulary: Vocabulary,
    program: Program | None,
    chains: Sequence[Chain],
    supposed: Collection[str] = (),
) -> Facts:
    """What the entries of vectors sum to, among the inputs of a program. chains: of which those that say it count.
    supposed: names of vectors whose entries are supposed to sum to 1.
    """
    if program is None:
        return NONE
    said = _said_to_sum_to_one(words, vocabulary)
    vectors = {symbol.name for symbol in program.inputs if not symbol.shape.is_scalar and not symbol.shape.is_matrix}
    sums = {name: "1" for name in (*said, *supposed) if name in vectors}
    for chain in chains:
        sums = {name: total for name, total in _sums_in(chain) if name in vectors} | sums
    return facts_of(read_assumptions(f"sum({name}) = {total}" for name, total in sums.items()), program)


def lines_said_to_sum_to_one(words: Declarations, vocabulary: Vocabulary, program: Program | None) -> Iterator[str]:
    """What is said to be one-hot and is a matrix, as assumptions about the lines along which a softmax goes."""
    said = _said_to_sum_to_one(words, vocabulary)
    for symbol in program.inputs if program is not None and vocabulary.softmax_axis is not None else ():
        if symbol.name in said and symbol.shape.is_matrix:
            yield f"sum({symbol.name}, axis={vocabulary.softmax_axis}) = 1"


def with_sums_of_lines(facts: Facts, lines: Sequence[str], program: Program | None) -> Facts:
    """Facts with sums in words, of rows, columns and all entries, those that can hold of the inputs of a program."""
    for line in lines if program is not None else ():
        try:
            assert program is not None
            found = facts_of(read_assumptions([line]), program)
        except InputError:
            continue
        known = {symbol for symbol, _ in facts.sums}
        sums = (*facts.sums, *((symbol, total) for symbol, total in found.sums if symbol not in known))
        facts = replace(facts, sums=sums, line_sums=(*facts.line_sums, *found.line_sums))
    return facts


def line_sums_said(chains: Sequence[Chain], facts: Facts) -> Iterator[str]:
    """What the entries of each row, or of each column, of a matrix sum to by chains, as assumptions.

    facts: what is known besides; no sums of a matrix of which more is known than the signs or the set of its entries.
    """
    found: dict[str, dict[int, str]] = {}
    for one, other in (pair for chain in chains for pair in _pairs(chain)):
        for form, axis in _LINE_SUMS if other.isdigit() else ():
            if (said := form.fullmatch(one)) is not None:
                found.setdefault(said["name"], {}).setdefault(axis, other)
    tied = {
        symbol.name
        for symbol, properties in facts.properties.items()
        if any(one is not Property.POSITIVE and not isinstance(one, OneOf) for one in properties)
    }
    for name, totals in found.items():
        if len(totals) == 1 and name not in tied:
            yield from (f"sum({name}, axis={axis}) = {total}" for axis, total in totals.items())


def _said_to_sum_to_one(words: Declarations, vocabulary: Vocabulary) -> set[str]:
    """The names of the arrays that words call one-hot, or a distribution."""
    keys = (key for one in words.hypotheses if one.fact == SUMS_TO_ONE for key in one.keys)
    return {vocabulary.names[key].name for key in keys if key in vocabulary.names}


def _pairs(chain: Chain) -> Iterator[tuple[str, str]]:
    """Neighbours in a chain, either way round."""
    texts = [said.expression for said in chain.said]
    yield from (*pairwise(texts), *pairwise(reversed(texts)))


def _sums_in(chain: Chain) -> Iterator[tuple[str, str]]:
    """The names whose entries a chain says the sum of, each with that number."""
    for one, other in _pairs(chain):
        if not other.isdigit():
            continue
        for form in _SUMS:
            if (found := form.fullmatch(one)) is not None:
                yield found["name"], other

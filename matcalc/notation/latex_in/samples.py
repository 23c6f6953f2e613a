"""Vectors that are numbered, x_i or x^{(i)}: which letters number them above, and what a document says of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from matcalc.notation.latex_in.formula import Formula, Fraction, Group, Letter, Mark, Number, Run, Scripted, Sign
from matcalc.notation.latex_in.product_builder import sign_of
from matcalc.notation.latex_in.scripts import LAYER_LETTERS, USUAL_INDICES, bare, layer_in, letters_of, parts_of
from matcalc.notation.latex_in.vocabulary import Customs, Decision, Declared, Each, Key, Kind, Vocabulary
from matcalc.notation.latex_in.within import items_in

USUAL_COUNTS = frozenset("nNmMTBKd")
"""Letters that say how many there are, where they divide a sum."""


def samples_above(formulas: Sequence[Formula]) -> frozenset[str]:
    """The letters in brackets above names under a sum over that letter, i of Σ_i x^{(i)}. Not those that number layers:
    with an offset somewhere, W^{(i-1)}, or above a capital.
    """
    above = [one for formula in formulas for one in _above(formula)]
    summed = {letter for formula in formulas for letter in _summed_above(formula)}
    layers = {letter for name, text in above for letter in letters_of(text) if text != letter or name.isupper()}
    return frozenset(summed - layers - LAYER_LETTERS)


def _above(formula: Formula) -> Iterator[tuple[str, str]]:
    """The names in a formula that have something in brackets above them, each with that."""
    for item in items_in(formula):
        if isinstance(item, Scripted) and item.high is not None:
            base = bare(item.base)
            while isinstance(base, Scripted):
                base = bare(base.base)
            layer = layer_in(item.high)
            if isinstance(base, Letter) and not base.is_command and layer is not None and layer.fence:
                yield base.name, layer.text


def _summed_above(formula: Formula) -> Iterator[str]:
    """The letters of sums that stand in brackets above a name in their terms."""
    for item in items_in(formula):
        parts = parts_of(item) if isinstance(item, (Run, Group)) else ()
        for at, part in enumerate(parts):
            if sign_of(part) is not Sign.SUM or not isinstance(part, Scripted):
                continue
            letters = {one.name for one in parts_of(part.low) if isinstance(one, Letter)}
            found = {text for one in _term(parts[at + 1 :]) for _, text in _above(one)}
            yield from letters & found


def _term(parts: Sequence[Formula]) -> Iterator[Formula]:
    """The parts up to the next plus or minus."""
    for part in parts:
        if isinstance(part, Mark) and part.sign in (Sign.PLUS, Sign.MINUS):
            return
        yield part


def counts_in(formulas: Sequence[Formula], ranges: Mapping[str, str], vocabulary: Vocabulary) -> Mapping[str, str]:
    """How many numbers or vectors there are, by their index, where the sums over it do not say it: as the range of the
    index says, else as it divides a sum, 1/n Σ_i. That is a letter of which nothing else is said, and of numbers that
    have no range one that usually counts and is no length that the document states.
    """
    usual = USUAL_COUNTS - vocabulary.customs.lengths
    has_samples = any(name.kind is Kind.SAMPLES for name in vocabulary.names.values())
    found: dict[str, str] = {}
    ended: set[str] = set()
    for formula in formulas:
        for item in items_in(formula):
            parts = parts_of(item)
            for at, part in enumerate(parts):
                if sign_of(part) is not Sign.SUM or not isinstance(part, Scripted):
                    continue
                letters = [one.name for one in parts_of(part.low) if isinstance(one, Letter)]
                count = ranges.get(letters[0]) if letters else None
                divisor = _divisor(parts[:at]) if count is None else None
                if divisor is not None and (has_samples or divisor in usual):
                    count = divisor
                if part.high is not None:
                    ended.update(letters)
                elif len(letters) == 1 and count is not None and _may_be_count(count, vocabulary):
                    found.setdefault(letters[0], count)
    return {letter: count for letter, count in found.items() if letter not in ended}


def _divisor(before: Sequence[Formula]) -> str | None:
    """The letter that a sum is divided by: n of 1/n, and of 1/(2n)."""
    below: Sequence[Formula] = ()
    if before and isinstance(fraction := bare(before[-1]), Fraction):
        below = parts_of(fraction.below)
    elif len(before) > 2 and sign_of(before[-2]) is Sign.OVER:  # 1, /, n
        below = before[-1:]
    letters = [part.name for part in below if isinstance(part, Letter)]
    numbers = [part for part in below if isinstance(part, Number)]
    return letters[0] if len(letters) == 1 and len(numbers) == len(below) - 1 else None


def _may_be_count(letter: str, vocabulary: Vocabulary) -> bool:
    name = vocabulary.names.get(Key(letter))
    is_loose = name is not None and name.kind is Kind.SCALAR and name.decided in (Decision.USE, Decision.LETTER)
    return name is None or (is_loose and name not in vocabulary.differentiated)


def said_of_each(declared: Declared, customs: Customs) -> Mapping[Key, Each]:
    """What is said of names for each index, by the name alone: where the index is one of this document."""
    found: dict[Key, Each] = {}
    for one in declared.each:
        if one.is_raised:
            is_index = one.index in customs.samples
        else:
            is_index = one.index in customs.sums | USUAL_INDICES | {""} and one.index not in customs.layers
        if is_index:
            found.setdefault(one.key, one)
    return found

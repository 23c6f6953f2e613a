"""The few numbers that a text says entries are of: y_i ∈ {−1, 1}, y ∈ {0, 1}ⁿ, "the labels y_i are ±1"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from matcalc.forms.facts import OneOf
from matcalc.manuscripts.hypotheses import Hypothesis
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.nouns import NEGATIONS, word_set
from matcalc.manuscripts.numbers_typed import number_in, number_of, set_in
from matcalc.manuscripts.scopes import Scopes
from matcalc.manuscripts.sentences import OfPieces, Sentence
from matcalc.manuscripts.shapes_said import space_of
from matcalc.manuscripts.subjects import between_commas
from matcalc.notation.latex_in.formula import Formula, Mark, Relation, Run, Sign, Span, Statement
from matcalc.notation.latex_in.scripts import seen
from matcalc.notation.latex_in.vocabulary import Customs, Key
from matcalc.problems.assumptions import MOST_NUMBERS

_CASES = frozenset(("if", "when", "whenever", "provided", "case", "cases", "unless", "whether"))
_LISTING = word_set("takes take taking values value both")
"""Words with which a list may have "and", or commas alone: takes the values 0 and 1. But: a and b are 0 and 1."""

_VERBS = word_set("either is are be equals equal assumed being") | _LISTING
_BESIDE = word_set(
    ", which that all ( has have having with of in only the one each can may always either to on labels a label binary"
)
_DIGITS = {"zero": "0", "one": "1"}
_BETWEEN = frozenset((",", "or", "and"))
_BEHIND = word_set("for and where with so depending according which that while in as to then , ( ) — –")
"""Words after the last number of a list that leave it one: y is 0 or 1 for every i."""

_OTHERWISE = frozenset(("otherwise", "for", "if", "else", "when"))
_FAR = 10
"""So many words at most between the two numbers of: 1 for the positive examples and 0 for the negative ones."""

_MOST_LISTED = 100
"""So many numbers of a list are looked at: each name in a sentence may begin another one."""

_SAYS_VALUES = word_set("let where with label labels target targets class classes for if given suppose assume binary")

_MINUS = ("-", "−", "–")


@dataclass(frozen=True, slots=True)
class _Said:
    """That entries of a name are of these numbers; of no numbers where they are any real ones. at: among the tokens of
    its sentence, where that is known.
    """

    key: Key
    numbers: tuple[Fraction, ...]
    place: Span
    sentence: Sentence = ()
    at: int = 0

    @property
    def before(self) -> list[str]:
        """The words of its sentence before it."""
        return [token.word for token in self.sentence[: self.at]]


def sets_said(
    manuscript: Manuscript, formulas: OfPieces, sentences: Sequence[tuple[Sentence, Sequence[str]]], scopes: Scopes
) -> Iterator[Hypothesis]:
    """All of them in order. What is said of a name first counts in the whole text where nothing says that its values
    are real numbers, as labels are often explained below their loss; from the paragraph on else. It counts up to where
    something else is said; a case for its sentence.
    """
    by_key: dict[Key, list[_Said]] = {}
    for one in _all(manuscript, formulas, sentences):
        if one.numbers and not _CASES.isdisjoint(one.before):
            if NEGATIONS.isdisjoint(one.before):
                scope, near = scopes.of_case(one.sentence, one.at), scopes.paragraph(one.place.start)
                yield Hypothesis((one.key,), OneOf(one.numbers).value, one.place, scope, near)
            continue
        found = by_key.setdefault(replace(one.key, layer=""), [])
        if not found or found[-1].numbers != one.numbers:
            found.append(one)
    for sentence, words in sentences:
        yield from _cases_of_one(sentence, words, formulas, manuscript.text, by_key, scopes)
    for found in by_key.values():
        is_everywhere = all(one.numbers for one in found) and "for" not in found[0].before
        starts = [0 if is_everywhere else scopes.from_here(found[0].place.start).start]
        for before, one in pairwise(found):
            starts.append(max(scopes.from_here(one.place.start).start, before.place.end))
        for one, start, end in zip(found, starts, [*starts[1:], len(manuscript.text)], strict=True):
            if one.numbers:
                yield Hypothesis((one.key,), OneOf(one.numbers).value, one.place, Span(start, end))


def sets_in_remark(statement: Statement, labels: Collection[Key], text: str, scope: Span) -> Iterator[Hypothesis]:
    """What a formula in a remark says: y ∈ {0, 1}, and y = 1 where y is among these labels."""
    for one in _in_formula(statement, text):
        if one.numbers:
            yield Hypothesis((one.key,), OneOf(one.numbers).value, one.place, scope)
    numbers, first = _equal_to((statement,), text), statement.members[0].formula
    for key in _keys(first) if first is not None and len(numbers) == 1 else ():
        if key in labels:
            yield Hypothesis((key,), OneOf(numbers).value, statement.span, scope)


def _cases_of_one(
    sentence: Sentence,
    words: Sequence[str],
    formulas: OfPieces,
    text: str,
    by_key: Mapping[Key, Sequence[_Said]],
    scopes: Scopes,
) -> Iterator[Hypothesis]:
    """If y = 1, then …, where y is said to be 0 or 1: for its sentence. Of several in one sentence each holds up to the
    next one, or where the first follows an equation from the one before.
    """
    found: dict[Key, list[_Said]] = {}
    others: list[int] = []
    for at, token in enumerate(sentence):
        statements = () if token.piece is None else formulas[token.piece]
        numbers, first = _equal_to(statements, text), statements[0].members[0].formula if statements else None
        keys = [] if first is None or len(numbers) != 1 else list(_keys(first))
        said = [by_key.get(replace(key, layer=""), ()) for key in keys]
        if len(keys) == 1 and any(numbers[0] in one.numbers for one in said[0]) and _is_case(words, at):
            place = statements[0].span
            found.setdefault(keys[0], []).append(_Said(keys[0], numbers, place, sentence, at))
        elif any(map(is_equation, statements)):
            others.append(at)
    for key, cases in found.items():
        wholes = [scopes.of_case(sentence, one.at) for one in cases]
        starts, ends = [one.start for one in wholes], [one.end for one in wholes]
        if any(at < cases[0].at for at in others):
            starts[1:] = [one.place.end for one in cases[:-1]]
            ends[:-1] = starts[1:]
        else:
            ends[:-1] = [one.place.start for one in cases[1:]]
            starts[1:] = ends[:-1]
        for one, start, end in zip(cases, starts, ends, strict=True):
            near = scopes.paragraph(one.place.start)
            yield Hypothesis((key,), OneOf(one.numbers).value, one.place, Span(start, end), near)


def _is_case(words: Sequence[str], at: int) -> bool:
    """Whether a formula is a condition, right behind its word or a few words after it."""
    return not (_CASES | {"for"}).isdisjoint(words[max(0, at - 3) : at])


def _all(
    manuscript: Manuscript, formulas: OfPieces, sentences: Sequence[tuple[Sentence, Sequence[str]]]
) -> list[_Said]:
    found: list[_Said] = []
    for sentence, words in sentences:
        end = 0
        for at, token in enumerate(sentence):
            if token.piece is not None:
                is_said = _is_said(words[max(0, at - 3) : at]) and not manuscript.pieces[token.piece].is_display
                typed = [one for one in formulas[token.piece] if is_said or not is_equation(one)]
                said = [one for each in typed for one in _in_formula(each, manuscript.text)]
                found += (replace(one, sentence=sentence, at=at) for one in said)
                if token.span.start >= end:  # y = 1 or y = 2 is no list of its own behind: y = 0 or
                    in_words = list(_in_words(sentence, words, at, formulas, manuscript.text))
                    end = max((one.place.end for one in in_words), default=end)
                    found += in_words
    return sorted(found, key=lambda one: one.place.start)


def _is_said(words: Sequence[str]) -> bool:
    """Whether an equation behind these words says what values there are: y = ±1 may be a result, too."""
    return not _SAYS_VALUES.isdisjoint(words)


def is_equation(statement: Statement) -> bool:
    """Whether a statement sets members equal, as y = ±1."""
    return any(member.relation is Relation.EQUAL for member in statement.members)


def _in_formula(statement: Statement, text: str) -> Iterator[_Said]:
    for before, member in pairwise(statement.members):
        if before.formula is None or member.formula is None:
            continue
        place = Span(before.span.start, member.span.end)
        if member.relation is Relation.IN:
            numbers = set_in(member.formula, text)
            if numbers is None and space_of(member.formula) != ():
                continue
        elif member.relation is Relation.EQUAL and len(statement.members) == 2:
            numbers = number_in(member.formula, text)
            if len(numbers) != 2:  # y = ±1
                continue
        else:
            continue
        if numbers is None or len(numbers) <= MOST_NUMBERS:
            yield from (_Said(key, tuple(sorted(set(numbers or ()))), place) for key in _keys(before.formula))


def _keys(formula: Formula) -> Iterator[Key]:
    """The names of a list, also behind ∀ i:, entries as those that they are of; of y_1, …, y_n the last."""
    items = formula.items if isinstance(formula, Run) else (formula,)
    colons = [at for at, item in enumerate(items) if isinstance(item, Mark) and item.sign is Sign.COLON]
    if colons:
        formula = Run(items[colons[-1] + 1 :], formula.span)
    pieces = list(between_commas(formula))
    has_dots = any(isinstance(item, Mark) and item.sign is Sign.LEFT_OUT for piece in pieces for item in piece)
    for piece in pieces[-1:] if has_dots else pieces:
        named = seen(piece[0], Customs()) if len(piece) == 1 else None
        if named is not None and not (named.high or named.primes):
            yield named.key


def _in_words(sentence: Sentence, words: Sequence[str], at: int, formulas: OfPieces, text: str) -> Iterator[_Said]:
    """What is said behind a name: is either −1 or 1; are ±1; is 1 for the first class and 0 otherwise."""
    piece = sentence[at].piece
    statements = () if piece is None else formulas[piece]
    is_name = len(statements) == 1 and (len(statements[0].members) == 1 or bool(_equal_to(statements, text)))
    first = statements[0].members[0].formula if is_name else None
    keys = [] if first is None else list(_keys(first))
    if not keys or not NEGATIONS.isdisjoint(words[max(0, at - _FAR) : at]):
        return
    start = at + 1
    while start < len(words) and words[start] in _VERBS | _BESIDE and not _numbers(sentence, start, formulas, text):
        start += 1
    numbers = list(_equal_to(statements, text))
    if _VERBS.isdisjoint(words[at + 1 : start]) and not (numbers and words[start : start + 1] == ["or"]):
        return
    last, end, one_token = at, start, False
    while end < len(words) and len(numbers) < _MOST_LISTED:
        if found := _numbers(sentence, end, formulas, text, keys):
            numbers, last, one_token = [*numbers, *found], end, one_token or len(found) > 1
        elif words[end] not in _BETWEEN and not (words[end] in _MINUS and _is_sign(sentence, end)):
            break
        end += 1
    is_list = one_token or "or" in words[start - 1 : last] or bool(_LISTING.intersection(words[at + 1 : start]))
    is_all = last + 1 >= len(words) or words[last + 1] in _BEHIND or sentence[last + 1].is_formula
    if len(set(numbers)) == 1 and last + 1 < len(words) and words[last + 1] in _OTHERWISE:
        other = _other_number(sentence, words, last, formulas, text)
        numbers, last = ([*numbers, *other[0]], other[1]) if other is not None else (numbers, last)
    elif not (is_list and is_all):
        return
    if 2 <= len(set(numbers)) <= MOST_NUMBERS:
        place = Span(sentence[at].span.start, sentence[last].span.end)
        for key in keys:
            yield _Said(key, tuple(sorted(set(numbers))), place, sentence, at)


def _other_number(
    sentence: Sentence, words: Sequence[str], last: int, formulas: OfPieces, text: str
) -> tuple[tuple[Fraction, ...], int] | None:
    """The number of: and 0 otherwise; with its place."""
    for at in range(last + 2, min(last + 2 + _FAR, len(words))):
        found = _numbers(sentence, at, formulas, text)
        closes = words[at + 1 : at + 2]
        if found and words[at - 1] in _BETWEEN and closes and closes[0] in _OTHERWISE:
            return found, at
    return None


def _is_sign(sentence: Sentence, at: int) -> bool:
    """Whether a dash is the sign of the number right behind it."""
    return at + 1 < len(sentence) and sentence[at].span.end == sentence[at + 1].span.start


def _equal_to(statements: Sequence[Statement], text: str) -> tuple[Fraction, ...]:
    """The number to which an equation sets its left side equal; none of anything else."""
    if len(statements) != 1 or len(statements[0].members) != 2 or not is_equation(statements[0]):
        return ()
    last = statements[0].members[1].formula
    return () if last is None else number_in(last, text)


def _numbers(
    sentence: Sentence, at: int, formulas: OfPieces, text: str, keys: Sequence[Key] = ()
) -> tuple[Fraction, ...]:
    """The number that a token is, both of ±1, those of a set, that of y = 1 where y is of these keys; none of anything
    else.
    """
    token = sentence[at]
    if token.piece is not None:
        statements = formulas[token.piece]
        if (found := _equal_to(statements, text)) and (left := statements[0].members[0].formula) is not None:
            return found if list(_keys(left)) == [*keys] else ()
        if len(statements) != 1 or len(statements[0].members) != 1 or statements[0].members[0].formula is None:
            return ()
        formula = statements[0].members[0].formula
        return number_in(formula, text) or set_in(formula, text) or ()
    digits = _DIGITS.get(token.word, token.word)
    if not digits.isdecimal() or text[token.span.end : token.span.end + 1] == "-":
        return ()
    number, sign = number_of(digits), text[max(0, token.span.start - 1) : token.span.start]
    if number is None:
        return ()
    return (-number, number) if sign == "±" else (-number,) if sign in _MINUS else (number,)

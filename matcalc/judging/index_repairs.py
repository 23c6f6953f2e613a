"""The smallest change of an index form that makes it right: letters, signs, factors and terms, verified by values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, combinations, islice

from matcalc.checking.claims.matching import are_equal
from matcalc.checking.comparing import Comparing
from matcalc.documents.page import Sentence
from matcalc.engine.limits import look_at_clock
from matcalc.errors import InputError, InvariantError
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Delta, Entry, IndexSum, Term, of_factor
from matcalc.forms.indices import Index, Place
from matcalc.forms.matrix_form import Apply, Cotangent, Node, Symbol
from matcalc.forms.program import IndexDefinition
from matcalc.judging.comparison import Setting, compared
from matcalc.judging.findings import Repair
from matcalc.judging.mends import Mend
from matcalc.notation.names import GRADIENT_PREFIX

MOST_TRIED = 300

NUMBERS = (*map(Fraction, (2, 3, 4, -2)), *(Fraction(1, n) for n in (2, 3, 4, -2)))

_ENTRY = re.compile(r"\b(?P<name>[^\W\d]\w*)\[(?P<letters>\s*[^\W\d]\w*\s*(?:,\s*[^\W\d]\w*\s*)*)\]")


@dataclass(frozen=True, slots=True)
class Mended:
    """A change that makes an index form right, and what it is in a sentence."""

    repair: Repair
    words: Sentence


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: str
    body: IndexSum
    words: Sentence


Read = Callable[[str], object]
"""Of a right side for the letters of the left side."""


def mended(
    text: str, wanted: IndexDefinition, right: Sequence[IndexSum], read: Read, setting: Setting
) -> Mended | None:
    """The first change, letters before signs before factors, that gives the values of what is wanted; else None.

    text: what was written, which may have letters where they do not fit. right: forms of the right one, of which
    factors and terms may be missing.
    """
    try:
        said = read(text)
    except InputError:
        said = None
    candidates = _of_letters(text, wanted.places, read, setting)
    if isinstance(said, IndexDefinition):
        candidates = chain(candidates, _of_terms(said.body), _of_parts(said, right))
    found = _first(list(islice(candidates, MOST_TRIED)), wanted, setting)
    if found is None:
        return None
    what = str(found.words[0])
    repair = Repair(found.name, what[0].lower() + what[1:].rstrip(": "), found.body)
    return Mended(repair, (*found.words, ". It is then ", found.body, "."))


def _first(candidates: list[_Candidate], wanted: IndexDefinition, setting: Setting) -> _Candidate | None:
    tried: set[int] = set()

    def search(comparing: Comparing) -> int | None:
        for at, candidate in enumerate(candidates):
            if at in tried:
                continue
            look_at_clock("check")
            tried.add(at)
            try:
                if are_equal(wanted.body, candidate.body, wanted.places, comparing):
                    return at
            except (InputError, InvariantError):
                continue
        return None

    try:
        while (at := setting.at_points(search)) is not None:
            if compared(wanted.body, candidates[at].body, wanted.places, setting).are_equal:
                return candidates[at]
    except (InputError, InvariantError):
        return None
    return None


def _of_letters(text: str, free: tuple[Index, ...], read: Read, setting: Setting) -> Iterator[_Candidate]:
    """Letters in other places, also of what does not fit as it stands; a sum that is forgotten."""
    arrays = {symbol.name: symbol for symbol in setting.program.symbols}
    entries = list(_ENTRY.finditer(text))
    letters = sorted({letter for entry in entries for letter in _letters(entry)} | {index.name for index in free})

    def candidate(name: str, changed: str, words: Sentence) -> Iterator[_Candidate]:
        try:
            made = read(changed)
        except (InputError, InvariantError):
            return
        if isinstance(made, IndexDefinition):
            yield _Candidate(name, made.body, words)

    for entry in entries:
        array, places = _array(entry["name"], arrays), _letters(entry)
        if array is None or len(array.shape.axes) != len(places):
            continue
        if len(places) == 2 and places[0] != places[1]:
            new: tuple[str, ...] = places[::-1]
            words = (*("The indices of ", array, " are the other way round: "), *_instead(array, places, new))
            for changed in _in_one_place_and_in_all(text, entry, new):
                yield from candidate("indices_swapped", changed, words)
    for entry in entries:
        array, places = _array(entry["name"], arrays), _letters(entry)
        if array is None or len(array.shape.axes) != len(places):
            continue
        for at, other in ((at, letter) for at in range(len(places)) for letter in letters if letter != places[at]):
            new = (*places[:at], other, *places[at + 1 :])
            words = ("An index is wrong: ", *_instead(array, places, new))
            for changed in _in_one_place_and_in_all(text, entry, new):
                yield from candidate("index", changed, words)
    for one, other in combinations(letters, 2):
        exchanged = _ENTRY.sub(lambda entry: _exchanged(entry, one, other), text)  # noqa: B023 — called at once
        yield from candidate("indices_exchanged", exchanged, (f"The letters {one} and {other} have changed places",))
    bound = {index.name for index in free} | set(re.findall(r"\bsum\s+([^\W\d]\w*)", text))
    for letter in (each for each in letters if each not in bound):
        yield from candidate("sum_forgotten", f"sum {letter}: {text}", (f"A sum over {letter} is forgotten",))


def _letters(entry: re.Match[str]) -> tuple[str, ...]:
    return tuple(letter.strip() for letter in entry["letters"].split(","))


def _with(text: str, entry: re.Match[str], letters: tuple[str, ...]) -> str:
    return f"{text[: entry.start('letters')]}{', '.join(letters)}{text[entry.end('letters') :]}"


def _in_one_place_and_in_all(text: str, entry: re.Match[str], letters: tuple[str, ...]) -> Iterator[str]:
    """A text with other letters for those of an entry: there alone, and wherever it stands, where that is more."""
    once = _with(text, entry, letters)
    everywhere = re.sub(rf"(?<!\w){re.escape(entry[0])}", f"{entry['name']}[{', '.join(letters)}]", text)
    yield from dict.fromkeys((once, everywhere))


def _exchanged(entry: re.Match[str], one: str, other: str) -> str:
    swap = {one: other, other: one}
    return f"{entry['name']}[{', '.join(swap.get(letter, letter) for letter in _letters(entry))}]"


def _array(name: str, arrays: Mapping[str, Symbol]) -> Symbol | Cotangent | None:
    if name in arrays:
        return arrays[name]
    of = arrays.get(name.removeprefix(GRADIENT_PREFIX))
    return None if of is None else Cotangent(of)


def _instead(array: Node, before: tuple[str, ...], after: tuple[str, ...]) -> Sentence:
    """W_ij is needed here, not W_ji."""
    return (_entry(array, after), " is needed here, not ", _entry(array, before))


def _entry(array: Node, letters: tuple[str, ...]) -> IndexSum:
    """An entry for printing, its letters being as long as its axes are."""
    return of_factor(Entry(array, tuple(map(Index, letters, array.shape.axes))))


def _of_terms(said: IndexSum) -> Iterator[_Candidate]:
    """Signs, numbers and functions."""
    for number, term in enumerate(said.terms):
        for at, factor in enumerate(term.factors):
            if isinstance(factor, Entry) and isinstance(factor.array, Apply):
                function = factor.array.function
                raised = Entry(Apply(Function(function.name, function.order + 1), factor.array.arg), factor.places)
                new = replace(term, factors=(*term.factors[:at], raised, *term.factors[at + 1 :]))
                needed = (of_factor(raised), " is needed here, not ", of_factor(factor))
                yield _changed(Mend.FUNCTION_FOR_DERIVATIVE, said, number, new, needed)
    for times in (Fraction(-1), *NUMBERS):
        mend = Mend.SIGN if times == -1 else Mend.NUMBER
        whole = IndexSum(tuple(replace(term, coefficient=times * term.coefficient) for term in said.terms))
        yield _Candidate(mend.name.lower(), whole, (_capital(mend),))
        if len(said.terms) > 1:
            for number, term in enumerate(said.terms):
                new = replace(term, coefficient=times * term.coefficient)
                yield _changed(mend, said, number, new, (IndexSum((new,)), " is needed here, not ", IndexSum((term,))))


def _of_parts(said: IndexDefinition, right: Sequence[IndexSum]) -> Iterator[_Candidate]:
    """Factors and terms that are missing or too many."""
    known = list(dict.fromkeys(term for form in right for term in form.terms))
    factors = dict.fromkeys(factor for term in known for factor in term.factors if isinstance(factor, Entry))
    if len(said.body.terms) > 1:  # (z_i − t_i) x_j for z_i − t_i
        for factor in factors:
            for places in _choices(factor.array.shape.axes, said.places):
                entry = Entry(factor.array, places, factor.exponent)
                mend, whole = _missing(entry), IndexSum(tuple(_times(term, entry) for term in said.body.terms))
                yield _Candidate(mend.name.lower(), whole, (f"{_capital(mend)}: ", of_factor(entry)))
    for number, term in enumerate(said.body.terms):
        letters = (*said.places, *term.dummies)
        for factor in factors:
            for places in _choices(factor.array.shape.axes, letters):
                entry = Entry(factor.array, places, factor.exponent)
                yield _changed(_missing(entry), said.body, number, _times(term, entry), (of_factor(entry),))
        for one, other in combinations(letters, 2):
            if one.range == other.range:
                delta = Delta(one, other)
                yield _changed(Mend.FACTOR_FORGOTTEN, said.body, number, _times(term, delta), (of_factor(delta),))
    for number, term in enumerate(said.body.terms):
        for each in term.factors:
            yield _changed(Mend.FACTOR_ADDED, said.body, number, term.without(each), (of_factor(each),))
        if len(said.body.terms) > 1:
            rest = IndexSum((*said.body.terms[:number], *said.body.terms[number + 1 :]))
            yield _Candidate("term_added", rest, (f"{_capital(Mend.TERM_ADDED)}: ", IndexSum((term,))))
    for term in known:
        more = IndexSum((*said.body.terms, term))
        yield _Candidate("term_forgotten", more, (f"{_capital(Mend.TERM_FORGOTTEN)}: ", IndexSum((term,))))


def _changed(mend: Mend, said: IndexSum, number: int, term: Term, words: Sentence) -> _Candidate:
    whole = IndexSum((*said.terms[:number], term, *said.terms[number + 1 :]))
    return _Candidate(mend.name.lower(), whole, (f"{_capital(mend)}: ", *words))


def _times(term: Term, factor: Entry | Delta) -> Term:
    return replace(term, factors=(*term.factors, factor))


def _choices(axes: tuple[object, ...], letters: tuple[Index, ...]) -> Iterator[tuple[Place, ...]]:
    """Letters for every axis, of its length."""
    if not axes:
        yield ()
        return
    for letter in letters:
        if letter.range == axes[0]:
            yield from ((letter, *rest) for rest in _choices(axes[1:], letters))


def _missing(entry: Entry) -> Mend:
    if isinstance(entry.array, Cotangent):
        return Mend.UPSTREAM_FORGOTTEN
    is_slope = isinstance(entry.array, Apply) and entry.array.function.order > 0
    return Mend.DERIVATIVE_FORGOTTEN if is_slope else Mend.FACTOR_FORGOTTEN


def _capital(mend: Mend) -> str:
    return mend.value[0].upper() + mend.value[1:]

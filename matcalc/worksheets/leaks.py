"""Whether something printed gives an answer away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from matcalc.documents.page import Code, Equation, Mathematics, Sentence
from matcalc.documents.pieces import pieces
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Program
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.likeness import Likeness

CLAUSE = "; "
"""What stands between the clauses of a sentence."""

_SPLIT = re.compile(r"\s")


class Reader:
    """Reads a page as its reader does: by what is printed."""

    def __init__(self, glyphs: Glyphs, layout: Layout, programs: Sequence[Program] = ()) -> None:
        """programs: those whose short names a reader can write out."""
        self._printer = UnicodePrinter(glyphs, layout)
        self._names = _short_names(programs)
        self._likeness = Likeness(self.text, self._names)
        self._forms: dict[int, tuple[Mathematics, frozenset[str]]] = {}
        self._texts: dict[int, tuple[Mathematics, str]] = {}
        self._read: dict[int, tuple[IndexSum, list[Counter[object]]]] = {}
        self._arounds: dict[int, tuple[IndexSum, list[_Around]]] = {}

    def text(self, part: Mathematics) -> str:
        """What is printed. What was read is kept, so that its id stays its own; equality would read all of it."""
        if id(part) not in self._texts:
            self._texts[id(part)] = part, " ".join(pieces(part, self._printer))
        return self._texts[id(part)][1]

    def gives_away(self, answer: Mathematics, part: Mathematics | None) -> bool:
        """Whether a reader finds the answer in a part: printed as it is, with other looks, or with other indices.

        A single name or entry is no answer that could be found: it stands everywhere.
        """
        if part is None:
            return False
        if _holds(self.text(part), self.text(answer)) or self.is_alike(answer, part):
            return True
        if not (isinstance(answer, IndexSum) and isinstance(part, IndexSum)):
            return False
        wanted, there = self._terms(answer), self._terms(part)
        if not wanted or max(one.total() for one in wanted) < 2:
            return False
        return all(any(one <= other for other in there) for one in wanted)

    def is_alike(self, answer: Mathematics, part: Mathematics) -> bool:
        """Whether the two differ in their looks alone. A name or an entry by itself is like nothing.

        A short name is: it is like what it stands for.
        """
        return not self._like(answer).isdisjoint(self._like(part))

    def _like(self, part: Mathematics) -> frozenset[str]:
        """The forms that others may share. Kept as texts are."""
        if id(part) not in self._forms:
            forms: frozenset[str] = frozenset()
            is_short = isinstance(part, Symbol) and part in self._names
            if isinstance(part, Node | IndexSum) and (is_short or not is_one_name(self.text(part))):
                forms = self._likeness.forms(part)
            self._forms[id(part)] = part, forms
        return self._forms[id(part)][1]

    def shows_factors(self, answer: Mathematics, part: Mathematics) -> bool:
        """Whether each term of an answer, which is more than a delta, stands in a part; one factor is enough."""
        if not (isinstance(answer, IndexSum) and isinstance(part, IndexSum)):
            return False
        if not answer.terms or any(isinstance(factor, Delta) for term in answer.terms for factor in term.factors):
            return False
        wanted, there = self._terms(answer), self._terms(part)
        return all(one and any(one <= other for other in there) for one in wanted)

    def evaluates(self, answer: Mathematics, part: Mathematics | None) -> bool:
        """Whether a part is the answer with its derivatives worked out in place: all else of its terms stands there.

        A term that is nothing but a derivative shows nothing; one term at least has more.
        """
        if not (isinstance(answer, IndexSum) and isinstance(part, IndexSum)):
            return False
        terms, there = self._around(answer), self._around(part)
        wanted = [one for one in terms if one.rest]
        return (
            bool(wanted)
            and any(one.derivatives for one in terms)
            and all(any(one.is_left_of(other) for other in there) for one in wanted)
        )

    def inserts(self, name: Mathematics, answer: Mathematics, line: Mathematics, above: Mathematics) -> bool:
        """Whether a line puts the answer in where the one above has its name, the derivative of the output there."""
        if not (isinstance(name, IndexSum) and isinstance(answer, IndexSum)):
            return False
        if not (isinstance(line, IndexSum) and isinstance(above, IndexSum)):
            return False
        named = self._terms(name)
        if len(named) != 1 or not named[0] or not any(named[0] <= term for term in self._terms(above)):
            return False
        wanted, there = self._around(answer), self._around(line)
        return bool(wanted) and all(one.rest and any(one.is_factor_of(other) for other in there) for one in wanted)

    def _terms(self, part: IndexSum) -> list[Counter[object]]:
        """The factors of each term. Kept as texts are."""
        if id(part) not in self._read:
            self._read[id(part)] = part, [_factors(term) for term in part.terms]
        return self._read[id(part)][1]

    def _around(self, part: IndexSum) -> list[_Around]:
        """The terms around their derivatives. Kept as texts are."""
        if id(part) not in self._arounds:
            self._arounds[id(part)] = part, list(map(_around_derivatives, part.terms))
        return self._arounds[id(part)][1]

    def is_said(self, answer: Mathematics, sentence: Sentence) -> bool:
        """Whether a sentence gives an answer away. A name on the left of an equation is only introduced there."""
        for part in sentence:
            match part:
                case Equation(left=Symbol(), right=right):
                    if self.gives_away(answer, right):
                        return True
                case Equation(left=left, right=right):
                    if self.gives_away(answer, left) or self.gives_away(answer, right):
                        return True
                case str() | Code():
                    continue
                case _:
                    if self.gives_away(answer, part):
                        return True
        return False

    def tells(self, answer: Mathematics, sentence: Sentence) -> bool:
        """Whether a sentence below an answer gives it away: in code, too."""
        return any(isinstance(part, Code) for part in sentence) or self.is_said(answer, sentence)

    def without(self, answers: Sequence[Mathematics], sentence: Sentence) -> Sentence:
        """A sentence without those of its clauses that give an answer away; empty where none is left."""
        return without_clauses(sentence, lambda clause: any(self.is_said(answer, clause) for answer in answers))

    def without_deltas(self, answers: Sequence[Mathematics], sentence: Sentence) -> Sentence:
        """A sentence without those of its clauses that name a delta of an answer."""
        wanted = {
            frozenset((factor.left, factor.right))
            for answer in answers
            if isinstance(answer, IndexSum)
            for term in answer.terms
            for factor in term.factors
            if isinstance(factor, Delta)
        }
        return without_clauses(
            sentence,
            lambda clause: any(isinstance(one, Delta) and frozenset((one.left, one.right)) in wanted for one in clause),
        )


def without_clauses(sentence: Sentence, tells: Callable[[Sentence], bool]) -> Sentence:
    """A sentence without some of its clauses; its first words stay with what is left, and its full stop."""
    opening = sentence[:1] if isinstance(sentence[0], str) and sentence[0].endswith(": ") else ()
    clauses = [
        tuple(parts) for ends, parts in groupby(sentence[len(opening) :], lambda part: part == CLAUSE) if not ends
    ]
    kept = [clause for clause in clauses if not tells(clause)]
    if len(kept) == len(clauses):
        return sentence
    joined = tuple(part for clause in kept for part in (CLAUSE, *clause))[1:]
    if joined and clauses[-1] not in kept and _is_stopped(sentence):
        joined = (*joined, ".")
    return (*opening, *joined) if joined else ()


def _is_stopped(sentence: Sentence) -> bool:
    last = sentence[-1]
    return isinstance(last, str) and last.endswith(".")


def _short_names(programs: Sequence[Program]) -> dict[Symbol, Node]:
    return {
        definition.symbol: definition.body
        for program in programs
        for definition in program.definitions
        if definition.is_temporary and isinstance(definition.body, Node)
    }


def is_one_name(printed: str) -> bool:
    """Whether it is printed without a sign or a space between two things."""
    return _SPLIT.search(printed) is None


def _holds(text: str, answer: str) -> bool:
    if is_one_name(answer):
        return False
    answer = answer.removeprefix("−")
    return answer in text and re.search(rf"(?<!\w){re.escape(answer)}(?![\w\u0300-\u036f⁰-₿ᴬ-ᵪ⁽′^(])", text) is not None


@dataclass(frozen=True, slots=True)
class _Around:
    """A term: its number, how many indices it sums over, its factors without derivatives, and how many these are."""

    number: Fraction
    sums: int
    rest: Counter[object]
    derivatives: int

    def is_factor_of(self, other: _Around) -> bool:
        """Whether the other is this one times something that brings no number."""
        return self.number == other.number and self.rest <= other.rest

    def is_left_of(self, other: _Around) -> bool:
        """Whether the other is this one with something for each derivative, which may have a sign."""
        return self.sums == other.sums and abs(self.number) == abs(other.number) and self.rest <= other.rest


def _around_derivatives(term: Term) -> _Around:
    rest = Counter(_key(factor) or "δ" for factor in term.factors if not isinstance(factor, Partial))
    derivatives = sum(isinstance(factor, Partial) for factor in term.factors)
    return _Around(term.coefficient, len(term.dummies), rest, derivatives)


def _factors(term: Term) -> Counter[object]:
    return Counter(key for factor in term.factors if (key := _key(factor)) is not None)


def _key(factor: Factor) -> object:
    """What a factor is whatever its indices are called; a delta is nothing but indices."""
    match factor:
        case Entry():
            return factor.array, factor.exponent
        case Partial():
            return "∂", frozenset(key for term in factor.of.terms for key in _factors(term)), factor.by.array
        case Delta():
            return None

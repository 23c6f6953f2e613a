"""Whether something printed gives an answer away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
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
        self._likeness = Likeness(self.text, _short_names(programs))
        self._forms: dict[int, tuple[Mathematics, frozenset[str]]] = {}
        self._texts: dict[int, tuple[Mathematics, str]] = {}
        self._read: dict[int, tuple[IndexSum, list[Counter[object]]]] = {}

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
        """Whether the two differ in their looks alone. A single name or entry is like nothing."""
        return not self._like(answer).isdisjoint(self._like(part))

    def _like(self, part: Mathematics) -> frozenset[str]:
        """The forms that others may share. Kept as texts are."""
        if id(part) not in self._forms:
            forms: frozenset[str] = frozenset()
            if isinstance(part, Node | IndexSum) and not is_one_name(self.text(part)):
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

    def _terms(self, part: IndexSum) -> list[Counter[object]]:
        """The factors of each term. Kept as texts are."""
        if id(part) not in self._read:
            self._read[id(part)] = part, [_factors(term) for term in part.terms]
        return self._read[id(part)][1]

    def is_said(self, answer: Mathematics, sentence: Sentence) -> bool:
        """Whether a sentence gives an answer away."""
        for part in sentence:
            match part:
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
        opening = sentence[:1] if isinstance(sentence[0], str) and sentence[0].endswith(": ") else ()
        clauses = [
            tuple(parts) for ends, parts in groupby(sentence[len(opening) :], lambda part: part == CLAUSE) if not ends
        ]
        kept = [clause for clause in clauses if not any(self.is_said(answer, clause) for answer in answers)]
        if len(kept) == len(clauses):
            return sentence
        joined = tuple(part for clause in kept for part in (CLAUSE, *clause))[1:]
        if clauses[-1] not in kept and joined:
            joined = (*joined, ".")
        return (*opening, *joined) if joined else ()


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

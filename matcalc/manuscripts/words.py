"""What the words of a text declare: "a weight matrix $W$", "$x$ and $y$ are vectors", "$X \\in \\mathbb{R}^{m × n}$".

Only words of the same sentence count: those right before a formula, and a phrase after it with is, are, be or denotes.
The last word of a phrase decides: "the matrix product $AB$" says nothing of a matrix. What follows "if" or "whenever"
is a case, not a declaration.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from matcalc.manuscripts.declarations import Declaration, Declarations, Given
from matcalc.manuscripts.each_said import each_in, each_of, lines_in
from matcalc.manuscripts.given import hypotheses_in
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.nouns import (
    ELEMENTWISE,
    PLURALS,
    PREPOSITIONS,
    function_of,
    kind_of,
    phrase_after,
    phrase_before,
)
from matcalc.manuscripts.products_said import one_by_one
from matcalc.manuscripts.sentences import OfPieces, Sentence, runs, sentences_of
from matcalc.manuscripts.shapes_in_tables import shapes_in_tables
from matcalc.manuscripts.shapes_said import Lengths, length_of, memberships_in, shape_lines, size_in, typed_size
from matcalc.manuscripts.signatures import said_by_signatures
from matcalc.manuscripts.subjects import Subject, says_where_it_is, subjects_of
from matcalc.notation.latex_in.formula import Fraction, Mark, Relation, Run, Scripted, Sign, Span, Statement
from matcalc.notation.latex_in.scripts import bare, seen
from matcalc.notation.latex_in.vocabulary import Customs, Each, Key, Kind

_VERBS = {
    "is": False,
    "are": True,
    "be": None,
    "denotes": False,
    "denote": True,
    "represents": False,
    "represent": True,
}
"""Whether each goes with several subjects; None for both."""

_CASES = frozenset(("if", "when", "whenever", "whether", "unless", "case", "cases"))
_SIZE_WORDS = frozenset(("size", "shape", "length", "dimension", "dimensions", "order"))
_ENTRY_SIZES = ("-dimensional", "-vector", "-vectors")


def declarations_in(manuscript: Manuscript, formulas: OfPieces) -> Declarations:
    """What a text declares. Raises InputError for a line of shapes that can not be read."""
    found = [Declaration(key, place, lengths=lengths) for key, lengths, place in shape_lines(manuscript)]
    tables = shapes_in_tables(manuscript, formulas)
    found += tables.declarations
    each: list[Each] = []
    lines: dict[Key, tuple[Key, int]] = {}
    for statements in formulas:
        for statement in one_by_one(statements):
            found += [Declaration(one.key, statement.span, lengths=said) for one, said in memberships_in(statement)]
            each += each_in(statement)
    found += said_by_signatures([statement for statements in formulas for statement in statements])
    given: list[Given] = []
    sentences: list[tuple[Sentence, Sequence[str]]] = []
    for sentence in sentences_of(manuscript):
        reader = _Reader(sentence, formulas)
        found += reader.declarations()
        given += reader.given()
        each += reader.vectors()
        typed = [formulas[token.piece] for token in sentence if token.piece is not None]
        for line, matrix, axis in lines_in(reader.words, typed):
            each.append(line)
            lines.setdefault(line.key, (matrix, axis))
        sentences.append((sentence, reader.words))
    letters = _defined_letters(formulas)
    found = [one if one.lengths is None else replace(one, lengths=_beside_names(one.lengths, letters)) for one in found]
    in_order = tuple(sorted(found, key=lambda one: one.place.start))
    hypotheses = tuple(hypotheses_in(manuscript, formulas, sentences))
    named = tuple(replace(one, lengths=one.lengths and _beside_names(one.lengths, letters)) for one in each)
    return Declarations(in_order, tuple(given), tables.sizes, hypotheses, named, lines)


def _defined_letters(formulas: OfPieces) -> frozenset[str]:
    """The capitals that equations define."""
    statements = [
        one for each in formulas for one in each if len(one.members) > 1 and one.members[1].relation is not Relation.IN
    ]
    firsts = [first for one in statements if (first := one.members[0].formula) is not None]
    found = [named.key.letter for first in firsts if (named := seen(first, Customs())) is not None]
    return frozenset(letter for letter in found if letter.isupper())


def _beside_names(lengths: Lengths, letters: frozenset[str]) -> Lengths:
    """Lengths with another letter where an array has theirs: $b$ has size $H$, and H = f(X W)."""
    return tuple(f"{length}_size" if length in letters else length for length in lengths)


_LINES = {"row": Kind.ROW, "column": Kind.VECTOR}
"""What something with a size is: $b$ is a row $1\\times M$."""


class _Reader:
    """Reads one sentence. words: of each token, "" of a formula; of "$n$-vector" the size, as words are typed."""

    def __init__(self, sentence: Sentence, formulas: OfPieces) -> None:
        self.sentence = sentence
        self.formulas = formulas
        self.sizes: dict[int, Lengths] = {}
        self.words = [token.word for token in sentence]
        self._read_sizes()

    def _statements(self, at: int) -> Sequence[Statement]:
        piece = self.sentence[at].piece
        return () if piece is None else self.formulas[piece]

    def _read_sizes(self) -> None:
        """Formulas that are sizes count as words: m × n before matrix, n before -dimensional."""
        for at, token in enumerate(self.sentence):
            if not token.is_formula:
                if (typed := typed_size(token.word)) is not None:
                    self.sizes[at] = typed
                continue
            statements = self._statements(at)
            if len(statements) != 1:
                continue
            if (size := size_in(statements[0])) is not None:
                self.sizes[at] = size
                self.words[at] = "×"
            elif self.words[at + 1 : at + 2] and self.words[at + 1] in _ENTRY_SIZES:
                formula = statements[0].members[0].formula
                if formula is not None and (length := length_of(formula)) is not None:
                    self.sizes[at] = (length,)
                    self.words[at] = "×"

    def declarations(self) -> Iterator[Declaration]:
        for run in runs(self.words, self._is_name):
            before = list(self._said_before(run))
            yield from before
            kinds = {one.key: one.kind for one in before if one.kind}
            for one in self._said_after(run):
                # "the product of $x$ and the vector $y$ is a scalar" is about the product
                if one.kind is None or kinds.get(one.key, one.kind) is one.kind:
                    yield one

    def given(self) -> Iterator[Given]:
        """Gradients right after the word given."""
        for at, token in enumerate(self.sentence):
            if token.is_formula and self._is_given(at):
                for statement in self._statements(at)[:1]:
                    formula = statement.members[0].formula
                    if formula is not None and len(statement.members) > 1 and _is_gradient(formula):
                        yield Given(formula, statement.span)

    def vectors(self) -> Iterator[Each]:
        """Names with an index that are called vectors: the vectors $x_i$; "the vector $x_i$" may be that of all x_i."""
        for run in runs(self.words, self._is_name):
            before = phrase_before(self.words[: run[0]])
            noun = _without_sizes(before)
            if noun and noun[-1] in PLURALS and kind_of(noun) is Kind.VECTOR:
                lengths = self._lengths_in(run[0] - len(before), run[0])
                said = None if lengths is None or len(lengths) != 1 else lengths
                yield from (one for at in run for one in each_of(self._statements(at), said))

    def _is_given(self, at: int) -> bool:
        for word in reversed(self.words[max(0, at - 4) : at]):
            if word in ("", ",", "×"):
                return False
            if word == "given":
                return True
        return False

    def _is_name(self, at: int) -> bool:
        return self.sentence[at].is_formula and self.words[at] != "×"

    def _subjects(self, at: int) -> tuple[Subject, ...]:
        return subjects_of(self._statements(at))

    def _said_before(self, run: list[int]) -> Iterator[Declaration]:
        phrase = phrase_before(self.words[: run[0]])
        start = run[0] - len(phrase)
        noun = _without_sizes(phrase)
        if not noun:
            return
        named = run if phrase[-1] in PLURALS or len(run) == 1 else run[:1]
        if len(named) > 1 and self.words[named[-1] + 1 : named[-1] + 2] in (["is"], ["denotes"]):
            named = named[:-1]
        kind, function = kind_of(noun), function_of(noun)
        lengths = self._lengths_in(start, run[0])
        if lengths is None and len(run) == 1:
            lengths = self._lengths_of_size(run[0] + 1)
        place = Span(self.sentence[start].span.start, self.sentence[run[0]].span.end)
        for at in named:
            for subject in self._subjects(at):
                if _needs_capital(noun) and not _is_capital(subject):
                    continue
                yield from _about(subject, place, kind, lengths if kind else None, function)

    def _said_after(self, run: list[int]) -> Iterator[Declaration]:
        at = run[-1] + 1
        while self.words[at : at + 1] in ([","], ["which"], ["("]):
            at += 1
        if self._is_case(run[0]) or at >= len(self.words):
            return
        if self._is_part(run):
            return
        if self._is_applied_entrywise(at):
            for subject in self._subjects(run[-1]):
                yield from _about(subject, self._place(run[-1], at + 1), Kind.FUNCTION, None, None)
            return
        if self.words[at] == "has":
            yield from self._of_size(run[-1:], self._size_after(at + 1))
            return
        if self.words[at] not in _VERBS:
            return
        several = _VERBS[self.words[at]]
        named = run[-1:] if several is False else run
        noun_start = at + 1
        if self.words[noun_start : noun_start + 1] in (["a"], ["an"]):
            named = [one for one in named if one == run[-1] or not says_where_it_is(self._statements(one))]
        phrase = phrase_after(self.words[noun_start:])
        end = noun_start + len(phrase)
        noun = _without_sizes(phrase)
        if phrase and not noun:
            yield from self._of_size(named, self._lengths_in(noun_start, end))
        if not noun or (self.words[end : end + 1] == ["of"] and noun[-1] in ("number", "numbers")):
            return
        lengths = self._lengths_in(noun_start, end) or self._lengths_of_size(end)
        kind, function = kind_of(noun) or (_LINES.get(noun[-1]) if lengths else None), function_of(noun)
        place = self._place(named[0], end - 1)
        for one in named:
            for subject in self._subjects(one):
                if _needs_capital(noun) and not _is_capital(subject):
                    continue
                yield from _about(subject, place, kind, lengths if kind else None, function)

    def _of_size(self, run: list[int], lengths: Lengths | None) -> Iterator[Declaration]:
        """What a size alone says: $X$ is $N \\times D$, $b$ has length $m$."""
        kind = {1: Kind.VECTOR, 2: Kind.MATRIX}.get(len(lengths or ()))
        for subject in (subject for at in run for subject in self._subjects(at)):
            if kind is Kind.MATRIX or not subject.key.letter[:1].isupper():  # a square matrix has one size too
                yield from _about(subject, self._place(run[0], run[-1]), kind, lengths, None)

    def _is_applied_entrywise(self, at: int) -> bool:
        words = [word for word in self.words[at : at + 4] if word not in ("is", "are", "which")]
        return words[:1] == ["applied"] and len(words) > 1 and words[1] in ELEMENTWISE

    def _is_part(self, run: list[int]) -> bool:
        """Whether formulas are part of what a sentence is about: the norm of the vector $x$ is a scalar.

        After a comma alone a new one begins: for all vectors $x$, $f$ is.
        """
        if len(run) > 1 and self.words[run[-1] - 1] == ",":
            return False
        at = run[0]
        before = at - len(phrase_before(self.words[:at])) - 1
        return before >= 0 and self.words[before] in PREPOSITIONS

    def _is_case(self, before: int) -> bool:
        """Whether what is said here is only a case: if A is symmetric."""
        return bool(_CASES.intersection(self.words[:before]))

    def _place(self, first: int, last: int) -> Span:
        return Span(self.sentence[first].span.start, self.sentence[last].span.end)

    def _lengths_in(self, start: int, end: int) -> Lengths | None:
        return next((self.sizes[at] for at in range(start, end) if at in self.sizes), None)

    def _lengths_of_size(self, at: int) -> Lengths | None:
        """Those of "of size $m \\times n$", "of length $n$" that begins here."""
        return self._size_after(at) if self.words[at : at + 1] == ["of"] else None

    def _size_after(self, at: int) -> Lengths | None:
        """Those of "size $m \\times n$", "a length of $n$" that begins here."""
        while self.words[at : at + 1] and self.words[at] in ("of", "the", "a", "an", *_SIZE_WORDS):
            at += 1
        said = self.words[at - 2 : at] if self.words[at - 1] == "of" else self.words[at - 1 : at]
        if at >= len(self.words) or not said or said[0] not in _SIZE_WORDS:
            return None
        if at in self.sizes:
            return self.sizes[at]
        statements = self._statements(at)
        if said[0] in ("length", "dimension", "size") and len(statements) == 1:
            formula = statements[0].members[0].formula
            if len(statements[0].members) == 1 and formula is not None and (length := length_of(formula)) is not None:
                return (length,)
        return None


def _about(
    subject: Subject,
    place: Span,
    kind: Kind | None,
    lengths: Lengths | None,
    function: str | None,
) -> Iterator[Declaration]:
    """What is said of a subject, as far as its scripts let the words be about the whole array."""
    if function is not None and subject.admits(Kind.FUNCTION):
        yield Declaration(subject.key, place, function=function)
    elif kind is not None and subject.admits(kind):
        fits = lengths is not None and len(lengths) == {Kind.MATRIX: 2, Kind.VECTOR: 1}.get(kind)
        yield Declaration(subject.key, place, kind=kind, lengths=lengths if fits else None)


def _without_sizes(phrase: Sequence[str]) -> list[str]:
    return [
        "vector" if word == "-vector" else "vectors" if word == "-vectors" else word for word in phrase if word != "×"
    ]


def _needs_capital(noun: Sequence[str]) -> bool:
    """Whether a phrase says something of E that it does not say of e or δ, which are vectors of differences as often,
    nor of a scalar function f, which may work entry by entry.
    """
    return noun[-1] == "error" or (noun[-1] == "function" and noun[-2:-1] in (["scalar"], ["scalar-valued"]))


def _is_capital(subject: Subject) -> bool:
    key = subject.key
    return (len(key.letter) == 1 and key.letter.isupper()) and not (key.layer or key.label)


def _is_gradient(formula: object) -> bool:
    first = formula.items[0] if isinstance(formula, Run) else formula
    while isinstance(first, Scripted):
        first = first.base
    if isinstance(first, Fraction):
        above = first.above.items[0] if isinstance(first.above, Run) else bare(first.above)
        return isinstance(above, Mark) and above.sign is Sign.PARTIAL
    return isinstance(first, Mark) and first.sign is Sign.NABLA

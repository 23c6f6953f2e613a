"""Equations that a text takes as given, and does not claim: with Aᵀ = A, such that P² = P, if AB = BA."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum

from matcalc.manuscripts.constraints import constraints_in, factors_of
from matcalc.manuscripts.facts_in_sentences import CASES
from matcalc.manuscripts.hypotheses import Hypothesis
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.nouns import NEGATIONS, word_set
from matcalc.manuscripts.scopes import Scopes
from matcalc.manuscripts.sentences import OfPieces, Sentence
from matcalc.notation.latex_in.formula import Relation, Span, Statement

_GIVING = word_set(
    "let with where if since suppose supposing assume assuming assumed such satisfying satisfies satisfy given when "
    "whenever because provided subject constraint constrained under obeys obey obeying fulfils fulfilling requiring "
    "require imposing impose"
)
"""Words after which an equation is a hypothesis."""

_CONSTRAINING = frozenset(("for", "as", "so", "using", "by"))
"""Words after which it is one where it says what has a name: for A = Aᵀ, so that P² = P."""

_OPENING = word_set("if since when whenever because provided for as given under with")
"""Those of a clause that a comma ends: if $A = A^T$, $B = C$."""

_CONCLUDING = word_set(
    "then hence so therefore thus gives give giving yields yield yielding get gets obtain obtains implies imply "
    "follows becomes become shows show find finds see reads means equals simplifies simplify have has "
    "conclude compute claim claims verify prove is"
)
"""Words after which an equation is a claim."""

_GOVERNING = _GIVING | _CONSTRAINING | _CONCLUDING | CASES

_REACH = 60
"""So many tokens before an equation are asked for such a word."""

_DECOMPOSITIONS = word_set(
    "svd decomposition eigendecomposition factorization factorisation diagonalization diagonalisation cholesky "
    "eigenvalue-decomposition spectral"
)

_NO_WORDS = frozenset((",", "(", ")", "—", "–"))

_ASSUMED = frozenset(("assumption", "hypothesis", "assumed"))
_BETWEEN = re.compile(r"\\(?:text[a-z]*|mbox|quad|qquad|intertext)(?![a-zA-Z])[ \t]*\{?(?P<words>[^{}$\\]*)")


class Standing(Enum):
    """How an equation stands in its sentence.

    GIVEN: as a hypothesis; CASE: as a condition of the sentence; CONSTRAINING: as a hypothesis where it says what has a
    name; OPEN: as one where it says that of one array alone, which is no identity; CLAIM: as a claim.
    """

    GIVEN = "given"
    CASE = "case"
    CONSTRAINING = "constraining"
    OPEN = "open"
    CLAIM = "claim"


def equations_given(
    sentence: Sentence, words: Sequence[str], formulas: OfPieces, manuscript: Manuscript, scopes: Scopes
) -> Iterator[Hypothesis]:
    """The equations in the formulas of a sentence that its words take as given. words: of each token."""
    has_decomposition = not _DECOMPOSITIONS.isdisjoint(words)
    is_alone = sum(word not in _NO_WORDS for word in words) < 2
    for at, token in enumerate(sentence):
        if token.piece is None or words[at] == "×":
            continue
        if has_decomposition:
            yield from _factors(formulas[token.piece], scopes.from_here(token.span.start))
        outside = standing(words, at)
        for number, statement in enumerate(formulas[token.piece]):
            if not _is_equation(statement):
                continue
            typed = _words_before(statement, formulas[token.piece][:number], manuscript.text)
            found = standing((*typed, ""), len(typed)) if typed else outside
            is_case = found is Standing.CASE
            scope = scopes.of_case(sentence, at) if is_case else scopes.from_here(token.span.start)
            near = scopes.paragraph(token.span.start) if is_case else None
            if found is Standing.OPEN and number and not typed:
                yield from _constrained(statement, token.span, scopes.paragraph(token.span.start))
            elif found is not Standing.CLAIM:
                yield from _as_given(statement, scope, near, found, is_alone=is_alone)


def _factors(statements: Sequence[Statement], scope: Span) -> Iterator[Hypothesis]:
    """That the factors of a decomposition, as A = U Σ Vᵀ, are what its name says."""
    for statement in statements:
        for member in statement.members[1:] if _is_equation(statement) else ():
            keys = () if member.formula is None else factors_of(member.formula)
            for key in keys if len(keys) > 1 else ():
                yield Hypothesis((key,), "a factor of a decomposition", statement.span, scope)


def _as_given(
    statement: Statement, scope: Span, near: Span | None, found: Standing, *, is_alone: bool
) -> Iterator[Hypothesis]:
    named = tuple(_constrained(statement, scope, near))
    is_of_one = any(len(one.keys) == 1 for one in named)
    if named and (found is not Standing.OPEN or (is_of_one and not is_alone)):
        yield from named
    elif found in (Standing.GIVEN, Standing.CASE) or (is_of_one and is_alone):
        yield Hypothesis((), "", statement.span, scope, near, is_equation=True)


def _constrained(statement: Statement, scope: Span, near: Span | None) -> Iterator[Hypothesis]:
    for one in constraints_in(statement):
        yield Hypothesis(one.keys, one.fact, statement.span, scope, near, is_equation=True)


def _is_equation(statement: Statement) -> bool:
    return len(statement.members) > 1 and statement.members[1].relation is Relation.EQUAL


def standing(words: Sequence[str], at: int) -> Standing:
    """How the words before a formula, or right behind it, let it stand in its sentence. at: of its token."""
    if not _ASSUMED.isdisjoint(words[at + 1 : at + 4]) and NEGATIONS.isdisjoint(words[at + 1 : at + 4]):
        return Standing.GIVEN
    place, first = at - 1, max(0, at - _REACH)
    while place >= first and words[place] not in _GOVERNING:
        place -= 1
    if place < first:
        return Standing.OPEN
    word, clause = words[place], words[place + 1 : at]
    if word == "so" and clause[:1] == ["that"]:
        return Standing.CONSTRAINING
    is_behind_clause = word in _OPENING and bool(clause) and clause[-1] in (",", "") and "" in clause
    if is_behind_clause:
        return Standing.OPEN
    if word in _CONCLUDING or not NEGATIONS.isdisjoint(words[max(0, place - 3) : place]):
        return Standing.CLAIM
    if word in CASES or (word == "for" and "" not in clause):
        return Standing.CASE
    return Standing.CONSTRAINING if word in _CONSTRAINING else Standing.GIVEN


def _words_before(statement: Statement, before: Sequence[Statement], text: str) -> list[str]:
    """The words inside of a formula right before a statement, behind the statement before it."""
    start = before[-1].span.end if before else statement.span.start
    return [
        word
        for found in _BETWEEN.finditer(text, start, statement.span.start)
        for word in found["words"].lower().split()
    ]

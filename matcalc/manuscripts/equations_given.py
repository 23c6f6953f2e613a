"""Equations that a text takes as given, and does not claim: with Aᵀ = A, such that P² = P, if AB = BA."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from matcalc.manuscripts.constraints import constraints_in
from matcalc.manuscripts.facts_in_sentences import CASES
from matcalc.manuscripts.hypotheses import Hypothesis
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.nouns import NEGATIONS, word_set
from matcalc.manuscripts.scopes import Scopes
from matcalc.manuscripts.sentences import Sentence
from matcalc.notation.latex_in.formula import Relation, Span, Statement

_GIVING = word_set(
    "let with where if since suppose supposing assume assuming assumed such satisfying satisfies satisfy given when "
    "whenever because provided subject constraint constrained under obeys obey obeying fulfils fulfilling requiring "
    "require imposing impose"
)
"""Words after which an equation is a hypothesis."""

_CONSTRAINING = frozenset(("for", "as", "so"))
"""Words after which it is one where it says what has a name: for A = Aᵀ, so that P² = P."""

_OPENING = word_set("if since when whenever because provided for as given under with")
"""Those of a clause that a comma ends: if $A = A^T$, $B = C$."""

_CONCLUDING = word_set(
    "then hence so therefore thus gives give giving yields yield yielding get gets obtain obtains implies imply "
    "follows becomes become shows show find finds see reads means equals simplifies simplify have has "
    "conclude using compute verify prove is"
)
"""Words after which an equation is a claim."""

_REACH = 60
"""So many tokens before an equation are asked for such a word."""

_ASSUMED = frozenset(("assumption", "hypothesis", "assumed"))
_BETWEEN = re.compile(r"\\(?:text[a-z]*|mbox|quad|qquad|intertext)(?![a-zA-Z])[ \t]*\{?(?P<words>[^{}$\\]*)")

Formulas = Sequence[Sequence[Statement]]


def equations_given(
    sentence: Sentence, words: Sequence[str], formulas: Formulas, manuscript: Manuscript, scopes: Scopes
) -> Iterator[Hypothesis]:
    """The equations in the formulas of a sentence that its words take as given. words: of each token."""
    for at, token in enumerate(sentence):
        if token.piece is None or words[at] == "×":
            continue
        first = _is_given(words, at)
        for number, statement in enumerate(formulas[token.piece]):
            if not _is_equation(statement):
                continue
            typed = _words_before(statement, formulas[token.piece][:number], manuscript.text)
            given = (_is_given((*typed, ""), len(typed)) if typed else None) or (first if number == 0 or first else "")
            if given:
                is_case = given in CASES or given == "for"
                scope = scopes.of_case(sentence, at) if is_case else scopes.from_here(token.span.start)
                near = scopes.paragraph(token.span.start) if is_case else None
                yield from _as_given(statement, scope, near, has_name=given in _CONSTRAINING)
            elif number and not typed:
                yield from _constrained(statement, token.span, scopes.paragraph(token.span.start))


def _as_given(statement: Statement, scope: Span, near: Span | None, *, has_name: bool) -> Iterator[Hypothesis]:
    found = tuple(_constrained(statement, scope, near))
    yield from found
    if not found and not has_name:
        yield Hypothesis((), "", statement.span, scope, near, is_equation=True)


def _constrained(statement: Statement, scope: Span, near: Span | None) -> Iterator[Hypothesis]:
    for one in constraints_in(statement):
        yield Hypothesis(one.keys, one.fact, statement.span, scope, near, is_equation=True)


def _is_equation(statement: Statement) -> bool:
    return len(statement.members) > 1 and statement.members[1].relation is Relation.EQUAL


def _is_given(words: Sequence[str], at: int) -> str:
    """The word that makes the formula at a token a hypothesis; empty where it is none."""
    if not _ASSUMED.isdisjoint(words[at + 1 : at + 4]) and NEGATIONS.isdisjoint(words[at + 1 : at + 4]):
        return "assumed"
    place, first = at - 1, max(0, at - _REACH)
    while place >= first and words[place] not in _GIVING | _CONSTRAINING | _CONCLUDING:
        place -= 1
    is_so_that = place >= first and list(words[place : place + 2]) == ["so", "that"]
    if place < first or (words[place] in _CONCLUDING and not is_so_that):
        return ""
    word = words[place]
    clause = words[place + 1 : at]
    if word in _OPENING and clause and clause[-1] in (",", "") and "" in clause:
        return ""
    if not NEGATIONS.isdisjoint(words[max(0, place - 3) : place]):
        return ""
    return word


def _words_before(statement: Statement, before: Sequence[Statement], text: str) -> list[str]:
    """The words inside of a formula right before a statement, behind the statement before it."""
    start = before[-1].span.end if before else statement.span.start
    return [
        word
        for found in _BETWEEN.finditer(text, start, statement.span.start)
        for word in found["words"].lower().split()
    ]

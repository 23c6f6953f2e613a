"""All that a text takes as given of its arrays: in its sentences, in formulas as A ∈ 𝕊ⁿ, and in remarks beside rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from matcalc.errors import LanguageError
from matcalc.manuscripts.constraints import constraints_in
from matcalc.manuscripts.each_facts import facts_of_each
from matcalc.manuscripts.equations_given import equations_given
from matcalc.manuscripts.facts_in_sentences import CASES, FactsReader
from matcalc.manuscripts.hypotheses import Hypothesis
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.products_said import one_by_one
from matcalc.manuscripts.remarks import remark_in
from matcalc.manuscripts.scopes import Scopes
from matcalc.manuscripts.sentences import OfPieces, Sentence, Token
from matcalc.manuscripts.sets_said import sets_in_remark, sets_said
from matcalc.notation.latex_in.formula import Member, Relation, Span, Statement
from matcalc.notation.latex_in.reading import read_statements
from matcalc.notation.latex_in.vocabulary import Key

_SAYS_A_FACT = (Relation.IN, Relation.DEFINITE, Relation.SEMIDEFINITE)
_OVER = re.compile(r"\\(?:overset|underset|stackrel)\s*\{((?:[^{}]|\{[^{}]*\})*)\}")


def hypotheses_in(
    manuscript: Manuscript, formulas: OfPieces, sentences: Sequence[tuple[Sentence, Sequence[str]]]
) -> Iterator[Hypothesis]:
    """What is taken as given, in order of its place. sentences: each with the words of its tokens."""
    scopes = Scopes(manuscript)
    found: list[Hypothesis] = []
    for sentence, words in sentences:
        found += FactsReader(sentence, words, formulas, scopes).hypotheses()
        found += equations_given(sentence, words, formulas, manuscript, scopes)
    found += facts_of_each(manuscript, formulas)
    found += sets_said(manuscript, [one_by_one(each) for each in formulas], sentences, scopes)
    labels = frozenset(key for one in found if one.is_set for key in one.keys)
    for statements in formulas:
        for statement in statements:
            found += _memberships(statement, scopes)
            found += _in_remarks(statement, manuscript, scopes, labels)
    yield from sorted(dict.fromkeys(found), key=lambda one: one.place.start)


def _beside(member: Member, text: str) -> tuple[list[Token], list[Span]]:
    """What is said beside a member, or above or below its sign."""
    if member.remark is not None:
        return remark_in(text, member.remark.span)
    over = None if member.sign is None else _OVER.search(text, member.sign.start, member.sign.end)
    return ([], []) if over is None else remark_in(text, Span(*over.span(1)))


def _memberships(statement: Statement, scopes: Scopes) -> Iterator[Hypothesis]:
    if any(member.relation in _SAYS_A_FACT for member in statement.members):
        for one in constraints_in(statement):
            yield Hypothesis(one.keys, one.fact, statement.span, scopes.from_here(statement.span.start))


def _in_remarks(
    statement: Statement, manuscript: Manuscript, scopes: Scopes, labels: Collection[Key]
) -> Iterator[Hypothesis]:
    """What remarks beside the rows of a chain say, which holds for their row and those below it. labels: the names
    whose entries are said to be of few numbers.
    """
    for member in statement.members:
        sentence, parts = _beside(member, manuscript.text)
        if not sentence:
            continue
        formulas: list[Sequence[Statement]] = []
        for part in parts:
            try:
                formulas.append(read_statements(manuscript.text, part.start, part.end, manuscript.macros))
            except LanguageError:
                formulas.append(())
        words = [token.word for token in sentence]
        is_case = not CASES.isdisjoint(words) or "for" in words
        scope = Span(member.span.start, statement.span.end if is_case else len(manuscript.text))
        said = [*FactsReader(sentence, words, formulas, scopes).hypotheses()]
        for statements in formulas:
            for one in statements:
                found = constraints_in(one)
                said += [Hypothesis(each.keys, each.fact, one.span, scope) for each in found]
                said += sets_in_remark(one, labels, manuscript.text, scope)
        near = scopes.paragraph(member.span.start) if is_case else None
        yield from (replace(one, scope=scope, near=near) for one in said)

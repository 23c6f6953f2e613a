"""The facts about arrays that the words of a sentence say: "a symmetric matrix $A$", "$A$ is assumed symmetric"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.manuscripts.facts_said import ADJECTIVES, GENERAL, OF_SQUARE, ONE_HOT, SQUARE, facts_of_phrase
from matcalc.manuscripts.hypotheses import Hypothesis
from matcalc.manuscripts.nouns import NEGATIONS, PLURALS, PREPOSITIONS, STOPS, phrase_before, word_set
from matcalc.manuscripts.scopes import Scopes
from matcalc.manuscripts.sentences import OfPieces, Sentence, runs
from matcalc.manuscripts.subjects import Subject, says_where_it_is, subjects_of
from matcalc.notation.latex_in.formula import Span
from matcalc.notation.latex_in.vocabulary import Key, Kind

CASES = frozenset(("if", "when", "whenever", "provided", "case", "cases"))
"""Words that make what follows a condition of the lines in their sentence."""

SETS_THE_SCENE = frozenset(("let", "define", "consider", "suppose", "take"))
"""Words with which a sentence begins that says what is given from there on."""

_DOUBTS = NEGATIONS | word_set(
    "unless whether nothing without cannot don't doesn't don’t doesn’t nowhere regardless need rarely though"
)
"""Words before a name that leave it open whether what is said of it holds."""

_VERBS = word_set("is are be being remains remain was were denotes denote represents represent")
_BESIDE_VERBS = word_set(
    "assumed taken supposed known required chosen said to be as also both now in fact then here again further moreover "
    "furthermore indeed clearly thus hence therefore itself always even"
)
_BEFORE_VERBS = frozenset((",", "(", "which", "that", "all", "both", "—", "–", "must", "should", "will", "to", "then"))
_REACH = 60
"""So many words before a name, and behind it, are asked for what they say of it."""

_ASIDE = "—"
_ARTICLES = frozenset(("a", "an", "the", "some", "again", "also"))
_ADVERBS = frozenset(("real", "both", "all", "itself", "therefore", "also", *GENERAL))
_OF_PROPERTIES = {
    "symmetry": "symmetric",
    "orthogonality": "orthogonal",
    "idempotence": "idempotent",
    "idempotency": "idempotent",
    "skew-symmetry": "skew-symmetric",
    "antisymmetry": "skew-symmetric",
}
_BEGINS_ANEW = frozenset(
    ("this", "that", "it", "these", "hence", "thus", "therefore", "because", "since", "too", "but")
)
"""Words that begin another clause behind an adjective, where no comma stands."""

_SQUARE_ONLY = frozenset(("symmetric", "spd", "orthogonal", "diagonal", SQUARE)) | OF_SQUARE


class FactsReader:
    """Reads one sentence. words: of each token, "" of a formula that is no size."""

    def __init__(self, sentence: Sentence, words: Sequence[str], formulas: OfPieces, scopes: Scopes) -> None:
        self._sentence = sentence
        self._words = _without_loss(words)
        self._formulas = formulas
        self._scopes = scopes

    def hypotheses(self) -> Iterator[Hypothesis]:
        for run in runs(self._words, self._is_name):
            yield from self._said_before(run)
            yield from self._said_after(run)

    def _is_name(self, at: int) -> bool:
        return self._sentence[at].is_formula and self._words[at] != "×"

    def _said_before(self, run: list[int]) -> Iterator[Hypothesis]:
        words = self._before(run[0])
        if words[-1:] == ["of"] and words[-2:-1] and words[-2] in _OF_PROPERTIES:
            yield from self._about(run[:1], (_OF_PROPERTIES[words[-2]],), run[0] - 2)
            return
        phrase = _with_more(words, len(words) - len(phrase_before(words)))
        noun = [word for word in phrase if word != "×"]
        if not noun:
            return
        is_bare = all(word in ADJECTIVES | _ARTICLES | _ADVERBS for word in noun)
        facts = facts_of_phrase([word for word in noun if word not in _ARTICLES], is_sentence=is_bare)
        named = run if noun[-1] in PLURALS or is_bare or len(run) == 1 else run[:1]
        if len(named) > 1 and self._words[named[-1] + 1 : named[-1] + 2] in (["is"], ["denotes"]):
            named = named[:-1]
        yield from self._about(named, facts, run[0] - len(phrase))

    def _said_after(self, run: list[int]) -> Iterator[Hypothesis]:
        at, words = run[-1] + 1, self._words
        while at < len(words) and words[at] in _BEFORE_VERBS:
            at += 1
        has_verb = at < len(words) and words[at] in _VERBS
        is_singular = has_verb and words[at] in ("is", "was", "remains", "denotes", "represents")
        while has_verb and at < len(words) and (words[at] in _VERBS | _BESIDE_VERBS or _ASIDE in words[at : at + 2]):
            at += 1
        phrase = [word for word in _phrase_of_facts(words[at : at + _REACH]) if word != "×"]
        noun = [word for word in phrase if word not in _ARTICLES]
        has_article = bool(phrase) and phrase[0] in ("a", "an")
        is_beside = not has_verb and not has_article and words[run[0] - 1 : run[0]] in (["with"], ["for"], ["where"])
        is_said = has_verb or has_article or all(word in ADJECTIVES | _ADVERBS for word in noun)
        if not noun or not (is_said or (is_beside and len(run) > 1 and noun[-1] in PLURALS)):
            return
        named = run if is_beside or (has_verb and not is_singular) else run[-1:]
        if has_article:
            named = [one for one in named if one == run[-1] or not self._says_where_it_is(one)]
        follows = words[at + len(phrase) : at + len(phrase) + 1]
        facts = facts_of_phrase(
            noun,
            is_sentence=has_verb or not has_article,
            several=len(named) > 1 and not any(map(self._is_matrix, self._keys(named))),
            follows=follows[0] if follows else "",
        )
        if ONE_HOT in facts and self._is_part(run):
            facts = (ONE_HOT,)  # what its rows or columns sum to is read with the other sums of lines
        elif self._is_part(run):
            facts = tuple(f"what has {fact} parts" for fact in facts if fact not in ("positive", SQUARE))
        yield from self._about(named, facts, at, at + len(phrase) - 1)

    def _about(self, run: Sequence[int], facts: Sequence[str], at: int, end: int = 0) -> Iterator[Hypothesis]:
        """What is said of the names of a run, by words that begin at a token. end: their last one behind the names."""
        clause = self._clause(min(at, run[0]))
        if not facts or _DOUBTS.intersection(clause):
            return
        first, last = min(at, run[0]), max(at, run[-1], end)
        place = Span(self._sentence[first].span.start, self._sentence[last].span.end)
        case = self._scopes.of_case(self._sentence, run[0]) if self._is_case(run[0], min(at, run[0])) else None
        scope = case or self._scopes.from_here(place.start)
        near = None if case is None else self._scopes.paragraph(place.start)
        keys = self._keys(run)
        for key in keys:
            for fact in facts:
                if len(keys) == 1 or self._is_matrix(key) or fact not in _SQUARE_ONLY:
                    yield Hypothesis((key,), fact, place, scope, near)

    def _is_case(self, name: int, phrase: int) -> bool:
        """Whether what is said is a condition: if $A$ is symmetric, for symmetric $A$, every symmetric matrix $A$.

        A sentence that sets the scene says it of all that follows: let $f(x) = x^TAx$ for $A$ symmetric.
        """
        is_general = not GENERAL.isdisjoint(self._words[phrase:name])
        cases = CASES.intersection(self._before(name))
        has_for = "for" in (*cases, *self._words[phrase - 1 : phrase])
        is_scene = not SETS_THE_SCENE.isdisjoint(self._words[:1]) or "consider" in self._words
        return is_general or bool(cases - {"for"}) or (has_for and not is_scene)

    def _clause(self, end: int) -> Sequence[str]:
        """The words before a token, back to a comma or a formula."""
        start, first = end, max(0, end - _REACH)
        while start > first and self._words[start - 1] not in (",", ""):
            start -= 1
        return self._words[start:end]

    def _before(self, at: int) -> Sequence[str]:
        """The words before a token that are asked for what they say of it."""
        return self._words[max(0, at - _REACH) : at]

    def _is_part(self, run: list[int]) -> bool:
        """Whether formulas are part of what a sentence is about: the columns of $Q$ are orthonormal."""
        if len(run) > 1 and self._words[run[-1] - 1] == ",":
            return False
        before = run[0] - len(phrase_before(self._before(run[0]))) - 1
        return before >= 0 and self._words[before] in PREPOSITIONS - {"with", "for", "as"}

    def _keys(self, run: Sequence[int]) -> list[Key]:
        return [subject.key for at in run for subject in self._subjects(at) if subject.admits(Kind.MATRIX)]

    def _subjects(self, at: int) -> tuple[Subject, ...]:
        piece = self._sentence[at].piece
        return () if piece is None else subjects_of(self._formulas[piece])

    def _says_where_it_is(self, at: int) -> bool:
        piece = self._sentence[at].piece
        return piece is not None and says_where_it_is(self._formulas[piece])

    @staticmethod
    def _is_matrix(key: Key) -> bool:
        """Whether a name looks like that of a matrix, where facts of matrices are said of several names."""
        return key.letter[:1].isupper()


def _without_loss(words: Sequence[str]) -> list[str]:
    """The words, "without loss of generality" with the comma behind it as asides, which say nothing of names."""
    found = list(words)
    for at in range(len(found) - 3):
        if found[at : at + 4] == ["without", "loss", "of", "generality"]:
            end = at + 4 + (found[at + 4 : at + 5] == [","])
            found[at:end] = [_ASIDE] * (end - at)
    return found


def _with_more(words: Sequence[str], start: int) -> Sequence[str]:
    """A phrase before a name, with adjectives before an "and" or a comma: symmetric and positive definite."""
    while 1 < start < len(words) and words[start - 1] in ("and", ",") and words[start - 2] in ADJECTIVES:
        start -= 2
        while start > 0 and words[start - 1] not in STOPS and words[start - 1]:
            start -= 1
    return [word for word in words[start:] if word not in ("and", ",")]


def _phrase_of_facts(words: Sequence[str]) -> list[str]:
    """The first words of these that belong together, and further adjectives after "and" or a comma."""
    found: list[str] = []
    for at, word in enumerate(words):
        if word in ("and", ",") and words[at + 1 : at + 2] and words[at + 1] in ADJECTIVES:
            continue
        if word in STOPS or not word:
            break
        if word in _BEGINS_ANEW and found and found[-1] in ADJECTIVES:
            break
        found.append(word)
    return found

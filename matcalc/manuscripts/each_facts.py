"""What a text says of vectors x_i that can not be used here: that they are centred, orthonormal, eigenvectors."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from matcalc.manuscripts.facts_said import NOT_USED
from matcalc.manuscripts.hypotheses import Hypothesis
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.nouns import word_set
from matcalc.manuscripts.sentences import OfPieces, prose_of
from matcalc.notation.latex_in.formula import Formula, Scripted, Span, Statement
from matcalc.notation.latex_in.scripts import seen
from matcalc.notation.latex_in.vocabulary import Customs, Key
from matcalc.notation.latex_in.within import items_in

_WORDS = (NOT_USED - {"unit", "projection", "projections", "reflection"}) | word_set(
    "orthogonal basis bases one-hot onehot probability standardized standardised whitened mean-free"
)
_DATA = word_set("data samples inputs points features observations examples vectors they dataset measurements")


def facts_of_each(manuscript: Manuscript, formulas: OfPieces) -> Iterator[Hypothesis]:
    """The facts in each sentence: of the names with an index in it, else of all vectors, where it speaks of data."""
    for sentence in prose_of(manuscript):
        words = [token.word for token in sentence]
        units = any(one == "unit" and other in ("vectors", "norm", "length") for one, other in pairwise(words))
        found = next((word for word in words if word in _WORDS), "unit vectors" if units else "")
        if not found:
            continue
        statements = (one for token in sentence if token.piece is not None for one in formulas[token.piece])
        keys = tuple(dict.fromkeys(key for one in statements for key in _numbered(one)))
        if keys or not _DATA.isdisjoint(words):
            at = next((token for token in sentence if token.word in (found, "unit")), sentence[0])
            fact = "orthogonal to another" if found == "orthogonal" else found
            place = Span(at.span.start, at.span.end)
            yield Hypothesis(keys, fact, place, Span(0, len(manuscript.text)), is_of_each=True)


def _numbered(statement: Statement) -> Iterator[Key]:
    """The names with one index in a statement."""
    for member in statement.members:
        for item in () if member.formula is None else items_in(member.formula):
            if (key := _key(item)) is not None:
                yield key


def _key(item: Formula) -> Key | None:
    if not isinstance(item, Scripted):
        return None
    named = seen(item, Customs())
    if named is None or (len(named.places) != 1 and not named.key.label and not named.key.layer):
        return None
    return Key(named.key.letter, named.key.accents, named.key.script)

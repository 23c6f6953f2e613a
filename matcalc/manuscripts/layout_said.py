"""The layout of derivatives that a text announces: numerator or denominator layout, gradients that are rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from matcalc.forms.layout import Layout
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.nouns import NEGATIONS
from matcalc.manuscripts.sentences import prose_of

_LAYOUTS = {
    "numerator": Layout.NUMERATOR,
    "jacobian": Layout.NUMERATOR,
    "denominator": Layout.DENOMINATOR,
    "hessian": Layout.DENOMINATOR,
    "gradient": Layout.GRADIENT,
    "mixed": Layout.GRADIENT,
}
_CALLED = frozenset(("layout", "layouts", "formulation"))
_FORMS = frozenset(("numerator", "denominator"))
"""Words that go with convention and notation as well."""

_MORE = frozenset(("convention", "notation", "style"))
_INSTEAD = NEGATIONS | {"than", "unlike", "instead", "opposed", "avoid", "transpose", "transposed", "transposing"}
_OTHERS = frozenset(("some", "many", "others", "other", "authors", "books", "texts", "wikipedia", "if", "had", "would"))
"""Words of a sentence about what somebody else does."""

_NEAR = 4
"""Words before a layout among which one says that it is not meant."""

_VERBS = frozenset(("is", "are", "as", "be"))
_FILLERS = frozenset(("a", "always", "here", "then", "therefore", "taken", "defined"))
_STOPS = frozenset((",", "(", ")", "and", "but", "while", "whereas", "where", "so", "that"))


@dataclass(frozen=True, slots=True)
class LayoutSaid:
    """layout: that of derivatives written with ∂ and d; None where none is announced, or two are.

    has_rows: whether the gradients ∇ at vectors are rows.
    """

    layout: Layout | None = None
    has_rows: bool = False


def layout_said(manuscript: Manuscript) -> LayoutSaid:
    """What the sentences of a document announce."""
    sentences = [_words(token.word for token in sentence) for sentence in prose_of(manuscript)]
    own = [words for words in sentences if not _OTHERS.intersection(words)]
    layouts = {layout for words in own for layout in _layouts(words)}
    rows = [clause for words in own for clause in _called_rows(words)]
    layouts |= {Layout.NUMERATOR for clause in rows if {"derivative", "scalar"} <= {*clause}}
    has_rows = any({"gradient", "gradients"}.intersection(clause) for clause in rows)
    return LayoutSaid(layouts.pop() if len(layouts) == 1 else None, has_rows)


def _words(words: Iterable[str]) -> list[str]:
    return [part for word in words for part in word.split("-") if part]


def _layouts(words: list[str]) -> Iterator[Layout]:
    """The layouts that a sentence announces: the numerator layout, denominator-layout convention."""
    for at in range(1, len(words)):
        name = words[at - 1]
        is_called = words[at] in _CALLED or (words[at] in _MORE and name in _FORMS)
        if name in _LAYOUTS and is_called and not _INSTEAD.intersection(words[max(0, at - 1 - _NEAR) : at - 1]):
            yield _LAYOUTS[name]


def _called_rows(words: list[str]) -> Iterator[list[str]]:
    """What is said to be a row vector: the words of its clause before is, are or as."""
    for at, word in enumerate(words):
        if word not in _VERBS:
            continue
        after = [one for one in words[at + 1 :] if one not in _FILLERS][:2]
        is_row = after[:1] == ["rows"] or (after[:1] == ["row"] and after[1:] in (["vector"], ["vectors"]))
        start = max((place + 1 for place in range(at) if words[place] in _STOPS), default=0)
        if is_row and not _INSTEAD.intersection(words[start:at]):
            yield words[start:at]

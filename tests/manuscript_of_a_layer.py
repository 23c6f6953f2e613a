"""The names of one layer of a network as a document types them, put together by hand."""

import re

from matcalc.notation.glyphs import PrintStyle
from matcalc.notation.latex_in.formula import Mark, Member, Relation, Sign, Span, Statement, Words
from matcalc.notation.latex_in.vocabulary import Decision, Key, Kind, Name, Vocabulary


def name(word, kind, array, entry=None, *, letter=None, layer="", accents=()):
    """A name of a document; entry: with %s for the indices."""
    letter = letter or word
    key, style = Key(letter, accents, layer=layer), PrintStyle(letter if letter != word else None, layer or None)
    return Name(key, word, kind, Decision.BOLD, Span(0, 1), array, entry or array, style)


def vocabulary(*names):
    return Vocabulary({one.key: one for one in names})


LAYER = vocabulary(
    name("W", Kind.MATRIX, r"\mathbf{W}^{(k)}", "W_{%s}^{(k)}", layer="k"),
    name("a", Kind.VECTOR, r"\mathbf{a}^{(k)}", "a_{%s}^{(k)}", layer="k"),
    name("b", Kind.VECTOR, r"\mathbf{b}^{(k)}", "b_{%s}^{(k)}", layer="k"),
    name("z", Kind.VECTOR, r"\mathbf{z}^{(k+1)}", "z_{%s}^{(k+1)}", layer="k+1"),
    name("a_next", Kind.VECTOR, r"\mathbf{a}^{(k+1)}", "a_{%s}^{(k+1)}", letter="a", layer="k+1"),
    name("f", Kind.FUNCTION, "f"),
    name("E", Kind.OUTPUT, "E"),
)
"""The names of the problem dense-layer in a document with bold arrays and layers in brackets."""

PLAIN = vocabulary(
    name("W", Kind.MATRIX, "W", "W_{%s}"),
    name("a", Kind.VECTOR, "a", "a_{%s}"),
    name("b", Kind.VECTOR, "b", "b_{%s}"),
    name("z", Kind.VECTOR, "z", "z_{%s}"),
    name("a_next", Kind.VECTOR, "a'", "a'_{%s}"),
    name("f", Kind.FUNCTION, r"\sigma"),
    name("E", Kind.OUTPUT, r"\mathcal{L}"),
)
"""The same names in a document without bold type and without layers."""

HOLE = "???"


ABOUT = re.compile(r"\A(?:\s|&|\\\\)+|(?:\s|&|\\\\)+\Z")
"""What stands between a member and its sign: spaces, &, the end of a row."""


def statement(text, source, after=0):
    """The chain `source`, which stands in the text from `after` on: members between equals signs, ??? for a hole.

    What its members say is not read: they are words, as only their places count here.
    """
    begin = text.index(source, after)
    members, at, sign = [], begin, None
    for number, piece in enumerate(source.split("=")):
        own = ABOUT.sub("", piece)
        start = at + piece.index(own)
        end = start + len(own)
        span = Span(start, end)
        typed = text[start:end]
        formula = Mark(Sign.HOLE, span) if typed == HOLE else Words(typed, span) if typed else None
        members.append(Member(Relation.EQUAL if number else None, sign, formula, span))
        sign = Span(at + len(piece), at + len(piece) + 1)
        at += len(piece) + 1
    return Statement(tuple(members), Span(begin, begin + len(source)))

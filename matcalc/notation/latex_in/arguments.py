"""Commands that read what stands after them: words, faces, fractions, boxes, environments, brackets of a size."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from matcalc.notation.latex_in import commands
from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import Face, Fence, Letter, Number, Relation, Sign, Span, Words
from matcalc.notation.latex_in.lexemes import QUAD
from matcalc.notation.latex_in.tokens import Kind, Token, shown, source_of
from matcalc.notation.latex_in.words_in import is_name, is_question, only_mathematics, spoken, word_of

if TYPE_CHECKING:
    from matcalc.notation.latex_in.lexer import Lexer

DEFINED_ABOVE = frozenset((".", ":", r"\Delta", r"\triangle", r"\bigtriangleup"))
_SETTING = (r"\,", r"\:", r"\;", r"\!", r"\ ", r"\rm", r"\mathrm", r"\text", r"\bf", "{", "}", r"\mathbf")
_PLACED = ("aligned", "gathered", "multlined")
_LONGEST_BLANK = 20
_PART_OF_NUMBER = re.compile(r"[-0-9]")
_LONGEST_RELATION = 6
_UNITS = {"em": 18, "ex": 8, "mu": 1, "pt": 1.8, "px": 1.4, "mm": 5, "cm": 50, "in": 130}
_LENGTH = re.compile(rf"(-?\d{{0,4}}\.?\d{{1,4}})\s*({'|'.join(_UNITS)})")
_BARE_LENGTH = re.compile(r"-?[\d.]{0,9}([a-z]{0,2})\Z")


def face(lexer: Lexer, token: Token) -> None:
    face = commands.FACES[token.text]
    following = lexer.tape.peek_past_spaces()
    if following is None or following.kind is not Kind.OPEN:
        lexer.make("FACE", token.span, face)
        return
    inside = lexer.tape.argument(token)
    span = Span(token.span.start, lexer.tape.last.end)
    word = word_of(inside)
    is_word = token.text in commands.WORD_FACES or (face is Face.BOLD and word in commands.BOLD_WORDS)
    if word is not None and word.isdecimal():
        lexer.make("NUMBER", span, Number(word, span, face))
    elif word is not None and is_word:
        lexer.make("LETTER", span, Letter(word, span, face))
    else:
        lexer.make("FACE", token.span, face)
        _put_back_braces(lexer, inside, token.span)


def words(lexer: Lexer, token: Token) -> None:
    lexer.tape.skips("*")
    inside = lexer.tape.argument(token, "words in braces")
    span = Span(token.span.start, lexer.tape.last.end)
    words = spoken(inside)
    if is_question(words):
        lexer.hole(span)
    elif (math := only_mathematics(inside)) is not None:
        _put_back_braces(lexer, math, token.span)
    elif is_name(words):
        lexer.make("LETTER", span, Letter(words.strip().replace("-", ""), span, commands.TEXTS[token.text]))
    elif words.strip():
        lexer.make("WORDS", span, Words(" ".join(words.split()), span))
    else:
        lexer.make("SPACE", span, commands.WIDTHS[" "])


def operator(lexer: Lexer, token: Token) -> None:
    lexer.tape.skips("*")
    inside = lexer.tape.argument(token, "a name in braces")
    span = Span(token.span.start, lexer.tape.last.end)
    word = word_of([one for one in inside if one.source not in _SETTING])
    if not word:
        raise LatexError(r"\operatorname needs a name of letters in braces", lexer.text, span)
    lexer.make("LETTER", span, Letter(word, span, is_command=True))


def box(lexer: Lexer, token: Token) -> None:
    """A box; one that shows nothing is a hole, as is a line to write on."""
    inside = lexer.tape.argument(token, "an argument in braces")
    span = Span(token.span.start, lexer.tape.last.end)
    seen = lexer.inside(inside) if len(inside) <= _LONGEST_BLANK else None
    if seen is not None and all(
        lexeme.type in ("SPACE", "LBRACE", "RBRACE") or lexeme.value is Sign.HOLE for lexeme in seen
    ):
        lexer.hole(span)
    else:
        is_letter = token.text == "underline" and seen is not None and len(seen) == 1 and seen[0].type == "LETTER"
        if is_letter:
            lexer.make("FACE", token.span, Face.BOLD)
        _put_back_braces(lexer, inside, token.span)


def left_or_right(lexer: Lexer, token: Token) -> None:
    delimiter = lexer.tape.peek_past_spaces()
    if delimiter is None:
        raise lexer.error(f"{shown(token)} needs a bracket after it", token)
    lexer.tape.take()
    span = Span(token.span.start, max(token.span.end, delimiter.span.end))
    fence = _fence_of(delimiter)
    if fence is None:
        raise LatexError(f"{shown(token)} needs a bracket after it, not {shown(delimiter)}", lexer.text, span)
    if token.text == "middle":
        lexer.make("SIGN", span, Sign.BAR if fence is Fence.BAR else Sign.OTHER)
    else:
        lexer.make("LEFT" if token.text == "left" else "RIGHT", span, fence)


def sized(lexer: Lexer, token: Token) -> None:
    """\\bigl and its like: the bracket after it is that bracket; a bar opens after \\bigl and closes after \\bigr."""
    delimiter = lexer.tape.peek_past_spaces()
    if delimiter is None or (fence := _fence_of(delimiter)) not in (Fence.BAR, Fence.DOUBLE_BAR):
        return
    if token.text in commands.SIZES:
        return
    lexer.tape.take()
    span = Span(token.span.start, max(token.span.end, delimiter.span.end))
    lexer.make("OPEN" if token.text in commands.OPENING_SIZES else "CLOSE", span, fence)


def root(lexer: Lexer, token: Token) -> None:
    degree = lexer.tape.optional()
    if degree is None:
        lexer.make("ROOT", token.span)
    else:
        lexer.make("ROOT_OF", token.span)
        _put_back_braces(lexer, degree, token.span)


def fraction(lexer: Lexer, token: Token) -> None:
    if token.text == "cfrac":
        lexer.tape.optional()
    lexer.make("FRAC", token.span)


def over(lexer: Lexer, token: Token) -> None:
    lexer.make("OVER", token.span)


def environment(lexer: Lexer, token: Token) -> None:
    name = source_of(lexer.tape.argument(token, "the name of an environment in braces"))
    span = Span(token.span.start, lexer.tape.last.end)
    if token.text == "begin":
        if name.rstrip("*") in ("array", "alignedat", "alignat"):
            lexer.tape.optional()
            lexer.tape.argument(token, f"the columns of {name} in braces, such as {{cc}}")
        elif name in _PLACED or name.endswith("matrix*"):
            lexer.tape.optional()
    lexer.make("BEGIN" if token.text == "begin" else "END", span, name)


def row(lexer: Lexer, token: Token) -> None:
    lexer.tape.skips("*")
    if (following := lexer.tape.peek()) is not None and following.source == "[":
        lexer.tape.optional()
    lexer.make("ROW", token.span)


def above(lexer: Lexer, token: Token) -> None:
    """\\stackrel{above}{=}: the relation below; of an upright word or letter with something below, scripts."""
    above = lexer.tape.argument(token, "two arguments in braces")
    below = lexer.tape.argument(token, "two arguments in braces")
    span = Span(token.span.start, lexer.tape.last.end)
    seen = lexer.inside(below) if len(below) <= _LONGEST_RELATION else []
    if len(seen) == 1 and seen[0].type == "RELATION":
        words = "".join(spoken(above).split())
        is_defined = (words in DEFINED_ABOVE or "def" in words) and seen[0].value is Relation.EQUAL
        lexer.make("RELATION", span, Relation.DEFINED if is_defined else seen[0].value)
    elif token.text == "underset":
        _put_back_braces(lexer, above, token.span)
        down = Token(Kind.CHARACTER, "_", token.span)
        last = lexer.tape.last
        lexer.tape.put_back([Token(Kind.OPEN, "{", span), *below, Token(Kind.CLOSE, "}", last), down])
    else:
        raise LatexError(f"{shown(token)} is read over a relation sign only", lexer.text, span)


def negated(lexer: Lexer, token: Token) -> None:
    following = lexer.tape.peek_past_spaces()
    seen = lexer.inside([following]) if following is not None else []
    if following is None or not seen or seen[0].type != "RELATION":
        raise lexer.error(r"\not needs a relation sign after it", token)
    lexer.tape.take()
    lexer.make("RELATION", Span(token.span.start, max(token.span.end, following.span.end)), Relation.OTHER)


def brace(lexer: Lexer, token: Token) -> None:
    """\\underbrace{…}_{…}: what stands above the brace; the words below it say nothing that is read."""
    inside = lexer.tape.argument(token, "an argument in braces")
    last = lexer.tape.last
    side = "_" if token.text.startswith("under") else "^"
    if lexer.tape.skips(side):
        lexer.tape.argument(token, "something after its last sign")
    lexer.tape.put_back([Token(Kind.OPEN, "{", token.span), *inside, Token(Kind.CLOSE, "}", last)])


def stacked_rows(lexer: Lexer, token: Token) -> None:
    inside = lexer.tape.argument(token, "its rows in braces")
    comma = [Token(Kind.CHARACTER, ",", token.span)]
    rows = [part for one in inside for part in (comma if one.source == "\\\\" else [one])]
    _put_back_braces(lexer, rows, token.span)


def blank(lexer: Lexer, token: Token) -> None:
    r"""\_\_\_ is a line to write on."""
    while (following := lexer.tape.peek()) is not None and following.source == r"\_":
        lexer.tape.take()
    lexer.hole(Span(token.span.start, max(token.span.end, lexer.tape.last.end)))


def other(lexer: Lexer, token: Token) -> None:
    lexer.make("SIGN", token.span, Sign.OTHER)


def again(lexer: Lexer, token: Token) -> None:
    raise lexer.error(f"{shown(token)} stands inside the mathematics: a formula before it is not closed", token)


def drop(lexer: Lexer, token: Token) -> None:
    lexer.tape.skips("*")
    lexer.tape.optional()
    lexer.tape.argument(token)


def page_break(lexer: Lexer, _: Token) -> None:
    """\\displaybreak[1]: nothing that counts."""
    lexer.tape.optional()


def spaced(lexer: Lexer, token: Token) -> None:
    """\\hspace{2em}, and \\kern2em without braces: a space as wide as it says."""
    lexer.tape.skips("*")
    following = lexer.tape.peek_past_spaces()
    if following is not None and following.kind is Kind.OPEN:
        written = source_of(lexer.tape.argument(token))
    else:
        written = ""
        while (following := lexer.tape.peek()) is not None and _BARE_LENGTH.match(written + following.source):
            lexer.tape.take()
            written += following.source
    match = _LENGTH.match(written.strip())
    width = float(match[1]) * _UNITS[match[2]] if match else QUAD
    lexer.make("SPACE", token.span, width)


def numbered(lexer: Lexer, token: Token) -> None:
    """\\penalty800: how willingly a line ends there, a number without braces."""
    while (following := lexer.tape.peek_past_spaces()) is not None and _PART_OF_NUMBER.fullmatch(following.source):
        lexer.tape.take()
    lexer.make("SPACE", token.span, 0)


def _put_back_braces(lexer: Lexer, inside: list[Token], opened: Span) -> None:
    last = lexer.tape.last
    lexer.tape.put_back([Token(Kind.OPEN, "{", opened), *inside, Token(Kind.CLOSE, "}", last)])


def _fence_of(token: Token) -> Fence | None:
    """The bracket that a token is, wherever it stands; NONE of a full stop; None where it is no bracket."""
    source = token.source if not (token.kind is Kind.COMMAND and token.text.isalpha()) else token.text
    if source == ".":
        return Fence.NONE
    if source in commands.FENCES:
        return commands.FENCES[source][0]
    return {"<": Fence.ANGLE, ">": Fence.ANGLE}.get(source) or commands.BARS.get(source)


READERS: dict[str, Callable[[Lexer, Token], None]] = {
    "operatorname": operator,
    "boxed": box,
    "underline": box,
    "left": left_or_right,
    "right": left_or_right,
    "middle": left_or_right,
    **dict.fromkeys(commands.OPENING_SIZES | commands.CLOSING_SIZES | commands.SIZES, sized),
    "sqrt": root,
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"), fraction),
    "over": over,
    "begin": environment,
    "end": environment,
    **dict.fromkeys(("\\", "cr", "newline"), row),
    **dict.fromkeys(("stackrel", "overset", "underset"), above),
    "not": negated,
    **dict.fromkeys(("underbrace", "overbrace", "underbracket", "overbracket"), brace),
    "substack": stacked_rows,
    "_": blank,
    **dict.fromkeys(("%", "&", "#", "$"), other),
    **dict.fromkeys(("(", ")", "[", "]"), again),
    **dict.fromkeys(("displaybreak", "allowdisplaybreaks", "pagebreak"), page_break),
    **dict.fromkeys(commands.FACES, face),
    **dict.fromkeys(commands.TEXTS, words),
    **dict.fromkeys(commands.DROPPED, drop),
    "penalty": numbered,
    **dict.fromkeys(("hspace", "mspace", "hskip", "mskip", "kern", "mkern"), spaced),
}
"""What reads each command of this kind."""

"""TeX's own tokens of a text: commands, characters, braces and spaces, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from unicodedata import category

from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import Span
from matcalc.notation.latex_in.unicode_in import RAISED_OR_LOWERED, latex_of

_PIECE = re.compile(
    r"(?P<comment>%[^\n]*(?:\n[ \t]*)?)"
    r"|\\(?P<command>[A-Za-z]+|.)"
    r"|(?P<space>[ \t\r\n\f\u00a0\u2000-\u200a\u202f\u205f\u3000]+)"
    r"|#(?P<parameter>[1-9])"
    rf"|(?P<scripts>[{RAISED_OR_LOWERED}]+)"
    r"|(?P<character>.[\u0300-\u036f]*)",
    re.DOTALL,
)
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\ufe0e\ufe0f")


MOST_NESTING = 40


class Kind(Enum):
    """What a token is."""

    COMMAND = auto()
    CHARACTER = auto()
    OPEN = auto()
    CLOSE = auto()
    SPACE = auto()
    PARAMETER = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token of TeX. text: of a command its name without the backslash, of a parameter its digit.

    is_fixed: whether it is a command that is not expanded again: what \\let has kept of its old meaning.
    """

    kind: Kind
    text: str
    span: Span
    is_fixed: bool = False

    def at(self, span: Span) -> Token:
        """The same token at another place."""
        return replace(self, span=span)

    @property
    def source(self) -> str:
        """The token as it is typed."""
        if self.kind is Kind.COMMAND:
            return f"\\{self.text}"
        return f"#{self.text}" if self.kind is Kind.PARAMETER else self.text


def tokens_of(text: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of text[start:end]. Comments are left out; letters and signs of Unicode become the commands for them.

    Raises LatexError for control characters.
    """
    place = start
    while place < end:
        match = _PIECE.match(text, place, end)
        assert match is not None, "every character is a piece"
        span = Span(place, match.end())
        place = match.end()
        kind = match.lastgroup
        piece = match[kind or 0]
        if kind == "command":
            yield Token(Kind.COMMAND, " " if piece.isspace() else piece, span)
        elif kind == "space":
            yield Token(Kind.SPACE, " ", span)
        elif kind == "parameter":
            yield Token(Kind.PARAMETER, piece, span)
        elif kind == "scripts" or (kind == "character" and not piece.isascii()):
            yield from _from_unicode(piece, text, span)
        elif kind == "character":
            yield _character(piece, text, span)


def _character(piece: str, text: str, span: Span) -> Token:
    if category(piece) == "Cc":
        raise _control(piece, text, span)
    kind = {"{": Kind.OPEN, "}": Kind.CLOSE, "~": Kind.COMMAND}.get(piece, Kind.CHARACTER)
    return Token(kind, " " if piece == "~" else piece, span)


def _from_unicode(piece: str, text: str, span: Span) -> Iterator[Token]:
    if piece in _UNSEEN:
        return
    if any(category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in piece):
        raise _control(piece, text, span)
    spelled = latex_of(piece)
    if spelled is None:
        yield Token(Kind.CHARACTER, piece, span)
        return
    yield from (token.at(span) for token in tokens_of(spelled, 0, len(spelled)))


def _control(piece: str, text: str, span: Span) -> LatexError:
    return LatexError(
        f"character U+{ord(piece[0]):04X} is not seen and has no meaning in mathematics; delete it", text, span
    )


class Tape:
    """Tokens to be read one after another; what a macro makes is put back in front of the rest."""

    def __init__(self, tokens: Iterator[Token], text: str, end: int) -> None:
        self.text = text
        self._rest = tokens
        self._waiting: list[Token] = []
        self.last = Span(end, end)

    def put_back(self, tokens: list[Token] | tuple[Token, ...]) -> None:
        """Read these next."""
        self._waiting.extend(reversed(tokens))

    def take(self) -> Token | None:
        """The next token; None at the end."""
        token = self._waiting.pop() if self._waiting else next(self._rest, None)
        if token is not None:
            self.last = token.span
        return token

    def peek(self) -> Token | None:
        """The next token, which stays."""
        last = self.last
        token = self.take()
        if token is not None:
            self._waiting.append(token)
        self.last = last
        return token

    def peek_past_spaces(self) -> Token | None:
        """The next token that is no space; the spaces before it are gone."""
        while (token := self.peek()) is not None and token.kind is Kind.SPACE:
            self.take()
        return token

    def skips(self, character: str) -> bool:
        """Whether the next token past spaces is this character, which is taken then."""
        token = self.peek_past_spaces()
        if token is None or token.kind is not Kind.CHARACTER or token.text != character:
            return False
        self.take()
        return True

    def argument(self, of: Token, what: str = "an argument after it") -> list[Token]:
        """What stands in the braces that come next, or one token. Raises LatexError where there is nothing."""
        token = self.peek_past_spaces()
        if token is None or token.kind is Kind.CLOSE:
            raise LatexError(f"{shown(of)} needs {what}", self.text, of.span)
        self.take()
        return self._until_closed(token, Kind.CLOSE) if token.kind is Kind.OPEN else [token]

    def optional(self) -> list[Token] | None:
        """What stands in the square brackets that come next; None where none do."""
        token = self.peek_past_spaces()
        if token is None or token.kind is not Kind.CHARACTER or token.text != "[":
            return None
        self.take()
        return self._until_closed(token, Kind.CHARACTER)

    def _until_closed(self, opened: Token, closing: Kind) -> list[Token]:
        inside: list[Token] = []
        depth = 0
        while (token := self.take()) is not None:
            if depth == 0 and token.kind is closing and (closing is Kind.CLOSE or token.text == "]"):
                return inside
            depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
            if depth > MOST_NESTING:
                message = f"the formula is nested more than {MOST_NESTING} levels deep here"
                raise LatexError(message, self.text, token.span)
            inside.append(token)
            if depth < 0:
                break
        raise LatexError(f"{opened.text} is opened here and never closed", self.text, opened.span)


def shown(token: Token) -> str:
    """A token as a message names it."""
    if token.text.isspace():
        return "a space"
    return token.source if token.source.isprintable() else f"character U+{ord(token.text[0]):04X}"


def source_of(tokens: list[Token]) -> str:
    """Tokens as they are typed."""
    pieces: list[str] = []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        pieces.append(token.source)
        if token.kind is Kind.COMMAND and following is not None and token.text.isalpha() and following.text.isalpha():
            pieces.append(" " if following.kind is Kind.CHARACTER else "")
    return "".join(pieces)

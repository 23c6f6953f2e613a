"""From TeX's tokens to the words of the grammar: letters, numbers, signs, brackets, and commands with arguments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matcalc.notation.latex_in import commands
from matcalc.notation.latex_in.arguments import READERS
from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import Fence, Letter, Number, Relation, Sign, Span
from matcalc.notation.latex_in.lexemes import ARGUMENTS, DOWN, UP, Lexeme
from matcalc.notation.latex_in.tokens import Kind, Tape, Token, shown
from matcalc.notation.latex_in.unknown import unknown

CHARACTERS = {
    "+": Sign.PLUS,
    "-": Sign.MINUS,
    "*": Sign.STAR,
    "/": Sign.OVER,
    ":": Sign.COLON,
    ",": Sign.COMMA,
    ";": Sign.SEMICOLON,
    "!": Sign.OTHER,
    "@": Sign.OTHER,
}
RELATIONS = {"=": Relation.EQUAL, "<": Relation.LESS, ">": Relation.GREATER}


class Lexer:
    """Reads the tokens of one piece of mathematics, macros expanded. names: of the macros that the document defines."""

    def __init__(self, tokens: list[Token], text: str, end: int, names: Iterable[str] = ()) -> None:
        self.text = text
        self.names = names
        self.tape = Tape(iter(tokens), text, end)
        self.made: list[Lexeme] = []
        self.awaited = [0]

    def lexemes(self) -> list[Lexeme]:
        """All lexemes. Raises LatexError for what is no mathematics and for unknown commands."""
        while (token := self.tape.take()) is not None:
            if token.kind is Kind.COMMAND:
                self._command(token)
            elif token.kind is Kind.OPEN:
                self.make("LBRACE", token.span)
            elif token.kind is Kind.CLOSE:
                self.make("RBRACE", token.span)
            elif token.kind is Kind.PARAMETER:
                raise self.error("#1 has a meaning only in the definition of a macro", token)
            elif token.kind is Kind.CHARACTER:
                self._character(token)
        return self.made

    def inside(self, tokens: list[Token]) -> list[Lexeme]:
        """The lexemes of what stands in an argument."""
        return Lexer(tokens, self.text, self.tape.last.end, self.names).lexemes()

    def error(self, message: str, token: Token) -> LatexError:
        return LatexError(message, self.text, token.span)

    def make(self, type: str, span: Span, value: Any = None) -> None:
        self.made.append(Lexeme(type, span, value))
        if type == "LBRACE":
            self.awaited.append(0)
        elif type in ARGUMENTS:
            self.awaited[-1] = ARGUMENTS[type]
        else:
            if type == "RBRACE" and len(self.awaited) > 1:
                self.awaited.pop()
            self.awaited[-1] = max(0, self.awaited[-1] - 1)

    # characters

    def _character(self, token: Token) -> None:
        letter = token.text
        if letter.isascii() and letter.isalpha():
            self.make("LETTER", token.span, Letter(letter, token.span))
        elif letter in "0123456789" or (letter == "." and self._digit_follows()):
            self._number(token)
        elif letter in CHARACTERS:
            self._sign_or_relation(token)
        elif letter in RELATIONS:
            following = self.tape.peek()
            is_two = following is not None and following.source == (":" if letter == "=" else "=")
            last = self.tape.take() if is_two else None
            span = Span(token.span.start, max(token.span.end, last.span.end if last else 0))
            self.make("RELATION", span, RELATIONS[letter])
        elif letter in "^_":
            self.make(UP if letter == "^" else DOWN, token.span)
        elif letter == "'":
            self.make("PRIMES", token.span, 1)
        elif letter == "?":
            self.hole(token.span)
        elif letter in "()[]":
            self._fence(letter, token.span)
        elif letter == "|":
            self.make("BAR", token.span, Fence.BAR)
        elif letter == "&":
            self.make("AMP", token.span)
        elif letter == ".":
            self.make("PERIOD", token.span)
        else:
            raise self.error(self._unexpected(letter), token)

    def _unexpected(self, letter: str) -> str:
        if letter == "$":
            return "$ stands inside the mathematics: a formula before it is not closed, or one too many is"
        if letter == "\\":
            return "a backslash stands at the end with no name after it"
        if letter == "#":
            return "# has a meaning only in the definition of a macro"
        name = letter if letter.isprintable() else f"character U+{ord(letter[0]):04X}"
        return f"{name} is no sign of mathematics that is read here"

    def _digit_follows(self) -> bool:
        token = self.tape.peek()
        return token is not None and token.kind is Kind.CHARACTER and token.text in "0123456789"

    def _number(self, token: Token) -> None:
        """A number; as an argument without braces one digit of it, as in TeX."""
        text, span = token.text, token.span
        while not self.awaited[-1] and (following := self.tape.peek()) is not None:
            if following.kind is not Kind.CHARACTER or following.text not in "0123456789.":
                break
            if following.text == ".":
                self.tape.take()
                if "." in text or not self._digit_follows():
                    self.tape.put_back([following])
                    break
            else:
                self.tape.take()
            text += following.text
            span = Span(min(span.start, following.span.start), max(span.end, following.span.end))
        self.make("NUMBER", span, Number(text, span))

    def _sign_or_relation(self, token: Token) -> None:
        following = self.tape.peek()
        if token.text == ":" and following is not None and following.source == "=":
            self.tape.take()
            self.make("RELATION", Span(token.span.start, self.tape.last.end), Relation.DEFINED)
        else:
            self.make("SIGN", token.span, CHARACTERS[token.text])

    def hole(self, span: Span) -> None:
        """A hole; with dots or other question marks before it one hole."""
        place = next((at for at in range(len(self.made) - 1, -1, -1) if self.made[at].type != "SPACE"), None)
        last = self.made[place] if place is not None else None
        if last is not None and last.type == "SIGN" and last.value in (Sign.LEFT_OUT, Sign.HOLE):
            del self.made[place:]
            span = Span(min(last.span.start, span.start), max(last.span.end, span.end))
        self.make("SIGN", span, Sign.HOLE)

    def _fence(self, name: str, span: Span) -> None:
        fence, opens = commands.FENCES[name]
        self.make("OPEN" if opens else "CLOSE", span, fence)

    # commands

    def _command(self, token: Token) -> None:
        name, span = token.text, token.span
        if name in commands.LETTERS:
            self.make("LETTER", span, Letter(commands.LETTERS[name], span))
        elif name in commands.SIGNS:
            sign = commands.SIGNS[name]
            if sign is Sign.HOLE:
                self.hole(span)
            else:
                self.make("SIGN", span, sign)
        elif name in commands.RELATIONS:
            self.make("RELATION", span, commands.RELATIONS[name])
        elif name in commands.FUNCTIONS:
            self.make("LETTER", span, Letter(name, span, is_command=True))
        elif name in commands.IMPLIES:
            self.make("IMPLIES", span)
        elif name in commands.DECLARATIONS:
            self.make("DECLARE", span, commands.DECLARATIONS[name])
        elif name in commands.ACCENTS:
            self.make("ACCENT", span, commands.ACCENTS[name])
        elif name in commands.WIDTHS:
            self.make("SPACE", span, commands.WIDTHS[name])
        elif name in commands.IGNORED:
            return
        elif (bracket := name if name.isalpha() else token.source) in commands.FENCES:
            self._fence(bracket, span)
        elif bracket in commands.BARS:
            self.make("BAR", span, commands.BARS[bracket])
        elif (reader := READERS.get(name)) is not None:
            reader(self, token)
        else:
            raise self._unknown(token)

    def _unknown(self, token: Token) -> LatexError:
        if not token.text.isalpha() or token.text in commands.UNREAD_COMMANDS:
            return self.error(f"{shown(token)} is not read here", token)
        rest = iter(self.tape.take, None)
        return self.error(unknown(token, rest, KNOWN | commands.UNREAD_COMMANDS, self.names), token)


KNOWN = frozenset(
    name
    for name in (
        *commands.LETTERS,
        *commands.SIGNS,
        *commands.RELATIONS,
        *commands.FUNCTIONS,
        *commands.FACES,
        *commands.ACCENTS,
        *commands.TEXTS,
        *commands.IGNORED,
        *commands.DROPPED,
        *commands.FENCES,
        *commands.WIDTHS,
        *commands.IMPLIES,
        *commands.DECLARATIONS,
        *commands.BARS,
        *READERS,
    )
    if name.isalpha()
)

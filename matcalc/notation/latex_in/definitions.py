"""A definition of a macro, read: \\newcommand, \\def, \\let, \\DeclareMathOperator and their like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.tokens import Kind, Tape, Token, shown, source_of

Lookup = Callable[[str, int], "Macro | None"]

MOST_ARGUMENTS = 9
LONGEST_BODY = 5_000
PREFIXES = ("long", "global", "protected", "outer")


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro of a document. defaults: for each argument None, or what it is where no [ ] follows.

    place: the offset of its definition. is_provided: whether it stands only where nothing else does.
    is_starred: whether a * may follow. fault: why it can not be used; "" where it can.
    """

    name: str
    place: int
    defaults: tuple[tuple[Token, ...] | None, ...] = ()
    body: tuple[Token, ...] = ()
    is_provided: bool = False
    is_starred: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition about to be read. tape: stands after `defining`, its command; lookup: what macros mean before it."""

    tape: Tape
    defining: Token
    lookup: Lookup

    def argument(self, what: str) -> tuple[Token, ...]:
        """What stands in the braces that come next."""
        return tuple(self.tape.argument(self.defining, what))


def read_definition(definition: Definition) -> Macro:
    """The macro that a definition makes.

    Raises LatexError where it has no name; any other fault is one of the macro, for where it is used.
    """
    tape, defining = definition.tape, definition.defining
    while defining.text in PREFIXES:
        following = tape.peek_past_spaces()
        if following is None or following.kind is not Kind.COMMAND or following.text not in DEFINING:
            raise LatexError(f"{shown(defining)} has no definition after it", tape.text, defining.span)
        tape.take()
        defining = following
    tape.skips("*")
    name = _name(tape, defining)
    macro = Macro(name, defining.span.start)
    try:
        read = DEFINING[defining.text]
        assert read is not None
        macro = read(macro, replace(definition, defining=defining))
    except LatexError as error:
        return replace(macro, fault=error.message)
    if len(macro.body) > LONGEST_BODY:
        return replace(macro, body=(), fault=f"it is longer than {LONGEST_BODY} tokens")
    return macro


def _name(tape: Tape, defining: Token) -> str:
    token = tape.peek_past_spaces()
    inside = tape.argument(defining, "the name of a macro") if token is not None and token.kind is Kind.OPEN else None
    if inside is None:
        token = tape.take()
        inside = [token] if token is not None else []
    named = [token for token in inside if token.kind is not Kind.SPACE]
    if len(named) != 1 or named[0].kind is not Kind.COMMAND:
        raise LatexError(f"{shown(defining)} needs the name of a macro after it", tape.text, defining.span)
    return named[0].text


def _command(macro: Macro, definition: Definition) -> Macro:
    tape = definition.tape
    counted = tape.optional()
    count = 0
    if counted is not None:
        written = source_of(counted).strip()
        if not written.isdecimal() or not 0 <= int(written[:3]) <= MOST_ARGUMENTS:
            return replace(macro, fault=f"{written[:20]} is no number of arguments")
        count = int(written)
    default = tape.optional() if count else None
    defaults = (tuple(default) if default is not None else None, *(None,) * (count - 1)) if count else ()
    body = definition.argument("what the macro stands for")
    return replace(macro, defaults=defaults, body=body, is_provided=definition.defining.text == "providecommand")


def _def(macro: Macro, definition: Definition) -> Macro:
    tape = definition.tape
    count = 0
    while (token := tape.take()) is not None and token.kind is not Kind.OPEN:
        if token.kind is Kind.SPACE:
            continue
        count += 1
        if token.kind is not Kind.PARAMETER or token.text != str(count):
            return replace(macro, fault="its arguments are not plain #1#2")
    if token is None:
        return replace(macro, fault="its definition does not end")
    tape.put_back([token])
    return replace(macro, defaults=(None,) * count, body=definition.argument("what the macro stands for"))


def _let(macro: Macro, definition: Definition) -> Macro:
    tape = definition.tape
    tape.skips("=")
    if (token := tape.peek_past_spaces()) is None:
        return replace(macro, fault="its definition does not end")
    tape.take()
    if token.kind is Kind.COMMAND and (old := definition.lookup(token.text, token.span.start)) is not None:
        return replace(old, name=macro.name, place=macro.place)
    return replace(macro, body=(replace(token, is_fixed=True),))


def _operator(macro: Macro, definition: Definition) -> Macro:
    inside = definition.argument("what the operator is called")
    place = definition.defining.span
    body = (
        Token(Kind.COMMAND, "operatorname", place, is_fixed=True),
        Token(Kind.OPEN, "{", place),
        *inside,
        Token(Kind.CLOSE, "}", place),
    )
    return replace(macro, body=body)


def _delimiter(macro: Macro, definition: Definition) -> Macro:
    opened, closed = definition.argument("two brackets"), definition.argument("two brackets")
    place = definition.defining.span
    left, right = (Token(Kind.COMMAND, name, place, is_fixed=True) for name in ("left", "right"))
    body = (left, *opened, Token(Kind.PARAMETER, "1", place), right, *closed)
    return replace(macro, defaults=((), None), is_starred=True, body=_second_of_two(body))


def _second_of_two(body: tuple[Token, ...]) -> tuple[Token, ...]:
    """The argument of a delimiter is its second: the first is the size, in square brackets."""
    return tuple(replace(token, text="2") if token.kind is Kind.PARAMETER else token for token in body)


def _document_command(macro: Macro, definition: Definition) -> Macro:
    tape = definition.tape
    written = definition.argument("the kinds of its arguments")
    body = definition.argument("what the macro stands for")
    defaults: list[tuple[Token, ...] | None] = []
    inner = Tape(iter(written), tape.text, tape.last.end)
    while (token := inner.peek_past_spaces()) is not None:
        inner.take()
        if token.text == "m":
            defaults.append(None)
        elif token.text == "O":
            defaults.append(tuple(inner.argument(token, "a default")))
        elif token.text != "+":
            return replace(macro, fault=f"only arguments of the kinds m and O are read, not {shown(token)}")
    return replace(macro, defaults=tuple(defaults), body=body)


def _not_run(macro: Macro, definition: Definition) -> Macro:
    return replace(macro, fault=f"{shown(definition.defining)} runs TeX, which is not done here")


DEFINING: dict[str, Callable[[Macro, Definition], Macro] | None] = {
    "newcommand": _command,
    "renewcommand": _command,
    "providecommand": _command,
    "DeclareRobustCommand": _command,
    "def": _def,
    "gdef": _def,
    "edef": _not_run,
    "xdef": _not_run,
    "let": _let,
    "DeclareMathOperator": _operator,
    "DeclarePairedDelimiter": _delimiter,
    "NewDocumentCommand": _document_command,
    "RenewDocumentCommand": _document_command,
    "ProvideDocumentCommand": _document_command,
    "DeclareDocumentCommand": _document_command,
    **dict.fromkeys(PREFIXES),
}
"""How each command that defines a macro is read; None for what only stands before one."""

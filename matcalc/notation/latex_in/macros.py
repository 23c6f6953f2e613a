"""The macros a document defines for itself: found in its text, and put in place of their calls. Nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from matcalc.notation.latex_in.definitions import DEFINING, Definition, Macro, read_definition
from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import Span
from matcalc.notation.latex_in.tokens import Kind, Tape, Token, shown, tokens_of

MOST_TOKENS = 20_000
MOST_DEFINITIONS = 5_000
MOST_READ = 500_000
LONGEST_DEFINITION = 10_000
LONGEST_LINE = 2_000

_USUAL = r"\newcommand{\norm}[1]{\lVert #1 \rVert}\newcommand{\abs}[1]{\lvert #1 \rvert}"
_DEFINITION = re.compile(rf"\\(?:{'|'.join(sorted(DEFINING, key=len, reverse=True))})(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Macros:
    """The macros of a document: those of each name in the order of their definitions."""

    named: Mapping[str, Sequence[Macro]]

    def at(self, name: str, offset: int) -> Macro | None:
        """What a name means at a place of the document: its last definition before that, else the first after it."""
        found = self.named.get(name)
        if not found:
            return None
        return next((macro for macro in reversed(found) if macro.place < offset), found[0])


def macros_in(text: str) -> Macros:
    """The macros that a document defines, by \\newcommand, \\def, \\let, \\DeclareMathOperator and their like.

    A definition that can not be understood is remembered as such, and is an error only where it is used. What stands
    after more definitions than any document has is not looked at.
    """
    named: dict[str, list[Macro]] = {}
    place = read = 0
    for _ in range(MOST_DEFINITIONS):
        match = _DEFINITION.search(text, place)
        if match is None or read > MOST_READ:
            break
        place = match.end()
        if _is_hidden(text, match.start()):
            continue
        end = min(len(text), match.start() + LONGEST_DEFINITION)
        tape = Tape(tokens_of(text, match.start(), end), text, match.end())
        macro = _defined(tape, Macros(named))
        read += tape.last.end - match.start()
        if macro is None:
            continue
        if not (macro.is_provided and macro.name in named):
            named.setdefault(macro.name, []).append(macro)
        place = max(place, tape.last.end)
    return Macros(named)


def _defined(tape: Tape, macros: Macros) -> Macro | None:
    try:
        defining = tape.take()
        return read_definition(Definition(tape, defining, macros.at)) if defining is not None else None
    except LatexError:
        return None


def _is_hidden(text: str, place: int) -> bool:
    """Whether a comment has begun before this place of its line, or the backslash is the second of two."""
    before = text[max(0, place - LONGEST_LINE) : place].rpartition("\n")[2]
    return bool(re.search(r"(?<!\\)(?:\\\\)*%", before)) or bool(re.search(r"(?<!\\)(?:\\\\)*\\$", before))


@cache
def _usual() -> Macros:
    return macros_in(_USUAL)


def expanded(tokens: Iterator[Token], text: str, end: int, macros: Macros) -> list[Token]:
    """Tokens with every macro replaced by what it stands for; definitions among them are taken in and left out.

    What a macro makes has the place of its call, and so has what stands for an argument that is left out; the others
    have their own. Raises LatexError for a call with too
    few arguments, a macro that could not be understood, and one that calls itself or makes too much.
    """
    tape = Tape(tokens, text, end)
    here: dict[str, Macro] = {}
    made: list[Token] = []
    spent = 0
    while (token := tape.take()) is not None:
        if token.kind is not Kind.COMMAND or token.is_fixed:
            made.append(token)
            continue
        if token.text in DEFINING:
            definition = Definition(tape, token, lambda name, place: here.get(name) or macros.at(name, place))
            macro = read_definition(definition)
            here[macro.name] = macro
            continue
        found = here.get(token.text) or macros.at(token.text, token.span.start) or _usual().at(token.text, len(_USUAL))
        if found is None:
            made.append(token)
            continue
        body = _body(found, token, tape)
        spent += len(body) + 1
        if spent > MOST_TOKENS:
            raise LatexError(
                f"{shown(token)} makes more than {MOST_TOKENS} tokens here: it calls itself, or macros that double",
                text,
                token.span,
            )
        tape.put_back(body)
    return made


def _body(macro: Macro, call: Token, tape: Tape) -> list[Token]:
    if macro.fault:
        raise LatexError(f"{shown(call)} is a macro that can not be read here: {macro.fault}", tape.text, call.span)
    tape.last = call.span
    if macro.is_starred:
        tape.skips("*")
    arguments = []
    omitted: set[int] = set()
    for place, default in enumerate(macro.defaults):
        if default is None:
            counted = (
                f"{len(macro.defaults)} argument{'s' if len(macro.defaults) > 1 else ''} as the document defines it"
            )
            arguments.append(tape.argument(call, f"{counted}, and has {place or 'none'}"))
        else:
            given = tape.optional()
            omitted |= {place} if given is None else set()
            arguments.append(list(default) if given is None else given)
    span = Span(call.span.start, max(call.span.end, tape.last.end))
    for place in omitted:
        arguments[place] = [token.at(span) for token in arguments[place]]
    body: list[Token] = []
    for token in macro.body:
        if token.kind is not Kind.PARAMETER:
            body.append(token.at(span))
        elif int(token.text) <= len(arguments):
            body += arguments[int(token.text) - 1]
        else:
            raise LatexError(f"{shown(call)} has no argument #{token.text}", tape.text, call.span)
        if len(body) > MOST_TOKENS:
            break
    return body

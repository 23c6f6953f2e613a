"""From the syntax tree of a formula to the tree of `formula`: one method for each rule of the grammar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from matcalc.notation.latex_in.failures import LatexError, shortened
from matcalc.notation.latex_in.formula import (
    Face,
    Fence,
    Formula,
    Fraction,
    Group,
    Letter,
    Mark,
    Number,
    Root,
    Run,
    Scripted,
    Sign,
    Span,
    Table,
    Words,
)
from matcalc.notation.latex_in.lexemes import Lexeme
from matcalc.notation.latex_in.words_in import is_one_word

if TYPE_CHECKING:
    from lark import Token, Tree


@dataclass(frozen=True, slots=True)
class Piece:
    """A formula with the place of its braces, too. is_whole: whether the braces say of which face it is."""

    formula: Formula
    span: Span
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """What stands at a base: high, low, or as primes."""

    kind: str
    value: Any
    span: Span


class Builder:
    """Builds the formulas of one text. lexemes: what the tokens of the tree stand for, by their start_pos."""

    def __init__(self, lexemes: list[Lexeme], text: str) -> None:
        self.lexemes = lexemes
        self.text = text

    def meaning(self, tree: Tree[Token], children: list[Any]) -> Any:
        """What a node of the syntax tree stands for, its children being known."""
        return getattr(self, f"_{tree.data}")([self._lexeme(child) for child in children])

    def _lexeme(self, child: Any) -> Any:
        from lark import Token

        return self.lexemes[child.start_pos or 0] if isinstance(child, Token) else child

    def _error(self, message: str, span: Span) -> LatexError:
        return LatexError(message, self.text, span)

    def _start(self, children: list[Any]) -> list[Any]:
        return children

    def _top(self, children: list[Any]) -> Any:
        return children[0]

    # things

    def _thing(self, children: list[Any]) -> Piece:
        lexeme = children[0]
        if lexeme.type == "SIGN":
            return Piece(Mark(lexeme.value, lexeme.span), lexeme.span)
        if lexeme.type == "EMPTY":
            return Piece(Run((), lexeme.span), lexeme.span)
        return Piece(lexeme.value, lexeme.span)

    def _braces(self, children: list[Any]) -> Piece:
        opened, inside, closed = children
        span = hull(opened.span, closed.span)
        formula = inside or Run((), span)
        return Piece(replace(formula, span=span) if opened.value else formula, span)

    def _group(self, children: list[Any]) -> Piece:
        opened, inside, closed = children
        span = hull(opened.span, closed.span)
        if isinstance(inside, Table) and inside.fence is Fence.NONE:
            return Piece(replace(inside, fence=opened.value, span=span), span)
        return Piece(Group(opened.value, inside or Run((), span), span), span)

    def _inside(self, children: list[Any]) -> Formula | None:
        return run_of(children[0])

    def _over(self, children: list[Any]) -> Fraction:
        above, over, below = children
        parts = [run_of(part) or Run((), over.span) for part in (above, below)]
        return Fraction(parts[0], parts[1], hull(parts[0].span, over.span, parts[1].span))

    def _body(self, children: list[Any]) -> tuple[Formula, ...]:
        return tuple(children)

    # scripts

    def _item(self, children: list[Any]) -> Formula:
        base, *scripts = children
        if not scripts:
            return grouped(base)
        low: Formula | None = None
        high: Formula | None = None
        primes = 0
        for script in scripts:
            if script.kind == "primes":
                if high is not None or primes < 0:
                    raise self._double("superscript", script)
                primes += script.value
            elif script.kind == "low":
                if low is not None:
                    raise self._double("subscript", script)
                low = script.value
            elif high is not None:
                raise self._double("superscript", script)
            else:
                high = script.value
        if high is not None and (raised := _primes_of(high)):
            primes, high = primes + raised, None
        span = hull(base.span, *(script.span for script in scripts))
        return Scripted(grouped(base), low, high, primes, span)

    def _double(self, what: str, script: Script) -> LatexError:
        return self._error(f"a second {what} on the same base: put the base with its first one in braces", script.span)

    def _raised(self, children: list[Any]) -> Script:
        return self._script("high", children)

    def _lowered(self, children: list[Any]) -> Script:
        return self._script("low", children)

    def _script(self, kind: str, children: list[Any]) -> Script:
        sign, piece = children
        return Script(kind, _named(piece.formula), hull(sign.span, piece.span))

    def _primed(self, children: list[Any]) -> Script:
        return Script("primes", children[0].value, children[0].span)

    # commands with arguments

    def _argument(self, children: list[Any]) -> Piece:
        return children[0]  # type: ignore[no-any-return]

    def _fraction(self, children: list[Any]) -> Piece:
        command, above, below = children
        span = hull(command.span, above.span, below.span)
        return Piece(Fraction(above.formula, below.formula, span), span)

    def _root(self, children: list[Any]) -> Piece:
        command, *degree, inside = children
        span = hull(command.span, inside.span)
        return Piece(Root(inside.formula, degree[0].formula if degree else None, span), span)

    def _accented(self, children: list[Any]) -> Piece:
        command, under = children
        span = hull(command.span, under.span)
        formula = under.formula
        if isinstance(formula, Scripted):
            base = self._with_accent(formula.base, command, hull(command.span, formula.base.span))
            return Piece(replace(formula, base=base, span=span), span)
        return Piece(self._with_accent(formula, command, span), span)

    def _with_accent(self, formula: Formula, command: Lexeme, span: Span) -> Formula:
        if isinstance(formula, Letter):
            return replace(formula, accents=(*formula.accents, command.value), span=span)
        if isinstance(formula, Number) and command.value == "vec":
            return replace(formula, face=Face.BOLD, span=span)
        typed = shortened(self.text[command.span.start : command.span.end])
        raise self._error(f"{typed} is read over one letter only", span)

    # tables

    def _table(self, children: list[Any]) -> Piece:
        """A table by rows; an empty cell has the place of the sign before it, and a last row of nothing is none."""
        opened, *_, closed = children
        rows: list[list[Formula]] = [[]]
        before = opened
        for child in children[1:-1]:
            for cell in (child,) if isinstance(child, Lexeme) else child:
                if isinstance(cell, Lexeme):
                    before = cell
                    if cell.type == "LINE":
                        rows.append([])
                else:
                    rows[-1].append(cell or Run((), Span(before.span.end, before.span.end)))
        if len(rows) > 1 and len(rows[-1]) == 1 and rows[-1][0] == Run((), rows[-1][0].span):
            rows.pop()
        span = hull(opened.span, closed.span)
        return Piece(Table(opened.value, tuple(tuple(row) for row in rows), span), span)

    def _line(self, children: list[Any]) -> list[Any]:
        return children

    def _cell(self, children: list[Any]) -> Formula | None:
        return run_of(children[0])


def hull(*spans: Span) -> Span:
    """The smallest span around all of these."""
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def run_of(items: tuple[Formula, ...]) -> Formula | None:
    """Items side by side as one formula; None where there are none."""
    if len(items) > 1:
        return Run(items, hull(*(item.span for item in items)))
    return items[0] if items else None


def grouped(piece: Piece) -> Formula:
    """The formula of a piece; in a group where its braces hold together more than one thing."""
    if isinstance(piece.formula, Run) and piece.formula.items:
        return Group(Fence.NONE, piece.formula, piece.span)
    return piece.formula


def _named(formula: Formula) -> Formula:
    """Words of one word are a name where they are a script: x_{\\text{in}}."""
    if isinstance(formula, Run):
        return replace(formula, items=tuple(_named(item) for item in formula.items))
    if isinstance(formula, Words) and is_one_word(formula.text):
        return Letter(formula.text.replace("-", ""), formula.span, Face.ROMAN)
    return formula


def _primes_of(formula: Formula) -> int:
    """How many primes a superscript is, where it is nothing else: \\prime\\prime, {'}."""
    items = formula.items if isinstance(formula, Run) else (formula,)
    count = 0
    for item in items:
        if isinstance(item, Mark) and item.sign is Sign.PRIME:
            count += 1
        elif isinstance(item, Scripted) and item.base == Run((), item.base.span) and item.low is item.high is None:
            count += item.primes
        else:
            return 0
    return count

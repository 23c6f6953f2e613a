"""Brackets, braces and environments matched with each other; what depends on the level at which something stands.

At the top of a formula & and \\\\ are rows and = is a relation between members; deeper, = is a sign and & a fault, but
in a table. A bar opens or closes by what stands before it. Bold type reaches as far as its braces.
"""

from __future__ import annotations

from dataclasses import replace

from matcalc.errors import did_you_mean
from matcalc.notation.latex_in import commands
from matcalc.notation.latex_in.failures import LatexError, shortened
from matcalc.notation.latex_in.formula import Face, Fence, Relation, Sign, Span
from matcalc.notation.latex_in.lexemes import ARGUMENTS, DOWN, UP, Lexeme
from matcalc.notation.latex_in.mismatches import Level, crossed, typed, unclosed
from matcalc.notation.latex_in.tokens import MOST_NESTING

MOST_IN_A_ROW = 10
EMPTY = "EMPTY"

_OPERATORS = frozenset(Sign) - {
    Sign.TRANSPOSE,
    Sign.STAR,
    Sign.PRIME,
    Sign.LEFT_OUT,
    Sign.DAGGER,
    Sign.INFINITY,
    Sign.HOLE,
    Sign.DOT,
}
_RANKS = (Face.PLAIN, Face.ROMAN, Face.BOLD, Face.SCRIPT, Face.DOUBLE)
_STARTS = frozenset(
    ("LBRACE", "OPEN", "BEGIN", "CELL", "LINE", "AMP", "ROW", "RELATION", "IMPLIES", "WIDE", "PERIOD", "OVER")
)
_NESTED_RELATIONS = {
    Relation.EQUAL: Sign.EQUAL,
    Relation.IN: Sign.IN,
    Relation.GREATER: Sign.GREATER,
    Relation.LESS: Sign.LESS,
    Relation.UNEQUAL: Sign.UNEQUAL,
}


class Levels:
    """Goes through lexemes once. Raises LatexError where brackets, braces or environments do not match.

    has_rows: whether the lexemes stand in an environment of rows, or may.
    """

    def __init__(self, lexemes: list[Lexeme], text: str, has_rows: bool) -> None:
        self.has_rows = has_rows
        self.lexemes = lexemes
        self.text = text
        self.made: list[Lexeme] = []
        self.levels = [Level("top", Lexeme("TOP", Span(0, 0)))]
        self.pending: Lexeme | None = None
        self.in_a_row = 0

    def matched(self) -> list[Lexeme]:
        """The lexemes of the grammar."""
        place = 0
        while place < len(self.lexemes):
            lexeme = self.lexemes[place]
            if self.in_a_row > MOST_IN_A_ROW:
                raise self._error(f"more than {MOST_IN_A_ROW} commands follow each other with no argument", lexeme)
            place += self._read(lexeme, self.lexemes[place + 1] if place + 1 < len(self.lexemes) else None)
            self.in_a_row = self.in_a_row + 1 if lexeme.type in ARGUMENTS else 0
        if self.pending is not None:
            raise self._nothing_to_set(self.pending)
        if len(self.levels) > 1:
            raise unclosed(self.levels[-1], self.text)
        return self.made

    def _read(self, lexeme: Lexeme, following: Lexeme | None) -> int:
        """Read one lexeme; how many are taken."""
        match lexeme.type:
            case "LETTER" | "NUMBER" | "WORDS":
                self._thing(lexeme)
            case "FACE":
                self._face(lexeme)
            case "DECLARE":
                self.levels[-1].face = lexeme.value
                if self.levels[-1].how == "brace":
                    self.made[self._opened_at()] = replace(self.made[self._opened_at()], value=True)
            case "LBRACE":
                self._open_brace(lexeme)
            case "OPEN":
                self._open("bracket", lexeme, lexeme.value)
            case "LEFT":
                self._open("left", lexeme, lexeme.value)
            case "RBRACE" | "CLOSE" | "RIGHT":
                self._close(lexeme)
            case "BAR":
                return self._bar(lexeme, following)
            case "BEGIN":
                self._begin(lexeme)
            case "END":
                self._end(lexeme)
            case "AMP" | "ROW":
                self._row(lexeme)
            case "RELATION" | "IMPLIES" | "WIDE" | "PERIOD":
                self._between(lexeme)
            case "UP" | "DOWN" | "PRIMES":
                if self.pending is not None:
                    raise self._nothing_to_set(self.pending)
                if not self.made or self.made[-1].type in _STARTS:
                    start = lexeme.span.start
                    self.made.append(Lexeme(EMPTY, Span(start, start)))
                self.made.append(lexeme)
            case _:
                self._plain(lexeme)
        return 1

    # faces

    def _plain(self, lexeme: Lexeme) -> None:
        """A sign, or a command with arguments: bold type of a sign says nothing, that of a fraction needs braces."""
        if self.pending is not None and lexeme.type != "ACCENT":
            if lexeme.type != "SIGN":
                raise self._nothing_to_set(self.pending)
            lexeme = replace(lexeme, span=Span(self.pending.span.start, lexeme.span.end))
            self.pending = None
        self.made.append(lexeme)

    def _nothing_to_set(self, face: Lexeme) -> LatexError:
        return self._error(f"{typed(self.text, face)} needs a letter or braces after it", face)

    def _face(self, lexeme: Lexeme) -> None:
        if self.pending is not None:
            span = Span(min(self.pending.span.start, lexeme.span.start), lexeme.span.end)
            lexeme = Lexeme("FACE", span, _stronger(self.pending.value, lexeme.value))
        self.pending = lexeme

    def _thing(self, lexeme: Lexeme) -> None:
        thing, face = lexeme.value, self._inherited()
        span = lexeme.span
        if self.pending is not None:
            face = _stronger(face, self.pending.value)
            span = Span(min(self.pending.span.start, span.start), span.end)
            self.pending = None
        if lexeme.type == "WORDS":
            thing = replace(thing, span=span)
        else:
            thing = replace(thing, span=span, face=_stronger(thing.face, face))
        self.made.append(Lexeme(lexeme.type, span, thing))

    def _inherited(self) -> Face:
        """The face of the level; scripts of bold letters are plain, in braces or not."""
        return Face.PLAIN if self.made and self.made[-1].type in (UP, DOWN) else self.levels[-1].face

    # brackets

    def _push(self, level: Level) -> None:
        level.depth = self.levels[-1].depth + 1 + self.in_a_row
        if level.depth > MOST_NESTING:
            raise self._error(f"the formula is nested more than {MOST_NESTING} levels deep here", level.opened)
        self.levels.append(level)

    def _opened_at(self) -> int:
        opened = self.levels[-1].opened
        return next(at for at in range(len(self.made) - 1, -1, -1) if self.made[at].span is opened.span)

    def _open_brace(self, lexeme: Lexeme) -> None:
        """value of the brace made: whether it sets a face, so that it belongs to what it holds."""
        face = self._inherited()
        if self.pending is not None:
            face = _stronger(face, self.pending.value)
            lexeme = Lexeme("LBRACE", Span(min(self.pending.span.start, lexeme.span.start), lexeme.span.end), True)
            self.pending = None
        self._push(Level("brace", lexeme, face))
        self.made.append(lexeme)

    def _open(self, how: str, lexeme: Lexeme, fence: Fence) -> None:
        if self.pending is not None:
            raise self._nothing_to_set(self.pending)
        self._push(Level(how, lexeme, self.levels[-1].face))
        self.made.append(Lexeme("OPEN", lexeme.span, fence))

    def _close(self, lexeme: Lexeme) -> None:
        if self.pending is not None:
            raise self._nothing_to_set(self.pending)
        level = self.levels[-1]
        how = {"RBRACE": "brace", "CLOSE": "bracket", "RIGHT": "left"}[lexeme.type]
        if len(self.levels) == 1 or level.how == "aligned":
            raise self._error(f"{typed(self.text, lexeme)} closes nothing: no bracket is open", lexeme)
        if level.how != how:
            raise crossed(self.levels, lexeme, self.text)
        if how == "brace":
            self.levels.pop()
            self.made.append(Lexeme("RBRACE", lexeme.span))
            return
        opened, closed = level.opened.value, lexeme.value
        if opened is Fence.NONE and closed in (Fence.BAR, Fence.NONE):
            self.levels.pop()
            self.made.append(Lexeme("CLOSE", lexeme.span, Fence.NONE))
            if closed is Fence.BAR:
                self.made.append(Lexeme("SIGN", lexeme.span, Sign.BAR))
            return
        if opened is not closed:
            raise crossed(self.levels, lexeme, self.text)
        self.levels.pop()
        self.made.append(Lexeme("CLOSE", lexeme.span, closed))

    def _bar(self, lexeme: Lexeme, following: Lexeme | None) -> int:
        """A bar closes the last one of its kind at this level after something to stand in it; else it opens, perhaps.

        Whether it did open is known where its partner comes; until then it is a sign.
        """
        level, fence, taken = self.levels[-1], lexeme.value, 1
        kinds = [self.made[at].value for at in level.bars]
        if (
            fence is Fence.BAR
            and following is not None
            and following.type == "BAR"
            and following.value is Fence.BAR
            and following.span.start == lexeme.span.end
            and not (kinds and kinds[-1] is Sign.BAR)
        ):
            fence, taken = Fence.DOUBLE_BAR, 2
            lexeme = Lexeme("BAR", Span(lexeme.span.start, following.span.end), fence)
        sign = Sign.BAR if fence is Fence.BAR else Sign.OTHER
        if sign in kinds and self._has_operand():
            while (at := level.bars.pop()) >= 0 and self.made[at].value is not sign:
                pass
            self.made[at] = Lexeme("OPEN", self.made[at].span, fence)
            self.made.append(Lexeme("CLOSE", lexeme.span, fence))
            return taken
        is_foot = taken == 1 and following is not None and following.type in (UP, DOWN) and self._has_operand()
        if not is_foot:
            level.bars.append(len(self.made))
        self.made.append(Lexeme("SIGN", lexeme.span, sign))
        return taken

    def _has_operand(self) -> bool:
        """Whether the last lexeme ends something that a bracket can hold or follow."""
        if not self.made or self.made[-1].type in _STARTS or self.made[-1].type in ARGUMENTS:
            return False
        return not (self.made[-1].type == "SIGN" and self.made[-1].value in _OPERATORS)

    # environments and rows

    def _begin(self, lexeme: Lexeme) -> None:
        name = lexeme.value
        if name in commands.ALIGNED:
            if any(level.how not in ("top", "aligned") for level in self.levels):
                raise self._error(
                    f"rows of equations stand in brackets here: {name} is read only outside of them", lexeme
                )
            self._push(Level("aligned", lexeme, self.levels[-1].face))
        elif name in commands.TABLES or name.rstrip("*") in commands.TABLES:
            self._push(Level("table", lexeme, self.levels[-1].face))
            fence = commands.TABLES.get(name) or commands.TABLES[name.rstrip("*")]
            self.made.append(Lexeme("BEGIN", lexeme.span, fence))
        elif name in commands.UNREAD:
            raise self._error(f"{name} is not read here: write each case as an equation of its own", lexeme)
        else:
            nearest = did_you_mean(name, (*commands.ALIGNED, *commands.TABLES))
            hint = f"; {nearest}" if nearest.startswith("did") else ""
            raise self._error(f"the environment {shortened(name)} is not known{hint}", lexeme)

    def _end(self, lexeme: Lexeme) -> None:
        level = self.levels[-1]
        if level.how not in ("table", "aligned"):
            if len(self.levels) == 1:
                raise self._error(f"{typed(self.text, lexeme)} ends nothing: no \\begin stands before it", lexeme)
            raise crossed(self.levels, lexeme, self.text)
        if level.opened.value != lexeme.value:
            raise crossed(self.levels, lexeme, self.text)
        self.levels.pop()
        if level.how == "table":
            self.made.append(Lexeme("END", lexeme.span))

    def _row(self, lexeme: Lexeme) -> None:
        level = self.levels[-1]
        level.bars.clear()
        if level.how == "top" and lexeme.type == "AMP" and not self.has_rows:
            raise self._error("& stands where no columns are: they are in an environment, such as aligned", lexeme)
        if level.how in ("top", "aligned"):
            self.made.append(lexeme)
        elif level.how == "table":
            self.made.append(replace(lexeme, type="CELL" if lexeme.type == "AMP" else "LINE"))
        elif level.how != "bracket" or any(one.how not in ("top", "aligned", "bracket") for one in self.levels):
            name = "&" if lexeme.type == "AMP" else "\\\\"
            raise self._error(f"{name} stands in {typed(self.text, level.opened)}, where no rows are", lexeme)

    def _between(self, lexeme: Lexeme) -> None:
        """What ends a member at the top of a formula; deeper it is a sign, or nothing."""
        if self.pending is not None:
            raise self._nothing_to_set(self.pending)
        level = self.levels[-1]
        if level.how in ("top", "aligned"):
            if lexeme.type != "WIDE":
                level.bars.clear()
            self.made.append(lexeme)
        elif lexeme.type != "WIDE":
            sign = _NESTED_RELATIONS.get(lexeme.value, Sign.OTHER)
            self.made.append(Lexeme("SIGN", lexeme.span, sign))

    def _error(self, message: str, lexeme: Lexeme) -> LatexError:
        return LatexError(message, self.text, lexeme.span)


def _stronger(first: Face, second: Face) -> Face:
    """Of two faces one in the other, the one that tells more."""
    return max(first, second, key=_RANKS.index)

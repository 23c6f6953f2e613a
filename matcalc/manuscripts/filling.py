"""A chain of steps in the place of ???: what was typed stays, the steps stand between, each = is true as it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from matcalc.documents.page import Sentence
from matcalc.errors import InvariantError
from matcalc.manuscripts.between import Between, TypedLine, claimed_behind, lines_of, sign_of, typed_in
from matcalc.manuscripts.between import Fill as Fill
from matcalc.manuscripts.edits import Edit
from matcalc.manuscripts.one_line import in_one_line, is_kept_in_one_line
from matcalc.manuscripts.pieces import Piece
from matcalc.manuscripts.reasons import in_short
from matcalc.manuscripts.setting import Setting, setting_of
from matcalc.manuscripts.strays import HOLE
from matcalc.manuscripts.widths import PAGE, width_of
from matcalc.manuscripts.wording import ReasonPlace, beside, listed_below, mark, widest
from matcalc.notation.latex_in.formula import Member, Span, Statement
from matcalc.notation.printer import Printer

LEAST_ROOM = 11.0
"""In em: a reason that has less beside its row goes below the formula."""

IN_LIST, NUMBER = 3.0, 2.5
"""By how much an item of a list is narrower than a page, and how wide the number of an equation is, in em."""

APART = "[5pt]"
"""Between two rows that have reasons of several lines."""

MOST_ON_A_PAGE = 5
"""Rows of the chains in one alignment, taken to be as long as one another; of more, a page may end between two."""

BREAKABLE = ("align", "align*", "flalign", "flalign*", "alignat", "alignat*")
DISPLAY_BREAK = r" \displaybreak[1]"

BREAK = re.compile(r"\\\\|\\cr(?![a-zA-Z])|\\newline(?![a-zA-Z])")


ENDS = re.compile(r"[ \t]*[.,;]")


def filled(
    text: str,
    piece: Piece,
    statement: Statement,
    fills: Mapping[int, Fill],
    printer: Printer,
    *,
    reasons: ReasonPlace = ReasonPlace.INLINE,
    is_tex: bool = False,
) -> tuple[Edit, ...]:
    """The edits that put steps in the place of holes. text: the document; piece: the mathematics the statement is in;
    fills: by the place of a hole among its members. A hole without one stays as it is.

    Raises InvariantError for a place that is no hole.
    """
    if any(not statement.members[at].is_hole for at in fills):
        raise InvariantError("steps are put in the place of a hole")
    setting = setting_of(text, piece, statement)
    made = {at: lines_of(text, statement, at, fill, printer) for at, fill in sorted(fills.items())}
    if is_kept_in_one_line(text, piece, is_tex=is_tex):
        return in_one_line(text, statement, made)
    if (line := _in_one_line(text, statement, made, setting, reasons)) is not None:
        return line
    return _Writer(text, piece, statement, made, printer, setting, reasons, is_tex).edits()


def _in_one_line(
    text: str, statement: Statement, made: Mapping[int, Between], setting: Setting, reasons: ReasonPlace
) -> tuple[Edit, ...] | None:
    """The steps in the line that they are asked for in, where all of them fit and nothing is said of them."""
    if reasons is not ReasonPlace.NONE or setting.has_rows:
        return None
    if any(line.left for each in made.values() for line in each.lines) or any(each.left for each in made.values()):
        return None
    edits = []
    wide = width_of(text[statement.span.start : statement.span.end])
    for at, each in made.items():
        hole = statement.members[at]
        rights = " = ".join(" ".join(line.right) for line in each.lines)
        wide += width_of(rights)
        start = hole.span.start if rights else sign_of(text, hole).start
        edits.append(Edit(Span(start, hole.span.end), rights))
    return tuple(edits) if wide <= PAGE else None


class _Writer:
    """Writes the edits of one statement that gets rows."""

    def __init__(
        self,
        text: str,
        piece: Piece,
        statement: Statement,
        made: Mapping[int, Between],
        printer: Printer,
        setting: Setting,
        reasons: ReasonPlace,
        is_tex: bool,
    ) -> None:
        self.text, self.piece, self.statement, self.made = text, piece, statement, made
        self.printer, self.setting, self.is_tex = printer, setting, is_tex
        self.room = self._room()
        self.place = self._fitting(reasons)
        self.below: list[Sentence] = []
        self.series = len(HOLE.findall(text, piece.inside.start, statement.span.start))
        self.point = "" if self._stays() else _point(text, piece.whole.end)
        self.found: list[Edit] = []
        rows = sum(len(line.right) for each in made.values() for line in each.lines)
        chains = len(HOLE.findall(text, piece.inside.start, piece.inside.end)) - len(made) + 1
        self.is_long = is_tex and setting.environment in BREAKABLE and rows * chains > MOST_ON_A_PAGE

    def edits(self) -> tuple[Edit, ...]:
        """All edits, in order, none of which overlaps another."""
        for at in self.made:
            self._fill(at)
        self._align_first()
        if not self.setting.has_rows:
            self._wrap()
        self._list()
        return _merged(self.found)

    def _fill(self, at: int) -> None:
        """The rows in the place of a hole, then what the row of the claimed right side begins with."""
        members, made = self.statement.members, self.made[at]
        hole, before = members[at], members[at - 1] if at else None
        start = sign_of(self.text, hole).start
        lines = list(made.lines)
        stands_first = at == 1 and before is not None and before.formula is not None and _begins_anew(made)
        if stands_first:
            assert before is not None
            # what is asked for stands alone on the left: the steps come first, then its row, and what goes on from it
            asked = typed_in(self.text, before)
            begins = max((number for number, line in enumerate(lines) if line.left == asked), default=len(lines))
            last, lines = lines[begins:], lines[:begins]
            rows = [self._row(line, self._side(line.reason)) for line in lines]
            self._replace(before.span.start, before.span.start, "".join(row + self._break() for row in rows))
            lines = [replace(line, left="") if line.left == asked else line for line in last]
        if at + 1 == len(members) and lines:
            *first, end = lines
            lines = [*first, replace(end, right=(*end.right[:-1], end.right[-1] + self.point))]
        rows = [self._row(line, self._side(line.reason)) for line in lines]
        claimed = claimed_behind(self.statement, at)
        joins = stands_first or (at == 1 and lines and not lines[0].left)
        gap = "" if before is None else self.text[before.span.end : start]
        opening = "" if before is None or joins or not rows or BREAK.search(gap) else self._break()
        if stands_first and not rows and not gap.strip():
            start -= len(gap)
        self._replace(start, hole.span.end, (opening + self._break().join(rows)).lstrip(" ") if rows else "")
        if claimed is not None:
            self._claim(
                hole, claimed, "" if stands_first else made.left, made.reason, follows=bool(rows) or made.opens_row
            )

    def _claim(self, hole: Member, claimed: Member, left: str, reason: Sentence, *, follows: bool) -> None:
        """The sign of a claimed right side, with a left side of its own where the rows above have another one."""
        sign = sign_of(self.text, claimed)
        gap = self.text[hole.span.end : sign.start]
        has_break = BREAK.search(gap) is not None
        is_new_row = follows or bool(left)
        if has_break and not is_new_row:
            self._replace(hole.span.end, sign.start, " ")
        opening = self._break() if is_new_row and not has_break else ""
        if is_new_row or self._is_firstsign_of(claimed):
            start = hole.span.end if opening and not gap.strip() else sign.start
            self._replace(start, sign.end, opening + f"{left} {self.setting.equals}".lstrip())
        if claimed.remark is None:
            self._say(claimed, reason)

    def _say(self, claimed: Member, reason: Sentence) -> None:
        """The reason of a claimed right side, behind the last member in its row."""
        members = self.statement.members
        at = members.index(claimed)
        while at + 1 < len(members) and at + 1 not in self.made and members[at + 1].formula is not None:
            between = self.text[members[at].span.end : members[at + 1].span.start]
            if BREAK.search(between):
                break
            at += 1
        end = self._behind(members[at].span.end)
        self._replace(end, end, (self.point if at + 1 == len(members) else "") + self._side(reason))

    def _is_firstsign_of(self, member: Member) -> bool:
        """Whether no sign stands before that of a member but those of holes."""
        before = self.statement.members[1 : self.statement.members.index(member)]
        return all(each.is_hole for each in before)

    def _align_first(self) -> None:
        """The sign & before the first equals sign that is typed, where it has none."""
        first = self.statement.members[1] if len(self.statement.members) > 1 else None
        if first is None or first.is_hole or first.sign is None or 0 in self.made:
            return  # a hole that stands first has aligned the sign behind it
        sign = sign_of(self.text, first)
        if "&" not in self.text[sign.start : sign.end]:
            self._replace(sign.start, sign.start, "&")

    def _row(self, line: TypedLine, side: str) -> str:
        first, *others = line.right
        row = f"{line.left} {self.setting.equals} {first}".lstrip()
        for number, other in enumerate(others):
            row += f"{self._break()}{'& &' if self.setting.equals == '&=&' else '&'}\\quad {other}"
            row += side if number == len(others) - 1 else ""
        return row if others else row + side

    def _break(self) -> str:
        apart = APART if self.place is ReasonPlace.INLINE else ""
        may_break = DISPLAY_BREAK if self.is_long else ""
        return f"{self.setting.unnumbered}{may_break} \\\\{apart}\n{self.setting.indent}"

    def _side(self, reason: Sentence) -> str:
        """What stands at the right of a row."""
        if not reason or self.place is ReasonPlace.NONE:
            return ""
        if self.place is ReasonPlace.INLINE:
            return rf" &&\quad {beside(in_short(reason), self.printer, self.room)}"
        self.below.append(reason)
        sign = r" &&\quad" if self.setting.has_side else r" \qquad"
        return rf"{sign} \text{{({mark(len(self.below) - 1, self.series)})}}"

    def _room(self) -> float:
        """How wide a reason may be beside the widest row."""
        lefts = [width_of(line.left) for each in self.made.values() for line in each.lines]
        rights = [width_of(part) for each in self.made.values() for line in each.lines for part in line.right]
        subject, *others = self.statement.members
        lefts.append(width_of(typed_in(self.text, subject)))
        rights += [width_of(typed_in(self.text, member)) for member in others]
        page = PAGE - IN_LIST * self.setting.is_in_list - NUMBER * self.setting.has_number
        return page - max(lefts) - max(rights, default=0.0) - 2.5

    def _fitting(self, reasons: ReasonPlace) -> ReasonPlace:
        """Where the reasons stand: below the formula, where there is no room beside it."""
        if reasons is not ReasonPlace.INLINE:
            return reasons
        said = [line.reason for each in self.made.values() for line in each.lines]
        said += [each.reason for each in self.made.values()]
        needed = max((widest(in_short(reason), self.printer) for reason in said if reason), default=0.0)
        fits = self.setting.has_side and self.room >= max(needed, LEAST_ROOM)
        return reasons if fits else ReasonPlace.FOOTNOTE

    def _stays(self) -> bool:
        """Whether the signs around the mathematics stay: it is a display, or begins an item of a list."""
        return self.setting.has_rows or self.piece.is_display or (self.is_tex and self.setting.follows_item)

    def _wrap(self) -> None:
        """Rows of its own around the statement, and a display around it where it stands in a line."""
        setting, piece = self.setting, self.piece
        start, end = self.statement.span.start, self._behind(self.statement.span.end)
        stays = self._stays()
        align = r"\begin{aligned}" + ("[t]" if stays and not piece.is_display else "")
        self.found.insert(0, Edit(Span(start, start), f"{align}\n{setting.indent}"))
        self._replace(end, end, f"\n{setting.indent}\\end{{aligned}}")
        if not stays:
            opening, closing = (r"\[", r"\]") if self.is_tex or piece.opening == r"\(" else ("$$", "$$")
            self.found.insert(0, Edit(Span(piece.whole.start, piece.inside.start), opening))
            self._replace(piece.inside.end, piece.whole.end + len(self.point), closing)

    def _list(self) -> None:
        """The reasons below the formula."""
        if not self.below:
            return
        lines = listed_below(
            self.below, self.printer, is_tex=self.is_tex, opening=self.piece.opening, series=self.series
        )
        indent = self.setting.indent
        end = self._behind(self.piece.whole.end)
        before = "\n" if self.is_tex else "\n" + indent.rstrip() + "\n"
        made = before + "\n".join(indent + line for line in lines)
        rest = self.text[end : self.text.find("\n", end) if "\n" in self.text[end:] else len(self.text)]
        if rest.strip():
            made += "\n" + ("" if self.is_tex else indent.rstrip() + "\n" + indent)
        self._replace(end, end, made)

    def _behind(self, end: int) -> int:
        """The place behind a full stop or a comma that stands there."""
        match = ENDS.match(self.text, end)
        return match.end() if match else end

    def _replace(self, start: int, end: int, by: str) -> None:
        if by or start != end:
            self.found.append(Edit(Span(start, end), by))


def _point(text: str, end: int) -> str:
    """The full stop or the comma behind a formula in a line, which stands in the display that the formula becomes."""
    match = ENDS.match(text, end)
    return match[0] if match else ""


def _begins_anew(made: Between) -> bool:
    """Whether the first row has a left side of its own."""
    return bool(made.lines[0].left) if made.lines else bool(made.left)


def _merged(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits in the order of their places; what is put in at one place is one edit."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda each: (each.span.start, each.span.end)):
        if kept and edit.span.start == kept[-1].span.end and kept[-1].span.start == kept[-1].span.end:
            kept[-1] = Edit(Span(kept[-1].span.start, edit.span.end), kept[-1].text + edit.text)
        else:
            kept.append(edit)
    return tuple(kept)

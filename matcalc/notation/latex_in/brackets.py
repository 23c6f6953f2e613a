"""Brackets, bars and tables: what they hold together, norms and determinants, blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matcalc.notation.latex_in.derivative_builder import DerivativeBuilder
from matcalc.notation.latex_in.formula import (
    Face,
    Fence,
    Formula,
    Group,
    Letter,
    Number,
    Run,
    Scripted,
    Sign,
    Span,
    Table,
)
from matcalc.notation.latex_in.indicators import Condition
from matcalc.notation.latex_in.parts import Applied, Entries, Leaf, Part, Rank, Sum, transposed
from matcalc.notation.latex_in.product_builder import sign_of
from matcalc.notation.latex_in.scripts import Place, bare, is_count, is_transpose, parts_of, plain_text, seen
from matcalc.notation.names import NAME


class BracketBuilder(DerivativeBuilder):
    """Makes parts of groups, and of groups with scripts."""

    def pieces(self, inside: Formula) -> Iterator[Formula]:
        """What stands between commas."""
        piece: list[Formula] = []
        for part in (*parts_of(inside), None):
            if part is None or sign_of(part) is Sign.COMMA:
                if not piece:
                    raise self.refused("something is missing between these brackets", inside.span)
                yield Run(tuple(piece), Span(piece[0].span.start, piece[-1].span.end))
                piece = []
            else:
                piece.append(part)

    def group(self, group: Group) -> Part:
        """What brackets hold together."""
        match group.fence:
            case Fence.BAR:
                return self._in_bars(group)
            case Fence.DOUBLE_BAR:
                return self._norm(group, None)
            case Fence.ANGLE:
                return self._inner(group)
            case Fence.FLOOR:
                raise self.refused("⌊ ⌋ has no meaning here", group.span)
        if self._is_list(group):
            return self._listed(group)
        return self.part(group.inside)

    def indicator(self, condition: Condition) -> Part:
        """The number that a condition is: step of the difference of its sides."""
        greater, less = self.part(condition.greater), self.part(condition.less)
        sides = [(sign, side) for sign, side in ((1, greater), (-1, less)) if not _is_zero(side)]
        rank = less.rank if greater.rank is Rank.SCALAR else greater.rank
        difference = greater if len(sides) == 1 and sides[0][0] == 1 else Sum(tuple(sides), rank, condition.span)
        return Applied("step", (difference,), True, rank, condition.span)

    def _in_bars(self, group: Group) -> Part:
        of = self.part(group.inside)
        if of.rank is Rank.MATRIX:
            return Applied("det", (of,), False, Rank.SCALAR, group.span)
        if of.rank is Rank.SCALAR:
            return Applied("abs", (of,), True, Rank.SCALAR, group.span)
        shown = self.shown(group.span)
        raise self.refused(
            f"{shown} of a vector is read in two ways: \\|x\\| is its norm, abs(x) is of each entry", group.span
        )

    def _norm(self, group: Group, low: str | None) -> Part:
        of = self.part(group.inside)
        if of.rank is Rank.SCALAR:
            return Applied("abs", (of,), True, Rank.SCALAR, group.span)
        if low == "1":
            return Applied("norm1", (of,), False, Rank.SCALAR, group.span)
        if of.rank is Rank.MATRIX and low != "F":
            shown = self.shown(group.span)
            raise self.refused(f"{shown} of a matrix is read in two ways; the Frobenius norm is \\|X\\|_F", group.span)
        if low not in (None, "2", "F"):
            raise self.refused("of norms ‖x‖, ‖x‖₁ and ‖X‖_F are read", group.span)
        return Applied("norm", (of,), False, Rank.SCALAR, group.span)

    def _inner(self, group: Group) -> Part:
        arguments = [self.part(piece) for piece in self.pieces(group.inside)]
        if len(arguments) != 2:
            raise self.refused("⟨ ⟩ holds two arrays, ⟨a, b⟩", group.span)
        return Applied("dot", tuple(arguments), False, Rank.SCALAR, group.span)

    def _listed(self, group: Group) -> Part:
        """All entries of an array, from the first to the last: (a_1, …, a_n), a column."""
        pieces = list(self.pieces(group.inside))
        left_out = [at for at, piece in enumerate(pieces) if sign_of(piece) is Sign.LEFT_OUT]
        others = [self.part(piece) for at, piece in enumerate(pieces) if at not in left_out]
        shown = self.shown(group.span)
        message = f"{shown} is read as all entries of one array, (a_1, …, a_n), and as nothing else"
        if len(left_out) != 1 or left_out[0] != len(pieces) - 2:
            raise self.refused(message, group.span)
        entries = [part for part in others if isinstance(part, Entries) and len(part.places) == 1]
        numbers = [entry.places[0].letter or "" for entry in entries]
        if len(entries) != len(others) or not all(number.isdigit() for number in numbers[:-1]):
            raise self.refused(message, group.span)
        in_order = [int(number) for number in numbers[:-1]] == list(range(1, len(numbers)))
        of = [entry.of for entry in entries]
        same = all(isinstance(part, Leaf) and isinstance(of[0], Leaf) and part.text == of[0].text for part in of)
        if not in_order or not same or numbers[-1].isdigit():
            raise self.refused(message, group.span)
        return of[0] if group.fence is Fence.ROUND else transposed(of[0], group.span)

    def scripted(self, item: Scripted) -> Part:
        """A group, a number or a table with scripts."""
        base = bare(item.base)
        if isinstance(base, Group) and base.fence is Fence.DOUBLE_BAR:
            low = plain_text(item.low) if item.low is not None else None
            made = self._norm(base, low)
            if isinstance(made, Applied) and made.function == "norm" and item.high is not None:
                exponent = bare(item.high)
                if isinstance(exponent, Number) and exponent.text == "2":
                    return Applied("norm2sq", made.arguments, False, Rank.SCALAR, item.span)
            return self.raised(made, self._high(item), item.span)
        if isinstance(base, Group) and base.fence is Fence.ROUND and item.high is not None and is_transpose(item.high):
            made = self.part(base)
            return made if self._is_list(base) else self.with_scripts(made, item)
        if isinstance(base, Number) and self._is_of_ones(base, item):
            length = plain_text(item.low) if item.low is not None else None
            if base.text != "1" or (item.low is not None and (length is None or NAME.fullmatch(length) is None)):
                raise self.refused(f"{self.shown(item.span)} is read as a vector of ones, 1_n", item.span)
            ones = self.numbered(replace(base, face=Face.BOLD), length)
            return self.raised(ones, self._high(item), item.span)
        return self.with_scripts(self.part(item.base), item)

    def _is_of_ones(self, number: Number, item: Scripted) -> bool:
        """Whether a number with scripts is a vector: in bold with a length, or a plain 1 as no number stands, 1^T."""
        if number.face in (Face.BOLD, Face.DOUBLE):
            return item.low is not None
        return number.text == "1" and item.high is not None and is_transpose(item.high)

    def _is_list(self, group: Group) -> bool:
        """Whether its entries stand in a row, so that the transpose of it is the column."""
        return any(sign_of(part) is Sign.COMMA for part in parts_of(group.inside))

    def with_scripts(self, made: Part, item: Scripted) -> Part:
        """Something with the scripts of a group: powers first where the array is whole, then indices."""
        if item.primes:
            raise self.refused("′ after a bracket has no meaning here: a transpose is ^T", item.span)
        high = self._high(item)
        if item.low is None:
            return self.raised(made, high, item.span)
        places = self._places(item.low)
        if made.rank is Rank.MATRIX:
            if any(is_count(script) for script in high):
                ways = "((…)^2)_{ij} for an entry of the power, or ((…)_{ij})^2 for the power of an entry"
                raise self.refused(f"{self.shown(item.span)} is read in two ways; write {ways}", item.span)
            self.check_turned(places, high, item.span)
            return self.entries(self.raised(made, high, item.span), places, item.span)
        return self.raised(self.entries(made, places, item.span), high, item.span)

    def _high(self, item: Scripted) -> tuple[Formula, ...]:
        return () if item.high is None else (item.high,)

    def _places(self, low: Formula) -> tuple[Place, ...]:
        """The indices after a bracket, all of them letters or numbers."""
        letter = Scripted(Letter("x", low.span), low, None, 0, low.span)
        found = seen(letter, self.customs)
        numbers = [part for part in parts_of(low) if isinstance(part, Number)]
        if found is not None and found.places and not found.key.label:
            return found.places
        if len(numbers) == 1 and len(parts_of(low)) == 1:
            return (Place(numbers[0].text, low.span),)
        raise self.refused("after a bracket stand the indices of an entry", low.span)

    def table(self, table: Table) -> Part:
        """Blocks: columns side by side, rows one above another."""
        rows = [[self.part(cell) for cell in row] for row in table.rows]
        if any(len(row) != len(rows[0]) for row in rows):
            raise self.refused("the rows of this table are not of one length", table.span)
        lines = [self._stacked("hstack", row, table.span) for row in rows]
        whole = self._stacked("vstack", lines, table.span)
        return Applied("det", (whole,), False, Rank.SCALAR, table.span) if table.fence is Fence.BAR else whole

    def _stacked(self, how: str, parts: list[Part], span: Span) -> Part:
        if len(parts) == 1:
            return parts[0]
        if how == "vstack":
            rank = Rank.COLUMN if all(part.rank in (Rank.COLUMN, Rank.SCALAR) for part in parts) else Rank.MATRIX
        else:
            rank = Rank.ROW if all(part.rank in (Rank.ROW, Rank.SCALAR) for part in parts) else Rank.MATRIX
        return Applied(how, tuple(parts), False, rank, span)


def _is_zero(part: Part) -> bool:
    return isinstance(part, Leaf) and part.text == "0"

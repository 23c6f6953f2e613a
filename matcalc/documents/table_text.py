"""A table as text: columns next to each other, or, where formulas would be cut, one below the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.documents.columns import longest_piece, padded, side_by_side, width, wrapped

GAP = 3


def table_lines(rows: Sequence[Sequence[str]], columns: int, wide: int | None) -> Iterator[str]:
    """The lines of a table whose first row is its heading. wide: as in page.Table."""
    widths = _widths([max(width(row[number]) for row in rows) for number in range(len(rows[0]))], columns, wide)
    if any(longest_piece(cell) > room for row in rows for cell, room in zip(row, widths, strict=True)):
        yield from _one_below_the_other(rows, columns)
        return
    for number, row in enumerate(rows):
        cells = [wrapped(cell, room) for cell, room in zip(row, widths, strict=True)]
        yield from side_by_side(cells, widths, GAP)
        if number == 0:
            yield (" " * GAP).join("─" * room for room in widths)


def _one_below_the_other(rows: Sequence[Sequence[str]], columns: int) -> Iterator[str]:
    """The name of each row, then its cells, each with the heading of its column."""
    (_, *names), *others = rows
    labels = max(map(width, names))
    for first, *cells in others:
        yield from wrapped(first, columns)
        for name, cell in zip(names, cells, strict=True):
            lines = wrapped(cell, columns - labels - 2 * GAP)
            yield from side_by_side([[""], [padded(name, labels)], lines], [0, labels, 0], GAP)


def _widths(needed: list[int], columns: int, wide: int | None) -> list[int]:
    """The widths of the columns of a table that needs so many."""
    room = columns - GAP * (len(needed) - 1)
    most = room // len(needed)
    if wide is None:
        first = min(needed[0], most)
        return [first, *(min(one, (room - first) // (len(needed) - 1)) for one in needed[1:])]
    widths = [0 if number == wide else min(one, most) for number, one in enumerate(needed)]
    widths[wide] = min(room - sum(widths), needed[wide])
    return widths

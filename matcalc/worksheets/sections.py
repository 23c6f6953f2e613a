"""The sections of a derivation as a sheet sees them: what could be asked for, and what gives it away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.documents.page import Block, Box, ChainBlock, Heading, Mathematics
from matcalc.forms.matrix_form import Symbol
from matcalc.worksheets.leaks import Reader
from matcalc.worksheets.places import Place, chains_of, rights


class Sections:
    """The sections of a derivation, and what of them gives away what."""

    def __init__(self, blocks: Sequence[Block], reader: Reader) -> None:
        self.blocks = blocks
        self.reader = reader
        self.chains = tuple(chains_of(blocks, reader.text))
        self.closed_by = {chain.box: chain.end for chain in self.chains if chain.box}
        self._leaks: dict[Place, tuple[Place, ...]] = {}
        self._restated: dict[Place, bool] = {}
        self.inside = {Place(chain.block, row): chain for chain in self.chains for row in range(len(chain.lines))}
        found = dict(rights(blocks))
        self.rights = {place: right for place, right in found.items() if place.block not in self.closed_by}
        self.lines = {
            Place(number, row): line
            for number, block in enumerate(blocks)
            if isinstance(block, ChainBlock)
            for row, line in enumerate(block.lines)
        }

    def leaks_of(self, place: Place) -> tuple[Place, ...]:
        """The later right sides in which the right side at a place can be found."""
        if place not in self._leaks:
            answer, reader = self.rights[place], self.reader
            later = ((other, right) for other, right in self.rights.items() if other > place)
            inserts = {self._inserts(place), *self._insert_named(place)}
            self._leaks[place] = tuple(
                other
                for other, right in later
                if other in inserts or reader.gives_away(answer, right) or reader.evaluates(answer, right)
            )
        return self._leaks[place]

    def _insert_named(self, place: Place) -> Iterator[Place]:
        """The lines of later chains that put in the end of the chain of a place, in index form, for its name."""
        chain = self.inside.get(place)
        if chain is None or chain.end not in self.run_of(place):
            return
        name = chain.lines[0].left
        for other, line in self.lines.items():
            if other.block > place.block and other.row and name is not None:
                above = self.lines[Place(other.block, other.row - 1)]
                if above.depth == line.depth and self.reader.inserts(name, self.rights[place], line.right, above.right):
                    yield other

    def _inserts(self, place: Place) -> Place | None:
        """The line that puts in the right side at a place, the end of a nested equation, without a change."""
        here = self.lines.get(place)
        if here is None or not here.depth:
            return None
        below = Place(place.block, place.row + 1)
        if below in self.lines and self.lines[below].depth == here.depth and self.lines[below].left is None:
            return None
        while below in self.lines and self.lines[below].depth >= here.depth:
            below = Place(place.block, below.row + 1)
        if below not in self.lines or not self.reader.shows_factors(here.right, self.lines[below].right):
            return None
        return below

    def run_of(self, place: Place) -> tuple[Place, ...]:
        """The lines that stand below each other and differ from that at a place in their looks alone, with itself."""
        chain = self.inside.get(place)
        if chain is None:
            return (place,)
        first = last = place.row
        lines = chain.lines
        while first > 0 and self.reader.is_alike(lines[first - 1].right, lines[first].right):
            first -= 1
        while last + 1 < len(lines) and self.reader.is_alike(lines[last].right, lines[last + 1].right):
            last += 1
        return tuple(Place(place.block, row) for row in range(first, last + 1))

    def name_of(self, place: Place) -> Mathematics | None:
        """The left side of the box that closes the chain of a place, where the place is the result or looks like it."""
        chain = self.inside.get(place)
        if chain is None or chain.box is None or self.closed_by[chain.box] not in self.run_of(place):
            return None
        box = self.blocks[chain.box]
        assert isinstance(box, Box)
        return box.equation.left

    def is_restated(self, place: Place) -> bool:
        """Whether what is at a place is taken as given elsewhere: in an equation that defines, or that is solved."""
        if place not in self._restated:
            self._restated[place] = self._is_taken_as_given(place)
        return self._restated[place]

    def _is_taken_as_given(self, place: Place) -> bool:
        answer = self.rights[place]
        given = any(
            other.block != place.block and self._is_given(other) and self.reader.gives_away(answer, self.rights[other])
            for other in self.leaks_of(place)
        )
        return given or any(other.block > place.block and self.stands_left(answer, other) for other in self.lines)

    def _is_given(self, place: Place) -> bool:
        """Whether no sheet asks for a line: it defines, or begins what is derived."""
        return place in self.lines and (place not in self.inside or place.row < self.inside[place].told)

    def is_told(self, place: Place) -> bool:
        """Whether the right side at a place stands on a left side of its chain, or was told before of the same one."""
        answer = self.rights[place]
        if any(other.block == place.block and self.stands_left(answer, other) for other in self.lines):
            return True
        text, named = self.reader.text(answer), self._named(place)
        return any(
            other < place and self.reader.text(right) == text and self._named(other) == named
            for other, right in self.rights.items()
        )

    def stands_left(self, answer: Mathematics, place: Place) -> bool:
        """Whether the left side of a line gives an answer away. A name that stands alone there is only defined."""
        left = self.lines[place].left
        return not isinstance(left, Symbol) and self.reader.gives_away(answer, left)

    def section_of(self, block: int) -> range:
        """The numbers of the blocks between two headings, with the first of the headings."""
        headings = [number for number, each in enumerate(self.blocks) if isinstance(each, Heading)]
        start = max((number for number in headings if number <= block), default=0)
        return range(start, min((number for number in headings if number > block), default=len(self.blocks)))

    def left_of(self, place: Place) -> Mathematics | None:
        """What stands to the left of a right side, maybe some lines above."""
        block = self.blocks[place.block]
        if isinstance(block, Box):
            return block.equation.left
        assert isinstance(block, ChainBlock)
        above = [line for line in block.lines[: place.row + 1] if line.depth == block.lines[place.row].depth]
        return next((line.left for line in reversed(above) if line.left is not None), None)

    def _named(self, place: Place) -> str:
        """The text of what stands to the left of a right side."""
        left = self.left_of(place)
        return "" if left is None else self.reader.text(left)

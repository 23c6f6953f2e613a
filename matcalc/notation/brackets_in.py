"""The reader of square brackets after an array: entries at places, blocks between spans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matcalc.errors import LanguageError
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.families import member
from matcalc.forms.labels import Family, place_of
from matcalc.forms.matrix_form import Cotangent, Size, Span
from matcalc.notation.leaves_in import DELTA_NAMES, AnyPart, LeafReader
from matcalc.notation.parts import ArrayPart, EntryPart, PairPart, PlacePart, SpanPart, UnknownPart
from matcalc.notation.repairs import sliced

if TYPE_CHECKING:
    from lark import Token, Tree


class BracketReader(LeafReader):
    """Reads what LeafReader does, and what stands in square brackets."""

    def pair(self, tree: Tree[Token], children: list[PlacePart | PairPart]) -> PairPart:
        return PairPart(children[0], children[1], tree.meta.start_pos)

    def span(self, tree: Tree[Token], children: list[Any]) -> SpanPart:
        colon = next(at for at, child in enumerate(children) if not isinstance(child, PlacePart))
        start = children[0].size if colon else None
        stop = children[-1].size if colon + 1 < len(children) else None
        return SpanPart(start, stop, tree.meta.start_pos)

    def indexed(self, tree: Tree[Token], children: list[Any]) -> ArrayPart | EntryPart:
        base, items = children[0], children[1:]
        if isinstance(base, UnknownPart) and (family := self.family_of(base.name)) is not None:
            return self._member(base, family, tree)
        spans = [item for item in items if isinstance(item, SpanPart)]
        places = tuple(item for item in items if isinstance(item, (PlacePart, PairPart)))
        if spans and places:
            message = "a block takes spans only; the column after the first n is A[:, n:n+1]"
            raise LanguageError(message, self.text, places[0].column)
        if spans:
            return self._block(tree, self.array(base), spans)
        start, end = tree.meta.start_pos, tree.meta.end_pos
        if _is_delta(base) and len(places) == 2:
            return EntryPart(None, 1, places, start, end)
        if isinstance(base, EntryPart):
            raise LanguageError("an entry is a number; it has no entries of its own", self.text, base.end)
        array = self.array(base)
        return EntryPart(array.node, array.depth, places, start, end)

    def _member(self, base: UnknownPart, family: Family, tree: Tree[Token]) -> ArrayPart:
        """A member of a family, h[t-1], or the gradient at one."""
        start, end = tree.meta.start_pos, tree.meta.end_pos
        piece = self.text[base.end : end].strip()[1:-1]
        if (at := place_of(piece, family.label)) is None:
            name, last = family.label.name, family.label.last
            message = (
                f"{base.name} has a member for every {name} from 1 to {last}: in its brackets stands {name}, {name}-1, "
                f"{last} or a number, not {piece.strip()}; what is in brackets says which array, not which entry of it"
            )
            raise LanguageError(message, self.text, base.end)
        one = member(family, at)
        node = one if base.name == family.name else Cotangent(one, self.output)
        return ArrayPart(node, 1, start, end, base.name + self.text[base.end : end])

    def _block(self, tree: Tree[Token], base: ArrayPart, spans: list[SpanPart]) -> ArrayPart:
        shape = base.node.shape
        if len(spans) > 2:
            raise LanguageError("an array has two axes: at most two spans", self.text, spans[2].column)
        rows, cols = spans[0], spans[1] if len(spans) == 2 else SpanPart(None, None, spans[0].column)
        if len(spans) == 1 and shape.is_row:
            rows, cols = cols, rows
        block = (self._span(rows, shape.rows), self._span(cols, shape.cols))
        return self._made(lambda: sliced(base.node, *block), base.depth + 1, tree, spans[0].column)

    def _span(self, span: SpanPart, length: Dimension) -> Span:
        return Span(span.start if span.start is not None else ZERO, span.stop if span.stop is not None else length)


def _is_delta(base: AnyPart) -> bool:
    """Whether brackets after this make a Kronecker delta: delta always, d where it is no array."""
    if isinstance(base, UnknownPart):
        return True
    if not isinstance(base, ArrayPart):
        return False
    return base.name == "delta" or (base.name in DELTA_NAMES and isinstance(base.node, Size))

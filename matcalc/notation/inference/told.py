"""What words, type or letters tell of arrays whose lengths nobody says; lengths that stay open get names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.notation.inference.failures import letters
from matcalc.notation.inference.leaves import LeafReader
from matcalc.notation.inference.lengths import Place, substituted, unknowns
from matcalc.notation.inference.relations import Equal

AS_SAID = "{} is a {}"


@dataclass(frozen=True, slots=True)
class Told:
    """vectors, rows, scalars: the names of columns, of rows and of scalars. taken: names that no length can have.

    lengths: of arrays, side by side, those that a sum over their entries names, None for any other side; each counts as
    far as it fits.
    """

    vectors: frozenset[str] = frozenset()
    rows: frozenset[str] = frozenset()
    scalars: frozenset[str] = frozenset()
    taken: frozenset[str] = frozenset()
    lengths: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)

    @property
    def named_lengths(self) -> frozenset[str]:
        """The names of lengths."""
        return frozenset(side for sides in self.lengths.values() for side in sides if side is not None)


def take_in(told: Told, reader: LeafReader) -> None:
    """Make the shapes found so far those of vectors and scalars. Raises ClashError where an array can not be one."""
    for name, operand in reader.symbols.items():
        found = reader.found.get(name)
        sides = ((operand.shape.rows,) if name in told.scalars | told.rows else ()) + (
            (operand.shape.cols,) if name in told.scalars | told.vectors else ()
        )
        for side in sides:
            if found is None:
                reader.known.attempt(side, ONE)  # of what is defined, its equation says more
                continue
            what = "scalar" if name in told.scalars else "row vector" if name in told.rows else "column vector"
            rule = AS_SAID.format(name, what)
            reader.known.add(Equal(Place(found.text, found.column, frozenset((name,))), rule, side, ONE))
    for name, lengths in told.lengths.items():
        shape = reader.symbols[name].shape if name in reader.symbols else SCALAR
        for side, length in zip((shape.rows, shape.cols), lengths, strict=False):
            if length is not None and unknowns(reader.known.value(side)):
                reader.known.attempt(side, Dimension.named(length))


def take_as_alike(reader: LeafReader) -> None:
    """Give the open operands of an elementwise operation one shape, as far as that can be."""
    for relation in reader.elementwise:
        arrays = [one for one in relation.operands if not reader.known.shape(one.shape).is_scalar]
        for left, right in pairwise(arrays):
            reader.known.attempt(left.shape.rows, right.shape.rows)
            reader.known.attempt(left.shape.cols, right.shape.cols)


def with_named_lengths(shapes: Mapping[str, Shape], taken: Iterable[str]) -> dict[str, Shape]:
    """The shapes with a letter for each length that nothing tells."""
    fresh = letters(taken, "mnkpqrs")
    images: dict[str, Dimension] = {}
    for shape in shapes.values():
        for unknown in (name for side in (shape.rows, shape.cols) for name in sorted(unknowns(side))):
            if unknown not in images:
                images[unknown] = Dimension.named(next(fresh))
    return {
        name: Shape(substituted(shape.rows, images), substituted(shape.cols, images)) for name, shape in shapes.items()
    }

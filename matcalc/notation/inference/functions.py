"""The shape rule of every function that is not elementwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.reductions import reduced
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.notation.inference.lengths import Lengths, Place
from matcalc.notation.inference.relations import Equal, Thin


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose shape is asked for. axis: what it was given as, None too where it was not given."""

    function: str
    shapes: tuple[Shape, ...]
    axis: int | None
    place: Place
    known: Lengths

    def demand(self, left: Dimension, right: Dimension, rule: str) -> None:
        """Take in that two lengths are equal; `rule` ends a sentence that begins with the function."""
        self.known.add(Equal(self.place, f"{self.function} {rule}", left, right))


def _reduction(call: Call) -> Shape:
    return reduced(call.shapes[0], call.axis)


def _scalar(_call: Call) -> Shape:
    return SCALAR


def _normalised(call: Call) -> Shape:
    if call.axis is None:
        call.known.add(Thin(call.place, f"{call.function} of a matrix needs its axis", call.shapes[0]))
    return call.shapes[0]


def _square(call: Call) -> Shape:
    call.demand(call.shapes[0].rows, call.shapes[0].cols, "needs a square matrix")
    return call.shapes[0]


def _of_square(call: Call) -> Shape:
    _square(call)
    return SCALAR


def _diagonal(call: Call) -> Shape:
    return Shape(_square(call).rows, ONE)


def _vectors(call: Call) -> None:
    for shape in call.shapes:
        call.demand(shape.cols, ONE, f"needs {'a vector' if len(call.shapes) == 1 else 'vectors'}, columns")


def _diag(call: Call) -> Shape:
    _vectors(call)
    return Shape(call.shapes[0].rows, call.shapes[0].rows)


def _outer(call: Call) -> Shape:
    _vectors(call)
    return Shape(call.shapes[0].rows, call.shapes[-1].rows)


def _dot(call: Call) -> Shape:
    call.demand(call.shapes[0].rows, call.shapes[-1].rows, "needs two arrays of one shape")
    call.demand(call.shapes[0].cols, call.shapes[-1].cols, "needs two arrays of one shape")
    return SCALAR


def _hstack(call: Call) -> Shape:
    for shape in call.shapes[1:]:
        call.demand(call.shapes[0].rows, shape.rows, "needs blocks with equally many rows")
    return Shape(call.shapes[0].rows, _total(shape.cols for shape in call.shapes))


def _vstack(call: Call) -> Shape:
    for shape in call.shapes[1:]:
        call.demand(call.shapes[0].cols, shape.cols, "needs blocks with equally many columns")
    return Shape(_total(shape.rows for shape in call.shapes), call.shapes[0].cols)


def _kron(call: Call) -> Shape:
    return reduce(lambda left, right: Shape(left.rows * right.rows, left.cols * right.cols), call.shapes)


def _vec(call: Call) -> Shape:
    return Shape(call.shapes[0].rows * call.shapes[0].cols, ONE)


def _total(lengths: Iterable[Dimension]) -> Dimension:
    return reduce(lambda total, length: total + length, lengths)


def _made(sizes: Sequence[Dimension]) -> Shape:
    return Shape(sizes[0], sizes[1] if len(sizes) > 1 else ONE)


SHAPE_RULES: dict[str, Callable[[Call], Shape]] = {
    **dict.fromkeys(("sum", "mean", "var", "logsumexp"), _reduction),
    **dict.fromkeys(("norm", "norm1", "norm2sq", "E"), _scalar),
    **dict.fromkeys(("softmax", "log_softmax"), _normalised),
    **dict.fromkeys(("tr", "det", "logdet"), _of_square),
    "inv": _square,
    "diag": _diag,
    "diag_of": _diagonal,
    "dot": _dot,
    "outer": _outer,
    "hstack": _hstack,
    "vstack": _vstack,
    "kron": _kron,
    "vec": _vec,
}
"""A function that is not here is elementwise: its shape is that of its argument."""

SIZED: dict[str, Callable[[Sequence[Dimension]], Shape]] = {
    "ones": _made,
    "zeros": _made,
    "eye": lambda sizes: Shape(sizes[0], sizes[0]),
    "commutation": lambda sizes: Shape(sizes[0] * sizes[-1], sizes[0] * sizes[-1]),
    "unvec": lambda sizes: Shape(sizes[0], sizes[-1]),
}
"""What is made of lengths alone; unvec has an array before them."""

"""Shapes as they are declared: the text "X: m×n, w: n", or a mapping with tuples such as ("m", "n")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from numbers import Integral

from matcalc.errors import InputError
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.notation.names import LETTERS
from matcalc.notation.text_in import parse_shape
from matcalc.problems.names import fault_of_name
from matcalc.problems.tables import shown

MOST_TEXT = 100_000
MOST_ARRAYS = 1_000

_NAME = re.compile(rf"(?P<name>[{LETTERS}_][{LETTERS}0-9_]*)\s*:")
_SEPARATORS = ",;\n"


def declared_shapes(shapes: object) -> dict[str, Shape]:
    """The shapes of the arrays, by name, in the order in which they are declared.

    shapes: a text such as "X: m×n, w: n, c:", or a mapping from names to texts ("m×n") or to tuples of at most two
    lengths, each a name or a number; () is a scalar. Raises InputError for anything else.
    """
    if shapes is None:
        return {}
    if isinstance(shapes, str):
        found = list(_pieces(shapes))
    elif isinstance(shapes, Mapping):
        found = list(shapes.items())
    else:
        raise InputError(
            'shapes are a mapping such as {"X": ("m", "n")} or a text such as "X: m×n, w: n", '
            f"not an object of type {type(shapes).__name__}"
        )
    if len(found) > MOST_ARRAYS:
        raise InputError(f"{len(found):,} shapes are declared; at most {MOST_ARRAYS:,} are read")
    declared: dict[str, Shape] = {}
    for name, shape in found:
        if not isinstance(name, str):
            raise InputError(f"the names of arrays are texts, not objects of type {type(name).__name__}")
        if fault := fault_of_name(name):
            raise InputError(f"shapes: {fault}")
        if name in declared:
            raise InputError(f"shapes: {name} is declared twice; keep one of the two")
        declared[name] = _shape_of(name, shape)
    _check_lengths(declared)
    return declared


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Each name with the text of its shape; a comma, a semicolon or a line end stands between."""
    if len(text) > MOST_TEXT:
        raise InputError(f"the text of the shapes has {len(text):,} characters; at most {MOST_TEXT:,} are read")
    matches = list(_NAME.finditer(text))
    first = matches[0].start() if matches else len(text)
    if before := text[:first].strip(_SEPARATORS + " \t"):
        raise InputError(f"shapes: {shown(before)} has no name; write name: shape, such as X: m×n, w: n")
    for match, end in zip(matches, [*(after.start() for after in matches[1:]), len(text)], strict=False):
        piece = text[match.end() : end]
        stripped = piece.rstrip(" \t")
        if end < len(text) and not stripped.endswith(tuple(_SEPARATORS)):
            raise InputError(f"shapes: a comma is missing after {shown((match[0] + stripped).strip())}")
        yield match["name"], stripped.rstrip(_SEPARATORS + " \t").strip()


def _shape_of(name: str, shape: object) -> Shape:
    if isinstance(shape, str):
        return _read(name, shape)
    if isinstance(shape, Sequence) and not isinstance(shape, bytes | bytearray):
        if len(shape) > 2:
            raise InputError(f"shapes: {name} has {len(shape)} axes; an array has at most two, rows × columns")
        sides = [_length(name, side) for side in shape]
        return Shape(*(*sides, ONE)[:2]) if sides else SCALAR
    raise InputError(
        f'shapes: that of {name} is a tuple such as ("m", "n") or a text such as "m×n", '
        f"not an object of type {type(shape).__name__}"
    )


def _length(name: str, side: object) -> Dimension:
    if isinstance(side, bool) or not isinstance(side, str | Integral):
        raise InputError(f"shapes: the lengths of {name} are names or whole numbers, not of type {type(side).__name__}")
    read = _read(name, str(side)) if str(side).strip() else SCALAR
    if (read.is_scalar and str(side).strip() != "1") or not read.cols.is_one:
        raise InputError(f'shapes: {shown(str(side))} is not one length; {name} may be given as ("m", "n")')
    return read.rows


def _read(name: str, text: str) -> Shape:
    try:
        return parse_shape(text)
    except InputError as error:
        raise InputError(f"shapes: {name}: {error}") from None


def _check_lengths(declared: Mapping[str, Shape]) -> None:
    names = {name for shape in declared.values() for side in shape.axes for name in side.names}
    for name in declared:
        if name in names:
            raise InputError(f"{name} is the name of an array and of a dimension: call one of them something else")

"""A row's claim beside its measured derivative, both in the shape that the row's kind says."""

from __future__ import annotations

import numpy as np

from .identity import Identity
from .index_text import head_of, index_value, is_index_text
from .namespace import Array
from .oracle import Point, Program, draw, gradient_along, hessian, jacobian

FIRST_ORDER_TOLERANCE = 1e-10
SECOND_ORDER_TOLERANCE = 1e-7


def program_of(row: Identity) -> Program:
    return Program(row.expression, row.lets)


def point_of(row: Identity, seed: int, *texts: str) -> Point:
    """A point where the row's expression and result, and the given matrix expressions, have a value."""
    also = [text for text in (row.result, *texts) if not is_index_text(text)]
    shapes = dict(row.axes)
    if row.kind == "hvp":
        shapes.setdefault("v", shapes[row.wrt])
    return draw(shapes, program_of(row), seed, row.assume, also)


def measured(row: Identity, point: Point) -> Array:
    """The derivative by the oracle: a matrix, or for kind index an array without the axes of length one."""
    program, values, sizes = program_of(row), point.values, point.sizes
    variable = values[row.wrt].shape
    match row.kind:
        case "hessian":
            full = hessian(program, row.wrt, values, sizes)
            return _vectorized(full) if 1 not in variable else full.reshape(2 * (max(variable),))
        case "hvp":
            return gradient_along(program, row.wrt, values["v"].real, values, sizes)
    full = jacobian(program, row.wrt, values, sizes)
    output = full.shape[:2]
    match row.kind:
        case "gradient":
            return full.reshape(variable)
        case "tangent":
            return full.reshape(output)
        case "jacobian":
            return full.reshape(max(output), max(variable))
        case "vec":
            return _vectorized(full)
        case "index":
            return full.squeeze()


def claimed(text: str, row: Identity, point: Point) -> Array:
    """The value of a result's text, in the shape in which `measured` gives the derivative."""
    if not is_index_text(text):
        return point.value(text)
    free, body = head_of(text)
    lengths = _lengths(row, point)
    if len(free) != len(lengths):
        raise ValueError(f"{row.name}: {len(free)} free indices for {len(lengths)} axes")
    ranges = dict(zip(free, lengths, strict=True))
    value = index_value(body, free, ranges, point.value, point.sizes)
    shape = measured(row, point).shape
    if row.kind == "vec" or (row.kind == "hessian" and len(free) > 2):
        return _vectorized(value)
    return value.reshape(shape)


def _lengths(row: Identity, point: Point) -> list[int]:
    """The axes of the output longer than 1, then those of the variable; those of the variable twice for a Hessian."""
    variable = point.values[row.wrt].shape
    output = variable if row.kind == "hessian" else program_of(row).output(point.values, point.sizes).shape
    output = () if row.kind == "hvp" else output
    return [length for length in (*output, *variable) if length > 1]


def assert_same(found: Array, expected: Array, row: Identity, text: str) -> None:
    """Fails with the row's name, its text and both values where they differ, or differ in shape."""
    where = f"{row.name} ({row.source}): {text}"
    assert found.shape == expected.shape, f"{where}: {found.shape} instead of {expected.shape}"
    scale = max(1e-3, float(np.abs(expected).max()))
    error = float(np.abs(found - expected).max()) / scale
    tolerance = SECOND_ORDER_TOLERANCE if row.order == 2 else FIRST_ORDER_TOLERANCE
    assert error <= tolerance, f"{where}: off by {error:.2g}\n{found.real}\ninstead of\n{expected.real}"


def _vectorized(full: Array) -> Array:
    rows, cols, down, across = full.shape
    return full.transpose(1, 0, 3, 2).reshape(rows * cols, down * across)

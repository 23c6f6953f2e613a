"""How far the indices of a term run: read off the axes that they stand on.

A pair stands on a stacked axis: kron(A, B)[(k,i),(l,j)] is A[i,j] B[k,l], and vec(A)[(i,j)] is A[i,j].
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

from .namespace import Array

KEEPS_SHAPE = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)


@dataclass(frozen=True)
class Axis:
    """A place such as i or (i,j) on an axis; array: the text of what it is an axis of, as Python reads it."""

    place: str
    length: int
    array: str
    is_rows: bool

    @property
    def indices(self) -> list[str]:
        """The indices of the place, the one that runs fastest first; none where it is shifted, as in i + n."""
        return re.findall(r"\w+", self.place) if self.place.isidentifier() or self.place.startswith("(") else []

    def tell(self, ranges: dict[str, int]) -> bool:
        """Whether the length was news: it tells how far the one index runs that is not known yet."""
        unknown = [index for index in self.indices if index not in ranges]
        if len(unknown) > 1 or not self.indices:
            return False
        others = prod(ranges[index] for index in self.indices if index in ranges)
        if unknown:
            ranges[unknown[0]] = self.length // others
        if prod(ranges[index] for index in self.indices) != self.length:
            raise ValueError(f"{self.place} has two ranges on {self.array}")
        return bool(unknown)

    def split(self, ranges: dict[str, int], value: Callable[[str], Array]) -> bool:
        """Whether the form of the array was news: what its axis was stacked of."""
        unknown = [index for index in self.indices if index not in ranges]
        lengths = _stacked(self.array, self.is_rows, value) if unknown else []
        if len(lengths) != len(self.indices) or not unknown:
            return False
        for index, length in zip(self.indices, lengths, strict=True):
            ranges.setdefault(index, length)
        return True


def settle(axes: Sequence[Axis], ranges: dict[str, int], value: Callable[[str], Array]) -> None:
    """Enter the ranges that the axes tell: first by their lengths, and only then by the forms of the arrays.

    Raises ValueError where two axes do not agree.
    """
    while any(axis.tell(ranges) for axis in axes) or any(axis.split(ranges, value) for axis in axes):
        pass


def _stacked(text: str, is_rows: bool, value: Callable[[str], Array]) -> list[int]:
    """The lengths whose product is that of an axis, the fastest first; those of 1 carry no index."""
    return [length for length in _lengths(ast.parse(text.strip(), mode="eval").body, is_rows, value) if length > 1]


def _lengths(part: ast.expr, is_rows: bool, value: Callable[[str], Array]) -> tuple[int, ...]:
    match part:
        case ast.Call(func=ast.Name(id="kron"), args=args):
            return tuple(value(ast.unparse(arg)).shape[0 if is_rows else 1] for arg in reversed(args))
        case ast.Call(func=ast.Name(id="vec"), args=[arg]):
            return value(ast.unparse(arg)).shape if is_rows else ()
        case ast.Call(func=ast.Name(id="commutation"), args=sizes):
            lengths = tuple(int(value(ast.unparse(size)).real.item()) for size in sizes)
            return lengths[::-1] if is_rows else lengths
        case ast.Call(args=[arg]) | ast.UnaryOp(operand=arg):
            return _lengths(arg, is_rows, value)  # an elementwise function
        case ast.Attribute(value=arg, attr="T"):
            return _lengths(arg, not is_rows, value)
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            return _lengths(left if is_rows else right, is_rows, value)
        case ast.BinOp(left=left, op=op, right=right) if isinstance(op, KEEPS_SHAPE):
            return _lengths(left, is_rows, value) or _lengths(right, is_rows, value)
        case _:
            return ()

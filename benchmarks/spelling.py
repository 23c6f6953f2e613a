"""The text of a row, spelled in another tool: Python reads it, the tool's algebra says what each operation means."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Protocol


class InexpressibleError(Exception):
    """The tool has no word for something in the text."""


class Algebra(Protocol):
    """What the operations of the language are in a tool. times: entry by entry, or a scalar times an array."""

    def number(self, value: Fraction) -> Any: ...
    def add(self, left: Any, right: Any) -> Any: ...
    def times(self, left: Any, right: Any) -> Any: ...
    def power(self, base: Any, exponent: Fraction) -> Any: ...
    def matmul(self, left: Any, right: Any) -> Any: ...
    def transpose(self, arg: Any) -> Any: ...
    def call(self, name: str, args: tuple[Any, ...], axis: int | None) -> Any: ...


def spelled(text: str, names: Mapping[str, Any], algebra: Algebra) -> Any:
    """The expression of the text in the tool. Raises InexpressibleError where the tool has no word for a part."""
    return _Reader(names, algebra).read(ast.parse(text.strip(), mode="eval").body)


class _Reader:
    def __init__(self, names: Mapping[str, Any], algebra: Algebra) -> None:
        self._names = names
        self._algebra = algebra

    def read(self, part: ast.expr) -> Any:
        if (number := _number(part)) is not None:
            return self._algebra.number(number)
        match part:
            case ast.Name(name) if name in self._names:
                return self._names[name]
            case ast.Attribute(arg, "T"):
                return self._algebra.transpose(self.read(arg))
            case ast.UnaryOp(ast.USub(), arg):
                return self._algebra.times(self._algebra.number(Fraction(-1)), self.read(arg))
            case ast.BinOp(left, operator, right):
                return self._binary(left, operator, right)
            case ast.Call(ast.Name(name), args, keywords):
                axis = next((ast.literal_eval(word.value) for word in keywords), None)
                return self._algebra.call(name, tuple(self.read(arg) for arg in args), axis)
        raise InexpressibleError(ast.unparse(part))

    def _binary(self, left: ast.expr, operator: ast.operator, right: ast.expr) -> Any:
        algebra = self._algebra
        match operator:
            case ast.Pow():
                if (exponent := _number(right)) is not None:
                    return algebra.power(self.read(left), exponent)
            case ast.MatMult():
                return algebra.matmul(self.read(left), self.read(right))
            case ast.Mult():
                return algebra.times(self.read(left), self.read(right))
            case ast.Div():
                return algebra.times(self.read(left), algebra.power(self.read(right), Fraction(-1)))
            case ast.Add():
                return algebra.add(self.read(left), self.read(right))
            case ast.Sub():
                return algebra.add(self.read(left), algebra.times(algebra.number(Fraction(-1)), self.read(right)))
        raise InexpressibleError(ast.unparse(ast.BinOp(left, operator, right)))


def _number(part: ast.expr) -> Fraction | None:
    match part:
        case ast.Constant(int(value)):
            return Fraction(value)
        case ast.UnaryOp(ast.USub(), arg) if (value := _number(arg)) is not None:
            return -value
        case ast.BinOp(left, ast.Div(), right):
            over, under = _number(left), _number(right)
            return None if over is None or under is None else over / under
    return None

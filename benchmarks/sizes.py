"""How long a result is: its operators, and its different subexpressions.

A sum or product of n parts counts n − 1 operators, anything else that has parts counts one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.tensor.array import expressions as arrays

from tests.identities.index_text import factors_of, head_of, is_index_text, terms_of
from tests.identities.operators import COUNTED, operators
from tests.identities.oracle import without_primes

SUMS_AND_PRODUCTS = (
    *(sympy.Add, sympy.Mul, sympy.MatAdd, sympy.MatMul, HadamardProduct),
    *(arrays.ArrayAdd, arrays.ArrayTensorProduct),
)


@dataclass(frozen=True)
class Size:
    """operators: of the expression written out. distinct: of its subexpressions that are no names or numbers."""

    operators: int
    distinct: int


def of_text(text: str) -> Size:
    """Of a result in the input language. In index form its terms and the parts of their factors are subexpressions."""
    if not is_index_text(text):
        return Size(operators(text), len(_subexpressions(text)))
    terms = terms_of(head_of(text)[1])
    parts = {part for _, term in terms for factor in factors_of(term)[0] for part in _subexpressions(factor.base)}
    return Size(operators(text), len(parts) + len({term for _, term in terms}))


def of_sympy(expression: Any) -> Size:
    """Of a matrix expression, or an expression of SymPy's array algebra."""
    return _of_tree(expression, _sympy_parts, lambda part: isinstance(part, SUMS_AND_PRODUCTS))


def of_tensorgrad(tensor: Any) -> Size:
    """Of a tensor; a renaming of edges counts nothing."""
    import tensorgrad

    return _of_tree(tensor, _tensor_parts, lambda part: isinstance(part, tensorgrad.Sum | tensorgrad.Product))


def _of_tree(root: Any, parts: Callable[[Any], Sequence[Any]], is_nary: Callable[[Any], bool]) -> Size:
    """Each different subexpression is walked through once, and counted as often as it stands there."""
    counted: dict[Hashable, int] = {}

    def count(part: Any) -> int:
        if part not in counted:
            below = parts(part)
            own = 0 if not below else max(len(below) - 1, 0) if is_nary(part) else 1
            counted[part] = own + sum(map(count, below))
        return counted[part]

    total = count(root)
    return Size(total, sum(operators > 0 for operators in counted.values()))


def _subexpressions(text: str) -> set[str]:
    tree = ast.parse(without_primes(text).strip(), mode="eval")
    return {ast.dump(part) for part in ast.walk(tree) if isinstance(part, COUNTED)}


def _sympy_parts(part: Any) -> list[Any]:
    """Without the indices, permutations and shapes that some nodes have among their arguments."""
    if isinstance(part, sympy.MatrixSymbol | sympy.Identity | sympy.OneMatrix | sympy.ZeroMatrix):
        return []
    if isinstance(part, sympy.Lambda):
        return [part.expr]
    kinds = (sympy.Expr, sympy.MatrixExpr, sympy.Lambda, arrays.array_expressions._ArrayExpr)
    derived = arrays.array_expressions._CodegenArrayAbstract
    return [below for below in part.args if isinstance(below, (*kinds, derived))]


def _tensor_parts(part: Any) -> list[Any]:
    import tensorgrad
    from tensorgrad.tensor import Rename

    match part:
        case Rename():
            return _tensor_parts(part.tensor)
        case tensorgrad.Sum():
            return list(part.terms)
        case tensorgrad.Product():
            return list(part.factors)
        case tensorgrad.Function():
            return list(part.inputs)
    return []

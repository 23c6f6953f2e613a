"""How high the powers of lengths may be that stand in something as numbers: 2 in n² x, 1 in tr I."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import ceil
from typing import assert_never

from matcalc.chain import Expression
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial
from matcalc.forms.matrix_form import Add, Cotangent, Eye, Node, Ones, Power, Size, Symbol
from matcalc.forms.program import IndexDefinition, Program
from matcalc.forms.reductions import Mean, Variance
from matcalc.forms.traversal import walk

MOST = 8
"""Higher powers are taken for this one: each asks for another size."""


def degree_in_lengths(program: Program, original: Program, sides: Collection[Expression]) -> int:
    """The highest power of lengths in one of the sides, of the whole program where none is given; at most MOST.

    An upper bound, found in linear time. Derivatives of the program have as high powers as its equations.
    """
    known: dict[Symbol, int] = {}
    for definition in (*original.definitions, *program.definitions):
        body = definition.body.body if isinstance(definition.body, IndexDefinition) else definition.body
        known[definition.symbol] = _degree(body, known, 0)
    whole = max(known.values(), default=0)
    return max((_degree(side, known, whole) for side in sides), default=whole)


def _degree(expression: Expression, known: Mapping[Symbol, int], whole: int) -> int:
    """known: of defined arrays; whole: of their derivatives."""
    if not isinstance(expression, IndexSum):
        return _of_array(expression, known, whole)
    terms = (sum(_of_factor(one, known, whole) for one in term.factors) for term in expression.terms)
    return min(max(terms, default=0), MOST)


def _of_factor(factor: Factor, known: Mapping[Symbol, int], whole: int) -> int:
    match factor:
        case Entry(array=array, exponent=exponent):
            return ceil(abs(exponent)) * _of_array(array, known, whole)
        case Delta():
            return 1
        case Partial():
            return whole
    assert_never(factor)


def _of_array(root: Node, known: Mapping[Symbol, int], whole: int) -> int:
    found: dict[Node, int] = {}
    for part in walk(root):
        parts = [found[child] for child in part.children]
        match part:
            case Symbol():
                degree = known.get(part, 0)
            case Cotangent():
                degree = whole
            case Size(length=length):
                degree = max((len(names) for names, _ in length.terms), default=0)
            case Eye() | Ones():
                degree = 1
            case Mean() | Variance():
                degree = parts[0] + 1
            case Add():
                degree = max(parts)
            case Power(exponent=exponent):  # x / x is an array of ones
                degree = ceil(abs(exponent)) * parts[0] + (exponent <= 0)
            case _:
                degree = sum(parts)
        found[part] = min(degree, MOST)
    return found[root]

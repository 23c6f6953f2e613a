"""An index form as calls of einsum, the way NumPy and its like write such sums."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_letters

from matcalc.codegen.backends import PLAIN
from matcalc.codegen.body import Body
from matcalc.codegen.names import Names
from matcalc.codegen.values import Level, Value
from matcalc.codegen.windows import read_windows
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Term, all_indices
from matcalc.forms.indices import Index, Place, Shifted
from matcalc.forms.matrix_form import Cotangent, Node, Slice, Span, Symbol
from matcalc.notation.text_out import input_text
from matcalc.rules.correlations import with_kernel_turned
from matcalc.rules.entries import row_and_column


def einsum_text(expression: IndexSum, free: Sequence[Index]) -> str | None:
    """One einsum a term, axes in the order of `free`; arrays in the input language.

    Places that move with two indices are read in sliding windows. None where a term has a place that no letter names: a
    pair, or a place with three indices, or a derivative.
    """
    expression = IndexSum(tuple(map(with_kernel_turned, expression.terms)))
    letters = dict(zip((*free, *(i for i in all_indices(expression) if i not in free)), ascii_letters, strict=False))
    terms = [_term(term, free, letters) for term in expression.terms]
    if not terms or any(term is None for term in terms) or len(letters) < len(all_indices(expression)):
        return None
    return " + ".join(term for term in terms if term is not None).replace("+ -", "- ")


def _term(term: Term, free: Sequence[Index], letters: dict[Index, str]) -> str | None:
    operands: list[str] = []
    subscripts: list[str] = []
    named: set[Index] = set()
    for factor in term.factors:
        found = _operand(factor, (*term.dummies, *reversed(free)))
        if found is None:
            return None
        text, places = found
        plain = [place for place in places if isinstance(place, Index)]
        if len(plain) < len(places):
            return None
        operands.append(text)
        subscripts.append("".join(letters[place] for place in plain))
        named.update(plain)
    for index in (*free, *term.dummies):
        if index not in named:
            operands.append(f"ones({index.range})")
            subscripts.append(letters[index])
    if not "".join(subscripts):
        return " * ".join(([] if term.coefficient == 1 else [str(term.coefficient)]) + (operands or ["1"]))
    if subscripts == ["".join(letters[index] for index in free)] and term.coefficient == 1 and not term.dummies:
        return operands[0]
    spec = ",".join(subscripts) + "->" + "".join(letters[index] for index in free)
    call = f'einsum("{spec}", {", ".join(operands)})'
    if term.coefficient == 1:
        return call
    return f"-{call}" if term.coefficient == -1 else f"{term.coefficient} * {call}"


def _operand(factor: Factor, inner: Sequence[Index]) -> tuple[str, tuple[Place, ...]] | None:
    match factor:
        case Entry(array=array, places=places, exponent=exponent) if not all(map(_is_plain, places)):
            text = _power(array, exponent == 1, str(exponent))
            level = Level.ATOM if isinstance(array, Symbol | Cotangent) and exponent == 1 else Level.SUM
            read = read_windows(Value(text, level), places, inner, Body(Names(()), PLAIN))
            return None if read is None else (read.text, read.labels)
        case Entry(array=array, places=places, exponent=exponent):
            if fixed := [place for place in places if isinstance(place, Shifted) and place.is_fixed]:
                array = _line(array, places)
                places = tuple(place for place in places if place not in fixed)
            return _power(array, exponent == 1, str(exponent)), places
        case Delta(left=left, right=right):
            return f"eye({left.range})", (left, right)
        case _:
            return None


def _is_plain(place: Place) -> bool:
    """An index, or a place that does not move."""
    return isinstance(place, Index) or (isinstance(place, Shifted) and place.is_fixed)


def _line(array: Node, places: tuple[Place, ...]) -> Node:
    """The row, column or entry of an array in which places without an index stand."""
    row, column = row_and_column(array.shape, places)
    return Slice(array, _span(row, array.shape.rows), _span(column, array.shape.cols))


def _span(place: Place | None, length: Dimension) -> Span:
    if isinstance(place, Shifted) and place.is_fixed:
        return Span(place.offset - ONE, place.offset)
    return Span(ZERO, length)


def _power(array: Node, is_plain: bool, exponent: str) -> str:
    text = input_text(array)
    return text if is_plain else f"({text})**({exponent})"

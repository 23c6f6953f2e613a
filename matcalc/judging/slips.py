"""What goes wrong in one place of an expression: a transpose dropped, an order swapped, ⊙ for a matrix product."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Cotangent,
    EntrySum,
    Hadamard,
    LabelSum,
    Leaf,
    Power,
    Product,
    Scale,
    Size,
    Symbol,
    Transpose,
)
from matcalc.judging.written import Written, entrywise, product, transposed


class Slip(Enum):
    """What went wrong, in words; the most plausible first."""

    TRANSPOSE_DROPPED = "a transpose is forgotten"
    ORDER_SWAPPED = "two factors are swapped"
    ENTRYWISE_FOR_PRODUCT = "⊙ stands for a matrix product"
    PRODUCT_FOR_ENTRYWISE = "a matrix product stands for ⊙"
    OUTER_TURNED = "the outer product is the other way round"
    DERIVATIVE_FORGOTTEN = "the derivative of a function is forgotten"
    FUNCTION_FOR_DERIVATIVE = "a function stands for its derivative"
    UPSTREAM_FORGOTTEN = "the gradient from above is forgotten"
    SIGN_LOST = "a sign is lost"
    NUMBER_LOST = "a number is lost"
    LENGTH_LOST = "the division by a length is forgotten"
    SUM_FORGOTTEN = "a sum is forgotten"
    TERM_FORGOTTEN = "a term is forgotten"
    FACTOR_FORGOTTEN = "a factor is forgotten"
    TRANSPOSE_ADDED = "a transpose is too many"
    RESULT_TURNED = "the result is turned into its transpose"
    SIGN_TURNED = "the sign is turned round"
    NUMBER_ADDED = "a factor of 2 is too many"
    SUM_ADDED = "a sum is too many"

    @property
    def rank(self) -> int:
        """How plausible it is: 0 for the most."""
        return list(Slip).index(self)


LED_TO = (Slip.RESULT_TURNED, Slip.SIGN_TURNED, Slip.NUMBER_ADDED, Slip.SUM_ADDED)
PLAUSIBLE = tuple(slip for slip in Slip if slip not in LED_TO)
"""What people do without being led to it; the others are wrong answers where there is a choice."""


@dataclass(frozen=True, slots=True)
class Slipped:
    """An expression in which one thing went wrong."""

    slip: Slip
    whole: Written


def slips(right: Written) -> Iterator[Slipped]:
    """Everything that may go wrong in one place, from the outside to the inside. Nothing is checked yet."""
    for path, part in right.walk():
        for make in MAKERS:
            for slip, instead in make(part):
                yield Slipped(slip, right.replaced(path, instead))
    for slip, instead in _around(right):
        yield Slipped(slip, instead)


Instead = Iterator[tuple[Slip, Written]]


def _transpose_dropped(part: Written) -> Instead:
    if isinstance(part.like, Transpose):
        yield Slip.TRANSPOSE_DROPPED, part.parts[0]


def _transpose_added(part: Written) -> Instead:
    if not isinstance(part.like, Product):
        return
    for at, factor in enumerate(part.parts):
        if isinstance(factor.like, Symbol | Cotangent) and factor.like.shape.is_matrix:
            yield Slip.TRANSPOSE_ADDED, part.replaced((at,), transposed(factor))


def _order_swapped(part: Written) -> Instead:
    if not isinstance(part.like, Product):
        return
    for at in range(len(part.parts) - 1):
        left, right = part.parts[at : at + 2]
        yield Slip.ORDER_SWAPPED, Written(part.like, (*part.parts[:at], right, left, *part.parts[at + 2 :]))


def _is_outer(part: Written) -> bool:
    """Whether it is a column times a row."""
    return len(part.parts) == 2 and part.parts[0].like.shape.is_vector and part.parts[1].like.shape.is_row


def _outer_turned(part: Written) -> Instead:
    if isinstance(part.like, Product) and _is_outer(part):
        column, row = part.parts
        yield Slip.OUTER_TURNED, Written(part.like, (transposed(row), transposed(column)))


def _entrywise_for_product(part: Written) -> Instead:
    if isinstance(part.like, Product) and len(part.parts) == 2:
        yield Slip.ENTRYWISE_FOR_PRODUCT, entrywise(*part.parts)


def _product_for_entrywise(part: Written) -> Instead:
    arrays = [factor for factor in part.parts if not factor.like.shape.is_scalar]
    is_quotient = any(isinstance(factor.like, Power) and factor.like.exponent < 0 for factor in part.parts)
    if isinstance(part.like, Hadamard) and len(arrays) == len(part.parts) == 2 and not is_quotient:
        yield Slip.PRODUCT_FOR_ENTRYWISE, product(*part.parts)


def _factor_forgotten(part: Written) -> Instead:
    if not isinstance(part.like, Hadamard):
        return
    for at, factor in enumerate(part.parts):
        left = _without(part, at)
        match factor.like:
            case Apply(function=function) if function.order > 0:
                yield Slip.DERIVATIVE_FORGOTTEN, left
            case Power(arg=Size()):
                yield Slip.LENGTH_LOST, left
            case Cotangent():
                yield Slip.UPSTREAM_FORGOTTEN, left
            case _ if not left.like.shape.is_scalar:
                yield Slip.FACTOR_FORGOTTEN, left


def _upstream_forgotten(part: Written) -> Instead:
    if isinstance(part.like, Product):
        for at, factor in enumerate(part.parts):
            if isinstance(factor.like, Cotangent):
                yield Slip.UPSTREAM_FORGOTTEN, _without(part, at)


def _function_for_derivative(part: Written) -> Instead:
    if isinstance(part.like, Apply) and part.like.function.order > 0:
        function = part.like.function
        yield (
            Slip.FUNCTION_FOR_DERIVATIVE,
            Written(Apply(Function(function.name, function.order - 1), part.like.arg), part.parts),
        )


def _without(part: Written, at: int) -> Written:
    """What is left of a sum or product without one of its parts."""
    rest = (*part.parts[:at], *part.parts[at + 1 :])
    return rest[0] if len(rest) == 1 else Written(part.like, rest)


def _number_lost(part: Written) -> Instead:
    if not isinstance(part.like, Scale):
        return
    size = abs(part.like.coefficient)
    inner = part.parts[0]
    plain = inner if size == 1 else Written(Scale(size, part.like.arg), (inner,))
    if part.like.coefficient < 0:
        yield Slip.SIGN_LOST, plain
    if size != 1:
        yield (
            Slip.NUMBER_LOST,
            inner if part.like.coefficient > 0 else Written(Scale(Fraction(-1), part.like.arg), (inner,)),
        )


def _sum_forgotten(part: Written) -> Instead:
    if isinstance(part.like, EntrySum | LabelSum):
        yield Slip.SUM_FORGOTTEN, part.parts[0]


def _term_forgotten(part: Written) -> Instead:
    if not isinstance(part.like, Add):
        return
    for at in range(len(part.parts)):
        left = _without(part, at)
        if left.parts or left.like.shape == part.like.shape:  # a number alone would stand for an array
            yield Slip.TERM_FORGOTTEN, left


def _around(right: Written) -> Instead:
    """What goes wrong with the whole, however short it is."""
    like = right.like
    if not like.shape.is_scalar:
        if not isinstance(like, Product) or not _is_outer(right):
            yield Slip.TRANSPOSE_ADDED if isinstance(like, Leaf) else Slip.RESULT_TURNED, transposed(right)
        yield Slip.SUM_ADDED, Written(EntrySum(like, None), (right,))
    negated = isinstance(like, Scale) and like.coefficient < 0
    if not negated:
        yield Slip.SIGN_TURNED, _times(-1, right)
    if not isinstance(like, Scale):
        yield Slip.NUMBER_ADDED, _times(2, right)


def _times(number: int, part: Written) -> Written:
    if isinstance(part.like, Scale):
        return Written(Scale(number * part.like.coefficient, part.like.arg), part.parts)
    return Written(Scale(Fraction(number), part.like), (part,))


MAKERS: tuple[Callable[[Written], Instead], ...] = (
    _transpose_dropped,
    _order_swapped,
    _outer_turned,
    _entrywise_for_product,
    _product_for_entrywise,
    _factor_forgotten,
    _upstream_forgotten,
    _function_for_derivative,
    _number_lost,
    _sum_forgotten,
    _term_forgotten,
    _transpose_added,
)

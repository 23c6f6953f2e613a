"""Small changes in one place of what somebody wrote, any of which may be the one that makes it right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Cotangent,
    Diag,
    EntrySum,
    Eye,
    Hadamard,
    LabelSum,
    Leaf,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Scale,
    Size,
    Symbol,
    Transpose,
)
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.reductions import Norm
from matcalc.forms.vectorized import Kron
from matcalc.judging.brackets import brackets
from matcalc.judging.composed import added, run_of, scaled, turned, with_number, without
from matcalc.judging.mends import Mend
from matcalc.judging.missing import WITH_POOL, Pool, names_for, with_length
from matcalc.judging.rules_broken import rules_broken
from matcalc.judging.written import Written, entrywise, product, transposed

NUMBERS = (*map(Fraction, (2, 3, 4, -2)), *(Fraction(1, n) for n in (2, 3, 4, -2)))
"""Factors by which people are off."""

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Change:
    """One change. whole: the expression then. before, after: the part that changes."""

    mend: Mend
    whole: Written
    before: Written
    after: Written


Instead = Iterator[tuple[Mend, Written]]


def changes(said: Written, pool: Pool) -> Iterator[Change]:
    """Every change in one place, from the outside to the inside. Nothing is checked yet."""
    yield from changes_of_whole(said, pool)
    for path, part in said.walk():
        below = bool(path) and isinstance(said.at(path[:-1]).like, Transpose)
        made = (*(make(part) for make in MAKERS), *(make(part, pool) for make in WITH_POOL))
        for mend, new in chain.from_iterable(made):
            if not (below and (isinstance(new.like, Transpose) or isinstance(part.like, Transpose))):  # never (Xᵀ)ᵀ
                yield Change(mend, said.replaced(path, new), part, new)
        for change in _doubled(part):
            yield replace(change, whole=said.replaced(path, change.whole))
    yield from _names_everywhere(said, pool)


def changes_of_whole(said: Written, pool: Pool) -> Iterator[Change]:
    """Every change of the whole, as quick for a long expression as for a short one."""
    for mend, new in chain(_of_whole(said, pool), _numbers(said) if isinstance(said.like, Scale) else ()):
        yield Change(mend, new, said, new)


def _is_scalar(part: Written) -> bool:
    return part.like.shape.is_scalar and not part.parts


def _transposes(part: Written) -> Instead:
    if isinstance(part.like, Transpose) and part.parts:
        yield Mend.TRANSPOSE_ADDED, part.parts[0]
    elif not _is_scalar(part) and (not part.parts or isinstance(part.like, Inverse | Apply | Power | Add)):
        yield Mend.TRANSPOSE_DROPPED, transposed(part)


def _orders(part: Written) -> Instead:
    if not isinstance(part.like, Product):
        return
    count = len(part.parts)
    if count == 2:
        left, right = part.parts
        is_outer = left.like.shape.cols.is_one and right.like.shape.rows.is_one
        yield (
            Mend.OUTER_TURNED if is_outer else Mend.RESULT_TURNED,
            Written(part.like, (transposed(right), transposed(left))),
        )
    for at in range(count - 1 if count > 2 else 0):
        left, right = part.parts[at : at + 2]
        if left.like.shape.cols.is_one and right.like.shape.rows.is_one:
            yield Mend.OUTER_TURNED, part.with_pair(at, (transposed(right), transposed(left)))
    for one in range(count):
        for other in range(one + 1, count):
            swapped = list(part.parts)
            swapped[one], swapped[other] = swapped[other], swapped[one]
            yield Mend.ORDER_SWAPPED, Written(part.like, tuple(swapped))
    if count > 2:
        for at in range(1, count):  # in blocks: A B C as C A B
            yield Mend.ORDER_SWAPPED, Written(part.like, (*part.parts[at:], *part.parts[:at]))


def _operators(part: Written) -> Instead:
    if isinstance(part.like, Kron):
        for at in range(len(part.parts) - 1):
            yield Mend.ORDER_SWAPPED, part.with_pair(at, part.parts[at : at + 2][::-1])
    if isinstance(part.like, Hadamard):
        for at in range(len(part.parts) - 1):
            yield Mend.ENTRYWISE_FOR_PRODUCT, _joined(part, at, product)
    if isinstance(part.like, Product):
        for at in range(len(part.parts) - 1):
            yield Mend.PRODUCT_FOR_ENTRYWISE, _joined(part, at, entrywise)
        for cut in range(1, len(part.parts)):
            blocks = run_of(Product, part.parts[:cut]), run_of(Product, part.parts[cut:])
            yield Mend.PRODUCT_FOR_ENTRYWISE, entrywise(*blocks)


def _joined(part: Written, at: int, join: Callable[..., Written]) -> Written:
    """Two neighbours joined by another operator, the rest as before."""
    pair = join(*part.parts[at : at + 2])
    rest = (*part.parts[:at], pair, *part.parts[at + 2 :])
    return pair if len(rest) == 1 else Written(part.like, rest)


def _numbers(part: Written) -> Instead:
    if isinstance(part.like, Scale):
        yield Mend.SIGN, scaled(-1, part)
        if abs(part.like.coefficient) != 1:
            sign = 1 if part.like.coefficient > 0 else -1
            yield Mend.NUMBER, with_number(Fraction(sign), part)
        yield from ((Mend.NUMBER, scaled(number, part)) for number in NUMBERS)
        if part.like.coefficient < 0:
            yield from ((Mend.NUMBER, scaled(-number, part)) for number in NUMBERS)
    if isinstance(part.like, Add):
        for at, term in enumerate(part.parts):
            yield Mend.SIGN, part.replaced((at,), scaled(-1, term))
            if not isinstance(term.like, Scale):
                yield from ((Mend.NUMBER, part.replaced((at,), scaled(number, term))) for number in NUMBERS)


def _powers(part: Written) -> Instead:
    """x² for x, ‖x‖ for ‖x‖², 1/‖x‖ for 1/‖x‖²."""
    if isinstance(part.like, Power):
        own, inner = part.like.exponent, part.parts[0]
        for exponent in dict.fromkeys((own + 1, own - 1, 2 * own, own / 2, -own)):
            if exponent:
                yield Mend.POWER, _raised(inner, exponent)
    elif isinstance(part.like, Symbol | Apply | Norm):
        yield Mend.POWER, _raised(part, Fraction(2))


def _raised(part: Written, exponent: Fraction) -> Written:
    """A power, as one over a power where the exponent is negative."""
    size = abs(exponent)
    above = part if size == 1 else Written(Power(part.like, size), (part,))
    if size == HALF and isinstance(part.like, EntrySum) and part.like.axis is None:
        squares = part.parts[0]
        if isinstance(squares.like, Power) and squares.like.exponent == 2:  # the root of a sum of squares
            above = Written(Norm(squares.parts[0].like), squares.parts)
    return above if exponent > 0 else Written(Power(above.like, Fraction(-1)), (above,))


def _functions(part: Written) -> Instead:
    if isinstance(part.like, Apply):
        function = part.like.function
        raised = Apply(Function(function.name, function.order + 1), part.like.arg)
        yield Mend.FUNCTION_FOR_DERIVATIVE, Written(raised, part.parts)
        if function.order:
            lowered = Apply(Function(function.name, function.order - 1), part.like.arg)
            yield Mend.DERIVATIVE_FOR_FUNCTION, Written(lowered, part.parts)


def _inverses(part: Written) -> Instead:
    if isinstance(part.like, Inverse):
        yield Mend.INVERSE_ADDED, part.parts[0]
    elif isinstance(part.like, Symbol) and part.like.shape.rows == part.like.shape.cols and not part.parts:
        yield Mend.INVERSE_DROPPED, Written(Inverse(part.like), (part,))


def _sums(part: Written) -> Instead:
    if isinstance(part.like, EntrySum | LabelSum):
        yield Mend.SUM_ADDED, part.parts[0]
    elif isinstance(part.like, Hadamard | Product | Leaf | Apply | Power) and not _is_scalar(part):
        if part.like.shape.is_vector:
            yield Mend.DIAGONAL_FORGOTTEN, Written(Diag(part.like), (part,))
        for axis in (None, 0, 1):
            summed = Written(EntrySum(part.like, axis), (part,))
            yield Mend.SUM_FORGOTTEN, summed
            if axis == 0:
                yield Mend.SUM_FORGOTTEN, transposed(summed)


def _too_many(part: Written) -> Instead:
    if isinstance(part.like, Add):
        fewer = (without(part, at) for at in range(len(part.parts)))
        yield from ((Mend.TERM_ADDED, left) for left in fewer if not isinstance(left.like, Number))
    if isinstance(part.like, Hadamard | Product):
        yield from ((Mend.FACTOR_ADDED, without(part, at)) for at in range(len(part.parts)))


def _twins(part: Written) -> Instead:
    """P + Pᵀ for P, and for 2 P."""
    if isinstance(part.like, Number | Size | Eye | Ones | Transpose) or _is_scalar(part):
        return
    yield Mend.TWIN_FORGOTTEN, added(part, transposed(part))
    yield Mend.TWIN_FORGOTTEN, scaled(Fraction(1, 2), added(part, transposed(part)))


def _doubled(part: Written) -> Iterator[Change]:
    """(P + Pᵀ) x for 2 P x, which is shown as what it is: P + Pᵀ for 2 P. The whole is the part that is changed."""
    if not isinstance(part.like, Scale) or not isinstance(part.parts[0].like, Product):
        return
    number, product_of = part.like.coefficient, part.parts[0]
    for at, factor in enumerate(product_of.parts):
        if factor.like.shape.rows == factor.like.shape.cols:
            twin = scaled(number / 2, added(factor, transposed(factor)))
            yield Change(Mend.TWIN_FORGOTTEN, product_of.replaced((at,), twin), scaled(number, factor), twin)


def _names_everywhere(said: Written, pool: Pool) -> Iterator[Change]:
    """Another array in every place of one that stands in several."""
    places: dict[Node, list[tuple[int, ...]]] = {}
    for path, part in said.walk():
        if isinstance(part.like, Symbol | Cotangent) and not part.parts:
            places.setdefault(part.like, []).append(path)
    for like, paths in places.items():
        for mend, other in names_for(Written(like), pool) if len(paths) > 1 else ():
            whole = said
            for path in paths:
                whole = whole.replaced(path, other)
            yield Change(mend, whole, Written(like), other)


def _of_whole(said: Written, pool: Pool) -> Instead:
    """Changes of the whole, however short it is."""
    if not _is_scalar(said) and not isinstance(said.like, Transpose | Leaf):
        yield Mend.RESULT_TURNED, turned(said)
    if not isinstance(said.like, Scale):
        yield Mend.SIGN, scaled(-1, said)
        yield from ((Mend.NUMBER, scaled(number, said)) for number in NUMBERS)
    for size in pool.lengths:
        yield from ((Mend.LENGTH, each) for each in with_length(said, size))


MAKERS: tuple[Callable[[Written], Instead], ...] = (
    _transposes,
    _orders,
    _operators,
    _numbers,
    _functions,
    _inverses,
    _sums,
    _too_many,
    _twins,
    _powers,
    brackets,
    rules_broken,
)

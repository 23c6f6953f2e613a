"""What may be missing, or stand for another: terms, factors, arrays and lengths out of a pool of known ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Cotangent,
    Hadamard,
    Node,
    Number,
    Power,
    Product,
    Scale,
    Size,
    Symbol,
    Transpose,
)
from matcalc.forms.traversal import walk
from matcalc.judging.composed import added, run_of, scaled
from matcalc.judging.mends import Mend
from matcalc.judging.written import Written, transposed

Instead = Iterator[tuple[Mend, Written]]


@dataclass(frozen=True, slots=True)
class Pool:
    """What may be missing. terms: of sums. factors: of products. lengths: of the dimensions. symbols: the arrays."""

    terms: tuple[Node, ...]
    factors: tuple[Node, ...]
    lengths: tuple[Size, ...]
    symbols: tuple[Node, ...]


def pool_of(right: Sequence[Node], lengths: frozenset[str], symbols: Sequence[Symbol]) -> Pool:
    """What right expressions are made of."""
    parts = list(dict.fromkeys(part for root in right for part in walk(root)))
    terms = [arg for part in parts if isinstance(part, Add) for arg in part.args]
    factors = [arg for part in parts if isinstance(part, Hadamard | Product) for arg in part.args]
    leaves = [part for part in parts if isinstance(part, Symbol | Cotangent | Apply)]
    sizes = tuple(Size(Dimension.named(length)) for length in sorted(lengths))
    return Pool(
        tuple(dict.fromkeys((*right, *terms))),
        tuple(dict.fromkeys((*factors, *leaves))),
        sizes,
        tuple(dict.fromkeys((*leaves, *symbols))),
    )


def _terms(part: Written, pool: Pool) -> Instead:
    for term in pool.terms:
        if term.shape == part.like.shape or term.shape.is_scalar:
            yield Mend.TERM_FORGOTTEN, added(part, Written.of(term))
            yield Mend.TERM_FORGOTTEN, added(part, scaled(-1, Written.of(term)))


def _factors(part: Written, pool: Pool) -> Instead:
    """A factor more, on either side or entry by entry, also of what stands at the end of a product."""
    if isinstance(part.like, Number | Scale):
        return
    for factor in pool.factors:
        mend, one = _missing(factor), Written.of(factor)
        if factor.shape.is_scalar:
            is_below = isinstance(factor, Power) and factor.exponent < 0
            yield mend, run_of(Hadamard, (part, one) if is_below else (one, part))
        elif not isinstance(part.like, Transpose):
            yield mend, run_of(Hadamard, (part, one))
            for way in (one, transposed(one)):
                yield mend, run_of(Product, (part, way))
                yield mend, run_of(Product, (way, part))
            for at in range(1, len(part.parts) - 1 if isinstance(part.like, Product) else 1):
                end = run_of(Hadamard, (run_of(Product, part.parts[at:]), one))
                yield mend, run_of(Product, (*part.parts[:at], end))


def _missing(factor: Node) -> Mend:
    if isinstance(factor, Cotangent) or (isinstance(factor, Transpose) and isinstance(factor.arg, Cotangent)):
        return Mend.UPSTREAM_FORGOTTEN
    if any(isinstance(part, Apply) and part.function.order > 0 for part in walk(factor)):
        return Mend.DERIVATIVE_FORGOTTEN
    return Mend.FACTOR_FORGOTTEN


def names_for(part: Written, pool: Pool) -> Instead:
    """Another array, first one of the same shape, an array of the equations for one and a gradient for a gradient."""
    if isinstance(part.like, Symbol | Cotangent) and not part.parts:
        shape, kind = part.like.shape, type(part.like)
        others = [one for one in pool.symbols if one is not part.like and one.shape.is_scalar == shape.is_scalar]
        for other in sorted(others, key=lambda one: (one.shape != shape, not isinstance(one, kind))):
            yield Mend.NAME, Written.of(other)


def lengths_in_terms(part: Written, pool: Pool) -> Instead:
    """A length more in a term of a sum."""
    if isinstance(part.like, Add):
        for at, term in enumerate(part.parts):
            for size in pool.lengths:
                yield from ((Mend.LENGTH, part.replaced((at,), each)) for each in with_length(term, size))


def with_length(part: Written, size: Size) -> Iterator[Written]:
    """A length before what stands behind a number."""
    number, inner = (part.like.coefficient, part.parts[0]) if isinstance(part.like, Scale) else (Fraction(1), part)
    yield scaled(number, run_of(Hadamard, (Written.of(size), inner)))
    yield scaled(number, run_of(Hadamard, (inner, Written.of(Power(size, Fraction(-1))))))


WITH_POOL: tuple[Callable[[Written, Pool], Instead], ...] = (_terms, _factors, names_for, lengths_in_terms)

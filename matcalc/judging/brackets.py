"""Brackets that stand in another place: (a − b) c for a − b c, A (b ⊙ c) for A b ⊙ c, f(W x) for f(W) x."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from matcalc.forms.matrix_form import (
    Add,
    Apply,
    EntrySum,
    Hadamard,
    Number,
    Power,
    Product,
    Scale,
    Trace,
    Transpose,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.judging.composed import run_of, scaled, total
from matcalc.judging.mends import Mend
from matcalc.judging.written import Written, entrywise

ONE = Number(Fraction(1))

BEFORE = (Apply, Trace, Determinant, LogDeterminant, EntrySum)
"""What is written before that which it is of."""

BEHIND = (Transpose, Inverse, Power)
"""What is written behind that which it is of."""


def brackets(part: Written) -> Iterator[tuple[Mend, Written]]:
    """A part with brackets in another place."""
    for made in (_around_a_sum(part), _without_a_sum(part), _around_entries(part), _without_entries(part)):
        yield from ((Mend.BRACKETS, each) for each in made)
    yield from ((Mend.BRACKETS, each) for each in _reach(part))


def _around_a_sum(part: Written) -> Iterator[Written]:
    """(a − b) c for a − b c, and a (b − c) for a b − c."""
    if not isinstance(part.like, Add):
        return
    terms = part.parts
    for at, term in enumerate(terms):
        number, inner = (term.like.coefficient, term.parts[0]) if isinstance(term.like, Scale) else (1, term)
        operation = _operation(inner)
        factors = inner.parts if operation is not None else (inner,)
        for kind in (operation,) if operation is not None else (Hadamard, Product):
            for cut in range(1, len(factors)):
                first, rest = scaled(number, run_of(kind, factors[:cut])), factors[cut:]
                for start in range(at):
                    joined = run_of(kind, (total((*terms[start:at], first)), *rest))
                    yield total((*terms[:start], joined, *terms[at + 1 :]))
            for cut in range(1, len(factors) + 1):
                last = run_of(kind, factors[cut:]) if cut < len(factors) else Written(ONE)
                for end in range(at + 2, len(terms) + 1):
                    joined = scaled(number, run_of(kind, (*factors[:cut], total((last, *terms[at + 1 : end])))))
                    yield total((*terms[:at], joined, *terms[end:]))


def _without_a_sum(part: Written) -> Iterator[Written]:
    """a − b c for (a − b) c, and a b − c for a (b − c)."""
    operation = _operation(part)
    if operation is None:
        return
    first, last = part.parts[0], part.parts[-1]
    if isinstance(first.like, Add):
        yield total((*first.parts[:-1], run_of(operation, (first.parts[-1], *part.parts[1:]))))
    if isinstance(last.like, Add):
        yield total((run_of(operation, (*part.parts[:-1], last.parts[0])), *last.parts[1:]))


def _around_entries(part: Written) -> Iterator[Written]:
    """A (b ⊙ c) for A b ⊙ c."""
    if not isinstance(part.like, Hadamard):
        return
    for at, one in enumerate(part.parts):
        if isinstance(one.like, Product):
            rest = (*part.parts[:at], *part.parts[at + 1 :])
            for cut in range(1, len(one.parts)):
                inner = run_of(Hadamard, (run_of(Product, one.parts[cut:]), *rest))
                yield run_of(Product, (*one.parts[:cut], inner))


def _without_entries(part: Written) -> Iterator[Written]:
    """A b ⊙ c for A (b ⊙ c), also within a longer product."""
    if not isinstance(part.like, Product) or not isinstance(part.parts[-1].like, Hadamard):
        return
    *before, last = part.parts
    for at, one in enumerate(last.parts):
        rest = run_of(Hadamard, (*last.parts[:at], *last.parts[at + 1 :]))
        for cut in range(len(before)):
            yield run_of(Product, (*before[:cut], entrywise(run_of(Product, (*before[cut:], rest)), one)))


def _reach(part: Written) -> Iterator[Written]:
    """f(W x) for f(W) x, (A B)ᵀ for A Bᵀ, log(a + b) for log a + b; and the other way round."""
    if isinstance(part.like, Product | Hadamard | Add) and len(part.parts) > 1:
        first, last = part.parts[0], part.parts[-1]
        if isinstance(first.like, BEFORE) and first.parts:
            yield Written(first.like, (Written(part.like, (first.parts[0], *part.parts[1:])),))
        if isinstance(last.like, BEHIND) and last.parts:
            yield Written(last.like, (Written(part.like, (*part.parts[:-1], last.parts[0])),))
    if (
        isinstance(part.like, BEFORE + BEHIND)
        and part.parts
        and isinstance(part.parts[0].like, Product | Hadamard | Add)
    ):
        inner = part.parts[0]
        if isinstance(part.like, BEFORE):
            yield Written(inner.like, (Written(part.like, inner.parts[:1]), *inner.parts[1:]))
        else:
            yield Written(inner.like, (*inner.parts[:-1], Written(part.like, inner.parts[-1:])))


def _operation(part: Written) -> type[Product | Hadamard] | None:
    if len(part.parts) < 2:
        return None
    return Product if isinstance(part.like, Product) else Hadamard if isinstance(part.like, Hadamard) else None

"""Written expressions put together from others."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import chain

from matcalc.forms.matrix_form import Add, Hadamard, Number, Product, Scale
from matcalc.judging.written import Written, transposed


def turned(part: Written) -> Written:
    """The transpose, each factor by itself: Bᵀ Aᵀ for A B."""
    if isinstance(part.like, Product):
        return Written(part.like, tuple(transposed(factor) for factor in reversed(part.parts)))
    return scaled(part.like.coefficient, turned(part.parts[0])) if isinstance(part.like, Scale) else transposed(part)


def scaled(number: int | Fraction, part: Written) -> Written:
    """A number times a part; two numbers are multiplied."""
    if number == 1:
        return part
    if isinstance(part.like, Scale):
        return with_number(number * part.like.coefficient, part)
    if isinstance(part.like, Number):
        return Written(Number(number * part.like.value))
    return Written(Scale(Fraction(number), part.like), (part,))


def with_number(number: Fraction, part: Written) -> Written:
    """What has a number in front with another one."""
    assert isinstance(part.like, Scale)
    return part.parts[0] if number == 1 else Written(Scale(number, part.like.arg), part.parts)


def without(part: Written, at: int) -> Written:
    """What is left of a sum or product without one of its parts."""
    rest = (*part.parts[:at], *part.parts[at + 1 :])
    return rest[0] if len(rest) == 1 else Written(part.like, rest)


def added(part: Written, term: Written) -> Written:
    """A sum with one term more."""
    terms = part.parts if isinstance(part.like, Add) else (part,)
    return Written(Add((part.like,)), (*terms, term))


def total(terms: Sequence[Written]) -> Written:
    """A sum; one term alone is itself, and a term that is a sum is taken in."""
    flat = tuple(
        chain.from_iterable(each.parts if isinstance(each.like, Add) and each.parts else (each,) for each in terms)
    )
    return flat[0] if len(flat) == 1 else Written(Add((flat[0].like,)), flat)


def run_of(operation: type[Product | Hadamard], factors: Sequence[Written]) -> Written:
    """Factors joined by an operation; one alone is itself, and a factor that is such a run is taken in."""
    flat = tuple(
        chain.from_iterable(
            each.parts if isinstance(each.like, operation) and each.parts else (each,) for each in factors
        )
    )
    return flat[0] if len(flat) == 1 else Written(operation((flat[0].like,)), flat)

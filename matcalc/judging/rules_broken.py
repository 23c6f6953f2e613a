"""Rules that people make up: (f g)′ = f′ g′, (f/g)′ = f′/g′, (A + B)⁻¹ = A⁻¹ + B⁻¹, (A + B)² = A² + 2 A B + B²."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Add, Apply, EntrySum, Hadamard, Node, Power, Product, Scale, Trace
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.judging.composed import scaled, total
from matcalc.judging.mends import Mend
from matcalc.judging.written import Written, entrywise

FUNCTIONS = (Apply, Power, Inverse, Trace, Determinant, LogDeterminant, EntrySum)


def rules_broken(part: Written) -> Iterator[tuple[Mend, Written]]:
    """A part as it is by the rule that holds."""
    yield from _product_rule(part)
    yield from _taken_apart(part)
    yield from _other_order(part)


def _product_rule(part: Written) -> Iterator[tuple[Mend, Written]]:
    """f′ g + f g′ for f′ g′, and (f′ g − f g′) / g² for f′/g′."""
    if not isinstance(part.like, Hadamard | Product) or len(part.parts) != 2:
        return
    one, other = part.parts
    f = _lowered(one)
    if f is not None and (g := _lowered(other)) is not None:
        both = (Written(part.like, (one, g)), Written(part.like, (f, other)))
        yield Mend.PRODUCT_RULE, total(both)
    if f is not None and isinstance(other.like, Power) and other.like.exponent == -1:
        slope = other.parts[0]
        if (g := _lowered(slope)) is not None:
            above = total((entrywise(one, g), scaled(-1, entrywise(f, slope))))
            yield Mend.QUOTIENT_RULE, entrywise(above, Written(Power(g.like, Fraction(-2)), (g,)))


def _lowered(part: Written) -> Written | None:
    """What a part is the derivative of; None where it is no function that is differentiated."""
    if not isinstance(part.like, Apply) or not part.like.function.order:
        return None
    function = part.like.function
    return Written(Apply(Function(function.name, function.order - 1), part.like.arg), part.parts)


def _taken_apart(part: Written) -> Iterator[tuple[Mend, Written]]:
    """(A + B)⁻¹ for A⁻¹ + B⁻¹, tr(A B) for tr A tr B, log a + log b for log a log b."""
    if not isinstance(part.like, Add | Hadamard | Product) or len(part.parts) < 2:
        return
    first = part.parts[0].like
    if isinstance(first, FUNCTIONS) and all(_is_alike(first, one.like) and one.parts for one in part.parts):
        inner = tuple(one.parts[0] for one in part.parts)
        for operation in (type(part.like),) if isinstance(part.like, Add) else (Product, Hadamard):
            yield Mend.TAKEN_APART, Written(first, (Written(operation((inner[0].like,)), inner),))
        if not isinstance(part.like, Add):
            yield Mend.TAKEN_APART, total(part.parts)


def _is_alike(one: Node, other: Node) -> bool:
    if isinstance(one, Apply) and isinstance(other, Apply):
        return one.function == other.function
    if isinstance(one, Power) and isinstance(other, Power):
        return one.exponent == other.exponent
    return type(one) is type(other)


def _other_order(part: Written) -> Iterator[tuple[Mend, Written]]:
    """A B + B A for 2 A B."""
    if isinstance(part.like, Scale) and isinstance(part.parts[0].like, Product) and len(part.parts[0].parts) == 2:
        product = part.parts[0]
        turned = Written(product.like, product.parts[::-1])
        yield Mend.OTHER_ORDER, total(tuple(scaled(part.like.coefficient / 2, each) for each in (product, turned)))

"""Divisors that cancel in elementwise products: (a / u + b) u is a + b u, which has a value where u rounds to 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from matcalc.codegen.factors import hadamard, scaled, transposed, unscaled
from matcalc.forms.matrix_form import Add, Diag, DiagOf, Hadamard, Node, Number, Ones, Power
from matcalc.forms.shapes import Shape, vector
from matcalc.rules.assemble import raised


def cancelled(args: Sequence[Node], meanings: Mapping[Node, Node], shape: Shape) -> Node | None:
    """The elementwise product of args without the divisors that cancel; None where none does.

    meanings: what names of quotients stand for. The product is multiplied out over a sum in which one cancels.
    """
    number, factors = elementwise_factors(args, {})
    for at, factor in enumerate(factors):
        coefficient, bare = unscaled(meanings.get(factor, factor))
        others = [other for place, other in enumerate(factors) if place != at]
        summands = _summands(bare)
        meeting = [other for other in others if any(_divides(summand, [other], meanings) for summand in summands)]
        if meeting:
            made = [_without_divisors((summand, *meeting), meanings) for summand in summands]
            whole = made[0] if len(made) == 1 else Add(tuple(made))
            rest = [other for other in others if other not in meeting]
            if isinstance(whole, Number) and rest:
                result = scaled(number * coefficient * whole.value, hadamard(rest))
            else:
                result = scaled(number * coefficient, hadamard([whole, *rest]))
            return result if result.shape == shape else Hadamard((result, Ones(shape)))
    return None


def is_quotient(root: Node) -> bool:
    """Whether an elementwise product, a summand of a sum or a diagonal is divided by something."""
    _, bare = unscaled(root)
    factors = [one for summand in _summands(bare) for one in elementwise_factors((summand,), {})[1]]
    return any(is_quotient(one.arg) if isinstance(one, Diag) else _is_divisor(one) for one in factors)


def _summands(bare: Node) -> tuple[Node, ...]:
    return bare.args if isinstance(bare, Add) else (bare,)


def elementwise_factors(args: Iterable[Node], meanings: Mapping[Node, Node]) -> tuple[Fraction, list[Node]]:
    """The factors of an elementwise product, numbers apart, those of named quotients among them."""
    number, found, waiting = Fraction(1), list[Node](), list(args)[::-1]
    while waiting:
        coefficient, bare = unscaled(waiting.pop())
        number *= coefficient
        meaning = meanings.get(bare)
        if isinstance(bare, Hadamard):
            waiting.extend(reversed(bare.args))
        elif meaning is not None and not isinstance(meaning, Add):
            waiting.append(meaning)
        else:
            found.append(bare)
    return number, found


def _is_divisor(factor: Node) -> bool:
    return _base_and_exponent(factor)[1] < 0


def _base_and_exponent(factor: Node) -> tuple[Node, Fraction]:
    """x and -2 of 1 / x²; of a root, itself, since the product of two of them has a value where x has none."""
    base: Node = factor
    exponent = Fraction(1)
    while isinstance(base, Power):
        if base.exponent.denominator != 1:
            return raised(base.arg, abs(base.exponent)), exponent if base.exponent > 0 else -exponent
        exponent *= base.exponent
        base = base.arg
    return base, exponent


def _divides(summand: Node, others: Sequence[Node], meanings: Mapping[Node, Node]) -> bool:
    """Whether something by which a summand is divided is among other factors."""
    _, factors = elementwise_factors((summand,), meanings)
    return any(
        _divides(one.arg, list(map(on_diagonal, others)), meanings)
        if isinstance(one, Diag)
        else _is_divisor(one) and any(_is_multiple(other, one) for other in others)
        for one in factors
    )


def _is_multiple(factor: Node, divisor: Node) -> bool:
    """Whether a factor is what is divided by, or a power of it."""
    base, exponent = _base_and_exponent(factor)
    return exponent > 0 and base == _base_and_exponent(divisor)[0]


def on_diagonal(factor: Node) -> Node:
    """What an array multiplies the diagonal of a matrix by."""
    if isinstance(factor, Diag):
        return factor.arg
    return DiagOf(factor) if factor.shape.is_matrix else transposed(factor) if factor.shape.is_row else factor


def _without_divisors(args: Iterable[Node], meanings: Mapping[Node, Node]) -> Node:
    """The elementwise product of args, each base once with the sum of its exponents."""
    number, factors = elementwise_factors(args, meanings)
    if any(isinstance(factor, Diag) for factor in factors):
        size = next(factor.shape.rows for factor in factors if isinstance(factor, Diag))
        inner = _without_divisors(map(on_diagonal, factors), meanings)
        return scaled(number, Diag(Hadamard((inner, Ones(vector(size)))) if inner.shape.is_scalar else inner))
    exponents: dict[Node, Fraction] = {}
    for factor in factors:
        base, exponent = _base_and_exponent(factor)
        exponents[base] = exponents.get(base, Fraction(0)) + exponent
    left = [raised(base, exponent) for base, exponent in exponents.items() if exponent]
    return scaled(number, hadamard(left)) if left else Number(number)

"""The factors of an elementwise product by how they grow, and which exponentials among them had better be one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from matcalc.codegen.exponentials import Exponential, arrays_of, cancels, covers, first_of, partly_cancels
from matcalc.codegen.exponents import Exponent
from matcalc.codegen.factors import hadamard
from matcalc.codegen.growing import Growing
from matcalc.forms.matrix_form import Node
from matcalc.rules.assemble import total


@dataclass(slots=True)
class GrowingFactors:
    """Those of an elementwise product: exponentials and their sums, which grow, and what they are divided by.

    sums: other arrays that grow. quotients: arrays with summands that are divided by what grows. bounded: sigmoids and
    softmaxes, which may have been divided by what grows.
    """

    powers: list[Exponential] = field(default_factory=list)
    divisors: list[Exponential] = field(default_factory=list)
    bounded: list[Exponential] = field(default_factory=list)
    sums: list[Node] = field(default_factory=list)
    quotients: list[Node] = field(default_factory=list)
    rest: list[Node] = field(default_factory=list)

    @property
    def measure(self) -> tuple[int, Fraction, int]:
        """How many factors grow, how fast exponentials do, and how many divisors there may be."""
        speeds = (abs(count) for one in self.powers for count in arrays_of(one.logarithm).values())
        return len(self.powers) + len(self.sums), sum(speeds, Fraction(0)), len(self.divisors) + len(self.bounded)

    def take_bounded_powers(self, growing: Growing) -> tuple[list[Node], Fraction]:
        """What exponentials are with divisors that bound them, both taken out, and the number among these factors."""
        made, number, left = list[Node](), Fraction(1), list[Exponential]()
        while self.powers:
            power = self.powers.pop(0)
            divisor = (
                first_of(self.divisors, power, covers)
                or first_of(self.bounded, power, covers)
                or first_of(self.powers, power, cancels)
            )
            if divisor is None:
                left.append(power)
            else:
                number *= put_together(made, power, divisor)

        def is_better_with(one: Exponential, other: Exponential) -> bool:
            """Whether the two had better be one: their logarithms cancel in part, or one of these grows itself."""
            return partly_cancels(one, other) or any(growing.grows_twice(each.logarithm) for each in (one, other))

        for power in left:
            meeting = [power]
            for candidates in (self.divisors, self.bounded, self.powers):
                while (other := first_of(candidates, _together(meeting), is_better_with)) is not None:
                    meeting.append(other)
            if len(meeting) == 1:
                self.powers.append(power)
            else:
                in_one = any(growing.grows_twice(one.logarithm) for one in meeting)
                number *= put_together(made, *meeting, in_one=in_one)
        return made, number


def _together(exponentials: Sequence[Exponential]) -> Exponential:
    """Their product."""
    logarithms = [one.logarithm for one in exponentials]
    return Exponential(hadamard([one.factor for one in exponentials]), total(logarithms))


def put_together(made: list[Node], *exponentials: Exponential, in_one: bool = False) -> Fraction:
    """Add the factors that exponentials together are, or the one; the number among them is returned."""
    number, factors = Exponent(*(one.logarithm for one in exponentials)).factors(in_one=in_one)
    made += factors
    return number

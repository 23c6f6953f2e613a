"""What a problem expects of a derivative, against what was derived: the same form, or at least the same values."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matcalc.chain import Expression
from matcalc.checking.claims.matching import are_equal
from matcalc.checking.comparing import Comparing, Show
from matcalc.checking.enough import at_enough_points
from matcalc.checking.unrolled import Unrolled, ends_of
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.errors import InvariantError
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Program


@dataclass(frozen=True, slots=True)
class Unmet:
    """A derivative, or a solution, that is not what was expected. order: 2 of a second derivative, 0 of a solution.

    derived: empty where nothing could be isolated. can_be_expected: whether what is derived, as a text, can be what is
    expected. has_its_values: whether the two have the same values at random points.
    """

    of: Symbol
    order: int
    expect: str
    derived: str
    can_be_expected: bool
    has_its_values: bool


def are_equal_arrays(expected: Node, derived: Node, program: Program, *, show: Show, facts: Facts) -> bool:
    """Whether two arrays of one shape have the same values at so many random points of a program as are enough."""

    def compare(comparing: Comparing) -> bool:
        return are_equal(derived, expected, (), comparing)

    held = frozenset(program.inputs)
    sides = (expected, derived)
    return at_enough_points(program, program, compare, show=show, facts=facts, held=held, sides=sides)


def has_values_of(
    expected: Expression,
    gradient: VariableGradient,
    differentiation: Differentiation,
    original: Program,
    *,
    show: Show,
    facts: Facts,
) -> bool:
    """Whether an expression has the values of a derivative at so many points as are enough.

    Arrays of other shapes have not. Of a family it has to have them at every step, wherever its label ends.
    """
    if original.labels:
        unrolled = (Unrolled(differentiation, original, ends) for ends in ends_of(original.labels))
        return all(_at_each_step(expected, gradient, each, show, each.facts(facts)) for each in unrolled)

    def compare(comparing: Comparing) -> bool:
        return are_equal(gradient.value, expected, gradient.free, comparing)

    held, sides = differentiation.held, (expected, gradient.value)
    return at_enough_points(differentiation.program, original, compare, show=show, facts=facts, held=held, sides=sides)


def _at_each_step(
    expected: Expression, gradient: VariableGradient, unrolled: Unrolled, show: Show, facts: Facts
) -> bool:
    for there in unrolled.at_each(gradient.of, before_last=gradient.before_last):
        one = replace(gradient, of=there.symbol(gradient.of), value=there.expression(gradient.value), chain=None)
        one = replace(one, free=tuple(map(there.index, gradient.free)))
        try:
            other = there.expression(expected)
        except InvariantError:  # a member that is not there
            return False
        whole = unrolled.differentiation
        if not has_values_of(other, one, whole, unrolled.program, show=show, facts=facts):
            return False
    return True

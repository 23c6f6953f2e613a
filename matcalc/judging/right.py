"""A right answer, and its values at random points, with which others are compared."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from matcalc.api.derivation import Derivation
from matcalc.chain import Expression
from matcalc.checking.arithmetic import UndefinedError
from matcalc.checking.claims.matching import are_equal
from matcalc.checking.comparing import Comparing, at_points
from matcalc.checking.enough import Enough
from matcalc.checking.expected import has_values_of
from matcalc.checking.seeds import USUAL_SEED
from matcalc.documents.page import Mathematics
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.errors import InputError
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import Program
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import walk
from matcalc.notation.text_out import input_text


@dataclass(frozen=True, slots=True)
class Question:
    """A derivative that is asked for, and where its values come from. is_second: whether it is a second derivative."""

    gradient: VariableGradient
    differentiation: Differentiation
    program: Program
    facts: Facts
    is_second: bool


@dataclass(frozen=True, slots=True)
class Right(Question):
    """A right answer in matrix form. value: in the names of the derivation. name: what it is the value of, if said."""

    value: Node
    name: Mathematics | None = None

    @property
    def shape(self) -> Shape:
        return self.value.shape


def question_of(derivation: Derivation, wrt: str, order: int | None = None) -> Question:
    """The derivative by a variable: of that order, or of the highest. Raises InputError where there is none."""
    name = derivation.results[wrt].wrt
    facts = derivation.problem.choices.facts
    for second in () if order == 1 else derivation.seconds:
        if second.derivative.of.name == name:
            found = second.derivative.differentiation
            return Question(found.gradient(name), found, second.derivative.program, facts, is_second=True)
    first = derivation.differentiation
    return Question(first.gradient(name), first, derivation.problem.program, facts, is_second=False)


def right_answer(derivation: Derivation, wrt: str, *, order: int | None = None) -> Right:
    """The derivative by a variable as the right answer. order: as that of question_of.

    Raises InputError where it is in index form, and where there is none by that variable.
    """
    asked = question_of(derivation, wrt, order)
    chosen = asked.gradient.value
    if not isinstance(chosen, Node):
        raise InputError(f"the derivative by {wrt} is in index form: mistakes are made of matrix forms")
    if labels := asked.program.labels:
        raise InputError(f"{wrt}: mistakes are not made of families of arrays, one for every {labels[0].name}")
    return Right(asked.gradient, asked.differentiation, asked.program, asked.facts, asked.is_second, chosen)


def right_side(derivation: Derivation, name: Mathematics, value: Node) -> Right | None:
    """The right side of any equation of a derivation in its first or second part; None where it is not of these.

    name: its left side.
    """
    derived = derivation.derived
    parts = [(derived.differentiation, derivation.problem.program, False)]
    parts += [(each.derivative.differentiation, each.derivative.program, True) for each in derived.seconds]
    for differentiation, program, is_second in parts:
        if program.labels or not differentiation.gradients or not _is_of(value, differentiation):
            continue
        gradient = replace(differentiation.gradients[0], value=value, free=())
        return Right(gradient, differentiation, program, derivation.problem.choices.facts, is_second, value, name)
    return None


def _is_of(value: Node, differentiation: Differentiation) -> bool:
    """Whether an array speaks of nothing but the names of a program and the gradients at them."""
    known, found = set(differentiation.program.symbols), {each.of for each in differentiation.gradients}
    output = differentiation.program.output
    return all(
        part in known if isinstance(part, Symbol) else part.of in found and part.output == output.shape
        for part in walk(value)
        if isinstance(part, Symbol | Cotangent)
    )


Found = TypeVar("Found")


def at_points_of(right: Question, compare: Callable[[Comparing], Found], seed: int = USUAL_SEED) -> Found:
    """What `compare` makes of points at which the right answer has a value."""

    def where_it_has_a_value(comparing: Comparing) -> Found:
        value = right.gradient.value
        are_equal(value, value, right.gradient.free, comparing, must_have_value=True)
        return compare(comparing)

    program = right.differentiation.program
    held = right.differentiation.held
    return at_points(
        program, right.program, where_it_has_a_value, seed=seed, show=input_text, facts=right.facts, held=held
    )


def at_enough_points(right: Question, compare: Callable[[Comparing], bool], sides: Collection[Expression] = ()) -> bool:
    """Whether something holds at so many points as are enough: of other sizes, and on both sides of each kink.

    sides: what is compared, beside the right answer.
    """
    program, shown = right.differentiation.program, (*sides, right.gradient.value)
    enough = Enough(program, right.program, shown, facts=right.facts)
    return enough.everywhere(compare, partial(at_points_of, right))


def has_value_of(expression: Expression, right: Question) -> bool:
    """Whether an expression has the values of the derivative at enough points; of a family at every step."""
    gradient = right.gradient
    if right.program.labels:
        return has_values_of(
            expression, gradient, right.differentiation, right.program, show=input_text, facts=right.facts
        )
    sides = (gradient.value, expression)
    return at_enough_points(
        right, lambda comparing: are_equal(gradient.value, expression, gradient.free, comparing), sides
    )


def have_equal_values(one: Node, other: Node, comparing: Comparing) -> bool:
    """Whether two arrays of one shape have; where one has no value the other may have one, and they differ."""
    try:
        if comparing.drawn.differ_plainly(one, other, (), declared=True):
            return False
    except UndefinedError:
        return False
    return are_equal(one, other, (), comparing)

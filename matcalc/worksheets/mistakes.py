"""Wrong answers that people give, each checked to be wrong, with the words for how one sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from matcalc.api.derivation import Derivation
from matcalc.chain import Gradient
from matcalc.checking.arithmetic import UndefinedError
from matcalc.checking.claims.matching import are_equal
from matcalc.checking.comparing import Comparing, at_points
from matcalc.documents.page import Sentence
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.limits import limited
from matcalc.errors import InputError
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import Node
from matcalc.forms.program import Program
from matcalc.forms.shapes import Shape
from matcalc.notation.text_out import input_text
from matcalc.worksheets.slips import Slip, Slipped, slips
from matcalc.worksheets.written import Clash, ClashError, Written, shape_of, stand_in

MOST_LOOKED_AT = 200
"""Places where something may go wrong that are looked at, the most plausible first."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer. made: what is printed; where its shapes do not fit, of stand-ins that mean nothing else.

    words: what one gets, and how one sees that it is wrong. conforms: whether it has the shape of the right one.
    """

    slip: Slip
    made: Node
    words: Sentence
    conforms: bool

    @property
    def name(self) -> str:
        """What went wrong, in words."""
        return self.slip.value


@dataclass(frozen=True, slots=True)
class Right:
    """A right answer, and where its values come from.

    value: in the names of the derivation. is_second: whether it is a second derivative.
    """

    value: Node
    gradient: VariableGradient
    differentiation: Differentiation
    program: Program
    facts: Facts
    is_second: bool = False

    @property
    def shape(self) -> Shape:
        return self.value.shape


def right_answer(derivation: Derivation, wrt: str, value: Node | None = None) -> Right:
    """The derivative by a variable as the right answer, or another form of it that the derivation has.

    Raises InputError where it is in index form, or where there is none by that variable.
    """
    derivation.results[wrt]  # an unknown name is said to be one
    differentiation, program, is_second = derivation.differentiation, derivation.problem.program, False
    for second in derivation.seconds:
        if second.derivative.of.name == wrt:
            differentiation, program, is_second = second.derivative.differentiation, second.derivative.program, True
    gradient = differentiation.gradient(wrt)
    chosen = gradient.value if value is None else value
    if not isinstance(chosen, Node):
        raise InputError(f"the derivative by {wrt} is in index form: mistakes are made of matrix forms")
    if program.labels:
        raise InputError(f"{wrt}: mistakes are not made of families of arrays, one for every {program.labels[0].name}")
    return Right(chosen, gradient, differentiation, program, derivation.problem.choices.facts, is_second)


def mistakes(right: Right, derivation: Derivation) -> tuple[Mistake, ...]:
    """The mistakes that people make with a result, the most plausible first, each checked to be wrong.

    One is wrong if its shapes do not fit, all dimensions being different, or if its values differ at random points.
    Raises LimitError where the limits of the derivation are passed.
    """
    with limited(derivation.limits):
        return _at_points(right, lambda comparing: tuple(_Making(right, comparing).mistakes()))


def distractors(right: Right, derivation: Derivation, count: int, rng: Random) -> tuple[Mistake, ...]:
    """So many wrong answers, the most plausible first; none has the values of the right one or of another.

    rng: which of several that are equally plausible. Raises InputError where there are fewer.
    """
    order = rng.getrandbits(64)

    def choose(comparing: Comparing) -> list[Mistake]:
        making, again = _Making(right, comparing), Random(order)  # noqa: S311  # no secrets here
        chosen: list[Mistake] = []
        for mistake in sorted(making.mistakes(), key=lambda one: (one.slip.rank, again.random())):
            if len(chosen) < count and not any(making.are_equal(mistake, other) for other in chosen):
                chosen.append(mistake)
        return chosen

    with limited(derivation.limits):
        chosen = _at_points(right, choose)
    if len(chosen) < count:
        raise InputError(
            f"{count} wrong answers were asked for beside {input_text(right.value)}, and {len(chosen)} were found that "
            "differ: ask for fewer"
        )
    return tuple(chosen)


Found = TypeVar("Found")


def _at_points(right: Right, compare: Callable[[Comparing], Found]) -> Found:
    """What `compare` makes of points at which the right answer has a value."""

    def where_it_has_a_value(comparing: Comparing) -> Found:
        are_equal(right.value, right.value, (), comparing, must_have_value=True)
        return compare(comparing)

    program = right.differentiation.program
    held = frozenset(program.inputs) - {program.output, *(each.of for each in right.differentiation.gradients)}
    return at_points(program, right.program, where_it_has_a_value, show=input_text, facts=right.facts, held=held)


class _Making:
    """Makes the mistakes of one right answer, and compares them at points."""

    def __init__(self, right: Right, comparing: Comparing) -> None:
        self._right = right
        self._comparing = comparing
        self._fitting: set[Mistake] = set()

    def mistakes(self) -> list[Mistake]:
        seen = {input_text(self._right.value)}
        made: list[Mistake] = []
        found = sorted(slips(Written.of(self._right.value)), key=lambda one: one.slip.rank)
        for slipped in found[:MOST_LOOKED_AT]:
            mistake = self._mistake(slipped)
            if mistake is not None and (text := input_text(mistake.made)) not in seen:
                seen.add(text)
                made.append(mistake)
        return made

    def are_equal(self, one: Mistake, other: Mistake) -> bool:
        """Whether two mistakes have the same values; those whose shapes do not fit have none."""
        both = {one, other} <= self._fitting and one.made.shape == other.made.shape
        return both and self._have_equal_values(one.made, other.made)

    def _have_equal_values(self, one: Node, other: Node) -> bool:
        """Whether two arrays of one shape have; where one has no value the other may have one, and they differ."""
        try:
            if self._comparing.drawn.differ_plainly(one, other, (), declared=True):
                return False
        except UndefinedError:
            return False
        return are_equal(one, other, (), self._comparing)

    def _mistake(self, slipped: Slipped) -> Mistake | None:
        """What went wrong as a mistake; None where it is right, or can not be printed."""
        try:
            shape = shape_of(slipped.whole)
        except ClashError as error:
            stand, words = stand_in(slipped.whole), _clashing(error.clash)
            return None if stand is None or not words else Mistake(slipped.slip, stand, words, conforms=False)
        node = slipped.whole.node
        if shape != self._right.shape:
            mistake = Mistake(slipped.slip, node, _of_other_shape(node, shape, self._right), conforms=False)
        elif self._have_equal_values(self._right.value, node):
            return None
        else:
            mistake = Mistake(slipped.slip, node, _of_right_shape(slipped), conforms=True)
        self._fitting.add(mistake)
        return mistake


def _clashing(clash: Clash | None) -> Sentence:
    """Which shapes do not fit; nothing where that can not be said in few words."""
    if clash is None:
        return ()
    left, right = stand_in(clash.left), stand_in(clash.right)
    if left is None or right is None:
        return ()
    shapes: Sentence = (left, "is", *_shape(clash.left_shape), "and", right, "is", *_shape(clash.right_shape))
    if clash.inner is None:
        return (*shapes, ": what is joined entry by entry has one shape.")
    return (*shapes, ": the inner lengths", clash.inner[0], "and", clash.inner[1], "do not meet.")


def _shape(shape: Shape) -> Sentence:
    return ("a scalar",) if shape.is_scalar else (shape,)


def _of_other_shape(node: Node, shape: Shape, right: Right) -> Sentence:
    of, output = right.gradient.of, right.program.output
    asked: Sentence = ("a second derivative by", of) if right.is_second else (Gradient(of, output),)
    return (node, "is", *_shape(shape), ", and", *asked, "is", *_shape(right.shape), ".")


def _of_right_shape(slipped: Slipped) -> Sentence:
    """What betrays a mistake that has the right shape."""
    return ("The shape is right and does not betray it;", *_betrayal(slipped))


def _betrayal(slipped: Slipped) -> Sentence:
    match slipped.slip:
        case Slip.TRANSPOSE_DROPPED | Slip.TRANSPOSE_ADDED:
            return ("an entry written with indices does: rows and columns have changed places.",)
        case Slip.ORDER_SWAPPED | Slip.OUTER_TURNED:
            return ("an entry written with indices does: matrix products do not commute.",)
        case Slip.ENTRYWISE_FOR_PRODUCT | Slip.PRODUCT_FOR_ENTRYWISE:
            return ("an entry written with indices does: ⊙ sums over nothing, a matrix product over its inner index.",)
        case _:
            return ("numbers do: after a small step in one entry the value has moved by another amount.",)

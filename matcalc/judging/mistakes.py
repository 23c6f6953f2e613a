"""Wrong answers that people give, each checked to be wrong, with the words for how one sees it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from random import Random

from matcalc.api.derivation import Derivation
from matcalc.chain import Gradient
from matcalc.checking.comparing import Comparing
from matcalc.documents.page import Sentence
from matcalc.engine.limits import limited
from matcalc.errors import InputError
from matcalc.forms.matrix_form import Node
from matcalc.forms.shapes import Shape
from matcalc.judging.right import Right, at_points_of, have_equal_values
from matcalc.judging.slips import PLAUSIBLE, Slip, Slipped, slips
from matcalc.judging.written import Clash, ClashError, Written, shape_of, stand_in
from matcalc.notation.text_out import input_text

MOST_LOOKED_AT = 200
"""Places where something may go wrong that are looked at, the most plausible first."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer. made: what is printed; where its shapes do not fit, of stand-ins that mean nothing else.

    words: what one gets, and how one sees that it is wrong. conforms: whether it has the shape of the right one.
    shapes: those that betray it; none where it conforms.
    """

    slip: Slip
    made: Node
    words: Sentence
    conforms: bool
    shapes: tuple[Shape, ...] = ()

    @property
    def name(self) -> str:
        """What went wrong, in words."""
        return self.slip.value


def mistakes(right: Right, derivation: Derivation) -> tuple[Mistake, ...]:
    """The mistakes that people make with a result, the most plausible first, each checked to be wrong.

    One is wrong if its shapes do not fit, all dimensions being different, or if its values differ at random points.
    Raises LimitError where the limits of the derivation are passed.
    """
    with limited(derivation.limits):
        return at_points_of(right, lambda comparing: tuple(_Making(right, comparing).mistakes()))


def instructive(right: Right, derivation: Derivation, count: int, is_new: Callable[[Mistake], bool]) -> list[Mistake]:
    """So many mistakes for a key: of each kind one that is new, first where the shape betrays it."""

    def choose(comparing: Comparing) -> list[Mistake]:
        chosen: list[Mistake] = []
        made = _Making(right, comparing).each(PLAUSIBLE)
        for _, alike in groupby(made, key=lambda mistake: mistake.slip):
            new = sorted(filter(is_new, alike), key=lambda mistake: mistake.conforms)
            chosen += new[:1]
            if len(chosen) == count:
                break
        return chosen

    with limited(derivation.limits):
        return at_points_of(right, choose)


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
        chosen = at_points_of(right, choose)
    if len(chosen) < count:
        raise InputError(
            f"{count} wrong answers were asked for beside {input_text(right.value)}, and {len(chosen)} were found that "
            "differ: ask for fewer"
        )
    return tuple(chosen)


class _Making:
    """Makes the mistakes of one right answer, and compares them at points."""

    def __init__(self, right: Right, comparing: Comparing) -> None:
        self._right = right
        self._comparing = comparing
        self._fitting: set[Mistake] = set()

    def mistakes(self) -> list[Mistake]:
        """All of them, the most plausible first."""
        return list(self.each(tuple(Slip)))

    def each(self, kinds: Collection[Slip]) -> Iterator[Mistake]:
        """Those of some kinds, the most plausible first."""
        seen = {input_text(self._right.value)}
        found = [one for one in slips(Written.of(self._right.value)) if one.slip in kinds]
        for slipped in sorted(found, key=lambda one: one.slip.rank)[:MOST_LOOKED_AT]:
            mistake = self._mistake(slipped)
            if mistake is not None and (text := input_text(mistake.made)) not in seen:
                seen.add(text)
                yield mistake

    def are_equal(self, one: Mistake, other: Mistake) -> bool:
        """Whether two mistakes have the same values; those whose shapes do not fit have none."""
        both = {one, other} <= self._fitting and one.made.shape == other.made.shape
        return both and have_equal_values(one.made, other.made, self._comparing)

    def _mistake(self, slipped: Slipped) -> Mistake | None:
        """What went wrong as a mistake; None where it is right, or can not be printed."""
        try:
            shape = shape_of(slipped.whole)
        except ClashError as error:
            stand, words, clash = stand_in(slipped.whole), _clashing(error.clash), error.clash
            if stand is None or clash is None or not words:
                return None
            shapes = clash.left_shape, clash.right_shape
            return Mistake(slipped.slip, stand, words, conforms=False, shapes=shapes)
        node = slipped.whole.node
        if shape != self._right.shape:
            words = _of_other_shape(node, shape, self._right)
            mistake = Mistake(slipped.slip, node, words, conforms=False, shapes=(shape, self._right.shape))
        elif have_equal_values(self._right.value, node, self._comparing):
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
    shapes: Sentence = (left, " is ", *shaped(clash.left_shape))
    if right != left:
        shapes = (*shapes, " and ", right, " is ", *shaped(clash.right_shape))
    if clash.inner is None:
        return (*shapes, ", but ⊙ and + need two arrays of one shape.")
    return (*shapes, ": the inner lengths ", clash.inner[0], " and ", clash.inner[1], " do not meet.")


def asked(right: Right) -> Sentence:
    """What is asked for, as mathematics or in words."""
    if right.name is not None:
        return (right.name,)
    of = right.gradient.of
    return ("the second derivative by ", of) if right.is_second else (Gradient(of, right.program.output),)


def shaped(shape: Shape) -> Sentence:
    """A shape after the word is."""
    return ("a scalar",) if shape.is_scalar else (shape,)


def _of_other_shape(node: Node, shape: Shape, right: Right) -> Sentence:
    return (node, " is ", *shaped(shape), ", and ", *asked(right), " is ", *shaped(right.shape), ".")


def _of_right_shape(slipped: Slipped) -> Sentence:
    """What betrays a mistake that has the right shape."""
    return ("The shape is right and does not betray it; ", *_betrayal(slipped))


def _betrayal(slipped: Slipped) -> Sentence:
    match slipped.slip:
        case Slip.TRANSPOSE_DROPPED | Slip.TRANSPOSE_ADDED | Slip.RESULT_TURNED:
            return ("an entry written with indices does: rows and columns have changed places.",)
        case Slip.ORDER_SWAPPED | Slip.OUTER_TURNED:
            return ("an entry written with indices does: matrix products do not commute.",)
        case Slip.ENTRYWISE_FOR_PRODUCT | Slip.PRODUCT_FOR_ENTRYWISE:
            return ("an entry written with indices does: ⊙ sums over nothing, a matrix product over its inner index.",)
        case _:
            return ("numbers do: after a small step in one entry the value has moved by another amount.",)

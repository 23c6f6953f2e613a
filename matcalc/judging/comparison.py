"""Whether what is said has the values of what is wanted, and if not, what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice
from math import isinf
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from matcalc.chain import Expression
from matcalc.checking.arithmetic import RoundingError, UndefinedError
from matcalc.checking.comparing import Comparing, RandomPoints
from matcalc.checking.enough import Enough
from matcalc.checking.points import POINTS
from matcalc.checking.seeds import USUAL_SEED
from matcalc.documents.glyphs import functions_of
from matcalc.errors import InputError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import IndexSum
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import IndexDefinition, Program
from matcalc.judging.findings import How
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.text_out import input_text

Found = TypeVar("Found")

Said = Node | IndexDefinition | IndexSum

DUST = 1e-12
"""Numbers are drawn at the size of 1; what is so small may be rounding."""

ALL_ROUNDING = "both sides are 0 at random points but for rounding, which does not tell them apart"


def glyphs_for(program: Program) -> Glyphs:
    """Plain glyphs for the names of a program."""
    output = program.output if program.output.shape.is_scalar else None
    return Glyphs({}, [symbol.name for symbol in program.symbols], output=output, functions=functions_of(program))


@dataclass(frozen=True)
class Setting:
    """Where expressions get their values from: the arrays of a program, its gradients, and what is declared.

    program: its inputs are drawn at random; Cotangent and Jacobian of its arrays are evaluated without any rule of
    ours. original: the equations that it was made of, where it is another. held: inputs by which nothing is
    differentiated. right: expressions that are known to be right, of which terms and factors may be missing. notation:
    how the names are printed; plainly, where it is left out.
    """

    program: Program
    facts: Facts = NONE
    original: Program | None = None
    held: frozenset[Symbol] = frozenset()
    right: tuple[Node, ...] = ()
    notation: Glyphs | None = None

    @property
    def glyphs(self) -> Glyphs:
        """How the names are printed."""
        return self.notation or glyphs_for(self.program)

    @property
    def given(self) -> Program:
        """The equations as they were given."""
        return self.original or self.program

    @cached_property
    def points(self) -> RandomPoints:
        """Where it has values."""
        return RandomPoints(self.program, self.given, show=input_text, facts=self.facts, held=self.held)

    def at_points(
        self, compare: Callable[[Comparing], Found], seed: int = USUAL_SEED, arrays: Sequence[Node] = ()
    ) -> Found:
        """What `compare` makes of the first points of a seed at which everything has a value."""
        return self.points.look(compare, seed, arrays)


@dataclass(frozen=True, slots=True)
class Compared:
    """Whether two expressions are equal, and how they were compared."""

    are_equal: bool
    how: How


def compared(
    wanted: Expression, said: Expression, free: tuple[Index, ...], setting: Setting, most: int | None = None
) -> Compared:
    """The two at so many random points as are enough, where both have values.

    most: of seeds, where values are dear; each gives every dimension another size. Raises InputError where they have
    none, or can not be evaluated, and LimitError where a limit is passed.
    """
    program, original = setting.program, setting.given
    enough = Enough(program, original, (wanted, said), setting.points.choice, facts=setting.facts)
    arrays = [side for side in (wanted, said) if isinstance(side, Node)]

    def compare(comparing: Comparing) -> tuple[bool, bool, float, MappingProxyType[str, int]]:
        exact, found = comparing.drawn.compare(wanted, said, free, declared=True)
        enough.look(comparing)
        return found.difference is None, exact, found.error, MappingProxyType(dict(comparing.sizes.chosen))

    exactly, error, sizes, points = True, 0.0, [], 0
    for seed in islice(enough.seeds(), most):
        is_equal, exact, apart, chosen = setting.at_points(compare, seed, arrays)
        exactly, error = (
            exactly and (exact or isinf(apart)),
            max(error, apart),
        )
        points += POINTS
        if chosen not in sizes:
            sizes.append(chosen)
        if not is_equal:
            if not exact and setting.at_points(partial(_are_dust, arrays), seed, arrays):
                raise InputError(ALL_ROUNDING)
            return Compared(False, How(exactly, error, points, tuple(sizes)))
    return Compared(True, How(exactly, error, points, tuple(sizes)))


def _are_dust(sides: Sequence[Node], comparing: Comparing) -> bool:
    """Whether both sides are so small that they may be 0 and rounding: no error is relative to anything then."""
    try:
        return len(sides) == 2 and all(np.abs(comparing.drawn.in_float(side)).max() < DUST for side in sides)
    except (UndefinedError, RoundingError):
        return False

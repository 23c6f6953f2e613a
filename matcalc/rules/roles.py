"""What a step of the collapse reads off: the operator, and the role that each index plays in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from matcalc.chain import Step
from matcalc.errors import InvariantError
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Term, indices_of
from matcalc.forms.indices import Index, Place
from matcalc.rules import (
    collapse_blocks,
    collapse_deltas,
    collapse_factors,
    collapse_pairs,
    collapse_products,
    collapse_same_indices,
    kronecker,
    read_off,
)


class Operator(Enum):
    """The operators of matrix form, by the words that name them."""

    HADAMARD = "Hadamard product"
    MATRIX_VECTOR = "matrix–vector product"
    MATRIX_MATRIX = "matrix product"
    INNER = "inner product"
    OUTER = "outer product"
    SUM = "sum with ones"
    DIAGONAL_OR_TRACE = "diagonal or trace"
    WEIGHTS = "diagonal matrix as factor"
    DELTA = "diagonal matrix"
    TRANSPOSE = "transpose"
    ONES = "factor of ones"
    MULTIPLE = "scalar multiple"
    POWER = "elementwise power"
    KRONECKER = "Kronecker product"
    VEC = "vec"
    UNVEC = "unvec"
    BLOCK = "block"


OPERATORS: dict[str, Operator] = {
    collapse_same_indices.collapse_hadamard.name: Operator.HADAMARD,
    collapse_products.collapse_matrix_vector.name: Operator.MATRIX_VECTOR,
    collapse_pairs.collapse_at_pair.name: Operator.MATRIX_VECTOR,
    collapse_products.collapse_matrix_matrix.name: Operator.MATRIX_MATRIX,
    collapse_same_indices.collapse_inner.name: Operator.INNER,
    read_off.collapse_outer.name: Operator.OUTER,
    kronecker.collapse_outer_at_pairs.name: Operator.OUTER,
    collapse_factors.collapse_lone_dummy.name: Operator.SUM,
    collapse_factors.collapse_diagonal.name: Operator.DIAGONAL_OR_TRACE,
    collapse_products.collapse_scaled.name: Operator.WEIGHTS,
    kronecker.weigh.name: Operator.WEIGHTS,
    collapse_deltas.read_delta.name: Operator.DELTA,
    read_off.turn_matrix.name: Operator.TRANSPOSE,
    read_off.fill_with_ones.name: Operator.ONES,
    read_off.collapse_scalars.name: Operator.MULTIPLE,
    collapse_factors.read_power.name: Operator.POWER,
    collapse_pairs.collapse_kron.name: Operator.KRONECKER,
    kronecker.collapse_kronecker.name: Operator.KRONECKER,
    kronecker.pair_deltas.name: Operator.KRONECKER,
    collapse_pairs.stack_matrix.name: Operator.VEC,
    kronecker.stack_side.name: Operator.VEC,
    collapse_pairs.read_pair.name: Operator.UNVEC,
    collapse_blocks.read_block.name: Operator.BLOCK,
    collapse_blocks.place_block.name: Operator.BLOCK,
}
"""The operator that each rule of the collapse reads off."""


class Played(Enum):
    """The part an index plays in one move."""

    SUMMED = "summed by this operator"
    LATER = "summed by a later one"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Standing:
    """A factor and the axis of it at which an index stands, counted from 0: of a matrix the rows are axis 0."""

    factor: Factor
    axis: int


@dataclass(frozen=True, slots=True)
class Role:
    """The part of one index in a move, and where it stands in the factors that the move reads."""

    index: Index
    part: Played
    stands: tuple[Standing, ...]

    def axis(self, factor: Factor) -> int | None:
        """The first axis of `factor` at which the index stands; None where it stands at none."""
        return next((standing.axis for standing in self.stands if standing.factor == factor), None)


@dataclass(frozen=True, slots=True)
class Move:
    """One operator read off a term: the factors `used` become `made`, the roles of their indices say why."""

    operator: Operator
    used: tuple[Factor, ...]
    made: Entry
    roles: tuple[Role, ...]

    def role(self, index: Place) -> Role:
        """The role of an index. Raises KeyError for any other."""
        for role in self.roles:
            if role.index == index:
                return role
        raise KeyError(index)

    def those(self, part: Played) -> tuple[Role, ...]:
        """The roles of one part, in reading order."""
        return tuple(role for role in self.roles if role.part is part)


def move_of(step: Step) -> Move | None:
    """The move that a step makes; None where it reads off no operator.

    The roles are found by comparing the terms before and after, whatever the rule says of them.
    """
    operator = OPERATORS.get(step.rule)
    if operator is None:
        return None
    changed = _changed(step)
    if changed is None:
        return None
    before, after = changed
    used, made = _but(before.factors, after.factors), _but(after.factors, before.factors)
    if len(made) != 1 or not isinstance(made[0], Entry):
        raise InvariantError(f"the step {step.rule!r} does not make one array of others")
    return Move(operator, used, made[0], tuple(_roles(before, after, (*used, *made))))


def _changed(step: Step) -> tuple[Term, Term] | None:
    """The first term that a step changes, before and after."""
    if not isinstance(step.before, IndexSum) or not isinstance(step.after, IndexSum):
        return None
    pairs = zip(step.before.terms, step.after.terms, strict=False)
    return next((pair for pair in pairs if pair[0] != pair[1]), None)


def _but(factors: Iterable[Factor], others: Iterable[Factor]) -> tuple[Factor, ...]:
    """`factors` without as many of each as stand among `others`."""
    left = Counter(others)
    found = []
    for factor in factors:
        if left[factor]:
            left[factor] -= 1
        else:
            found.append(factor)
    return tuple(found)


def _roles(before: Term, after: Term, factors: tuple[Factor, ...]) -> Iterator[Role]:
    gone = [dummy for dummy in before.dummies if dummy not in after.dummies]
    for index in dict.fromkeys((*gone, *(index for factor in factors for index in indices_of(factor)))):
        part = Played.SUMMED if index in gone else Played.LATER if index in before.dummies else Played.FREE
        stands = (Standing(factor, axis) for factor in factors[:-1] for axis in _axes(factor, index))
        yield Role(index, part, tuple(dict.fromkeys(stands)))


def _axes(factor: Factor, index: Index) -> Iterator[int]:
    match factor:
        case Entry(places=places):
            pass
        case Delta(left=left, right=right):
            places = (left, right)
        case _:
            return
    yield from (axis for axis, place in enumerate(places) if place == index)

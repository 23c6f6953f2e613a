"""Arrays whose axes are labelled by indices: reading entries at places, deltas, products summed over dummies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import count
from string import ascii_letters
from typing import Generic

import numpy as np

from matcalc.checking.arithmetic import Arithmetic, Array, Value
from matcalc.checking.sizes import Sizes
from matcalc.errors import InvariantError
from matcalc.forms.indices import Index, Paired, Place, Shifted, indices_in

_BATCH = 2
"""Axes (points, directions) stand before the labelled ones."""


@dataclass(slots=True)
class Labelled(Generic[Value]):
    """A value with one axis for each label, after its batch axes."""

    value: Value
    labels: tuple[Index, ...]


def read(arithmetic: Arithmetic[Value], value: Value, places: tuple[Place, ...], sizes: Sizes) -> Labelled[Value]:
    """The entries of an array at places, as an array over the indices in them. A repeated index reads a diagonal."""
    labels = tuple(place for place in places if isinstance(place, Index))
    if len(set(labels)) == len(places):
        return Labelled(value, labels)
    labels = tuple(dict.fromkeys(index for place in places for index in indices_in(place)))
    at = tuple(_positions(place, labels, sizes) - 1 for place in places)
    lengths = tuple(sizes.of(place.range) for place in places)
    return Labelled(arithmetic.moved(value, lambda array: _picked(array, at, lengths)), labels)


def _picked(array: Array, at: tuple[Array, ...], lengths: tuple[int, ...]) -> Array:
    """The entries at positions counted from 0, after the batch axes; 0 at those beyond an axis."""
    is_there = [(position >= 0) & (position < length) for position, length in zip(at, lengths, strict=True)]
    if all(np.all(there) for there in is_there):
        return np.asarray(array[(slice(None),) * _BATCH + at])
    near = tuple(np.where(there, position, 0) for there, position in zip(is_there, at, strict=True))
    found = np.asarray(array[(slice(None),) * _BATCH + near])
    found[(slice(None),) * _BATCH + (~reduce(np.logical_and, is_there),)] = 0
    return found


def delta(arithmetic: Arithmetic[Value], left: Place, right: Place, sizes: Sizes) -> Labelled[Value]:
    """1 where two places are the same, else 0, over the indices in them."""
    if isinstance(left, Index) and isinstance(right, Index) and left is not right:
        return Labelled(
            arithmetic.pattern(np.eye(sizes.of(left.range), sizes.of(right.range))[None, None]), (left, right)
        )
    labels = tuple(dict.fromkeys((*indices_in(left), *indices_in(right))))
    equal = _positions(left, labels, sizes) == _positions(right, labels, sizes)
    shape = (1, 1, *(sizes.of(label.range) for label in labels))
    return Labelled(arithmetic.pattern(np.broadcast_to(equal, shape[2:]).reshape(shape)), labels)


def contracted(
    arithmetic: Arithmetic[Value],
    coefficient: Fraction,
    factors: Sequence[Labelled[Value]],
    dummies: Sequence[Index],
    free: tuple[Index, ...],
    sizes: Sizes,
) -> Value:
    """coefficient × the product of the factors, summed over the dummies, with the axes `free`.

    An axis that no factor carries has length 1. Raises InvariantError for an index neither summed nor free.
    """
    if dummies:
        coefficient, factors = _summed_out(arithmetic, coefficient, factors, dummies, sizes)
    value = _multiplied(arithmetic, factors, free) if factors else _one(arithmetic, len(free))
    return value if coefficient == 1 else arithmetic.scaled(coefficient, value)


def _summed_out(
    arithmetic: Arithmetic[Value],
    coefficient: Fraction,
    factors: Sequence[Labelled[Value]],
    dummies: Sequence[Index],
    sizes: Sizes,
) -> tuple[Fraction, Sequence[Labelled[Value]]]:
    """A coefficient and factors without dummies, whose product is the sum over the dummies.

    One dummy at a time, the one whose factors carry fewest labels first, so no large array is made.
    """
    left, fresh = dict(enumerate(factors)), count(len(factors))
    users: dict[Index, list[int]] = {dummy: [] for dummy in dummies}
    for number, factor in left.items():
        for label in factor.labels:
            if label in users:
                users[label].append(number)
    carried = {dummy: _count_of_labels(left, numbers) for dummy, numbers in users.items()}
    while carried:
        dummy = min(carried, key=carried.__getitem__)
        del carried[dummy]
        numbers = users[dummy]
        if not numbers:
            coefficient *= sizes.of(dummy.range)
            continue
        new, made = next(fresh), _sum_of_product(arithmetic, [left.pop(number) for number in numbers], dummy)
        left[new] = made
        for label in made.labels:
            if label in carried:
                users[label] = [number for number in users[label] if number in left] + [new]
                carried[label] = _count_of_labels(left, users[label])
    return coefficient, list(left.values())


def _sum_of_product(arithmetic: Arithmetic[Value], factors: Sequence[Labelled[Value]], dummy: Index) -> Labelled[Value]:
    """The product of factors that all carry a dummy, summed over it."""
    *first, last = factors
    if not first:
        axis = last.labels.index(dummy)
        summed = arithmetic.summed(last.value, axis - len(last.labels))
        kept = last.labels[:axis] + last.labels[axis + 1 :]
        return Labelled(arithmetic.moved(summed, lambda array: array.squeeze(_BATCH + axis)), kept)
    product = first[0]
    for factor in first[1:]:
        subscripts, kept = _subscripts(product.labels, factor.labels, None)
        product = Labelled(arithmetic.product_sum(subscripts, product.value, factor.value), kept)
    subscripts, kept = _subscripts(product.labels, last.labels, dummy)
    return Labelled(arithmetic.product_sum(subscripts, product.value, last.value), kept)


@lru_cache(maxsize=1024)
def _subscripts(
    left: tuple[Index, ...], right: tuple[Index, ...], dummy: Index | None
) -> tuple[str, tuple[Index, ...]]:
    """What einsum is told, to multiply what is labelled so and sum over a dummy, and the labels of the result."""
    labels = tuple(dict.fromkeys((*left, *right)))
    letter = dict(zip(labels, ascii_letters, strict=False))
    kept = tuple(label for label in labels if label is not dummy)
    one, other, made = ("..." + "".join(letter[label] for label in axes) for axes in (left, right, kept))
    return f"{one},{other}->{made}", kept


def _count_of_labels(factors: Mapping[int, Labelled[Value]], numbers: Sequence[int]) -> int:
    """How many labels some of the factors carry together."""
    return len({label for number in numbers for label in factors[number].labels})


def _positions(place: Place, labels: tuple[Index, ...], sizes: Sizes) -> Array:
    """The places counted from 1, with one axis for each label, of length 1 where the place does not move with it."""
    match place:
        case Index():
            along = [-1 if label == place else 1 for label in labels]
            return np.arange(1, 1 + sizes.of(place.range)).reshape(along)
        case Shifted(counted=counted, offset=offset):
            moved: Array = np.full([1] * len(labels), sizes.of(offset))
            for index, count in counted:
                moved = moved + sizes.of(count) * _positions(index, labels, sizes)
            return moved
        case Paired(first=first, second=second):
            before = _positions(second, labels, sizes) - 1
            joined: Array = _positions(first, labels, sizes) + sizes.of(first.range) * before
            return joined
    raise InvariantError(f"{place!r} is no place")


def _one(arithmetic: Arithmetic[Value], axes: int) -> Value:
    return arithmetic.pattern(np.ones((1,) * (_BATCH + axes)))


def _multiplied(arithmetic: Arithmetic[Value], factors: Sequence[Labelled[Value]], labels: tuple[Index, ...]) -> Value:
    return reduce(arithmetic.multiply, (_aligned(arithmetic, factor, labels) for factor in factors))


def _aligned(arithmetic: Arithmetic[Value], factor: Labelled[Value], labels: tuple[Index, ...]) -> Value:
    """The factor with one axis for each of `labels`, of length 1 where it does not carry that index."""
    if factor.labels == labels:
        return factor.value
    order, spread = _alignment(factor.labels, labels)
    move: Callable[[Array], Array] = lambda array: array.transpose(order)[spread]  # noqa: E731  # typed for mypy
    return arithmetic.moved(factor.value, move)


@lru_cache(maxsize=1024)
def _alignment(own: tuple[Index, ...], labels: tuple[Index, ...]) -> tuple[tuple[int, ...], tuple[slice | None, ...]]:
    """How axes labelled `own` are ordered, and where axes of length 1 are put in, to be labelled `labels`."""
    if stray := [label.name for label in own if label not in labels]:
        raise InvariantError(f"the index {stray[0]} is neither summed nor free")
    order = (*range(_BATCH), *(_BATCH + own.index(label) for label in labels if label in own))
    spread = (slice(None),) * _BATCH + tuple(slice(None) if label in own else None for label in labels)
    return order, spread

"""Which axis of which array tells how long a dimension is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.matrix_form import Node


@dataclass(frozen=True, slots=True)
class Binding:
    """The axis of an array whose length is factor × name + rest."""

    name: str
    array: Node
    axis: int
    factor: Dimension
    rest: Dimension


def told_by_code(arrays: Sequence[Node]) -> dict[str, Binding]:
    """The bindings that always tell a size: (n − 1) s + q places tell no s where n is 1, so s is asked for."""
    return bindings(arrays, by_products=True)


def bindings(arrays: Sequence[Node], known: Iterable[str] = (), *, by_products: bool = False) -> dict[str, Binding]:
    """For each dimension name the axis that tells its size, in an order in which they can be worked out.

    A plain n is preferred to n + 1. Names that no array tells are left out. by_products: that no factor
    is a sum, which may be 0.
    """
    found: dict[str, Binding] = {}
    done = set(known)
    waiting = [(array, axis, length) for array in arrays for axis, length in enumerate(array.shape.axes)]
    for array, axis, length in waiting:
        name = min(length.names, default="")
        if length == Dimension.named(name) and name not in done:
            done.add(name)
            found[name] = Binding(name, array, axis, Dimension.number(1), ZERO)
    progress = True
    while progress:
        progress = False
        for array, axis, length in waiting:
            unknown = length.names - done
            if len(unknown) == 1 and (split := _split(length, name := min(unknown))) is not None:
                if by_products and len(split[0].terms) > 1:
                    continue
                done.add(name)
                found[name] = Binding(name, array, axis, *split)
                progress = True
    return found


def _split(length: Dimension, name: str) -> tuple[Dimension, Dimension] | None:
    """(factor, rest) with length = factor × name + rest, where the name stands in first powers only."""
    factor, rest = ZERO, ZERO
    for names, count in length.terms:
        if names.count(name) > 1:
            return None
        others = Dimension((((*(other for other in names if other != name),), count),))
        if name in names:
            factor = factor + others
        else:
            rest = rest + others
    return factor, rest


def solved(binding: Binding, length: int, sizes: Mapping[str, int]) -> int | None:
    """The size of the name, where an axis of that length allows one."""
    factor, rest = binding.factor.evaluate(sizes), binding.rest.evaluate(sizes)
    if factor == 0 or (length - rest) % factor:
        return None
    size = (length - rest) // factor
    return size if size >= 0 else None

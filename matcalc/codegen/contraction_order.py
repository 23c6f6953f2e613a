"""The order in which the arrays of a sum of products meet: the fewest operations, then the smallest arrays between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import prod

from matcalc.codegen.chains import length
from matcalc.forms.indices import Index

Meeting = tuple[int, ...]
"""The operands that are multiplied next, counted among those that are left; the result becomes the last."""

MOST_TRIED = 6
"""Operands of which all orders are tried; more are taken in an order that is good, and best where no index is in three.
"""

MOST_DIVIDED = 16
"""Operands whose order is put together from those of parts; more are taken greedily."""


def cheapest_order(labels: Sequence[Sequence[Index]], free: Sequence[Index]) -> list[Meeting]:
    """Which operands meet, two at a time; all at once where that takes no more operations.

    An axis with a name is taken to be as long as in chains.
    """
    if len(labels) < 3:
        return [tuple(range(len(labels)))]
    import opt_einsum

    sizes = {index: _size(index) for each in labels for index in each}
    symbols = {index: opt_einsum.get_symbol(number) for number, index in enumerate(sizes)}
    subscripts = ["".join(symbols[index] for index in each) for each in (*labels, free)]
    path, found = opt_einsum.contract_path(
        f"{','.join(subscripts[:-1])}->{subscripts[-1]}",
        *[tuple(sizes[index] for index in each) for each in labels],
        shapes=True,
        optimize="optimal" if len(labels) <= MOST_TRIED else "dp" if len(labels) <= MOST_DIVIDED else "greedy",
    )
    at_once = (len(labels) - 1 + (not sizes.keys() <= set(free))) * prod(sizes.values())
    if at_once <= found.opt_cost:
        return [tuple(range(len(labels)))]
    order = [tuple(meeting) for meeting in path]
    if len(labels) > MOST_TRIED:
        return order
    operands = [frozenset(each) for each in labels]
    return min([order, *_orders(len(labels))], key=lambda each: _cost(each, operands, frozenset(free)))


def _orders(count: int) -> Iterator[list[Meeting]]:
    """All orders in which so many operands can meet, two at a time."""
    if count < 2:
        yield []
        return
    for meeting in combinations(range(count), 2):
        for rest in _orders(count - 1):
            yield [meeting, *rest]


def _cost(order: Sequence[Meeting], operands: list[frozenset[Index]], free: frozenset[Index]) -> tuple[int, int, int]:
    """Operations; entries of the arrays between; the different lengths of their axes.

    Of lengths that are not known the last prefers V with V, n×k×k, to Ω with V, m×n×k, in Σ_j Ω_ij V_jk V_jl: an axis
    that comes twice belongs to the array of a second derivative, and no other array makes what is kept of it longer.
    """
    operations = entries = lengths = 0
    for meeting in order:
        indices = frozenset[Index]().union(*(operands[at] for at in meeting))
        operands = [each for at, each in enumerate(operands) if at not in meeting]
        kept = indices & free.union(*operands)
        operations += (len(meeting) - 1 + (kept < indices)) * prod(map(_size, indices))
        if operands:
            entries += prod(map(_size, kept))
            lengths += len({index.range for index in kept})
        operands.append(kept)
    return operations, entries, lengths


def _size(index: Index) -> int:
    return max(int(length(index.range)), 1)

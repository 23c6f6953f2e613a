"""Sums of products of arrays as calls of einsum, in the order that takes the fewest operations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from string import ascii_letters

from matcalc.codegen.body import Body
from matcalc.codegen.chains import length
from matcalc.codegen.values import Level, Value
from matcalc.codegen.windows import Labelled
from matcalc.errors import InputError
from matcalc.forms.indices import Index

Meeting = tuple[int, ...]
"""The operands that are multiplied next, counted among those that are left; the result becomes the last."""

MOST_TRIED = 6
"""Operands of which all orders are tried; more are taken in an order that is good, and best where no index is in three.
"""

MOST_DIVIDED = 16
"""Operands whose order is put together from those of parts; more are taken greedily."""


def contracted(arrays: Sequence[Labelled], free: tuple[Index, ...], body: Body) -> Value:
    """The sum of the product of the arrays over all indices but `free`, which give the axes of the result in order."""
    letters = _letters([*free, *(label for array in arrays for label in array.labels)])
    left = [_summed_alone(array, arrays, free, letters, body) for array in arrays]
    for meeting in cheapest_order([array.labels for array in left], free):
        met = [left[at] for at in sorted(meeting)]
        left = [array for at, array in enumerate(left) if at not in meeting]
        needed = {*free, *(label for array in left for label in array.labels)}
        kept = dict.fromkeys(label for array in met for label in array.labels if label in needed)
        left.append(_met(met, tuple(kept) if left else free, letters, body))
    (result,) = left
    return Value(result.text, result.level)


def cheapest_order(labels: Sequence[Sequence[Index]], free: Sequence[Index]) -> list[Meeting]:
    """Which operands meet, two at a time; all at once where that takes no more operations.

    An axis with a name is taken to be as long as in chains.
    """
    if len(labels) < 3:
        return [tuple(range(len(labels)))]
    import opt_einsum

    sizes = {index: max(int(length(index.range)), 1) for each in labels for index in each}
    symbols = {index: opt_einsum.get_symbol(number) for number, index in enumerate(sizes)}
    subscripts = ["".join(symbols[index] for index in each) for each in (*labels, free)]
    path, found = opt_einsum.contract_path(
        f"{','.join(subscripts[:-1])}->{subscripts[-1]}",
        *[tuple(sizes[index] for index in each) for each in labels],
        shapes=True,
        optimize="optimal" if len(labels) <= MOST_TRIED else "dp" if len(labels) <= MOST_DIVIDED else "greedy",
    )
    at_once = (len(labels) - 1 + (not sizes.keys() <= set(free))) * prod(sizes.values())
    return [tuple(range(len(labels)))] if at_once <= found.opt_cost else [tuple(meeting) for meeting in path]


def _summed_alone(
    array: Labelled, arrays: Sequence[Labelled], free: Sequence[Index], letters: Mapping[Index, str], body: Body
) -> Labelled:
    """An array among others without the indices that it alone has and that are summed."""
    others = {label for other in arrays if other is not array for label in other.labels}
    kept = tuple(label for label in array.labels if label in others or label in free)
    return array if len(arrays) == 1 or kept == array.labels else _met([array], kept, letters, body)


def _met(arrays: Sequence[Labelled], kept: tuple[Index, ...], letters: Mapping[Index, str], body: Body) -> Labelled:
    """One call, or what is shorter and the same: the array itself, its transpose, a product entry by entry."""
    if all(array.labels in (kept, ()) for array in arrays):
        texts = [body.short(Value(array.text, array.level)).at(Level.POWER) for array in arrays]
        return arrays[0] if len(arrays) == 1 else Labelled(" * ".join(texts), Level.TIMES, kept)
    if len(arrays) == 1 and len(kept) == 2 and arrays[0].labels == kept[::-1]:
        return Labelled(f"{Value(arrays[0].text, arrays[0].level).atom}.T", Level.ATOM, kept)
    places = ",".join("".join(letters[label] for label in array.labels) for array in arrays)
    subscripts = f'"{places}->{"".join(letters[index] for index in kept)}"'
    texts = [body.short(Value(array.text, array.level)).text for array in arrays]
    options = body.backend.products_by_blas if _multiplies_matrices(arrays, kept) else ()
    return Labelled(body.call("einsum", subscripts, *texts, *options).text, Level.ATOM, kept)


def _multiplies_matrices(arrays: Sequence[Labelled], kept: Iterable[Index]) -> bool:
    """Whether two arrays meet in a sum, and each has an index of its own that stays: what takes cubic time."""
    if len(arrays) != 2:
        return False
    first, second = ({*array.labels} for array in arrays)
    return bool((first & second) - {*kept} and (first - second) & {*kept} and (second - first) & {*kept})


def _letters(indices: Iterable[Index]) -> dict[Index, str]:
    """A letter for each index: its own name where that is one."""
    distinct = list(dict.fromkeys(indices))
    if len(distinct) > len(ascii_letters):
        raise InputError(f"a term with {len(distinct)} indices has no einsum: NumPy has {len(ascii_letters)} letters")
    letters: dict[Index, str] = {}
    for index in distinct:
        if index.name in ascii_letters and len(index.name) == 1 and index.name not in letters.values():
            letters[index] = index.name
    rest = iter(letter for letter in ascii_letters if letter not in letters.values())
    return {index: letters[index] if index in letters else next(rest) for index in distinct}

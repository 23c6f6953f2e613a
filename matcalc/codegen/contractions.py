"""Sums of products of arrays as calls of einsum, or products of matrices, two at a time in the cheapest order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from string import ascii_letters

from matcalc.codegen.body import Body
from matcalc.codegen.contraction_order import cheapest_order
from matcalc.codegen.matrix_products import matrix_product
from matcalc.codegen.values import Level, Value
from matcalc.codegen.windows import Labelled
from matcalc.errors import InputError
from matcalc.forms.indices import Index


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
    if not body.backend.in_einsum and body.backend.products_by_blas and len(arrays) == 2:
        product = matrix_product(arrays[0], arrays[1], kept, body)
        if product is not None:
            return product
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

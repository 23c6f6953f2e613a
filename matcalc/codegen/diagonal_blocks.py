"""Code for terms with a delta between two free indices: blocks on a diagonal; with the zeros nothing is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from matcalc.codegen.backends import JAX
from matcalc.codegen.body import Body
from matcalc.codegen.values import Level, Value
from matcalc.forms.index_form import Delta, Term, all_indices
from matcalc.forms.indices import Index

Free = tuple[Index, ...]


def by_block_delta(terms: Iterable[Term], free: Free) -> list[tuple[Delta | None, list[Term]]]:
    """The terms in their order: those with the same block delta together and without it, each other one by itself."""
    found: list[tuple[Delta | None, list[Term]]] = []
    blocks: dict[Delta, list[Term]] = {}
    for term in terms:
        if (delta := _block_delta(term, free)) is None:
            found.append((None, [term]))
            continue
        if delta not in blocks:
            found.append((delta, blocks.setdefault(delta, [])))
        same = (delta, Delta(delta.right, delta.left))
        blocks[delta].append(replace(term, factors=tuple(each for each in term.factors if each not in same)))
    return found


def _block_delta(term: Term, free: Free) -> Delta | None:
    """A delta between two free indices, the second of which stands nowhere else in the term, where there are others."""
    for factor in term.factors:
        if not isinstance(factor, Delta) or not {factor.left, factor.right} <= set(free) or len(free) < 3:
            continue
        others = all_indices(replace(term, factors=tuple(other for other in term.factors if other is not factor)))
        first, second = sorted((factor.left, factor.right), key=lambda index: index in others, reverse=True)
        if first in others and second not in others:
            return Delta(first, second)
    return None


def on_diagonal(delta: Delta, free: Free, blocks: Callable[[Free], Value], body: Body) -> Value:
    """The array that has the blocks where the two indices of the delta are equal.

    blocks: gives them with an axis for each index that it is passed: all of `free` but the second of the delta.
    """
    first, second = sorted((free.index(delta.left), free.index(delta.right)))
    along = free[free.index(delta.left)]
    others = tuple(index for index in free if index not in (delta.left, delta.right))
    length = body.size(along.range).text
    if body.backend.is_torch:
        return body.call("diag_embed", blocks((*others, along)).text, f"dim1={first}", f"dim2={second}")
    if body.backend is JAX:
        at = ", ".join("None" if index is delta.right else ":" for index in free)
        spread = f"{body.short(blocks(tuple(index for index in free if index is not delta.right))).atom}[{at}]"
        places = ", ".join("None" if index in others else ":" for index in free)
        equal = body.call("eye", length, f"dtype={body.backend.word('bool_')}").text
        return body.call("where", f"{equal}[{places}]", spread, "0")
    stays = second == first + 1  # two arrays of places side by side keep their axis; apart they bring it to the front
    kept = (*others[:first], along, *others[first:]) if stays else (along, *others)
    value = body.named(blocks(kept)).text
    whole = body.assigned(body.call("zeros", body.lengths([index.range for index in free]), f"{value}.dtype")).text
    place = body.assigned(body.call("arange", length), body.names.take(along.name)).text
    body.lines.append(f"{whole}[{', '.join(':' if index in others else place for index in free)}] = {value}")
    return Value(whole, Level.ATOM)

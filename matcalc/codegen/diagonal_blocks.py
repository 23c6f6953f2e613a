"""Code for terms with a delta between two free indices: blocks on a diagonal; with the zeros nothing is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from matcalc.codegen.backends import JAX, NUMPY
from matcalc.codegen.body import Body
from matcalc.codegen.values import Level, Value
from matcalc.forms.index_form import Delta, IndexSum, Term, all_indices
from matcalc.forms.indices import Index

Free = tuple[Index, ...]
Blocks = Callable[[IndexSum, Free], Value]


def by_block_delta(terms: Iterable[Term], free: Free, body: Body) -> list[tuple[Delta | None, list[Term]]]:
    """The terms in their order: those with the same block delta together and without it, each other one by itself."""
    found: list[tuple[Delta | None, list[Term]]] = []
    blocks: dict[Delta, list[Term]] = {}
    for term in terms:
        if (delta := _block_delta(term, free, may_repeat=body.backend is NUMPY)) is None:
            found.append((None, [term]))
            continue
        if delta not in blocks:
            found.append((delta, blocks.setdefault(delta, [])))
        same = (delta, Delta(delta.right, delta.left))
        blocks[delta].append(replace(term, factors=tuple(each for each in term.factors if each not in same)))
    return found


def _block_delta(term: Term, free: Free, *, may_repeat: bool) -> Delta | None:
    """A delta between two free indices, the second of which stands nowhere else in the term, where there are others.

    may_repeat: whether the first may stand nowhere else either, so that one block comes again and again.
    """
    for factor in term.factors:
        if not isinstance(factor, Delta) or not {factor.left, factor.right} <= set(free) or len(free) < 3:
            continue
        others = all_indices(replace(term, factors=tuple(other for other in term.factors if other is not factor)))
        first, second = sorted((factor.left, factor.right), key=lambda index: index in others, reverse=True)
        if (first in others or may_repeat) and second not in others:
            return Delta(first, second)
    return None


def on_diagonal(delta: Delta, terms: Sequence[Term], free: Free, value: Blocks, body: Body) -> Value:
    """The array that has the sum of the terms where the two indices of the delta are equal.

    value: the entries of a sum, with an axis for each index that it is passed.
    """
    first, second = sorted((free.index(delta.left), free.index(delta.right)))
    along = free[free.index(delta.left)]
    others = tuple(index for index in free if index not in (delta.left, delta.right))
    length = body.size(along.range).text
    if body.backend.is_torch:
        blocks = value(IndexSum(tuple(terms)), (*others, along)).text
        return body.call("diag_embed", blocks, f"dim1={first}", f"dim2={second}")
    if body.backend is JAX:
        at = ", ".join("None" if index is delta.right else ":" for index in free)
        spread = value(IndexSum(tuple(terms)), tuple(index for index in free if index is not delta.right))
        places = ", ".join("None" if index in others else ":" for index in free)
        equal = body.call("eye", length, f"dtype={body.backend.word('bool_')}").text
        return body.call("where", f"{equal}[{places}]", f"{body.short(spread).atom}[{at}]", "0")
    before = first if second == first + 1 else 0  # where two arrays of places stand apart, their axis comes first
    blocks = body.named(_blocks(along, before, terms, others, value)).text
    whole = body.assigned(body.call("zeros", body.lengths([index.range for index in free]), f"{blocks}.dtype")).text
    place = body.assigned(body.call("arange", length), body.names.take(along.name)).text
    body.lines.append(f"{whole}[{', '.join(':' if index in others else place for index in free)}] = {blocks}")
    return Value(whole, Level.ATOM)


def _blocks(along: Index, before: int, terms: Sequence[Term], others: Free, value: Blocks) -> Value:
    """The blocks, their number along the axis after so many others; where all are the same, as one that stretches."""
    different = tuple(term for term in terms if along in all_indices(term))
    same = tuple(term for term in terms if term not in different)
    found = []
    if different:
        found.append(value(IndexSum(different), (*others[:before], along, *others[before:])))
    if same:
        block = value(IndexSum(same), others)
        at = [*([":"] * before), "None", *([":"] * (len(others) - before))]
        found.append(Value(f"{block.atom}[{', '.join(at)}]", Level.ATOM) if before else block)
    if len(found) == 1:
        return found[0]
    return Value(f"{found[0].text} + {found[1].at(Level.TIMES, Level.MATMUL, Level.POWER)}", Level.SUM)

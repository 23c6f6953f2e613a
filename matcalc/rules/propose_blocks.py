"""A proposal for sums of stacks: they are added block by block."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from matcalc.chain import Stage, why
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.matrix_form import Add, Hadamard, HStack, Node, Number, VStack, Zeros
from matcalc.forms.shapes import Shape
from matcalc.rules.assemble import hadamard, scaled, split_number, total
from matcalc.rules.registry import Rewrite, Scope, node_rule
from matcalc.rules.simplify_structure import is_zero

Blocks = list[tuple[Dimension, Dimension, Node]]
"""Blocks along an axis: where each begins and ends."""


@node_rule(
    name="add stacks block by block",
    stage=Stage.SIMPLIFY,
    statement="[A 0] + [0 B] = [A B]",
    source="definition of a stack",
    examples=(
        ("hstack(1, 0) + 2 * hstack(0, 1)", "hstack(1, 2)"),
        ("vstack(x, zeros(4)) - vstack(zeros(3), y)", "vstack(x, -y)"),
        ("s * vstack(x, zeros(4)) + vstack(zeros(3), 1, zeros(3))", "vstack(s * x, 1, zeros(3))"),
        ("vstack(x, y) + vstack(y, x)", None),  # cut at other places
        ("hstack(A, x) + hstack(B, x)", "hstack(A + B, x + x)"),
        ("hstack(1, 1) + hstack(x, zeros(3))", None),  # the short stack is stretched, its blocks alone would not be
        ("x + z", None),
    ),
    on=(Add,),
)
def add_stacks(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One stack is left of several."""
    if any(arg.shape != root.shape for arg in root.children):
        return None
    for kind in (HStack, VStack):
        found = [_blocks(arg, kind) for arg in root.children]
        if all(blocks is not None for blocks in found):
            stacks = [blocks for blocks in found if blocks is not None]
            if (parts := _added(stacks, kind is HStack)) is not None:
                return Rewrite(kind(tuple(parts)), why("stacks are added block by block"))
    return None


def _blocks(term: Node, kind: type[HStack | VStack]) -> Blocks | None:
    """The blocks of a stack, a number and scalars in front of it multiplied into each."""
    number, part = split_number(term)
    factors = part.args if isinstance(part, Hadamard) else (part,)
    scalars = [factor for factor in factors if factor.shape.is_scalar]
    arrays = [factor for factor in factors if not factor.shape.is_scalar]
    if len(arrays) != 1 or not isinstance(arrays[0], kind):
        return None
    made: Blocks = []
    start = ZERO
    for block in arrays[0].children:
        stop = start + (block.shape.cols if kind is HStack else block.shape.rows)
        made.append((start, stop, block if is_zero(block) else _times(number, scalars, block)))
        start = stop
    return made


def _times(number: Fraction, scalars: list[Node], block: Node) -> Node:
    if isinstance(block, Number) and scalars:
        return scaled(number * block.value, hadamard(scalars))
    return scaled(number, hadamard([*scalars, block]))


def _added(stacks: Sequence[Blocks], across: bool) -> list[Node] | None:
    """The sums of the blocks between two cuts; None where a block that is not zero is cut, or cuts have no order."""
    cuts = _in_order({stop for blocks in stacks for _, stop, _ in blocks})
    if cuts is None:
        return None
    parts: list[Node] = []
    start = ZERO
    for stop in cuts:
        here = []
        for blocks in stacks:
            same = next((block for first, last, block in blocks if (first, last) == (start, stop)), None)
            inside = any(is_zero(block) and _holds(first, last, start, stop) for first, last, block in blocks)
            if same is None and not inside:
                return None
            if same is not None and not is_zero(same):
                here.append(same)
        whole = stacks[0][0][2].shape
        parts.append(total(here) if here else _zeros(stop - start, whole, across))
        start = stop
    return parts


def _in_order(cuts: set[Dimension]) -> list[Dimension] | None:
    ordered = sorted(cuts, key=lambda cut: sum(_reaches(cut, other) for other in cuts))
    return ordered if all(_reaches(after, before) for before, after in pairwise(ordered)) else None


def _reaches(after: Dimension, before: Dimension) -> bool:
    return (after - before).is_surely_natural


def _holds(first: Dimension, last: Dimension, start: Dimension, stop: Dimension) -> bool:
    return _reaches(start, first) and _reaches(last, stop)


def _zeros(length: Dimension, block: Shape, across: bool) -> Node:
    shape = Shape(block.rows, length) if across else Shape(length, block.cols)
    return Number(Fraction(0)) if shape.is_scalar else Zeros(shape)

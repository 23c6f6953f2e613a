"""Weights and a bias of the problem, joined to weights of one row or column more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from matcalc.checking.claims.statement import Joined
from matcalc.forms.matrix_form import HStack, Node, Symbol, Transpose, VStack
from matcalc.forms.program import Program


def joined_in(of: Symbol, mentioned: Sequence[Symbol], said: Collection[str], program: Program) -> Iterator[Joined]:
    """Every way in which weights that are mentioned can hold a bias of the equation that is not."""
    own = next(one for one in program.definitions if one.symbol is of)
    used = [one for one in own.uses if one in program.inputs]
    for bias in (one for one in used if one.shape.axes and not one.shape.is_matrix and one.name not in said):
        for weights in (one for one in used if one.shape.is_matrix and one in mentioned):
            for line in (bias, Transpose(bias)):
                yield from _joined(weights, bias, line)


def _joined(weights: Symbol, bias: Symbol, line: Node) -> Iterator[Joined]:
    stack: type[HStack | VStack] | None = None
    if line.shape.cols.is_one and line.shape.rows == weights.shape.rows:
        stack = HStack
    elif line.shape.rows.is_one and line.shape.cols == weights.shape.cols:
        stack = VStack
    if stack is not None:
        for at_start in (False, True):
            made = stack((line, weights) if at_start else (weights, line))
            yield Joined(Symbol(weights.name, made.shape), weights, bias, made, at_start)

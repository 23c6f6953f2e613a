"""What is put into the programs of the library: inputs that fit what each problem assumes of them."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import numpy as np

import tests.library
from matcalc.forms.facts import Facts, Property
from matcalc.forms.matrix_form import Symbol
from matcalc.problems.problem import Problem
from tests.library.entry import Entry

ENTRIES: dict[str, Entry] = {
    name: entry
    for module in pkgutil.iter_modules(tests.library.__path__)
    for name, entry in getattr(importlib.import_module(f"tests.library.{module.name}"), "ENTRIES", {}).items()
}
SIZES = (3, 5, 4, 7, 2, 6, 9, 8, 11, 10)


def inputs_of(problem: Problem) -> tuple[Symbol, ...]:
    direction = problem.choices.direction
    return tuple(symbol for symbol in problem.program.inputs if symbol is not direction)


def sizes_of(problem: Problem, entry: Entry) -> dict[str, int]:
    """All dimensions different and none 1, those of the entry first."""
    left = [size for size in SIZES if size not in entry.sizes.values()]
    names = sorted(problem.program.lengths - set(entry.sizes))
    return {**entry.sizes, **dict(zip(names, left, strict=False))}


def lengths_of(symbol: Symbol, sizes: dict[str, int]) -> tuple[int, ...]:
    return tuple(length.evaluate(sizes) for length in symbol.shape.axes)


def drawn(symbol: Symbol, facts: Facts, entry: Entry, random: Any, sizes: dict[str, int]) -> Any:
    if symbol.name in entry.draw:
        return entry.draw[symbol.name](random, sizes)
    array = random.standard_normal(lengths_of(symbol, sizes))
    properties = facts.of(symbol)
    if Property.POSITIVE in properties:
        array = np.abs(array) + 0.5
    if Property.SPD in properties:
        array = array @ array.T + np.eye(len(array))
    elif Property.SYMMETRIC in properties:
        array = array + array.T
    if Property.ORTHOGONAL in properties:
        array = np.linalg.qr(array)[0]
    if (total := facts.sum_of(symbol)) is not None:
        array = array + (float(total) - array.sum()) / array.size
    for _, axis, each in (line for line in facts.line_sums if line[0] is symbol):
        array = array + (float(each) - array.sum(axis=axis, keepdims=True)) / array.shape[axis]
    return array

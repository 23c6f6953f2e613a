"""SymPy objects at random numbers: every named array replaced by a matrix of floats, every index by a place."""

from __future__ import annotations

import numpy as np
import sympy
from sympy.matrices.expressions import DiagonalOf, MatrixExpr

SIZES = {"m": 2, "n": 3, "p": 4}


def numbers(name, shape):
    """The entries of a named array, the same for the same name; well away from 0, and a square matrix regular."""
    entries = np.random.default_rng([*name.encode()]).uniform(0.4, 1.4, shape).round(3)
    if shape[0] == shape[1]:
        entries += np.round(2 * np.eye(shape[0]), 3)
    return entries


def value(expression, places=None, table=None):
    """The numbers a SymPy object stands for: an array of floats, rows by columns, or 1×1 for a scalar.

    places: of free index symbols. table: the entries of arrays that are not to be random, by name.
    """
    sizes = {sympy.Symbol(name, integer=True, positive=True): size for name, size in SIZES.items()}
    at = {sympy.Symbol(name, integer=True): place for name, place in (places or {}).items()}
    sized = sympy.sympify(expression).subs({**sizes, **at})
    known = dict(table or {})
    for array in sorted(sized.atoms(sympy.MatrixSymbol), key=str):
        shape = tuple(int(sympy.sympify(side).subs(sizes)) for side in array.shape)
        entries = known.setdefault(array.name, numbers(array.name, shape))
        sized = sized.xreplace({array: sympy.ImmutableMatrix(entries)})
    sized = sized.replace(
        DiagonalOf, lambda array: sympy.ImmutableMatrix(array.doit().as_explicit().diagonal().T)
    ).doit()
    if isinstance(sized, MatrixExpr):
        sized = sized.as_explicit()
    sized = sized.doit()
    for entry in sized.atoms(sympy.Indexed):
        name, shape = str(entry.base.label), [int(side) for side in entry.base.shape]
        places_of_entry = [int(place) for place in entry.indices] + [0] * (2 - len(shape))
        entries = known.setdefault(name, numbers(name, (*shape, 1)[:2]))
        sized = sized.subs(entry, entries[tuple(places_of_entry)])
    named = {symbol: known.setdefault(symbol.name, numbers(symbol.name, (1, 1)))[0, 0] for symbol in sized.free_symbols}
    sized = sized.subs(named)
    if isinstance(sized, sympy.MatrixBase):
        return np.array(sized.evalf().tolist(), dtype=float)
    return np.array([[float(sized.doit())]])

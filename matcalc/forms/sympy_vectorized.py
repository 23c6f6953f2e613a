"""vec, its inverse and the commutation matrix as SymPy's FunctionMatrix: SymPy 1.14 has no node of its own for them.

An entry r of vec(A), counted from 0, is A[r mod m, r div m], where A has m rows.
"""

from __future__ import annotations

from typing import Any


def vec_matrix(matrix: Any) -> Any:
    """vec of an m×n MatrixExpr: mn×1."""
    import sympy
    from sympy.matrices.expressions.matexpr import MatrixElement

    rows, cols = matrix.shape
    place, column = _places()
    entry = MatrixElement(matrix, sympy.Mod(place, rows), sympy.floor(place / rows))
    return sympy.FunctionMatrix(rows * cols, 1, sympy.Lambda((place, column), entry))


def unvec_matrix(vector: Any, rows: Any, cols: Any) -> Any:
    """The rows×cols matrix whose vec is the MatrixExpr `vector`."""
    import sympy
    from sympy.matrices.expressions.matexpr import MatrixElement

    row, column = _places()
    return sympy.FunctionMatrix(rows, cols, sympy.Lambda((row, column), MatrixElement(vector, row + rows * column, 0)))


def commutation_matrix(rows: Any, cols: Any) -> Any:
    """K with K vec(A) = vec(Aᵀ) for A rows×cols: place j + i·cols of vec(Aᵀ) is place i + j·rows of vec(A)."""
    import sympy

    row, column = _places()
    moved = sympy.floor(row / cols) + rows * sympy.Mod(row, cols)
    entry = sympy.KroneckerDelta(column, moved)
    return sympy.FunctionMatrix(rows * cols, rows * cols, sympy.Lambda((row, column), entry))


def _places() -> tuple[Any, Any]:
    """The two variables of every FunctionMatrix here."""
    import sympy

    return sympy.Symbol("i", integer=True, nonnegative=True), sympy.Symbol("j", integer=True, nonnegative=True)

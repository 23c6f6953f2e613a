"""Solving, inverses and log-determinants of positive definite arrays by a Cholesky factor, one for each array.

NumPy alone has no triangular solver: there, solving with a factor takes as long as with the array.
"""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.codegen.backends import JAX, TORCH
from matcalc.codegen.body import Body
from matcalc.codegen.values import Level, Value
from matcalc.forms.matrix_form import Node, Symbol


class CholeskyFactors:
    """The factors of arrays that are known to be symmetric positive definite, under names of their own."""

    def __init__(self, definite: Iterable[Symbol], body: Body) -> None:
        self._definite: frozenset[Node] = frozenset(definite) if body.backend in (JAX, TORCH) else frozenset()
        self._body = body
        self._names: dict[Node, str] = {}

    def serve(self, matrix: Node) -> bool:
        """Whether there is a factor of a matrix."""
        return matrix in self._definite

    def solved(self, matrix: Node, text: Value, right: Value) -> Value:
        """The solution for a right side, a column or a matrix. text: the matrix."""
        factor = self._factor(matrix, text)
        if self._body.backend is JAX:
            solution = f"jax.scipy.linalg.cho_solve({factor}, {right.text})"
        elif right.is_matrix:
            solution = f"torch.cholesky_solve({right.text}, {factor})"
        else:
            solution = f"torch.cholesky_solve({right.atom}[:, None], {factor})[:, 0]"
        return Value(solution, Level.ATOM, rows=True, cols=right.cols)

    def inverted(self, matrix: Node, text: Value) -> Value:
        """The inverse. text: the matrix."""
        factor = self._factor(matrix, text)
        if self._body.backend is not JAX:
            return Value(f"torch.cholesky_inverse({factor})", Level.ATOM, rows=True, cols=True)
        identity = f"jnp.eye({self._body.size(matrix.shape.rows).text}, dtype={text.atom}.dtype)"
        return Value(f"jax.scipy.linalg.cho_solve({factor}, {identity})", Level.ATOM, rows=True, cols=True)

    def log_determinant(self, matrix: Node, text: Value) -> Value:
        """log det, the sum of the logarithms of the squares on the diagonal of the factor."""
        factor = self._factor(matrix, text)
        triangle = f"{factor}[0]" if self._body.backend is JAX else factor
        logarithms = self._body.call("log", self._body.call("diagonal", triangle).text)
        return Value(f"2 * {self._body.call('sum', logarithms.text).text}", Level.TIMES)

    def _factor(self, matrix: Node, text: Value) -> str:
        if matrix not in self._names:
            function = "jax.scipy.linalg.cho_factor" if self._body.backend is JAX else "torch.linalg.cholesky"
            name = self._body.names.take(f"{text.text}_factor")
            self._names[matrix] = self._body.assigned(Value(f"{function}({text.text})", Level.ATOM), name).text
        return self._names[matrix]

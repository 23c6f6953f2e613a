"""Solving with one matrix several times, or with its transpose, by LU factors that are computed once.

NumPy alone has none: there, every system is solved by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from matcalc.codegen.backends import JAX, TORCH
from matcalc.codegen.body import Body
from matcalc.codegen.values import Level, Value
from matcalc.forms.matrix_form import Node, Transpose


class LUFactors:
    """The factors of matrices with which more than one system is solved. systems: a matrix and a right side each."""

    def __init__(self, systems: Iterable[tuple[Node, Node]], body: Body) -> None:
        counted = Counter(untransposed(matrix) for matrix, _ in dict.fromkeys(systems))
        self._several = {matrix for matrix, count in counted.items() if count > 1 and body.backend in (JAX, TORCH)}
        self._body = body
        self._names: dict[Node, tuple[str, ...]] = {}

    def serve(self, matrix: Node) -> bool:
        """Whether there are factors of a matrix, which may be a transpose."""
        return untransposed(matrix) in self._several

    def solved(self, matrix: Node, text: Value, right: Value) -> Value:
        """The solution for a right side, a column or a matrix. text: the matrix that is not transposed."""
        factors = ", ".join(self._factors(untransposed(matrix), text))
        is_turned = isinstance(matrix, Transpose)
        if self._body.backend is JAX:
            turned = ", trans=1" if is_turned else ""
            solution = f"jax.scipy.linalg.lu_solve({factors}, {right.text}{turned})"
        elif is_turned:  # x.T A = b.T, since `adjoint` conjugates
            row = right.transposed().text if right.is_matrix else f"{right.atom}[None]"
            solution = f"torch.linalg.lu_solve({factors}, {row}, left=False){'.T' if right.is_matrix else '[0]'}"
        elif right.is_matrix:
            solution = f"torch.linalg.lu_solve({factors}, {right.text})"
        else:
            solution = f"torch.linalg.lu_solve({factors}, {right.atom}[:, None])[:, 0]"
        return Value(solution, Level.ATOM, rows=True, cols=right.cols)

    def _factors(self, matrix: Node, text: Value) -> tuple[str, ...]:
        """The names of the factors: for PyTorch, which keeps arrays alone for a backward pass, of one array each."""
        if matrix not in self._names:
            own = text.text if text.text.isidentifier() else ""
            name = self._body.names.take(f"{own}_factors") if own else None
            is_jax = self._body.backend is JAX
            function = "jax.scipy.linalg.lu_factor" if is_jax else "torch.linalg.lu_factor"
            factors = self._body.assigned(Value(f"{function}({text.text})", Level.ATOM), name).text
            self._names[matrix] = (factors,) if is_jax else tuple(self._parts(factors, own))
        return self._names[matrix]

    def _parts(self, factors: str, own: str) -> Iterable[str]:
        for part in ("LU", "pivots"):
            name = self._body.names.take(f"{own}_{part}") if own else None
            yield self._body.assigned(Value(f"{factors}.{part}", Level.ATOM), name).text


def untransposed(matrix: Node) -> Node:
    """The matrix that another is, or is the transpose of."""
    return matrix.arg if isinstance(matrix, Transpose) else matrix

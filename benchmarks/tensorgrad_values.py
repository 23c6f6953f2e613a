"""The value of a tensor of tensorgrad in NumPy. Its own evaluation asks for named tensors, which torch 2.14 has not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
import tensorgrad
from tensorgrad import functions
from tensorgrad.tensor import Rename

from tests.identities.namespace import FUNCTIONS, Array


@dataclass(frozen=True)
class Named:
    """An array whose axes have names."""

    array: Array
    edges: tuple[str, ...]

    def along(self, edges: Sequence[str]) -> Array:
        """The array with its axes in that order."""
        return self.array.transpose([self.edges.index(edge) for edge in edges])

    def renamed(self, names: Mapping[str, str]) -> Named:
        return Named(self.array, tuple(names.get(edge, edge) for edge in self.edges))


class Values:
    """Values of tensors where the variables, by their names, and the dimensions have these."""

    def __init__(self, variables: Mapping[str, Named], sizes: Mapping[str, int]) -> None:
        self._variables = variables
        self._sizes = sizes

    def of(self, tensor: Any) -> Named:
        """Raises NotImplementedError for a node without a value."""
        match tensor:
            case tensorgrad.Variable():
                return self._variables[tensor.name]
            case Rename():
                return self.of(tensor.tensor).renamed(tensor.mapping)
            case tensorgrad.Delta():
                return self._delta(tensor)
            case tensorgrad.Zero():
                return Named(np.zeros([self._size(side) for side in tensor.shape.values()]), tuple(tensor.shape))
            case tensorgrad.Sum():
                return self._sum(tensor)
            case tensorgrad.Product():
                return self._product(tensor)
            case tensorgrad.Function():
                return self._function(tensor.signature, [self.of(part) for part in tensor.inputs])
        raise NotImplementedError(type(tensor).__name__)

    def _size(self, side: Any) -> int:
        return self._sizes[str(side)]

    def _delta(self, tensor: Any) -> Named:
        size, edges = self._size(tensor.size), tuple(tensor.edges)
        if not edges:
            return Named(np.asarray(float(size)), ())
        array = np.zeros([size] * len(edges))
        array[(np.arange(size),) * len(edges)] = 1
        return Named(array, edges)

    def _sum(self, tensor: Any) -> Named:
        edges = tuple(tensor.edges)
        total = np.zeros([self._size(tensor.shape[edge]) for edge in edges])
        for term, weight in zip(tensor.terms, tensor.weights, strict=True):
            found = self.of(term)
            kept = [edge for edge in edges if edge in found.edges]
            lacking = tuple(place for place, edge in enumerate(edges) if edge not in found.edges)
            total = total + float(weight) * np.expand_dims(found.along(kept), lacking)
        return Named(total, edges)

    def _product(self, tensor: Any) -> Named:
        numbers: dict[str, int] = {}
        supply = count()
        parts: list[Any] = []
        for factor in tensor.factors:
            found = self.of(factor)
            parts += [found.array, [numbers.setdefault(edge, next(supply)) for edge in found.edges]]
        edges = tuple(tensor.edges)
        if not parts:
            return Named(np.asarray(1.0), ())
        names = sorted({name for places in parts[1::2] for name in places})
        places = {name: place for place, name in enumerate(names)}
        parts = [part if number % 2 == 0 else [places[name] for name in part] for number, part in enumerate(parts)]
        return Named(np.einsum(*parts, [places[numbers[edge]] for edge in edges], optimize=True), edges)

    def _function(self, signature: Any, args: Sequence[Named]) -> Named:
        match signature:
            case functions._ScaleFunction():
                inner = self._function(signature.inner, args)
                return Named(float(signature.alpha) * inner.array, inner.edges)
            case functions._PowerFunction():
                return Named(args[0].array ** float(signature.k), args[0].edges)
            case functions._MatrixInverseFunction() | functions._DeterminantFunction():
                return _of_matrix(signature, args[0])
        (arg,) = args
        values = _ELEMENTWISE.get(signature.name) or FUNCTIONS[signature.name]
        return Named(np.asarray(values(arg.array)).real, arg.edges)


def _of_matrix(signature: Any, arg: Named) -> Named:
    """An inverse has its edges the other way round: the one of the columns of the argument is that of its rows."""
    first, second = sorted(signature.inputs[0])
    others = [edge for edge in arg.edges if edge not in (first, second)]
    matrices = arg.along([*others, first, second])
    if isinstance(signature, functions._DeterminantFunction):
        return Named(np.linalg.det(matrices), tuple(others))
    return Named(np.linalg.inv(matrices), (*others, second, first))


_ELEMENTWISE = {
    "gt0": lambda x: (x > 0).astype(float),
    "relu": lambda x: np.where(x > 0, x, 0),
    "sign": np.sign,
}

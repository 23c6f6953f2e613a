"""What generated code is written in: the words that NumPy, JAX and PyTorch have for operations on arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Backend:
    """A library of arrays.

    module: what its functions stand behind. imports: the lines that bring it. array: what its arrays are called in
    annotations, scalar: a result without axes, number: a scalar that is passed; array_lines: the lines that bring these
    names. words: its name for a function where it is another than `module.name`. axis, keepdims: its names for these
    arguments. is_typed: whether new arrays have to be told of which type they are. steps_back: whether an axis can be
    read backwards by [::-1]. prefers_rows: whether Aᵀ x is better written as the row x A, since the transpose would be
    made.
    """

    name: str
    module: str
    imports: tuple[str, ...] = ()
    array: str = "Array"
    array_lines: tuple[str, ...] = ()
    scalar: str = "Array"
    number: str = "float | Array"
    words: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    axis: str = "axis"
    keepdims: str = "keepdims"
    is_typed: bool = False
    steps_back: bool = True
    products_by_blas: tuple[str, ...] = ()
    in_einsum: bool = False
    prefers_rows: bool = False

    def word(self, function: str) -> str:
        """The name of a function that NumPy or this program calls `function`."""
        return self.words.get(function) or (f"{self.module}.{function}" if self.module else function)

    @property
    def is_torch(self) -> bool:
        """Whether it is PyTorch, whose functions take other arguments than those of NumPy that have their names."""
        return self.name == "torch"

    @property
    def reserved(self) -> tuple[str, ...]:
        """The names that its code needs for itself."""
        brought = (line.split()[-1] for line in self.imports)
        own = {
            self.module,
            self.array,
            self.scalar,
            *brought,
            *(word.partition(".")[0] for word in self.words.values()),
        }
        return tuple(sorted(own - {""}))


NUMPY = Backend(
    name="numpy",
    module="np",
    imports=("import numpy as np",),
    array_lines=(
        "from numpy.typing import NDArray",
        "Array = NDArray[np.floating]",
        "Scalar = Array | np.floating | float",
    ),
    scalar="Scalar",
    number="float",
    products_by_blas=("optimize=True",),
)

EINSUM = replace(NUMPY, name="einsum", in_einsum=True)
"""NumPy as one reads index forms: products by the letters of their indices."""

JAX = Backend(
    name="jax",
    module="jnp",
    imports=("import jax", "import jax.numpy as jnp", "import numpy as np"),
    array_lines=("from jax import Array",),
    words=MappingProxyType(
        {
            "sigmoid": "jax.nn.sigmoid",
            "softplus": "jax.nn.softplus",
            "silu": "jax.nn.silu",
            "relu": "jax.nn.relu",
            "leaky_relu": "jax.nn.leaky_relu",
            "softmax": "jax.nn.softmax",
            "logsumexp": "jax.nn.logsumexp",
            "erf": "jax.scipy.special.erf",
            "erfc": "jax.scipy.special.erfc",
        }
    ),
    prefers_rows=True,
)

TORCH = Backend(
    name="torch",
    module="torch",
    imports=("import random", "import torch"),
    array="Tensor",
    array_lines=("from torch import Tensor",),
    scalar="Tensor",
    number="Tensor",
    words=MappingProxyType(
        {
            "silu": "torch.nn.functional.silu",
            "leaky_relu": "torch.nn.functional.leaky_relu",
            "pad": "torch.nn.functional.pad",
            "erf": "torch.special.erf",
            "erfc": "torch.special.erfc",
        }
    ),
    axis="dim",
    keepdims="keepdim",
    is_typed=True,
    steps_back=False,
)

PLAIN = Backend(name="", module="")
"""Functions by their names alone, as prose has them."""

BACKENDS = {backend.name: backend for backend in (NUMPY, JAX, TORCH, EINSUM)}

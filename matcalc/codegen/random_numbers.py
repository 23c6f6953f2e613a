"""Random numbers in code: what draws them, and the words for arrays of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from math import prod

from matcalc.codegen.backends import Backend


class Generator(Enum):
    """What draws the numbers: the same ones in every library of arrays."""

    NUMPY = "numpy.random"
    PYTHON = "random"


def generator_of(backend: Backend) -> Generator:
    """NumPy's where the code has NumPy, which JAX needs itself; else that of Python."""
    return Generator.PYTHON if backend.is_torch else Generator.NUMPY


@dataclass(frozen=True, slots=True)
class RandomNumbers:
    """Words for one generator and one library. start: the lines after which numbers can be drawn, from a {seed} on.

    normal: a number that is normally distributed. array: makes an array of the library of what the generator gives,
    which where it gives arrays is one; else it is a list of numbers.
    """

    start: tuple[str, ...]
    normal: str
    array: str
    gives_arrays: bool = False

    def drawn(self, number: str, lengths: Sequence[int]) -> str:
        """The text of an array. number: the text of one of its entries."""
        if not lengths:
            return self.array.format(number)
        if self.gives_arrays:
            before = number.removesuffix(")")
            size = lengths[0] if len(lengths) == 1 else f"({', '.join(map(str, lengths))})"
            return self.array.format(f"{before}{'' if before.endswith('(') else ', '}size={size})")
        made = self.array.format(f"[{number} for _ in range({prod(lengths)})]")
        return made if len(lengths) == 1 else f"{made}.reshape({', '.join(map(str, lengths))})"


_BY_NUMPY = "rng = np.random.default_rng({seed})"
_BY_PYTHON = "rng = random.Random({seed})"

RANDOM_NUMBERS: Mapping[tuple[Generator, str], RandomNumbers] = {
    (Generator.NUMPY, "np"): RandomNumbers((_BY_NUMPY,), "rng.normal()", "{}", gives_arrays=True),
    (Generator.NUMPY, "jnp"): RandomNumbers(
        ('jax.config.update("jax_enable_x64", True)', _BY_NUMPY), "rng.normal()", "jnp.asarray({})", gives_arrays=True
    ),
    (Generator.PYTHON, "torch"): RandomNumbers(
        ("torch.set_default_dtype(torch.float64)", _BY_PYTHON), "rng.gauss()", "torch.tensor({})"
    ),
    (Generator.PYTHON, "np"): RandomNumbers(("import random", _BY_PYTHON), "rng.gauss()", "np.array({})"),
}
"""By the module of the library too. The last is for trials of what PyTorch will draw."""

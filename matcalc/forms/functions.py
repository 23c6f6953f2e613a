"""Elementwise functions: a name, how often it is differentiated, and whether we know what it is."""

from dataclasses import dataclass

KNOWN = ("exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "sigmoid", "softplus")
"""Functions with a definition; any other name that is not reserved stands for an unknown one."""

RESERVED_FOR_LATER = (
    *("abs", "sign", "relu", "leaky_relu", "gelu", "silu", "erf", "step", "max", "min"),
    *("mean", "softmax", "log_softmax", "logsumexp", "norm", "norm1", "det", "logdet", "inv"),
    *("kron", "vec", "commutation"),
)
"""Names with a meaning of their own that is not built yet: never taken for unknown elementwise functions."""


@dataclass(frozen=True, slots=True)
class Function:
    """An elementwise function, differentiated `order` times: f, f′, f″."""

    name: str
    order: int = 0

    @property
    def is_known(self) -> bool:
        return self.name in KNOWN

    def derivative(self) -> "Function":
        return Function(self.name, self.order + 1)

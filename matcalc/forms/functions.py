"""Elementwise functions: a name, how often it is differentiated, and whether we know what it is."""

from dataclasses import dataclass

KNOWN = (
    *("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan"),
    *("sigmoid", "softplus", "silu", "gelu", "erf"),
    *("abs", "sign", "relu", "leaky_relu", "step"),
)
"""Functions with a definition; any other name that is not reserved stands for an unknown one."""

KINKS = {
    "abs": "sign(0) = 0 is taken for the slope of abs at 0",
    "sign": "the slope of sign is taken to be 0 everywhere, also at its jump at 0",
    "relu": "step(0) = 0 is taken for the slope of relu at 0",
    "leaky_relu": "1/100 is taken for the slope of leaky_relu at 0",
    "step": "the slope of step is taken to be 0 everywhere, also at its jump at 0",
}
"""Known functions without a derivative at 0, and the convention taken there."""

RESERVED = ("max", "min", "mean", "var")
"""Names that are never taken for unknown elementwise functions."""


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

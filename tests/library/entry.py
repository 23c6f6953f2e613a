"""One problem of the library a second time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Sizes = Mapping[str, int]


@dataclass(frozen=True)
class Entry:
    """forward: the program by hand. draw: how an input is drawn. sizes: those that are not left to the test.

    solutions: of the inputs, by name; what the code takes as given besides them, as it does not solve for it itself.
    """

    forward: Callable[..., Any]
    draw: Mapping[str, Callable[[Any, Sizes], Any]] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    solutions: Callable[..., Mapping[str, Any]] = field(default=lambda **_inputs: {})


def fixed(value: float) -> Callable[[Any, Sizes], float]:
    """Draws always the same number."""

    def draw(_random: Any, _sizes: Sizes) -> float:
        return value

    return draw

"""Functions that the values by hand share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.plain_values import UNKNOWN, Array, slope

F, F1 = UNKNOWN, UNKNOWN.deriv()
"""What stands for an elementwise function that the line does not say more of, and its derivative."""


def scalar(a: Array) -> Array:
    """A scalar of all entries that has no derivative of order four or less that vanishes."""
    return np.sin(a).sum() + (a**2).sum() * a.sum() ** 2 / 9


def gradient(function: Callable[[Array], Array], at: Array) -> Array:
    """The derivative of a scalar by each entry of an array."""
    steps = np.eye(at.size).reshape(at.size, *at.shape)
    return np.array([slope(lambda by, step=step: function(at + by * step)) for step in steps]).reshape(at.shape)


def logistic(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def softmax(z: Array) -> Array:
    return np.exp(z) / np.exp(z).sum()

"""What the unknown functions of the problems are here: smooth, and no derivative of theirs is 0 everywhere."""

import jax.numpy as jnp
import numpy as np


def f(x):
    return jnp.sin(x) + x**2 / 4


def g(x):
    return jnp.exp(x / 3)


def functions_in(of):
    """The same functions and their derivatives for generated code, by the names of its arguments, with NumPy's words.

    of: NumPy, or a module that has its words.
    """
    return {
        "f": lambda x: of.sin(x) + x**2 / 4,
        "f_1": lambda x: of.cos(x) + x / 2,
        "f_2": lambda x: 0.5 - of.sin(x),
        "g": lambda x: of.exp(x / 3),
        "g_1": lambda x: of.exp(x / 3) / 3,
        "g_2": lambda x: of.exp(x / 3) / 9,
    }


PASSED = functions_in(np)

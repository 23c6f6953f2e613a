"""Arrays that an equation defines: found by iteration, which JAX differentiates step by step."""

import jax.numpy as jnp

from tests.library.entry import Entry

STEPS = 200


def linear_solve(tap, A, b):
    return {"x": jnp.linalg.solve(A, b + tap("r", jnp.zeros_like(b)))}


def fixed_point(tap, W, U, x, b):
    shift = tap("r", jnp.zeros_like(b))
    z = jnp.zeros_like(b)
    for _ in range(STEPS):
        z = jnp.tanh(W @ z + U @ x + b) + shift
    return {"z": z}


def contraction(random, sizes):
    return 0.2 * random.standard_normal((sizes["n"], sizes["n"]))


ENTRIES = {
    "linear-solve": Entry(linear_solve),
    "deep-equilibrium-layer": Entry(
        fixed_point,
        draw={"W": contraction},
        solutions=lambda **inputs: fixed_point(lambda _, value: value, **inputs),
    ),
}

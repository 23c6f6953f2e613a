"""Arrays that an equation defines: found by iteration, which JAX differentiates step by step."""

import jax
import jax.numpy as jnp

from tests.library.entry import Entry

STEPS = 200


def iterated(step, start):
    """What many steps lead to, each of which JAX goes through."""
    return jax.lax.scan(lambda at, _: (step(at), None), start, None, length=STEPS)[0]


def linear_solve(tap, A, b):
    return {"x": jnp.linalg.solve(A, b + tap("r", jnp.zeros_like(b)))}


def fixed_point(tap, W, U, x, b):
    shift = tap("r", jnp.zeros_like(b))
    return {"z": iterated(lambda z: jnp.tanh(W @ z + U @ x + b) + shift, jnp.zeros_like(b))}


def equations(x, theta, n):
    """n smooth equations for x, which have a solution for every theta."""
    mixed = jnp.sin(jnp.arange(1.0, n * theta.size + 1)).reshape(n, theta.size) @ theta
    return 3 * x + jnp.tanh(jnp.roll(x, 1) + mixed) - jnp.cos(mixed)


def implicit(tap, theta, n=3):
    shift = tap("r", jnp.zeros(n))
    return iterated(lambda x: x - (equations(x, theta, n) + shift) / 3, jnp.zeros(n))


def given(theta, n=3):
    """The Jacobians at the solution."""
    x = implicit(lambda _, value: value, theta, n)
    return {
        "F_x": jax.jacobian(lambda at: equations(at, theta, n))(x),
        "F_theta": jax.jacobian(lambda at: equations(x, at, n))(theta),
    }


def contraction(random, sizes):
    return 0.2 * random.standard_normal((sizes["n"], sizes["n"]))


ENTRIES = {
    "implicit-function": Entry(lambda tap, theta: {"x": implicit(tap, theta)}, sizes={"n": 3, "m": 4}, solutions=given),
    "implicit-function-jacobian": Entry(implicit, sizes={"n": 3, "m": 4}, solutions=given),
    "linear-solve": Entry(linear_solve),
    "deep-equilibrium-layer": Entry(
        fixed_point,
        draw={"W": contraction},
        solutions=lambda **inputs: fixed_point(lambda _, value: value, **inputs),
    ),
}

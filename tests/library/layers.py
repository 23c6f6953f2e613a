"""Layers."""

import jax.numpy as jnp

from tests.library.entry import Entry
from tests.library.unknown import f


def dense_layer(tap, W, a, b):
    z = tap("z", W @ a + b)
    return {"a_next": f(z)}


def dense_layer_batch(tap, X, W, b):
    Z = tap("Z", X @ W + b)
    return {"A": f(Z)}


def dense_layer_bias_column(tap, W, a, b):
    W_tilde = tap("W_tilde", jnp.concatenate([W, b[:, None]], axis=1))
    a_tilde = tap("a_tilde", jnp.append(a, 1.0))
    z = tap("z", W_tilde @ a_tilde)
    return {"a_next": f(z)}


def dense_layer_scalar_weights(tap, w, a, b):
    z = tap("z", jnp.einsum("ij,i->j", w, a) + b)
    return {"a_next": f(z)}


ENTRIES = {
    "dense-layer": Entry(dense_layer),
    "dense-layer-batch": Entry(dense_layer_batch),
    "dense-layer-bias-column": Entry(dense_layer_bias_column),
    "dense-layer-scalar-weights": Entry(dense_layer_scalar_weights),
}

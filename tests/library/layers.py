"""Layers."""

import jax
import jax.numpy as jnp
import numpy as np

from tests.library.entry import Entry
from tests.library.unknown import f


def bilinear_layer(tap, x, A, z, b):
    return {"y": jnp.einsum("i,ij,j->", x, A, z) + b}


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


def dropout(tap, x, m, p):
    return {"y": jnp.where(m > 0, x / p, 0)}


def embedding_lookup(tap, S, T):
    return {"X": T[jnp.argmax(S, axis=1)]}


def feed_forward_block(tap, x, W1, b1, W2, b2):
    z = tap("z", W1 @ x + b1)
    h = tap("h", jax.nn.gelu(z, approximate=False))
    return {"y": W2 @ h + b2}


def gated_linear_unit(tap, x, W, b, V, c):
    h = tap("h", W @ x + b)
    u = tap("u", V @ x + c)
    return {"y": h * tap("g", 1 / (1 + jnp.exp(-u)))}


def lora_layer(tap, x, W, A, B, alpha):
    h = tap("h", A @ x)
    return {"y": W @ x + alpha * (B @ h) / A.shape[0]}


def residual_block(tap, x, W1, b1, W2, b2):
    z = tap("z", W1 @ x + b1)
    h = tap("h", f(z))
    return {"y": x + W2 @ h + b2}


def swiglu(tap, x, W, V, W2):
    u = tap("u", W @ x)
    a = tap("a", u / (1 + jnp.exp(-u)))
    v = tap("v", V @ x)
    h = tap("h", a * v)
    return {"y": W2 @ h}


def mask(random, sizes):
    return random.permutation(np.arange(sizes["n"]) % 2)


def one_hot(random, sizes):
    return np.eye(sizes["v"])[random.integers(sizes["v"], size=sizes["n"])]


ENTRIES = {
    "bilinear-layer": Entry(bilinear_layer),
    "dense-layer": Entry(dense_layer),
    "dense-layer-batch": Entry(dense_layer_batch),
    "dense-layer-bias-column": Entry(dense_layer_bias_column),
    "dense-layer-scalar-weights": Entry(dense_layer_scalar_weights),
    "dropout": Entry(
        dropout,
        draw={
            "m": lambda random, sizes: random.permutation(np.arange(sizes["n"]) % 2),
            "p": lambda _random, _sizes: 0.5,
        },
        sizes={"n": 7},
    ),
    "embedding-lookup": Entry(embedding_lookup, draw={"S": one_hot}),
    "feed-forward-block": Entry(feed_forward_block),
    "gated-linear-unit": Entry(gated_linear_unit),
    "lora-layer": Entry(lora_layer),
    "residual-block": Entry(residual_block),
    "swiglu": Entry(swiglu),
}

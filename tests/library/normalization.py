"""Layers that normalize."""

import jax.numpy as jnp

from tests.library.entry import Entry


def batch_normalization(tap, X, gamma, beta, epsilon):
    X_hat = tap("X_hat", (X - X.mean(axis=0)) / jnp.sqrt(X.var(axis=0) + epsilon))
    return {"Y": gamma * X_hat + beta}


def layer_normalization(tap, x, gamma, beta, epsilon):
    x_hat = tap("x_hat", (x - x.mean()) / jnp.sqrt(x.var() + epsilon))
    return {"y": gamma * x_hat + beta}


SMALL = {"epsilon": lambda _random, _sizes: 0.01}

ENTRIES = {
    "batch-normalization": Entry(batch_normalization, draw=SMALL),
    "layer-normalization": Entry(layer_normalization, draw=SMALL),
}

"""Layers that normalize."""

import jax.numpy as jnp

from tests.library.entry import Entry


def batch_normalization(tap, X, gamma, beta, epsilon):
    X_hat = tap("X_hat", (X - X.mean(axis=0)) / jnp.sqrt(X.var(axis=0) + epsilon))
    return {"Y": gamma * X_hat + beta}


def layer_normalization(tap, x, gamma, beta, epsilon):
    x_hat = tap("x_hat", (x - x.mean()) / jnp.sqrt(x.var() + epsilon))
    return {"y": gamma * x_hat + beta}


def layer_normalization_batch(tap, X, gamma, beta, epsilon):
    mean, variance = X.mean(axis=1, keepdims=True), X.var(axis=1, keepdims=True)
    X_hat = tap("X_hat", (X - mean) / jnp.sqrt(variance + epsilon))
    return {"Y": gamma * X_hat + beta}


def rms_normalization(tap, x, gamma, epsilon):
    x_hat = tap("x_hat", x / jnp.sqrt(jnp.vdot(x, x) / x.size + epsilon))
    return {"y": gamma * x_hat}


SMALL = {"epsilon": lambda _random, _sizes: 0.01}

ENTRIES = {
    "batch-normalization": Entry(batch_normalization, draw=SMALL),
    "layer-normalization": Entry(layer_normalization, draw=SMALL),
    "layer-normalization-batch": Entry(layer_normalization_batch, draw=SMALL),
    "rms-normalization": Entry(rms_normalization, draw=SMALL),
}

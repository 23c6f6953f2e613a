"""Activations."""

import jax
import jax.numpy as jnp

from tests.library.entry import Entry


def gelu(tap, z):
    return {"a": jax.nn.gelu(z, approximate=False)}


def leaky_relu(tap, z, alpha):
    return {"a": jnp.where(z > 0, z, alpha * z)}


def log_softmax(tap, z):
    return {"l": jax.nn.log_softmax(z)}


def relu(tap, z):
    return {"a": jnp.maximum(z, 0)}


def sigmoid(tap, z):
    return {"a": 1 / (1 + jnp.exp(-z))}


def silu(tap, z):
    return {"a": z / (1 + jnp.exp(-z))}


def softmax_jacobian(tap, z):
    return jax.nn.softmax(z)


def softmax_layer(tap, z):
    return {"p": jax.nn.softmax(z)}


def softplus(tap, z):
    return {"a": jnp.log1p(jnp.exp(z))}


def tanh(tap, z):
    return {"a": jnp.tanh(z)}


ENTRIES = {
    "gelu": Entry(gelu),
    "leaky-relu": Entry(leaky_relu),
    "log-softmax": Entry(log_softmax),
    "relu": Entry(relu),
    "sigmoid": Entry(sigmoid),
    "silu": Entry(silu),
    "softmax-jacobian": Entry(softmax_jacobian),
    "softmax-layer": Entry(softmax_layer),
    "softplus": Entry(softplus),
    "tanh": Entry(tanh),
}

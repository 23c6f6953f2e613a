"""Losses."""

import jax
import jax.numpy as jnp

from tests.library.entry import Entry, fixed


def squared_error(tap, y_hat, y):
    return 0.5 * jnp.sum((y_hat - y) ** 2)


def mean_squared_error(tap, y_hat, y):
    return jnp.mean((y_hat - y) ** 2)


def huber_loss(tap, y_hat, y, δ):
    r = tap("r", y_hat - y)
    return jnp.sum(jnp.where(jnp.abs(r) < δ, r**2 / 2, δ * (jnp.abs(r) - δ / 2)))


def hinge_loss(tap, f, y):
    return jnp.sum(jnp.maximum(0.0, 1 - y * f))


def binary_cross_entropy(tap, z, y):
    return jnp.sum(jnp.logaddexp(0, z) - y * z)


def softmax_cross_entropy(tap, z, y):
    return -jnp.vdot(y, jax.nn.log_softmax(z))


def softmax_cross_entropy_batch(tap, Z, Y):
    return jnp.mean(jax.vmap(lambda z, y: -jnp.vdot(y, jax.nn.log_softmax(z)))(Z, Y))


def label_smoothing(tap, z, y, ε):
    log_p = jax.nn.log_softmax(z)
    return -(1 - ε) * jnp.vdot(y, log_p) - ε * jnp.mean(log_p)


def kl_divergence(tap, u, v):
    log_p, log_q = jax.nn.log_softmax(u), jax.nn.log_softmax(v)
    return jnp.vdot(jnp.exp(log_p), log_p - log_q)


def triplet_loss(tap, a, p, n, α):
    return jnp.maximum(0.0, jnp.vdot(a - p, a - p) - jnp.vdot(a - n, a - n) + α)


def cosine_similarity(tap, x, y):
    return jnp.vdot(x, y) / jnp.sqrt(jnp.vdot(x, x) * jnp.vdot(y, y))


def contrastive_infonce(tap, Z, P, τ):
    S = tap("S", jnp.einsum("id,jd->ij", Z, P) / τ)
    return jnp.mean(jax.nn.logsumexp(S, axis=1) - jnp.diagonal(S))


def labels(random, sizes):
    return random.choice([-1.0, 1.0], sizes["n"])


def bits(random, sizes):
    return random.choice([0.0, 1.0], sizes["n"])


ENTRIES = {
    "squared-error": Entry(squared_error),
    "mean-squared-error": Entry(mean_squared_error),
    "huber-loss": Entry(huber_loss, draw={"δ": fixed(0.9)}, sizes={"n": 9}),
    "hinge-loss": Entry(hinge_loss, draw={"y": labels}, sizes={"n": 9}),
    "binary-cross-entropy": Entry(binary_cross_entropy, draw={"y": bits}),
    "softmax-cross-entropy": Entry(softmax_cross_entropy),
    "softmax-cross-entropy-batch": Entry(softmax_cross_entropy_batch),
    "label-smoothing": Entry(label_smoothing, draw={"ε": fixed(0.1)}),
    "kl-divergence": Entry(kl_divergence),
    "triplet-loss": Entry(triplet_loss, draw={"α": fixed(50.0)}),
    "cosine-similarity": Entry(cosine_similarity),
    "contrastive-infonce": Entry(contrastive_infonce, draw={"τ": fixed(0.5)}),
}

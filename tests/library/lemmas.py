"""Lemmas."""

import jax.numpy as jnp

from tests.library.entry import Entry


def logsumexp(tap, x):
    u = tap("u", jnp.exp(x))
    s = tap("s", u.sum())
    return jnp.log(s)


def norm(tap, x):
    q = tap("q", jnp.vdot(x, x))
    return jnp.sqrt(q)


def softmax(tap, x):
    u = tap("u", jnp.exp(x))
    s = tap("s", u.sum())
    return u / s


def variance(tap, x):
    m = tap("m", x.mean())
    d = tap("d", x - m)
    return (d * d).mean()


ENTRIES = {
    "lemma-logsumexp": Entry(logsumexp),
    "lemma-norm": Entry(norm),
    "lemma-softmax": Entry(softmax),
    "lemma-variance": Entry(variance),
}

"""Attention and recurrent cells."""

import jax
import jax.numpy as jnp

from tests.library.entry import Entry


def attention(tap, Q, K, V, M=0.0):
    Q, K, V = tap("Q", Q), tap("K", K), tap("V", V)
    S = tap("S", Q @ K.T / jnp.sqrt(Q.shape[1]) + M)
    A = tap("A", jax.nn.softmax(S, axis=1))
    return {"Y": A @ V}


def cross_attention(tap, X, C, W_Q, W_K, W_V):
    return attention(tap, X @ W_Q, C @ W_K, C @ W_V)


def rnn_step(tap, W, U, b, h, x):
    return {"h_next": jnp.tanh(tap("a", W @ h + U @ x + b))}


def gate(tap, name, activation, pre_activation):
    return tap(name, activation(tap(f"a_{name}", pre_activation)))


def lstm_cell(tap, x, h, c, **weights):
    def part(name, activation):
        W, U, b = (weights[f"{kind}_{name}"] for kind in "WUb")
        return gate(tap, name, activation, W @ x + U @ h + b)

    i, f, o = (part(name, jax.nn.sigmoid) for name in "ifo")
    c_next = tap("c_next", f * c + i * part("g", jnp.tanh))
    return {"h_next": o * jnp.tanh(c_next), "c_out": c_next}


def gru_cell(tap, W_r, U_r, b_r, W_z, U_z, b_z, W_g, U_g, b_g, x, h):
    r = gate(tap, "r", jax.nn.sigmoid, W_r @ x + U_r @ h + b_r)
    z = gate(tap, "z", jax.nn.sigmoid, W_z @ x + U_z @ h + b_z)
    g = gate(tap, "g", jnp.tanh, W_g @ x + U_g @ tap("q", r * h) + b_g)
    return {"h_next": z * h + (1 - z) * g}


ENTRIES = {
    "scaled-dot-product-attention": Entry(attention),
    "masked-attention": Entry(attention),
    "cross-attention": Entry(cross_attention),
    "rnn-step": Entry(rnn_step),
    "lstm-cell": Entry(lstm_cell),
    "gru-cell": Entry(gru_cell),
}

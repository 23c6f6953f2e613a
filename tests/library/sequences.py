"""Attention and recurrent cells."""

import jax
import jax.numpy as jnp

from tests.library.entry import Entry, fixed


def attention(tap, Q, K, V, M=0.0):
    Q, K, V = tap("Q", Q), tap("K", K), tap("V", V)
    S = tap("S", Q @ K.T / jnp.sqrt(Q.shape[1]) + M)
    A = tap("A", jax.nn.softmax(S, axis=1))
    return {"Y": A @ V}


def self_attention(tap, X, W_Q, W_K, W_V):
    return attention(tap, X @ W_Q, X @ W_K, X @ W_V)


def cross_attention(tap, X, C, W_Q, W_K, W_V):
    return attention(tap, X @ W_Q, C @ W_K, C @ W_V)


def transformer_block(tap, X, W_Q, W_K, W_V, W_O, W_1, b_1, W_2, b_2, **normal):
    def normalized(name, number, rows):
        epsilon, gamma, beta = normal["epsilon"], normal[f"gamma_{number}"], normal[f"beta_{number}"]
        centred = rows - rows.mean(axis=1, keepdims=True)
        hat = tap(f"{name}_hat", centred / jnp.sqrt(rows.var(axis=1, keepdims=True) + epsilon))
        return tap(f"L_{number}", hat * gamma + beta)

    L = normalized("X", 1, X)
    H = tap("H", attention(tap, L @ W_Q, L @ W_K, L @ W_V)["Y"])
    Y = tap("Y", X + H @ W_O)
    F = tap("F", jax.nn.relu(tap("Z", normalized("Y", 2, Y) @ W_1 + b_1)))
    return {"R": Y + F @ W_2 + b_2}


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
    "self-attention": Entry(self_attention),
    "cross-attention": Entry(cross_attention),
    "transformer-block": Entry(transformer_block, draw={"epsilon": fixed(0.1)}),
    "rnn-step": Entry(rnn_step),
    "lstm-cell": Entry(lstm_cell),
    "gru-cell": Entry(gru_cell),
}

"""Programs of any number of steps, layers or heads, unrolled by hand.

A family is a list, its first member at 0; `tap("h[3]", value)` is written for each member of a family that a derivative
is asked by. What is given of a family is a list of arrays, too. The number of members may be asked for by its name.
"""

import jax.numpy as jnp

from tests.library.entry import Entry
from tests.library.unknown import f


def deep_network(tap, a_0, W, b):
    a = a_0
    for k in range(1, len(W) + 1):
        a = f(tap(f"z[{k}]", W[k - 1] @ a + b[k - 1]))
    return {f"a[{len(W)}]": a}


def residual_network(tap, x_0, W, b, V):
    x = x_0
    for k in range(1, len(W) + 1):
        z = tap(f"z[{k}]", W[k - 1] @ x + b[k - 1])
        x = tap(f"x[{k}]", x + V[k - 1] @ f(z))
    return {f"x[{len(W)}]": x}


def rnn_unrolled(tap, x, y, h_0, W, U, b, V, c):
    h, loss = h_0, 0.0
    for t in range(1, len(x) + 1):
        a = tap(f"a[{t}]", W @ h + U @ x[t - 1] + b)
        h = tap(f"h[{t}]", jnp.tanh(a))
        o = tap(f"o[{t}]", V @ h + c)
        loss -= y[t - 1] @ (o - jnp.log(jnp.exp(o).sum()))
    return loss


def multi_head_attention(tap, X, WQ, WK, WV, WO):
    total = 0.0
    for h in range(1, len(WQ) + 1):
        Q, K, V = (tap(f"{name}[{h}]", X @ W[h - 1]) for name, W in (("Q", WQ), ("K", WK), ("V", WV)))
        S = tap(f"S[{h}]", Q @ K.T / jnp.sqrt(Q.shape[1]))
        weights = jnp.exp(S)
        A = tap(f"A[{h}]", weights / weights.sum(axis=1, keepdims=True))
        total += tap(f"O[{h}]", A @ V) @ WO[h - 1]
    return {"Y": total}


def matrix_power(tap, X, P_0, K):
    P = P_0
    for k in range(1, K + 1):
        P = tap(f"P[{k}]", P @ X)
    return {f"P[{K}]": P}


def trace_of_power_any(tap, X, P_0, K):
    return jnp.trace(matrix_power(tap, X, P_0, K)[f"P[{K}]"])


ENTRIES = {
    "trace-of-power-any": Entry(trace_of_power_any),
    "matrix-power": Entry(matrix_power),
    "deep-network": Entry(deep_network),
    "residual-network": Entry(residual_network),
    "rnn-unrolled": Entry(rnn_unrolled),
    "multi-head-attention": Entry(multi_head_attention),
}

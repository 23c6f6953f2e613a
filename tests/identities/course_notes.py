"""Stanford's notes: CS224n, "Computing neural network gradients" (Clark); CS231n; CS229."""

from .identity import Identity, rows

CLARK = "CS224n, Computing neural network gradients"
CS231N = "CS231n"
CS229 = "CS229"

CS224N_IDENTITIES = (
    *rows(
        "jacobian",
        "W: m×n, x: n, z: m",
        CLARK,
        [
            ("c-Wx", "W @ x", "x", "W", "§3 (1)"),
            ("c-xW", "x.T @ W.T", "x", "W", "§3 (2), with Wᵀ for the W of the row form"),
            ("c-itself", "z", "z", "eye(m)", "§3 (3)"),
            ("c-elementwise", "f(z)", "z", "diag(f'(z))", "§3 (4)"),
        ],
    ),
    *rows(
        "gradient",
        "W: m×n, x: n, g: m, y: k, q: k",
        CLARK,
        [
            ("c-Wx-by-W", "g.T @ (W @ x)", "W", "g @ x.T", "§3 (5), δ = g"),
            ("c-xW-by-W", "x.T @ W.T @ g", "W", "g @ x.T", "§3 (6), W transposed"),
            (
                "c-cross-entropy",
                "-y.T @ log(softmax(q))",
                "q",
                "sum(y) * softmax(q) - y",
                "§3 (7) for any y",
            ),
        ],
    ),
    Identity(
        "c-cross-entropy-one-hot",
        "-y.T @ log_softmax(q)",
        "q",
        "softmax(q) - y",
        "y: k, q: k",
        f"{CLARK}, §3 (7): ŷ − y",
        assume=("sum(y) = 1",),
    ),
)

NETWORK = "W: h×n, b: h, U: k×h, c: k, x: n, y: k"
LAYERS = ("z = W @ x + b", "a = relu(z)", "q = U @ a + c")
TWO_LAYERS = tuple(
    Identity(
        f"c-network-{wrt}",
        "-y.T @ log_softmax(q)",
        wrt,
        result,
        NETWORK,
        f"{CLARK}, §4, ∂J/∂{wrt}",
        lets=LAYERS,
        assume=("sum(y) = 1",),
    )
    for wrt, result in [
        ("U", "(softmax(q) - y) @ a.T"),
        ("c", "softmax(q) - y"),
        ("W", "(U.T @ (softmax(q) - y) * step(z)) @ x.T"),
        ("b", "U.T @ (softmax(q) - y) * step(z)"),
        ("x", "W.T @ (U.T @ (softmax(q) - y) * step(z))"),
    ]
)

CS231N_IDENTITIES = (
    *rows(
        "gradient",
        "W: m×n, X: n×p, G: m×p, w: n, x: n, t:, b:, B: 1×p",
        CS231N,
        [
            ("s-matmul-W", "sum(G * (W @ X))", "W", "G @ X.T", "Backpropagation, matrix–matrix multiply, dW"),
            ("s-matmul-X", "sum(G * (W @ X))", "X", "W.T @ G", "Backpropagation, matrix–matrix multiply, dX"),
            (
                "s-neuron-w",
                "sigmoid(w.T @ x + b)",
                "w",
                "sigmoid(w.T @ x + b) * (1 - sigmoid(w.T @ x + b)) * x",
                "Backpropagation, sigmoid neuron, dw",
            ),
            (
                "s-neuron-x",
                "sigmoid(w.T @ x + b)",
                "x",
                "sigmoid(w.T @ x + b) * (1 - sigmoid(w.T @ x + b)) * w",
                "Backpropagation, sigmoid neuron, dx",
            ),
            (
                "s-neuron-b",
                "sigmoid(w.T @ x + b)",
                "b",
                "sigmoid(w.T @ x + b) * (1 - sigmoid(w.T @ x + b))",
                "Backpropagation, sigmoid neuron, db",
            ),
            ("s-sigmoid", "sigmoid(t)", "t", "sigmoid(t) * (1 - sigmoid(t))", "Backpropagation, σ′"),
            ("s-bias-row", "sum(f(W @ X + B))", "B", "sum(f'(W @ X + B), axis=0)", "Neural networks case study, db"),
            ("s-decay", "sum(W**2) / 2", "W", "W", "Linear classification, L2 regularisation"),
        ],
    ),
    *rows(
        "gradient",
        "S: N×k, Y: N×k, X: N×d, W: d×k",
        CS231N,
        [
            (
                "s-softmax-scores",
                "-sum(Y * log_softmax(S, axis=1)) / N",
                "S",
                "(sum(Y, axis=1) * softmax(S, axis=1) - Y) / N",
                "Neural networks case study, dscores, for any Y",
            ),
            (
                "s-softmax-weights",
                "-sum(Y * log_softmax(X @ W, axis=1)) / N",
                "W",
                "X.T @ (sum(Y, axis=1) * softmax(X @ W, axis=1) - Y) / N",
                "Neural networks case study, dW, for any Y",
            ),
        ],
    ),
    Identity(
        "s-layer-upstream-W",
        "E(z)",
        "W",
        "grad_z @ a.T",
        "W: m×n, a: n, b: m",
        f"{CS231N}, Backpropagation, fully connected layer",
        lets=("z = W @ a + b",),
    ),
    Identity(
        "s-layer-upstream-a",
        "E(z)",
        "a",
        "W.T @ grad_z",
        "W: m×n, a: n, b: m",
        f"{CS231N}, Backpropagation, fully connected layer",
        lets=("z = W @ a + b",),
    ),
)

CS229_IDENTITIES = rows(
    "gradient",
    "X: m×n, y: m, w: n, l:",
    CS229,
    [
        ("n-least-squares", "norm2sq(X @ w - y) / 2", "w", "X.T @ (X @ w - y)", "Notes 1, §2.2"),
        (
            "n-ridge",
            "norm2sq(X @ w - y) + l * norm2sq(w)",
            "w",
            "2 * X.T @ (X @ w - y) + 2 * l * w",
            "Notes 1, §2.2 with a penalty",
        ),
        (
            "n-logistic",
            "y.T @ log(sigmoid(X @ w)) + (1 - y).T @ log(1 - sigmoid(X @ w))",
            "w",
            "X.T @ (y - sigmoid(X @ w))",
            "Notes 1, §5: the log-likelihood",
        ),
    ],
)

COURSE_NOTES = (*CS224N_IDENTITIES, *TWO_LAYERS, *CS231N_IDENTITIES, *CS229_IDENTITIES)

"""Losses, layers, likelihoods and normalisations of machine learning."""

from .identity import Identity, rows

BISHOP = "Bishop 2006"
MURPHY = "Murphy 2012"
BOYD = "Boyd & Vandenberghe 2004"
GOODFELLOW = "Goodfellow, Bengio & Courville 2016"

SOFTMAX = (
    *rows(
        "gradient",
        "x: n, t:, A: m×n, b: m, y: n",
        BOYD,
        [
            ("l-logsumexp", "logsumexp(x)", "x", "softmax(x)", "§3.1.5"),
            ("l-logsumexp-affine", "logsumexp(A @ x + b)", "x", "A.T @ softmax(A @ x + b)", "A.4.1"),
            ("l-log-of-sum", "log(sum(exp(x)))", "x", "softmax(x)", "§3.1.5, as it is printed"),
            ("l-entropy", "sum(y * log(y))", "y", "log(y) + 1", "§3.1.5, negative entropy"),
            ("l-barrier", "-sum(log(b - A @ x))", "x", "A.T @ (1 / (b - A @ x))", "§9.2, analytic centre"),
        ],
    ),
    *rows(
        "jacobian",
        "x: n",
        GOODFELLOW,
        [
            (
                "l-softmax",
                "softmax(x)",
                "x",
                "diag(softmax(x)) - softmax(x) @ softmax(x).T",
                "§6.2.2.3",
            ),
            ("l-log-softmax", "log_softmax(x)", "x", "eye(n) - ones(n) @ softmax(x).T", "§6.2.2.3"),
            ("l-tanh", "tanh(x)", "x", "diag(1 - tanh(x)**2)", "§6.3.2"),
            ("l-relu", "relu(x)", "x", "diag(step(x))", "§6.3.1"),
            ("l-softplus", "softplus(x)", "x", "diag(sigmoid(x))", "(3.42)"),
            ("l-sigmoid", "sigmoid(x)", "x", "diag(sigmoid(x) * (1 - sigmoid(x)))", "(3.34)"),
        ],
    ),
    *rows(
        "hessian",
        "x: n, A: m×n, b: m",
        BOYD,
        [
            (
                "l-logsumexp-hessian",
                "logsumexp(x)",
                "x",
                "diag(softmax(x)) - softmax(x) @ softmax(x).T",
                "§3.1.5",
            ),
            (
                "l-logsumexp-affine-hessian",
                "logsumexp(A @ x + b)",
                "x",
                "A.T @ (diag(softmax(A @ x + b)) - softmax(A @ x + b) @ softmax(A @ x + b).T) @ A",
                "A.4.4",
            ),
            ("l-barrier-hessian", "-sum(log(b - A @ x))", "x", "A.T @ diag((b - A @ x)**-2) @ A", "§9.2"),
        ],
    ),
)

REGRESSION = (
    *rows(
        "gradient",
        "X: m×n, w: n, y: m, W: n×k, Y: m×k, s:",
        BISHOP,
        [
            ("l-least-squares", "1/2 * norm2sq(y - X @ w)", "w", "X.T @ (X @ w - y)", "(3.12)–(3.15)"),
            ("l-multi-output", "1/2 * norm2sq(X @ W - Y)", "W", "X.T @ (X @ W - Y)", "§3.1.5"),
            ("l-mean-squares", "mean((X @ w - y)**2)", "w", "2 * X.T @ (X @ w - y) / m", "§3.1.1, mean"),
            (
                "l-logistic",
                "-y.T @ log(sigmoid(X @ w)) - (1 - y).T @ log(1 - sigmoid(X @ w))",
                "w",
                "X.T @ (sigmoid(X @ w) - y)",
                "(4.91)",
            ),
            ("l-logistic-softplus", "sum(softplus(X @ w)) - y.T @ X @ w", "w", "X.T @ (sigmoid(X @ w) - y)", "(4.91)"),
            (
                "l-gaussian-s",
                "m * log(s) / 2 + norm2sq(y - X @ w) / (2 * s)",
                "s",
                "m / (2 * s) - norm2sq(y - X @ w) / (2 * s**2)",
                "(3.11) in the variance",
            ),
            ("l-poisson", "sum(exp(X @ w)) - y.T @ X @ w", "w", "X.T @ (exp(X @ w) - y)", "§4.3.6, canonical link"),
        ],
    ),
    *rows(
        "hessian",
        "X: m×n, w: n, y: m",
        BISHOP,
        [
            ("l-least-squares-hessian", "1/2 * norm2sq(y - X @ w)", "w", "X.T @ X", "(4.96) for least squares"),
            (
                "l-logistic-hessian",
                "sum(softplus(X @ w)) - y.T @ X @ w",
                "w",
                "X.T @ diag(sigmoid(X @ w) * (1 - sigmoid(X @ w))) @ X",
                "(4.97)",
            ),
        ],
    ),
    *rows(
        "hvp",
        "X: m×n, w: n, y: m, v: n, A: n×n",
        "Pearlmutter 1994",
        [
            (
                "l-logistic-hvp",
                "sum(softplus(X @ w)) - y.T @ X @ w",
                "w",
                "X.T @ (sigmoid(X @ w) * (1 - sigmoid(X @ w)) * (X @ v))",
                "Hessian times v",
            ),
            ("l-quadratic-hvp", "w.T @ A @ w", "w", "(A + A.T) @ v", "Hessian times v"),
            ("l-least-squares-hvp", "norm2sq(X @ w - y)", "w", "2 * X.T @ X @ v", "Hessian times v"),
        ],
    ),
)

GAUSSIAN = (
    *(
        Identity(name, expression, wrt, result, "x: n, u: n, S: n×n", f"{source}", assume=("S spd",))
        for name, expression, wrt, result, source in [
            (
                "l-gaussian-mean",
                "-1/2 * logdet(S) - 1/2 * (x - u).T @ inv(S) @ (x - u)",
                "u",
                "inv(S) @ (x - u)",
                f"{BISHOP}, (2.120)",
            ),
            (
                "l-gaussian-covariance",
                "-1/2 * logdet(S) - 1/2 * (x - u).T @ inv(S) @ (x - u)",
                "S",
                "1/2 * (inv(S) @ (x - u) @ (x - u).T @ inv(S) - inv(S))",
                f"{BISHOP}, §2.3.4, all entries of S independent",
            ),
            (
                "l-gaussian-precision",
                "1/2 * logdet(S) - 1/2 * (x - u).T @ S @ (x - u)",
                "S",
                "1/2 * (inv(S) - (x - u) @ (x - u).T)",
                f"{MURPHY}, §4.1.3, in the precision",
            ),
        ]
    ),
    *rows(
        "gradient",
        "W: m×n, X: m×p, H: n×p, A: m×n, B: n×p, T: m×p, U: m×r, V: n×r, M: m×n",
        "definition of the loss",
        [
            ("l-factors-left", "norm2sq(X - W @ H)", "W", "-2 * (X - W @ H) @ H.T", "Lee & Seung 2001, ∇_W"),
            ("l-factors-right", "norm2sq(X - W @ H)", "H", "-2 * W.T @ (X - W @ H)", "Lee & Seung 2001, ∇_H"),
            ("l-masked", "norm2sq(A * (U @ V.T - M))", "U", "2 * (A**2 * (U @ V.T - M)) @ V", "matrix completion"),
            ("l-procrustes", "norm2sq(A @ B - T)", "B", "2 * A.T @ (A @ B - T)", "Procrustes"),
        ],
    ),
)

NORMALISED = (
    *rows(
        "gradient",
        "x: n, y: n, g: n, X: m×n, A: n×n",
        "machine learning",
        [
            ("l-mean", "mean(x)", "x", "ones(n) / n", "definition"),
            ("l-variance", "var(x)", "x", "2 * (x - mean(x)) / n", "definition"),
            ("l-mean-matrix", "mean(X)", "X", "ones(m, n) / (m * n)", "definition"),
            ("l-norm-frobenius", "norm(X)", "X", "X / norm(X)", "definition"),
            (
                "l-cosine",
                "x.T @ y / (norm(x) * norm(y))",
                "x",
                "y / (norm(x) * norm(y)) - (x.T @ y) * x / (norm(x)**3 * norm(y))",
                "cosine similarity",
            ),
            (
                "l-rayleigh",
                "(x.T @ A @ x) / (x.T @ x)",
                "x",
                "((A + A.T) @ x - 2 * (x.T @ A @ x) * x / (x.T @ x)) / (x.T @ x)",
                "Rayleigh quotient, any A",
            ),
            ("l-norm1", "norm1(x)", "x", "sign(x)", "lasso penalty, 0 at the kink"),
            (
                "l-layer-norm-pulled",
                "g.T @ ((x - mean(x)) / sqrt(var(x)))",
                "x",
                "(g - mean(g) - (x - mean(x)) * mean(g * (x - mean(x))) / var(x)) / sqrt(var(x))",
                "Ba, Kiros & Hinton 2016, the gradient of layer normalisation",
            ),
            (
                "l-gelu",
                "sum(gelu(x))",
                "x",
                "(1 + erf(x / sqrt(2))) / 2 + x * exp(-x**2 / 2) / sqrt(2 * pi)",
                "Hendrycks & Gimpel 2016",
            ),
            ("l-silu", "sum(silu(x))", "x", "sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x))", "swish"),
        ],
    ),
    *rows(
        "jacobian",
        "x: n",
        "machine learning",
        [
            ("l-centre", "x - mean(x)", "x", "eye(n) - ones(n, n) / n", "centring matrix"),
            (
                "l-unit",
                "x / norm(x)",
                "x",
                "eye(n) / norm(x) - x @ x.T / norm(x)**3",
                "unit vector",
            ),
            (
                "l-layer-norm",
                "(x - mean(x)) / sqrt(var(x))",
                "x",
                "(eye(n) - ones(n, n) / n) / sqrt(var(x)) - (x - mean(x)) @ (x - mean(x)).T / (n * var(x)**(3/2))",
                "Ba, Kiros & Hinton 2016, layer normalisation",
            ),
        ],
    ),
    *rows(
        "gradient",
        "Q: m×d, K: n×d, V: n×p, G: m×p, S: m×n, H: m×n",
        "Vaswani et al. 2017",
        [
            (
                "l-attention-V",
                "sum(G * (softmax(Q @ K.T, axis=1) @ V))",
                "V",
                "softmax(Q @ K.T, axis=1).T @ G",
                "attention, by V",
            ),
            (
                "l-softmax-rows",
                "sum(H * softmax(S, axis=1))",
                "S",
                "softmax(S, axis=1) * (H - sum(H * softmax(S, axis=1), axis=1))",
                "softmax of each row",
            ),
        ],
    ),
    Identity(
        "l-orthogonal",
        "tr(Q.T @ A @ Q @ inv(Q))",
        "A",
        "Q @ Q @ Q.T",
        "Q: n×n, A: n×n",
        "trace of a rotated matrix, Q orthogonal",
        assume=("Q orthogonal",),
    ),
)

MACHINE_LEARNING = (*SOFTMAX, *REGRESSION, *GAUSSIAN, *NORMALISED)

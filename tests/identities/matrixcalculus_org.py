"""Examples documented at matrixcalculus.org, by every variable in them, and those that it "cannot display".

Its vectors and matrices have different sizes here. Its a^b is written exp(b log a): exponents are numbers.
"""

from .identity import Identity, rows

SITE = "matrixcalculus.org, documentation"

MATRIXCALCULUS_ORG = (
    *rows(
        "gradient",
        "A: n×n, x: n, y: n, v: n, a:, b:, B: p×n, C: m×p, X: m×n, D: m×m, F: n×m",
        SITE,
        [
            ("m-quadratic", "1/2 * x.T @ A @ x", "x", "1/2 * (A + A.T) @ x", "0.5*x'*A*x"),
            ("m-quadratic-A", "1/2 * x.T @ A @ x", "A", "1/2 * x @ x.T", "0.5*x'*A*x"),
            ("m-elementwise-x", "(y * v).T @ x", "x", "y * v", "(y.*v)'*x"),
            ("m-elementwise-y", "(y * v).T @ x", "y", "v * x", "(y.*v)'*x"),
            ("m-sin", "sin(x).T @ y", "x", "cos(x) * y", "sin(x)'*y"),
            ("m-power-base", "exp(b * log(a))", "a", "b * exp(b * log(a)) / a", "a^b"),
            ("m-power-exponent", "exp(b * log(a))", "b", "log(a) * exp(b * log(a))", "a^b"),
            ("m-tr", "tr(C @ B @ X.T)", "X", "C @ B", "tr(A*X') of a product"),
            (
                "m-tr-AXtBXC",
                "tr(F.T @ X.T @ D @ X @ A @ F)",
                "X",
                "D.T @ X @ F @ F.T @ A.T + D @ X @ A @ F @ F.T",
                "tr(A*X'*B*X*C) with A = F', C = A F",
            ),
            ("m-linear", "v.T @ x", "x", "v", "layout: ∂(v'x)/∂x"),
        ],
    ),
    *rows(
        "gradient",
        "A: m×n, x: n, y: m",
        SITE,
        [
            ("m-norm1", "norm1(A @ x - y)", "x", "A.T @ sign(A @ x - y)", "norm1(A*x-y)"),
            ("m-norm1-A", "norm1(A @ x - y)", "A", "sign(A @ x - y) @ x.T", "norm1(A*x-y)"),
            ("m-norm2sq", "norm(A @ x - y)**2", "x", "2 * A.T @ (A @ x - y)", "norm2(A*x-y)^2"),
            ("m-norm2sq-A", "norm(A @ x - y)**2", "A", "2 * (A @ x - y) @ x.T", "norm2(A*x-y)^2"),
            ("m-norm2", "norm(A @ x - y)", "x", "A.T @ (A @ x - y) / norm(A @ x - y)", "norm2"),
        ],
    ),
    *rows(
        "gradient",
        "X: m×n, w: n, y: m, S: n×n",
        SITE,
        [
            (
                "m-logistic",
                "sum(log(exp(-y * (X @ w)) + ones(m)))",
                "w",
                "-X.T @ (y * sigmoid(-y * (X @ w)))",
                "sum(log(exp(-y.*(X*w)) + vector(1)))",
                "printed −Xᵀ(y ⊙ t ⊘ (1 + t)) with t = exp(−y ⊙ (Xw))",
            ),
            ("m-logdet-inverse", "log(det(inv(S)))", "S", "-inv(S).T", "log(det(inv(X)))"),
            ("m-relu", "sum(relu(X @ w))", "w", "X.T @ step(X @ w)", "relu"),
        ],
    ),
    *rows(
        "jacobian",
        "A: m×n, x: n",
        SITE,
        [
            ("m-Aexp", "A @ exp(x)", "x", "A @ diag(exp(x))", "A*exp(x)"),
            ("m-Ax", "A @ x", "x", "A", "layout: ∂(Ax)/∂x"),
            ("m-row", "x.T", "x", "eye(n)", "a 2nd order tensor that it cannot display: ∂x'/∂x"),
        ],
    ),
    *rows(
        "index",
        "A: m×n, X: m×n, x: n",
        SITE,
        [
            (
                "m-Aexp-A",
                "A @ exp(x)",
                "A",
                "J[i,j,k] = delta[i,j] exp(x)[k]",
                "A*exp(x), a 3rd order tensor that it cannot display",
            ),
            (
                "m-X-by-X",
                "X",
                "X",
                "J[i,j,k,l] = delta[i,k] delta[j,l]",
                "a 4th order tensor that it cannot display: ∂X/∂X",
            ),
        ],
    ),
    Identity(
        "m-tr-AX",
        "tr(A @ X)",
        "X",
        "A.T",
        "A: n×m, X: m×n",
        f"{SITE}, layout: ∂tr(AX)/∂X",
    ),
    Identity(
        "m-quadratic-hessian",
        "1/2 * x.T @ A @ x",
        "x",
        "1/2 * (A + A.T)",
        "A: n×n, x: n",
        f"{SITE}, 0.5*x'*A*x, Hessian",
        kind="hessian",
    ),
    Identity(
        "m-logistic-hessian",
        "sum(log(exp(-y * (X @ w)) + ones(m)))",
        "w",
        "X.T @ diag(y**2 * sigmoid(y * (X @ w)) * sigmoid(-y * (X @ w))) @ X",
        "X: m×n, w: n, y: m",
        f"{SITE}, sum(log(exp(-y.*(X*w)) + vector(1))), Hessian",
        kind="hessian",
    ),
)

"""Magnus & Neudecker, Matrix Differential Calculus, chapters 9 and 10: Jacobians D F(X) = ∂vec F/∂(vec X)ᵀ, Hessians.

Their Jacobian of a scalar is the row (vec of ours)ᵀ; here it is the gradient in the shape of X.
"""

from .identity import Identity, rows

BOOK = "Magnus & Neudecker"

JACOBIANS = rows(
    "vec",
    "X: m×n, A: p×m, B: n×q, S: n×n, C: m×n, D: m×n, F: n×p",
    BOOK,
    [
        ("mn-X", "X", "X", "eye(m * n)", "§9.13, F = X"),
        ("mn-Xt", "X.T", "X", "commutation(m, n)", "§9.13, F = Xᵀ"),
        ("mn-AX", "A @ X", "X", "kron(eye(n), A)", "§9.13, F = AX"),
        ("mn-XB", "X @ B", "X", "kron(B.T, eye(m))", "§9.13, F = XB"),
        ("mn-AXB", "A @ X @ B", "X", "kron(B.T, A)", "§9.13, F = AXB"),
        ("mn-AXtB", "F.T @ X.T @ C", "X", "kron(C.T, F.T) @ commutation(m, n)", "§9.13, F = AXᵀB"),
        (
            "mn-XXt",
            "X @ X.T",
            "X",
            "kron(X, eye(m)) + kron(eye(m), X) @ commutation(m, n)",
            "§9.13, F = XXᵀ",
            "printed (I + K)(X ⊗ I)",
        ),
        (
            "mn-XtX",
            "X.T @ X",
            "X",
            "kron(eye(n), X.T) + kron(X.T, eye(n)) @ commutation(m, n)",
            "§9.13, F = XᵀX",
            "printed (I + K)(I ⊗ Xᵀ)",
        ),
        ("mn-square", "S @ S", "S", "kron(S.T, eye(n)) + kron(eye(n), S)", "§9.13, F = X²"),
        (
            "mn-cube",
            "S @ S @ S",
            "S",
            "kron((S @ S).T, eye(n)) + kron(S.T, S) + kron(eye(n), S @ S)",
            "§9.13, F = X³",
        ),
        ("mn-inverse", "inv(S)", "S", "-kron(inv(S).T, inv(S))", "§9.13, F = X⁻¹"),
        ("mn-hadamard", "X * C", "X", "diag(vec(C))", "§9.15, F = X ⊙ C"),
        ("mn-entrywise", "f(X)", "X", "diag(vec(f'(X)))", "§9.15, F entry by entry"),
        ("mn-scalar-times-X", "tr(S) * S", "S", "tr(S) * eye(n * n) + vec(S) @ vec(eye(n)).T", "§9.13, product rule"),
    ],
)

GRADIENTS = rows(
    "gradient",
    "X: n×n, Y: m×n, A: n×n, a: n, b: n, M: m×m, N: n×n, C: n×m",
    BOOK,
    [
        ("mn-tr-AX", "tr(C @ Y)", "Y", "C.T", "§9.9, tr AX"),
        ("mn-tr-XAXtB", "tr(Y @ A @ Y.T @ M)", "Y", "M.T @ Y @ A.T + M @ Y @ A", "§9.9, tr XAXᵀB"),
        ("mn-tr-XAXB", "tr(X @ A @ X @ N)", "X", "N.T @ X.T @ A.T + A.T @ X.T @ N.T", "§9.9, tr XAXB"),
        ("mn-a-XXt-a", "a.T @ X @ X.T @ a", "X", "2 * a @ a.T @ X", "§9.9, aᵀXXᵀa"),
        (
            "mn-a-Xinv-b",
            "a.T @ inv(X) @ b",
            "X",
            "-(inv(X) @ b @ a.T @ inv(X)).T",
            "§9.9, aᵀX⁻¹a with b for the second a",
        ),
        ("mn-tr-power", "tr(X @ X @ X @ X)", "X", "4 * (X @ X @ X).T", "§9.9, tr Xᵖ, p = 4"),
        ("mn-det-XXt", "det(Y @ Y.T)", "Y", "2 * det(Y @ Y.T) * inv(Y @ Y.T) @ Y", "§9.10, |XXᵀ|"),
        ("mn-det-square", "det(X @ X)", "X", "2 * det(X)**2 * inv(X).T", "§9.10, |X²|"),
        ("mn-logdet-XXt", "logdet(Y @ Y.T)", "Y", "2 * inv(Y @ Y.T) @ Y", "§9.10, log |XXᵀ|"),
        ("mn-log-det-XtX", "logdet(Y.T @ Y)", "Y", "2 * Y @ inv(Y.T @ Y)", "§9.10, log |XᵀX|"),
    ],
)

HESSIANS = rows(
    "hessian",
    "X: n×n, Y: m×n, A: n×n, M: m×m, x: n, a: n, B: m×n",
    BOOK,
    [
        ("mn-hessian-linear", "a.T @ x", "x", "zeros(n, n)", "§10.6, aᵀx"),
        ("mn-hessian-quadratic", "x.T @ A @ x", "x", "A + A.T", "§10.6, xᵀAx"),
        ("mn-hessian-square", "tr(X @ X)", "X", "2 * commutation(n, n)", "§10.6, tr X²"),
        ("mn-hessian-trYtY", "tr(Y.T @ Y)", "Y", "2 * eye(m * n)", "§10.6, tr XᵀX"),
        ("mn-hessian-trYtMY", "tr(Y.T @ M @ Y)", "Y", "kron(eye(n), M + M.T)", "§10.6, tr XᵀAX"),
        ("mn-hessian-logdet", "logdet(X)", "X", "-commutation(n, n) @ kron(inv(X).T, inv(X))", "§10.6, log |X|"),
        (
            "mn-hessian-det",
            "det(X)",
            "X",
            "det(X) * (vec(inv(X).T) @ vec(inv(X).T).T - commutation(n, n) @ kron(inv(X).T, inv(X)))",
            "§10.6, |X|",
        ),
        (
            "mn-hessian-tr-inverse",
            "tr(inv(X))",
            "X",
            "commutation(n, n) @ (kron(inv(X).T, inv(X) @ inv(X)) + kron((inv(X) @ inv(X)).T, inv(X)))",
            "§10.6, tr X⁻¹",
        ),
    ],
)

PATTERNED = (
    Identity(
        "mn-vector-by-matrix",
        "X @ b",
        "X",
        "J[i,j,k] = delta[i,j] b[k]",
        "X: m×n, b: n",
        f"{BOOK}, §9.12, Xb: bᵀ ⊗ I",
        kind="index",
    ),
    Identity(
        "mn-vector-by-matrix-turned",
        "X.T @ a",
        "X",
        "J[i,j,k] = delta[i,k] a[j]",
        "X: m×n, a: m",
        f"{BOOK}, §9.12, Xᵀa: I ⊗ aᵀ",
        kind="index",
    ),
    Identity(
        "mn-outer",
        "x @ x.T",
        "x",
        "J[i,j,k] = delta[i,k] x[j] + x[i] delta[j,k]",
        "x: n",
        f"{BOOK}, §9.12, xxᵀ: x ⊗ I + I ⊗ x",
        kind="index",
    ),
)

MAGNUS_NEUDECKER = (*JACOBIANS, *GRADIENTS, *HESSIANS, *PATTERNED)

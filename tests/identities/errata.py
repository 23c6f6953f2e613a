"""What a source prints and what is wrong: each must fail against the oracle. The right ones are in the tables."""

from .cookbook import BOOK
from .identity import Identity

ERRATA = (
    Identity(
        "erratum-92",
        "a.T @ X.T @ X.T @ X @ X @ b",
        "X",
        "X @ a @ b.T @ X.T @ X.T + X @ X @ a @ b.T @ X.T + a @ b.T @ X.T @ X.T @ X + X.T @ X @ X @ a @ b.T",
        "X: n×n, a: n, b: n",
        f"{BOOK}, (92) with n = 2",
        note="the summand X^(n-1-r) a bᵀ (Xⁿ)ᵀ Xʳ should be (Xʳ)ᵀ Xⁿ b aᵀ (X^(n-1-r))ᵀ",
    ),
    Identity(
        "erratum-95",
        "(x.T @ A.T @ A @ x) / (x.T @ B.T @ B @ x)",
        "x",
        "2 * A.T @ A @ x / (x.T @ B @ B @ x) - 2 * (x.T @ A.T @ A @ x) * B.T @ B @ x / (x.T @ B.T @ B @ x)**2",
        "x: n, A: m×n, B: n×n",
        f"{BOOK}, (95)",
        note="the first denominator xᵀBBx should be xᵀBᵀBx",
    ),
    Identity(
        "erratum-127",
        "tr(inv(A + X.T @ C @ X) @ (X.T @ B @ X))",
        "X",
        "-2 * C @ X @ inv(A + X.T @ C @ X) @ X.T @ B @ X @ inv(A + X.T @ C @ X) + 2 * B @ X @ inv(A + X.T @ C @ X)",
        "X: m×n, C: m×m, B: m×m, A: n×n",
        f"{BOOK}, (127)",
        assume=("C spd", "B symmetric"),
        note="only B and C are said to be symmetric, but A has to be, too",
    ),
)

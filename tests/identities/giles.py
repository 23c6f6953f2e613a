"""Giles 2008, An extended collection of matrix derivative results, §2: adjoints, G the cotangent of the result.

His reverse mode gives Ā from C̄ for C = f(A); that is the gradient of tr(Gᵀ f(A)) = ⟨G, f(A)⟩ with G in the place of C̄.
"""

from .identity import Identity, rows

PAPER = "Giles 2008"

ADJOINTS = rows(
    "gradient",
    "A: m×n, B: n×p, G: m×p, H: m×n, C: m×n, S: n×n, K: n×n, Q: n×p, L: n×p, T: m×m, U: m×m, x: n, y: n",
    PAPER,
    [
        ("g-addition", "tr(H.T @ (A + C))", "A", "H", "§2.2.1 addition"),
        ("g-product-left", "tr(G.T @ A @ B)", "A", "G @ B.T", "§2.2.2 multiplication"),
        ("g-product-right", "tr(G.T @ A @ B)", "B", "A.T @ G", "§2.2.2 multiplication"),
        ("g-inverse", "tr(K.T @ inv(S))", "S", "-inv(S).T @ K @ inv(S).T", "§2.2.3 inverse"),
        ("g-determinant", "det(S)", "S", "det(S) * inv(S).T", "§2.2.4 determinant"),
        ("g-solve-right", "tr(L.T @ inv(S) @ Q)", "Q", "inv(S).T @ L", "§2.3.1 matrix inverse product"),
        (
            "g-solve-left",
            "tr(L.T @ inv(S) @ Q)",
            "S",
            "-inv(S).T @ L @ Q.T @ inv(S).T",
            "§2.3.1 matrix inverse product, −B̄ Cᵀ with B̄ = A⁻ᵀ C̄, C = A⁻¹ B",
        ),
        ("g-quadratic-outer", "tr(K.T @ A.T @ T @ A)", "T", "A @ K @ A.T", "§2.3.2 first quadratic form"),
        ("g-quadratic-inner", "tr(K.T @ A.T @ T @ A)", "A", "T @ A @ K.T + T.T @ A @ K", "§2.3.2 first quadratic form"),
        (
            "g-inverse-quadratic",
            "tr(K.T @ A.T @ inv(T) @ A)",
            "T",
            "-inv(T).T @ A @ K @ A.T @ inv(T).T",
            "§2.3.3 second quadratic form",
        ),
        (
            "g-inverse-quadratic-inner",
            "tr(K.T @ A.T @ inv(T) @ A)",
            "A",
            "inv(T).T @ A @ K + inv(T) @ A @ K.T",
            "§2.3.3 second quadratic form",
        ),
        (
            "g-polynomial",
            "tr(K.T @ (2 * eye(n) + 3 * S + 5 * S @ S))",
            "S",
            "3 * K + 5 * (S.T @ K + K @ S.T)",
            "§2.3.4 matrix polynomial of degree 2",
        ),
        ("g-frobenius", "norm(A)", "A", "A / norm(A)", "§2.3.6 matrix norm"),
    ],
)

GILES = (
    *ADJOINTS,
    Identity(
        "g-inverse-forward",
        "inv(S + t * K)",
        "t",
        "-inv(S + t * K) @ K @ inv(S + t * K)",
        "S: n×n, K: n×n, t:",
        f"{PAPER}, §2.2.3 inverse, forward mode",
        kind="tangent",
    ),
)

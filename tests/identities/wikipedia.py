"""Wikipedia, "Matrix calculus", the tables of identities, in the order of the article.

The article gives both layouts; ours is its denominator layout for a scalar by a vector or matrix (a gradient has the
shape of the variable) and its numerator layout for a vector by a vector (output × variable).
"""

from .identity import Identity, rows

PAGE = "Wikipedia, Matrix calculus"

VECTOR_BY_VECTOR = rows(
    "jacobian",
    "a: n, x: n, A: m×n, B: n×m, c:, u: m",
    f"{PAGE}, vector-by-vector",
    [
        ("w-constant", "u", "x", "zeros(m, n)", "∂a/∂x"),
        ("w-itself", "x", "x", "eye(n)", "∂x/∂x"),
        ("w-Ax", "A @ x", "x", "A", "∂Ax/∂x"),
        ("w-xtB", "x.T @ B", "x", "B.T", "∂xᵀA/∂x"),
        ("w-scaled", "c * f(x)", "x", "c * diag(f'(x))", "∂au/∂x, u = f(x)"),
        ("w-scalar-times-constant", "sum(f(x)) * u", "x", "u @ f'(x).T", "∂va/∂x, v = 1ᵀf(x)"),
        ("w-product", "(x.T @ a) * g(x)", "x", "(x.T @ a) * diag(g'(x)) + g(x) @ a.T", "∂vu/∂x, v = xᵀa, u = g(x)"),
        ("w-A-of-function", "A @ f(x)", "x", "A @ diag(f'(x))", "∂Au/∂x, u = f(x)"),
        ("w-sum", "f(x) + g(x)", "x", "diag(f'(x) + g'(x))", "∂(u+v)/∂x"),
        ("w-chain", "f(A @ x)", "x", "diag(f'(A @ x)) @ A", "∂g(u)/∂x, u = Ax"),
        ("w-chain-twice", "f(g(x))", "x", "diag(f'(g(x)) * g'(x))", "∂f(g(u))/∂x"),
    ],
)

SCALAR_BY_VECTOR = (
    *rows(
        "gradient",
        "x: n, a: n, b: n, c:, A: n×n, B: m×n, C: m×m, D: m×n, d: m, e: m",
        f"{PAGE}, scalar-by-vector",
        [
            ("w-scalar-constant", "c", "x", "zeros(n)", "∂a/∂x"),
            ("w-scalar-scaled", "c * sum(f(x))", "x", "c * f'(x)", "∂au/∂x"),
            ("w-scalar-sum", "sum(f(x)) + sum(g(x))", "x", "f'(x) + g'(x)", "∂(u+v)/∂x"),
            (
                "w-scalar-product",
                "sum(f(x)) * sum(g(x))",
                "x",
                "sum(f(x)) * g'(x) + sum(g(x)) * f'(x)",
                "∂uv/∂x",
            ),
            ("w-scalar-chain", "f(a.T @ x)", "x", "f'(a.T @ x) * a", "∂g(u)/∂x, u = aᵀx"),
            ("w-inner-functions", "f(x).T @ g(x)", "x", "f'(x) * g(x) + g'(x) * f(x)", "∂(u·v)/∂x"),
            (
                "w-form-of-functions",
                "f(x).T @ A @ g(x)",
                "x",
                "f'(x) * (A @ g(x)) + g'(x) * (A.T @ f(x))",
                "∂(u·Av)/∂x",
            ),
            ("w-ax", "a.T @ x", "x", "a", "∂(a·x)/∂x"),
            ("w-btAx", "d.T @ B @ x", "x", "B.T @ d", "∂bᵀAx/∂x"),
            ("w-xtAx", "x.T @ A @ x", "x", "(A + A.T) @ x", "∂xᵀAx/∂x"),
            ("w-xtx", "x.T @ x", "x", "2 * x", "∂(x·x)/∂x"),
            ("w-inner-constant", "a.T @ f(x)", "x", "f'(x) * a", "∂(a·u)/∂x, u = f(x)"),
            ("w-two-inner", "(a.T @ x) * (x.T @ b)", "x", "(a @ b.T + b @ a.T) @ x", "∂aᵀxxᵀb/∂x"),
            (
                "w-two-affine",
                "(B @ x + d).T @ C @ (D @ x + e)",
                "x",
                "D.T @ C.T @ (B @ x + d) + B.T @ C @ (D @ x + e)",
                "∂(Ax+b)ᵀC(Dx+e)/∂x",
            ),
            ("w-distance", "norm(x - a)", "x", "(x - a) / norm(x - a)", "∂‖x−a‖/∂x"),
        ],
    ),
    *rows(
        "hessian",
        "x: n, A: n×n",
        f"{PAGE}, scalar-by-vector",
        [
            ("w-xtAx-twice", "x.T @ A @ x", "x", "A + A.T", "∂²xᵀAx/∂x∂xᵀ"),
            ("w-xtx-twice", "x.T @ x", "x", "2 * eye(n)", "∂²(x·x)/∂x²"),
        ],
    ),
    Identity(
        "w-xtAx-symmetric",
        "x.T @ A @ x",
        "x",
        "2 * A @ x",
        "x: n, A: n×n",
        f"{PAGE}, scalar-by-vector, ∂xᵀAx/∂x, A symmetric",
        assume=("A symmetric",),
    ),
    Identity(
        "w-xtAx-twice-symmetric",
        "x.T @ A @ x",
        "x",
        "2 * A",
        "x: n, A: n×n",
        f"{PAGE}, scalar-by-vector, ∂²xᵀAx/∂x∂xᵀ, A symmetric",
        kind="hessian",
        assume=("A symmetric",),
    ),
)

VECTOR_BY_SCALAR = rows(
    "tangent",
    "t:, a: n, b: n, A: m×n",
    f"{PAGE}, vector-by-scalar",
    [
        ("w-a-of-t", "f(t) * a", "t", "f'(t) * a", "∂va/∂x"),
        ("w-At", "A @ f(t * a)", "t", "A @ (f'(t * a) * a)", "∂Au/∂x"),
        ("w-ut", "f(t * a).T", "t", "(f'(t * a) * a).T", "∂uᵀ/∂x"),
        ("w-u-plus-v", "f(t * a) + g(t * b)", "t", "f'(t * a) * a + g'(t * b) * b", "∂(u+v)/∂x"),
    ],
)

MATRIX_BY_SCALAR = rows(
    "tangent",
    "t:, c:, A: m×n, B: n×p, C: p×q, U: n×n, V: n×n, F: m×n",
    f"{PAGE}, matrix-by-scalar",
    [
        ("w-aU", "c * f(t * A)", "t", "c * f'(t * A) * A", "∂aU/∂x"),
        ("w-AUB", "A @ f(t * U) @ B", "t", "A @ (f'(t * U) * U) @ B", "∂AUB/∂x"),
        ("w-U-plus-V", "f(t * A) + g(t * F)", "t", "f'(t * A) * A + g'(t * F) * F", "∂(U+V)/∂x"),
        (
            "w-UV",
            "f(t * A) @ g(t * B)",
            "t",
            "f(t * A) @ (g'(t * B) * B) + (f'(t * A) * A) @ g(t * B)",
            "∂(UV)/∂x",
        ),
        (
            "w-kron",
            "kron(f(t * A), g(t * C))",
            "t",
            "kron(f(t * A), g'(t * C) * C) + kron(f'(t * A) * A, g(t * C))",
            "∂(U⊗V)/∂x",
        ),
        (
            "w-hadamard",
            "f(t * A) * g(t * F)",
            "t",
            "f(t * A) * g'(t * F) * F + f'(t * A) * A * g(t * F)",
            "∂(U∘V)/∂x",
        ),
        ("w-inverse", "inv(U + t * V)", "t", "-inv(U + t * V) @ V @ inv(U + t * V)", "∂U⁻¹/∂x"),
    ],
)

SCALAR_BY_SCALAR = (
    *rows(
        "gradient",
        "t:, U: n×n, V: n×n, a: n, b: n",
        f"{PAGE}, scalar-by-scalar",
        [
            (
                "w-inner-of-t",
                "f(t * a).T @ g(t * b)",
                "t",
                "f(t * a).T @ (g'(t * b) * b) + (f'(t * a) * a).T @ g(t * b)",
                "∂(u·v)/∂x",
            ),
            ("w-det-of-t", "det(U + t * V)", "t", "det(U + t * V) * tr(inv(U + t * V) @ V)", "∂|U|/∂x"),
            ("w-logdet-of-t", "logdet(U + t * V)", "t", "tr(inv(U + t * V) @ V)", "∂ln|U|/∂x"),
            ("w-tr-of-t", "tr(f(t * U))", "t", "tr(f'(t * U) * U)", "∂tr(g(xA))/∂x, entry by entry"),
        ],
    ),
    *rows(
        "hessian",
        "t:, U: n×n, V: n×n",
        f"{PAGE}, scalar-by-scalar",
        [
            (
                "w-det-twice",
                "det(U + t * V)",
                "t",
                "det(U + t * V) * (tr(inv(U + t * V) @ V)**2 - tr(inv(U + t * V) @ V @ inv(U + t * V) @ V))",
                "∂²|U|/∂x² with U″ = 0",
            ),
        ],
    ),
)

SCALAR_BY_MATRIX = (
    *rows(
        "gradient",
        "X: m×n, a: m, b: n, c:, C: m×m, d: m, e: n, f_: n, A: p×m, B: n×p, G: n×m, S: n×n, D: m×m",
        f"{PAGE}, scalar-by-matrix",
        [
            ("w-matrix-constant", "c", "X", "zeros(m, n)", "∂a/∂X"),
            ("w-matrix-scaled", "c * sum(f(X))", "X", "c * f'(X)", "∂au/∂X"),
            (
                "w-matrix-product",
                "sum(f(X)) * sum(g(X))",
                "X",
                "sum(f(X)) * g'(X) + sum(g(X)) * f'(X)",
                "∂uv/∂X",
            ),
            ("w-matrix-chain", "f(tr(G @ X))", "X", "f'(tr(G @ X)) * G.T", "∂g(u)/∂X, u = tr(GX)"),
            ("w-aXb", "a.T @ X @ b", "X", "a @ b.T", "∂aᵀXb/∂X"),
            ("w-aXtb", "b.T @ X.T @ a", "X", "a @ b.T", "∂aᵀXᵀb/∂X"),
            (
                "w-Xa-C-Xb",
                "(X @ b).T @ C @ (X @ e)",
                "X",
                "C @ X @ e @ b.T + C.T @ X @ b @ e.T",
                "∂(Xa)ᵀC(Xb)/∂X",
            ),
            (
                "w-affine-form",
                "(X @ b + a).T @ C @ (X @ b + a)",
                "X",
                "(C + C.T) @ (X @ b + a) @ b.T",
                "∂(Xa+b)ᵀC(Xa+b)/∂X",
            ),
            ("w-trX", "tr(S)", "S", "eye(n)", "∂tr(X)/∂X"),
            ("w-tr-sum", "tr(f(S) + g(S))", "S", "(f'(S) + g'(S)) * eye(n)", "∂tr(U+V)/∂X"),
            ("w-trAX", "tr(G @ X)", "X", "G.T", "∂tr(AX)/∂X"),
            ("w-trAXt", "tr(X.T @ G.T)", "X", "G.T", "∂tr(AXᵀ)/∂X"),
            ("w-trXtAX", "tr(X.T @ C @ X)", "X", "(C + C.T) @ X", "∂tr(XᵀAX)/∂X"),
            ("w-trAXBXtC", "tr(A @ X @ S @ X.T @ A.T)", "X", "A.T @ A @ X @ (S + S.T)", "∂tr(AXBXᵀC)/∂X, C = Aᵀ"),
            ("w-trXn", "tr(S @ S @ S)", "S", "3 * (S @ S).T", "∂tr(Xⁿ)/∂X, n = 3"),
            ("w-trXtX", "tr(X.T @ X)", "X", "2 * X", "∂tr(XᵀX)/∂X"),
            ("w-det", "det(S)", "S", "det(S) * inv(S).T", "∂|X|/∂X"),
            ("w-logdet", "logdet(S)", "S", "inv(S).T", "∂ln|X|/∂X"),
            ("w-logdet-scaled", "log(abs(det(c * S)))", "S", "inv(S).T", "∂ln|aX|/∂X"),
            ("w-det-cube", "det(S @ S @ S)", "S", "3 * det(S @ S @ S) * inv(S).T", "∂|Xⁿ|/∂X, n = 3"),
            ("w-logdet-gram", "logdet(X.T @ X)", "X", "2 * X @ inv(X.T @ X)", "∂ln|XᵀX|/∂X"),
        ],
    ),
    *rows(
        "gradient",
        "X: n×n, A: n×n, B: n×n, a: n, b: n",
        f"{PAGE}, scalar-by-matrix",
        [
            ("w-aXinvb", "a.T @ inv(X) @ b", "X", "-inv(X).T @ a @ b.T @ inv(X).T", "∂aᵀX⁻¹b/∂X"),
            ("w-trAXinvB", "tr(A @ inv(X) @ B)", "X", "-inv(X).T @ A.T @ B.T @ inv(X).T", "∂tr(AX⁻¹B)/∂X"),
            ("w-detAXB", "det(A @ X @ B)", "X", "det(A @ X @ B) * inv(X).T", "∂|AXB|/∂X"),
            ("w-detXtAX", "det(X.T @ A @ X)", "X", "2 * det(X.T @ A @ X) * inv(X).T", "∂|XᵀAX|/∂X, X square"),
        ],
    ),
    *rows(
        "gradient",
        "X: m×n, A: m×m",
        f"{PAGE}, scalar-by-matrix",
        [
            (
                "w-detXtAX-general",
                "det(X.T @ A @ X)",
                "X",
                "det(X.T @ A @ X) * (A @ X @ inv(X.T @ A @ X) + A.T @ X @ inv(X.T @ A.T @ X))",
                "∂|XᵀAX|/∂X",
            ),
        ],
    ),
    Identity(
        "w-detXtAX-symmetric",
        "det(X.T @ A @ X)",
        "X",
        "2 * det(X.T @ A @ X) * A @ X @ inv(X.T @ A @ X)",
        "X: m×n, A: m×m",
        f"{PAGE}, scalar-by-matrix, ∂|XᵀAX|/∂X, A symmetric",
        assume=("A spd",),
    ),
)

WIKIPEDIA = (
    *VECTOR_BY_VECTOR,
    *SCALAR_BY_VECTOR,
    *VECTOR_BY_SCALAR,
    *MATRIX_BY_SCALAR,
    *SCALAR_BY_SCALAR,
    *SCALAR_BY_MATRIX,
)

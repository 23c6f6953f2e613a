"""Derivatives that SymPy 1.14 gets wrong without saying so: `MatrixExpr.diff` gives 0, loses a term or a transpose."""

from .identity import Identity

SYMPY = "SymPy 1.14 is wrong"

SYMPY_ERRORS = (
    Identity(
        "sympy-dense-layer",
        "tr(g.T @ tanh(W @ a + b))",
        "a",
        "W.T @ (g * (1 - tanh(W @ a + b)**2))",
        "g: m, W: m×n, a: n, b: m",
        f"{SYMPY}: Trace(g.T*(W*a+b).applyfunc(tanh)).diff(a)",
    ),
    Identity("sympy-log-det", "log(det(X))", "X", "inv(X).T", "X: n×n", f"{SYMPY}: 0 for log(Determinant(X)).diff(X)"),
    Identity(
        "sympy-scaled-det",
        "k * det(X)",
        "X",
        "k * det(X) * inv(X).T",
        "k:, X: n×n",
        f"{SYMPY}: 0 for k*Determinant(X)",
    ),
    Identity(
        "sympy-exp-trace",
        "exp(tr(A @ X))",
        "X",
        "exp(tr(A @ X)) * A.T",
        "A: n×m, X: m×n",
        f"{SYMPY}: 0 for exp(Trace(A*X))",
    ),
    Identity(
        "sympy-det-times-trace",
        "det(X) * tr(X)",
        "X",
        "det(X) * (tr(X) * inv(X).T + eye(n))",
        "X: n×n",
        f"{SYMPY}: Determinant(X)*Trace(X) loses a term",
    ),
)

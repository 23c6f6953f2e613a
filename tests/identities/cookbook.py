"""Petersen & Pedersen, The Matrix Cookbook, version of 15 November 2012, chapter 2, by equation number.

Its layout is ours: a gradient has the shape of the variable. Its A^n is written out for a concrete n.
"""

from .identity import Identity, rows

BOOK = "Petersen & Pedersen 2012"
SQUARE = "X: n×n, A: n×n, B: n×n, C: n×n, a: n, b: n"
WIDE = "X: m×n, A: p×m, B: n×p, C: p×p"

DETERMINANTS = (
    *rows(
        "gradient",
        "t:, A: n×n, B: n×n",
        BOOK,
        [
            ("det-of-t", "det(A + t * B)", "t", "det(A + t * B) * tr(inv(A + t * B) @ B)", "(46)"),
            ("logdet-of-t", "logdet(A + t * B)", "t", "tr(inv(A + t * B) @ B)", "(43)"),
        ],
    ),
    *rows(
        "hessian",
        "t:, A: n×n, B: n×n",
        BOOK,
        [
            (
                "det-of-t-twice",
                "det(A + t * B)",
                "t",
                "det(A + t * B) * (tr(inv(A + t * B) @ B)**2 - tr(inv(A + t * B) @ B @ inv(A + t * B) @ B))",
                "(48) with Y'' = 0",
            ),
        ],
    ),
    *rows(
        "gradient",
        SQUARE,
        BOOK,
        [
            ("det", "det(X)", "X", "det(X) * inv(X).T", "(49)"),
            ("det-AXB", "det(A @ X @ B)", "X", "det(A @ X @ B) * inv(X).T", "(51)"),
            ("det-XtAX-square", "det(X.T @ A @ X)", "X", "2 * det(X.T @ A @ X) * inv(X).T", "(52)"),
            ("logdet", "logdet(X)", "X", "inv(X).T", "(57)"),
            ("logdet-abs", "log(abs(det(X)))", "X", "inv(X).T", "(57), as it is printed"),
            ("det-cube", "det(X @ X @ X)", "X", "3 * det(X @ X @ X) * inv(X).T", "(58) with k = 3"),
            ("det-inverse", "det(inv(X))", "X", "-det(inv(X)) * inv(X).T", "(62)"),
        ],
    ),
    Identity(
        "det-XtAX-symmetric",
        "det(X.T @ A @ X)",
        "X",
        "2 * det(X.T @ A @ X) * A @ X @ inv(X.T @ A @ X)",
        "X: m×n, A: m×m",
        f"{BOOK}, (53)",
        assume=("A spd",),
    ),
    Identity(
        "det-XtAX",
        "det(X.T @ A @ X)",
        "X",
        "det(X.T @ A @ X) * (A @ X @ inv(X.T @ A @ X) + A.T @ X @ inv(X.T @ A.T @ X))",
        "X: m×n, A: m×m",
        f"{BOOK}, (54)",
    ),
    Identity(
        "logdet-gram",
        "logdet(X.T @ X)",
        "X",
        "2 * X @ inv(X.T @ X)",
        "X: m×n",
        f"{BOOK}, (55)",
        note="printed 2 (X⁺)ᵀ; the pseudo-inverse of X with full column rank is (XᵀX)⁻¹ Xᵀ",
    ),
)

INVERSES = (
    *rows(
        "tangent",
        "t:, A: n×n, B: n×n",
        BOOK,
        [("inverse-of-t", "inv(A + t * B)", "t", "-inv(A + t * B) @ B @ inv(A + t * B)", "(59)")],
    ),
    *rows(
        "index",
        "X: n×n",
        BOOK,
        [("inverse-entries", "inv(X)", "X", "J[k,l,i,j] = -inv(X)[k,i] inv(X)[j,l]", "(60)")],
    ),
    *rows(
        "gradient",
        SQUARE,
        BOOK,
        [
            ("a-inverse-b", "a.T @ inv(X) @ b", "X", "-inv(X).T @ a @ b.T @ inv(X).T", "(61)"),
            ("tr-A-inverse-B", "tr(A @ inv(X) @ B)", "X", "-(inv(X) @ B @ A @ inv(X)).T", "(63)"),
            ("tr-inverse-sum", "tr(inv(X + A))", "X", "-(inv(X + A) @ inv(X + A)).T", "(64)"),
            ("tr-inverse", "tr(inv(X))", "X", "-(inv(X) @ inv(X)).T", "(64) with A = 0"),
        ],
    ),
)

FIRST_ORDER = (
    *rows(
        "gradient",
        "X: m×n, S: n×n, x: n, a: m, b: n",
        BOOK,
        [
            ("linear", "x.T @ b", "x", "b", "(69)"),
            ("linear-turned", "b.T @ x", "x", "b", "(69)"),
            ("bilinear", "a.T @ X @ b", "X", "a @ b.T", "(70)"),
            ("bilinear-turned", "b.T @ X.T @ a", "X", "a @ b.T", "(71)"),
            ("bilinear-square", "b.T @ S @ b", "S", "b @ b.T", "(72)"),
            ("bilinear-square-turned", "b.T @ S.T @ b", "S", "b @ b.T", "(72)"),
        ],
    ),
    *rows(
        "index",
        "X: m×n, A: n×p, B: m×p",
        BOOK,
        [
            ("identity", "X", "X", "J[i,j,k,l] = delta[i,k] delta[j,l]", "(73)"),
            ("XA-entries", "X @ A", "X", "J[i,j,k,l] = delta[i,k] A[l,j]", "(74)"),
            ("XtB-entries", "X.T @ B", "X", "J[i,j,k,l] = delta[i,l] B[k,j]", "(75)"),
        ],
    ),
)

SECOND_ORDER = (
    *rows(
        "gradient",
        "X: m×n, S: n×n, b: n, c: n, C: p×q, D: q×n, F: p×n, d: q, e: p, x: n, M: m×m, v: m",
        BOOK,
        [
            ("sum-squared", "sum(X)**2", "X", "2 * sum(X) * ones(m, n)", "(76)"),
            ("gram", "b.T @ X.T @ X @ c", "X", "X @ (b @ c.T + c @ b.T)", "(77)"),
            (
                "two-affine",
                "(F @ x + e).T @ C @ (D @ x + d)",
                "x",
                "F.T @ C @ (D @ x + d) + D.T @ C.T @ (F @ x + e)",
                "(78)",
            ),
            ("quadratic", "x.T @ S @ x", "x", "(S + S.T) @ x", "(81)"),
            ("b-XtDX-c", "b.T @ X.T @ M @ X @ c", "X", "M.T @ X @ b @ c.T + M @ X @ c @ b.T", "(82)"),
            (
                "affine-quadratic",
                "(X @ b + v).T @ M @ (X @ b + v)",
                "X",
                "(M + M.T) @ (X @ b + v) @ b.T",
                "(83)",
            ),
        ],
    ),
    *rows(
        "index",
        "X: m×n, M: m×m",
        BOOK,
        [
            (
                "XtBX-entries",
                "X.T @ M @ X",
                "X",
                "J[k,l,i,j] = delta[l,j] (X.T @ M)[k,i] + delta[k,j] (M @ X)[i,l]",
                "(79)",
            )
        ],
    ),
    *(
        Identity(name, expression, wrt, result, "x: m, A: m×n, s: n, W: m×m", f"{BOOK}, {where}", assume=assume)
        for name, expression, wrt, result, where, assume in [
            (
                "weighted-s",
                "(x - A @ s).T @ W @ (x - A @ s)",
                "s",
                "-2 * A.T @ W @ (x - A @ s)",
                "(84)",
                ("W symmetric",),
            ),
            (
                "weighted-s-general",
                "(x - A @ s).T @ W @ (x - A @ s)",
                "s",
                "-A.T @ (W + W.T) @ (x - A @ s)",
                "(84) without the symmetry",
                (),
            ),
            (
                "weighted-x",
                "(x - A @ s).T @ W @ (x - A @ s)",
                "x",
                "2 * W @ (x - A @ s)",
                "(87)",
                ("W symmetric",),
            ),
            (
                "weighted-x-general",
                "(x - A @ s).T @ W @ (x - A @ s)",
                "x",
                "(W + W.T) @ (x - A @ s)",
                "(87) without the symmetry",
                (),
            ),
            (
                "weighted-A",
                "(x - A @ s).T @ W @ (x - A @ s)",
                "A",
                "-2 * W @ (x - A @ s) @ s.T",
                "(88)",
                ("W symmetric",),
            ),
            (
                "weighted-A-general",
                "(x - A @ s).T @ W @ (x - A @ s)",
                "A",
                "-(W + W.T) @ (x - A @ s) @ s.T",
                "(88) without the symmetry",
                (),
            ),
        ]
    ),
    *(
        Identity(
            name,
            "(x - s).T @ W @ (x - s)",
            wrt,
            result,
            "x: m, s: m, W: m×m",
            f"{BOOK}, {where}",
            assume=("W symmetric",),
        )
        for name, wrt, result, where in [
            ("mahalanobis-x", "x", "2 * W @ (x - s)", "(85)"),
            ("mahalanobis-s", "s", "-2 * W @ (x - s)", "(86)"),
        ]
    ),
    *rows(
        "gradient",
        "c:, x: m, b: m",
        BOOK,
        [("least-mean-squares", "(c - x.T @ b)**2", "x", "-2 * (c - x.T @ b) * b", "(89), real")],
    ),
)

HIGHER_ORDER = (
    *rows(
        "index",
        SQUARE,
        BOOK,
        [
            (
                "cube-entries",
                "X @ X @ X",
                "X",
                "J[k,l,i,j] = delta[k,i] (X @ X)[j,l] + X[k,i] X[j,l] + (X @ X)[k,i] delta[j,l]",
                "(90) with n = 3",
            )
        ],
    ),
    *rows(
        "gradient",
        SQUARE + ", M: p×n, N: q×n, x: n",
        BOOK,
        [
            (
                "a-cube-b",
                "a.T @ X @ X @ X @ b",
                "X",
                "a @ b.T @ X.T @ X.T + X.T @ a @ b.T @ X.T + X.T @ X.T @ a @ b.T",
                "(91) with n = 3",
            ),
            (
                "a-square-gram-b",
                "a.T @ X.T @ X.T @ X @ X @ b",
                "X",
                "X @ X @ (a @ b.T + b @ a.T) @ X.T + X.T @ X @ X @ (a @ b.T + b @ a.T)",
                "(92) with n = 2",
                "erratum: the printed first summand X^(n-1-r) a bᵀ (Xⁿ)ᵀ Xʳ should be (Xʳ)ᵀ Xⁿ b aᵀ (X^(n-1-r))ᵀ",
            ),
            (
                "quotient-of-quadratics",
                "(x.T @ M.T @ M @ x) / (x.T @ N.T @ N @ x)",
                "x",
                "2 * M.T @ M @ x / (x.T @ N.T @ N @ x)"
                " - 2 * (x.T @ M.T @ M @ x) * N.T @ N @ x / (x.T @ N.T @ N @ x)**2",
                "(95)",
                "erratum: xᵀBBx in the printed first denominator should be xᵀBᵀBx",
            ),
            ("quadratic-affine", "x.T @ A @ x + b.T @ x", "x", "(A + A.T) @ x + b", "(97)"),
            (
                "product-of-functions",
                "f(x).T @ A @ g(x)",
                "x",
                "f'(x) * (A @ g(x)) + g'(x) * (A.T @ f(x))",
                "(93) with s = f(x), r = g(x) entry by entry",
            ),
        ],
    ),
    *rows(
        "hessian",
        SQUARE + ", x: n",
        BOOK,
        [("quadratic-hessian", "x.T @ A @ x + b.T @ x", "x", "A + A.T", "(98)")],
    ),
)

TRACES_FIRST = rows(
    "gradient",
    "S: n×n, X: m×n, A: n×m, B: n×p, C: p×m, D: p×n, F: m×p, G: m×n, H: p×p",
    BOOK,
    [
        ("tr", "tr(S)", "S", "eye(n)", "(99)"),
        ("tr-XA", "tr(X @ A)", "X", "A.T", "(100)"),
        ("tr-AXB", "tr(C @ X @ B)", "X", "C.T @ B.T", "(101)"),
        ("tr-AXtB", "tr(D @ X.T @ F)", "X", "F @ D", "(102)"),
        ("tr-XtA", "tr(X.T @ G)", "X", "G", "(103)"),
        ("tr-AXt", "tr(G @ X.T)", "X", "G", "(104)"),
        ("tr-kron", "tr(kron(H, S))", "S", "tr(H) * eye(n)", "(105)"),
    ],
)

TRACES_SECOND = (
    *rows(
        "gradient",
        SQUARE,
        BOOK,
        [
            ("tr-square", "tr(X @ X)", "X", "2 * X.T", "(106)"),
            ("tr-XXB", "tr(X @ X @ B)", "X", "(X @ B + B @ X).T", "(107)"),
            ("tr-AXBX", "tr(A @ X @ B @ X)", "X", "A.T @ X.T @ B.T + B.T @ X.T @ A.T", "(114)"),
            ("tr-kron-XX", "tr(kron(X, X))", "X", "2 * tr(X) * eye(n)", "(120)"),
            ("tr-squared", "tr(X)**2", "X", "2 * tr(X) * eye(n)", "(120)"),
        ],
    ),
    *rows(
        "gradient",
        "X: m×n, M: m×m, N: n×n, Q: n×p, A: p×m, B: n×q, C: p×q, D: m×p",
        BOOK,
        [
            ("tr-XtBX", "tr(X.T @ M @ X)", "X", "(M + M.T) @ X", "(108)", "printed BX + BᵀX"),
            ("tr-BXXt", "tr(M @ X @ X.T)", "X", "(M + M.T) @ X", "(109)", "printed BX + BᵀX"),
            ("tr-XXtB", "tr(X @ X.T @ M)", "X", "(M + M.T) @ X", "(110)", "printed BX + BᵀX"),
            ("tr-XBXt", "tr(X @ N @ X.T)", "X", "X @ (N + N.T)", "(111)", "printed XBᵀ + XB"),
            ("tr-BXtX", "tr(N @ X.T @ X)", "X", "X @ (N + N.T)", "(112)", "printed XBᵀ + XB"),
            ("tr-XtXB", "tr(X.T @ X @ N)", "X", "X @ (N + N.T)", "(113)", "printed XBᵀ + XB"),
            ("tr-XtX", "tr(X.T @ X)", "X", "2 * X", "(115)"),
            ("tr-XXt", "tr(X @ X.T)", "X", "2 * X", "(115)"),
            (
                "tr-BtXtCXB",
                "tr(Q.T @ X.T @ M @ X @ Q)",
                "X",
                "(M + M.T) @ X @ Q @ Q.T",
                "(116)",
                "printed CᵀXBBᵀ + CXBBᵀ",
            ),
            ("tr-XtBXC", "tr(X.T @ M @ X @ N)", "X", "M @ X @ N + M.T @ X @ N.T", "(117)"),
            (
                "tr-AXBXtC",
                "tr(A @ X @ N @ X.T @ D)",
                "X",
                "A.T @ D.T @ X @ N.T + D @ A @ X @ N",
                "(118)",
            ),
            (
                "tr-residual",
                "tr((A @ X @ B + C) @ (A @ X @ B + C).T)",
                "X",
                "2 * A.T @ (A @ X @ B + C) @ B.T",
                "(119)",
            ),
        ],
    ),
)

TRACES_HIGHER = (
    *rows(
        "gradient",
        SQUARE,
        BOOK,
        [
            ("tr-cube", "tr(X @ X @ X)", "X", "3 * (X @ X).T", "(121) with k = 3"),
            ("tr-fourth", "tr(X @ X @ X @ X)", "X", "4 * (X @ X @ X).T", "(121) with k = 4"),
            (
                "tr-A-cube",
                "tr(A @ X @ X @ X)",
                "X",
                "(A @ X @ X + X @ A @ X + X @ X @ A).T",
                "(122) with k = 3",
                "the printed summand Xʳ A X^(k-r-1) for r = 0, 1, 2, in another order",
            ),
            ("tr-A-inverse-B-again", "tr(A @ inv(X) @ B)", "X", "-inv(X).T @ A.T @ B.T @ inv(X).T", "(124)"),
        ],
    ),
    *rows(
        "gradient",
        "X: m×n, B: n×p, C: m×m",
        BOOK,
        [
            (
                "tr-BtXtCXXtCXB",
                "tr(B.T @ X.T @ C @ X @ X.T @ C @ X @ B)",
                "X",
                "C @ X @ X.T @ C @ X @ B @ B.T + C.T @ X @ B @ B.T @ X.T @ C.T @ X"
                " + C @ X @ B @ B.T @ X.T @ C @ X + C.T @ X @ X.T @ C.T @ X @ B @ B.T",
                "(123)",
            )
        ],
    ),
    *(
        Identity(name, expression, "X", result, shapes, f"{BOOK}, {where}", assume=assume)
        for name, expression, result, shapes, where, assume in [
            (
                "tr-inverse-form",
                "tr(inv(X.T @ C @ X) @ A)",
                "-C @ X @ inv(X.T @ C @ X) @ (A + A.T) @ inv(X.T @ C @ X)",
                "X: m×n, C: m×m, A: n×n",
                "(125)",
                ("C spd",),
            ),
            (
                "tr-rayleigh",
                "tr(inv(X.T @ C @ X) @ (X.T @ B @ X))",
                "-2 * C @ X @ inv(X.T @ C @ X) @ X.T @ B @ X @ inv(X.T @ C @ X) + 2 * B @ X @ inv(X.T @ C @ X)",
                "X: m×n, C: m×m, B: m×m",
                "(126)",
                ("C spd", "B symmetric"),
            ),
            (
                "tr-rayleigh-shifted",
                "tr(inv(A + X.T @ C @ X) @ (X.T @ B @ X))",
                "-2 * C @ X @ inv(A + X.T @ C @ X) @ X.T @ B @ X @ inv(A + X.T @ C @ X)"
                " + 2 * B @ X @ inv(A + X.T @ C @ X)",
                "X: m×n, C: m×m, B: m×m, A: n×n",
                "(127), where A has to be symmetric too, which the source does not say",
                ("C spd", "B symmetric", "A spd"),
            ),
        ]
    ),
)

NORMS = (
    *rows(
        "gradient",
        "x: n, a: n, X: m×n",
        BOOK,
        [
            ("norm", "norm(x - a)", "x", "(x - a) / norm(x - a)", "(129)"),
            ("norm-squared", "norm2sq(x)", "x", "2 * x", "(131)"),
            ("frobenius-squared", "norm2sq(X)", "X", "2 * X", "(132)"),
            ("frobenius-as-trace", "tr(X @ X.T)", "X", "2 * X", "(132)"),
        ],
    ),
    *rows(
        "jacobian",
        "x: n, a: n",
        BOOK,
        [
            (
                "direction",
                "(x - a) / norm(x - a)",
                "x",
                "eye(n) / norm(x - a) - (x - a) @ (x - a).T / norm(x - a)**3",
                "(130)",
            )
        ],
    ),
)

COOKBOOK = (
    *DETERMINANTS,
    *INVERSES,
    *FIRST_ORDER,
    *SECOND_ORDER,
    *HIGHER_ORDER,
    *TRACES_FIRST,
    *TRACES_SECOND,
    *TRACES_HIGHER,
    *NORMS,
)

"""Problems derived in each layout, for the tests of layouts."""

from functools import cache

from shipped import VARIED

import matcalc

LAYOUTS = ("gradient", "denominator", "numerator")
WORDS = (*LAYOUTS, "all")
VECTOR = {"problem": "f(W @ x + b)", "wrt": ["x", "W"], "shapes": "W: m×n, b: m"}
"""A vector by a vector and by a matrix."""


@cache
def dense(layout):
    return matcalc.derive("dense-layer", layout=layout)


@cache
def of_vector(layout):
    return matcalc.derive(**VECTOR, layout=layout)


PROBLEMS = {
    **{name: {"problem": name} for name in VARIED},
    "vector": VECTOR,
    "by-scalar": {"problem": "tanh(c * x)", "wrt": ["c", "x"], "shapes": "c:, x: n"},
    "hessian": {"problem": "x.T @ A @ x", "wrt": "x", "order": 2, "shapes": "A: n×n"},
    "row": {"problem": "x.T @ A", "wrt": "x", "shapes": "A: m×n"},
    "matrix": {"problem": "A @ X @ B", "wrt": "X", "shapes": "A: p×m, X: m×n, B: n×k"},
    "trace": {"problem": "tr(A @ X @ B)", "wrt": ["X", "A"], "shapes": "A: p×m, X: m×n, B: n×p"},
    "symmetric": {"problem": "tr(A @ X) + logdet(X)", "wrt": "X", "shapes": "A: n×n, X: n×n", "assume": "X symmetric"},
}

"""Names of functions that are none here: what to write instead of those of other systems, and near misses.

Any other name stands for an unknown elementwise function. A name that somebody means as a function of the whole matrix
must not be taken for one, since the derivative would be wrong in silence.
"""

from __future__ import annotations

from matcalc.forms.functions import RESERVED
from matcalc.notation.glyphs import glyph_of
from matcalc.notation.names import DELTA, FUNCTION_NAMES

INSTEAD = {
    "arccosh": "log(x + sqrt(x**2 - 1))",
    "arcsinh": "log(x + sqrt(x**2 + 1))",
    "arctanh": "log((1 + x) / (1 - x)) / 2",
    "average": "mean(x)",
    "acos": "arccos(x)",
    "asin": "arcsin(x)",
    "atan": "arctan(x)",
    "concatenate": "hstack(A, B) or vstack(A, B)",
    "cos_sim": "dot(x, y) / (norm(x) * norm(y))",
    "determinant": "det(X)",
    "diagonal": "diag_of(X)",
    "divide": "A / B",
    "einsum": "an index expression, such as z[i] = sum j: W[i,j] a[j]",
    "expit": "sigmoid(x)",
    "flatten": "vec(X), which stacks columns",
    "frobenius": "norm(X)",
    "heaviside": "step(x)",
    "identity": "eye(n)",
    "inner": "dot(x, y)",
    "inverse": "inv(X)",
    "kronecker": "kron(A, B)",
    "ln": "log(x)",
    "log10": "log(x) / log(10)",
    "log1p": "log(1 + x)",
    "log2": "log(x) / log(2)",
    "logistic": "sigmoid(x)",
    "matmul": "A @ B",
    "multiply": "A * B",
    "norm2": "norm(x)",
    "pow": "x**2",
    "power": "x**2",
    "prod": "exp(sum(log(x))), for a positive x",
    "product": "exp(sum(log(x))), for a positive x",
    "ravel": "vec(X), which stacks columns",
    "reshape": "unvec(x, m, n), which fills column by column",
    "sgn": "sign(x)",
    "slogdet": "logdet(X)",
    "square": "x**2",
    "stack": "hstack(A, B) or vstack(A, B)",
    "std": "sqrt(var(x))",
    "swish": "silu(x)",
    "trace": "tr(X)",
    "transpose": "X.T",
    "variance": "var(x)",
}
"""What to write for a function that is called so elsewhere."""

WITHOUT = (
    *("argmax", "argmin", "sort", "argsort", "median", "maximum", "minimum", "amax", "amin", "clip", "where"),
    *("cumsum", "cumprod", "diff", "roll", "flip", "rot90", "tril", "triu", "unique", "rank", "cond", "cross", "conv"),
    *("eig", "eigh", "eigvals", "svd", "qr", "lu", "cholesky", "chol", "pinv", "solve", "lstsq", "expm", "logm"),
    *("sqrtm", "adj", "adjugate", "cofactor", "permanent", "null", "orth", "dropout", "layernorm", "batchnorm"),
    *("argpartition", "quantile", "percentile", "tensordot", "matrix_power", "khatri_rao", "circ"),
)
"""Functions of a whole array elsewhere that have no meaning here."""

SHORT = "an unknown elementwise function has a name of one letter, such as f, g, σ or f1"

NEAR = 0.72


def fault_of_function(name: str) -> str | None:
    """Why a call of `name` is not that of an unknown elementwise function; None where it is one."""
    lower = name.lower()
    if name == DELTA:
        return f"{name} is the Kronecker delta, delta[i,j]; call the function something else, such as f"
    if lower in INSTEAD:
        return f"{name} is no function here; write {INSTEAD[lower]}"
    if lower in WITHOUT or name in RESERVED:
        return f"the function {name} has no meaning here; {SHORT}"
    if len(glyph_of(name).base) == 1:
        return None
    from difflib import get_close_matches

    known = sorted(FUNCTION_NAMES.difference(RESERVED))
    if near := [lower] if lower in known else get_close_matches(lower, known, n=3, cutoff=NEAR):
        return f"the function {name} is not known; did you mean {' or '.join(near)}? ({SHORT})"
    return None

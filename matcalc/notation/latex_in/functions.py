"""The functions that LaTeX has words for, by the names of the input language."""

from __future__ import annotations

from collections.abc import Mapping

ELEMENTWISE: Mapping[str, str] = {
    **{
        name: name for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan")
    },
    **{name: name for name in ("sigmoid", "softplus", "silu", "gelu", "erf", "relu", "abs", "sign", "sqrt", "step")},
    "ln": "log",
    "ReLU": "relu",
    "sgn": "sign",
    "sigm": "sigmoid",
    "SiLU": "silu",
    "GELU": "gelu",
    "Softplus": "softplus",
    "LeakyReLU": "leaky_relu",
    "leakyrelu": "leaky_relu",
    "logistic": "sigmoid",
}

OF_ALL: Mapping[str, str] = {
    "tr": "tr",
    "Tr": "tr",
    "trace": "tr",
    "det": "det",
    "logdet": "logdet",
    "logsumexp": "logsumexp",
    "LSE": "logsumexp",
    "sum": "sum",
    "mean": "mean",
    "var": "var",
}
"""Functions whose value is a number."""

REACHING = ("tr", "det", "logdet")
"""Functions of matrices, which reach over a whole product without brackets: tr A B."""

ALONG = ("logsumexp", "sum", "mean", "var")
"""Those that go along an axis too, of each row or each column."""

AXES: Mapping[str, str] = {"rows": "1", "row": "1", "cols": "0", "col": "0", "columns": "0", "column": "0"}
"""Axes by the subscript of a function."""

SOFTMAXES: Mapping[str, str] = {"softmax": "softmax", "Softmax": "softmax", "logsoftmax": "log_softmax"}

DIAGONALS = ("diag", "Diag", "diagof")
STACKED = ("vec", "Vec")

WORDS = frozenset((*ELEMENTWISE, *OF_ALL, *SOFTMAXES, *DIAGONALS, *STACKED, "max"))

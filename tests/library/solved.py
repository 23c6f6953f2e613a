"""Problems whose gradient is set to zero and isolated, and the steps of optimisation."""

from tests.library.entry import Entry


def least_squares(tap, X, w, y):
    return ((X @ w - y) ** 2).sum()


ENTRIES = {
    "least-squares": Entry(least_squares, sizes={"m": 7, "n": 3}),
}

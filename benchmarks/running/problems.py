"""What is differentiated and run: the text that matcalc reads, the arrays at three sizes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.running import by_hand, objectives

Arrays = Mapping[str, NDArray[np.float64]]
Sizes = Mapping[str, int]


@dataclass(frozen=True)
class Problem:
    """A derivative that people compute, in the input language, as an objective, and by hand.

    by_hand: takes the arrays by name and returns the derivatives, an array a name. The objective takes the words of a
    backend, then the arrays by name.
    """

    name: str
    expression: str
    wrt: tuple[str, ...]
    shapes: Mapping[str, tuple[str, ...]]
    objective: Callable[..., object]
    by_hand: Callable[..., Mapping[str, NDArray[np.float64]]]
    sizes: tuple[Sizes, Sizes, Sizes]
    lets: tuple[str, ...] = ()
    assume: tuple[str, ...] = ()
    order: int = 1
    prepared: Callable[[dict[str, NDArray[np.float64]]], None] = lambda _: None
    """Makes labels of normal numbers, and the like, in place."""

    def arrays(self, sizes: Sizes) -> dict[str, NDArray[np.float64]]:
        """Normal numbers, the same in every run, prepared."""
        draw = np.random.default_rng(8)
        made = {
            name: np.asarray(draw.standard_normal([sizes[side] for side in sides]))
            for name, sides in self.shapes.items()
        }
        self.prepared(made)
        return made


def _labels(arrays: dict[str, NDArray[np.float64]]) -> None:
    arrays["y"] = (arrays["y"] > 0).astype(float)


def _one_hot(arrays: dict[str, NDArray[np.float64]]) -> None:
    largest = arrays["Y"].argmax(axis=1)
    arrays["Y"] = np.eye(arrays["Y"].shape[1])[largest]


def _ratings(arrays: dict[str, NDArray[np.float64]]) -> None:
    arrays["Omega"] = (arrays["Omega"] > 0).astype(float)


def _network(arrays: dict[str, NDArray[np.float64]]) -> None:
    _one_hot(arrays)
    for layer in "123":
        arrays[f"W{layer}"] /= np.sqrt(arrays[f"W{layer}"].shape[0])


def _normalization(arrays: dict[str, NDArray[np.float64]]) -> None:
    arrays["epsilon"] = np.asarray(1e-5)


def _scaled(arrays: dict[str, NDArray[np.float64]]) -> None:
    arrays["c"] = np.asarray(1 / np.sqrt(arrays["Q"].shape[1]))


def _distances(arrays: dict[str, NDArray[np.float64]]) -> None:
    points = np.random.default_rng(9).standard_normal((len(arrays["y"]), 3))
    arrays["D"] = ((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)
    arrays["s"], arrays["ell"], arrays["v"] = np.asarray(1.3), np.asarray(0.8), np.asarray(0.1)


def _penalty(arrays: dict[str, NDArray[np.float64]]) -> None:
    arrays["lam"] = np.asarray(0.5)


LOGISTIC = {"X": ("m", "n"), "w": ("n",), "y": ("m",)}
LOGISTIC_LOSS = "sum(softplus(z) - y * z)"
RATINGS = {"T": ("m", "n"), "Omega": ("m", "n"), "U": ("m", "k"), "V": ("n", "k")}
RATINGS_LOSS = "sum((Omega * (T - U @ V.T))**2)"

PROBLEMS = (
    Problem(
        name="logistic regression",
        expression=LOGISTIC_LOSS,
        lets=("z = X @ w",),
        wrt=("w",),
        shapes=LOGISTIC,
        objective=objectives.logistic_regression,
        by_hand=by_hand.logistic_regression,
        sizes=({"m": 100, "n": 10}, {"m": 2_000, "n": 100}, {"m": 20_000, "n": 300}),
        prepared=_labels,
    ),
    Problem(
        name="softmax regression",
        expression="-sum(Y * log_softmax(X @ W, axis=1))",
        assume=("sum(Y, axis=1) = 1",),
        wrt=("W",),
        shapes={"X": ("m", "n"), "W": ("n", "k"), "Y": ("m", "k")},
        objective=objectives.softmax_regression,
        by_hand=by_hand.softmax_regression,
        sizes=({"m": 100, "n": 10, "k": 5}, {"m": 1_000, "n": 100, "k": 10}, {"m": 10_000, "n": 300, "k": 50}),
        prepared=_one_hot,
    ),
    Problem(
        name="ridge regression",
        expression="sum((X @ w - y)**2) + lam * sum(w**2)",
        wrt=("w",),
        shapes={"X": ("m", "n"), "w": ("n",), "y": ("m",), "lam": ()},
        objective=objectives.ridge_regression,
        by_hand=by_hand.ridge_regression,
        sizes=({"m": 100, "n": 10}, {"m": 2_000, "n": 100}, {"m": 20_000, "n": 300}),
        prepared=_penalty,
    ),
    Problem(
        name="matrix factorization",
        expression=RATINGS_LOSS,
        wrt=("U", "V"),
        shapes=RATINGS,
        objective=objectives.matrix_factorization,
        by_hand=by_hand.matrix_factorization,
        sizes=({"m": 30, "n": 40, "k": 5}, {"m": 300, "n": 400, "k": 10}, {"m": 1_000, "n": 1_500, "k": 20}),
        prepared=_ratings,
    ),
    Problem(
        name="three-layer network",
        expression="-mean(sum(Y * log_softmax(Z, axis=1), axis=1))",
        lets=(
            "A1 = tanh(X @ W1 + b1.T)",
            "A2 = tanh(A1 @ W2 + b2.T)",
            "Z = A2 @ W3 + b3.T",
        ),
        assume=("sum(Y, axis=1) = 1",),
        wrt=("W1", "b1", "W2", "b2", "W3", "b3"),
        shapes={
            "X": ("m", "n"),
            "W1": ("n", "p"),
            "b1": ("p",),
            "W2": ("p", "q"),
            "b2": ("q",),
            "W3": ("q", "k"),
            "b3": ("k",),
            "Y": ("m", "k"),
        },
        objective=objectives.three_layer_network,
        by_hand=by_hand.three_layer_network,
        sizes=(
            {"m": 20, "n": 10, "p": 20, "q": 20, "k": 5},
            {"m": 100, "n": 100, "p": 128, "q": 128, "k": 10},
            {"m": 500, "n": 784, "p": 512, "q": 256, "k": 10},
        ),
        prepared=_network,
    ),
    Problem(
        name="layer normalization",
        expression="sum(G * Y)",
        lets=(
            "C = X - mean(X, axis=1)",
            "sigma = sqrt(mean(C**2, axis=1) + epsilon)",
            "X_hat = C / sigma",
            "Y = gamma.T * X_hat + beta.T",
        ),
        wrt=("X", "gamma", "beta"),
        shapes={"X": ("m", "n"), "gamma": ("n",), "beta": ("n",), "G": ("m", "n"), "epsilon": ()},
        objective=objectives.layer_normalization,
        by_hand=by_hand.layer_normalization,
        sizes=({"m": 20, "n": 30}, {"m": 200, "n": 256}, {"m": 2_000, "n": 512}),
        prepared=_normalization,
    ),
    Problem(
        name="attention",
        expression="sum(G * (A @ V))",
        lets=("A = softmax(c * Q @ K.T, axis=1)",),
        wrt=("Q", "K", "V"),
        shapes={"Q": ("n", "d"), "K": ("m", "d"), "V": ("m", "p"), "G": ("n", "p"), "c": ()},
        objective=objectives.attention,
        by_hand=by_hand.attention,
        sizes=(
            {"n": 20, "m": 25, "d": 8, "p": 10},
            {"n": 200, "m": 250, "d": 32, "p": 40},
            {"n": 1_000, "m": 1_200, "d": 64, "p": 80},
        ),
        prepared=_scaled,
    ),
    Problem(
        name="GP likelihood",
        expression="logdet(K) / 2 + y.T @ inv(K) @ y / 2",
        lets=("K = s * exp(-D / (2 * ell**2)) + v * eye(n)",),
        assume=("D symmetric",),
        wrt=("s", "ell", "v"),
        shapes={"D": ("n", "n"), "y": ("n",), "s": (), "ell": (), "v": ()},
        objective=objectives.gp_likelihood,
        by_hand=by_hand.gp_likelihood,
        sizes=({"n": 20}, {"n": 150}, {"n": 600}),
        prepared=_distances,
    ),
    Problem(
        name="logistic regression, Hessian",
        expression=LOGISTIC_LOSS,
        lets=("z = X @ w",),
        wrt=("w",),
        order=2,
        shapes=LOGISTIC,
        objective=objectives.logistic_regression,
        by_hand=by_hand.logistic_regression_hessian,
        sizes=({"m": 100, "n": 10}, {"m": 1_000, "n": 50}, {"m": 5_000, "n": 200}),
        prepared=_labels,
    ),
    Problem(
        name="matrix factorization, Hessian",
        expression=RATINGS_LOSS,
        wrt=("U",),
        order=2,
        shapes=RATINGS,
        objective=objectives.matrix_factorization,
        by_hand=by_hand.matrix_factorization_hessian,
        sizes=({"m": 10, "n": 15, "k": 3}, {"m": 50, "n": 60, "k": 5}, {"m": 100, "n": 120, "k": 8}),
        prepared=_ratings,
    ),
)

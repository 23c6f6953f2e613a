"""Convolutions and pooling."""

import jax.numpy as jnp
from jax import lax

from tests.library.entry import Entry
from tests.library.unknown import f


def correlated(image, kernel, strides):
    """The valid correlation of a batch of one image with one channel, as the layers of libraries compute it."""
    return lax.conv_general_dilated(image[None, None], kernel[None, None], strides, "VALID")[0, 0]


def convolution_1d(tap, w, x, b):
    return {"y": jnp.correlate(x, w, mode="valid") + b}


def convolution_1d_stride(tap, w, x):
    step = (len(x) - len(w)) // (SIZES["n"] - 1)
    return {"y": correlated(x, w, (step,))}


def transposed_convolution(tap, w, x):
    return {"y": jnp.convolve(x, w, mode="full")}


def convolution_2d(tap, K, X, b):
    Z = tap("Z", correlated(X, K, (1, 1)) + b)
    return {"A": f(Z)}


def average_pooling(tap, x):
    return {"y": x.reshape(POOLED["n"], POOLED["q"]).mean(axis=1)}


def average_pooling_2d(tap, X):
    rows, columns = IMAGE["m"], IMAGE["n"]
    return {"Y": X.reshape(rows, IMAGE["p"], columns, IMAGE["q"]).mean(axis=(1, 3))}


SIZES = {"n": 4, "q": 3, "s": 2}
POOLED = {"n": 5, "q": 3}
IMAGE = {"m": 3, "n": 5, "p": 4, "q": 2}

ENTRIES = {
    "average-pooling": Entry(average_pooling, sizes=POOLED),
    "average-pooling-2d": Entry(average_pooling_2d, sizes=IMAGE),
    "convolution-1d": Entry(convolution_1d),
    "convolution-1d-stride": Entry(convolution_1d_stride, sizes=SIZES),
    "convolution-2d": Entry(convolution_2d),
    "transposed-convolution": Entry(transposed_convolution),
}

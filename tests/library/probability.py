"""Probability."""

import jax.numpy as jnp

from tests.library.entry import Entry
from tests.library.unknown import f


def gaussian_log_density(tap, x, mu, Sigma):
    n = x.shape[0]
    quadratic = (x - mu) @ jnp.linalg.solve(Sigma, x - mu)
    return -0.5 * (n * jnp.log(2 * jnp.pi) + jnp.linalg.slogdet(Sigma)[1] + quadratic)


def kl_of_gaussians(tap, mu0, Sigma0, mu1, Sigma1):
    n = mu0.shape[0]
    trace = jnp.trace(jnp.linalg.solve(Sigma1, Sigma0))
    distance = (mu1 - mu0) @ jnp.linalg.solve(Sigma1, mu1 - mu0)
    dets = jnp.linalg.slogdet(Sigma1)[1] - jnp.linalg.slogdet(Sigma0)[1]
    return 0.5 * (trace + distance - n + dets)


def kl_of_diagonal_gaussians(tap, mu0, v0, mu1, v1):
    return 0.5 * jnp.sum(v0 / v1 + (mu1 - mu0) ** 2 / v1 - 1 + jnp.log(v1 / v0))


def vae_loss(tap, mu, eps, V, c, x, **names):
    log_variance = names["lambda"]
    z = tap("z", mu + jnp.sqrt(jnp.exp(log_variance)) * eps)
    y = tap("y", V @ z + c)
    divergence = -0.5 * jnp.sum(1 + log_variance - mu**2 - jnp.exp(log_variance))
    return 0.5 * jnp.sum((x - f(y)) ** 2) + divergence


def gp_marginal_likelihood(tap, D, y, s, ell, v):
    n = y.shape[0]
    K = tap("K", s * jnp.exp(-0.5 * D / ell**2) + v * jnp.eye(n))
    return -0.5 * (y @ jnp.linalg.solve(K, y) + jnp.linalg.slogdet(K)[1] + n * jnp.log(2 * jnp.pi))


def squared_distances(random, sizes):
    """Of points in the plane."""
    points = random.standard_normal((sizes["n"], 2))
    return ((points[:, None] - points[None]) ** 2).sum(axis=2)


ENTRIES = {
    "gaussian-log-density": Entry(gaussian_log_density),
    "gaussian-log-density-any-matrix": Entry(gaussian_log_density),
    "gp-marginal-likelihood": Entry(
        gp_marginal_likelihood,
        draw={
            "D": squared_distances,
            "s": lambda *_: 1.5,
            "ell": lambda *_: 0.8,
            "v": lambda *_: 0.3,
        },
    ),
    "kl-of-diagonal-gaussians": Entry(kl_of_diagonal_gaussians),
    "kl-of-gaussians": Entry(kl_of_gaussians),
    "vae-loss": Entry(vae_loss),
}

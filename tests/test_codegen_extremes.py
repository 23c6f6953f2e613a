"""Code at values where floating point overflows, cancels or stands on a kink, held against a thousand digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest
from extreme_cases import SIZES, Case, entry, typed
from identities.in_mpmath import derivative, many_digits, one_sided

import matcalc
from matcalc.errors import InputError

jax.config.update("jax_enable_x64", True)

CROSS_ENTROPY = "-sum(y * log(p) + (1 - y) * log(1 - p))"
Z, ZY, XWY = "Z: m×n", "z: n, y: n", "X: m×n, w: n, y: m"
ONE_HOT = {"unit": ("y",), "assume": ("sum(y) = 1",)}
ONE_HOT_ROWS = {"unit": ("Y",), "assume": ("sum(Y, axis=1) = 1",)}

FAR = [
    *(typed(f"sum({name}(z))", "z", "z: n", order=order) for name in ("sigmoid", "softplus", "tanh", "silu", "gelu") for order in (1, 2)),
    *(typed(f"{name}(z)", "z", "z: n") for name in ("softmax", "log_softmax", "sigmoid", "logsumexp")),
    typed("logsumexp(z)", "z", "z: n", order=2),
    typed("sum(logsumexp(Z, axis=1)**2)", "Z", Z),
    typed("sum(log(sum(exp(Z), axis=1)))", "Z", Z),
    typed("-sum(softmax(z) * log(softmax(z)))", "z", "z: n"),
    typed("sum(log(1 + exp(z)))", "z", "z: n"),
    typed("sum(1 / (1 + exp(-z)))", "z", "z: n"),
    typed("sum(log(sigmoid(z)))", "z", "z: n", order=2),
    typed("-sum(y * log(softmax(z)))", "z", ZY, **ONE_HOT),
    typed("-sum(y * log(softmax(z)))", "z", ZY, unit=("y",), name="cross entropy, nothing said of y"),
    typed("-sum(y * log(softmax(z)))", "z", ZY, unit=("y",), order=2),
    typed("-sum(Y * log(softmax(Z, axis=1)))", "Z", "Z: m×n, Y: m×n", **ONE_HOT_ROWS),
    typed("-sum(Y * log(P))", "Z", "Z: m×n, Y: m×n", lets="P = softmax(Z, axis=1)", **ONE_HOT_ROWS),
    typed("-sum(Y * log(P))", "Z", "Z: m×n, Y: m×n", lets="P = softmax(Z, axis=0)", unit=("Y",)),
    typed("-sum(Y * log(P))", "W", "X: m×d, W: d×n, Y: m×n", lets="P = softmax(X @ W, axis=1)", **ONE_HOT_ROWS),
    typed(CROSS_ENTROPY, "w", XWY, lets="p = sigmoid(X @ w)", unit=("y",)),
    typed(CROSS_ENTROPY, "w", XWY, lets="p = sigmoid(X @ w)", unit=("y",), order=2),
    typed(CROSS_ENTROPY, "w", XWY, lets="z = X @ w; p = sigmoid(z)", unit=("y",)),
    typed("sum(softplus(-y * (X @ w)))", "w", XWY, order=2),
    typed("sum(log(1 + exp(-y * (X @ w))))", "w", XWY),
    typed("-sum(p * log(p))", "z", "z: n", lets="p = softmax(z)"),
    typed("sum((softmax(Q @ K.T / sqrt(d), axis=1) @ V)**2)", "Q", "Q: n×d, K: m×d, V: m×p"),
    typed("norm2sq(A @ V)", "K", "Q: n×d, K: m×d, V: m×p", lets="S = Q @ K.T; A = softmax(S, axis=1)"),
    entry("binary-cross-entropy", "z", "z", unit=("y",)),
    entry("softmax-cross-entropy", "z", "z", unit=("y",)),
    entry("softmax-cross-entropy-batch", "Z", "Z", unit=("Y",)),
    entry("logistic-regression", "w", "w", unit=("y",)),
    entry("label-smoothing", "z", "z", unit=("y",)),
    entry("kl-divergence", "u", "u"),
    entry("kl-divergence", "v", "v"),
    entry("contrastive-infonce", "S", "Z"),
    entry("contrastive-infonce", "Z", "Z"),
    *(entry(name, "z", "z", given=("n",)) for name in ("log-softmax", "softmax-layer", "sigmoid", "softplus", "silu", "gelu", "tanh")),
    entry("softmax-jacobian", "z", "z"),
    entry("lemma-softmax", "x", "x"),
    entry("lemma-logsumexp", "x", "x"),
    entry("scaled-dot-product-attention", "Q", "Q", given=("n", "p")),
    entry("scaled-dot-product-attention", "S", "K", given=("n", "p")),
    entry("masked-attention", "K", "M", given=("n", "p")),
    entry("gated-linear-unit", "u", "c", given=("m",)),
    entry("gated-linear-unit", "V", "c", given=("m",)),
    entry("swiglu", "x", "W", given=("n",)),
    *(entry("gru-cell", name, "b_z", "b_r", given=("n",)) for name in ("x", "W_z", "b_r")),
]
BACKENDS = ("numpy", "jax", "torch")
MADE: dict[str, Callable[[Any], Any]] = {"numpy": lambda x: x, "jax": jax.numpy.asarray}


def run(derivation: matcalc.Derivation, backend: str, arrays: dict[str, Any]) -> Any:
    """The result of the code for that backend, as an array of NumPy."""
    if backend == "torch":
        torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
        MADE["torch"] = torch.as_tensor
    code = derivation.lambdify(backend)
    return np.asarray(code(**{name: MADE[backend](one) for name, one in arrays.items() if name in code.parameters}))


def truth(case: Case, arrays: dict[str, Any], order: int) -> Any:
    """In many digits, rounded to float64; axes of length 1 are left out."""
    with many_digits():
        return np.squeeze(derivative(case.scalar, case.wrt, arrays, SIZES, order)).astype(float)


def assert_close(found: Any, wanted: Any, tolerance: float) -> None:
    assert np.isfinite(found).all()
    assert np.isfinite(wanted).all()
    np.testing.assert_allclose(np.squeeze(found), wanted, rtol=0, atol=tolerance * max(1, np.abs(wanted).max()))


@pytest.mark.parametrize("case", FAR, ids=[case.name for case in FAR])
def test_far_from_zero(case: Case) -> None:
    derivation, arrays = case.derived(), case.arrays(far=1000)
    wanted = truth(case, arrays, case.order)
    assert_close(derivation.lambdify()(**arrays), wanted, 1e-12)


if __name__ == "__main__":
    import sys, time, traceback, warnings
    warnings.simplefilter("error")
    for case in FAR:
        t=time.process_time()
        try:
            derivation = case.derived()
            for far, kind, tol in ((1000,"float64",1e-11),(80,"float32",2e-5)):
                arrays = case.arrays(far, kind)
                wanted = truth(case, arrays, case.order)
                for backend in BACKENDS:
                    try:
                        assert_close(run(derivation, backend, arrays), wanted, tol)
                    except Exception as e:
                        print("FAIL", kind, backend, case.name, repr(e)[:700].replace("\\n"," "))
            if not case.upstream:
              for far, kind, tol in ((1000,"float64",1e-11),):
                arrays = case.arrays(far, kind)
                v=derivation.value
                try:
                    assert_close(v(**{k:a for k,a in arrays.items() if k in v.parameters}), truth(case, arrays, 0), tol)
                except Exception as e:
                    print("FAIL value", case.name, repr(e)[:700].replace("\\n"," "))
        except Exception as e:
            print("ERR", case.name); traceback.print_exc(limit=-3)
        print(case.name, round(time.process_time()-t,2), flush=True)

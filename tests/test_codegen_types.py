"""Type checkers find nothing in generated code: mypy, as strict as the types of NumPy, JAX and PyTorch allow."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from test_families_programs import PROGRAMS

import matcalc
from matcalc.problems.library import list_problems

STRICT = ("--strict", "--no-warn-return-any", "--allow-untyped-calls", "--no-error-summary", "--hide-error-context")
"""Of NumPy's operations many return Any, and of JAX and PyTorch that which their own checks call has no types."""

UNREAD = (
    *("IPython", "PIL", "matplotlib", "sympy", "jax.experimental", "jaxlib.mlir"),
    *("torch._dynamo", "torch._inductor", "torch.distributed", "torch.fx", "torch.utils"),
)
"""What JAX and PyTorch import, and types of arrays do not hang on: half of the time that mypy needs for them."""

KINDS = ("jax", "torch", "einsum", "torch-autograd", "jax-custom-vjp")
HANDFUL = (
    "bilinear-layer",
    "deep-equilibrium-layer",
    "deep-network",
    "dense-layer",
    "gp-marginal-likelihood",
    "lemma-variance",
    "logistic-regression",
    "lstm-cell",
    "multi-head-attention",
    "rnn-unrolled",
    "scaled-dot-product-attention",
    "softmax-jacobian",
)
WITHOUT_PASSES = ("deep-equilibrium-layer", "deep-network", "multi-head-attention", "rnn-unrolled", "softmax-jacobian")
"""Arrays without a formula, families of arrays, Jacobians."""
EXPRESSIONS = [  # what is differentiated, by what, options
    ("c * sum(x) + c**2 + n", ["x", "c"], {"shapes": "x: n, c:"}),
    ("exp(c) + c**2", ["c"], {"shapes": "c:"}),
    ("sum(f(A @ x) * g(x))", ["x", "A"], {"shapes": "A: n×n, x: n", "order": 2}),
    ("sum((A @ x)**4)", ["x"], {"shapes": "A: m×n, x: n, v: n", "hvp": "v"}),
]


def complaints(texts: Mapping[str, str], folder: Path) -> Mapping[str, Sequence[str]]:
    """What mypy says, by the names of texts. It runs by itself: in this process it would raise the recursion limit."""
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    settings = folder / "settings.ini"
    unread = ",".join(f"{part}.*" for part in UNREAD)
    settings.write_text(f"[mypy]\n[mypy-{unread}]\nfollow_imports = skip\n", encoding="utf-8")
    options = (*STRICT, f"--config-file={settings}", f"--cache-dir={folder / 'cache'}")
    command = [sys.executable, "-m", "mypy", *options, *(f"{folder / name}.py" for name in texts)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.stderr == ""
    found = defaultdict(list)
    for line in ran.stdout.splitlines():
        found[Path(line.partition(":")[0]).stem].append(line)
    return found


def file_name(name: str, kind: str) -> str:
    return f"{name}_{kind}".replace("-", "_")


def test_mypy_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One run, since most of its time goes into the types of the libraries; unformatted, since types need no lines."""
    pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")
    monkeypatch.setattr("black.format_str", lambda text, **_: text)
    made = {name: matcalc.derive(name) for name in list_problems()}
    texts = {file_name(name, "numpy"): one.code() for name, one in made.items()}
    for kind in KINDS:
        has_passes = kind in ("torch-autograd", "jax-custom-vjp")
        others = [one for one in HANDFUL if not (has_passes and one in WITHOUT_PASSES)]
        texts |= {file_name(name, kind): made[name].code(kind) for name in others}
    for at, (expression, wrt, options) in enumerate(EXPRESSIONS):
        one = matcalc.derive(expression, wrt=wrt, **options)
        texts |= {f"expression_{at}_{kind}": one.code(kind) for kind in ("numpy", "jax", "torch")}
    for at, program in enumerate(PROGRAMS.values()):
        file = tmp_path / "families.toml"
        file.write_text(f'title = "Families"\n{program}', encoding="utf-8")
        one = matcalc.derive(str(file))
        texts |= {f"families_{at}_{kind}": one.code(kind) for kind in ("numpy", "torch")}
    found = complaints(texts, tmp_path)
    assert found == {}


def test_mypy_finds_what_is_wrong(tmp_path: Path) -> None:
    assert complaints({"wrong": "def f(x: int) -> str:\n    return x\n"}, tmp_path).keys() == {"wrong"}

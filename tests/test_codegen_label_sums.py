"""Outer products that are summed over the members of a family are one product of stacked arrays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import matcalc

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")

LINES = {
    "numpy": "grad_W = grad_a_all.T @ h_before",
    "jax": "grad_W = grad_a_all.T @ h_before",
    "torch": "grad_W = grad_a_all.T @ h_before",
    "einsum": 'grad_W = np.einsum("ti,tj->ij", grad_a_all, h_before)',
}


@pytest.mark.parametrize("kind", LINES)
def test_the_weights_of_a_recurrent_network(kind: str) -> None:
    code = matcalc.derive("rnn-unrolled").code(kind)
    assert f"    {LINES[kind]}\n" in code
    assert code.count("grad_a_all = ") == 1
    assert '"a[t]": grad_a_all,' in code
    assert "outer(" not in code.partition("def differences")[0]


@pytest.fixture
def _numbers_stay_as_they_are() -> Iterator[None]:
    before = torch.get_default_dtype()
    yield
    torch.set_default_dtype(before)


FACTORS = [  # of the loss, and the lines for the gradient at A
    ("x[t].T @ A @ y[t]", ["x_all = np.stack(x[1:])", "y_all = np.stack(y[1:])", "return x_all.T @ y_all"]),
    (
        "-2 * x[t].T @ A @ y[t]",
        ["x_all = np.stack(x[1:])", "y_all = np.stack(y[1:])"],
    ),
    ("x[t].T @ A @ y[t]**2", ["x_all = np.stack(x[1:])"]),
    ("x[t].T @ A @ tanh(A.T @ x[t])", []),
]


@pytest.mark.usefixtures("_numbers_stay_as_they_are")
@pytest.mark.parametrize("backend", ["numpy", "einsum", "jax", "torch"])
@pytest.mark.parametrize(("summand", "lines"), FACTORS)
def test_factors(summand: str, lines: list[str], backend: str, tmp_path: Path, capsys: Any) -> None:
    """What is multiplied may be passed, or worked out for each member; the file tests itself."""
    file = tmp_path / "x.toml"
    file.write_text(
        'title = "T"\n[over]\nt = "T"\n[shapes]\n"x[t]" = "m"\n"y[t]" = "n"\nA = "m×n"\n'
        f'[[define]]\nexpr = "L = sum t: {summand}"\n[[derive]]\nwrt = "A"\n',
        encoding="utf-8",
    )
    code = matcalc.derive(str(file)).code(backend)
    if backend == "numpy":
        assert [line for line in lines if f"    {line}\n" not in code] == []
        assert "outer(" not in code
    exec(compile(code, "<file>", "exec"), {"__name__": "__main__"})  # text of our own making
    assert capsys.readouterr().out.startswith("gradient at A: ")

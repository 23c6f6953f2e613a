"""Files with a forward and a backward pass test themselves: PyTorch and JAX check the gradients when they are run.

Those of the library are run in test_codegen_vjp.py, where they are compared with gradients by hand, too.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from linted import assert_clean

import matcalc
from matcalc.errors import InputError

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")

KINDS = {"torch-autograd": "gradcheck", "jax-custom-vjp": "check_grads"}
"""What a file of each kind runs."""

WITHOUT_PASSES = {
    *("deep-equilibrium-layer", "implicit-function", "implicit-function-jacobian"),
    *("deep-network", "matrix-power", "multi-head-attention", "residual-network", "rnn-unrolled"),
    *("trace-of-power-any", "lemma-softmax", "softmax-jacobian", "vec-kronecker"),
}

DECLARED = [  # what is differentiated, by what, what is declared, shapes, what stands where the array is passed
    ("x.T @ S @ x + logdet(S)", ["x", "S"], "S spd", "S: n×n, x: n", "S @ S.T + torch.eye(2)"),
    ("tr(S @ A @ S)", ["S", "A"], "S symmetric", "S: n×n, A: n×n", "(S + S.T) / 2"),
    ("tr(Q.T @ A @ Q @ B)", ["Q"], "Q orthogonal", "Q: n×n, A: n×n, B: n×n", "torch.linalg.qr(Q)[0]"),
    ("tr(D @ A @ D)", ["D"], "D diagonal", "D: n×n, A: n×n", "torch.diag(D)"),
    ("-sum(y * log(softmax(x)))", ["x", "y"], "sum(y) = 1", "x: n, y: n", "y / torch.sum(y, dim=-1, keepdim=True)"),
]


@pytest.fixture(autouse=True)
def _numbers_stay_as_they_are() -> Iterator[None]:
    before = torch.get_default_dtype()
    yield
    torch.set_default_dtype(before)


def run(code: str, capsys: Any) -> str:
    """What a file with the code prints when it is run."""
    exec(compile(code, "<file>", "exec"), {"__name__": "__main__"})  # text of our own making
    return capsys.readouterr().out


def test_a_function_of_many_arrays_has_a_name_and_lines_that_fit(tmp_path: Path, capsys: Any) -> None:
    code = matcalc.derive("transformer-block").code("jax-custom-vjp")
    assert "        check_grads(\n            moving,\n" in code
    assert "lambda" not in code
    (tmp_path / "block.py").write_text(code, encoding="utf-8")
    assert_clean(tmp_path)
    assert run(code, capsys) == "check_grads: passed\n"


@pytest.mark.parametrize("name", sorted(WITHOUT_PASSES))
def test_the_others_have_no_such_file(name: str) -> None:
    with pytest.raises(InputError):
        matcalc.derive(name).code("torch-autograd")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("expression", "wrt", "assume", "shapes", "made"), DECLARED)
def test_arrays_move_within_what_is_declared(
    expression: str, wrt: list[str], assume: str, shapes: str, made: str, kind: str, capsys: Any
) -> None:
    code = matcalc.derive(expression, wrt=wrt, assume=assume, shapes=shapes).code(kind)
    if kind == "torch-autograd":
        assert made in code
    assert f"    # {assume.strip('sum(')[0]} is moved within what is declared of it\n" in code
    assert run(code, capsys) == f"{KINDS[kind]}: passed\n"


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_says_what_it_does_not_test(kind: str, capsys: Any) -> None:
    given = {"assume": "y in {-1, 1}", "shapes": "w: n, y: n"}
    code = matcalc.derive("sum(log(1 + exp(-y * w)))", wrt=["w", "y"], **given).code(kind)
    why = "no small change is known that keeps what is declared of"
    assert f"    # the gradient at y is not tested: {why} it\n    y = " in code
    assert run(code, capsys) == f"{KINDS[kind]}: passed\n"
    code = matcalc.derive("sum(y * w)", wrt="y", **given).code(kind)
    with pytest.raises(SystemExit, match=f"not tested by finite differences: {why} y$"):
        run(code, capsys)


@pytest.mark.parametrize("kind", KINDS)
def test_a_gradient_that_is_0_is_tested(kind: str, capsys: Any) -> None:
    code = matcalc.derive("sum(0 * x) + sum(y**3)", wrt=["x", "y"], shapes="x: n, y: n").code(kind)
    assert run(code, capsys) == f"{KINDS[kind]}: passed\n"
    assert "(y**3)" in code
    with pytest.raises(SystemExit, match=f"^{KINDS[kind]} failed: "):
        run(code.replace("(y**3)", "(y**3 + x)"), capsys)


@pytest.mark.parametrize("kind", KINDS)
def test_any_name_of_an_array_gives_a_test_that_runs(kind: str, capsys: Any) -> None:
    names = ["keys", "next", "iter", "error", "print", "SystemExit", "RuntimeError", "AssertionError", "check_grads"]
    names += ["jax", "torch", "lambda", "expression", "Expression", "expression_forward", "expression_backward"]
    expression = " + ".join(f"sum(sin({one}))" for one in names)
    code = matcalc.derive(expression, wrt=names, shapes=", ".join(f"{one}: n" for one in names)).code(kind)
    assert run(code, capsys) == f"{KINDS[kind]}: passed\n"


@pytest.mark.parametrize(
    ("name", "kind"), [("dense-layer", "torch-autograd"), ("logistic-regression", "jax-custom-vjp")]
)
def test_a_file_is_run_as_a_script(name: str, kind: str, tmp_path: Any) -> None:
    file = tmp_path / "grad.py"
    file.write_text(matcalc.derive(name).code(kind))
    done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{KINDS[kind]}: passed\n", "")


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("torch-autograd", "grad_a = W.T @ grad_z", "grad_a = 1.01 * W.T @ grad_z"),
        ("torch-autograd", "torch.outer(grad_z, a)", "torch.outer(grad_z, a + 1)"),
        ("torch-autograd", "torch.sin, torch.cos", "torch.sin, torch.sin"),
        ("torch-autograd", "return grad_W, grad_a, grad_z", "return grad_W, grad_a, torch.nan * grad_z"),
        ("torch-autograd", "return grad_W, grad_a, grad_z", "return grad_W, grad_z, grad_z"),
        ("jax-custom-vjp", "grad_a = grad_z @ W", "grad_a = 1.001 * grad_z @ W"),
        ("jax-custom-vjp", "jnp.outer(grad_z, a)", "jnp.outer(grad_z, a + 1)"),
        ("jax-custom-vjp", "jnp.sin, jnp.cos", "jnp.sin, jnp.sin"),
        ("jax-custom-vjp", "return grad_W, grad_a, grad_z", "return grad_W, grad_a, jnp.nan * grad_z"),
    ],
)
def test_a_wrong_line_fails(kind: str, right: str, wrong: str, capsys: Any) -> None:
    code = matcalc.derive("dense-layer").code(kind)
    assert right in code
    with pytest.raises(SystemExit, match=f"^{KINDS[kind]} failed: "):
        run(code.replace(right, wrong), capsys)

"""Generated files test themselves: `python grad.py` compares their derivatives with finite differences.

Those of the library are looked at by linters, too.
"""

import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from linted import assert_clean

import matcalc
from matcalc.cli import main
from matcalc.codegen import BACKENDS
from matcalc.problems.library import list_problems

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install torch")

THREE_BACKENDS = (
    "attention",
    "dense-layer",
    "deep-equilibrium-layer",
    "deep-network",
    "gaussian-mixture-m-step",
    "hinge-loss",
    "implicit-function",
    "implicit-function-jacobian",
    "kl-of-gaussians",
    "least-squares",
    "lstm",
    "matrix-power",
    "rnn-unrolled",
    "softmax-jacobian",
    "softmax-regression",
)

EXPRESSIONS = [
    ("sum((A @ x - b)**2)", {"wrt": "x"}),
    ("softmax(A @ x)", {"wrt": "x"}),
    ("A @ X @ B", {"wrt": ["X", "A"]}),
    ("logsumexp(A @ x)", {"wrt": ["x", "A"], "order": 2}),
    ("sum((A @ x)**4)", {"wrt": "x", "hvp": "v"}),
    ("sum(f(A @ x) * g(x))", {"wrt": "x", "shapes": "A: n×n, x: n"}),
    ("-sum(y * log(p) + (1 - y) * log(1 - p))", {"wrt": "p", "shapes": "y: n, p: n"}),
    ("-sum(y * log(softmax(x)))", {"wrt": "x", "assume": "sum(y) = 1", "shapes": "x: n, y: n"}),
    ("x.T @ S @ x", {"wrt": ["x", "S"], "assume": "S spd", "shapes": "S: n×n, x: n"}),
    ("sum(log(1 + exp(-y * (X @ w))))", {"wrt": "w", "assume": "y in {-1, 1}", "shapes": "X: m×n, y: m, w: n"}),
    ("tr(Q.T @ A @ Q)", {"wrt": "A", "assume": "Q orthogonal", "shapes": "Q: n×n, A: n×n"}),
    ("c * x", {"wrt": "c", "shapes": "c:, x: n"}),
]
SHAPES = {"A": "m×n", "X": "n×p", "B": "p×q", "x": "n", "b": "m", "v": "n"}

HOSTILE = ("os", "np", "lambda", "forward", "rng", "point", "arrays", "found", "errors", "error", "differences")
MORE_HOSTILE = ("main", "print", "dict", "name", "value", "gradients", "function", "dz", "E_", "SystemExit")


@pytest.fixture(autouse=True)
def _numbers_stay_as_they_are():
    before = torch.get_default_dtype()
    yield
    torch.set_default_dtype(before)


def derived(expression, options):
    shapes = ", ".join(f"{name}: {shape}" for name, shape in SHAPES.items() if name in expression or name == "v")
    if "hvp" not in options:
        shapes = shapes.replace(", v: n", "")
    return matcalc.derive(expression, **{"shapes": shapes, **options})


def run(text, capsys):
    """The lines that a file prints when it is run."""
    exec(compile(text, "<file>", "exec"), {"__name__": "__main__"})  # text of our own making
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("name", list_problems())
def test_the_code_of_every_problem_is_as_linters_want_it_and_passes_its_own_test(name, tmp_path, capsys):
    """Not E741: a page that calls a matrix O has code with that name."""
    derivation = matcalc.derive(name)
    texts = {backend: derivation.code(backend) for backend in BACKENDS}
    for backend, text in texts.items():
        (tmp_path / f"{backend}_code.py").write_text(text, encoding="utf-8")
    assert_clean(tmp_path)
    for backend in ("numpy", "jax", "torch") if name in THREE_BACKENDS else ("numpy",):
        lines = run(texts[backend], capsys)
        for variable in derivation.wrt:
            assert any(f" at {variable}" in line.replace(" [", "[") for line in lines)


@pytest.mark.parametrize(("expression", "options"), EXPRESSIONS, ids=str)
def test_expressions_pass(expression, options, capsys):
    assert run(derived(expression, options).code(), capsys)


@pytest.mark.parametrize("name", [*HOSTILE, *MORE_HOSTILE])
def test_any_name_of_an_array_gives_a_test_that_runs(name, capsys):
    text = matcalc.derive(f"sum(z * {name})", wrt=["z", name], lets=f"z = sin({name})", shapes=f"{name}: n").code()
    assert len(run(text, capsys)) == 2


def test_a_file_is_run_as_a_script(tmp_path):
    file = tmp_path / "grad.py"
    result = CliRunner().invoke(main, ["derive", "dense-layer", "-o", str(file)])
    assert result.exit_code == 0, result.output
    done = subprocess.run([sys.executable, str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    names = [line.split(":")[0] for line in done.stdout.splitlines()]
    assert names == ["gradient at z", "gradient at a", "gradient at W", "gradient at b"]


def test_what_is_named_for_code_is_code():
    result = CliRunner().invoke(main, ["derive", "dense-layer", "-o", "grad.py", "--format", "text"])
    assert result.exit_code == 2
    assert "the name says numpy, and --format says text" in result.stderr


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("dense-layer", "grad_a = W.T @ grad_z", "grad_a = 1.001 * W.T @ grad_z"),
        ("dense-layer", "grad_W = np.outer(grad_z, a)", "grad_W = np.outer(grad_z, a + 1)"),
        ("dense-layer", "f_1=np.cos", "f_1=np.sin"),
        ("dense-layer", "grad_z = grad_a_next", "grad_z = np.nan * grad_a_next"),
        ("least-squares", "np.zeros(", "1 + np.zeros("),
        ("deep-equilibrium-layer", "grad_U = np.outer(grad_b, x)", "grad_U = np.outer(grad_r, x)"),
        ("deep-equilibrium-layer", "np.tanh(W @ z", "np.tanh(W @ x[: len(z)]"),
        ("implicit-function-jacobian", "return -np.linalg", "return np.linalg"),
        ("implicit-function", "grad_r = -np.linalg", "grad_r = np.linalg"),
    ],
)
def test_a_wrong_line_fails(name, right, wrong):
    text = matcalc.derive(name).code()
    assert right in text
    with pytest.raises(SystemExit, match="differs from finite differences by more than 1e-6"):
        exec(compile(text.replace(right, wrong), "<file>", "exec"), {"__name__": "__main__"})


DELICATE = [  # what is differentiated, by what, options: it has values at few of the points that one would draw
    ("log(det(A))", "A", {"shapes": "A: n×n"}),
    ("sum(log(f(x) - g(y))) + sum(sqrt(x * y))", "x", {"shapes": "x: n, y: n"}),
    ("logdet(A @ B - C)", "B", {"shapes": "A: n×n, B: n×n, C: n×n"}),
    ("sum(sqrt(1 - x**2)) / sum(y)", "x", {"shapes": "x: n, y: n", "assume": "sum(y) = 1"}),
    ("sum((X @ w - y)**2)", "w", {"shapes": "X: m×n, y: m", "solve": "w"}),
]


@pytest.mark.parametrize("kind", ["numpy", "jax", "torch", "einsum", "torch-autograd", "jax-custom-vjp"])
@pytest.mark.parametrize(("expression", "wrt", "options"), DELICATE, ids=str)
def test_the_point_that_was_tried_is_the_one_in_the_file(expression, wrt, options, kind, capsys):
    assert run(matcalc.derive(expression, wrt=wrt, **options).code(kind), capsys)


def names_in(text):
    """What a file has when it was run."""
    namespace = {"__name__": "__main__"}
    exec(compile(text, "<file>", "exec"), namespace)  # text of our own making
    return namespace


@pytest.mark.parametrize("kinds", [("numpy", "jax", "jax-custom-vjp"), ("torch", "torch-autograd")], ids=str)
@pytest.mark.parametrize("name", ["dense-layer", "gp-marginal-likelihood", "softmax-cross-entropy", "lasso"])
def test_all_files_with_one_generator_have_the_same_numbers(name, kinds):
    derivation = matcalc.derive(name)
    first, *others, passes = (names_in(derivation.code(kind)) for kind in kinds)
    for key, array in first["arrays"].items():
        for other in (*(one["arrays"] for one in others), passes):
            drawn = other[key].detach() if "torch" in kinds else other[key]
            np.testing.assert_allclose(drawn, array, rtol=1e-12)

"""The command line with expressions, programs, facts and limits."""

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matcalc.api import result as api_result
from matcalc.cli.commands import main
from matcalc.errors import LimitError
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.traversal import symbols_in
from matcalc.notation.text_in import parse_matrix, parse_shape

LEAST_SQUARES = ("sum((X @ w - y)**2)", "--wrt", "w", "--shape", "X: m×n, y: m")


def run(*words: str, typed: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["derive", *words], input=typed)


def result(*words: str, typed: str | bytes | None = None) -> str:
    done = run(*words, "--result", typed=typed)
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout


def test_an_expression_with_steps() -> None:
    done = run(*LEAST_SQUARES)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "∇_w E = 2 Xᵀ (X w − y)" in done.stdout
    assert "apply the chain rule" in done.stdout
    assert "exactly" in done.stdout


RESULTS = [  # words, what is printed
    (LEAST_SQUARES, "2 * X.T @ (X @ w - y)\n"),
    ((*LEAST_SQUARES[:1], "--wrt", "X", *LEAST_SQUARES[1:]), "X: 2 * (X @ w - y) @ w.T\nw: 2 * X.T @ (X @ w - y)\n"),
    ((*LEAST_SQUARES, "--order", "2"), "2 * X.T @ X\n"),
    ((*LEAST_SQUARES, "--hvp", "v"), "2 * X.T @ X @ v\n"),
    (("-sum(x**2)", "--wrt", "x", "--shape", "x: n"), "-2 * x\n"),
    (("--wrt", "x", "--shape", "x: n", "-sum(x**2) + sum(x)"), None),
    (("x.T @ A @ x", "--wrt", "x", "--shape", "x: n", "--shape", "A: n,n,"), "(A + A.T) @ x\n"),
    (("x'*A*x", "--wrt", "x", "--syntax", "matrixcalculus"), "(A + A.T) @ x\n"),
    (("dense-layer", "--wrt", "W"), "(grad_a_next * f'(z)) @ a.T\n"),
    (
        ("h", "--let", "z = W @ x", "--let", "h = f(z)", "--upstream", "h", "--wrt", "W", "--shape", "W: m×n, x: n"),
        None,
    ),
]


@pytest.mark.parametrize(("words", "printed"), RESULTS, ids=[" ".join(words) for words, _ in RESULTS])
def test_the_result_alone(words: tuple[str, ...], printed: str | None) -> None:
    found = result(*words)
    assert found == printed if printed is not None else found.count("\n") == 1


def test_the_order_of_a_file_can_be_asked_for_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "quadratic.toml"
    path.write_text(
        'title = "Q"\nabout = "A form."\nsource = "none"\n[shapes]\nA = "n×n"\nx = "n"\n'
        '[[define]]\nname = "E"\nexpr = "x.T @ A @ x"\n[[derive]]\nwrt = "x"\norder = 2\n',
        encoding="utf-8",
    )
    assert result(str(path)) == "A + A.T\n"
    assert result(str(path), "--order", "1") == "(A + A.T) @ x\n"


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (
            "least-squares",
            [
                "w, gradient: 2 * X.T @ (X @ w - y)",
                "w, Hessian: 2 * X.T @ X",
                "w, solved: inv(X.T @ X) @ X.T @ y",
            ],
        ),
        (
            "kalman-gain",
            ["K, gradient: 2 * (K @ R - (eye(n) - K @ H) @ P @ H.T)", "K, solved: P @ H.T @ inv(H @ P @ H.T + R)"],
        ),
    ],
)
def test_all_that_a_file_asks_for_is_printed(name: str, lines: list[str]) -> None:
    assert result(name).splitlines() == lines


def test_a_condition_that_is_left_is_printed(tmp_path: Path) -> None:
    path = tmp_path / "quotient.toml"
    path.write_text(
        'title = "Q"\nassume = ["A symmetric"]\n[shapes]\nA = "n×n"\nx = "n"\n[[define]]\nname = "E"\n'
        'expr = "x.T @ A @ x / (x.T @ x)"\n[[derive]]\nwrt = "x"\n[[solve]]\nfor = "x"\n',
        encoding="utf-8",
    )
    first, second = result(str(path)).splitlines()
    assert first.startswith("x, gradient: ")
    assert second.startswith("x, not isolated: ")
    assert second.endswith(" = zeros(n)")


def test_a_result_has_no_name_that_only_the_page_knows() -> None:
    x = Symbol("x", parse_shape("n"))
    product = result("sum((x+1)*(x+2)*(x+3)*(x+4))", "--wrt", "x", "--shape", "x: n")
    assert symbols_in(parse_matrix(product, {"x": x})) == (x,)
    assert result("-", "--wrt", "x", typed="shapes: x: n\ny = x**2\nsum(y)\n") == "2 * x\n"


def test_a_limit_that_is_passed_while_a_result_is_written_out_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def expanded(found: api_result.Result) -> api_result.Result:
        raise LimitError("this derivation took more than 60 seconds")

    monkeypatch.setattr(api_result.Result, "expanded", expanded)
    done = run("logsumexp(softmax(softmax(softmax(x))) * x)", "--wrt", "x", "--shape", "x: n", "--result")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "this derivation took more than 60 seconds" in done.stderr


def test_a_result_too_long_to_write_out_comes_with_the_names_it_speaks_of() -> None:
    nested = "x"
    for _ in range(7):
        nested = f"softmax({nested})"
    lines = result(f"logsumexp({nested} * x)", "--wrt", "x", "--wrt", "b", "--shape", "x: n, b: n").splitlines()
    of_x = lines.index("b: zeros(n)")
    assert lines[0] == "t1 = softmax(x)"
    assert lines[of_x - 1].startswith("x: t1 * (grad_t1 - grad_t1.T @ t1)")
    assert any(line.startswith("grad_t1 = ") for line in lines)


PROGRAM = "shapes: W: m×n, x: n\n\n# a layer\nz = W @ x  # pre-activation\nsum(tanh(z))\n"


def test_a_program_on_standard_input() -> None:
    assert result("-", "--wrt", "W", typed=PROGRAM) == "(1 - tanh(z)**2) @ x.T\n"
    assert result("-", "--wrt", "x", typed=PROGRAM.encode("utf-8-sig")) == "W.T @ (1 - tanh(z)**2)\n"


def test_a_program_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "layer.txt"
    path.write_text("z = W @ x\nE = sum(z**2)\n", encoding="utf-8")
    shapes = ("--shape", "W: m×n", "--shape", "x: n")
    assert result(str(path), "--wrt", "z", *shapes) == "2 * z\n"
    assert result("E", "--wrt", "z", "--let", "z = W @ x", "--let", "E = sum(z**2)", *shapes) == "2 * z\n"


def test_a_file_named_like_an_expression_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("x", "A.T"):
        (tmp_path / name).write_text("sum(y)", encoding="utf-8")
    assert result("x", "--wrt", "x", "--shape", "x: n") == "eye(n)\n"
    assert result("A.T", "--wrt", "s", "--shape", "A: m×n, s:") == "zeros(n, m)\n"


def test_the_other_formats(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    assert run(*LEAST_SQUARES, "-o", str(path)).exit_code == 0
    assert json.loads(path.read_text(encoding="utf-8"))["results"][-1]["text"] == "2 * X.T @ (X @ w - y)"
    path = tmp_path / "result.anything"
    assert run(*LEAST_SQUARES, "--result", "-o", str(path)).exit_code == 0
    assert path.read_text(encoding="utf-8") == "2 * X.T @ (X @ w - y)\n"
    assert run(*LEAST_SQUARES, "--order", "2", "--format", "latex").stdout.startswith("\\documentclass")


WRONG = [  # words, exit code, what is said
    (["sum(x)"], 1, "there is no problem called 'sum(x)': `matcalc list` names them all; to"),
    (["sum(x)"], 1, "to differentiate an expression, say by what, with --wrt"),
    (["-", "--shape", "x: n"], 2, "a program says what is differentiated, not by what: add --wrt"),
    (["sum(x)", "--shape", "x: n"], 1, "shapes belong to an expression: name what to differentiate by"),
    (["sum(x", "--wrt", "x"], 1, "the expression ends too early\n  sum(x\n       ^"),
    (["sum(x)", "--wrt", "x"], 1, 'nothing tells the shape of x; declare it, such as --shape "x: n"'),
    (["sum(X @ w)", "--wrt", "w", "--shape", "X: m×n, w: m"], 1, "did you mean X.T @ w"),
    (["sum(x)", "--wrt", "x", "--shape", "x n"], 1, "'x n' has no name"),
    (["sum(x)", "--wrt", "x", "--shape", "x: n", "--order", "3"], 1, "the order of a derivative is 1 or 2, not 3"),
    (["sum(x)", "--wrt", "x", "--shape", "x: n", "--order", "two"], 2, "'two' is not a valid integer"),
    (["sum(x)", "--wrt", "x", "--shape", "x: n", "--let", "x"], 1, "an equation is written name = …"),
    (["sum(x)", "--wrt", "x", "--shape", "x: n", "--assume", "x nice"], 1, "the fact 'x nice' is not known"),
    (["sum(x)", "--wrt", "x", "--syntax", "tex"], 2, "'tex' is not one of 'matcalc', 'matrixcalculus'"),
    (["sum(x)", "--wrt", "x", "--result", "--format", "json"], 2, "leave --format out"),
    (["sum(x)", "--wrt", "x", "--shape", "x: n", "--max-steps", "1"], 1, "took more than 1 steps, in the stage"),
    (["sum(x)", "--wrt", "x", "--shape", "x: n", "--max-seconds", "1e-9"], 1, "raise the limit with --max-seconds"),
    (["sum(x)", "--wrt", "x", "--max-steps", "0"], 1, "the limit of steps is a whole number of at least 1, not 0"),
    (["sum(x)", "--wrt", "x", "--max-seconds", "nan"], 1, "the limit of seconds is a number above 0, not nan"),
    (["dense-layer", "--wrt", "W", "--let", "z = x"], 1, "lets belong to an expression: a problem has its own"),
    (["sum x", "--wrt", "x"], 1, "the expression ends too early; write sum(x)\n  sum x\n       ^"),
    (["sum(x)", "--wtr", "x"], 2, "No such option"),
    (["-sum(x)", "-x"], 2, "No such option"),
    (["-x", "--wrt", "x"], 2, "An expression that begins with a minus sign is put in brackets: (-x)"),
    (["-xy", "--wrt", "xy"], 2, "is put in brackets: (-xy)"),
    (["nofile.txt", "--wrt", "x"], 1, "there is no file nofile.txt, and an expression is not written so"),
    (["/", "--wrt", "x"], 1, "/ is a folder; name a file in it"),
    (["a.T.b", "--wrt", "x"], 1, "the only thing after a dot is T, the transpose"),
    (["__import__('os').system('true')", "--wrt", "x"], 1, "is not expected here"),
    (["(" * 50_000, "--wrt", "x"], 1, "at most 20000 are read"),
]


@pytest.mark.parametrize(("words", "code", "said"), WRONG, ids=[" ".join(words)[:60] for words, *_ in WRONG])
def test_what_is_wrong_is_said_on_stderr(words: list[str], code: int, said: str) -> None:
    done = run(*words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


PROGRAMS = [  # what stands on standard input, what is said
    (b"", "standard input: there is nothing to differentiate"),
    (b"# nothing\n", "standard input: there is nothing to differentiate"),
    (b"x = 1\n\xff\n", "standard input: line 2 is not UTF-8 text: save it as UTF-8"),
    (b"x" * 1_000_001, "standard input: the program is longer than 1,000,000 bytes"),
    (b"\x00\n", "is not expected here"),
    (b"sum(x)\nsum(y)\n", "standard input: line 1: 'sum(x)' has no name"),
    (b"shapes: x: n\nz = x\n\nz = z + 1\nsum(z)", "standard input: line 4: z is defined already"),
    (b"shapes: x: n\nz = x # one\nsum(z) + sin", "line 3: sin is a function"),
    (b"shapes: x: n, A: m\xc3\x97n\ny = (x\n  @ A)\nsum(y)", "line 2: x @ A does not fit"),
    (b"shapes: x: n\ndet = x\nsum(det)", "line 2: det is the name of a function"),
    (b"y = (x\nz = y\nsum(z)", "standard input: line 1: a bracket that is opened here is never closed\n  y = (x"),
    (b"shapes: x: n\nassume: x nice\nsum(x)", "the fact 'x nice' is not known"),
]


@pytest.mark.parametrize(("typed", "said"), PROGRAMS, ids=[said for _, said in PROGRAMS])
def test_what_is_wrong_with_a_program(typed: bytes, said: str) -> None:
    done = run("-", "--wrt", "x", typed=typed)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr


def test_brackets_over_several_lines_and_declarations_in_capitals() -> None:
    declared = "Shapes: x: n, A: n×n\nASSUME: A symmetric, sum(x) = 1\n"
    typed = declared + "y = (A\n  @ x)  # a comment\nx.T @ (A\n@ x) + sum(\nx\n)**2"
    assert result("-", "--wrt", "x", typed=typed) == "2 * (1 + A @ x)\n"
    assert (
        result("-", "--wrt", "x", "--assume", "A orthogonal", typed="shapes: A: n×n, x: n\nA.T @ A @ x") == "eye(n)\n"
    )


def test_a_file_that_can_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "layer.txt"
    path.write_text("sum(x)", encoding="utf-8")

    def refuse(*_: object) -> io.BytesIO:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    done = run(str(path), "--wrt", "x")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "layer.txt: it can not be read: Permission denied" in done.stderr

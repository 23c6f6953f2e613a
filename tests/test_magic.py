"""The magics %derive and %%derive, in an IPython without a terminal, a history or files of its own."""

import re
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from matcalc.cli import magic
from matcalc.cli.commands import derive
from matcalc.errors import VerificationError

README = Path(__file__).parent.parent / "README.md"


@pytest.fixture(scope="module")
def shell():
    made = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    made.run_cell("%load_ext matcalc")
    return made


@pytest.fixture
def run(shell):
    """What a cell gives back, and all that it shows."""

    def of(cell):
        with capture_output() as shown:
            result = shell.run_cell(cell)
        return result, shown

    return of


def test_a_cell_is_a_program(run, shell):
    result, shown = run('%%derive --wrt W a --shape "W: m×n, a: n" --upstream z -o d\n# a layer\nz = W @ a + b\n')
    assert {name: str(found) for name, found in result.result.results.items()} == {
        "W": "grad_z @ a.T",
        "a": "W.T @ grad_z",
    }
    assert shell.user_ns["d"] is result.result
    data, _ = shell.display_formatter.format(result.result)
    assert data["text/markdown"] == result.result.markdown()
    assert set(data) == {"text/plain", "text/markdown", "text/latex"}
    assert repr(result.result) in shown.stdout


def test_the_cell_that_the_readme_shows(run, shell):
    (cell,) = re.findall(r"^```\n(%%derive.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert run(cell)[0].success
    assert str(shell.user_ns["d"].results["a"]) == "W.T @ grad_z"


def test_a_line_names_a_problem(run):
    result, _ = run("%derive dense-layer --wrt W --detail brief")
    assert list(result.result.results) == ["W"]
    assert result.result._repr_markdown_() == result.result.markdown("brief") != result.result.markdown()
    assert str(result.result) == result.result.text("brief")


def test_a_line_is_an_expression(run):
    result, _ = run('%derive "x.T @ A @ x" --wrt x --shape "A: n×n"')
    assert str(result.result.result) == "(A + A.T) @ x"


def test_braces_and_dollars_in_a_line_are_letters(run, shell):
    shell.user_ns["x"] = "dense-layer"
    assert "'{x}'" in run("%derive {x}")[1].stdout
    assert "'$x'" in run("%derive $x")[1].stdout


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("%%derive --wrt x\ny = 1\nx +\n", "error: the cell: line 2: the expression ends too early\n  x +\n     ^\n"),
        ("%%derive\nx", "error: a program says what is differentiated, not by what: add --wrt to the first line\n"),
        ('%derive "x', "error: a quotation mark is opened in the first line and never closed\n"),
        (
            "%derive dense-layer --frob",
            "error: No such option '--frob'. Did you mean '--route'? %derive --help lists the options.\n",
        ),
        ("%derive", "error: name one problem, as in %derive dense-layer, or write a program below %%derive\n"),
        ("%derive -", "error: name one problem, as in %derive dense-layer, or write a program below %%derive\n"),
        (
            "%%derive dense-layer\nz = x",
            "error: the first line says what is derived, dense-layer: leave the rest of the cell empty\n",
        ),
        ("%%derive --wrt x -o class\nx", "error: -o class: that is no name in Python; take one such as d\n"),
        ("%%derive --wrt x\nimport os", "error: "),
        ("%%derive --bogus\nx", "error: No such option '--bogus'. %derive --help lists the options.\n"),
    ],
)
def test_what_is_wrong_is_said_without_a_traceback(run, cell, message):
    result, shown = run(cell)
    assert not result.success
    assert (shown.stdout + shown.stderr).startswith(message)
    assert "Traceback" not in shown.stdout + shown.stderr
    assert shown.outputs == []


def test_a_fault_of_ours_is_said_to_be_one(run, monkeypatch):
    def broken(*_args, **_options):
        raise VerificationError("a step does not hold")

    monkeypatch.setattr("matcalc.api.derive", broken)
    result, shown = run("%derive dense-layer")
    assert not result.success
    assert shown.stdout.startswith("error: a step does not hold\nThis is a fault of matcalc")
    assert "what is in this cell" in shown.stdout
    assert "Traceback" not in shown.stdout


def test_help_is_printed(run):
    result, shown = run("%derive --help")
    assert result.success
    assert result.result is None
    assert shown.stdout.startswith("Usage: %derive [OPTIONS] [NAME|EXPRESSION|FILE|VARIABLE...]\n")
    assert "--output" not in shown.stdout


def test_a_cell_has_options_of_the_command():
    assert {*magic.ASKED, *magic.SHOWN} <= {option.name for option in derive.params}

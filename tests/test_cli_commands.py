"""The command line, in this process: options, results, completion."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matcalc.api.arguments import SYNTAXES
from matcalc.api.vjp import PASSES
from matcalc.cli import commands
from matcalc.cli.commands import DETAILS, MOST_SECONDS, MOST_STEPS, main
from matcalc.codegen import BACKENDS
from matcalc.documents.chains import Detail
from matcalc.documents.formats import EXTENSIONS, LATEX_ALGORITHM, Format
from matcalc.engine.limits import Limits
from matcalc.errors import InstallationError, InvariantError, LanguageError, VerificationError
from matcalc.problems.library import list_problems
from matcalc.resources import data_folder


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_derive_prints_the_result() -> None:
    done = run("derive", "dense-layer")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "∇" in done.stdout


def test_one_variable() -> None:
    done = run("derive", "dense-layer", "--wrt", "b", "--wrt", "W", "--format", "json")
    assert done.exit_code == 0
    asked = {result["wrt"]: result["text"] for result in json.loads(done.stdout)["results"]}
    assert (asked["b"], asked["W"]) == ("grad_z", "grad_z @ a.T")


def test_a_file(tmp_path: Path, layer: str) -> None:
    path = tmp_path / "layer.toml"
    path.write_text(layer, encoding="utf-8")
    done = run("derive", str(path), "--detail", "brief")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("Layer")


@pytest.mark.parametrize(
    ("extension", "start"),
    [
        (".txt", "Dense layer"),
        (".tex", "\\documentclass"),
        (".md", "# Dense layer"),
        (".html", "<!DOCTYPE html>"),
        (".JSON", "{"),
    ],
)
def test_the_extension_says_the_format(tmp_path: Path, extension: str, start: str) -> None:
    path = tmp_path / f"layer{extension}"
    done = run("derive", "dense-layer", "-o", str(path))
    assert (done.exit_code, done.output) == (0, "")
    assert path.read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize("name", ["layer", "layer.out", "layer.JSON"])
def test_a_format_is_asked_for_where_the_extension_says_none_or_the_same(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    assert run("derive", "dense-layer", "-o", str(path), "--format", "json").exit_code == 0
    assert json.loads(path.read_text(encoding="utf-8"))["title"] == "Dense layer"


@pytest.mark.parametrize(
    "words",
    [
        ["derive", "own.toml", "--format", "text", "-o", "own.toml"],
        ["derive", "own.toml", "-o", "link.md"],
        ["derive", "dense-layer", "--templates", "t", "--format", "latex", "-o", "t/document.tex.jinja"],
        ["worksheet", "dense-layer", "--templates", "t", "--format", "latex", "-o", "t/document.tex.jinja"],
        ["derive", "program.txt", "--wrt", "x", "--result", "-o", "program.txt"],
    ],
)
def test_what_is_read_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layer: str, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t").mkdir()
    texts = {"own.toml": layer, "program.txt": "shapes: x: n\nsum(x**2)\n", "t/document.tex.jinja": "((( title )))"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "link.md").symlink_to("own.toml")
    done = run(*words)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"error: {words[-1]} is read here, so it is not written: choose another name\n"
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in texts} == texts


def test_a_problem_that_comes_with_matcalc_is_not_written() -> None:
    path = data_folder("derivations") / "dense-layer.toml"
    text = path.read_text(encoding="utf-8")
    done = run("derive", "dense-layer", "--format", "text", "-o", str(path))
    assert (done.exit_code, path.read_text(encoding="utf-8")) == (1, text)
    assert "is read here, so it is not written" in done.stderr


def test_list() -> None:
    done = run("list")
    assert done.exit_code == 0
    lines = [line for line in done.stdout.splitlines() if line.startswith("  ")]
    assert sorted(line.split()[0] for line in lines) == list(list_problems())
    assert "  dense-layer " in done.stdout


def test_show() -> None:
    done = run("show", "dense-layer")
    assert done.exit_code == 0
    assert done.stdout.startswith("Dense layer")


@pytest.mark.parametrize("command", [[], ["derive"], ["list"], ["show"], ["new"], ["lint"]])
def test_help_has_an_example(command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.exit_code == 0
    assert f"  matcalc {' '.join(command or ['derive'])}" in done.stdout


def test_version() -> None:
    assert run("--version").stdout.startswith("matcalc, version 0")


def test_the_options_are_those_of_the_documents() -> None:
    # written out in the command line too, so that --help need not import the documents
    assert tuple(detail.value for detail in Detail) == DETAILS
    assert sorted(EXTENSIONS.values()) == sorted(form.value for form in Format)
    assert Limits(MOST_STEPS, MOST_SECONDS) == Limits()
    assert commands.SYNTAXES == SYNTAXES
    assert (*BACKENDS, *PASSES, LATEX_ALGORITHM) == commands.CODES


WRONG = [  # words, exit code, what stderr says
    (["derive"], 2, "Missing argument 'EXPRESSION|NAME|FILE|-'"),
    (["drive", "x"], 2, "No such command 'drive'"),
    (["derive", "dense-layer", "--detail", "huge"], 2, "'huge' is not one of 'brief', 'normal', 'full'"),
    (["derive", "dense-layer", "--format", "docx"], 2, "'docx' is not one of"),
    (
        ["derive", "dense-layer", "-o", "x.docx"],
        2,
        "the extension '.docx' names no format; use one of .txt, .tex, .pdf, .md, .html, .ipynb, .json, .py",
    ),
    (["derive", "dense-layer", "--code", "numpy", "--result"], 2, "--code prints code alone: leave --result out"),
    (["derive", "dense-layer", "--code", "numpy", "--format", "text"], 2, "prints code alone: leave --format out"),
    (
        ["derive", "dense-layer", "--format", "pdf", "-o", "s.txt"],
        2,
        "-o s.txt: the name says text, and --format says pdf: end the name in .pdf, or leave --format out",
    ),
    (
        ["worksheet", "dense-layer", "--format", "qti", "-o", "s.XML"],
        2,
        "-o s.XML: the name says moodle, and --format says qti: end the name in .zip, or leave --format out",
    ),
    (["derive", "dense-layer", "--result", "-o", "s.pdf"], 2, "the name says pdf, and --result writes plain text"),
    (["derive", "dense-layer", "--result", "-o", "s.py"], 2, "writes plain text: end the name in .txt, or leave --re"),
    (["derive", "dense-layer", "--code", "numpy", "-o", "s.md"], 2, "says markdown, and --code writes plain text"),
    (
        ["derive", "dense-layer", "--code", "jax", "-o", "s.tex"],
        2,
        "plain text: end the name in .py, or leave --code out",
    ),
    (
        ["derive", "dense-layer", "--code", "latex-algorithm", "-o", "g.py"],
        2,
        "-o g.py: the name says numpy, and --code writes latex: end the name in .tex, or leave --code out",
    ),
    (
        ["derive", "dense-layer", "--code", "fortran"],
        2,
        "is not one of 'numpy', 'jax', 'torch', 'einsum', 'torch-autograd', 'jax-custom-vjp', 'latex-algorithm'",
    ),
    (["derive", "dense-layer", "-o", "x"], 2, "a file without an extension names no format"),
    (["derive", "dens-layer"], 1, "error: there is no problem called 'dens-layer': did you mean dense-layer"),
    (["show", "dens-layer"], 1, "error: there is no problem called 'dens-layer': did you mean dense-layer"),
    (["derive", "none.toml"], 1, "error: none.toml: there is no such file"),
    (["derive", "dense-layer", "--wrt", "V"], 1, "error: there is no variable called 'V'"),
    (["derive", "dense-layer", "--wrt", ""], 1, "error: there is no variable called ''"),
    (["derive", "a\x1b[2J.toml"], 1, "error: a�[2J.toml: there is no such file"),
    (["derive", "dense-layer", "-o", "none/x.tex"], 1, "none does not exist: make it first"),
    (["derive", "dense-layer", "--format", "text", "-o", "."], 1, "error: . is a folder: name a file in it"),
    (["derive", "dense-layer", "-o", "."], 1, "error: . is a folder: name a file in it"),
    (["derive", "dense-layer", "-o", ""], 1, "error: the name of the output file is empty: name a file"),
    (["derive", "dense-layer", "-o", "a" * 300 + ".txt"], 1, ".txt can not be written: File name too long"),
    (["derive", "a" * 300], 1, "error: there is no problem called 'aaa"),
    (["derive", "a" * 300 + ".toml"], 1, ".toml: the file can not be read: File name too long"),
]


@pytest.mark.parametrize(("words", "code", "sentence"), WRONG)
def test_what_is_wrong_is_said_on_stderr(words: list[str], code: int, sentence: str) -> None:
    done = run(*words)
    assert (done.exit_code, done.stdout) == (code, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (VerificationError("step 3 differs; seed 7"), 3, "error: step 3 differs; seed 7\nThis is a fault of matcalc"),
        (InvariantError("a path is lost"), 3, "error: a path is lost\nThis is a fault of matcalc"),
        (ZeroDivisionError("division"), 3, "error: ZeroDivisionError: division\nThis is a fault of matcalc"),
        (RecursionError("too deep"), 3, "error: RecursionError: too deep\n"),
        (MemoryError(), 3, "error: MemoryError: \n"),
        (InstallationError("the folder is missing\x07"), 1, "error: the folder is missing�\n"),
        (KeyboardInterrupt(), 130, ""),
        (
            OSError(5, "Input/output error", "x\x07"),
            1,
            "error: x� can not be read or written: Input/output error; mend",
        ),
        (OSError(5, "Input/output error"), 1, "error: the output can not be read or written: Input/output error; mend"),
    ],
)
def test_what_went_wrong_inside(monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str) -> None:
    def fail(problem: object, **options: object) -> None:
        raise error

    monkeypatch.setattr("matcalc.api.derive", fail)
    done = run("derive", "dense-layer")
    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr.startswith(said)
    assert bool(done.stderr) == bool(said)
    assert done.stderr.count("fault of matcalc") == (1 if code == 3 else 0)
    assert "Traceback" not in done.stderr


def test_a_broken_installation_is_no_fault_of_matcalc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> Path:
        monkeypatch.setattr("matcalc.resources._PACKAGE", tmp_path / "matcalc")
        return data_folder(name)

    monkeypatch.setattr("matcalc.documents.sandbox.data_folder", missing)
    done = run("derive", "dense-layer", "--format", "latex")
    said = "error: the folder 'templates' is missing from this installation of matcalc: install it again\n"
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", said)


def test_a_terminal_obeys_nothing_in_an_excerpt() -> None:
    error = LanguageError("no", "a\tb\x1b[2J\u202e\u2028c\nd", 2)
    assert str(error) == "no\n  a b�[2J��c\n    ^"


def test_debugging_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCALC_DEBUG", "1")
    done = run("derive", "dens-layer")
    assert done.exit_code == 1
    assert "Traceback" in done.stderr


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("two", ["two-layer-network"]),
        ("dense-layer-b", ["dense-layer-batch", "dense-layer-bias-column"]),
        ("my", ["my"]),
    ],
)
def test_completion(typed: str, offered: list[str]) -> None:
    derive = main.commands["derive"]
    (argument,) = [parameter for parameter in derive.params if parameter.name == "problem"]
    items = argument.shell_complete(derive.make_context("derive", ["x"]), typed)
    assert [item.value for item in items] == offered
    assert [item.type for item in items] == ["file" if typed == "my" else "plain"] * len(offered)

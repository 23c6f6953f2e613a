"""matcalc fill: exit codes, what is written and what is not."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from matcalc.cli.commands import main

RIGHT = "Vectors $a$, $x$: $\\nabla_x (a^T x) = ??? = a$\n"
WRONG = "Vectors $a$, $x$: $\\nabla_x (a^T x) = ??? = 2 a$\n"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with two documents, which is the current one."""
    (tmp_path / "right.md").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "wrong.md").write_text(WRONG, encoding="utf-8")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str):
    """What the command does."""
    return CliRunner().invoke(main, ["fill", *arguments])


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("right.md",), 0, "1 of 1 ??? filled"),
        (("wrong.md",), 1, "0 of 1 ??? filled"),
        (("right.md", "-o", "right.md"), 2, "right.md is read here, so it is not written"),
        (("right.md", "-o", "./folder/../right.md"), 2, "is read here, so it is not written"),
        (("right.md", "-o", "folder"), 2, "folder is a folder: name a file in it"),
        (("right.md", "-o", "nowhere/out.md"), 2, "nowhere does not exist: make it first"),
        (("right.md", "-o", "/dev/full"), 2, "/dev/full can not be written: No space left on device"),
        (("folder",), 2, "folder: this is a folder, not a file: name a file that ends in .tex, .md or .txt"),
        (("folder.md",), 2, "folder.md: this is a folder, not a file"),
        (("-",), 2, "standard input is not read here: name a file"),
        (("nothing.md",), 2, "nothing.md: there is no such file"),
        (("right.md", "--max-seconds", "0"), 2, "the limit of seconds is a number above 0"),
    ],
)
def test_exit_codes_and_words(desk, arguments, code, said):
    result = run(*arguments)
    assert result.exit_code == code, result.output
    assert said in " ".join(result.output.split())
    assert "Traceback" not in result.output
    assert (desk / "right.md").read_text(encoding="utf-8") == RIGHT


def test_in_place_keeps_what_the_file_was(desk):
    result = run("right.md", "--in-place")
    assert result.exit_code == 0
    assert "right.md is written; what it was is in" in result.output
    assert (desk / "right.md.bak").read_text(encoding="utf-8") == RIGHT
    assert "???" not in (desk / "right.md").read_text(encoding="utf-8")


def test_in_place_writes_nothing_where_nothing_is_filled(desk):
    result = run("wrong.md", "--in-place")
    assert result.exit_code == 1
    assert "wrong.md stays as it is, and no backup is made." in result.output
    assert sorted(one.name for one in desk.iterdir()) == ["folder", "folder.md", "right.md", "wrong.md"]
    assert (desk / "wrong.md").read_text(encoding="utf-8") == WRONG

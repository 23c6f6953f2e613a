"""The blocks of the README run and print what they say they print."""

from __future__ import annotations

import doctest
import json
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from matcalc.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
CONSOLE = [text for language, text in BLOCKS if language == "console"]
PYTHON = [text for language, text in BLOCKS if language == "python"]
FILES = [text for language, text in BLOCKS if language == "toml"]


@dataclass
class Session:
    """A command of a block, what it is given (the lines after `<<END`), and the lines that it prints."""

    command: str
    given: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)


def sessions(block: str) -> list[Session]:
    """The commands of a block in their order."""
    found: list[Session] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Session(line[2:].removesuffix(" <<END")))
        elif line.startswith("> "):
            found[-1].given.append(line[2:])
        else:
            found[-1].printed.append(line.rstrip())
    return found


def matches(expected: list[str], printed: list[str]) -> bool:
    """Whether the lines are equal, where `…` stands for any text, alone in a line for any number of lines."""
    pattern = "\n".join(".*" if line.strip() == "…" else re.escape(line).replace("…", "[^\n]*") for line in expected)
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in printed), re.DOTALL) is not None


def test_the_comparison_notices_a_wrong_line():
    assert matches(["a", "…", "c"], ["a", "b", "b", "c"])
    assert not matches(["a", "…", "d"], ["a", "b", "c"])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the files that the README shows: TOML and Markdown named by their first line, and a submission."""
    for text in FILES:
        name = re.match(r"# (\S+\.toml)\n", text)
        assert name, "a TOML block of the README begins with the name of its file"
        (tmp_path / name[1]).write_text(text, encoding="utf-8")
    for text in (text for language, text in BLOCKS if language == "markdown"):
        name = re.match(r"<!-- (\S+\.md) -->\n", text)
        assert name, "a Markdown block of the README begins with the name of its file"
        (tmp_path / name[1]).write_text(text, encoding="utf-8")
    for text in (text for language, text in BLOCKS if language == "json"):
        (tmp_path / "submissions").mkdir(exist_ok=True)
        (tmp_path / "submissions" / f"{json.loads(text)['name'].lower()}.json").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("block", CONSOLE, ids=lambda block: block.splitlines()[0])
@pytest.mark.usefixtures("folder")
def test_a_console_block_prints_what_it_shows(block):
    for session in sessions(block):
        words = shlex.split(session.command)
        if words[0] == "python" and Path(words[1]).exists():  # a file that a command before has made
            done = subprocess.run([sys.executable, *words[1:]], capture_output=True, text=True, check=False)
            assert not done.returncode, done.stderr
            assert matches(session.printed, done.stdout.splitlines()), done.stdout
            continue
        assert words[0] == "matcalc", f"only matcalc is run from the README: {session.command}"
        assert session.given[-1:] in ([], ["END"]), f"what a command is given ends in END: {session.command}"
        result = CliRunner().invoke(main, words[1:], input="\n".join(session.given[:-1]))
        expected = session.printed
        printed = result.output.strip("\n").splitlines()
        assert matches([line for line in expected if line] or [], [line for line in printed if line]), result.output


@pytest.mark.parametrize("block", PYTHON, ids=lambda block: block.splitlines()[0])
@pytest.mark.usefixtures("folder")
def test_a_python_block_prints_what_it_shows(block):
    test = doctest.DocTestParser().get_doctest(block, {}, "README", "README.md", 0)
    assert test.examples, "a Python block of the README is a session with >>>"
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test)
    assert runner.summarize(verbose=False).failed == 0


def test_no_block_is_indented_and_so_left_out():
    assert not re.findall(r"^ +```", README, re.MULTILINE)


def test_the_readme_has_blocks_of_every_kind():
    assert len(CONSOLE) >= 5
    assert len(PYTHON) >= 2
    assert FILES

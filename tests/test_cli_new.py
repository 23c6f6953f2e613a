"""matcalc new: the file it writes derives as it stands, and each comment in it is right."""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matcalc.api import derive, lint, load_problem
from matcalc.cli.commands import main
from matcalc.notation.settings import SETTINGS
from matcalc.problems import statements, toml
from matcalc.problems.tags import TAGS

KEY = re.compile(r"^# (?=\w+ = |\[)", re.MULTILINE)
"""What stands before a key that is left out."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def starter() -> str:
    """The text that is written."""
    assert run("new", "starter.toml").exit_code == 0
    return Path("starter.toml").read_text(encoding="utf-8")


def test_what_is_written_derives_and_every_next_step_can_be_taken() -> None:
    done = run("new", "my-layer.toml")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("my-layer.toml is written.")
    steps = re.findall(r"^  (matcalc .*?)  +\S", done.stdout, re.MULTILINE)
    assert len(steps) == 4
    for step in steps:
        taken = run(*shlex.split(step)[1:])
        assert (taken.exit_code, taken.stderr) == (0, ""), taken.output
        assert taken.stdout


def test_what_it_expects_comes_out() -> None:
    starter()
    derivation = derive("starter.toml")
    for asked in derivation.problem.requests:
        if asked.expect is not None:
            assert derivation.results[asked.request.wrt.name].text == asked.expect
    assert any(asked.expect for asked in derivation.problem.requests)


def test_every_key_is_told() -> None:
    text = starter()
    keys = {*toml.KEYS, *toml.ASKED, *statements.KEYS, "name", "expr", "also", "text", "symbol", "layer", "of"}
    told = set(re.findall(r"\w+", text))
    assert keys - {"shape", "layout"} <= told
    assert all(len(line) <= 120 for line in text.splitlines())


def test_every_key_that_is_left_out_can_be_used_as_it_stands() -> None:
    text = starter()
    Path("all.toml").write_text(KEY.sub("", text), encoding="utf-8")
    file = tomllib.loads(Path("all.toml").read_text(encoding="utf-8"))
    assert {"use", "source", "tags", "assume", "remarks", "print", "state", "notation"} <= file.keys()
    assert set(file["tags"]) <= set(TAGS)
    assert set(file["notation"]) <= set(SETTINGS)
    problem = load_problem("./all.toml")
    assert problem.stated is not None
    assert len(problem.stated.statements) == 2
    assert lint(problem) == ()
    assert derive(problem).results["x"].text == "W.T @ grad_z"


def left_out(text: str) -> list[tuple[int, int]]:
    """Where each key or table that is left out begins and ends."""
    found: list[tuple[int, int]] = []
    for match in KEY.finditer(text):
        is_table = text[match.end()] == "["
        end = text.find("\n\n" if is_table else "\n", match.start())
        if not found or match.start() >= found[-1][1]:
            found.append((match.start(), end if end >= 0 else len(text)))
    return found


def test_each_key_alone_can_be_used() -> None:
    text = starter()
    places = left_out(text)
    assert len(places) >= 9
    for start, end in places:
        Path("one.toml").write_text(text[:start] + KEY.sub("", text[start:end]) + text[end:], encoding="utf-8")
        assert load_problem("./one.toml").requests


def test_the_second_derivative_is_asked_for_as_the_comment_says() -> None:
    text = starter()
    before, _, after = text.partition("[upstream]")
    text = before + '[[define]]\nexpr = "E = sum(h)"\n' + after[after.index("[[derive]]") :]
    head, _, _ = text.partition("[[derive]]")
    for choice in ("order = 2", 'hvp = "v"'):
        assert choice in text
        Path("second.toml").write_text(f'{head}[[derive]]\nwrt = "x"\n{choice}\n', encoding="utf-8")
        assert load_problem("./second.toml").choices.order == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("my-layer", "a problem is a file whose name ends in .toml: call it my-layer.toml, not 'my-layer'"),
        ("my.txt", "call it my.toml, not 'my.txt'"),
        ("", "call it my-layer.toml, not ''"),
        (".toml", "call it my-layer.toml, not '.toml'"),
        ("none/x.toml", "/none does not exist: make it first, or choose another place for x.toml"),
        ("folder.toml", "folder.toml is a folder: name a file in it"),
        ("ctl\x07\n.toml", r"the name 'ctl\x07\n.toml' has control characters in it: choose one without them"),
        ("a" * 300 + ".toml", ".toml can not be written: File name too long; choose another name or another folder"),
    ],
)
def test_where_nothing_can_be_written_that_is_said(here: Path, name: str, said: str) -> None:
    (here / "folder.toml").mkdir()
    done = run("new", name)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert done.stderr.startswith("error: ")
    assert [path.name for path in here.iterdir()] == ["folder.toml"]


def test_a_file_that_is_there_stays_as_it_is(here: Path) -> None:
    (here / "mine.toml").write_text("mine", encoding="utf-8")
    done = run("new", "mine.toml")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "error: mine.toml is there already and stays as it is: choose another name, or move it away\n"
    )
    assert (here / "mine.toml").read_text(encoding="utf-8") == "mine"


def test_nothing_is_written_through_a_link_that_leads_nowhere(here: Path) -> None:
    (here / "link.toml").symlink_to(here / "elsewhere.toml")
    done = run("new", "link.toml")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("error: link.toml is there already and stays as it is")
    assert not (here / "elsewhere.toml").exists()


def test_the_next_steps_can_be_typed_whatever_the_name(here: Path) -> None:
    done = run("new", "my layer.toml")
    assert "  matcalc derive 'my layer.toml'  " in done.stdout
    assert "  matcalc lint ./-x.toml  " in run("new", "--", "-x.toml").stdout
    assert {path.name for path in here.iterdir()} == {"my layer.toml", "-x.toml"}

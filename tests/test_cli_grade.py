"""matcalc grade: the files that it writes, what it says, and its exit codes."""

import csv
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner
from submissions import filled_in, handed_in

import matcalc
from matcalc.cli.commands import main

SHEETS = matcalc.worksheet("dense-layer", blank="results", level=3)
RIGHT = {"1.1": "grad_a_next * f'(z)", "1.2": "W.T @ grad_z", "1.3": "grad_z @ a.T", "1.4": "grad_z"}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a key, and a folder for what is handed in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key.json").write_text(SHEETS.key.render("json"), encoding="utf-8")
    (tmp_path / "subs").mkdir()
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, ["grade", "key.json", "subs", *arguments])


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_class_of_three_is_marked(desk):
    (desk / "subs/ada.json").write_text(handed_in(SHEETS, RIGHT, "Ada"), encoding="utf-8")
    cells = {"answer_1_2": '"W @ grad_z"', "answer_1_3": "open('x')"}
    (desk / "subs/bob.ipynb").write_text(filled_in(SHEETS, cells, "Bob B."), encoding="utf-8")
    (desk / "subs/cy.json").write_text("{", encoding="utf-8")
    result = run("-j", "2")
    assert result.exit_code == 1
    assert result.stdout.startswith("2 of 3 submissions marked: ")
    reason = "it is no JSON: Expecting property name enclosed in double quotes in line 1, column 2"
    assert result.stderr == f"cy.json: {reason}\n"
    made = desk / "subs-grades"
    found = [(row["submission"], row["blank"], row["verdict"], row["points"]) for row in rows(made / "grades.csv")]
    assert found == [
        *(("ada.json", label, "right", "3") for label in RIGHT),
        ("bob.ipynb", "1.1", "no answer", "0"),
        ("bob.ipynb", "1.2", "wrong", "0"),
        ("bob.ipynb", "1.3", "not read", ""),
        ("bob.ipynb", "1.4", "no answer", "0"),
        ("cy.json", "", "unreadable", ""),
    ]
    assert [(row["name"], row["points"], row["open"], row["of"]) for row in rows(made / "totals.csv")] == [
        ("Ada", "12", "0", "12"),
        ("Bob B.", "0", "3", "12"),
        ("", "", "", ""),
    ]
    assert sorted(file.name for file in (made / "feedback").iterdir()) == ["ada.md", "bob.md", "cy.md"]
    assert "a transpose is forgotten" in (made / "feedback/bob.md").read_text(encoding="utf-8")
    assert reason in (made / "feedback/cy.md").read_text(encoding="utf-8").replace("\\", "")


def test_the_same_bytes_again_however_many_processes(desk):
    for name in ("b", "a", "c"):
        (desk / f"subs/{name}.json").write_text(handed_in(SHEETS, {"1.1": name}, name), encoding="utf-8")
    made = []
    for folder, jobs in (("one", "1"), ("two", "3")):
        assert run("-o", folder, "-j", jobs).exit_code == 0
        made.append({str(file.relative_to(desk / folder)): file.read_bytes() for file in (desk / folder).rglob("*.*")})
    assert made[0] == made[1]
    assert len(made[0]) == 5


def test_feedback_has_right_answers_only_where_that_is_wanted(desk):
    (desk / "subs/ada.json").write_text(handed_in(SHEETS, dict.fromkeys(RIGHT, "-a"), "Ada"), encoding="utf-8")
    key = json.loads((desk / "key.json").read_text(encoding="utf-8"))
    blanks = key["sheets"][0]["exercises"][0]["answers"]
    texts = []
    for folder, options in (("without", ()), ("with", ("--with-answers",))):
        assert run("-o", folder, *options).exit_code == 0
        texts.append("".join((desk / folder / "feedback/ada.md").read_text(encoding="utf-8").split()))
    for blank in blanks[:3]:  # the fourth is one name, which stands in other sentences
        said = [
            "".join(one.split()) for one in (blank["right"]["text"], blank["right"]["markdown"], *blank["accepted"])
        ]
        assert not any(one in texts[0] for one in said)
        assert "".join(blank["right"]["markdown"].split()) in texts[1]


def test_a_folder_that_is_there_is_written_to_with_force_alone(desk):
    (desk / "subs/ada.json").write_text(handed_in(SHEETS, RIGHT), encoding="utf-8")
    (desk / "out").mkdir()
    (desk / "out/mine.txt").write_text("mine", encoding="utf-8")
    result = run("-o", "out")
    assert result.exit_code == 2
    assert result.stderr == (
        "error: out is there already: name another folder with -o, or write over its files with --force\n"
    )
    assert [file.name for file in (desk / "out").iterdir()] == ["mine.txt"]
    assert run("-o", "out", "--force").exit_code == 0
    assert (desk / "out/mine.txt").read_text(encoding="utf-8") == "mine"
    assert len(rows(desk / "out/grades.csv")) == 4


def test_what_takes_too_long_does_not_stop_the_others(desk):
    (desk / "subs/ada.json").write_text(handed_in(SHEETS, RIGHT), encoding="utf-8")
    result = run("--max-seconds", "0.001")
    assert result.exit_code == 1
    assert result.stderr == "ada.json: it takes more than 0.001 seconds\n"
    (row,) = rows(desk / "subs-grades/grades.csv")
    assert (row["verdict"], row["diagnosis"]) == ("unreadable", "it takes more than 0.001 seconds")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (None, "it can not be opened: No such file or directory"),
        ("", "it is no JSON: Expecting value in line 1, column 1"),
        ("[]", "the whole has to be an object, not a list"),
        ("{}", "no matcalc worksheet; a key is made with matcalc worksheet NAME --key -o FILE.json"),
        ("sheet", "this is the sheet, and its key stands beside it: NAME-key.json, made with --key"),
    ],
)
def test_a_key_that_is_none(desk, key, said):
    (desk / "subs/ada.json").write_text("{}", encoding="utf-8")
    (desk / "key.json").unlink()
    if key is not None:
        text = SHEETS.render("json") if key == "sheet" else key
        (desk / "key.json").write_text(text, encoding="utf-8")
    result = run()
    assert result.exit_code == 2
    assert result.stderr == f"error: key.json is no key that can be read: {said}\n"
    assert not (desk / "subs-grades").exists()


def test_a_folder_with_nothing_in_it_or_none(desk):
    assert run().stderr == "error: subs is empty: put the files that were handed in there\n"
    (desk / "subs").rmdir()
    assert run().stderr == "error: subs can not be read: No such file or directory\n"
    (desk / "subs").write_text("", encoding="utf-8")
    result = run()
    assert result.stderr == "error: subs is no folder: name the one that holds what was handed in\n"
    assert result.exit_code == 2


@pytest.mark.parametrize("options", [("--max-seconds", "0"), ("--max-seconds", "nan"), ("-j", "0"), ("-j", "x")])
def test_options_that_are_none(desk, options):
    result = run(*options)
    assert result.exit_code == 2
    assert "Error: " in result.stderr


def test_a_hostile_folder_is_told_of_and_stops_nobody(desk):
    good = handed_in(SHEETS, RIGHT, "Ada")
    texts = {
        "ada.json": good,
        "ada.ipynb": filled_in(SHEETS, {"answer_1_4": '"grad_z"'}, "=HYPERLINK(1)"),
        "ADA.json": good,
        "b\nc.json": good,
        "..\\..\\x.json": good,
        "deep.json": "[" * 1_000_000,
        "long.json": json.dumps({"name": "@" * 10_000, "answers": {"1.1": "(" * 5_000_000, "1" * 9_000: "x"}}),
        "half.json": '{"name": "\\ud800", "answers": {"1.1": "\\ud800", "\\ud800": "\\ud800"}}',
        "code.ipynb": filled_in(SHEETS, {"answer_1_1": "open('/tmp/never', 'w')"}),
        "cr.json": "\ufeff" + good.replace("\n", "\r\n"),
        "empty.json": "",
        "image.png": "x",
    }
    for name, text in texts.items():
        (desk / "subs" / name).write_text(text, encoding="utf-8")
    (desk / "subs/secret.json").symlink_to(desk / "key.json")
    (desk / "subs/folder.json").mkdir()
    with open(os.fsencode(desk / "subs") + b"/\xff.json", "w", encoding="utf-8") as file:
        file.write(good)
    with (desk / "subs/huge.json").open("wb") as file:
        file.truncate(2**30)
    result = run("-j", "2")
    assert result.exit_code == 1
    refused = ["deep.json", "empty.json", "folder.json", "huge.json", "image.png", "secret.json"]
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == refused
    assert result.stdout.startswith(f"{len(texts) + 4 - len(refused)} of {len(texts) + 4} submissions marked: ")
    totals = {row["submission"]: row for row in rows(desk / "subs-grades/totals.csv")}
    full = [name for name, row in totals.items() if row["points"] == "12"]
    assert sorted(full) == sorted(["..\\..\\x.json", "ADA.json", "ada.json", "b c.json", "cr.json", "�.json"])
    assert totals["ada.ipynb"]["name"] == "'=HYPERLINK(1)"
    feedback = sorted(path.name for path in (desk / "subs-grades/feedback").iterdir())
    assert len(feedback) == len(totals) == len(texts) + 4
    assert {"ADA.md", "ada-2.md", "ada-3.md", "b_c.md"} <= {*feedback}
    assert not [path for path in desk.iterdir() if path.name not in ("key.json", "subs", "subs-grades")]


def test_nobody_is_stopped_by_one_who_has_to_be_given_up(desk, monkeypatch):
    (desk / "subs/ada.json").write_text(handed_in(SHEETS, RIGHT), encoding="utf-8")
    slow = " + ".join(["inv(W @ W.T) @ grad_z"] * 60)
    (desk / "subs/slow.json").write_text(handed_in(SHEETS, {"1.1": slow, "1.2": slow}), encoding="utf-8")
    assert run("--max-seconds", "20", "-j", "2").exit_code in (0, 1)
    totals = {row["submission"]: row for row in rows(desk / "subs-grades/totals.csv")}
    assert totals["ada.json"]["points"] == "12"
    assert totals["slow.json"]["verdict"] in ("marked", "open", "stopped")


def test_the_default_folder_stands_beside_the_other(desk, monkeypatch):
    (desk / "subs/ada.json").write_text(handed_in(SHEETS, RIGHT), encoding="utf-8")
    assert run().stdout == "1 of 1 submission marked: subs-grades/grades.csv\n"
    monkeypatch.chdir(desk / "subs")
    result = CliRunner().invoke(main, ["grade", "../key.json", "."])
    assert result.stderr.startswith(f"error: {desk / 'subs-grades'} is there already: ")


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("key.json", "key.json is a file: name a folder with -o"),
        ("none/out", "the folder {}/none does not exist: make it first, or name another one with -o"),
        ("a\0b", "a�b can not be made: no folder has such a name"),
    ],
)
def test_a_folder_that_can_not_be_made_is_told_before_anything_is_marked(desk, folder, said):
    (desk / "subs/ada.json").write_text(handed_in(SHEETS, RIGHT), encoding="utf-8")
    result = run("-o", folder)
    assert result.exit_code == 2
    assert result.stderr == f"error: {said.format(desk)}\n"
    assert sorted(path.name for path in desk.iterdir()) == ["key.json", "subs"]


def test_where_a_file_can_not_be_written_no_other_is(desk):
    (desk / "subs/ada.json").write_text(handed_in(SHEETS, RIGHT), encoding="utf-8")
    (desk / "out/feedback/ada.md").mkdir(parents=True)
    result = run("-o", "out", "--force")
    assert result.exit_code == 2
    assert result.stderr == "error: out/feedback/ada.md is a folder: name a file in it\n"
    assert [path.name for path in (desk / "out").rglob("*.csv")] == []


def _is_there(group):
    """Whether a process of a group goes on."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_signal_ends_all_processes_and_writes_nothing(desk):
    for at in range(12):
        (desk / f"subs/{at}.json").write_text(handed_in(SHEETS, RIGHT), encoding="utf-8")
    words = [sys.executable, "-m", "matcalc", "grade", "key.json", "subs", "-j", "2"]
    with subprocess.Popen(words, start_new_session=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        time.sleep(2.5)
        process.terminate()
        assert process.wait(20) == -signal.SIGTERM
        until = time.monotonic() + 15
        while _is_there(process.pid) and time.monotonic() < until:
            time.sleep(0.1)
        assert not _is_there(process.pid)
        assert process.stderr.read() == b""
    assert sorted(path.name for path in desk.iterdir()) == ["key.json", "subs"]

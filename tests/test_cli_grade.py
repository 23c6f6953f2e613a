"""matcalc grade: the files that it writes, what it says, and its exit codes."""

import csv
import json

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

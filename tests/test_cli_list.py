"""matcalc list: what is found, how it is shown, what is said where nothing is found."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from matcalc.cli.commands import main
from matcalc.cli.listing import as_text
from matcalc.errors import InputError
from matcalc.problems.entries import Entry, entries, near_words
from matcalc.problems.library import list_problems
from matcalc.problems.tags import TAGS

PROBLEM = """
title = "{title}"
about = "{about}"
use = "Where shoes are sold."
source = "Somebody 2001, (3)"
tags = {tags}

[shapes]
x = "n"

[words]
x = "the Länge of each shoe"

[[define]]
name = "E"
expr = "sum(x**2)"
text = "total area"

[[derive]]
wrt = "x"
"""


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of three problems."""
    for name, title, about, tags in (
        ("squared-error", "Squared error", "The oldest loss.", ["loss"]),
        ("layer-norm", "Layer normalisation", "Mean and variance.", ["layer", "network"]),
        ("hinge", "Hinge loss", "Of a margin.", ["loss", "linear-model"]),
    ):
        text = PROBLEM.format(title=title, about=about, tags=json.dumps(tags))
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    for module in ("library", "entries"):
        monkeypatch.setattr(f"matcalc.problems.{module}.data_folder", lambda _: tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["list", *words])


def test_each_stands_under_its_first_tag_in_the_order_of_the_tags() -> None:
    done = run()
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        "loss\n"
        "  hinge          Hinge loss\n"
        "  squared-error  Squared error\n"
        "\n"
        "layer\n"
        "  layer-norm     Layer normalisation\n"
    )


def test_a_problem_without_a_tag_is_listed_too(shelf: Path) -> None:
    (shelf / "mine.toml").write_text(PROBLEM.format(title="Mine", about="", tags="[]"), encoding="utf-8")
    assert run().stdout.endswith("\n\nother\n  mine           Mine\n")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["--tag", "loss"], ["hinge", "squared-error"]),
        (["--tag", "linear-model"], ["hinge"]),  # listed under loss
        (["--tag", "loss", "--tag", "linear-model"], ["hinge"]),
        (["--search", "HINGE"], ["hinge"]),
        (["--search", "oldest"], ["squared-error"]),
        (["--search", "länge"], ["hinge", "layer-norm", "squared-error"]),
        (["--search", "AREA"], ["hinge", "layer-norm", "squared-error"]),
        (["--search", "somebody"], ["hinge", "layer-norm", "squared-error"]),
        (["--search", "network"], ["layer-norm"]),
        (["--search", "variance mean"], ["layer-norm"]),
        (["--search", "variance", "--search", "mean"], ["layer-norm"]),
        (["--search", "(3)"], ["hinge", "layer-norm", "squared-error"]),
        (["--search", "loss", "--tag", "linear-model"], ["hinge"]),
        (["--search", " "], ["hinge", "layer-norm", "squared-error"]),
    ],
)
def test_what_is_found(words: list[str], found: list[str]) -> None:
    done = run(*words, "--format", "json")
    assert (done.exit_code, [entry["name"] for entry in json.loads(done.stdout)]) == (0, found)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--search", "hinges"], "no problem has 'hinges': did you mean hinge?\n"),
        (["--search", "varianse mean"], "no problem has 'varianse' and 'mean': did you mean variance?\n"),
        (
            ["--tag", "lemma"],
            "no problem has the tag lemma: ask for less, or see all of them with `matcalc list`\n",
        ),
        (
            ["--tag", "loss", "--search", "variance"],
            "no problem has the tag loss and 'variance': ask for less, or see all of them with `matcalc list`\n",
        ),
        (
            ["--search", "qqqq\x1b[2J"],
            "no problem has 'qqqq\\x1b[2J': ask for less, or see all of them with `matcalc list`\n",
        ),
    ],
)
def test_nothing_found_is_1_and_says_what_to_try(words: list[str], said: str) -> None:
    done = run(*words)
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", said)
    done = run(*words, "--format", "json")
    assert (done.exit_code, done.stdout, done.stderr) == (1, "[]\n", said)


def test_an_unknown_tag_names_the_known_ones() -> None:
    done = run("--tag", "losses")
    assert (done.exit_code, done.stdout) == (2, "")
    assert all(repr(tag) in done.stderr for tag in TAGS)


def test_the_help_says_which_tags_there_are() -> None:
    assert "|".join(TAGS) in run("--help").stdout


def test_json_says_what_there_is_to_say() -> None:
    (entry,) = json.loads(run("--format", "json", "--search", "margin").stdout)
    assert entry == {
        "name": "hinge",
        "short": [],
        "title": "Hinge loss",
        "about": "Of a margin.",
        "use": "Where shoes are sold.",
        "source": "Somebody 2001, (3)",
        "tags": ["loss", "linear-model"],
        "wrt": ["x"],
        "solve": [],
    }


def test_a_long_title_goes_on_below_itself() -> None:
    entry = Entry("name", "a title of six words here", "", "", "", (), (), (), ())
    assert as_text([entry], 24) == "other\n  name  a title of six\n        words here\n"
    assert as_text([entry], None) == "other\n  name  a title of six words here\n"
    assert as_text([entry], 11) == "other\n  name\n    a title\n    of six\n    words\n    here\n"


def test_a_short_name_is_told() -> None:
    entry = Entry("name", "Title", "", "", "", (), (), (), (), ("nm", "n"))
    assert as_text([entry], None) == "other\n  name  Title, for short nm or n\n"
    assert entry.has(["nm"])


def test_words_that_are_near_are_proposed_for_unknown_ones_alone() -> None:
    assert near_words(["error", "marginn"], entries()) == ("margin",)
    assert near_words(["error", "hinge"], entries()) == ()


def test_a_file_that_can_not_be_read_is_named(shelf: Path) -> None:
    (shelf / "bad.toml").write_text("title = ", encoding="utf-8")
    with pytest.raises(InputError, match=r"^derivations/bad\.toml: this is not valid TOML"):
        entries()
    done = run()
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("error: derivations/bad.toml: this is not valid TOML")


def test_tags_complete() -> None:
    (option,) = [one for one in main.commands["list"].params if one.name == "tags"]
    items = option.shell_complete(main.commands["list"].make_context("list", []), "la")
    assert [item.value for item in items] == ["layer"]


def test_the_names_are_those_that_python_lists() -> None:
    assert tuple(entry.name for entry in entries()) == list_problems()

"""Several exercises on one sheet: which are the same, and which would tell each other's answers."""

import pytest
from click.testing import CliRunner

import matcalc
from matcalc.cli import main
from matcalc.documents.page import (
    AnswerSpace,
    Bullets,
    ChainBlock,
    Code,
    Figure,
    FormLine,
    Heading,
    Hints,
    Listing,
    Notice,
    Options,
    PageBreak,
    Paragraph,
    Table,
)
from matcalc.problems.library import load_problem
from matcalc.worksheets.hiding import sentences
from matcalc.worksheets.variants import variants

TWICE = """
{top}
[[exercise]]
expression = "x.T @ A @ x"
wrt = "x"
shapes = "A: n×n"
{first}

[[exercise]]
expression = "x.T @ A @ x"
wrt = "x"
shapes = "A: n×n"
{second}
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    def run(first, second, top=""):
        (tmp_path / "course.toml").write_text(TWICE.format(top=top, first=first, second=second), encoding="utf-8")
        return CliRunner().invoke(main, ["worksheet", "course.toml"])

    monkeypatch.chdir(tmp_path)
    return run


def test_what_is_assumed_makes_another_exercise(run):
    result = run("", 'assume = ["A symmetric"]')
    assert result.exit_code == 0, result.output
    assert "Exercise 2." in result.output


@pytest.mark.parametrize("points", ["", "points = 3"])
def test_the_same_exercise_twice(run, points):
    result = run("", points)
    assert (result.exit_code, result.output.count("x.T @ A @ x is there twice: leave one out")) == (1, 1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('blank = "results"', 'ask = "choice"'),
        ('ask = "choice"', 'blank = "reasons"'),
        ('blank = "reasons"', "level = 1"),
        ('blank = "shapes"', "level = 1"),
        ("level = 5", 'blank = "shapes"'),
    ],
)
def test_an_exercise_that_tells_the_answers_of_another_is_refused(run, first, second):
    for order in ((first, second), (second, first)):
        result = run(*order)
        assert result.exit_code == 1, result.output
        assert "asks for, as both are of" in result.output


def test_variants_of_one_problem_on_a_sheet_are_different_ones(run):
    result = run('blank = "results"', 'ask = "choice"', "variants = 3")
    assert result.exit_code == 0, result.output
    problem = load_problem("dense-layer")
    all_six = [one.varied for one in variants(problem, 6, 4)]
    turns = [[one.varied for one in variants(problem, 3, 4, turn=turn, turns=2)] for turn in (0, 1)]
    assert turns == [all_six[0::2], all_six[1::2]]


def test_exercises_of_other_equations_may_say_the_same():
    made = matcalc.worksheet("lemma-norm", "dense-layer", blank="mixed")
    assert len(made.sheets[0].exercises) == 2


def test_sentences_are_found_in_every_block_that_has_some():
    one, two, three = ("one",), ("two",), ("three",)
    assert list(sentences(Notice(one, (two,), (three,)))) == [one, two, three]
    assert list(sentences(Listing("d = 1", "python"))) == [(Code("d = 1"),)]
    assert list(sentences(Hints((("1.1", one),), at_foot=True))) == [one]
    assert list(sentences(Table(("a",), ((one, two),), None))) == [one, two]
    for block in (Heading(one), Paragraph(one), Bullets((one,)), Options("1.1", (one,)), Figure(None, one)):
        assert list(sentences(block)) == [one]
    for block in (ChainBlock(()), FormLine(()), AnswerSpace("1.1", 2), PageBreak()):
        assert list(sentences(block)) == []

"""A problem without its derivation: conventions, equations, words, what is given and asked, where one meets it."""

import tomllib

import pytest

from matcalc.api import show
from matcalc.documents.columns import width
from matcalc.documents.printing import COLUMNS
from matcalc.problems.library import list_problems
from matcalc.resources import data_folder

QUADRATIC = """
title = "Quadratic form"
assume = ["A symmetric", "sum(x) = 1"]

[shapes]
A = "n×n"
x = "n"
v = "n"

[[define]]
expr = "E = x.T @ A @ x"

[[derive]]
wrt = "x"
"""


@pytest.mark.parametrize("name", list_problems())
def test_every_problem_says_where_one_meets_it_and_where_it_is_printed(name):
    file = tomllib.loads((data_folder("derivations") / f"{name}.toml").read_text(encoding="utf-8"))
    shown = show(name)
    joined = " ".join(shown.split())
    assert joined.startswith(file["title"])
    for text in (f"Where you meet it: {file['use']}", f"Source: {file['source']}"):
        assert " ".join(text.split()) in joined
    for heading in ("Conventions", "Equations", "Symbols", "Given and asked"):
        assert f"\n{heading}\n" in shown
    assert max(map(width, shown.splitlines())) <= COLUMNS


@pytest.mark.parametrize(
    ("choice", "asked"),
    [
        ("", "Asked: ∇_x E."),
        ("order = 2", "Asked: ∇_x E; the Hessian of E at x."),
        ('hvp = "v"', "Asked: ∇_x E; the Hessian of E at x times v."),
    ],
)
def test_what_is_declared_and_what_is_asked(written, choice, asked):
    shown = show(written(QUADRATIC + choice))
    assert "Declared: A is symmetric." in shown
    assert "Declared: 1ᵀ x = 1." in shown
    assert asked in shown

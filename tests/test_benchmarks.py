"""The benchmarks run on a few rows and judge them; how fast anything is, is not tested."""

from __future__ import annotations

from dataclasses import replace

import pytest
from identities.tables import ALL

from benchmarks import growth, identities, library
from benchmarks.identities import line_of, main, table, time_in_turn

ROWS = {row.name: row for row in ALL}
THREE = tuple(ROWS[name] for name in ("bilinear", "sympy-log-det", "mn-AXB"))


def test_the_table_of_three_rows(capsys: pytest.CaptureFixture[str]):
    assert main(THREE, runs=1) in (0, 1)
    printed = capsys.readouterr().out
    assert "on the 2 rows that SymPy gets right" in printed
    assert "SymPy answers wrongly: sympy-log-det" in printed
    assert "matcalc wrong: none" in printed


def test_a_row_counts_for_every_tool_that_has_the_words():
    lines = [line_of(row) for row in THREE]
    time_in_turn(lines, runs=1)
    head, sympy, _, plain, checked, _ = table(lines)
    assert head.split() == ["rows", "right", "median", "slowest"]
    assert sympy.split()[1:3] == ["3", "2"]
    assert plain.split()[1:3] == ["3", "3"]
    assert checked.split()[2:4] == ["3", "3"]


def test_a_row_that_no_tool_but_ours_can_say():
    assert line_of(ROWS["s-layer-upstream-W"]).columns["SymPy"].ask is None


def test_a_wrong_answer_is_called_wrong(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(identities, "result_text", lambda _: "2 * a @ b.T")
    line = line_of(ROWS["bilinear"])
    assert not line.columns["matcalc"].right
    time_in_turn([line], runs=1)
    assert "matcalc wrong: bilinear" in [goal.words for goal in identities.goals([line]) if not goal.met]


def test_slow_derivations_miss_the_goals():
    line = line_of(ROWS["bilinear"])
    for tool, time in (
        ("SymPy", 0.1),
        ("tensorgrad", 0.1),
        ("matcalc", 1.1),
        ("matcalc, checked", 3.0),
        ("matcalc, from text", 0.9),
    ):
        line.columns[tool] = replace(line.columns[tool], times=[time])
    missed = [goal.words.split(":")[0] for goal in identities.goals([line]) if not goal.met]
    assert missed == [
        "on the 1 rows that SymPy gets right",
        "matcalc, slowest row",
        "matcalc, checked, slowest row",
        "checking adds 173 % to the median derivation (at most 100 %)",
    ]


def test_growth_of_a_short_family(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(growth, "LAST", 20)
    growth.exponent(growth.FAMILIES[0])
    assert [line.split()[3] for line in capsys.readouterr().out.splitlines()] == ["10", "20"]


def test_growth_says_what_was_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(growth, "FIRST", 150)
    assert growth.exponent(growth.FAMILIES[-1]) == 0
    assert "refused: the expression is nested more than" in capsys.readouterr().out


def test_the_library_is_timed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    assert library.main(["lemma-norm", "lemma-softmax"]) == 0
    assert "2 entries in" in capsys.readouterr().out
    monkeypatch.setattr(library, "MOST_SECONDS", 0.0)
    assert library.main(["lemma-norm"]) == 1
    assert "too long" in capsys.readouterr().out

"""The campaign of random claims, of which a few are judged here."""

from __future__ import annotations

import pytest

from benchmarks.random_claims import Outcome, outcomes, report


@pytest.mark.parametrize("seed", [1, 3, 5, 7, 8])
def test_a_few_claims(seed):
    found = outcomes(seed)
    assert {one.made for one in found} == {"right", "otherwise", "wrong"}
    assert not [one for one in found if one.is_failure]


def test_a_failure_is_one():
    assert Outcome(0, "right", "x = x", "wrong", 0.0).is_failure
    assert Outcome(0, "wrong", "x = y", "unfinished", 0.0).is_failure
    assert not Outcome(0, "wrong", "x = y", "undecided", 0.0).is_failure


def test_the_report(capsys):
    report([Outcome(0, "wrong", "x = y", "right", 0.1, slip="sign_lost")], 1.0)
    assert "wrong called right, seed 0 sign_lost:" in capsys.readouterr().out

"""Processes that hang, crash, take too much memory or print: none of them stops the others, and none is left."""

import multiprocessing
import time

import pytest
from work_in_processes import of_kind

from matcalc.grading.isolated import End, Isolated

ENDS = {
    "works": End.DONE,
    "leaves": End.DONE,
    "crashes": End.BROKEN,
    "raises": End.BROKEN,
    "swallows": End.BROKEN,
    "prints": End.DONE,
    "floods": End.DONE,
}


@pytest.fixture(scope="module")
def outcomes():
    return dict(Isolated(of_kind, 60.0, 2).outcomes(list(ENDS)))


@pytest.mark.parametrize("kind", ENDS)
def test_each_process_has_an_end_of_its_own(outcomes, kind):
    outcome = outcomes[list(ENDS).index(kind)]
    assert outcome.end is ENDS[kind]
    assert outcome.messages[0] == "begun"
    assert (outcome.messages[-1] == "done") is (kind in ("works", "prints", "floods"))


def test_nothing_that_is_printed_is_seen(capfd):
    ((_, outcome),) = Isolated(of_kind, 60.0, 1).outcomes(["prints"])
    assert outcome.messages == ("begun", "done")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("kind", ["hangs", "spins"])
def test_the_others_go_on_beside_one_that_hangs(kind):
    start = time.monotonic()
    found = dict(Isolated(of_kind, 4.0, 2).outcomes([kind, "works", "works"]))
    assert [found[number].end for number in range(3)] == [End.LATE, End.DONE, End.DONE]
    assert found[0].messages == ("begun",)
    assert time.monotonic() - start < 30
    assert multiprocessing.active_children() == []


def test_no_process_is_left_where_nobody_waits_for_the_rest():
    running = Isolated(of_kind, 60.0, 2).outcomes(["works", "hangs", "hangs"])
    assert next(running)[1].end is End.DONE
    running.close()
    assert multiprocessing.active_children() == []

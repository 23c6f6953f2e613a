"""Wrong lines planted in documents: none is called right, and the right repair is named for nine of ten."""

from __future__ import annotations

from functools import cache

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.verdict_lines import Checked
from tests.planted_lines import PLANTED, Planted, document_of

PARTS = 6


@cache
def checked(planted: Planted, line: str) -> Checked:
    return check_manuscript(manuscript_of(document_of(planted, line).encode(), planted.document))


def is_named(planted: Planted) -> bool:
    """Whether the repair that is meant is named."""
    verdicts = [line.verdict for line in checked(planted, planted.wrong).wrong]
    return any(one.repair is not None and planted.words in str(one) for one in verdicts) and planted.words != ""


@pytest.mark.parametrize("part", range(PARTS))
def test_the_right_line_is_right_and_the_wrong_one_is_not(part: int) -> None:
    for planted in PLANTED[part::PARTS]:
        assert checked(planted, planted.right).exit_code == 0, planted.right
        found = checked(planted, planted.wrong)
        assert not found.is_right, planted.wrong
        if planted.words:
            assert [line.verdict.kind for line in found.lines][-1] is Kind.WRONG, planted.wrong


def test_the_repair_is_named_for_nine_of_ten() -> None:
    missed = [planted for planted in PLANTED if not is_named(planted)]
    named = len(PLANTED) - len(missed)
    print(f"the repair is named for {named} of {len(PLANTED)} planted lines ({100 * named / len(PLANTED):.1f} %)")
    for planted in missed:
        print("  not named:", planted.document, planted.wrong)
    assert len(PLANTED) >= 100
    assert named >= 0.9 * len(PLANTED)

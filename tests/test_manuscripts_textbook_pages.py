"""Pages as textbooks and lecture notes have them, with a verdict by hand for each line that claims something.

A page begins with ## and its name. Behind a line stands # with its verdicts: r right, l right in another layout, w
wrong, u undecided, n not read or no claim; where several letters stand, any of them will do.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

LETTERS = {Kind.RIGHT: "r", Kind.UNFINISHED: "l", Kind.WRONG: "w", Kind.UNDECIDED: "u"}

_EXPECTED = re.compile(r" #([rlwun]+)$")

_TEXT = (Path(__file__).parent / "manuscripts" / "textbook-pages.txt").read_text("utf-8")

PAGES = dict(page.split("\n", 1) for page in f"\n{_TEXT}".split("\n## ")[1:])


@pytest.mark.parametrize("name", PAGES)
def test_each_line_has_the_verdict_that_it_should_have(name: str) -> None:
    lines = PAGES[name].split("\n")
    expected = {number: found[1] for number, line in enumerate(lines, 1) if (found := _EXPECTED.search(line))}
    text = "\n".join(_EXPECTED.sub("", line) for line in lines)
    found: dict[int, set[str]] = {}
    for line in check_manuscript(manuscript_of(text.encode(), f"{name}.md")).lines:
        found.setdefault(line.number, set()).add(LETTERS[line.verdict.kind])
    assert expected
    strange = {at: found.get(at, {"n"}) for at, letters in expected.items() if not found.get(at, {"n"}) <= set(letters)}
    assert not strange


def test_the_pages_hold_right_and_wrong_lines_enough() -> None:
    letters = [found[1] for page in PAGES.values() for line in page.split("\n") if (found := _EXPECTED.search(line))]
    assert len(PAGES) >= 80
    assert letters.count("r") >= 100
    assert letters.count("w") >= 40

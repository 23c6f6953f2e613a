"""Verdicts on a document do not depend on time: they come first, and diagnoses are bounded by counts."""

from __future__ import annotations

import pytest

from matcalc.errors import LimitError
from matcalc.judging.findings import Kind
from matcalc.manuscripts import claims, diagnoses
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of

DOCUMENT = manuscript_of(
    rb"""Let $x, z \in \mathbb{R}^n$ and $W \in \mathbb{R}^{m \times n}$, $y \in \mathbb{R}^m$.

$$y = W x, \qquad L = y^T y$$

$$\nabla_y L = -2 y$$

$$\nabla_x L = 2 W y$$

$$\nabla_W L = 2 y x^T$$
""",
    "notes.md",
)

KINDS = [Kind.WRONG, Kind.WRONG, Kind.RIGHT]


def kinds() -> list[Kind]:
    return [line.verdict.kind for line in check_manuscript(DOCUMENT).lines]


def time_is_up(*_: object, **__: object) -> None:
    raise LimitError("the time is up")


def test_the_same_document_gives_the_same_bytes() -> None:
    assert kinds() == KINDS
    assert len({check_manuscript(DOCUMENT).to_json() for _ in range(3)}) == 1


@pytest.mark.parametrize("place", ["matcalc.judging.claims.diagnosed", "matcalc.judging.claims.right_of"])
def test_a_diagnosis_that_runs_out_of_time_leaves_the_verdict(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, time_is_up)
    assert kinds() == KINDS


def test_so_many_lines_are_diagnosed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnoses, "MOST_DIAGNOSED", 1)
    first, second, _ = check_manuscript(DOCUMENT).lines
    assert first.verdict.repair is not None
    assert second.verdict.repair is None
    assert kinds() == KINDS


def test_no_line_is_undecided_as_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "at_points", time_is_up)
    monkeypatch.setattr(claims, "look_at_clock", time_is_up)
    with pytest.raises(LimitError):
        check_manuscript(DOCUMENT)

"""Our own documents as input: nothing right is called wrong, nearly all is read, and a spoiled line is found."""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.own_documents import checked, document, outcome, spoilings
from matcalc.judging.findings import Kind
from matcalc.manuscripts.verdict_lines import Checked

WAYS = [  # problem, route, layout, detail, at least so many lines that are right, at most so many that are not read
    ("dense-layer", "index", "gradient", "full", 40, 2),
    ("ridge-regression", "index", "gradient", "normal", 55, 0),
    ("softmax-cross-entropy", "index", "denominator", "normal", 22, 0),
    ("pca", "index", "numerator", "normal", 45, 0),
    ("squared-error", "jacobian", "denominator", "normal", 2, 1),
    ("dense-layer", "differential", "numerator", "normal", 8, 6),
    ("batch-normalization", "index", "gradient", "full", 170, 2),
    ("dense-layer-bias-column", "all", "all", "normal", 45, 35),
    ("poisson-regression", "jacobian", "denominator", "full", 20, 8),
]


@cache
def text_of(name: str, route: str, layout: str, detail: str) -> str:
    return document(name, route, layout, detail)


@cache
def found(name: str, route: str, layout: str, detail: str) -> Checked:
    return checked(text_of(name, route, layout, detail))


@pytest.mark.parametrize(("name", "route", "layout", "detail", "right", "unread"), WAYS)
def test_no_line_of_ours_is_called_wrong(
    name: str, route: str, layout: str, detail: str, right: int, unread: int
) -> None:
    document = found(name, route, layout, detail)
    assert [(line.number, line.typed) for line in document.wrong] == []
    assert sum(line.verdict.is_right for line in document.lines) >= right
    assert len(document.unread) <= unread


SPOILED = [  # of ridge regression, a line and what is written in its place
    (r"2\, (\boldsymbol{X}^{\top}\, \boldsymbol{t}_{1} + \lambda\, \boldsymbol{w}) && \quad (4)", r"^{\top}", ""),
    (r"2\, \boldsymbol{X}^{\top}\, \boldsymbol{t}_{1} + 2\, \lambda\, \boldsymbol{w} && \quad (3)", " + ", " - "),
    (r"2\, \sum_{i} (\boldsymbol{t}_{1})_{i}\, X_{ij} + 2\, \lambda\, w_{j}", "X_{ij}", "X_{ji}"),
    (r"\sum_{l} X_{il}\, \delta_{lj} = X_{ij}", "= X_{ij}", r"= 2\, X_{ij}"),
    (
        r"2\, \boldsymbol{X}^{\top}\, \boldsymbol{X} + 2\, \lambda\, \boldsymbol{I}",
        r"\boldsymbol{I}",
        r"\boldsymbol{X}",
    ),
    (r"\frac{\partial g_{j}}{\partial (\boldsymbol{t}_{3})_{l}} &= \delta_{jl}", r"\delta_{jl}", r"2\, \delta_{jl}"),
    (r"2\, \sum_{l} \lambda\, w_{l} \cdot \frac{\partial w_{l}}{\partial w_{j}}", r"2\, ", r"3\, "),
]


@pytest.mark.parametrize(("line", "old", "new"), SPOILED)
def test_a_spoiled_line_is_called_wrong(line: str, old: str, new: str) -> None:
    text = text_of("ridge-regression", "index", "gradient", "normal")
    assert line in text
    assert old in line
    spoiled = text.replace(line, line.replace(old, new), 1)
    number = text[: text.index(line)].count("\n") + 1
    kinds = {one.number: one.verdict.kind for one in checked(spoiled).wrong}
    assert kinds.get(number) is Kind.WRONG


def test_the_kinds_of_mistakes_are_made_in_the_latex() -> None:
    typed = r"\boldsymbol{X}^{\top}\, \boldsymbol{y} + \boldsymbol{b}"
    assert dict(spoilings(typed)) == {
        "transpose dropped": r"\boldsymbol{X}\, \boldsymbol{y} + \boldsymbol{b}",
        "factors swapped": r"\boldsymbol{y}\, \boldsymbol{X}^{\top} + \boldsymbol{b}",
        "sign turned": r"\boldsymbol{X}^{\top}\, \boldsymbol{y} - \boldsymbol{b}",
    }
    assert dict(spoilings("p_{i}")) == {}


def test_the_benchmark_spoils_lines_and_says_what_became_of_them() -> None:
    one = outcome(("squared-error", "index", "gradient", "normal", 2, 0))
    assert not one.called_wrong
    assert not one.refused
    assert one.counts["right"] >= 5
    assert [verdict for _, verdict, _ in one.spoiled] == ["wrong"] * len(one.spoiled)
    assert one.spoiled

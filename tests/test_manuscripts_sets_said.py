"""Sets that a text says labels are of: right lines that use them are right, wrong ones have labels of the set."""

from __future__ import annotations

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import Checked, check_manuscript
from matcalc.manuscripts.fill import Style, fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.wording import ReasonPlace

RIGHT, WRONG, UNDECIDED = Kind.RIGHT, Kind.WRONG, Kind.UNDECIDED

SIGNS = r"\sum_{i=1}^n (1 - y_i w^T x_i)^2 = \sum_{i=1}^n (y_i - w^T x_i)^2"  # as y_i² = 1
BITS = r"\sum_{i=1}^n (y_i - w^T x_i)^2 = \sum_{i=1}^n (y_i - 2 y_i w^T x_i + (w^T x_i)^2)"  # as y_i² = y_i
DATA = r"Let $x_i, w \in \mathbb{R}^d$. "


def checked(text: str) -> Checked:
    return check_manuscript(manuscript_of(text.encode(), "labels.md"))


def kinds(text: str) -> list[Kind]:
    return [line.verdict.kind for line in checked(text).lines]


SAID = [
    (r"The labels are $y_i \in \{-1, 1\}$.", [RIGHT, WRONG]),
    (r"The labels are $y_i \in \{+1, -1\}$.", [RIGHT, WRONG]),
    (r"The labels are $y_i \in \{\pm 1\}$.", [RIGHT, WRONG]),
    (r"The labels are $y_i ∈ {−1, 1}$.", [RIGHT, WRONG]),
    (r"The labels are $y_i \in \{0, 1\}$ for $i = 1, \dots, n$.", [WRONG, RIGHT]),
    (r"The labels are $y_i \in \{0, 1\}\ \forall i$.", [WRONG, RIGHT]),
    (r"The labels are $y_1, \dots, y_n \in \{0, 1\}$.", [WRONG, RIGHT]),
    (r"The labels are $y \in \{0, 1\}^n$.", [WRONG, RIGHT]),
    (r"The data are $(x_i, y_i) \in \mathbb{R}^d \times \{-1, 1\}$.", [RIGHT, WRONG]),
    (r"The labels $y_i$ are $\pm 1$.", [RIGHT, WRONG]),
    (r"The labels $y_i$ are ±1.", [RIGHT, WRONG]),
    (r"Each $y_i$ is either $-1$ or $1$.", [RIGHT, WRONG]),
    (r"Each $y_i$ is either -1 or +1.", [RIGHT, WRONG]),
    (r"Each $y_i$ is 0 or 1.", [WRONG, RIGHT]),
    (r"Each $y_i$ is zero or one.", [WRONG, RIGHT]),
    (r"There are labels $y_i$, which are $+1$ or $-1$.", [RIGHT, WRONG]),
    (r"Each $y_i$ takes values in $\{0, 1\}$.", [WRONG, RIGHT]),
    (r"Each label is $y_i = 1$ or $y_i = -1$.", [RIGHT, WRONG]),
    (r"Let $y_i = \pm 1$.", [RIGHT, WRONG]),
    (r"Each $y_i$ is $1$ for the positive examples and $-1$ otherwise.", [RIGHT, WRONG]),
    (r"Each $y_i$ is $1$ for spam and $0$ for all the rest.", [WRONG, RIGHT]),
    (r"No $y_i$ is 0 or 1.", [WRONG, WRONG]),
    (r"Each $y_i$ is not $-1$ or $1$.", [WRONG, WRONG]),
    (r"Each $y_i$ is 1 or 2 times as large.", [WRONG, WRONG]),
    (r"We compare $y_i$ with 0 or 1.", [WRONG, WRONG]),
    (r"For two of them $x_1$ and $y_i$ are 0 and 1.", [WRONG, WRONG]),
    (r"Here $y_i$ takes the values 0 and 1.", [WRONG, RIGHT]),
    (r"The labels are $y_i \in \{1, \ldots, K\}$.", [WRONG, WRONG]),
    (r"The labels are $y_i \in \{0, 1, 2\}$.", [WRONG, WRONG]),
    (r"The labels are $y_i \in \mathbb{R}$.", [WRONG, WRONG]),
]


@pytest.mark.parametrize(("words", "expected"), SAID)
def test_what_the_labels_are(words: str, expected: list[Kind]) -> None:
    assert kinds(f"{DATA}{words}\n\n$${SIGNS}$$\n\n$${BITS}$$\n") == expected


LOGISTIC = r"Let $y_i \in \{-1, 1\}$, $x_i, w \in \mathbb{R}^d$ and $\sigma(z) = 1/(1+e^{-z})$."
LOSSES = [  # what is said, a loss, and claims about its gradient
    (
        LOGISTIC,
        r"\sum_{i=1}^n \log(1 + \exp(-y_i w^T x_i))",
        [
            (r"-\sum_{i=1}^n y_i \sigma(-y_i w^T x_i) x_i", RIGHT),
            (r"-\sum_{i=1}^n y_i (1 - \sigma(y_i w^T x_i)) x_i", RIGHT),
            (r"\sum_{i=1}^n (\sigma(w^T x_i) - \frac{1 + y_i}{2}) x_i", RIGHT),
            (r"\sum_{i=1}^n y_i \sigma(-y_i w^T x_i) x_i", WRONG),
            (r"-\sum_{i=1}^n y_i \sigma(y_i w^T x_i) x_i", WRONG),
            (r"\sum_{i=1}^n (\sigma(w^T x_i) - y_i) x_i", WRONG),
            (r"-\sum_{i=1}^n \sigma(-y_i w^T x_i) x_i", WRONG),
        ],
    ),
    (
        r"Let $y_i \in \{0, 1\}$, $x_i, w \in \mathbb{R}^d$ and $\sigma(z) = 1/(1+e^{-z})$.",
        r"-\sum_{i=1}^n [y_i \log \sigma(w^T x_i) + (1 - y_i) \log(1 - \sigma(w^T x_i))]",
        [
            (r"\sum_{i=1}^n (\sigma(w^T x_i) - y_i) x_i", RIGHT),
            (r"\sum_{i=1}^n (\sigma(w^T x_i) - y_i^2) x_i", RIGHT),
            (r"-\sum_{i=1}^n (2 y_i - 1) \sigma(-(2 y_i - 1) w^T x_i) x_i", RIGHT),
            (r"\sum_{i=1}^n (y_i - \sigma(w^T x_i)) x_i", WRONG),
            (r"-\sum_{i=1}^n y_i \sigma(-y_i w^T x_i) x_i", WRONG),
        ],
    ),
    (
        r"Let $y_i \in \{-1, 1\}$ and $x_i, w \in \mathbb{R}^d$.",
        r"\sum_{i=1}^n \max(0, 1 - y_i w^T x_i)",
        [
            (r"-\sum_{i=1}^n \mathbf{1}[y_i w^T x_i < 1] y_i x_i", RIGHT),
            (r"-\sum_{i=1}^n \mathbf{1}[y_i w^T x_i < 1] x_i", WRONG),
            (r"\sum_{i=1}^n \mathbf{1}[y_i w^T x_i < 1] y_i x_i", WRONG),
        ],
    ),
]


@pytest.mark.parametrize(
    ("said", "loss", "claim", "kind"),
    [(said, loss, claim, kind) for said, loss, claims in LOSSES for claim, kind in claims],
)
def test_gradients_of_losses_with_labels(said: str, loss: str, claim: str, kind: Kind) -> None:
    (line,) = checked(f"{said}\n\n$$L = {loss}$$\n\n$$\\nabla_w L = {claim}$$\n").lines
    assert line.verdict.kind is kind
    example = line.verdict.finding.counterexample
    labels = {-1, 1} if "-1, 1" in said else {0, 1}
    assert (example is None) == (kind is RIGHT)
    assert {number for (number,) in (() if example is None else example.given["y"])} <= labels


SIGNED, BINARY, REAL = (
    rf"Now let $y \in {values}$ and $z$ a number." for values in (r"\{-1, 1\}", r"\{0, 1\}", r"\mathbb{R}")
)
LOSS = (
    r"Let $p = \sigma(z)$ with the sigmoid $\sigma$, $y \in \{0, 1\}$ and" "\n\n$$L = -y \\log p - (1-y) \\log(1-p).$$"
)
PLACES = [  # a set counts above the words that say it, too, a case in its sentence alone, another set from there on
    (["$$(1 - y z)^2 = (y - z)^2,$$", r"where $y \in \{-1, 1\}$ and $z$ is a number."], [RIGHT]),
    ([SIGNED, "$$y^2 z = z$$", BINARY, "$$y^2 z = y z$$"], [RIGHT, RIGHT]),
    ([SIGNED, "$$y^2 z = y z$$", BINARY, "$$y^2 z = z$$"], [WRONG, WRONG]),
    ([REAL, "$$y^2 z = z + y - 1$$", SIGNED, "$$y^2 z = z$$"], [WRONG, RIGHT]),
    (
        ["Let $z$ be a number.", "$$y^2 z + y = 2 y z$$", r"If $y \in \{0, 1\}$, then", "$$y^2 z = y z.$$"],
        [WRONG, RIGHT],
    ),
    ([LOSS, r"If $y = 1$, then $L = -\log p$. If $y = 0$, then $L = -\log(1 - p)$."], [RIGHT, RIGHT]),
    ([LOSS, r"If $y = 0$, then $L = -\log p$. If $y = 1$, then $L = -\log(1 - p)$."], [WRONG, WRONG]),
    ([LOSS, r"If $y = 1$, then $L = -\log p$, and if $y = 0$, then $L = -\log(1 - p)$."], [RIGHT, RIGHT]),
    ([LOSS, r"So $L = -\log p$ if $y = 1$ and $L = -\log(1 - p)$ if $y = 0$."], [RIGHT, RIGHT]),
    ([LOSS, r"$$L = -\log p \quad \text{if } y = 1$$"], [RIGHT]),
    ([LOSS, r"$$L = -\log p \quad \text{if } y = 0$$"], [WRONG]),
]


@pytest.mark.parametrize(("text", "expected"), PLACES)
def test_where_a_set_holds(text: list[str], expected: list[Kind]) -> None:
    assert kinds("\n\n".join(text)) == expected


SQUARE = r"\|p - y\|^2 = \|p\|^2 - 2 p^T y + 1"
PRODUCT = r"\operatorname{tr}(Y^T Y) = n"
TOGETHER = [
    (r"Let $y \in \{0,1\}^K$ with $\sum_k y_k = 1$ and $p \in \mathbb{R}^K$.", SQUARE, RIGHT),
    (r"Let $y \in \{0,1\}^K$ and $p \in \mathbb{R}^K$.", SQUARE, WRONG),
    (r"Let $y$ be a one-hot vector and $p \in \mathbb{R}^K$.", SQUARE, RIGHT),
    (r"Let $Y \in \{0,1\}^{n\times K}$ with $\sum_k Y_{ik} = 1$.", PRODUCT, RIGHT),
    (r"Let $Y \in \{0,1\}^{n\times K}$ with $\sum_i Y_{ik} = 1$.", PRODUCT, WRONG),
    (r"Let $Y \in \{0,1\}^{n\times n}$ be a permutation matrix.", PRODUCT, RIGHT),
    (r"Let $A \in \{0,1\}^{n\times n}$ be symmetric.", r"\operatorname{tr}(A^2) = \mathbf{1}^T A \mathbf{1}", RIGHT),
    (  # 0 log 0 has no value, and is taken for 0
        r"Let $y \in \{0,1\}^K$ and $p \in \mathbb{R}^K$.",
        r"D = \sum_k y_k \log\frac{y_k}{p_k} = \sum_k y_k \log y_k - \sum_k y_k \log p_k",
        RIGHT,
    ),
]


@pytest.mark.parametrize(("said", "line", "kind"), TOGETHER)
def test_sets_beside_other_facts(said: str, line: str, kind: Kind) -> None:
    assert kinds(f"{said}\n\n$${line}$$\n")[-1] is kind


def test_the_set_is_told_as_given_and_one_of_a_derived_array_is_not() -> None:
    text = "Let $w, x \\in \\mathbb{R}^d$, $y \\in \\{0, 1\\}$ and $\\hat{y} \\in \\{0, 1\\}$.\n\n"
    found = checked(f"{text}$$\\hat{{y}} = w^T x$$\n\n$$\\hat{{y}} y^2 = y w^T x$$\n")
    assert [line.verdict.kind for line in found.lines] == [RIGHT]
    assert found.given == (r"y \in \{0, 1\} (line 1)",)


def test_a_list_of_equations_is_one_set() -> None:
    lines = "$$z y (y-1) (y-2) = 0$$\n\n$$z y^2 = 3 z y - 2 z$$"
    found = checked(f"Let $z \\in \\mathbb{{R}}$. The label is $y = 0$ or $y = 1$ or $y = 2$.\n\n{lines}\n")
    assert [line.verdict.kind for line in found.lines] == [RIGHT, WRONG]
    assert found.given == ("$y = 0$ or $y = 1$ or $y = 2$ (line 1)",)


@pytest.mark.parametrize("number", ["12345678901", "0.12345678901", "1" * 5000])
@pytest.mark.parametrize("said", [r"$y \in \{0, %s\}$", "$y$ is 0 or %s", "$y$ is $0$ or $%s$"])
def test_numbers_with_too_many_digits_are_of_no_set(said: str, number: str) -> None:
    found = checked(f"Let $z \\in \\mathbb{{R}}$. Here {said % number}.\n\n$$z y = y z$$\n\n$$z y^2 = z y$$\n")
    assert [line.verdict.kind for line in found.lines] == [RIGHT, WRONG]
    assert found.given == ()


def test_a_set_that_is_too_long_for_a_fact_is_not_used() -> None:
    numbers = ", ".join(f"1{at}.3456789" for at in range(10))
    found = checked(f"Let $z \\in \\mathbb{{R}}$ and $y \\in \\{{{numbers}\\}}$.\n\n$$z y = y z$$\n")
    assert [line.verdict.kind for line in found.lines] == [RIGHT]


def test_what_a_terminal_obeys_is_not_shown() -> None:
    found = checked("Let $z \\in \\mathbb{R}$. Each $y$ is \x1b(0 or 1.\n\n$$z y^2 = z y$$\n")
    assert found.given == ("$y$ is �(0 or 1 (line 1)",)
    assert "\x1b" not in found.text()


def test_gradients_by_labels_stay() -> None:
    said = r"Let $y \in \{-1, 1\}^n$ and $a \in \mathbb{R}^n$."
    claims = r"$$\frac{\partial f}{\partial y} = 2(y - a)$$", r"$$\frac{\partial f}{\partial y} = 2(a - y)$$"
    text = "\n\n".join([said, r"$$f = \sum_i (a_i - y_i)^2$$", *claims])
    assert kinds(text) == [RIGHT, WRONG]


FILLS = [  # what is said, what is claimed behind ???, and the reason of its row
    (
        r"Let $y \in \{-1, 1\}^n$.",
        "2 X^T (X w - y)",
        "the same, as each entry of $y$ is one of the numbers $-1$ and $1$",
    ),
    (r"Let $y \in \{-1, 1\}^n$.", r"-2 X^T (y \odot (1 - y \odot (X w)))", "the same, written in another way"),
    (r"Let $y \in \{0, 1\}^n$.", "2 X^T (X w - y)", ""),
]


@pytest.mark.parametrize(("said", "claimed", "reason"), FILLS)
def test_a_fill_says_where_it_needs_the_set(said: str, claimed: str, reason: str) -> None:
    given = rf"{said} Let $X \in \mathbb{{R}}^{{n\times d}}$ and $w \in \mathbb{{R}}^d$."
    text = "\n\n".join([given, r"$$L = \|1 - y \odot (X w)\|^2$$", rf"$$\nabla_w L = ??? = {claimed}$$"])
    filled = fill_manuscript(manuscript_of(text.encode(), "labels.md"), Style(reasons=ReasonPlace.FOOTNOTE))
    assert ("???" in filled.text) == (reason == "")
    assert reason in filled.text

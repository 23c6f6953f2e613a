"""Where a document can not take rows, steps stand in one line; what is HTML is no mathematics; reading has its time."""

from __future__ import annotations

import time

import pytest

from matcalc.engine.limits import Limits, limited
from matcalc.errors import LimitError
from matcalc.manuscripts.fill import fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.reading import read

GIVEN = "Vectors $a$, $x$, a matrix $A$.\n\n"


def filled(text: str, name: str = "notes.md") -> str:
    found = fill_manuscript(manuscript_of((GIVEN + text).encode(), name))
    assert not found.refused
    return found.text.removeprefix(GIVEN)


CELLS = [
    "| step | formula |\n|---|---|\n| 1 | $FORMULA$ |\n| 2 | text |\n",
    "step | formula\n---|:---:\n1 | $FORMULA$\n",
    "| $FORMULA$ | b |\n|---|---|\n| 1 | 2 |\n",
    "> | a | b |\n> |---|---|\n> | 1 | $FORMULA$ |\n",
    "## The gradient $FORMULA$\n\ntext\n",
    "> # $$FORMULA$$\n",
    "The gradient $FORMULA$\n=====\n\ntext\n",
]


@pytest.mark.parametrize("around", CELLS)
@pytest.mark.parametrize("claimed", [" = a", ""])
def test_a_cell_and_a_heading_stay_one_line(around: str, claimed: str) -> None:
    text = around.replace("FORMULA", rf"\nabla_x (a^T x) = ???{claimed}")
    made = filled(text)
    assert len(made.splitlines()) == len(text.splitlines())
    assert made == text.replace(
        rf"\nabla_x (a^T x) = ???{claimed}",
        r"\frac{\partial}{\partial x_{i}}\left(a^T x\right) = \sum_{j} a_{j} \delta_{ji} = a_{i},\quad "
        rf"\nabla_x (a^T x) {' ' if claimed else ''}= a",
    )


def test_a_table_has_as_many_cells_as_before() -> None:
    made = filled("| a | b |\n|---|---|\n| 1 | $\\nabla_x \\|Ax\\|^2 = ??? = 2A^TAx$ |\n")
    line = made.splitlines()[2].replace("\\nabla_x \\|Ax\\|^2", "")
    assert line.count("|") == 3
    assert r"\left\lVert A x \right\rVert^{2}" in line


TEX = [
    r"\section{The gradient $FORMULA$}",
    "\\begin{tabular}{ll}\n1 & $FORMULA$ \\\\\n\\end{tabular}",
    r"\caption{So \textbf{it} is $FORMULA$.}",
]


@pytest.mark.parametrize("around", TEX)
def test_a_heading_and_a_table_of_latex(around: str) -> None:
    made = filled(around.replace("FORMULA", r"\nabla_x (a^T x) = ???"), "notes.tex")
    assert "aligned" not in made
    assert r"\[" not in made
    assert r",\quad \nabla_x (a^T x) = a$" in made


@pytest.mark.parametrize(
    "text",
    [
        "Now $\\nabla_x (a^T x) = ???$ is | here.\n",
        "Now $\\nabla_x (a^T x) = ???$.\n\n---\n",
        "#hash $\\nabla_x (a^T x) = ???$\n",
    ],
)
def test_elsewhere_rows_are_written(text: str) -> None:
    assert r"\begin{aligned}" in filled(text)


HTML = [
    ('<p title="$x = y$">$a = b$</p>', ["a = b"]),
    ("<script>alert('$x = ???$')</script> $b$", ["b"]),
    ("<style>\n$a$\n</style>\n$b$", ["b"]),
    ("<SCRIPT type='a'>$a$</script >$b$", ["b"]),
    ("<!-- $a$ --> $b$", ["b"]),
    ("<img src=x alt='$y$'/>$c$", ["c"]),
    ("<pre>$a$</pre>$b$", ["b"]),
    ("<script>$a = b$", ["a = b"]),
    ("x <y and $z = x$ or $a<b$", ["z = x", "a<b"]),
    ("if $a <b$ and $c> d$", ["a <b", "c> d"]),
]


@pytest.mark.parametrize(("text", "inside"), HTML)
def test_html_is_no_mathematics(text: str, inside: list[str]) -> None:
    found = manuscript_of(text.encode(), "notes.md")
    assert [found.text[one.inside.start : one.inside.end] for one in found.pieces] == inside


@pytest.mark.parametrize("bad", ['<a b="', "<a b='\"", "<script>", "<a b ", "</script><script>"])
def test_html_that_is_not_closed_takes_no_time(bad: str) -> None:
    start = time.monotonic()
    manuscript_of((bad * 100_000).encode(), "notes.md")
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("text", ["$ ??? \\left( x" + " " * 20_000 + "$", "so for $i > 0$ and " * 1_000])
def test_what_goes_on_for_long_is_read_in_little_time(text: str) -> None:
    start = time.monotonic()
    read(manuscript_of(text.encode(), "notes.md"))
    assert time.monotonic() - start < 5


def test_reading_stops_when_its_time_is_up_and_says_how_far_it_got() -> None:
    text = "Vectors $a$, $x$: $\\nabla_x (a^T x) = ???$\n\n" + f"$y = x{'+x' * 400}$\n" * 200
    long = manuscript_of(text.encode(), "notes.md")
    start = time.monotonic()
    with pytest.raises(LimitError, match=r"notes\.md: the time was up while .* of 203; put the part with the deri"):
        fill_manuscript(long, limits=Limits(seconds=0.3))
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("left", [0.02, 0.2, 0.8])
def test_the_time_may_be_up_anywhere(left: float) -> None:
    long = manuscript_of(("$z = W x$, $y = f(z)$, $E = y^T y$\n\n" * 1000).encode(), "notes.md")
    with limited(Limits(seconds=left)), pytest.raises(LimitError, match=r"notes\.md: the time was up while its"):
        read(long)

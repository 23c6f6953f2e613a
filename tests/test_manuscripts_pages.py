"""Long chains in rows of a LaTeX document may be broken at the end of a page."""

from __future__ import annotations

from pathlib import Path

from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.fill import fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from tests.typeset_tex import log_of, needs_pdflatex

NETWORK = r"""\documentclass{article}
\usepackage{amsmath,amssymb}
\begin{document}
Let $\mathbf{x} \in \mathbb{R}^n$, $\mathbf{W} \in \mathbb{R}^{m \times n}$, $\mathbf{h} \in \mathbb{R}^m$,
$\mathbf{V} \in \mathbb{R}^{p \times m}$, $\mathbf{y} \in \mathbb{R}^p$, $\mathbf{t} \in \mathbb{R}^p$.
\begin{align}
\mathbf{h} &= \tanh(\mathbf{W}\mathbf{x})\\
\mathbf{y} &= \tanh(\mathbf{V}\mathbf{h}) \\
L &= \frac12 \|\mathbf{y} - \mathbf{t}\|^2
\end{align}
Then
\begin{align*}
\nabla_{\mathbf{W}} L &= ??? \\
\nabla_{\mathbf{h}} L &= ??? \\
\nabla_{\mathbf{x}} L &= ???
\end{align*}
\end{document}
"""


def filled() -> str:
    found = fill_manuscript(manuscript_of(NETWORK.encode(), "notes.tex"))
    assert not found.refused
    return found.text


def test_a_page_may_end_in_a_long_chain() -> None:
    made = filled()
    assert made.count(r"\displaybreak[1] \\") > 10
    assert r"\displaybreak[1]" not in made[: made.index("Then")]


def test_what_is_written_is_read_again() -> None:
    checked = check_manuscript(manuscript_of(filled().encode(), "notes.tex"))
    assert "displaybreak" not in checked.text(100)


def test_a_short_chain_is_kept_together() -> None:
    text = "Vectors $a$, $x$.\n\\begin{align*}\n\\nabla_x (a^T x) &= ???\n\\end{align*}\n"
    assert "displaybreak" not in fill_manuscript(manuscript_of(text.encode(), "notes.tex")).text


def test_markdown_has_no_pages() -> None:
    body = NETWORK[NETWORK.index("Let") : NETWORK.index(r"\end{document}")]
    assert "displaybreak" not in fill_manuscript(manuscript_of(body.encode(), "notes.md")).text


@needs_pdflatex
def test_no_row_is_lost_at_the_end_of_a_page(tmp_path: Path) -> None:
    assert r"Overfull \vbox" not in log_of(filled(), tmp_path)

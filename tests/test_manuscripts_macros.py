"""Names typed through macros, and ??? in braces: what is written stays LaTeX that can be typeset."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from matcalc.manuscripts.fill import fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.notation.latex_in.macros import macros_in
from matcalc.notation.latex_in.names import vocabulary_of
from matcalc.notation.latex_in.reading import read_statements
from matcalc.notation.latex_in.vocabulary import Declared
from tests.typeset_tex import log_of, needs_pdflatex

LAYER = r"""\documentclass{article}
\usepackage{amsmath,bm,xcolor}
MACROS
\begin{document}
$\zv{2} = \W{2}\av{1}$
\[ \frac{\partial \mathcal{L}}{\partial \W{2}} = ??? = \frac{\partial \mathcal{L}}{\partial \zv{2}} {\av{1}}^\top \]
\[ \nabla_{\av{1}} \mathcal L = ??? \]
\end{document}
"""

WAYS = {
    "plain": r"\bm{#}^{[#1]}",
    "in braces": r"{\bm{#}^{[#1]}}",
    "in mathematics": r"\ensuremath{\bm{#}^{[#1]}}",
    "round": r"\mathbf{#}^{(#1)}",
}


def layer(way: str) -> str:
    body = WAYS[way]
    made = [rf"\newcommand{{\{name}}}[1]{{{body.replace('#}', name[0] + '}')}}}" for name in ("W", "av", "zv")]
    return LAYER.replace("MACROS", "\n".join(made))


def filled(text: str, name: str = "notes.tex") -> str:
    found = fill_manuscript(manuscript_of(text.encode(), name))
    assert not found.refused
    return found.text


@pytest.mark.parametrize("way", WAYS)
def test_a_macro_with_a_layer_is_put_into_braces_and_looked_into_for_entries(way: str) -> None:
    made = filled(layer(way))
    layer_two = "^{(2)}" if way == "round" else "^{[2]}"
    assert rf"\partial W_{{ij}}{layer_two}" in made
    assert r"{\W{2}}^\top" in made
    assert r"_{ij}^{\W" not in made
    assert r"\W{2}^" not in made


@needs_pdflatex
@pytest.mark.parametrize("way", WAYS)
def test_what_is_made_of_macros_can_be_typeset(way: str, tmp_path: Path) -> None:
    log_of(filled(layer(way)), tmp_path)


MACROS = [  # definition, mathematics, arrays, entries
    (r"\newcommand{\Wone}{W_1}", r"z = \Wone x, y = \Wone u", r"\Wone", "W_{1,%s}"),
    (r"\newcommand{\WT}{W^T}", r"y = \WT x", "W", "W_{%s}"),
    (r"\newcommand{\bW}{\mathbf{W}}", r"y = \bW x", r"\bW", "W_{%s}"),
    (r"\newcommand{\Wh}{\hat{W}^{(1)}}", r"y = {\Wh}^T x", r"\hat{W}^{(1)}", r"\hat{W}_{%s}^{(1)}"),
    ("", r"y = W^{(k)} x", "W^{(k)}", "W_{%s}^{(k)}"),
]


@pytest.mark.parametrize(("macro", "formula", "array", "entry"), MACROS)
def test_how_a_name_is_typed(macro: str, formula: str, array: str, entry: str) -> None:
    text = f"{macro} ${formula}$"
    start = text.index("$") + 1
    macros = macros_in(text)
    statements = read_statements(text, start, len(text) - 1, macros)
    names = vocabulary_of(statements, Declared(), text, macros).names.values()
    (weights,) = (name for name in names if name.key.letter == "W")
    assert (weights.array, weights.entry) == (array, entry)


HOLES = [
    r"{\color{red} ???}",
    r"\textcolor{red}{???}",
    r"\boxed{{\color{red}{ ??? }}}",
    r"{\bf ???}",
    r"{ ??? \, }",
    r"\text{???}",
    r"{{\color{blue}???}}",
]


@pytest.mark.parametrize("hole", HOLES)
@pytest.mark.parametrize("claimed", [r" = \mathbf{W}^T \nabla_{\mathbf{z}} E", ""])
def test_a_hole_goes_with_the_braces_around_it(hole: str, claimed: str) -> None:
    text = (
        r"Vectors $\mathbf{x}$, $\mathbf{z}$, a matrix $\mathbf{W}$: $\mathbf{z} = \mathbf{W}\mathbf{x}$."
        f"\n\n$\\nabla_{{\\mathbf{{x}}}} E = {hole}{claimed}$\n"
    )
    made = filled(text, "notes.md")
    assert made == filled(text.replace(hole, "???"), "notes.md")
    braces = re.findall(r"(?<!\\)[{}]", made)
    assert braces.count("{") == braces.count("}")


def test_an_unbalanced_brace_is_told_where_nothing_is_equal() -> None:
    text = "Vectors $a$, $x$: $\\nabla_a (a^T x) = ??? = x$ and $x}$, for $t \\in [0, 1)$.\n"
    found = fill_manuscript(manuscript_of(text.encode(), "notes.md"))
    assert [one.message.partition("\n")[0] for one in found.read.unread] == ["} closes nothing: no bracket is open"]


def test_what_a_macro_takes_for_an_argument_that_is_left_out_is_filled_as_well() -> None:
    text = "\n".join(
        (
            r"\newcommand{\grad}[2][E]{\nabla_{#2} #1}",
            r"\begin{document}",
            r"Vectors $x$, $z$ and matrix $W$ with loss $E$. $z = W x$",
            r"$$\grad{x} = ??? = W^T \grad{z}$$",
            r"\end{document}",
        )
    )
    done = fill_manuscript(manuscript_of(text.encode(), "a.tex"))
    assert (len(done.filled), done.refused) == (1, ())
    assert "W_{ji}" in done.text

"""A fragment of LaTeX in somebody else's document: it compiles there, brings what it needs, and changes nothing."""

import re

import dense_layer_by_hand as layer
import pytest
from documents_derived import HOSTILE, by_hand_derived, derived
from test_documents_latex import compiled, complaints

from matcalc.documents.document import single
from matcalc.documents.latex import latex
from matcalc.documents.page import Figure, Page, Table
from matcalc.documents.presentation import Presentation
from matcalc.documents.printing import Printing
from matcalc.documents.render import Format, render
from matcalc.notation.glyphs import Glyphs


def needed(fragment):
    """The lines for a preamble that the comment at the top of a fragment names."""
    comment = fragment[: fragment.index(r"\par\begingroup")]
    assert all(line.startswith("%") for line in comment.splitlines())
    return "\n".join(re.findall(r"\\usepackage\S+", comment))


ARTICLE = r"""\documentclass[twocolumn]{article}
%(packages)s
\newcommand{\mcheading}[1]{mine #1}
\newcommand{\mcterm}{yours}
\parindent=17pt
\begin{document}
\title{A host}\maketitle\section{One}
Before $\frac{\partial y}{\partial x}$.
\state
\input{a}
\input{b}
\state
\typeout{macros \mcheading{\mcterm}}
Behind.
\end{document}
"""

BOOK = r"""\documentclass[12pt,twoside]{book}
%(packages)s
\begin{document}
\chapter{A host}
\state\input{a}\state
\begin{quote}\input{b}\end{quote}
\state
\end{document}
"""

BEAMER = r"""\documentclass{beamer}
\usepackage{lmodern}
%(packages)s
\begin{document}
\begin{frame}[allowframebreaks]{A host}
\state\input{b}\state
\end{frame}
\begin{frame}[allowframebreaks]
\input{b}
\end{frame}
\end{document}
"""

STATE = r"""\makeatletter
\def\state{\typeout{<<\the\parindent, \the\parskip, \the\emergencystretch, \f@size, \the\catcode`\@, \the\LTleft,
\the\@beginparpenalty, \arraystretch, \meaning\frac, \ifdefined\mcformula ours\fi>>}}
\makeatother"""
"""What a fragment could leave behind, written to the log."""


def fragment_of(name, detail):
    return derived(name).render("latex", detail, fragment=True)


@pytest.mark.parametrize("host", [ARTICLE, BOOK, BEAMER], ids=["article", "book", "beamer"])
def test_fragments_compile_in_other_documents(host, tmp_path):
    long = fragment_of("dense-layer", "full")
    short = fragment_of("lemma-norm", "brief")
    (tmp_path / "a.tex").write_text(long, encoding="utf-8")
    (tmp_path / "b.tex").write_text(short, encoding="utf-8")
    assert needed(long) == needed(short)
    source = host % {"packages": needed(long) + "\n" + STATE}
    log = compiled(source, tmp_path)
    assert complaints(log) == []
    before, *after = re.findall("<<(.*?)>>", log.replace("\n", ""))
    assert after
    assert set(after) == {before}
    assert "ours" not in before


def test_tables_and_pictures_fit_into_a_column(tmp_path):
    long = Table(("symbol", "meaning", "shape"), (((layer.W,), ("a wide cell " * 6,), (layer.W.shape,)),) * 30, wide=1)
    wide = Table(("symbol", "meaning", "shape"), (((layer.W,), ("meaning",), ("no break " * 12,)),), wide=1)
    graph = Figure(derived("dense-layer").graph().drawing, ("The graph.",))
    fragment = latex(single(Page("", (long, wide, graph)), Glyphs({})), Printing(fragment=True))
    assert fragment.count(r"\begin{longtable}") == 1
    for name in ("a", "b"):
        (tmp_path / f"{name}.tex").write_text(fragment, encoding="utf-8")
    packages = needed(fragment)
    assert r"\usepackage{tikz}" in packages
    assert complaints(compiled(ARTICLE % {"packages": packages + r"\def\state{}"}, tmp_path)) == []


def test_a_fragment_leaves_the_authors_macros_alone(tmp_path):
    fragment = fragment_of("lemma-norm", "brief")
    for name in ("a", "b"):
        (tmp_path / f"{name}.tex").write_text(fragment, encoding="utf-8")
    log = compiled(ARTICLE % {"packages": needed(fragment) + r"\def\state{}"}, tmp_path)
    assert complaints(log) == []
    assert "macros mine yours" in log


def test_a_fragment_defines_nothing_without_our_prefix():
    fragment = fragment_of("dense-layer", "full")
    defined = re.findall(r"\\(?:DeclareRobustCommand|newlength|newsavebox)\{\\(\w+)\}|\\let\\(\w+)", fragment)
    names = {one or other for one, other in defined}
    assert "mcchainline" in names
    assert {name for name in names if not name.startswith("mc")} == {"frac"}  # in the groups of prose alone
    assert not re.search(r"\\(?:global|gdef|xdef|newcommand|documentclass|AtBeginDocument)\b", fragment)


def test_a_hostile_title_stays_in_the_comment():
    fragment = render(
        by_hand_derived(title="a\nb\rc\u2028d " + HOSTILE), Format.LATEX, Presentation(), Printing(fragment=True)
    )
    assert all(line.startswith("%") for line in fragment[: fragment.index(r"\par\begingroup")].splitlines())


def test_a_document_needs_what_a_fragment_says():
    document = derived("lemma-norm").latex("brief")
    packages = needed(fragment_of("lemma-norm", "brief")).splitlines()
    assert [line for line in packages if line not in document] == []


def test_a_fragment_begins_with_its_title():
    fragment = fragment_of("lemma-norm", "brief")
    title = r"\mctitle{\Large}{Lemma: the gradient of a norm}"
    assert 0 < fragment.index(title) < fragment.rindex(r"\mcheading{")
    assert r"\mctitle{\Large}" not in latex(single(Page("", ()), Glyphs({})), Printing(fragment=True))

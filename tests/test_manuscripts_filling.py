"""Steps in the place of ???: what was typed stays, each row is an equality, and the document can still be typeset."""

import re
import shutil
import subprocess
from functools import cache
from itertools import pairwise

import pytest
from chromium import chromium
from hypothesis import given, settings
from hypothesis import strategies as st
from manuscript_of_a_layer import LAYER, statement

from matcalc import derive
from matcalc.chain import Gradient
from matcalc.documents.chains import Detail
from matcalc.errors import InvariantError
from matcalc.manuscripts.edits import edited
from matcalc.manuscripts.filling import Fill, filled
from matcalc.manuscripts.habits import GradientHabit, Habits
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.printing import letters_for, printer_for
from matcalc.manuscripts.steps import indices_of, steps_for
from matcalc.manuscripts.widths import PAGE, width_of
from matcalc.manuscripts.wording import ReasonPlace, listed_below, mark
from matcalc.resources import data_folder

HABITS = Habits("^{T}", gradient=GradientHabit.NABLA)
WORDS = re.compile(r"\\(?:begin|end)\{[a-z]+\*?\}(?:\[t\])?|\\label\{[a-z]+\}")

BY_Z = (
    r"\nabla \mathbf{z}^{(k+1)} = \frac{\partial E}{\partial \mathbf{z}^{(k+1)}} = ??? = "
    r"\nabla \mathbf{a}^{(k+1)} \odot f'(\mathbf{z}^{(k+1)})"
)
BY_A = r"\nabla \mathbf{a}^{(k)} = ??? = {\mathbf{W}^{(k)}}^{T} \nabla \mathbf{z}^{(k+1)}"
BY_W = r"\nabla \mathbf{W}^{(k)} = \frac{\partial E}{\partial \mathbf{W}^{(k)}} = ???"
ALIGNED_W = (
    "\\nabla \\mathbf{W}^{(k)} &= \\frac{\\partial E}{\\partial \\mathbf{W}^{(k)}} \\\\\n &= ??? \\\\\n"
    " &= \\nabla\\mathbf{z}^{(k+1)} {\\mathbf{a}^{(k)}}^T"
)


@cache
def layer():
    return derive("dense-layer")


def printer(wrt, habits=HABITS):
    symbols = {symbol.name: symbol for symbol in layer().problem.program.symbols}
    typed = {symbols["a"]: ("i",), symbols["z"]: ("j",)}
    return printer_for(layer(), LAYER, habits, letters_for(indices_of(layer(), wrt), typed, LAYER))


def changed(text, edits, name="a.md"):
    return edited(manuscript_of(text.encode(), name), edits).decode()


def edits_of(text, wrts, name="a.md", detail=Detail.NORMAL, reasons=ReasonPlace.INLINE, **options):
    """The edits for each piece that has a hole; wrts: what is differentiated by, in their order."""
    found, left = [], list(wrts)
    for piece in manuscript_of(text.encode(), name).pieces:
        inside = text[piece.inside.start : piece.inside.end]
        if "???" not in inside:
            continue
        wrt = left.pop(0)
        plain = WORDS.sub(lambda match: " " * len(match[0]), inside)
        source = inside[len(plain) - len(plain.lstrip()) : len(plain.rstrip(" \n\r.,"))]
        chain = statement(text, source, piece.inside.start)
        rows = steps_for(layer(), wrt, detail, as_entry=options.get("continues", False))
        fills = {next(chain.holes): Fill(rows, **options)}
        found += filled(text, piece, chain, fills, printer(wrt), reasons=reasons, is_tex=name.endswith("tex"))
    assert not left
    return tuple(found)


def fill(text, wrts, name="a.md", **options):
    return changed(text, edits_of(text, wrts, name, **options), name)


def test_a_formula_in_a_list_becomes_rows_in_the_item():
    text = f"So\n\n1. ${BY_Z}$\n2. next\n"
    assert fill(text, "z", reasons=ReasonPlace.NONE) == (
        "So\n\n"
        "1. $$\\begin{aligned}\n"
        "   \\nabla \\mathbf{z}^{(k+1)} &= \\frac{\\partial E}{\\partial \\mathbf{z}^{(k+1)}} \\\\\n"
        "   \\frac{\\partial E}{\\partial z_{j}^{(k+1)}} &= \\sum_{l} \\frac{\\partial E}{\\partial a_{l}^{(k+1)}} "
        "\\frac{\\partial a_{l}^{(k+1)}}{\\partial z_{j}^{(k+1)}} \\\\\n"
        "   &= \\sum_{l} \\nabla a_{l}^{(k+1)} f'(z_{l}^{(k+1)}) \\delta_{lj} \\\\\n"
        "   &= \\nabla a_{j}^{(k+1)} f'(z_{j}^{(k+1)}) \\\\\n"
        "   \\nabla \\mathbf{z}^{(k+1)} &= \\nabla \\mathbf{a}^{(k+1)} \\odot f'(\\mathbf{z}^{(k+1)})\n"
        "   \\end{aligned}$$\n2. next\n"
    )


def test_where_the_left_side_stands_alone_the_steps_come_before_it():
    made = fill(rf"\[ {BY_A}. \]", "a", "a.tex", reasons=ReasonPlace.NONE)
    assert made.splitlines() == [
        r"\[ \begin{aligned}",
        r"\frac{\partial E}{\partial a_{i}^{(k)}} &= \sum_{j} \frac{\partial E}{\partial z_{j}^{(k+1)}} "
        r"\frac{\partial z_{j}^{(k+1)}}{\partial a_{i}^{(k)}} \\",
        r"&= \sum_{j} \nabla z_{j}^{(k+1)} W_{ji}^{(k)} \\",
        r"\nabla \mathbf{a}^{(k)} &= {\mathbf{W}^{(k)}}^{T} \nabla \mathbf{z}^{(k+1)}.",
        r"\end{aligned} \]",
    ]


def test_a_hole_at_the_end_gets_the_result():
    made = fill(f"$${BY_W}$$", "W", reasons=ReasonPlace.NONE)
    assert r"\nabla \mathbf{W}^{(k)} &= \nabla \mathbf{z}^{(k+1)} {\mathbf{a}^{(k)}}^{T}" + "\n" in made
    alone = fill(r"$$\nabla \mathbf{W}^{(k)} = ???$$", "W", reasons=ReasonPlace.NONE)
    assert r"\nabla \mathbf{W}^{(k)} &= \nabla \mathbf{z}^{(k+1)} {\mathbf{a}^{(k)}}^{T}" + "\n" in alone
    assert alone.count(r"\nabla \mathbf{W}^{(k)}") == 1


def test_rows_of_a_document_get_rows_between_them():
    text = f"\\begin{{align}}\n{ALIGNED_W} \\label{{w}}\n\\end{{align}}\n"
    made = fill(text, "W", "a.tex", reasons=ReasonPlace.NONE)
    assert r"\begin{aligned}" not in made
    lines = made.splitlines()
    assert lines[1] == r"\nabla \mathbf{W}^{(k)} &= \frac{\partial E}{\partial \mathbf{W}^{(k)}} \\"
    assert lines[-2] == r" \nabla \mathbf{W}^{(k)} &= \nabla\mathbf{z}^{(k+1)} {\mathbf{a}^{(k)}}^T \label{w}"
    assert made.count(r"\notag") == len(lines) - 5  # the three rows that were typed keep their numbers


def test_an_aligned_formula_stays_one():
    text = f"$$\n\\begin{{aligned}}\n{ALIGNED_W}\n\\end{{aligned}}\n$$\n"
    made = fill(text, "W", reasons=ReasonPlace.NONE)
    assert made.count(r"\begin{aligned}") == 1
    assert r"\notag" not in made


def test_three_columns_and_one_sign_a_row_are_kept():
    eqnarray = fill("\\begin{eqnarray}\n" + ALIGNED_W.replace("&=", "&=&") + "\n\\end{eqnarray}", "W", "a.tex")
    assert "&= " not in eqnarray.replace("&=&", "")
    assert "&&" not in eqnarray
    split = fill("\\begin{equation}\\begin{split}\n" + ALIGNED_W + "\n\\end{split}\\end{equation}", "W", "a.tex")
    assert "&&" not in split
    assert r"\item[(a)]" in split


def test_an_item_in_tex_stays_in_its_line():
    made = fill(f"\\begin{{enumerate}}\n\\item ${BY_Z}$\n\\end{{enumerate}}", "z", "a.tex")
    assert r"\item $\begin{aligned}[t]" in made
    assert r"\[" not in made.replace(r"\\[5pt]", "")


def test_a_chain_that_goes_on_may_stay_in_its_line():
    text = r"$\nabla a_i^{(k)} = ??? = \sum_j \nabla z_j^{(k+1)} W_{ji}^{(k)}$"
    made = fill(text, "a", reasons=ReasonPlace.NONE, continues=True)
    assert made == text.replace(
        "???",
        r"\sum_{j} \frac{\partial E}{\partial z_{j}^{(k+1)}} \frac{\partial z_{j}^{(k+1)}}{\partial a_{i}^{(k)}}",
    ).replace("_i^{(k)} =", "_i^{(k)} =")
    with_reasons = fill(text, "a", continues=True)
    assert with_reasons.startswith("$$\\begin{aligned}\n\\nabla a_i^{(k)} &= \\sum_{j}")


def test_a_claim_that_looks_different_follows_the_result():
    text = r"$$\nabla \mathbf{a}^{(k)} = ??? = ((\nabla \mathbf{z}^{(k+1)})^T \mathbf{W}^{(k)})^T$$"
    made = fill(text, "a", same=("the transpose of a transpose",))
    result, claim = made.splitlines()[-3:-1]
    assert result.startswith(r"\nabla \mathbf{a}^{(k)} &= {\mathbf{W}^{(k)}}^{T} \nabla \mathbf{z}^{(k+1)} &&")
    assert claim.startswith(r"&= ((\nabla \mathbf{z}^{(k+1)})^T \mathbf{W}^{(k)})^T &&")
    assert r"\text{the transpose" in claim


def test_two_holes_in_one_chain():
    text = r"$$\nabla a_i = ??? = \sum_j \nabla z_j W_{ji} = ??? = x_i$$"
    piece = manuscript_of(text.encode(), "a.md").pieces[0]
    chain = statement(text, text.strip("$"), 2)
    rows = steps_for(layer(), "a", as_entry=True)
    fills = {1: Fill(rows[:1], continues=True), 3: Fill(rows[1:], continues=True)}
    made = changed(text, filled(text, piece, chain, fills, printer("a"), reasons=ReasonPlace.FOOTNOTE))
    made = re.sub(r" &&\\quad \\text\{\(\w\)\}", "", made.partition("$$\n")[0])
    assert made.splitlines()[1:-1] == [
        r"\nabla a_i &= \sum_{j} \frac{\partial E}{\partial z_{j}^{(k+1)}} "
        r"\frac{\partial z_{j}^{(k+1)}}{\partial a_{i}^{(k)}} \\",
        r"&= \sum_j \nabla z_j W_{ji} \\",
        r"&= \sum_{j} \nabla z_{j}^{(k+1)} W_{ji}^{(k)} \\",
        r"&= x_i",
    ]


def test_what_is_given_leaves_no_hole():
    text = r"$\nabla \mathbf{a}^{(k+1)} = \frac{\partial E}{\partial \mathbf{a}^{(k+1)}} = ??? = g$"
    piece = manuscript_of(text.encode(), "a.md").pieces[0]
    made = changed(text, filled(text, piece, statement(text, text.strip("$"), 1), {2: Fill(())}, printer("a")))
    assert "???" not in made
    assert "= =" not in made


def test_a_hole_may_stand_first():
    text = r"$??? = {\mathbf{W}^{(k)}}^{T} \nabla \mathbf{z}^{(k+1)}$"
    piece = manuscript_of(text.encode(), "a.md").pieces[0]
    fills = {0: Fill(steps_for(layer(), "a"))}
    made = changed(text, filled(text, piece, statement(text, text.strip("$"), 1), fills, printer("a")))
    assert "???" not in made
    last = r"\nabla \mathbf{a}^{(k)} &= {\mathbf{W}^{(k)}}^{T} \nabla \mathbf{z}^{(k+1)} "
    assert made.splitlines()[-2].startswith(last)


def test_only_a_hole_is_filled():
    text = "$a = ???$"
    piece = manuscript_of(text.encode(), "a.md").pieces[0]
    with pytest.raises(InvariantError):
        filled(text, piece, statement(text, "a = ???"), {0: Fill(())}, printer("a"))


def test_reasons_beside_rows():
    made = fill(f"$${BY_A}$$", "a")
    assert r"\text{chain rule: }E\text{ sees }" in made
    assert r"so }\mathbf{W}^{(k)}" in made
    assert made.count("&&") == 3


def test_reasons_below_the_formula():
    made = fill(f"1. ${BY_A}$ and so on\n", "a", reasons=ReasonPlace.FOOTNOTE)
    assert re.findall(r"\\text\{\((\w)\)\}", made) == ["a", "b", "c"]
    assert re.findall(r"(?m)^   \((\w)\) ", made) == ["a", "b", "c"]
    assert made.endswith("\n\n    and so on\n")


def test_reasons_below_the_formula_in_tex():
    made = fill(f"\\[{BY_A}\\]\n", "a", "a.tex", reasons=ReasonPlace.FOOTNOTE)
    assert re.findall(r"\\item\[\((\w)\)\]", made) == ["a", "b", "c"]


def test_no_reasons():
    made = fill(f"$${BY_A}$$", "a", reasons=ReasonPlace.NONE)
    assert r"\text" not in made
    assert "&&" not in made


def test_where_there_is_no_room_beside_rows_reasons_go_below():
    wide = " + ".join([r"\mathbf{W}^{(k)} \mathbf{a}^{(k)}"] * 8)
    made = fill(rf"$$\nabla \mathbf{{a}}^{{(k)}} = ??? = {wide}$$", "a")
    assert r"\text{(a)}" in made


def test_words_are_escaped():
    hostile = ("100 % of $x_1$ \\input{a} <b> & #",)
    (tex,) = listed_below([hostile], printer("a"), is_tex=True, opening="$")[1:-1]
    assert r"100 \% of \$x\_1\$ \textbackslash{}input\{a\}" in tex
    (markdown,) = listed_below([hostile], printer("a"), is_tex=False, opening="$")
    assert "&lt;b&gt;" in markdown
    assert "$" not in markdown


def test_a_point_behind_a_formula_goes_with_it_into_the_display():
    made = fill(f"We get ${BY_A}$, and $x$.", "a", reasons=ReasonPlace.NONE)
    assert made.endswith("\\nabla \\mathbf{z}^{(k+1)},\n\\end{aligned}$$ and $x$.")
    made = fill(f"We get ${BY_W}$.", "W", "a.tex", reasons=ReasonPlace.NONE)
    assert made.endswith("{\\mathbf{a}^{(k)}}^{T}.\n\\end{aligned}\\]")


def test_marks_of_two_chains_in_one_formula_differ():
    text = f"\\begin{{gather*}}\n{BY_A} \\\\\n{BY_W}\n\\end{{gather*}}"
    (piece,) = manuscript_of(text.encode(), "a.tex").pieces
    edits = ()
    for source, wrt in ((BY_A, "a"), (BY_W, "W")):
        chain = statement(text, source)
        fills = {next(chain.holes): Fill(steps_for(layer(), wrt))}
        edits += filled(text, piece, chain, fills, printer(wrt), reasons=ReasonPlace.FOOTNOTE, is_tex=True)
    made = changed(text, edits, "a.tex")
    marks = re.findall(r"\\item\[\((\w+)\)\]", made)
    assert marks == ["a", "b", "c", "a2", "b2", "c2", "d2"]
    assert re.findall(r"\\text\{\((\w+)\)\}", made) == marks


def test_there_are_marks_enough():
    assert len({mark(number) for number in range(300)}) == 300
    assert [mark(0), mark(25), mark(26)] == ["a", "z", "aa"]


FORMS = [
    ("a.md", "1. $%s$\n"),
    ("a.md", "> text $%s$, more\n"),
    ("a.md", "$$%s$$\n"),
    ("a.md", "$$\n%s.\n$$\n"),
    ("a.txt", "- $%s $\n"),
    ("a.md", "\\(%s\\)\n"),
    ("a.md", "\\[%s\\]\r\n"),
    ("a.tex", "$%s$\n"),
    ("a.tex", "\\begin{itemize}\n\\item $%s$\n\\end{itemize}\n"),
    ("a.tex", "\\[%s\\]\n"),
    ("a.tex", "\\begin{equation}\n  %s \\label{e}\n\\end{equation}\n"),
    ("a.tex", "\\begin{align*}\n  %s\n\\end{align*}\n"),
    ("a.tex", "\\begin{gather}\n  %s\n\\end{gather}\n"),
    ("a.tex", "\\begin{multline}\n  %s\n\\end{multline}\n"),
    ("a.tex", "\\begin{eqnarray}\n  %s\n\\end{eqnarray}\n"),
]
ASKED = [(BY_Z, "z"), (BY_A, "a"), (BY_W, "W")]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(FORMS),
    st.sampled_from(ASKED),
    st.sampled_from(list(Detail)),
    st.sampled_from(list(ReasonPlace)),
    st.text("abc \n.=&\\", max_size=12),
)
def test_all_else_stays(form, asked, detail, reasons, around):
    (name, frame), (source, wrt) = form, asked
    around = around.replace("\\", "x")
    text = f"{around}\n\n{frame % source}\n\n{around}"
    edits = edits_of(text, wrt, name, detail=detail, reasons=reasons)
    made = changed(text, edits, name)
    begin = text.index(frame.partition("%s")[0] if frame.partition("%s")[0] in text else "")
    assert made.startswith(text[:begin])
    assert made.endswith(f"\n\n{around}")
    assert "???" not in made
    for typed in source.split(" = "):
        assert typed == "???" or typed in made
    assert [edit.span.start for edit in edits] == sorted(edit.span.start for edit in edits)
    assert all(one.span.end <= other.span.start for one, other in pairwise(edits))
    assert edits == edits_of(text, wrt, name, detail=detail, reasons=reasons)
    if "\r\n" in frame:
        assert "\n" not in made[len(text[:begin]) : -len(around) - 2].replace("\r\n", "")


@pytest.mark.parametrize("reasons", ReasonPlace)
def test_tex_typesets_what_is_filled_in_and_nothing_runs_off_the_page(tmp_path, reasons):
    pdflatex = shutil.which("pdflatex")
    assert pdflatex, "pdflatex is needed for this test"
    parts = []
    for number, (source, wrt) in enumerate(ASKED):
        for name, frame in FORMS:
            if name == "a.tex":
                detail = list(Detail)[number]
                parts.append(fill(frame % source, wrt, name, reasons=reasons, detail=detail).replace(r"\label{e}", ""))
    body = "\n\n".join(parts)
    (tmp_path / "a.tex").write_text(
        "\\documentclass{article}\\usepackage{amsmath}\\begin{document}\n" + body + "\n\\end{document}\n"
    )
    command = [pdflatex, "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stdout[-2000:]
    assert "Overfull \\hbox" not in run.stdout


KATEX = """(formulas) => formulas.map((formula) => {
  const place = document.body.appendChild(document.createElement("span"));
  katex.render(formula, place, { displayMode: false, strict: "error", throwOnError: true });
  return place.getBoundingClientRect().width;
})"""


def test_katex_typesets_what_is_filled_in_within_a_page():
    formulas = []
    for source, wrt in ASKED:
        for detail in Detail:
            for reasons in ReasonPlace:
                made = fill(f"1. ${source}$\n", wrt, detail=detail, reasons=reasons)
                formulas += re.findall(r"\$\$(.*?)\$\$", made, re.DOTALL)
                formulas += re.findall(r"(?<!\$)\$([^$]+)\$(?!\$)", made)
    folder = data_folder("templates") / "katex"
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 2000, "height": 600})
        page.set_content("<!DOCTYPE html><html><head></head><body></body></html>")
        page.add_script_tag(content=(folder / "katex.min.js").read_text())
        page.add_style_tag(content=(folder / "katex.min.css").read_text())
        widths = page.evaluate(KATEX, formulas)
    assert len(widths) == len(formulas) > 27
    assert max(widths) < 720


def test_widths_are_close_to_those_of_tex(tmp_path):
    pdflatex = shutil.which("pdflatex")
    assert pdflatex, "pdflatex is needed for this test"
    own = printer("a")
    formulas = [r"\tanh(z)", r"\log x", r"\operatorname{tr}(A^T B)", "2 X^T (X w - y)", r"\mathrm{softmax}(z)"]
    for wrt in ("z", "a", "W"):
        for row in steps_for(layer(), wrt, Detail.FULL):
            formulas += [own.part(side) for side in (row.left, row.right) if not isinstance(side, Gradient | None)]
    measured = "\n".join(rf"\settowidth\w{{$\displaystyle {each}$}}\typeout{{W=\the\w}}" for each in formulas)
    (tmp_path / "a.tex").write_text(
        "\\documentclass{article}\\usepackage{amsmath}\\newlength\\w\\begin{document}" + measured + "\\end{document}"
    )
    command = [pdflatex, "-interaction=nonstopmode", "a.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    widths = [float(found) / 10 for found in re.findall(r"W=([\d.]+)pt", run.stdout)]
    assert len(widths) == len(formulas)
    for formula, width in zip(formulas, widths, strict=True):
        assert 0.97 < width_of(formula) / width < 1.45, formula


def test_what_is_nested_deeply_is_wide():
    assert width_of("{" * 10_000) == PAGE
    assert width_of("}" * 10) == 0

"""pdflatex compiles every document, and its log has nothing to complain about."""

import atexit
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import dense_layer_by_hand as layer
import pytest
from documents_derived import HOSTILE, by_hand_derived, derived, document
from pypdf import PdfReader
from shipped import VARIED

from matcalc.api import derive
from matcalc.documents.chains import Detail
from matcalc.documents.document import single
from matcalc.documents.latex import latex
from matcalc.documents.page import Box, ChainBlock, Equation, Line, Page, Paragraph
from matcalc.documents.presentation import Presentation
from matcalc.documents.render import Format, render
from matcalc.documents.templates import Typeset, fill
from matcalc.forms.matrix_form import Add, Product
from matcalc.notation.glyphs import Glyphs
from matcalc.worksheets.worksheet import worksheet

MOST_OVERFULL = 5.0
"""In points."""


def complaints(log):
    """What is wrong with a document, from the log of pdflatex."""
    unfolded = re.sub(r"(?<=.{79})\n", "", log)
    wide = [float(points) for points in re.findall(r"Overfull \\[hv]box \(([\d.]+)pt", unfolded)]
    found = [f"overfull by {points} pt" for points in wide if points > MOST_OVERFULL]
    return found + re.findall(r"^!.*|.*[Uu]ndefined.*|Missing character.*", unfolded, re.MULTILINE)


PACKAGES = re.compile(r"\\documentclass\[10pt,a4paper\].*?^\\IfFileExists\{microtype[^\n]*\n", re.DOTALL | re.MULTILINE)
"""The packages that our documents load, at their beginning."""


@cache
def loaded(packages):
    """A format of TeX with these packages: most of the time of a page would go into loading them, twice."""
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder)
    (folder / "packages.tex").write_text(packages + r"\dump", encoding="utf-8")
    command = ["pdflatex", "-ini", "-interaction=nonstopmode", "-halt-on-error", "&pdflatex", "packages.tex"]
    subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=True)
    return folder / "packages"


def compiled(source, folder):
    """The log of the second run of pdflatex, the first being for the widths of tables."""
    program = shutil.which("pdflatex")
    assert program, "pdflatex is needed for this test: install texlive-latex-extra and lmodern"
    command = [program, "-interaction=nonstopmode", "-no-shell-escape"]
    if packages := PACKAGES.match(source):
        command.append(f"-fmt={loaded(packages[0])}")
        source = source[packages.end() :]
    (folder / "page.tex").write_text(source, encoding="utf-8")
    for run in (["-draftmode", "page.tex"], ["page.tex"]):
        subprocess.run([*command, *run], cwd=folder, capture_output=True, timeout=120, check=False)
    log = (folder / "page.log").read_text(encoding="utf-8", errors="replace")
    assert (folder / "page.pdf").exists(), complaints(log)
    return log


def test_packages_are_loaded_once_and_a_page_looks_the_same(tmp_path):
    made = document("dense-layer", Format.LATEX, Detail.BRIEF)
    pages = []
    for name, source in (("fast", made), ("plain", f"% not at its beginning\n{made}")):
        folder = tmp_path / name
        folder.mkdir()
        assert ("preloaded format=packages" in compiled(source, folder)) is (name == "fast")
        pages.append([page.extract_text() for page in PdfReader(folder / "page.pdf").pages])
    assert pages[0] == pages[1] != []


@pytest.mark.parametrize("detail", [Detail.BRIEF, Detail.FULL])
@pytest.mark.parametrize("name", VARIED)
def test_every_problem_compiles(name, detail, tmp_path):
    assert complaints(compiled(document(name, Format.LATEX, detail), tmp_path)) == []


KINDS = [
    ("logdet(A + X.T @ X)", "A: n×n, X: m×n", {"order": 2}),  # long terms, a wide left side, a long einsum
    ("sum(log_softmax(B @ X, axis=1) * Y)", "B: m×k, X: k×n, Y: m×n", {"order": 2}),
    ("norm(A @ X - B)", "A: p×m, X: m×n, B: p×n", {"order": 2}),
    ("tr(inv(X) @ A)", "X: n×n, A: n×n", {"hvp": "V"}),
    ("softmax(X @ a)", "X: m×n, a: n", {}),
    ("vec(tanh(A @ X))", "A: p×m, X: m×n", {}),
    ("hstack(X @ A, B) @ C", "X: m×n, A: n×p, B: m×q, C: (p+q)×s", {}),
    ("tr(A @ X @ B @ X)", "X: n×n", {"assume": ["X symmetric"]}),
    ("sum((X - mean(X, axis=0))**2 / (var(X, axis=0) + c))", "X: m×n, c:", {}),
]
"""Expressions whose pages are wide in one way or another, each differentiated by X."""


@pytest.mark.parametrize(("expression", "shapes", "asked"), KINDS)
def test_wide_pages_compile(expression, shapes, asked, tmp_path):
    made = derive(expression, wrt="X", shapes=shapes, **asked).latex("full")
    assert complaints(compiled(made, tmp_path)) == []


@pytest.mark.parametrize("name", VARIED)
def test_every_problem_compiles_by_all_routes_in_all_layouts(name, tmp_path):
    assert complaints(compiled(derived(name, route="all", layout="all").latex(), tmp_path)) == []


@pytest.mark.parametrize(
    ("expression", "shapes"),
    [
        ("det(A @ X) * tr(X)", "A: n×n, X: n×n"),
        ("A @ X @ B", "A: m×n, X: n×p, B: p×q"),
        ("softmax(A @ X @ a)", "A: m×n, X: n×p, a: p"),
        ("sum((X - mean(X, axis=0))**2 / (var(X, axis=0) + c))", "X: m×n, c:"),
    ],
)
def test_wide_pages_of_all_routes_compile(expression, shapes, tmp_path):
    made = derive(expression, wrt="X", shapes=shapes, route="all", layout="all").latex()
    assert complaints(compiled(made, tmp_path)) == []


def test_a_dense_layer_by_all_routes_takes_two_pages(tmp_path):
    log = compiled(derived("dense-layer", route="all").latex(), tmp_path)
    assert complaints(log) == []
    assert re.search(r"Output written on page\.pdf \((\d+) pages", log)[1] == "2"


def test_hostile_words_compile(tmp_path):
    words = HOSTILE + " Greek ∇ α σ ⊙ ᵏ 漢 \N{PILE OF POO} \\end{document} \\write18{ls} ^^41 %"
    remarks = (words, f"`{words.replace('`', '')}`")
    made = render(
        by_hand_derived(title=words, about=words, remarks=remarks, meanings={"W": words}), Format.LATEX, Presentation()
    )
    assert complaints(compiled(made, tmp_path)) == []


def test_long_formulas_stay_on_the_page(tmp_path):
    long_sum = Add(tuple(Product((layer.W, layer.a)) for _ in range(30)))
    long_product = layer.total(layer.term(*[layer.entry(layer.b, layer.i)] * 60))
    lines = (Line(layer.z, long_sum, "a rule", ("because of ", long_product)), Line(None, long_product, "", ("so",)))
    blocks = (Paragraph((long_product,)), ChainBlock(lines), Box(Equation(layer.z, long_sum), layer.z.shape))
    assert complaints(compiled(latex(single(Page("Long", blocks), Glyphs({}))), tmp_path)) == []


LOGS = [
    ("Overfull \\hbox (5.1pt too wide) in paragraph", ["overfull by 5.1 pt"]),
    ("Overfull \\hbox (4.9pt too wide) in paragraph", []),
    ("! Undefined control sequence.", ["! Undefined control sequence."]),
    ("Missing character: There is no x in font", ["Missing character: There is no x in font"]),
    ("LaTeX Warning: Reference `x' on page 1 undefined", ["LaTeX Warning: Reference `x' on page 1 undefined"]),
]


@pytest.mark.parametrize(("log", "found"), LOGS)
def test_the_log_is_read(log, found):
    assert complaints(log) == found


def test_a_template_gets_no_data_past_the_printers(tmp_path, monkeypatch):
    (tmp_path / "t.jinja").write_text("((( title )))|((( title | bold )))", encoding="utf-8")
    (tmp_path / "u.jinja").write_text("((( blocks )))", encoding="utf-8")
    monkeypatch.setattr("matcalc.documents.sandbox.data_folder", lambda _: tmp_path)
    values = {"title": "a & b", "blocks": (Paragraph((layer.W,)),)}
    filters = {"bold": lambda words: Typeset(f"<b>{words}</b>")}
    assert fill("t.jinja", values, lambda words: words.replace("&", "and"), filters) == "a and b|<b>a & b</b>"
    with pytest.raises(TypeError, match="may print words and typeset mathematics, not a tuple"):
        fill("u.jinja", values, str, filters)


def test_arrays_of_numbers_compile(tmp_path):
    key = worksheet("dense-layer", "trace-of-four-factors", ask="numbers").key
    assert complaints(compiled(str(key.render("latex")), tmp_path)) == []

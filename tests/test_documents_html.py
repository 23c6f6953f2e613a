"""A derivation as a web page: what the file says, without a browser."""

import hashlib
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from documents_derived import by_hand_derived, derived, document
from shipped import VARIED

from matcalc.chain import Blank
from matcalc.documents import html as pages
from matcalc.documents.chains import Detail
from matcalc.documents.changes import mark_changes, marked
from matcalc.documents.checks import Checks
from matcalc.documents.document import Chapter, Document
from matcalc.documents.html import JUDGES, html
from matcalc.documents.html_chains import COMMANDS
from matcalc.documents.katex import katex_style
from matcalc.documents.latex_atoms import UnknownLatexError, atoms
from matcalc.documents.page import Heading, Page, Paragraph
from matcalc.documents.presentation import Presentation
from matcalc.documents.render import Format, render
from matcalc.forms.index_form import IndexSum
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.resources import data_folder

HOSTILE = """<script>alert(1)</script> </script> " ' & ]]> <!-- --> <img src=x onerror=alert(1)> javascript:alert(1)"""
LARGEST = 1_000_000


class Reader(HTMLParser):
    """What a page says to a parser: its elements, attributes and text, and which elements are never closed."""

    VOID = ("meta", "input", "br")

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.words, self.wrong = [], [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(data)


@pytest.mark.parametrize("name", VARIED)
def test_a_page_is_well_formed_and_small(name):
    made = document(name, Format.HTML, Detail.NORMAL)
    read = Reader(made)
    assert (read.wrong, read.open) == ([], [])
    assert len(made.encode()) < LARGEST
    ids = [value for key, value in read.attributes if key == "id"]
    assert len(ids) == len(set(ids))
    named = {value for key, value in read.attributes if key == "data-above"}
    named |= {value[1:] for key, value in read.attributes if key == "href"}
    assert named
    assert named <= set(ids)


def test_the_reader_sees_what_is_not_closed():
    assert Reader("<p><b>x</p>").wrong == ["p"]
    assert Reader("<p>").open == ["p"]


def test_words_are_letters_everywhere():
    hostile = HOSTILE + "x" * 5000
    changed = {"title": hostile, "about": hostile, "remarks": (hostile,), "meanings": {"W": hostile}}
    made = render(by_hand_derived(**changed), Format.HTML, Presentation())
    usual = Reader(render(by_hand_derived(), Format.HTML, Presentation()))
    read = Reader(made)
    assert (read.wrong, read.open) == ([], [])
    assert set(read.tags) <= set(usual.tags)
    assert read.tags.count("script") == usual.tags.count("script")
    assert {key for key, _ in read.attributes} <= {key for key, _ in usual.attributes}
    assert "".join(read.words).count(hostile) == 5  # the title twice


def test_labels_and_accepted_answers_are_letters():
    page = Page("Sheet", (Paragraph(("x is ", Blank(HOSTILE, 4), ".")), Heading((HOSTILE,))))
    made = html(
        Document(HOSTILE, (Chapter(page.blocks, Glyphs({}), checks=lambda: Checks(right={HOSTILE: (HOSTILE,)})),))
    )
    read = Reader(made)
    assert (read.wrong, read.open) == ([], [])
    assert read.tags.count("script") == 3 + len(JUDGES)
    data = re.search(r'id="data">(.*?)</script>', made, re.DOTALL)[1]
    assert not set(data) & set("<>&")


def test_the_same_page_has_the_same_bytes():
    one, other = (by_hand_derived(), by_hand_derived())
    assert render(one, Format.HTML, Presentation()) == render(other, Format.HTML, Presentation())


def test_the_policy_names_the_scripts_that_are_there():
    from base64 import b64encode

    made = document("dense-layer", Format.HTML, Detail.NORMAL)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', made)[1]
    assert policy.startswith("default-src 'none'; ")
    scripts = re.findall(r"<script>(.*?)</script>", made, re.DOTALL)
    hashes = [f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts]
    assert re.search(r"script-src ([^;]*);", policy)[1].split() == hashes


def test_a_folder_of_ones_own_may_have_a_style_sheet(tmp_path):
    (tmp_path / "blocks.html.jinja").write_text('((* include "matcalc/blocks.html.jinja" *))', encoding="utf-8")
    (tmp_path / "document.css").write_text("p { color: red } </style><script>alert(1)</script>", encoding="utf-8")
    made = derived("dense-layer").render("html", templates=tmp_path)
    assert "p { color: red } <\\/style>" in made
    read = Reader(made)
    assert (read.wrong, read.open) == ([], [])
    assert read.tags.count("script") == 3


def test_a_page_that_grows_too_large_leaves_details_out(monkeypatch):
    whole = derived("dense-layer").html("normal")
    assert re.findall(r"<button type=.button. data-detail=.(\w+)", whole) == ["brief", "normal", "full"]
    assert "too large" not in whole
    monkeypatch.setattr(pages, "LARGEST", len(whole.encode()) - 1)
    smaller = derived("dense-layer").html("normal")
    assert "Detail: Normal. The page would be too large with brief as well: --detail chooses.</span>" in smaller
    assert re.findall(r"<button type=.button. data-detail=.(\w+)", smaller) == ["normal", "full"]
    monkeypatch.setattr(pages, "LARGEST", 1)
    alone = derived("dense-layer").html("normal")
    assert 'data-detail="normal"' in alone
    assert "too large with brief and full as well" in alone


def test_a_page_is_as_large_as_its_bytes(monkeypatch):
    whole = derived("dense-layer").html("normal")
    monkeypatch.setattr(pages, "LARGEST", len(whole.encode()))
    assert derived("dense-layer").html("normal") == whole
    assert len(whole) < len(whole.encode())
    monkeypatch.setattr(pages, "LARGEST", len(whole))
    assert derived("dense-layer").html("normal") != whole


def test_a_notebook_shows_a_page_in_a_frame():
    page = derived("lemma-norm").html("brief")
    assert re.fullmatch(r"<a web page of [\d,]+ bytes; str\(\) gives its HTML>", repr(page))
    assert type(str(page)) is str
    assert str(page) == page == derived("lemma-norm").render("html", "brief")
    assert page[:15] == "<!DOCTYPE html>"
    frame = re.fullmatch(
        r'<iframe sandbox="allow-scripts" [^<>"]*"100%" [^<>]* srcdoc="([^"]*)"></iframe>', page._repr_html_()
    )
    assert unescape(frame[1]) == page


def test_katex_is_as_it_was_published():
    folder = data_folder("templates") / "katex"
    said = dict(reversed(line.split()) for line in (folder / "README.txt").read_text().splitlines() if "  " in line)
    files = {file.name for file in folder.iterdir()} - {"README.txt"}
    assert files == set(said)
    for name, digest in said.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    fonts = {name for name in files if name.endswith(".woff2")}
    style = katex_style()
    assert "fonts/" not in style
    assert style.count("data:font/woff2") == len(fonts)


CHANGES = [  # before, after, before marked, after marked
    (r"\delta_{ij}\, x_{j}", r"x_{i}", r"\old{\delta_{ij}\, x_{j}}", r"\new{x_{i}}"),
    (r"a + b + c", r"a + d + c", r"a + \old{b} + c", r"a + \new{d} + c"),
    (r"(a + b)\, x", r"(a + c)\, x", r"(a + \old{b})\, x", r"(a + \new{c})\, x"),
    (r"\frac{a}{b}", r"\frac{a}{c}", r"\frac{a}{\old{b}}", r"\frac{a}{\new{c}}"),
    (r"x + y", r"x - y", r"x \old{+} y", r"x \new{-} y"),
    (r"2\, x^{\top}", r"2\, x", r"2\, \old{x^{\top}}", r"2\, \new{x}"),
    (r"\left(a\right)^{2}", r"\left(a\right)^{3}", r"\old{\left(a\right)^{2}}", r"\new{\left(a\right)^{3}}"),
    ("a", "a", "a", "a"),
]


@pytest.mark.parametrize(("before", "after", "old", "new"), CHANGES)
def test_what_changed_is_marked(before, after, old, new):
    above, below = atoms(before), atoms(after)
    mark_changes(above, below, "old", "new")
    assert (marked(above, COMMANDS), marked(below, COMMANDS)) == (old, new)


@pytest.mark.parametrize("latex", ["(a", "a)", r"\frac12", "{a", r"\left(a"])
def test_latex_that_can_not_be_read_is_refused(latex):
    with pytest.raises(UnknownLatexError):
        atoms(latex)


def bare(latex, gone=()):
    """LaTeX without marks, and without what has the marks in `gone`."""
    while found := re.search(r"\\(old|new|both)\{", latex):
        depth, at = 1, found.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(latex[at], 0)
            at += 1
        kept = "" if found[1] in gone else latex[found.end() : at - 1]
        latex = latex[: found.start()] + kept + latex[at:]
    return latex


@pytest.mark.parametrize("name", VARIED)
def test_every_formula_can_be_marked_and_no_mark_changes_it(name):
    printer = LatexPrinter(Glyphs({}))
    for step in derived(name).steps:
        above, below = (atoms(printer.expression(part)) for part in (step.before, step.after))
        mark_changes(above, below, "old", "new")
        assert bare(marked(above, COMMANDS)) == printer.expression(step.before)
        assert bare(marked(below, COMMANDS)) == printer.expression(step.after)


def test_the_place_that_a_step_names_is_marked():
    """Step.at says which factor a rule replaced: of what is marked in print, it is a part."""
    printer = LatexPrinter(Glyphs({}))
    seen = 0
    for name in VARIED:
        for step in derived(name).steps:
            if not isinstance(step.before, IndexSum) or len(step.at) < 2:
                continue
            before, after = (printer.expression(part) for part in (step.before, step.after))
            factor = printer.factor(step.before.terms[step.at[0]].factors[step.at[1]])
            if before == after or factor not in before:  # a divisor is printed in the fraction in front
                continue
            above = atoms(before)
            mark_changes(above, atoms(after), "old", "new")
            assert bare(marked(above, COMMANDS), ("old",)).count(factor) < before.count(factor), (step.rule, before)
            seen += 1
    assert seen > 50

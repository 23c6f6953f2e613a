"""Where the pages of a LaTeX document end: never between a step and its reason, never below a heading."""

import re
import unicodedata

import dense_layer_by_hand as layer
import pytest
from pypdf import PdfReader
from test_documents_latex import compiled

from matcalc.documents.document import single
from matcalc.documents.latex import latex
from matcalc.documents.page import Bullets, ChainBlock, Heading, Line, Page, Paragraph, Table
from matcalc.forms.matrix_form import Product
from matcalc.notation.glyphs import Glyphs

LINES = 90


def test_a_step_and_its_reason_stand_on_one_page(tmp_path):
    lines = tuple(
        Line(
            layer.z, Product((layer.W, layer.a)), f"rule{number}x", (f"first{number}x " + "gnu " * 60, f"last{number}x")
        )
        for number in range(LINES)
    )
    compiled(latex(single(Page("Long", (ChainBlock(lines),)), Glyphs({}))), tmp_path)
    pages = [page.extract_text() for page in PdfReader(tmp_path / "page.pdf").pages]
    assert len(pages) > 3
    for number in range(LINES):
        on = [[name in page for page in pages] for name in (f"rule{number}x", f"first{number}x", f"last{number}x")]
        assert on[0] == on[1] == on[2]
        assert sum(on[0]) == 1


def headings_at_the_end(pages, headings):
    """The headings that are the last line of a page, its number left out."""
    lasts = [lines[-1] for page in pages[:-1] if (lines := _lines(page))]
    return [last for last in lasts if any(last.startswith(heading) for heading in headings)]


def _lines(text):
    lines = [line.strip() for line in unicodedata.normalize("NFKC", text).splitlines() if line.strip()]
    return lines[:-1] if lines and re.fullmatch(r"\d+", lines[-1]) else lines


@pytest.mark.parametrize("extra", range(0, 12, 6))
def test_no_heading_is_the_last_line_of_a_page(extra, tmp_path):
    """The same sections at two places of a page."""
    blocks = [Paragraph((f"Line {number}.",)) for number in range(extra)]
    for number in range(40):
        line = Line(layer.z, Product((layer.W, layer.a)), "a rule", ("gnu " * 30,))
        follows = (Bullets((("gnu",),) * 3), Table(("a", "b"), ((("gnu",), ("cow",)),) * 3, 1), ChainBlock((line,) * 3))
        blocks += [Heading((f"Heading{number}",), level=1 + number % 2), follows[number % 3]]
    compiled(latex(single(Page("Long", tuple(blocks)), Glyphs({}))), tmp_path)
    pages = [page.extract_text() for page in PdfReader(tmp_path / "page.pdf").pages]
    assert len(pages) > 1
    assert headings_at_the_end(pages, [f"Heading{number}" for number in range(40)]) == []


def test_a_heading_at_the_end_is_found():
    assert headings_at_the_end(["x\nHeading1\n7", "y"], ["Heading1"]) == ["Heading1"]

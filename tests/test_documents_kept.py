"""Equations that are kept together stand on one page with their heading, wherever the page ends."""

import re

import dense_layer_by_hand as layer
import pytest
from documents_derived import derived
from pdf_read import pages
from test_documents_latex import compiled

from matcalc.documents.document import single
from matcalc.documents.page import ChainBlock, Heading, Line, Page, PageBreak, Paragraph
from matcalc.documents.render import Format, write
from matcalc.forms.matrix_form import Product
from matcalc.notation.glyphs import Glyphs
from matcalc.worksheets.blanking import shown_lines

FILLED = range(36, 66, 3)
"""How many lines stand above the equations on their page."""


def chains(place, kept):
    """A heading with six equations in four chains, which say where they stand."""
    right = Product((layer.W, layer.a))
    lines = [Line(layer.z, right, reason=(f"line {place} {number}",)) for number in range(6)]
    heading = Heading((f"heading {place}",))
    parts = (lines[:1], lines[1:2], lines[2:4], lines[4:])
    return (heading, *(ChainBlock(tuple(part), is_kept=kept) for part in parts))


def torn(texts):
    """The places of which not all stands on one page."""
    return [
        place
        for place in FILLED
        if len({n for n, text in enumerate(texts) if re.search(rf"(heading|line)\s*{place}\b", text)}) > 1
    ]


def filled(kept):
    blocks = []
    for count in FILLED:
        blocks += [PageBreak(), *(Paragraph((f"filler {n}",)) for n in range(count)), *chains(count, kept)]
    return single(Page("Title", tuple(blocks)), Glyphs({}))


@pytest.mark.parametrize("kept", [True, False])
def test_kept_equations_stand_on_one_page_of_a_pdf(kept):
    found = torn(pages(write(filled(kept), Format.PDF)))
    assert (found == []) is kept


@pytest.mark.parametrize("kept", [True, False])
def test_kept_equations_stand_on_one_page_of_latex(kept, tmp_path):
    compiled(write(filled(kept), Format.LATEX), tmp_path)
    found = torn(pages((tmp_path / "page.pdf").read_bytes()))
    assert (found == []) is kept


def test_a_few_forward_equations_are_kept():
    few, many = (
        [block.is_kept for block in shown_lines(derived(name))[0].forward if isinstance(block, ChainBlock)]
        for name in ("attention", "lstm")
    )
    assert few == [True] * 3
    assert len(many) > 6
    assert not any(many)

"""Every kind of block is printed by every target; places to write in have room."""

import re

import dense_layer_by_hand as layer
import pytest
from test_documents_latex import compiled, complaints

from matcalc.chain import Blank
from matcalc.documents.columns import width
from matcalc.documents.document import Chapter, Document
from matcalc.documents.drawing import Drawing, Ink, Label, Outline, Shape, Stroke
from matcalc.documents.page import (
    AnswerSpace,
    Box,
    Bullets,
    ChainBlock,
    Equation,
    Figure,
    FormLine,
    Heading,
    Hints,
    Line,
    Listing,
    Notice,
    Options,
    PageBreak,
    Paragraph,
    Table,
)
from matcalc.documents.printing import COLUMNS, USUAL, Printing
from matcalc.documents.render import Format, write
from matcalc.documents.templates import KINDS
from matcalc.forms.matrix_form import Product
from matcalc.notation.glyphs import Glyphs

FORMS = [form for form in Format if form is not Format.JSON]

WORDS = ("gnu ", layer.z)
SAMPLES = {
    "heading": Heading(WORDS),
    "paragraph": Paragraph(("gnu ", Blank("1.1", 12), " and ", Equation(layer.z, Blank("1.2", 300, 2)))),
    "bullets": Bullets((WORDS, WORDS)),
    "table": Table(("gnu", "cow"), ((WORDS, (Blank("1.3", 5),)),), None),
    "chain": ChainBlock(
        (
            Line(layer.z, Blank("2.1", 12), "gnu", ("for ", Blank("2.2", 20), " and ", layer.z)),
            Line(None, Product((layer.W, layer.a)), "", (Blank("2.3", 60, 3),)),
            Line(None, Blank("2.4", 70), "cow", ("it is long",)),
            Line(None, Blank("2.5", 400), "", WORDS),
            Line(Blank("2.6", 5), layer.b, "", (Blank("2.7", 400),)),
        )
    ),
    "box": Box(Equation(layer.z, Blank("gnu", 20)), layer.z.shape),
    "notice": Notice(WORDS, (WORDS,), (WORDS,)),
    "listing": Listing('def gnu(x):\n\treturn "\'`{}" # %s ∇ -- \\n' + " + x" * 60, "python"),
    "form": FormLine((("gnu", 3), ("cow", 1))),
    "space": AnswerSpace("gnu", 7),
    "options": Options("3.1", (WORDS, ("none",), (Product((layer.W, layer.a)), " is long" * 40))),
    "hints": Hints((("4.1", WORDS), ("4.2", ("a hint",) * 40)), at_foot=False),
    "figure": Figure(
        Drawing(
            90.0,
            40.0,
            (Shape(Outline.ROUND, 20.0, 20.0, 30.0, 24.0), Shape(Outline.RING, 62.5, 20.0, 5.0, 5.0, Ink.FREE)),
            (Stroke((35.0, 20.0), (((60.0, 20.0),),), Ink.FREE),),
            (),
            (Label(layer.z, 20.0, 20.0, 10.0, 14.0), Label("a word", 40.0, 34.0, 30.0, 11.0)),
            WORDS,
            ("; ", layer.z, " is free."),
        ),
        WORDS,
    ),
    "pagebreak": PageBreak(),
}
"""Each has the word gnu where its words are."""


def document(*blocks):
    return Document("A sheet", (Chapter(blocks, Glyphs({})),))


def text_of(made):
    if isinstance(made, str):
        return made
    from io import BytesIO

    from pypdf import PdfReader

    return "\f".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)


def not_printed(form, printing=USUAL):
    """The kinds of blocks that leave nothing on the page, or not their words."""
    around = (Paragraph(("before",)), Paragraph(("after",)))
    without = text_of(write(document(*around), form, printing))
    found = []
    for name, block in SAMPLES.items():
        made = text_of(write(document(around[0], block, around[1]), form, printing))
        if made == without or ("gnu" not in made and name != "pagebreak"):
            found.append(name)
    return found


def test_there_is_a_sample_of_every_kind():
    assert {name: type(block) for name, block in SAMPLES.items()} == KINDS


@pytest.mark.parametrize("form", FORMS)
def test_every_target_prints_every_kind_of_block(form):
    without_pages = ["pagebreak"] if form is Format.NOTEBOOK else []
    assert not_printed(form) == without_pages


@pytest.mark.parametrize(("form", "name"), [(Format.LATEX, "blocks.tex.jinja"), (Format.MARKDOWN, "blocks.md.jinja")])
def test_a_template_that_leaves_kinds_out_is_found(form, name, tmp_path):
    words = "((* for block in blocks *))((* if block is paragraph or block is heading *))((( block.words | sentence )))"
    (tmp_path / name).write_text(words + "((* endif *))((* endfor *))", encoding="utf-8")
    assert not_printed(form, Printing(templates=tmp_path)) == [
        name for name in SAMPLES if name not in ("paragraph", "heading")
    ]


@pytest.mark.parametrize("at_foot", [False, True])
def test_pages_of_every_kind_compile(at_foot, tmp_path):
    hints = Hints(SAMPLES["hints"].items, at_foot)
    made = write(document(*SAMPLES.values(), AnswerSpace("5", 60), hints), Format.LATEX)
    assert complaints(compiled(made, tmp_path)) == []


def test_text_of_every_kind_keeps_its_width():
    lines = write(document(*(block for name, block in SAMPLES.items() if name != "listing")), Format.TEXT).splitlines()
    assert max(map(width, lines)) <= COLUMNS
    assert [line for line in lines if line != line.rstrip()] == []


def test_the_letters_of_options_and_their_label():
    options = Options("3.1", (("first",), ("second",)))
    assert write(document(options), Format.TEXT).splitlines()[3:] == ["[3.1]   a) first", "        b) second"]
    markdown = write(document(options), Format.MARKDOWN)
    assert markdown.splitlines()[-2:] == [r"- **3\.1** (a) first", "- (b) second"]


def test_code_in_markdown_can_not_end_its_fence():
    markdown = write(document(Listing("```\n````\n", "python\n````")), Format.MARKDOWN)
    assert markdown.splitlines()[-4:] == ["`````python", "```", "````", "`````"]


def test_code_in_latex_is_as_it_was_typed(tmp_path):
    made = write(document(Listing("'a' -- \"b\" ,, `c` ?` x\\\\y ^~", "")), Format.LATEX)
    assert complaints(compiled(made, tmp_path)) == []
    assert "'a' -- \"b\" ,, `c` ?` x\\\\y ^~" in read_back(tmp_path)


def read_back(folder):
    from pypdf import PdfReader

    return "\f".join(page.extract_text() for page in PdfReader(folder / "page.pdf").pages)


def test_a_blank_is_high_enough_to_write_in(tmp_path):
    source = write(document(ChainBlock((Line(layer.z, Blank("1", 12)),))), Format.LATEX)
    measured = source.replace(
        r"\end{document}",
        r"\sbox{\mcformulabox}{$\mcblank{1}{12}{1}$}\typeout{high \the\dimexpr\ht\mcformulabox+\dp\mcformulabox\relax}"
        r"\sbox{\mcformulabox}{$\mcblank{1}{400}{2}$}\typeout{high \the\dimexpr\ht\mcformulabox+\dp\mcformulabox\relax}"
        r"\end{document}",
    )
    one, many = map(float, re.findall(r"^high ([\d.]+)pt", compiled(measured, tmp_path), re.MULTILINE))
    assert one >= 7 * 72.27 / 25.4
    assert many >= 800 * 2.4 / 180 * 7 * 72.27 / 25.4

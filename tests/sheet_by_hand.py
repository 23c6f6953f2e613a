"""A sheet made by hand, with every kind of block that a sheet may have."""

from dataclasses import replace

import dense_layer_by_hand as layer
from documents_derived import by_hand_derived

from matcalc.chain import Blank, Holes
from matcalc.documents.document import Chapter, Document
from matcalc.documents.page import (
    AnswerSpace,
    Block,
    ChainBlock,
    FormLine,
    Heading,
    Hints,
    Listing,
    Options,
    PageBreak,
    Paragraph,
    Table,
)
from matcalc.documents.presentation import Presentation
from matcalc.documents.render import document_of
from matcalc.forms.matrix_form import Product
from matcalc.notation.glyphs import Glyphs

ACCEPTED = {"1.1": ("W.T@grad_z",), "1.3": ("b",), "1.2": ()}
SPELLING = ((r"\s+", ""), ("[\u2212\u2013]", "-"))


def sheet() -> Document:
    """Two exercises: the dense layer with blanks, and questions of other kinds."""
    (chapter,) = document_of(by_hand_derived(), Presentation()).chapters
    head = Chapter(
        (
            FormLine((("Name", 3), ("Date", 1))),
            Table(("Exercise", "1", "2", "Σ"), ((("Points",), ("2",), ("3",), ("5",)), (("Reached",), (), (), ())), 0),
        ),
        Glyphs({}),
    )
    first = replace(chapter, blocks=(Heading(("Exercise 1",)), *_with_blanks(chapter.blocks)), accepted=ACCEPTED)
    second = Chapter(
        (
            PageBreak(),
            Heading(("Exercise 2",)),
            Paragraph(("Of what shape is it? ", Blank("1.2", 12), ".")),
            Options("1.3", (("a row",), ("a column",))),
            AnswerSpace("1.4", 6),
            Paragraph(("Which operators? ", Holes("1.5", Product((layer.W, layer.a))))),
            Listing("X = [[1, 2],\n     [3, 4]]", "python"),
            Hints((("1.1", ("Turn it.",)),), at_foot=True),
        ),
        Glyphs({}),
        accepted=ACCEPTED,
    )
    return Document("Sheet", (head, first, second), SPELLING)


def _with_blanks(blocks: tuple[Block, ...]) -> list[Block]:
    """The blocks up to the last chain, which ends in a blank."""
    at = max(number for number, block in enumerate(blocks) if isinstance(block, ChainBlock))
    *before, chain = blocks[: at + 1]
    assert isinstance(chain, ChainBlock)
    *lines, last = chain.lines
    return [*before, ChainBlock((*lines, replace(last, right=Blank("1.1", 24))))]

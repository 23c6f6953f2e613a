"""A sheet made by hand, with every kind of block that a sheet may have."""

from dataclasses import replace

import dense_layer_by_hand as layer
import numpy as np
from documents_derived import by_hand_derived

from matcalc.chain import Blank, Holes
from matcalc.documents.checks import Checks
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
from matcalc.forms.matrix_form import Cotangent, Product, Transpose
from matcalc.notation.glyphs import Glyphs
from matcalc.worksheets.points import digest, packed

RIGHT = Product((Transpose(layer.W), Cotangent(layer.z)))
POINT = {"sizes": {"m": 2, "n": 3}, "functions": {}, "numbers": packed(np.array([1, 2, 3, 4, 5, 6, 7, 8]))}
VALUE = np.array([1 * 7 + 4 * 8, 2 * 7 + 5 * 8, 3 * 7 + 6 * 8])
CHECKS = Checks(
    (
        {
            "points": [POINT],
            "arrays": [["W", [2], [3]], ["grad_z", [2], [1], "z̄"]],
            "lengths": [["m", [2]], ["n", [3]]],
            "definitions": [],
        },
    ),
    {"1.1": {"program": 0, "sides": [[3, 1]], "values": [digest(VALUE)]}, "1.3": {"program": 0, "texts": ["b"]}},
    {"1.1": (RIGHT,), "1.2": (layer.W.shape,), "1.3": ("b) a column",)},
)


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
    first = replace(chapter, blocks=(Heading(("Exercise 1",)), *_with_blanks(chapter.blocks)), checks=lambda: CHECKS)
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
        checks=lambda: CHECKS,
    )
    return Document("Sheet", (head, first, second))


def _with_blanks(blocks: tuple[Block, ...]) -> list[Block]:
    """The blocks up to the last chain, which ends in a blank."""
    at = max(number for number, block in enumerate(blocks) if isinstance(block, ChainBlock))
    *before, chain = blocks[: at + 1]
    assert isinstance(chain, ChainBlock)
    *lines, last = chain.lines
    return [*before, ChainBlock((*lines, replace(last, right=Blank("1.1", 24))))]

"""Every name on a sheet is introduced there: in the table of symbols, or by an equation above."""

from dataclasses import replace

import pytest
from documents_derived import derived

from matcalc.documents.page import ChainBlock, Equation, Paragraph, Table
from matcalc.documents.short_names import nodes_of, parts_of
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.traversal import walk
from matcalc.worksheets.asking import Asking, Blanked
from matcalc.worksheets.blanking import with_blanks

SHEETS = [
    ("quadratic-form", Blanked.STEPS, 3),
    ("quadratic-form", Blanked.RESULTS, 2),
    ("ridge-regression", Blanked.RESULTS, 2),
    ("least-squares", Blanked.OPERATORS, 2),
    ("newton-step", Blanked.RESULTS, 1),
    ("linear-solve", Blanked.STEPS, 2),
    ("implicit-function-jacobian", Blanked.RESULTS, 3),
]


def not_introduced(blocks):
    """The names that stand on a sheet before any line that says what they are."""
    known, found = set(), []
    for block in blocks:
        if isinstance(block, Table):
            known.update(row[0][0] for row in block.rows)
            continue
        lines = [replace(block, lines=(line,)) for line in block.lines] if isinstance(block, ChainBlock) else [block]
        for line in lines:
            left = [each.left for each in getattr(line, "lines", ())]
            left += [part.left for part in parts_of(line) if isinstance(part, Equation)]
            known.update(each for each in left if isinstance(each, Symbol))
            nodes = [part for node in nodes_of(line) for part in walk(node) if isinstance(part, Symbol)]
            found += [node.name for node in nodes if node not in known]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(("name", "kind", "level"), SHEETS)
def test_every_name_is_introduced(name, kind, level):
    exercise = with_blanks(derived(name), 1, Asking(kind, level))
    assert not_introduced(exercise.blocks) == []


def test_the_search_notices_a_name_that_nothing_introduces():
    blocks = with_blanks(derived("quadratic-form"), 1, Asking(level=3)).blocks
    (at,) = [number for number, block in enumerate(blocks) if isinstance(block, Paragraph) and block.words[0] == "Let "]
    assert not_introduced((*blocks[:at], *blocks[at + 3 :])) == ["g", "t1"]


def test_a_definition_does_not_show_the_gradient_that_is_asked_for():
    exercise = with_blanks(derived("quadratic-form"), 1, Asking(Blanked.RESULTS))
    answer = exercise.answers[0].right[0]
    lines = [line for block in exercise.blocks if isinstance(block, ChainBlock) for line in block.lines]
    assert answer not in [line.right for line in lines]
    (g,) = [line for line in lines if isinstance(line.left, Symbol) and line.left.name == "g"]
    assert (
        g.right
        == next(block for block in exercise.blocks if isinstance(block, Paragraph) and "Let " in block.words)
        .words[1]
        .right
    )

"""Long right-hand sides in rows, and lines that would be printed twice."""

from dataclasses import replace
from fractions import Fraction

import dense_layer_by_hand as layer

from matcalc.documents.document import single
from matcalc.documents.latex import latex_block
from matcalc.documents.markdown import markdown
from matcalc.documents.page import Box, ChainBlock, Equation, Line, Page
from matcalc.documents.pieces import LONGEST_ROW, rows, without_repeats
from matcalc.forms.index_form import Entry, of_factor
from matcalc.forms.matrix_form import Add, Hadamard, Power, Product
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.unicode_text import UnicodePrinter

UNICODE = UnicodePrinter(Glyphs({}))
LATEX = LatexPrinter(Glyphs({}))

LONG = Add(tuple(Product((layer.W, layer.a)) for _ in range(12)))


def test_rows_are_short_and_make_up_the_expression():
    found = rows(LONG, LATEX)
    assert len(found) == 3
    assert max(map(len, found)) <= LONGEST_ROW
    assert all(row.startswith("+ ") for row in found[1:])
    assert " ".join(found) == LATEX.part(LONG)


def test_a_long_term_has_a_row_of_its_own():
    term = Hadamard((layer.z,) * 20)
    assert rows(Add((layer.b, term, layer.b)), LATEX) == [
        r"\boldsymbol{b}",
        f"+ {LATEX.part(term)}",
        r"+ \boldsymbol{b}",
    ]


def test_a_long_right_side_is_broken_in_markdown():
    first, *rest = rows(LONG, LATEX)
    below = "".join(f" \\\\\n&\\quad {row}" for row in rest)
    blocks = (ChainBlock((Line(layer.z, LONG, "a rule"),)), Box(Equation(layer.z, LONG), layer.z.shape))
    made = markdown(single(Page("Long", blocks), LATEX.glyphs))
    z = r"\boldsymbol{z}"
    assert f"\\begin{{aligned}}\n{z} &= {first}{below} && \\quad (1)\n\\end{{aligned}}\n$$" in made
    assert f"\\boxed{{\\begin{{aligned}}\n{z} &= {first}{below}\n\\end{{aligned}}}} \\qquad (\\,m\\,)\n$$" in made
    assert f"{z} &= {first}{below}\n" in latex_block(blocks, LATEX)


def test_a_line_that_prints_like_the_one_above_is_left_out():
    entry, power = Entry(layer.z, (layer.i,), Fraction(2)), Entry(Power(layer.z, Fraction(2)), (layer.i,))
    assert UNICODE.part(entry) == UNICODE.part(power)
    start, same, other = Line(layer.b, of_factor(entry)), Line(None, of_factor(power), "a rule"), Line(None, layer.b)
    lines = (start, same, other, Line(layer.z, layer.b), Line(None, layer.b, depth=1))
    (block,) = without_repeats((ChainBlock(lines),), UNICODE)
    assert block.lines == (replace(start, right=same.right), *lines[2:])

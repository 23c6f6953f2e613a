"""What a page says, in which order, and how much of it at which detail."""

from dataclasses import replace

import dense_layer_by_hand as layer
import pytest
from documents_derived import by_hand_derived, derived, unchecked
from shipped import VARIED

from matcalc.chain import Gradient
from matcalc.checking.verification import ResultCheck, StepCheck, Verification
from matcalc.documents.chains import Detail, chain_lines
from matcalc.documents.checked import checked
from matcalc.documents.compose import compose
from matcalc.documents.conventions import index_ranges, listed
from matcalc.documents.derived import Derived
from matcalc.documents.page import Box, ChainBlock, Code, Equation, Heading, Line, Paragraph, Table, with_equations
from matcalc.documents.presentation import Presentation
from matcalc.documents.remarks import remark
from matcalc.documents.short_names import short_names
from matcalc.documents.vocabulary import clashing_names, unknown_functions
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import of_factor
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Add, Cotangent, Product, Scale
from matcalc.notation.glyphs import Glyphs


def page(detail=Detail.NORMAL, **changed):
    return compose(by_hand_derived(**changed), Presentation(detail))


def blocks(kind, detail=Detail.NORMAL):
    return [block for block in page(detail).blocks if isinstance(block, kind)]


def test_sections_come_in_the_order_of_the_argument():
    headings = [block.words for block in blocks(Heading)]
    assert headings == [
        ("Conventions",),
        ("Forward equations",),
        ("1. ", Gradient(layer.z, layer.E)),
        ("2. ", Gradient(layer.W, layer.E)),
        ("Summary",),
        ("Remarks",),
        ("Checked",),
    ]


def test_a_page_without_remarks_has_no_heading_for_them():
    assert ("Remarks",) not in [block.words for block in page(remarks=()).blocks if isinstance(block, Heading)]


def test_conventions_give_every_symbol_its_meaning_and_shape():
    table = blocks(Table)[0]
    assert [row[0] for row in table.rows] == [(symbol,) for symbol in layer.PROGRAM.symbols]
    assert table.rows[0][1:] == (("weights, row i feeds output i",), (layer.W.shape,))
    assert table.rows[-1][1] == ("scalar error, any differentiable function of ", layer.a_next)


def test_short_names_and_unknown_functions_are_those_that_occur():
    names = short_names(page().blocks, layer.DIFFERENTIATION, Glyphs({}))
    assert names == tuple(Equation(Cotangent(array), Gradient(array, layer.E)) for array in (layer.a_next, layer.z))
    headings = [block for block in page().blocks if isinstance(block, Heading)]
    assert short_names(headings, layer.DIFFERENTIATION, Glyphs({})) == ()
    assert [use.function.name for use in unknown_functions(layer.DIFFERENTIATION.program)] == ["f"]


def test_a_gradient_that_nobody_asked_for_says_what_it_is_for():
    said = [block.words[0] for block in blocks(Paragraph) if "Not asked for" in str(block.words[0])]
    assert len(said) == 1


LINES = [  # detail, (left side, depth) of the lines of ∇_z E
    (Detail.BRIEF, [("entry", 0), (None, 0), ("array", 0)]),
    (Detail.NORMAL, [("entry", 0), ("local", 1), ("entry", 0), (None, 0), ("array", 0)]),
    (Detail.FULL, [("entry", 0), ("local", 1), ("entry", 0), (None, 0), ("array", 0)]),
]


@pytest.mark.parametrize(("detail", "expected"), LINES)
def test_left_sides_are_said_once_and_again_after_inner_chains(detail, expected):
    array = Gradient(layer.z, layer.E)
    names = {"entry": layer.GRADIENT_Z.start, "local": layer.LOCAL_A.start, "array": array, None: None}
    lines = list(chain_lines(layer.GRADIENT_Z, detail, array))
    assert [(line.left, line.depth) for line in lines] == [(names[left], depth) for left, depth in expected]
    assert lines[-1].right is layer.GRADIENT_Z.end


def test_a_brief_line_names_every_rule_it_stands_for():
    line = list(chain_lines(layer.GRADIENT_Z, Detail.BRIEF))[1]
    assert (line.rule, line.reason) == ("local derivative, Kronecker delta", ())


def test_forward_equations_are_expanded_line_by_line_at_full_detail_only():
    (line,) = blocks(ChainBlock, Detail.NORMAL)[0].lines
    entries = layer.DIFFERENTIATION.forward[0].index_form
    assert line.reason == ("entry by entry: ", Equation(layer.entry(layer.z, layer.i), entries))
    full = blocks(ChainBlock, Detail.FULL)[0].lines
    assert [line.rule for line in full] == ["", "", "expand a sum", "expand a product"]
    assert [line.left for line in full] == [layer.z, layer.entry(layer.z, layer.i), None, None]


def test_every_derived_gradient_is_boxed_and_summed_up():
    equations = [block.equation for block in blocks(Box)]
    assert equations == [
        Equation(Gradient(layer.z, layer.E), layer.GRADIENT_Z.end),
        Equation(Gradient(layer.W, layer.E), layer.GRADIENT_W.end),
    ]
    assert [row[0] for row in blocks(Table)[1].rows] == [(equation.left,) for equation in equations]


def test_runs_are_the_lines_of_one_depth():
    lines = tuple(Line(None, layer.z, depth=depth) for depth in (0, 0, 1, 0))
    assert [len(run) for run in ChainBlock(lines).runs] == [2, 1, 1]


def test_an_index_name_with_two_ranges_is_said_section_by_section():
    other = Index("k", layer.N)
    assert clashing_names((layer.i, Index("k", layer.M), other, layer.i)) == {"k"}
    assert index_ranges((layer.i, layer.l, layer.j)) == (
        *(layer.i, ", ", layer.l, " = 1, …, ", layer.M),
        *("; ", layer.j, " = 1, …, ", layer.N),
    )


def test_lists_are_written_out_or_cut():
    assert listed(["a"]) == ("a",)
    assert listed(["a", "b", "c"]) == ("a", ", ", "b", " and ", "c")
    assert "".join(listed([str(number) for number in range(30)])) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, … and 29"


def test_an_equation_in_a_sentence_is_one_piece():
    assert with_equations(("only ", layer.l, " = ", layer.i, " = 3")) == ("only ", Equation(layer.l, layer.i), " = 3")


SYMBOLS = {symbol.name: symbol for symbol in layer.PROGRAM.symbols}
REMARKS = [
    ("no mathematics", ("no mathematics",)),
    ("`W @ a` is", (Product((layer.W, layer.a)), " is")),
    ("so `z - b`", ("so ", Add((layer.z, Scale(-1, layer.b))))),
    ("`grad_z`", (Cotangent(layer.z),)),
    ("call `model.fit(x)`", ("call ", Code("model.fit(x)"))),
    ("an odd ` stays", ("an odd ` stays",)),
]


@pytest.mark.parametrize(("text", "expected"), REMARKS)
def test_remarks_read_what_stands_between_backticks(text, expected):
    assert remark(text, SYMBOLS) == expected


def test_a_remark_may_hold_an_entry():
    (entry,) = remark("`W[i,j]`", SYMBOLS)
    assert entry == of_factor(layer.entry(layer.W, layer.i, layer.j))


def check(exact, error=0.0):
    return StepCheck(layer.GRADIENT_Z.steps[0], exact, error)


def idle():
    step = layer.GRADIENT_Z.steps[0]
    return StepCheck(replace(step, after=step.before), True, 0.0)


def result(exact):
    return ResultCheck(layer.z, exact, 0.0)


M3 = (("m", 3),)
CHECKED = [
    (((check(True),), (), 1, M3, 0), "1 step, those inside other steps included, was evaluated"),
    (((check(True),), (), 1, M3, 0), " at 1 random point (m = 3; seed 0): it agrees exactly, in arithmetic modulo"),
    (((check(True), idle()), (), 1, M3, 0), "1 step, those inside other steps included, was evaluated"),
    (((check(False), idle()), (), 1, M3, 0), "(m = 3; seed 0): it agrees in floating point, to the last digit."),
    (((check(True),) * 2, (result(True),) * 3, 2, M3, 5), "2 steps, those inside other steps included, were evaluated"),
    (((check(True),) * 2, (result(True),) * 3, 2, M3, 5), "at 2 random points (m = 3; seed 5): all agree exactly"),
    (((check(True),) * 2, (result(True),) * 3, 2, M3, 5), "The 3 gradients also agree exactly with a derivative"),
    (((check(True),), (result(True),), 2, M3, 5), "The gradient also agrees exactly with a derivative"),
    (
        ((check(True),) * 3 + (check(False, 2e-14), check(False, 1e-15)), (), 2, M3, 0),
        "3 agree exactly, in arithmetic modulo a prime; 2 in floating point, to a relative error of at most 2.0e-14.",
    ),
    (((check(False),), (result(False),), 2, (), 0), "it agrees in floating point, to the last digit. The gradient"),
    (((check(False),), (result(False),), 2, (), 0), "The gradient also agrees to the last digit with a derivative"),
    (((check(False, 2e-14),), (), 2, (), 0), "it agrees in floating point, to a relative error of at most 2.0e-14."),
]


@pytest.mark.parametrize(("fields", "expected"), CHECKED)
def test_what_was_checked_in_honest_numbers(fields, expected):
    assert expected in "".join(map(str, checked(Verification(*fields), "gradient")))


@pytest.mark.parametrize("name", VARIED)
def test_every_index_on_a_page_has_its_range_there(name):
    found = derived(name)
    differentiation = found.differentiation
    whole = compose(replace(found.derived, differentiation=differentiation), Presentation(Detail.FULL))
    said = {part for block in whole.blocks for part in _parts(block) if isinstance(part, Index)}
    used = {index for gradient in differentiation.gradients if gradient.chain for index in gradient.chain.free}
    assert used <= said


def _parts(block):
    if isinstance(block, Paragraph):
        return block.words
    return [part for item in getattr(block, "items", ()) for part in item]


def test_a_result_without_a_matrix_form_is_boxed_by_its_entries():
    stuck = replace(layer.DIFFERENTIATION.gradients[2], value=layer.GRADIENT_W.steps[2].after)
    whole = replace(layer.DIFFERENTIATION, gradients=(*layer.DIFFERENTIATION.gradients[:2], stuck))
    made = compose(Derived(layer.problem(), whole, unchecked(whole)), Presentation(Detail.BRIEF))
    boxes = [block for block in made.blocks if isinstance(block, Box)]
    assert boxes[1].equation.left == layer.GRADIENT_W.start


def test_dimensions_in_the_checked_sentence_are_mathematics():
    assert Dimension.named("m") in checked(Verification((check(True),), (), 1, M3, 0), "gradient")

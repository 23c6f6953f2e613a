"""Sheets ask for what they should, and nothing on them gives an answer away."""

import re
from itertools import pairwise

import pytest
from documents_derived import derived

from matcalc.api import derive
from matcalc.documents.document import Chapter, Document
from matcalc.documents.page import Box, Hints
from matcalc.documents.printing import Printing
from matcalc.documents.text import plain, text
from matcalc.errors import InputError
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.asking import Asking, Blanked, HintPlace, Style
from matcalc.worksheets.blanking import shown_lines, with_blanks
from matcalc.worksheets.deriving import to_derive
from matcalc.worksheets.hiding import hide_what_tells
from matcalc.worksheets.leaks import Reader
from matcalc.worksheets.plan import planned
from matcalc.worksheets.sections import Sections
from matcalc.worksheets.sheet import Asked

NAMES = ("dense-layer", "softmax-cross-entropy", "two-layer-network", "lemma-softmax", "binary-cross-entropy")
READ = (Asked.MATHEMATICS, Asked.OPERATORS)


def shown(exercise):
    """The sheet in lines so long that nothing is broken."""
    chapter = Chapter(exercise.blocks, exercise.glyphs, exercise.layout)
    return text(Document("t", (chapter,)), Printing(20_000))


def found(page, answer):
    """Whether an answer stands on a page, by itself or among other factors."""
    at = -1
    while (at := page.find(answer, at + 1)) >= 0:
        if page[at - 1 : at] in tuple(" (\n−") and page[at + len(answer)] in " )\n;,.:":
            return True
    return False


def given_away(exercise, page):
    """The answers that stand on the sheet below their blank, or in the conventions. A single name stands everywhere."""
    printer = UnicodePrinter(exercise.glyphs, exercise.layout)
    for answer in exercise.answers:
        right = plain(answer.right, printer).removeprefix("−")
        conventions, _, rest = page.partition("Forward equations")
        below = rest[rest.index(f"[{answer.label}") :] if f"[{answer.label}" in rest else ""
        if answer.asked in READ and " " in right and (found(conventions, right) or found(below, right)):
            yield answer.label, right


@pytest.mark.parametrize("level", range(1, 5))
@pytest.mark.parametrize("kind", Blanked)
@pytest.mark.parametrize("name", NAMES)
def test_no_answer_stands_on_the_sheet(name, kind, level):
    exercise = with_blanks(derived(name), 1, Asking(kind, level))
    page = shown(exercise)
    assert exercise.answers
    assert [answer.label for answer in exercise.answers if f"[{answer.label}" not in page] == []
    assert list(given_away(exercise, page)) == []


def test_the_search_for_answers_notices_one():
    exercise = with_blanks(derived("dense-layer"), 1, Asking(Blanked.RESULTS))
    page = shown(exercise)
    assert list(given_away(exercise, page + "\n  so W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾ it is\n")) == [("1.2", "W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾")]


@pytest.mark.parametrize("kind", Blanked)
@pytest.mark.parametrize("name", NAMES)
def test_no_hint_is_the_answer(name, kind):
    exercise = with_blanks(derived(name), 1, Asking(kind, 4, HintPlace.FOOTNOTES))
    printer = UnicodePrinter(exercise.glyphs, exercise.layout)
    for answer in exercise.answers:
        hint, right = plain(answer.hint, printer), plain(answer.right, printer)
        assert hint
        assert not found(f" {hint} ", right), (answer.label, hint)


@pytest.mark.parametrize("kind", Blanked)
def test_hints_do_not_come_between_a_chain_and_the_box_that_closes_it(kind):
    """The box would stand by itself, maybe on the next page, and the last line would not have its frame."""
    blocks = with_blanks(derived("dense-layer"), 1, Asking(kind, 4, HintPlace.FOOTNOTES)).blocks
    without = with_blanks(derived("dense-layer"), 1, Asking(kind, 4)).blocks
    assert any(isinstance(block, Hints) for block in blocks)
    assert [block for block in blocks if not isinstance(block, Hints)] == list(without)
    assert not any(isinstance(above, Hints) and isinstance(block, Box) for above, block in pairwise(blocks))


LEVELLED = ("dense-layer", "lemma-softmax", "ridge-regression", "lagrange-equality-quadratic", "layer-normalization")


@pytest.mark.parametrize("name", LEVELLED)
def test_no_level_asks_for_less_and_the_first_asks_each_chain_once(name):
    derivation = derived(name)
    page, glyphs = shown_lines(derivation)
    sections = Sections(page.sections, Reader(glyphs, derivation.presentation.layout, derivation.derived.programs))
    for kind in Blanked:
        found = []
        for level in range(1, 5):
            plan = planned(sections, (1, 2, 3), Asking(kind, level))
            hide_what_tells(sections, plan, Asking(kind, level))
            found.append(len(plan.asked) + len(plan.rows))
            if level == 1:
                blocks = [sections.closed_by.get(place.block, place).block for place in plan.asked]
                assert len(blocks) == len(set(blocks)), kind
                assert len(blocks) <= len(sections.chains)
        assert found == sorted(found), kind
        if kind in (Blanked.STEPS, Blanked.REASONS):
            assert 0 < found[0] < found[1] < found[3]


def test_a_derivative_worked_out_in_place_is_not_shown_below_its_blank():
    """2 Σ_l λ w_l · ∂w_l/∂w_j would stand in 2 Σ_l λ w_l δ_lj but for the derivative."""
    exercise = with_blanks(derived("ridge-regression"), 1, Asking(Blanked.STEPS, 3))
    printer = UnicodePrinter(exercise.glyphs, exercise.layout)
    assert "2 Σ_l λ w_l · ∂w_l/∂w_j" in [plain(answer.right, printer) for answer in exercise.answers]
    page = shown(exercise)
    assert "= 2 Σ_l λ w_l δ_lj =" not in page


def test_no_reason_names_the_delta_that_is_asked_for():
    exercise = with_blanks(derived("dense-layer"), 1, Asking(Blanked.STEPS, 2))
    page = shown(exercise)
    (below,) = [line for line in page.splitlines() if "∂E/∂b⁽ᵏ⁾_i = z̄⁽ᵏ⁺¹⁾_i" in line]
    assert "is short for" in below
    assert "δ" not in below


def test_a_line_below_others_that_are_left_out_has_no_rule():
    page = shown(with_blanks(derived("ridge-regression"), 1, Asking(Blanked.STEPS, 3)))
    assert "\n    ∇_w E = 2 Xᵀ t₁ + 2 λ w\n" in page
    page = shown(with_blanks(derived("ridge-regression"), 1, Asking(Blanked.STEPS, 1)))
    assert re.search(r"∇_w E = 2 Xᵀ t₁ \+ 2 λ w +collapse to a scalar multiple", page)


def test_help_for_what_is_derived_alone_says_where_to_begin():
    exercise = to_derive(derived("ridge-regression"), 1)
    printer = UnicodePrinter(exercise.glyphs)
    first, second, solved = (plain(answer.hint, printer) for answer in exercise.answers)
    assert first == "Begin with the chain rule: E sees w through t₁ and t₂."
    assert "differentiate it by one entry of w" in second
    assert solved == "Bring the terms with w to one side, and take w out."


def test_the_hint_for_several_steps_names_them_all():
    exercise = with_blanks(derived("softmax-cross-entropy"), 1, Asking(Blanked.STEPS, 2))
    hint = plain(exercise.answers[-1].hint, UnicodePrinter(exercise.glyphs))
    assert hint.startswith("Use a declared sum, then move numbers to the front, then begin with a positive term. ")


@pytest.mark.parametrize(
    ("kind", "second", "asked"),
    [
        (Blanked.STEPS, "ā⁽ᵏ⁺¹⁾ ⊙ f′(z⁽ᵏ⁺¹⁾)", Asked.MATHEMATICS),
        (Blanked.RESULTS, "W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾", Asked.MATHEMATICS),
        (Blanked.OPERATORS, "W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾", Asked.OPERATORS),
        (Blanked.SHAPES, "m", Asked.SHAPE),
    ],
)
def test_what_is_asked_second(kind, second, asked):
    exercise = with_blanks(derived("dense-layer"), 1, Asking(kind))
    answer = exercise.answers[1]
    assert answer.asked is asked
    assert answer.label == "1.2"
    assert plain(answer.right, UnicodePrinter(exercise.glyphs)) == second


def test_holes_stand_wherever_an_operator_could():
    page = shown(with_blanks(derived("dense-layer"), 2, Asking(Blanked.OPERATORS)))
    assert "∇_{a⁽ᵏ⁾} E = W⁽ᵏ⁾^[_] [_] z̄⁽ᵏ⁺¹⁾^[_]   [2.2]" in page
    assert "∇_{W⁽ᵏ⁾} E = z̄⁽ᵏ⁺¹⁾^[_] [_] a⁽ᵏ⁾^[_]   [2.3]" in page


def test_marks_instead_of_boxes():
    page = shown(with_blanks(derived("dense-layer"), 1, Asking(Blanked.RESULTS, style=Style.MARKS)))
    assert "∇_{a⁽ᵏ⁾} E = ??? [1.2]" in page
    assert "__" not in page


def test_what_is_derived_alone_shows_no_result():
    exercise = to_derive(derived("dense-layer"), 3)
    page = shown(exercise)
    assert [answer.label for answer in exercise.answers] == ["3.1", "3.2", "3.3", "3.4"]
    assert list(given_away(exercise, page)) == []
    assert not found(page, "W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾")
    assert "⊙" not in page


def test_where_all_lines_look_like_the_result_it_is_asked_for_without_them():
    page = shown(with_blanks(derive("x.T @ x", wrt="x", shapes="x: n"), 1, Asking(Blanked.STEPS)))
    assert re.search(r"∇_x E = \[1\.1: _+\]\n*\Z", page)
    assert "∂E/∂x_i" not in page


def test_where_there_is_nothing_to_ask_for():
    with pytest.raises(InputError, match=r"there is nothing to blank in 'Derivative of x' with --blank operators"):
        with_blanks(derive("x", wrt="x", shapes="x:"), 1, Asking(Blanked.OPERATORS))


def test_the_shape_that_words_say_is_not_asked_for():
    page = shown(with_blanks(derived("dense-layer"), 1, Asking(Blanked.SHAPES, 4)))
    (row,) = [line for line in page.splitlines() if line.startswith("  E  ")]
    assert row.endswith(" scalar")


def test_what_is_to_be_solved_is_said():
    exercise = to_derive(derive("ridge-regression"), 1)
    assert "∇_w E = 0, solved for w" in shown(exercise)


def test_signs_of_what_is_asked_for_are_not_explained():
    page = shown(to_derive(derived("softmax-cross-entropy"), 1))
    assert "I is an identity matrix" not in page
    page = shown(to_derive(derived("ridge-regression"), 1))
    assert "I is an identity matrix" not in page
    assert "δ" not in page

"""Sheets ask for what they should, and nothing on them gives an answer away."""

import pytest

from matcalc.api import derive
from matcalc.documents.document import Chapter, Document
from matcalc.documents.printing import Printing
from matcalc.documents.text import plain, text
from matcalc.errors import InputError
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.asking import Asking, Blanked, HintPlace, Style
from matcalc.worksheets.blanking import with_blanks
from matcalc.worksheets.deriving import to_derive
from matcalc.worksheets.sheet import Asked

NAMES = ("dense-layer", "softmax-cross-entropy", "two-layer-network", "lemma-softmax", "binary-cross-entropy")
READ = (Asked.MATHEMATICS, Asked.OPERATORS)
DERIVED = {}


def derived(name):
    if name not in DERIVED:
        DERIVED[name] = derive(name)
    return DERIVED[name]


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


def test_each_level_asks_for_more():
    counts = [
        len(with_blanks(derived("two-layer-network"), 1, Asking(Blanked.STEPS, level)).answers) for level in range(1, 5)
    ]
    assert counts == sorted(set(counts))


@pytest.mark.parametrize(
    ("kind", "second", "asked"),
    [
        (Blanked.STEPS, "Σ_i z̄⁽ᵏ⁺¹⁾_i W⁽ᵏ⁾_ij", Asked.MATHEMATICS),
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
    assert "I is an identity matrix" not in shown(to_derive(derive("ridge-regression"), 1))

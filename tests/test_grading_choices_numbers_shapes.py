"""What is chosen, numbers and shapes: judged by place and by value, in all the ways to type them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from submissions import found, handed_in, key_to

import matcalc
from matcalc.grading.key import Blank, Said
from matcalc.grading.numbers import judge_numbers, rows_of
from matcalc.grading.shapes import judge_shape
from matcalc.judging.normalised import normalised
from matcalc.worksheets.sheet import Asked
from matcalc.worksheets.typed_numbers import accepted_numbers

CHOICE = matcalc.worksheet("dense-layer", ask="choice")
NUMBERS = matcalc.worksheet("dense-layer", ask="numbers")
MATRIX = ((Fraction(1), Fraction(-2)), (Fraction(3), Fraction(1, 3)), (Fraction(0), Fraction(5)))


def of_numbers(rows):
    return Blank("1.1", Asked.NUMBERS, 3, Said("", ""), accepted_numbers(rows))


def of_shape(text):
    return Blank("1.1", Asked.SHAPE, 1, Said(text, text))


def ruled(judged):
    return judged.ruling.value


def test_a_choice_is_judged_by_its_letter(tmp_path):
    key = key_to(CHOICE)
    first = key.sheets[0].blanks[0]
    letters = "abcd"[: len(first.options)]
    right = letters[first.chosen]
    for typed in (right, right.upper(), f"({right})", f"{right})", f" {right}. "):
        assert found(tmp_path / "a.json", key, handed_in(CHOICE, {"1.1": typed}))[0]["1.1"] == "right"
    for typed in ("", "z", "a, b", "1", first.right.text):
        ruling = "no answer" if not typed else "for a reader"
        assert found(tmp_path / "a.json", key, handed_in(CHOICE, {"1.1": typed}))[0]["1.1"] == ruling


def test_a_wrong_choice_has_the_words_of_its_mistake(tmp_path):
    key = key_to(CHOICE)
    first = key.sheets[0].blanks[0]
    words = {wrong.text: said.text for wrong, said in first.mistakes}
    for place, option in enumerate(first.options):
        if place != first.chosen:
            rulings, said = found(tmp_path / "a.json", key, handed_in(CHOICE, {"1.1": "abcd"[place]}))
            assert rulings["1.1"] == "wrong"
            assert said["1.1"] == words.get(option.text, "")
    assert len(words) > 1


@pytest.mark.parametrize(
    ("typed", "ruling", "said"),
    [
        ("[1 -2; 3 1/3; 0 5]", "right", ""),
        ("[[1, -2], [3, 1/3], [0, 5]]", "right", ""),
        ("[1.0, -2.00; 3, 2/6; -0, +5]", "right", ""),
        ("[1 3 0; -2 1/3 5]", "wrong", "This is 2 × 3, and 3 × 2 is asked for. Its transpose is right."),
        ("[1 3 0; -2 1/3 5].T", "right", ""),
        ("[1 3 0; -2 1/3 5]ᵀ", "right", ""),
        ("[1 -2; 3 1/3; 0 7]", "wrong", "All entries are right but one: row 3, column 2."),
        ("[-1 2; -3 -1/3; 0 -5]", "wrong", "Its sign is the other one."),
        ("[9 9; 9 9; 9 9]", "wrong", "The shape is right, and the value is not."),
        ("[1 -2; 3 0.333; 0 5]", "for a reader", "These are near the right numbers, and rounded."),
        ("5", "wrong", "This is 1 × 1, and 3 × 2 is asked for."),
        ("[1 -2; 3 1/0; 0 5]", "for a reader", "This can not be read as numbers, such as [1 -2; 3 4]."),
        ("[1 -2; 3]", "for a reader", "This can not be read as numbers, such as [1 -2; 3 4]."),
        ("see above", "for a reader", "This can not be read as numbers, such as [1 -2; 3 4]."),
        ("[" * 1500, "for a reader", "This can not be read as numbers, such as [1 -2; 3 4]."),
        ("[1]" + ".T" * 900, "for a reader", "This can not be read as numbers, such as [1 -2; 3 4]."),
        ("9" * 5000, "for a reader", "This can not be read as numbers, such as [1 -2; 3 4]."),
    ],
)
def test_numbers_are_compared_by_value(typed, ruling, said):
    judged = judge_numbers(typed, of_numbers(MATRIX))
    assert (ruled(judged), judged.text) == (ruling, said)


@pytest.mark.parametrize("typed", ["[-6;1;-9]", "(-6, 1, -9)", "[-6 1 -9]ᵀ", "[-6.0; 1; -9]", "[-6, 1, -9]"])
def test_a_column_may_be_typed_as_a_list(typed):
    assert ruled(judge_numbers(typed, of_numbers(((Fraction(-6),), (Fraction(1),), (Fraction(-9),))))) == "right"


def test_a_sheet_of_numbers_and_its_right_answers(tmp_path):
    key = key_to(NUMBERS)
    answers = {blank.label: blank.right.text for blank in key.sheets[0].blanks}
    assert {*found(tmp_path / "a.json", key, handed_in(NUMBERS, answers))[0].values()} == {"right"}


ENTRIES = st.builds(Fraction, st.integers(-99, 99), st.integers(1, 9))


@given(st.integers(1, 3).flatmap(lambda width: st.lists(st.tuples(*[ENTRIES] * width), min_size=1, max_size=3)))
def test_what_the_key_accepts_is_read_as_what_it_is(rows):
    for text in accepted_numbers(rows):
        assert rows_of(normalised(text)) in (tuple(rows), tuple(zip(*rows, strict=True)))
    assert ruled(judge_numbers(accepted_numbers(rows)[0], of_numbers(rows))) == "right"


@given(st.text(max_size=60))
def test_no_text_of_numbers_or_shapes_is_too_odd(text):
    assert ruled(judge_numbers(text, of_numbers(MATRIX))) in ("for a reader", "wrong", "right")
    assert ruled(judge_shape(text, of_shape("m × n"))) in ("for a reader", "wrong", "right")


SHAPES = [
    (
        "m × n",
        ["m×n", "m x n", "mxn", "m by n", "(m, n)", "[m, n]", "m, n", r"$m \times n$", "m*n"],
        ["n × m", "m", "m × n × 1"],
    ),
    ("m", ["m", "(m,)", "m × 1", "m x 1", "(m, 1)"], ["1 × m", "n", "m + 1", "scalar"]),
    ("scalar", ["scalar", "a scalar", "number", "1", "1 × 1", "(1,)"], ["m", "2"]),
    ("(n + 1) × m", ["(n+1) × m", "(1 + n) x m", "n+1, m"], ["n × m", "(n − 1) × m"]),
    ("2 n × m", ["2n × m", "(n + n) × m"], ["n × m"]),
    ("n⁽ᵏ⁾ × n⁽ᵏ⁻¹⁾", ["n^(k) × n^(k-1)", "n^{(k)} x n^{(k - 1)}"], ["n⁽ᵏ⁻¹⁾ × n⁽ᵏ⁾", "n × n", "n⁽ᵏ⁾ × n⁽ᵏ⁺¹⁾"]),
    ("n q × 1", ["n q", "q n", "n q × 1", "(n q, 1)"], ["n × q", "1 × n q"]),
]


@pytest.mark.parametrize(("right", "same", "others"), SHAPES)
def test_shapes_are_compared_length_by_length(right, same, others):
    for typed in (right, *same):
        assert ruled(judge_shape(typed, of_shape(right))) == "right", typed
    for typed in others:
        assert ruled(judge_shape(typed, of_shape(right))) == "wrong", typed
    for typed in ("", "the same", "f(m)", "m ** n", "(" * 900, "m" * 3000, "m/n"):
        assert ruled(judge_shape(typed, of_shape(right))) == "for a reader", typed


def test_two_names_side_by_side_are_for_a_reader_where_they_are_no_length():
    judged = judge_shape("m n", of_shape("m × n"))
    assert (ruled(judged), judged.text) == (
        "for a reader",
        "This can be read as a length, m times n, or as a shape, m × n.",
    )


def test_a_sheet_of_shapes_and_its_right_answers(tmp_path):
    sheets = matcalc.worksheet("dense-layer", "layer-norm", blank="shapes", level=3)
    key = key_to(sheets)
    answers = {blank.label: blank.right.text for blank in key.sheets[0].blanks}
    assert {*found(tmp_path / "a.json", key, handed_in(sheets, answers))[0].values()} == {"right"}

"""Exercises in numbers: right values, an answer that no sheet shows, texts that pages and learning systems accept."""

import json
from fractions import Fraction
from unicodedata import normalize
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner

import matcalc
from matcalc.chain import Numerals
from matcalc.cli import main
from matcalc.documents.sheet_formats import FORMATS
from matcalc.documents.text import plain
from matcalc.errors import InputError
from matcalc.judging.normalised import normalised
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.typst import TypstPrinter
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.sheet import Asked
from matcalc.worksheets.typed_numbers import accepted_numbers, spellings
from tests.learning_systems import faults_of_moodle, faults_of_qti, fields_of, package

MATRIX = ((Fraction(1), Fraction(-2)), (Fraction(0), Fraction(1, 2)))
COLUMN = ((Fraction(5),), (Fraction(-6),))


@pytest.mark.parametrize(
    ("printer", "matrix", "column"),
    [
        (UnicodePrinter, "[1 −2; 0 1/2]", "[5; −6]"),
        (
            LatexPrinter,
            r"{\begin{bmatrix} 1 & -2 \\ 0 & \tfrac{1}{2} \end{bmatrix}}",
            r"{\begin{bmatrix} 5 \\ -6 \end{bmatrix}}",
        ),
        (
            TypstPrinter,
            '#box(height: 2.60em, baseline: 1.05em);mat(delim: "[", 1, −2; 0, inline(frac(1, 2)))',
            '#box(height: 2.60em, baseline: 1.05em);mat(delim: "[", 5; −6)',
        ),
    ],
)
def test_numbers_in_print(printer, matrix, column):
    made = printer(Glyphs({}))
    assert (made.part(Numerals(MATRIX)), made.part(Numerals(COLUMN))) == (matrix, column)
    assert made.part(Numerals(((Fraction(7),),))) == "7"


@pytest.mark.parametrize(
    "typed",
    [
        *("[1 -2; 0 1/2]", "[1, -2; 0, 1/2]", "[[1, -2], [0, 1/2]]", "[[1,−2],[0,1/2]]", "[ 1  -2 ;0 1/2 ]"),
        *("[[1 -2]\n [0 1/2]]", "[1 -2\n0 1/2]", "[1 -2;\n 0 1/2]"),
    ],
)
def test_a_matrix_as_people_type_it(typed):
    assert normalised(typed) in accepted_numbers(MATRIX)


@pytest.mark.parametrize("typed", ["[1 -2 0 1/2]", "[1 2; 0 1/2]", "[1 0; -2 1/2]", "[1 -20 1/2]", "1 -2; 0 1/2", ""])
def test_what_is_another_matrix_is_not_accepted(typed):
    assert normalised(typed) not in accepted_numbers(MATRIX)


@pytest.mark.parametrize(
    "typed", ["[5; -6]", "[5, -6]", "[5 -6]ᵀ", "(5, −6)", "[[5], [-6]]", "[5, -6].T", "[5\n-6]", "[5 -6]'"]
)
def test_a_column_as_people_type_it(typed):
    assert normalised(typed) in accepted_numbers(COLUMN)


@pytest.mark.parametrize("rows", [MATRIX, COLUMN, ((Fraction(-3),),), ((Fraction(1), Fraction(-2)),)])
def test_accepted_texts_are_in_the_one_spelling(rows):
    accepted = accepted_numbers(rows)
    assert list(map(normalised, accepted)) == list(accepted)
    assert {normalised(text) for text in spellings(accepted)} == set(accepted)


def test_differences_are_no_arrays():
    assert normalised("x**2 -1") == "x**2-1"
    assert normalised("a*(3 -1) + b") == "a*(3-1)+b"


def answers_of(sheet):
    return {answer.label: answer for exercise in sheet.exercises for answer in exercise.answers}


def given_of(exercise):
    """The numbers on a sheet, by what stands before them in print, and the tables of functions."""
    printer = UnicodePrinter(exercise.glyphs)
    start = next(at for at, block in enumerate(exercise.blocks) if getattr(block, "words", None) == ("Numbers",))
    arrays, table = {}, None
    for block in exercise.blocks[start + 1 :]:
        if hasattr(block, "rows"):
            read = [[Fraction(plain(cell, printer).replace("−", "-")) for cell in row] for row in block.rows]
            table = {row[0]: row[1:] for row in read}
        elif getattr(block, "words", (None,))[0] == "Let ":
            for part in block.words:
                if not isinstance(part, str) and isinstance(part.right, Numerals):
                    arrays[printer.part(part.left)] = np.array(part.right.rows)
        else:
            break
    return arrays, table


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_dense_layer_by_hand(seed):
    """From what the sheet tells alone, in fractions, by the formulas of every textbook."""
    (sheet,) = matcalc.worksheet("dense-layer", ask="numbers", seed=seed).sheets
    arrays, table = given_of(sheet.exercises[0])
    w, a, b, upstream = (arrays[name] for name in ("W⁽ᵏ⁾", "a⁽ᵏ⁾", "b⁽ᵏ⁾", "∇_{a⁽ᵏ⁺¹⁾} E"))
    slopes = np.array([[table[entry][1]] for (entry,) in w @ a + b])
    z = upstream * slopes
    found = [np.array(answer.right[0].rows) for answer in answers_of(sheet).values()]
    for one, other in zip(found, [z, w.T @ z, z @ a.T, z], strict=True):
        assert one.shape == other.shape
        assert (one == other).all()


@pytest.mark.parametrize("direction", [None, "v"])
def test_second_derivatives_by_differences(direction):
    """d²/dw² of the sum of (X w)³ is 6 Xᵀ diag(X w) X."""
    derived = matcalc.derive("sum(z**3)", wrt="w", lets=["z = X @ w"], shapes="X: m×n, w: n", order=2, hvp=direction)
    (sheet,) = matcalc.worksheet(derived.problem, ask="numbers").sheets
    (answer,) = answers_of(sheet).values()
    arrays, _ = given_of(sheet.exercises[0])
    x = arrays["X"]
    hessian = 6 * x.T @ np.diag((x @ arrays["w"])[:, 0]) @ x
    assert (np.array(answer.right[0].rows) == (hessian if direction is None else hessian @ arrays["v"])).all()


def test_the_gradient_and_the_hessian_by_hand():
    """Of least squares 2 Xᵀ (X w − y) and 2 Xᵀ X."""
    (sheet,) = matcalc.worksheet("least-squares", ask="numbers").sheets
    arrays, _ = given_of(sheet.exercises[0])
    x, w, y = (arrays[name] for name in ("X", "w", "y"))
    found = [np.array(answer.right[0].rows) for answer in answers_of(sheet).values()]
    assert [one.tolist() for one in found] == [(2 * x.T @ (x @ w - y)).tolist(), (2 * x.T @ x).tolist()]


def test_the_sheet_shows_no_answer():
    made = matcalc.worksheet("dense-layer", "least-squares", ask="numbers")
    printer = UnicodePrinter(Glyphs({}))
    for exercise in made.sheets[0].exercises:
        for answer in exercise.answers:
            assert answer.asked is Asked.NUMBERS
            assert answer.points == 3
            shown = plain(answer.right, printer)
            assert shown not in made.text()
            assert shown in made.key.text()


def test_the_key_has_the_values_on_the_way():
    text = matcalc.worksheet("dense-layer", ask="numbers").key.text()
    lines = (
        "z⁽ᵏ⁺¹⁾ = W⁽ᵏ⁾ a⁽ᵏ⁾ + b⁽ᵏ⁾ = [1; 5; 0]",
        "f′(z⁽ᵏ⁺¹⁾) = [3; 1; 3]",
        "∇_{z⁽ᵏ⁺¹⁾} E = ā⁽ᵏ⁺¹⁾ ⊙ f′(z⁽ᵏ⁺¹⁾) = [−6; 1; −9]",
        "∇_{W⁽ᵏ⁾} E = z̄⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ = [6 −12; −1 2; 9 −18]",
    )
    places = [normalize("NFD", text).index(normalize("NFD", line)) for line in lines]
    assert places == sorted(places)


@pytest.mark.parametrize("form", FORMATS)
def test_every_target_prints_them(form):
    made = matcalc.worksheet("dense-layer", "trace-of-four-factors", ask="numbers")
    assert made.render(form)
    assert made.key.render(form)


def test_a_course_asks_for_them(tmp_path):
    (tmp_path / "course.toml").write_text(
        'ask = "numbers"\n[[exercise]]\nproblem = "dense-layer"\nwrt = ["W"]\n', encoding="utf-8"
    )
    shown = CliRunner().invoke(main, ["worksheet", str(tmp_path / "course.toml")]).output
    assert "argument of f" in shown
    assert "∇_{W⁽ᵏ⁾} E = [1.1: __________]" in shown


def test_variants_have_other_numbers():
    first, again = (matcalc.worksheet("least-squares", ask="numbers", variants=3, seed=4) for _ in range(2))
    assert first.text() == again.text()
    assert first.key.text() == again.key.text()
    numbers = [tuple(answer.right for answer in answers_of(sheet).values()) for sheet in first.sheets]
    assert len(set(numbers)) == 3


def test_what_has_no_numeric_form_is_said():
    with pytest.raises(InputError, match="no numeric form: sigmoid has no whole values"):
        matcalc.worksheet("sigmoid", ask="numbers")
    with pytest.raises(InputError, match="no numeric form: its derivatives are no matrices"):
        matcalc.worksheet("vec-kronecker", ask="numbers")


def test_learning_systems_check_them():
    made = matcalc.worksheet("dense-layer", ask="numbers")
    moodle = made.render("moodle")
    assert faults_of_moodle(moodle) == []
    assert "[-6; 1; -9]" in moodle
    (fields,) = [fields_of(one) for one in ElementTree.fromstring(moodle) if one.get("type") == "cloze"]
    assert [points for points, _ in fields] == [3, 3, 3, 3]
    files, _ = package(made.render("qti"))
    assert faults_of_qti(files) == []
    assert b'mapKey="[-6;1;-9]"' in files["items/item-1-1-1.xml"]
    answers = json.loads(made.key.render("json"))["sheets"][0]["exercises"][0]["answers"]
    assert answers[0]["accepted"][0] == "[-6;1;-9]"


@pytest.mark.parametrize(("typed", "said"), [("[−6 1 -9]ᵀ", "Right"), ("[-6; 1; 9]", "Not yet"), ("", "Not yet")])
def test_a_notebook_checks_them_and_shows_none(typed, said, capsys):
    made = json.loads(matcalc.worksheet("dense-layer", ask="numbers").render("ipynb"))
    cells = ["".join(cell["source"]) for cell in made["cells"]]
    assert not any("[-6" in cell or "-9" in cell for cell in cells)
    at = cells.index('answer_1_1 = ""')
    exec(f"answer_1_1 = {typed!r}\n{cells[at + 1]}", {})
    assert capsys.readouterr().out == f"{said}\n"

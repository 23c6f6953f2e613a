"""Worksheets as notebooks: cells for answers, cells that check them, and no answer in either."""

import re

import nbformat
import pytest

import matcalc
from matcalc.worksheets.worksheet import worksheet


def cells(sheets):
    made = nbformat.reads(sheets.render("ipynb"), 4)
    nbformat.validate(made)
    return [(cell.cell_type, cell.source) for cell in made.cells]


def code_of(sheets):
    return [text for kind, text in cells(sheets) if kind == "code"]


DENSE = worksheet("dense-layer", blank="results", level=4, variants=None)
EXPRESSION = {"wrt": "x", "shapes": "A: n×n", "blank": "results", "level": 4}


def test_each_result_has_a_cell_and_a_check():
    start, *others = code_of(DENSE)
    assert start == "import matcalc"
    names, checks = others[::2], others[1::2]
    assert [f'answer_1_{at} = ""' for at in range(1, len(names) + 1)] == names
    assert checks == [
        f'matcalc.check(answer_1_{at}, "dense-layer", wrt="{name}")' for at, name in enumerate(("z", "a", "W", "b"), 1)
    ]


def test_what_a_reader_judges_has_room():
    found = cells(worksheet("dense-layer", blank="reasons", level=3))
    assert [text for kind, text in found if kind == "code"] == ["import matcalc"]
    rooms = [text for _, text in found if text.endswith("*Write your answer here.*")]
    assert rooms[0].startswith("**1.1** (1 point)")
    assert len(rooms) > 2


def test_an_expression_is_asked_again_by_its_equations():
    *_, check = code_of(worksheet("x.T @ A @ x", **EXPRESSION))
    assert check == 'matcalc.check(answer_1_1, "x.T @ A @ x", wrt="x", shapes="A: n×n")'


def test_no_check_says_a_shape_that_is_asked_for():
    made = worksheet("x.T @ A @ x", **(EXPRESSION | {"blank": "shapes"}))
    assert code_of(made) == ["import matcalc"]


@pytest.mark.parametrize("variants", [None, 3])
def test_no_code_has_an_answer(variants):
    made = worksheet("dense-layer", "sigmoid", blank="results", level=4, variants=variants)
    code = code_of(made)
    names = [line for line in code if line.startswith("answer_")]
    assert len(names) == len({*names})
    shown = "\n".join(code)
    results = [str(result) for result in matcalc.derive("dense-layer").results.values()]
    assert [text for text in results if text in shown] == []


def test_each_check_takes_the_right_answer_alone():
    results = matcalc.derive("dense-layer").results
    for name in ("z", "a", "W", "b"):
        (check,) = (text for text in code_of(DENSE) if f'wrt="{name}"' in text)
        for answer, is_right in ((str(results[name]), True), ("-" + str(results[name]), False), ("", False)):
            names = {"matcalc": matcalc, check.split("(")[1].split(",")[0]: answer}
            assert bool(eval(check, names)) is is_right


def test_the_key_is_a_document():
    text = DENSE.key.render("ipynb")
    assert "answer_1_1" not in text
    assert "matcalc.check" not in text
    assert len(nbformat.reads(text, 4).cells) > 2


def test_gradient_and_hessian_each_have_a_check_that_takes_their_own_answer():
    checks = [text for text in code_of(worksheet("ridge-regression", level=5)) if "check(" in text]
    gradient, hessian = "2 * (X.T @ (X @ w - y) + lam * w)", "2 * (X.T @ X + lam * eye(n))"
    first, second = (
        [bool(eval(check, {"matcalc": matcalc, name: answer})) for answer in (gradient, hessian)]
        for check, name in zip(checks, ("answer_1_1", "answer_1_2"), strict=True)
    )
    assert (first, second) == ([True, False], [False, True])


def test_how_to_type_is_said_once_an_exercise_in_its_own_names():
    made = worksheet("dense-layer", level=5, variants=1, seed=3)
    (said,) = [text for _, text in cells(made) if "Type <code>" in text]
    names = {symbol.name for symbol in made.sheets[0].exercises[0].problem.program.symbols}
    typed = [text.removeprefix("grad_") for text in re.findall("<code>(.*?)</code>", said.replace("\\", ""))]
    assert {*typed} - {"@", "*", ".T"} <= names
    assert len({*typed} & names) > 1

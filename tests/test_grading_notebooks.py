"""Notebooks that were handed in: read, never run."""

import json

import pytest
from submissions import filled_in, found, key_to, said_of

import matcalc
from matcalc.grading.typed_in_code import typed_in

RESULTS = matcalc.worksheet("dense-layer", blank="results", level=3)
MIXED = matcalc.worksheet("dense-layer", blank="mixed", level=3)
CLASS = matcalc.worksheet("dense-layer", "sigmoid", blank="mixed", level=2, variants=3)
KEY = key_to(RESULTS)


def test_a_notebook_with_right_and_wrong_cells(tmp_path):
    cells = {
        "answer_1_1": '''"f'(z) * grad_a_next"''',
        "answer_1_2": "r'W @ grad_z'",
        "answer_1_3": '("grad_z"\n" @ a.T")',
    }
    opened, marks = said_of(tmp_path / "a.ipynb", KEY, filled_in(RESULTS, cells, "Ada Lovelace"))
    assert (opened.name, opened.sheet) == ("Ada Lovelace", 1)
    assert [mark.judged.ruling.value for mark in marks] == ["right", "wrong", "right", "no answer"]


def test_words_below_a_label_are_an_answer(tmp_path):
    key = key_to(MIXED)
    reader = {blank.label: blank for blank in key.sheets[0].blanks}
    reasons = [label for label, blank in reader.items() if blank.asks.value == "reason"]
    shapes = [label for label, blank in reader.items() if blank.asks.value == "shape"]
    answers = dict.fromkeys(reasons, "the chain rule") | {label: reader[label].right.text for label in shapes}
    _, marks = said_of(tmp_path / "a.ipynb", key, filled_in(MIXED, answers))
    given = {mark.label: (mark.answer, mark.judged.ruling.value) for mark in marks}
    assert {given[label] for label in reasons} == {("the chain rule", "for a reader")}
    assert {given[label][1] for label in shapes} == {"right"}
    others = {given[label] for label in reader if label not in answers}
    assert others == {("", "no answer")}


def test_a_cell_of_words_below_the_room_for_them_belongs_to_it(tmp_path):
    made = json.loads(filled_in(MIXED, {}))
    at = next(at for at, cell in enumerate(made["cells"]) if "*Write your answer here.*" in "".join(cell["source"]))
    label = "".join(made["cells"][at]["source"])[2:5]
    made["cells"].insert(at + 1, {"cell_type": "markdown", "metadata": {}, "source": ["it is\n", "so"]})
    _, marks = said_of(tmp_path / "a.ipynb", key_to(MIXED), json.dumps(made))
    assert [mark.answer for mark in marks if mark.label == label] == ["it is\nso"]
    assert {mark.answer for mark in marks if mark.label != label} == {""}


def test_words_where_code_was_expected_are_not_lost(tmp_path):
    text = filled_in(RESULTS, {}).replace("Type it between the quotation marks.", "W.T @ grad_z")
    _, marks = said_of(tmp_path / "a.ipynb", KEY, text)
    assert [mark.answer for mark in marks] == ["W.T @ grad_z"] * 4
    assert marks[1].judged.ruling.value == "right"


ONE_LINE = 'a cell is read that holds one line, NAME = "text", and is never run; '


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("answer_1_1 = 5", f"{ONE_LINE}what stands behind answer_1_1 is no text between quotation marks"),
        ("answer_1_1 = b'x'", f"{ONE_LINE}what stands behind answer_1_1 is no text between quotation marks"),
        ("answer_1_1 = f'{1}'", f"{ONE_LINE}what stands behind answer_1_1 is no text between quotation marks"),
        ("answer_1_1 = 'a' + 'b'", f"{ONE_LINE}what stands behind answer_1_1 is no text between quotation marks"),
        (
            "answer_1_1 = answer_1_2 = 'a'",
            f"{ONE_LINE}what stands behind answer_1_1 is no text between quotation marks",
        ),
        ("answer_1_1: str = 'a'", f"{ONE_LINE}what stands behind answer_1_1 is no text between quotation marks"),
        ("import os\nanswer_1_1 = 'a'", f"{ONE_LINE}this one holds more: put the answer into a cell of its own"),
        ("answer_1_1 = 'a'; exit()", f"{ONE_LINE}this one holds more: put the answer into a cell of its own"),
        ("answer_1_1 = W @", f"{ONE_LINE}this one is no Python, see line 1"),
        ("answer_1_1 = " + "(" * 9000, f"{ONE_LINE}this one is no Python, see line 1"),
        ("answer_1_1 = " + "x" * 30000, "the cell has 30,013 characters, and 20,000 at most are read"),
        ("answer_1_1 = 'W^\\top z'", 'a backslash begins a sign of Python here: write r in front, as in r"\\top"'),
        ("answer_1_1 = '\0'", f"{ONE_LINE}this one is no Python, see line 1"),
    ],
)
def test_a_cell_that_holds_anything_but_one_text_is_not_read(tmp_path, source, fault):
    answered = typed_in(source, "answer_1_1")
    assert answered.fault == fault
    made = json.loads(filled_in(RESULTS, {}))
    for cell in made["cells"]:
        if cell["source"] in ('answer_1_1 = ""', ['answer_1_1 = ""']):
            cell["source"] = source
    _, marks = said_of(tmp_path / "a.ipynb", KEY, json.dumps(made))
    assert (marks[0].judged.ruling.value, marks[0].points) == ("not read", None)
    assert marks[0].judged.text == f"{fault[0].upper()}{fault[1:]}."


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("answer_1_1 = 'a'  # mine", "a"),
        ("\n\nanswer_1_1 = '''a\nb'''\n", "a\nb"),
        (r"answer_1_1 = '\odot'", r"\odot"),
        (r"answer_1_1 = r'\top'", r"\top"),
        ("answer_1_1 = 'z\u0304'", "z\u0304"),
    ],
)
def test_a_text_is_read_as_python_reads_it(source, text):
    assert typed_in(source, "answer_1_1").text == text
    assert typed_in(source, "answer_1_1").fault == ""


def test_an_answer_in_two_cells_is_not_read_where_they_differ(tmp_path):
    for second, rulings in (('"grad_z @ W"', "not read"), ('"W.T @ grad_z"', "right"), ('""', "right")):
        made = json.loads(filled_in(RESULTS, {"answer_1_2": '"W.T @ grad_z"'}))
        made["cells"].append({"cell_type": "code", "metadata": {}, "source": f"answer_1_2 = {second}"})
        assert found(tmp_path / "a.ipynb", KEY, json.dumps(made))[0]["1.2"] == rulings


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_class_set_is_known_by_what_it_says(tmp_path, number):
    key = key_to(CLASS)
    sheet = key.sheets[number - 1]
    checked = [blank for blank in sheet.blanks if blank.check is not None]
    cells = {f"answer_{number}_{blank.label.replace('.', '_')}": json.dumps(blank.accepted[0]) for blank in checked}
    reasons = [blank.label for blank in sheet.blanks if blank.asks.value == "reason"]
    whole = json.loads(filled_in(CLASS, cells))
    starts = [at for at, cell in enumerate(whole["cells"]) if "ariant" in "".join(cell["source"])[:40]]
    ends = [*starts[1:], len(whole["cells"])]
    assert len(starts) == 3
    for cell in whole["cells"][starts[number - 1] : ends[number - 1]]:
        if any("".join(cell["source"]).startswith(f"**{label}**") for label in reasons):
            cell["source"] = "".join(cell["source"]).replace("*Write your answer here.*", "so it is")
    cut = {**whole, "cells": whole["cells"][starts[number - 1] : ends[number - 1]]}
    for made in (whole, cut):
        opened, marks = said_of(tmp_path / "a.ipynb", key, json.dumps(made))
        given = {mark.label: mark for mark in marks}
        assert opened.sheet == number
        assert {given[label].answer for label in reasons} == {"so it is"}
        assert {given[blank.label].judged.ruling.value for blank in checked} <= {"right", "no answer"}
        assert sum(mark.judged.ruling.value == "right" for mark in marks) >= 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{}", "it is no notebook of version 4: open it in Jupyter, and save it"),
        ('{"nbformat": 3, "cells": []}', "it is no notebook of version 4: open it in Jupyter, and save it"),
        ('{"nbformat": 4}', 'the notebook has no "cells"'),
        ('{"nbformat": 4, "cells": [1]}', "a cell has to be an object, not a number"),
        ('{"nbformat": 4, "cells": [{}]}', 'a cell has no "cell_type"'),
        (
            '{"nbformat": 4, "cells": [{"cell_type": "code", "source": 1}]}',
            "the source of a cell has to be a text or a list of texts",
        ),
        (
            '{"nbformat": 4, "cells": []}',
            "no sheet of the key stands in it: the exercises are other ones, or their words were changed",
        ),
    ],
)
def test_what_is_no_notebook_of_the_sheet_is_refused(tmp_path, text, reason):
    assert said_of(tmp_path / "a.ipynb", KEY, text) == reason


def test_a_class_set_without_answers_or_with_two_is_unclear(tmp_path):
    sheets = matcalc.worksheet("dense-layer", blank="results", level=3, variants=2)
    key = key_to(sheets)
    unclear = "it is unclear which sheet is meant: 1 and 2 "
    assert said_of(tmp_path / "a.ipynb", key, filled_in(sheets, {})) == f"{unclear}stand in it, and nothing is answered"
    both = {"answer_1_1_1": '"a"', "answer_2_1_1": '"a"'}
    assert said_of(tmp_path / "a.ipynb", key, filled_in(sheets, both)) == f"{unclear}have answers; leave one"

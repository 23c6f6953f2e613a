"""Formulas that were handed in: right by value, wrong with the mistake's name, and for a reader where nobody knows."""

import json

import pytest
from submissions import found, handed_in, key_to, said_of

import matcalc

RESULTS = matcalc.worksheet("dense-layer", blank="results", level=3)
KEY = key_to(RESULTS)
RIGHT = {"1.1": "f'(z) * grad_a_next", "1.2": "(grad_z.T @ W).T", "1.3": "grad_z @ a.T", "1.4": "1 * grad_z"}
WRONG = {
    "1.1": ("grad_a_next", "the derivative of a function is forgotten"),
    "1.2": ("W @ grad_z", "a transpose is forgotten"),
    "1.3": ("a @ grad_z.T", "Its transpose is right"),
    "1.4": ("-grad_z", "Its sign is the other one"),
}


def test_all_right_in_ways_that_the_key_does_not_list(tmp_path):
    opened, marks = said_of(tmp_path / "a.json", KEY, handed_in(RESULTS, RIGHT, "Ada"))
    assert opened.name == "Ada"
    assert [mark.judged.ruling.value for mark in marks] == ["right"] * 4
    assert sum(mark.points for mark in marks) == sum(mark.of for mark in marks) == RESULTS.sheets[0].points
    listed = {blank.label: blank.accepted for blank in KEY.sheets[0].blanks}
    assert "1*grad_z" not in listed["1.4"]


def test_each_known_mistake_is_wrong_and_is_named(tmp_path):
    answers = {label: answer for label, (answer, _) in WRONG.items()}
    verdicts, words = found(tmp_path / "a.json", KEY, handed_in(RESULTS, answers))
    assert verdicts == dict.fromkeys(WRONG, "wrong")
    assert {label: said in words[label] for label, (_, said) in WRONG.items()} == dict.fromkeys(WRONG, True)


@pytest.mark.parametrize("answer", ["f'(z) ⊙ ā", r"f'(z) \odot \bar{a}", "∇_a E ⊙ f'(z)", "abar * f'(z)"])
def test_the_one_gradient_at_an_a_needs_no_layer(tmp_path, answer):
    verdicts, _ = found(tmp_path / "a.json", KEY, handed_in(RESULTS, {"1.1": answer, "1.2": "W.T ā"}))
    assert (verdicts["1.1"], verdicts["1.2"]) == ("right", "wrong")


def test_a_gradient_that_is_typed_by_its_name_is_that(tmp_path):
    verdicts, _ = found(tmp_path / "a.json", KEY, handed_in(RESULTS, {"1.1": "f'(z) * grad_a"}))
    assert verdicts["1.1"] == "wrong"


def test_nothing_handed_in_is_no_answer_and_no_points(tmp_path):
    _, marks = said_of(tmp_path / "a.json", KEY, handed_in(RESULTS, {"1.2": "  "}))
    assert [(mark.judged.ruling.value, mark.points) for mark in marks] == [("no answer", 0)] * 4


@pytest.mark.parametrize("answer", ["it is W times delta", "W.T @ @", "σ'(z) * grad_a_next", "W" * 3000])
def test_what_can_not_be_read_is_for_a_reader(tmp_path, answer):
    _, marks = said_of(tmp_path / "a.json", KEY, handed_in(RESULTS, {"1.1": answer}))
    assert (marks[0].judged.ruling.value, marks[0].points) == ("for a reader", None)
    assert marks[0].judged.text


def test_a_line_on_the_way_is_never_wrong_by_its_text(tmp_path):
    steps = matcalc.worksheet("dense-layer", blank="steps", level=2)
    key = key_to(steps)
    blanks = {blank.label: blank for blank in key.sheets[0].blanks}
    on_the_way = [label for label, blank in blanks.items() if blank.check is None]
    assert len(on_the_way) > 2
    verdicts, words = found(tmp_path / "a.json", key, handed_in(steps, dict.fromkeys(blanks, "42")))
    assert {verdicts[label] for label in on_the_way} == {"for a reader"}
    assert {words[label] for label in on_the_way} == {
        "Nothing in the key says how to check it, and it is none of the texts that the key accepts."
    }
    assert {verdicts[label] for label in blanks if label not in on_the_way} == {"wrong"}


def test_operators_are_judged_as_the_whole_right_side(tmp_path):
    sheets = matcalc.worksheet("dense-layer", blank="operators", level=3)
    answers = {"1.1": "grad_a_next * f'(z)", "1.2": "W @ grad_z", "1.3": "ᵀ"}
    verdicts, _ = found(tmp_path / "a.json", key_to(sheets), handed_in(sheets, answers))
    assert verdicts == {"1.1": "right", "1.2": "wrong", "1.3": "for a reader"}


def test_a_derivation_is_for_a_reader_who_is_told_of_its_result(tmp_path):
    sheets = matcalc.worksheet("dense-layer", level=5)
    answers = {"1.1": "f'(z) * grad_a_next", "1.2": "W @ grad_z", "1.3": "First, the chain rule gives …"}
    verdicts, words = found(tmp_path / "a.json", key_to(sheets), handed_in(sheets, answers))
    assert verdicts == dict.fromkeys(("1.1", "1.2", "1.3"), "for a reader") | {"1.4": "no answer"}
    assert words["1.1"] == "The result is right."
    assert words["1.2"].startswith("The result is not right. The shapes do not fit")
    assert words["1.3"].startswith("This can not be read: ")


def test_what_the_key_prints_is_right_however_it_is_read(tmp_path):
    sheets = matcalc.worksheet("layer-normalization-batch", blank="results", level=3)
    key = key_to(sheets)
    answers = {blank.label: blank.right.text for blank in key.sheets[0].blanks}
    assert any("mean_rows" in answer for answer in answers.values())
    assert {*found(tmp_path / "a.json", key, handed_in(sheets, answers))[0].values()} == {"right"}


def test_reasons_are_for_a_reader(tmp_path):
    sheets = matcalc.worksheet("dense-layer", blank="reasons", level=1)
    labels = [answer.label for answer in sheets.sheets[0].exercises[0].answers]
    _, marks = said_of(tmp_path / "a.json", key_to(sheets), handed_in(sheets, dict.fromkeys(labels, "so it is")))
    assert [(mark.judged.ruling.value, mark.points) for mark in marks] == [("for a reader", None)] * len(labels)


@pytest.mark.parametrize(
    ("problem", "options", "answers"),
    [
        ("x.T @ A @ x", {"wrt": "x", "shapes": "A: n×n"}, {"right": "(A + A.T) @ x", "wrong": "2 * A @ x"}),
        ("x.T @ A @ x", {"wrt": "x", "shapes": "A: n×n", "assume": "A symmetric"}, {"right": "2 * A @ x"}),
        (
            "sum(z)",
            {"wrt": "x", "lets": ["z = A @ x"], "shapes": "A: m×n, x: n"},
            {"right": "A.T @ ones(m)", "wrong": "A"},
        ),
    ],
)
def test_expressions_are_asked_again_as_they_were(tmp_path, problem, options, answers):
    sheets = matcalc.worksheet(problem, blank="results", level=3, **options)
    key = key_to(sheets)
    (last,) = (blank.label for blank in key.sheets[0].blanks if blank.check and blank.check["wrt"] == "x")
    for verdict, answer in answers.items():
        assert found(tmp_path / "a.json", key, handed_in(sheets, {last: answer}))[0][last] == verdict


def test_gradient_and_hessian_are_judged_by_their_own_order(tmp_path):
    sheets = matcalc.worksheet("ridge-regression", blank="results", level=3)
    key = key_to(sheets)
    first, second = "2 * (X.T @ (X @ w - y) + lam * w)", "2 * (X.T @ X + lam * eye(n))"
    checked = [blank.label for blank in key.sheets[0].blanks if blank.check is not None][-2:]
    for answers, verdict in (((first, second), "right"), ((second, first), "wrong")):
        given = dict(zip(checked, answers, strict=True))
        verdicts, _ = found(tmp_path / "a.json", key, handed_in(sheets, given))
        assert [verdicts[label] for label in checked] == [verdict, verdict]


def test_a_sheet_has_no_checks_and_its_key_has(tmp_path):
    sheet, key = (json.loads(pages.render("json")) for pages in (RESULTS, RESULTS.key))
    blanks = [
        [blank for exercise in one["sheets"][0]["exercises"] for blank in exercise["answers"]] for one in (sheet, key)
    ]
    assert not any("check" in blank for blank in blanks[0])
    assert [blank["check"] for blank in blanks[1]] == [
        {"problem": "dense-layer", "wrt": name} for name in ("z", "a", "W", "b")
    ]

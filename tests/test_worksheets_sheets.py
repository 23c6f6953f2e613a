"""Worksheets from the command line, from Python and from course files: what is written where, and what is refused."""

import os
import re

import pytest
from click.testing import CliRunner

import matcalc
from matcalc.cli import main
from matcalc.cli.sheets import ASKS, BLANKED, HINTS, STYLES
from matcalc.documents.formats import Format
from matcalc.documents.sheet_formats import FORMATS
from matcalc.notation.text_out import input_text
from matcalc.resources import data_folder
from matcalc.worksheets.asking import Blanked, Form, HintPlace, Style
from matcalc.worksheets.judged import checks_of
from matcalc.worksheets.targets import MAKERS

COURSE = """
title = "Week 4"
course = "Machine Learning"
level = 1

[[exercise]]
problem = "dense-layer"
wrt = ["W", "b"]
blank = "results"

[[exercise]]
expression = "x.T @ A @ x"
wrt = "x"
shapes = "A: n×n"
level = 2
points = 5
"""

HOSTILE = r"\input{/etc/passwd} <script>alert(1)</script> $x$ 100% #"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*words):
        return CliRunner().invoke(main, ["worksheet", *words])

    return run


def test_the_command_knows_what_the_library_knows():
    known = [tuple(one.value for one in kind) for kind in (Blanked, HintPlace, Style, Form)]
    assert known == [BLANKED, HINTS, STYLES, ASKS]
    assert set(FORMATS) == {*(one.value for one in Format), *MAKERS}


def test_a_sheet_and_its_key_beside_it(run, tmp_path):
    assert run("dense-layer", "--blank", "results", "-o", "sheet.md", "--key").output == ""
    assert sorted(os.listdir(tmp_path)) == ["sheet-key.md", "sheet.md"]
    sheet, key = (tmp_path / name for name in ("sheet.md", "sheet-key.md"))
    labels = re.compile(r"\b1\.\d\b")
    assert set(labels.findall(sheet.read_text())) == set(labels.findall(key.read_text()))
    assert "boxed" not in key.read_text().split("## Forward")[0]


def test_neither_file_is_written_where_one_can_not_be(run, tmp_path):
    (tmp_path / "sheet-key.md").mkdir()
    result = run("dense-layer", "-o", "sheet.md", "--key")
    assert (result.exit_code, sorted(os.listdir(tmp_path))) == (1, ["sheet-key.md"])
    assert "sheet-key.md is a folder" in result.output


def test_a_key_is_a_file_beside_a_file(run):
    result = run("lemma-norm", "--format", "text", "-o", os.devnull, "--key")
    assert result.exit_code == 1
    assert f"{os.devnull} is a device, and the key is a file beside the sheet" in result.output
    assert not os.path.exists(f"{os.devnull}-key")
    assert run("lemma-norm", "--format", "text", "-o", os.devnull).exit_code == 0


def test_the_key_follows_the_sheet_on_standard_output(run):
    page, _, key = run("dense-layer", "--key", "--no-name", "--title", "Layers").output.partition("\f")
    assert page.startswith("Layers\n")
    assert "Name" not in page
    assert key.lstrip().startswith("Layers: key\n")


def test_points_add_up():
    made = matcalc.worksheet("dense-layer", "softmax-cross-entropy", blank="mixed")
    (sheet,) = made.sheets
    assert sheet.points == sum(answer.points for exercise in sheet.exercises for answer in exercise.answers)
    row = next(line for line in made.text().splitlines() if line.split()[:1] == ["Points"])
    assert row.split()[1:] == [*(str(exercise.points) for exercise in sheet.exercises), str(sheet.points)]


def test_labels_count_on_in_each_exercise():
    (sheet,) = matcalc.worksheet("dense-layer", "softmax-cross-entropy").sheets
    for exercise in sheet.exercises:
        labels = [answer.label for answer in exercise.answers]
        assert labels == [f"{exercise.number}.{count}" for count in range(1, len(labels) + 1)]


def test_variants_are_the_same_to_the_byte_and_differ_from_each_other():
    first, again = (matcalc.worksheet("dense-layer", variants=3, seed=5, hints="appendix") for _ in range(2))
    assert first.text() == again.text()
    assert first.key.text() == again.key.text()
    assert len({repr(sheet.exercises[0].blocks) for sheet in first.sheets}) == 3
    assert [line for line in first.text().splitlines() if "ariant " in line] == [
        "Variant 1",
        *[f"Worksheet: Dense layer, variant {number}" for number in (2, 3)],
    ]
    assert first.text() != matcalc.worksheet("dense-layer", variants=3, seed=6, hints="appendix").text()


def test_a_course(run, tmp_path):
    (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
    result = run("course.toml", "--key")
    assert result.exit_code == 0
    page, _, _ = result.output.partition("\f")
    assert page.startswith("Week 4\n")
    assert "Exercise 1. Dense layer (9 points)" in page
    assert "Machine Learning" in page
    assert re.search(r"Exercise 2\. .* \(\d*[05] points\)", page)
    assert run("course.toml", "--title", "Week 5").output.startswith("Week 5\n")


WRONG_COURSES = [
    (
        "level = 2",
        "levle = 2",
        "course.toml: [[exercise]] 2: unknown key 'levle' in line 15: did you mean level? (known: problem, ",
    ),
    (
        "level = 2",
        "level = 6",
        "course.toml: [[exercise]] 2, line 15: level is a whole number from 1 to 5, and 6 was asked for",
    ),
    (
        "points = 5",
        "points = 0",
        "course.toml: [[exercise]] 2, line 16: points is what each blank is worth, a whole number from 1 to 100",
    ),
    (
        '"dense-layer"',
        '"dense-lair"',
        "course.toml: [[exercise]] 1, line 7: there is no problem called 'dense-lair': did you mean",
    ),
    ('title = "Week 4"', "titel = 4", "course.toml: unknown key 'titel' in line 2: did you mean title?"),
    (
        'problem = "dense-layer"\n',
        "",
        "course.toml: [[exercise]] 1, line 6: an exercise has a `problem`, the name of one or a file, or",
    ),
    ('wrt = "x"\n', "", "course.toml: [[exercise]] 2, line 12: say by what the expression is differentiated"),
    (
        'wrt = ["W", "b"]',
        'lets = "z = W @ a"',
        "course.toml: [[exercise]] 1, line 8: lets belongs to an expression: a problem has its own",
    ),
    ("level = 1", "variants = 0", "course.toml, line 4: variants is a whole number from 1 to 1,000, not 0"),
    (
        'blank = "results"',
        'blank = "all"',
        "course.toml: [[exercise]] 1, line 9: there is no kind of blank 'all'; known: steps, reasons",
    ),
    ("level = 1", "level = 9", "course.toml, line 4: level is a whole number from 1 to 5, and 9 was asked for"),
    ("points = 5", 'points = "5"', "course.toml: [[exercise]] 2, line 16: points is the text '5'; it must be a whole"),
    ('wrt = "x"', 'wrt = "y"', "course.toml: [[exercise]] 2, line 11: "),
]


@pytest.mark.parametrize(("old", "new", "message"), WRONG_COURSES)
def test_a_wrong_course(run, tmp_path, old, new, message):
    (tmp_path / "course.toml").write_text(COURSE.replace(old, new, 1), encoding="utf-8")
    result = run("course.toml", "-o", "x.md")
    assert result.exit_code == 1
    assert result.output.startswith(f"error: {message}"), result.output
    assert os.listdir(tmp_path) == ["course.toml"]


WRONG = [
    (("nothing",), "there is no problem called 'nothing'"),
    (("dense-layer", "--level", "0"), "level is a whole number from 1 to 5, and 0 was asked for"),
    (("dense-layer", "--level", "6"), "level is a whole number from 1 to 5, and 6 was asked for"),
    (("dense-layer", "--variants", "0"), "variants is a whole number from 1 to 1,000, and 0 was asked for"),
    (("dense-layer", "--variants", "-1"), "variants is a whole number from 1 to 1,000, and -1 was asked for"),
    (("dense-layer", "--variants", "1000000000"), "variants is a whole number from 1 to 1,000"),
    (("dense-layer", "--seed", "-3"), "seed is a whole number from 0"),
    (("gru-cell", "gru"), "gru is there twice: leave one out; for sheets that differ"),
    (("dense-layer", "dense-layer"), "dense-layer is there twice: leave one out; for sheets that differ"),
    (("dense-layer", "--templates", "", "-o", "x.md"), "the name of the folder of templates is empty"),
    (("dense-layer", "-o", "none/x.md"), "none does not exist: make it first"),
    (("dense-layer", "--templates", ".", "--format", "moodle"), "moodle is made without templates: leave --templates"),
    (("dense-layer", "--templates", ".", "--format", "qti"), "qti is made without templates: leave --templates"),
    (("dense-layer", "--templates", ".", "--format", "json"), "json is made without templates: leave --templates"),
    (("course.toml", "--variants", "0"), "variants is a whole number from 1 to 1,000, and 0 was asked for"),
    (("dense-layer", "--pdf-engine", "tex", "-o", "x.pdf"), "--pdf-engine tex needs a program of TeX"),
    (("dense-layer", "--title", "x" * 20_001), "the title has 20,001 characters; at most 20,000 are printed"),
    (("x", "--wrt", "x", "--shape", "x:", "--blank", "operators"), "there is nothing to blank in"),
    (("own.toml", "-o", "own.toml", "--format", "text"), "own.toml is read here, so it is not written"),
    (("own-key.toml", "-o", "own.toml", "--key"), "own-key.toml is read here, so it is not written"),
]


@pytest.mark.parametrize(("words", "message"), WRONG)
def test_what_is_refused(run, tmp_path, monkeypatch, words, message):
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("own.toml", "own-key.toml"):
        (tmp_path / name).write_text("kept")
    (tmp_path / "course.toml").write_text("variants = 2\n" + COURSE, encoding="utf-8")
    result = run(*words)
    assert result.exit_code == 1, result.output
    assert message in " ".join(result.output.split())
    assert sorted(os.listdir(tmp_path)) == ["course.toml", "own-key.toml", "own.toml"]
    assert (tmp_path / "own.toml").read_text() == "kept"


@pytest.mark.parametrize("words", [("-o", "x.toml"), ("-o", "x-key.toml"), ("-o", "y.toml", "--key")])
def test_a_problem_of_a_course_is_not_overwritten(run, tmp_path, words):
    (tmp_path / "course.toml").write_text(COURSE.replace('"dense-layer"', '"x.toml"'), encoding="utf-8")
    layer = (data_folder("derivations") / "dense-layer.toml").read_text(encoding="utf-8")
    (tmp_path / "x.toml").write_text(layer, encoding="utf-8")
    for name in ("x-key.toml", "y-key.toml"):
        (tmp_path / name).symlink_to("x.toml")
    result = run("course.toml", "--format", "text", *words)
    assert result.exit_code == 1
    assert "is read here, so it is not written" in " ".join(result.output.split())
    assert (tmp_path / "x.toml").read_text(encoding="utf-8") == layer


WRONGLY_USED = [
    (("-o", "x.docx"), "-o x.docx: the extension '.docx' names no format; use one of .txt, "),
    (("-o", "x"), "-o x: a file without an extension names no format; use one of .txt, "),
    (("--fragment", "-o", "x.md"), "--fragment is of LaTeX: add --format latex, or -o FILE.tex"),
    (("--pdf-engine", "tex", "-o", "x.html"), "--pdf-engine is of PDF: add --format pdf, or -o FILE.pdf"),
]


@pytest.mark.parametrize("command", ["derive", "worksheet"])
@pytest.mark.parametrize(("words", "message"), WRONGLY_USED)
def test_both_commands_are_used_alike(tmp_path, monkeypatch, command, words, message):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, [command, "dense-layer", *words])
    assert (result.exit_code, os.listdir(tmp_path)) == (2, [])
    assert message in " ".join(result.output.split())


def test_a_fragment_is_the_body_of_the_sheet(run):
    words = ("lemma-norm", "--format", "latex")
    body = run(*words, "--fragment").output
    assert r"\documentclass" not in body
    assert r"\documentclass" in run(*words).output
    assert "Name" in body


def test_an_empty_title_goes_before_that_of_the_course(run, tmp_path):
    (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
    shown = run("course.toml", "--title", "", "--course", "").output
    assert shown.startswith("Worksheet\n")
    assert "Machine Learning" not in shown


def test_a_file_holds_what_save_writes(run, tmp_path):
    run("lemma-norm", "-o", "sheet.json", "--key")
    matcalc.worksheet("lemma-norm").save(tmp_path / "other.json", key=True)
    for end in (".json", "-key.json"):
        assert (tmp_path / f"sheet{end}").read_bytes() == (tmp_path / f"other{end}").read_bytes()


def test_a_hostile_title_is_words(run):
    words = ("softmax-cross-entropy", "--title", HOSTILE, "--course", HOSTILE)
    assert run(*words).output.startswith(HOSTILE)
    latex = run(*words, "--format", "latex").output
    body = latex[latex.index(r"\begin{document}") :]
    assert r"\input" not in body
    assert "$x$" not in body
    page = run(*words, "--format", "html").output
    assert "<script>alert" not in page
    long = run("softmax-cross-entropy", "--title", "word " * 1_000).output
    assert max(map(len, long.splitlines())) <= 100


def test_from_python(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = matcalc.worksheet("x.T @ A @ x", wrt="x", shapes="A: n×n", blank="operators", title="Forms")
    assert isinstance(made, matcalc.Worksheets)
    assert str(made).startswith("Forms\n")
    assert "documentclass" in made.latex()
    assert made.markdown().startswith("# Forms")
    made.save("forms.tex", key=True)
    assert sorted(os.listdir(tmp_path)) == ["forms-key.tex", "forms.tex"]
    with pytest.raises(matcalc.InputError, match="names no format"):
        made.save("forms.doc")
    with pytest.raises(matcalc.InputError, match="no format 'doc' of worksheets; known: text, latex"):
        made.render("doc")
    with pytest.raises(matcalc.InputError, match="a worksheet needs a problem"):
        matcalc.worksheet()
    with pytest.raises(matcalc.InputError, match="level is a whole number, not a text"):
        matcalc.worksheet("dense-layer", level="2")


def test_save_writes_no_file_that_is_read(tmp_path):
    layer = (data_folder("derivations") / "dense-layer.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(layer, encoding="utf-8")
    for name in ("sheet.md", "other-key.md"):
        (tmp_path / name).symlink_to("own.toml")
    made = matcalc.worksheet(own, blank="results")
    for name, key in (("sheet.md", False), ("other.md", True)):
        with pytest.raises(matcalc.InputError, match=r"\.md is read here, so it is not written: choose another name"):
            made.save(tmp_path / name, key=key)
    assert own.read_text(encoding="utf-8") == layer
    assert sorted(os.listdir(tmp_path)) == ["other-key.md", "own.toml", "sheet.md"]


def test_save_checks_its_arguments_before_it_makes_anything(tmp_path, monkeypatch):
    made = matcalc.worksheet("lemma-norm")
    monkeypatch.setattr(matcalc.Worksheets, "render", lambda *_: pytest.fail("this is made in vain"))
    for path, message in ((5, "is named by a text or a path object"), (b"x.md", "object of type bytes")):
        with pytest.raises(matcalc.InputError, match=message):
            made.save(path)
    with pytest.raises(matcalc.InputError, match="none does not exist: make it first"):
        made.save(tmp_path / "none" / "x.md")
    with pytest.raises(matcalc.InputError, match="no file name has such characters"):
        made.save("\0.md")
    with pytest.raises(matcalc.InputError, match="key is True or False"):
        made.save(tmp_path / "x.md", key="yes")


def test_answers_to_choose_from():
    made = matcalc.worksheet("dense-layer", "softmax-cross-entropy", ask="choice", seed=3)
    for exercise in made.sheets[0].exercises:
        for answer in exercise.answers:
            assert len(answer.options) == len({repr(option) for option in answer.options}) == 4
            assert answer.right[1:] == answer.options[answer.chosen]
            assert len(answer.mistakes) == 3
            wrong = {repr(mistake.answer) for mistake in answer.mistakes}
            assert wrong == {repr(option) for option in answer.options} - {repr(answer.right[1:])}
    assert made.text() == matcalc.worksheet("dense-layer", "softmax-cross-entropy", ask="choice", seed=3).text()
    order = [[answer.chosen for answer in one.answers] for one in made.sheets[0].exercises]
    others = (matcalc.worksheet("dense-layer", ask="choice", seed=seed).sheets[0].exercises[0] for seed in range(3))
    assert any([answer.chosen for answer in other.answers] != order[0] for other in others)


def test_a_result_without_wrong_answers_is_asked_for_openly():
    made = matcalc.worksheet("convolution-1d", ask="choice")
    (exercise,) = made.sheets[0].exercises
    assert [len(answer.options) for answer in exercise.answers] == [0, 0, 4]
    page = made.text()
    assert "∂E/∂w_k = [1.1: ____" in page
    assert "Where there are none to choose from, write" in page
    assert "Where there are none" not in matcalc.worksheet("dense-layer", ask="choice").text()
    with pytest.raises(matcalc.InputError, match="has no result in matrix form to choose"):
        matcalc.worksheet("vec-kronecker", ask="choice")


def test_the_command_says_how_many_results_have_no_answers_to_choose_from(run):
    result = run("convolution-1d", "--ask", "choice", "-o", "sheet.md")
    assert result.stderr == "no wrong answers were found for 1.1 and 1.2: they are asked for with a box\n"
    assert result.stdout == ""
    assert run("dense-layer", "--ask", "choice", "-o", "sheet.md").output == ""


def test_the_command_says_which_derivatives_have_no_numbers(run):
    result = run("A @ X @ b", "--wrt", "X", "--wrt", "b", "--shape", "A: m×n, X: n×p", "--ask", "numbers")
    assert result.stderr == "exercise 1 leaves out ∂y/∂X, which has more axes than a matrix\n"
    assert "∂y/∂b = [1.1: ____" in result.stdout
    assert run("dense-layer", "--ask", "numbers").stderr == ""


def test_the_key_shows_why_a_forgotten_transpose_is_wrong(run):
    _, _, key = run("dense-layer", "--blank", "results", "--key").output.partition("\f")
    assert "Common mistakes" in key
    assert re.search(r"W⁽ᵏ⁾ z̄⁽ᵏ⁺¹⁾ +A transpose is forgotten\. W⁽ᵏ⁾ is m × n and z̄⁽ᵏ⁺¹⁾ is m: the inner", key)


def test_answers_to_choose_from_for_the_gradient_then_for_the_hessian_and_the_solution():
    (exercise,) = matcalc.worksheet("least-squares", ask="choice").sheets[0].exercises
    asked = [input_text(answer.right[1]) for answer in exercise.answers]
    assert asked == ["2 * X.T @ (X @ w - y)", "2 * X.T @ X", "inv(X.T @ X) @ X.T @ y"]


def test_no_page_says_how_names_are_typed_where_an_answer_is_chosen():
    chosen, typed = (
        matcalc.worksheet("dense-layer", ask=ask, level=5).sheets[0].exercises[0] for ask in ("choice", "blanks")
    )
    assert checks_of(chosen).typing == ()
    assert checks_of(typed).typing[0] == "Type "


def test_points_follow_the_steps_of_each_derivation():
    (exercise,) = matcalc.worksheet("batch-normalization", level=5).sheets[0].exercises
    gamma, beta, normalised, x = (answer.points for answer in exercise.answers)
    assert beta == normalised < gamma < x == 12
    assert beta == 4

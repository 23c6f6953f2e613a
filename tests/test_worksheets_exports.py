"""Worksheets for learning systems: taken as they are, by independent descriptions of what those systems take."""

import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from matcalc.chain import Blank
from matcalc.documents.page import AnswerSpace, ChainBlock, Hints, Line, Options, Paragraph
from matcalc.documents.sheet_formats import EXTENSIONS
from matcalc.forms.matrix_form import Node
from matcalc.notation.text_out import input_text
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.questions import questions, spaced
from matcalc.worksheets.sheet import Answer, Asked, Exercise, Mistake, SheetHead, Worksheet
from matcalc.worksheets.targets import Order, made
from matcalc.worksheets.worksheet import worksheet
from tests.documents_derived import derived
from tests.learning_systems import NS, faults_of_html, faults_of_moodle, faults_of_qti, fields_of, package

DENSE = derived("dense-layer")
GLYPHS = DENSE.steps[0].shown.glyphs
RESULT = DENSE.results["a"].value
WRONG = DENSE.results["W"].value
SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "worksheet.schema.json").read_text(encoding="utf-8"))

HOSTILE = [
    "<script>alert(1)</script>",
    "a & b ]]> <![CDATA[ c",
    "x" * 5_000,
    "\x00\x08\x1b\ud800\ufffe tab\t",
    r"\(\def\x{\x}\x\) $$x$$ \[y\]",
    "{1:SHORTANSWER:=all} {:MC:~=x}",
    "a/b $course$ // c",
    "\"quoted\" 'twice'",
    "",
]


def exercise(number=1, title="Title", accepted=("W.T@grad_z", "W.T@(grad_z)", "x*y**2-1")):
    """One of every kind of question: two typed, one to choose, one to write, one whose reader judges it."""
    label = f"{number}."
    wrong = Mistake((WRONG,), ("The shape betrays it.",))
    line = Line(WRONG, Blank(f"{label}1", 8), "collapse", ("because of ", Blank(f"{label}2", 8)))
    return Exercise(
        number,
        title,
        blocks=(
            Paragraph(("Fill in. ", title)),
            ChainBlock((line,)),
            Hints(((f"{label}1", ("Its shape is ", RESULT.shape)),), at_foot=True),
            Paragraph(("Which is it?",)),
            Options(f"{label}3", ((WRONG,), (RESULT,))),
            Paragraph(("Derive it.",)),
            AnswerSpace(f"{label}4", 5),
        ),
        key=(Paragraph(("The key: ", RESULT)),),
        answers=(
            Answer(f"{label}1", Asked.MATHEMATICS, (RESULT,), 3, ("Think.",), (wrong,), accepted=accepted),
            Answer(f"{label}2", Asked.REASON, ("secretreason & more",), 1),
            Answer(f"{label}3", Asked.CHOICE, ("b) ", RESULT), 2, options=((WRONG,), (RESULT,)), chosen=1),
            Answer(f"{label}4", Asked.DERIVATION, ("secretderivation",), 5),
        ),
        glyphs=GLYPHS,
    )


def sheets(*titles, count=1, course="A course"):
    each = tuple(exercise(number, title) for number, title in enumerate(titles or ("Title",), 1))
    return tuple(Worksheet(SheetHead(titles[0] if titles else "A title", course), each) for _ in range(count))


def moodle(*titles, **options):
    return made(Order(sheets(*titles, **options)), "moodle")


def qti_files(*titles, key=False, **options):
    files, _ = package(made(Order(sheets(*titles, **options), key=key), "qti"))
    return files


def real():
    return worksheet("dense-layer", "softmax-cross-entropy", blank="mixed", level=3, hints="footnotes", variants=2)


def texts(question):
    return "".join(question.find("questiontext").itertext())


# Moodle.


def test_moodle_takes_every_kind_of_question():
    text = moodle("Title", "Another")
    assert faults_of_moodle(text) == []
    kinds = [question.get("type") for question in ElementTree.fromstring(text)]
    assert kinds == ["category", "cloze", "multichoice", "essay", "cloze", "multichoice", "essay"]


PRINTED = "W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾"


def test_moodle_marks_what_is_accepted():
    _, cloze, choice, essay = ElementTree.fromstring(moodle())
    assert fields_of(cloze) == [
        (3, ["W.T@grad_z", "W.T @ grad_z", PRINTED, "W.T@(grad_z)", "W.T @ (grad_z)", "x*y**2-1", "x * y**2 - 1"])
    ]
    assert [one.get("fraction") for one in choice.findall("answer")] == ["0", "100"]
    assert choice.findtext("defaultgrade") == "2"
    assert essay.findtext("defaultgrade") == "6"
    assert "secretreason &amp; more" in essay.findtext("graderinfo/text")
    assert "The shape betrays it." in cloze.findtext("generalfeedback/text")
    assert cloze.findtext("hint/text") != ""
    assert [question for question in (cloze, choice, essay) if "secret" in texts(question)] == []


def test_each_sheet_is_a_category():
    one = ElementTree.fromstring(moodle("a/b"))
    assert one.findtext("question/category/text") == "$course$/top/a//b"
    several = ElementTree.fromstring(moodle("T", count=3))
    paths = [question.findtext("category/text") for question in several if question.get("type") == "category"]
    assert paths == [f"$course$/top/T/Variant {number}" for number in (1, 2, 3)]


@pytest.mark.parametrize("title", HOSTILE)
def test_titles_are_text_in_moodle(title):
    for key in (False, True):
        text = made(Order(sheets(title), key=key), "moodle")
        assert faults_of_moodle(text) == []
        assert r"\(\def" not in text
        assert "<script" not in text


def test_the_key_for_moodle_shows_derivations():
    text = made(Order(sheets(), key=True), "moodle")
    assert faults_of_moodle(text) == []
    (question,) = ElementTree.fromstring(text).findall("question[@type='description']")
    assert "secretderivation" in texts(question)
    assert "The key: " in texts(question)


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("<penalty>0</penalty>", "", "essay: lacks penalty"),
        ("<hidden>0</hidden>", "<hidden>0</hidden><rank>1</rank>", "cloze: has rank, which is not known"),
        ('fraction="100"', 'fraction="50"', "multichoice: not one right answer among wrong ones"),
        ("{3:SHORTANSWER_C:=", "{3:SHORTANSWERS:=", "cloze: nothing to type in"),
        ("{3:SHORTANSWER_C:=", "{0:SHORTANSWER_C:=", "cloze: a field without points or right answers"),
        ("\\*", "*", "cloze: an answer with a star"),
        ("$course$/top", "top", "is in no course"),
        ("<![CDATA[<p>", "<![CDATA[<p onclick='x'><script>", "<script> in <p>"),
        ('type="essay"', 'type="essays"', "an unknown type"),
        ("01 Title (to be read)", "01 Title (1.3)", "is empty, too long or taken"),
    ],
)
def test_the_description_of_moodle_rejects(right, wrong, fault):
    text = moodle()
    assert right in text
    assert fault in " ".join(faults_of_moodle(text.replace(right, wrong)))


# QTI.


def test_qti_takes_every_kind_of_question():
    files = qti_files("Title", "Another", count=2)
    assert faults_of_qti(files) == []
    names = [f"items/item-{sheet}-{one}-{answer}.xml" for sheet in (1, 2) for one in (1, 2) for answer in (1, 2, 3, 4)]
    assert list(files) == ["imsmanifest.xml", *names, "test-1.xml", "test-2.xml"]


def test_qti_marks_what_is_accepted():
    files = qti_files()
    typed, judged, choice, _ = (
        ElementTree.fromstring(files[f"items/item-1-1-{number}.xml"]) for number in (1, 2, 3, 4)
    )
    points = {one.get("mapKey"): one.get("mappedValue") for one in typed.iter(f"{{{NS['q']}}}mapEntry")}
    assert points["W.T @ grad_z"] == points["x*y**2-1"] == "3"
    assert choice.findtext(".//q:correctResponse/q:value", None, NS) == "choice-b"
    assert judged.find("q:responseProcessing", NS) is None


def test_no_body_has_an_answer():
    for name, data in qti_files().items():
        if name.startswith("items/"):
            body = "".join(ElementTree.fromstring(data).find("q:itemBody", NS).itertext())
            assert body.strip()
            assert [word for word in ("secret", "W.T@grad_z", "betrays") if word in body] == []


@pytest.mark.parametrize("title", HOSTILE)
def test_titles_are_text_in_qti(title):
    for key in (False, True):
        assert faults_of_qti(qti_files(title, key=key)) == []


def test_the_key_for_qti_shows_derivations():
    files = qti_files(key=True)
    assert faults_of_qti(files) == []
    (item,) = (data.decode() for name, data in files.items() if name.startswith("items/"))
    assert "secretderivation" in item
    assert "Interaction" not in item


def test_a_package_has_no_date():
    first, second = (made(Order(sheets("T", count=2)), "qti") for _ in range(2))
    assert first == second
    assert package(first)[1] == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("file", "right", "wrong", "fault"),
    [
        ("items/item-1-1-1.xml", 'responseIdentifier="RESPONSE"', 'responseIdentifier="OTHER"', "do not go together"),
        ("items/item-1-1-1.xml", 'mappedValue="3"', 'mappedValue="0"', "no right answer, or one without points"),
        ("items/item-1-1-1.xml", "map_response", "match_corect", "nothing is marked"),
        ("items/item-1-1-1.xml", "<div>", "words<div>", "bare words in the body"),
        ("items/item-1-1-1.xml", "<p>1.1: ", "<p><p/>1.1: ", "<p> in <p>"),
        ("items/item-1-1-2.xml", 'identifier="item-1-1-2"', 'identifier="item-1-1-1"', "is there twice"),
        ("items/item-1-1-3.xml", "choice-b", "choice-a", "is there twice"),
        ("items/item-1-1-3.xml", "<value>choice-b</value>", "<value>choice-c</value>", "no right answer"),
        ("items/item-1-1-3.xml", 'adaptive="false"', "", "adaptive or timeDependent is not said"),
        ("imsmanifest.xml", "items/item-1-1-4.xml", "items/other.xml", "does not list the files"),
        ("imsmanifest.xml", 'identifierref="resource-item-1-1-4"', 'identifierref="no"', "a dependency on nothing"),
        ("test-1.xml", "items/item-1-1-4.xml", "items/other.xml", "which is not there"),
    ],
)
def test_the_description_of_qti_rejects(file, right, wrong, fault):
    files = qti_files()
    text = files[file].decode()
    assert right in text
    assert fault in " ".join(faults_of_qti({**files, file: text.replace(right, wrong).encode()}))


# JSON.


def test_json_obeys_its_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for key in (False, True):
        found = json.loads(made(Order(sheets("T", "U", count=2), key=key), "json"))
        jsonschema.validate(found, SCHEMA)
        assert found["is_key"] is key


def test_only_a_key_has_answers():
    sheet, key = (made(Order(sheets(), key=key), "json") for key in (False, True))
    hidden = ("secretreason", "secretderivation", "W.T@grad_z", "betrays", '"chosen"', '"right"', "The key: ")
    assert [word for word in hidden if word in sheet] == []
    assert [word for word in hidden if word not in key] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: found.update(more=1),
        lambda found: found["sheets"][0]["exercises"][0]["answers"][0].pop("right"),
        lambda found: found["sheets"][0]["exercises"][0]["answers"][0].update(points="3"),
        lambda found: found["sheets"][0]["exercises"][0].pop("solution"),
        lambda found: found.update(is_key=False),
    ],
)
def test_the_schema_rejects(spoil):
    found = json.loads(made(Order(sheets(), key=True), "json"))
    spoil(found)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, SCHEMA)


# All of them.


def test_real_sheets_are_taken():
    sheets_made = real()
    for one in (sheets_made, sheets_made.key):
        assert faults_of_moodle(one.render("moodle")) == []
        assert faults_of_qti(package(one.render("qti"))[0]) == []
        jsonschema.validate(json.loads(one.render("json")), SCHEMA)
        assert all(one.render(form) == one.render(form) for form in ("moodle", "qti", "json"))


def test_files_name_their_format():
    assert {extension: EXTENSIONS[extension] for extension in (".xml", ".zip", ".json")} == {
        ".xml": "moodle",
        ".zip": "qti",
        ".json": "json",
    }


def test_what_no_machine_can_mark_is_judged():
    (question, *_) = questions(exercise(accepted=("a~b}", "x#y")), hints_at_end=False).each
    assert question.typed == ()
    cut = replace(question.answer, accepted=tuple(f"x{number}" for number in range(500)))
    assert len(replace(question, answer=cut).typed) == 60


def test_names_that_are_printed_otherwise_are_told():
    asked = replace(exercise(), problem=DENSE.problem)
    sheet = (Worksheet(SheetHead("T"), (asked,)),)
    cloze = ElementTree.fromstring(made(Order(sheet), "moodle"))[1]
    assert r"<code>a_next</code> for \(\boldsymbol{a}^{(k+1)}\)" in texts(cloze)
    files, _ = package(made(Order(sheet), "qti"))
    assert r"<code>a_next</code> for \(\boldsymbol{a}^{(k+1)}\)" in files["items/item-1-1-1.xml"].decode()
    assert faults_of_moodle(made(Order(sheet), "moodle")) == faults_of_qti(files) == []


def test_hints_of_an_appendix_are_given():
    without = replace(exercise(), blocks=tuple(one for one in exercise().blocks if not isinstance(one, Hints)))
    assert questions(without, hints_at_end=False).hints == ()
    (hints,) = questions(without, hints_at_end=True).hints
    assert hints.items == (("1.1", ("Think.",)),)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("W.T@grad_z", "W.T @ grad_z"),
        ("-2*X.T@(y-X@w)", "-2 * X.T @ (y - X @ w)"),
        ("x**2/2", "x**2 / 2"),
        ("a*-b", "a * -b"),
        ("f'(z)*g", "f'(z) * g"),
    ],
)
def test_spaces_stand_around_operators(text, wanted):
    assert spaced(text) == wanted


def test_the_description_of_html_rejects():
    assert faults_of_html("<p>a<ul></ul></p>") == ["<ul> in <p>"]
    assert faults_of_html("<div>") == ["<div> is not closed"]
    assert faults_of_html("<table><tr></tr></table>") == ["<tr> in <table>"]


@pytest.mark.parametrize(
    ("problems", "options"),
    [
        (("dense-layer", "attention"), {"level": 3}),
        (("matrix-inverse", "layer-normalization", "least-squares"), {"blank": "results", "level": 4}),
        (("two-layer-network",), {"blank": "operators", "level": 3}),
    ],
)
def test_the_keys_own_spelling_is_accepted_as_it_is_printed_and_as_it_is_typed(problems, options):
    made = worksheet(*problems, **options)
    read = 0
    for exercise in made.sheets[0].exercises:
        printer = UnicodePrinter(exercise.glyphs, exercise.layout)
        for one in questions(exercise, hints_at_end=False).each:
            if isinstance(one.answer.right[0], Node):
                assert {printer.part(one.answer.right[0]), input_text(one.answer.right[0])} <= set(one.typed)
                read += 1
    assert read > 3

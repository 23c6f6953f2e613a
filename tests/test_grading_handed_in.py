"""What is handed in as JSON: the sheet or the short form, and what is refused, with its reason."""

import json
import os
from contextlib import suppress
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from submissions import handed_in, key_to, said_of

import matcalc
from matcalc.errors import InputError
from matcalc.grading.grade import files_in
from matcalc.grading.key import key_of
from matcalc.grading.marking import Job, Opened, Refused, messages

SHEETS = matcalc.worksheet("dense-layer", blank="results", level=3)
CLASS = matcalc.worksheet("dense-layer", blank="results", level=3, variants=3)
KEY, CLASS_KEY = key_to(SHEETS), key_to(CLASS)
SCHEMA = Path(__file__).parent.parent / "docs" / "worksheet.schema.json"
OTHER = "no sheet of the key stands in it: the exercises are other ones, or their words were changed"


def changed(order, **keys):
    return json.dumps(json.loads(order.render("json")) | keys)


def test_a_sheet_of_a_class_set_is_marked_as_the_one_that_it_is(tmp_path):
    for number in (1, 2, 3):
        sheet = CLASS_KEY.sheets[number - 1]
        answers = {blank.label: blank.accepted[0] for blank in sheet.blanks}
        opened, marks = said_of(tmp_path / "a.json", CLASS_KEY, handed_in(CLASS, answers, number=number))
        assert opened.sheet == number
        assert {mark.judged.ruling.value for mark in marks} == {"right"}


def test_a_sheet_is_known_by_its_exercises_and_not_by_its_number(tmp_path):
    made = json.loads(handed_in(CLASS, {"1.1": "a"}, number=2))
    made["sheets"][0]["number"] = 3
    opened, _ = said_of(tmp_path / "a.json", CLASS_KEY, json.dumps(made))
    assert opened.sheet == 2


def test_a_sheet_of_another_order_is_refused(tmp_path):
    assert said_of(tmp_path / "a.json", CLASS_KEY, handed_in(SHEETS, {"1.1": "a"})) == OTHER
    assert said_of(tmp_path / "a.json", KEY, handed_in(CLASS, {"1.1": "a"})) == OTHER


def test_the_short_form(tmp_path):
    text = json.dumps({"name": "Bo", "sheet": 2, "answers": {"1.1": None, "1.2": 5, "7.7": "x"}})
    opened, marks = said_of(tmp_path / "a.json", CLASS_KEY, text)
    assert (opened.name, opened.sheet) == ("Bo", 2)
    said = {mark.label: (mark.judged.ruling.value, mark.judged.text) for mark in opened.marks}
    assert said["7.7"] == ("not read", "The sheet has no such blank.")
    given = {mark.label: (mark.judged.ruling.value, mark.judged.text) for mark in marks}
    assert given["1.1"] == ("no answer", "")
    assert given["1.2"] == ("not read", "An answer is a text between quotation marks, and this is a number.")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is no JSON: Expecting value in line 1, column 1"),
        ("[" * 100_000, "it is no worksheet: its brackets are nested too deeply"),
        ("[1]", "the whole has to be an object, not a list"),
        (
            "{}",
            'it is no worksheet: a sheet has "format": "matcalc worksheet", and the short form is '
            '{"name": "…", "answers": {"1.1": "…"}}',
        ),
        ('{"a": ' + "9" * 9000 + "}", "it is no worksheet: a number in it is too long"),
        ('{"answers": {"1.1": "a", "1.1": "b"}}', '"1.1" stands twice in one object: take one of them out'),
        ('{"answers": []}', '"answers" has to be an object, not a list'),
        ('{"answers": {}, "name": 1}', '"name" in the whole has to be a text, not a number'),
        ('{"answers": {}, "points": 9}', '"points" is not known; known: name, sheet, answers'),
        ('{"answers": {}}', 'it is unclear which sheet is meant: say "sheet", one of 1, 2, 3'),
        ('{"answers": {}, "sheet": 4}', "the key has no sheet 4; it has 1, 2, 3"),
        ('{"answers": {}, "sheet": true}', '"sheet" in the whole has to be a whole number of at least 0'),
        (changed(CLASS, sheets=3), '"sheets" in the whole has to be a list, not a number'),
        (changed(CLASS, sheets=[3]), "a sheet has to be an object, not a number"),
        (changed(CLASS, sheets=[{"number": 1}]), 'a sheet has no "exercises"'),
        (changed(CLASS, sheets=[]), OTHER),
        (changed(CLASS), "it is unclear which sheet is meant: 1 and 2 and 3 stand in it, and nothing is answered"),
        (CLASS.key.render("json"), "it is a key, and no sheet that was handed in"),
    ],
)
def test_what_is_refused_and_why(tmp_path, text, reason):
    assert said_of(tmp_path / "a.json", CLASS_KEY, text) == reason


def refused(path):
    (one,) = messages(Job(str(path), KEY, 60.0))
    assert isinstance(one, Refused)
    return one.reason


def test_files_that_are_no_files(tmp_path):
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "there").write_text("{}", encoding="utf-8")
    (tmp_path / "link.json").symlink_to(tmp_path / "there")
    (tmp_path / "lost.json").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.json")
    with (tmp_path / "large.json").open("wb") as file:
        file.truncate(2**40)
    (tmp_path / "latin.json").write_bytes('{"name": "é"}'.encode("latin-1"))
    (tmp_path / "locked.json").write_text("{}", encoding="utf-8")
    link = "it is a link: hand in the file itself"
    assert {path.name: refused(path) for path in sorted(tmp_path.iterdir()) if path.name != "locked.json"} == {
        "folder.json": "it is a folder: put the files side by side into the one that is named",
        "large.json": "it has 1,099,511,627,776 bytes, and 20,000,000 at most are read",
        "latin.json": "it is no text in UTF-8: byte 11 is of no letter",
        "link.json": link,
        "lost.json": link,
        "pipe.json": "it is a pipe or a device, and no file",
        "there": "its name has no ending, and what is handed in is a FILE.json or a FILE.ipynb",
    }
    assert refused(tmp_path / "gone.json") == "it can not be opened: No such file or directory"
    assert refused("/dev/zero") == "its name has no ending, and what is handed in is a FILE.json or a FILE.ipynb"


def test_what_is_in_a_folder(tmp_path):
    for name in ("b.json", "a.json", ".DS_Store", "key.json", "c\nd.json"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "to-key.json").symlink_to(tmp_path / "key.json")
    assert files_in(str(tmp_path), [str(tmp_path / "key.json")]) == ("a.json", "b.json", "c\nd.json", "to-key.json")
    with pytest.raises(InputError, match="no folder has such a name"):
        files_in("a\0b")


def test_sheet_handed_in_and_key_follow_the_schema():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(handed_in(SHEETS, {"1.1": "a"}, "Ada")), schema)
    key = json.loads(SHEETS.key.render("json"))
    jsonschema.validate(key, schema)
    key["sheets"][0]["exercises"][0]["answers"][0]["answer"] = "a"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(key, schema)
    leaking = json.loads(handed_in(SHEETS, {}))
    leaking["sheets"][0]["exercises"][0]["answers"][0]["check"] = {"problem": "dense-layer", "wrt": "z"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(leaking, schema)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def paths(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from paths(inner, (*path, key))


def replaced(value, path, other):
    if not path:
        return other
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], other)
    return copy


ANSWERED = json.loads(handed_in(SHEETS, {"1.1": "?", "1.2": "?"}, "Ada"))
AS_KEY = json.loads(SHEETS.key.render("json"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.sampled_from(list(paths(ANSWERED))), JSON)
def test_whatever_is_changed_in_a_sheet_it_is_read_or_refused(tmp_path, path, other):
    (tmp_path / "a.json").write_text(json.dumps(replaced(ANSWERED, path, other)), encoding="utf-8")
    first = next(messages(Job(str(tmp_path / "a.json"), KEY, 60.0)))
    assert isinstance(first, Refused | Opened)


@given(st.sampled_from(list(paths(AS_KEY))), JSON)
def test_whatever_is_changed_in_a_key_it_is_read_or_refused(path, other):
    made = replaced(AS_KEY, path, other)
    with suppress(InputError):
        assert key_of(made if isinstance(made, dict) else {}).sheets

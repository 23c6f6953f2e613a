"""The tables and the feedback: what anybody wrote stays text in all of them."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from matcalc.grading.feedback import feedback, fenced
from matcalc.grading.handed_in import Answered
from matcalc.grading.judging import mark_of
from matcalc.grading.key import Blank, Said
from matcalc.grading.marks import Judged, Mark, Marked, Ruling
from matcalc.grading.names import LONGEST, feedback_names
from matcalc.grading.tables import OF_BLANKS, OF_FILES, grades, totals
from matcalc.worksheets.sheet import Asked

TEXTS = st.text(max_size=40)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def read(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def of(answer, ruling=Ruling.WRONG, points=3, label="1.1"):
    return Mark(label, "mathematics", answer, Judged(ruling, answer, "why"), points, "$x$")


@given(TEXTS, TEXTS, TEXTS)
@example("=1+1", "-2", "@SUM(A1)")
@example("\t=1", "\r=1", "\n=1")
@example("＝1", " =1", '"=1"')
@example("\x00", "\ud800", "\u202e=1")
def test_no_cell_is_a_formula_and_each_is_one_cell(file, name, answer):
    marked = Marked(file, name, 1, (of(answer), of(answer, Ruling.READER)))
    for text in (grades([marked]), totals([marked])):
        text.encode("utf-8")
        head, *rows = read(text)
        assert {len(row) for row in rows} == {len(head)}
        assert not [cell for row in rows for cell in row if cell.lstrip().startswith(DANGEROUS)]


def test_an_answer_that_begins_like_a_formula_has_an_apostrophe():
    head, row = read(grades([Marked("a.json", "Ada", 1, (of("-grad_z"),))]))
    assert head == list(OF_BLANKS)
    assert row == ["a.json", "Ada", "1.1", "mathematics", "'-grad_z", "wrong", "0", "3", "'-grad_z"]


def test_points_that_are_open_are_no_zero():
    marks = (of("a", Ruling.RIGHT), of("b", Ruling.READER), of("c", Ruling.NOT_READ), of("d"), of("", Ruling.EMPTY))
    marked = Marked("a.json", "Ada", 2, marks)
    assert [row[6] for row in read(grades([marked]))[1:]] == ["3", "", "", "0", "0"]
    assert read(totals([marked])) == [list(OF_FILES), ["a.json", "Ada", "2", "open", "3", "6", "15", ""]]


@pytest.mark.parametrize(
    ("marked", "row"),
    [
        (Marked("a", reason="it is a link"), ["a", "", "", "unreadable", "", "", "", "it is a link"]),
        (Marked("a", "", 1, (of("x"),)), ["a", "", "1", "marked", "0", "0", "3", ""]),
        (Marked("a", "", 1, (of("x"),), stopped="it ends"), ["a", "", "1", "stopped", "0", "0", "3", "it ends"]),
    ],
)
def test_the_total_of_a_file(marked, row):
    assert read(totals([marked]))[1] == row


@given(TEXTS)
@example("```\n# head\n```")
@example("~~~\n<script>")
@example("\r\n\x1b[31m")
def test_an_answer_in_feedback_is_one_block_of_code(answer):
    tokens = MarkdownIt().parse(fenced(answer))
    assert [token.type for token in tokens] == ["fence"]


@given(TEXTS, TEXTS)
@example("<b>", "[a](javascript:b)")
@example("# a", "![](b)")
def test_names_are_words_in_feedback(file, name):
    html = MarkdownIt().render(feedback(Marked(file, name, 1, (of("<i>"),)), "<u>", with_answers=False))
    tags = {part.split(">")[0].split(" ")[0] for part in html.split("<")[1:]}
    assert tags <= {"h1", "/h1", "h2", "/h2", "p", "/p", "pre", "code", "/code", "/pre", "strong", "/strong"}


def test_feedback_says_what_was_written_what_is_said_and_the_points():
    marks = (of("a", Ruling.RIGHT), of("b", label="1.2"), of("", Ruling.EMPTY), of("c", Ruling.READER))
    told = feedback(Marked("a.json", "Ada", 1, marks), "Worksheet", with_answers=False)
    assert "**3 of 12 points**; 3 points still open" in told
    assert "## 1\\.2 (0 of 3 points)\n\nYou wrote:\n\n```text\nb\n```\n\nNot right. why\n" in told
    assert "$x$" not in told
    assert feedback(Marked("a.json", "Ada", 1, marks), "W", with_answers=True).count("The key says: $x$") == 3


def test_what_gives_the_right_answer_away_is_kept_back():
    judged = Judged(Ruling.WRONG, "Write W.T @ z.", "Write W.T @ z.", tells=True)
    marked = Marked("a.json", "Ada", 1, (Mark("1.1", "mathematics", "W @ z", judged, 3, "$x$"),))
    assert "Write" not in feedback(marked, "Worksheet", with_answers=False)
    assert "Write" in feedback(marked, "Worksheet", with_answers=True)
    assert "Write" in grades([marked])


RIGHT = Blank("1.1", Asked.MATHEMATICS, 3, Said("W⁽ᵏ⁾ᵀ z̄", r"$W^{(k)\top}\, \bar{z}$"), ("W.T@grad_z",))
NAME = Blank("1.2", Asked.MATHEMATICS, 3, Said("z̄", r"$\bar{z}$"), ("grad_z",))


@pytest.mark.parametrize(
    ("blank", "said", "answer", "tells"),
    [
        (RIGHT, "Write W.T @ grad_z instead.", "W @ grad_z", True),
        (RIGHT, "It is W⁽ᵏ⁾ᵀ  z̄.", "W @ grad_z", True),
        (RIGHT, r"It is $W^{(k)\top}\, \bar{z}$.", "W @ grad_z", True),
        (RIGHT, "W.T is n × m, and grad_z is m.", "W @ grad_z", False),
        (RIGHT, "W.T @ grad_z can not be added.", "W.T @ grad_z", False),
        (NAME, "grad_z is m, and z̄ᵀ is 1 × m.", "grad_z.T", False),
    ],
)
def test_what_gives_the_right_answer_away(blank, said, answer, tells):
    mark = mark_of(Answered(answer), blank, Judged(Ruling.WRONG, said, said))
    assert mark.judged.tells is tells


FILES = st.lists(st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=200), max_size=8, unique=True)


@given(FILES)
@example(["a.json", "a.ipynb", "A.json", "a-2.json"])
@example(["..\\..\\x", "...", "con.json", "NUL", "a\nb", "a b", "-rf", ".json", "é", "e\u0301", "\udc80", "ß", "ss"])
def test_names_of_feedback_are_plain_and_different(files):
    names = feedback_names(files)
    assert len(names) == len(files)
    assert len({name.casefold() for name in names}) == len(files)
    for name in names:
        name.encode("utf-8")
        assert len(name) <= LONGEST + 8
        assert all(letter.isalnum() or letter in "_.-" for letter in name)
        assert name[0] not in ".-"
        assert name.upper().split(".")[0] not in ("CON", "NUL", "AUX", "PRN")

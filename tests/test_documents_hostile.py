"""Titles and words that mean something to a target are words in it, wherever they stand."""

import re
import unicodedata

import dense_layer_by_hand as layer
import pytest
from test_documents_latex import compiled, complaints

from matcalc.chain import Blank
from matcalc.documents.columns import width
from matcalc.documents.document import Chapter, Document
from matcalc.documents.page import (
    AnswerSpace,
    Bullets,
    ChainBlock,
    Code,
    FormLine,
    Heading,
    Hints,
    Line,
    Listing,
    Notice,
    Options,
    Paragraph,
    Table,
)
from matcalc.documents.printing import COLUMNS, Printing
from matcalc.documents.render import Format, write
from matcalc.notation.glyphs import Glyphs

HOSTILE = {
    "percent": "50 % of it",
    "backslash": "a\\b\\\\c",
    "dollars": "$x$ $$y$$ \\(z\\) \\[w\\]",
    "script": "<script>alert(1)</script><img src=x onerror=y>",
    "signs": "# @@0@@ {a} ~b ^c _d_ &amp; *e* |f| `g` ![h](i)",
    "a file": "\\input{/etc/passwd} \\include{x}",
    "a shell": "\\write18{touch owned} \\immediate\\write18{ls}",
    "the end": "\\end{document} \\endinput \\bye",
    "carets": "^^5cinput ^^41",
    "Jinja": "((* if x *)) ((( x ))) ((= x =)) {{ x }} {% x %} [[ x ]]",
    "Typst": '#read("/etc/passwd") #eval("1") @ref <label>',
    "a comment": "%\\n\\par}}}{{{",
    "Hebrew": "שלום",
    "emoji": "\N{PILE OF POO}\N{ZERO WIDTH JOINER}\N{FAMILY}",
    "combining": "e\N{COMBINING ACUTE ACCENT}\N{COMBINING TILDE}\N{COMBINING LONG SOLIDUS OVERLAY} Z" + "\u0300" * 4,
    "no width": "a\N{ZERO WIDTH SPACE}b\N{WORD JOINER}c\ufeffd",
    "right to left": "ab\N{RIGHT-TO-LEFT OVERRIDE}cd\N{POP DIRECTIONAL FORMATTING}",
    "control": "a\x1b[31mb\x00c\x07\nd\u2028e",
    "long": "word " * 1000,
    "one long word": "abcdefghij" * 500,
}


def everywhere(words: str) -> Document:
    """A document that says the words in every place that takes some."""
    title, words = words, words[:400]
    said = (words, layer.z, f" {words}")
    blocks = (
        Heading(said),
        Paragraph((title, *said, Code(words))),
        Bullets((said,)),
        Table((words[:20], "more"), (((words[:20],), said),), 1),
        ChainBlock((Line(layer.z, layer.b, "a rule", said), Line(None, Blank(words[:4], 9), "", said))),
        Notice(said, (said,), (said,)),
        Listing(words, words),
        FormLine(((words[:20], 1), ("Date", 1))),
        AnswerSpace(words[:4], 2),
        Options(words[:4], (said,)),
        Hints(((words[:4], said),), at_foot=True),
    )
    return Document(title, (Chapter(blocks, Glyphs({})),))


def visible(text: str) -> str:
    """The letters, digits and signs of ASCII in a text; what stands for one of them is that."""
    plain = unicodedata.normalize("NFKC", text).translate({0x2019: "'", 0x2018: "`", 0x201D: "''", 0x2013: "--"})
    return "".join(letter for letter in plain if "!" <= letter <= "~")


@pytest.mark.parametrize("words", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_words_are_text_in_a_terminal(words: str) -> None:
    made = write(everywhere(words), Format.TEXT)
    lines = made.splitlines()
    assert visible(words[:60]) in visible(made)
    assert [line for line in lines if not line.isprintable()] == []
    assert max(width(line) for line in lines if not line.startswith("  ")) <= COLUMNS


@pytest.mark.parametrize("words", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_words_are_text_in_markdown(words: str) -> None:
    made = write(everywhere(words), Format.MARKDOWN)
    outside_code = re.sub(r"^(`{3,}).*?^\1$", "", made, flags=re.DOTALL | re.MULTILINE)
    tags = set(re.findall(r"<[^>]*>", re.sub(r"&\w+;", "", outside_code)))
    assert tags <= {"<code>", "</code>", "<br>"}
    words_alone = re.sub(r"\$\$.*?\$\$|\$.*?\$", "", outside_code.replace("**", ""), flags=re.DOTALL)
    assert re.findall(r"\\\\[()\[\]]|\\begin|@@\d+@@", words_alone) == []  # where notebooks begin a formula
    assert re.findall(r"(?<!\\)[*_`\[\]!~{}](?=[ehgdib])", words_alone) == []
    title = made.splitlines()[0].removeprefix("# ")
    assert re.search(r"(?<!\\)[$`*_\[\]<>~|]", title) is None


@pytest.mark.parametrize("fragment", [False, True])
@pytest.mark.parametrize("words", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_words_are_letters_in_latex(words: str, fragment: bool) -> None:
    made = write(everywhere(words), Format.LATEX, Printing(fragment=fragment))
    plain = write(everywhere("gnu"), Format.LATEX, Printing(fragment=fragment))
    assert made.isascii()
    commands = re.compile(r"\\(?:[A-Za-z]+|\W)")
    ours = {
        *commands.findall(plain),
        r"\$",
        r"\%",
        r"\#",
        r"\&",
        r"\_",
        r"\{",
        r"\}",
        r"\ ",
        r"\`",
        r"\'",
        r"\~",
        r"\^",
    }
    assert made.count(r"\char") == made.count(r"\char34{}")
    new = set(commands.findall(made)) - ours
    letters = (r"\text", r"\hspace", r"\allowbreak", r"\char")
    assert {name for name in new if not name.startswith(letters)} <= {r"\normalsize"}  # the size of a long title
    for command in (r"\end{document}", r"\input", r"\write"):
        assert made.count(command) == plain.count(command)


def test_hostile_words_compile_and_are_read_back(tmp_path) -> None:
    from pypdf import PdfReader

    chapters = [chapter for words in HOSTILE.values() for chapter in everywhere(words).chapters]
    made = write(Document(" ".join(HOSTILE.values())[:5000], tuple(chapters)), Format.LATEX)
    assert complaints(compiled(made, tmp_path)) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.aux", "page.log", "page.pdf", "page.tex"]
    read = visible("".join(page.extract_text() for page in PdfReader(tmp_path / "page.pdf").pages))
    assert "root:" not in read
    for name, words in HOSTILE.items():
        if name not in ("combining", "no width", "control", "right to left"):
            assert visible(words[:90]) in read, name


def test_words_of_a_cell_that_tex_can_not_measure_compile(tmp_path) -> None:
    """TeX has no length of six metres: in one line 5,000 letters would be longer."""
    table = Table(("Symbol", "Meaning"), ((("x",), ("long " * 1000,)),), 1)
    made = write(Document("T", (Chapter((table,), Glyphs({})),)), Format.LATEX)
    assert complaints(compiled(made, tmp_path)) == []

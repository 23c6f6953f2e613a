"""Where the mathematics stands in LaTeX, Markdown and plain text; which files are not read, and why."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcalc.errors import InputError
from matcalc.manuscripts.manuscript import Form, Manuscript, manuscript_of, read_manuscript

FORMS = ("tex", "md", "txt")


def manuscript(text: str, form: str = "tex") -> Manuscript:
    return manuscript_of(text.encode(), f"x.{form}")


def insides(text: str, form: str = "tex") -> list[str]:
    read = manuscript(text, form)
    return [read.text[piece.inside.start : piece.inside.end] for piece in read.pieces]


IN_ALL = [  # text, what is mathematics in it
    ("", []),
    ("no mathematics", []),
    ("let $x$ and $y$ be", ["x", "y"]),
    ("$x$$y$", ["x", "y"]),
    ("$$x = y$$ and $z$", ["x = y", "z"]),
    ("$$x = y.$$ and in $(\\star),$ we see $z $ as", ["x = y.", "(\\star),", "z "]),
    ("$${\\mathbf{a}^{(k)}}^T $$", ["{\\mathbf{a}^{(k)}}^T "]),
    ("= ??? = $\\nabla z {a^{(k)}}^T $", ["\\nabla z {a^{(k)}}^T "]),
    ("\\(x = y\\) and \\[z_i\\]", ["x = y", "z_i"]),
    ("$x = \\$5$", ["x = \\$5"]),
    ("\\$5 and \\$6", []),
    ("\\\\$x$", ["x"]),
    ("$x \\text{ if $y > 0$ and } z$", ["x \\text{ if $y > 0$ and } z"]),
    ("$x \\text{ if {$y$} is } z$", ["x \\text{ if {$y$} is } z"]),
    ("$a\nb$", ["a\nb"]),
    ("$a\r\nb$", ["a\r\nb"]),
    ("$a\rb$", ["a\rb"]),
    ("$$$$ and $x$", ["x"]),
    ("\\begin{align*}\nx &= y \\\\[2pt]\n&= z\n\\end{align*}", ["\nx &= y \\\\[2pt]\n&= z\n"]),
    ("\\begin{equation}\\begin{aligned}x\\end{aligned}\\end{equation}", ["\\begin{aligned}x\\end{aligned}"]),
    ("\\begin{alignat}{2} x &= y \\end{alignat}", [" x &= y "]),
    ("\\begin{itemize} \\item $x$ \\end{itemize}", ["x"]),
    ("$\\begingroup$ words $\\endgroup$", []),
    ("\\begin {gather} x \\end {gather}", [" x "]),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("text", "expected"), IN_ALL)
def test_delimiters_of_every_form(form: str, text: str, expected: list[str]) -> None:
    assert insides(text, form) == expected


TEX = [
    ("a % no $x$\n$y$", ["y"]),
    ("$x % the $ of a comment\n + y$", ["x % the $ of a comment\n + y"]),
    ("50\\% of $x$", ["x"]),
    ("\\verb|$x$| and $y$", ["y"]),
    ("\\verb*+$+ and $y$", ["y"]),
    ("\\lstinline{$x} and $y$", ["y"]),
    ("\\url{http://a.b/%20$} and $y$", ["y"]),
    ("\\begin{verbatim}\n$x$ \\end{equation} %\n\\end{verbatim}$y$", ["y"]),
    ("\\begin{lstlisting}[language=sh]\necho $x\n\\end{lstlisting}$y$", ["y"]),
    ("\\begin{comment}$x\\end{comment}$y$", ["y"]),
    ("\\newcommand{\\price}[1]{$#1} $y$", ["y"]),
    ("\\def\\price#1{$#1} $y$", ["y"]),
    ("\\newcommand*\\price{\\text{{$}}} $y$", ["y"]),
    ("$z$ \\catcode`$=3 \\begin{document} $x$ \\end{document} $ y", ["x"]),
    ("%\\begin{document}\n$x$", ["x"]),
    ("$ x $ costs $5$", [" x ", "5"]),
    ("\\[ x\n\n = y \\]", [" x\n\n = y "]),
    ("$$ x\n\n = y $$", [" x\n\n = y "]),
    ("$x$2", ["x"]),
    ("line\\\\[2pt] and \\] alone", []),
]


@pytest.mark.parametrize(("text", "expected"), TEX)
def test_latex(text: str, expected: list[str]) -> None:
    assert insides(text) == expected


PROSE = [
    ("$5 and $6", []),
    ("it costs $5 and $6, or $7.", []),
    ("$5-$6 for $x$", ["x"]),
    ("from $20,000 to $30,000", []),
    ("$HOME and $PATH", []),
    ("US$ = 3 in $ ", []),
    ("an open $ x, and\n\nanother $ here", []),
    ("$x\n\n$", []),
    ("$x$2", []),
    ("$ x = y $", [" x = y "]),
    ("a pid is $$ here", []),
    ("\\[see below\\] and \\(closed\\)", []),
    ("\\(x\\) is \\[ y \\]", ["x", " y "]),
    ("an \\[open bracket", []),
    ("\\(x =\n\n y\\)", []),
    ("$$x\n\n= y$$", ["x\n\n= y"]),
    ("<!-- $x$ --> $y$", ["y"]),
    ("<!-- $x$", ["x"]),
    ("https://a.b/$x$ and $y$", ["y"]),
    ("100 % of $x$", ["x"]),
    ("where $E $ is", ["E "]),
    ("where $\\nabla E $ is", ["\\nabla E "]),
]


@pytest.mark.parametrize("form", ["md", "txt"])
@pytest.mark.parametrize(("text", "expected"), PROSE)
def test_prose(form: str, text: str, expected: list[str]) -> None:
    assert insides(text, form) == expected


CODE = [
    ("`$x$` and $y$", ["y"]),
    ("``a ` $x$`` and $y$", ["y"]),
    ("a ` alone and $y$", ["y"]),
    ("a `code\n\nno` $y$", ["y"]),
    ("\\`$x$\\`", ["x"]),
    ("```\n$x$\n```\n$y$", ["y"]),
    ("```sh\r\n$x$\r\n```\r\n$y$", ["y"]),
    ("~~~\n$x$\n```\n$z$\n~~~~\n$y$", ["y"]),
    ("```\n$x$", []),
    ("- ```\n  $x$\n  ```\n- $y$", ["y"]),
    ("> ```\n> $x$\n> ```\n> $y$", ["y"]),
    ("``` one ``` $y$", ["y"]),
    ("    $x$\n\n$y$", ["y"]),
    ("words\n\n    $x$\n    $z$\n\n    $w$\n\n$y$", ["y"]),
    ("words\n\n\t$x$\n\n$y$", ["y"]),
    ("words\n    $x$", ["x"]),
    ("1. words\n\n    $x$\n\n2. $y$", ["x", "y"]),
    ("1. words\n\n        $x$\n\n2. $y$", ["y"]),
    ("- words\n\nwords\n\n    $x$\n\n$y$", ["y"]),
    ("- a\n  - b\n\n      $x$\n", ["x"]),
]


@pytest.mark.parametrize(("text", "expected"), CODE)
def test_code_in_markdown(text: str, expected: list[str]) -> None:
    assert insides(text, "md") == expected


@pytest.mark.parametrize("text", ["    $x$\n\n`$y$`", "```\n$x$\n```\n$y$"])
def test_plain_text_has_no_code(text: str) -> None:
    assert insides(text, "txt") == ["x", "y"]


UNCLOSED = [  # form, text, message, line and column
    ("tex", "ab\n $x", "the $ opened here is never closed; write \\$ where a dollar sign is meant", (2, 2)),
    (
        "tex",
        "$x\n\n$",
        "the $ opened here is not closed before the empty line after line 1; write \\$ where a dollar sign is meant",
        (1, 1),
    ),
    ("tex", "\r\n\\[ x", "the \\[ opened here is never closed; write \\] where it ends", (2, 1)),
    ("tex", "\r$$ x $", "the $$ opened here is never closed; write $$ where it ends", (2, 1)),
    ("tex", "$x \\end{document} $", "the $ opened here is never closed", (1, 1)),
    ("tex", "\\begin{align}x\\end{align*}", "the \\begin{align} opened here is never closed", (1, 1)),
    ("tex", "\\begin{verbatim}", "the \\begin{verbatim} opened here is never closed; write \\end{verbatim}", (1, 1)),
    ("tex", "\\newcommand{\\x}{{}", "the { opened here is never closed", (1, 16)),
    ("md", "\\begin{align}x", "the \\begin{align} opened here is never closed", (1, 1)),
    ("md", "words\n\n $$ x\n\nwords", "the $$ opened here is never closed; write \\$ for each", (3, 2)),
    ("txt", "$$ x", "the $$ opened here is never closed", (1, 1)),
]


@pytest.mark.parametrize(("form", "text", "message", "place"), UNCLOSED)
def test_what_is_opened_and_not_closed(form: str, text: str, message: str, place: tuple[int, int]) -> None:
    with pytest.raises(InputError) as caught:
        manuscript(text, form)
    assert str(caught.value).startswith(f"x.{form}, line {place[0]}, column {place[1]}: {message}")


def test_a_piece_knows_its_delimiters() -> None:
    read = manuscript("a $x$ \\begin{alignat*}{2}y\\end{alignat*} \\[z\\] \\begin{math}w\\end{math}")
    assert [(piece.opening, piece.closing, piece.environment, piece.is_display) for piece in read.pieces] == [
        ("$", "$", "", False),
        ("\\begin{alignat*}{2}", "\\end{alignat*}", "alignat*", True),
        ("\\[", "\\]", "", True),
        ("\\begin{math}", "\\end{math}", "math", False),
    ]


FILES = [  # name, bytes, message
    (
        "x.pdf",
        b"x",
        "x.pdf: the name ends in .pdf, and what is read is LaTeX (.tex), Markdown (.md, .markdown) and plain",
    ),
    ("x", b"x", "x: the name has no ending, and what is read is LaTeX (.tex)"),
    ("x.md", b"ab\nc\xff", "x.md, line 2, column 2: this is not UTF-8 text (byte 0xff): save the file as UTF-8"),
    ("x.md", "é\r\né".encode() + b"\xc3", "x.md, line 2, column 2: this is not UTF-8 text (byte 0xc3)"),
    ("x.md", b"ab\r\nc\0", "x.md: this is a binary file, not text: a zero byte stands in line 2, column 2"),
    ("x.md", "x".encode("utf-16"), "x.md: this is UTF-16 text: save the file as UTF-8"),
    ("x.md", b"x" * 10_000_001, "x.md: the file has 10,000,001 bytes, and at most 10,000,000 are read"),
    ("x.md", b"$x$ " * 200_001, "x.md, line 1, column 800001: the file has more than 200,000 pieces of mathematics"),
]


@pytest.mark.parametrize(("name", "data", "message"), FILES, ids=range(len(FILES)))
def test_what_is_not_read(name: str, data: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        manuscript_of(data, name)
    assert str(caught.value).startswith(message)


def test_files_are_read_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "X.MARKDOWN"
    path.write_bytes(b"\xef\xbb\xbf$x$\r\n")
    read = read_manuscript(path)
    assert (read.form, read.text, read.name) == (Form.MARKDOWN, "$x$\r\n", str(path))
    with pytest.raises(InputError, match=r"there is no such file"):
        read_manuscript(tmp_path / "y.md")
    (tmp_path / "z.md").mkdir()
    with pytest.raises(InputError, match=r"this is a folder, not a file"):
        read_manuscript(tmp_path / "z.md")


def test_a_large_file_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    with path.open("wb") as file:
        file.truncate(5_000_000_000)
    with pytest.raises(InputError, match=r"the file has 5,000,000,000 bytes"):
        read_manuscript(path)


def test_lines_end_in_three_styles() -> None:
    read = manuscript("a\nb\r\nc\rd")
    assert [read.line_and_column(read.text.index(letter)) for letter in "abcd"] == [(1, 1), (2, 1), (3, 1), (4, 1)]
    assert read.line_and_column(len(read.text)) == (4, 2)


def test_an_error_shows_its_place() -> None:
    error = manuscript("abc\r\n" + "x" * 400 + "here" + "y" * 400).error("this is wrong", 405)
    first, shown, caret = str(error).split("\n")
    assert first == "x.tex, line 2, column 401: this is wrong"
    assert shown[caret.index("^") :].startswith("here")


DELIMITERS = ["$", "$$", "\\(", "\\)", "\\[", "\\]", "\\begin{align}", "\\end{align}", "\\begin{math}", "\\end{math}"]
HIDING = [
    "%",
    "\\",
    "`",
    "```",
    "~~~",
    "    ",
    "<!--",
    "-->",
    "\\text{",
    "\\verb|",
    "|",
    "\\begin{verbatim}",
    "> ",
    "- ",
]
HIDING += ["\\end{verbatim}", "\\begin{document}", "\\end{document}", "\\newcommand{\\x}{", "\\def\\x#1{", "{", "}"]
OTHER = ["\n", "\r\n", "\r", "x", " ", "5", "= y_1", "é", "𝐖"]
PARTS = st.sampled_from(DELIMITERS + HIDING + OTHER)


@given(parts=st.lists(PARTS, max_size=40), form=st.sampled_from(FORMS))
def test_any_text_has_pieces_in_order_or_an_error_of_ours(parts: Sequence[str], form: str) -> None:
    try:
        read = manuscript("".join(parts), form)
    except InputError:
        return
    end = 0
    for piece in read.pieces:
        assert end <= piece.whole.start < piece.inside.start < piece.inside.end < piece.whole.end
        assert read.text[piece.whole.start : piece.inside.start] == piece.opening
        assert read.text[piece.inside.end : piece.whole.end] == piece.closing
        end = piece.whole.end


@given(
    form=st.sampled_from(FORMS), inside=st.text("abxyz+=_^{} ", min_size=1).filter(str.strip), prose=st.text("abc .,")
)
def test_displayed_mathematics_is_found_whole(form: str, inside: str, prose: str) -> None:
    assert insides(f"{prose}\n$${inside}$$\n{prose}", form) == [inside]

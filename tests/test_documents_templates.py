"""Templates of one's own: what they can change, and what is said where one is wrong."""

import re
import sys
from pathlib import Path
from shutil import copytree

import pytest
from documents_derived import derived
from test_documents_latex import compiled, complaints

from matcalc.documents import guard
from matcalc.documents.templates import KINDS
from matcalc.errors import InputError
from matcalc.resources import data_folder

ROOT = Path(__file__).parent.parent
DOCUMENT = '((* extends "matcalc/document.tex.jinja" *))\n'


def made(folder, form="latex", **options):
    return derived("lemma-norm").render(form, "brief", templates=folder, **options)


def write(folder, name, text):
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize("form", ["latex", "markdown"])
def test_our_own_templates_from_a_folder_change_nothing(form, tmp_path):
    copytree(data_folder("templates"), tmp_path / "templates")
    assert made(tmp_path / "templates", form) == made(None, form)


def test_words_are_escaped_and_mathematics_is_not(tmp_path):
    write(tmp_path, "document.tex.jinja", "((* macro m(words) *))\\m{((( words )))}((* endmacro *))((( m('50 %') )))")
    assert made(tmp_path) == r"\m{50 \%}"
    text = '((( "50 % of $x$" )))|((( title )))|((( "%" ~ title | safe )))|((( bodies[0] ~ "%" )))|((( bodies[0] )))'
    write(tmp_path, "document.tex.jinja", text)
    percent, title, safe, joined, body = made(tmp_path).split("|", 4)
    assert percent == r"50 \% of \$x\$"
    assert safe == r"\%" + title
    assert r"\textbackslash{}mcheading" in joined
    assert r"\mcheading{Summary}" in body


@pytest.mark.parametrize("said", ["t.format('%', w='%')", "t.format_map({'w': '%'})"])
def test_words_formatted_into_typeset_text_are_escaped(said, tmp_path):
    write(tmp_path, "document.tex.jinja", rf"((* set t *))\b{{w}}((* endset *))((( t )))|((( {said} )))")
    assert made(tmp_path) == r"\b{w}|\textbackslash{}b\%"


WRONG = [
    ("line one\n((* if title *))", r"line 2: Unexpected end of template.*; mend it$"),
    ("a\n((* for x in bodies *))\n((( x y )))((* endfor *))", r"line 3: expected token .*; mend it$"),
    ("\n\n((( titel )))", r"line 3: 'titel' is undefined; docs/templates\.md lists what there is$"),
    ("((( title | bold )))", r"line 1: No filter named 'bold'.*; mend it$"),
    ("((* if title is bold *))((* endif *))", r"line 1: No test named 'bold' found; docs"),
    ("\n((( title.__class__ )))", r"line 2: access to attribute '__class__' of 'str' object is unsafe; docs"),
    ("\n((( bodies )))", r"line 2: a template may print words and typeset mathematics, not a list; docs"),
    ("\n((( none )))", r"line 2: a template may print words and typeset mathematics, not a NoneType; docs"),
    ('\n((* include "titel.tex.jinja" *))', r"line 2: there is no template titel\.tex\.jinja; (known: |did you mean )"),
    ('((* extends "document.tex.jinja" *))', r"line 1: it includes or calls itself without end; mend it$"),
    (
        "((* macro m() *))\n((( m() )))((* endmacro *))((( m() )))",
        r"line [12]: it includes or calls itself without end; mend",
    ),
    ("((( 1 // 0 )))", r"line 1: integer division or modulo by zero; docs"),
    ("((( 9 ** 9 ** 9 )))", r"line 1: \*\* between 9 and a?.* is not allowed in a template; docs"),
    ('((( "a" * 10**10 )))', r"line 1: \*\* between 10 and 10 is not allowed in a template; docs"),
    ('((( "a" * 1000000000 )))', r"line 1: \* between a str and 1000000000 is not allowed in a template; docs"),
    ("((( range(1000000) | length )))", r"line 1: Range too big\..*; docs"),
    ("((( bodies.append(title) )))", r"line 1: .*append.* unsafe; docs"),
    ("((( lipsum() )))", r"line 1: 'lipsum' is undefined; docs"),
    ('\n\n((( "a b "|center(300000)|wordwrap(1) )))', r"line 3: No filter named 'wordwrap'; mend it$"),
    ('a\n((( ("9" ~ "%0100d" | format(1)) | int // 3 )))', r"line 2: // between a int and 3 is not allowed in a"),
    ("((( 1.5 | round(1000000000, 'ceil') )))", r"line 1: No filter named 'round'; mend it$"),
    ('((* include "/etc" *))', r"line 1: there is no template /etc; known: "),
    ('((* include "/no/such" *))', r"line 1: there is no template /no/such; known: "),
    ('((* include "../x" *))', r"line 1: there is no template \.\./x; known: "),
    ("a\nb\xff".encode("latin-1"), r"document\.tex\.jinja: line 2 is not UTF-8 text: save it as UTF-8$"),
    ("a" * 1_000_001, r"document\.tex\.jinja has more than 1,000,000 bytes, the most that a template may have$"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_wrong_template_is_told_with_its_line(text, said, tmp_path):
    write(tmp_path, "document.tex.jinja", text)
    with pytest.raises(InputError) as caught:
        made(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'document.tex.jinja'}")
    assert re.search(said, str(caught.value)), str(caught.value)
    assert len(str(caught.value)) < 700


def test_a_wrong_template_for_blocks_is_told_with_its_line(tmp_path):
    write(tmp_path, "blocks.md.jinja", "((* for block in blocks *))\n((( block.wordz )))\n((* endfor *))")
    with pytest.raises(InputError, match=r"blocks\.md\.jinja: line 2: '.*Paragraph object' has no attribute 'wordz'"):
        made(tmp_path, "markdown")


LOOP = "((* for x in range(99999) *))((* for y in range(99999) *))%s((* endfor *))((* endfor *))"
ENDLESS = [
    ("\n" + LOOP % "", 2.0, "line 2: it takes more than 2 seconds: does it loop for ever"),
    (
        '\n((( range(99999) | map("center", 1000000) | map("length") | sum )))',
        2.0,
        "line 2: it takes more than 2 seconds: does it loop for ever",
    ),
    ("\n" + LOOP % "((( title )))", 60.0, r"of document\.tex\.jinja, more than 200,000 characters are made; mend the"),
    (
        '((* set all = namespace(text="ab") *))\n((* for x in range(99) *))((* set all.text = all.text ~ all.text *))'
        "((* endfor *))",
        60.0,
        "line 2: it takes too much memory",
    ),
    ('\n((( "%99999999999d" | format(1) )))', 60.0, "line 2: it takes too much memory"),
    ('\n((( "a".ljust(99999999999) )))', 60.0, "line 2: it takes too much memory"),
]


@pytest.mark.parametrize(("text", "seconds", "said"), ENDLESS)
def test_a_template_without_end_is_stopped(text, seconds, said, tmp_path, monkeypatch):
    monkeypatch.setattr(guard, "MOST_SECONDS", seconds)
    monkeypatch.setattr(guard, "MOST_CHARACTERS", 200_000)
    monkeypatch.setattr(guard, "MOST_MEMORY", 2**27)
    write(tmp_path, "document.tex.jinja", text)
    before = sys.gettrace()
    with pytest.raises(InputError, match=said):
        made(tmp_path)
    assert sys.gettrace() is before


def test_a_folder_without_a_template_that_is_used(tmp_path):
    write(tmp_path, "document.tex.jinja2", "x")
    with pytest.raises(
        InputError, match=r"has no template that is used here; it has document\.tex\.jinja2: name a file "
    ):
        made(tmp_path)
    write(tmp_path, "document.md.jinja", "x")
    with pytest.raises(InputError, match=r"name a file in it blocks\.tex\.jinja, document\.tex\.jinja, .* or macros"):
        made(tmp_path)
    assert made(tmp_path, "markdown") == "x"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_format_without_templates(form, tmp_path):
    with pytest.raises(InputError, match=f"{form} is made without templates: leave --templates out"):
        made(tmp_path, form)


def test_a_template_that_is_a_folder(tmp_path):
    (tmp_path / "document.tex.jinja").mkdir()
    with pytest.raises(InputError, match=r"document\.tex\.jinja is no file: a template is a text file"):
        made(tmp_path)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    own = tmp_path / "own"
    own.mkdir()
    write(own, "document.md.jinja", 'a\n((* include "leak.md" *))')
    (own / "leak.md").symlink_to(secret)
    (own / "document.css").symlink_to(secret)
    write(own, "document.html.jinja", "x")
    for form, name in (("markdown", "leak.md"), ("html", "document.css")):
        with pytest.raises(InputError, match=rf"{re.escape(name)} is a link that leads out of its folder: copy the"):
            made(own, form)
    secret.unlink()  # what is said does not tell whether there is a file
    with pytest.raises(InputError, match="is a link that leads out of its folder"):
        made(own, "markdown")


def test_a_link_in_the_folder_and_a_link_to_the_folder_are_followed(tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    write(own, "it.md", "inside")
    (own / "document.md.jinja").symlink_to("it.md")
    (tmp_path / "link").symlink_to(own)
    assert made(tmp_path / "link", "markdown") == "inside"


def test_links_in_a_circle_are_no_template(tmp_path):
    write(tmp_path, "document.md.jinja", '((* include "a" *))')
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(InputError, match=r"can not be read|there is no template"):
        made(tmp_path, "markdown")


@pytest.mark.parametrize(
    ("name", "text", "engine", "said"),
    [
        (
            "document.typ.jinja",
            "hello\n#foo(",
            "typst",
            'unclosed delimiter; line 2 of the file that they make is "#foo("',
        ),
        (
            "document.tex.jinja",
            "\\documentclass{article}\\begin{document}\n\\foo",
            "tex",
            r'Undefined control sequence; line 2 of the file that they make is "\foo"',
        ),
    ],
)
def test_a_template_that_makes_what_no_engine_reads(name, text, engine, said, tmp_path):
    write(tmp_path, name, text)
    with pytest.raises(InputError) as caught:
        made(tmp_path, "pdf", pdf_engine=engine)
    assert str(caught.value).startswith(f"{tmp_path}: ")
    does = "read" if engine == "typst" else "compile"
    ending = f"can not {does} what the templates make: {said}; mend line 2 of {name} in that folder"
    assert str(caught.value).endswith(ending)


def test_each_template_is_named_once(tmp_path):
    write(tmp_path, "document.md.jinja", '((* include "x" *))')
    with pytest.raises(InputError) as caught:
        made(tmp_path, "markdown")
    assert str(caught.value).count(" document.md.jinja,") == 1


GUIDE = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")


def test_the_example_of_the_guide(tmp_path):
    (example,) = re.findall(r"```jinja\n(.*?)```", GUIDE, re.DOTALL)
    write(tmp_path, "document.tex.jinja", example)
    document = made(tmp_path)
    title = derived("lemma-norm").problem.title
    assert rf"\begin{{center}}\Huge\scshape {title}\end{{center}}" in document
    assert r"{\Large\bfseries" not in document
    assert document.index(r"\usepackage{xcolor}") < document.index(r"\begin{document}")
    assert complaints(compiled(document, tmp_path)) == []


def test_the_guide_names_what_there_is():
    names = set(re.findall(r"`([\w.]+)`", GUIDE))
    ours = {path.name for path in data_folder("templates").glob("*.jinja")}
    assert {name for name in names if name.endswith(".jinja")} <= ours
    assert set(KINDS) <= names
    used = set()
    for path in data_folder("templates").glob("*.[tm]*.jinja"):
        used |= set(re.findall(r"\| (\w+)", path.read_text(encoding="utf-8")))
    filters = {"sentence", "formula", "terms", "rows", "cell", "codelines", "fenced", "letter"}
    assert filters <= used & names


@pytest.mark.parametrize(
    ("form", "ending", "shown"),
    [("html", "html", "<h2>Mine</h2>"), ("markdown", "md", "# Mine"), ("latex", "tex", "Mine")],
)
def test_a_title_of_ones_own_in_every_target(form, ending, shown, tmp_path):
    own = f'((* extends "matcalc/document.{ending}.jinja" *))\n((* block %s *)){shown}\n((* endblock *))'
    write(tmp_path, f"document.{ending}.jinja", own % "title")
    assert shown in made(tmp_path, form)
    write(tmp_path, f"document.{ending}.jinja", own % "titel")
    said = rf"line 2: matcalc/document\.{ending}\.jinja has no block titel, .*; did you mean title\?"
    with pytest.raises(InputError, match=said):
        made(tmp_path, form)

"""PDF files, read back: what they say, where it stands, and that words of a user's stay words."""

import io
import os
import re
import subprocess
import sys
from dataclasses import replace

import dense_layer_by_hand as layer
import pypdf
import pypdfium2
import pytest
from click.testing import CliRunner
from documents_derived import HOSTILE, by_hand_derived, derived
from pdf_read import outside, pages, squeezed

import matcalc
from matcalc.api import derive
from matcalc.chain import Blank, Holes
from matcalc.cli import main
from matcalc.cli.output import refuse_terminal
from matcalc.documents import tex
from matcalc.documents.document import single
from matcalc.documents.latex import latex
from matcalc.documents.page import (
    AnswerSpace,
    Box,
    Bullets,
    ChainBlock,
    Code,
    Equation,
    FormLine,
    Heading,
    Hints,
    Line,
    Listing,
    Notice,
    Options,
    Page,
    PageBreak,
    Paragraph,
    Table,
)
from matcalc.documents.pdf import check_engine, compiled, pdf
from matcalc.documents.presentation import Presentation
from matcalc.documents.printing import USUAL, PdfEngine
from matcalc.documents.render import Format, render
from matcalc.documents.tex import compiled_by_tex
from matcalc.errors import InputError
from matcalc.forms.matrix_form import Add, Product
from matcalc.notation.glyphs import Glyphs

TEX = replace(USUAL, pdf_engine=PdfEngine.TEX)


@pytest.fixture(scope="module")
def dense():
    return derived("dense-layer").pdf()


def reader(data, tmp_path):
    (tmp_path / "x.pdf").write_bytes(data)
    return pypdf.PdfReader(tmp_path / "x.pdf")


def of_blocks(*blocks, title="Title"):
    return single(Page(title, blocks), Glyphs({}))


def test_a_dense_layer_says_what_it_derives(dense):
    first, second = pages(dense)
    assert first.startswith("Dense layer")
    assert "collapse to a Hadamard product: both factors carry the" in first
    assert "Nielsen, Neural Networks and Deep Learning (2015)" in " ".join(first.split())
    assert squeezed("37 steps, those inside other steps included") in squeezed(second)
    assert (first.split()[-3:], second.split()[-3:]) == (["1", "/", "2"], ["2", "/", "2"])
    assert outside(dense) == []


def test_a_file_is_titled_and_carries_its_fonts_and_no_date(dense, tmp_path):
    read = reader(dense, tmp_path)
    assert read.metadata.title == "Dense layer"
    assert read.metadata.creation_date is None
    assert read.trailer["/Root"]["/Lang"] == "en"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    names = set()
    for page in read.pages:
        for font in page["/Resources"]["/Font"].values():
            (descendant,) = font.get_object()["/DescendantFonts"]
            descriptor = descendant.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile3", "/FontFile2"} & set(descriptor)
            names.add(str(descriptor["/FontName"]).split("+")[1])
    assert all(name.startswith(("NewCM", "DejaVuSansMono")) for name in names), names


def test_the_same_bytes_in_another_process(dense):
    command = [sys.executable, "-m", "matcalc", "derive", "dense-layer", "--format", "pdf"]
    run = subprocess.run(
        command, capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    )
    assert run.stdout == dense


SENTENCE = ("words ", layer.W, " and ", Code("einsum('ij,j', W, a)"), ".")
LINES = (
    Line(layer.z, Product((layer.W, layer.a)), "a rule", ("because of ", layer.z)),
    Line(None, Blank("2.3", 12), "", (Blank("2.4", 30, 2),), depth=1),
    Line(None, Holes("2.7", Product((layer.W, layer.a))), "with holes"),
    Line(None, Blank("2.8", 3, marks=True), "with marks"),
    Line(None, layer.z, "by two rules", through=layer.b),
)
EVERY_BLOCK = (
    Heading(("Heading ", layer.z)),
    Heading(("Part",), 2),
    Paragraph(SENTENCE),
    Bullets((SENTENCE, ("second",))),
    Table(("one", "two", "three"), ((("cell",), (layer.W,), ("long " * 60,)),), 2),
    Table(("one", "two"), ((("cell",), ("other",)),), None),
    ChainBlock(LINES),
    Box(Equation(layer.z, layer.z), layer.z.shape),
    Box(Equation(layer.z, layer.b), layer.z.shape),
    Notice(("Notice",), (SENTENCE,), (("way out",),)),
    Listing('def f(x):\n    return x  # \\ "quoted" $x$\n', "python"),
    FormLine((("Name", 3), ("Date", 1))),
    AnswerSpace("2.5", 4),
    Options("2.6", (SENTENCE, ("right",))),
    Hints((("2.3", SENTENCE),), at_foot=True),
    PageBreak(),
    Hints((("2.4", SENTENCE),), at_foot=False),
)


def test_every_block_is_printed():
    made = pdf(of_blocks(*EVERY_BLOCK))
    first, second = pages(made)
    said = [
        "Heading z",
        "Part",
        "• words W and einsum('ij,j', W, a).",
        "one two three",
        "a rule: because of z",
        "2.3",
        "2.4",
    ]
    said += [
        "by two rules",
        "Notice",
        "• way out",
        'return x # \\ "quoted" $x$',
        "Name",
        "Date",
        "2.5",
        "(a)",
        "(b)",
        "right",
    ]
    assert [words for words in said if squeezed(words) not in squeezed(first)] == []
    assert squeezed("2.4 words W and") in squeezed(second)
    assert outside(made) == []


def test_figures_are_drawn_to_scale_and_said_in_words(tmp_path):
    made = derive("sum((X @ w - y)**2)", wrt="w", shapes="X: m×n, y: m", figures=True).pdf()
    assert "The computation graph: values go along the arrows" in " ".join(pages(made)[0].split())
    assert outside(made) == []
    read = reader(made, tmp_path)
    things = (read.get_object(number) for number in range(1, read.trailer["/Size"]))
    said = [str(thing["/Alt"]) for thing in things if isinstance(thing, dict) and "/Alt" in thing]
    assert said[0].startswith("Given: X (m × n), y (m), w (n). t₁ (m) is computed from X, w and y.")
    assert said[1].startswith("Factors: ")


def test_a_sheet_and_its_key(tmp_path):
    words = ["worksheet", "dense-layer", "--level", "3", "--hints", "footnotes", "--key", "-o", str(tmp_path / "s.pdf")]
    run = CliRunner().invoke(main, words)
    assert run.exit_code == 0, run.output
    sheet, key = ((tmp_path / name).read_bytes() for name in ("s.pdf", "s-key.pdf"))
    assert "Exercise 1. Dense layer" in pages(sheet)[0]
    assert pages(sheet)[0].index("Name") < pages(sheet)[0].index("1.1") < pages(sheet)[0].rindex("1.1")
    assert outside(sheet) == outside(key) == []


def below_the_heading(filled, room, *follows):
    """What stands below a heading on its page, where so many paragraphs stand above it."""
    above = [Paragraph((f"Above {number}.",)) for number in range(filled)]
    made = pages(pdf(of_blocks(*above, Heading(("Asked",), room=room), *follows)))
    return next(page.split("Asked")[1] for page in made if "Asked" in page)


def test_a_heading_has_its_room_below_it():
    lines = [Paragraph((f"Line {number}.",)) for number in range(12)]
    without, with_room = (
        [below_the_heading(filled, room, *lines).count("Line") for filled in range(24, 44)] for room in (0, 10)
    )
    assert min(without) == 4  # between paragraphs is more room than between lines
    assert min(with_room) == 8
    assert set(without) - set(range(8)) == set(with_room)


def test_letters_without_a_glyph_are_named_to_whoever_asked(tmp_path):
    (tmp_path / "x.toml").write_text(
        'title = "求导 U+0041 é"\n[shapes]\nx = "n"\n[[define]]\nname = "y"\nexpr = "sum(x)"\n[[derive]]\nwrt = "x"\n'
    )
    for ending, number in (("pdf", "U+5BFC"), ("tex", "U+5BFC"), ("html", None), ("txt", None)):
        run = CliRunner().invoke(main, ["derive", str(tmp_path / "x.toml"), "-o", str(tmp_path / f"made.{ending}")])
        assert run.exit_code == 0
        note = f"note: the fonts of this format have no 导 求: printed by their numbers in Unicode, as {number}; "
        assert run.stderr == (
            note + "a web page shows them as typed: --format html, or -o NAME.html\n" if number else ""
        )


def test_a_number_that_was_typed_is_no_lost_letter():
    made = pdf(of_blocks(Paragraph(("U+6F22 and α",))))
    assert made.notes == ()
    assert pdf(of_blocks(Paragraph(("U+6F22 and 漢",)))).notes[0].startswith("the fonts of this format have no 漢: ")


@pytest.mark.parametrize("word", ["x" * 5000, "many words " * 455], ids=["one word", "words"])
def test_a_title_of_5000_letters_is_printed_whole_and_in_small_type(word):
    made = single(Page(word, (Paragraph(("Behind.",)),)), Glyphs({}))
    read = pages(pdf(made))
    assert len(read) <= 2
    assert "".join(read).count(word[0]) >= word.count(word[0])
    assert outside(pdf(made)) == []


def test_a_reason_that_is_asked_for_is_a_wide_box():
    line = Line(layer.z, layer.b, reason=(Blank("1.1", 28, 3),))
    page = pypdfium2.PdfDocument(pdf(of_blocks(ChainBlock((line,)))))[0]
    boxes = [each.get_bounds() for each in page.get_objects() if each.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH]
    widths, heights = zip(*((right - left, top - bottom) for left, bottom, right, top in boxes), strict=True)
    assert max(widths) > 3 * max(heights) > 3 * 20


@pytest.mark.parametrize("filled", range(24, 44))
def test_no_heading_is_left_alone_at_the_foot_of_a_page(filled):
    step = Line(layer.z, Product((layer.W, layer.a)), "a rule", ("because",))
    assert "because" in below_the_heading(filled, 0, ChainBlock((step, step)))
    assert "symbol" in below_the_heading(filled, 0, Table(("symbol",), ((("cell",),),), wide=0))


def test_a_heading_stays_with_what_is_larger_than_its_room():
    assert all("1.1" in below_the_heading(filled, 8, AnswerSpace("1.1", 12)) for filled in range(20, 44, 3))


def test_room_is_kept_free_and_given_back():
    plain, roomy = (
        pypdfium2.PdfDocument(pdf(of_blocks(Heading(("Asked",), room=room), Paragraph(("Below.",)))))[0]
        for room in (0, 14)
    )
    tops = [[round(thing.get_bounds()[3], 1) for thing in page.get_objects()] for page in (plain, roomy)]
    assert len(tops[0]) >= 3
    assert tops[0] == tops[1]


def test_long_formulas_stay_on_the_page():
    long_sum = Add(tuple(Product((layer.W, layer.a)) for _ in range(60)))
    long_product = layer.total(layer.term(*[layer.entry(layer.b, layer.i)] * 90))
    lines = (
        Line(layer.z, long_sum, "a rule", ("because of ", long_product)),
        Line(None, long_product, "", ("so",)),
        Line(long_sum, layer.z, "a wide left side"),
        Line(layer.z, Blank("1", 300, 2)),
    )
    blocks = (Paragraph((long_product,)), ChainBlock(lines), Box(Equation(layer.z, long_sum), layer.z.shape))
    table = Table(("a", "b"), (((long_product,), (long_sum,)),), 1)
    made = pdf(of_blocks(*blocks, table, Heading((long_sum,)), Listing("code " * 60, "text"), title="word" * 400))
    assert outside(made) == []


def test_what_is_outside_is_seen():
    assert outside(compiled("#set page(margin: 20mm)\nwords")) == []
    assert outside(compiled("#set page(margin: 20mm)\n#box(width: 300mm)[words #h(1fr) words]")) != []
    assert outside(compiled("#set page(margin: 20mm)\n#move(dx: -3mm)[words]")) != []


@pytest.mark.parametrize(
    "words",
    [
        '#read("/etc/passwd") #import "@preview/cetz:0.3.4" #panic() \\input{/etc/passwd} \\write18{ls}',
        "= $x$ <script>alert(1)</script> @label ~ `raw` *b* _i_ // no comment /* nor this */ http://example.org",
        HOSTILE,
        "\N{HEBREW LETTER ALEF}\N{ARABIC LETTER ALEF} \N{PILE OF POO} \u202e 漢 z\u0304 ᵏ₂",
        "5000" * 1250,
    ],
)
def test_words_of_a_user_are_words(words, tmp_path):
    meanings = {"W": words}
    made = render(
        by_hand_derived(title=words, about=words, remarks=(words,), meanings=meanings), Format.PDF, Presentation()
    )
    text = squeezed("".join(pages(made)))
    plain = squeezed(words.split("\x1b")[0].split("\N{HEBREW LETTER ALEF}")[0])
    assert text.count(plain) >= 3 or text.count("5000") >= 3 * 1250
    assert outside(made) == []
    assert reader(made, tmp_path).metadata.title


def test_a_wide_title_is_cut_at_the_foot_of_a_page():
    made = pdf(single(Page("W" * 90, (Paragraph(("x",)), PageBreak(), Paragraph(("y",)))), Glyphs({})))
    feet = [squeezed(page) for page in pages(made)]
    assert len(feet) == 2
    assert re.search(r"yW{40,80}\.\.\.2/2$", feet[1]), feet


def test_typst_reads_no_file_and_no_package(tmp_path):
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    for source in (f'#read("{tmp_path}/secret")', '#read("../../../../../../etc/passwd")', '#include "/etc/passwd"'):
        with pytest.raises(InputError, match=r"Typst can not read .*; line 2 of the file that they make is"):
            compiled(f"\n{source}")


def test_without_typst_an_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    for make in (lambda: compiled("x"), lambda: check_engine(PdfEngine.TYPST)):
        with pytest.raises(InputError, match=r'not installed: pip install "matcalc-derive\[pdf\]"'):
            make()
    run = CliRunner().invoke(main, ["derive", "dense-layer", "-o", "x.pdf"])
    assert run.exit_code == 1
    assert "pip install" in run.stderr
    assert "Traceback" not in run.output


def test_a_terminal_gets_no_bytes(monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with pytest.raises(InputError, match="a terminal can not show this format: write it to a file with -o"):
        refuse_terminal()


def test_tex_makes_the_same_file_twice():
    document = of_blocks(*EVERY_BLOCK[:9])
    made = pdf(document, TEX)
    assert made == pdf(document, TEX)
    assert "a rule" in pages(made)[0]


def test_without_tex_an_error_says_what_was_looked_for(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match="none of tectonic, latexmk, pdflatex is installed: install one, on Debian"):
        pdf(of_blocks(), TEX)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (r"\undefined", "Undefined control sequence"),
        (r"\input{/etc/passwd}", "File `/etc/passwd.tex' not found"),
        (r"\newwrite\x\immediate\openout\x=../y ", "can't write on file"),
    ],
)
def test_what_tex_complains_about_is_said(body, said, tmp_path):
    with pytest.raises(InputError, match=f"can not compile what the templates make: .*({said})"):
        compiled_by_tex(rf"\documentclass{{article}}\begin{{document}}x{body}\end{{document}}")


def test_tex_starts_no_program(tmp_path):
    made = tmp_path / "made"
    compiled_by_tex(rf"\documentclass{{article}}\begin{{document}}x\immediate\write18{{touch {made}}}\end{{document}}")
    assert not made.exists()


def test_tex_is_ended_where_it_does_not_end(monkeypatch):
    monkeypatch.setattr(tex, "MOST_SECONDS", 1)
    with pytest.raises(InputError, match="pdflatex took more than 1 seconds, and was ended"):
        compiled_by_tex(r"\documentclass{article}\begin{document}\def\x{\x}\x\end{document}")


@pytest.mark.parametrize("engine", ["typst", "tex"])
def test_pages_of_a_variant_are_counted_by_themselves(engine):
    made = matcalc.worksheet("two-layer-network", variants=2, seed=1, level=1).render("pdf", pdf_engine=engine)
    said = [re.findall(r"Variant(\d)·page(\d)of(\d)", squeezed(text)) for text in pages(made)]
    last = len(said) // 2
    assert last > 1
    numbers = [(str(one), str(at), str(last)) for one in (1, 2) for at in range(1, last + 1)]
    assert said == [[number] for number in numbers]


def test_tex_is_run_until_what_it_keeps_stays():
    """The number of the last run, which the one before kept, is that of the run before."""
    counting = r"\newcount\x\x=\ifdefined\kept\kept\else0\fi\advance\x1\ifnum\x>2\x=3\fi"
    keep = r"\makeatletter\immediate\write\@auxout{\gdef\string\kept{\the\x\relax}}"
    source = rf"\documentclass{{article}}\begin{{document}}{counting}{keep}run \the\x\end{{document}}"
    (page,) = pypdf.PdfReader(io.BytesIO(compiled_by_tex(source))).pages
    assert page.extract_text().startswith("run 3")


def test_engines_and_formats_are_checked():
    with pytest.raises(InputError, match="pdf_engine"):
        derive("sum(x)", wrt="x", shapes="x: n").render("pdf", pdf_engine="word")
    assert latex(of_blocks()).startswith(r"\documentclass")

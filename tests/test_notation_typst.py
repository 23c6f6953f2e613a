"""The printer for Typst: the same formulas as in LaTeX, and words that stay words."""

import re
import unicodedata

import pytest
import test_notation_printers as usual
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typst_read import contents, latex_structure, spelled, structures

from matcalc.chain import Blank, Gradient
from matcalc.errors import printable
from matcalc.forms.layout import Layout
from matcalc.forms.shapes import vector
from matcalc.notation.glyphs import Glyphs, PrintStyle
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.settings import SETTINGS, notation_of
from matcalc.notation.text_in import parse_index, parse_matrix
from matcalc.notation.typst import TypstPrinter
from matcalc.notation.typst_words import COVERED, typst_data, typst_string, typst_words
from tests.strategies import SYMBOLS, M, index_sums
from tests.whole_language import expressions, pair_sums

BY_HAND = [  # text, Typst
    ("W @ a + b", r"bold(\W) thin bold(\a) + bold(\b)"),
    ("W.T @ (z * y)", r"bold(\W)^(⊤) thin \(bold(\z) ⊙ bold(\y)\)"),
    ("W @ a * f'(z)", r"bold(\W) thin bold(\a) ⊙ \f'\(bold(\z)\)"),
    ("grad_z @ a.T", r"macron(size: #0%, bold(\z)) thin bold(\a)^(⊤)"),
    ("-z + y / 2", r"−bold(\z) + inline(frac(1, 2)) thin bold(\y)"),
    ("(s + t) * z", r"\(\s + \t\) thin bold(\z)"),
    ("z / y", r"bold(\z) ⊘ bold(\y)"),
    ("z / s", r"frac(bold(\z), \s)"),
    ("s**(1/2)", r"\s^(1\/2)"),
    ("z**2", r"bold(\z)^(∘2)"),
    ("norm2sq(W)", r'lr(‖ bold(\W) ‖)_("F")^(2)'),
    ("dot(W, Y)", r"lr(⟨ bold(\W)\, bold(\Y) ⟩)"),
    ("sum(W)", r"bold(1)^(⊤) thin bold(\W) thin bold(1)"),
    ("diag_of(A)", r'op("diag_of")\(bold(\A)\)'),
    ("sigmoid''(z)", r"""op("sigmoid")''\(bold(\z)\)"""),
    ("sqrt(z)", r"sqrt(bold(\z))"),
    ("sigma(z)", r"\σ\(bold(\z)\)"),
    ("abs(s)", r"lr(| \s |)"),
    ("E(a, z) * z", r"\E\(bold(\a)\, bold(\z)\) thin bold(\z)"),
    ("hstack(W, b)[:, 0:n]", r'mat(delim: "[", inline(bold(\W)), inline(bold(\b)))_(:,1:\n)'),
    ("vstack(a, 1)", r'mat(delim: "[", inline(bold(\a)); inline(1))'),
    ("W1 @ x_hat", r"bold(\W)_(1) thin hat(size: #0%, bold(\x))"),
    ("grad_net", r'overline(bold("net"))'),
    ("a_next", r'bold(\a)_("next")'),
]
BY_HAND_WITH_INDICES = [
    ("sum j: W[i,j] a[j] + b[i]", r"∑_(\j) \W_(\i\j) thin \a_(\j) + \b_(\i)"),
    ("f'(z)[i] grad_z[i]", r"\f'\(\z_(\i)\) thin macron(size: #0%, \z)_(\i)"),
    ("sum l: z[l] d[l,i]", r"∑_(\l) \z_(\l) thin \δ_(\l\i)"),
    ("A.T[i,j]", r"\(bold(\A)^(⊤)\)_(\i\j)"),
    ("W[i,1] s**-1", r"\W_(\i,1) thin \s^(−1)"),
    ("D(E, z[i])", r"frac(∂ \E, ∂ \z_(\i))"),
    (
        "D(sum j: W[i,j] a[j] + b[i], b[k])",
        r"frac(∂, ∂ \b_(\k)) lr(\(∑_(\j) \W_(\i\j) thin \a_(\j) + \b_(\i)\))",
    ),
]


@pytest.mark.parametrize(("text", "expected"), BY_HAND)
def test_matrix_form(text, expected):
    assert TypstPrinter(usual.PLAIN).expression(parse_matrix(text, usual.SYMBOLS)) == expected


@pytest.mark.parametrize(("text", "expected"), BY_HAND_WITH_INDICES)
def test_index_form(text, expected):
    assert TypstPrinter(usual.PLAIN).expression(parse_index(text, usual.SYMBOLS)) == expected


def assert_same(parts, glyphs, layout=Layout.GRADIENT):
    """Typst reads what LaTeX says, and as much of it is bold."""
    latex = [LatexPrinter(glyphs, layout).part(part) for part in parts]
    made = [TypstPrinter(glyphs, layout).part(part) for part in parts]
    assert structures(made) == [latex_structure(one) for one in latex]
    assert [one.count("bold(") for one in made] == [one.count(r"\boldsymbol{") for one in latex]


TABLES = [
    (usual.MATRICES, usual.PLAIN, parse_matrix),
    (usual.WITH_LAYERS, usual.LAYERED, parse_matrix),
    (usual.INDEX_FORMS, usual.PLAIN, parse_index),
    (usual.INDEX_FORMS_WITH_LAYERS, usual.LAYERED, parse_index),
]


@pytest.mark.parametrize(("table", "glyphs", "read"), TABLES)
def test_what_is_said_in_latex_is_said_in_typst(table, glyphs, read):
    assert_same([read(text, usual.SYMBOLS) for text, *_ in table], glyphs)


@pytest.mark.parametrize(("of", "glyphs"), [(of, glyphs) for of, glyphs, *_ in usual.GRADIENTS])
@pytest.mark.parametrize("layout", Layout)
def test_gradients_in_all_layouts(of, glyphs, layout):
    assert_same([Gradient(parse_matrix(of, usual.SYMBOLS), usual.SYMBOLS["E"])], glyphs, layout)


NOTATIONS = [{key: word} for key, setting in SETTINGS.items() for word in setting.choices if key != "gradient"]


@pytest.mark.parametrize("notation", NOTATIONS, ids=str)
def test_all_notations(notation):
    glyphs = Glyphs(usual.LAYERS, usual.SYMBOLS, notation_of(notation), usual.SYMBOLS["E"])
    parts = [parse_matrix(text, usual.SYMBOLS) for text, *_ in usual.WITH_LAYERS]
    parts += [parse_index(text, usual.SYMBOLS) for text, *_ in usual.INDEX_FORMS_WITH_LAYERS]
    assert_same([*parts, Gradient(usual.SYMBOLS["W"], usual.SYMBOLS["E"])], glyphs)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(expressions(), index_sums(), pair_sums()), min_size=8, max_size=8), st.sampled_from(Layout))
def test_any_expression_is_said_as_in_latex(parts, layout):
    assert_same(parts, Glyphs({}, SYMBOLS), layout)


def test_the_reader_of_structures_tells_them_apart():
    assert structures([r"\i\j", r"\x_(\i)^(2)", r"\x_(\i^(2))"]) == ["ij", "x_{i}^{2}", "x_{i^{2}}"]
    assert latex_structure(r"x_{i}^{2}") == "x_{i}^{2}" != latex_structure(r"x_{i^{2}}")
    with pytest.raises(AssertionError, match="box is nothing that a formula may hold"):
        structures(["#box[x]"])


def test_everything_is_typeset_without_a_warning():
    printer = TypstPrinter(usual.PLAIN)
    formulas = [TypstPrinter(g).part(read(text, usual.SYMBOLS)) for table, g, read in TABLES for text, *_ in table]
    formulas += [printer.part(Blank("2.3", 6)), rf"\x = {printer.part(Blank('2.3', 20, 3))}", printer.part(vector(M))]
    source = "\n\n".join(f"${formula}$" for formula in formulas)
    assert typst.compile_with_warnings(source.encode(), ignore_system_fonts=True)[1] == []


HOSTILE_WORDS = [
    r'#read("/etc/passwd") #import "@preview/x:1.0.0" $x$ <script> @label \input{/etc/passwd} _a_ *b* `c` ~ ] [ }{',
    "= heading",
    "- item",
    "+ item",
    "/ term: words",
    "1. item 2) item",
    "// a comment",
    "/* a comment */",
    "https://example.org/a?b=c#d",
    "'quoted' \"quoted\" -- --- ... -?",
    "\\u{1f600} \\",
    "漢 😀 \N{HEBREW LETTER ALEF} é z\u0304 Wᵀ x₂ ∇ ⁽ᵏ⁾ \x00\x1b[2J\n\n\u202e",
    "x" * 5000,
]
INNOCENT = {"sequence", "text", "symbol", "space", "super", "sub"}


def plain(tree):
    """The letters of a tree that holds nothing but letters."""
    assert tree["func"] in INNOCENT, tree
    if tree["func"] == "space":
        return " "
    return tree.get("text") or "".join(map(plain, [tree["body"]] if "body" in tree else tree.get("children", [])))


def shown(words, scripts=True):
    """What is to be read of words: each letter, or its number where the fonts have none; white space does not count.

    scripts: a raised or lowered letter without a glyph is that letter, raised or lowered.
    """
    text = ""
    for letter in words:
        kind = unicodedata.decomposition(letter).split(" ")[0]
        is_covered = letter.isprintable() and any(ord(letter) in block for block in COVERED)
        if scripts and kind in ("<super>", "<sub>") and not is_covered:
            text += unicodedata.normalize("NFKC", letter)
        elif letter.isspace() or letter < " " or letter == "\x7f":
            continue
        else:
            text += letter if is_covered else f"U+{ord(letter):04X}"
    return text


def assert_words(samples):
    read = contents([typst_words(words) for words in samples])
    assert ["".join(plain(tree).split()) for tree in read] == [shown(words) for words in samples]
    data = contents([f"#metadata({typst_data(words)})" for words in samples])
    letters = [[letter if letter.isprintable() else " " for letter in words] for words in samples]
    assert [tree["value"] for tree in data] == ["".join(each) for each in letters]
    strings = contents([f"#{typst_string(words)}" for words in samples])
    assert ["".join(plain(tree).split()) for tree in strings] == [shown(words, scripts=False) for words in samples]


def test_hostile_words_are_words():
    assert_words([*HOSTILE_WORDS, *map(printable, HOSTILE_WORDS)])


MEANT = "#$\\*_`<>@~[]{}()=+-/\"' .:;,0aé−ᵏ⁺₂\n"
WORDS = st.text(st.sampled_from(MEANT), max_size=20) | st.text(max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=25))
def test_any_words_are_words(samples):
    assert_words(samples)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS.filter(lambda words: words.strip()), min_size=1, max_size=20))
def test_any_layer_is_a_layer(layers):
    made = [TypstPrinter(Glyphs({"z": PrintStyle(layer=layer)})).symbol(usual.SYMBOLS["z"]) for layer in layers]
    for tree in contents([f"${one}$" for one in made], bare=True):
        assert tree["func"] == "attach"
        assert spelled(tree["t"])[0] + spelled(tree["t"])[-1] == "()"


def test_every_letter_that_is_let_through_has_a_glyph():
    letters = [chr(code) for block in COVERED for code in block if typst_words(chr(code)).lstrip("\\") == chr(code)]
    marks = [letter for letter in letters if unicodedata.category(letter)[0] == "M"]  # nothing stands below these
    boxes = [f"#box({typst_string(letter)})" for letter in letters if letter not in marks]
    fonts = '"New Computer Modern", "New Computer Modern Math"'
    source = f"#set page(height: auto)\n#set text(font: ({fonts}), fallback: false)\n#box[漢] {' '.join(boxes)}"
    svg = typst.compile(source.encode(), format="svg", ignore_system_fonts=True).decode()
    missing, *used = re.findall(r'<use xlink:href="#(\w+)"', svg)
    assert len(used) > 4000
    assert missing not in used


def test_a_word_that_breaks_out_is_seen():
    (tree,) = contents(["a *b* c"])
    with pytest.raises(AssertionError, match="strong"):
        plain(tree)

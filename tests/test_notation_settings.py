"""The settings of notation: each in each printer, from the table to the page, and never two names that look alike."""

from dataclasses import fields, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from unicodedata import normalize

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import VARIED

from matcalc.api import Derivation, derive, show
from matcalc.chain import Gradient
from matcalc.cli import main
from matcalc.documents.chains import Detail
from matcalc.documents.compose import compose
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.page import Block, Box, ChainBlock, Equation, Heading, Page, Paragraph, Table
from matcalc.documents.pieces import without_repeats
from matcalc.documents.presentation import Presentation
from matcalc.documents.short_names import cotangents_in, nodes_of, parts_of
from matcalc.errors import InputError
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Delta, Entry, IndexSum, Term
from matcalc.forms.indices import Index
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Apply, Cotangent, Eye, Node, Product, Symbol, Transpose
from matcalc.forms.shapes import SCALAR
from matcalc.notation.glyphs import Glyphs, PrintStyle
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.settings import (
    SETTINGS,
    USUAL,
    ArrayType,
    CotangentSign,
    DerivativeMark,
    GradientSign,
    LayerPlace,
    Notation,
    checked_settings,
    notation_of,
    read_settings,
    synopsis,
)
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.unicode_text import UnicodePrinter

README = Path(__file__).parents[1] / "README.md"

E = Symbol("E", SCALAR)
Z, W, A = (Symbol(name, parse_shape(shape)) for name, shape in (("z", "m"), ("W", "m×n"), ("a", "n")))
LAYERS = {"z": PrintStyle(layer="k+1"), "W": PrintStyle(layer="k"), "a": PrintStyle(layer="k")}
ROW, COLUMN = (Index(name, length) for name, length in zip("ij", W.shape.axes, strict=True))

ALL = [notation_of({key: word}) for key, setting in SETTINGS.items() for word in setting.choices]
"""A notation for every choice of every setting."""


def printers(chosen: str, styles: dict[str, PrintStyle] = LAYERS, names: str = "zWaE", **more: object):
    glyphs = Glyphs(styles, names, notation_of(read_settings(chosen)), E, **more)
    return UnicodePrinter(glyphs), LatexPrinter(glyphs)


def composed(text: str) -> str:
    """The text with each accent in its letter, where there is such a letter."""
    return normalize("NFC", text)


def test_the_table_has_every_field_and_every_choice():
    assert list(SETTINGS) == [field.name for field in fields(Notation)]
    for field in fields(Notation):
        setting = SETTINGS[field.name]
        assert list(setting.looks) == list(type(field.default))
        assert next(iter(setting.looks)) is field.default
        assert getattr(USUAL, field.name) is field.default


PRINTED = [  # settings, what is printed, Unicode, LaTeX
    ("", Cotangent(Z), "z̄⁽ᵏ⁺¹⁾", r"\bar{\boldsymbol{z}}^{(k+1)}"),
    ("", Entry(Cotangent(Z), (ROW,)), "z̄⁽ᵏ⁺¹⁾_i", r"\bar{z}_{i}^{(k+1)}"),
    ("cotangent=delta", Cotangent(Z), "δ⁽ᵏ⁺¹⁾", r"\boldsymbol{\delta}^{(k+1)}"),
    ("cotangent=delta", Entry(Cotangent(Z), (ROW,)), "δ⁽ᵏ⁺¹⁾_i", r"\delta_{i}^{(k+1)}"),
    ("cotangent=delta", Cotangent(W), "δ_W⁽ᵏ⁾", r"\boldsymbol{\delta}_{\boldsymbol{W}}^{(k)}"),
    ("cotangent=delta", Transpose(Cotangent(W)), "δ_W⁽ᵏ⁾ᵀ", r"\boldsymbol{\delta}_{\boldsymbol{W}}^{(k)\top}"),
    ("cotangent=delta", Entry(Cotangent(W), (ROW, COLUMN)), "(δ_W⁽ᵏ⁾)_ij", None),
    ("cotangent=delta", Cotangent(E), "δ_E", r"\delta_{E}"),
    ("cotangent=delta", Delta(ROW, COLUMN), "[i=j]", r"\lbrack i=j\rbrack"),
    ("cotangent=g", Delta(ROW, COLUMN), "δ_ij", r"\delta_{ij}"),
    ("cotangent=g", Cotangent(Z), "g_z⁽ᵏ⁺¹⁾", r"\boldsymbol{g}_{\boldsymbol{z}}^{(k+1)}"),
    ("cotangent=g", Entry(Cotangent(Z), (ROW,)), "(g_z⁽ᵏ⁺¹⁾)_i", r"(\boldsymbol{g}_{\boldsymbol{z}}^{(k+1)})_{i}"),
    ("cotangent=nabla", Cotangent(Z), "∇_{z⁽ᵏ⁺¹⁾} E", r"\nabla_{\boldsymbol{z}^{(k+1)}} E"),
    ("cotangent=nabla", Entry(Cotangent(Z), (ROW,)), "∂E/∂z⁽ᵏ⁺¹⁾_i", r"\frac{\partial E}{\partial z_{i}^{(k+1)}}"),
    ("cotangent=nabla,layer=square", Transpose(Cotangent(A)), "(∇_{a^[k]} E)ᵀ", None),
    ("cotangent=nabla,layer=subscript", Product((Transpose(W), Cotangent(Z))), "Wₖᵀ ∇_{zₖ₊₁} E", None),
    ("cotangent=nabla,layer=subscript", Product((Cotangent(Z), Transpose(A))), "(∇_{zₖ₊₁} E) aₖᵀ", None),
    ("cotangent=partial", Cotangent(Z), "∂E/∂z⁽ᵏ⁺¹⁾", r"\frac{\partial E}{\partial \boldsymbol{z}^{(k+1)}}"),
    (
        "cotangent=partial",
        Product((Transpose(W), Cotangent(Z))),
        "W⁽ᵏ⁾ᵀ (∂E/∂z⁽ᵏ⁺¹⁾)",
        r"\boldsymbol{W}^{(k)\top}\, \left(\frac{\partial E}{\partial \boldsymbol{z}^{(k+1)}}\right)",
    ),
    ("cotangent=partial", Gradient(A, E), "∂E/∂a⁽ᵏ⁾", r"\frac{\partial E}{\partial \boldsymbol{a}^{(k)}}"),
    ("gradient=partial", Gradient(A, E), "∂E/∂a⁽ᵏ⁾", r"\frac{\partial E}{\partial \boldsymbol{a}^{(k)}}"),
    ("gradient=partial", Cotangent(A), "ā⁽ᵏ⁾", r"\bar{\boldsymbol{a}}^{(k)}"),
    ("", Gradient(A, E), "∇_{a⁽ᵏ⁾} E", r"\nabla_{\boldsymbol{a}^{(k)}} E"),
    ("derivative=dot", Apply(Function("f", 1), A), "ḟ(a⁽ᵏ⁾)", r"\dot{f}(\boldsymbol{a}^{(k)})"),
    ("derivative=dot", Apply(Function("f", 2), A), "f̈(a⁽ᵏ⁾)", r"\ddot{f}(\boldsymbol{a}^{(k)})"),
    ("derivative=dot", Apply(Function("f", 3), A), "f‴(a⁽ᵏ⁾)", r"f'''(\boldsymbol{a}^{(k)})"),
    ("derivative=dot", Apply(Function("sigma", 1), A), "σ̇(a⁽ᵏ⁾)", r"\dot{\sigma}(\boldsymbol{a}^{(k)})"),
    ("derivative=dot", Apply(Function("tanh", 1), A), "tanh′(a⁽ᵏ⁾)", r"\tanh'(\boldsymbol{a}^{(k)})"),
    ("derivative=dot", Apply(Function("f"), A), "f(a⁽ᵏ⁾)", r"f(\boldsymbol{a}^{(k)})"),
    ("arrays=plain", Product((W, A)), "W⁽ᵏ⁾ a⁽ᵏ⁾", r"W^{(k)}\, a^{(k)}"),
    ("arrays=plain", Eye(A.shape.rows), "I", "I"),
    ("arrays=plain,cotangent=delta", Cotangent(Z), "δ⁽ᵏ⁺¹⁾", r"\delta^{(k+1)}"),
    ("layer=square", Product((W, A)), "W^[k] a^[k]", r"\boldsymbol{W}^{[k]}\, \boldsymbol{a}^{[k]}"),
    ("layer=square", Entry(Z, (ROW,)), "z^[k+1]_i", "z_{i}^{[k+1]}"),
    ("layer=subscript", Product((W, A)), "Wₖ aₖ", r"\boldsymbol{W}_{k}\, \boldsymbol{a}_{k}"),
    ("layer=subscript", Z, "zₖ₊₁", r"\boldsymbol{z}_{k+1}"),
    ("layer=subscript", Entry(Z, (ROW,)), "(zₖ₊₁)_i", r"(\boldsymbol{z}_{k+1})_{i}"),
    ("layer=subscript,cotangent=g", Cotangent(Z), "g_{zₖ₊₁}", r"\boldsymbol{g}_{\boldsymbol{z}_{k+1}}"),
    ("layer=subscript,cotangent=delta", Cotangent(Z), "δₖ₊₁", r"\boldsymbol{\delta}_{k+1}"),
]


@pytest.mark.parametrize(("chosen", "mathematics", "unicode", "latex"), PRINTED)
def test_each_setting_in_each_printer(chosen: str, mathematics: Node, unicode: str, latex: str | None) -> None:
    text, tex = printers(chosen)
    assert composed(text.part(mathematics)) == composed(unicode)
    if latex is not None:
        assert tex.part(mathematics) == latex


def test_a_style_of_the_problem_comes_before_the_setting() -> None:
    styles = {**LAYERS, "z": PrintStyle(layer="k+1", cotangent="delta")}
    for chosen in ("cotangent=g", "cotangent=nabla", "cotangent=bar"):
        text, _ = printers(chosen, styles)
        assert text.part(Cotangent(Z)) == "δ⁽ᵏ⁺¹⁾"
        assert text.part(Delta(ROW, COLUMN)) == "[i=j]"


@pytest.mark.parametrize(("names", "sign"), [(["Sigma"], "∑"), (["Sigma_hat"], "∑"), (["S"], "Σ")])
def test_a_sum_does_not_look_like_an_array(names: list[str], sign: str) -> None:
    """In LaTeX an array is bold and the sign of a sum is an operator."""
    text, tex = printers("", {}, names)
    squared = Entry(Z, (ROW,), Fraction(2))
    summed = IndexSum((Term(Fraction(1), (squared,), (ROW,)),))
    assert text.part(summed).startswith(f"{sign}_i ")
    assert tex.part(summed).startswith(r"\sum_")


def test_two_variables_of_one_layer_have_deltas_of_their_own() -> None:
    text, _ = printers("cotangent=delta")
    assert [text.part(Cotangent(array)) for array in (W, A, Z)] == ["δ_W⁽ᵏ⁾", "δ_a⁽ᵏ⁾", "δ⁽ᵏ⁺¹⁾"]


@pytest.mark.parametrize(("chosen", "letter"), [("cotangent=g", "g"), ("cotangent=delta", "δ")])
def test_a_letter_that_is_used_is_left_to_whom_it_belongs(chosen: str, letter: str) -> None:
    for text, _ in (
        printers(chosen, {}, ["z", letter]),
        printers(chosen, {}, ["z", f"{letter}_1"]),
        printers(chosen, {}, ["z"], functions=[letter]),
    ):
        assert text.part(Cotangent(Z)) == "z\u0304"


def test_cotangents_have_a_bar_where_it_is_not_plain_what_they_are_of() -> None:
    """A Hessian times a vector is the gradient of a second scalar."""
    asked = {"wrt": "x", "shapes": {"A": "m×n", "x": "n", "v": "n"}, "hvp": "v", "notation": "cotangent=nabla"}
    text = derive("logsumexp(A @ x)", **asked).text()
    assert "From here on:\nt̄₁ = ∇_{t₁} s." in text
    assert "Aᵀ t̄₁" in text


# From the table to the page.

DENSE = {  # of the notation, lines of the dense layer
    "cotangent=delta": ["∇_{W⁽ᵏ⁾} E = δ_z⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ", "∇_{a⁽ᵏ⁾} E = W⁽ᵏ⁾ᵀ δ_z⁽ᵏ⁺¹⁾", "δ_z⁽ᵏ⁺¹⁾ = ∇_{z⁽ᵏ⁺¹⁾} E"],
    "cotangent=g, layer=square": ["∇_{W^[k]} E = g_z^[k+1] a^[k]ᵀ", "∇_{a^[k]} E = W^[k]ᵀ g_z^[k+1]"],
    "cotangent=nabla": ["∇_{W⁽ᵏ⁾} E = (∇_{z⁽ᵏ⁺¹⁾} E) a⁽ᵏ⁾ᵀ", "Σ_i ∂E/∂z⁽ᵏ⁺¹⁾_i · W⁽ᵏ⁾_ij"],
    "cotangent=partial": ["∂E/∂W⁽ᵏ⁾ = (∂E/∂z⁽ᵏ⁺¹⁾) a⁽ᵏ⁾ᵀ", "∂E/∂a⁽ᵏ⁾ = W⁽ᵏ⁾ᵀ (∂E/∂z⁽ᵏ⁺¹⁾)"],
    "gradient=partial, derivative=dot": ["∂E/∂z⁽ᵏ⁺¹⁾ = ā⁽ᵏ⁺¹⁾ ⊙ ḟ(z⁽ᵏ⁺¹⁾)"],
    "layer=subscript, cotangent=delta": ["∇_{Wₖ} E = δ_{zₖ₊₁} aₖᵀ", "Σ_l (δ_{zₖ₊₁})_l [l=i] (aₖ)_j"],
}


@pytest.mark.parametrize("chosen", DENSE)
def test_dense_layer(chosen: str) -> None:
    text = composed(derived("dense-layer", chosen).text())
    for line in DENSE[chosen]:
        assert composed(line) in text


@pytest.mark.parametrize("chosen", ["cotangent=nabla", "cotangent=partial"])
@pytest.mark.parametrize("detail", ["brief", "normal", "full"])
def test_without_short_names_nothing_is_said_of_them(chosen: str, detail: str) -> None:
    text = derived("dense-layer", chosen).text(detail)
    assert "hort name" not in text
    assert "is short for" not in text
    assert "\u0304" not in text


@pytest.mark.parametrize("chosen", ["cotangent=nabla", "cotangent=delta,derivative=dot,layer=square,arrays=plain"])
def test_code_numbers_and_the_input_language_never_change(chosen: str) -> None:
    usual, other = derived("dense-layer"), derived("dense-layer", chosen)
    assert [str(result) for result in usual.results.values()] == [str(result) for result in other.results.values()]
    assert usual.definitions == other.definitions
    assert [step.rule for step in usual.steps] == [step.rule for step in other.steps]
    assert usual.verification.count == other.verification.count
    assert usual.lambdify().source == other.lambdify().source


def test_every_format_obeys() -> None:
    found = derived("dense-layer", "cotangent=g, arrays=plain")
    assert r"g_{z}^{(k+1)}\, a^{(k)\top}" in found.latex()
    assert r"g_{z}^{(k+1)}\, a^{(k)\top}" in found.markdown()
    assert r'"latex": "g_{z}^{(k+1)}\\, a^{(k)\\top}"' in found.to_json()
    assert '"unicode": "g_z⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ"' in found.to_json()
    assert '"text": "grad_z @ a.T"' in found.to_json()
    assert found.results["W"].latex == r"g_{z}^{(k+1)}\, a^{(k)\top}"
    assert r"g_{z}^{(k+1)}\, a^{(k)\top}" in found._repr_latex_()


# The three ways in.

FAULTS = [  # settings, the sentence
    (
        {"cotangnt": "bar"},
        "notation: there is no setting 'cotangnt': did you mean cotangent? (known: cotang",
    ),
    (
        {"cotangent": "detla"},
        "notation: cotangent = 'detla' is not known: did you mean delta? (known: bar, delta",
    ),
    ({"layer": "up"}, "notation: layer = 'up' is not known: known: round, square, subscript"),
    (
        {"cotangent": "nabla", "gradient": "partial"},
        "notation: cotangent = nabla and gradient = partial would print one thing in two ways; set gradient = nabla "
        "too, or give the cotangent a short name: bar, delta or g",
    ),
]


@pytest.mark.parametrize(("chosen", "sentence"), FAULTS)
def test_faults_are_said_in_all_three(chosen: dict[str, str], sentence: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as of_python:
        derive("sum(x)", wrt="x", shapes="x: n", notation=chosen)
    assert str(of_python.value).startswith(sentence)
    words = [word for pair in chosen.items() for word in ("--notation", "=".join(pair))]
    of_command = CliRunner().invoke(main, ["derive", "dense-layer", *words])
    assert of_command.exit_code == 1
    assert sentence in of_command.stderr
    file = problem_file(tmp_path, chosen)
    with pytest.raises(InputError) as of_file:
        derive(str(file))
    if "cotangnt" in chosen:
        assert str(of_file.value).endswith(
            "[notation]: unknown key 'cotangnt' in line 10: did you mean cotangent? (known: cotan"
            "gent, gradient, derivative, arrays, layer)"
        )
    else:
        assert f"{file}: [notation]: {sentence}" in str(of_file.value)


def test_faults_of_a_text() -> None:
    with pytest.raises(InputError, match="notation: 'delta' is no setting: write KEY=CHOICE, such as cotangent=delta"):
        read_settings("delta")
    with pytest.raises(InputError, match="notation: 'layer' is set twice, to 'round' and to 'square'"):
        read_settings("layer=round, layer=square")
    with pytest.raises(InputError, match="notation: layer = an object of type int is not known"):
        checked_settings({"layer": 3})
    with pytest.raises(InputError, match='or "cotangent=delta", not as an object of type int'):
        derive("sum(x)", wrt="x", shapes="x: n", notation=3)
    assert read_settings(" layer = round ,, layer=round") == {"layer": "round"}


def test_options_come_before_the_file_and_the_file_before_the_usual(tmp_path: Path) -> None:
    file = str(problem_file(tmp_path, {"cotangent": "g", "layer": "square"}))
    assert derive(file).presentation.notation == Notation(cotangent=CotangentSign.G, layer=LayerPlace.SQUARE)
    both = derive(file, notation={"cotangent": "delta", "derivative": "dot"}).presentation.notation
    assert both == Notation(CotangentSign.DELTA, derivative=DerivativeMark.DOT, layer=LayerPlace.SQUARE)
    assert "∇_{z^[1]} E" in show(file)
    assert derive("dense-layer", wrt="b").presentation.notation == USUAL


def test_the_command_takes_settings_one_by_one_or_together() -> None:
    words = [
        "derive",
        "dense-layer",
        "--wrt",
        "W",
        "--notation",
        "cotangent=g,layer=square",
        "--notation",
        "arrays=plain",
    ]
    assert "∇_{W^[k]} E = g_z^[k+1] a^[k]ᵀ" in CliRunner().invoke(main, words).stdout


def test_a_written_out_cotangent_decides_how_gradients_are_written_out() -> None:
    assert notation_of({"cotangent": "partial"}).gradient is GradientSign.PARTIAL
    assert notation_of({"cotangent": "nabla"}).gradient is GradientSign.NABLA
    assert notation_of({"arrays": "plain"}).arrays is ArrayType.PLAIN


def test_in_numerator_layout_the_gradient_is_the_transpose_of_the_fraction() -> None:
    glyphs = Glyphs({}, "zWaE", notation_of({"cotangent": "partial"}), E)
    for layout, printed in ((Layout.DENOMINATOR, "∂E/∂z"), (Layout.NUMERATOR, "(∂E/∂z)ᵀ")):
        printer = UnicodePrinter(glyphs, layout)
        assert (printer.part(Cotangent(Z)), printer.part(Gradient(Z, E))) == (printed, printed)
        assert printer.part(Entry(Cotangent(Z), (ROW,))) == "∂E/∂z_i"
        assert printer.part(Cotangent(E)) == "∂E/∂E"
    text = derive("dense-layer", layout="numerator", notation="cotangent=partial").text()
    assert "Layout: numerator. (∂E/∂a⁽ᵏ⁾)ᵀ has the shape of a⁽ᵏ⁾;" in text
    assert "│ ∂E/∂a⁽ᵏ⁾ = (∂E/∂z⁽ᵏ⁺¹⁾) W⁽ᵏ⁾    (1 × n) │" in text
    assert "Layout: gradient. ∂E/∂a⁽ᵏ⁾ has the shape of a⁽ᵏ⁾;" in derived("dense-layer", "gradient=partial").text()


def test_help_and_readme_are_made_from_the_table() -> None:
    help_text = " ".join(CliRunner().invoke(main, ["derive", "--help"]).stdout.split())
    assert synopsis().replace(" ", "") in help_text.replace(" ", "")
    readme = README.read_text(encoding="utf-8")
    for key, setting in SETTINGS.items():
        assert f"| **{setting.what}** | |" in readme
        for word, choice in setting.choices.items():
            assert f"| `{key}={word}` | {setting.looks[choice]} |" in readme


# Every page: short names are introduced before they are used, and two names never look alike.


@cache
def derived(name: str, chosen: str = "", route: str = "index") -> Derivation:
    return derive(name, notation=chosen, route=route)


def page_of(name: str, notation: Notation, detail: Detail, route: str = "index") -> tuple[Page, Glyphs]:
    found = derived(name, route=route).derived
    glyphs = glyphs_of(found.problem, *found.programs, notation=notation)
    page = compose(found, Presentation(detail, notation=notation))
    return replace(page, blocks=without_repeats(page.blocks, UnicodePrinter(glyphs))), glyphs


@pytest.mark.parametrize("name", VARIED)
def test_short_names_are_introduced_before_they_are_used(name: str) -> None:
    for notation in ALL:
        for detail in Detail:
            page, glyphs = page_of(name, notation, detail)
            introduced: set[Node] = set()
            used: set[Node] = set()
            for block in page.blocks:
                new = {part.left for part in parts_of(block) if names_a_gradient(part)}
                assert not new & introduced or isinstance(block, Heading) or "From here on" in str(block), "twice"
                introduced |= new
                for cotangent in cotangents_in(block):
                    if cotangent.output.is_scalar and glyphs.written_out(cotangent.of.name):
                        continue
                    assert cotangent in introduced, f"{cotangent} is used before it is introduced, {notation}, {detail}"
                    used |= {cotangent} if isinstance(block, ChainBlock | Box) else set()
            if glyphs.notation == USUAL:
                assert used == introduced, "a name is introduced and never used"


@pytest.mark.parametrize("name", VARIED)
def test_short_names_are_introduced_before_they_are_used_by_all_routes(name: str) -> None:
    for notation in ALL:
        page, glyphs = page_of(name, notation, Detail.NORMAL, "all")
        introduced: set[Node] = set()
        seen = 0
        for block in page.blocks:
            introduced |= {part.left for part in parts_of(block) if names_a_gradient(part)}
            for cotangent in cotangents_in(block):
                seen += 1
                is_written_out = cotangent.output.is_scalar and glyphs.written_out(cotangent.of.name) is not None
                assert is_written_out or cotangent in introduced, f"{cotangent} is not introduced, {notation}"
        assert seen


def names_a_gradient(part: object) -> bool:
    return isinstance(part, Equation) and isinstance(part.left, Cotangent) and isinstance(part.right, Gradient)


@pytest.mark.parametrize("name", VARIED)
def test_every_symbol_of_a_chain_was_told_before(name: str) -> None:
    page, _ = page_of(name, USUAL, Detail.FULL)
    known: set[Symbol] = set()
    for block in page.blocks:
        if isinstance(block, Table | Paragraph):
            known |= symbols_in(block)
        elif isinstance(block, ChainBlock):
            known |= {line.left for line in block.lines if isinstance(line.left, Symbol)}
            assert symbols_in(block) <= known


def symbols_in(block: Block) -> set[Symbol]:
    return {node for node in nodes_of(block) if isinstance(node, Symbol)}


NAMES = ["z", "a", "k", "g", "δ", "g_z", "g_a", "δ_z", "z_k", "W", "W1", "W_1", "sigma", "σ", "x_hat", "ij", "net", "E"]
STYLES = st.builds(
    PrintStyle,
    symbol=st.sampled_from([None, "z", "a"]),
    layer=st.sampled_from([None, "k", "k+1", "1"]),
    cotangent=st.sampled_from([None, None, "delta", "g"]),
)
CHOICES = {key: st.sampled_from(list(setting.choices)) for key, setting in SETTINGS.items() if key != "gradient"}
NOTATIONS = st.builds(notation_of, st.fixed_dictionaries(CHOICES))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(NAMES), min_size=2, unique=True), st.data(), NOTATIONS)
def test_no_two_names_look_alike(names: list[str], data: st.DataObject, notation: Notation) -> None:
    styles = data.draw(st.dictionaries(st.sampled_from(names), STYLES))
    glyphs = Glyphs(styles, names, notation, E)
    arrays = [Symbol(name, W.shape) for name in names]
    whole = [*arrays, *map(Cotangent, arrays)]
    entries = [*(Entry(array, (ROW, COLUMN)) for array in whole), Delta(ROW, COLUMN)]
    for printer in (UnicodePrinter(glyphs), LatexPrinter(glyphs)):
        for kinds in (whole, entries):
            printed = [printer.part(one) for one in kinds]
            assert len(set(printed)) == len(printed)


def problem_file(folder: Path, chosen: dict[str, str]) -> Path:
    file = folder / "layer.toml"
    lines = "\n".join(f'{key} = "{word}"' for key, word in chosen.items())
    file.write_text(
        f'title = "Layer"\n[shapes]\nz = "n"\n[[define]]\nname = "E"\nexpr = "sum(f(z))"\n'
        f'[print]\nz = {{ layer = "1" }}\n[notation]\n{lines}\n[[derive]]\nwrt = "z"\n',
        encoding="utf-8",
    )
    return file

"""Unicode and LaTeX, and how names get their glyphs."""

import shutil
import subprocess
from pathlib import Path

import pytest

from matcalc.chain import Gradient, why
from matcalc.errors import InputError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.notation.glyphs import Glyph, Glyphs, PrintStyle, glyph_of
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.latex_words import latex_words
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_index, parse_matrix
from matcalc.notation.unicode_text import UnicodePrinter

ARRAYS = {"W": "m×n", "Y": "m×n", "a": "n", "b": "m", "z": "m", "y": "m", "s": "", "t": "", "E": "", "A": "n×n"}
ARRAYS |= {"a_next": "m", "W1": "m×n", "x_hat": "n", "net": "m", "r": "1×n", "h": "m"}
SYMBOLS = {name: Symbol(name, parse_shape(shape)) for name, shape in ARRAYS.items()}

LAYERS = {
    "W": PrintStyle(layer="k"),
    "a": PrintStyle(layer="k"),
    "z": PrintStyle(layer="k+1"),
    "a_next": PrintStyle(symbol="a", layer="k+1"),
    "h": PrintStyle(layer="k+1", cotangent="delta"),
}

PLAIN = Glyphs({}, SYMBOLS)
LAYERED = Glyphs(LAYERS, SYMBOLS)

MATRICES = [  # text, Unicode, LaTeX
    ("W @ a + b", "W a + b", r"\boldsymbol{W}\, \boldsymbol{a} + \boldsymbol{b}"),
    ("W.T @ (z * y)", "Wᵀ (z ⊙ y)", r"\boldsymbol{W}^{\top}\, (\boldsymbol{z} \odot \boldsymbol{y})"),
    ("W @ a * f'(z)", "W a ⊙ f′(z)", r"\boldsymbol{W}\, \boldsymbol{a} \odot f'(\boldsymbol{z})"),
    ("grad_z @ a.T", "z̄ aᵀ", r"\bar{\boldsymbol{z}}\, \boldsymbol{a}^{\top}"),
    ("(W @ A).T", "(W A)ᵀ", r"(\boldsymbol{W}\, \boldsymbol{A})^{\top}"),
    ("(W @ A) @ a", "(W A) a", r"(\boldsymbol{W}\, \boldsymbol{A})\, \boldsymbol{a}"),
    ("(z * y) @ r", "(z ⊙ y) r", r"(\boldsymbol{z} \odot \boldsymbol{y})\, \boldsymbol{r}"),
    ("-z + y / 2", "−z + ½ y", r"-\boldsymbol{z} + \tfrac{1}{2}\, \boldsymbol{y}"),
    ("z - (y - b)", "z − (y − b)", r"\boldsymbol{z} - (\boldsymbol{y} - \boldsymbol{b})"),
    ("-(z + y)", "−(z + y)", r"-(\boldsymbol{z} + \boldsymbol{y})"),
    ("z - 2", "z − 2", r"\boldsymbol{z} - 2"),
    ("2/5 * z", "(2/5) z", r"\tfrac{2}{5}\, \boldsymbol{z}"),
    ("2 * (3 * z)", "2 (3 z)", r"2\, (3\, \boldsymbol{z})"),
    ("(2 * z) @ r", "(2 z) r", r"(2\, \boldsymbol{z})\, \boldsymbol{r}"),
    ("s * z * y", "s z ⊙ y", r"s\, \boldsymbol{z} \odot \boldsymbol{y}"),
    ("s * t * z", "s t z", r"s\, t\, \boldsymbol{z}"),
    ("(s + t) * z", "(s + t) z", r"(s + t)\, \boldsymbol{z}"),
    ("z / y", "z ⊘ y", r"\boldsymbol{z} \oslash \boldsymbol{y}"),
    ("z / s", "z / s", r"\frac{\boldsymbol{z}}{s}"),
    ("s**2", "s²", "s^{2}"),
    ("s**(1/2)", "s^(1/2)", "s^{1/2}"),
    ("z**2", "z^∘2", r"\boldsymbol{z}^{\circ 2}"),
    ("norm2sq(z - y)", "‖z − y‖²", r"\left\lVert \boldsymbol{z} - \boldsymbol{y} \right\rVert^{2}"),
    ("norm2sq(W)", "‖W‖²_F", r"\left\lVert \boldsymbol{W} \right\rVert_{\mathrm{F}}^{2}"),
    ("dot(W, Y)", "⟨W, Y⟩", r"\left\langle \boldsymbol{W},\, \boldsymbol{Y} \right\rangle"),
    ("dot(z, y)", "zᵀ y", r"\boldsymbol{z}^{\top}\, \boldsymbol{y}"),
    ("sum(z)", "1ᵀ z", r"\boldsymbol{1}^{\top}\, \boldsymbol{z}"),
    ("sum(z + y)", "1ᵀ (z + y)", r"\boldsymbol{1}^{\top}\, (\boldsymbol{z} + \boldsymbol{y})"),
    ("sum(W)", "1ᵀ W 1", r"\boldsymbol{1}^{\top}\, \boldsymbol{W}\, \boldsymbol{1}"),
    ("sum(W, axis=0)", "1ᵀ W", r"\boldsymbol{1}^{\top}\, \boldsymbol{W}"),
    ("sum(W, axis=1)", "W 1", r"\boldsymbol{W}\, \boldsymbol{1}"),
    ("sum(r)", "r 1", r"\boldsymbol{r}\, \boldsymbol{1}"),
    ("ones(m) @ r", "1 r", r"\boldsymbol{1}\, \boldsymbol{r}"),
    ("ones(m, n)", "1 1ᵀ", r"\boldsymbol{1}\, \boldsymbol{1}^{\top}"),
    ("zeros(m)", "0", r"\boldsymbol{0}"),
    ("eye(m) @ W", "I W", r"\boldsymbol{I}\, \boldsymbol{W}"),
    ("diag(z) @ W", "diag(z) W", r"\operatorname{diag}(\boldsymbol{z})\, \boldsymbol{W}"),
    ("diag_of(A)", "diag_of(A)", r"\operatorname{diag\_of}(\boldsymbol{A})"),
    ("tr(A)", "tr(A)", r"\operatorname{tr}(\boldsymbol{A})"),
    ("exp(-z)", "exp(−z)", r"\exp(-\boldsymbol{z})"),
    ("sigmoid''(z)", "sigmoid″(z)", r"\operatorname{sigmoid}''(\boldsymbol{z})"),
    ("sqrt(z)", "√z", r"\sqrt{\boldsymbol{z}}"),
    ("sigma(z)", "σ(z)", r"\sigma(\boldsymbol{z})"),
    ("E(a)", "E(a)", r"E(\boldsymbol{a})"),
    ("hstack(W, b)", "[W b]", r"\begin{bmatrix} \boldsymbol{W} & \boldsymbol{b} \end{bmatrix}"),
    (
        "hstack(W @ A, -b)",
        "[(W A) (−b)]",
        r"\begin{bmatrix} \boldsymbol{W}\, \boldsymbol{A} & -\boldsymbol{b} \end{bmatrix}",
    ),
    ("vstack(a, 1)", "[a; 1]", r"\begin{bmatrix} \boldsymbol{a} \\ 1 \end{bmatrix}"),
    (
        "hstack(W, b)[:, 0:n]",
        "[W b]_{:,1:n}",
        r"\begin{bmatrix} \boldsymbol{W} & \boldsymbol{b} \end{bmatrix}_{:,1:n}",
    ),
    (
        "vstack(a, 1)[n:n+1]",
        "[a; 1]_{n+1}",
        r"\begin{bmatrix} \boldsymbol{a} \\ 1 \end{bmatrix}_{n+1}",
    ),
    ("W1 @ x_hat", "W₁ x̂", r"\boldsymbol{W}_{1}\, \hat{\boldsymbol{x}}"),
    ("grad_W1.T", "W̄₁ᵀ", r"\bar{\boldsymbol{W}}_{1}^{\top}"),
    ("grad_net", "n̅e̅t̅", r"\overline{\boldsymbol{\mathrm{net}}}"),
    ("a_next", "aₙₑₓₜ", r"\boldsymbol{a}_{\mathrm{next}}"),
]

WITH_LAYERS = [
    ("W @ a", "W⁽ᵏ⁾ a⁽ᵏ⁾", r"\boldsymbol{W}^{(k)}\, \boldsymbol{a}^{(k)}"),
    ("W.T @ grad_z", "W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾", r"\boldsymbol{W}^{(k)\top}\, \bar{\boldsymbol{z}}^{(k+1)}"),
    ("grad_a_next", "a\u0304⁽ᵏ⁺¹⁾", r"\bar{\boldsymbol{a}}^{(k+1)}"),
    ("grad_h", "δ⁽ᵏ⁺¹⁾", r"\boldsymbol{\delta}^{(k+1)}"),
    ("z**2", "(z⁽ᵏ⁺¹⁾)^∘2", r"(\boldsymbol{z}^{(k+1)})^{\circ 2}"),
]

INDEX_FORMS = [
    ("sum j: W[i,j] a[j] + b[i]", "Σ_j W_ij a_j + b_i", r"\sum_{j} W_{ij}\, a_{j} + b_{i}"),
    ("sum i j: W[i,j]", "Σ_i Σ_j W_ij", r"\sum_{i} \sum_{j} W_{ij}"),
    ("-1/2 sum i: z[i]**2", "−½ Σ_i z_i²", r"-\tfrac{1}{2}\, \sum_{i} z_{i}^{2}"),
    ("f'(z)[i] grad_z[i]", "f′(z_i) z̄_i", r"f'(z_{i})\, \bar{z}_{i}"),
    ("f(W @ a)[i]", "f((W a)_i)", r"f((\boldsymbol{W}\, \boldsymbol{a})_{i})"),
    ("(z**2)[i]", "z_i²", "z_{i}^{2}"),
    ("z[i]**-1", "z_i⁻¹", "z_{i}^{-1}"),
    ("z[i]**(1/2)", "z_i^(1/2)", "z_{i}^{1/2}"),
    ("sum l: z[l] d[l,i]", "Σ_l z_l δ_li", r"\sum_{l} z_{l}\, \delta_{li}"),
    ("W1[i,j]", "(W₁)_ij", r"(\boldsymbol{W}_{1})_{ij}"),
    ("A.T[i,j]", "(Aᵀ)_ij", r"(\boldsymbol{A}^{\top})_{ij}"),
    ("W[i,1]", "W_{i,1}", "W_{i,1}"),
    (
        "vstack(a, b)[i+n] b[i]",
        "[a; b]_{i+n} b_i",
        r"\begin{bmatrix} \boldsymbol{a} \\ \boldsymbol{b} \end{bmatrix}_{i+n}\, b_{i}",
    ),
    ("D(E, z[i])", "∂E/∂z_i", r"\frac{\partial E}{\partial z_{i}}"),
    (
        "sum l: D(E, z[l]) D(z[l], W[i,j])",
        "Σ_l ∂E/∂z_l · ∂z_l/∂W_ij",
        r"\sum_{l} \frac{\partial E}{\partial z_{l}} \cdot \frac{\partial z_{l}}{\partial W_{ij}}",
    ),
    (
        "D(sum j: W[i,j] a[j] + b[i], b[k])",
        "∂(Σ_j W_ij a_j + b_i)/∂b_k",
        r"\frac{\partial}{\partial b_{k}}\left(\sum_{j} W_{ij}\, a_{j} + b_{i}\right)",
    ),
    ("s z[i]", "s z_i", r"s\, z_{i}"),
    ("(z.T @ y) z[i]", "(zᵀ y) z_i", r"(\boldsymbol{z}^{\top}\, \boldsymbol{y})\, z_{i}"),
    ("sum i1: W[i1,j] z[i1]", "Σ_{i₁} W_{i₁,j} z_{i₁}", r"\sum_{i_{1}} W_{i_{1},j}\, z_{i_{1}}"),
    ("0", "0", "0"),
    ("-3", "−3", "-3"),
]

INDEX_FORMS_WITH_LAYERS = [
    ("sum j: W[i,j] a[j]", "Σ_j W⁽ᵏ⁾_ij a⁽ᵏ⁾_j", r"\sum_{j} W_{ij}^{(k)}\, a_{j}^{(k)}"),
    ("f'(z)[i] grad_z[i]", "f′(z⁽ᵏ⁺¹⁾_i) z̄⁽ᵏ⁺¹⁾_i", r"f'(z_{i}^{(k+1)})\, \bar{z}_{i}^{(k+1)}"),
    ("z[i]**2", "(z⁽ᵏ⁺¹⁾_i)²", "(z_{i}^{(k+1)})^{2}"),
    ("grad_h[i]", "δ⁽ᵏ⁺¹⁾_i", r"\delta_{i}^{(k+1)}"),
]


def check(expression: Node | IndexSum, glyphs: Glyphs, unicode: str, latex: str) -> None:
    assert UnicodePrinter(glyphs).expression(expression) == unicode
    assert LatexPrinter(glyphs).expression(expression) == latex


@pytest.mark.parametrize(("text", "unicode", "latex"), MATRICES)
def test_matrix_form(text: str, unicode: str, latex: str) -> None:
    check(parse_matrix(text, SYMBOLS), PLAIN, unicode, latex)


@pytest.mark.parametrize(("text", "unicode", "latex"), WITH_LAYERS)
def test_matrix_form_with_layers(text: str, unicode: str, latex: str) -> None:
    check(parse_matrix(text, SYMBOLS), LAYERED, unicode, latex)


@pytest.mark.parametrize(("text", "unicode", "latex"), INDEX_FORMS)
def test_index_form(text: str, unicode: str, latex: str) -> None:
    check(parse_index(text, SYMBOLS), PLAIN, unicode, latex)


@pytest.mark.parametrize(("text", "unicode", "latex"), INDEX_FORMS_WITH_LAYERS)
def test_index_form_with_layers(text: str, unicode: str, latex: str) -> None:
    check(parse_index(text, SYMBOLS), LAYERED, unicode, latex)


GRADIENTS = [
    ("z", PLAIN, "∇_z E", r"\nabla_{\boldsymbol{z}} E"),
    ("z", LAYERED, "∇_{z⁽ᵏ⁺¹⁾} E", r"\nabla_{\boldsymbol{z}^{(k+1)}} E"),
    (
        "hstack(W, b)",
        PLAIN,
        "∇_{[W b]} E",
        r"\nabla_{[\begin{smallmatrix} \boldsymbol{W} & \boldsymbol{b} \end{smallmatrix}]} E",
    ),
]


@pytest.mark.parametrize(("of", "glyphs", "unicode", "latex"), GRADIENTS)
def test_gradients(of: str, glyphs: Glyphs, unicode: str, latex: str) -> None:
    gradient = Gradient(parse_matrix(of, SYMBOLS), SYMBOLS["E"])
    assert UnicodePrinter(glyphs).part(gradient) == unicode
    assert LatexPrinter(glyphs).part(gradient) == latex


@pytest.mark.parametrize(
    ("shape", "unicode", "latex"),
    [
        ("m×n", "m × n", r"m \times n"),
        ("m", "m", "m"),
        ("", "scalar", r"\text{scalar}"),
        ("1×n", "1 × n", r"1 \times n"),
        ("m×n+1", "m × (n + 1)", r"m \times (n + 1)"),
        ("n_in", "nᵢₙ", r"n_{\mathrm{in}}"),
    ],
)
def test_shapes(shape: str, unicode: str, latex: str) -> None:
    assert UnicodePrinter(PLAIN).part(parse_shape(shape)) == unicode
    assert LatexPrinter(PLAIN).part(parse_shape(shape)) == latex


def test_prose_joins_words_and_mathematics() -> None:
    z = parse_index("z[i]", SYMBOLS)
    parts = why("the sum keeps", z, ", which is 100 % of", Dimension.named("m"), "terms (", SYMBOLS["W"], ").")
    assert UnicodePrinter(PLAIN).prose(parts) == "the sum keeps z_i, which is 100 % of m terms (W)."
    assert LatexPrinter(PLAIN).prose(parts) == (
        r"the sum keeps $z_{i}$, which is 100 \% of $m$ terms ($\boldsymbol{W}$)."
    )


@pytest.mark.parametrize(
    ("words", "latex"),
    [
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("a_b & 5% of $x$ #1 ^ ~", r"a\_b \& 5\% of \$x\$ \#1 \textasciicircum{} \textasciitilde{}"),
        ("∇ of α, Wᵀ, x₂, −1", r"$\nabla$ of $\alpha$, W$^{T}$, x$_{2}$, $-$1"),
        ("Gödel’s naïve Łukasiewicz", r"G\"{o}del's na\"{i}ve \L{}ukasiewicz"),
        ("“1–2”…", r"``1--2''\ldots{}"),
        (
            "x--y, \"a\" `b`, f''",
            r"x-{}-y, \char34{}a\char34{} \textasciigrave{}b\textasciigrave{}, f\textquotesingle{}\textquotesingle{}",
        ),
        ("😀 漢", r"\texttt{U+1F600} \texttt{U+6F22}"),
        ("a\x1b[0m\n\nb", "a {[}0m  b"),
    ],
)
def test_words_for_latex(words: str, latex: str) -> None:
    assert latex_words(words) == latex


def test_words_for_terminals_hold_no_control_characters() -> None:
    assert UnicodePrinter(PLAIN).text("a\x1b[31m\x07é") == "a [31m é"


@pytest.mark.parametrize(
    ("name", "glyph"),
    [
        ("W", Glyph("W")),
        ("sigma", Glyph("σ")),
        ("Sigma", Glyph("Σ")),
        ("W1", Glyph("W", "1")),
        ("z_2", Glyph("z", "2")),
        ("mu_12", Glyph("μ", "12")),
        ("x_hat", Glyph("x", accent="hat")),
        ("x_1_tilde", Glyph("x", "1", accent="tilde")),
        ("a_next", Glyph("a", "next")),
        ("net", Glyph("net", is_word=True)),
        ("net2", Glyph("net", "2", is_word=True)),
        ("a__b", Glyph("a__b", is_word=True)),
    ],
)
def test_glyphs(name: str, glyph: Glyph) -> None:
    assert glyph_of(name) == glyph


@pytest.mark.parametrize(
    ("names", "styles"),
    [
        (["W1", "W_1"], {}),
        (["sigma", "σ"], {}),
        (["a", "c"], {"c": PrintStyle(symbol="a")}),
        (["c", "a"], {"c": PrintStyle(symbol="a")}),
        (["c", "a", "e"], {"c": PrintStyle(symbol="a"), "e": PrintStyle(symbol="c")}),
        (["a", "c"], {"a": PrintStyle(layer="k"), "c": PrintStyle(symbol="a", layer="k")}),
    ],
)
def test_two_names_never_print_alike(names: list[str], styles: dict[str, PrintStyle]) -> None:
    for printer in (UnicodePrinter(Glyphs(styles, names)), LatexPrinter(Glyphs(styles, names))):
        printed = [printer.symbol(Symbol(name, parse_shape("n"))) for name in names]
        assert len(set(printed)) == len(names)


def test_two_gradients_never_print_alike() -> None:
    styles = {"z": PrintStyle(cotangent="delta"), "y": PrintStyle(cotangent="delta")}
    printer = UnicodePrinter(Glyphs(styles, ["z", "y"]))
    assert [printer.cotangent(SYMBOLS[name]) for name in "zy"] == ["δ", "y\u0304"]


def test_an_array_called_i_leaves_the_letter_to_it() -> None:
    symbols = {"I": Symbol("I", parse_shape("m"))}
    node = parse_matrix("eye(m) @ I", symbols)
    assert UnicodePrinter(Glyphs({}, symbols)).expression(node) == "eye(m) I"


@pytest.mark.parametrize("layer", ["k", "k+1", "L", "1", "q", "$x^2$", "ℓ", "T-1"])
def test_any_short_layer_is_safe(layer: str) -> None:
    printed = LatexPrinter(Glyphs({"z": PrintStyle(layer=layer)})).symbol(SYMBOLS["z"])
    assert printed.isascii()
    assert "$x" not in printed.replace(r"\$", "")
    assert UnicodePrinter(Glyphs({"z": PrintStyle(layer=layer)})).symbol(SYMBOLS["z"]).startswith("z")


@pytest.mark.parametrize("style", [PrintStyle(symbol=r"\bf x"), PrintStyle(cotangent="$"), PrintStyle(layer="k" * 30)])
def test_styles_are_checked(style: PrintStyle) -> None:
    with pytest.raises(InputError, match=r"\[print\] z"):
        Glyphs({"z": style})


def test_long_sums_and_products_print() -> None:
    long = " + ".join(["z * y"] * 1500)
    assert UnicodePrinter(PLAIN).expression(parse_matrix(long, SYMBOLS)).count("⊙") == 1500


HOSTILE_WORDS = r"\input{x} \end{document} { } $ & # ^ _ ~ % [x] < > | \" é đ z̄ Wᵀ aᵢ ∇ 漢 😀" + "\x00\x1b\n\n"


def test_everything_compiles(tmp_path: Path) -> None:
    forms = [latex for *_, latex in (*MATRICES, *WITH_LAYERS, *INDEX_FORMS, *INDEX_FORMS_WITH_LAYERS, *GRADIENTS)]
    formulas = "\n\n".join(f"${latex}$" for latex in forms)
    words = latex_words(HOSTILE_WORDS)
    head = r"\documentclass{article}\usepackage{amsmath,mathtools}\begin{document}"
    (tmp_path / "x.tex").write_text(
        f"{head}\n{formulas}\n\n{words} $\\text{{{words}}}$\n\\end{{document}}\n", encoding="ascii"
    )
    program = shutil.which("pdflatex")
    assert program, "pdflatex is needed for this test: install texlive-latex-extra and lmodern"
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "x.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)
    assert run.returncode == 0, run.stdout[-2000:]

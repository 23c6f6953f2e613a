"""Unicode and LaTeX of functions of whole arrays, of lengths as numbers, and of pairs of places."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from matcalc.chain import Gradient
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import IndexSum
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Size, Symbol, Transpose
from matcalc.notation.derived_in import parse_derived
from matcalc.notation.glyphs import Glyphs, PrintStyle
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_index, parse_matrix
from matcalc.notation.unicode_text import UnicodePrinter

ARRAYS = {"W": "m×n", "A": "n×n", "B": "n×n", "X": "m×n", "W1": "n×n", "a": "n", "x": "n", "y": "m", "s": "", "t": ""}
ARRAYS |= {"v": "(m*n)"}
SYMBOLS = {name: Symbol(name, parse_shape(shape)) for name, shape in ARRAYS.items()}
PLAIN = Glyphs({}, SYMBOLS)

MATRICES = [  # text, Unicode, LaTeX
    ("inv(A)", "A⁻¹", r"<A>^{-1}"),
    ("inv(A).T", "A⁻ᵀ", r"<A>^{-\top}"),
    ("inv(A.T)", "(Aᵀ)⁻¹", r"(<A>^{\top})^{-1}"),
    ("inv(inv(A)) @ x", "(A⁻¹)⁻¹ x", r"(<A>^{-1})^{-1}\, <x>"),
    ("(inv(A) @ B).T", "(A⁻¹ B)ᵀ", r"(<A>^{-1}\, <B>)^{\top}"),
    ("inv(A)**2", "(A⁻¹)^∘2", r"(<A>^{-1})^{\circ 2}"),
    (
        "-inv(A).T @ x @ a.T @ inv(A).T",
        "−A⁻ᵀ x aᵀ A⁻ᵀ",
        r"-<A>^{-\top}\, <x>\, <a>^{\top}\, <A>^{-\top}",
    ),
    ("det(A)**2 * inv(A).T", "det(A)² A⁻ᵀ", r"\operatorname{det}(<A>)^{2}\, <A>^{-\top}"),
    ("logdet(A)", "log|det(A)|", r"\log\left\lvert \operatorname{det}(<A>) \right\rvert"),
    (
        "logdet(A)**2 + 1",
        "(log|det(A)|)² + 1",
        r"\left(\log\left\lvert \operatorname{det}(<A>) \right\rvert\right)^{2} + 1",
    ),
    ("s * logdet(A)", "s log|det(A)|", r"s\, \log\left\lvert \operatorname{det}(<A>) \right\rvert"),
    ("softmax(X, axis=1)", "softmax_rows(X)", r"\operatorname{softmax}_{\mathrm{rows}}(<X>)"),
    (
        "softmax(X, axis=0) @ x",
        "softmax_cols(X) x",
        r"\operatorname{softmax}_{\mathrm{cols}}(<X>)\, <x>",
    ),
    ("softmax(x, axis=0)", "softmax(x)", r"\operatorname{softmax}(<x>)"),
    (
        "log_softmax(X, axis=1)",
        "X − logsumexp_rows(X) 1ᵀ",
        r"<X> - \operatorname{logsumexp}_{\mathrm{rows}}(<X>)\, <1>^{\top}",
    ),
    ("logsumexp(X, axis=0)", "logsumexp_cols(X)", r"\operatorname{logsumexp}_{\mathrm{cols}}(<X>)"),
    (
        "softmax(x) @ softmax(x).T",
        "softmax(x) softmax(x)ᵀ",
        r"\operatorname{softmax}(<x>)\, \operatorname{softmax}(<x>)^{\top}",
    ),
    ("norm(X)", "‖X‖_F", r"‖<X>‖_{\mathrm{F}}"),
    ("norm(x)**3", "‖x‖³", r"‖<x>‖^{3}"),
    ("x / norm(x)", "x / ‖x‖", r"\frac{<x>}{‖<x>‖}"),
    ("norm(x)**(1/2)", "‖x‖^(1/2)", r"‖<x>‖^{1/2}"),
    ("norm1(x)", "‖x‖₁", r"‖<x>‖_{1}"),
    ("norm1(X)", "1ᵀ abs(X) 1", r"<1>^{\top}\, \operatorname{abs}(<X>)\, <1>"),
    ("norm1(x)**2", "‖x‖₁²", r"‖<x>‖_{1}^{2}"),
    ("norm2sq(x)**2", "(‖x‖²)²", r"\left(‖<x>‖^{2}\right)^{2}"),
    ("mean(x)", "mean(x)", r"\operatorname{mean}(<x>)"),
    ("mean(X, axis=1)", "mean_rows(X)", r"\operatorname{mean}_{\mathrm{rows}}(<X>)"),
    ("var(X, axis=0)", "var_cols(X)", r"\operatorname{var}_{\mathrm{cols}}(<X>)"),
    (
        "(x - mean(x)) / sqrt(var(x) + s)",
        "(x − mean(x) 1) / √(var(x) + s)",
        r"\frac{<x> - \operatorname{mean}(<x>)\, \boldsymbol{1}}{\sqrt{\operatorname{var}(<x>) + s}}",
    ),
    (
        "norm2sq(X @ x - y) / m",
        "(1/m) ‖X x − y‖²",
        r"\tfrac{1}{m}\, ‖<X>\, <x> - <y>‖^{2}",
    ),
    (
        "2 * X.T @ (X @ x - y) / m",
        "(2/m) Xᵀ (X x − y)",
        r"\tfrac{2}{m}\, <X>^{\top}\, (<X>\, <x> - <y>)",
    ),
    (
        "X.T @ (X @ x - y) / (2 * m)",
        "(1/(2 m)) Xᵀ (X x − y)",
        r"\tfrac{1}{2\, m}\, <X>^{\top}\, (<X>\, <x> - <y>)",
    ),
    (
        "sum(X) / (m * n)",
        "(1/(m n)) · 1ᵀ X 1",
        r"\tfrac{1}{m\, n}\, <1>^{\top}\, <X>\, <1>",
    ),
    ("sum(x) / (n - 1)", "(1/(n − 1)) · 1ᵀ x", r"\tfrac{1}{n - 1}\, <1>^{\top}\, <x>"),
    ("n * x + m", "n x + m", r"n\, <x> + m"),
    ("1/n", "1/n", r"\tfrac{1}{n}"),
    ("-3 * x / (2 * n)", "−(3/(2 n)) x", r"-\tfrac{3}{2\, n}\, <x>"),
    ("x / n**2", "(1/n²) x", r"\tfrac{1}{n^{2}}\, <x>"),
    ("s * x / n", "(1/n) s x", r"\tfrac{1}{n}\, s\, <x>"),
    (
        "kron(A, B) @ kron(B, A)",
        "(A ⊗ B) (B ⊗ A)",
        r"(<A> \otimes <B>)\, (<B> \otimes <A>)",
    ),
    ("kron(A @ B, X)", "A B ⊗ X", r"<A>\, <B> \otimes <X>"),
    ("kron(A, kron(B, A))", "A ⊗ (B ⊗ A)", r"<A> \otimes (<B> \otimes <A>)"),
    ("kron(A, B, A)", "A ⊗ B ⊗ A", r"<A> \otimes <B> \otimes <A>"),
    (
        "kron(A, B) * kron(B, A)",
        "(A ⊗ B) ⊙ (B ⊗ A)",
        r"(<A> \otimes <B>) \odot (<B> \otimes <A>)",
    ),
    ("kron(A, B).T", "(A ⊗ B)ᵀ", r"(<A> \otimes <B>)^{\top}"),
    ("vec(A @ X.T)", "vec(A Xᵀ)", r"\operatorname{vec}(<A>\, <X>^{\top})"),
    ("unvec(v, m, n)", "vec⁻¹_{m,n}(v)", r"\operatorname{vec}^{-1}_{m,n}(<v>)"),
    ("unvec(v, m, n).T", "vec⁻¹_{m,n}(v)ᵀ", r"\operatorname{vec}^{-1}_{m,n}(<v>)^{\top}"),
    ("commutation(m, n) @ vec(X)", "K_{m,n} vec(X)", r"<K>_{m,n}\, \operatorname{vec}(<X>)"),
    ("commutation(m, n).T", "K_{m,n}ᵀ", r"<K>_{m,n}^{\top}"),
    ("abs(s)", "|s|", r"\left\lvert s \right\rvert"),
    ("abs(s)**3", "|s|³", r"\left\lvert s \right\rvert^{3}"),
    ("abs(x)", "abs(x)", r"\operatorname{abs}(<x>)"),
    ("abs(s * abs(t))", "abs(s |t|)", r"\left\lvert s\, \left\lvert t \right\rvert \right\rvert"),
    ("sign(x)", "sign(x)", r"\operatorname{sign}(<x>)"),
    ("relu(x)", "relu(x)", r"\operatorname{relu}(<x>)"),
    ("leaky_relu(x)", "leaky_relu(x)", r"\operatorname{leaky\_relu}(<x>)"),
    ("gelu'(x)", "gelu′(x)", r"\operatorname{gelu}'(<x>)"),
    ("2 * pi * s", "2 π s", r"2\, \pi\, s"),
    ("X - mean(X, axis=1)", "X − mean_rows(X) 1ᵀ", r"<X> - \operatorname{mean}_{\mathrm{rows}}(<X>)\, <1>^{\top}"),
    ("X - 2 * sum(X, axis=1)", "X − 2 (X 1) 1ᵀ", r"<X> - 2\, (<X>\, <1>)\, <1>^{\top}"),
    ("(X + y) / y", "(X + y 1ᵀ) ⊘ (y 1ᵀ)", r"(<X> + <y>\, <1>^{\top}) \oslash (<y>\, <1>^{\top})"),
    ("X * y**2", "X ⊙ y^∘2 1ᵀ", r"<X> \odot <y>^{\circ 2}\, <1>^{\top}"),
    ("y * x.T + y", "y 1ᵀ ⊙ 1 xᵀ + y 1ᵀ", r"<y>\, <1>^{\top} \odot <1>\, <x>^{\top} + <y>\, <1>^{\top}"),
    ("A - s", "A − s 1 1ᵀ", r"<A> - s\, \boldsymbol{1}\, \boldsymbol{1}^{\top}"),
    ("x - 2 * s", "x − 2 s 1", r"<x> - 2\, s\, \boldsymbol{1}"),
    ("x * (a - a.T @ x)", "x ⊙ (a − (aᵀ x) 1)", r"<x> \odot (<a> - (<a>^{\top}\, <x>)\, \boldsymbol{1})"),
    ("1 - x**2", "1 − x^∘2", r"1 - <x>^{\circ 2}"),
    ("s * x", "s x", r"s\, <x>"),
    ("X @ A / sqrt(n)", "X A / √n", r"\frac{<X>\, <A>}{\sqrt{n}}"),
    ("1 / sqrt(n) * A", "(1/√n) A", r"\tfrac{1}{\sqrt{n}}\, <A>"),
    ("A / n / sqrt(n)", "(1/n) A / √n", r"\tfrac{1}{n}\, \frac{<A>}{\sqrt{n}}"),
    ("sqrt(2 * pi)", "√(2 π)", r"\sqrt{2\, \pi}"),
    ("sinh(x)", "sinh(x)", r"\sinh(<x>)"),
    ("step(x) * x", "step(x) ⊙ x", r"\operatorname{step}(<x>) \odot <x>"),
    (
        "norm(x) * norm(a)",
        "‖x‖ ‖a‖",
        r"‖<x>‖\, ‖<a>‖",
    ),
    ("W1.T @ inv(W1)", "W₁ᵀ W₁⁻¹", r"<W>_{1}^{\top}\, <W>_{1}^{-1}"),
    ("inv(W1).T", "W₁⁻ᵀ", r"<W>_{1}^{-\top}"),
    (
        "exp(-norm2sq(x - a) / (2 * s**2))",
        "exp(−‖x − a‖² / (2 s²))",
        r"\exp\left(-\frac{‖<x> - <a>‖^{2}}{2\, s^{2}}\right)",
    ),
    (
        "dot(x, a) / (norm(x) * norm(a))",
        "xᵀ a / (‖x‖ ‖a‖)",
        r"\frac{<x>^{\top}\, <a>}{‖<x>‖\, ‖<a>‖}",
    ),
]

INDEX_FORMS = [  # text, Unicode, LaTeX
    ("sum i: x[i] / n", "(1/n) Σ_i x_i", r"\tfrac{1}{n}\, \sum_{i} x_{i}"),
    ("1/2 sum i j: X[i,j] / (m * n)", "(1/(2 m n)) Σ_i Σ_j X_ij", r"\tfrac{1}{2\, m\, n}\, \sum_{i} \sum_{j} X_{ij}"),
    ("-1/n", "−1/n", r"-\tfrac{1}{n}"),
    ("vec(X)[(i,j)]", "vec(X)_{(i,j)}", r"\operatorname{vec}(<X>)_{(i,j)}"),
    ("kron(A, B)[(k,i),(l,j)]", "(A ⊗ B)_{(k,i),(l,j)}", r"(<A> \otimes <B>)_{(k,i),(l,j)}"),
    ("v[(i,j)] X[i,j]", "v_{(i,j)} X_ij", r"v_{(i,j)}\, X_{ij}"),
    ("delta[(i,j),(k,l)] X[i,j] X[k,l]", "δ_{(i,j),(k,l)} X_ij X_kl", r"\delta_{(i,j),(k,l)}\, X_{ij}\, X_{kl}"),
    ("inv(A)[i,j]", "(A⁻¹)_ij", r"(<A>^{-1})_{ij}"),
    ("inv(A).T[i,j]", "(A⁻ᵀ)_ij", r"(<A>^{-\top})_{ij}"),
    ("softmax(x)[i] delta[i,j]", "softmax(x)_i δ_ij", r"\operatorname{softmax}(<x>)_{i}\, \delta_{ij}"),
    ("softmax(X, axis=1)[i,j]", "softmax_rows(X)_ij", r"\operatorname{softmax}_{\mathrm{rows}}(<X>)_{ij}"),
    ("abs(x)[i]", "|x_i|", r"\left\lvert x_{i} \right\rvert"),
    ("abs(x[i])", "|x_i|", r"\left\lvert x_{i} \right\rvert"),
    ("norm(x)**-1 x[i]", "‖x‖⁻¹ x_i", r"‖<x>‖^{-1}\, x_{i}"),
    ("norm(X)**-2 x[i]", "‖X‖⁻²_F x_i", r"‖<X>‖_{\mathrm{F}}^{-2}\, x_{i}"),
    ("det(A) inv(A)[j,i]", "det(A) (A⁻¹)_ji", r"\operatorname{det}(<A>)\, (<A>^{-1})_{ji}"),
    ("commutation(m, n)[(i,j),(k,l)]", "(K_{m,n})_{(i,j),(k,l)}", r"(<K>_{m,n})_{(i,j),(k,l)}"),
    (
        "sum i j: X[i,j] sign(X)[i,j]",
        "Σ_i Σ_j X_ij sign(X_ij)",
        r"\sum_{i} \sum_{j} X_{ij}\, \operatorname{sign}(X_{ij})",
    ),
    ("pi x[i]", "π x_i", r"\pi\, x_{i}"),
    ("n x[i]", "n x_i", r"n\, x_{i}"),
    ("1/3 (m*n) x[i]", "⅓ (m n) x_i", r"\tfrac{1}{3}\, (m\, n)\, x_{i}"),
    ("mean(X, axis=0)[j]", "mean_cols(X)_j", r"\operatorname{mean}_{\mathrm{cols}}(<X>)_{j}"),
    (
        "D(logdet(A), A[i,j])",
        "∂log|det(A)|/∂A_ij",
        r"\frac{\partial \log\left\lvert \operatorname{det}(<A>) \right\rvert}{\partial A_{ij}}",
    ),
]


def spelled(latex: str) -> str:
    """LaTeX with what the tables abbreviate written out: <x> is a bold x, ‖ … ‖ a pair of bars."""
    bold = re.sub(r"<(\w)>", r"\\boldsymbol{\1}", latex)
    return re.sub("‖(.*?)‖", r"\\left\\lVert \1 \\right\\rVert", bold)


def printed(expression: Node | IndexSum, glyphs: Glyphs = PLAIN) -> tuple[str, str]:
    return UnicodePrinter(glyphs).expression(expression), LatexPrinter(glyphs).expression(expression)


@pytest.mark.parametrize(("text", "unicode", "latex"), MATRICES)
def test_matrix_form(text: str, unicode: str, latex: str) -> None:
    assert printed(parse_matrix(text, SYMBOLS)) == (unicode, spelled(latex))


@pytest.mark.parametrize(("text", "unicode", "latex"), INDEX_FORMS)
def test_index_form(text: str, unicode: str, latex: str) -> None:
    assert printed(parse_index(text, SYMBOLS)) == (unicode, spelled(latex))


def test_layers_are_put_in_brackets_before_a_second_superscript() -> None:
    layered = Glyphs({"W1": PrintStyle(symbol="W", layer="k")}, SYMBOLS)
    expected = ("(W⁽ᵏ⁾)⁻ᵀ", r"(\boldsymbol{W}^{(k)})^{-\top}")
    assert printed(parse_matrix("inv(W1).T", SYMBOLS), layered) == expected


X = SYMBOLS["x"]
JACOBIAN = Cotangent(X, parse_shape("m"))


def test_a_jacobian_is_told_from_a_gradient() -> None:
    assert printed(Cotangent(X)) == ("x\u0304", r"\bar{\boldsymbol{x}}")
    assert printed(JACOBIAN) == ("J_x", r"\boldsymbol{J}_{\boldsymbol{x}}")
    assert printed(Transpose(JACOBIAN)) == ("J_xᵀ", r"\boldsymbol{J}_{\boldsymbol{x}}^{\top}")
    entry = parse_index("jac_x[i,j]", SYMBOLS, output=parse_shape("m"))
    assert printed(entry) == ("(J_x)_ij", r"(\boldsymbol{J}_{\boldsymbol{x}})_{ij}")
    assert UnicodePrinter(PLAIN).cotangent(X, parse_shape("m")) == "J_x"


def test_the_derivative_of_an_array_is_written_as_a_fraction() -> None:
    gradient = Gradient(X, SYMBOLS["y"])
    assert UnicodePrinter(PLAIN).part(gradient) == "∂y/∂x"
    assert LatexPrinter(PLAIN).part(gradient) == r"\frac{\partial \boldsymbol{y}}{\partial \boldsymbol{x}}"


def test_two_jacobians_beside_each_other_have_a_dot_between_their_fractions() -> None:
    def fraction(of: str, by: str) -> str:
        return rf"\frac{{\partial \boldsymbol{{{of}}}}}{{\partial \boldsymbol{{{by}}}}}"

    both = parse_derived("jacobian(x, y) @ jacobian(y, x)", SYMBOLS)
    assert printed(both) == ("(∂x/∂y) (∂y/∂x)", rf"{fraction('x', 'y')} \cdot {fraction('y', 'x')}")
    three = parse_derived("jacobian(y, x) @ jacobian(x, x) @ x", SYMBOLS)
    assert printed(three)[1] == rf"{fraction('y', 'x')} \cdot {fraction('x', 'x')}\, \boldsymbol{{x}}"
    turned = parse_derived("jacobian(y, x).T @ jacobian(x, y).T", SYMBOLS)
    assert r"\cdot" not in printed(turned)[1], "brackets and a transpose stand between them"
    variable_first = LatexPrinter(PLAIN).laid_out(Layout.DENOMINATOR)
    assert variable_first.part(turned) == rf"{fraction('y', 'x')} \cdot {fraction('x', 'y')}"
    assert r"\cdot" not in variable_first.part(both)


def test_letters_that_arrays_have_are_left_to_them() -> None:
    taken = {name: Symbol(name, parse_shape("n")) for name in ("J", "K", "π")}
    glyphs = Glyphs({}, [*SYMBOLS, *taken])
    symbols = SYMBOLS | taken
    assert printed(JACOBIAN, glyphs)[0] == "jac(x)"
    assert printed(parse_matrix("commutation(m, n)", symbols), glyphs)[0] == "commutation(m, n)"
    assert printed(parse_matrix("pi * π", symbols), glyphs) == ("pi π", r"\text{pi}\, \boldsymbol{\pi}")


def test_a_length_that_is_a_sum_or_product_is_printed_with_brackets_where_it_needs_them() -> None:
    m, n, one = Dimension.named("m"), Dimension.named("n"), Dimension.number(1)
    assert printed(Size(m * n + one))[0] == "m n + 1"
    assert printed(parse_matrix("(n + 1) * x", SYMBOLS))[0] == "(n + 1) x"
    assert printed(parse_matrix("(2 * n)**2", SYMBOLS))[0] == "(2 n)²"
    assert printed(parse_matrix("1 / (n + 1)**2", SYMBOLS))[1] == r"\tfrac{1}{(n + 1)^{2}}"
    assert printed(parse_matrix("x / (m * (n - 1))", SYMBOLS))[0] == "x / (m (n − 1))"


def test_everything_compiles(tmp_path: Path) -> None:
    formulas = "\n\n".join(f"${spelled(latex)}$" for *_, latex in (*MATRICES, *INDEX_FORMS))
    head = r"\documentclass{article}\usepackage{amsmath,mathtools}\begin{document}"
    (tmp_path / "x.tex").write_text(f"{head}\n{formulas}\n\\end{{document}}\n", encoding="ascii")
    program = shutil.which("pdflatex")
    assert program, "pdflatex is needed for this test: install texlive-latex-extra and lmodern"
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "x.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)
    assert run.returncode == 0, run.stdout[-2000:]

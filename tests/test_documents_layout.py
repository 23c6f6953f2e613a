"""Layouts: every printed derivative is turned as its layout has it, and no value changes."""

import json
import re

import pytest
from derived_in_layouts import LAYOUTS, PROBLEMS, VECTOR, WORDS, dense, of_vector
from documents_derived import derived
from shipped import VARIED
from test_documents_latex import compiled, complaints
from test_documents_targets import SCHEMA, faults

import matcalc
from matcalc.chain import Derivative, Gradient
from matcalc.documents.compose import compose
from matcalc.documents.page import Box, ChainBlock, Table
from matcalc.errors import InputError
from matcalc.forms.differentials import Jacobian
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import IndexSum
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node, Product, Symbol, Transpose
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.unicode_text import UnicodePrinter

# --- what is on the page ---

BOXES = {
    "gradient": ["∇_{a⁽ᵏ⁾} E = W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾    (n)", "∇_{W⁽ᵏ⁾} E = z̄⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ    (m × n)"],
    "denominator": ["∇_{a⁽ᵏ⁾} E = W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾    (n)", "∇_{W⁽ᵏ⁾} E = z̄⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ    (m × n)"],
    "numerator": [
        "∂E/∂a⁽ᵏ⁾ = z̄⁽ᵏ⁺¹⁾ᵀ W⁽ᵏ⁾    (1 × n)",
        "∇_{a⁽ᵏ⁾} E = W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾    (n)",
        "∂E/∂W⁽ᵏ⁾ = a⁽ᵏ⁾ z̄⁽ᵏ⁺¹⁾ᵀ    (n × m)",
        "∇_{W⁽ᵏ⁾} E = z̄⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ    (m × n)",
    ],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_boxes_of_a_dense_layer(layout):
    page = dense(layout).text()
    assert [box for box in BOXES[layout] if f"│ {box} │" not in page] == []
    assert ("│ ∂E/∂" in page) is (layout == "numerator")


CHAINS = {
    "gradient": "∂E/∂a⁽ᵏ⁾ = (∂z⁽ᵏ⁺¹⁾/∂a⁽ᵏ⁾)ᵀ (∂E/∂z⁽ᵏ⁺¹⁾)",
    "denominator": "∂E/∂a⁽ᵏ⁾ = (∂z⁽ᵏ⁺¹⁾/∂a⁽ᵏ⁾) (∂E/∂z⁽ᵏ⁺¹⁾)",
    "numerator": "∂E/∂a⁽ᵏ⁾ = (∂E/∂z⁽ᵏ⁺¹⁾) (∂z⁽ᵏ⁺¹⁾/∂a⁽ᵏ⁾)",
}
IS_THE_GRADIENT = "∂E/∂a⁽ᵏ⁾ is ∇_{a⁽ᵏ⁾} E, of the shape of a⁽ᵏ⁾; ∂z⁽ᵏ⁺¹⁾/∂a⁽ᵏ⁾ is"
OPENINGS = {
    "gradient": f"{IS_THE_GRADIENT} output × variable, m × n: ",
    "denominator": f"{IS_THE_GRADIENT} variable × output, n × m: ",
    "numerator": "∂E/∂a⁽ᵏ⁾ is the transpose of ∇_{a⁽ᵏ⁾} E, which has the shape of a⁽ᵏ⁾; ∂z⁽ᵏ⁺¹⁾/∂a⁽ᵏ⁾ is "
    "output × variable, m × n: ",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_opening_says_the_layout_and_how_the_others_follow(layout):
    page = " ".join(dense(layout).text().split())
    bullet = page[page.index("Layout: ") : page.index("• Given")]
    assert bullet.startswith(f"Layout: {layout}. {OPENINGS[layout]}{CHAINS[layout]}.")
    for other in LAYOUTS:
        assert other in bullet.lower()
        assert CHAINS[other] in bullet


def test_the_table_of_all_layouts():
    page = dense("all").text()
    lines = [re.split(r"\s{2,}", line.strip()) for line in page[page.index("The three layouts") :].splitlines()]
    assert ["∂E/∂a⁽ᵏ⁾", "W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾ (n)", "W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾ (n)", "z̄⁽ᵏ⁺¹⁾ᵀ W⁽ᵏ⁾ (1 × n)"] in lines
    assert ["∂E/∂W⁽ᵏ⁾", "z̄⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ (m × n)", "z̄⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ (m × n)", "a⁽ᵏ⁾ z̄⁽ᵏ⁺¹⁾ᵀ (n × m)"] in lines
    assert ["∂z⁽ᵏ⁺¹⁾/∂a⁽ᵏ⁾", "W⁽ᵏ⁾ (m × n)", "W⁽ᵏ⁾ᵀ (n × m)", "W⁽ᵏ⁾ (m × n)"] in lines
    assert ["∂a⁽ᵏ⁺¹⁾/∂z⁽ᵏ⁺¹⁾", *["diag(f′(z⁽ᵏ⁺¹⁾))"] * 3] in lines
    assert ["∂z⁽ᵏ⁺¹⁾/∂vec(W⁽ᵏ⁾)", "a⁽ᵏ⁾ᵀ ⊗ I (m × m n)", "a⁽ᵏ⁾ ⊗ I (m n × m)", "a⁽ᵏ⁾ᵀ ⊗ I (m × m n)"] in lines
    assert "The three layouts" not in dense("gradient").text()


def test_the_table_explains_its_signs():
    page = " ".join(dense("all").text().split())
    table = page[page.index("The derivative of each equation") : page.index("The order of the chain rule")]
    assert "I is an identity matrix." in table
    assert "a⁽ᵏ⁾ ⊗ I is a Kronecker product" in table
    assert "vec(W⁽ᵏ⁾) stacks the columns of W⁽ᵏ⁾ into one vector." in table
    assert of_vector("all").text().count("⊗ diag(f′(W x + b)) is a Kronecker product") == 1  # said at the top


def test_all_is_the_page_in_gradient_layout_with_the_table():
    one, more = dense("gradient").text(), dense("all").text()
    before, table = one[: one.index("Checked\n")].split("Summary\n")
    assert more.startswith(before)
    assert f"Summary\n{table}The three layouts side by side\n" in more


def test_a_narrow_page_cuts_no_formula():
    lines = dense("all").text(columns=60).splitlines()
    at = lines.index("  ∂a⁽ᵏ⁺¹⁾/∂z⁽ᵏ⁺¹⁾")
    assert lines[at + 1 : at + 4] == [f"     {layout:<11}   diag(f′(z⁽ᵏ⁺¹⁾)) (m × m)" for layout in LAYOUTS]
    at = lines.index("  ∂z⁽ᵏ⁺¹⁾/∂a⁽ᵏ⁾")
    assert lines[at + 2] == "     denominator   W⁽ᵏ⁾ᵀ (n × m)"


@pytest.mark.parametrize("name", VARIED)
@pytest.mark.parametrize("columns", [60, 100])
def test_the_page_keeps_to_its_columns(name, columns):
    page = derived(name, layout="all").text(columns=columns)
    assert max(map(len, map(_without_marks, page.splitlines()))) <= columns


def _without_marks(line):
    return "".join(letter for letter in line if letter not in "\u0304\u0302\u0303\u0307")


@pytest.mark.parametrize("layout", ["denominator", "numerator", "all"])
@pytest.mark.parametrize("arguments", [{"problem": "two-layer-network"}, VECTOR], ids=["network", "vector"])
def test_latex_compiles(layout, arguments, tmp_path):
    assert complaints(compiled(matcalc.derive(**arguments, layout=layout).latex(), tmp_path)) == []


# --- shapes ---


def expected(of, output, layout):
    """The shape of ∂output/∂of, by the words of the issue: a scalar's is that of the variable or its transpose, an
    array's is output × variable or its transpose.
    """
    by_scalar = output.shape if of.shape.is_scalar else None
    if output.shape.is_scalar:
        return of.shape.transposed() if layout is Layout.NUMERATOR else of.shape
    shape = by_scalar or Shape(*output.shape.axes, *of.shape.axes)
    return shape.transposed() if layout is Layout.DENOMINATOR else shape


def equations_of(page):
    """Every equation of the page with its left side, and the shape that stands beside it, if one does."""
    for block in page.blocks:
        match block:
            case Box():
                yield block.equation.left, block.equation.right, block.shape
            case ChainBlock():
                left = None
                for line in block.lines:
                    if line.depth == 0:
                        left = line.left or left
                        yield left, line.right, None
            case Table(columns=("gradient" | "derivative", "result", "shape")):
                for (left,), (right,), (shape,) in block.rows:
                    yield left, right, shape


@pytest.mark.parametrize("layout", WORDS)
@pytest.mark.parametrize("name", PROBLEMS)
def test_whatever_is_printed_has_the_shape_of_its_layout(name, layout):
    derivation = matcalc.derive(**PROBLEMS[name], layout=layout)
    presentation = derivation.presentation
    seen = 0
    for left, right, shape in equations_of(compose(derivation.derived, presentation)):
        if shape is not None and isinstance(right, Node):
            assert right.shape == shape
        if isinstance(left, Derivative | Gradient) and isinstance(right, Node):
            own = presentation.layout if isinstance(left, Derivative) else Layout.GRADIENT
            assert right.shape == expected(left.of, left.output, own)
            seen += 1
    assert seen or all(isinstance(result.value, IndexSum) for result in derivation.results.values())


# --- printing of Jacobians ---

M, N = Dimension.named("m"), Dimension.named("n")
Z, A, E, C, W = (
    Symbol("z", vector(M)),
    Symbol("a", vector(N)),
    Symbol("E", SCALAR),
    Symbol("c", SCALAR),
    Symbol("W", Shape(M, N)),
)
PRINTED = [
    (Jacobian(Z, A), "∂z/∂a", "(∂z/∂a)ᵀ", "∂z/∂a"),
    (Transpose(Jacobian(Z, A)), "(∂z/∂a)ᵀ", "∂z/∂a", "(∂z/∂a)ᵀ"),
    (Jacobian(E, A), "(∂E/∂a)ᵀ", "(∂E/∂a)ᵀ", "∂E/∂a"),
    (Transpose(Jacobian(E, A)), "∂E/∂a", "∂E/∂a", "(∂E/∂a)ᵀ"),
    (Jacobian(E, C), "∂E/∂c", "∂E/∂c", "∂E/∂c"),
    (Jacobian(Z, C), "∂z/∂c", "(∂z/∂c)ᵀ", "∂z/∂c"),
    (Jacobian(E, W), "(∂E/∂vec(W))ᵀ", "(∂E/∂vec(W))ᵀ", "∂E/∂vec(W)"),
    (Gradient(A, E), "∇_a E", "∇_a E", "∇_a E"),
    (Gradient(A, Z), "∂z/∂a", "(∂z/∂a)ᵀ", "∂z/∂a"),
    (Gradient(W, Z), "∂z/∂W", "∂z/∂W", "∂z/∂W"),
    (Derivative(A, Z), "∂z/∂a", "∂z/∂a", "∂z/∂a"),
    (Product((Jacobian(E, Z), Jacobian(Z, A))), "(∂E/∂z)ᵀ (∂z/∂a)", "(∂E/∂z)ᵀ (∂z/∂a)ᵀ", "(∂E/∂z) (∂z/∂a)"),
]


@pytest.mark.parametrize(("part", "texts"), [(part, texts) for part, *texts in PRINTED])
def test_how_each_layout_prints(part, texts):
    glyphs = Glyphs({})
    assert [UnicodePrinter(glyphs, layout).part(part) for layout in Layout] == texts


def test_latex_puts_the_fraction_in_brackets():
    assert LatexPrinter(Glyphs({}), Layout.DENOMINATOR).part(Jacobian(Z, A)) == (
        r"\left(\frac{\partial \boldsymbol{z}}{\partial \boldsymbol{a}}\right)^{\top}"
    )


# --- index forms ---


def test_the_order_of_more_than_two_axes_is_said():
    assert "(m × m × n)" in of_vector("gradient").text()
    page = of_vector("denominator").text()
    assert "(m × n × m)" in page
    assert "In denominator layout the axes of the variable come first: k, j, i." in page
    assert "In code, where the axes are the same in every layout:" in page
    assert "│ ∂y/∂vec(W) = x ⊗ diag(f′(W x + b))    (m n × m) │" in page


NO_MATRIX = {
    "problem": "s",
    "wrt": "W",
    "lets": ["s = sum i, j, k, l: W[i,j] A[i,k] B[i,l] C[j,k] D[j,l] F[k,l]"],
    "shapes": "W: m×n, A: m×p, B: m×q, C: n×p, D: n×q, F: p×q",
}


def test_an_entry_without_matrix_form_says_where_it_stands():
    pages = {layout: matcalc.derive(**NO_MATRIX, layout=layout).text() for layout in WORDS}
    said = "In numerator layout this entry stands in row j and column i."
    assert {layout for layout, page in pages.items() if said in page} == {"numerator"}
    assert "(m × n) │" in pages["denominator"]
    assert "(n × m) │" in pages["numerator"]
    assert re.search(r"∂s/∂W_ij( .*){3}", pages["all"])


# --- words and JSON ---


def test_another_word_is_refused():
    for word in ("sideways", "", None, 3):
        with pytest.raises(InputError, match=r"there is no layout .*; known: gradient, denominator, numerator, all"):
            matcalc.derive("x.T @ x", wrt="x", layout=word)


@pytest.mark.parametrize("layout", WORDS)
def test_json_gives_results_in_the_layouts_that_were_asked_for(layout):
    document = json.loads(dense(layout).to_json())
    assert faults(document, SCHEMA) == []
    assert faults(json.loads(of_vector(layout).to_json()), SCHEMA) == []
    asked = list(LAYOUTS) if layout == "all" else [layout]
    assert document["conventions"]["layout"] == asked[0]
    by_weights = next(result for result in document["results"] if result["wrt"] == "W")
    assert by_weights["text"] == "grad_z @ a.T"
    forms = {"gradient": ("grad_z @ a.T", ["m", "n"]), "numerator": ("a @ grad_z.T", ["n", "m"])}
    forms["denominator"] = forms["gradient"]
    found = [(one["layout"], one["matrix_form"]["text"], one["shape"]) for one in by_weights["layouts"]]
    assert found == [(word, *forms[word]) for word in asked]


def test_the_results_in_a_notebook_follow_the_layout():
    left = r"\frac{\partial E}{\partial \boldsymbol{W}^{(k)}} &= "
    assert left in dense("numerator")._repr_latex_()
    assert left not in derived("dense-layer")._repr_latex_()


@pytest.mark.parametrize("route", ["differential", "all"])
def test_routes_without_indices_follow_the_layout(route):
    page = matcalc.derive("dense-layer", route=route, layout="numerator").text()
    assert re.search(r"∂E/∂a⁽ᵏ⁾ +z̄⁽ᵏ⁺¹⁾ᵀ W⁽ᵏ⁾ +1 × n", page)
    assert "lay out: in numerator layout this is the" in page


def test_all_routes_in_all_layouts():
    page = matcalc.derive("dense-layer", route="all", layout="all").text()
    assert re.search(r"∂z⁽ᵏ⁺¹⁾/∂a⁽ᵏ⁾ +W⁽ᵏ⁾ \(m × n\) +W⁽ᵏ⁾ᵀ \(n × m\) +W⁽ᵏ⁾ \(m × n\)", page)
    assert "By differentials" in page


def test_a_short_name_between_two_arrays_is_held_fixed_in_the_table_whatever_the_routes():
    """z reaches u by itself and through 1 − z, which the index route has a name for and the Jacobian route has not."""
    lets, shapes = ["z = sigmoid(x)", "u = z * y + (1 - z) * v"], "x: n, y: n, v: n"
    found = matcalc.derive("u", lets=lets, wrt="x", upstream="u", shapes=shapes, route="all", layout="all")
    lines = [line.split() for line in found.text().splitlines()]
    assert ["∂u/∂z", "=", "diag(y)", "+", "diag(v)", "(∂(1", "−"] in [line[:7] for line in lines], "by Jacobians"
    assert ["∂u/∂z", "diag(y)", "(n"] in [line[:3] for line in lines], "in the table"

"""Figures in documents: where they stand, and what each target makes of them."""

import json
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from click.testing import CliRunner
from documents_derived import derived
from pypdf import PdfReader
from test_documents_latex import compiled, complaints

from matcalc.api import derive, network
from matcalc.cli import main
from matcalc.documents.chains import Detail
from matcalc.documents.compose import compose
from matcalc.documents.page import Box, Bullets, ChainBlock, Figure, Heading, Paragraph
from matcalc.errors import InputError


def blocks_of(derivation, **presented):
    return compose(derivation.derived, replace(derivation.presentation, **presented)).blocks


def drawn_lines(blocks):
    """The lines with figures, with the figures."""
    lines = [line for block in blocks if isinstance(block, ChainBlock) for line in block.lines]
    return [(line, line.figures) for line in lines if line.figures]


def test_the_graph_stands_after_the_equations_and_a_network_at_each_collapse():
    blocks = blocks_of(derived("dense-layer", figures=True))
    kinds = [type(block) for block in blocks]
    first = kinds.index(Figure)
    assert kinds[first - 1 : first + 4] == [ChainBlock, Figure, Heading, ChainBlock, Box]
    assert kinds.count(Figure) == 1
    drawn = drawn_lines(blocks)  # the gradient at b is no product
    assert [line.rule for line, _ in drawn] == [
        "collapse to a Hadamard product",
        "collapse to a matrix–vector product",
        "collapse to an outer product",
    ]
    assert all(len(figures) == 1 for _, figures in drawn)


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("name", ["batch-normalization", "scaled-dot-product-attention"])
def test_every_collapse_of_a_product_or_a_sum_is_drawn_where_it_stands(name, detail):
    derivation = derived(name, figures=True)
    blocks = blocks_of(derivation, detail=detail)
    drawn = {figure.code: line.rule for line, figures in drawn_lines(blocks) for figure in figures}
    joins = [
        (number, step.rule)
        for number, step in enumerate(derivation.steps)
        if step.rule.startswith(
            ("collapse to a matrix", "collapse to a scaled", "collapse to a H", "collapse to a sum")
        )
    ]
    assert len(joins) > 5
    assert {f"d.network(d.steps[{number}])": rule for number, rule in joins}.items() <= drawn.items()


def test_a_term_that_looks_the_same_is_not_drawn_a_second_time():
    in_chains = [
        [
            (figure.drawing.shapes, figure.drawing.strokes, figure.drawing.labels)
            for _, figures in drawn_lines([block])
            for figure in figures
        ]
        for block in blocks_of(derived("batch-normalization", figures=True))
    ]
    assert sum(map(len, in_chains)) > 10
    assert all(look != following for looks in in_chains for look, following in pairwise(looks))


def test_a_drawing_at_a_step_has_no_legend_and_the_conventions_explain_it():
    blocks = blocks_of(derived("dense-layer", figures=True))
    for _, (figure,) in drawn_lines(blocks):
        assert not [label for label in figure.drawing.labels if isinstance(label.of, str)]
        assert {label.of for label in figure.alone.labels if isinstance(label.of, str)} <= {"summed", "free"}
    said = [item for block in blocks if isinstance(block, Bullets) for item in block.items]
    assert "ends in a ring" in str(said[-1])
    assert not drawn_lines(blocks_of(derive("sum(x)", wrt="x", shapes="x: 3", figures=True)))


def test_a_page_has_no_figures_unless_they_are_asked_for():
    derivation = derived("dense-layer")
    assert not any(isinstance(block, Figure) for block in blocks_of(derivation))
    assert "tikz" not in derivation.latex()


def test_what_stays_in_index_form_is_drawn_too():
    blocks = blocks_of(derive("A @ X @ B", wrt="X", shapes="A: p×m, X: m×n, B: n×q", figures=True))
    (line, (figure,)), *_ = drawn_lines(blocks)
    (box, _) = [block for block in blocks if isinstance(block, Box)]
    assert line.right == box.equation.right
    assert figure.code == "d.network('X')"


def test_a_graph_that_no_page_has_room_for_is_left_out_and_that_is_said():
    blocks = blocks_of(derive(network(25), figures=True))
    *_, said = (block for block in blocks if isinstance(block, Paragraph) and "computation graph" in str(block.words))
    assert said.words[-1].endswith("It is too large for a page, and is left out.")
    assert drawn_lines(blocks)


def test_gradients_that_only_the_graph_names_are_introduced():
    page = derived("dense-layer", figures=True).text()
    assert "W̄⁽ᵏ⁾ = ∇_{W⁽ᵏ⁾} E" in page
    assert "W̄⁽ᵏ⁾" not in derived("dense-layer").text()


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_target_without_pictures_says_what_they_show(form):
    made = " ".join(derived("dense-layer", figures=True).render(form).split())
    assert "The gradient at" in made
    assert "summed and joins" in made
    assert "<svg" not in made


def test_pages_with_figures_compile(tmp_path):
    made = derived("dense-layer", figures=True).latex()
    assert made.count(r"\begin{tikzpicture}") == 4
    assert made.count(r"\usepackage{tikz}") == 1
    assert complaints(compiled(made, tmp_path)) == []


def test_pages_of_typst_show_the_pictures():
    made = derived("dense-layer", figures=True).render("pdf")
    assert isinstance(made, bytes)
    read = " ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    assert "a value, with its shape" in " ".join(read.split())
    assert read.count("summed") > derived("dense-layer").render("text").count("summed")


def test_the_command_has_an_option_for_it():
    shown = CliRunner().invoke(main, ["derive", "dense-layer", "--figures", "--format", "latex"])
    assert shown.exit_code == 0
    assert shown.stdout.count(r"\begin{tikzpicture}") == 4


def test_json_is_the_same_with_figures():
    assert derived("dense-layer", figures=True).to_json() == derived("dense-layer").to_json()


def test_a_notebook_holds_the_pictures_that_its_code_makes():
    derivation = derived("dense-layer", figures=True)
    cells = json.loads(derivation.render("ipynb"))["cells"]
    drawn = {"".join(cell["source"]): cell["outputs"] for cell in cells if cell.get("outputs")}
    assert len(drawn) == 4
    for code, (output,) in drawn.items():
        made = eval(code, {"d": derivation})
        assert "".join(output["data"]["image/svg+xml"]) == made._repr_svg_()
    assert any("figures=True" in "".join(cell["source"]) for cell in cells)


def test_figures_are_wanted_or_not():
    with pytest.raises(InputError, match="figures is True or False, not"):
        derive("dense-layer", figures="all")

"""Figures in documents: where they stand, and what each target makes of them."""

import json
from io import BytesIO

import pytest
from click.testing import CliRunner
from documents_derived import derived
from pypdf import PdfReader
from test_documents_latex import compiled, complaints

from matcalc.api import derive, network
from matcalc.cli import main
from matcalc.documents.compose import compose
from matcalc.documents.page import Box, ChainBlock, Figure, Heading, Paragraph
from matcalc.errors import InputError


def blocks_of(*question, **asked):
    derivation = derive(*question, figures=True, **asked)
    return compose(derivation.derived, derivation.presentation).blocks


def test_the_graph_stands_after_the_equations_and_a_network_after_each_product():
    kinds = [type(block) for block in blocks_of("dense-layer")]
    first = kinds.index(Figure)
    assert kinds[first - 1] is ChainBlock
    assert kinds[first + 1 : first + 5] == [Heading, ChainBlock, Box, Figure]
    assert kinds.count(Figure) == 4  # the gradient at b is no product


def test_a_page_has_no_figures_unless_they_are_asked_for():
    derivation = derived("dense-layer")
    assert not any(isinstance(block, Figure) for block in compose(derivation.derived, derivation.presentation).blocks)
    assert "tikz" not in derivation.latex()


def test_what_stays_in_index_form_is_drawn_too():
    *_, figure = (
        block for block in blocks_of("A @ X @ B", wrt="X", shapes="A: p×m, X: m×n, B: n×q") if isinstance(block, Figure)
    )
    assert figure.words[-1] == " as a tensor network: each index is a line."


def test_a_graph_that_no_page_has_room_for_is_left_out_and_that_is_said():
    blocks = blocks_of(network(25))
    *_, said = (block for block in blocks if isinstance(block, Paragraph) and "computation graph" in str(block.words))
    assert said.words[-1].endswith("It is too large for a page, and is left out.")
    assert any(isinstance(block, Figure) for block in blocks)


def test_gradients_that_only_the_graph_names_are_introduced():
    page = derive("dense-layer", figures=True).text()
    assert "W̄⁽ᵏ⁾ = ∇_{W⁽ᵏ⁾} E" in page
    assert "W̄⁽ᵏ⁾" not in derived("dense-layer").text()


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_target_without_pictures_says_what_they_show(form):
    made = " ".join(derive("dense-layer", figures=True).render(form).split())
    assert "The gradient at" in made
    assert "summed and joins" in made
    assert "<svg" not in made


def test_pages_with_figures_compile(tmp_path):
    made = derive("dense-layer", figures=True).latex()
    assert made.count(r"\begin{tikzpicture}") == 4
    assert made.count(r"\usepackage{tikz}") == 1
    assert complaints(compiled(made, tmp_path)) == []


def test_pages_of_typst_show_the_pictures():
    made = derive("dense-layer", figures=True).render("pdf")
    assert isinstance(made, bytes)
    read = " ".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    assert "a value, with its shape" in " ".join(read.split())
    assert read.count("summed") > derived("dense-layer").render("text").count("summed")


def test_the_command_has_an_option_for_it():
    shown = CliRunner().invoke(main, ["derive", "dense-layer", "--figures", "--format", "latex"])
    assert shown.exit_code == 0
    assert shown.stdout.count(r"\begin{tikzpicture}") == 4


def test_json_is_the_same_with_figures():
    assert derive("dense-layer", figures=True).to_json() == derived("dense-layer").to_json()


def test_a_notebook_holds_the_pictures_that_its_code_makes():
    derivation = derive("dense-layer", figures=True)
    cells = json.loads(derivation.render("ipynb"))["cells"]
    drawn = {"".join(cell["source"]): cell["outputs"] for cell in cells if cell.get("outputs")}
    assert list(drawn) == ["d.graph()", "d.network('z')", "d.network('a')", "d.network('W')"]
    made = {"d.graph()": derivation.graph()} | {f"d.network('{name}')": derivation.network(name) for name in "zaW"}
    for code, (output,) in drawn.items():
        assert "".join(output["data"]["image/svg+xml"]) == made[code]._repr_svg_()
    assert any("figures=True" in "".join(cell["source"]) for cell in cells)


def test_figures_are_wanted_or_not():
    with pytest.raises(InputError, match="figures is True or False, not"):
        derive("dense-layer", figures="all")

"""Documents as notebook files: valid, deterministic, with code that derives what stands below it."""

import json
from dataclasses import replace

import nbformat
import pytest
from nbformat.validator import validate

import matcalc
from matcalc.documents.document import Chapter, Document
from matcalc.documents.notebook import notebook
from matcalc.documents.page import Heading, Listing, PageBreak, Paragraph
from matcalc.documents.render import document_of
from matcalc.problems.asked_in_python import call_of
from matcalc.problems.library import list_problems, load_problem
from tests.documents_derived import derived

DENSE = derived("dense-layer")
GLYPHS = document_of(DENSE.derived, DENSE.presentation).chapters[0].glyphs

FAMILIES = {"deep-network", "matrix-power", "multi-head-attention", "residual-network", "rnn-unrolled"}
SOLVED = {"deep-equilibrium-layer", "implicit-function", "implicit-function-jacobian", "linear-solve"}
OTHERWISE = {"gaussian-mixture-m-step", "lagrange-equality-quadratic", "trace-of-power-any"}
"""Problems of the library that only their files can say."""


def cells(text):
    """The kind and the text of each cell of a valid notebook."""
    made = nbformat.reads(text, 4)
    validate(made, relax_add_props=False)
    return [(cell.cell_type, cell.source) for cell in made.cells]


def of_blocks(*blocks, title="A title"):
    return cells(notebook(Document(title, (Chapter(blocks, GLYPHS),))))


def code_of(found):
    return [text for kind, text in cells(found.render("ipynb")) if kind == "code"]


def test_a_section_is_a_cell():
    found = cells(DENSE.render("ipynb"))
    assert found[0] == ("markdown", "# Dense layer")
    headings = [text.partition("\n")[0] for _, text in found if text.startswith("## ")]
    assert headings == [line for line in DENSE.markdown().splitlines() if line.startswith("## ")]
    said = "\n\n".join(text for kind, text in (found[0], *found[3:]) if kind == "markdown")
    assert said.split() == DENSE.markdown().split()


def test_a_listing_of_python_is_a_cell_of_code():
    python, other = Listing("x = 1\n", "python"), Listing("x := 1", "pascal")
    found = of_blocks(Paragraph(("First.",)), python, other, PageBreak(), Heading(("Last",)), Heading(("Below",), 2))
    assert found == [
        ("markdown", "# A title"),
        ("markdown", "First."),
        ("code", "x = 1"),
        ("markdown", "```pascal\nx := 1\n```"),
        ("markdown", "## Last\n\n### Below"),
    ]


def test_the_same_document_gives_the_same_characters():
    made = json.loads(DENSE.render("ipynb"))
    assert DENSE.render("ipynb") == matcalc.derive("dense-layer").render("ipynb")
    assert [cell["id"] for cell in made["cells"]] == [f"cell-{number}" for number in range(1, len(made["cells"]) + 1)]
    assert all(cell["outputs"] == [] for cell in made["cells"] if cell["cell_type"] == "code")


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "a $x$ `b` # c", "x" * 5_000, "\x00\x1b[31m\ud800"])
def test_a_title_is_text(title):
    (_, shown), *_ = of_blocks(title=title)
    assert shown.startswith("# ")
    assert "<" not in shown
    assert "$" not in shown


@pytest.mark.parametrize(
    ("asked", "keywords"),
    [
        ({"problem": "dense-layer"}, ['"dense-layer"']),
        ({"problem": "dense-layer", "wrt": "W", "route": "all", "layout": "numerator"}, ['wrt="W"', 'route="all"']),
        ({"problem": "dense-layer", "notation": "cotangent=delta"}, ['notation="cotangent=delta"']),
        ({"problem": "x.T @ A @ x", "wrt": "x", "shapes": "A: n×n", "order": 2}, ['shapes="A: n×n"', "order=2"]),
        (
            {"problem": "a", "wrt": ["W", "x"], "lets": ["z = W @ x", "a = f(z)"], "upstream": "a", "shapes": "W: m×n"},
            ['lets=["z = W @ x", "a = f(z)"]', 'upstream="a"', 'wrt=["W", "x"]'],
        ),
        (
            {"problem": "sum(exp(y * log(p)))", "wrt": "p", "shapes": "p: n, y: n", "assume": "sum(y) = 1"},
            ["sum(y) = 1"],
        ),
    ],
)
def test_its_code_derives_it_again(asked, keywords):
    asked = dict(asked)
    found = matcalc.derive(asked.pop("problem"), **asked)
    (code,) = code_of(found)
    assert [one for one in keywords if one not in code] == []
    names = {}
    exec(code, names)
    again = names["d"]
    assert again.markdown() == found.markdown()
    assert again.render("ipynb") == found.render("ipynb")


def test_there_is_no_code_where_no_arguments_say_it():
    file = replace(load_problem("rnn-unrolled"), name="one-of-mine")
    assert code_of(matcalc.derive(file, wrt="W")) == []
    assert code_of(derived("rnn-unrolled")) != []


def test_problems_are_said_by_their_equations():
    files = [replace(load_problem(name), name="one-of-mine") for name in list_problems()]
    unsaid = {name for name, file in zip(list_problems(), files, strict=True) if call_of(file) is None}
    assert unsaid == FAMILIES | SOLVED | OTHERWISE


def test_a_file_with_a_name_of_the_library_is_said_by_its_equations():
    file = replace(load_problem("quadratic-form"), name="dense-layer")
    call = call_of(file)
    assert call is not None
    assert call.first == '"E = x.T @ A @ x"'

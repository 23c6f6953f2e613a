"""The notebooks of examples/: they run from a fresh kernel, and show what is stored in them."""

import copy

import nbformat
import pytest

from tests.examples.executed import EXAMPLES, executed, read, text_of

TUTORIAL = next(path for path in EXAMPLES if path.name == "tutorial.ipynb")


def shown(notebook):
    """What stands in each cell, and below it."""
    return [(cell.cell_type, cell.source, cell.get("outputs", [])) for cell in notebook.cells]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_notebook_shows_what_is_stored_in_it(path):
    stored = read(path)
    nbformat.validate(stored)
    assert not [output for cell in stored.cells for output in cell.get("outputs", []) if output.output_type == "error"]
    assert shown(executed(path)) == shown(stored)


def test_a_notebook_is_stored_as_it_is_written():
    assert text_of(read(TUTORIAL)) == TUTORIAL.read_text(encoding="utf-8")


def test_another_output_is_another_notebook():
    stored = read(TUTORIAL)
    other = copy.deepcopy(stored)
    changed = next(cell for cell in other.cells if cell.get("outputs") and "text" in cell.outputs[0])
    changed.outputs[0].text = changed.outputs[0].text.replace("z̄", "z")
    assert shown(other) != shown(stored)


def test_the_tutorial_is_short_and_typeset():
    cells = read(TUTORIAL).cells
    assert 12 <= len(cells) <= 22
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    assert sum("text/markdown" in output.get("data", {}) for output in outputs) == 3
    assert not [output for output in outputs if "text/html" in output.get("data", {})]

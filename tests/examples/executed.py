"""Notebooks of examples/, executed."""

from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = tuple(sorted((ROOT / "examples").glob("*.ipynb")))
SECONDS = 60
"""The most that a cell may take."""


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, 4)


def executed(path: Path) -> NotebookNode:
    """The notebook with the outputs that its cells have now, and nothing that differs from run to run."""
    notebook = read(path)
    metadata = notebook.metadata.copy()
    NotebookClient(
        notebook, timeout=SECONDS, coalesce_streams=True, resources={"metadata": {"path": str(ROOT)}}
    ).execute()
    notebook.metadata = metadata
    for cell in notebook.cells:
        cell.metadata = {}
    return notebook


def text_of(notebook: NotebookNode) -> str:
    return nbformat.writes(notebook, indent=1, ensure_ascii=False) + "\n"

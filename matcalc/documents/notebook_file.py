"""Notebook files, in the format 4.5 of Jupyter: cells of Markdown and of code, without outputs but pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a cell holds."""

    MARKDOWN = "markdown"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. text: without a newline at its end. svg: what a cell of code has drawn; empty where it has not run."""

    kind: Kind
    text: str
    svg: str = ""


METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook_file(cells: Sequence[Cell]) -> str:
    """The text of the file. The same cells give the same characters: a cell's id is its number."""
    held = [_cell(cell, number) for number, cell in enumerate(cells, 1)]
    notebook = {"cells": held, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _cell(cell: Cell, number: int) -> dict[str, object]:
    shared: dict[str, object] = {"cell_type": cell.kind.value, "id": f"cell-{number}", "metadata": {}}
    source = cell.text.splitlines(keepends=True)
    if cell.kind is Kind.MARKDOWN:
        return {**shared, "source": source}
    data = {"image/svg+xml": cell.svg.splitlines(keepends=True), "text/plain": "<Picture>"}
    drawn = {"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data}
    return {**shared, "execution_count": None, "outputs": [drawn] if cell.svg else [], "source": source}

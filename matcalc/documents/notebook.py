"""A document as a notebook: a cell of Markdown for each section, a cell of code for each listing of Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from matcalc.documents.derived import Derived
from matcalc.documents.document import Chapter, Document
from matcalc.documents.drawing import Drawing
from matcalc.documents.markdown import blocks_in_markdown, escaped
from matcalc.documents.notebook_file import Cell, Kind, notebook_file
from matcalc.documents.page import Block, ChainBlock, Figure, Heading, Line, Listing, PageBreak, Paragraph
from matcalc.documents.presentation import Presentation
from matcalc.documents.printing import USUAL, Printing
from matcalc.engine.matrix_route import RouteName
from matcalc.forms.layout import Layout
from matcalc.notation.settings import SETTINGS, Notation, notation_of
from matcalc.problems.asked_in_python import Call, call_of, quoted
from matcalc.problems.problem import Problem

PYTHON = "python"

RESULTS = "{name: str(result) for name, result in d.results.items()}"

LONGEST = 88
"""The columns of a line of code."""


def notebook(document: Document, printing: Printing = USUAL) -> str:
    """The document as the text of a notebook file."""
    return notebook_file((_title(document), *_cells(document, printing)))


def live_notebook(document: Document, derived: Derived, presentation: Presentation, printing: Printing = USUAL) -> str:
    """The document of a derivation, below a cell that derives it again, where arguments can say what was asked."""
    call = call_of(derived.problem)
    opening = () if call is None else _live(call, derived, presentation)
    return notebook_file((_title(document), *opening, *_cells(document, printing, draws=bool(opening))))


def cells_of(chapter: Chapter, printing: Printing = USUAL, *, draws: bool = False) -> Iterator[Cell]:
    """A cell for what stands before the first heading, one for each section, and one for each listing of Python.

    draws: whether a figure is a cell of code, too, with the picture that it makes; else the figure is told in words.
    """
    for group in _groups(_cut_at_figures(chapter.blocks) if draws else chapter.blocks):
        first = group[0]
        if isinstance(first, _Drawn):
            from matcalc.documents.drawing_svg import svg
            from matcalc.documents.typeset_runs import RunPrinter

            picture = svg(first.drawing, RunPrinter(chapter.glyphs, chapter.layout), on_paper=True)
            yield Cell(Kind.CODE, first.code, picture)
        elif isinstance(first, Listing) and first.language == PYTHON:
            yield Cell(Kind.CODE, first.code.rstrip("\n"))
        else:
            told = tuple(block for block in group if not isinstance(block, _Drawn))
            if text := blocks_in_markdown(replace(chapter, blocks=told), printing).strip("\n"):
                yield Cell(Kind.MARKDOWN, text)


def _title(document: Document) -> Cell:
    return Cell(Kind.MARKDOWN, f"# {escaped(document.title)}")


def _cells(document: Document, printing: Printing, *, draws: bool = False) -> Iterator[Cell]:
    for chapter in document.chapters:
        yield from cells_of(chapter, printing, draws=draws)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Code, and the drawing that it makes."""

    code: str
    drawing: Drawing


def _cut_at_figures(blocks: Iterable[Block]) -> Iterator[Block | _Drawn]:
    """The blocks with what code draws in places of its own; a chain goes on after its figure."""
    for block in blocks:
        if isinstance(block, Figure) and block.code:
            yield from (Paragraph(block.words), _Drawn(block.code, block.drawing))
        elif isinstance(block, ChainBlock):
            yield from _cut(block)
        else:
            yield block


def _cut(chain: ChainBlock) -> Iterator[Block | _Drawn]:
    lines: list[Line] = []
    for line in chain.lines:
        told = tuple(figure for figure in line.figures if not figure.code)
        lines.append(replace(line, figures=told))
        if len(told) < len(line.figures):
            yield ChainBlock(tuple(lines))
            yield from (_Drawn(figure.code, figure.alone) for figure in line.figures if figure.code)
            lines = []
    if lines:
        yield ChainBlock(tuple(lines))


def _groups(blocks: Iterable[Block | _Drawn]) -> Iterator[list[Block | _Drawn]]:
    group: list[Block | _Drawn] = []
    for block in blocks:
        if isinstance(block, PageBreak):
            continue
        is_code = isinstance(block, _Drawn) or (isinstance(block, Listing) and block.language == PYTHON)
        if group and (is_code or (isinstance(block, Heading) and block.level == 1)):
            yield group
            group = []
        if is_code:
            yield [block]
        else:
            group.append(block)
    if group:
        yield group


def _live(call: Call, derived: Derived, presentation: Presentation) -> tuple[Cell, ...]:
    """Cells that make the derivation an object."""
    keywords = (*call.keywords, *_shown(derived, presentation))
    arguments = [call.first, *(f"{name}={text}" for name, text in keywords)]
    one_line = f"d = matcalc.derive({', '.join(arguments)})"
    lines = ["d = matcalc.derive(", *(f"    {argument}," for argument in arguments), ")"]
    call_text = one_line if len(one_line) <= LONGEST else "\n".join(lines)
    words = (
        "The next cell derives this page again, as an object of Python: `d.steps` are its steps, `d.results` what came "
        'out, `d.code("numpy")` is a function that computes it.'
    )
    return Cell(Kind.MARKDOWN, words), Cell(Kind.CODE, f"import matcalc\n\n{call_text}\n{RESULTS}")


def _shown(derived: Derived, presentation: Presentation) -> Iterator[tuple[str, str]]:
    """The arguments that say how the page is derived and printed, where that is not as usual."""
    if len(derived.shown) > 1:
        yield "route", quoted("all")
    elif derived.shown != (RouteName.INDEX,):
        yield "route", quoted(derived.shown[0].value)
    if len(presentation.layouts) > 1:
        yield "layout", quoted("all")
    elif presentation.layout is not Layout.GRADIENT:
        yield "layout", quoted(presentation.layout.value)
    if presentation.figures:
        yield "figures", "True"
    if settings := _settings(presentation.notation, derived.problem):
        yield "notation", quoted(", ".join(settings))


def _settings(notation: Notation, problem: Problem) -> Sequence[str]:
    """The settings of notation that are not those of the problem."""
    own = notation_of(problem.notation)
    chosen = [(key, getattr(notation, key)) for key in SETTINGS if getattr(notation, key) is not getattr(own, key)]
    return [f"{key}={choice.value}" for key, choice in chosen]

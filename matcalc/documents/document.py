"""What a target is given to print: pages one after the other, each with the names that it is printed with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matcalc.documents.checks import NOTHING_TO_CHECK, Checks
from matcalc.documents.page import Block, Page
from matcalc.forms.layout import Layout
from matcalc.notation.glyphs import Glyphs


@dataclass(frozen=True, slots=True)
class Chapter:
    """Blocks in which one name is always printed as one glyph, and a label names one blank.

    checks: by what a page judges what is typed into its blanks; worked out where a page asks for it.
    """

    blocks: tuple[Block, ...]
    glyphs: Glyphs
    layout: Layout = Layout.GRADIENT
    checks: Callable[[], Checks] = lambda: NOTHING_TO_CHECK


@dataclass(frozen=True, slots=True)
class Document:
    """A title, and chapters below it: one of a derivation, one for each exercise of a sheet."""

    title: str
    chapters: tuple[Chapter, ...]


def single(page: Page, glyphs: Glyphs, layout: Layout = Layout.GRADIENT) -> Document:
    """A document of one page."""
    return Document(page.title, (Chapter(page.blocks, glyphs, layout),))

"""What a target is given to print: pages one after the other, each with the names that it is printed with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from matcalc.documents.page import Block, Page
from matcalc.forms.layout import Layout
from matcalc.notation.glyphs import Glyphs


@dataclass(frozen=True, slots=True)
class Chapter:
    """Blocks in which one name is always printed as one glyph, and a label names one blank.

    accepted: what a page that checks answers takes as right, by the label of a blank; empty where nothing is checked.
    """

    blocks: tuple[Block, ...]
    glyphs: Glyphs
    layout: Layout = Layout.GRADIENT
    accepted: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Document:
    """A title, and chapters below it: one of a derivation, one for each exercise of a sheet.

    normalisation: regular expressions, as JavaScript writes them, and what replaces all they find, in order: they bring
    an answer that was typed into the spelling of what the chapters accept.
    """

    title: str
    chapters: tuple[Chapter, ...]
    normalisation: tuple[tuple[str, str], ...] = ()


def single(page: Page, glyphs: Glyphs, layout: Layout = Layout.GRADIENT) -> Document:
    """A document of one page."""
    return Document(page.title, (Chapter(page.blocks, glyphs, layout),))

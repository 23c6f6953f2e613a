"""A document as one self-contained web page, through templates/document.html.jinja and blocks.html.jinja."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from hashlib import sha256
from html import escape
from itertools import count
from typing import Any

from matcalc.chain import Blank, Holes
from matcalc.documents.checks import concealed
from matcalc.documents.document import Chapter, Document
from matcalc.documents.drawing_svg import svg
from matcalc.documents.html_chains import ChainTypesetter, ShownChain, ShownLine
from matcalc.documents.katex import katex_script, katex_style
from matcalc.documents.own_files import own_file, own_text
from matcalc.documents.page import (
    Block,
    Code,
    Equation,
    Figure,
    Heading,
    Mathematics,
    Options,
    Part,
    Sentence,
    StepFigure,
    box_for_words,
    with_equations,
)
from matcalc.documents.pieces import without_repeats
from matcalc.documents.printing import USUAL, Printing
from matcalc.documents.templates import Typeset, fill
from matcalc.documents.typeset_runs import RunPrinter
from matcalc.errors import printable
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.printer import Printer
from matcalc.resources import data_folder

WIDEST_LEFT = 28
"""About how many characters stand to the left of an equals sign; what has more stands in a line above."""
WIDEST_ON_A_PHONE = 11
"""The same where the window is narrow."""
SHORTER = (r"\boldsymbol", r"\bm")
"""A command that pages are full of, and its other name in KaTeX."""
LARGEST = 980_000
"""The bytes of a page that holds all details."""
WHOLE_FORMULA = 32
"""The columns of a field for a formula with its operators."""
JUDGES = tuple(
    f"answers/{name}.js"
    for name in ("names", "tokens", "tree", "arrays", "functions", "values", "canonical", "verdict")
)
"""The scripts that judge what is typed, in the order in which each needs those before it."""
FEWEST_CONTENTS = 4
"""A page with fewer headings needs no table of contents."""


class InWordsPrinter(LatexPrinter):
    """In a line of words ∂y/∂x stands in one line; other fractions stay, since they may hold sums."""

    def derivative(self, of: str, by: str, *, simple: bool) -> str:
        if not simple:
            return super().derivative(of, by, simple=False)
        return rf"\partial {of}/\partial {by}"


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block, the details at which it is shown, where that is not all, and the number of a heading or a choice."""

    block: Block
    details: tuple[str, ...]
    number: int


def html(document: Document, printing: Printing = USUAL) -> str:
    """A page of one document, such as a sheet, with all its steps open."""
    return html_at_details({"": document}, "", printing)


def html_at_details(documents: Mapping[str, Document], shown: str, printing: Printing = USUAL) -> str:
    """A page of one document that is told in more or less detail, and that opens with `shown`.

    What is the same at every detail is in the page once. Where all of them make it larger than LARGEST, the first of
    the others are left out, and the page says so.
    """
    kept = dict(documents)
    left_out: list[str] = []
    while len((made := _page(kept, shown, left_out, printing)).encode()) > LARGEST and len(kept) > 1:
        left_out.append(next(detail for detail in kept if detail != shown))
        del kept[left_out[-1]]
    return made


def _page(documents: Mapping[str, Document], shown: str, left_out: Sequence[str], printing: Printing) -> str:
    document = documents[shown]
    lines, numbers = count(1), count(1)
    bodies: list[Typeset] = []
    contents: list[tuple[ShownBlock, Typeset]] = []
    for place, chapters in enumerate(zip(*(each.chapters for each in documents.values()), strict=True)):
        typesetter = _Typesetter(chapters[0], place, lines, folds=bool(shown))
        at_details = {
            detail: tuple(map(typesetter.without_repeats, chapter.blocks))
            for detail, chapter in zip(documents, chapters, strict=True)
        }
        blocks = [
            ShownBlock(
                block,
                details if len(details) < len(documents) else (),
                next(numbers) if isinstance(block, Heading | Options) else 0,
            )
            for block, details in _merged(at_details)
        ]
        bodies.append(typesetter.body(blocks, printing))
        contents += (
            (each, typesetter.sentence(each.block.words)) for each in blocks if isinstance(each.block, Heading)
        )
    checks = _checks(document)
    scripts = [katex_script(), *(_asset(name, printing) for name in (*(JUDGES if checks else ()), "document.js"))]
    scripts = list(map(_inlined, scripts))
    values = {
        "title": document.title,
        "hashes": [Typeset(_hash(script)) for script in scripts],
        "scripts": scripts,
        "style": _inlined(katex_style() + _asset("document.css", printing)),
        "details": [detail for detail in documents if detail],
        "left_out": left_out,
        "shown": shown,
        "contents": contents if len(contents) >= FEWEST_CONTENTS else [],
        "bodies": bodies,
        "typed": any(program["arrays"] for chapter in checks.values() for program in chapter["programs"]),
        "data": _data({"checks": checks}),
    }
    return fill("document.html.jinja", values, escaped, folder=printing.templates)


def escaped(words: str) -> str:
    """Words that HTML shows as they are, in text and in attributes."""
    return escape(printable(words), quote=True)


class _Typesetter:
    """Typesets the blocks of one chapter, at its place in the document.

    numbers: of the lines of chains. folds: whether steps are to be revealed.
    """

    def __init__(self, chapter: Chapter, place: int, numbers: count[int], *, folds: bool) -> None:
        self._place = place
        self._printer = LatexPrinter(chapter.glyphs, chapter.layout)
        self._in_words = InWordsPrinter(chapter.glyphs, chapter.layout)
        self._drawn = RunPrinter(chapter.glyphs, chapter.layout)
        self._chains = ChainTypesetter(self._printer, numbers, folds=folds)

    def body(self, blocks: Sequence[ShownBlock], printing: Printing) -> Typeset:
        """The blocks, filled into their template."""
        filters: dict[str, Callable[..., Typeset]] = {
            "sentence": self.sentence,
            "reason": self.reason,
            "formula": self.formula,
            "left": self.left,
            "right": self.right,
            "name": self.name,
            "picture": self.picture,
            "key": self.key,
            "code": _code,
        }
        values = {"blocks": blocks, "events": self._chains.events}
        return Typeset(fill("blocks.html.jinja", values, escaped, filters, folder=printing.templates))

    def without_repeats(self, block: Block) -> Block:
        """The block without lines that say nothing new in print."""
        (changed,) = without_repeats((block,), self._printer)
        return changed

    def sentence(self, parts: Sentence) -> Typeset:
        """Words with mathematics between them."""
        return Typeset("".join(self._part(part) for part in with_equations(parts)))

    def formula(self, part: Mathematics | Equation) -> Typeset:
        """Mathematics in a line of its own."""
        return self._mathematics(self._latex(part, self._printer), _blanks(part), "equation")

    def name(self, chain: ShownChain) -> Typeset:
        """What an inner chain begins with."""
        return self.sentence(() if chain.of is None else (chain.of,))

    def left(self, shown: ShownLine) -> Typeset:
        """What stands on the left of a line."""
        latex = shown.left or ""
        room = _room(latex)
        size = " wide" if room > WIDEST_LEFT else " middling" if room > WIDEST_ON_A_PHONE else ""
        return self._mathematics(latex, _blanks(shown.line.left), f"left{size}")

    def right(self, shown: ShownLine) -> Typeset:
        """What stands on the right of a line, with the sign of equality in front."""
        blanks = (*_blanks(shown.line.through), *_blanks(shown.line.right))
        return self._mathematics(shown.right, blanks, "right")

    def reason(self, parts: Sentence) -> Typeset:
        """A sentence; of one that is asked for, a field with a line more, since what is typed does not get wider."""
        blank = box_for_words(parts)
        return self.sentence(parts if blank is None else (replace(blank, lines=blank.lines + 1),))

    def picture(self, figure: Figure | StepFigure) -> Typeset:
        """A drawing, in the colours of the page."""
        return Typeset(svg(figure.drawing, self._drawn))

    def key(self, label: str) -> Typeset:
        """What the answer with that label is found by in the page."""
        return Typeset(escaped(_key(self._place, label)))

    def _part(self, part: Part) -> str:
        match part:
            case str():
                return escaped(part)
            case Code():
                return f"<code>{escaped(part.text)}</code>"
            case _:
                return self._mathematics(self._latex(part, self._in_words), _blanks(part), "m")

    def _mathematics(self, latex: str, blanks: Sequence[Blank | Holes], kinds: str) -> Typeset:
        """LaTeX as the text of an element, which the page's script typesets; without it a reader sees the LaTeX."""
        asked = json.dumps([(_key(self._place, blank.label), *_room_for(blank)) for blank in blanks])
        data = f' data-blanks="{escaped(asked)}"' if blanks else ""
        return Typeset(f'<span class="{kinds}"{data}>{escape(latex.replace(*SHORTER), quote=False)}</span>')

    def _latex(self, part: Mathematics | Equation, printer: Printer) -> str:
        if isinstance(part, Equation):
            return f"{printer.part(part.left)} = {printer.part(part.right)}"
        return printer.part(part)


def _code(text: str) -> Typeset:
    """Code, line by line."""
    return Typeset("\n".join(map(escaped, text.splitlines())))


def _room(latex: str) -> int:
    """About how many characters wide a formula is: a command is one, of a fraction half is seen beside the other."""
    characters = len(
        re.sub(r"\\[A-Za-z]+", "x", re.sub(r"\\(boldsymbol|mathrm|operatorname|left|right|frac)|[{}_^\s]", "", latex))
    )
    return characters // 2 if latex.startswith(r"\frac") else characters


def _room_for(blank: Blank | Holes) -> tuple[str, int, int]:
    """The label of what is asked, and the columns and lines of a field for the answer."""
    return (blank.label, blank.columns, blank.lines) if isinstance(blank, Blank) else (blank.label, WHOLE_FORMULA, 1)


def _blanks(part: Mathematics | Equation | None) -> tuple[Blank | Holes, ...]:
    """What is asked of a reader; a blank without a label is for a teacher's pen."""
    if isinstance(part, Equation):
        return (*_blanks(part.left), *_blanks(part.right))
    return (part,) if isinstance(part, Blank | Holes) and part.label else ()


def _merged(chapters: Mapping[str, tuple[Block, ...]]) -> list[tuple[Block, tuple[str, ...]]]:
    """The blocks at all details in one order; of equal ones one, with the details at which it stands."""
    merged: list[tuple[Block, tuple[str, ...]]] = []
    for detail, blocks in chapters.items():
        known = [block for block, _ in merged]
        found: list[tuple[Block, tuple[str, ...]]] = []
        for tag, start, stop, first, last in SequenceMatcher(None, known, blocks, autojunk=False).get_opcodes():
            if tag == "equal":
                found += [(block, (*details, detail)) for block, details in merged[start:stop]]
                continue
            found += merged[start:stop]
            found += [(block, (detail,)) for block in blocks[first:last]]
        merged = found
    return merged


def _key(place: int, label: str) -> str:
    """What tells a blank from that of another chapter with the same label."""
    return f"{place}/{label}"


def _checks(document: Document) -> dict[int, dict[str, Any]]:
    """By what the page judges answers, and the answers, by the places of their chapters."""
    found: dict[int, dict[str, Any]] = {}
    for place, chapter in enumerate(document.chapters):
        checks = chapter.checks()
        if checks.right:
            sentence = _Typesetter(chapter, place, count(1), folds=False).sentence
            right = {label: concealed(sentence(words)) for label, words in checks.right.items()}
            found[place] = {
                "programs": checks.programs,
                "judged": dict(checks.judged),
                "right": right,
                "typing": sentence(checks.typing),
            }
    return found


def _asset(name: str, printing: Printing) -> str:
    """A file that stands in the page as it is, from the user's folder where that has one."""
    own = None if printing.templates is None else own_file(printing.templates, name)
    return own_text(own or data_folder("templates") / name)


def _inlined(text: str) -> Typeset:
    """A script or a style sheet that can not end the element it stands in."""
    return Typeset(text.replace("</", "<\\/"))


def _hash(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def _data(values: object) -> Typeset:
    """Data for the script of the page, in which no character ends an element or begins one."""
    text = json.dumps(values, ensure_ascii=True, separators=(",", ":"))
    return Typeset(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))

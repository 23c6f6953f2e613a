"""A document as the source of Typst, through templates/document.typ.jinja and blocks.typ.jinja."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.documents.document import Chapter, Document
from matcalc.documents.drawing import AT_A_STEP, Drawing
from matcalc.documents.page import Code, Equation, Mathematics, Sentence, box_for_words, is_formula, with_equations
from matcalc.documents.pieces import pieces, without_repeats
from matcalc.documents.printing import USUAL, Printing
from matcalc.documents.templates import Typeset, fill
from matcalc.documents.text import plain
from matcalc.errors import printable
from matcalc.notation.printer import Printer
from matcalc.notation.typst import TypstCellPrinter, TypstPrinter, TypstProsePrinter
from matcalc.notation.typst_words import typst_data, typst_string, typst_words
from matcalc.notation.unicode_text import UnicodePrinter

BREAK = "#box();"
"""A place to break a line at where nothing is to be seen."""

LONGEST_WORD = 40
"""The characters of a word that may be broken nowhere."""

BETWEEN_BREAKS = 10

SHORT = 60
"""The characters of a formula that is always set in one line."""

POINTS = 0.75
"""In a unit of a drawing."""

LONGEST_TITLE = 90
"""The characters of a title that stand at the foot of each page."""

SYMBOL = re.compile(r'"(?:\\.|[^"\\])*"|\\.| thin | (?:[+−⊙⊘⊗×=≤]|dot\.op) |.', re.DOTALL)
OPENS = {"(": 1, ")": -1}
SIGN = re.compile(r" (?:[+−⊙⊘⊗×]|dot\.op) ")
RELATION = re.compile(r" [=≤] ")


def typst(document: Document, printing: Printing = USUAL) -> str:
    """A document that Typst 0.15 compiles without packages, files or fonts of its own."""
    bodies = [Typeset(_body(chapter, printing)) for chapter in document.chapters]
    title = printable(document.title)
    running = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
    values = {"title": document.title, "running": running, "bodies": bodies}
    return fill("document.typ.jinja", values, _escaped, {"string": _data}, folder=printing.templates)


def _body(chapter: Chapter, printing: Printing) -> str:
    printer = TypstPrinter(chapter.glyphs, chapter.layout)
    in_words = TypstProsePrinter(chapter.glyphs, chapter.layout)
    in_cells = TypstCellPrinter(chapter.glyphs, chapter.layout)

    def sentence(parts: Sentence) -> Typeset:
        return Typeset("".join(_part(part, in_words) for part in with_equations(parts)))

    def cell(parts: Sentence) -> Typeset:
        if not is_formula(parts):
            return sentence(parts)
        text = _part(parts[0], in_cells)
        return Typeset(f"#tall[{text}]" if "display(" in text else text)

    def reason(parts: Sentence) -> Typeset:
        """A sentence; of one that is asked for, a box as wide as there is room for words."""
        if (blank := box_for_words(parts)) is None:
            return sentence(parts)
        return Typeset(f"#wide-blank({_data(blank.label)}, {blank.columns * blank.lines});")

    def formula(part: Mathematics) -> Typeset:
        return Typeset(_display(printer.part(part)))

    def terms(part: Mathematics, sign: str = "") -> Typeset:
        first, *rest = pieces(part, printer)
        spaced = [f" {piece}" for piece in rest]
        return Typeset(_array(_array(map(_display, _atoms(piece))) for piece in (sign + first, *spaced)))

    def picture(drawing: Drawing, most: float = 1.0) -> Typeset:
        """The drawing as large as a page can show it, at most so large, with its words for who can not see it."""
        from matcalc.documents.drawing_svg import svg
        from matcalc.documents.typeset_runs import RunPrinter

        source = svg(drawing, RunPrinter(chapter.glyphs, chapter.layout))
        words = plain(drawing.words, UnicodePrinter(chapter.glyphs, chapter.layout))
        width = f"{drawing.width * min(drawing.scale, most) * POINTS:.2f}pt"
        return Typeset(f'image(bytes({typst_string(source)}), format: "svg", width: {width}, alt: {_data(words)})')

    def small(drawing: Drawing) -> Typeset:
        return picture(drawing, AT_A_STEP)

    return fill(
        "blocks.typ.jinja",
        {"blocks": without_repeats(chapter.blocks, printer)},
        _escaped,
        {
            "sentence": sentence,
            "cell": cell,
            "reason": reason,
            "formula": formula,
            "terms": terms,
            "string": _string,
            "code": _code,
            "picture": picture,
            "small": small,
        },
        folder=printing.templates,
    )


def _escaped(words: str) -> str:
    """Words as markup, of which a very long one may go on in the next line."""
    pieces = re.split(rf"(\S{{{LONGEST_WORD + 1},}})", printable(words))
    return "".join((_broken if place % 2 else typst_words)(piece) for place, piece in enumerate(pieces))


def _broken(word: str) -> str:
    starts = range(0, len(word), BETWEEN_BREAKS)
    return BREAK.join(typst_words(word[start : start + BETWEEN_BREAKS]) for start in starts)


def _string(words: str) -> Typeset:
    return Typeset(typst_string(printable(words)))


def _data(words: str) -> Typeset:
    return Typeset(typst_data(printable(words)))


def _code(code: str) -> Typeset:
    """Lines of code as a string."""
    return Typeset('"' + r"\n".join(typst_string(printable(line))[1:-1] for line in code.split("\n")) + '"')


def _part(part: str | Mathematics | Equation | Code, printer: Printer) -> str:
    match part:
        case str():
            return _escaped(part)
        case Code():
            return BREAK.join(f"#raw({_string(piece)});" for piece in re.findall(r"[^,(]*[,(]?", part.text) if piece)
        case Equation():
            first, *rest = pieces(part.right, printer)
            return _formula(" ".join([printer.part(part.left), "=", first, *rest]))
        case _:
            return _formula(" ".join(pieces(part, printer)))


def _formula(formula: str) -> str:
    """A formula in prose. What is surely short is a box, which needs no measuring."""
    if len(formula) <= SHORT:
        return f"#box(${formula}$);"
    return f"#formula{_array(f'${atom}$' for atom in _atoms(formula))};"


def _display(mathematics: str) -> str:
    return f"$display({mathematics})$"


def _array(items: Iterator[str] | map[str]) -> str:
    return f"({', '.join(items)},)"


def _atoms(formula: str) -> Iterator[str]:
    """The formula in parts between which a line may be broken: before each sign, and after the space of a product."""
    depth = 0
    part = ""
    for symbol in SYMBOL.findall(formula):
        depth += OPENS.get(symbol, 0)
        if depth == 0 and part and (SIGN.fullmatch(symbol) or RELATION.fullmatch(symbol)):
            yield part
            part = ""
        part += symbol if part else _leading(symbol)
        if depth == 0 and symbol == " thin ":
            yield part
            part = ""
    if part:
        yield part


def _leading(symbol: str) -> str:
    """A symbol at the beginning of a part: a sign keeps the space around it, as it would between two operands."""
    if SIGN.fullmatch(symbol):
        return f"med{symbol}med "
    return f"thick{symbol}" if RELATION.fullmatch(symbol) else symbol

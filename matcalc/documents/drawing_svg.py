"""A drawing as SVG: self-contained, for a page of HTML, for Typst and for notebooks.

Colours are attributes, and every group has a class, `matcalc-forward` and so on, by which a page may change them.
Variables of CSS are no way to say colours: the renderer of Typst knows none.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from matcalc.documents.drawing import Arrowhead, Drawing, Ink, Label, Outline, Point, Shape, Stroke
from matcalc.documents.text import plain
from matcalc.documents.typeset_runs import ACCENTS, Face, Run, RunPrinter, typeset
from matcalc.errors import printable
from matcalc.notation.unicode_text import UnicodePrinter

BLUE, VERMILION = "#0072b2", "#c04f00"
INKS = {
    Ink.PLAIN: "currentColor",
    Ink.FORWARD: BLUE,
    Ink.BACKWARD: VERMILION,
    Ink.SUMMED: BLUE,
    Ink.FREE: VERMILION,
}
"""Blue and vermilion after Okabe and Ito, which the colour-blind tell apart; dark enough for small type on white."""

PAPER, LETTERS = "#ffffff", "#1a1a1a"
"""Of a drawing that stands on a ground of its own."""

UPRIGHT = "'New Computer Modern', KaTeX_Main, 'Latin Modern Roman', 'STIX Two Text', Cambria, 'Times New Roman', serif"
SIGNS = "'New Computer Modern Math', KaTeX_Main, 'Latin Modern Math', 'STIX Two Math', 'Cambria Math', math, serif"
ITALIC = "'New Computer Modern', KaTeX_Math, 'Latin Modern Roman', 'STIX Two Text', Cambria, 'Times New Roman', serif"

PRIME = "′"
PRIMES = UPRIGHT.replace("KaTeX_Main, ", "")
"""The prime of KaTeX_Main is made to be a superscript: as a letter it is as tall as the line."""

FACES = {
    Face.UPRIGHT: "",
    Face.ITALIC: f' font-family="{ITALIC}" font-style="italic"',
    Face.SIGN: f' font-family="{SIGNS}"',
    Face.BOLD: ' font-weight="bold"',
    Face.BOLD_ITALIC: f' font-family="{ITALIC}" font-style="italic" font-weight="bold"',
}

LOW_LETTERS = frozenset("acemnopqrsuvwxyzγεηικμνοπρστυφχψωα")
"""Letters without an ascender, over which an accent stands lower."""

BAR, HAT, TILDE = ACCENTS["bar"], ACCENTS["hat"], ACCENTS["tilde"]
DOTS = {ACCENTS["dot"]: 1, ACCENTS["ddot"]: 2}

BASELINE = 0.31
"""How far below the centre of a label its baseline is."""


def svg(drawing: Drawing, printer: RunPrinter, *, on_paper: bool = False) -> str:
    """The drawing in the colours of the text around it; on_paper: on white, for a place whose ground is not known."""
    width, height = _number(drawing.width), _number(drawing.height)
    unicode = UnicodePrinter(printer.glyphs, printer.layout)
    root = f'xmlns="http://www.w3.org/2000/svg" class="matcalc-drawing" role="img" viewBox="0 0 {width} {height}"'
    root += f' width="{width}" height="{height}" style="max-width:100%;height:auto" font-family="{UPRIGHT}" fill="none"'
    lines = [f"<svg {root}{f' color={chr(34)}{LETTERS}{chr(34)}' if on_paper else ''}>"]
    lines.append(f"<title>{escape(plain(drawing.title, unicode))}</title>")
    lines.append(f"<desc>{escape(plain(drawing.words, unicode))}</desc>")
    if on_paper:
        lines.append(f'<rect width="{width}" height="{height}" fill="{PAPER}"/>')
    for ink in Ink:
        lines += _group(drawing, ink, printer)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _group(drawing: Drawing, ink: Ink, printer: RunPrinter) -> list[str]:
    inside = [_stroke(stroke) for stroke in drawing.strokes if stroke.ink is ink]
    inside += [_shape(shape) for shape in drawing.shapes if shape.ink is ink]
    inside += [_head(head) for head in drawing.heads if head.ink is ink]
    for label in drawing.labels:
        if label.ink is ink:
            inside += _label(label, printer)
    if not inside:
        return []
    return [f'<g class="matcalc-{ink.value}" color="{INKS[ink]}" stroke-width="1.1">', *inside, "</g>"]


def _stroke(stroke: Stroke) -> str:
    path = f"M{_point(stroke.start)}"
    for piece in stroke.pieces:
        path += ("L" if len(piece) == 1 else "C") + " ".join(map(_point, piece))
    broken = "1.5 3" if stroke.is_dotted else "5 2.5" if stroke.ink is Ink.BACKWARD else ""
    return f'<path d="{path}" stroke="currentColor"' + (f' stroke-dasharray="{broken}"' if broken else "") + "/>"


def _shape(shape: Shape) -> str:
    if shape.outline in (Outline.DOT, Outline.RING):
        filled = "currentColor" if shape.outline is Outline.DOT else "none"
        middle = f'cx="{_number(shape.x)}" cy="{_number(shape.y)}" r="{_number(shape.width / 2)}"'
        return f'<circle {middle} stroke="currentColor" fill="{filled}"/>'
    left, top = shape.x - shape.width / 2, shape.y - shape.height / 2
    place = f'x="{_number(left)}" y="{_number(top)}" width="{_number(shape.width)}" height="{_number(shape.height)}"'
    corner = {Outline.ROUND: min(shape.width, shape.height) / 2, Outline.SQUARE: 2.0, Outline.BROKEN: 2.0}[
        shape.outline
    ]
    broken = ' stroke-dasharray="3 2.5"' if shape.outline is Outline.BROKEN else ""
    return f'<rect {place} rx="{_number(min(corner, 12.0))}" stroke="currentColor"{broken}/>'


def _head(head: Arrowhead) -> str:
    first, second, third = head.corners
    return f'<path d="M{_point(first)}L{_point(second)}L{_point(third)}Z" fill="currentColor"/>'


def _label(label: Label, printer: RunPrinter) -> list[str]:
    """Each run about its own centre, so that another typeface changes little; accents are drawn, not set."""
    set_ = typeset(label.of, printer)
    left, base = label.x - set_.width * label.size / 2, label.y + BASELINE * label.size
    spans: list[str] = []
    accents: list[str] = []
    for run in set_.runs:
        middle = 0.0 if isinstance(label.of, str) else run.x  # words begin where they should, and end where they do
        x, y, size = left + middle * label.size, base - run.rise * label.size, run.scale * label.size
        place = f'x="{_number(x)}" y="{_number(y)}" font-size="{_number(size)}"'
        face = f' font-family="{PRIMES}"' if run.text.strip(PRIME) == "" else FACES[run.face]
        spans.append(f"<tspan {place}{face}>{escape(printable(run.text))}</tspan>")
        accents += _accents(run, x, y, size)
    anchored = (
        '<text fill="currentColor">' if isinstance(label.of, str) else '<text text-anchor="middle" fill="currentColor">'
    )
    return [f"{anchored}{''.join(spans)}</text>", *accents]


def _accents(run: Run, x: float, y: float, size: float) -> Iterator[str]:
    """Bars, hats, tildes and dots over a run whose centre and baseline these are, the lowest first."""
    is_low = all(letter in LOW_LETTERS for letter in run.text)
    slant = 0.0 if run.face in (Face.UPRIGHT, Face.BOLD, Face.SIGN) else 0.06 if is_low else 0.12
    x, y = x + slant * size, y - (0.6 if is_low else 0.85) * size
    for accent in reversed(run.accents):
        yield _accent(accent, x, y, size, max(run.width * size / run.scale / 2 - 0.06 * size, 0.2 * size))
        y -= 0.24 * size


def _accent(accent: str, x: float, y: float, size: float, half_of_bar: float) -> str:
    if accent in DOTS:
        aside = [-0.12 * size, 0.12 * size] if DOTS[accent] > 1 else [0.0]
        look = f'cy="{_number(y)}" r="{_number(0.055 * size)}" fill="currentColor"'
        return "".join(f'<circle cx="{_number(x + each)}" {look}/>' for each in aside)
    half, rise = half_of_bar if accent == BAR else 0.18 * size, 0.12 * size
    middle = {
        BAR: f"L{_point((x + half, y))}",
        HAT: f"L{_point((x, y - rise))}L{_point((x + half, y))}",
        TILDE: "C"
        + " ".join(map(_point, ((x - half / 3, y - 2 * rise), (x + half / 3, y + rise), (x + half, y - rise)))),
    }[accent]
    return f'<path d="M{_point((x - half, y))}{middle}" stroke="currentColor" stroke-width="{_number(0.07 * size)}"/>'


def _point(point: Point) -> str:
    return f"{_number(point[0])},{_number(point[1])}"


def _number(value: float) -> str:
    """At most two places behind the point, where no difference between machines shows."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")

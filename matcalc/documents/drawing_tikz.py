"""A drawing as a picture for LaTeX with the package tikz."""

from __future__ import annotations

from matcalc.documents.drawing import SMALLEST_SCALE, Arrowhead, Drawing, Ink, Label, Outline, Point, Shape, Stroke
from matcalc.documents.drawing_svg import BASELINE, BLUE, VERMILION
from matcalc.documents.latex_in_one_line import InOneLine
from matcalc.errors import printable
from matcalc.notation.latex import LatexPrinter

UNIT = 0.75
"""Of a drawing, in big points."""

COLOURS = {Ink.PLAIN: "black"} | dict.fromkeys((Ink.FORWARD, Ink.SUMMED), "matcalcblue")
COLOURS |= dict.fromkeys((Ink.BACKWARD, Ink.FREE), "matcalcvermilion")


def tikz(drawing: Drawing, printer: LatexPrinter, most: float = 1.0) -> str:
    """The drawing, at most so large, and smaller where a page has no room for it; it defines its colours by itself."""
    in_one_line = InOneLine(printer.glyphs, printer.layout)
    lines = [
        rf"\begin{{tikzpicture}}[x={UNIT}bp,y=-{UNIT}bp,line width={UNIT * 1.1:.3f}bp]",
        rf"\definecolor{{matcalcblue}}{{HTML}}{{{BLUE[1:].upper()}}}%",
        rf"\definecolor{{matcalcvermilion}}{{HTML}}{{{VERMILION[1:].upper()}}}%",
        *map(_stroke, drawing.strokes),
        *map(_shape, drawing.shapes),
        *map(_head, drawing.heads),
        *(_label(label, in_one_line) for label in drawing.labels),
        r"\end{tikzpicture}",
    ]
    picture = "\n".join(lines)
    scale = min(most, max(drawing.scale, SMALLEST_SCALE))
    return picture if scale == 1 else f"\\scalebox{{{scale:.3f}}}{{%\n{picture}}}"


def _stroke(stroke: Stroke) -> str:
    path = _point(stroke.start)
    for piece in stroke.pieces:
        if len(piece) == 1:
            path += f" -- {_point(piece[0])}"
        else:
            first, second, end = map(_point, piece)
            path += f" .. controls {first} and {second} .. {end}"
    look = COLOURS[stroke.ink]
    if stroke.is_dotted:
        look += ",dash pattern=on 1.1bp off 2.2bp"
    elif stroke.ink is Ink.BACKWARD:
        look += ",dash pattern=on 3.7bp off 1.9bp"
    return rf"\draw[{look}] {path};"


def _shape(shape: Shape) -> str:
    look = COLOURS[shape.ink]
    if shape.outline in (Outline.DOT, Outline.RING):
        command = r"\filldraw" if shape.outline is Outline.DOT else r"\draw"
        return rf"{command}[{look}] {_point((shape.x, shape.y))} circle [radius={UNIT * shape.width / 2:.2f}bp];"
    corner = min(shape.width, shape.height, 24.0) / 2 if shape.outline is Outline.ROUND else 2.0
    look += f",rounded corners={UNIT * corner:.2f}bp"
    if shape.outline is Outline.BROKEN:
        look += ",dash pattern=on 2.2bp off 1.9bp"
    ends = [(shape.x + side * shape.width / 2, shape.y + side * shape.height / 2) for side in (-1, 1)]
    return rf"\draw[{look}] {_point(ends[0])} rectangle {_point(ends[1])};"


def _head(head: Arrowhead) -> str:
    first, second, third = map(_point, head.corners)
    return rf"\fill[{COLOURS[head.ink]}] {first} -- {second} -- {third} -- cycle;"


def _label(label: Label, printer: LatexPrinter) -> str:
    """Words begin where they should; mathematics stands about its centre."""
    is_words = isinstance(label.of, str)
    text = printer.text(printable(label.of)) if isinstance(label.of, str) else f"${printer.part(label.of)}$"
    place = (label.x - (label.width / 2 if is_words else 0.0), label.y + BASELINE * label.size)
    look = f"anchor=base{' west' if is_words else ''},inner sep=0pt,{COLOURS[label.ink]}"
    size = rf"\fontsize{{{UNIT * label.size:.2f}bp}}{{{UNIT * label.size * 1.2:.2f}bp}}\selectfont "
    return rf"\node[{look}] at {_point(place)} {{{size}{text}}};"


def _point(point: Point) -> str:
    return f"({point[0]:.2f},{point[1]:.2f})"

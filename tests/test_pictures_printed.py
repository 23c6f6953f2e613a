"""Drawings as SVG and for LaTeX: whole, harmless whatever names are, and in the type that they are measured in."""

import re
import xml.etree.ElementTree as ElementTree
from functools import cache

import pytest
from documents_derived import HOSTILE, derived
from test_documents_latex import compiled, complaints
from test_html_in_chromium import contrast

from matcalc.api import Derivation, derive
from matcalc.chain import Stage
from matcalc.documents.drawing import Drawing, Ink, Label
from matcalc.documents.drawing_svg import BLUE, VERMILION, svg
from matcalc.documents.drawing_tikz import tikz
from matcalc.documents.typeset_runs import Face, RunPrinter, typeset
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Apply, Cotangent, Power, Symbol, Transpose
from matcalc.forms.shapes import Shape
from matcalc.notation.glyphs import Glyphs, PrintStyle
from matcalc.notation.latex import LatexPrinter

SVG = "{http://www.w3.org/2000/svg}"
HARMLESS = {"svg", "title", "desc", "g", "path", "rect", "circle", "text", "tspan"}

N = Dimension.named("n")
X = Symbol("x", Shape(N, Dimension.number(1)))
W = Symbol("W", Shape(N, N))


def pictures(derivation: Derivation):
    yield derivation.graph()
    yield from (derivation.network(step) for step in derivation.steps if step.stage is Stage.COLLAPSE)


@pytest.mark.parametrize("name", ["dense-layer", "rnn-unrolled", "batch-normalization"])
def test_every_svg_is_whole_and_has_nothing_but_shapes_and_words(name):
    for picture in pictures(derived(name)):
        for text in (picture.svg, picture._repr_svg_()):
            root = ElementTree.fromstring(text)
            assert root.get("role") == "img"
            assert {each.tag for each in root.iter()} <= {SVG + tag for tag in HARMLESS}
            assert [each.tag for each in root[:2]] == [SVG + "title", SVG + "desc"]
            assert all(each.text for each in root[:2])
            assert not [
                key for each in root.iter() for key in each.attrib if key in ("id", "href") or key.startswith("on")
            ]


@pytest.mark.parametrize("colour", [BLUE, VERMILION])
def test_coloured_type_is_read_on_white(colour):
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    assert contrast(f"rgb({red}, {green}, {blue})", "rgb(255, 255, 255)") >= 4.5


def test_a_prime_is_not_in_the_type_that_has_it_at_full_size():
    text = derived("dense-layer").network("z").svg
    primes = re.findall(r"<tspan ([^>]*)>′</tspan>", text)
    assert primes
    assert all("font-family" in prime and "KaTeX_Main" not in prime for prime in primes)


def drawing_of(*labels):
    placed = tuple(Label(of, 100.0, 30.0 * number + 20, 50.0, 14.0) for number, of in enumerate(labels))
    return Drawing(400.0, 200.0, (), (), (), placed, ("Title ", HOSTILE), (HOSTILE,))


@cache
def hostile_printer():
    return Glyphs({"x": PrintStyle(layer="</text><script>&'")}, ["x", "W"])


def test_hostile_words_are_letters_in_svg():
    made = svg(drawing_of(HOSTILE, X), RunPrinter(hostile_printer()))
    root = ElementTree.fromstring(made)
    assert {each.tag for each in root.iter()} <= {SVG + tag for tag in HARMLESS}
    shown = " ".join("".join(text.itertext()) for text in root.iter(SVG + "text"))
    assert r"\input{/etc/passwd}" in shown
    assert "</text><script>&'" in shown
    assert "\N{ESCAPE}" not in made


def test_pictures_compile(tmp_path):
    made = [derived(name).graph().latex for name in ("rnn-unrolled", "batch-normalization")]
    made += [picture.latex for picture in pictures(derived("dense-layer"))]
    made.append(derive("dense-layer", notation={"cotangent": "partial"}).graph().latex)
    made.append(tikz(drawing_of(HOSTILE, X), LatexPrinter(hostile_printer())))
    body = "\n\n".join(made)
    page = rf"""\documentclass[10pt,a4paper]{{article}}
\usepackage[T1]{{fontenc}}\usepackage[utf8]{{inputenc}}\usepackage{{lmodern,amsmath,mathtools,tikz}}
\usepackage[margin=15mm]{{geometry}}
\begin{{document}}\raggedright
{body}
\end{{document}}"""
    assert complaints(compiled(page, tmp_path)) == []


def runs(of, styles=(), names=("x", "W", "x_hat")):
    return typeset(of, RunPrinter(Glyphs(dict(styles), names))).runs


def test_scripts_are_smaller_and_moved():
    base, layer = runs(X, {"x": PrintStyle(layer="k")}.items())[0], runs(X, {"x": PrintStyle(layer="k")}.items())[1:]
    assert (base.text, base.face, base.rise, base.scale) == ("x", Face.BOLD_ITALIC, 0.0, 1.0)
    assert "".join(run.text for run in layer) == "(k)"
    assert all(run.rise > 0 and run.scale < 1 and run.x > base.x for run in layer)


def test_a_minus_in_a_script_is_no_hyphen():
    earlier = Symbol("h_t-1", X.shape)
    styles = {"h_t-1": PrintStyle(symbol="h", layer="t-1")}
    assert "".join(run.text for run in runs(earlier, styles.items(), ("h_t-1",))) == "h(t−1)"


def test_a_subscript_and_a_superscript_begin_at_one_place():
    one = Symbol("x_a", X.shape)
    _, low, *high = runs(one, {"x_a": PrintStyle(layer="t")}.items(), ("x_a",))
    assert low.rise < 0 < high[0].rise
    assert low.x - low.width / 2 == pytest.approx(high[0].x - high[0].width / 2)


def test_accents_are_drawn_over_their_letters_alone():
    hat = Symbol("x_hat", X.shape)
    assert [(run.text, run.accents) for run in runs(Cotangent(hat))] == [("x", "bh")]
    drawn = svg(drawing_of(Cotangent(hat)), RunPrinter(Glyphs({}, ["x_hat"])))
    assert "\u0304" not in drawn.split("</desc>")[1]
    assert drawn.count("<path") == 2


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (Transpose(W), [("W", Face.BOLD_ITALIC), ("T", Face.UPRIGHT)]),
        (Power(X, 2), [("x", Face.BOLD_ITALIC), ("∘", Face.SIGN), ("2", Face.UPRIGHT)]),
        (
            Apply(Function("tanh"), X),
            [("tanh", Face.UPRIGHT), ("(", Face.UPRIGHT), ("x", Face.BOLD_ITALIC), (")", Face.UPRIGHT)],
        ),
        (W.shape, [("n", Face.ITALIC), ("×", Face.UPRIGHT), ("n", Face.ITALIC)]),
    ],
)
def test_letters_are_in_italics_and_words_upright(of, expected):
    assert [(run.text, run.face) for run in runs(of)] == expected


def test_gradients_are_told_apart_without_colour():
    picture = derived("dense-layer").graph()
    root = ElementTree.fromstring(picture.svg)
    broken = {
        group.get("class"): sum(path.get("stroke-dasharray") is not None for path in group)
        for group in root.iter(SVG + "g")
    }
    lines = sum(stroke.ink is Ink.BACKWARD for stroke in picture.drawing.strokes)
    assert broken == {"matcalc-plain": 0, "matcalc-forward": 0, "matcalc-backward": lines}
    assert lines > 0

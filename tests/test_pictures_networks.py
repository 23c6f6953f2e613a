"""Tensor networks: which factors each index joins, counted by hand, and what is drawn of that."""

import pytest
from documents_derived import derived
from drawn import box, faults

from matcalc.api import derive
from matcalc.chain import Stage
from matcalc.documents.drawing import Ink, Outline
from matcalc.documents.network_drawing import network_drawing
from matcalc.documents.tensor_network import tensor_network
from matcalc.documents.typeset_runs import RunPrinter
from matcalc.errors import InputError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.text_in import parse_index

N = Dimension.named("n")
ONE = Dimension.number(1)
ARRAYS = {name: Symbol(name, Shape(N, N)) for name in "ABCD"} | {name: Symbol(name, Shape(N, ONE)) for name in "xyz"}
ARRAYS |= {"s": Symbol("s", SCALAR)}
PRINTER = RunPrinter(Glyphs({}, ARRAYS))

TERMS = [  # the term, the summed indices with the factors that hold them, the free ones
    ("sum j: A[i,j] x[j]", {"j": "Ax"}, {"i": "A"}),
    ("sum i: x[i] A[i,j]", {"i": "Ax"}, {"j": "A"}),
    ("sum i, j: x[i] A[i,j] y[j]", {"i": "Ax", "j": "Ay"}, {}),
    ("sum i: A[i,i]", {"i": "AA"}, {}),
    ("sum i, j: A[i,j] B[i,j]", {"i": "AB", "j": "AB"}, {}),
    ("sum j: A[i,j]", {"j": "A"}, {"i": "A"}),
    ("x[i] y[j]", {}, {"i": "x", "j": "y"}),
    ("x[i] y[i]", {}, {"i": "xy"}),
    ("x[i] y[i] z[i]", {}, {"i": "xyz"}),
    ("A[i,i] x[i]", {}, {"i": "AAx"}),
    ("sum k: A[i,k] B[k,j] x[k]", {"k": "ABx"}, {"i": "A", "j": "B"}),
    ("sum i, j, k: A[i,j] B[j,k] C[k,i]", {"i": "AC", "j": "AB", "k": "BC"}, {}),
    ("sum i, j, k: A[i,j] B[j,k] C[k,i] x[i] y[j] z[k]", {"i": "ACx", "j": "ABy", "k": "BCz"}, {}),
    ("s x[i]", {}, {"i": "x"}),
    ("sum j: A[i,j] B[i,j] C[i,j] x[j]", {"j": "ABCx"}, {"i": "ABC"}),
    ("3 x[i]", {}, {"i": "x"}),
]


def term_of(text):
    (term,) = parse_index(text, ARRAYS).terms
    return term


def held(network, *, summed):
    return {
        wire.index.name: "".join(sorted(network.factors[number].array.name for number in wire.factors))
        for wire in network.wires
        if wire.is_summed is summed
    }


@pytest.mark.parametrize(("text", "summed", "free"), TERMS)
def test_each_index_joins_the_factors_that_hold_it(text, summed, free):
    network = tensor_network(term_of(text))
    assert held(network, summed=True) == summed
    assert held(network, summed=False) == free


def ends_at(drawing, shape):
    """How many ends of lines lie on the rim of a node."""
    left, top, right, bottom = box(shape)
    ends = [point for stroke in drawing.strokes for point in (stroke.start, stroke.points[-1])]
    return sum(
        left - 0.01 <= x <= right + 0.01
        and top - 0.01 <= y <= bottom + 0.01
        and min(x - left, right - x, y - top, bottom - y) < 0.01
        for x, y in ends
    )


@pytest.mark.parametrize(("text", "summed", "free"), TERMS)
def test_as_many_lines_meet_a_factor_as_it_has_places(text, summed, free):
    drawing = network_drawing(parse_index(text, ARRAYS), (), PRINTER)
    nodes = {
        label.of.name: shape
        for label in drawing.labels
        for shape in drawing.shapes
        if isinstance(label.of, Symbol) and (label.x, label.y) == (shape.x, shape.y)
    }
    places = {name: sum(factors.count(name) for factors in (*summed.values(), *free.values())) for name in nodes}
    assert {name: ends_at(drawing, shape) for name, shape in nodes.items()} == places


@pytest.mark.parametrize(("text", "summed", "free"), TERMS)
def test_free_ends_have_rings_and_summed_ones_none(text, summed, free):
    drawing = network_drawing(parse_index(text, ARRAYS), (), PRINTER)
    rings = [shape for shape in drawing.shapes if shape.outline is Outline.RING]
    in_the_legend = bool(free)
    assert len(rings) == len(free) + in_the_legend
    assert all(ring.ink is Ink.FREE for ring in rings)
    letters = {
        ink: sorted(label.of.name for label in drawing.labels if isinstance(label.of, Index) and label.ink is ink)
        for ink in (Ink.SUMMED, Ink.FREE)
    }
    assert letters == {Ink.SUMMED: sorted(summed), Ink.FREE: sorted(free)}


@pytest.mark.parametrize(("text", "summed", "free"), TERMS)
def test_where_more_than_two_ends_meet_there_are_dots(text, summed, free):
    drawing = network_drawing(parse_index(text, ARRAYS), (), PRINTER)
    dots = [shape for shape in drawing.shapes if shape.outline is Outline.DOT]
    ends = [len(factors) for factors in summed.values()] + [len(factors) + 1 for factors in free.values()]
    assert len(dots) == sum(abs(count - 2) for count in ends)


@pytest.mark.parametrize("text", [text for text, _, _ in TERMS])
def test_nothing_lies_on_anything(text):
    assert faults(network_drawing(parse_index(text, ARRAYS), (), PRINTER)) == []


def test_a_free_index_in_no_factor_is_a_wire_of_its_own():
    j = Index("j", N)
    drawing = network_drawing(parse_index("x[i]", ARRAYS), (Index("i", N), j), PRINTER)
    assert faults(drawing) == []
    assert sum(shape.outline is Outline.RING for shape in drawing.shapes) == 3  # i, j and the legend
    assert sum(shape.outline is Outline.DOT for shape in drawing.shapes) == 1  # where j would meet a factor


def test_terms_stand_beside_each_other_with_their_signs():
    drawing = network_drawing(parse_index("sum j: A[i,j] x[j] - 2 y[i]", ARRAYS), (), PRINTER)
    assert [label.of for label in drawing.labels if label.of in ("+", "−")] == ["−"]
    assert faults(drawing) == []


@pytest.mark.parametrize(
    "name",
    [
        "dense-layer",
        "scaled-dot-product-attention",
        "batch-normalization",
        "convolution-2d",
        "rnn-unrolled",
        "lemma-softmax",
        "bilinear-layer",
    ],
)
def test_every_collapse_of_a_problem_is_drawn(name):
    derivation = derived(name)
    steps = [step for step in derivation.steps if step.stage is Stage.COLLAPSE]
    assert steps
    for step in steps:
        assert faults(derivation.network(step).drawing) == []


def test_a_network_of_a_gradient_is_that_of_what_is_collapsed():
    derivation = derived("dense-layer")
    first = next(step for step in derivation.steps if step.stage is Stage.COLLAPSE)
    assert derivation.network("z").svg == derivation.network(first).svg
    with pytest.raises(InputError, match="no gradient at 'q' here; there is one at each of z, a, W, b"):
        derivation.network("q")
    with pytest.raises(InputError, match="the gradient at b has neither a product nor a sum in it"):
        derivation.network("b")


def test_a_network_is_that_of_a_step_in_index_form():
    derivation = derived("dense-layer")
    with pytest.raises(InputError, match=r"such as one of \.steps, not an object of type int"):
        derivation.network(3)
    with pytest.raises(InputError, match="a step of another one"):
        derivation.network(derived("two-layer-network").steps[0])
    routes = derive("dense-layer", route="all")
    with pytest.raises(InputError, match="works on a matrix form, and a network is that of an index form"):
        routes.network(routes.steps[-1])


def test_a_notebook_shows_no_traceback_of_a_name_without_a_gradient():
    with pytest.raises(InputError) as caught:
        derived("dense-layer").network("nope")
    shown = caught.value._render_traceback_()
    assert shown == ["error: there is no gradient at 'nope' here; there is one at each of z, a, W, b"]

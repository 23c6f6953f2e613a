"""Computation graphs: what they show against what the equations say, where it stands, and that it is the same twice."""

import re
import tomllib
from dataclasses import replace

import pytest
from documents_derived import derived
from drawn import faults
from processes import printed_under_every_seed

from matcalc.api import derive, network
from matcalc.documents.computation_graph import Kind, computation_graph, edges_in_words, words_of
from matcalc.documents.drawing import Ink
from matcalc.documents.drawing_svg import svg
from matcalc.documents.figures import graph_of
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.graph_drawing import graph_drawing
from matcalc.documents.typeset_runs import RunPrinter
from matcalc.problems.library import list_problems, load_problem
from matcalc.resources import data_folder

NAME = re.compile(r"[^\W\d]\w*")
LEFT = re.compile(r"\s*(\w+)(?:\[[^\]]*\])?\s*=")


def graph_and_printer(name):
    problem = load_problem(name)
    graph = computation_graph(problem.program, [asked.request.wrt for asked in problem.requests])
    return graph, RunPrinter(glyphs_of(problem, problem.program))


def edges(graph):
    return {(graph.vertices[use.source].symbol.name, graph.vertices[use.target].symbol.name) for use in graph.uses}


def edges_as_typed(name):
    """Which names stand in which equation, from the text of a problem alone; None where arrays have labels."""
    text = (data_folder("derivations") / f"{name}.toml").read_text(encoding="utf-8")
    entry = tomllib.loads(text)
    if "over" in entry or "solve" in text or "solution" in text:
        return None
    equations = []
    for each in entry.get("define", ()):
        left = LEFT.match(each["expr"])
        right = each["expr"][left.end() :] if left else each["expr"]
        equations.append((left[1] if left else each["name"], right))
    known = {*entry.get("shapes", {}), *(name for name, _ in equations)}
    found = {(used, name) for name, right in equations for used in NAME.findall(right) if used in known}
    return found, {name for name, _ in equations}


PLAIN = [name for name in list_problems() if edges_as_typed(name) is not None]


def test_most_of_the_library_is_compared_with_its_text():
    assert len(PLAIN) > 0.6 * len(list_problems())


@pytest.mark.parametrize("name", PLAIN)
def test_the_edges_are_the_uses_in_the_text(name):
    expected, defined = edges_as_typed(name)
    graph, _ = graph_and_printer(name)
    assert {edge for edge in edges(graph) if edge[1] in defined} == expected


@pytest.mark.parametrize(
    "name", ["dense-layer", "two-layer-network", "lstm-cell", "batch-normalization", "scaled-dot-product-attention"]
)
def test_gradients_flow_back_where_the_engine_went(name):
    derivation = derived(name)
    consumers = {
        (gradient.of.name, consumer.name)
        for gradient in derivation.differentiation.gradients
        for consumer in gradient.consumers
    }
    given = {(symbol.name, derivation.problem.program.output.name) for symbol in derivation.problem.program.given}
    graph = graph_of(derivation.derived)
    back = {
        (graph.vertices[use.source].symbol.name, graph.vertices[use.target].symbol.name)
        for use in graph.uses
        if use.flows_back
    }
    assert back == consumers | given


def test_nothing_flows_back_to_what_is_not_asked_for():
    problem = derive("softmax(X @ a)", wrt="X", shapes="X: m×n, a: n")
    graph = graph_of(problem.derived)
    assert [graph.vertices[use.source].symbol.name for use in graph.uses if not use.flows_back] == ["a"]


FAMILIES = [
    (
        "rnn-unrolled",
        {
            *(("x[t]", "a[t]"), ("W", "a[t]"), ("U", "a[t]"), ("b", "a[t]"), ("h[t-1]", "a[t]"), ("a[t]", "h[t]")),
            *(("h[t]", "a[t+1]"), ("V", "o[t]"), ("c", "o[t]"), ("h[t]", "o[t]"), ("o[t]", "q[t]")),
            *(("y[t]", "L"), ("q[t]", "L")),
        },
        {("h[t-1]", "a[t]"), ("h[t]", "a[t+1]")},
    ),
    (
        "deep-network",
        {
            *(("W[k]", "z[k]"), ("b[k]", "z[k]"), ("a[k-1]", "z[k]"), ("z[k]", "a[k]"), ("a[k]", "z[k+1]")),
            *(("a[k]", "a[L]"), ("a[L]", "E")),
        },
        {("a[k-1]", "z[k]"), ("a[k]", "z[k+1]"), ("a[k]", "a[L]")},
    ),
]


@pytest.mark.parametrize(("name", "expected", "between"), FAMILIES)
def test_a_family_is_drawn_at_one_step_with_its_neighbours(name, expected, between):
    graph, _ = graph_and_printer(name)
    assert edges(graph) == expected
    dotted = {
        (graph.vertices[use.source].symbol.name, graph.vertices[use.target].symbol.name)
        for use in graph.uses
        if use.is_between
    }
    assert dotted == between
    assert "h[0]" not in {vertex.symbol.name for vertex in graph.vertices}


@pytest.mark.parametrize("name", list_problems())
def test_nothing_lies_on_anything_and_a_page_has_room(name):
    drawing = graph_drawing(*graph_and_printer(name))
    assert faults(drawing) == []
    assert drawing.fits_a_page


def test_the_test_of_places_objects():
    drawing = graph_drawing(*graph_and_printer("dense-layer"))
    first, second, *others = drawing.shapes
    moved = replace(drawing, shapes=(first, replace(second, x=first.x + 5, y=first.y + 5), *others))
    assert any("nodes" in fault for fault in faults(moved))
    through = replace(drawing, strokes=(replace(drawing.strokes[0], start=(0, 0), pieces=(((360, 120),),)),))
    assert any("line" in fault for fault in faults(through))
    labels = replace(drawing, labels=tuple(replace(label, x=100, y=40) for label in drawing.labels))
    assert any("labels" in fault for fault in faults(labels))


def test_a_vertex_has_its_shape_and_its_gradient_beside_it():
    graph, printer = graph_and_printer("dense-layer")
    labels = {}
    for label in graph_drawing(graph, printer).labels:
        labels.setdefault(label.ink, []).append(label.of if isinstance(label.of, str) else printer.part(label.of))
    assert len(labels[Ink.FORWARD]) == len(labels[Ink.BACKWARD]) == 5  # W, a, b, z, a_next; nothing leaves E
    assert sorted(labels[Ink.FORWARD]) == ["m", "m", "m", "m × n", "n"]


def test_a_long_graph_stands_in_columns_that_begin_with_what_they_read():
    graph, printer = graph_and_printer("transformer-block")
    drawing = graph_drawing(graph, printer)
    names = [label.of.name for label in drawing.labels if hasattr(label.of, "name") and label.size == 14]
    repeated = {name for name in names if names.count(name) > 1}
    assert {vertex.symbol.name for vertex in graph.vertices} == set(names)
    assert repeated == {"Y", "epsilon"}


@pytest.mark.parametrize(("layers", "fits"), [(8, True), (60, False)])
def test_a_graph_that_is_too_long_for_a_page_says_so(layers, fits):
    problem = network(layers)
    graph = computation_graph(problem.program, [asked.request.wrt for asked in problem.requests])
    drawing = graph_drawing(graph, RunPrinter(glyphs_of(problem, problem.program)))
    assert drawing.fits_a_page is fits


def test_the_words_say_what_is_computed_from_what():
    graph, printer = graph_and_printer("dense-layer")
    said = "".join(
        part if isinstance(part, str) else printer.glyphs.symbol(part.name).base
        for part in words_of(graph)
        if isinstance(part, str) or hasattr(part, "name")
    )
    assert said == (
        "Given: W (), a (), b (). z () is computed from W, a and b. a () is computed from z. E () is computed from a. "
        "The gradient at W comes from z. The gradient at a comes from z. The gradient at b comes from z. "
        "The gradient at z comes from a. The gradient at a comes from E."
    )


def test_every_edge_is_a_line_of_the_text():
    graph, _ = graph_and_printer("lstm-cell")
    assert len(edges_in_words(graph)) == len(graph.uses) == 33
    assert sum(vertex.kind is Kind.GIVEN for vertex in graph.vertices) == 15


DRAW = """
from matcalc.documents.computation_graph import computation_graph
from matcalc.documents.drawing_svg import svg
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.graph_drawing import graph_drawing
from matcalc.documents.typeset_runs import RunPrinter
from matcalc.problems.library import load_problem
problem = load_problem("lstm-cell")
printer = RunPrinter(glyphs_of(problem, problem.program))
graph = computation_graph(problem.program, [asked.request.wrt for asked in problem.requests])
print(svg(graph_drawing(graph, printer), printer))
"""


def test_the_same_graph_gives_the_same_bytes():
    graph, printer = graph_and_printer("lstm-cell")
    assert svg(graph_drawing(graph, printer), printer) + "\n" == printed_under_every_seed(DRAW)

"""The pictures that a derivation offers."""

from __future__ import annotations

from matcalc.api.arguments import kind
from matcalc.api.picture import Picture
from matcalc.chain import Stage, Step
from matcalc.documents.computation_graph import edges_in_words
from matcalc.documents.derived import Derived
from matcalc.documents.figures import graph_of, network_of_gradient, network_of_step
from matcalc.documents.graph_drawing import graph_drawing
from matcalc.documents.typeset_runs import RunPrinter
from matcalc.errors import InputError, printable
from matcalc.forms.layout import Layout
from matcalc.notation.glyphs import Glyphs


def picture_of_graph(derived: Derived, glyphs: Glyphs, layout: Layout) -> Picture:
    """The computation graph."""
    graph, printer = graph_of(derived), RunPrinter(glyphs, layout)
    return Picture(graph_drawing(graph, printer), printer, edges_in_words(graph))


def picture_of_gradient(derived: Derived, name: str, glyphs: Glyphs, layout: Layout) -> Picture:
    """The tensor network of what is collapsed to the gradient at an array."""
    found = {gradient.of.name: gradient for gradient in derived.differentiation.gradients if gradient.chain is not None}
    if name not in found:
        there = f"there is one at each of {', '.join(found)}" if found else "this derivation has none in index form"
        raise InputError(f"there is no gradient at {printable(name)!r} here; {there}")
    printer = RunPrinter(glyphs, layout)
    drawing = network_of_gradient(found[name], printer)
    if drawing is None:
        raise InputError(f"the gradient at {name} has neither a product nor a sum in it, so it is no network")
    return Picture(drawing, printer, (drawing.words,))


def picture_of_step(derived: Derived, step: object, glyphs: Glyphs, layout: Layout) -> Picture:
    """The tensor network of the term that a step works on."""
    if not isinstance(step, Step):
        raise InputError(f"network takes a name or a step of this derivation, such as one of .steps, not {kind(step)}")
    chain = next((chain for chain, own in derived.steps if step == own), None)
    if chain is None:
        raise InputError("network takes a step of this derivation, one of .steps, and this is a step of another one")
    printer = RunPrinter(glyphs, layout)
    drawing = network_of_step(chain, step, printer)
    if drawing is None:
        known = [number for number, (_, one) in enumerate(derived.steps) if one.stage is Stage.COLLAPSE]
        where = f"; steps[{known[0]}] collapses one" if known else ""
        raise InputError(
            f"the step {step.rule!r} works on a matrix form, and a network is that of an index form{where}"
        )
    return Picture(drawing, printer, (drawing.words,))

"""The figures of a derivation: its computation graph, and the tensor networks of a gradient and of a step."""

from __future__ import annotations

from matcalc.chain import Chain, Stage, Step
from matcalc.documents.chains import worked_on
from matcalc.documents.computation_graph import ComputationGraph, computation_graph
from matcalc.documents.derived import Derived
from matcalc.documents.drawing import Drawing
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.graph_drawing import graph_drawing
from matcalc.documents.network_drawing import network_drawing
from matcalc.documents.page import Block, Figure, Paragraph, Sentence
from matcalc.documents.presentation import Presentation
from matcalc.documents.tensor_network import is_joined
from matcalc.documents.typeset_runs import RunPrinter
from matcalc.engine.differentiation import VariableGradient
from matcalc.forms.index_form import IndexSum


def graph_of(derived: Derived) -> ComputationGraph:
    """The computation graph of the equations of a document, differentiated by all that was asked for.

    An array that solves an equation is computed from the residual that it makes 0; how that depends on the array is
    derived beside the equations, and is no part of them.
    """
    has_residuals = bool(derived.differentiation.residuals)
    program = derived.problem.program if has_residuals else derived.program
    return computation_graph(program, [asked.request.wrt for asked in derived.problem.requests])


def graph_figure(derived: Derived, presentation: Presentation) -> Block:
    """The computation graph of a document, or that a page has no room for it."""
    graph = graph_of(derived)
    printer = RunPrinter(glyphs_of(derived.problem, *derived.programs, notation=presentation.notation))
    what = "gradients" if graph.output.shape.is_scalar else "derivatives"
    words: Sentence = ("The computation graph: values go along the arrows, ", what, " of ", graph.output)
    drawing = graph_drawing(graph, printer)
    if drawing.fits_a_page:
        return Figure(drawing, (*words, " against them."), "d.graph()")
    return Paragraph((*words, " against them. It is too large for a page, and is left out."))


def network_of_gradient(gradient: VariableGradient, printer: RunPrinter) -> Drawing | None:
    """What is collapsed to a gradient, else the gradient itself; None where neither a product nor a sum is in it."""
    chain = gradient.chain
    expression = None if chain is None else _collapsed(chain)
    if chain is None or expression is None or not is_joined(expression):
        return None
    return network_drawing(expression, chain.free, printer)


def network_of_step(chain: Chain, step: Step, printer: RunPrinter) -> Drawing | None:
    """The term that a step of a chain works on, or all where it works on all; None where there is no index form."""
    if not isinstance(step.before, IndexSum):
        return None
    return network_drawing(worked_on(step.before, step), chain.free, printer)


def _collapsed(chain: Chain) -> IndexSum | None:
    """What the first collapse begins with; where there is none, what the chain ends with."""
    first = next((step.before for step in chain.steps if step.stage is Stage.COLLAPSE), chain.end)
    return first if isinstance(first, IndexSum) else None

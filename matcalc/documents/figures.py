"""The figures of a derivation: its computation graph, and the tensor networks of what is collapsed."""

from __future__ import annotations

from matcalc.chain import Chain, Step
from matcalc.documents.computation_graph import ComputationGraph, computation_graph
from matcalc.documents.derived import Derived
from matcalc.documents.drawing import Drawing
from matcalc.documents.graph_drawing import graph_drawing
from matcalc.documents.network_drawing import network_drawing
from matcalc.documents.typeset_runs import RunPrinter
from matcalc.forms.index_form import IndexSum


def graph_of(derived: Derived) -> ComputationGraph:
    """The computation graph of the equations of a document, differentiated by all that was asked for.

    An array that solves an equation is computed from the residual that it makes 0; how that depends on the array is
    derived beside the equations, and is no part of them.
    """
    has_residuals = bool(derived.differentiation.residuals)
    program = derived.problem.program if has_residuals else derived.program
    return computation_graph(program, [asked.request.wrt for asked in derived.problem.requests])


def graph_figure(derived: Derived, printer: RunPrinter) -> Drawing:
    """The computation graph of a document."""
    return graph_drawing(graph_of(derived), printer)


def network_of_step(chain: Chain, step: Step, printer: RunPrinter) -> Drawing | None:
    """The term that a step of a chain works on, or all where it works on all; None where there is no index form."""
    if not isinstance(step.before, IndexSum):
        return None
    terms = step.before.terms
    expression = IndexSum((terms[step.at[0]],)) if step.at else step.before
    return network_drawing(expression, chain.free, printer)

"""A derivative in the input language."""

from __future__ import annotations

from matcalc.engine.differentiation import VariableGradient
from matcalc.engine.temporaries import first_free, names_in
from matcalc.forms.index_form import IndexSum, all_indices
from matcalc.forms.program import Program
from matcalc.notation.text_out import equation_text, input_text


def result_text(gradient: VariableGradient, program: Program) -> str:
    """The value of a derivative; an index form as an equation for J, or J1, … where the program has that name."""
    value = gradient.value
    if not isinstance(value, IndexSum):
        return input_text(value)
    taken = names_in(program) | {index.name for index in (*gradient.free, *all_indices(value))}
    return equation_text(first_free("J", taken), gradient.free, value)

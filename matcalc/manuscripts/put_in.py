"""Steps after a result: gradients in it that the equations of the document give are put in."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from matcalc.api.derivation import Derivation
from matcalc.chain import Gradient
from matcalc.documents.page import Equation
from matcalc.forms.matrix_form import Cotangent, Node
from matcalc.forms.traversal import replaced, walk
from matcalc.manuscripts.steps import Row


def with_gradients_put_in(result: Node, derivation: Derivation, kept: Collection[str]) -> Iterator[Row]:
    """A row for each gradient in a result that was derived itself. kept: the names of those that stay.

    It ends, as what a gradient is read from comes later in the program.
    """
    differentiation = derivation.differentiation
    output = differentiation.program.output
    for gradient in reversed(differentiation.gradients):
        value, short = gradient.value, Cotangent(gradient.of, output.shape)
        if gradient.chain is None or gradient.of.name in kept or not isinstance(value, Node) or value is short:
            continue
        if short in walk(result):
            result = replaced(result, {short: value})
            yield Row(None, result, ("with ", Equation(Gradient(gradient.of, output), value)))

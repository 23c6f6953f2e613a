"""Right sides in another layout than derivations are in: how the entries that are derived stand in them."""

from __future__ import annotations

from collections.abc import Collection

from matcalc.api.derivation import Derivation
from matcalc.chain import Gradient
from matcalc.checking.claims.results import Asked, transposed
from matcalc.documents.page import Sentence
from matcalc.engine.differentiation import VariableGradient
from matcalc.errors import InputError
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.manuscripts.steps import Row

MOST = 2
"""Indices of an entry of a matrix."""


def laid_out(layouts: Collection[Layout], gradient: VariableGradient) -> Sentence:
    """What is said beside a right side that is right in these layouts only. Raises InputError where it is no matrix."""
    if gradient.chain is None or not 0 < len(gradient.free) <= MOST:
        raise InputError(f"the derivative by {gradient.of.name} is derived in one layout, and claimed in another one")
    layout = Layout.DENOMINATOR if Layout.DENOMINATOR in layouts else Layout.NUMERATOR
    start = gradient.chain.start
    if len(gradient.free) == 1:
        return (f"in {layout.value} layout this is a row: ", start, " stands in column ", gradient.free[0])
    first, second = gradient.free
    return (f"in {layout.value} layout ", start, " stands in row ", second, " and column ", first)


def result_laid_out(derivation: Derivation, by: Symbol, reason: Sentence) -> Row:
    """The result with rows and columns changed over, all gradients on the way written out.

    Raises InputError where it is no matrix.
    """
    problem, output = derivation.problem, derivation.differentiation.program.output
    *_, value = Asked(problem.program, (by,), problem.choices.facts).written_out(by)
    if not isinstance(value, Node):
        raise InputError(f"the derivative by {by.name} is no matrix, which could be laid out as the text announces")
    return Row(Gradient(by, output), transposed(value), reason)

"""Why a change is needed, in one clause: of a derivative by the rules of calculus, of an equality by algebra alone."""

from __future__ import annotations

from collections import Counter

from matcalc.forms.differentials import Jacobian
from matcalc.forms.matrix_form import Cotangent, Node, Scale, Symbol, Transpose
from matcalc.forms.program import Program, arrays_of
from matcalc.forms.vectorized import Kron, Unvec
from matcalc.judging.changes import Change
from matcalc.judging.mends import Mend
from matcalc.judging.written import Written

BY_AN_ENTRY = frozenset((Mend.TRANSPOSE_DROPPED, Mend.TRANSPOSE_ADDED, Mend.RESULT_TURNED))
BY_ORDER = frozenset((Mend.ORDER_SWAPPED, Mend.OUTER_TURNED))
BY_SUMS = frozenset((Mend.ENTRYWISE_FOR_PRODUCT, Mend.PRODUCT_FOR_ENTRYWISE, Mend.SUM_FORGOTTEN, Mend.SUM_ADDED))

ALWAYS = {
    **dict.fromkeys(BY_AN_ENTRY, "an entry written with indices shows it: rows and columns have changed places"),
    **dict.fromkeys(BY_ORDER, "matrix products do not commute"),
    **dict.fromkeys(BY_SUMS, "⊙ sums over nothing, a matrix product over its inner index"),
    Mend.DERIVATIVE_FOR_FUNCTION: "the value of the function is needed here, not its slope",
}
"""What is true of derivatives and of equalities alike."""

OF_DERIVATIVES = {
    Mend.FUNCTION_FOR_DERIVATIVE: "the chain rule multiplies by the slope of a function, not by its value",
    Mend.DERIVATIVE_FORGOTTEN: "the chain rule has a factor for every function on the way",
    Mend.UPSTREAM_FORGOTTEN: "the chain rule begins with the gradient from above",
}

OF_EQUALITIES = {
    Mend.FUNCTION_FOR_DERIVATIVE: "the slope of the function is needed here, not its value",
    Mend.TERM_FORGOTTEN: "without it the two sides differ",
}

PRODUCT_RULE = "by the product rule a derivative is a sum over all the places where the variable stands"
TWICE = "by the product rule each factor is differentiated in its turn, and the variable stands in two of them"
SYMMETRIC = "a sum of a matrix and its transpose is symmetric, and one of them alone need not be"


def reason_for(change: Change, wanted: Node, said: Written, program: Program) -> str:
    """Why a change is needed, without a full stop; empty where no more is to be said than what is needed.

    wanted: what the left side is; of a derivative ∂z/∂a of a program that says so. said: what was changed.
    """
    derivative = _derivative(wanted)
    if change.mend is Mend.TWIN_FORGOTTEN:
        by = None if derivative is None else _variable(derivative)
        return TWICE if by is not None and _times_used(by, program) > 1 else SYMMETRIC
    if isinstance(change.before.like, Kron):
        return "Kronecker products do not commute"
    if change.mend in ALWAYS:
        return ALWAYS[change.mend]
    if derivative is None:
        return OF_EQUALITIES.get(change.mend, "")
    if change.mend is Mend.TERM_FORGOTTEN:
        return PRODUCT_RULE if change.before is _sum_of(said) else ""
    return OF_DERIVATIVES.get(change.mend, "")


def _derivative(wanted: Node) -> Cotangent | Jacobian | None:
    """The derivative that a left side is, however it is laid out; None where it is something else."""
    while isinstance(wanted, Transpose | Unvec):
        wanted = wanted.arg
    return wanted if isinstance(wanted, Cotangent | Jacobian) else None


def _variable(derivative: Cotangent | Jacobian) -> Node:
    return derivative.of if isinstance(derivative, Cotangent) else derivative.by


def _sum_of(said: Written) -> Written:
    """What was said without a number before it: terms that are added to it are terms of the whole."""
    return said.parts[0] if isinstance(said.like, Scale) else said


def _times_used(variable: Node, program: Program) -> int:
    """In how many places an array stands when all equations are put into the last."""
    count: Counter[Node] = Counter({variable: 1})
    for definition in program.definitions:
        if definition.symbol is not variable:
            leaves = [
                part.like
                for array in arrays_of(definition.body)
                for _, part in Written.of(array).walk()
                if isinstance(part.like, Symbol)
            ]
            count[definition.symbol] = sum(count[leaf] for leaf in leaves)
    return count[program.output]

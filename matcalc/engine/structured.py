"""Gradients by a variable that is declared symmetric or diagonal, where only its distinct entries are variables."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Chain
from matcalc.engine.differentiation import VariableGradient
from matcalc.engine.order import FACTS
from matcalc.engine.simplification import rewrite
from matcalc.forms.facts import Facts, Property
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Add, Eye, Hadamard, Node, Scale, Symbol, Transpose
from matcalc.forms.shapes import Shape
from matcalc.rules import simplify_numbers, simplify_sums
from matcalc.rules.registry import Scope

RULES = (*FACTS, simplify_sums.collect_like_terms, simplify_numbers.numbers_to_front)
"""No more than these: written with G as it is, the form shows where it comes from."""


def by_distinct_entries(gradient: VariableGradient, output: Shape, facts: Facts) -> Chain | None:
    """G + Gᵀ − G ⊙ I, where G is the gradient with all entries independent; G ⊙ I for a diagonal variable.

    X_ij and X_ji are one variable, so their contributions add; the diagonal is counted once (Petersen & Pedersen 2012,
    (138)). Of a diagonal variable only the diagonal can change. None where the variable is not declared symmetric, the
    output is no scalar, or G has no matrix form.
    """
    value = gradient.value
    if not output.is_scalar or not is_declared_symmetric(gradient.of, facts) or not isinstance(value, Node):
        return None
    scope = Scope(IndexSupply.over((), ()), facts=facts)
    return rewrite(Chain((), in_distinct_entries(value, gradient.of, facts), ()), RULES, scope)


def in_distinct_entries(gradient: Node, of: Symbol, facts: Facts) -> Node:
    """How the gradient by the distinct entries of a symmetric or diagonal variable is made of the gradient by all."""
    diagonal = Hadamard((gradient, Eye(of.shape.rows)))
    if is_declared_diagonal(of, facts):
        return diagonal
    turned = gradient.arg if isinstance(gradient, Transpose) else Transpose(gradient)
    return Add((gradient, turned, Scale(Fraction(-1), diagonal)))


def is_declared_diagonal(symbol: Symbol, facts: Facts) -> bool:
    return Property.DIAGONAL in facts.of(symbol)


def is_declared_symmetric(symbol: Symbol, facts: Facts) -> bool:
    """Whether an array is declared symmetric, or what implies it."""
    return symbol.shape.is_matrix and Property.SYMMETRIC in facts.of(symbol)

"""Gradients by a variable that is declared symmetric, where only its distinct entries are taken as variables."""

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
from matcalc.rules import simplify_sums, simplify_transposes
from matcalc.rules.registry import Scope

RULES = (*FACTS, simplify_transposes.transpose_parts, simplify_sums.collect_like_terms)
"""No more than these: written with G as it is, the form shows where it comes from."""


def by_distinct_entries(gradient: VariableGradient, output: Shape, facts: Facts) -> Chain | None:
    """G + Gᵀ − G ⊙ I, where G is the gradient with all entries independent; 2 G − G ⊙ I where G is symmetric.

    X_ij and X_ji are one variable, so their contributions add; the diagonal is counted once (Petersen & Pedersen 2012,
    (138)). None where the variable is not declared symmetric, the output is no scalar, or G has no matrix form.
    """
    value = gradient.value
    if not output.is_scalar or not is_declared_symmetric(gradient.of, facts) or not isinstance(value, Node):
        return None
    both = Add((value, Transpose(value), Scale(Fraction(-1), Hadamard((value, Eye(gradient.of.shape.rows))))))
    scope = Scope(IndexSupply.over((), ()), facts=facts)
    return rewrite(Chain((), both, ()), RULES, scope)


def is_declared_symmetric(symbol: Symbol, facts: Facts) -> bool:
    """Whether an array is declared symmetric, or what implies it."""
    return symbol.shape.is_matrix and Property.SYMMETRIC in facts.of(symbol)

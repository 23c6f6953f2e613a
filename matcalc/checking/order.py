"""No gradient may be given by itself, be it at once or through others that use it."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.chain import Chain, Expression
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.errors import VerificationError
from matcalc.forms.index_form import Entry, IndexSum, Partial
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import Program
from matcalc.forms.traversal import walk


def require_order(differentiation: Differentiation, original: Program) -> None:
    """Each gradient uses only cotangents that are given or derived before it, in its value and in every step.

    Raises VerificationError where one uses another, and where a value still has a derivative in it: every step of such
    a derivation may hold, and still it says nothing.
    """
    known = set(original.given)
    for gradient in differentiation.gradients:
        name = gradient.of.name
        for used in _cotangents_in(gradient):
            if used is gradient.of and used not in known:
                raise VerificationError(f"the gradient at {name} is given by itself")
            if used not in known:
                raise VerificationError(
                    f"the gradient at {name} uses the one at {used.name}, which is neither given nor derived before it"
                )
        for end in ends_of(gradient):
            if isinstance(end, IndexSum) and any(isinstance(f, Partial) for term in end.terms for f in term.factors):
                raise VerificationError(f"the gradient at {name} is given by a derivative")
        known.add(gradient.of)


def ends_of(gradient: VariableGradient) -> tuple[Expression, ...]:
    """The value, and what its chain ends with where that is another expression."""
    if gradient.chain is None or gradient.chain.end is gradient.value:
        return (gradient.value,)
    return (gradient.value, gradient.chain.end)


def _cotangents_in(gradient: VariableGradient) -> Iterator[Symbol]:
    seen: set[int] = set()  # terms are shared between steps: each is looked at once, as is each array
    walked: set[Node] = set()
    for expression in (gradient.value, *(_sides(gradient.chain) if gradient.chain else ())):
        for node in _nodes(expression, seen):
            for part in walk(node, walked):
                walked.add(part)
                if isinstance(part, Cotangent):
                    yield part.of


def _sides(chain: Chain) -> Iterator[Expression]:
    yield chain.start
    for step in chain.steps:
        for inner in step.substeps:
            yield from _sides(inner)
        yield step.after


def _nodes(expression: Expression, seen: set[int]) -> Iterator[Node]:
    if isinstance(expression, Node):
        yield expression
        return
    for term in expression.terms:
        if id(term) not in seen:
            seen.add(id(term))
            for factor in term.factors:
                if isinstance(factor, Entry):
                    yield factor.array
                elif isinstance(factor, Partial):
                    yield from _nodes(factor.of, seen)

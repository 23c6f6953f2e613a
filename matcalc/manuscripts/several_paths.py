"""Steps along several paths, where ∂y/∂x of one equation could be taken for the derivative through all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from matcalc.api.derivation import Derivation
from matcalc.chain import Chain, listed
from matcalc.documents.page import Mathematics, Sentence
from matcalc.engine.differentiation import VariableGradient
from matcalc.engine.local import INSERT
from matcalc.forms.index_form import Entry, IndexSum, Partial
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Program
from matcalc.manuscripts.reasons import joined, of_local
from matcalc.manuscripts.steps import CHAIN_RULE, Row

ALL_ADD = ": all contributions add"


def leading_on(gradient: VariableGradient, program: Program) -> frozenset[Symbol]:
    """The arrays whose equations read the variable, and also what depends on it: ∂y/∂x of them could mean two things,
    by the equation of y alone, or with all that moves with x.
    """
    read_by = frozenset(gradient.consumers)
    behind: set[Symbol] = set()
    for one in program.definitions:
        if any(used in read_by or used in behind for used in one.uses):
            behind.add(one.symbol)
    return read_by & behind


def along_several_paths(
    rows: Sequence[Row], gradient: VariableGradient, derivation: Derivation, leading: frozenset[Symbol]
) -> tuple[Row, ...]:
    """The rows from the first on that has no derivative of one array by another. Its reason names the paths, and the
    local derivatives that mean one thing. leading: the arrays of which that is not so.
    """
    start = next((row.left for row in rows if row.left is not None), None)
    rest = tuple(row for row in rows if not row.depth and not _has_partial(row.right))
    if not rest:
        return ()
    assert gradient.chain is not None
    reason = joined([_paths(gradient, derivation, leading), *_local_derivatives(gradient.chain, leading)])
    return (replace(rest[0], left=rest[0].left or start, reason=reason), *rest[1:])


def _paths(gradient: VariableGradient, derivation: Derivation, leading: frozenset[Symbol]) -> Sentence:
    """chain rule: E sees x through z, and directly in h: all contributions add."""
    program = derivation.differentiation.program
    bodies = {one.body: one.symbol for one in program.definitions if isinstance(one.body, Node)}
    through = listed([one for one in gradient.consumers if one not in leading])
    directly = listed([bodies.get(one, one) for one in gradient.consumers if one in leading])
    between = (" through ", *through, ", and") if through else ()
    return (CHAIN_RULE, program.output, " sees ", gradient.of, *between, " directly in ", *directly, ALL_ADD)


def _local_derivatives(chain: Chain, leading: frozenset[Symbol]) -> Iterator[Sentence]:
    substeps = next((step.substeps for step in chain.steps if step.rule == INSERT), ())
    if clear := [one for one in substeps if _differentiated(one) not in leading]:
        yield of_local(clear)


def _differentiated(chain: Chain) -> Node | None:
    """The array of whose entry a chain derives a local derivative."""
    factor = chain.start.single if isinstance(chain.start, IndexSum) else None
    inner = factor.of.single if isinstance(factor, Partial) else None
    return inner.array if isinstance(inner, Entry) else None


def _has_partial(right: Mathematics) -> bool:
    return isinstance(right, IndexSum) and any(
        isinstance(factor, Partial) and not _is_of_a_scalar(factor) for term in right.terms for factor in term.factors
    )


def _is_of_a_scalar(partial: Partial) -> bool:
    of = partial.of.single
    return isinstance(of, Entry) and not of.places

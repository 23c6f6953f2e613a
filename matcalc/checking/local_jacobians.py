"""Local Jacobians of a table of layouts: every step replayed, and that what is transposed is what was derived."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.checking.comparing import Comparing, Show, at_points
from matcalc.checking.points import POINTS
from matcalc.checking.verification import Verification
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.local_jacobians import LocalJacobian
from matcalc.errors import VerificationError
from matcalc.forms.differentials import Jacobian
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import Entry, IndexSum, Partial
from matcalc.forms.matrix_form import Transpose
from matcalc.forms.program import Program


def verify_local_jacobians(
    found: Sequence[LocalJacobian],
    differentiation: Differentiation,
    original: Program,
    *,
    show: Show,
    facts: Facts = NONE,
) -> Verification:
    """Check every step at random points; each chain starts from a derivative found by numbers. Raises
    VerificationError for one that starts elsewhere, or does not hold.
    """
    for one in found:
        _require_start(one)
    program = differentiation.program

    def compare(comparing: Comparing) -> Verification:
        chains = [chain for one in found for chain in (one.chain, one.turned) if chain is not None]
        steps = tuple(check for chain in chains for check in comparing.steps(chain))
        return Verification(steps, (), POINTS, comparing.sizes.chosen, comparing.seed)

    return at_points(program, original, compare, show=show, facts=facts, held=differentiation.held)


def _require_start(one: LocalJacobian) -> None:
    if one.chain.start != Jacobian(one.of, one.by) and not _is_entry(one):
        raise VerificationError(f"what is compared is not the derivative of {one.of.name} by {one.by.name}")
    if one.turned is not None and (one.matrix is None or one.turned.start != Transpose(one.matrix)):
        raise VerificationError(f"what is laid out is not the derivative of {one.of.name} by {one.by.name}")


def _is_entry(one: LocalJacobian) -> bool:
    partial = one.chain.start.single if isinstance(one.chain.start, IndexSum) else None
    entry = partial.of.single if isinstance(partial, Partial) else None
    if not isinstance(partial, Partial) or not isinstance(entry, Entry):
        return False
    places = (*entry.places, *partial.by.places)
    return entry.array is one.of and partial.by.array is one.by and places == one.free

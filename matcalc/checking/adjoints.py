"""Local maps and their adjoints: that each pair goes together, with numbers."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.checking.comparing import Comparing, Show, at_points
from matcalc.engine.matrix_route import MatrixRoute
from matcalc.forms.differentials import Inner
from matcalc.forms.facts import NONE, Facts


def verify_adjoints(
    pairings: Sequence[tuple[Inner, Inner]], route: MatrixRoute, *, show: Show, facts: Facts = NONE
) -> None:
    """Check ⟨L dx, ȳ⟩ = ⟨dx, L* ȳ⟩ at random points, dx in a random direction, for pairs read off a route.

    Raises VerificationError for two sides that differ.
    """
    program = route.program

    def compare(comparing: Comparing) -> None:
        for before, after in pairings:
            comparing.where = "that a local map has its adjoint"
            comparing.sides(before, after, (), declared=True)

    held = frozenset(program.inputs) - {program.output, *(gradient.of for gradient in route.gradients)}
    arrays = [side for pairing in pairings for side in pairing]
    at_points(program, program, compare, show=show, facts=facts, held=held, varied=route.varied, arrays=arrays)

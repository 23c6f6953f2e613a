"""Points of two sizes: what holds at both holds for no one length alone, as 2 x = n x does where n is 2."""

from __future__ import annotations

from collections.abc import Callable, Collection

from matcalc.checking.comparing import Comparing, Show, at_points
from matcalc.checking.seeds import USUAL_SEED
from matcalc.checking.sizes import choose_sizes
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program

MOST_SEEDS = 60


def at_two_sizes(
    program: Program,
    original: Program,
    holds: Callable[[Comparing], bool],
    *,
    show: Show,
    facts: Facts,
    held: Collection[Symbol],
) -> bool:
    """Whether something holds at points of two sizes. The arguments, and what is raised, are those of `at_points`."""
    return all(
        at_points(program, original, holds, seed=seed, show=show, facts=facts, held=held)
        for seed in seeds_of_sizes(program, original)
    )


def seeds_of_sizes(program: Program, original: Program) -> tuple[int, ...]:
    """Two seeds that give every dimension another size; those that give most of them one where there are none."""
    usual = choose_sizes(program, USUAL_SEED, original)

    def alike(seed: int) -> int:
        return usual.shared_with(choose_sizes(program, seed, original))

    further = range(USUAL_SEED + 1, USUAL_SEED + MOST_SEEDS)
    other = next((seed for seed in further if not alike(seed)), None)
    return (USUAL_SEED, min(further, key=alike) if other is None else other)

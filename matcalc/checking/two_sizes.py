"""Points of two sizes: what holds at both holds for no one length alone, as 2 x = n x does where n is 2."""

from __future__ import annotations

from matcalc.checking.seeds import USUAL_SEED
from matcalc.checking.sizes import choose_sizes
from matcalc.forms.program import Program

MOST_SEEDS = 60


def seeds_of_sizes(program: Program, original: Program) -> tuple[int, ...]:
    """Two seeds that give every dimension another size; those that give most of them one where there are none."""
    usual = dict(choose_sizes(program, USUAL_SEED, original).chosen)

    def alike(seed: int) -> int:
        return sum(usual[name] == size for name, size in choose_sizes(program, seed, original).chosen)

    further = range(USUAL_SEED + 1, USUAL_SEED + MOST_SEEDS)
    other = next((seed for seed in further if not alike(seed)), None)
    return (USUAL_SEED, min(further, key=alike) if other is None else other)

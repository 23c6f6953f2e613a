"""Points of two sizes and more: what holds at all holds for no one length alone, as 2 x = n x does where n is 2."""

from __future__ import annotations

from collections.abc import Collection

from matcalc.chain import Expression
from matcalc.checking.numbers_of_lengths import degree_in_lengths
from matcalc.checking.seeds import FARTHER_SEEDS, USUAL_SEED
from matcalc.checking.sizes import MOST_NUMBERS, Choice, Sizes, most_numbers, shapes_within
from matcalc.forms.matrix_form import Node
from matcalc.forms.program import Program

MOST_SEEDS = 60


def seeds_of_sizes(
    program: Program, original: Program, sides: Collection[Expression] = (), choice: Choice | None = None
) -> tuple[int, ...]:
    """Seeds that give every dimension another size; those that give most of them one where there are none.

    Two of them; where lengths are numbers in the program or in one of the sides, as in n² x = (5n − 6) x, so many that
    no such equation holds at all sizes and is wrong, as far as arrays do not become too large. choice: what the sizes
    of the program are chosen from, where that is known.
    """
    choice = choice or Choice(program, original)
    chosen = [(USUAL_SEED, choice.sizes(USUAL_SEED))]
    _add_other(chosen, range(USUAL_SEED + 1, USUAL_SEED + MOST_SEEDS), choice)
    arrays = shapes_within(side for side in sides if isinstance(side, Node))
    for _ in range(degree_in_lengths(program, original, sides)):
        _add_other(chosen, range(FARTHER_SEEDS, FARTHER_SEEDS + MOST_SEEDS), choice)
        if most_numbers(program, chosen[-1][1], arrays) > MOST_NUMBERS:
            chosen.pop()
            break
    return tuple(seed for seed, _ in chosen)


def _add_other(chosen: list[tuple[int, Sizes]], seeds: range, choice: Choice) -> None:
    """Add a seed whose sizes are none of those chosen; one with the fewest of them where there is none."""
    taken = {seed for seed, _ in chosen}
    least, best = None, None
    for seed in (one for one in seeds if one not in taken):
        sizes = choice.sizes(seed)
        alike = sum(one.shared_with(sizes) for _, one in chosen)
        if least is None or alike < least:
            least, best = alike, (seed, sizes)
        if not alike:
            break
    assert best is not None
    chosen.append(best)

"""worksheet(): problems and expressions as sheets to hand out, with keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matcalc.api.arguments import names_of, texts_of
from matcalc.engine.limits import Limits
from matcalc.worksheets.asking import HintPlace
from matcalc.worksheets.handed_out import Worksheets
from matcalc.worksheets.making import sheets_of
from matcalc.worksheets.ordered import Given, Ordered, asking_of, head_of


def worksheet(
    *problems: Given,
    wrt: Sequence[str] | str | None = None,
    shapes: Any = None,
    lets: Sequence[str] | str | None = None,
    assume: Sequence[str] | str | None = None,
    blank: str = "steps",
    level: int = 2,
    hints: str = "none",
    style: str = "boxes",
    ask: str = "blanks",
    variants: int | None = None,
    seed: int = 0,
    title: str | None = None,
    course: str = "",
    name: bool = True,
    limits: Limits | None = None,
) -> Worksheets:
    """Make a sheet of exercises: derivations some of whose lines are asked instead of told.

    problems: as in derive(), an exercise each; with wrt also expressions, and shapes, lets and assume with them. blank:
    "steps" for right sides, "reasons", "results", "operators", "shapes", or "mixed", which takes turns. level: from 1,
    one blank in each chain, to 5, where only the equations are told. hints: "footnotes" or "appendix". style: "marks"
    for ??? instead of boxes. ask: "choice" for answers to choose from instead of blanks. variants: so many sheets that
    look different and are equal in kind; each is derived and checked. The same seed gives the same sheets. name:
    whether there is a line for it.

    Raises InputError where the input is wrong, and where there is nothing of the kind to ask for.
    """
    asking = asking_of(blank=blank, level=level, hints=hints, style=style, ask=ask, seed=seed)
    options = (("shapes", shapes), ("lets", lets), ("assume", assume), ("limits", limits))
    given = tuple((key, value) for key, value in options if value is not None)
    orders = [Ordered(problem, names_of(wrt, "wrt"), asking, given) for problem in problems]
    texts_of(lets, "lets", '["z = W @ a + b"]')
    return sheets_of(orders, variants, head_of(title, course, name), hints_at_end=asking.hints is HintPlace.APPENDIX)

"""Parts of a page that most pages do not have: what makes them is imported where they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matcalc.documents.derived import Derived, Route
from matcalc.documents.page import Block, Sentence
from matcalc.documents.presentation import Presentation


def shown_routes(routes: Sequence[Route], presentation: Presentation, level: int = 1) -> Iterable[Block]:
    """The routes without indices. level: of their headings."""
    if not routes:
        return ()
    from matcalc.documents.routes import route_blocks

    return route_blocks(routes, presentation, level)


def solutions(derived: Derived, presentation: Presentation) -> Iterable[Block]:
    """The conditions that are solved."""
    if not derived.solutions:
        return ()
    from matcalc.documents.solved import solved_blocks

    return solved_blocks(derived, presentation.detail)


def checked_solutions(derived: Derived) -> Iterable[Sentence]:
    """What was checked of them."""
    if not derived.solutions:
        return ()
    from matcalc.documents import solved

    return solved.checked_solutions(derived)


def solution_rows(derived: Derived) -> Iterable[tuple[Sentence, Sentence, Sentence]]:
    """The solutions as a table of results has them."""
    if not derived.solutions:
        return ()
    from matcalc.documents.solved import solution_rows as rows

    return rows(derived)


def reasons(derived: Derived, presentation: Presentation) -> Iterable[Block]:
    """Why these operators, where the page closes with that."""
    if not presentation.gives_reasons:
        return ()
    from matcalc.documents.why import why_blocks

    return why_blocks(derived)

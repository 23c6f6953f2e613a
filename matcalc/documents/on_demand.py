"""Parts of a page that most pages do not have: what makes them is imported where they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matcalc.documents.derived import Derived, Route
from matcalc.documents.page import Block
from matcalc.documents.presentation import Presentation


def shown_routes(routes: Sequence[Route], presentation: Presentation, level: int = 1) -> Iterable[Block]:
    """The routes without indices. level: of their headings."""
    if not routes:
        return ()
    from matcalc.documents.routes import route_blocks

    return route_blocks(routes, presentation, level)


def reasons(derived: Derived, presentation: Presentation) -> Iterable[Block]:
    """Why these operators, where the page closes with that."""
    if not presentation.gives_reasons:
        return ()
    from matcalc.documents.why import why_blocks

    return why_blocks(derived)

"""Parts of a page that most pages do not have: what makes them is imported where they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matcalc.chain import Chain, Step
from matcalc.documents.derived import Derived, Route, Second
from matcalc.documents.page import Block, Notice, Sentence
from matcalc.documents.presentation import Presentation
from matcalc.forms.index_form import IndexSum
from matcalc.forms.indices import Index
from matcalc.notation.glyphs import Glyphs


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


def graph(derived: Derived, presentation: Presentation) -> Iterable[Block]:
    """The computation graph, where there are to be figures."""
    if not presentation.figures:
        return ()
    from matcalc.documents.figures import graph_figure

    return (graph_figure(derived, presentation),)


def with_networks(
    blocks: tuple[Block, ...], steps: Iterable[tuple[Chain, Step]], presentation: Presentation, glyphs: Glyphs
) -> tuple[tuple[Block, ...], tuple[Sentence, ...]]:
    """The blocks with tensor networks in their chains, where there are to be figures, and what explains those."""
    if not presentation.figures:
        return blocks, ()
    from matcalc.documents.step_figures import with_networks as drawn

    return drawn(blocks, steps, glyphs, presentation.layout)


def notices(derived: Derived, glyphs: Glyphs) -> Iterable[Notice]:
    """The conventions that clash."""
    if not derived.clashes:
        return ()
    from matcalc.documents import clashes

    return clashes.notices(derived.clashes, derived.problem.program.output, glyphs)


def second_blocks(
    derived: Derived, second: Second, number: int, presentation: Presentation, glyphs: Glyphs
) -> Iterable[Block]:
    """A second derivative."""
    from matcalc.documents import second as page

    return page.second_blocks(derived, second, number, presentation, glyphs)


def second_heading(second: Second) -> Sentence:
    """What it is called."""
    from matcalc.documents import second as page

    return page.second_heading(second)


def side_by_side(derived: Derived) -> Iterable[Block]:
    """The table of all layouts."""
    if derived.comparison is None:
        return ()
    from matcalc.documents import side_by_side as page

    return page.side_by_side(derived, derived.comparison)


def named_sums(expression: IndexSum, *, defines_layer: bool = False) -> Iterable[Sentence]:
    """What the sums of an index form are called, correlations and convolutions. defines_layer: also by libraries."""
    from matcalc.documents.correlations import correlations, layers

    return layers(expression) if defines_layer else correlations(expression)


def einsum_of(expression: IndexSum, free: Sequence[Index]) -> str | None:
    """An index form in code."""
    from matcalc.documents.einsum import einsum_text

    return einsum_text(expression, free)

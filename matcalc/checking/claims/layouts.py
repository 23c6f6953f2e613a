"""Derivatives written as matrices: each is right in some layout, and one text needs one layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcalc.chain import Prose
from matcalc.checking.claims.clash import Clash, ClashName, Result, Side
from matcalc.checking.claims.results import Asked, transposed
from matcalc.checking.claims.saying import left_side, said
from matcalc.checking.claims.statement import DerivativeOf, Statement
from matcalc.checking.claims.witness import entry_by_entry
from matcalc.errors import InvariantError
from matcalc.forms.indices import Index
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node

PREFERRED = (Layout.NUMERATOR, Layout.DENOMINATOR, Layout.GRADIENT)
"""Of the layouts in which a line is right, the first is named."""

WORDS = {
    Layout.NUMERATOR: "numerator layout, where rows follow the output and columns the variable",
    Layout.DENOMINATOR: "denominator layout, where rows follow the variable and columns the output",
    Layout.GRADIENT: "the layout of this page, where the derivative of a scalar has the shape of the variable",
}


@dataclass(frozen=True, slots=True)
class Oriented:
    """A derivative that holds as a matrix, and the layouts in which it does."""

    statement: Statement
    layouts: frozenset[Layout]

    @property
    def named(self) -> Layout:
        """The layout by which it is called."""
        return next(layout for layout in PREFERRED if layout in self.layouts)


def layout_clashes(oriented: Sequence[Oriented], asked: Asked) -> Iterator[Clash]:
    """A clash for each line that is not right in the layout that it names.

    And for each that names none and is right in no layout of a line before it that names none either, and that clashes
    with none itself.
    """
    silent: list[Oriented] = []
    for line in oriented:
        declared = line.statement.layout
        if declared is not None and declared not in line.layouts:
            yield _clash(Oriented(line.statement, frozenset((declared,))), line, asked)
        elif declared is None:
            earlier = next((one for one in silent if one.layouts.isdisjoint(line.layouts)), None)
            if earlier is not None:
                yield _clash(earlier, line, asked)
            else:
                silent.append(line)


def _clash(earlier: Oriented, later: Oriented, asked: Asked) -> Clash:
    """Two lines, or one line that is not in the layout that it names; `earlier` has that layout then."""
    is_alone = earlier.statement is later.statement
    index, numbers = _index(later.statement, later.named, asked)
    line = later.statement.as_declared
    assert line is not None
    stated = said(later.statement.subject, line.body, asked.output)
    shows: Prose = (*stated, " is right in ", WORDS[later.named], *numbers)
    if is_alone:
        shows = (*shows, f"; the line says that it is in {earlier.named.value} layout")
    else:
        first = earlier.statement.as_declared
        assert first is not None
        other = said(earlier.statement.subject, first.body, asked.output)
        shows = (*shows, "; ", *other, " before it is right in ", WORDS[earlier.named])
    statements = [later.statement] if is_alone else [earlier.statement, later.statement]
    sides = tuple(_side(layout, statements, asked) for layout in (earlier.named, later.named))
    against = "" if is_alone else earlier.statement.place
    return Clash(ClashName.TWO_LAYOUTS, later.statement, index, shows, sides, against)


def _side(layout: Layout, statements: Sequence[Statement], asked: Asked) -> Side:
    results = tuple(result for one in statements if (result := _in_layout(one, layout, asked)) is not None)
    order = "output × variable" if layout is Layout.NUMERATOR else "variable × output"
    repair: Prose = (f"write every derivative as {order}",)
    return Side((f"in {layout.value} layout",), repair, tuple(dict.fromkeys(results)))


def _in_layout(statement: Statement, layout: Layout, asked: Asked) -> Result | None:
    subject = statement.subject
    assert isinstance(subject, DerivativeOf)
    follows = asked.follows(subject)
    if not isinstance(follows, Node):
        return None
    value = transposed(follows) if layout.turns(subject.of.shape) else follows
    return Result(left_side(subject, asked.output), value)


def _index(statement: Statement, layout: Layout, asked: Asked) -> tuple[Index | None, Prose]:
    """The index of the output (of the variable, where the output is a scalar), and what it numbers there."""
    subject = statement.subject
    if not isinstance(subject, DerivativeOf):
        raise InvariantError("only a derivative has a layout")
    form = entry_by_entry(asked.follows(subject), (), asked.names)
    if not form.places:
        return None, ()
    is_row = not layout.turns(subject.of.shape)
    whose = subject.by if subject.of.shape.is_scalar else subject.of
    return form.places[0], (
        ": the index ",
        form.places[0],
        " of ",
        whose,
        f" numbers its {'rows' if is_row else 'columns'}",
    )

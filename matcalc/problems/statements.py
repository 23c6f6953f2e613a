"""[[state]] and `also`: what a problem states a second time, read in every way in which it could be meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product

from matcalc.checking.claims.joining import joined_in
from matcalc.checking.claims.statement import (
    DerivativeOf,
    EquationOf,
    GradientAt,
    Reading,
    ShapeOf,
    Stated,
    Statement,
    Subject,
    Way,
)
from matcalc.checking.claims.turning import changed_over, in_problem, nodes_in, one_less
from matcalc.errors import InputError
from matcalc.forms.indices import Index
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import ScalarFunction, Symbol
from matcalc.forms.program import Program
from matcalc.notation.names import GRADIENT_PREFIX
from matcalc.notation.operations import SCALAR_FUNCTION
from matcalc.notation.statements_in import (
    Orientation,
    StatedSubject,
    has_derivative,
    parse_statement,
    stated_subject,
    words_of,
)
from matcalc.problems.equations import Again
from matcalc.problems.shapes import declared_shapes
from matcalc.problems.tables import Table, nearest, shown

KEYS = ("formula", "shape", "layout", "text")

LONGEST = 2_000
"""Characters of a statement: it is read in several ways."""

MOST_TURNED = 4
"""Of so many arrays every choice of those that are turned is tried; of more, each by itself, and all at once."""

MOST_STATEMENTS = 1_000


def read_statements(top: Table, program: Program, again: Sequence[Again]) -> Stated | None:
    """What the file states besides its equations, in its order: `also` of each [[define]], then each [[state]]; None
    where there is nothing.

    Raises InputError, which begins with the place, for what can not be read in any way.
    """
    symbols = {symbol.name: symbol for symbol in program.symbols}
    tables = top.tables("state")
    if len(tables) + len(again) > MOST_STATEMENTS:
        raise top.error(f"{len(tables) + len(again):,} things are stated; at most {MOST_STATEMENTS:,} are read")
    found = [_formula(one.text, "", None, one.table, "also", symbols, program) for one in again]
    for table in tables:
        table.require(KEYS, ())
        if ("formula" in table.values) is ("shape" in table.values):
            raise table.error('a statement has a `formula`, such as "grad_a = W.T @ grad_z", or a `shape`, "W: m×n"')
        if "shape" in table.values:
            found += _shapes(table, symbols)
        else:
            text, layout = table.text("formula"), _layout(table)
            found.append(_formula(text, table.text("text"), layout, table, "formula", symbols, program))
    return Stated(program, tuple(found)) if found else None


def _shapes(table: Table, symbols: Mapping[str, Symbol]) -> Iterator[Statement]:
    text = table.text("shape")
    if "layout" in table.values:
        raise table.error("a shape has no layout: leave it out")
    try:
        shapes = declared_shapes(text)
    except InputError as error:
        raise table.error(f"shape: {error}") from error
    if not shapes:
        raise table.error("shape is empty: write a name and a shape, such as W: m×n")
    for name, shape in shapes.items():
        if name not in symbols:
            raise table.error(f"shape: there is no array called {shown(name)}{nearest(name, tuple(symbols))}")
        yield Statement(_place(table), text, table.text("text"), ShapeOf(symbols[name], shape), ())


def _layout(table: Table) -> Layout | None:
    word = table.optional_text("layout")
    names = tuple(layout.value for layout in Layout)
    if word is not None and word not in names:
        raise table.error(f"layout: there is no layout {shown(word)}{nearest(word, names)}")
    return None if word is None else Layout(word)


def _formula(
    text: str,
    words: str,
    layout: Layout | None,
    table: Table,
    key: str,
    symbols: Mapping[str, Symbol],
    program: Program,
) -> Statement:
    if len(text) > LONGEST:
        raise table.error(f"{key} has {len(text):,} characters; a statement has at most {LONGEST:,}")
    try:
        found = stated_as(text, _place(table), words, layout, program, symbols)
    except InputError as error:
        raise table.error(f"{key}: {error}") from error
    return replace(found, fault=f"{table.place}: {key}: {found.fault}") if found.fault else found


def stated_as(
    text: str,
    place: str,
    words: str,
    layout: Layout | None,
    program: Program,
    symbols: Mapping[str, Symbol],
    *,
    oriented: bool = False,
) -> Statement:
    """What a text states of the equations of a program, in every way in which it can be read.

    symbols: of the program, by name. oriented: whether D(z, a) may stand inside matrix expressions, in any layout.
    Raises InputError for what can not be read in any way.
    """
    stated = stated_subject(text)
    subject = subject_of(stated, symbols, program)
    if layout is not None and (not isinstance(subject, DerivativeOf) or stated.places is not None):
        raise InputError("a layout is that of a derivative in matrix form, D(z, a) = …: leave it out")
    right = text[stated.right :]
    layouts: tuple[Layout | None, ...] = tuple(Layout) if oriented and has_derivative(right) else (None,)
    readings, fault = _readings(right, stated, subject, symbols, program, layouts)
    return Statement(place, text, words, subject, readings, layout, fault)


def _place(table: Table) -> str:
    """The name of a table without that of its file."""
    return table.place[table.place.index("[[") :]


def subject_of(stated: StatedSubject, symbols: Mapping[str, Symbol], program: Program) -> Subject:
    """What a left side is about. Raises InputError where nothing can be stated of it."""
    for name in filter(None, (stated.name, stated.by)):
        if name not in symbols:
            known = tuple(symbols)
            raise InputError(f"there is no array called {shown(name)}{nearest(name, known)}")
    of = symbols[stated.name]
    if stated.by is not None:
        by = symbols[stated.by]
        if of in program.inputs:
            raise InputError(f"{of.name} is an input, which has no derivative by {by.name}")
        if of is by:
            raise InputError(f"{of.name} is differentiated by itself")
        order = list(program.symbols)
        if order.index(by) > order.index(of):
            raise InputError(f"{by.name} is defined after {of.name}, which does not depend on it")
        return DerivativeOf(of, by)
    if stated.is_gradient:
        if not program.output.shape.is_scalar:
            message = f"{program.output.name} has the shape {program.output.shape} and no gradient"
            raise InputError(f"{message}: state D({program.output.name}, {of.name}) = …")
        if of is program.output:
            raise InputError(f"{of.name} is what is differentiated: its gradient at itself is 1")
        if of in program.given:
            raise InputError(f"the gradient at {of.name} is given: nothing can be stated of it")
        return GradientAt(of)
    if of in program.inputs:
        raise InputError(f"{of.name} is an input: nothing defines it, so nothing can be stated of it but its shape")
    if of in (d.symbol for d in program.definitions if isinstance(d.body, ScalarFunction)):
        raise InputError(
            f"{of.name} is any function of its arrays: state its gradients, such as {GRADIENT_PREFIX}z = …"
        )
    return EquationOf(of)


def _readings(
    right: str,
    stated: StatedSubject,
    subject: Subject,
    symbols: Mapping[str, Symbol],
    program: Program,
    layouts: Sequence[Layout | None],
) -> tuple[tuple[Reading, ...], str]:
    """Every way to read a statement, and why it can not be read as it stands; raises that where there is no way.

    right: its right side. layouts: those in which the derivatives in it may be written.
    """
    readings: list[Reading] = []
    first: InputError | None = None
    for way, layout in product(_ways(right, stated, subject, program), layouts):
        changed = symbols_read(symbols, way)
        try:
            free = _free(stated, subject, changed)
            orientation = None if layout is None else Orientation(layout, changed[program.output.name])
            body = parse_statement(right, changed, free, program.output.shape, orientation)
            reading = Reading(body, way, layout)
            if any(isinstance(part, ScalarFunction) for part in nodes_in(reading)):
                raise InputError(f"{SCALAR_FUNCTION}(…) is any function: it can not stand on a right side")
            in_problem(reading)  # what can not be written in the arrays of the problem is no reading
            readings.append(reading)
        except InputError as error:
            first = first or error
    if not readings:
        assert first is not None
        raise first
    return tuple(readings), "" if readings[0].way.is_as_declared else str(first)


def symbols_read(symbols: Mapping[str, Symbol], way: Way) -> dict[str, Symbol]:
    """The arrays by name, of the shapes that they have where they are read so."""
    changed = dict(symbols)
    changed.update((one.name, changed_over(one)) for one in way.turned)
    changed.update((one.name, Symbol(one.name, one_less(one.shape) or one.shape)) for one in way.cut)
    if way.joined is not None:
        changed[way.joined.read.name] = way.joined.read
    return changed


def turned_ways(arrays: Sequence[Symbol]) -> Iterator[Way]:
    """As declared, then with rows and columns of some arrays changed over, few before many."""
    yield Way()
    if len(arrays) <= MOST_TURNED:
        for count in range(1, len(arrays) + 1):
            yield from (Way(chosen) for chosen in combinations(arrays, count))
    else:
        yield from (Way((one,)) for one in arrays)
        yield Way(tuple(one for one in arrays if not one.shape.is_matrix))
        yield Way(tuple(arrays))


def _ways(right: str, stated: StatedSubject, subject: Subject, program: Program) -> Iterator[Way]:
    """How the arrays may be read: as they are, turned (few before many), without a row or column, with one more."""
    said = words_of(right)
    own = {subject.of.name} if isinstance(subject, EquationOf | GradientAt) else set()
    mentioned = [one for one in program.symbols if one.name in said | own and one.shape.axes]
    yield from turned_ways([one for one in mentioned if one.shape.is_matrix or stated.places is None])
    cut = [one for one in mentioned if one_less(one.shape) is not None]
    yield from (Way(cut=(one,), at_start=at_start) for one in cut for at_start in (False, True))
    if isinstance(subject, EquationOf):
        yield from (Way(joined=one) for one in joined_in(subject.of, mentioned, said, program))


def _free(stated: StatedSubject, subject: Subject, symbols: Mapping[str, Symbol]) -> tuple[Index, ...] | None:
    """The indices of the left side, which run along the axes of what it names. Raises InputError for a wrong number."""
    if stated.places is None:
        return None
    arrays = [symbols[subject.of.name]]
    if isinstance(subject, DerivativeOf):
        arrays.append(symbols[subject.by.name])
    axes = [length for array in arrays for length in array.shape.axes]
    if len(axes) != len(stated.places):
        names = " and ".join(array.name for array in arrays)
        have = "has" if len(arrays) == 1 else "have"
        raise InputError(f"on the left side stand {len(stated.places)} letters, and {names} {have} {len(axes)} axes")
    return tuple(Index(letter, length) for letter, length in zip(stated.places, axes, strict=True))

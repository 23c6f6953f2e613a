"""Statements of rows beside equations of columns, and of columns beside equations of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.chain import Derivative, Expression, Gradient, Prose
from matcalc.checking.claims.clash import Clash, ClashName, Result, Side
from matcalc.checking.claims.orientation import as_stated
from matcalc.checking.claims.results import Asked, transposed
from matcalc.checking.claims.saying import joined, said
from matcalc.checking.claims.statement import EquationOf, Reading, Statement
from matcalc.checking.claims.turned_program import holds_in, program_with_turned
from matcalc.checking.claims.turning import changed_over, nodes_in
from matcalc.checking.claims.witness import entry_by_entry
from matcalc.forms.matrix_form import Node, Symbol


def row_clash(statement: Statement, reading: Reading, asked: Asked, *, is_transpose: bool) -> Clash:
    """The clash of a statement that holds where vectors stand the other way: in rows for columns, or the reverse.

    is_transpose: whether the statement as it stands is the transpose of what it should be.
    """
    follows = asked.follows(statement.subject)
    free = entry_by_entry(follows, (), asked.names).places
    index = free[0] if free else None
    vectors = [array for array in reading.turned if not array.shape.is_matrix]
    lines = "columns" if _stands(vectors) == "row" else "rows"
    numbered = () if index is None or not _stands(vectors) else (", so that the index ", index, f" numbers {lines}")
    meant = joined([(_meant(array, statement, reading, asked),) for array in vectors])
    shows = (
        *said(statement.subject, reading.body, asked.output),
        *(" holds where ", *meant, *_are(vectors, is_turned=True), *numbered),
        *("; in the equations ", *joined([(array,) for array in vectors]), *_are(vectors, is_turned=False)),
        ", and a gradient has the shape of its variable",
    )
    near = asked.of_concern([*statement.symbols])
    as_is = Side(
        (*_as(vectors, is_turned=False), "as in the equations"),
        ("write ", *said(statement.subject, follows, asked.output)),
        asked.results(near),
    )
    other = _turned_side(statement, reading, vectors, asked, is_transpose=is_transpose)
    return Clash(ClashName.ROW_AND_COLUMN, statement, index, shows, (as_is, *other))


def _stands(vectors: Sequence[Symbol]) -> str:
    """How these vectors are to stand in the statement: as rows or as columns; empty where some stand so, some so."""
    ways = {"column" if array.shape.is_row else "row" for array in vectors}
    return ways.pop() if len(ways) == 1 else ""


def _are(vectors: Sequence[Symbol], *, is_turned: bool) -> Prose:
    word = _stands([array if is_turned else changed_over(array) for array in vectors])
    many = len(vectors) > 1
    if not word:
        return (" stand the other way",) if is_turned else (" stand as declared",)
    return (f" are {word}s" if many else f" is a {word}",)


def _as(vectors: Sequence[Symbol], *, is_turned: bool) -> Prose:
    word = _stands([array if is_turned else changed_over(array) for array in vectors])
    return (f"as {word}s, ",) if word else ()


def _meant(array: Symbol, statement: Statement, reading: Reading, asked: Asked) -> Expression | Gradient:
    """The array itself where the statement speaks of it; its gradient where it speaks of that alone."""
    own = isinstance(statement.subject, EquationOf) and statement.subject.of is array
    return array if own or changed_over(array) in set(nodes_in(reading)) else Gradient(array, asked.output)


def _turned_side(
    statement: Statement, reading: Reading, vectors: Sequence[Symbol], asked: Asked, *, is_transpose: bool
) -> Iterator[Side]:
    """The way out of the statement: other equations in which it holds, or gradients of the other orientation."""
    if isinstance(statement.subject, EquationOf):
        yield from as_stated(statement, reading, asked)
        return
    near = asked.of_concern([*statement.symbols])
    words: Prose = (*_as(vectors, is_turned=True), "as stated")
    every = [one for one in asked.program.symbols if one.shape.is_vector or one.shape.is_row]
    other = program_with_turned(asked.program, every, list(asked.program.symbols))
    if holds_in(other, statement, reading, asked):
        yield Side(words, ("transpose every vector and every gradient of the page",), asked.results(near, other))
    elif is_transpose and (results := _gradients_turned(asked.results(near), asked)):
        yield Side(words, ("transpose every gradient by a vector",), results)


def _gradients_turned(results: tuple[Result, ...], asked: Asked) -> tuple[Result, ...]:
    """The gradients by vectors the other way, ∂E/∂a; what stands on their right sides is as in the equations."""
    return tuple(
        Result(Derivative(one.left.of, asked.output), transposed(one.right))
        for one in results
        if isinstance(one.left, Gradient)
        and isinstance(one.right, Node)
        and (one.right.shape.is_vector or one.right.shape.is_row)
    )

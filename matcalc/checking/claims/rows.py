"""Statements of rows beside equations of columns."""

from __future__ import annotations

from matcalc.chain import Derivative, Gradient
from matcalc.checking.claims.clash import Clash, ClashName, Result, Side
from matcalc.checking.claims.results import Asked, transposed
from matcalc.checking.claims.saying import arrays_listed, said
from matcalc.checking.claims.statement import Reading, Statement
from matcalc.checking.claims.witness import entry_by_entry
from matcalc.forms.matrix_form import Node


def row_clash(statement: Statement, reading: Reading, asked: Asked) -> Clash:
    """The clash of a statement that holds where vectors stand in rows."""
    follows = asked.follows(statement.subject)
    free = entry_by_entry(follows, (), asked.names).places
    index = free[0] if free else None
    rows = [array for array in reading.turned if not array.shape.is_matrix]
    numbered = () if index is None else (", so that the index ", index, " numbers columns")
    shows = (
        *said(statement.subject, reading.body, asked.output),
        *(" holds where what belongs to ", *arrays_listed(rows), " is a row", *numbered),
        "; in the equations every vector is a column, and a gradient has the shape of its variable",
    )
    columns = asked.results(asked.of_concern([*statement.symbols]))
    in_columns = Side(
        ("as columns, as in the equations",), ("write ", *said(statement.subject, follows, asked.output)), columns
    )
    in_rows = Side(
        ("as rows, as stated",), ("transpose every vector and every gradient of the page",), _as_rows(columns, asked)
    )
    return Clash(ClashName.ROW_AND_COLUMN, statement, index, shows, (in_columns, in_rows))


def _as_rows(columns: tuple[Result, ...], asked: Asked) -> tuple[Result, ...]:
    """The gradients by vectors as rows, ∂E/∂a; in what stands on their right sides, vectors are columns still."""
    return tuple(
        Result(Derivative(one.left.of, asked.output), transposed(one.right))
        for one in columns
        if isinstance(one.left, Gradient) and isinstance(one.right, Node) and one.right.shape.is_vector
    )

"""Statements that hold in no reading and by no known convention."""

from __future__ import annotations

from matcalc.chain import Prose
from matcalc.checking.claims.clash import Clash, ClashName, Result, Side
from matcalc.checking.claims.results import Asked, with_equation
from matcalc.checking.claims.saying import joined, said
from matcalc.checking.claims.statement import EquationOf, GradientAt, Reading, Statement
from matcalc.checking.claims.turning import nodes_in
from matcalc.forms.differentials import Jacobian
from matcalc.forms.index_form import Partial
from matcalc.forms.matrix_form import Cotangent, Node
from matcalc.forms.program import IndexDefinition
from matcalc.forms.traversal import walk


def unexplained(statement: Statement, reading: Reading, asked: Asked) -> Clash:
    """The clash of a statement that holds in no reading: what it should be; for an equation, what it would lead to."""
    follows = asked.follows(statement.subject)
    stated = said(statement.subject, reading.body, asked.output)
    shows: Prose = (*stated, " does not hold: ", *_differs(reading, follows))
    near = asked.of_concern([*statement.symbols])
    repair: Prose = ("write ", *said(statement.subject, follows, asked.output), *_written_out(reading, follows, asked))
    right = Side(("by the equations",), repair, asked.results(near))
    sides = [right]
    if isinstance(statement.subject, EquationOf) and (results := _as_stated(statement, reading, asked)):
        sides.append(Side(("as stated",), ("write the equation as ", *stated), results))
    return Clash(ClashName.DOES_NOT_HOLD, statement, None, shows, tuple(sides))


def _written_out(reading: Reading, follows: Node | IndexDefinition, asked: Asked) -> Prose:
    """What the gradients in the right formula are, where the statement names none: the difference may be in them."""
    if not isinstance(follows, Node) or any(isinstance(part, Cotangent) for part in nodes_in(reading)):
        return ()
    given = asked.program.given
    named = [part for part in walk(follows) if isinstance(part, Cotangent) and part.of not in given]
    found = [(part, asked.follows(GradientAt(part.of))) for part in named]
    shown = joined([(part, " = ", value) for part, value in found if isinstance(value, Node)])
    return (", where ", *shown) if shown else ()


def _differs(reading: Reading, follows: object) -> Prose:
    body = reading.body
    if isinstance(body, Node) and isinstance(follows, Node) and body.shape != follows.shape:
        return "its right side has the shape ", body.shape, ", and it must have ", follows.shape
    return ("its two sides differ in value at random points, and no convention that is known here explains it",)


def _has_partial(body: Node | IndexDefinition) -> bool:
    return isinstance(body, IndexDefinition) and any(
        isinstance(factor, Partial) for term in body.body.terms for factor in term.factors
    )


def _as_stated(statement: Statement, reading: Reading, asked: Asked) -> tuple[Result, ...]:
    """The results, where the statement is an equation that can stand in the place of the one it is stated of."""
    body = reading.body
    if isinstance(body, Node) and body.shape != statement.subject.of.shape:
        return ()
    if any(isinstance(part, Cotangent | Jacobian) for part in nodes_in(reading)) or _has_partial(body):
        return ()
    other = with_equation(asked.program, statement.subject.of, body)
    return () if other is None else asked.results(asked.of_concern([*statement.symbols]), other)

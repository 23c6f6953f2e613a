"""A derivative entry by entry, taken of a function of which every entry depends on all entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from matcalc.chain import Expression, Prose
from matcalc.checking.claims.clash import Clash, ClashName, Side
from matcalc.checking.claims.matching import are_equal
from matcalc.checking.claims.results import Asked
from matcalc.checking.claims.saying import equation, said
from matcalc.checking.claims.statement import DerivativeOf, GradientAt, Reading, Statement
from matcalc.checking.claims.turning import in_problem
from matcalc.checking.comparing import Comparing, at_points
from matcalc.engine.requests import Request
from matcalc.engine.route import differentiate
from matcalc.engine.temporaries import first_free, with_temporaries
from matcalc.forms.differentials import Jacobian
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Entry, of_factor
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Cotangent,
    Diag,
    DiagOf,
    Hadamard,
    Node,
    Product,
    Scale,
    Symbol,
    Transpose,
)
from matcalc.forms.program import Definition, Program, arrays_of
from matcalc.forms.traversal import replaced, walk
from matcalc.forms.vectorized import Unvec, Vec

MOST_LINKS = 20
"""Equations that are tried, the last ones first."""

MOST_FACTORS = 6
"""Factors of a Hadamard product of which every choice is tried."""


@dataclass(frozen=True, slots=True)
class Link:
    """An array that an equation makes of another of its shape."""

    of: Symbol
    by: Symbol

    @property
    def jacobian(self) -> Node:
        return Jacobian(self.of, self.by)

    @property
    def diagonal(self) -> Node:
        """The derivative of each entry by the same entry."""
        return self._laid_out(DiagOf(self.jacobian))

    @property
    def taken_entrywise(self) -> Node:
        """∇_by, were every entry a function of the same entry alone; what arrives on other paths is kept."""
        above = Cotangent(self.of)
        through = self._laid_out(Product((Transpose(self.jacobian), self._stacked(above))))
        return Add((Cotangent(self.by), Scale(Fraction(-1), through), Hadamard((above, self.diagonal))))

    def _stacked(self, array: Node) -> Node:
        return Vec(array) if self.by.shape.is_matrix else array

    def _laid_out(self, column: Node) -> Node:
        shape = self.by.shape
        return Unvec(column, shape.rows, shape.cols) if shape.is_matrix else column


def elementwise_clash(statement: Statement, asked: Asked) -> Clash | None:
    """The clash of a statement that takes a derivative entry by entry where it is not; None where it does not."""
    reading = statement.as_declared
    if reading is None or not isinstance(statement.subject, GradientAt | DerivativeOf):
        return None
    program = _with_names(asked)
    links = list(_links(program))[:MOST_LINKS]
    if not links:
        return None

    def compare(comparing: Comparing) -> tuple[Link, bool] | None:
        for link in links:
            if are_equal(link.jacobian, Diag(DiagOf(link.jacobian)), (), comparing):
                continue
            wrong = _taken_entrywise(statement, link, program, asked)
            if any(are_equal(one, in_problem(reading), reading.free, comparing) for one in wrong):
                return link, True
            if any(are_equal(link.diagonal, part, (), comparing) for part in _weights(reading)):
                return link, False
        return None

    held = frozenset(program.inputs) - {program.output, *asked.wanted, *statement.symbols}
    found = at_points(program, asked.program, compare, show=asked.show, facts=asked.facts, held=held)
    if found is None:
        return None
    link, holds_entrywise = found
    clash = _clash(statement, reading, link, program, asked)
    return clash if holds_entrywise else replace(clash, sides=clash.sides[:1])


def _weights(reading: Reading) -> Iterator[Node]:
    """What entries are multiplied by in a statement: every product of some factors of a Hadamard product."""
    body = in_problem(reading)
    for part in walk(body) if isinstance(body, Node) else ():
        if isinstance(part, Hadamard):
            factors = list(_factors(part))[:MOST_FACTORS]
            for count in range(1, len(factors)):
                for chosen in combinations(factors, count):
                    yield chosen[0] if count == 1 else Hadamard(chosen)


def _factors(array: Node) -> Iterator[Node]:
    if not isinstance(array, Hadamard):
        yield array
        return
    for part in array.children:
        yield from _factors(part)


def _with_names(asked: Asked) -> Program:
    """The program with a name for the argument and for the result of every function that is not elementwise."""
    named = with_temporaries(asked.program, asked.wanted, asked.names)
    return replace(named, definitions=tuple(replace(one, is_temporary=False) for one in named.definitions))


def _links(program: Program) -> Iterator[Link]:
    """The equations that make of an array another of its shape, the last ones first."""
    for definition in reversed(program.definitions):
        for used in definition.uses:
            if used.shape == definition.symbol.shape and used.shape.axes and not used.shape.is_row:
                yield Link(definition.symbol, used)


def _taken_entrywise(statement: Statement, link: Link, program: Program, asked: Asked) -> tuple[Expression, ...]:
    """What the statement is about, were `link` elementwise."""
    subject = statement.subject
    diagonal = Diag(DiagOf(link.jacobian))
    match subject:
        case GradientAt(of=of) if of is link.by:
            return (link.taken_entrywise,)
        case GradientAt(of=of):
            found = differentiate(program, [Request(of)], asked.reserved, asked.facts).gradient(of.name).value
            if not isinstance(found, Node) or Cotangent(link.by) not in set(walk(found)):
                return ()
            return (replaced(found, {Cotangent(link.by): link.taken_entrywise}),)
        case DerivativeOf(of=of, by=by) if of is link.of and by is link.by:
            return diagonal, DiagOf(link.jacobian)
        case DerivativeOf(of=of, by=by) if of is link.of:
            product = Product((diagonal, Jacobian(link.by, by)))
            return product, Transpose(product)
    return ()


def _clash(statement: Statement, reading: Reading, link: Link, program: Program, asked: Asked) -> Clash:
    definitions = {one.symbol: one for one in program.definitions}
    own = {one.symbol: one for one in asked.program.definitions}
    whole, part = (_shown(symbol, definitions, asked.program) for symbol in (link.of, link.by))
    supply = IndexSupply.over(link.by.shape.axes, asked.names)
    free = supply.fresh_for((*link.of.shape.axes, *link.by.shape.axes), ())
    count = len(link.of.shape.axes)
    index = free[-1]
    known = equation(own[link.of]) if link.of in own else (whole,)
    shows: Prose = (
        *said(statement.subject, reading.body, asked.output),
        *(" differentiates each entry by the same entry, but in ", *known, " the entry "),
        *(_entry(whole, free[:count]), " depends on ", _entry(part, free[count:]), " for every ", index),
    )
    near = asked.of_concern([*statement.symbols])
    follows = said(statement.subject, asked.follows(statement.subject), asked.output)
    whole_side = Side(("with the whole derivative",), ("write ", *follows), asked.results(near))
    taken = asked.names | {n.function.name for n in _nodes(program) if isinstance(n, Apply)}
    function = Apply(Function(first_free("fgh", taken)), link.by)
    changed = replace(definitions[link.of], body=function)
    other = replace(
        program, definitions=tuple(changed if one.symbol is link.of else one for one in program.definitions)
    )
    shown = replaced(function, {link.by: part})
    repair: Prose = (
        "let ",
        whole if link.of not in own else link.of,
        " = ",
        shown,
        ", with one function for each entry",
    )
    return Clash(
        ClashName.ELEMENTWISE,
        statement,
        index,
        shows,
        (whole_side, Side(("with an elementwise function",), repair, asked.results(near, other))),
    )


def _shown(symbol: Symbol, definitions: dict[Symbol, Definition], program: Program) -> Node:
    """What a reader knows the array by: its name, or what a name of ours stands for."""
    body = definitions[symbol].body if symbol in definitions else symbol
    return symbol if symbol in set(program.symbols) or not isinstance(body, Node) else body


def _entry(array: Node, places: tuple[Index, ...]) -> Expression:
    return of_factor(Entry(array, places))


def _nodes(program: Program) -> Iterator[Node]:
    return (part for one in program.definitions for root in arrays_of(one.body) for part in walk(root))

"""Two members of a chain that is about no name of the program: in which reading they are equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, product

from matcalc.chain import Expression
from matcalc.checking.claims.matching import are_equal
from matcalc.checking.claims.statement import Reading, Way
from matcalc.checking.claims.turning import in_problem
from matcalc.checking.comparing import Comparing
from matcalc.errors import InputError
from matcalc.forms.index_form import Entry, free_indices, of_factor
from matcalc.forms.indices import Index
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node, Number, Symbol, Zeros
from matcalc.forms.oriented import EVERY_LAYOUT
from matcalc.forms.program import IndexDefinition, Program
from matcalc.manuscripts.said import Said
from matcalc.notation.statements_in import Orientation, parse_statement, words_of
from matcalc.notation.text_in import parse_index
from matcalc.problems.statements import symbols_read, turned_ways

Pair = tuple[Reading, Reading]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two expressions in every way in which both can be read. pairs: of each way, the left side and the right one."""

    pairs: tuple[Pair, ...]

    @property
    def symbols(self) -> Iterator[Symbol]:
        """The arrays that it is about: none of them by name."""
        return iter(())

    @property
    def as_declared(self) -> Pair | None:
        """The two sides with every array as it is in the program; None where they can not be read so."""
        return next((pair for pair in self.pairs if pair[0].way.is_as_declared), None)

    def holding(self, comparing: Comparing) -> tuple[Reading, frozenset[Layout]] | None:
        """The right side in the way with the fewest changes in which both are equal, and the layouts in which it is."""
        for _, alike in groupby(self.pairs, key=lambda pair: pair[0].way):
            equal = [right for left, right in alike if _are_equal(left, right, comparing)]
            if equal:
                layouts = frozenset(right.layout for right in equal if right.layout is not None)
                return equal[0], layouts or EVERY_LAYOUT
        return None


def sides_of(left: Reading, right: Reading) -> tuple[Expression, Expression]:
    """Two readings as expressions; 0 is the array of zeros that it stands beside: ∂b/∂a = 0."""
    one, other = in_problem(left), in_problem(right)
    if isinstance(one, Node) and isinstance(other, Node):
        return _as_large(one, other), _as_large(other, one)
    return one, other


def compared(left: Said, right: Said, program: Program) -> Compared:
    """Two members, read. Raises InputError where they can not be read together in any way."""
    symbols = {symbol.name: symbol for symbol in program.symbols}
    said = words_of(f"{left.expression} {right.expression}")
    arrays = [one for one in program.symbols if one.name in said and one.shape.is_matrix]
    layouts: tuple[Layout | None, ...] = tuple(Layout) if left.holds_derivative or right.holds_derivative else (None,)
    pairs: list[Pair] = []
    first: InputError | None = None
    for way, layout in product(turned_ways(arrays), layouts):
        try:
            pair = _pair(left, right, symbols_read(symbols, way), way, layout, program)
            for reading in pair:
                in_problem(reading)
            pairs.append(pair)
        except InputError as error:
            first = first or error
    if not pairs:
        assert first is not None
        raise first
    return Compared(tuple(pairs))


def first_alone(left: Said, program: Program) -> Node | IndexDefinition:
    """The first of two members, its arrays read as they are declared. Raises InputError where it can not be read."""
    assert left.meaning is not None
    symbols = {symbol.name: symbol for symbol in program.symbols}
    if left.meaning.free is None:
        node = parse_statement(left.expression, symbols, None, program.output.shape)
        assert isinstance(node, Node)
        return IndexDefinition((), of_factor(Entry(node, ()))) if node.shape.is_scalar else node
    form = parse_index(left.expression, symbols, (), program.output.shape)
    return IndexDefinition(free_indices(form), form)


def _pair(
    left: Said, right: Said, symbols: Mapping[str, Symbol], way: Way, layout: Layout | None, program: Program
) -> Pair:
    free: tuple[Index, ...] | None = None
    sides = []
    for said in (left, right):
        assert said.meaning is not None
        if said.meaning.free is None:
            orientation = None if layout is None else Orientation(layout, symbols[program.output.name])
            body = parse_statement(said.expression, symbols, None, program.output.shape, orientation)
        else:
            form = parse_index(said.expression, symbols, free or (), program.output.shape)
            free = free or free_indices(form)
            body = IndexDefinition(free, form)
        sides.append(Reading(body, way, layout))
    return sides[0], sides[1]


def _are_equal(left: Reading, right: Reading, comparing: Comparing) -> bool:
    one, other = sides_of(left, right)
    must_have_value = left.way.is_as_declared
    return are_equal(one, other, left.free or right.free, comparing, must_have_value=must_have_value)


def _as_large(array: Node, other: Node) -> Node:
    is_zero = isinstance(array, Number) and array.value == 0
    return Zeros(other.shape) if is_zero and not other.shape.is_scalar else array

"""Programs: definitions in order, up to an output. Derivations go through them backwards, one equation at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from matcalc.errors import InvariantError
from matcalc.forms.families import generic, label_of
from matcalc.forms.implicit import Implicit
from matcalc.forms.index_form import IndexSum, Term, arrays_in
from matcalc.forms.indices import Index
from matcalc.forms.labels import Label
from matcalc.forms.matrix_form import Node, ScalarFunction, Symbol
from matcalc.forms.traversal import lengths_in, symbols_in


@dataclass(frozen=True)
class IndexDefinition:
    """A definition given entry by entry: the entry of the defined array at `places` is `body`."""

    places: tuple[Index, ...]
    body: IndexSum

    def reading(self, array: Node) -> IndexSum:
        """The terms of the body that read a named array, all others left out."""
        return IndexSum(tuple(self._readers.get(array, ())))

    @cached_property
    def _readers(self) -> dict[Node, list[Term]]:
        found: dict[Node, list[Term]] = {}
        for term in self.body.terms:
            for symbol in {symbol for array in arrays_in(IndexSum((term,))) for symbol in symbols_in(array)}:
                found.setdefault(symbol, []).append(term)
        return found


def arrays_of(body: Node | IndexDefinition) -> tuple[Node, ...]:
    """The matrix form that a body is, or the arrays whose entries stand in its index form, in reading order."""
    return (body,) if isinstance(body, Node) else tuple(arrays_in(body.body))


@dataclass(frozen=True, slots=True)
class Definition:
    """symbol = body. A temporary is a name of ours, put back in the last lines; a user's name is never inlined.

    unknown: the array that stands after this definition and is what makes a residual 0, where this is the residual or
    a part of it. Its body reads that array, which is held wherever this equation is taken by itself.
    """

    symbol: Symbol
    body: Node | IndexDefinition
    is_temporary: bool = False
    unknown: Symbol | None = None
    uses: tuple[Symbol, ...] = field(init=False, repr=False, compare=False)
    """The symbols that stand before this one and that the body reads, each once, in reading order."""

    def __post_init__(self) -> None:
        read = dict.fromkeys(symbol for array in arrays_of(self.body) for symbol in symbols_in(array))
        object.__setattr__(self, "uses", tuple(symbol for symbol in read if symbol is not self.unknown))

    @property
    def is_solved(self) -> bool:
        """Whether this is an array that an equation defines, or a part of that equation."""
        return self.unknown is not None or isinstance(self.body, Implicit)


@dataclass(frozen=True, slots=True)
class Program:
    """Inputs, then definitions that use only what stands before them; `output` is what is differentiated.

    The equation of a member h[t] holds for every t from 1 to the last, and may use members of t - 1 wherever they are
    defined; an input h[0] is there for the first.
    """

    inputs: tuple[Symbol, ...]
    definitions: tuple[Definition, ...]
    output: Symbol

    def __post_init__(self) -> None:
        known = set(self.inputs)
        closed: dict[Symbol, Symbol] = {}
        for definition in self.definitions:
            symbol, unknown = definition.symbol, definition.unknown
            if symbol in known:
                raise InvariantError(f"{symbol.name} is defined twice")
            own = symbol if isinstance(definition.body, Implicit) else unknown
            for used in definition.uses:
                if used not in known and generic(used) not in known and not self._stands_a_step_before(used):
                    raise InvariantError(f"{used.name} is used before it is defined")
                if used in closed and closed[used] is not own:
                    raise InvariantError(f"{used.name} is a part of the equation of {closed[used].name} alone")
            if unknown is not None:
                if unknown in known:
                    raise InvariantError(f"{unknown.name} is no unknown of {symbol.name}: it is defined before it")
                closed[symbol] = unknown
            known.add(symbol)
        if missing := [unknown.name for unknown in closed.values() if unknown not in known]:
            raise InvariantError(f"no equation says that {missing[0]} is a solution")
        if self.output not in known:
            raise InvariantError(f"the output {self.output.name} is not an array of this program")

    def _stands_a_step_before(self, used: Symbol) -> bool:
        is_earlier = used.member is not None and label_of(used) is not None and used.member.at.offset < 0
        return is_earlier and generic(used) in {definition.symbol for definition in self.definitions}

    @property
    def labels(self) -> tuple[Label, ...]:
        """The labels that its families run over, each once."""
        found = (symbol.member.family.label for symbol in self.symbols if symbol.member is not None)
        return tuple(dict.fromkeys(found))

    @property
    def symbols(self) -> Iterator[Symbol]:
        """Every symbol, inputs first, then in order of definition."""
        yield from self.inputs
        yield from (definition.symbol for definition in self.definitions)

    @property
    def lengths(self) -> frozenset[str]:
        """The names of all lengths, also of those that stand in a definition alone, as p in ones(m, p) @ ones(p, n)."""
        arrays = [array for definition in self.definitions for array in arrays_of(definition.body)]
        return frozenset().union(*map(lengths_in, (*self.inputs, *arrays)))

    def ending_in(self, output: Symbol) -> Program:
        """The same equations up to that of `output`, which is differentiated."""
        if output is self.output:
            return self
        end = next(at for at, one in enumerate(self.definitions, 1) if one.symbol is output)
        return Program(self.inputs, self.definitions[:end], output)

    def equation_of(self, unknown: Symbol) -> tuple[Definition, ...]:
        """The residual that `unknown` makes 0, after the names that it is written with; none for any other array."""
        own = {d.body.arg for d in self.definitions if d.symbol is unknown and isinstance(d.body, Implicit)}
        found: list[Definition] = []
        for definition in reversed(self.definitions):
            if definition.symbol in own and definition.unknown is unknown:
                own.update(definition.uses)
                found.append(definition)
        return tuple(reversed(found))

    def beside_equation_of(self, unknown: Symbol) -> tuple[Definition, ...]:
        """What else is defined with `unknown` held: derivatives of its residual, which that does not read."""
        equation = self.equation_of(unknown)
        return tuple(d for d in self.definitions if d.unknown is unknown and d not in equation)

    def reached_from(self, symbol: Symbol) -> set[Symbol]:
        """What depends on a symbol, itself left out."""
        found: set[Symbol] = set()
        for definition in self.definitions:
            if symbol in definition.uses or not found.isdisjoint(definition.uses):
                found.add(definition.symbol)
        return found

    @property
    def given(self) -> tuple[Symbol, ...]:
        """The symbols of which the output is an unknown function, so that its gradient there is given."""
        for definition in self.definitions:
            if definition.symbol is self.output and isinstance(definition.body, ScalarFunction):
                return symbols_in(definition.body)
        return ()

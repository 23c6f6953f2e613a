"""What the derivatives are under one reading: derived by the engine, and checked like any other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from matcalc.chain import Chain, Expression, Gradient
from matcalc.checking.claims.clash import Result
from matcalc.checking.claims.statement import DerivativeOf, EquationOf, GradientAt, Subject
from matcalc.checking.replay import verify
from matcalc.engine.requests import Request
from matcalc.engine.route import differentiate
from matcalc.engine.simplification import simplify
from matcalc.errors import InvariantError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import IndexSum, arrays_in
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Cotangent, Node, Symbol, Transpose
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.traversal import walk
from matcalc.rules.registry import Scope


@dataclass(frozen=True, slots=True)
class Asked:
    """What a problem asks: its program, the variables, the facts; and how its expressions are shown in errors.

    reserved: what no index may be called besides the names of the program.
    """

    program: Program
    wanted: tuple[Symbol, ...]
    facts: Facts = NONE
    show: Callable[[Expression], str] = str
    reserved: frozenset[str] = frozenset()

    @property
    def output(self) -> Symbol:
        """What is differentiated."""
        return self.program.output

    @property
    def names(self) -> frozenset[str]:
        """What no index may be called."""
        return self.reserved | {symbol.name for symbol in self.program.symbols} | self.program.lengths

    def results(self, wanted: Iterable[Symbol], program: Program | None = None) -> tuple[Result, ...]:
        """The derivatives of the output by those of `wanted` that have one to derive, each once.

        program: other equations than those of the problem; `wanted` are then found in it by name.
        """
        program = program or self.program
        given = {program.output, *program.given}
        symbols = {symbol.name: symbol for symbol in program.symbols if symbol not in given}
        chosen = tuple(dict.fromkeys(symbols[one.name] for one in wanted if one.name in symbols))
        if not chosen:
            return ()
        facts = facts_in(self.facts, program)
        found = differentiate(program, [Request(one) for one in chosen], self.reserved, facts)
        verify(found, program, show=self.show, facts=facts)
        return tuple(Result(Gradient(one, program.output), found.gradient(one.name).value) for one in chosen)

    def follows(self, subject: Subject) -> Node | IndexDefinition:
        """What the equations say that a statement of this subject must be, derivatives output × variable."""
        match subject:
            case EquationOf(of=of):
                return self.definition(of).body
            case GradientAt(of=by):
                return self._derivative(self.program, by)
            case DerivativeOf(of=of, by=by):
                return self._derivative(self.program.ending_in(of), by)
        raise InvariantError("a shape follows from nothing")

    def written_out(self, by: Symbol) -> Iterator[Node | IndexDefinition]:
        """The gradient at `by`; then again and again with the gradients that it speaks of written out.

        Those that are given stay. It ends, as each time there is at least one more of the gradients of the program.
        """
        names: list[Cotangent] = []
        while True:
            found = differentiate(self.program, [Request(by, tuple(names))], self.reserved, self.facts)
            gradient = found.gradient(by.name)
            value = gradient.value
            yield IndexDefinition(gradient.free, value) if isinstance(value, IndexSum) else value
            more = [one for one in _named(value) if one not in names and one.of not in self.program.given]
            if not more:
                return
            names += more

    def definition(self, of: Symbol) -> Definition:
        """The equation of a defined array."""
        return next(one for one in self.program.definitions if one.symbol is of)

    def of_concern(self, changed: Sequence[Symbol]) -> tuple[Symbol, ...]:
        """The variables asked for in the equations that define or read one of `changed`; all, if none is there."""
        near = {
            symbol
            for definition in self.program.definitions
            if not set(changed).isdisjoint((definition.symbol, *definition.uses))
            for symbol in (definition.symbol, *definition.uses)
        }
        return tuple(one for one in self.wanted if one in near) or self.wanted

    def _derivative(self, program: Program, by: Symbol) -> Node | IndexDefinition:
        unfold: tuple[Cotangent, ...] = ()
        while True:
            found = differentiate(program, [Request(by, unfold)], self.reserved, self.facts)
            gradient = found.gradient(by.name)
            names = (
                [] if program.output.shape.is_scalar else [one for one in _named(gradient.value) if one not in unfold]
            )
            if not names:
                break
            unfold = (*unfold, *names)  # a Jacobian is shown without names for those on its way
        verify(found, program, show=self.show, facts=self.facts)
        value = gradient.value
        return IndexDefinition(gradient.free, value) if isinstance(value, IndexSum) else value


def _named(value: Expression) -> list[Cotangent]:
    """The short names of derivatives in an expression."""
    roots = (value,) if isinstance(value, Node) else arrays_in(value)
    return [part for root in roots for part in walk(root) if isinstance(part, Cotangent)]


def facts_in(facts: Facts, program: Program) -> Facts:
    """What is declared, of the arrays of other equations, found by name where they have the shape or its transpose."""
    symbols = {symbol.name: symbol for symbol in program.symbols}

    def found(own: Symbol) -> Symbol:
        other = symbols.get(own.name, own)
        return other if other.shape in (own.shape, own.shape.transposed()) else own

    def line(own: Symbol, axis: int) -> int:
        return axis if found(own).shape == own.shape else 1 - axis

    properties = {found(own): declared for own, declared in facts.properties.items()}
    sums = tuple((found(own), total) for own, total in facts.sums)
    return Facts(
        MappingProxyType(properties),
        sums,
        tuple((found(own), line(own, axis), total) for own, axis, total in facts.line_sums),
    )


def with_equation(program: Program, of: Symbol, body: Node | IndexDefinition) -> Program | None:
    """The program with another right side for one equation; None where that uses what is defined later."""
    definitions = tuple(replace(one, body=body) if one.symbol is of else one for one in program.definitions)
    try:
        return replace(program, definitions=definitions)
    except InvariantError:
        return None


def transposed(array: Node) -> Node:
    """Aᵀ, simplified."""
    return simplified(Transpose(array))


def simplified(array: Node) -> Node:
    """The array in its cheapest form."""
    chain = simplify(Chain((), array, ()), Scope(IndexSupply.over((), ())))
    assert isinstance(chain.end, Node)
    return chain.end

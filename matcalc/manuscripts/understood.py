"""A document as a program: its equations, what is differentiated, and how its names are printed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from matcalc.checking.claims.results import facts_in
from matcalc.checking.sets import without_unfit_sets
from matcalc.errors import InvariantError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import ScalarFunction, Symbol
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.manuscripts.conditions import Condition
from matcalc.manuscripts.ends import behind_of, ends_in_layers_between, ends_of
from matcalc.manuscripts.equations import Equation
from matcalc.manuscripts.named_parts import with_named_parts
from matcalc.manuscripts.said import Chain, Unread
from matcalc.manuscripts.taken import Taken
from matcalc.notation.latex_in.translated import Let
from matcalc.notation.latex_in.vocabulary import Vocabulary
from matcalc.notation.statements_in import words_of
from matcalc.notation.text_in import parse_definition
from matcalc.problems.problem import Choices, Problem


@dataclass(frozen=True, slots=True)
class Led:
    """A line that follows from a gradient that is 0. by: the variable. through: the lines on the way, by number."""

    by: str
    through: frozenset[int]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a document says, as far as it could be read.

    equations: by what they define, in the order of the program. program: None where it has none. own: the programs of
    chains that differentiate an expression without a name, or another scalar than the rest, by their numbers. facts:
    what its words declare of arrays, wherever they do; sums: those of them that hold everywhere; taken: what they take
    as given from a place on, or for some lines. solutions: what it solves for, by names; solved: the program with these
    equations. alone: those in which formulas may be meant that ask for shapes of their own, by the numbers of their
    chains. undefined: arrays that have an equation which is not among them. lost: those of them whose equation was not
    read or is left out, with the names in it, None where these are not known. left_out: what does not go with the
    others. extrema: the places where its words speak of a derivative that is 0, in order. concluded: the numbers of
    chains that its words call a conclusion. layout: of derivatives by arrays, where the words announce one. later:
    equations of names that are defined anew. conditions: of claims that are restricted, by the places of their
    statements. led: chains of which the words say that they follow from a gradient that is 0, by their numbers. zeros:
    the numbers of chains that set a gradient to 0, and do not claim it.
    """

    chains: tuple[Chain, ...]
    vocabulary: Vocabulary
    equations: Mapping[str, Equation]
    program: Program | None
    own: Mapping[int, Program] = field(default_factory=dict)
    facts: Facts = NONE
    sums: Facts = NONE
    taken: tuple[Taken, ...] = ()
    solutions: Mapping[str, Equation] = field(default_factory=dict)
    solved: Program | None = None
    alone: Mapping[int, Program] = field(default_factory=dict)
    undefined: frozenset[str] = frozenset()
    lost: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    left_out: tuple[tuple[Equation, Unread], ...] = ()
    extrema: tuple[int, ...] = ()
    concluded: frozenset[int] = frozenset()
    later: tuple[Equation, ...] = ()
    layout: Layout | None = None
    conditions: Mapping[int, Condition] = field(default_factory=dict)
    led: Mapping[int, Led] = field(default_factory=dict)
    zeros: frozenset[int] = frozenset()

    def facts_at(self, place: int) -> Facts:
        """What is known of arrays at a place of the document."""
        return self.facts_with([one for one in self.taken if one.holds_at(place)])

    def facts_with(self, taken: Iterable[Taken]) -> Facts:
        """What is known everywhere, and these."""
        facts = self.sums
        for one in sorted(taken, key=lambda one: one.is_case):  # of two sets that of a case counts
            facts = facts.joined(one.facts)
        return without_unfit_sets(facts)

    def condition_of(self, chain: Chain) -> Condition | None:
        """What a chain is restricted to; None where it claims something of all values."""
        return self.conditions.get(chain.statement.span.start)

    def program_of(self, chain: Chain) -> Program | None:
        """The program whose output a chain differentiates."""
        return self.own.get(chain.number, self.program)


def program_of(
    equations: Mapping[str, Equation], shapes: Mapping[str, Shape], vocabulary: Vocabulary
) -> Program | None:
    """The equations as a program, up to what the document differentiates. shapes: of the inputs.

    That is the scalar function of which it takes gradients and which no equation defines, such as E: any function of
    what the document says and what leads there through layers between, else of what no other equation reads; what is
    made of it comes after it. Else it is the last scalar that it takes gradients of, else the last one that an equation
    defines and none reads, else the last array.
    Raises LanguageError and ShapeError, in the texts of the equations.
    """
    unknown = _unknown(vocabulary, equations)
    known = [name.name for name in vocabulary.names.values() if name.name in shapes and name.name != unknown]
    inputs = tuple(Symbol(name, shapes[name]) for name in known)
    symbols = {symbol.name: symbol for symbol in inputs}
    after = _readers(equations, unknown)
    definitions = with_named_parts(_parsed([one for one in equations.values() if one.name not in after], symbols))
    if unknown is not None:
        said = tuple(symbols[name] for name in vocabulary.arguments.get(unknown, ()) if name in symbols)
        seen = (*said, *ends_in_layers_between(definitions, said, vocabulary)) or ends_of(definitions) or inputs
        if not seen:
            return None
        symbols[unknown] = Symbol(unknown, SCALAR)
        definitions.append(Definition(symbols[unknown], ScalarFunction(tuple(seen))))
        definitions += _parsed([one for one in equations.values() if one.name in after], symbols)
        if not after:
            return Program(inputs, tuple(definitions), definitions[-1].symbol)
    if not definitions:
        return Program(inputs, (), inputs[-1]) if inputs else None
    ends = ends_of(definitions)
    scalars = [symbol for symbol in ends if symbol.shape.is_scalar]
    differentiated = {name.name for name in vocabulary.differentiated}
    asked = [one.symbol for one in definitions if one.symbol.name in differentiated and one.symbol.shape.is_scalar]
    output = ([one for one in asked if one in ends] or asked or scalars or ends)[-1]
    return with_output(Program(inputs, tuple(definitions), definitions[-1].symbol), output)


def _parsed(equations: Sequence[Equation], symbols: dict[str, Symbol]) -> list[Definition]:
    """Equations, each of what stands before it. symbols: by name, to which those that are defined are added."""
    definitions: list[Definition] = []
    for equation in equations:
        parsed = parse_definition(equation.text, symbols)
        symbols[parsed.name] = Symbol(parsed.name, parsed.shape)
        definitions.append(Definition(symbols[parsed.name], parsed.body))
    return definitions


def _readers(equations: Mapping[str, Equation], unknown: str | None) -> frozenset[str]:
    """What equations make of the unknown function, as L of L = f(y): it stands after that."""
    found = set() if unknown is None else {unknown}
    for equation in equations.values():
        if equation.uses & found:
            found.add(equation.name)
    return frozenset(found - {unknown})


def program_with(program: Program, chain: Chain) -> Program | None:
    """The program with the expressions of a chain that have no name, up to what the chain differentiates.

    Where nothing says what that is, it is another unknown function of what no equation reads. None where the chain
    differentiates what the program does and has no such expressions. Raises LanguageError and ShapeError, in the texts
    of what is defined.
    """
    symbols = {symbol.name: symbol for symbol in program.symbols}
    lets = {let.name: let for said in chain.said if said.meaning is not None for let in said.meaning.lets}
    output = chain.output or program.output.name
    entries = [let for let in lets.values() if let.free is not None and let.name not in symbols]
    if output == program.output.name:
        return _ending_in(program.output, program, program.definitions, entries) if entries else None
    if output in symbols and output not in lets:
        return _ending_in(symbols[output], program, program.definitions, entries)
    definitions = _without_unknown(program, frozenset().union(*(words_of(let.definition) for let in lets.values())))
    return _ending_in(output, program, definitions, tuple(lets.values()))


def _without_unknown(program: Program, read: Collection[str]) -> list[Definition]:
    """The equations of a program without its unknown function and what is made of it, where neither is read."""
    left_out: set[Symbol] = set()
    for one in program.definitions:
        if isinstance(one.body, ScalarFunction) or not left_out.isdisjoint(one.uses):
            left_out.add(one.symbol)
    kept = needed_for(program, read).symbols if any(one.name in read for one in left_out) else ()
    return [one for one in program.definitions if one.symbol not in left_out or one.symbol in kept]


def _ending_in(
    output: Symbol | str, program: Program, definitions: Sequence[Definition], lets: Sequence[Let]
) -> Program:
    """The program with these definitions, and those of the lets behind them. output: an unknown function, where it is a
    name that none of them defines.
    """
    symbols = {symbol.name: symbol for symbol in program.symbols}
    found = list(definitions)
    for let in lets:
        parsed = parse_definition(let.definition, symbols)
        symbols[let.name] = Symbol(let.name, parsed.shape)
        found.append(Definition(symbols[let.name], parsed.body))
    if isinstance(output, str) and output not in symbols:
        symbols[output] = Symbol(output, SCALAR)
        found.append(Definition(symbols[output], ScalarFunction(ends_of(found) or program.inputs)))
    last = symbols[output] if isinstance(output, str) else output
    return with_output(Program(program.inputs, tuple(found), last), last)


def _unknown(vocabulary: Vocabulary, equations: Mapping[str, Equation]) -> str | None:
    """The name of the first scalar function that is differentiated and that nothing defines."""
    of_gradients = (*vocabulary.outputs, *vocabulary.differentiated)
    return next((name.name for name in of_gradients if name.name not in equations), None)


def with_output(program: Program, output: Symbol) -> Program:
    """The equations in an order that ends with `output`; the others stay, as claims may speak of them."""
    last = next((one for one in program.definitions if one.symbol is output), None)
    if last is None:
        return Program(program.inputs, program.definitions, output)
    others = tuple(one for one in program.definitions if one is not last)
    try:
        return Program(program.inputs, (*others, last), output)
    except InvariantError:
        return Program(program.inputs, program.definitions, output)


def alone(program: Program, output: Symbol) -> Program:
    """The equation of `output` by itself: all that it reads is held."""
    own = next(one for one in program.definitions if one.symbol is output)
    return Program(own.uses, (own,), output)


def with_input(program: Program, symbol: Symbol) -> Program:
    """The program with an array beside it that none of its equations reads, where it has no such array."""
    if symbol in program.symbols:
        return program
    return Program((*program.inputs, symbol), program.definitions, program.output)


def needed_for(program: Program, names: Collection[str]) -> Program:
    """The equations that lead to one of these names, and what they read: no more is worth drawing.

    The output is that of the program, where it is among them, else the last of them.
    """
    wanted = behind_of(program.definitions, (symbol for symbol in program.symbols if symbol.name in names))
    kept = tuple(definition for definition in program.definitions if definition.symbol in wanted)
    inputs = tuple(symbol for symbol in program.inputs if symbol in wanted)
    if not wanted:
        return program
    output = program.output if program.output in wanted else kept[-1].symbol if kept else inputs[-1]
    return Program(inputs, kept, output)


def problem_of(understood: Understood, program: Program, title: str, place: int | None = None) -> Problem:
    """A program of the document as a problem that asks for nothing yet. Names are printed as in the document.

    place: at which its facts have to hold; None where all that are said count.
    """
    facts = understood.facts if place is None else understood.facts_at(place)
    return Problem(
        name="document",
        title=title,
        about="",
        source="",
        program=program,
        meanings={},
        styles={name.name: name.style for name in understood.vocabulary.names.values()},
        requests=(),
        choices=Choices(facts=facts_in(facts, program)),
    )

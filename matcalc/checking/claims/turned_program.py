"""The same equations for arrays that hold what was held the other way round, and whether a statement holds there."""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import replace

from matcalc.chain import Prose
from matcalc.checking.claims.matching import are_equal
from matcalc.checking.claims.results import Asked, facts_in, simplified
from matcalc.checking.claims.saying import MOST_EQUATIONS, equation, joined
from matcalc.checking.claims.statement import DerivativeOf, Reading, ShapeOf, Statement, Subject
from matcalc.checking.claims.targets import targets
from matcalc.checking.claims.turning import changed_over, with_images
from matcalc.checking.comparing import Comparing, at_points
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Node, ScalarFunction, Symbol, Transpose
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.traversal import walk


def program_with_turned(program: Program, symbols: Collection[Symbol], kept: Collection[Symbol] = ()) -> Program:
    """The same equations where rows and columns of these arrays are changed over: Wᵀ stands where W stood.

    What is defined from them is changed over too where its equation then needs no transpose, as A = h(Z) when Z is
    turned; but none of `kept`.
    """
    chosen = set(symbols)
    definitions = []
    for one in program.definitions:
        follows = not chosen.isdisjoint(one.uses) and one.symbol not in chosen and one.symbol not in kept
        if follows and one.symbol.shape.axes and _needs_no_transpose(one, chosen):
            chosen.add(one.symbol)
        definitions.append(_definition(one, chosen))
    inputs = tuple(changed_over(symbol) if symbol in chosen else symbol for symbol in program.inputs)
    output = changed_over(program.output) if program.output in chosen else program.output
    return Program(inputs, tuple(definitions), output)


def _needs_no_transpose(definition: Definition, chosen: Set[Symbol]) -> bool:
    body = _definition(definition, {*chosen, definition.symbol}).body
    return isinstance(body, Node) and not any(isinstance(part, Transpose) for part in walk(body))


def _definition(definition: Definition, chosen: Set[Symbol]) -> Definition:
    symbol, body = definition.symbol, definition.body
    is_turned = symbol in chosen
    if not is_turned and chosen.isdisjoint(definition.uses):
        return definition
    if isinstance(body, ScalarFunction):  # any function of an array is one of its transpose
        arrays = (changed_over(one) if isinstance(one, Symbol) and one in chosen else one for one in body.args)
        return replace(definition, body=ScalarFunction(tuple(arrays)))
    images: dict[Node, Node] = {one: Transpose(changed_over(one)) for one in definition.uses if one in chosen}
    if isinstance(body, IndexDefinition):
        inside = with_images(body.body, images)
        assert isinstance(inside, IndexSum)
        places = body.places[::-1] if is_turned else body.places
        return replace(
            definition, symbol=changed_over(symbol) if is_turned else symbol, body=IndexDefinition(places, inside)
        )
    made = with_images(body, images)
    assert isinstance(made, Node)
    if is_turned:
        return replace(definition, symbol=changed_over(symbol), body=simplified(Transpose(made)))
    return replace(definition, body=made)


def ending_in(program: Program, name: str) -> Program:
    """The same equations up to that of the array of this name, which is differentiated."""
    end = next(at for at, one in enumerate(program.definitions, 1) if one.symbol.name == name)
    return Program(program.inputs, program.definitions[:end], program.definitions[end - 1].symbol)


def changed_equations(program: Program, other: Program, asked: Asked) -> Prose:
    """The first few equations that are written in another way in the second program."""
    pairs = zip(program.definitions, other.definitions, strict=True)
    found = [new for old, new in pairs if _written(old, asked) != _written(new, asked)]
    return joined([equation(one) for one in found[:MOST_EQUATIONS]])


def _written(definition: Definition, asked: Asked) -> str:
    body = definition.body
    places = "" if isinstance(body, Node) else ",".join(index.name for index in body.places)
    return f"{places}: {asked.show(body if isinstance(body, Node) else body.body)}"


def holds_in(program: Program, statement: Statement, reading: Reading, asked: Asked) -> bool:
    """Whether a statement, in the arrays of a reading, holds as it is written with other equations."""
    symbols = {symbol.name: symbol for symbol in program.symbols}
    if any(symbol.name not in symbols for symbol in statement.symbols):
        return False
    subject, plain = _found_by_name(statement.subject, symbols), Reading(reading.body)
    body = reading.body if isinstance(reading.body, Node) else reading.body.body

    def compare(comparing: Comparing) -> bool:
        wanted = targets(subject, plain, program.output)
        return any(are_equal(target.value, body, plain.free, comparing) for target in wanted)

    moving = {program.output, *program.symbols} - set(program.inputs)
    moving |= {symbols[one.name] for one in (*asked.wanted, *statement.symbols) if one.name in symbols}
    held = frozenset(program.inputs) - moving
    facts = facts_in(asked.facts, program)
    return at_points(program, program, compare, show=asked.show, facts=facts, held=held)


def _found_by_name(subject: Subject, symbols: dict[str, Symbol]) -> Subject:
    of = symbols[subject.of.name]
    if isinstance(subject, DerivativeOf):
        return DerivativeOf(of, symbols[subject.by.name])
    return replace(subject, of=of) if not isinstance(subject, ShapeOf) else subject

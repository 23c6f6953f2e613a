"""From the text of a document to what it says: its mathematics read, its names told apart, its equations a program."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matcalc.errors import InputError, InvariantError, LanguageError
from matcalc.forms.program import Program
from matcalc.forms.shapes import Shape
from matcalc.manuscripts.axes_said import softmax_axis
from matcalc.manuscripts.by_itself import by_itself
from matcalc.manuscripts.clock import Clock
from matcalc.manuscripts.conditions import conditions_in
from matcalc.manuscripts.continued import continued
from matcalc.manuscripts.declarations import Declarations
from matcalc.manuscripts.equations import Equation, solutions_in
from matcalc.manuscripts.extrema import extrema_in
from matcalc.manuscripts.facts_read import (
    called_square,
    line_sums_said,
    lines_said_to_sum_to_one,
    sums_said,
    with_sums_of_lines,
)
from matcalc.manuscripts.fitting import Fitted, fitted
from matcalc.manuscripts.formulas import Fault, formulas_in, unread_at
from matcalc.manuscripts.functions_said import Functions, functions_in
from matcalc.manuscripts.layers_between import programs_through_layers, read_in_layers_between
from matcalc.manuscripts.layout_said import layout_said
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.outputs_said import arguments_said
from matcalc.manuscripts.ranges import is_range, ranges_in
from matcalc.manuscripts.redefined import later_equations
from matcalc.manuscripts.rows import with_rows
from matcalc.manuscripts.said import Chain, Said, Unread
from matcalc.manuscripts.said_twice import said_twice
from matcalc.manuscripts.searches import is_search
from matcalc.manuscripts.sets_said import is_equation
from matcalc.manuscripts.signatures import signature_in, signatures_in
from matcalc.manuscripts.sizing import said_shapes
from matcalc.manuscripts.sums_said import sums_of_lines
from matcalc.manuscripts.supposed import NOTHING, Supposed, functions_of_subject, with_positive
from matcalc.manuscripts.taken_in import taken_in
from matcalc.manuscripts.undefined import lost_in, undefined_names
from matcalc.manuscripts.understood import Understood, program_of, program_with, with_output
from matcalc.manuscripts.words import declarations_in
from matcalc.manuscripts.zero_said import concluded_in, led_in, zeros_in
from matcalc.notation.latex_in.every_layer import in_every_layer
from matcalc.notation.latex_in.formula import Member, Relation, Span, Statement
from matcalc.notation.latex_in.names import is_of_indices, vocabulary_of
from matcalc.notation.latex_in.translated import Let, Meaning, Translation
from matcalc.notation.latex_in.vocabulary import Kind, Vocabulary

_HAS_SIZE = re.compile(r"\b(?:eye|ones|zeros)\(")
"""What is as large as the arrays beside it, whose lengths are known only when all equations are."""


@dataclass(frozen=True, slots=True)
class Read:
    """A document with what it says. unread: the mathematics in it that could not be read, in order.

    twice: sentences about names of which its words say two different things.
    """

    manuscript: Manuscript
    understood: Understood
    unread: tuple[Unread, ...]
    twice: tuple[str, ...] = ()


def read(manuscript: Manuscript, supposed: Supposed = NOTHING) -> Read:
    """What a document says, and what is supposed beside that.

    Raises LimitError where the time is up.
    """
    clock = Clock(manuscript)
    with clock.running():
        return _read(manuscript, supposed, clock)


def _read(manuscript: Manuscript, supposed: Supposed, clock: Clock) -> Read:
    text = manuscript.text
    formulas = formulas_in(manuscript, clock)
    clock.at("its names were told apart")
    words = declarations_in(manuscript, formulas.pieces)
    typed = [one for at, each in enumerate(formulas.pieces) for one in each if at not in words.sizes]
    of_sets = [one.place for one in words.hypotheses if one.is_set]
    says_nothing = (is_search, is_range, lambda one: is_equation(one) and any(one.span.is_in(each) for each in of_sets))
    of_arrays = [one for one in typed if signature_in(one) is None and not any(what(one) for what in says_nothing)]
    displayed = {
        one.span.start
        for piece, each in zip(manuscript.pieces, formulas.pieces, strict=True)
        for one in each
        if piece.is_display
    }
    statements = in_every_layer([*continued(of_arrays, displayed)])
    maps = frozenset(key for key, one in signatures_in(typed).items() if one.is_map)
    kinds = {**words.declared.kinds, **({} if supposed.vector is None else {supposed.vector: Kind.VECTOR})}
    declared = replace(
        words.declared, kinds=kinds, maps=maps, functions=frozenset(words.functions), ranges=ranges_in(typed)
    )
    vocabulary = vocabulary_of(statements, declared, text, manuscript.macros)
    arguments = arguments_said(manuscript, formulas.pieces, vocabulary)
    vocabulary = replace(vocabulary, arguments=arguments, softmax_axis=softmax_axis(text))
    runs = [run for statement in statements for run in _equal_runs(statement)]
    equations = [run for run in runs if not is_of_indices(run, vocabulary)]
    told = {**supposed.functions, **words.functions}
    functions = functions_in(equations, vocabulary, told, text, functions_of_subject(text))
    chains, faults = _chains(equations, functions, manuscript, None, clock)
    clock.at("its shapes were found")
    shapes = said_shapes(vocabulary, words.declared)
    declared_shapes = frozenset(shapes)
    understood = _understood(chains, functions, shapes, declared_shapes, words, manuscript, supposed)
    expressions = [one.expression for chain in chains for one in chain.said]
    if understood.program is not None and any(map(_HAS_SIZE.search, expressions)):
        lengths = {symbol.name: tuple(map(str, symbol.shape.axes)) for symbol in understood.program.symbols}
        shapes |= {symbol.name: symbol.shape for symbol in understood.program.inputs}
        chains, faults = _chains(equations, functions, manuscript, lengths, clock)
        understood = _understood(chains, functions, shapes, declared_shapes, words, manuscript, supposed)
    taken = tuple(taken_in(words.hypotheses, understood, manuscript))
    by_chains = line_sums_said(understood.chains, understood.facts_with(taken))
    said_of_lines = (*sums_of_lines(manuscript, formulas.pieces, vocabulary), *by_chains)
    one_hot = lines_said_to_sum_to_one(words, vocabulary, understood.program)
    lines = (*dict.fromkeys((*said_of_lines, *one_hot)), *supposed.lines)
    sums = with_sums_of_lines(understood.sums, lines, understood.program)
    if supposed.positive is not None:
        sums = with_positive(sums, supposed.positive, vocabulary, understood.program)
    defined = understood.equations.keys()
    unread, lost = lost_in([*formulas.faults, *faults], vocabulary, defined)
    lost |= {one.name: one.uses for one, _ in understood.left_out}
    if understood.program is not None:
        lost |= read_in_layers_between(understood.program, vocabulary)
    undefined = undefined_names(chains, vocabulary, defined) | lost.keys()
    announced = layout_said(manuscript)
    letters = vocabulary.customs.lengths | (understood.program.lengths if understood.program else frozenset())
    conditions = conditions_in(manuscript, formulas.pieces).items()
    understood = replace(
        understood,
        undefined=undefined,
        lost=lost,
        sums=sums,
        taken=taken,
        layout=announced.layout,
        conditions={at: one for at, one in conditions if not one.is_about(letters)},
    )
    understood = replace(understood, facts=understood.facts_with(one for one in taken if not one.is_case))
    understood = replace(understood, led=led_in(understood, manuscript))
    understood = replace(understood, zeros=zeros_in(understood, manuscript))
    if announced.has_rows:
        understood = with_rows(understood)
    misfits = (one for _, one in understood.left_out)
    in_order = tuple(sorted((*unread, *misfits), key=lambda one: one.span.start))
    return Read(manuscript, understood, in_order, tuple(said_twice(words, manuscript)))


def _chains(
    statements: Sequence[Statement],
    functions: Functions,
    manuscript: Manuscript,
    lengths: Mapping[str, tuple[str, ...]] | None,
    clock: Clock,
) -> tuple[tuple[Chain, ...], list[Fault]]:
    """The chains that can be read, and what can not. lengths: of arrays by name, where they are known already."""
    chains: list[Chain] = []
    faults: list[Fault] = []
    taken: dict[str, Let] = {}
    for statement in statements:
        clock.at("its equations were understood", statement.span.start)
        try:
            meanings = functions.meanings(statement, manuscript.text, lengths)
            chains.append(_chain(statement, meanings, len(chains), taken, manuscript))
        except LanguageError as error:
            if len(statement.members) > 1:  # a name in a sentence claims nothing
                faults.append(Fault(unread_at(error, statement.span, manuscript), statement))
    return tuple(chains), faults


def _equal_runs(statement: Statement) -> Iterator[Statement]:
    """The parts of a chain between signs that are no equals sign: of z = W x ≤ y the first two members."""
    run: list[Member] = []
    for member in statement.members:
        if member.relation in (None, Relation.EQUAL, Relation.DEFINED):
            run.append(member)
            continue
        if len(run) > 1:
            yield _part(statement, run)
        run = [replace(member, relation=None, sign=None)]
    if len(run) == len(statement.members):
        yield statement
    elif len(run) > 1:
        yield _part(statement, run)


def _part(statement: Statement, members: Sequence[Member]) -> Statement:
    return replace(statement, members=tuple(members), span=Span(members[0].span.start, members[-1].span.end))


def _chain(
    statement: Statement,
    meanings: Sequence[Meaning | None],
    number: int,
    taken: dict[str, Let],
    manuscript: Manuscript,
) -> Chain:
    """A chain of equations. taken: what the formulas before it have given names to, to which its own are added."""
    images = _images([let for meaning in meanings if meaning is not None for let in meaning.lets], taken)
    said = []
    for member, meaning in zip(statement.members, meanings, strict=True):
        line, _ = manuscript.line_and_column(member.span.start)
        typed = manuscript.text[member.span.start : member.span.end]
        said.append(Said(member, None if meaning is None else _renamed(meaning, images), line, typed))
    taken.update((let.name, let) for one in said if one.meaning is not None for let in one.meaning.lets)
    return Chain(statement, tuple(said), number)


def _images(lets: Sequence[Let], taken: Mapping[str, Let]) -> dict[str, str]:
    """Other names for what a formula has no name for, where another formula has given its own that name."""
    images = {}
    names = {*taken, *(let.name for let in lets)}
    for name in dict.fromkeys(let.name for let in lets if let.name in taken):
        images[name] = next(other for number in range(2, len(names) + 3) if (other := f"{name}_{number}") not in names)
        names.add(images[name])
    return images


def _renamed(meaning: Meaning, images: Mapping[str, str]) -> Meaning:
    if not images:
        return meaning
    pattern = re.compile(rf"(?<![\w.])((?:grad_)?)({'|'.join(map(re.escape, images))})(?!\w)")

    def put(text: str) -> str:
        return pattern.sub(lambda match: match[1] + images[match[2]], text)

    def moved(text: Translation) -> Translation:
        return replace(text, text=put(text.text))

    lets = tuple(replace(let, name=images.get(let.name, let.name), body=moved(let.body)) for let in meaning.lets)
    output = images.get(meaning.output, meaning.output)
    return replace(
        meaning, expression=moved(meaning.expression), subject=put(meaning.subject), lets=lets, output=output
    )


def _understood(
    chains: tuple[Chain, ...],
    functions: Functions,
    said: Mapping[str, Shape],
    declared: Collection[str],
    words: Declarations,
    manuscript: Manuscript,
    supposed: Supposed,
) -> Understood:
    """said: the shapes that are known; declared: the names whose shapes the document says."""
    vocabulary = functions.vocabulary
    own = {chain.number: line for chain in chains if (line := functions.program(chain.statement)) is not None}
    of_arrays = [chain for chain in chains if chain.number not in own]
    extrema = tuple(extrema_in(manuscript.text))
    concluded = concluded_in(of_arrays, vocabulary, manuscript.text)
    solutions = solutions_in(of_arrays, extrema, concluded)
    square = called_square(words, vocabulary)

    def fit(some: Sequence[Chain]) -> Fitted:
        return fitted(some, {*solutions, supposed.given}, vocabulary, said, square, manuscript)

    found = fit(of_arrays)
    later = later_equations(of_arrays, found, fit, manuscript)
    program = found.program
    alone = by_itself(of_arrays, vocabulary, declared, square, found)
    for chain in of_arrays:
        try:
            if program is None:
                break
            if (made := program_with(program, chain)) is not None:
                own[chain.number] = made
        except InputError:
            if chain.number in alone:  # else its members are compared with each other
                own[chain.number] = alone.pop(chain.number)
    own |= later.programs
    if program is not None:
        own |= programs_through_layers(program, of_arrays, own, vocabulary)
    sums = sums_said(words, vocabulary, program, of_arrays, supposed.sums)
    solved = _solved(program, found.equations, solutions, found.shapes, vocabulary) if solutions else None
    return Understood(
        chains,
        vocabulary,
        found.equations,
        program,
        own,
        sums=sums,
        solutions=solutions,
        solved=solved,
        alone=alone,
        left_out=found.left_out,
        extrema=extrema,
        concluded=concluded,
        later=later.equations,
    )


def _solved(
    program: Program | None,
    equations: Mapping[str, Equation],
    solutions: Mapping[str, Equation],
    shapes: Mapping[str, Shape],
    vocabulary: Vocabulary,
) -> Program | None:
    """The program in which what is solved for is what it is solved by; None where that can not be."""
    inputs = {name: shape for name, shape in shapes.items() if name not in solutions}
    try:
        found = program_of({**solutions, **equations}, inputs, vocabulary)
    except (InputError, InvariantError):
        return None
    if found is None or program is None:
        return None
    return next((with_output(found, one) for one in found.symbols if one.name == program.output.name), None)

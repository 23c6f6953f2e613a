"""From the text of a document to what it says: its mathematics read, its names told apart, its equations a program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matcalc.errors import InputError, InvariantError, LanguageError, ShapeError
from matcalc.forms.program import Program
from matcalc.forms.shapes import Shape
from matcalc.manuscripts.clock import Clock
from matcalc.manuscripts.conditions import conditions_in
from matcalc.manuscripts.declarations import Declarations
from matcalc.manuscripts.equations import Equation, equations_in, solutions_in
from matcalc.manuscripts.facts_read import called_square, facts_in_words, with_sums_of_lines
from matcalc.manuscripts.functions_said import Functions, functions_in
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.ranges import is_range
from matcalc.manuscripts.said import Chain, Said, Unread
from matcalc.manuscripts.said_twice import said_twice
from matcalc.manuscripts.searches import is_search
from matcalc.manuscripts.signatures import signature_in, signatures_in
from matcalc.manuscripts.sizing import said_shapes, shapes_of
from matcalc.manuscripts.sums_said import sums_of_lines
from matcalc.manuscripts.supposed import NOTHING, POSITIVE, Supposed, functions_of_subject
from matcalc.manuscripts.undefined import undefined_names
from matcalc.manuscripts.understood import Understood, program_of, program_with, with_output
from matcalc.manuscripts.words import declarations_in
from matcalc.notation.latex_in.every_layer import in_every_layer
from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import Member, Relation, Span, Statement
from matcalc.notation.latex_in.names import is_of_indices, vocabulary_of
from matcalc.notation.latex_in.reading import read_statements
from matcalc.notation.latex_in.translated import Let, Meaning, Translation
from matcalc.notation.latex_in.vocabulary import Vocabulary

_EQUATION = re.compile(r"=|\\equiv|\?\?\?")
"""What makes mathematics a statement, and no name in a sentence."""

_BRACE = re.compile(r"\\.|%[^\n]*|([{}])", re.DOTALL)

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

    Raises LanguageError, with the place in the document, where its equations do not fit, and LimitError where the time
    is up.
    """
    clock = Clock(manuscript)
    with clock.running():
        return _read(manuscript, supposed, clock)


def _read(manuscript: Manuscript, supposed: Supposed, clock: Clock) -> Read:
    text = manuscript.text
    formulas: list[tuple[Statement, ...]] = []
    unread: list[Unread] = []
    for piece in manuscript.pieces:
        clock.at("its formulas were read", piece.whole.start)
        try:
            formulas.append(read_statements(text, piece.inside.start, piece.inside.end, manuscript.macros))
        except LanguageError as error:
            formulas.append(())
            inside = text[piece.inside.start : piece.inside.end]
            if _EQUATION.search(inside) or not _braces_fit(inside):
                unread.append(_unread(error, piece.inside, manuscript))
    clock.at("its names were told apart")
    words = declarations_in(manuscript, formulas)
    if supposed.positive is not None:
        words = words.supposing(supposed.positive, POSITIVE)
    typed = [one for at, each in enumerate(formulas) for one in each if at not in words.sizes]
    says_nothing = (is_search, is_range)
    of_arrays = [one for one in typed if signature_in(one) is None and not any(what(one) for what in says_nothing)]
    statements = in_every_layer(of_arrays)
    maps = frozenset(key for key, one in signatures_in(typed).items() if one.is_map)
    vocabulary = vocabulary_of(
        statements, replace(words.declared, maps=maps, functions=frozenset(words.functions)), text, manuscript.macros
    )
    runs = [run for statement in statements for run in _equal_runs(statement)]
    equations = [run for run in runs if not is_of_indices(run, vocabulary)]
    told = {**supposed.functions, **words.functions}
    functions = functions_in(equations, vocabulary, told, text, functions_of_subject(text))
    chains, faults = _chains(equations, functions, manuscript, None, clock)
    clock.at("its shapes were found")
    shapes = said_shapes(vocabulary, words.declared)
    understood = _understood(chains, functions, shapes, words, manuscript, supposed)
    expressions = [one.expression for chain in chains for one in chain.said]
    if understood.program is not None and any(map(_HAS_SIZE.search, expressions)):
        lengths = {symbol.name: tuple(map(str, symbol.shape.axes)) for symbol in understood.program.symbols}
        shapes |= {symbol.name: symbol.shape for symbol in understood.program.inputs}
        chains, faults = _chains(equations, functions, manuscript, lengths, clock)
        understood = _understood(chains, functions, shapes, words, manuscript, supposed)
    undefined = undefined_names(equations, chains, vocabulary, understood.equations.keys())
    lines = tuple(sums_of_lines(manuscript, formulas, vocabulary))
    facts = with_sums_of_lines(understood.facts, lines, understood.program)
    letters = vocabulary.customs.lengths | (understood.program.lengths if understood.program else frozenset())
    conditions = {at: one for at, one in conditions_in(manuscript, formulas).items() if not one.is_about(letters)}
    understood = replace(understood, undefined=undefined, facts=facts, conditions=conditions)
    in_order = tuple(sorted((*unread, *faults), key=lambda one: one.span.start))
    return Read(manuscript, understood, in_order, tuple(said_twice(words, manuscript)))


def _braces_fit(formula: str) -> bool:
    """Whether as many braces close in a formula as open. Brackets are no such sign: people write [0, 1)."""
    braces = [found[1] for found in _BRACE.finditer(formula) if found[1]]
    return braces.count("{") == braces.count("}")


def _chains(
    statements: Sequence[Statement],
    functions: Functions,
    manuscript: Manuscript,
    lengths: Mapping[str, tuple[str, ...]] | None,
    clock: Clock,
) -> tuple[tuple[Chain, ...], list[Unread]]:
    """The chains that can be read, and what can not. lengths: of arrays by name, where they are known already."""
    chains: list[Chain] = []
    unread: list[Unread] = []
    taken: dict[str, Let] = {}
    for statement in statements:
        clock.at("its equations were understood", statement.span.start)
        try:
            meanings = functions.meanings(statement, manuscript.text, lengths)
            chains.append(_chain(statement, meanings, len(chains), taken, manuscript))
        except LanguageError as error:
            if len(statement.members) > 1:  # a name in a sentence claims nothing
                unread.append(_unread(error, statement.span, manuscript))
    return tuple(chains), unread


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


def _unread(error: LanguageError, span: Span, manuscript: Manuscript) -> Unread:
    if isinstance(error, LatexError):
        span = error.span
    line, column = manuscript.line_and_column(span.start)
    return Unread(span, line, column, str(error))


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
    words: Declarations,
    manuscript: Manuscript,
    supposed: Supposed,
) -> Understood:
    vocabulary = functions.vocabulary
    own = {chain.number: alone for chain in chains if (alone := functions.program(chain.statement)) is not None}
    of_arrays = [chain for chain in chains if chain.number not in own]
    equations = equations_in(of_arrays)
    try:
        square = called_square(words, vocabulary)
        shapes = shapes_of(equations, of_arrays, vocabulary, said, square)
        program = program_of(equations, shapes, vocabulary)
    except (LanguageError, ShapeError) as error:
        raise _placed(error, equations, manuscript) from error
    for chain in of_arrays:
        try:
            if program is None:
                break
            if (made := program_with(program, chain)) is not None:
                own[chain.number] = made
        except InputError:
            continue  # its members are compared with each other then
    facts = facts_in_words(words, vocabulary, program, of_arrays, supposed.sums)
    solutions = solutions_in(of_arrays)
    solved = _solved(program, equations, solutions, shapes, vocabulary) if solutions else None
    return Understood(chains, vocabulary, equations, program, own, facts, solutions, solved)


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


def _placed(error: LanguageError | ShapeError, equations: Mapping[str, Equation], manuscript: Manuscript) -> InputError:
    """The error at its place in the document."""
    message = str(error).partition("\n")[0]
    for equation in equations.values():
        said = equation.said
        if error.text == equation.text and error.column is not None and said is not None and said.meaning is not None:
            column = error.column - equation.start
            span = said.meaning.expression.source(column) if column >= 0 else said.member.span
            return manuscript.error(message, span.start)
    return InputError(f"{manuscript.name}: {message}")

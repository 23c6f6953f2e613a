"""From what a person types, an expression and the equations before it, to a problem."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from matcalc.engine.temporaries import first_free
from matcalc.errors import InputError, LanguageError
from matcalc.forms.matrix_form import Node, ScalarFunction, Symbol
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.notation.inference import Statement, infer_shapes, statement
from matcalc.notation.operations import SCALAR_FUNCTION
from matcalc.notation.repairs import shortened
from matcalc.notation.text_in import parse_definition, parse_matrix
from matcalc.problems.assumptions import read_assumptions
from matcalc.problems.choices import with_choices
from matcalc.problems.equations import fault_of_body, used_too_early
from matcalc.problems.handed_on import with_copies
from matcalc.problems.names import fault_of_name
from matcalc.problems.output import contains_unknown
from matcalc.problems.problem import NO_VARIABLE, Problem
from matcalc.problems.tables import nearest, shown
from matcalc.problems.typed import Typed

NAME = "expression"
"""What a problem that was typed in is called."""

MOST_LINES = 1_000

_WORD = re.compile(r"[^\W\d]\w*")

INFERRED = "given; its shape is inferred"
"""What is said of an input of which nobody says anything."""


def problem_of_expression(typed: Typed) -> Problem:
    """The problem that was typed. What nobody declared is inferred; what can not be inferred is asked for.

    Raises InputError for whatever can not be read or does not fit, with the place and what to do.
    """
    if not typed.wrt:
        raise InputError(NO_VARIABLE)
    program, inferred = program_of_typed(typed)
    return problem_of_program(program, typed.expression, typed, dict.fromkeys(inferred, INFERRED))


def program_of_typed(typed: Typed) -> tuple[Program, tuple[str, ...]]:
    """The equations that were typed, and the names whose shapes were inferred. Raises InputError as above."""
    assumptions = read_assumptions(typed.assume)
    lines = _lines(typed)
    inferred = infer_shapes(lines, typed.shapes, [fact.name for fact in assumptions if fact.is_of_square])
    for name in inferred:
        if fault := fault_of_name(name):
            raise InputError(fault)
    inputs = {name: Symbol(name, shape) for name, shape in (*typed.shapes.items(), *inferred.items())}
    return _program(typed, lines, inputs), tuple(inferred)


def problem_of_program(program: Program, text: str, typed: Typed, meanings: Mapping[str, str]) -> Problem:
    """A program without a file, asked what was typed. text: what is differentiated, for the title."""
    problem = Problem(
        name=NAME,
        title=f"Derivative of {shortened(' '.join(text.split()))}",
        about="",
        source="",
        program=program,
        meanings={name: words for name, words in meanings.items() if name in {s.name for s in program.symbols}},
        styles={},
        requests=(),
    )
    return with_choices(problem.asking_for(typed.wrt), typed.order, read_assumptions(typed.assume), typed.hvp)


def _lines(typed: Typed) -> tuple[Statement, ...]:
    """The lets, then the expression unless it only names an array that they define."""
    if len(typed.lets) >= MOST_LINES:
        raise InputError(f"a program has at most {MOST_LINES:,} lines, not {len(typed.lets) + 1:,}")
    lines = [statement(let) for let in typed.lets]
    for line in lines:
        if line.name is None:
            message = f"{shown(line.text.strip())} has no name: an equation is written name = …, z = W @ a + b"
            raise LanguageError(message, line.text, 0)
    last = statement(typed.expression)
    if last.name is not None or last.text.strip() not in {line.name for line in lines}:
        lines.append(last)
    return tuple(lines)


def _program(typed: Typed, lines: Sequence[Statement], inputs: dict[str, Symbol]) -> Program:
    symbols = dict(inputs)
    definitions = [_definition(line, lines, symbols, typed) for line in lines]
    named = {definition.symbol.name: definition.symbol for definition in definitions}
    output = named.get(typed.expression.strip(), definitions[-1].symbol)
    return program_of(tuple(inputs.values()), definitions, output, typed.upstream)


def program_of(
    inputs: Sequence[Symbol], definitions: Sequence[Definition], output: Symbol, upstream: Sequence[str]
) -> Program:
    """The program that ends in `output`, or in E, any function of the arrays named in `upstream`."""
    if upstream:
        definitions = (*definitions, _upstream(upstream, inputs, definitions))
        output = definitions[-1].symbol
    end = next(at for at, definition in enumerate(definitions, 1) if definition.symbol is output)
    for definition in definitions[:end]:
        if contains_unknown(definition, definitions[end - 1]):
            raise InputError(
                f"{definition.symbol.name}: the unknown function E(…) can only be the whole of what is differentiated"
            )
    return Program(tuple(inputs), with_copies(inputs, definitions[:end]), output)


def _definition(line: Statement, lines: Sequence[Statement], symbols: dict[str, Symbol], typed: Typed) -> Definition:
    """The definition that a line stands for; its symbol is put among the symbols."""
    later = {other.name for other in lines if other.name is not None} - symbols.keys()
    if line.name is not None and (fault := fault_of_name(line.name)):
        raise LanguageError(fault, line.text, 0)
    try:
        name, body, shape = _read(line, symbols, typed)
    except LanguageError as error:
        if fault := used_too_early(error, line.name, later, "equation"):
            raise LanguageError(fault, error.text, error.column) from None
        raise
    if fault := fault_of_body(body, frozenset(symbols) | later):
        raise LanguageError(fault, line.text, 0)
    if name in {length for symbol in symbols.values() for side in symbol.shape.axes for length in side.names}:
        message = f"{name} is the name of a dimension: call the array or the dimension something else"
        raise LanguageError(message, line.text, 0)
    symbols[name] = Symbol(name, shape)
    return Definition(symbols[name], body, is_temporary=line.name is None and not isinstance(body, ScalarFunction))


def _read(line: Statement, symbols: Mapping[str, Symbol], typed: Typed) -> tuple[str, Node | IndexDefinition, Shape]:
    if line.name is not None:
        parsed = parse_definition(line.text, symbols)
        return parsed.name, parsed.body, parsed.shape
    if line.is_index_form:
        name = _fresh(SCALAR, typed, symbols)
        parsed = parse_definition(f"{name} = {line.text.strip()}", symbols)
        return name, parsed.body, parsed.shape
    body = parse_matrix(line.text, symbols)
    if isinstance(body, ScalarFunction):
        _require_free_name(symbols)
        return SCALAR_FUNCTION, body, SCALAR
    if typed.upstream:
        raise InputError(
            "with --upstream (upstream=), what is typed is an equation that gives the array a name, such as "
            f"{shortened(typed.upstream[0])} = {shortened(line.text.strip())}, or the name of one defined before"
        )
    return _fresh(body.shape, typed, symbols), body, body.shape


def _upstream(upstream: Sequence[str], inputs: Sequence[Symbol], definitions: Sequence[Definition]) -> Definition:
    """E, any scalar function of the arrays that were named."""
    if isinstance(definitions[-1].body, ScalarFunction):
        raise InputError("E(…) is an unknown function already: leave --upstream (upstream=) out")
    symbols = {symbol.name: symbol for symbol in (*inputs, *(definition.symbol for definition in definitions))}
    _require_free_name(symbols)
    for at, name in enumerate(upstream):
        if name not in symbols:
            raise InputError(f"upstream: there is no array called {shown(name)}{nearest(name, tuple(symbols))}")
        if name in upstream[:at]:
            raise InputError(f"upstream: {name} is named twice")
    return Definition(Symbol(SCALAR_FUNCTION, SCALAR), ScalarFunction(tuple(symbols[name] for name in upstream)))


def _require_free_name(symbols: Collection[str]) -> None:
    if SCALAR_FUNCTION in symbols:
        raise InputError(f"{SCALAR_FUNCTION} is the unknown function, and an array has that name already: rename it")


def _fresh(shape: Shape, typed: Typed, symbols: Collection[str]) -> str:
    """A name for what is differentiated that stands nowhere in what was typed."""
    texts = (typed.expression, *typed.lets, *typed.wrt, typed.hvp or "")
    taken = {word for text in texts for word in _WORD.findall(text)} | set(symbols)
    taken |= {name for declared in typed.shapes.values() for side in declared.axes for name in side.names}
    return fresh_output(shape, taken)


def fresh_output(shape: Shape, taken: Collection[str]) -> str:
    """A name for an output of that shape: E for a scalar, y for a vector, Y for a matrix, unless it is taken."""
    letters = "ELJ" if shape.is_scalar else "yuq" if len(shape.axes) == 1 else "YFM"
    return first_free(letters, taken)

"""The opening of a document: every symbol with its meaning and shape, the layout, and what is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from matcalc.chain import Gradient
from matcalc.documents.chains import Detail
from matcalc.documents.declared import declared
from matcalc.documents.page import Block, Bullets, Equation, Heading, Part, Sentence, Table
from matcalc.documents.signs import basic_signs, signs_and_lemmas
from matcalc.documents.vocabulary import (
    clashing_names,
    entrywise_power,
    indices,
    kinks,
    named_cotangents,
    several_paths,
    unknown_functions,
)
from matcalc.engine.differentiation import Differentiation
from matcalc.forms.functions import Function
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Apply, Cotangent, ScalarFunction, Symbol
from matcalc.forms.program import Definition, Program
from matcalc.problems.problem import Problem

MOST_NAMES = 12
"""How many names a sentence lists before it says 'and so on'."""


def conventions(
    problem: Problem, differentiation: Differentiation, detail: Detail, seconds: Sequence[Differentiation] = ()
) -> tuple[Block, ...]:
    """The blocks that state the conventions. seconds: what else the page shows."""
    page = (differentiation, *seconds)
    signs = basic_signs(page)
    statements = (
        *_statements(problem, differentiation, detail, seconds),
        *([("Signs: ", *signs)] if signs else []),
        *signs_and_lemmas(page),
    )
    return (Heading(("Conventions",)), symbol_table(problem, differentiation.program), Bullets(statements))


def symbol_table(problem: Problem, program: Program) -> Table:
    """Symbol, meaning and shape of every input and of every definition."""
    defined = {definition.symbol: definition for definition in program.definitions}
    rows = tuple(
        ((symbol,), _meaning(problem, symbol, defined.get(symbol)), (symbol.shape,)) for symbol in program.symbols
    )
    return Table(("symbol", "meaning", "shape"), rows, wide=1)


def index_ranges(found: Iterable[Index]) -> Sentence:
    """i, l = 1, …, m; j = 1, …, n."""
    by_range: dict[str, list[Index]] = {}
    for index in found:
        by_range.setdefault(str(index.range), []).append(index)
    words: list[Part] = []
    for group in by_range.values():
        words += ["; "] if words else []
        words += [*_listed(group, ", "), " = 1, …, ", group[0].range]
    return tuple(words)


def listed(parts: Sequence[Part]) -> Sentence:
    """a, b and c; a long list is cut."""
    if len(parts) > MOST_NAMES:
        return (*_listed(parts[: MOST_NAMES - 1], ", "), ", … and ", parts[-1])
    if len(parts) < 2:
        return tuple(parts)
    return (*_listed(parts[:-1], ", "), " and ", parts[-1])


def dependence(program: Program) -> Sentence:
    """What the output is: any function of the given variables, or the last equation."""
    output, given = program.output, program.given
    if given:
        return (output, " is any differentiable scalar function of ", *listed(given))
    kind = "scalar" if output.shape.is_scalar else "array"
    return (output, f" is the {kind} that the last equation defines")


def _listed(parts: Sequence[Part], separator: str) -> list[Part]:
    words: list[Part] = []
    for part in parts:
        words += [separator, part] if words else [part]
    return words


def _meaning(problem: Problem, symbol: Symbol, definition: Definition | None) -> Sentence:
    if words := problem.meanings.get(symbol.name):
        return (words,)
    if definition is None:
        return ("given",)
    if isinstance(definition.body, ScalarFunction):
        return ("scalar error, any differentiable function of ", *listed(definition.body.args))
    if symbol is problem.program.output:
        return ("what is differentiated, defined below",)
    return ("a short name, defined below" if definition.is_temporary else "defined below",)


def _statements(
    problem: Problem, differentiation: Differentiation, detail: Detail, seconds: Sequence[Differentiation]
) -> Iterable[Sentence]:
    program = differentiation.program
    output = program.output
    yield ("A vector is a column; a shape is written rows × columns.",)
    yield (
        "Layout: a gradient has the shape of the variable it belongs to. "
        "In a Jacobian the rows follow the output and the columns the variable.",
    )
    if given := program.given:
        gradients = listed([Gradient(symbol, output) for symbol in given])
        yield ("Given: ", *gradients, ". Beyond that, ", *dependence(program), ".")
    else:
        yield (*dependence(program), "; nothing else is given.")
    if names := named_cotangents(problem, differentiation):
        yield ("Short names: ", *_short_names(names, output), ".")
    for use in unknown_functions(differentiation):
        derivative = Apply(Function(use.function.name, 1), use.arg)
        yield (
            use,
            " applies one function to each entry of ",
            use.arg,
            "; ",
            derivative,
            " holds its derivatives there.",
        )
    if several_paths(differentiation):
        yield (
            "A derivative of one array of this page by another is taken in the equation of the first alone, every "
            "other name being held fixed; what reaches the output through those names is added by the chain rule.",
        )
    yield from declared(problem.choices.facts)
    found = dict.fromkeys(kink for part in (differentiation, *seconds) for kink in kinks(part))
    for kink in found:
        yield (f"Convention: {kink}.",)
    if power := entrywise_power(differentiation, expanded=detail is Detail.FULL):
        yield ("The circle in ", power, " says that each entry is raised to the power by itself.")
    everywhere = indices(differentiation)
    clashing = clashing_names(everywhere)
    if clear := [index for index in everywhere if index.name not in clashing]:
        yield ("Indices: ", *index_ranges(clear), ".")


def _short_names(names: Sequence[Symbol], output: Symbol) -> Sentence:
    equations = [Equation(Cotangent(name, output.shape), Gradient(name, output)) for name in names]
    return listed(equations)

"""The opening of a document: every symbol with its meaning and shape, the layout, and what is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from matcalc.chain import Gradient
from matcalc.documents.chains import Detail
from matcalc.documents.declared import declared
from matcalc.documents.derived import Derived
from matcalc.documents.implicit import function_of_arrays, meaning
from matcalc.documents.layouts import layout_words
from matcalc.documents.lists import listed, separated
from matcalc.documents.page import Block, Bullets, Heading, Part, Sentence, Table
from matcalc.documents.presentation import Presentation
from matcalc.documents.short_names import short_names
from matcalc.documents.signs import basic_signs, signs_and_lemmas
from matcalc.documents.steps import for_each, labels_said, listed_members
from matcalc.documents.vocabulary import (
    clashing_names,
    entrywise_powers,
    indices,
    kinks,
    several_paths,
    unknown_functions,
)
from matcalc.engine.differentiation import Residual
from matcalc.engine.matrix_route import RouteName
from matcalc.forms.functions import Function
from matcalc.forms.indices import Index
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Apply, ScalarFunction, Symbol
from matcalc.forms.program import Definition, Program
from matcalc.notation.glyphs import Glyphs
from matcalc.problems.problem import Problem

SHAPES: Sentence = ("A vector is a column; a shape is written rows × columns.",)


def conventions(
    derived: Derived,
    presentation: Presentation,
    shown: Sequence[Block],
    glyphs: Glyphs,
    *,
    last: Sequence[Sentence] = (),
    on_sheet: bool = False,
) -> tuple[Block, ...]:
    """The blocks that state the conventions. shown: the rest of the page, but for what introduces its own names.

    last: what is stated after all else. on_sheet: whether a worksheet opens with them, where other layouts than its own
    are no help.
    """
    signs = basic_signs(derived.parts, glyphs)
    layout = _on_sheet(derived, presentation) if on_sheet else _layout(derived, presentation)
    given = (*layout, *labels_said(derived.program), _given(derived.program))
    others = (
        *_statements(derived, presentation.detail),
        *([("Signs: ", *signs)] if signs else []),
        *signs_and_lemmas(derived.parts),
        *last,
    )
    names = short_names((Bullets((*given, *others)), *shown), derived.differentiation, glyphs)
    short: list[Sentence] = [("Short names: ", *listed(names), ".")] if names else []
    table = symbol_table(derived.problem, derived.program, derived.differentiation.residuals)
    return (Heading(("Conventions",)), table, Bullets((*given, *short, *others)))


def symbol_table(problem: Problem, program: Program, residuals: Sequence[Residual] = ()) -> Table:
    """Symbol, meaning and shape of every input and of every definition. residuals: of the equations that are solved."""
    alone = [residual.differentiation.program for residual in residuals]
    defined = {definition.symbol: definition for each in (*alone, program) for definition in each.definitions}
    rows = tuple(
        ((symbol,), _meaning(problem, symbol, defined.get(symbol), residuals), (symbol.shape,))
        for symbol in _with_those_of(residuals, program)
    )
    return Table(("symbol", "meaning", "shape"), rows, wide=1)


def _with_those_of(residuals: Sequence[Residual], program: Program) -> Iterator[Symbol]:
    """The symbols of the program; before the derivative of a residual, those that only its own section has."""
    known = set(program.symbols)
    own = {residual.jacobian: residual.differentiation.program.symbols for residual in residuals}
    for symbol in program.symbols:
        yield from (other for other in own.get(symbol, ()) if other not in known)
        yield symbol


def index_ranges(found: Iterable[Index]) -> Sentence:
    """i, l = 1, …, m; j = 1, …, n."""
    by_range: dict[str, list[Index]] = {}
    for index in found:
        by_range.setdefault(str(index.range), []).append(index)
    words: list[Part] = []
    for group in by_range.values():
        words += ["; "] if words else []
        words += [*separated(group), " = 1, …, ", group[0].range]
    return tuple(words)


def dependence(program: Program) -> Sentence:
    """What the output is: any function of the given variables, or the last equation."""
    output, given = program.output, program.given
    if given:
        return (output, " is any differentiable scalar function of ", *listed_members(given))
    kind = "scalar" if output.shape.is_scalar else "array"
    return (output, f" is the {kind} that the last equation defines")


def function_words(program: Program) -> Iterator[Sentence]:
    """What is said of each unknown function, elementwise or of whole arrays."""
    for use in unknown_functions(program):
        derivative = Apply(Function(use.function.name, 1), use.arg)
        yield (
            use,
            " applies one function to each entry of ",
            use.arg,
            "; ",
            derivative,
            " holds its derivatives there.",
        )
    yield from function_of_arrays(program)


def _meaning(
    problem: Problem, symbol: Symbol, definition: Definition | None, residuals: Sequence[Residual]
) -> Sentence:
    if words := problem.meanings.get(symbol.name):
        return (words,)
    if definition is None:
        return ("given",)
    if words_of_solution := meaning(definition, residuals):
        return words_of_solution
    if isinstance(definition.body, ScalarFunction):
        return ("scalar error, any differentiable function of ", *listed_members(definition.body.args))
    if symbol is problem.program.output:
        return ("what is differentiated, defined below",)
    if isinstance(definition.body, Symbol) and symbol in problem.program.given:
        return (definition.body, " as ", problem.program.output, " sees it directly")
    return ("a short name, defined below" if definition.is_temporary else "defined below",)


def _layout(derived: Derived, presentation: Presentation) -> Iterable[Sentence]:
    yield SHAPES
    yield layout_words(derived, presentation)


def _on_sheet(derived: Derived, presentation: Presentation) -> Iterable[Sentence]:
    output = derived.program.output
    if presentation.layout is not Layout.GRADIENT or not output.shape.is_scalar:
        yield from _layout(derived, presentation)
        return
    yield SHAPES
    variable = derived.problem.requests[0].request.wrt
    yield (Gradient(variable, output), " has the shape of ", variable, ", and so has every other gradient.")


def _given(program: Program) -> Sentence:
    if given := program.given:
        gradients = listed([Gradient(symbol, program.output) for symbol in given])
        return ("Given: ", *gradients, *for_each(given), ". Beyond that, ", *dependence(program), ".")
    return (*dependence(program), "; nothing else is given.")


def _statements(derived: Derived, detail: Detail) -> Iterable[Sentence]:
    problem, program, parts = derived.problem, derived.program, derived.parts
    yield from function_words(program)
    if derived.shown != (RouteName.DIFFERENTIAL,) and several_paths(derived.differentiation):
        yield (
            "A derivative of one array of this page by another is taken in the equation of the first alone, every "
            "other name being held fixed; what reaches the output through those names is added by the chain rule.",
        )
    yield from declared(problem.choices.facts)
    found = dict.fromkeys(kink for part in (program, *derived.programs[1:]) for kink in kinks(part))
    for kink in found:
        yield (f"Convention: {kink}.",)
    powers = [power for part in parts for power in entrywise_powers(part, expanded=detail is Detail.FULL)]
    if power := next((power for power in powers if power.exponent == 2), next(iter(powers), None)):
        yield ("The circle in ", power, " says that each entry is raised to the power by itself.")
    everywhere = indices(derived.differentiation) if derived.shows_indices else ()
    clashing = clashing_names(everywhere)
    if clear := [index for index in everywhere if index.name not in clashing]:
        yield ("Indices: ", *index_ranges(clear), ".")

"""[[solve]]: which conditions are to be solved, for which inputs, and what is put in of the solutions before."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.errors import InputError
from matcalc.forms.facts import Property
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import Program
from matcalc.forms.traversal import symbols_in, walk
from matcalc.notation.names import GRADIENT_PREFIX
from matcalc.notation.text_in import parse_matrix
from matcalc.problems.problem import Problem, ProblemSolve
from matcalc.problems.tables import Table, nearest, shown

KEYS = ("for", "of", "using", "expect")


def read_solves(top: Table, problem: Problem) -> tuple[ProblemSolve, ...]:
    """The conditions of the tables [[solve]]. Raises InputError that begins with the place of what is wrong."""
    found: list[ProblemSolve] = []
    for table in top.tables("solve"):
        table.require(KEYS, ("for",))
        try:
            found.append(_solve(table, problem, found))
        except InputError as error:
            raise error if str(error).startswith(table.place) else table.error(str(error)) from error
    return tuple(found)


def solves_for(problem: Problem, names: Sequence[str]) -> tuple[ProblemSolve, ...]:
    """The conditions that the gradients at these inputs are 0. Raises InputError where one can not be asked."""
    return tuple(_of_gradient(problem, _unknown(problem, name)) for name in dict.fromkeys(names))


def _solve(table: Table, problem: Problem, before: Sequence[ProblemSolve]) -> ProblemSolve:
    unknown = _unknown(problem, table.text("for"))
    using = _using(table, before)
    earlier = next((one for one in reversed(before) if one.unknown is unknown), None)
    if earlier is not None:
        if "of" in table.values or not using:
            raise table.error(
                f"{unknown.name} is solved for above already: say with `using` which solutions are put into that one, "
                "and leave `of` out"
            )
        solve = ProblemSolve(unknown, earlier.wanted, using)
    elif "of" in table.values:
        solve = _of_expression(table, problem, unknown, using)
    else:
        solve = ProblemSolve(unknown, _of_gradient(problem, unknown).wanted, using)
    if fault := _bound(unknown, problem):
        raise table.error(
            f"{unknown.name} is declared {fault}, and an equation is solved for all its entries as independent: leave "
            "out what is declared, or solve a condition with a multiplier"
        )
    expect = table.optional_text("expect")
    if expect is not None:
        value = _read(f"expect = {shown(expect)}", expect, problem)
        if value.shape != unknown.shape:
            raise table.error(f"expect is {value.shape}, and {unknown.name} is {unknown.shape}")
    return ProblemSolve(solve.unknown, solve.wanted, solve.using, expect)


def _unknown(problem: Problem, name: str) -> Symbol:
    """The input of that name."""
    program = problem.program
    if program.labels:
        raise InputError(
            "nothing is solved for in a problem with families of arrays: write the condition of one member, without "
            "its label, in a problem of its own"
        )
    inputs = {symbol.name: symbol for symbol in program.inputs}
    if name in inputs:
        return inputs[name]
    if any(symbol.name == name for symbol in program.symbols):
        raise InputError(f"{name} is given by an equation: solve for an input, one of {', '.join(inputs)}")
    raise InputError(f"for: there is no input called {shown(name)}{nearest(name, tuple(inputs))}")


def _using(table: Table, before: Sequence[ProblemSolve]) -> tuple[Symbol, ...]:
    known = {one.unknown.name: one.unknown for one in before}
    names = table.texts("using")
    for name in names:
        if name not in known:
            there = nearest(name, tuple(known)) if known else ": it comes before this one"
            raise table.error(f"using: no [[solve]] above is for {shown(name)}{there}")
    return tuple(known[name] for name in dict.fromkeys(names))


def _of_gradient(problem: Problem, at: Symbol) -> ProblemSolve:
    """The condition that the gradient at an input is 0, to be solved for it."""
    output = problem.program.output
    if not output.shape.is_scalar:
        raise InputError(
            f"a gradient that is to be 0 is that of a scalar, and {output.name} has the shape {output.shape}: "
            "differentiate a scalar, or say with `of` which expression is to be 0"
        )
    if problem.program.given:
        raise InputError(
            f"{output.name} is any function here, so nothing says where its gradient is 0: differentiate an "
            "expression, or say with `of` which expression is to be 0"
        )
    derived = [asked.request.wrt for asked in problem.requests]
    if at not in derived:
        names = ", ".join(symbol.name for symbol in derived)
        raise InputError(
            f"the gradient at {at.name} is not derived, only that at {names}: ask for it too, with a [[derive]] (--wrt)"
        )
    if numbers := problem.choices.facts.numbers_of(at):
        raise InputError(
            f"each entry of {at.name} is declared to be one of {', '.join(map(str, numbers))}, and a gradient says "
            "nothing of the least value among these: solve for another name, or drop that fact"
        )
    if fault := _bound(at, problem):
        raise InputError(
            f"{at.name} is declared {fault}, and a gradient takes all its entries as independent: that it is 0 is not "
            "the condition; write one with a multiplier"
        )
    return ProblemSolve(at, at)


def _bound(at: Symbol, problem: Problem) -> str:
    """What is declared of an input that ties its entries to each other, other than symmetry."""
    facts = problem.choices.facts
    if (total := facts.sum_of(at)) is not None:
        return f"to sum to {total}"
    for axis, lines in enumerate(("columns", "rows")):
        if (total := facts.sum_along(at, axis)) is not None:
            return f"to have {lines} that sum to {total}"
    tied = (Property.ORTHOGONAL, Property.DIAGONAL)
    return next((one.value for one in tied if one in facts.of(at)), "")


def _of_expression(table: Table, problem: Problem, unknown: Symbol, using: tuple[Symbol, ...]) -> ProblemSolve:
    text = table.text("of")
    wanted = _read(f"of = {shown(text)}", text, problem)
    if isinstance(wanted, Cotangent):
        return ProblemSolve(unknown, _of_gradient(problem, wanted.of).wanted, using)
    if any(isinstance(part, Cotangent) for part in walk(wanted)):
        raise table.error(
            f"of: a gradient is to be 0 by itself, as in {GRADIENT_PREFIX}{unknown.name}; it is no part of a longer "
            "expression"
        )
    if isinstance(wanted, Symbol):
        raise table.error(f"of: {wanted.name} is a name; write the expression that is to be 0, or grad_{wanted.name}")
    if not using and unknown not in depended_on(wanted, problem.program):
        raise table.error(f"of: {unknown.name} does not stand in {shown(text)}, so nothing can be solved for it")
    return ProblemSolve(unknown, wanted, using)


def depended_on(expression: Node, program: Program) -> frozenset[Symbol]:
    """Every symbol that an expression reads, itself or through equations."""
    found = set(symbols_in(expression))
    for definition in reversed(program.definitions):
        if definition.symbol in found:
            found.update(definition.uses)
    return frozenset(found)


def _read(what: str, text: str, problem: Problem) -> Node:
    symbols = {symbol.name: symbol for symbol in problem.program.symbols}
    try:
        return parse_matrix(text, symbols, problem.program.output.shape, problem.program.lengths)
    except InputError as error:
        raise InputError(f"{what}: {error}") from error

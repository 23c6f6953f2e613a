"""The algorithms of a derivation: the first derivatives together, each second derivative, each solution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from matcalc.chain import Gradient
from matcalc.codegen.parameters import symbol_of
from matcalc.documents.algorithm import Algorithm
from matcalc.documents.algorithm_lines import Lines, Named, Result, Wanted, derivative_lines, value_lines
from matcalc.documents.conventions import dependence
from matcalc.documents.declared import facts_said
from matcalc.documents.derived import Derived, Isolated, Second
from matcalc.documents.implicit import meaning
from matcalc.documents.lists import listed
from matcalc.documents.page import Equation, Part, Sentence
from matcalc.documents.steps import for_each, last, letter, listed_members
from matcalc.engine.differentiation import Residual
from matcalc.forms.differentials import Jacobian
from matcalc.forms.families import generic
from matcalc.forms.implicit import Implicit
from matcalc.forms.index_form import Entry
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Apply, Cotangent, Node, ScalarFunction, Symbol
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.traversal import walk
from matcalc.notation.glyphs import Glyphs
from matcalc.problems.expression import INFERRED
from matcalc.problems.problem import Problem


def algorithms(derived: Derived, glyphs: Glyphs, layout: Layout) -> tuple[Algorithm, ...]:
    """All of them, in the order of the page. Raises InputError where a loop over families of arrays can not be made."""
    wrt = tuple(asked.request.wrt.name for asked in derived.problem.requests)
    first = Wanted(derived.problem, derived.programs, derived.differentiation, wrt, glyphs, layout)
    last = {one.solve.unknown: one for one in derived.solutions if one.solution.value is not None}
    return (
        _of_gradients(first),
        *(_of_second(derived, second, glyphs, layout) for second in derived.seconds),
        *(_of_solution(derived, one) for one in last.values()),
    )


def _of_gradients(wanted: Wanted) -> Algorithm:
    lines, output, problem = derivative_lines(wanted), wanted.output, wanted.problem
    kind = "gradient" if output.shape.is_scalar else "Jacobian"
    named = listed([gradient.of for gradient in wanted.gradients])
    title = (f"{kind}{'s' if len(wanted.wrt) > 1 else ''} of ", output, " at ", *named)
    where = _left_out(wanted, lines, (output, *problem.program.given))
    return _algorithm(problem, title, lines, where, wanted.differentiation.residuals)


def _of_second(derived: Derived, second: Second, glyphs: Glyphs, layout: Layout) -> Algorithm:
    problem, derivative = derived.problem, second.derivative
    known = {derivative.gradient: Gradient(derivative.of, problem.program.output)}
    wanted = Wanted(problem, derived.programs, derivative.differentiation, (derivative.of.name,), glyphs, layout, known)
    lines = derivative_lines(wanted)
    title: Sentence = ("second derivative at ", derivative.of)
    if derivative.direction is not None:
        title = ("Hessian at ", derivative.of, " times ", derivative.direction)
    where = _left_out(wanted, lines, (wanted.output, problem.program.output, *problem.program.given))
    return _algorithm(problem, title, lines, where, derivative.differentiation.residuals)


def _of_solution(derived: Derived, one: Isolated) -> Algorithm:
    problem = derived.problem
    unknown, value, wanted = one.solve.unknown, one.solution.value, one.solve.wanted
    assert value is not None
    condition = Gradient(wanted, problem.program.output) if isinstance(wanted, Symbol) else wanted
    lines = value_lines((problem.program, *derived.programs), unknown, value)
    return _algorithm(problem, (unknown, " where ", condition, " is 0"), lines, (), (), one.solution.needs)


def _algorithm(
    problem: Problem,
    title: Sentence,
    lines: Lines,
    where: Sequence[Sentence],
    residuals: Sequence[Residual],
    needs: Sequence[Sentence] = (),
) -> Algorithm:
    definitions = {one.symbol: one for one in problem.program.definitions}
    given = (
        *(_given(one, problem, definitions.get(symbol_of(one)), residuals) for one in lines.given),
        *_functions(lines),
        *(words for words in facts_said(problem.choices.facts) if _is_about(words, lines.given)),
        *(residual.inverse.needs for residual in residuals if residual.inverse.needs),
        *needs,
    )
    made = tuple(_all_made(lines.results))
    returned = tuple(result.name for result in lines.results)
    return Algorithm(
        (*_with_labels(problem.title, problem.program), ": ", *title),
        given,
        made,
        _joined(where),
        lines.statements,
        returned,
    )


def _is_about(words: Sentence, arrays: Sequence[Named]) -> bool:
    """Whether a clause names one of the arrays."""
    return any(part in arrays for root in words if isinstance(root, Node) for part in walk(root))


def _joined(clauses: Sequence[Sentence]) -> Sentence:
    """', where …, … and …'; nothing of no clauses."""
    words: Sentence = ()
    for number, clause in enumerate(clauses):
        link = ", where " if number == 0 else (" and " if number == len(clauses) - 1 else ", ")
        words = (*words, link, *clause)
    return words


def _given(one: Named, problem: Problem, definition: Definition | None, residuals: Sequence[Residual]) -> Sentence:
    """An array that is passed, with its shape and what it is."""
    if isinstance(one, Cotangent):
        return (Equation(one, Gradient(one.of, problem.program.output)), " (", one.shape, ")", *for_each((one.of,)))
    words = problem.meanings.get(one.name, "")
    is_said = words and words != INFERRED
    told = (
        _with_labels(words, problem.program)
        if is_said
        else (meaning(definition, residuals) if definition is not None else None) or ()
    )
    return (*listed_members((one,)), " (", one.shape, *(", " for _ in told[:1]), *told, ")")


def _with_labels(words: str, program: Program) -> Sentence:
    """Words in which the labels of arrays, and what they end with, are mathematics: weights into block k."""
    letters: dict[str, Part] = {label.name: letter(label) for label in program.labels}
    letters |= {label.last: last(label) for label in program.labels}
    names = "|".join(map(re.escape, letters))
    parts = re.split(rf"\b({names})\b", words) if names else [words]
    return tuple(letters.get(part, part) for part in parts if part)


def _made(result: Result) -> Sentence:
    named: Part = result.name if result.derivative is None else Equation(result.name, result.derivative)
    return (named, " (", result.shape, ")")


def _all_made(results: Sequence[Result]) -> Iterator[Sentence]:
    """Each result; after those of members of families, one after the other, for which labels they are."""
    for labels, group in groupby(results, key=_labels):
        *others, end = map(_made, group)
        yield from others
        these = (", these",) if others and labels else ()
        yield (*end, *these, *labels)


def _labels(result: Result) -> Sentence:
    of = result.name.of if isinstance(result.name, Cotangent | Gradient) else result.name
    return for_each((of,)) if isinstance(of, Symbol) else ()


def _functions(lines: Lines) -> Iterator[Sentence]:
    """The elementwise functions that nobody knows, with the derivatives of them that are needed."""
    parts = [part for array in lines.arrays for part in walk(array) if isinstance(part, Apply)]
    unknown = dict.fromkeys(part.function.name for part in parts if not part.function.is_known)
    for name in unknown:
        uses = {part.function.order: part for part in parts if part.function.name == name}
        kind = "a function" if len(uses) == 1 else "functions"
        yield (*listed([uses[order] for order in sorted(uses)]), f", {kind} of each entry")


def _left_out(wanted: Wanted, lines: Lines, ends: Sequence[Symbol]) -> list[Sentence]:
    """What stands for the names that no line computes, of the ends and of all that those are made of, in order."""
    program, problem = wanted.differentiation.program, wanted.problem
    typed = {one.symbol: one for one in (*program.definitions, *problem.program.definitions)}
    found: dict[Symbol, Sentence] = {}
    waiting, done = list(ends), {*lines.given, *lines.computed}
    while waiting:
        symbol = generic(waiting.pop())
        if symbol in done or (definition := typed.get(symbol)) is None:
            continue
        done.add(symbol)
        if symbol in wanted.known:
            found[symbol] = (Equation(symbol, wanted.known[symbol]),)
        elif (words := _meant(definition, problem.program)) is not None:
            found[symbol] = words
            waiting += () if isinstance(definition.body, ScalarFunction) else definition.uses
    return [found[symbol] for symbol in typed if symbol in found]


def _meant(definition: Definition, program: Program) -> Sentence | None:
    """What an array is, in an equation or in words; None of an array that is there before all lines."""
    match definition.body:
        case ScalarFunction():
            return dependence(program)
        case Implicit() | Jacobian():
            return None
        case IndexDefinition(places=places, body=body):
            return (Equation(Entry(definition.symbol, places), body),)
        case body:
            return (Equation(definition.symbol, body),)

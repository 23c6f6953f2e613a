"""What a problem expects, compared with what is derived. The engine never reads it: it is met or it is not."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.api.derivation import Derivation
from matcalc.api.derive import derive
from matcalc.api.result import Result
from matcalc.chain import Expression
from matcalc.checking.expected import Unmet, are_equal_arrays, has_values_of
from matcalc.documents.derived import Isolated
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.limits import Limits, limited
from matcalc.errors import InputError
from matcalc.forms.index_form import IndexSum
from matcalc.forms.program import IndexDefinition, Program
from matcalc.notation.text_in import EQUATION, parse_index, parse_matrix
from matcalc.notation.text_out import input_text
from matcalc.problems.problem import Problem


def expectations(problem: Problem) -> Iterator[tuple[str, int, str]]:
    """The name, the order and the text of each derivative that is expected; the order 0 is that of a solution."""
    for asked in problem.requests:
        both = ((1, asked.expect_first), (asked.order, asked.expect))
        yield from ((asked.request.wrt.name, order, text) for order, text in both if text is not None)
    yield from ((solve.unknown.name, 0, solve.expect) for solve in problem.solves if solve.expect is not None)


def unmet(problem: Problem, limits: Limits) -> tuple[Unmet, ...]:
    """The expectations that are not met, in their order. The problem is derived, if it expects anything.

    Raises InputError for an expectation that can not be read, or where the problem can not be derived.
    """
    expected = tuple(expectations(problem))
    if not expected:
        return ()
    derivation = derive(problem, limits=limits)
    with limited(limits):
        found = [_unmet(derivation, name, order, text) for name, order, text in expected if order]
        found += [_unmet_solution(one, problem) for one in derivation.derived.solutions if one.solve.expect is not None]
        return tuple(one for one in found if one is not None)


def _unmet_solution(one: Isolated, problem: Problem) -> Unmet | None:
    value, unknown, text = one.solution.value, one.solve.unknown, one.solve.expect or ""
    program = problem.program
    symbols = {symbol.name: symbol for symbol in program.symbols}
    expected = parse_matrix(text, symbols, program.output.shape, program.lengths)
    if value is None:
        return Unmet(unknown, 0, text, "", can_be_expected=False, has_its_values=False)
    if expected == value:
        return None
    same = are_equal_arrays(expected, value, program, show=input_text, facts=problem.choices.facts)
    return Unmet(unknown, 0, text, input_text(value), can_be_expected=True, has_its_values=same)


def _unmet(derivation: Derivation, name: str, order: int, text: str) -> Unmet | None:
    problem = derivation.problem
    result = (derivation.results if order == 2 else derivation.gradients)[name]
    try:
        expected = _read(text, problem, result)
    except InputError as error:
        raise InputError(f"[[derive]] by {name}: expect: {error}") from error
    if expected == result.value:
        return None
    differentiation, original = _derived(derivation, name, order)
    gradient = differentiation.gradient(name)
    has_its_values = has_values_of(
        expected, gradient, differentiation, original, show=input_text, facts=problem.choices.facts
    )
    return Unmet(gradient.of, order, text, result.text, _is_read_back(result, problem), has_its_values)


def _is_read_back(result: Result, problem: Problem) -> bool:
    """Whether the text of a result can be what is expected: it speaks of nothing that only the page has a name for."""
    try:
        return _read(result.text, problem, result) == result.value
    except InputError:
        return False


def _derived(derivation: Derivation, name: str, order: int) -> tuple[Differentiation, Program]:
    if order == 1:
        return derivation.differentiation, derivation.problem.program
    (second,) = (each.derivative for each in derivation.seconds if each.derivative.of.name == name)
    return second.differentiation, second.program


def _read(text: str, problem: Problem, result: Result) -> Expression:
    """A text in the form of the result: matrix form, or index form at its free indices, with or without J[…] =."""
    symbols = {symbol.name: symbol for symbol in problem.program.symbols}
    output = problem.program.output.shape
    if not isinstance(result.value, IndexSum):
        return parse_matrix(text, symbols, output)
    assert result.chain is not None
    free = result.chain.free
    if not EQUATION.match(text):
        return parse_index(text, symbols, free, output)
    made = result.read(text)
    if not isinstance(made, IndexDefinition) or made.places != free:
        raise InputError(
            f"the derivative is written at the indices {', '.join(one.name for one in free)}, in this order"
        )
    return made.body

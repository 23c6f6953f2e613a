"""Every gradient that a problem of the library asks for is what the problem expects."""

from collections.abc import Callable
from pathlib import Path

import pytest

from matcalc.api import derive
from matcalc.api.result import Result
from matcalc.chain import Expression
from matcalc.errors import InputError
from matcalc.forms.index_form import IndexSum
from matcalc.notation.text_in import parse_index, parse_matrix
from matcalc.problems.library import list_problems, load_problem
from matcalc.problems.problem import Problem


def read(text: str, problem: Problem, result: Result) -> Expression:
    """A text in the form of the result: matrix form, or index form at the same free indices."""
    symbols = {symbol.name: symbol for symbol in problem.program.symbols}
    output = problem.program.output.shape
    if isinstance(result.value, IndexSum):
        assert result.chain is not None
        return parse_index(text, symbols, result.chain.free, output)
    return parse_matrix(text, symbols, output)


@pytest.mark.parametrize("name", list_problems())
def test_each_gradient_is_as_expected(name: str) -> None:
    problem = load_problem(name)
    results = derive(problem).results
    expected = {
        asked.request.wrt.name: read(asked.expect or "", problem, results[asked.request.wrt.name])
        for asked in problem.requests
    }
    assert {wrt: result.value for wrt, result in results.items()} == expected


@pytest.mark.parametrize("name", [name for name in list_problems() if load_problem(name).choices.order == 2])
def test_each_gradient_beside_a_second_derivative_is_as_expected(name: str) -> None:
    problem = load_problem(name)
    gradients = derive(problem).gradients
    expected = {
        asked.request.wrt.name: read(asked.expect_first, problem, gradients[asked.request.wrt.name])
        for asked in problem.requests
        if asked.expect_first is not None
    }
    assert {wrt: gradients[wrt].value for wrt in expected} == expected


@pytest.mark.parametrize("name", list_problems())
def test_each_result_reads_back_as_itself(name: str) -> None:
    derivation = derive(name)
    results = derivation.results.values()
    assert [read(result.text, derivation.problem, result) for result in results] == [one.value for one in results]


def test_nothing_expected_reaches_the_engine(written: Callable[[str], Path], layer: str) -> None:
    path = written(layer.replace('"grad_z @ a.T"', '"W"'))
    assert derive(path).results["W"].text == "grad_z @ a.T"


def test_other_equations_have_other_gradients(written: Callable[[str], Path], layer: str) -> None:
    path = written(layer.replace('"f(z)"', '"f(z) * z"').replace('wrt = "W"', 'wrt = "z"'))
    assert derive(path).results["z"].text in {
        "grad_a_next * (f'(z) * z + f(z))",
        "grad_a_next * (f(z) + f'(z) * z)",
        "grad_a_next * (z * f'(z) + f(z))",
        "grad_a_next * (f(z) + z * f'(z))",
    }


def test_a_given_gradient_must_be_the_whole_gradient(written: Callable[[str], Path], layer: str) -> None:
    """E would see b through a_next too."""
    path = written(layer.replace('of = "a_next"', 'of = ["a_next", "b"]'))
    with pytest.raises(InputError, match="the gradient at b is given, but E also sees b through z"):
        derive(path)

"""Every gradient that a problem of the library asks for is what the problem expects."""

from collections.abc import Callable
from pathlib import Path

import pytest

from matcalc.api import derive
from matcalc.errors import InputError
from matcalc.notation.text_in import parse_matrix
from matcalc.problems.library import list_problems, load_problem


@pytest.mark.parametrize("name", list_problems())
def test_each_gradient_is_as_expected(name: str) -> None:
    problem = load_problem(name)
    symbols = {symbol.name: symbol for symbol in problem.program.symbols}
    results = derive(problem).results
    expected = {asked.request.wrt.name: parse_matrix(asked.expect or "", symbols) for asked in problem.requests}
    assert {wrt: result.value for wrt, result in results.items()} == expected


@pytest.mark.parametrize("name", list_problems())
def test_each_result_reads_back_as_itself(name: str) -> None:
    derivation = derive(name)
    symbols = {symbol.name: symbol for symbol in derivation.problem.program.symbols}
    assert [parse_matrix(result.text, symbols) for result in derivation.results.values()] == [
        result.value for result in derivation.results.values()
    ]


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

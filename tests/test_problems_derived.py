"""What a problem expects is met by what is derived, and never read by the engine."""

from collections.abc import Callable
from pathlib import Path

from matcalc.api import derive, show


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


def test_what_e_sees_directly_is_added_to_what_it_sees_through_other_equations(
    written: Callable[[str], Path], layer: str
) -> None:
    derivation = derive(written(layer.replace('of = "a_next"', 'of = ["a_next", "b"]')), wrt="b")
    assert derivation.results["b"].text == "grad_z + grad_b_out"
    assert "b as E sees it directly" in derivation.text()
    assert "bₒᵤₜ = b" in show(derivation.problem)

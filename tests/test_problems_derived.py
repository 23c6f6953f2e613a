"""What a problem expects is met by what is derived, and never read by the engine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from matcalc.api import derive
from matcalc.errors import InputError


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

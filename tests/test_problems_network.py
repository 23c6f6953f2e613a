"""Networks of any depth."""

import pytest

from matcalc.errors import InputError
from matcalc.problems.network import network


def test_three_layers() -> None:
    problem = network(3)
    assert [(symbol.name, str(symbol.shape)) for symbol in problem.program.symbols] == [
        ("a0", "n0"),
        *[("W1", "n1×n0"), ("b1", "n1"), ("W2", "n2×n1"), ("b2", "n2"), ("W3", "n3×n2"), ("b3", "n3")],
        *[("z1", "n1"), ("a1", "n1"), ("z2", "n2"), ("a2", "n2"), ("z3", "n3"), ("a3", "n3"), ("E", "scalar")],
    ]
    assert [asked.request.wrt.name for asked in problem.requests] == ["W3", "b3", "W2", "b2", "W1", "b1"]
    assert [symbol.name for symbol in problem.program.given] == ["a3"]
    assert (problem.styles["W2"].symbol, problem.styles["W2"].layer) == ("W", "2")
    assert problem.meanings["z2"] == "pre-activation of layer 2"


@pytest.mark.parametrize("depth", [1, 10_000])
def test_the_ends_of_the_range(depth: int) -> None:
    assert len(network(depth).requests) == 2 * depth


@pytest.mark.parametrize("depth", [0, -1, 10_001, True, 2.0, "3"])
def test_other_depths(depth: object) -> None:
    with pytest.raises(InputError, match=r"from 1 to 10,000 layers, not"):
        network(depth)  # type: ignore[arg-type]

"""A term collapses to a matrix form exactly when its graph has no K₄ minor, and the form has the term's value."""

from __future__ import annotations

import numpy as np
import pytest
from plain_values import PlainValues
from random_networks import Network, einsum, is_series_parallel, random_network

from matcalc.chain import Chain
from matcalc.engine.collapse import KEEP, collapse
from matcalc.engine.order import CONTRACT
from matcalc.engine.strategies import sweep
from matcalc.forms.index_form import IndexSum
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Node
from matcalc.forms.shapes import SCALAR, Shape, vector


def shape_of(free: tuple[Index, ...]) -> Shape:
    if len(free) == 2:
        return Shape(free[0].range, free[1].range)
    return vector(free[0].range) if free else SCALAR


def collapsed(network: Network) -> Chain:
    chain = sweep(Chain(network.free, IndexSum((network.term,)), ()), CONTRACT, network.scope)
    return collapse(chain, shape_of(network.free), network.scope)


def has_its_value(network: Network, form: Node) -> bool:
    expected = einsum(network)
    value = PlainValues().node(form).reshape(expected.shape)
    return bool(np.allclose(value, expected, rtol=1e-9, atol=0))


def agrees(network: Network) -> bool:
    """Whether the verdict of the collapse is that of the minor test, and a form has the term's value."""
    chain = collapsed(network)
    if not isinstance(chain.end, Node):
        assert chain.steps[-1].rule == KEEP
        return not is_series_parallel(network)
    return is_series_parallel(network) and has_its_value(network, chain.end)


@pytest.mark.parametrize("equal", [False, True], ids=["lengths differ", "lengths repeat"])
@pytest.mark.parametrize("seed", range(4))
def test_the_verdict_is_that_of_the_minor_test(seed: int, equal: bool) -> None:
    rng = np.random.default_rng([seed, equal])
    verdicts = []
    for _ in range(300):
        network = random_network(lambda below: int(rng.integers(below)), equal=equal)
        assert agrees(network), str(network)
        verdicts.append(is_series_parallel(network))
    assert 0.03 < 1 - np.mean(verdicts) < 0.5, "networks of both kinds"

"""A term collapses to a matrix form exactly when its graph has no K₄ minor, and the form has the term's value."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_values import PlainValues
from random_networks import Network, einsum, is_series_parallel, random_network, random_network_with

from matcalc.chain import Chain, Stage
from matcalc.engine.collapse import KEEP, collapse
from matcalc.engine.order import COLLAPSE, CONTRACT, REDUCE
from matcalc.engine.strategies import move, sweep
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import ONE, Entry, IndexSum, Term
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Node, Symbol
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


def test_the_verdict_tells_a_collapse_that_lacks_a_move(monkeypatch: pytest.MonkeyPatch) -> None:
    without = tuple(rule for rule in COLLAPSE if rule.name != "collapse to a scaled matrix")
    monkeypatch.setattr("matcalc.engine.collapse.COLLAPSE", without)
    rng = np.random.default_rng(0)
    networks = [random_network(lambda below: int(rng.integers(below)), equal=False) for _ in range(200)]
    assert not all(agrees(network) for network in networks)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.booleans())
def test_the_verdict_on_networks_that_shrink(data: st.DataObject, equal: bool) -> None:
    network = random_network(lambda below: data.draw(st.integers(0, below - 1)), equal=equal)
    assert agrees(network), str(network)


def complete(free: int, summed: int, *, missing: int = 0) -> Network:
    """A matrix for every two of the indices, but for the last `missing` of them."""
    indices = [Index(f"i{number}", Dimension.number(number + 2)) for number in range(free + summed)]
    pairs = list(combinations(indices, 2))
    pairs = pairs[: len(pairs) - missing]
    factors = tuple(Entry(Symbol(f"A{i.name}{j.name}", Shape(i.range, j.range)), (i, j)) for i, j in pairs)
    return Network(Term(ONE, factors, tuple(indices[free:])), tuple(indices[:free]))


@pytest.mark.parametrize(
    ("network", "held"),
    [
        pytest.param(complete(0, 3), True, id="a triangle"),
        pytest.param(complete(0, 4), False, id="K4"),
        pytest.param(complete(0, 4, missing=1), True, id="K4 but for one edge"),
        pytest.param(complete(1, 3), False, id="K4 with a free index"),
        pytest.param(complete(2, 2), False, id="K4 with two free indices"),
        pytest.param(complete(2, 2, missing=1), True, id="K4 with two free indices but for the edge of the summed"),
        pytest.param(complete(0, 6), False, id="K6"),
    ],
)
def test_the_smallest_networks_of_either_kind(network: Network, held: bool) -> None:
    assert is_series_parallel(network) is held
    assert isinstance(collapsed(network).end, Node) is held
    assert agrees(network)


def test_two_free_indices_count_as_joined() -> None:
    """Without the edge between the free indices this is K4 but for one edge, yet no matrix product makes it."""
    network = complete(2, 2)
    first, *others = network.term.factors
    assert [place.name for place in first.places] == ["i0", "i1"]
    open_ends = Network(Term(ONE, tuple(others), network.term.dummies), network.free)
    assert not isinstance(collapsed(open_ends).end, Node)
    closed = Network(Term(ONE, tuple(others), (*network.free, *network.term.dummies)), ())
    assert isinstance(collapsed(closed).end, Node)
    assert agrees(open_ends)
    assert agrees(closed)


def test_what_stays_is_not_touched() -> None:
    network = complete(0, 4)
    chain = collapsed(network)
    assert chain.end == IndexSum((network.term,))
    assert [step.rule for step in chain.steps] == [KEEP]


@pytest.mark.parametrize("free", range(5))
def test_a_partial_collapse_keeps_the_value(free: int) -> None:
    rng = np.random.default_rng(free)
    shorter = 0
    for _ in range(150):
        equal = bool(rng.integers(2))
        network = random_network_with(lambda below: int(rng.integers(below)), free=free, summed=3, equal=equal)
        chain = sweep(Chain(network.free, IndexSum((network.term,)), ()), CONTRACT, network.scope)
        chain = move(chain, REDUCE, network.scope)
        assert isinstance(chain.end, IndexSum)
        (term,) = chain.end.terms
        assert np.allclose(einsum(Network(term, network.free)), einsum(network), rtol=1e-9, atol=0), str(network)
        shorter += len(term.factors) < len(network.term.factors)
    assert shorter > 50


@pytest.mark.parametrize("free", [0, 2])
def test_a_long_chain_takes_no_search(free: int) -> None:
    """As many moves as factors: 80 matrices with a weight at each joint."""
    indices = [Index(f"i{number}", Dimension.named(f"n{number}")) for number in range(81)]
    indices[-1] = indices[-1] if free else indices[0]
    factors: list[Entry] = []
    for number, (left, right) in enumerate(pairwise(indices)):
        factors.append(Entry(Symbol(f"A{number}", Shape(left.range, right.range)), (left, right)))
        factors.append(Entry(Symbol(f"v{number}", vector(left.range)), (left,)))
    ends = (indices[0], indices[-1]) if free else ()
    dummies = tuple(index for index in indices[:80] if index not in ends)
    chain = collapsed(Network(Term(ONE, tuple(factors), dummies), ends))
    assert isinstance(chain.end, Node)
    assert sum(step.stage is Stage.COLLAPSE for step in chain.steps) <= 2 * len(factors)

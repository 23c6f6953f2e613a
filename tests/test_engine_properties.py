"""Random networks collapse to equal arrays, whatever the order of their factors, and are differentiated right."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from programs import derived

from matcalc.chain import Chain
from matcalc.checking.replay import verify
from matcalc.engine.collapse import collapse
from matcalc.engine.requests import Request
from matcalc.engine.route import differentiate
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import EntrySum, Hadamard, Node, Symbol
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.shapes import SCALAR, Shape, vector

INDICES = tuple(Index(name, Dimension.named(letter)) for name, letter in zip("ijkl", "mnpq", strict=True))


@st.composite
def networks(draw: st.DrawFn) -> tuple[tuple[Index, ...], Term]:
    """A term of up to six vectors and matrices over four indices, of which up to two are free."""
    free = INDICES[: draw(st.integers(0, 2))]
    factors = []
    for number in range(draw(st.integers(1, 6))):
        places = draw(st.lists(st.sampled_from(INDICES), min_size=1, max_size=2))
        lengths = [place.range for place in places]
        shape = Shape(*lengths) if len(lengths) == 2 else vector(lengths[0])
        factors.append(Entry(Symbol(f"{'MN'[len(places) - 1]}{number}", shape), tuple(places)))
    used = dict.fromkeys(place for factor in factors for place in factor.places if isinstance(place, Index))
    dummies = tuple(index for index in used if index not in free)
    return free, Term(
        Fraction(draw(st.sampled_from([1, -2, 3])), draw(st.sampled_from([1, 5]))), tuple(factors), dummies
    )


def as_program(free: tuple[Index, ...], term: Term) -> Program:
    """The program u = the network, E = the sum of u ⊙ g."""
    axes = [index.range for index in free]
    shape = Shape(*axes) if len(axes) == 2 else vector(axes[0]) if axes else SCALAR
    inputs = dict.fromkeys(factor.array for factor in term.factors if isinstance(factor, Entry))
    symbols = tuple(symbol for symbol in inputs if isinstance(symbol, Symbol))
    weight, made, error = Symbol("g", shape), Symbol("u", shape), Symbol("E", SCALAR)
    total: Node = EntrySum(Hadamard((made, weight)), None)
    body = IndexDefinition(free, IndexSum((term,)))
    return Program((*symbols, weight), (Definition(made, body), Definition(error, total)), error)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_a_network_collapses_to_an_equal_array_and_its_gradients_are_right(network):
    free, term = network
    program = as_program(free, term)
    differentiation = differentiate(program, [Request(symbol) for symbol in program.inputs])
    verification = verify(differentiation)
    assert len(verification.results) >= len(program.inputs)


@settings(max_examples=60, deadline=None)
@given(networks(), st.randoms(use_true_random=False))
def test_whether_a_network_collapses_does_not_depend_on_the_order_of_its_factors(network, random):
    free, term = network
    shuffled = list(term.factors)
    random.shuffle(shuffled)
    verdicts = {
        isinstance(_collapsed(free, Term(term.coefficient, tuple(factors), term.dummies)), Node)
        for factors in (term.factors, shuffled)
    }
    assert len(verdicts) == 1


def _collapsed(free: tuple[Index, ...], term: Term) -> object:
    from matcalc.rules.registry import Scope

    axes = [index.range for index in free]
    shape = Shape(*axes) if len(axes) == 2 else vector(axes[0]) if axes else SCALAR
    return collapse(Chain(free, IndexSum((term,)), ()), shape, Scope(IndexSupply(frozenset()), free)).end


def test_two_runs_give_the_same_derivation():
    lines, shapes = ["z = W @ a + b", "h = f(z) * z"], {"W": "m×n", "a": "n", "b": "m"}
    first, second = (derived(lines, shapes, ["W", "a", "b"], ["h"]) for _ in range(2))
    assert first.gradients == second.gradients

"""Random networks collapse to equal arrays, whatever the order of their factors, and are differentiated right."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from plain_values import PlainValues, agree
from programs import derived

from matcalc.chain import Chain, Expression
from matcalc.checking.replay import verify
from matcalc.engine.collapse import collapse
from matcalc.engine.requests import Request
from matcalc.engine.route import differentiate
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Term
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import EntrySum, Hadamard, Node, Symbol
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.notation.text_out import input_text
from matcalc.rules.registry import Scope

SIZES = {"m": 2, "n": 3, "p": 4, "q": 2}
Network = tuple[tuple[Index, ...], Term]


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A term of up to six factors over four indices, of which up to two are free.

    Factors are vectors, rows and matrices, some of them squared, some a second time at the same or at other places;
    where the two free indices have one range, there may be a delta between them.
    """
    square = draw(st.booleans())
    lengths = "mmpq" if square else "mnpq"
    indices = tuple(Index(name, Dimension.named(length)) for name, length in zip("ijkl", lengths, strict=True))
    free = indices[: draw(st.integers(0, 2))]
    count = draw(st.integers(1, 5))
    factors: list[Factor] = [draw(_entries(indices, number)) for number in range(count)]
    if draw(st.booleans()):
        factors.append(draw(_repeated(indices, [factor for factor in factors if isinstance(factor, Entry)])))
    if square and len(free) == 2 and draw(st.booleans()):
        factors.insert(draw(st.integers(0, len(factors))), Delta(*draw(st.permutations(free))))
    used = dict.fromkeys(place for factor in factors if isinstance(factor, Entry) for place in factor.places)
    dummies = tuple(index for index in used if isinstance(index, Index) and index not in free)
    return free, Term(draw(st.sampled_from([Fraction(1), Fraction(-2), Fraction(3, 5)])), tuple(factors), dummies)


@st.composite
def _entries(draw: st.DrawFn, indices: tuple[Index, ...], number: int) -> Entry:
    places = draw(st.lists(st.sampled_from(indices), min_size=1, max_size=2))
    lengths = [place.range for place in places]
    if len(lengths) == 2:
        array = Symbol(f"N{number}", Shape(*lengths))
    elif draw(st.booleans()):
        array = Symbol(f"M{number}", vector(*lengths))
    else:
        array = Symbol(f"R{number}", Shape(ONE, *lengths))
    return Entry(array, tuple(places), Fraction(draw(st.sampled_from([1, 1, 1, 2]))))


@st.composite
def _repeated(draw: st.DrawFn, indices: tuple[Index, ...], entries: list[Entry]) -> Entry:
    """One of the entries again, its array perhaps at other places of the same ranges."""
    entry = draw(st.sampled_from(entries))
    places = [draw(st.sampled_from([one for one in indices if one.range == place.range])) for place in entry.places]
    return replace(entry, places=tuple(places))


def shape_at(free: tuple[Index, ...]) -> Shape:
    axes = [index.range for index in free]
    return Shape(*axes) if len(axes) == 2 else vector(axes[0]) if axes else SCALAR


def as_program(free: tuple[Index, ...], term: Term) -> Program:
    """The program u = the network, E = the sum of u ⊙ g."""
    shape = shape_at(free)
    inputs = dict.fromkeys(factor.array for factor in term.factors if isinstance(factor, Entry))
    symbols = tuple(symbol for symbol in inputs if isinstance(symbol, Symbol))
    weight, made, error = Symbol("g", shape), Symbol("u", shape), Symbol("E", SCALAR)
    total: Node = EntrySum(Hadamard((made, weight)), None)
    body = IndexDefinition(free, IndexSum((term,)))
    return Program((*symbols, weight), (Definition(made, body), Definition(error, total)), error)


@settings(max_examples=60, deadline=None)
@given(networks())
def test_a_network_collapses_to_an_equal_array_and_its_gradients_are_right(network: Network) -> None:
    free, term = network
    program = as_program(free, term)
    differentiation = differentiate(program, [Request(symbol) for symbol in program.inputs])
    verification = verify(differentiation, program, show=input_text)
    assert len(verification.results) >= len(program.inputs)


@settings(max_examples=100, deadline=None)
@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_its_factors_changes_neither_whether_nor_to_what_a_network_collapses(network, random):
    free, term = network
    shuffled = list(term.factors)
    random.shuffle(shuffled)
    ends = [_collapsed(free, replace(term, factors=tuple(factors))) for factors in (term.factors, shuffled)]
    assert len({isinstance(end, Node) for end in ends}) == 1
    values = PlainValues(SIZES)
    value = values.entries(IndexSum((term,)), free)
    assert [agree(value, values.entries(end, free)) for end in ends] == [True, True]


def _collapsed(free: tuple[Index, ...], term: Term) -> Expression:
    chain = Chain(free, IndexSum((term,)), ())
    return collapse(chain, shape_at(free), Scope(IndexSupply(frozenset()), free)).end


def test_two_runs_give_the_same_derivation():
    lines, shapes = ["z = W @ a + b", "h = f(z) * z"], {"W": "m×n", "a": "n", "b": "m"}
    first, second = (derived(lines, shapes, ["W", "a", "b"], ["h"]) for _ in range(2))
    assert first.gradients == second.gradients

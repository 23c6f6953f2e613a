"""Sizes: small, all different where a mix-up could hide, none 1, the same on every run."""

from fractions import Fraction

import pytest
from checking_layer import M, N, layer
from hypothesis import given, settings
from hypothesis import strategies as st

from matcalc.checking.sizes import ALL_DIFFERENT, LARGEST_NUMBER, choose_sizes
from matcalc.errors import InputError
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.indices import Index, Paired, fixed
from matcalc.forms.matrix_form import (
    Apply,
    EntrySum,
    Hadamard,
    HStack,
    Node,
    Ones,
    Product,
    ScalarFunction,
    Size,
    Slice,
    Span,
    Symbol,
    Trace,
)
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.forms.vectorized import Commutation, Unvec

E = Symbol("E", SCALAR)


def program_with(*lengths: Dimension) -> Program:
    vectors = tuple(Symbol(f"v{number}", vector(length)) for number, length in enumerate(lengths))
    return Program(vectors, (Definition(E, ScalarFunction(vectors)),), E)


def network(depth: int) -> Program:
    """a_k+1 = f(W_k a_k), every layer with a dimension name of its own."""
    names = [Dimension.named(f"n{number}") for number in range(depth + 1)]
    weights = [Symbol(f"W{number}", Shape(names[number + 1], names[number])) for number in range(depth)]
    layers = [Symbol(f"a{number}", vector(name)) for number, name in enumerate(names)]
    definitions = [
        Definition(layers[number + 1], Apply(Function("f"), Product((weights[number], layers[number]))))
        for number in range(depth)
    ]
    return Program((layers[0], *weights), (*definitions, Definition(E, ScalarFunction((layers[-1],)))), E)


@given(st.integers(0, 10**6), st.lists(st.sampled_from("abcdefgh"), min_size=1, unique=True))
@settings(deadline=None)
def test_all_dimensions_are_different_and_none_is_one(seed: int, names: list[str]) -> None:
    named = [Dimension.named(name) for name in names]
    lengths = [*named, named[0] + ONE, named[0] * named[-1], Dimension.number(3)]
    sizes = choose_sizes(program_with(*lengths), seed)
    found = [sizes.of(length) for length in lengths]
    assert len(set(found)) == len(found)
    assert min(found) >= 2
    assert sizes.chosen == choose_sizes(program_with(*lengths), seed).chosen


def test_lengths_inside_an_expression_count() -> None:
    blocks = HStack((Symbol("A", Shape(M, N)), Symbol("b", vector(M))))
    part = Slice(blocks, Span(ZERO, M), Span(N, N + ONE))
    cut = Definition(Symbol("z", part.shape), part)
    program = Program(blocks.children, (cut, Definition(E, ScalarFunction((cut.symbol,)))), E)
    for seed in range(20):
        sizes = choose_sizes(program, seed)
        lengths = [sizes.of(length) for length in (M, N, N + ONE)]
        assert len(set(lengths)) == 3
        assert min(lengths) >= 2


def test_a_deep_network_stays_small_and_neighbours_differ() -> None:
    depth = 60
    sizes = choose_sizes(network(depth), 0)
    chosen = dict(sizes.chosen)
    assert len(chosen) == depth + 1 > ALL_DIFFERENT
    assert max(chosen.values()) <= 12
    for number in range(depth - 1):
        near = [chosen[f"n{number + offset}"] for offset in range(3)]
        assert len(set(near)) == 3


def test_a_dimension_that_is_never_positive_is_refused() -> None:
    with pytest.raises(InputError, match="no sizes greater than 1 were found for the dimensions n"):
        choose_sizes(program_with(N - N * N), 0)


@pytest.mark.parametrize("length", [M + N, M * N, M + ONE, M - ONE, M - N, Dimension.number(3)], ids=str)
def test_a_name_need_not_stand_alone_anywhere(length: Dimension) -> None:
    for seed in range(10):
        sizes = choose_sizes(program_with(length), seed)
        assert sizes.of(length) >= 2
        assert {name for name, _ in sizes.chosen} == length.names
        assert all(size >= 2 for _, size in sizes.chosen)


def test_dimensions_that_only_the_program_as_it_was_given_names_have_a_size() -> None:
    sizes = choose_sizes(program_with(M), 0, program_with(M, N * N))
    assert sizes.of(N * N) >= 4


def test_the_size_of_a_compound_dimension() -> None:
    sizes = choose_sizes(layer(), 0)
    m, n = (sizes.of(length) for length in (M, N))
    assert sizes.of(M * N + M - ONE) == m * n + m - 1
    assert str(sizes) == f"m = {m}, n = {n}"


def test_a_number_too_large_for_checking_is_refused_and_one_at_the_limit_is_not() -> None:
    largest = Dimension.number(LARGEST_NUMBER)
    assert choose_sizes(program_with(largest, N), 0).of(largest) == LARGEST_NUMBER
    with pytest.raises(InputError, match=r"the dimension 784 is too large .* give it a name, such as n"):
        choose_sizes(program_with(Dimension.number(784), N), 0)


@pytest.mark.parametrize("made", [Size(N), Trace(Commutation(N, M)), EntrySum(Unvec(Ones(vector(M * N)), M, N), None)])
def test_lengths_that_no_input_has_get_a_size(made: Node) -> None:
    x = Symbol("x", vector(M))
    output = Definition(E, Hadamard((made, EntrySum(x, None))))
    for seed in range(5):
        sizes = choose_sizes(Program((x,), (output,), E), seed)
        assert {sizes.of(length) for length in (M, N)} == {size for _, size in sizes.chosen}
        assert sizes.of(M) != sizes.of(N)


def test_the_lengths_of_a_pair_of_places_count() -> None:
    x = Symbol("x", vector(M))
    pair = Paired(Index("i", M), fixed(N, N + ONE))
    ones = Entry(Ones(vector(M * (N + ONE))), (pair,))
    body = IndexDefinition((), IndexSum((Term(Fraction(1), (ones, Entry(x, (Index("i", M),))), (Index("i", M),)),)))
    assert dict(choose_sizes(Program((x,), (Definition(E, body),), E), 0).chosen).keys() == {"m", "n"}

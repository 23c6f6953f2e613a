"""Forms: dimensions, shapes, the supply of indices, interning, and what constructors refuse."""

from __future__ import annotations

import copy
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcalc.errors import InvariantError, ShapeError
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.index_form import Entry, IndexSum, Partial, Term, apart, free_indices, moved, placed, renamed
from matcalc.forms.indices import Index, IndexSupply, Shifted, shifted
from matcalc.forms.matrix_form import Add, Diag, HStack, Number, Product, Slice, Span, Symbol, Trace, Transpose
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import SCALAR, Shape, broadcast, vector

m, n, p = (Dimension.named(name) for name in "mnp")
W, a, s = Symbol("W", Shape(m, n)), Symbol("a", vector(n)), Symbol("s", SCALAR)
i, j, k = Index("i", m), Index("j", n), Index("k", n)

SIZES = {"m": 2, "n": 3, "p": 5}
DIMENSIONS = st.recursive(
    st.sampled_from([m, n, p, ZERO, ONE, Dimension.number(4)]),
    lambda inner: st.tuples(inner, inner, st.sampled_from("+-*")).map(
        lambda parts: {"+": parts[0] + parts[1], "-": parts[0] - parts[1], "*": parts[0] * parts[1]}[parts[2]]
    ),
    max_leaves=6,
)


@given(DIMENSIONS, DIMENSIONS)
def test_dimensions_compute_as_numbers_do(left, right):
    one, other = left.evaluate(SIZES), right.evaluate(SIZES)
    assert (left + right).evaluate(SIZES) == one + other
    assert (left - right).evaluate(SIZES) == one - other
    assert (left * right).evaluate(SIZES) == one * other
    assert left + right == right + left
    assert left - left == ZERO


@given(DIMENSIONS)
def test_what_is_surely_natural_is_never_negative(length):
    if length.is_surely_natural:
        for sizes in ({"m": 1, "n": 1, "p": 1}, SIZES, {"m": 7, "n": 1, "p": 2}):
            assert length.evaluate(sizes) >= 0


@pytest.mark.parametrize(
    ("length", "text"),
    [(n + ONE, "n + 1"), (m * n, "m*n"), (n - ONE, "n - 1"), (ZERO - n, "-n"), (n + n, "2*n"), (ZERO, "0")],
)
def test_a_dimension_is_written_in_a_fixed_order(length, text):
    assert str(length) == text


@pytest.mark.parametrize(
    ("left", "right", "result"),
    [
        (Shape(m, n), Shape(m, n), Shape(m, n)),
        (Shape(m, n), vector(m), Shape(m, n)),
        (Shape(m, n), Shape(ONE, n), Shape(m, n)),
        (vector(m), Shape(ONE, n), Shape(m, n)),
        (Shape(m, n), SCALAR, Shape(m, n)),
        (Shape(m, n), vector(n), None),
        (Shape(m, n), Shape(n, m), None),
    ],
)
def test_rows_columns_and_scalars_stretch_and_nothing_else(left, right, result):
    assert broadcast(left, right) == result
    assert broadcast(right, left) == result


def test_equal_nodes_are_one_object():
    assert Product((W, a)) is Product((W, a))
    assert Symbol("W", Shape(m, n)) is W
    assert Symbol("W", Shape(n, m)) is not W
    assert Transpose(Transpose(W)) is not W  # constructors never rewrite


def test_copies_and_pickles_of_a_node_are_the_node():
    made = Add((Product((W, a)), Number(Fraction(1, 2))))
    assert copy.copy(made) is made
    assert copy.deepcopy(made) is made
    assert pickle.loads(pickle.dumps(made)) is made


def test_threads_that_build_the_same_node_get_the_same_object():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            for number in range(50):
                made = list(pool.map(lambda _, name=f"x{number}": Symbol(name, vector(n)), range(32)))
                assert all(symbol is made[0] for symbol in made)
    finally:
        sys.setswitchinterval(interval)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Product((a, W)), r"as many columns on the left \(1\) as rows on the right \(m\)"),
        (lambda: Add((W, a)), r"\+ needs equal shapes .* m×n \+ n"),
        (lambda: Trace(W), "tr needs a square matrix; it was given a m×n"),
        (lambda: Diag(W), "diag makes a matrix of a vector, not of a m×n"),
        (lambda: HStack((W, a)), "hstack needs blocks with equally many rows; it was given m, n"),
        (lambda: Slice(a, Span(ZERO, n + ONE), Span(ZERO, ONE)), r"rows 0:n \+ 1 do not lie within 0:n"),
        (lambda: Slice(a, Span(n, n), Span(ZERO, ONE)), "rows n:n do not lie within 0:n"),
    ],
)
def test_a_constructor_refuses_shapes_that_do_not_go_together(build, message):
    with pytest.raises(ShapeError, match=message):
        build()


def test_an_entry_needs_a_place_for_each_long_axis():
    with pytest.raises(InvariantError):
        Entry(W, (i,))
    with pytest.raises(InvariantError):
        Entry(W, (j, i))
    assert Entry(s, ()).places == ()


def test_the_supply_prefers_the_letter_of_a_dimension_and_repeats_itself():
    supply = IndexSupply.over([m, n, m, p], reserved=["k"])
    assert supply.fresh(m, []) == Index("i", m)
    assert supply.fresh(n, []) == Index("j", n)
    assert supply.fresh(p, []) == Index("l", p)  # k is reserved
    assert supply.fresh(n, [Index("j", n)]) == supply.fresh(n, [Index("j", n)]) == Index("q", n)
    assert supply.fresh_for([n, n], []) == (Index("j", n), Index("q", n))


def test_the_users_letters_come_first():
    supply = IndexSupply.over([m, n], [], {m: "j", n: "i"})
    assert supply.fresh(m, []).name == "j"
    assert supply.fresh(n, []).name == "i"


@given(st.lists(st.sampled_from([m, n, p]), max_size=40), st.booleans())
def test_indices_that_are_taken_together_are_those_taken_one_by_one(lengths, is_chosen):
    supply = IndexSupply.over([m, n], ["k"], {n: "q"} if is_chosen else {})
    one_by_one: list[Index] = []
    for length in lengths:
        one_by_one.append(supply.fresh(length, [i, *one_by_one]))
    assert supply.fresh_for(lengths, [i]) == tuple(one_by_one)


def test_a_dummy_keeps_clear_of_its_surroundings():
    term = Term(Fraction(1), (Entry(W, (i, j)), Entry(a, (j,))), (j,))
    kept = apart(term, [j], IndexSupply(frozenset()))
    assert kept.dummies != (j,)
    assert free_indices(kept) == (i,)
    with pytest.raises(InvariantError, match="in use already"):
        renamed(term, j, i)


def test_a_placed_dummy_is_no_longer_summed():
    term = Term(Fraction(1), (Entry(W, (i, j)), Entry(a, (j,))), (j,))
    assert placed(term, j, k) == Term(Fraction(1), (Entry(W, (i, k)), Entry(a, (k,))))


def test_indices_are_moved_all_at_once():
    term = Term(Fraction(1), (Entry(W, (i, j)), Entry(a, (k,))))
    assert moved(term, {j: k, k: j}).factors == (Entry(W, (i, k)), Entry(a, (j,)))


def test_a_sum_inside_a_derivative_captures_nothing():
    inner = IndexSum((Term(Fraction(1), (Entry(W, (i, j)), Entry(a, (j,))), (j,)),))
    with pytest.raises(InvariantError, match="the index j would be captured"):
        moved(Term(Fraction(1), (Partial(inner, Entry(a, (k,))),)), {k: j})


def test_a_shift_of_nothing_on_the_same_axis_is_the_index():
    assert shifted(j, ZERO, n) == j
    assert shifted(j, ONE, n + ONE) == Shifted(((j, ONE),), ONE, n + ONE)
    once = shifted(j, ONE, n + ONE)
    assert shifted(once, ONE, n + ONE + ONE) == Shifted(((j, ONE),), ONE + ONE, n + ONE + ONE)


def test_a_program_uses_only_what_stands_before():
    z = Symbol("z", vector(m))
    with pytest.raises(InvariantError, match="used before it is defined"):
        Program((W,), (Definition(z, Product((W, a))),), s)
    with pytest.raises(InvariantError, match="not an array of this program"):
        Program((W, a), (Definition(z, Product((W, a))),), s)


def test_a_sum_without_terms_has_no_indices():
    assert free_indices(IndexSum(())) == ()

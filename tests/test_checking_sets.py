"""Entries that are declared to be of few numbers are drawn from these, and a claim has to hold for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from random import Random

import pytest

import matcalc
from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.exact import PRIME, ExactArithmetic
from matcalc.checking.many_digits import ManyDigits
from matcalc.checking.sets import drawn_from, value_of_set
from matcalc.errors import InputError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.facts import NONE, Facts, OneOf, Property
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.shapes import Shape
from matcalc.problems.program_text import read_program_text

Y = Symbol("Y", Shape(Dimension.named("m"), Dimension.named("n")))
SHAPES = "A: n×n, Y: m×n, y: n, u: n, s:, t:"


def numbers(*typed: int | str) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, typed))


@pytest.mark.parametrize("arithmetic", [ExactArithmetic(0), FloatArithmetic(0), ManyDigits(0)])
@pytest.mark.parametrize("chosen", [(-1, 1), (0, 1), (0, "1/2", 3), (5,)])
def test_every_entry_is_one_of_the_numbers(arithmetic: FloatArithmetic, chosen: Sequence[int | str]) -> None:
    entries = drawn_from(numbers(*chosen), (2, 1, 3, 4), Y, NONE, Random(0))
    assert set(entries.flat) == set(numbers(*chosen))
    value = arithmetic.plain(value_of_set(arithmetic, entries))
    for entry, found in zip(entries.flat, value.flat, strict=True):
        wanted = (
            entry
            if not isinstance(arithmetic, ExactArithmetic)
            else entry.numerator * pow(entry.denominator, -1, PRIME)
        )
        assert (found - wanted) % PRIME == 0 if isinstance(arithmetic, ExactArithmetic) else float(found) == wanted


@pytest.mark.parametrize(
    ("chosen", "sums", "axis", "total"),
    [
        ((0, 1), {"line_sums": ((Y, 1, Fraction(1)),)}, 1, 1),
        ((0, 1), {"line_sums": ((Y, 0, Fraction(2)),)}, 0, 2),
        ((-1, 1), {"sums": ((Y, Fraction(0)),)}, None, 0),
        ((-2, 1, 5), {"sums": ((Y, Fraction(9)),)}, None, 9),
    ],
)
def test_sums_hold_beside_a_set(chosen: Sequence[int], sums: dict[str, object], axis: int | None, total: int) -> None:
    seen = set()
    for seed in range(20):
        entries = drawn_from(numbers(*chosen), (2, 1, 3, 4), Y, Facts(**sums), Random(seed))  # type: ignore[arg-type]
        assert set(entries.flat) <= set(numbers(*chosen))
        for array in entries[:, 0]:
            assert (array.sum(axis=axis) == total).all() if axis is not None else array.sum() == total
            seen.add(tuple(array.flat))
    assert len(seen) > 20


def test_a_symmetric_matrix_of_a_set() -> None:
    square = Symbol("A", Shape(Dimension.named("n"), Dimension.named("n")))
    facts = Facts({square: frozenset((Property.SYMMETRIC, OneOf(numbers(0, 1))))})
    entries = drawn_from(numbers(0, 1), (2, 1, 5, 5), square, facts, Random(1))
    assert (entries == entries.swapaxes(-1, -2)).all()
    assert set(entries.flat) == {0, 1}


CLAIMS = [
    ("s**2 = 1", ["s in {-1, 1}"], True),
    ("s**2 = 1", ["s in {-1, 2}"], False),
    ("s**2 = s", ["s in {0, 1}"], True),
    ("y * y = y", ["y in {0, 1}"], True),
    ("y * y = ones(n)", ["y is in {+1,-1}"], True),
    ("y.T @ y = 1", ["y in {0, 1}", "sum(y) = 1"], True),
    ("y.T @ y = 1", ["y in {0, 1}"], False),
    ("sum(Y * Y, axis=1) = ones(m)", ["Y in {0, 1}", "sum(Y, axis=1) = 1"], True),
    ("s * t = 1", ["s in {-1, 1}", "t in {-1, 1}"], False),
    ("s * t = s", ["s in {0, 1}", "t in {0, 1}"], False),
    ("(s - t)**2 = s + t - 2*s*t", ["s in {0, 1}", "t in {0, 1}"], True),
    ("t + s * (s - 1) * (s - 2) * (s - 3) = t", ["s in {0, 1, 2, 3}"], True),
    ("t + s * (s - 1) * (s - 2) = t", ["s in {0, 1, 2, 3}"], False),
    ("abs(s) = 1", ["s in {-1, 1}"], True),
    ("sign(s) * t = s * t", ["s in {-1, 1}"], True),
    ("sign(s) = 1", ["s in {-1, 1}"], False),
    ("tr(A @ A) = sum(A)", ["A in {0, 1}", "A symmetric"], True),
    ("tr(A @ A) = sum(A)", ["A in {0, 1}"], False),
]


@pytest.mark.parametrize(("claim", "assume", "is_right"), CLAIMS)
def test_claims_about_entries_of_a_set(claim: str, assume: list[str], is_right: bool) -> None:
    verdict = matcalc.check(claim, shapes=SHAPES, assume=assume)
    assert verdict.kind.value == ("right" if is_right else "wrong")


@pytest.mark.parametrize(("claim", "allowed"), [("y * u = u", {-1, 1}), ("y * y * u = u * y", {0, 1, 2})])
def test_counter_examples_are_of_the_set(claim: str, allowed: set[int]) -> None:
    verdict = matcalc.check(claim, shapes=SHAPES, assume=f"y in {{{', '.join(map(str, allowed))}}}")
    example = verdict.finding.counterexample
    assert example is not None
    assert {number for (number,) in example.given["y"]} <= allowed


@pytest.mark.parametrize(
    ("assume", "message"),
    [
        ("y in {}", "a set is of 1 to 10 numbers between braces"),
        ("y in {1, …, 5}", "a set is of 1 to 10 numbers between braces"),
        ("y in {1/0}", "divides by zero"),
        ("y in {0,1,2,3,4,5,6,7,8,9,10}", "a set is of 1 to 10 numbers"),
        ("y in [0, 1]", r'the fact .y in .0, 1.. is not known .*"y in {-1, 1}"'),
        (["y in {0, 1}", "y in {-1, 1}"], r"y is declared to be in {0, 1} and in {-1, 1}: keep one"),
        (["y in {0, 1}", "y positive"], r"y is declared in {0, 1} and positive, which is not supported; drop one fact"),
        (["A in {0, 1}", "A orthogonal"], "A is declared in {0, 1} and orthogonal, which is not supported"),
        (["A in {0, 1}", "A symmetric", "sum(A) = 4"], "one sum alone can be declared, of an array that is not symmet"),
    ],
)
def test_sets_that_are_refused(assume: str | list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        matcalc.derive("y.T @ A @ y", wrt="y", shapes=SHAPES, assume=assume)


def test_a_derivation_says_its_sets_and_code_too() -> None:
    found = matcalc.derive("sum((1 - y * u)**2)", wrt="u", shapes=SHAPES, assume="y in {1, -1}")
    assert "each entry of y is one of the numbers −1 and 1" in found.text()
    assert "y in {-1, 1}" in found.code("numpy")


def test_a_line_of_facts_keeps_a_set_together() -> None:
    program = read_program_text("assume: y in {-1, 1}, u positive; sum(y, axis=0) = 1\nsum(y * u)", "here")
    assert program.assume == ("y in {-1, 1}", "u positive", "sum(y, axis=0) = 1")


def test_the_least_value_among_numbers_is_not_where_a_gradient_is_zero() -> None:
    with pytest.raises(InputError, match="each entry of y is declared to be one of -1, 1"):
        matcalc.derive("sum((y - u)**2)", wrt="y", solve="y", shapes=SHAPES, assume="y in {-1, 1}")

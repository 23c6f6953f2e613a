"""Which points are enough: a formula that is right on one side of a kink alone is met on the other side too."""

from collections.abc import Callable
from pathlib import Path

import pytest

from matcalc.api import Limits, derive, load_problem
from matcalc.api.expected import unmet
from matcalc.checking.enough import MORE_SEEDS, MOST_AT_KINKS, Enough
from matcalc.notation.text_in import parse_definition
from matcalc.worksheets.points import PagePoints

Write = Callable[[str], Path]

HINGE = """
title = "Hinge"

[shapes]
x = "n"
w = "n"

[[define]]
name = "E"
expr = "{of}"

[[derive]]
wrt = "w"
expect = "{expect}"
"""

EXPECTED = [  # of what, what is expected of the gradient at w, whether it has the values at all points
    ("relu(1 - w.T @ x)", "-x", False),
    ("relu(1 - w.T @ x)", "0 * x", False),
    ("relu(1 - w.T @ x)", "-(step(1 - w.T @ x) * x)", True),
    ("relu(5 - w.T @ x)", "-x", False),
    ("abs(3 + w.T @ x)", "x", False),
    ("abs(3 + w.T @ x)", "sign(3 + w.T @ x) * x", True),
]


@pytest.mark.parametrize(("of", "expect", "holds"), EXPECTED)
def test_what_holds_on_one_side_of_a_kink_is_not_expected(written: Write, of: str, expect: str, holds: bool) -> None:
    problem = load_problem(written(HINGE.format(of=of, expect=expect)))
    found = [one.has_its_values for one in unmet(problem, Limits())]
    assert all(found) if holds else found == [False]


@pytest.mark.parametrize("of", sorted({of for of, _, _ in EXPECTED}))
def test_the_points_of_a_page_are_on_both_sides_of_a_kink(written: Write, of: str) -> None:
    derivation = derive(load_problem(written(HINGE.format(of=of, expect="w"))))
    differentiation = derivation.differentiation
    points = PagePoints(differentiation, derivation.problem.program, derivation.problem.choices.facts)
    symbols = {symbol.name: symbol for symbol in differentiation.program.symbols}
    inside = parse_definition(f"t = {of.partition('(')[2][:-1]}", symbols).body
    assert {bool(value > 0) for array in points.value(inside) for value in array.ravel()} == {True, False}


def test_more_seeds_are_offered_until_each_kink_was_met_from_both_sides(written: Write) -> None:
    problem = load_problem(written(HINGE.format(of="relu(1 - w.T @ x)", expect="w")))
    never_looked = list(Enough(problem.program, problem.program).seeds())
    smooth = load_problem(written(HINGE.format(of="(w.T @ x)**2", expect="w")))
    assert len(never_looked) == len(list(Enough(smooth.program, smooth.program).seeds())) + MORE_SEEDS + MOST_AT_KINKS

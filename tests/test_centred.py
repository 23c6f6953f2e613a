"""Which arrays add up to 0 by the equations, and along which axes; and that no other does, by value."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from plain_values import PlainValues

from matcalc.api import derive
from matcalc.forms.centred import centred_arrays
from matcalc.forms.matrix_form import EntrySum, Node, Symbol
from matcalc.notation.derived_in import parse_derived
from matcalc.notation.shapes_in import parse_shape

SHAPES = {"X": "m×n", "x": "n", "s": "", "v": "m", "r": "1×n", "B": "n×n", "A": "m×m"}
SIZES = {"m": 2, "n": 3}

CASES = [  # equations; the last one's axes
    ({"c": "x - mean(x)"}, {None, 0}),
    ({"c": "mean(x) - x"}, {None, 0}),
    ({"c": "2 * x - 2 * mean(x)"}, {None, 0}),
    ({"c": "x - 2 * mean(x)"}, set()),
    ({"c": "x + mean(x)"}, set()),
    ({"k": "mean(x)", "c": "x - k"}, {None, 0}),
    ({"k": "sum(x) / n", "c": "x - k"}, {None, 0}),
    ({"k": "sum(x) / m", "c": "x - k"}, set()),
    ({"c": "(x - mean(x)) / s"}, {None, 0}),
    ({"c": "(x - mean(x)) * x"}, set()),
    ({"c": "(x - mean(x))**2"}, set()),
    ({"c": "r - mean(r)"}, {None, 1}),
    ({"c": "X - mean(X)"}, {None}),
    ({"c": "X - mean(X, axis=0)"}, {None, 0}),
    ({"c": "X - mean(X, axis=1)"}, {None, 1}),
    ({"c": "(X - mean(X, axis=0)) / r"}, {None, 0}),
    ({"c": "(X - mean(X, axis=0)) / v"}, set()),
    ({"c": "(X - mean(X)) / r"}, set()),
    ({"c": "(X - mean(X, axis=1)) / v"}, {None, 1}),
    ({"c": "(X - mean(X, axis=0)) @ B"}, {None, 0}),
    ({"c": "A @ (X - mean(X, axis=0))"}, set()),
    ({"c": "A @ (X - mean(X, axis=1))"}, {None, 1}),
    ({"c": "(X - mean(X, axis=0)).T"}, {None, 1}),
    ({"k": "X - mean(X, axis=0)", "c": "k / r"}, {None, 0}),
    ({"k": "X - mean(X, axis=0)", "c": "k + 2 * k"}, {None, 0}),
    ({"k": "X - mean(X, axis=0)", "c": "k + X"}, set()),
    ({"k": "x - mean(x)", "c": "x * k"}, set()),
    ({"k": "x - mean(x)", "c": "v @ k.T"}, {None, 1}),
]


@pytest.mark.parametrize(("equations", "axes"), CASES, ids=[" ; ".join(lines.values()) for lines, _ in CASES])
def test_what_adds_up_to_0(equations: Mapping[str, str], axes: set[int | None]) -> None:
    symbols = {name: Symbol(name, parse_shape(shape)) for name, shape in SHAPES.items()}
    forms: dict[Symbol, Node] = {}
    for name, text in equations.items():
        form = parse_derived(text, symbols)
        symbols[name] = Symbol(name, form.shape)
        forms[symbols[name]] = form
    last = symbols[name]
    assert set(centred_arrays(forms).get(last, {})) == axes
    values = PlainValues(SIZES, forms)
    for axis in (None, 0, 1):
        trivial = axis is not None and (last.shape.rows, last.shape.cols)[axis].is_one
        vanishes = bool((abs(values.node(EntrySum(last, axis))) < 1e-9).all())
        assert vanishes == (axis in axes) or trivial


def test_a_route_says_why_a_sum_is_0() -> None:
    summed = derive("sum(c / s)", lets=["m = mean(x)", "c = x - m"], wrt="s", shapes="x: n, s:")
    assert summed.result.text == "0"
    assert "Σ_i c_i = 0: c = x − m 1, and m is the mean of x" in " ".join(summed.text(columns=1000).split())

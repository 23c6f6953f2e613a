"""Random expressions: right by the oracle, whatever the order of the terms and whatever the names."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st
from identities.comparison import assert_same, claimed, measured, point_of
from identities.derived import result_text
from identities.identity import Identity
from identities.index_text import is_index_text
from identities.namespace import OutOfDomainError
from identities.oracle import Point
from identities.random_text import FORMS, random_row

from matcalc.checking.drawn import NoValueError

SEED = 3


@st.composite
def random_rows(draw: st.DrawFn) -> Identity:
    depth = draw(st.integers(1, 4))
    row = random_row(lambda options: draw(st.sampled_from(options)), "random", depth)
    assume(row is not None)
    return row


def good_point(row: Identity, *texts: str) -> Point:
    matrix_texts = [text for text in texts if not is_index_text(text)]
    try:
        return point_of(replace(row, result="0"), SEED, *matrix_texts)
    except OutOfDomainError:
        reject()


def derivable(row: Identity) -> str:
    """The text of the result. An expression without a derivative anywhere, as norm(s - s), is no case for these."""
    try:
        return result_text(row)
    except NoValueError:
        reject()


def result_or_refusal(row: Identity) -> str:
    try:
        return result_text(row)
    except NoValueError:
        return "no value"


@given(random_rows())
@settings(max_examples=60, deadline=None)
def test_the_derivative_agrees_with_the_oracle(row):
    text = derivable(row)
    point = good_point(row, text)
    assert_same(claimed(text, row, point), measured(row, point), row, text)


@given(random_rows(), random_rows())
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_terms_does_not_matter_to_the_value(row, other):
    both = {**row.axes, **other.axes}
    shapes = ", ".join(f"{name}: {'×'.join(axes)}" for name, axes in both.items())
    first, second = (
        replace(row, expression=f"sum({left}) + sum({right})", shapes=shapes, kind="gradient")
        for left, right in [(row.expression, other.expression), (other.expression, row.expression)]
    )
    texts = [derivable(first), derivable(second)]
    point = good_point(first, *texts)
    values = [claimed(text, first, point) for text in texts]
    assert np.allclose(*values, rtol=1e-9, atol=1e-9 * max(1, float(np.abs(values[0]).max())))


@given(random_rows())
@settings(max_examples=25, deadline=None)
def test_other_names_change_nothing_but_the_names(row):
    names = {name: f"{name}_long" for name in FORMS}
    renamed = replace(
        row,
        expression=in_other_names(row.expression, names),
        wrt=names[row.wrt],
        shapes=", ".join(f"{names[name]}: {'×'.join(axes)}" for name, axes in row.axes.items()),
    )
    expected, found = in_other_names(result_or_refusal(row), names), result_or_refusal(renamed)
    assert in_plain_letters(expected) == in_plain_letters(found)


def in_plain_letters(text: str) -> str:
    """An index form with its indices numbered as they appear; an index must not have the letter of an array."""
    if not is_index_text(text):
        return text
    head, _, _ = text.partition("]")
    found = re.findall(r"\w+", head.partition("[")[2])
    for bound in re.findall(r"sum ([\w ]+):", text):
        found += bound.split()
    letters = {name: f"i{number}" for number, name in enumerate(dict.fromkeys(found))}
    return re.sub(r"(?<![\w.])[A-Za-z]\w*", lambda match: letters.get(match[0], match[0]), text)


def in_other_names(text: str, names: dict[str, str]) -> str:
    return re.sub(r"(?<![\w.])[A-Za-z]\w*(?!\w|\s*')", lambda match: names.get(match[0], match[0]), text)


def test_what_has_no_value_is_refused_under_any_name():
    row = Identity("none", "norm((s - s))", "s", "", "s: ", "random")
    assert result_or_refusal(row) == "no value"


@pytest.mark.parametrize("seed", range(40))
def test_what_is_generated_has_a_derivative(seed):
    chance = random.Random(seed)
    rows = iter(lambda: random_row(chance.choice, "random", chance.randint(1, 6)), ())
    row = next(row for row in rows if row is not None)
    point = point_of(replace(row, result="0"), SEED)
    assert np.isfinite(measured(row, point)).all()


def test_a_wrong_derivative_is_noticed():
    row = Identity("wrong", "sum(tanh(A @ x))", "x", "", "A: m×n, x: n", "random")
    point = good_point(row)
    wrong = "A.T @ (1 - tanh(A @ x))"
    with pytest.raises(AssertionError, match="off by"):
        assert_same(claimed(wrong, row, point), measured(row, point), row, wrong)


def test_a_sum_of_a_column_and_a_row_is_not_opened_in_a_number():
    """aᵀ (column + row) a: neither of the two has the shape of the matrix that they are stretched to."""
    shapes = "P: m×m, a: m, s: "
    row = Identity("random", "s + sum((a @ s).T @ log_softmax(P, axis=0) @ a)", "s", "", shapes, "random", "gradient")
    text = derivable(row)
    point = good_point(row, text)
    assert_same(claimed(text, row, point), measured(row, point), row, text)

"""An index form that stays one holds each of its terms once, however their factors and dummies are written."""

import pytest
from plain_values import PlainValues, agree

from matcalc.chain import Chain
from matcalc.engine.plain_terms import COLLECT, plain_terms
from matcalc.forms.index_form import IndexSum, free_indices
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Symbol
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_index
from matcalc.rules.registry import Scope

SYMBOLS = {name: Symbol(name, parse_shape(shape)) for name, shape in {"A": "n×n", "B": "n×n", "x": "n"}.items()}


def collected(text: str) -> tuple[IndexSum, Chain]:
    before = parse_index(text, SYMBOLS)
    free = free_indices(before)
    return before, plain_terms(Chain(free, before, ()), Scope(IndexSupply.over((), SYMBOLS), free))


LIKE = [
    ("sum j k: A[i,j] B[i,k] + sum j k: B[i,k] A[i,j]", "sum j k: 2 A[i,j] B[i,k]"),
    ("sum j k: A[i,j] B[i,k] x[k] + sum p q: 2 x[q] B[i,q] A[i,p]", "sum j k: 3 A[i,j] B[i,k] x[k]"),
    ("sum j: A[j,i] A[j,k] + sum j: A[j,k] A[j,i]", "sum j: 2 A[j,i] A[j,k]"),
    ("sum j: A[i,j] x[j]**2 x[j] - sum k: x[k] A[i,k] x[k]**2", "0"),
    ("sum j: delta[j,i] x[j] + sum k: x[k] delta[i,k]", "sum j: 2 delta[j,i] x[j]"),
]
APART = [
    "sum j k: A[i,j] B[i,k] + sum j k: A[j,i] B[i,k]",
    "sum j: A[i,j] x[j] + sum j: A[i,j] x[j]**2",
    "sum j k: A[i,j] A[j,k] x[k] + sum j k: A[i,j] A[k,j] x[k]",
    "sum i j k p: A[i,j] A[j,i] A[k,p] A[p,k] + sum i j k p: A[i,j] A[j,k] A[k,p] A[p,i]",  # tr(A²)² and tr(A⁴)
]


@pytest.mark.parametrize(("text", "made"), LIKE)
def test_like_terms_are_counted(text: str, made: str) -> None:
    before, chain = collected(text)
    assert [step.rule for step in chain.steps] == [COLLECT]
    assert chain.end == parse_index(made, SYMBOLS)
    values = PlainValues({"n": 3}, {}, None)
    assert agree(values.entries(before, chain.free), values.entries(chain.end, chain.free))


@pytest.mark.parametrize("text", APART)
def test_what_is_not_like_stays_apart(text: str) -> None:
    before, chain = collected(text)
    assert chain.end == before

"""The clock of a budget is looked at where work is done that is no step: in every try of the simplification."""

from __future__ import annotations

import pytest

from matcalc.chain import Chain
from matcalc.engine.limits import Limits, limited, look_at_clock
from matcalc.engine.simplification import simplify
from matcalc.errors import LimitError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Add, Product, Symbol
from matcalc.forms.shapes import Shape, vector
from matcalc.rules.registry import Scope

N = Dimension.named("n")
A, B = (Symbol(name, Shape(N, N)) for name in "AB")
X = Symbol("x", vector(N))


def test_the_clock_stops_work_when_the_time_is_up_and_names_the_stage():
    with limited(Limits(seconds=1e-9)), pytest.raises(LimitError, match=r"1e-09 seconds, in the stage simplify"):
        look_at_clock("simplify")


def test_the_clock_lets_go_on_in_time_and_where_there_is_no_budget():
    look_at_clock("simplify")
    with limited(Limits(seconds=60)):
        look_at_clock("simplify")


def test_a_try_of_the_simplification_looks_at_the_clock(monkeypatch: pytest.MonkeyPatch):
    """Before any step is counted: the sum has a common factor, and taking it out is only tried."""
    monkeypatch.setattr("matcalc.engine.simplification.spend", lambda _: pytest.fail("a step was counted"))
    chain = Chain((), Add((Product((A, X)), Product((B, X)))), ())
    with limited(Limits(seconds=1e-9)), pytest.raises(LimitError, match="took more than"):
        simplify(chain, Scope(IndexSupply.over((), ())))

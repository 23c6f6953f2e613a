"""A rule on arrays goes to all its places at once, as one step; what does not end or grows too large is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matcalc.chain import Chain
from matcalc.engine.differential_order import ADJOINTS, DIFFERENTIALS
from matcalc.engine.limits import Limits, limited
from matcalc.engine.node_strategies import everywhere, sweep_differentials, sweep_terms
from matcalc.errors import InvariantError, LimitError
from matcalc.forms.differentials import Differential, Inner
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Add, Apply, Scale, Symbol
from matcalc.notation.derived_in import parse_derived
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_out import input_text
from matcalc.rules.adjoints import move_number
from matcalc.rules.inner_products import split_inner
from matcalc.rules.registry import Rewrite, Scope

SYMBOLS = {name: Symbol(name, parse_shape(shape)) for name, shape in {"A": "m×n", "x": "n", "y": "m"}.items()}
SCOPE = Scope(IndexSupply.over((), ()))


def chain(text: str) -> Chain:
    return Chain((), parse_derived(text, SYMBOLS), ())


def test_one_step_for_each_rule_that_fires():
    swept = sweep_differentials(chain("differential(A @ x + A @ x + 2 * y)"), DIFFERENTIALS, SCOPE)
    assert [step.rule for step in swept.steps] == ["take the differential of a sum", "apply the product rule"]
    assert input_text(swept.end) == (
        "differential(A) @ x + A @ differential(x) + differential(A) @ x + A @ differential(x) + 2 * differential(y)"
    )


def test_what_was_said_of_several_places_is_said_once():
    swept = sweep_terms(chain("inner(x, 2 * differential(x)) + inner(x, 2 * (2 * differential(x)))"), ADJOINTS, SCOPE)
    assert [step.rule for step in swept.steps] == ["move a number over"]
    words = [part for part in swept.steps[0].reason if isinstance(part, str)]
    assert sum("goes to the other side" in word for word in words) == 1


def test_a_term_is_looked_at_as_a_whole():
    nested = chain("inner(x, x * inner(x, 2 * differential(x)))")
    assert sweep_terms(nested, (move_number,), SCOPE) == nested, "a number inside is no number of the term"


@pytest.mark.parametrize("strategy", [everywhere, sweep_terms])
def test_a_rule_that_does_not_end_is_a_fault(strategy):
    def apply(root, _):
        return Rewrite(SYMBOLS["y" if root is SYMBOLS["x"] else "x"], ("the other",))

    with pytest.raises(InvariantError, match="the rule 'split an inner product' does not end"):
        strategy(chain("x"), (replace(split_inner, apply=apply, kinds=(object,)),), SCOPE)


def unscaled(root, _):
    return Rewrite(root.arg, (f"without {root.coefficient}",))


UNSCALED = replace(split_inner, name="leave a number out", apply=unscaled, kinds=(Scale,))


def test_everywhere_begins_again_with_the_first_rule_after_each_step():
    def apply(root, _):
        return Rewrite(Scale(2, root.arg), ("twice the argument",))

    opened = replace(split_inner, name="open a function", apply=apply, kinds=(Apply,))
    steps = everywhere(chain("3 * exp(exp(x))"), (UNSCALED, opened), SCOPE).steps
    assert [step.rule for step in steps] == [UNSCALED.name, opened.name] * 2 + [UNSCALED.name]


def test_everywhere_leaves_what_stands_in_a_part_that_changes_to_the_next_step():
    made = everywhere(chain("2 * exp(3 * exp(4 * x))"), (UNSCALED,), SCOPE)
    assert [step.reason for step in made.steps] == [("without 2",), ("without 3",), ("without 4",)]


@pytest.mark.parametrize("strategy", [everywhere, sweep_terms])
def test_every_firing_is_a_step_of_the_budget(strategy):
    three = "2 * x + 3 * exp(x) + 4 * tanh(x)"
    with limited(Limits(steps=3)):
        assert len(strategy(chain(three), (UNSCALED,), SCOPE).steps) == 1
    with limited(Limits(steps=2)), pytest.raises(LimitError, match="more than 2 steps"):
        strategy(chain(three), (UNSCALED,), SCOPE)


@pytest.mark.parametrize("strategy", [everywhere, sweep_terms])
def test_of_many_reasons_three_are_said(strategy):
    many = chain("2 * x + 3 * exp(x) + 4 * tanh(x) + 5 * sin(x) + 6 * cos(x)")
    (step,) = strategy(many, (UNSCALED,), SCOPE).steps
    assert "".join(step.reason) == "without 2; without 3; without 4; and likewise in the other terms"


def test_too_many_terms_are_refused():
    moved = Differential(SYMBOLS["x"])
    many = Chain((), Inner(SYMBOLS["x"], Add((moved,) * 101)), ())
    with (
        limited(Limits(steps=1000)),
        pytest.raises(LimitError, match="101 terms after the rule 'split an inner product', and 100 are the limit"),
    ):
        sweep_terms(many, ADJOINTS, SCOPE)

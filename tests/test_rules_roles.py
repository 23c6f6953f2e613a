"""What a move of the collapse is said to do: every rule has its role, and what is said of an index is true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from plain_values import PlainValues
from random_networks import Network, random_network
from rule_examples import read_term_example

from matcalc.chain import Chain, Step
from matcalc.engine.order import COLLAPSE, CONTRACT, REDUCE, VECTORIZE
from matcalc.engine.strategies import move, sweep
from matcalc.errors import InvariantError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Term, indices_of
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.shapes import vector
from matcalc.rules import collapse_blocks, collapse_deltas, collapse_factors, collapse_pairs, kronecker, label_sums
from matcalc.rules.registry import TERM_RULES, Scope
from matcalc.rules.roles import OPERATORS, Move, Operator, Played, Role, Standing, move_of

RULES = {rule.name: rule for rule in (*COLLAPSE, *REDUCE, *VECTORIZE)}

PREPARING = frozenset(
    rule.name
    for rule in (
        collapse_deltas.keep_one_index,
        collapse_factors.write_square_twice,
        collapse_blocks.read_shifted_pair,
        collapse_blocks.take_shift_out_of_pair,
        collapse_pairs.put_identity,
        collapse_pairs.join_indices,
        kronecker.keep_on_one_side,
    )
)
"""The rules that write a term another way, so that one of the others can read an operator off it."""


WITHOUT_INDEX = frozenset({label_sums.collapse_label_sum.name})
"""A label says which array an entry belongs to: it plays no role of an index."""


def test_every_rule_of_the_collapse_has_one_role():
    assert set(RULES) == set(OPERATORS) | PREPARING | WITHOUT_INDEX
    assert not set(OPERATORS) & PREPARING


def test_every_operator_is_read_off_by_some_rule():
    assert set(OPERATORS.values()) == set(Operator)


def examples() -> Iterator[tuple[str, str, str]]:
    for name in OPERATORS:
        for given, made in TERM_RULES[name].examples:
            if made is not None:
                yield name, given, made


@pytest.mark.parametrize(("name", "given", "made"), list(examples()))
def test_the_examples_of_a_rule_have_true_roles(name, given, made):
    before, _, free = read_term_example(given, made)
    (term,) = before.terms
    rewrite = TERM_RULES[name].apply(term, Scope(IndexSupply(frozenset()), free))
    assert rewrite is not None
    step = TERM_RULES[name].step(before, rewrite.after, rewrite.reason)
    found = move_of(step)
    assert found is not None
    assert found.operator is OPERATORS[name]
    require_true(found, step, free)


def test_a_step_that_reads_no_operator_off_has_no_roles():
    term = Term(1, (Entry(*_vector("x", "i")),))
    step = RULES["keep one of two equal indices"].step(IndexSum((term,)), IndexSum(()), ())
    assert move_of(step) is None


def test_a_rule_that_does_not_make_one_array_is_an_error():
    x, y = (Entry(*_vector(name, "i")) for name in "xy")
    before, after = IndexSum((Term(1, (x,)),)), IndexSum((Term(1, (y, y)),))
    with pytest.raises(InvariantError, match="does not make one array"):
        move_of(RULES["collapse to a Hadamard product"].step(before, after, ()))


def _vector(name, index):
    length = Dimension.number(3)
    return Symbol(name, vector(length)), (Index(index, length),)


def steps_of_networks(seed: int, count: int) -> Iterator[tuple[Network, Step]]:
    rng = np.random.default_rng(seed)
    for number in range(count):
        network = random_network(lambda below: int(rng.integers(below)), equal=bool(number % 2))
        start = sweep(Chain(network.free, IndexSum((network.term,)), ()), CONTRACT, network.scope)
        for step in move(start, COLLAPSE, network.scope).steps[len(start.steps) :]:
            yield network, step


@pytest.mark.parametrize("seed", range(3))
def test_the_roles_in_random_networks_are_true(seed):
    seen = set()
    for network, step in steps_of_networks(seed, 150):
        found = move_of(step)
        if found is None:
            assert step.rule in PREPARING
            continue
        require_true(found, step, network.free)
        assert found.operator is operator_by_pattern(found), (str(network), step.rule)
        seen.add(found.operator)
    assert len(seen) >= 10, "operators of many kinds"


def require_true(found: Move, step: Step, free: tuple[Index, ...]) -> None:
    """What a move says of its indices, looked up in the terms themselves; and that it makes what it reads."""
    before, after = _changed_terms(step)
    for role in found.roles:
        bound, still = role.index in before.dummies, role.index in after.dummies
        match role.part:
            case Played.SUMMED:
                assert bound
                assert not still
            case Played.LATER:
                assert bound
                assert still
            case Played.FREE:
                assert role.index in free
                assert not bound
        for standing in role.stands:
            assert standing.factor in found.used
            assert _place(standing) == role.index
    told = {(role.index, standing.factor, standing.axis) for role in found.roles for standing in role.stands}
    assert told == {
        (place, factor, axis) for factor in found.used for axis, place in enumerate(_places(factor)) if _is_index(place)
    }
    if all(_is_index(place) for factor in (*found.used, found.made) for place in _places(factor)):
        _require_value(found)


def _require_value(found: Move) -> None:
    """Σ over what this move sums of the product of what it reads is what it makes. Plain arithmetic of its own."""
    values = PlainValues()
    bound = [role.index for role in found.those(Played.SUMMED)]
    here = [role.index for role in found.roles if role.index not in bound]
    read = values.entries(IndexSum((Term(1, found.used, tuple(bound)),)), here)
    made = values.entries(IndexSum((Term(1, (found.made,)),)), here)
    assert np.allclose(read, made, rtol=1e-9, atol=1e-12)


def _changed_terms(step: Step) -> tuple[Term, Term]:
    pairs = [pair for pair in zip(step.before.terms, step.after.terms, strict=True) if pair[0] != pair[1]]
    return pairs[0]


def _places(factor: Factor) -> tuple[object, ...]:
    return (factor.left, factor.right) if isinstance(factor, Delta) else factor.places


def _place(standing: Standing) -> object:
    return _places(standing.factor)[standing.axis]


def _is_index(place: object) -> bool:
    return isinstance(place, Index)


def operator_by_pattern(found: Move) -> Operator:
    """The operator by the table of roles alone: how many factors, of how many indices, and which of them are summed."""
    if any(isinstance(factor, Delta) for factor in found.used):
        return Operator.DELTA
    counts = sorted(len(factor.places) for factor in found.used)
    summed, made = found.those(Played.SUMMED), found.made.places
    if any(isinstance(factor, Entry) and factor.exponent != 1 for factor in found.used):
        return Operator.POWER
    if any(len(set(indices_of(factor))) < len(factor.places) for factor in found.used):
        return Operator.DIAGONAL_OR_TRACE
    if not found.used:
        return Operator.SUM if summed else Operator.ONES
    if len(found.used) == 1:
        return Operator.SUM if summed else Operator.TRANSPOSE
    if counts[0] == 0:
        return Operator.MULTIPLE
    if summed:
        return Operator.INNER if not made else Operator.MATRIX_VECTOR if counts == [1, 2] else Operator.MATRIX_MATRIX
    if len({frozenset(factor.places) for factor in found.used}) == 1:
        return Operator.HADAMARD
    return Operator.WEIGHTS if counts == [1, 2] else Operator.OUTER


def _a_move(operator: Operator) -> tuple[Move, Step, tuple[Index, ...]]:
    for network, step in steps_of_networks(0, 60):
        found = move_of(step)
        if found is not None and found.operator is operator:
            return found, step, network.free
    raise AssertionError(f"no {operator.value} in the networks")


def _with_role(found: Move, role: Role, changed: Role) -> Move:
    return replace(found, roles=tuple(changed if each == role else each for each in found.roles))


def test_a_wrong_part_of_an_index_is_caught():
    found, step, free = _a_move(Operator.MATRIX_VECTOR)
    (summed,) = found.those(Played.SUMMED)
    for part in (Played.LATER, Played.FREE):
        with pytest.raises(AssertionError):
            require_true(_with_role(found, summed, replace(summed, part=part)), step, free)


def test_a_wrong_place_of_an_index_is_caught():
    found, step, free = _a_move(Operator.MATRIX_VECTOR)
    (summed,) = found.those(Played.SUMMED)
    matrix = next(standing for standing in summed.stands if len(standing.factor.places) == 2)
    moved = tuple(replace(each, axis=1 - each.axis) if each == matrix else each for each in summed.stands)
    with pytest.raises(AssertionError):
        require_true(_with_role(found, summed, replace(summed, stands=moved)), step, free)


def test_a_wrong_operator_is_caught(monkeypatch):
    _, step, _ = _a_move(Operator.HADAMARD)
    monkeypatch.setitem(OPERATORS, step.rule, Operator.OUTER)
    found = move_of(step)
    assert found.operator is Operator.OUTER
    assert operator_by_pattern(found) is Operator.HADAMARD

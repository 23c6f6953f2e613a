"""Collapse of factors with the same indices: an inner product where all are summed, else a Hadamard product."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.chain import Prose, Stage, listed, why
from matcalc.forms.index_form import Entry, Factor, Term
from matcalc.forms.indices import Index, Place
from matcalc.forms.matrix_form import Hadamard, Node, Trace
from matcalc.rules.network import (
    are_plain,
    column_of,
    entries_alone,
    fewest_turns,
    incidence,
    inner,
    is_matrix,
    is_vector,
    put,
    turned,
)
from matcalc.rules.registry import Rewrite, Scope, term_rule


@term_rule(
    name="collapse to an inner product",
    stage=Stage.COLLAPSE,
    statement="sum i: u_i v_i = uᵀ v; sum i j: A_ij B_ij = tr(Aᵀ B); sum i j: A_ij B_ji = tr(A B)",
    source="definition of the inner product ⟨A, B⟩ = tr(AᵀB)",
    examples=(
        ("sum i: x[i] y[i]", "(x.T @ y)"),
        ("sum i j: A[i,j] B[i,j]", "tr(A.T @ B)"),
        ("sum i j: A[i,j] B[j,i]", "tr(A @ B)"),
        ("sum j: A[i,j] B[i,j]", None),
        ("sum i: x[i] y[i] v[i]", None),
    ),
)
def collapse_inner(term: Term, scope: Scope) -> Rewrite | None:
    """Two factors become one scalar."""
    if not term.dummies:
        return None
    at = incidence(term)
    for dummy in term.dummies:
        users = entries_alone(at[dummy])
        if len(users) != 2 or not are_plain(users):
            continue
        left, right = users
        if is_vector(left) and is_vector(right):
            made = Entry(inner(column_of(left.array), column_of(right.array)), ())
            reason = why(
                dummy, " is summed, stands in both factors and nothing is left free: one number, an inner product"
            )
            return Rewrite(put(term, (left, right), made, (dummy,)), reason, (term.factors.index(left),))
        if _close_up(term, at, left, right):
            same = left.places == right.places
            rows, columns = left.places
            assert isinstance(rows, Index)
            assert isinstance(columns, Index)
            made = Entry(Trace(_closed(left.array, right.array, same)), ())
            reason = why(
                rows,
                " and ",
                columns,
                " stand in both factors and both are summed: nothing is left free, an inner product",
            )
            return Rewrite(put(term, (left, right), made, (rows, columns)), reason, (term.factors.index(left),))
    return None


def _closed(left: Node, right: Node, same: bool) -> Node:
    """The product under a trace, written with as few transposes as can be: tr(AᵀB) = tr(BᵀA) = tr(ABᵀ) = tr(BAᵀ)."""
    if not same:
        return fewest_turns((left, right), (turned(left), turned(right)))
    first, second = turned(left), turned(right)
    return fewest_turns((first, right), (second, left), (left, second), (right, first))


def _close_up(term: Term, at: Mapping[Index, list[Factor]], left: Entry, right: Entry) -> bool:
    if not (is_matrix(left) and is_matrix(right)) or set(left.places) != set(right.places):
        return False
    pair = [place for place in left.places if isinstance(place, Index)]
    return len(set(pair)) == 2 and all(index in term.dummies and len(at[index]) == 2 for index in pair)


@term_rule(
    name="collapse to a Hadamard product",
    stage=Stage.COLLAPSE,
    statement="u_i v_i = (u ⊙ v)_i; A_ij B_ij = (A ⊙ B)_ij; A_ij B_ji = (A ⊙ Bᵀ)_ij",
    source="definition of the Hadamard product",
    examples=(
        ("x[i] y[i]", "(x * y)[i]"),
        ("A[i,j] B[i,j]", "(A * B)[i,j]"),
        ("A[i,j] B[j,i]", "(A * B.T)[i,j]"),
        ("x[i] y[j]", None),
        ("sum j: A[i,j] x[j]", None),
        ("sum i: x[i] z[i] z[i]", "sum i: x[i] (z * z)[i]"),
        ("sum j: A[i,j] B[j,i]", None),
    ),
)
def collapse_hadamard(term: Term, scope: Scope) -> Rewrite | None:
    """The factors of one group become one.

    Where only their sum is left, the first waits for the inner product; A_ij B_ji waits for the matrix product where
    nothing else stops the sum.
    """
    at = incidence(term)
    groups: dict[tuple[int, frozenset[Place]], list[Entry]] = {}
    for factor in term.factors:
        if not isinstance(factor, Entry) or not factor.places or not are_plain((factor,)):
            continue
        places = frozenset(factor.places)
        if len(places) == len(factor.places):
            groups.setdefault((len(places), places), []).append(factor)
    for group in groups.values():
        if len(group) < 2:
            continue
        joined = _joined(term, at, group)
        if len(joined) < 2:
            continue
        model = joined[0]
        arrays = tuple(part for factor in joined for part in _flat(_placed_as(factor, model)))
        made = Entry(Hadamard(arrays), model.places)
        reason = _hadamard_reason(term, model, len(joined))
        return Rewrite(put(term, tuple(joined), made), reason, (term.factors.index(model),))
    return None


def _joined(term: Term, at: Mapping[Index, list[Factor]], group: list[Entry]) -> list[Entry]:
    """The factors of a group, which have the same indices, that are multiplied entry by entry now."""
    indices = [place for place in group[0].places if isinstance(place, Index)]
    theirs = [index in term.dummies and len(at[index]) == len(group) for index in indices]
    alike = [factor for factor in group if factor.places == group[0].places]
    if any(theirs) and len(alike) < len(group):
        turned_round = [factor for factor in group if factor not in alike]
        return alike if len(alike) > 1 else turned_round
    return group[1:] if all(theirs) else group


def _hadamard_reason(term: Term, model: Entry, count: int) -> Prose:
    summed = [place for place in model.places if place in term.dummies]
    parts = listed(model.places)
    who = "both factors carry " if count == 2 else f"all {count} factors carry "
    carry = "the same index " if len(parts) == 1 else "the same indices "
    if summed:
        return (who, carry, *parts, ": multiply entry by entry, the sum comes after")
    return (
        who,
        carry,
        *parts,
        " and nothing is summed: multiply entry by entry; a matrix product would need a summed index, "
        "and there is none",
    )


def _placed_as(entry: Entry, model: Entry) -> Node:
    """The array of `entry` turned so that its places stand as those of `model`; vectors as columns."""
    if is_vector(entry):
        return column_of(entry.array)
    return entry.array if entry.places == model.places else turned(entry.array)


def _flat(array: Node) -> tuple[Node, ...]:
    return array.args if isinstance(array, Hadamard) and all(a.shape == array.shape for a in array.args) else (array,)

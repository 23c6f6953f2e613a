"""Collapse of pairs of places: what vec and the Kronecker product leave behind becomes vec, ⊗ and unvec again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matcalc.chain import Stage, why
from matcalc.forms.index_form import Delta, Entry, Factor, Term, places_of
from matcalc.forms.indices import Index, Paired, Place, indices_in, substituted
from matcalc.forms.matrix_form import Eye, Node, Ones
from matcalc.forms.shapes import vector
from matcalc.forms.vectorized import Kron, Unvec, Vec
from matcalc.rules.entries import one_term
from matcalc.rules.network import are_plain, column_of, is_matrix, is_vector, moved, put, summed, times, turned
from matcalc.rules.registry import Rewrite, Scope, term_rule


def _pairs(term: Term) -> Iterator[tuple[Paired, Index, Index]]:
    """The pairs of two plain indices that stand in a term, each once."""
    seen: set[Place] = set()
    for factor in term.factors:
        for place in places_of(factor):
            if isinstance(place, Paired) and place not in seen:
                seen.add(place)
                if isinstance(place.first, Index) and isinstance(place.second, Index) and place.first != place.second:
                    yield place, place.first, place.second


def _outside(term: Term, pair: Paired) -> list[Factor]:
    """The factors in which an index of the pair stands elsewhere than in this pair."""
    moving = set(indices_in(pair))
    return [
        factor
        for factor in term.factors
        if any(place != pair and moving.intersection(indices_in(place)) for place in places_of(factor))
    ]


def _mixed(factor: Factor, pair: Paired) -> bool:
    """Whether a factor has the pair and one of its indices elsewhere, or is no plain entry."""
    return not isinstance(factor, Entry) or not are_plain((factor,)) or pair in factor.places


@term_rule(
    name="join two indices",
    stage=Stage.COLLAPSE,
    statement="sum i j: t_(i,j) = sum r: t_r; sum i j: d_(r,(i,j)) t_(i,j) = t_r",
    source="Magnus & Neudecker 2019, 2.4: the pairs (i, j) are the places of the long axis",
    examples=(
        ("sum i j: vec(A)[(i,j)] vec(A)[(i,j)]", "sum k: vec(A)[k] vec(A)[k]"),
        ("sum i j: vec(A)[(i,j)] A[i,j]", None),
    ),
    on=(Paired,),
)
def join_indices(term: Term, scope: Scope) -> Rewrite | None:
    """Two dummies become one, or none."""
    for pair, first, second in _pairs(term):
        if first not in term.dummies or second not in term.dummies or _outside(term, pair):
            continue
        whole = _whole(term, pair)
        if whole is None:
            (whole,) = scope.fresh((pair.range,), term)
            summed: tuple[Index, ...] = (whole,)
        else:
            summed = ()
        factors = tuple(moved(factor, pair, whole) for factor in term.factors)
        kept = tuple(f for f in factors if not (isinstance(f, Delta) and f.left == f.right == whole))
        dummies = tuple(dummy for dummy in term.dummies if dummy not in (first, second)) + summed
        after = replace(term, factors=kept, dummies=dummies)
        reason = why(first, " and ", second, " stand in this pair alone: the pair is one place ", whole)
        return Rewrite(one_term(after), reason)
    return None


def _whole(term: Term, pair: Paired) -> Index | None:
    """The index that a delta says is the same place as the pair."""
    for factor in term.factors:
        match factor:
            case Delta(left=Index() as index, right=right) if right == pair:
                return index
            case Delta(left=left, right=Index() as index) if left == pair:
                return index
            case _:
                pass
    return None


@term_rule(
    name="stack a matrix",
    stage=Stage.COLLAPSE,
    statement="A_ij = vec(A)_(i,j), where i and j stand elsewhere only as the pair (i, j)",
    source="Magnus & Neudecker 2019, 2.4",
    examples=(
        ("sum i j: A[i,j] vec(A)[(i,j)]", "sum i j: vec(A)[(i,j)] vec(A)[(i,j)]"),
        ("A[i,j] vec(A)[(i,j)]", None),
        ("sum j: A[i,j] x[j]", None),
    ),
    on=(Paired,),
)
def stack_matrix(term: Term, scope: Scope) -> Rewrite | None:
    """One matrix at the pair's own indices fewer each time."""
    for pair, first, second in _pairs(term):
        others = _outside(term, pair)
        if first not in term.dummies or second not in term.dummies or len(others) != 1:
            continue
        (only,) = others
        if _mixed(only, pair) or not isinstance(only, Entry) or not is_matrix(only):
            continue
        if set(only.places) != {first, second}:
            continue
        array = only.array if only.places == (first, second) else turned(only.array)
        after = term.with_factor(only, Entry(Vec(array), (pair,)))
        reason = why(first, " and ", second, " stand elsewhere only as a pair: the columns of ", array, " are stacked")
        return Rewrite(one_term(after), reason, (term.factors.index(only),))
    return None


@term_rule(
    name="collapse to a Kronecker product",
    stage=Stage.COLLAPSE,
    statement="A_ik B_jl = (B ⊗ A)_((i,j),(k,l)), where the indices stand elsewhere only as these pairs; vectors alike",
    source="Magnus & Neudecker 2019, 2.2",
    examples=(
        ("sum i j: x[i] y[j] vec(A)[(i,j)]", "sum i j: kron(y, x)[(i,j)] vec(A)[(i,j)]"),
        (
            "sum i j k l: A[i,k] A[j,l] kron(A, A)[(i,j),(k,l)]",
            "sum i j k l: kron(A, A)[(i,j),(k,l)] kron(A, A)[(i,j),(k,l)]",
        ),
        ("sum i: x[i] y[j]", None),
    ),
    on=(Paired,),
)
def collapse_kron(term: Term, scope: Scope) -> Rewrite | None:
    """Two factors become one."""
    for pair, first, second in _pairs(term):
        others = _outside(term, pair)
        if first not in term.dummies or second not in term.dummies or any(_mixed(other, pair) for other in others):
            continue
        at_first = [other for other in others if first in places_of(other)]
        at_second = [other for other in others if second in places_of(other)]
        if len(at_first) > 1 or len(at_second) > 1 or not others or at_first == at_second:
            continue
        fast = _side(at_first, first)
        slow = _side(at_second, second)
        column = _joined_columns(term, fast[1], slow[1])
        if column is None:
            continue
        made = Entry(Kron((slow[0], fast[0])), (pair, *column))
        used = tuple(other for other in term.factors if other in others)
        reason = why(
            "one factor for each index of the pair: every entry of one is multiplied by every entry of the other"
        )
        return Rewrite(put(term, used, made), reason, (term.factors.index(used[0]),))
    return None


def _side(found: list[Factor], index: Index) -> tuple[Node, Index | None]:
    """The array with `index` as its row index, and its column index; ones where no factor has the index."""
    if not found:
        return Ones(vector(index.range)), None
    (factor,) = found
    assert isinstance(factor, Entry)
    if is_vector(factor):
        return column_of(factor.array), None
    first = factor.places[0] == index
    other = factor.places[1] if first else factor.places[0]
    assert isinstance(other, Index)
    return (factor.array if first else turned(factor.array)), other


def _joined_columns(term: Term, fast: Index | None, slow: Index | None) -> tuple[Place, ...] | None:
    """The column place of a Kronecker product; None where its two column indices are not a pair of the term."""
    if fast is None or slow is None:
        return tuple(index for index in (fast, slow) if index is not None)
    pair = Paired(fast, slow)
    return (pair,) if any(pair in places_of(factor) for factor in term.factors) else None


@term_rule(
    name="read a pair of places as a matrix",
    stage=Stage.COLLAPSE,
    statement="x_(i,j) = unvec(x)_ij",
    source="definition: the matrix whose vec is x",
    examples=(
        ("sum i: vec(A)[(i,j)] x[i] A[i,j]", "sum i: unvec(vec(A), 3, 4)[i,j] x[i] A[i,j]"),
        ("x[i]", None),
    ),
    on=(Paired,),
)
def read_pair(term: Term, scope: Scope) -> Rewrite | None:
    """One pair fewer each time."""
    for at, factor in enumerate(term.factors):
        match factor:
            case Entry(places=(Paired(first=Index() as first, second=Index() as second),), exponent=exponent):
                array = Unvec(column_of(factor.array), first.range, second.range)
                made = Entry(array, (first, second), exponent)
                reason = why("the vector's places are the rows and columns of a matrix, column after column")
                return Rewrite(one_term(term.with_factor(factor, made)), reason, (at,))
            case _:
                pass
    return None


@term_rule(
    name="put an identity beside a pair",
    stage=Stage.COLLAPSE,
    statement="sum i: A_((i,j),r) v_i = sum i k: A_((i,k),r) v_i I_kj, where j is free; a delta of a pair alike",
    source="definition of the identity matrix",
    examples=(("sum i: vec(A)[(i,j)] x[i]", None), ("x[i]", None)),
    on=(Paired,),
)
def put_identity(term: Term, scope: Scope) -> Rewrite | None:
    """One free index in a pair fewer each time, in a matrix or a delta of which the pair's other index is summed."""
    for at, factor in enumerate(term.factors):
        places = tuple(places_of(factor))
        if len(places) != 2:
            continue
        for place in places:
            free = _free_half(place, term, scope)
            if free is None:
                continue
            (fresh,) = scope.fresh((free.range,), term)
            with_fresh = tuple(substituted(each, {free: fresh}) if each == place else each for each in places)
            made = replace(factor, places=with_fresh) if isinstance(factor, Entry) else Delta(*with_fresh)
            after = term.with_factor(factor, made, Entry(Eye(free.range), (fresh, free)))
            after = replace(after, dummies=(*after.dummies, fresh))
            return Rewrite(one_term(after), why(free, " is free: the identity takes it out of the pair"), (at,))
    return None


def _free_half(place: Place, term: Term, scope: Scope) -> Index | None:
    """The free index of a pair whose other index is summed."""
    match place:
        case Paired(first=Index() as first, second=Index() as second):
            for one, other in ((first, second), (second, first)):
                if one in scope.free and other in term.dummies:
                    return one
        case _:
            pass
    return None


@term_rule(
    name="collapse a product at a pair",
    stage=Stage.COLLAPSE,
    statement="sum r: A_((i,j),r) v_r = (A v)_(i,j); sum r: A_(r,(i,j)) v_r = (Aᵀ v)_(i,j)",
    source="definition of the matrix product",
    examples=(
        ("sum k: kron(x, A)[(i,j),k] y[k] B[i,j]", "(kron(x, A) @ y)[(i,j)] B[i,j]"),
        ("sum j: A[i,j] x[j]", None),
    ),
    on=(Paired,),
)
def collapse_at_pair(term: Term, scope: Scope) -> Rewrite | None:
    """Two factors become one."""
    for dummy, users in summed(term):
        if len(users) != 2 or not all(isinstance(f, Entry) and f.exponent == 1 and dummy in f.places for f in users):
            continue
        matrix, mark = users if len(tuple(places_of(users[0]))) == 2 else users[::-1]
        assert isinstance(matrix, Entry)
        assert isinstance(mark, Entry)
        if len(matrix.places) != 2 or len(mark.places) != 1:
            continue
        first = matrix.places[0] == dummy
        pair = matrix.places[1] if first else matrix.places[0]
        if not isinstance(pair, Paired) or dummy in indices_in(pair):
            continue
        made = Entry(times(turned(matrix.array) if first else matrix.array, column_of(mark.array)), (pair,))
        reason = why(dummy, " is summed and stands in ", matrix.array, " and ", mark.array, ": a matrix–vector product")
        return Rewrite(put(term, (matrix, mark), made, (dummy,)), reason, (term.factors.index(matrix),))
    return None

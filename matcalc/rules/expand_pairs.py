"""Expansion of what has two indices in one: vec, the Kronecker product, the commutation matrix; and means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcalc.chain import Stage, why
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import Delta, Entry, Factor, Term, all_indices
from matcalc.forms.indices import Index, Paired, Place
from matcalc.forms.matrix_form import EntrySum
from matcalc.forms.reductions import Mean, count_along
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec
from matcalc.rules.entries import entries_of, entry, one_term, row_and_column
from matcalc.rules.lemmas import over
from matcalc.rules.registry import Rewrite, Scope, term_rule


class Splitter:
    """Splits places of long axes into places of the axes they are made of, with fresh summed indices and deltas."""

    def __init__(self, term: Term, scope: Scope) -> None:
        self._scope = scope
        self._used = [*scope.free, *all_indices(term)]
        self.dummies: list[Index] = []
        self.deltas: list[Delta] = []

    def split(self, place: Place | None, lengths: Sequence[Dimension]) -> tuple[Place | None, ...]:
        """One place for each length, the fastest first; None for a length of 1."""
        long = [length for length in lengths if not length.is_one]
        parts = self._parts(place, long) if place is not None else []
        found = iter(parts)
        return tuple(None if length.is_one else next(found) for length in lengths)

    def _parts(self, place: Place, lengths: list[Dimension]) -> list[Place]:
        if len(lengths) == 1:
            return [place]
        if isinstance(place, Paired) and place.first.range == lengths[0]:
            return [place.first, *self._parts(place.second, lengths[1:])]
        fresh = self._scope.supply.fresh_for(lengths, (*self._used, *self.dummies))
        self.dummies += fresh
        *others, last = fresh
        joined: Place = last
        for fast in reversed(others):
            joined = Paired(fast, joined)
        self.deltas.append(Delta(place, joined))
        return list(fresh)

    def put(self, term: Term, factor: Factor, *made: Factor) -> Term:
        """`term` with `made` and the deltas in place of `factor`, summed over the fresh indices."""
        after = term.with_factor(factor, *made, *self.deltas)
        return replace(after, dummies=(*after.dummies, *self.dummies))


@term_rule(
    name="expand a vec",
    stage=Stage.EXPAND,
    statement="vec(A)_r = sum i j: A_ij d_(r,(i,j)), where (i, j) is the place i + (j − 1) m",
    source="Magnus & Neudecker 2019, 2.4: the columns under each other",
    examples=(("vec(A)[(i,j)] B[i,k]", "A[i,j] B[i,k]"), ("A[i,j]", None)),
    on=(Vec,),
)
def expand_vec(term: Term, scope: Scope) -> Rewrite | None:
    """One vec fewer each time."""
    for at, factor, array in entries_of(term, Vec):
        splitter = Splitter(term, scope)
        (place, *_) = (*factor.places, None)
        row, column = splitter.split(place, (array.arg.shape.rows, array.arg.shape.cols))
        after = splitter.put(term, factor, entry(array.arg, row, column, factor.exponent))
        return Rewrite(one_term(after), why("the columns stand under each other, the row index runs fastest"), (at,))
    return None


@term_rule(
    name="expand an unvec",
    stage=Stage.EXPAND,
    statement="unvec(x)_ij = x_(i,j)",
    source="definition: the matrix whose vec is x",
    examples=(("unvec(vec(A), 3, 4)[i,j]", "vec(A)[(i,j)]"), ("A[i,j]", None)),
    on=(Unvec,),
)
def expand_unvec(term: Term, scope: Scope) -> Rewrite | None:
    """One unvec fewer each time."""
    for at, factor, array in entries_of(term, Unvec):
        places = [place for place in row_and_column(array.shape, factor.places) if place is not None]
        joined = (Paired(*places),) if len(places) == 2 else tuple(places)
        after = term.with_factor(factor, Entry(array.arg, joined, factor.exponent))
        return Rewrite(one_term(after), why("row and column together name the place in the vector"), (at,))
    return None


@term_rule(
    name="expand a Kronecker product",
    stage=Stage.EXPAND,
    statement="(A ⊗ B)_((k,i),(l,j)) = A_ij B_kl",
    source="Magnus & Neudecker 2019, 2.2: the block i, j is A_ij B",
    examples=(("kron(A, B)[(k,i),(l,j)] A[i,j] B[k,l]", "A[i,j] B[k,l] A[i,j] B[k,l]"), ("A[i,j]", None)),
    on=(Kron,),
)
def expand_kron(term: Term, scope: Scope) -> Rewrite | None:
    """One Kronecker product fewer each time. Roots of products are left alone: √(xy) needs signs."""
    for at, factor, array in entries_of(term, Kron):
        if factor.exponent.denominator != 1:
            continue
        splitter = Splitter(term, scope)
        row, column = row_and_column(array.shape, factor.places)
        inner_first = array.args[::-1]
        rows = splitter.split(row, [arg.shape.rows for arg in inner_first])
        columns = splitter.split(column, [arg.shape.cols for arg in inner_first])
        parts = [entry(*each, factor.exponent) for each in zip(inner_first, rows, columns, strict=True)]
        after = splitter.put(term, factor, *reversed(parts))
        reason = why(
            "block row and place within the block, block column and place within it: the last factor is inside"
        )
        return Rewrite(one_term(after), reason, (at,))
    return None


@term_rule(
    name="expand a commutation matrix",
    stage=Stage.EXPAND,
    statement="(K_(m,n))_((j,i),(k,l)) = d_ik d_jl",
    source="Magnus & Neudecker 2019, 3.7: K vec(A) = vec(Aᵀ)",
    examples=(
        ("commutation(3, 4)[(j,i),(k,l)] A[i,j] A[k,l]", "delta[(k,l),(i,j)] A[i,j] A[k,l]"),
        ("A[i,j]", None),
    ),
    on=(Commutation,),
)
def expand_commutation(term: Term, scope: Scope) -> Rewrite | None:
    """One commutation matrix fewer each time."""
    for at, factor, array in entries_of(term, Commutation):
        if factor.exponent != 1:
            continue
        if array.rows.is_one or array.cols.is_one:
            after = term.with_factor(factor, *([Delta(*factor.places)] if factor.places else []))
            return Rewrite(one_term(after), why("one row or one column: nothing is exchanged"), (at,))
        splitter = Splitter(term, scope)
        row, column = factor.places
        j, i = splitter.split(row, (array.cols, array.rows))
        assert i is not None
        assert j is not None
        after = splitter.put(term, factor, Delta(column, Paired(i, j)))
        return Rewrite(one_term(after), why("it exchanges the two indices of a vec"), (at,))
    return None


@term_rule(
    name="expand a mean",
    stage=Stage.EXPAND,
    statement="mean(x) = 1/n sum(x)",
    source="definition",
    examples=(
        ("mean(x)", "1/3 sum(x)"),
        ("mean(A, axis=1)[i]", "1/4 sum(A, axis=1)[i]"),
        ("sum i: x[i]", None),
    ),
    on=(Mean,),
)
def expand_mean(term: Term, scope: Scope) -> Rewrite | None:
    """One mean fewer each time."""
    for at, factor, array in entries_of(term, Mean):
        if factor.exponent == 1:
            coefficient, share = over(count_along(array.arg.shape, array.axis))
            after = term.with_factor(factor, *share, Entry(EntrySum(array.arg, array.axis), factor.places))
            after = replace(after, coefficient=after.coefficient * coefficient)
            return Rewrite(one_term(after), why("the sum, divided by the number of entries"), (at,))
    return None

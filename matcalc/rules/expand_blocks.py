"""Expansion of stacked and sliced arrays: a block stands at shifted places of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matcalc.chain import Stage, why
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.index_form import Delta, Entry, IndexSum, Term
from matcalc.forms.indices import Index, Place, fixed, shifted
from matcalc.forms.matrix_form import HStack, Node, Slice, VStack
from matcalc.rules.entries import entries_of, entry, one_term, row_and_column
from matcalc.rules.registry import Rewrite, Scope, term_rule


@term_rule(
    name="expand a stack",
    stage=Stage.EXPAND,
    statement="[a; b]_i = sum k: d_(i,k) a_k + sum l: d_(i,m+l) b_l",
    source="definition",
    examples=(
        ("vstack(x, y)[i]", "sum j: delta[i,j+0] x[j] + sum k: delta[i,k+3] y[k]"),
        ("hstack(A, x)[i,j]", "sum k: delta[j,k+0] A[i,k] + delta[j,4+1] x[i]"),
        ("x[i]", None),
    ),
    on=(VStack, HStack),
)
def expand_stack(term: Term, scope: Scope) -> Rewrite | None:
    """One stack fewer each time. A delta says at which place of the whole each entry of a block stands."""
    for at, factor in enumerate(term.factors):
        match factor:
            case Entry(array=VStack() | HStack() as array, exponent=1):
                row, column = row_and_column(array.shape, factor.places)
                pieces = tuple(_block_terms(term, factor, array, row, column, scope))
                return Rewrite(IndexSum(pieces), why("each block fills its own places of the whole"), (at,))
            case _:
                pass
    return None


def _block_terms(
    term: Term, factor: Entry, array: HStack | VStack, row: Place | None, column: Place | None, scope: Scope
) -> Iterator[Term]:
    across = isinstance(array, HStack)
    whole = column if across else row
    assert whole is not None
    offset = ZERO
    for block in array.args:
        length = block.shape.cols if across else block.shape.rows
        if length.is_one:
            place: Place | None = None
            here: Place = fixed(offset + ONE, whole.range)
            summed: tuple[Index, ...] = ()
        else:
            summed = scope.fresh((length,), term)
            place = summed[0]
            here = shifted(place, offset, whole.range)
        inside = entry(block, row, place) if across else entry(block, place, column)
        piece = term.with_factor(factor, Delta(whole, here), inside)
        yield replace(piece, dummies=(*piece.dummies, *summed))
        offset += length


@term_rule(
    name="expand a block",
    stage=Stage.EXPAND,
    statement="(A[s:t])_i = A_(s+i)",
    source="definition",
    examples=(("(x[1:3])[i]", "x[i+1]"), ("x[i]", None)),
    on=(Slice,),
)
def expand_slice(term: Term, scope: Scope) -> Rewrite | None:
    """One block fewer each time."""
    for at, factor, array in entries_of(term, Slice):
        row, column = row_and_column(array.shape, factor.places)
        whole: Node = array.arg
        moved = (
            _moved(row, array.rows.start, whole.shape.rows),
            _moved(column, array.cols.start, whole.shape.cols),
        )
        after = term.with_factor(factor, entry(whole, *moved, factor.exponent))
        return Rewrite(one_term(after), why("the block begins at that place of the whole"), (at,))
    return None


def _moved(place: Place | None, start: Dimension, length: Dimension) -> Place | None:
    if place is not None:
        return shifted(place, start, length)
    return None if length.is_one else fixed(start + ONE, length)

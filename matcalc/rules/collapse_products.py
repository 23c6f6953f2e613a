"""Collapse of pairs: the role of the index that two factors share decides the operator."""

from __future__ import annotations

from matcalc.chain import Prose, Stage, why
from matcalc.forms.index_form import Entry, Factor, IndexSum, Term
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Diag, Node, Product
from matcalc.rules.network import (
    are_plain,
    column_of,
    entries_alone,
    incidence,
    is_matrix,
    is_vector,
    put,
    summed,
    times,
    turned,
    turns,
)
from matcalc.rules.registry import Rewrite, Scope, term_rule


def _turned_reason(index: Index, left: Entry, right: Entry, turn_left: bool, turn_right: bool) -> Prose:
    """Why a matrix enters a product transposed, or not."""
    if not turn_left and not turn_right:
        return why(
            index,
            " is summed, the second index of ",
            left.array,
            " and the first of ",
            right.array,
            ": just what a matrix product sums over, so nothing is transposed",
        )
    wrong: list[str | Node | Entry | Index] = []
    if turn_left:
        wrong += ["; here it is the first index of ", left.array, ", which therefore enters transposed: ", left, " = "]
        wrong += [Entry(turned(left.array), left.places[::-1])]
    if turn_right:
        wrong += ["; it is the second index of ", right.array, ", which therefore enters transposed: ", right, " = "]
        wrong += [Entry(turned(right.array), right.places[::-1])]
    return (
        index,
        " is summed; a matrix product sums over the second index of its left factor and the first of its right",
        *wrong,
    )


@term_rule(
    name="collapse to a matrix–vector product",
    stage=Stage.COLLAPSE,
    statement="sum j: A_ij v_j = (A v)_i; sum i: A_ij v_i = (Aᵀ v)_j",
    source="definition of the matrix product",
    examples=(
        ("sum j: A[i,j] x[j]", "(A @ x)[i]"),
        ("sum i: x[i] A[i,j]", "(A.T @ x)[j]"),
        ("sum j: A[i,j] B[j,k]", None),
        ("A[i,j] x[j]", None),
        ("sum j: A[i,j] x[j] y[j]", None),
    ),
)
def collapse_matrix_vector(term: Term, scope: Scope) -> Rewrite | None:
    """Two factors become one."""
    for dummy, factors in summed(term):
        users = entries_alone(factors)
        matrices = [factor for factor in users if is_matrix(factor)]
        vectors = [factor for factor in users if is_vector(factor)]
        if len(users) != 2 or len(matrices) != 1 or len(vectors) != 1 or not are_plain(users):
            continue
        (matrix,), (mark,) = matrices, vectors
        if matrix.places[0] == matrix.places[1]:
            continue
        first = matrix.places[0] == dummy
        kept = matrix.places[1] if first else matrix.places[0]
        assert isinstance(kept, Index)
        made = Entry(times(turned(matrix.array) if first else matrix.array, column_of(mark.array)), (kept,))
        reason = _matrix_vector_reason(dummy, kept, matrix, mark, first)
        return Rewrite(put(term, (matrix, mark), made, (dummy,)), reason, (term.factors.index(matrix),))
    return None


def _matrix_vector_reason(dummy: Index, kept: Index, matrix: Entry, mark: Entry, first: bool) -> Prose:
    fits = turned(matrix.array) if first else matrix.array
    order = ("; the free ", kept, " comes first and the summed ", dummy, " stands inside")
    lengths = (": ", fits, " is ", fits.shape, " and meets ", mark.array, " of length ", dummy.range)
    if not first:
        summed = ("the sum runs over ", dummy, ", the second index of ", matrix.array)
        return (*summed, ": just what a matrix product sums over", *order, *lengths)
    misfit: Prose = () if kept.range == dummy.range else (", whereas ", matrix.array, " would need length ", kept.range)
    return (
        "a matrix product sums over the second index of its left factor; here the sum runs over ",
        dummy,
        ", the first index of ",
        matrix.array,
        ", so ",
        matrix.array,
        " enters transposed: ",
        matrix,
        " = ",
        Entry(fits, matrix.places[::-1]),
        *order,
        *lengths,
        *misfit,
    )


@term_rule(
    name="collapse to a matrix product",
    stage=Stage.COLLAPSE,
    statement="sum k: A_ik B_kj = (A B)_ij; a summed first index on the left, or second on the right, is transposed",
    source="definition of the matrix product",
    examples=(
        ("sum k: A[i,k] B[k,j]", "(A @ B)[i,j]"),
        ("sum k: A[k,i] B[k,j]", "(A.T @ B)[i,j]"),
        ("sum k: A[i,k] B[j,k]", "(A @ B.T)[i,j]"),
        ("sum k: A[k,i] B[j,k]", "(A.T @ B.T)[i,j]"),
        ("sum j: A[i,j] x[j]", None),
        ("A[i,k] B[k,j]", None),
    ),
)
def collapse_matrix_matrix(term: Term, scope: Scope) -> Rewrite | None:
    """Two factors become one, neighbours first, so that a trace keeps the order in which its factors stand."""
    pairs = [(dummy, users) for dummy, each in summed(term) if (users := _product_pair(each, dummy)) is not None]
    if not pairs:
        return None
    dummy, users = min(pairs, key=lambda pair: _distance(term, *pair[1]))
    left, right = _in_order(users, dummy, scope)
    made = Entry(times(*_facing(left, right, dummy)), (_outer_index(left, dummy), _outer_index(right, dummy)))
    after: IndexSum = put(term, (left, right), made, (dummy,))
    reason = _turned_reason(dummy, left, right, left.places[0] == dummy, right.places[1] == dummy)
    return Rewrite(after, reason, (term.factors.index(left),))


def _product_pair(factors: list[Factor], dummy: Index) -> tuple[Entry, Entry] | None:
    """The two matrices, each with `dummy` at one of its places, that alone move with it."""
    users = entries_alone(factors)
    if len(users) != 2 or not all(is_matrix(factor) for factor in users):
        return None
    if not are_plain(users) or any(len(set(f.places)) == 1 for f in users):
        return None
    first, second = users
    return first, second


def _distance(term: Term, left: Entry, right: Entry) -> int:
    at = [number for number, factor in enumerate(term.factors) if factor in (left, right)]
    return at[-1] - at[0]


def _in_order(users: tuple[Entry, Entry], dummy: Index, scope: Scope) -> tuple[Entry, Entry]:
    """Left and right factor: the row index of the result stands left, else the fewest transposes decide."""
    first, second = users
    outer = [_outer_index(factor, dummy) for factor in users]
    at = [scope.free.index(index) if index in scope.free else None for index in outer]
    match at:
        case [int() as one, int() as other] if one != other:
            return users if one < other else (second, first)
        case [0, None] | [None, 1]:
            return users
        case [None, 0] | [1, None]:
            return second, first
    forward, back = _facing(first, second, dummy), _facing(second, first, dummy)
    return users if turns(*forward) <= turns(*back) else (second, first)


def _facing(left: Entry, right: Entry, dummy: Index) -> tuple[Node, Node]:
    """Both arrays, turned where need be: `dummy` is the second index of the left one and the first of the right one."""
    return (
        left.array if left.places[1] == dummy else turned(left.array),
        right.array if right.places[0] == dummy else turned(right.array),
    )


def _outer_index(matrix: Entry, dummy: Index) -> Index:
    other = matrix.places[1] if matrix.places[0] == dummy else matrix.places[0]
    assert isinstance(other, Index)
    return other


@term_rule(
    name="collapse to a scaled matrix",
    stage=Stage.COLLAPSE,
    statement="v_i A_ij = (diag(v) A)_ij; A_ij v_j = (A diag(v))_ij",
    source="definition of the diagonal matrix",
    examples=(
        ("x[i] A[i,j]", "(diag(x) @ A)[i,j]"),
        ("A[i,j] y[j]", "(A @ diag(y))[i,j]"),
        ("sum k: A[i,k] v[k] B[k,j]", "sum k: (A @ diag(v))[i,k] B[k,j]"),
        ("x[i] y[j]", None),
    ),
)
def collapse_scaled(term: Term, scope: Scope) -> Rewrite | None:
    """Two factors become one. Tried last: it frees an index for a product."""
    at = incidence(term)
    for mark in term.factors:
        if not isinstance(mark, Entry) or not is_vector(mark) or not isinstance(mark.places[0], Index):
            continue
        index = mark.places[0]
        for matrix in entries_alone(at[index]):
            if not is_matrix(matrix) or matrix.places[0] == matrix.places[1]:
                continue
            if not are_plain((mark, matrix)):
                continue
            diagonal = Diag(column_of(mark.array))
            rows = matrix.places[0] == index
            product = Product((diagonal, matrix.array)) if rows else times(matrix.array, diagonal)
            made = Entry(times(product), matrix.places)
            reason = why(
                mark,
                " weights each ",
                "row" if rows else "column",
                " of ",
                matrix.array,
                " by one number: ",
                diagonal,
                " on the ",
                "left" if rows else "right",
            )
            return Rewrite(put(term, (mark, matrix), made), reason, (term.factors.index(matrix),))
    return None

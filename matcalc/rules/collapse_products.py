"""Collapse of pairs: the role of the index that two factors share decides the operator."""

from __future__ import annotations

from matcalc.chain import Prose, Stage, why
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.indices import Index, Place
from matcalc.forms.matrix_form import Diag, Hadamard, Node, Product, Trace
from matcalc.rules.network import are_plain, column_of, is_matrix, is_vector, put, times, touching, turned
from matcalc.rules.registry import Rewrite, Scope, term_rule


def entries_touching(term: Term, index: Index) -> list[Entry]:
    """The entries that move with an index; empty where a delta does too, so that no rule here fires on it."""
    users = touching(term, index)
    entries = [factor for factor in users if isinstance(factor, Entry)]
    return entries if len(entries) == len(users) else []


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
    for dummy in term.dummies:
        users = entries_touching(term, dummy)
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
    for dummy in term.dummies:
        users = entries_touching(term, dummy)
        if len(users) != 2 or not are_plain(users):
            continue
        left, right = users
        if is_vector(left) and is_vector(right):
            made = Entry(times(turned(column_of(left.array)), column_of(right.array)), ())
            reason = why(
                dummy, " is summed, stands in both factors and nothing is left free: one number, an inner product"
            )
            return Rewrite(put(term, (left, right), made, (dummy,)), reason, (term.factors.index(left),))
        if _close_up(term, left, right):
            same = left.places == right.places
            rows, columns = left.places
            assert isinstance(rows, Index)
            assert isinstance(columns, Index)
            made = Entry(Trace(times(turned(left.array) if same else left.array, right.array)), ())
            reason = why(
                rows,
                " and ",
                columns,
                " stand in both factors and both are summed: nothing is left free, an inner product",
            )
            return Rewrite(put(term, (left, right), made, (rows, columns)), reason, (term.factors.index(left),))
    return None


def _close_up(term: Term, left: Entry, right: Entry) -> bool:
    if not (is_matrix(left) and is_matrix(right)) or set(left.places) != set(right.places):
        return False
    pair = [place for place in left.places if isinstance(place, Index)]
    return len(set(pair)) == 2 and all(index in term.dummies and len(touching(term, index)) == 2 for index in pair)


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
    ),
)
def collapse_hadamard(term: Term, scope: Scope) -> Rewrite | None:
    """The factors of one group become one. Where only their sum is left, the last one waits for the inner product."""
    groups: dict[tuple[int, frozenset[Place]], list[Entry]] = {}
    for factor in term.factors:
        if not isinstance(factor, Entry) or not factor.places or not are_plain((factor,)):
            continue
        places = frozenset(factor.places)
        if len(places) == len(factor.places):
            groups.setdefault((len(places), places), []).append(factor)
    for group in groups.values():
        joined = group[:-1] if _only_their_sum_is_left(term, group) else group
        if len(joined) < 2:
            continue
        model = joined[0]
        arrays = tuple(part for factor in joined for part in _flat(_placed_as(factor, model)))
        made = Entry(Hadamard(arrays), model.places)
        reason = _hadamard_reason(term, model, len(joined))
        return Rewrite(put(term, tuple(joined), made), reason, (term.factors.index(model),))
    return None


def _only_their_sum_is_left(term: Term, group: list[Entry]) -> bool:
    indices = [place for place in group[0].places if isinstance(place, Index)]
    return all(index in term.dummies and len(touching(term, index)) == len(group) for index in indices)


def _hadamard_reason(term: Term, model: Entry, count: int) -> Prose:
    summed = [place for place in model.places if place in term.dummies]
    parts: list[str | Index] = []
    for place in model.places:
        assert isinstance(place, Index)
        parts += [" and ", place] if parts else [place]
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
    """Two factors become one. The factor that carries the free row index, if any, stands on the left."""
    for dummy in term.dummies:
        users = entries_touching(term, dummy)
        if len(users) != 2 or not all(is_matrix(factor) for factor in users):
            continue
        if not are_plain(users) or any(len(set(f.places)) == 1 for f in users):
            continue
        left, right = users
        if _outer_index(right, dummy) in scope.free[:1] or _outer_index(left, dummy) in scope.free[1:]:
            left, right = right, left
        turn_left, turn_right = left.places[0] == dummy, right.places[1] == dummy
        made = Entry(
            times(turned(left.array) if turn_left else left.array, turned(right.array) if turn_right else right.array),
            (_outer_index(left, dummy), _outer_index(right, dummy)),
        )
        after: IndexSum = put(term, (left, right), made, (dummy,))
        reason = _turned_reason(dummy, left, right, turn_left, turn_right)
        return Rewrite(after, reason, (term.factors.index(left),))
    return None


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
    for mark in term.factors:
        if not isinstance(mark, Entry) or not is_vector(mark) or not isinstance(mark.places[0], Index):
            continue
        index = mark.places[0]
        for matrix in entries_touching(term, index):
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
                " by one number: diag(",
                mark.array,
                ") on the ",
                "left" if rows else "right",
            )
            return Rewrite(put(term, (mark, matrix), made), reason, (term.factors.index(matrix),))
    return None

"""A derivative with more than two free indices as one matrix: rows at the output's indices, columns at the variable's.

The indices i, j of a matrix are the one place (i, j) of its vec. Derivatives are those of Magnus & Neudecker:
∂vec(Y)/∂vec(X)ᵀ, in which AXB gives Bᵀ ⊗ A.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from matcalc.chain import Stage, why
from matcalc.forms.index_form import Delta, Entry, Term, indices_of, placed
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Diag, Eye, Node, Ones
from matcalc.forms.shapes import Shape, vector
from matcalc.forms.vectorized import Commutation, Kron, Vec
from matcalc.rules.entries import one_term
from matcalc.rules.network import are_plain, column_of, is_matrix, is_vector, put, times, turned
from matcalc.rules.registry import Rewrite, Scope, term_rule
from matcalc.rules.sides import Sides, settled, side_place, sides_of

SOURCE = "Magnus & Neudecker 2019, 2.2 and 2.4"


@term_rule(
    name="keep a factor on one side",
    stage=Stage.COLLAPSE,
    statement="d_ik t_k = d_ik t_i, so that a factor stands at the output's indices only, or at the variable's only",
    source="definition of the Kronecker delta",
    examples=(
        ("delta[i,k] delta[j,l] A[i,j] A[k,l]", "delta[i,k] delta[j,l] A[i,j] A[i,l]"),
        ("delta[i,k] B[i,l] y[j]", "delta[i,k] B[k,l] y[j]"),
        ("delta[i,k] A[i,j] B[j,l]", None),
        ("delta[i,j] x[i]", None),
    ),
)
def keep_on_one_side(term: Term, scope: Scope) -> Rewrite | None:
    """One factor fewer each time that crosses between the sides, or that could stand at the output's indices."""
    sides = sides_of(scope)
    if sides is None or not settled(term):
        return None
    deltas = [factor for factor in term.factors if isinstance(factor, Delta) and sides.bridges(factor)]
    all_equal = {index for delta in deltas for index in indices_of(delta)} == set(scope.free)
    for delta in deltas:
        row, column = sorted(indices_of(delta), key=scope.free.index)
        for at, factor in enumerate(term.factors):
            if not isinstance(factor, Entry) or not are_plain((factor,)):
                continue
            old, new = (column, row) if all_equal or row not in factor.places else (row, column)
            if old in factor.places and (all_equal or sides.bridges(factor)):
                moved = placed(Term(term.coefficient, (factor,)), old, new).factors
                reason = why(delta, " is 0 unless ", row, " = ", column, ": ", factor, " may be read at ", new)
                return Rewrite(one_term(term.with_factor(factor, *moved)), reason, (at,))
    return None


@term_rule(
    name="pair two deltas",
    stage=Stage.COLLAPSE,
    statement="d_ik d_jl = I_((i,j),(k,l)); d_il d_jk = K_((i,j),(k,l)), where K vec(X) = vec(Xᵀ)",
    source=SOURCE,
    examples=(
        ("delta[i,k] delta[j,l] A[i,j]", "eye(12)[(i,j),(k,l)] A[i,j]"),
        ("delta[i,l] delta[j,k] A[i,j]", "commutation(4, 3)[(i,j),(k,l)] A[i,j]"),
        ("delta[i,k] A[i,j] B[j,l]", None),
        ("x[i] y[j]", None),
    ),
)
def pair_deltas(term: Term, scope: Scope) -> Rewrite | None:
    """Two deltas fewer."""
    sides = sides_of(scope)
    if sides is None or len(sides.rows) != 2 or len(sides.columns) != 2 or not settled(term):
        return None
    crossed = Commutation(*(index.range for index in sides.columns))
    for partners, made in ((sides.columns, Eye(sides.row.range)), (sides.columns[::-1], crossed)):
        pair = [_delta(term, row, column) for row, column in zip(sides.rows, partners, strict=True)]
        if (first := pair[0]) is not None and (second := pair[1]) is not None:
            rest = term.without(first).without(second)
            after = replace(rest, factors=(Entry(made, (sides.row, sides.column)), *rest.factors))
            reason = why(first, " and ", second, ": 1 where both pairs of indices are the same")
            return Rewrite(one_term(after), reason, (term.factors.index(first),))
    return None


def _delta(term: Term, row: Index, column: Index) -> Delta | None:
    return next((f for f in term.factors if isinstance(f, Delta) and {f.left, f.right} == {row, column}), None)


@term_rule(
    name="collapse to a Kronecker product at free pairs",
    stage=Stage.COLLAPSE,
    statement="P_ik Q_jl = (Q ⊗ P)_((i,j),(k,l)); P_il Q_jk = ((Q ⊗ P) K)_((i,j),(k,l)); with a vector on one side "
    "P_ik q_l = (qᵀ ⊗ P)_(i,(k,l)), P_ik q_j = (q ⊗ P)_((i,j),k)",
    source=SOURCE,
    examples=(
        ("A[i,k] B[j,l]", "kron(B, A)[(i,j),(k,l)]"),
        ("A[k,i] B[j,l]", "kron(B, A.T)[(i,j),(k,l)]"),
        ("A[i,l] B[j,k]", "(kron(B, A) @ commutation(5, 4))[(i,j),(k,l)]"),
        ("A[i,k] x[j] y[l]", "kron(x @ y.T, A)[(i,j),(k,l)]"),
        ("A[i,k] B[j,l] x[i]", "kron(B, diag(x) @ A)[(i,j),(k,l)]"),
        ("A[i,j] B[k,l]", None),
        ("A[i,k] A[i,l] x[j]", None),
    ),
)
def collapse_kronecker(term: Term, scope: Scope) -> Rewrite | None:
    """All factors that join the output with the variable become one."""
    sides = sides_of(scope)
    if sides is None or not settled(term) or not are_plain(f for f in term.factors if sides.bridges(f)):
        return None
    bridging = [factor for factor in term.factors if sides.bridges(factor)]
    if not bridging or any(isinstance(factor, Delta) for factor in bridging):
        return None
    for fast, slow in _pairings(sides):
        parts = [_part(term, *pair) for pair in (fast, slow)]
        used = tuple(factor for part in parts for factor in part.used)
        if not all(factor in used for factor in bridging):
            continue
        matrix: Node = Kron((parts[1].array, parts[0].array))
        if crossed := len(scope.free) == 4 and fast[1] != sides.columns[0]:
            matrix = times(matrix, Commutation(*(index.range for index in sides.columns)))
        made = Entry(matrix, (sides.row, sides.column))
        reason = why(
            parts[0].array,
            " belongs to the index that runs faster and stands last, ",
            parts[1].array,
            " to the other",
            *(("; the variable's indices meet them crosswise, so K transposes it first",) if crossed else ()),
        )
        return Rewrite(put(term, used, made), reason, (term.factors.index(used[0]),))
    return None


Pair = tuple["Index | None", "Index | None"]


def _pairings(sides: Sides) -> tuple[tuple[Pair, Pair], ...]:
    """Which index of the output goes with which of the variable: for the faster place, and for the slower."""
    match sides.rows, sides.columns:
        case (i, j), (k, l):
            return ((i, k), (j, l)), ((i, l), (j, k))
        case (i,), (k, l):
            return ((i, k), (None, l)), ((None, k), (i, l))
        case (i, j), (k,):
            return ((i, k), (j, None)), ((i, None), (j, k))
        case _:
            return ()


@dataclass(frozen=True, slots=True)
class _Part:
    array: Node
    used: tuple[Entry, ...]


def _part(term: Term, row: Index | None, column: Index | None) -> _Part:
    """The factors at a row and a column index as one array; ones where there are none."""
    left, right = _vector_at(term, row), _vector_at(term, column)
    used = tuple(entry for entry in (left, right) if entry is not None)
    if row is not None and column is not None and (matrix := _matrix_at(term, row, column)) is not None:
        array = matrix.array if matrix.places == (row, column) else turned(matrix.array)
        array = array if left is None else times(Diag(column_of(left.array)), array)
        return _Part(array if right is None else times(array, Diag(column_of(right.array))), (matrix, *used))
    if row is not None and column is not None and not used:
        return _Part(Ones(Shape(row.range, column.range)), ())
    parts: list[Node] = []
    if row is not None:
        parts.append(_array(left, row))
    if column is not None:
        parts.append(turned(_array(right, column)))
    return _Part(times(*parts) if len(parts) == 2 else parts[0], used)


def _matrix_at(term: Term, row: Index, column: Index) -> Entry | None:
    found = (f for f in term.factors if isinstance(f, Entry) and is_matrix(f) and set(f.places) == {row, column})
    return next(found, None)


def _vector_at(term: Term, index: Index | None) -> Entry | None:
    found = (f for f in term.factors if isinstance(f, Entry) and is_vector(f) and f.places == (index,))
    return next(found, None)


def _array(entry: Entry | None, index: Index) -> Node:
    return Ones(vector(index.range)) if entry is None else column_of(entry.array)


@term_rule(
    name="stack one side",
    stage=Stage.COLLAPSE,
    statement="F_ij = vec(F)_(i,j); x_i y_j = (y ⊗ x)_(i,j)",
    source=SOURCE,
    examples=(
        ("A[i,j] B[k,l]", "vec(A)[(i,j)] B[k,l]"),
        ("A[j,i] B[k,l]", "vec(A.T)[(i,j)] B[k,l]"),
        ("x[i] y[j] B[k,l]", "kron(y, x)[(i,j)] B[k,l]"),
        ("A[i,k] B[j,l]", None),
    ),
)
def stack_side(term: Term, scope: Scope) -> Rewrite | None:
    """The factors at a pair of free indices become one vector, once nothing else joins the two sides."""
    sides = sides_of(scope)
    if sides is None or not settled(term) or any(sides.bridges(factor) for factor in term.factors):
        return None
    entries = [factor for factor in term.factors if isinstance(factor, Entry)]
    joined = any(entry.places == (sides.row, sides.column) for entry in entries)
    for indices, place in ((sides.rows, sides.row), (sides.columns, sides.column)):
        at = [entry for entry in entries if set(entry.places).intersection(indices)]
        if any(entry.places == (place,) for entry in entries) or (joined and not at) or not are_plain(at):
            continue
        part = _stacked(term, indices)
        made = Entry(part.array, (place,))
        reason = why(_listed(indices), " together are one place of ", part.array)
        if part.used:
            return Rewrite(put(term, part.used, made), reason, (term.factors.index(part.used[0]),))
        return Rewrite(one_term(replace(term, factors=(*term.factors, made))), reason)
    return None


def _stacked(term: Term, indices: tuple[Index, ...]) -> _Part:
    """The factors at one side's indices as a vector; ones where there are none."""
    if len(indices) == 1:
        return _Part(Ones(vector(indices[0].range)), ())
    if (matrix := _matrix_at(term, *indices)) is not None:
        return _Part(Vec(matrix.array if matrix.places == indices else turned(matrix.array)), (matrix,))
    fast, slow = (_vector_at(term, index) for index in indices)
    used = tuple(entry for entry in (fast, slow) if entry is not None)
    if not used:
        return _Part(Ones(vector(side_place(indices).range)), ())
    return _Part(Kron((_array(slow, indices[1]), _array(fast, indices[0]))), used)


def _listed(indices: tuple[Index, ...]) -> str:
    return " and ".join(index.name for index in indices)


@term_rule(
    name="weigh rows or columns",
    stage=Stage.COLLAPSE,
    statement="u_r M_rc = (diag(u) M)_rc; M_rc v_c = (M diag(v))_rc, where r and c are places of output and variable",
    source="definition of the diagonal matrix",
    examples=(
        ("vec(A)[(i,j)] eye(12)[(i,j),(k,l)] A[k,l]", "diag(vec(A))[(i,j),(k,l)] A[k,l]"),
        ("vec(A)[(i,j)] kron(A, A)[(i,j),(k,l)]", "(diag(vec(A)) @ kron(A, A))[(i,j),(k,l)]"),
        ("x[i] B[i,j]", None),
    ),
)
def weigh(term: Term, scope: Scope) -> Rewrite | None:
    """Two factors become one."""
    sides = sides_of(scope)
    if sides is None or not settled(term):
        return None
    both = (sides.row, sides.column)
    matrix = next((f for f in term.factors if isinstance(f, Entry) and f.places == both), None)
    if matrix is None:
        return None
    for weight in term.factors:
        if not isinstance(weight, Entry) or weight.places not in ((sides.row,), (sides.column,)):
            continue
        diagonal = Diag(column_of(weight.array))
        first = weight.places == (sides.row,)
        parts = (diagonal, matrix.array) if first else (matrix.array, diagonal)
        made = Entry(diagonal if isinstance(matrix.array, Eye) else times(*parts), both)
        reason = why(weight, " multiplies each ", "row" if first else "column", " of ", matrix.array, " by one number")
        return Rewrite(put(term, (weight, matrix), made), reason, (term.factors.index(weight),))
    return None


@term_rule(
    name="collapse to an outer product at pairs",
    stage=Stage.COLLAPSE,
    statement="u_r v_c = (u vᵀ)_rc, where r and c are places of output and variable",
    source="definition of the outer product",
    examples=(
        ("vec(A)[(i,j)] vec(A)[(k,l)]", "(vec(A) @ vec(A).T)[(i,j),(k,l)]"),
        ("x[i] y[j]", None),
    ),
)
def collapse_outer_at_pairs(term: Term, scope: Scope) -> Rewrite | None:
    """Two vectors become one matrix."""
    sides = sides_of(scope)
    if sides is None or not settled(term):
        return None
    found = [[f for f in term.factors if isinstance(f, Entry) and f.places == (p,)] for p in (sides.row, sides.column)]
    if not all(found):
        return None
    (left, *_), (right, *_) = found
    made = Entry(times(column_of(left.array), turned(column_of(right.array))), (sides.row, sides.column))
    reason = why(left.array, " belongs to the output and ", right.array, " to the variable, and nothing joins them")
    return Rewrite(put(term, (left, right), made), reason, (term.factors.index(left),))

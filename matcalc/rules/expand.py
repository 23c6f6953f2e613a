"""Expansion: every operator has one index definition. A matrix form becomes sums of products of entries."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.index_form import Delta, Entry, IndexSum, Term, number
from matcalc.forms.indices import Index, Place
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    Number,
    Ones,
    Power,
    Product,
    Scale,
    Trace,
    Transpose,
    Zeros,
)
from matcalc.rules.entries import entries_of, entry, one_term, row_and_column
from matcalc.rules.registry import Rewrite, Scope, term_rule


@term_rule(
    name="expand a sum",
    stage=Stage.EXPAND,
    statement="(A + B)_ij = A_ij + B_ij",
    source="definition",
    examples=(
        ("(A + B)[i,j]", "A[i,j] + B[i,j]"),
        ("sum j: (A + B)[i,j]", "sum j: A[i,j] + sum j: B[i,j]"),
        ("A[i,j]", None),
    ),
    on=(Add,),
)
def expand_sum(term: Term, scope: Scope) -> Rewrite | None:
    """One sum fewer each time. A power of a sum is left alone: its inside has to be named first."""
    for at, factor, array in entries_of(term, Add):
        if factor.exponent == 1:
            row, column = row_and_column(array.shape, factor.places)
            pieces = tuple(term.with_factor(factor, entry(arg, row, column)) for arg in array.args)
            return Rewrite(IndexSum(pieces), why("sums are taken entry by entry"), (at,))
    return None


@term_rule(
    name="expand a multiple",
    stage=Stage.EXPAND,
    statement="(c A)_ij = c A_ij",
    source="definition",
    examples=(("(2 * A)[i,j]", "2 A[i,j]"), ("(-x)[i]", "-x[i]"), ("2 x[i]", None)),
    on=(Scale,),
)
def expand_scale(term: Term, scope: Scope) -> Rewrite | None:
    """One multiple fewer each time."""
    for at, factor, array in entries_of(term, Scale):
        if factor.exponent == 1:
            after = term.with_factor(factor, Entry(array.arg, factor.places))
            after = replace(after, coefficient=after.coefficient * array.coefficient)
            return Rewrite(one_term(after), why("a number multiplies every entry"), (at,))
    return None


@term_rule(
    name="expand a Hadamard product",
    stage=Stage.EXPAND,
    statement="(A ⊙ B)_ij = A_ij B_ij",
    source="definition",
    examples=(("(A * B)[i,j]", "A[i,j] B[i,j]"), ("(f(z) * z)[i]", "f(z)[i] z[i]"), ("A[i,j] B[i,j]", None)),
    on=(Hadamard,),
)
def expand_hadamard(term: Term, scope: Scope) -> Rewrite | None:
    """One Hadamard product fewer each time. Roots of products are left alone: √(xy) needs signs."""
    for at, factor, array in entries_of(term, Hadamard):
        if factor.exponent.denominator != 1:
            continue
        row, column = row_and_column(array.shape, factor.places)
        pieces = tuple(entry(arg, row, column, factor.exponent) for arg in array.args)
        return Rewrite(
            one_term(term.with_factor(factor, *pieces)), why("an elementwise product multiplies entry by entry"), (at,)
        )
    return None


@term_rule(
    name="expand a power",
    stage=Stage.EXPAND,
    statement="(x ** p)_i = x_i ** p",
    source="definition",
    examples=(("(x**2)[i]", "x[i]**2"), ("(A**(-1))[i,j]", "A[i,j]**(-1)"), ("x[i]**2", None)),
    on=(Power,),
)
def expand_power(term: Term, scope: Scope) -> Rewrite | None:
    """One power fewer each time. Powers of powers are left alone: √(x²) is not x."""
    for at, factor, array in entries_of(term, Power):
        if factor.exponent == 1:
            after = term.with_factor(factor, Entry(array.arg, factor.places, array.exponent))
            return Rewrite(one_term(after), why("an elementwise power is taken entry by entry"), (at,))
    return None


@term_rule(
    name="expand a matrix product",
    stage=Stage.EXPAND,
    statement="(A B)_ij = sum k: A_ik B_kj",
    source="definition",
    examples=(
        ("(A @ B)[i,j]", "sum k: A[i,k] B[k,j]"),
        ("(A @ x)[i]", "sum k: A[i,k] x[k]"),
        ("(x @ y.T)[i,j]", "x[i] (y.T)[j]"),
        ("sum k: A[i,k] x[k]", None),
    ),
    on=(Product,),
)
def expand_product(term: Term, scope: Scope) -> Rewrite | None:
    """One matrix product fewer each time; the inner index is summed, one of length 1 needs no sum."""
    for at, factor, array in entries_of(term, Product):
        if factor.exponent != 1:
            continue
        row, column = row_and_column(array.shape, factor.places)
        inner = [arg.shape.cols for arg in array.args[:-1]]
        summed = scope.fresh(tuple(length for length in inner if not length.is_one), term)
        fresh = iter(summed)
        between: list[Place | None] = [None if length.is_one else next(fresh) for length in inner]
        pieces = tuple(
            entry(arg, left, right)
            for arg, left, right in zip(array.args, [row, *between], [*between, column], strict=True)
        )
        after = term.with_factor(factor, *pieces)
        after = replace(after, dummies=(*after.dummies, *summed))
        if not summed:
            return Rewrite(one_term(after), why("the inner dimension is 1, so nothing is summed"), (at,))
        reason = why(f"a product sums over the inner {'index' if len(summed) == 1 else 'indices'} ", *_listed(summed))
        return Rewrite(one_term(after), reason, (at,))
    return None


@term_rule(
    name="expand a transpose",
    stage=Stage.EXPAND,
    statement="(Aᵀ)_ij = A_ji",
    source="definition",
    examples=(("(A.T)[i,j]", "A[j,i]"), ("(x.T)[i]", "x[i]"), ("A[j,i]", None)),
    on=(Transpose,),
)
def expand_transpose(term: Term, scope: Scope) -> Rewrite | None:
    """One transpose fewer each time."""
    for at, factor, array in entries_of(term, Transpose):
        after = term.with_factor(factor, Entry(array.arg, factor.places[::-1], factor.exponent))
        return Rewrite(one_term(after), why("a transpose swaps rows and columns"), (at,))
    return None


@term_rule(
    name="take a transpose out of a function",
    stage=Stage.EXPAND,
    statement="f(Aᵀ)_ij = f(A)_ji",
    source="f acts on each entry alone",
    examples=(("f(A.T)[i,j]", "f(A)[j,i]"), ("f(A)[i,j]", None)),
    on=(Apply,),
)
def expand_function_of_transpose(term: Term, scope: Scope) -> Rewrite | None:
    """One transpose fewer each time."""
    for at, factor, array in entries_of(term, Apply):
        if isinstance(array.arg, Transpose):
            inner = Apply(array.function, array.arg.arg)
            after = term.with_factor(factor, Entry(inner, factor.places[::-1], factor.exponent))
            return Rewrite(one_term(after), why("the function acts on each entry alone"), (at,))
    return None


@term_rule(
    name="expand a sum of entries",
    stage=Stage.EXPAND,
    statement="sum(A) = sum i j: A_ij; sum(A, axis=1)_i = sum j: A_ij; sum(A, axis=0)_j = sum i: A_ij",
    source="definition",
    examples=(
        ("sum(x)", "sum i: x[i]"),
        ("sum(A, axis=1)[i]", "sum j: A[i,j]"),
        ("sum(A, axis=0)[j]", "sum i: A[i,j]"),
        ("sum i: x[i]", None),
    ),
    on=(EntrySum,),
)
def expand_entry_sum(term: Term, scope: Scope) -> Rewrite | None:
    """One operator fewer each time."""
    for at, factor, array in entries_of(term, EntrySum):
        if factor.exponent != 1:
            continue
        row, column = row_and_column(array.shape, factor.places)
        inner = array.arg.shape
        rows = inner.rows if array.axis in (None, 0) and not inner.rows.is_one else None
        cols = inner.cols if array.axis in (None, 1) and not inner.cols.is_one else None
        summed = scope.fresh(tuple(length for length in (rows, cols) if length is not None), term)
        fresh = iter(summed)
        inside = entry(array.arg, next(fresh) if rows else row, next(fresh) if cols else column)
        after = term.with_factor(factor, inside)
        after = replace(after, dummies=(*after.dummies, *summed))
        return Rewrite(one_term(after), why("all entries are added"), (at,))
    return None


@term_rule(
    name="expand a matrix trace",
    stage=Stage.EXPAND,
    statement="tr(A) = sum i: A_ii",
    source="definition",
    examples=(("tr(A @ A.T)", "sum i: (A @ A.T)[i,i]"), ("tr(s)", "s"), ("sum i: B[i,i]", None)),
    on=(Trace,),
)
def expand_trace(term: Term, scope: Scope) -> Rewrite | None:
    """One operator fewer each time."""
    for at, factor, array in entries_of(term, Trace):
        if array.arg.shape.is_scalar:
            after = term.with_factor(factor, Entry(array.arg, (), factor.exponent))
            return Rewrite(one_term(after), why("a number is its own trace"), (at,))
        if factor.exponent == 1:
            (index,) = scope.fresh((array.arg.shape.rows,), term)
            after = term.with_factor(factor, Entry(array.arg, (index, index)))
            after = replace(after, dummies=(*after.dummies, index))
            return Rewrite(one_term(after), why("tr adds the diagonal entries"), (at,))
    return None


@term_rule(
    name="expand a diagonal matrix",
    stage=Stage.EXPAND,
    statement="diag(v)_ij = v_i d_ij",
    source="definition",
    examples=(("diag(v)[i,j]", "v[i] delta[i,j]"), ("v[i] delta[i,j]", None)),
    on=(Diag,),
)
def expand_diag(term: Term, scope: Scope) -> Rewrite | None:
    """One operator fewer each time."""
    for at, factor, array in entries_of(term, Diag):
        if factor.exponent == 1:
            row, column = factor.places
            after = term.with_factor(factor, Entry(array.arg, (row,)), Delta(row, column))
            return Rewrite(one_term(after), why("off the diagonal the entries are 0"), (at,))
    return None


@term_rule(
    name="expand a diagonal",
    stage=Stage.EXPAND,
    statement="diag_of(A)_i = A_ii",
    source="definition",
    examples=(("diag_of(A @ A.T)[i]", "(A @ A.T)[i,i]"), ("B[i,i]", None)),
    on=(DiagOf,),
)
def expand_diag_of(term: Term, scope: Scope) -> Rewrite | None:
    """One operator fewer each time."""
    for at, factor, array in entries_of(term, DiagOf):
        after = term.with_factor(factor, Entry(array.arg, factor.places * 2, factor.exponent))
        return Rewrite(
            one_term(after), why("an entry of the diagonal stands in the row and in the column of its number"), (at,)
        )
    return None


@term_rule(
    name="expand a constant array",
    stage=Stage.EXPAND,
    statement="I_ij = d_ij, every entry of 1 is 1, every entry of 0 is 0",
    source="definition",
    examples=(
        ("(eye(3))[i,j]", "delta[i,j]"),
        ("sum i: x[i] (ones(3))[i]", "sum i: x[i]"),
        ("x[i] (zeros(3))[i]", "0"),
        ("2 (eye(3))[i,j] x[j]", "2 delta[i,j] x[j]"),
        ("x[i] delta[i,j]", None),
    ),
    on=(Eye, Ones, Zeros, Number),
)
def expand_constant(term: Term, scope: Scope) -> Rewrite | None:
    """One constant fewer each time."""
    for at, factor in enumerate(term.factors):
        match factor:
            case Entry(array=Eye(), places=(row, column), exponent=1):
                after = term.with_factor(factor, Delta(row, column))
                return Rewrite(one_term(after), why("the identity is 1 on the diagonal, 0 elsewhere"), (at,))
            case Entry(array=Ones()):
                return Rewrite(one_term(term.without(factor)), why("every entry is 1"), (at,))
            case Entry(array=Zeros(), exponent=1):
                return Rewrite(number(Fraction(0)), why("every entry is 0"), (at,))
            case Entry(array=Number(value=value), exponent=1):
                after = term.without(factor)
                after = replace(after, coefficient=after.coefficient * value)
                return Rewrite(one_term(after) if value else number(value), why("a number"), (at,))
            case _:
                pass
    return None


def _listed(indices: tuple[Index, ...]) -> list[str | Index]:
    words: list[str | Index] = []
    for index in indices:
        words += [", ", index] if words else [index]
    return words

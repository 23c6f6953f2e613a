"""Lemmas: the derivatives of functions of many entries at once, each by the function itself.

The argument is a named array X, and the derivative is taken by an entry of that X.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term
from matcalc.forms.indices import Place
from matcalc.forms.matrix_form import Add, Apply, Eye, Node, Product, Scale, Size
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance, count_along
from matcalc.rules.differentiate import partials_in
from matcalc.rules.entries import Kind, entry, one_term, row_and_column
from matcalc.rules.registry import Rewrite, Scope, term_rule

MINUS = Fraction(-1)


def _of(term: Term, kind: type[Kind]) -> Iterator[tuple[int, Partial, Kind, Entry]]:
    """The derivatives of an entry of a `kind` of X by an entry of X: place, derivative, array, the entry of it."""
    for at, partial in partials_in(term):
        inner = partial.of.single
        if isinstance(inner, Entry) and isinstance(inner.array, kind) and inner.exponent == 1:
            (argument,) = inner.array.children
            if argument is partial.by.array:
                yield at, partial, inner.array, inner


def _put(term: Term, partial: Partial, coefficient: Fraction, *factors: Factor) -> Term:
    after = term.with_factor(partial, *factors)
    return replace(after, coefficient=after.coefficient * coefficient)


@term_rule(
    name="differentiate an inverse",
    stage=Stage.DIFFERENTIATE,
    statement="∂(X⁻¹)_ij/∂X_kl = −(X⁻¹)_ik (X⁻¹)_lj",
    source="Petersen & Pedersen 2012, (60); from sum j: X_ij (X⁻¹)_jk = d_ik by the product rule",
    examples=(
        ("D(inv(B)[i,j], B[k,l])", "-inv(B)[i,k] inv(B)[l,j]"),
        ("sum i: D(inv(B)[i,i], B[k,l])", "-sum i: inv(B)[i,k] inv(B)[l,i]"),
        ("D(inv(B)[i,j], A[k,l])", None),
    ),
    on=(Inverse,),
)
def differentiate_inverse(term: Term, scope: Scope) -> Rewrite | None:
    """One derivative symbol fewer each time."""
    for at, partial, array, inner in _of(term, Inverse):
        row, column = row_and_column(array.shape, inner.places)
        by_row, by_column = row_and_column(array.shape, partial.by.places)
        after = _put(term, partial, MINUS, entry(array, row, by_row), entry(array, by_column, column))
        both = Product((array.arg, array)), " = ", Eye(array.shape.rows)
        reason = why("differentiate ", *both, " on both sides and solve for the derivative of ", array)
        return Rewrite(one_term(after), reason, (at,))
    return None


@term_rule(
    name="differentiate a determinant",
    stage=Stage.DIFFERENTIATE,
    statement="∂det(X)/∂X_kl = det(X) (X⁻¹)_lk",
    source="Petersen & Pedersen 2012, (49); Jacobi's formula: the cofactor of X_kl is det(X) (X⁻¹)_lk",
    examples=(("D(det(B), B[k,l])", "det(B) inv(B)[l,k]"), ("D(det(B), A[k,l])", None)),
    on=(Determinant,),
)
def differentiate_determinant(term: Term, scope: Scope) -> Rewrite | None:
    """One derivative symbol fewer each time."""
    for at, partial, array, inner in _of(term, Determinant):
        row, column = row_and_column(array.arg.shape, partial.by.places)
        turned = entry(Inverse(array.arg), column, row)
        after = _put(term, partial, Fraction(1), inner, turned)
        reason = why(
            "expand ",
            array,
            " along a row: the factor of ",
            partial.by,
            " is its cofactor, ",
            array,
            " times ",
            turned,
            ", indices swapped",
        )
        return Rewrite(one_term(after), reason, (at,))
    return None


@term_rule(
    name="differentiate a log-determinant",
    stage=Stage.DIFFERENTIATE,
    statement="∂log|det X|/∂X_kl = (X⁻¹)_lk",
    source="Petersen & Pedersen 2012, (57)",
    examples=(("D(logdet(B), B[k,l])", "inv(B)[l,k]"), ("D(logdet(B), A[k,l])", None)),
    on=(LogDeterminant,),
)
def differentiate_log_determinant(term: Term, scope: Scope) -> Rewrite | None:
    """One derivative symbol fewer each time."""
    for at, partial, array, _ in _of(term, LogDeterminant):
        row, column = row_and_column(array.arg.shape, partial.by.places)
        turned = entry(Inverse(array.arg), column, row)
        after = _put(term, partial, Fraction(1), turned)
        determinant = Determinant(array.arg)
        reason = why(
            "the derivative of ", determinant, " is ", determinant, " times ", turned, "; divide by ", determinant
        )
        return Rewrite(one_term(after), reason, (at,))
    return None


def _deltas(places: tuple[Place | None, ...], others: tuple[Place | None, ...]) -> tuple[Delta, ...]:
    """A delta for each axis that carries an index."""
    pairs = zip(places, others, strict=True)
    return tuple(Delta(left, right) for left, right in pairs if left is not None and right is not None)


@term_rule(
    name="differentiate a softmax",
    stage=Stage.DIFFERENTIATE,
    statement="∂p_i/∂x_j = p_i d_ij − p_i p_j, where p = softmax(x); of each row, or each column, by itself",
    source="Bishop 2006, (4.106); quotient rule on exp(x_i) / sum k: exp(x_k)",
    examples=(
        ("D(softmax(x)[i], x[j])", "softmax(x)[i] delta[i,j] - softmax(x)[i] softmax(x)[j]"),
        (
            "D(softmax(A, axis=1)[i,j], A[k,l])",
            "delta[i,k] softmax(A, axis=1)[i,j] delta[j,l] "
            "- delta[i,k] softmax(A, axis=1)[i,j] softmax(A, axis=1)[i,l]",
        ),
        ("D(softmax(y)[i], x[j])", None),
    ),
    on=(Softmax,),
)
def differentiate_softmax(term: Term, scope: Scope) -> Rewrite | None:
    """One derivative symbol fewer each time."""
    for at, partial, array, inner in _of(term, Softmax):
        row, column = row_and_column(array.shape, inner.places)
        by_row, by_column = row_and_column(array.shape, partial.by.places)
        apart: tuple[Delta, ...] = ()  # of rows or columns that do not mix
        within: tuple[Delta, ...]
        match array.axis:
            case 1:
                apart, within = _deltas((row,), (by_row,)), _deltas((column,), (by_column,))
                other = entry(array, row, by_column)
            case 0:
                apart, within = _deltas((column,), (by_column,)), _deltas((row,), (by_row,))
                other = entry(array, by_row, column)
            case _:
                within = _deltas((row, column), (by_row, by_column))
                other = entry(array, by_row, by_column)
        first = _put(term, partial, Fraction(1), *apart, inner, *within)
        second = _put(term, partial, MINUS, *apart, inner, other)
        reason = why(
            "quotient rule: ",
            partial.by,
            " stands in its own exponential, which gives the delta, and in the sum below "
            "the line, which all entries share",
        )
        return Rewrite(IndexSum((first, second)), reason, (at,))
    return None


@term_rule(
    name="differentiate a logsumexp",
    stage=Stage.DIFFERENTIATE,
    statement="∂logsumexp(x)/∂x_j = softmax(x)_j",
    source="Boyd & Vandenberghe 2004, 3.1.5; chain rule on log(sum k: exp(x_k))",
    examples=(
        ("D(logsumexp(x), x[j])", "softmax(x)[j]"),
        ("D(logsumexp(A, axis=1)[i], A[k,l])", "delta[i,k] softmax(A, axis=1)[i,l]"),
        ("D(logsumexp(A), A[k,l])", "exp(A - logsumexp(A))[k,l]"),
        ("D(logsumexp(y), x[j])", None),
    ),
    on=(LogSumExp,),
)
def differentiate_logsumexp(term: Term, scope: Scope) -> Rewrite | None:
    """One derivative symbol fewer each time."""
    for at, partial, array, inner in _of(term, LogSumExp):
        shape = array.arg.shape
        row, column = row_and_column(array.shape, inner.places)
        by_row, by_column = row_and_column(shape, partial.by.places)
        apart: tuple[Delta, ...] = ()
        weights: Node
        if array.axis is None and shape.is_matrix:
            weights = Apply(Function("exp"), Add((array.arg, Scale(MINUS, array))))
        else:
            weights = Softmax(array.arg, array.axis)
        if array.axis == 1:
            apart, by_row = _deltas((row,), (by_row,)), row
        elif array.axis == 0:
            apart, by_column = _deltas((column,), (by_column,)), column
        after = _put(term, partial, Fraction(1), *apart, entry(weights, by_row, by_column))
        reason = why("the exponential of ", partial.by, ", divided by the sum of all")
        return Rewrite(one_term(after), reason, (at,))
    return None


@term_rule(
    name="differentiate a norm",
    stage=Stage.DIFFERENTIATE,
    statement="∂‖x‖/∂x_j = x_j / ‖x‖, where x ≠ 0",
    source="Petersen & Pedersen 2012, (129); chain rule on the root of sum k: x_k ** 2",
    examples=(
        ("D(norm(x), x[j])", "x[j] norm(x)**(-1)"),
        ("D(norm(A), A[k,l])", "A[k,l] norm(A)**(-1)"),
        ("D(norm(y), x[j])", None),
    ),
    on=(Norm,),
)
def differentiate_norm(term: Term, scope: Scope) -> Rewrite | None:
    """One derivative symbol fewer each time."""
    for at, partial, array, inner in _of(term, Norm):
        after = _put(term, partial, Fraction(1), partial.by, replace(inner, exponent=MINUS))
        reason = why(
            "the root of the sum of squares: 2 ",
            partial.by,
            " divided by twice the root; at ",
            array.arg,
            " = 0 there is no derivative",
        )
        return Rewrite(one_term(after), reason, (at,))
    return None


@term_rule(
    name="differentiate a variance",
    stage=Stage.DIFFERENTIATE,
    statement="∂var(x)/∂x_j = 2/n (x_j − mean(x))",
    source="chain rule on 1/n sum k: (x_k − mean(x)) ** 2; the part through the mean adds up to 0",
    examples=(
        ("D(var(x), x[j])", "2/3 x[j] - 2/3 mean(x)"),
        ("D(var(A, axis=1)[i], A[k,l])", "1/2 delta[i,k] A[i,l] - 1/2 delta[i,k] mean(A, axis=1)[i]"),
        ("D(var(y), x[j])", None),
    ),
    on=(Variance,),
)
def differentiate_variance(term: Term, scope: Scope) -> Rewrite | None:
    """One derivative symbol fewer each time."""
    for at, partial, array, inner in _of(term, Variance):
        shape = array.arg.shape
        row, column = row_and_column(array.shape, inner.places)
        by_row, by_column = row_and_column(shape, partial.by.places)
        apart: tuple[Delta, ...] = ()
        if array.axis == 1:
            apart, by_row = _deltas((row,), (by_row,)), row
        elif array.axis == 0:
            apart, by_column = _deltas((column,), (by_column,)), column
        coefficient, share = over(count_along(shape, array.axis))
        own, mean = entry(array.arg, by_row, by_column), Entry(Mean(array.arg, array.axis), inner.places)
        first = _put(term, partial, 2 * coefficient, *share, *apart, own)
        second = _put(term, partial, -2 * coefficient, *share, *apart, mean)
        reason = why(
            "each square gives twice its distance from the mean; what comes through the mean adds up to 0, for the "
            "distances do"
        )
        return Rewrite(IndexSum((first, second)), reason, (at,))
    return None


DERIVED_IN = {
    differentiate_softmax.name: ("softmax", "lemma-softmax"),
    differentiate_logsumexp.name: ("logsumexp", "lemma-logsumexp"),
    differentiate_norm.name: ("a norm", "lemma-norm"),
    differentiate_variance.name: ("a variance", "lemma-variance"),
}
"""The lemmas that a problem of the library derives from the definition: what they differentiate, and that problem.

The others are cited: an inverse and a determinant have no definition that the chain rule could go through.
"""


def over(count: Dimension) -> tuple[Fraction, tuple[Factor, ...]]:
    """1 / count, as a number or as a factor."""
    if not count.names:
        return Fraction(1, count.evaluate({})), ()
    return Fraction(1), (Entry(Size(count), (), MINUS),)

"""Simplification of totals: traces, sums of entries, products with ones."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import (
    Add,
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Trace,
    Transpose,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Softmax, Variance, count_along
from matcalc.forms.shapes import Shape, vector
from matcalc.rules.assemble import filled, hadamard, is_ones_column, is_ones_row, product, scaled, size, split_number
from matcalc.rules.likeness import pieces
from matcalc.rules.network import turned
from matcalc.rules.registry import Rewrite, Scope, node_rule

ONE = Fraction(1)

LINES = {0: "column", 1: "row"}
"""What a sum over an axis is the sum of."""


@node_rule(
    name="work out a trace",
    stage=Stage.SIMPLIFY,
    statement="tr(u vᵀ) = vᵀ u; tr(I) = n; tr(diag(v)) = the sum of v; tr(s) = s",
    source="definition of the trace; tr(A B) = tr(B A), Petersen & Pedersen 2012, (14)",
    examples=(
        ("tr(x @ z.T)", "z.T @ x"),
        ("tr(A @ x @ z.T)", "z.T @ A @ x"),
        ("tr(eye(3))", "3"),
        ("tr(diag(x))", "sum(x)"),
        ("tr(x.T @ z)", "x.T @ z"),
        ("tr(A @ B)", None),
    ),
    on=(Trace,),
)
def work_out_trace(root: Node, scope: Scope) -> Rewrite | None:
    """The trace is gone."""
    match root:
        case Trace(arg=arg) if arg.shape.is_scalar:
            return Rewrite(arg, why("a number is its own trace"))
        case Trace(arg=Eye(size=length)):
            return Rewrite(size(length), why("ones on a diagonal of length ", length))
        case Trace(arg=Diag(arg=arg)):
            return Rewrite(EntrySum(arg, None), why("only the entries of ", arg, " are on the diagonal"))
        case Trace(arg=Product(args=args)) if len(cuts := pieces(args)) > 1:
            at = cuts[0][1]
            made = Product((*args[at:], *args[:at]))
            return Rewrite(
                made, why("a trace stays the same when the first factor moves to the end; it is then a number")
            )
        case _:
            return None


@node_rule(
    name="work out a sum of entries",
    stage=Stage.SIMPLIFY,
    statement="sums of ones are lengths; sum(u ⊙ v) = uᵀ v; sum(diag(v)) = sum(v); sum(diag_of(A)) = tr(A); "
    "sum(softmax(x)) = 1, and of a matrix in each row or column; a sum over an axis of length 1 is no sum",
    source="definition of the sum",
    examples=(
        ("sum(ones(3))", "3"),
        ("sum(ones(3, 4))", "12"),
        ("sum(eye(3))", "3"),
        ("sum(x * z)", "x.T @ z"),
        ("sum(x * z * x)", "x.T @ (z * x)"),
        ("sum(diag(x))", "sum(x)"),
        ("sum(diag_of(A))", "tr(A)"),
        ("sum(softmax(x))", "1"),
        ("sum(softmax(A, axis=1), axis=1)", "ones(3)"),
        ("sum(softmax(A, axis=0), axis=0)", "ones(1, 4)"),
        ("sum(softmax(A, axis=1))", "3"),
        ("sum(softmax(A, axis=1), axis=0)", None),
        ("sum(x, axis=1)", "x"),
        ("sum(x, axis=0)", "sum(x)"),
        ("sum(sum(A, axis=1))", "sum(A)"),
        ("sum(s)", "s"),
        ("sum(x)", None),
        ("sum(A * B)", None),
        ("sum(A, axis=0)", None),
    ),
    on=(EntrySum,),
)
def work_out_sum(root: Node, scope: Scope) -> Rewrite | None:
    """The sum is gone, or what it sums is smaller."""
    match root:
        case EntrySum(arg=arg) if arg.shape.is_scalar or arg.shape == root.shape:
            return Rewrite(arg, why("there is nothing to sum"))
        case EntrySum(arg=arg, axis=int()) if root.shape.is_scalar:
            return Rewrite(EntrySum(arg, None), why("the other axis has length 1"))
        case EntrySum(arg=Ones(shape=shape), axis=None):
            return Rewrite(size(shape.rows * shape.cols), why("as many ones as there are entries"))
        case EntrySum(arg=Eye(size=length), axis=None):
            return Rewrite(size(length), why("ones on a diagonal of length ", length))
        case EntrySum(arg=Diag(arg=arg), axis=None):
            return Rewrite(EntrySum(arg, None), why("all other entries are 0"))
        case EntrySum(arg=DiagOf(arg=arg), axis=None):
            return Rewrite(Trace(arg), why("the sum of the diagonal is the trace"))
        case EntrySum(arg=EntrySum(arg=arg), axis=None):
            return Rewrite(EntrySum(arg, None), why("in the end all entries are summed"))
        case EntrySum(arg=Softmax(axis=None), axis=None):
            return Rewrite(Number(ONE), why("softmax divides by the sum"))
        case EntrySum(arg=Softmax(axis=int() as within) as arg, axis=None):
            sums = EntrySum(arg, within)
            return Rewrite(
                size(sums.shape.rows * sums.shape.cols), why("softmax divides each ", LINES[within], " by its sum")
            )
        case EntrySum(arg=Softmax(axis=int() as within), axis=axis) if within == axis:
            return Rewrite(filled(ONE, root.shape), why("softmax divides each ", LINES[within], " by its sum"))
        case EntrySum(arg=Hadamard(args=(first, *rest)), axis=None) if all(
            part.shape.is_vector for part in (first, *rest)
        ):
            return Rewrite(
                product([turned(first), hadamard(rest)]), why("entries multiplied and summed: an inner product")
            )
        case _:
            return None


@node_rule(
    name="sum with a vector of ones",
    stage=Stage.SIMPLIFY,
    statement="1ᵀ v = vᵀ 1 = sum(v); 1ᵀ A 1 = sum(A); 1 1ᵀ is a matrix of ones; softmax over rows times 1 = 1",
    source="definition of the matrix product",
    examples=(
        ("ones(3).T @ x", "sum(x)"),
        ("x.T @ ones(3)", "sum(x)"),
        ("ones(3).T @ A @ ones(4)", "sum(A)"),
        ("ones(3).T @ A @ y", "sum(A @ y)"),
        ("ones(3).T @ ones(3)", "sum(ones(3))"),
        ("x @ ones(4).T @ y", "sum(y) * x"),
        ("ones(3) @ ones(4).T", "ones(3, 4)"),
        ("softmax(A, axis=1) @ ones(4)", "ones(3)"),
        ("A @ ones(4)", None),
        ("x @ ones(4).T", None),
    ),
    on=(Product,),
)
def sum_with_ones(root: Node, scope: Scope) -> Rewrite | None:
    """One vector of ones fewer."""
    if not isinstance(root, Product):
        return None
    args = root.args
    for first, stop in pieces(args):
        piece = args[first:stop]
        if len(piece) > 1 and piece[0].shape.rows.is_one and piece[-1].shape.cols.is_one:
            inner = piece[1:] if is_ones_row(piece[0]) else piece
            inner = inner[:-1] if is_ones_column(inner[-1]) and len(inner) > 1 else inner
            if inner != piece:
                summed = turned(inner[0]) if len(inner) == 1 and inner[0].shape.is_row else product(inner)
                rest = [*args[:first], *args[stop:]]
                made = hadamard([EntrySum(summed, None), *([product(rest)] if rest else [])])
                return Rewrite(made, why("a product with ones is a sum"))
    for at in range(len(args) - 1):
        left, right = args[at], args[at + 1]
        if is_ones_column(left) and is_ones_row(right):
            ones = Ones(Shape(left.shape.rows, right.shape.cols))
            return Rewrite(product([*args[:at], ones, *args[at + 2 :]]), why("every entry is 1"))
        if isinstance(left, Softmax) and left.axis == 1 and is_ones_column(right):
            ones = Ones(vector(left.shape.rows))
            return Rewrite(product([*args[:at], ones, *args[at + 2 :]]), why("each row of a softmax sums to 1"))
    return None


@node_rule(
    name="drop needless ones",
    stage=Stage.SIMPLIFY,
    statement="x + c 1 = x + c for a vector x",
    source="a number is added to every entry",
    examples=(
        ("log(x) + ones(3)", "log(x) + 1"),
        ("x - 2 * ones(3) + z", "x - 2 + z"),
        ("x - 2 * s * ones(3)", "x - 2 * s"),
        ("s + ones(3)", None),
        ("A - ones(3, 4)", None),  # a matrix less a number would be misread
    ),
    on=(Add,),
)
def drop_ones(root: Node, scope: Scope) -> Rewrite | None:
    """Arrays of ones in a sum are numbers afterwards."""
    if not isinstance(root, Add):
        return None
    args = tuple(_without_ones(arg) for arg in root.args)
    if args == root.args or root.shape.is_matrix or not any(arg.shape == root.shape for arg in args):
        return None
    return Rewrite(Add(args), why("the number is added to every entry"))


def _without_ones(term: Node) -> Node:
    """The number that all entries of a term are, where it is written with ones."""
    number, part = split_number(term)
    if _is_ones(part):
        return Number(number)
    if isinstance(part, Hadamard) and any(_is_ones(arg) for arg in part.args):
        scalars = [arg for arg in part.args if not _is_ones(arg)]
        if all(arg.shape.is_scalar for arg in scalars):
            return scaled(number, hadamard(scalars))
    return term


def _is_ones(part: Node) -> bool:
    return isinstance(part, Ones) or is_ones_row(part)


@node_rule(
    name="work out a function of something simple",
    stage=Stage.SIMPLIFY,
    statement="det(I) = 1; log det(I) = 0; I⁻¹ = I; det, log det and inverse of a number; the mean of equal entries; "
    "softmax, log-sum-exp, mean and variance of single entries",
    source="definitions",
    examples=(
        ("det(eye(3))", "1"),
        ("logdet(eye(3))", "0"),
        ("inv(eye(3))", "eye(3)"),
        ("inv(s)", "1 / s"),
        ("det(s)", "s"),
        ("mean(ones(3))", "1"),
        ("softmax(x, axis=1)", "ones(3)"),
        ("logsumexp(x, axis=1)", "x"),
        ("mean(x.T, axis=0)", "x.T"),
        ("var(x, axis=1)", "zeros(3)"),
        ("softmax(x, axis=0)", None),
        ("det(A)", None),
    ),
    on=(Determinant, LogDeterminant, Inverse, Mean, Softmax, LogSumExp, Variance),
)
def work_out_function(root: Node, scope: Scope) -> Rewrite | None:
    """The function is gone."""
    match root:
        case Determinant(arg=Eye()):
            return Rewrite(Number(ONE), why("ones on the diagonal multiply to 1"))
        case LogDeterminant(arg=Eye()):
            return Rewrite(Number(Fraction(0)), why("the determinant is 1"))
        case Inverse(arg=Eye() as arg):
            return Rewrite(arg, why("the identity is its own inverse"))
        case Inverse(arg=arg) if arg.shape.is_scalar:
            return Rewrite(Power(arg, Fraction(-1)), why("the inverse of a number"))
        case Determinant(arg=arg) if arg.shape.is_scalar:
            return Rewrite(arg, why("the determinant of a number"))
        case Mean() | Softmax() | LogSumExp() | Variance() if count_along(root.arg.shape, root.axis).is_one:
            return _of_single_entries(root)
        case Mean(arg=Ones()):
            return Rewrite(filled(ONE, root.shape), why("all entries are 1"))
        case _:
            return None


def _of_single_entries(root: Mean | Softmax | LogSumExp | Variance) -> Rewrite:
    reason = why("each is of one entry alone")
    match root:
        case Softmax():
            return Rewrite(filled(ONE, root.shape), reason)
        case Variance():
            return Rewrite(filled(Fraction(0), root.shape), reason)
        case _:
            return Rewrite(root.arg, reason)


@node_rule(
    name="cancel in an inner product",
    stage=Stage.SIMPLIFY,
    statement="uᵀ (v / u) = sum(v)",
    source="definition of the inner product",
    examples=(
        ("x.T @ (z / x)", "sum(x * z / x)"),
        ("(x * y).T @ (z / x)", "sum(x * y * z / x)"),
        ("x.T @ (z / y)", None),
        ("x.T @ A @ (y / x)", None),
    ),
    on=(Product,),
)
def cancel_in_inner(root: Node, scope: Scope) -> Rewrite | None:
    """One inner product fewer, and what cancels in the sum goes."""
    match root:
        case Product(args=(Transpose(arg=left), right)) if root.shape.is_scalar and left.shape == right.shape:
            pass
        case _:
            return None
    sides = [part.args if isinstance(part, Hadamard) else (part,) for part in (left, right)]
    bases = [{(_base(arg), _divides(arg)) for arg in side} for side in sides]
    if any((base, not divides) in bases[1] for base, divides in bases[0]):
        return Rewrite(EntrySum(hadamard([left, right]), None), why("an inner product sums products of entries"))
    return None


def _base(factor: Node) -> Node:
    return factor.arg if isinstance(factor, Power) else factor


def _divides(factor: Node) -> bool:
    return isinstance(factor, Power) and factor.exponent < 0

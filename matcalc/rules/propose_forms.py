"""Proposals for another form of one part: turned round, with the signs exchanged, as a sum. Each must cost less."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import (
    Add,
    Diag,
    DiagOf,
    EntrySum,
    Hadamard,
    Node,
    Power,
    Product,
    Scale,
    Trace,
    Transpose,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import Mean, count_along
from matcalc.rules.assemble import (
    hadamard,
    is_ones_column,
    is_ones_row,
    product,
    scaled,
    size,
    split_number,
    transposed,
)
from matcalc.rules.likeness import is_symmetric, likeness, turned_likeness
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="exchange the signs",
    stage=Stage.SIMPLIFY,
    statement="−(A − B) = B − A; −X (A − B) = X (B − A); −(A − B)⁻¹ X = (B − A)⁻¹ X",
    source="arithmetic",
    examples=(
        ("-(x - z)", "z - x"),
        ("-2 * A @ (x - y)", "2 * A @ (y - x)"),
        ("-x * (1 - x)", "x * (x - 1)"),
        ("-inv(A - B)", "inv(B - A)"),
        ("-inv(A - 2 * B).T @ x", "inv(2 * B - A).T @ x"),
        ("-inv(A + B) @ x", None),
        ("-(x - z) @ (x - z).T", None),  # symmetric as it is
        ("-(x + z)", None),
        ("2 * (x - z)", None),
    ),
    on=(Scale,),
)
def exchange_signs(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. The number in front is positive."""
    if not isinstance(root, Scale) or root.coefficient > 0:
        return None
    inner = root.arg
    if isinstance(inner, Product) and is_symmetric(inner):
        return None
    factors = inner.args if isinstance(inner, Product | Hadamard) else (inner,)
    for at, factor in enumerate(factors):
        if (flipped := _flipped(factor)) is not None:
            rest = inner.rebuilt((*factors[:at], flipped, *factors[at + 1 :])) if inner is not factor else flipped
            return Rewrite(scaled(-root.coefficient, rest), why("the sign goes into ", factor))
    return None


def _flipped(factor: Node) -> Node | None:
    """Minus a difference, minus the inverse of one, or the transpose of that; None for what is none of them."""
    if isinstance(factor, Inverse) or (isinstance(factor, Transpose) and isinstance(factor.arg, Inverse)):
        inner = _flipped(factor.arg)
        return None if inner is None else factor.rebuilt((inner,))
    if not isinstance(factor, Add) or all(split_number(arg)[0] >= 0 for arg in factor.args):
        return None
    turned_terms = [scaled(Fraction(-1), arg) for arg in factor.args]
    turned_terms.sort(key=lambda term: split_number(term)[0] < 0)
    return Add(tuple(turned_terms))


@node_rule(
    name="turn a number round",
    stage=Stage.SIMPLIFY,
    statement="xᵀ A y = yᵀ Aᵀ x; tr(Aᵀ Bᵀ) = tr(B A); det(Aᵀ Bᵀ) = det(B A); sums of entries and diagonals likewise",
    source="a number is its own transpose; tr(Aᵀ) = tr(A), Petersen & Pedersen 2012, (13)",
    examples=(
        ("x.T @ A.T @ y", "y.T @ A @ x"),
        ("tr(A.T @ B.T)", "tr(B @ A)"),
        ("diag_of(A.T @ B.T)", "diag_of(B @ A)"),
        ("sum(A.T @ B.T)", "sum(B @ A)"),
        ("A @ x", None),
        ("tr(A)", None),
    ),
    on=(Product, Trace, DiagOf, EntrySum, Determinant, LogDeterminant),
)
def turn_round(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. Fewer transposes."""
    match root:
        case Product() if root.shape.is_scalar:
            return Rewrite(transposed(root), why("a number is its own transpose"))
        case (
            Trace(arg=arg)
            | DiagOf(arg=arg)
            | EntrySum(arg=arg, axis=None)
            | Determinant(arg=arg)
            | LogDeterminant(arg=arg)
        ) if isinstance(arg, Product | Add | Hadamard):
            return Rewrite(root.rebuilt((transposed(arg),)), why("transposing what is inside changes nothing here"))
        case _:
            return None


@node_rule(
    name="write a sum of squares",
    stage=Stage.SIMPLIFY,
    statement="(u − v)ᵀ (u − v) = sum((u − v)²)",
    source="definition of the inner product",
    examples=(
        ("(x - z).T @ (x - z)", "sum((x - z)**2)"),
        ("(x.T - z.T) @ (x - z)", "sum((x - z)**2)"),
        ("(x - z).T @ (x + z)", None),
        ("x.T @ x", None),
    ),
    on=(Product,),
)
def write_squares(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One sum is written instead of two."""
    match root:
        case Product(args=(left, Add() as right)) if root.shape.is_scalar and turned_likeness(left) == likeness(right):
            return Rewrite(EntrySum(Power(right, Fraction(2)), None), why("the squares of the entries, summed"))
        case _:
            return None


@node_rule(
    name="sum the rows of an elementwise product",
    stage=Stage.SIMPLIFY,
    statement="(A ⊙ B) 1 = diag_of(A Bᵀ)",
    source="(A Bᵀ)_ii = Σ_j A_ij B_ij",
    examples=(
        ("(A * B) @ ones(4)", "diag_of(A @ B.T)"),
        ("(A * B.T) @ ones(4)", "diag_of(A @ B)"),
        ("A @ ones(4)", None),
        ("(A * B) @ y", None),
    ),
    on=(Product,),
)
def sum_rows_of_hadamard(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One vector of ones fewer."""
    match root:
        case Product(args=(*before, Hadamard(args=(first, *rest)), ones)) if is_ones_column(ones):
            if any(part.shape != rest[0].shape or not part.shape.is_matrix for part in (first, *rest)):
                return None
            made = DiagOf(product([first, transposed(hadamard(rest))]))
            return Rewrite(product([*before, made]), why("row by row, an inner product of two rows"))
        case _:
            return None


@node_rule(
    name="write sums of rows and columns",
    stage=Stage.SIMPLIFY,
    statement="1ᵀ A = the sums of the columns of A, a row; diag(A 1) B = (A 1) ⊙ B = (the sums of the rows of A) ⊙ B",
    source="definition of the matrix product",
    examples=(
        ("ones(3).T @ A @ B", "sum(A, axis=0) @ B"),
        ("diag(B @ ones(5)) @ A", "sum(B, axis=1) * A"),
        ("B @ ones(5) * A", "sum(B, axis=1) * A"),
        ("B @ ones(5) * x", None),
        ("A @ ones(4)", None),
        ("diag(x) @ A", None),
        ("x @ ones(4).T", None),
    ),
    on=(Product, Hadamard),
)
def write_sums(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One vector of ones fewer."""
    match root:
        case Product(args=(ones, array, *after)) if is_ones_row(ones) and array.shape.is_matrix:
            return Rewrite(product([EntrySum(array, 0), *after]), why("a product with ones sums each column"))
        case Product(args=(Diag(arg=Product(args=(*before, array, ones))), *arrays)) if is_ones_column(ones):
            sums = product([*before, EntrySum(array, 1)])
            return Rewrite(hadamard([sums, product(arrays)]), why("each row is multiplied by one number"))
        case Hadamard(args=args) if root.shape.is_matrix:
            for at, arg in enumerate(args):
                match arg:
                    case Product(args=(*before, array, ones)) if is_ones_column(ones):
                        sums = product([*before, EntrySum(array, 1)])
                        made = hadamard([*args[:at], sums, *args[at + 1 :]])
                        return Rewrite(made, why("each row is multiplied by one number"))
            return None
        case _:
            return None


@node_rule(
    name="recognise a mean",
    stage=Stage.SIMPLIFY,
    statement="sum(x) / n = mean(x); xᵀ y / n = mean(x ⊙ y); A 1 / n = the means of the rows of A, "
    "Aᵀ 1 / m those of its columns",
    source="definition of the mean",
    examples=(("sum(x) / s", None), ("sum(x)", None)),
    on=(Hadamard,),
)
def recognise_mean(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One sum and one division are one mean."""
    if not isinstance(root, Hadamard) or not any(isinstance(arg, Power) for arg in root.args):
        return None
    for at, part in enumerate(root.args):
        match part:
            case EntrySum(arg=arg, axis=axis):
                pass
            case Product(args=(*before, ones)) if is_ones_column(ones) and part.shape.is_vector:
                arg, axis = product(before), 1
            case Product(args=(Transpose(arg=left), right)) if part.shape.is_scalar and right.shape.is_vector:
                arg, axis = hadamard([left, right]), None
            case _:
                continue
        count = Power(size(count_along(arg.shape, axis)), Fraction(-1))
        if count in root.args:
            other = root.args.index(count)
            # the columns of X, not the rows of Xᵀ
            mean = Transpose(Mean(arg.arg, 0)) if axis == 1 and isinstance(arg, Transpose) else Mean(arg, axis)
            kept = [mean if n == at else factor for n, factor in enumerate(root.args) if n != other]
            return Rewrite(hadamard(kept), why("a sum divided by the number of its terms"))
    return None

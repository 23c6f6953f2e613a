"""Proposals for another form: multiplied out, turned round, with the signs exchanged. Each must cost less."""

from __future__ import annotations

from fractions import Fraction
from itertools import product as every

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import (
    Add,
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
from matcalc.forms.matrix_functions import Determinant, LogDeterminant
from matcalc.rules.assemble import hadamard, is_ones_column, product, scaled, split_number, transposed
from matcalc.rules.likeness import is_symmetric
from matcalc.rules.registry import Rewrite, Scope, node_rule

MOST_TERMS = 8
"""What is multiplied out has at most so many terms."""


@node_rule(
    name="multiply out",
    stage=Stage.SIMPLIFY,
    statement="(A + B) X = A X + B X; u ⊙ (v + w) = u ⊙ v + u ⊙ w; X (A + B) = X A + X B",
    source="distributivity",
    examples=(
        ("(A + B) @ x", "A @ x + B @ x"),
        ("x * (1 + z) + x", "x * 1 + x * z + x"),
        ("2 * (x + z) - x", "2 * x + 2 * z - x"),
        ("A @ (x + 1)", None),  # the number is stretched: A 1 is a sum
        ("A @ x + B @ x", None),
    ),
    on=(Add, Product, Hadamard, Scale),
)
def multiply_out(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. Sums are outside of products afterwards."""
    terms = _terms(root)
    if terms is None or len(terms) == (len(root.args) if isinstance(root, Add) else 1):
        return None
    after = Add(tuple(terms))
    return Rewrite(after, why("every term times every term")) if after.shape == root.shape else None


def _terms(part: Node) -> list[Node] | None:
    """The terms of a part that is multiplied out; None where there are too many."""
    terms: list[Node] = []
    match part:
        case Add(args=args):
            for arg in args:
                if (inner := _terms(arg)) is None:
                    return None
                terms += inner
        case Scale(coefficient=coefficient, arg=arg):
            if (inner := _terms(arg)) is None:
                return None
            terms = [scaled(coefficient, term) for term in inner]
        case Product(args=args) | Hadamard(args=args):
            factors: list[list[Node]] = []
            count = 1
            for arg in args:
                inner = _terms(arg) if isinstance(arg, Add | Scale) else [arg]
                if inner is None:
                    return None
                if isinstance(part, Product) and any(term.shape != arg.shape for term in inner):
                    inner = [arg]
                factors.append(inner)
                count *= len(inner)
                if count > MOST_TERMS:
                    return None
            if count == 1:
                return [part]
            terms = [part.rebuilt(choice) for choice in every(*factors)]
        case _:
            return [part]
    return terms if len(terms) <= MOST_TERMS else None


@node_rule(
    name="exchange the signs",
    stage=Stage.SIMPLIFY,
    statement="−(A − B) = B − A; −X (A − B) = X (B − A)",
    source="arithmetic",
    examples=(
        ("-(x - z)", "z - x"),
        ("-2 * A @ (x - y)", "2 * A @ (y - x)"),
        ("-x * (1 - x)", "x * (x - 1)"),
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
    factors = inner.args if isinstance(inner, Product | Hadamard) else (inner,)
    for at, factor in enumerate(factors):
        if isinstance(factor, Add) and any(split_number(arg)[0] < 0 for arg in factor.args):
            turned_terms = [scaled(Fraction(-1), arg) for arg in factor.args]
            turned_terms.sort(key=lambda term: split_number(term)[0] < 0)
            flipped = Add(tuple(turned_terms))
            rest = inner.rebuilt((*factors[:at], flipped, *factors[at + 1 :])) if inner is not factor else flipped
            return Rewrite(scaled(-root.coefficient, rest), why("the sign goes into ", factor))
    return None


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
    name="take the transpose out",
    stage=Stage.SIMPLIFY,
    statement="Aᵀ + Bᵀ = (A + B)ᵀ; Aᵀ ⊙ Bᵀ = (A ⊙ B)ᵀ",
    source="definition of the transpose",
    examples=(
        ("A.T + B.T", "(A + B).T"),
        ("A.T * B.T", "(A * B).T"),
        ("A @ B.T + 2 * (x @ y.T)", "(B @ A.T + 2 * y @ x.T).T"),
        ("x + z", "(x.T + z.T).T"),
        ("A + A.T", None),
    ),
    on=(Add, Hadamard),
)
def take_transpose_out(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. Fewer transposes."""
    if root.shape.is_scalar:
        return None
    inside = transposed(root)
    return Rewrite(Transpose(inside), why("one transpose for all parts")) if not is_symmetric(root) else None


@node_rule(
    name="write a divisor",
    stage=Stage.SIMPLIFY,
    statement="x s⁻³ = x / s³",
    source="definition of the negative power",
    examples=(("x * s**-3", "x / s**3"), ("x**-2", None), ("x / s", None)),
    on=(Hadamard,),
)
def write_divisor(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One negative power fewer."""
    if not isinstance(root, Hadamard):
        return None
    for at, arg in enumerate(root.args):
        if at and isinstance(arg, Power) and arg.exponent < 0 and arg.exponent != -1:
            divisor = Power(Power(arg.arg, -arg.exponent), Fraction(-1))
            after = Hadamard((*root.args[:at], divisor, *root.args[at + 1 :]))
            return Rewrite(after, why("a negative power divides"))
    return None

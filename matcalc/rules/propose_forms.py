"""Proposals for another form: multiplied out, turned round, with the signs exchanged. Each must cost less."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from itertools import product as every

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
from matcalc.forms.matrix_functions import Determinant, LogDeterminant
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
from matcalc.rules.likeness import is_symmetric, likeness
from matcalc.rules.registry import Rewrite, Scope, node_rule

MOST_TERMS = 8
"""What is multiplied out has at most so many terms."""


@node_rule(
    name="multiply out",
    stage=Stage.SIMPLIFY,
    statement="(A + B) X = A X + B X; u ⊙ (v + w) = u ⊙ v + u ⊙ w; tr(A + B) = tr(A) + tr(B)",
    source="distributivity",
    examples=(
        ("(A + B) @ x", "A @ x + B @ x"),
        ("x * (y + z) + x", "x * y + x * z + x"),
        ("2 * (x + z) - x", "2 * x + 2 * z - x"),
        ("tr((A + B) @ A)", "tr(A @ A) + tr(B @ A)"),
        ("A @ (x + 1)", None),  # the number is stretched: A 1 is a sum
        ("A @ x + B @ x", None),
    ),
    on=(Add, Product, Hadamard, Scale, Trace, EntrySum),
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
        case Trace(arg=arg) | EntrySum(arg=arg):
            if (inner := _terms(arg)) is None:
                return None
            terms = [part.rebuilt((term,)) for term in inner if term.shape == arg.shape]
            if len(terms) != len(inner):
                return [part]
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
    statement="Aᵀ + Bᵀ = (A + B)ᵀ; Aᵀ ⊙ Bᵀ = (A ⊙ B)ᵀ; Aᵀ Aᵀ = (A A)ᵀ; Aᵀ Bᵀ Cᵀ = (C B A)ᵀ",
    source="definition of the transpose",
    examples=(
        ("A.T + B.T", "(A + B).T"),
        ("A.T * B.T", "(A * B).T"),
        ("A @ B.T + 2 * (x @ y.T)", "(B @ A.T + 2 * y @ x.T).T"),
        ("x + z", "(x.T + z.T).T"),
        ("A.T @ A.T", "(A @ A).T"),
        ("A.T @ B.T @ A.T", "(A @ B @ A).T"),
        ("A.T @ B.T", None),  # as short for the eye
        ("A + A.T", None),
    ),
    on=(Add, Hadamard, Product),
)
def take_transpose_out(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. Fewer transposes."""
    if root.shape.is_scalar or is_symmetric(root):
        return None
    inside = transposed(root)
    if isinstance(root, Product):
        turned_factors = sum(isinstance(arg, Transpose) for arg in root.args)
        plain = len(root.args) - turned_factors
        if turned_factors < plain + 3 and len({*root.args}) > 1:
            return None
    return Rewrite(Transpose(inside), why("one transpose for all parts"))


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


@node_rule(
    name="multiply out where it cancels",
    stage=Stage.SIMPLIFY,
    statement="u ⊙ (v / u + w) = v + u ⊙ w",
    source="distributivity",
    examples=(
        ("x * (z / x + y)", "x * (z / x) + x * y"),
        ("x * (z / y + y)", None),
    ),
    on=(Hadamard,),
)
def multiply_out_divisor(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One sum is outside of the product afterwards."""
    if not isinstance(root, Hadamard):
        return None
    bases = {likeness(arg.arg if isinstance(arg, Power) else arg) for arg in root.args}
    for at, factor in enumerate(root.args):
        if isinstance(factor, Add) and any(likeness(base) in bases for term in factor.args for base in _divisors(term)):
            terms = [Hadamard((*root.args[:at], term, *root.args[at + 1 :])) for term in factor.args]
            after = Add(tuple(terms))
            return Rewrite(after, why("every term is multiplied")) if after.shape == root.shape else None
    return None


def _divisors(term: Node) -> list[Node]:
    _, part = split_number(term)
    factors = part.args if isinstance(part, Hadamard) else (part,)
    return [factor.arg for factor in factors if isinstance(factor, Power) and factor.exponent < 0]


@node_rule(
    name="open a divisor",
    stage=Stage.SIMPLIFY,
    statement="x / (x ⊙ y) = 1 / y",
    source="arithmetic",
    examples=(
        ("x * z / (x * v)", "x * z * x**-1 * v**-1"),
        ("z / (x * v)", None),
    ),
    on=(Hadamard,),
)
def open_divisor(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One power of a product fewer."""
    if not isinstance(root, Hadamard):
        return None
    bases = {likeness(arg.arg if isinstance(arg, Power) else arg) for arg in root.args}
    for at, factor in enumerate(root.args):
        match factor:
            case Power(arg=Hadamard(args=inside), exponent=exponent) if exponent.denominator == 1:
                if any(likeness(part.arg if isinstance(part, Power) else part) in bases for part in inside):
                    opened = [Power(part, exponent) for part in inside]
                    after = hadamard([*root.args[:at], *opened, *root.args[at + 1 :]])
                    return Rewrite(after, why("each factor is raised to the power"))
    return None


@node_rule(
    name="put numbers back into products",
    stage=Stage.SIMPLIFY,
    statement="(xᵀ b) a + (aᵀ x) b = a bᵀ x + b aᵀ x",
    source="a number can stand anywhere in a product, and is its own transpose",
    examples=(
        ("(x.T @ z) * v + (v.T @ x) * z", "v @ z.T @ x + z @ v.T @ x"),
        ("(x.T @ z) * v + z", None),
        ("(x.T @ x) * z + (z.T @ z) * x", None),
    ),
    on=(Add,),
)
def numbers_into_products(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. The inner products are matrix products with a common end."""
    if not isinstance(root, Add):
        return None
    found = [_inner_product(arg) for arg in root.args]
    ends: dict[Hashable, set[int]] = {}
    for at, one in enumerate(found):
        for way in one[2] if one else ():
            ends.setdefault(likeness(way[-1]), set()).add(at)
    shared = max(ends.items(), key=lambda item: len(item[1]), default=None)
    if shared is None or len(shared[1]) < 2:
        return None
    terms: list[Node] = []
    for at, one in enumerate(found):
        if one is None or at not in shared[1]:
            terms.append(root.args[at])
            continue
        number, array, ways = one
        way = next(way for way in ways if likeness(way[-1]) == shared[0])
        terms.append(scaled(number, product([array, *way])))
    return Rewrite(Add(tuple(terms)), why("a number can stand anywhere in a product"))


def _inner_product(term: Node) -> tuple[Fraction, Node, list[tuple[Node, ...]]] | None:
    """A column times an inner product: the number, the column, and the inner product both ways round."""
    number, part = split_number(term)
    match part:
        case Hadamard(args=(Product() as scalar, array)) if scalar.shape.is_scalar and array.shape.is_vector:
            back = transposed(scalar)
            assert isinstance(back, Product)
            return number, array, [scalar.args, back.args]
        case _:
            return None


@node_rule(
    name="write sums of rows and columns",
    stage=Stage.SIMPLIFY,
    statement="1ᵀ A = the sums of the columns of A, a row; diag(A 1) B = (the sums of the rows of A) ⊙ B",
    source="definition of the matrix product",
    examples=(
        ("ones(3).T @ A @ B", "sum(A, axis=0) @ B"),
        ("diag(B @ ones(5)) @ A", "sum(B, axis=1) * A"),
        ("A @ ones(4)", None),
        ("diag(x) @ A", None),
        ("x @ ones(4).T", None),
    ),
    on=(Product,),
)
def write_sums(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One vector of ones fewer."""
    match root:
        case Product(args=(ones, array, *after)) if is_ones_row(ones) and array.shape.is_matrix:
            return Rewrite(product([EntrySum(array, 0), *after]), why("a product with ones sums each column"))
        case Product(args=(Diag(arg=Product(args=(*before, array, ones))), *arrays)) if is_ones_column(ones):
            sums = product([*before, EntrySum(array, 1)])
            return Rewrite(hadamard([sums, product(arrays)]), why("each row is multiplied by one number"))
        case _:
            return None


@node_rule(
    name="recognise a mean",
    stage=Stage.SIMPLIFY,
    statement="sum(x) / n = mean(x)",
    source="definition of the mean",
    examples=(("sum(x) / s", None), ("sum(x)", None)),
    on=(Hadamard,),
)
def recognise_mean(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One sum and one division are one mean."""
    if not isinstance(root, Hadamard):
        return None
    for at, part in enumerate(root.args):
        if not isinstance(part, EntrySum):
            continue
        count = Power(size(count_along(part.arg.shape, part.axis)), Fraction(-1))
        if count in root.args:
            other = root.args.index(count)
            kept = [Mean(part.arg, part.axis) if n == at else arg for n, arg in enumerate(root.args) if n != other]
            return Rewrite(hadamard(kept), why("a sum divided by the number of its terms"))
    return None

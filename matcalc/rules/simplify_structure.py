"""Simplification of structure: nested lists become flat, what is neutral or zero goes."""

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
    Scale,
    Slice,
    Trace,
    Unary,
    Zeros,
)
from matcalc.forms.reductions import Mean, Norm, Variance
from matcalc.forms.vectorized import Kron, Unvec, Vec
from matcalc.rules.assemble import filled, hadamard, is_ones_row, split_number, total
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="drop inner parentheses",
    stage=Stage.SIMPLIFY,
    statement="A (B C) = A B C; (A + B) + C = A + B + C; u ⊙ (v ⊙ w) = u ⊙ v ⊙ w; A ⊗ (B ⊗ C) = A ⊗ B ⊗ C",
    source="associativity",
    examples=(
        ("A @ (B @ x)", "A @ B @ x"),
        ("x + (y + v)", "x + y + v"),
        ("x * (y * v)", "x * y * v"),
        ("kron(A, kron(B, x))", "kron(A, B, x)"),
        ("A @ B", None),
    ),
    on=(Product, Add, Hadamard, Kron),
)
def drop_parentheses(root: Node, scope: Scope) -> Rewrite | None:
    """One nested list fewer each time."""
    for kind in (Product, Add, Hadamard, Kron):
        if isinstance(root, kind) and any(isinstance(arg, kind) for arg in root.args):
            flat: list[Node] = []
            for arg in root.args:
                flat.extend(arg.args if isinstance(arg, kind) else (arg,))
            return Rewrite(kind(tuple(flat)), why("the order of the parentheses does not matter"))
    return None


NEUTRAL: dict[type[Node], type[Node]] = {Product: Eye, Hadamard: Ones, Add: Zeros}


def _is_neutral(kind: type[Node], part: Node) -> bool:
    if isinstance(part, Number):
        return part.value == (0 if kind is Add else 1)
    if kind is Hadamard and is_ones_row(part):
        return True
    return isinstance(part, NEUTRAL[kind])


@node_rule(
    name="drop a neutral factor",
    stage=Stage.SIMPLIFY,
    statement="I A = A; 1 ⊙ A = A; A + 0 = A",
    source="definition of the identity, of ones and of zeros",
    examples=(
        ("eye(3) @ x", "x"),
        ("x * ones(3)", "x"),
        ("x + zeros(3)", "x"),
        ("x + 0", "x"),
        ("s * ones(3)", None),
        ("eye(3) @ eye(3)", "eye(3)"),
    ),
    on=(Product, Hadamard, Add),
)
def drop_neutral(root: Node, scope: Scope) -> Rewrite | None:
    """One factor or summand fewer each time; the shape must stay."""
    args = root.children
    for at, arg in enumerate(args):
        if _is_neutral(type(root), arg) and (kept := args[:at] + args[at + 1 :]):
            rest = kept[0] if len(kept) == 1 else root.rebuilt(kept)
            if rest.shape == root.shape:
                return Rewrite(rest, why(arg, " changes nothing here"), (at,))
    return None


@node_rule(
    name="add up equal entries",
    stage=Stage.SIMPLIFY,
    statement="1 − 1 = 0 for an array of ones and a number; 0 + s = s 1 for an array of zeros and a scalar",
    source="a number is added to every entry",
    examples=(
        ("ones(3) - 1", "zeros(3)"),
        ("2 * ones(3) + 1/2", "5/2 * ones(3)"),
        ("zeros(3) + s", "s * ones(3)"),
        ("zeros(3) + x", None),
        ("s + ones(3)", None),  # as short as it can be
    ),
    on=(Add,),
)
def add_up_equal_entries(root: Node, scope: Scope) -> Rewrite | None:
    """The sum is gone, or has one term fewer."""
    numbers = [_every_entry(arg) for arg in root.children]
    if root.shape.is_scalar:
        return None
    known = [number for number in numbers if number is not None]
    if len(known) == len(numbers):
        return Rewrite(filled(sum(known, Fraction(0)), root.shape), why("all entries are equal: they add up"))
    rest = [arg for arg in root.children if not isinstance(arg, Zeros)]
    if len(rest) < len(root.children) and all(arg.shape.is_scalar for arg in rest):
        return Rewrite(hadamard([total(rest), Ones(root.shape)]), why("every entry is the same number"))
    return None


def _every_entry(part: Node) -> Fraction | None:
    """The number that every entry is, where it is written so."""
    number, array = split_number(part)
    if isinstance(array, Zeros):
        return Fraction(0)
    return number if isinstance(array, Ones | Number) else None


@node_rule(
    name="leave out what is zero",
    stage=Stage.SIMPLIFY,
    statement="0 A = 0; A 0 = 0; A ⊙ 0 = 0; 0 ** p = 0 for p > 0; sums, traces, diagonals and norms of 0 are 0",
    source="arithmetic",
    examples=(
        ("0 * x", "zeros(3)"),
        ("A @ zeros(4)", "zeros(3)"),
        ("x * zeros(3)", "zeros(3)"),
        ("vec(zeros(3, 4))", "zeros(12)"),
        ("zeros(3)**2", "zeros(3)"),
        ("zeros(3)**(1/2)", "zeros(3)"),
        ("zeros(3)**-1", None),
        ("norm(zeros(3))", "0"),
        ("var(zeros(3, 4), axis=1)", "zeros(3)"),
        ("A @ x", None),
    ),
    on=(Scale, Product, Hadamard, Kron, Power, EntrySum, Trace, Diag, DiagOf, Vec, Unvec, Mean, Norm, Variance, Slice),
)
def annihilate(root: Node, scope: Scope) -> Rewrite | None:
    """The product is gone."""
    match root:
        case Scale(coefficient=Fraction(numerator=0)) if not isinstance(root.arg, Number):
            return Rewrite(_zero(root), why("a factor 0"))
        case Product(args=args) | Hadamard(args=args) | Kron(args=args) if any(is_zero(arg) for arg in args):
            return Rewrite(_zero(root), why("a factor 0"))
        case Power(arg=arg, exponent=exponent):
            return Rewrite(_zero(root), why("a power of 0")) if is_zero(arg) and exponent > 0 else None
        case Unary(arg=Zeros()):
            return Rewrite(_zero(root), why("every entry is 0"))
        case _:
            return None


def is_zero(array: Node) -> bool:
    """Whether an array is written as nothing but zeros."""
    return isinstance(array, Zeros) or (isinstance(array, Number) and not array.value)


def _zero(array: Node) -> Node:
    return Number(Fraction(0)) if array.shape.is_scalar else Zeros(array.shape)

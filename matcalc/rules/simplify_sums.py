"""Simplification of sums: like terms are collected, a common factor is taken out."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Add, Hadamard, Node, Number, Product, Scale, Zeros
from matcalc.rules.registry import Rewrite, Scope, node_rule


def _split(part: Node) -> tuple[Fraction, Node]:
    return (part.coefficient, part.arg) if isinstance(part, Scale) else (Fraction(1), part)


def _scaled(coefficient: Fraction, part: Node) -> Node:
    return part if coefficient == 1 else Scale(coefficient, part)


def _kind(part: Node) -> object:
    """The same for parts that differ only in the order of an elementwise product."""
    return frozenset(Counter(part.args).items()) if isinstance(part, Hadamard) else part


@node_rule(
    name="collect like terms",
    stage=Stage.SIMPLIFY,
    statement="a X + b X = (a + b) X",
    source="arithmetic",
    examples=(
        ("x + x", "2 * x"),
        ("2 * x - x", "x"),
        ("x - x", "zeros(3)"),
        ("x + y", None),
        ("x + y + x", "2 * x + y"),
    ),
)
def collect_like_terms(root: Node, scope: Scope) -> Rewrite | None:
    """Fewer terms than before; the first of the like terms keeps its place."""
    if not isinstance(root, Add):
        return None
    counts: dict[Node, Fraction] = {}
    kinds: dict[object, Node] = {}
    for arg in root.args:
        coefficient, part = _split(arg)
        part = kinds.setdefault(_kind(part), part)
        counts[part] = counts.get(part, Fraction(0)) + coefficient
    if len(counts) == len(root.args):
        return None
    kept = [_scaled(coefficient, part) for part, coefficient in counts.items() if coefficient]
    zero: Node = Number(Fraction(0)) if root.shape.is_scalar else Zeros(root.shape)
    after = zero if not kept else kept[0] if len(kept) == 1 else Add(tuple(kept))
    if after.shape != root.shape:
        return None
    return Rewrite(after, why("equal terms are counted"))


@node_rule(
    name="take out a common factor",
    stage=Stage.SIMPLIFY,
    statement="A X + B X = (A + B) X; X A + X B = X (A + B); u ⊙ v + u ⊙ w = u ⊙ (v + w)",
    source="distributivity",
    examples=(
        ("A @ x + B @ x", "(A + B) @ x"),
        ("A @ x + A @ y", "A @ (x + y)"),
        ("2 * (A @ x) - B @ x", "(2 * A - B) @ x"),
        ("x * y + x * v", "x * (y + v)"),
        ("A @ x + y", None),
        ("A @ x + B @ y", None),
    ),
)
def take_out_common_factor(root: Node, scope: Scope) -> Rewrite | None:
    """One product fewer: every term of the sum shares the factor."""
    if not isinstance(root, Add):
        return None
    terms = [_split(arg) for arg in root.args]
    for kind, from_right, words in (
        (Product, True, "the same last factor in every term"),
        (Product, False, "the same first factor in every term"),
        (Hadamard, False, "the same factor in every term"),
    ):
        lists = [part.children for _, part in terms if isinstance(part, kind)]
        if len(lists) != len(terms):
            continue
        common = lists[0][-1] if from_right else lists[0][0]
        if any((factors[-1] if from_right else factors[0]) is not common for factors in lists):
            continue
        rest = [factors[:-1] if from_right else factors[1:] for factors in lists]
        inner = [
            _scaled(coefficient, factors[0] if len(factors) == 1 else kind(factors))
            for (coefficient, _), factors in zip(terms, rest, strict=True)
        ]
        if any(part.shape != inner[0].shape for part in inner):
            continue
        total = Add(tuple(inner))
        return Rewrite(kind((total, common) if from_right else (common, total)), why(words, ": ", common))
    return None

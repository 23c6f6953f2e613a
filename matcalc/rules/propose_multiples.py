"""Proposals for sums: a number or a linear operator that some of the terms share is taken out of them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Add, Diag, DiagOf, EntrySum, Node, Number, Scale, Slice, Trace, Unary
from matcalc.forms.reductions import Mean
from matcalc.forms.vectorized import Unvec, Vec
from matcalc.rules.assemble import scaled, split_number, total
from matcalc.rules.propose_factors import with_group
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="take out a common number",
    stage=Stage.SIMPLIFY,
    statement="c A + c B = c (A + B)",
    source="distributivity",
    examples=(
        ("2 * x + 2 * z", "2 * (x + z)"),
        ("2 * x - 4 * z", "2 * (x - 2 * z)"),
        ("x / 2 + z / 2", "(x + z) / 2"),
        ("y + 5 * x - 5 * z", "y + 5 * (x - z)"),
        ("x + 2 * z", None),
        ("2 * x + 3 * z", None),
    ),
    on=(Add,),
)
def take_out_number(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. The numbers that are left have no common divisor."""
    if not isinstance(root, Add):
        return None
    parts = [split_number(arg) for arg in root.args]
    if (made := _equal_numbers(root, parts)) is not None:
        return made
    divisor = Fraction(
        reduce(gcd, (number.numerator for number, _ in parts)), reduce(lcm, (number.denominator for number, _ in parts))
    )
    if divisor in (0, 1):
        return None
    inner = Add(tuple(scaled(number / divisor, part) for number, part in parts))
    return Rewrite(Scale(divisor, inner), why("every term is a multiple of ", Number(divisor)))


def _equal_numbers(root: Add, parts: Sequence[tuple[Fraction, Node]]) -> Rewrite | None:
    """Some of the terms, but not all, have the same number in front, but for the sign."""
    groups: dict[Fraction, list[int]] = {}
    for at, (number, _) in enumerate(parts):
        groups.setdefault(abs(number), []).append(at)
    for divisor, group in groups.items():
        if divisor != 1 and 1 < len(group) < len(parts):
            inner = Add(tuple(scaled(parts[at][0] / divisor, parts[at][1]) for at in group))
            after = with_group(root, group, Scale(divisor, inner))
            if after.shape == root.shape:
                return Rewrite(after, why("these terms are multiples of ", Number(divisor)))
    return None


@node_rule(
    name="take an operator out of a sum",
    stage=Stage.SIMPLIFY,
    statement="tr(A) + tr(B) = tr(A + B); diag(u) + diag(v) = diag(u + v); sums of entries, diagonals and vec likewise",
    source="linearity",
    examples=(
        ("tr(A) + 2 * tr(B)", "tr(A + 2 * B)"),
        ("diag(x) - diag(z)", "diag(x - z)"),
        ("sum(x) + s + sum(z)", "sum(x + z) + s"),
        ("tr(A) + sum(x)", None),
        ("sum(x) + sum(y)", None),  # of different lengths
    ),
    on=(Add,),
)
def take_out_operator(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One operator fewer, or more."""
    if not isinstance(root, Add):
        return None
    groups: dict[Hashable, list[int]] = {}
    for at, arg in enumerate(root.args):
        _, part = split_number(arg)
        if isinstance(part, Trace | EntrySum | Mean | Diag | DiagOf | Vec | Unvec | Slice):
            groups.setdefault(_operator(part), []).append(at)
    group = next((members for members in groups.values() if len(members) > 1), None)
    if group is None:
        return None
    first: Node | None = None
    inner: list[Node] = []
    for at in group:
        number, part = split_number(root.args[at])
        assert isinstance(part, Unary)
        first = first or part
        inner.append(scaled(number, part.arg))
    assert first is not None
    made = first.rebuilt((total(inner),))
    return Rewrite(with_group(root, group, made), why("the operator is linear"))


def _operator(part: Node) -> Hashable:
    """What makes two operators the same one, on arrays of the same shape."""
    fields: tuple[str, ...] = type(part).__match_args__  # type: ignore[attr-defined]  # set by @dataclass
    (arg,) = part.children
    return type(part), arg.shape, *(getattr(part, name) for name in fields if name != "arg")

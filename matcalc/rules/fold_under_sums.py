"""Folding in matrix form under a sum: a divisor outside of it belongs to a quotient that one of the equations names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import EntrySum, Hadamard, Node, Product, Symbol, Transpose
from matcalc.forms.reductions import Mean
from matcalc.rules.assemble import base_and_exponent, hadamard, raised
from matcalc.rules.registry import Rewrite, Scope, node_rule

Powers = list[tuple[Node, Fraction]]
"""Factors, each with its exponent."""


@node_rule(
    name="use the name of a quotient under a sum",
    stage=Stage.SIMPLIFY,
    statement="uᵀ c s⁻² = uᵀ p s⁻¹, where p = c s⁻¹ is one of the equations; sums and means likewise",
    source="the equations of the page; distributivity",
    examples=(("x.T @ z / s", None), ("sum(x) / s", None)),
    on=(Hadamard,),
)
def use_name_under_sum(root: Node, scope: Scope) -> Rewrite | None:
    """One power outside of the sum fewer, or a lower one; nothing else gets more."""
    if not isinstance(root, Hadamard) or not scope.folds:
        return None
    outside = [base_and_exponent(factor) for factor in root.args]
    for at, part in enumerate(root.args):
        for array in _summed(part):
            for body, name in scope.folds.get(array, ()):
                divisors = _divisors(body, array)
                left = _without(outside, divisors) if divisors and name.shape == array.shape else None
                if left is None or (inside := _with_name(part, array, name, [base for base, _ in divisors])) is None:
                    continue
                left[at] = (inside, Fraction(1))
                made = hadamard([raised(base, exponent) for base, exponent in left if exponent])
                if made.shape == root.shape:
                    return Rewrite(made, why("the equation ", name, " = ", body, "; each term of the sum has it"))
    return None


def _summed(part: Node) -> Iterator[Node]:
    """The arrays that stand as a factor in every term of a sum."""
    match part:
        case EntrySum(arg=arg) | Mean(arg=arg):
            yield from _factors(arg)
        case Product(args=args):
            for arg in args:
                yield from _factors(arg)


def _factors(arg: Node) -> Iterator[Node]:
    inner = arg.arg if isinstance(arg, Transpose) else arg
    yield from inner.args if isinstance(inner, Hadamard) else (inner,)


def _divisors(body: Node, array: Node) -> Powers:
    """What stands beside the array in the equation of its quotient; nothing where that is no such quotient."""
    if not isinstance(body, Hadamard) or body.args.count(array) != 1:
        return []
    others = [base_and_exponent(factor) for factor in body.args if factor is not array]
    return others if len(dict(others)) == len(others) and all(exponent < 0 for _, exponent in others) else []


def _without(factors: Powers, divisors: Powers) -> Powers | None:
    """The factors with the divisors taken out; None where they are not all there."""
    wanted = dict(divisors)
    left: Powers = []
    for base, exponent in factors:
        least = wanted.get(base)
        if least is not None and exponent / least >= 1:
            del wanted[base]
            exponent -= least
        left.append((base, exponent))
    return None if wanted else left


def _with_name(part: Node, array: Node, name: Symbol, divisors: Sequence[Node]) -> Node | None:
    """The sum with the name for the array, where the divisors are the same number in all terms of each of its sums."""
    match part:
        case EntrySum(arg=arg, axis=axis) | Mean(arg=arg, axis=axis):
            shapes = [divisor.shape for divisor in divisors]
            same = {None: [s.is_scalar for s in shapes], 0: [s.rows.is_one for s in shapes]}
            same[1] = [s.cols.is_one for s in shapes]
            inner = _renamed(arg, array, name) if all(same[axis]) else None
            return None if inner is None else part.rebuilt((inner,))
        case Product(args=(first, *rest) as args):
            if all(divisor.shape.is_scalar for divisor in divisors):
                for at, arg in enumerate(args):
                    if (inner := _renamed(arg, array, name)) is not None:
                        return Product((*args[:at], inner, *args[at + 1 :]))
            elif all(divisor.shape.cols.is_one for divisor in divisors) and not isinstance(first, Transpose):
                inner = _renamed(first, array, name)
                return None if inner is None else Product((inner, *rest))
    return None


def _renamed(arg: Node, array: Node, name: Symbol) -> Node | None:
    """A factor of a product, or what is summed, with the name for the array once."""
    match arg:
        case Transpose(arg=inner) if not isinstance(inner, Transpose):
            made = _renamed(inner, array, name)
            return None if made is None else Transpose(made)
        case Hadamard(args=args) if array in args:
            at = args.index(array)
            return Hadamard((*args[:at], name, *args[at + 1 :]))
        case _:
            return name if arg is array else None

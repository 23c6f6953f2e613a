"""Simplification of powers: equal factors are counted, roots are written as roots."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Apply, Hadamard, Node, Ones, Power, Transpose
from matcalc.rules.assemble import filled, hadamard, raised
from matcalc.rules.likeness import likeness
from matcalc.rules.network import turned
from matcalc.rules.registry import Rewrite, Scope, node_rule

ONE, HALF = Fraction(1), Fraction(1, 2)
SQRT = Function("sqrt")


def _split(factor: Node) -> tuple[Node, Fraction]:
    """Base and exponent of a factor; a root has a value only where its base is positive."""
    if isinstance(factor, Power):
        base, exponent = _split(factor.arg) if _is_root(factor.arg) else (factor.arg, ONE)
        return base, exponent * factor.exponent
    if isinstance(factor, Transpose):
        base, exponent = _split(factor.arg)
        return turned(base), exponent
    return (factor.arg, HALF) if _is_root(factor) and isinstance(factor, Apply) else (factor, ONE)


def _is_root(factor: Node) -> bool:
    return isinstance(factor, Apply) and factor.function == SQRT


@node_rule(
    name="count equal factors",
    stage=Stage.SIMPLIFY,
    statement="x ⊙ x = x ** 2; x ** p ⊙ x ** q = x ** (p + q)",
    source="definition of the elementwise power",
    examples=(
        ("x * x", "x**2"),
        ("x * y * x * x", "x**3 * y"),
        ("x**2 * y * x**-1", "x * y"),
        ("x * x**-1", "ones(3)"),
        ("sqrt(x) * x", "x**(3/2)"),
        ("(x.T @ z) * (z.T @ x)", "(x.T @ z)**2"),
        ("x * y", None),
    ),
    on=(Hadamard,),
)
def count_equal_factors(root: Node, scope: Scope) -> Rewrite | None:
    """Fewer factors than before; the first of the equal ones keeps its place."""
    if not isinstance(root, Hadamard):
        return None
    found: dict[Hashable, list[tuple[Node, Node, Fraction]]] = {}
    for factor in root.args:
        base, exponent = _split(factor)
        found.setdefault(likeness(base), []).append((factor, base, exponent))
    if len(found) == len(root.args):
        return None
    kept = [
        equal[0][0] if len(equal) == 1 else raised(equal[0][1], exponent)
        for equal in found.values()
        if (exponent := sum((exponent for _, _, exponent in equal), Fraction(0)))
    ]
    after = hadamard(kept) if kept else filled(ONE, root.shape)
    if after.shape != root.shape:
        return None  # what stretched the others is gone
    return Rewrite(after, why("the same factor more than once: exponents add"))


@node_rule(
    name="write a power plainly",
    stage=Stage.SIMPLIFY,
    statement="x ** 1 = x; x ** 0 = 1; 1 ** p = 1; (x ** p) ** q = x ** (p q) for whole q; x ** (1/2) = sqrt(x)",
    source="definition of the elementwise power",
    examples=(
        ("x**1", "x"),
        ("x**0", "ones(3)"),
        ("(x**2)**-1", "x**-2"),
        ("(x**2)**(1/3)", None),  # x may be negative
        ("x**(-1/2)", "1 / sqrt(x)"),
        ("sqrt(x)**4", "x**2"),
        ("ones(3)**-2", "ones(3)"),
        ("sqrt(x)**3", "x**(3/2)"),
        ("1 / sqrt(x)", None),
        ("x**2", None),
    ),
    on=(Power,),
)
def plain_power(root: Node, scope: Scope) -> Rewrite | None:
    """One power fewer each time."""
    match root:
        case Power(arg=arg, exponent=Fraction(numerator=1, denominator=1)):
            return Rewrite(arg, why("the first power"))
        case Power(arg=Ones() as arg):
            return Rewrite(arg, why("every power of 1 is 1"))
        case Power(exponent=Fraction(numerator=0)):
            return Rewrite(filled(ONE, root.shape), why("the power 0"))
        case Power(arg=Power(arg=arg, exponent=inner), exponent=outer) if outer.denominator == 1:
            return Rewrite(Power(arg, inner * outer), why("exponents multiply"))
        case Power(arg=arg, exponent=exponent) if abs(exponent) == HALF:
            return Rewrite(raised(Apply(SQRT, arg), 2 * exponent), why("the power 1/2 is the square root"))
        case Power(arg=Apply(function=function, arg=arg), exponent=exponent) if function == SQRT and abs(exponent) > 1:
            return Rewrite(raised(arg, exponent / 2), why("the square root is the power 1/2"))
        case _:
            return None


@node_rule(
    name="raise each factor",
    stage=Stage.SIMPLIFY,
    statement="(x ⊙ y) ** p = x ** p ⊙ y ** p for whole p",
    source="definition of the elementwise power",
    examples=(
        ("(x / sqrt(s))**2", "x**2 * sqrt(s)**-2"),
        ("(x * y)**-3", "x**-3 * y**-3"),
        ("(x * y)**(1/2)", None),  # both may be negative
        ("x**2", None),
    ),
    on=(Power,),
)
def raise_factors(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into, as where a root is squared."""
    match root:
        case Power(arg=Hadamard(args=args), exponent=exponent) if exponent.denominator == 1:
            factors = [_raised_further(arg, exponent) for arg in args]
            return Rewrite(Hadamard(tuple(factors)), why("each factor is raised to the power"))
        case _:
            return None


def _raised_further(part: Node, exponent: Fraction) -> Node:
    return raised(part.arg, part.exponent * exponent) if isinstance(part, Power) else raised(part, exponent)


@node_rule(
    name="join the roots",
    stage=Stage.SIMPLIFY,
    statement="sqrt(x) ⊙ sqrt(y) = sqrt(x ⊙ y); 1 / sqrt(x) / sqrt(y) = 1 / sqrt(x ⊙ y)",
    source="definition of the square root; what has a root is not negative",
    examples=(
        ("sqrt(x) * z * sqrt(y)", "sqrt(x * y) * z"),
        ("x / sqrt(s) / sqrt(pi)", "x / sqrt(s * pi)"),
        ("sqrt(x) / sqrt(y)", None),
        ("sqrt(s) * sqrt(x)", None),
    ),
    on=(Hadamard,),
)
def join_roots(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One root fewer."""
    if not isinstance(root, Hadamard):
        return None
    found: dict[Hashable, int] = {}
    for at, factor in enumerate(root.args):
        base, exponent = _split(factor)
        if abs(exponent) != HALF:
            continue
        if (first := found.setdefault((base.shape, exponent), at)) != at:
            joined = raised(Apply(SQRT, hadamard([_split(root.args[first])[0], base])), 2 * exponent)
            kept = [joined if n == first else part for n, part in enumerate(root.args) if n != at]
            return Rewrite(hadamard(kept), why("the product of two roots is the root of the product"))
    return None

"""Simplification of powers and diagonals: equal factors are counted, what undoes itself goes."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Diag, DiagOf, Hadamard, Node, Number, Ones, Power, Product
from matcalc.forms.shapes import vector
from matcalc.rules.network import column_of
from matcalc.rules.registry import Rewrite, Scope, node_rule

ONE = Fraction(1)


def _split(factor: Node) -> tuple[Node, Fraction]:
    """Base and exponent of a factor; a power that is not whole is a base of its own, since roots need signs."""
    if isinstance(factor, Power) and factor.exponent.denominator == 1:
        return factor.arg, factor.exponent
    return factor, ONE


def _raised(base: Node, exponent: Fraction) -> Node:
    return base if exponent == 1 else Power(base, exponent)


@node_rule(
    name="count equal factors",
    stage=Stage.SIMPLIFY,
    statement="x ⊙ x = x ** 2; x ** p ⊙ x ** q = x ** (p + q) for whole p and q",
    source="definition of the elementwise power",
    examples=(
        ("x * x", "x**2"),
        ("x * y * x * x", "x**3 * y"),
        ("x**2 * y * x**-1", "x * y"),
        ("x * x**-1", "ones(3)"),
        ("x * y", None),
        ("x**(1/2) * x", None),
    ),
)
def count_equal_factors(root: Node, scope: Scope) -> Rewrite | None:
    """Fewer factors than before; the first of the equal ones keeps its place."""
    if not isinstance(root, Hadamard):
        return None
    exponents: dict[Node, Fraction] = {}
    for factor in root.args:
        base, exponent = _split(factor)
        exponents[base] = exponents.get(base, Fraction(0)) + exponent
    if len(exponents) == len(root.args):
        return None
    kept = tuple(_raised(base, exponent) for base, exponent in exponents.items() if exponent)
    one: Node = Number(ONE) if root.shape.is_scalar else Ones(root.shape)
    after = one if not kept else kept[0] if len(kept) == 1 else Hadamard(kept)
    if after.shape != root.shape:
        return None
    return Rewrite(after, why("the same factor more than once: exponents add"))


@node_rule(
    name="write a power plainly",
    stage=Stage.SIMPLIFY,
    statement="x ** 1 = x; x ** 0 = 1; (x ** p) ** q = x ** (p q) for whole p and q",
    source="definition of the elementwise power",
    examples=(
        ("x**1", "x"),
        ("x**0", "ones(3)"),
        ("(x**2)**-1", "x**-2"),
        ("(x**2)**(1/2)", None),  # the absolute value
        ("x**2", None),
    ),
)
def plain_power(root: Node, scope: Scope) -> Rewrite | None:
    """One power fewer each time."""
    match root:
        case Power(arg=arg, exponent=Fraction(numerator=1, denominator=1)):
            return Rewrite(arg, why("the first power"))
        case Power(exponent=Fraction(numerator=0)):
            return Rewrite(Number(ONE) if root.shape.is_scalar else Ones(root.shape), why("the power 0"))
        case Power(arg=Power(arg=arg, exponent=inner), exponent=outer) if inner.denominator == outer.denominator == 1:
            return Rewrite(Power(arg, inner * outer), why("exponents multiply"))
        case _:
            return None


@node_rule(
    name="undo a diagonal",
    stage=Stage.SIMPLIFY,
    statement="diag_of(diag(v)) = v; diag(v) 1 = v",
    source="definition of the diagonal matrix",
    examples=(
        ("diag_of(diag(x))", "x"),
        ("diag(x) @ ones(3)", "x"),
        ("A.T @ diag(x) @ ones(3)", "A.T @ x"),
        ("diag(x) @ y", None),
    ),
)
def undo_diagonal(root: Node, scope: Scope) -> Rewrite | None:
    """One diagonal matrix fewer each time."""
    match root:
        case DiagOf(arg=Diag(arg=arg)):
            return Rewrite(column_of(arg), why("the diagonal of the diagonal matrix"))
        case Product(args=(*others, Diag(arg=arg), Ones(shape=shape))) if shape == vector(arg.shape.rows):
            after = Product((*others, arg)) if others else arg
            return Rewrite(after, why("each row of ", Diag(arg), " has one entry: its row sums are ", arg))
        case _:
            return None

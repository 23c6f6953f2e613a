"""Simplification of numbers and scalars: they stand in front, divisors at the end."""

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
    Number,
    Power,
    Product,
    Scale,
    Slice,
    Trace,
    Transpose,
    Unary,
)
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.reductions import Mean
from matcalc.forms.vectorized import Kron, Unvec, Vec
from matcalc.rules.assemble import hadamard, product, scaled, split_number
from matcalc.rules.registry import Rewrite, Scope, node_rule

LINEAR = (Trace, EntrySum, Mean, Diag, DiagOf, Vec, Unvec, Slice, Transpose)
"""Operators of one array that a number passes through."""


MOST_BITS = 200
"""A bound on the length of a power of a number that is worked out."""


@node_rule(
    name="move numbers to the front",
    stage=Stage.SIMPLIFY,
    statement="A (c B) = c A B; (c A) ⊙ B = c (A ⊙ B); a (b A) = (a b) A; 1 A = A; tr, diag, vec, ⊗ and sums likewise; "
    "(c A)⁻¹ = A⁻¹ / c; (c A) ** p = c ** p A ** p for whole p",
    source="arithmetic",
    examples=(
        ("A @ (2 * x)", "2 * (A @ x)"),
        ("(-2 * x) * y", "-2 * (x * y)"),
        ("2 * (3 * x)", "6 * x"),
        ("tr(2 * (A @ A.T))", "2 * tr(A @ A.T)"),
        ("diag(-x)", "-diag(x)"),
        ("vec(2 * A)", "2 * vec(A)"),
        ("kron(A, 2 * B)", "2 * kron(A, B)"),
        ("inv(2 * A)", "inv(A) / 2"),
        ("(2 * x)**3", "8 * x**3"),
        ("2 * x", None),
        ("(2 * x)**(1/2)", None),
    ),
    on=(Scale, Product, Hadamard, Kron, Power, Inverse, *LINEAR),
)
def numbers_to_front(root: Node, scope: Scope) -> Rewrite | None:
    """One number inside fewer each time."""
    match root:
        case Scale(coefficient=Fraction(numerator=1, denominator=1), arg=arg):
            return Rewrite(arg, why("a factor 1 changes nothing"))
        case Scale(coefficient=coefficient, arg=Number(value=value)):
            return Rewrite(Number(coefficient * value), why("numbers multiply"))
        case Scale(coefficient=outer, arg=Scale(coefficient=inner, arg=arg)):
            return Rewrite(Scale(outer * inner, arg), why("numbers multiply"))
        case Inverse(arg=Scale(coefficient=number, arg=arg)) if number:
            return Rewrite(Scale(1 / number, Inverse(arg)), why("the inverse of a multiple is divided by the number"))
        case Power(arg=Scale() | Number() as arg, exponent=exponent) if exponent.denominator == 1:
            return _powers(*split_number(arg), int(exponent))
        case Product() | Hadamard() | Kron():
            return _out_of_product(root)
        case Unary(arg=Scale() as inside) if isinstance(root, LINEAR):
            sums = isinstance(root, Trace | EntrySum)
            words = "a number comes out of a sum" if sums else "a number multiplies every entry"
            return Rewrite(Scale(inside.coefficient, root.rebuilt((inside.arg,))), why(words))
        case _:
            return None


def _powers(number: Fraction, part: Node, exponent: int) -> Rewrite | None:
    """A power of a number times an array; a number that would be too long to read stays a power."""
    bits = max(number.numerator.bit_length(), number.denominator.bit_length())
    if not number or bits * abs(exponent) > MOST_BITS:
        return None
    value = scaled(number**exponent, part if isinstance(part, Number) else Power(part, Fraction(exponent)))
    return Rewrite(value, why("each factor is raised to the power"))


def _out_of_product(root: Product | Hadamard | Kron) -> Rewrite | None:
    if not any(isinstance(arg, Scale | Number) for arg in root.args):
        return None
    number = Fraction(1)
    bare: list[Node] = []
    for arg in root.args:
        own, rest = split_number(arg)
        number *= own
        if not isinstance(arg, Number):
            bare.append(rest)
    if len(bare) == len(root.args) and number == 1 and tuple(bare) == root.args:
        return None
    rest = bare[0] if len(bare) == 1 else root.rebuilt(tuple(bare)) if bare else Number(Fraction(1))
    if rest.shape != root.shape:
        return None
    made = Number(number) if isinstance(rest, Number) else Scale(number, rest)
    return Rewrite(made, why("a number can stand in front of a product"))


@node_rule(
    name="move scalars to the front",
    stage=Stage.SIMPLIFY,
    statement="A (s B) = s A B; x s = s x for a scalar s; tr, diag, vec and sums likewise; (s A)⁻¹ = A⁻¹ / s",
    source="a scalar multiplies every entry",
    examples=(
        ("A @ (s * x)", "s * (A @ x)"),
        ("x @ s", "s * x"),
        ("tr(s * A)", "s * tr(A)"),
        ("sum(s * x)", "s * sum(x)"),
        ("inv(s * A)", "inv(A) / s"),
        ("kron(s * A, B)", "s * kron(A, B)"),
        ("A @ (x / s)", "1 / s * (A @ x)"),
        ("s * x", None),
        ("x * y", None),
    ),
    on=(Product, Kron, Inverse, *LINEAR),
)
def scalars_to_front(root: Node, scope: Scope) -> Rewrite | None:
    """A scalar is further out, or further in front, than before."""
    reason = why("a scalar can stand in front")
    match root:
        case Product() | Kron():
            scalars: list[Node] = []
            rest: list[Node] = []
            for arg in root.args:
                inside = arg.args if isinstance(arg, Hadamard) else (arg,)
                arrays = [part for part in inside if not part.shape.is_scalar]
                scalars += [part for part in inside if part.shape.is_scalar]
                rest += [hadamard(arrays)] if arrays else []
            if not scalars or (len(rest) == 0 and len(scalars) == 1):
                return None
            inner = [] if not rest else [product(rest) if isinstance(root, Product) else _of_many(rest)]
            return Rewrite(hadamard([*scalars, *inner]), reason)
        case Inverse(arg=Hadamard(args=args)):
            scalars = [part for part in args if part.shape.is_scalar]
            arrays = [part for part in args if not part.shape.is_scalar]
            if not scalars or not arrays:
                return None
            divisors = [Power(part, Fraction(-1)) for part in scalars]
            made = hadamard([Inverse(hadamard(arrays)), *divisors])
            return Rewrite(made, why("the inverse is divided by the scalar"))
        case Unary(arg=Hadamard(args=args)) if isinstance(root, LINEAR):
            scalars = [part for part in args if part.shape.is_scalar]
            arrays = [part for part in args if not part.shape.is_scalar]
            if not scalars or not arrays:
                return None
            return Rewrite(hadamard([*scalars, root.rebuilt((hadamard(arrays),))]), reason)
        case _:
            return None


def _of_many(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Kron(tuple(parts))


@node_rule(
    name="order the factors",
    stage=Stage.SIMPLIFY,
    statement="x ⊙ s = s x; 1/s ⊙ x = x / s: scalars before arrays, divisors at the end",
    source="the elementwise product is commutative",
    examples=(
        ("x * s", "s * x"),
        ("(1 / s) * x", "x / s"),
        ("x**-1 * y", "y / x"),
        ("s * x", None),
        ("x * y", None),
    ),
    on=(Hadamard,),
)
def order_factors(root: Node, scope: Scope) -> Rewrite | None:
    """The factors are sorted afterwards; equal ranks keep their order."""
    if not isinstance(root, Hadamard):
        return None
    ordered = tuple(sorted(root.args, key=_rank))
    if ordered == root.args:
        return None
    has_one_array = sum(not arg.shape.is_scalar for arg in root.args) <= 1
    free = "a number may stand before an array or after it"
    if not has_one_array:
        free = "the order of an elementwise product is free"
    return Rewrite(Hadamard(ordered), why(f"{free}: scalars first, divisors last"))


def _rank(factor: Node) -> int:
    divides = isinstance(factor, Power) and factor.exponent < 0
    if divides:
        return 3 if factor.shape.is_scalar else 2
    return 0 if factor.shape.is_scalar else 1


@node_rule(
    name="begin with a positive term",
    stage=Stage.SIMPLIFY,
    statement="−A + B = B − A",
    source="the sum is commutative",
    examples=(("-x + y", "y - x"), ("-2 * x + y - z", "y - 2 * x - z"), ("x - y", None), ("-x - y", None)),
    on=(Add,),
)
def positive_first(root: Node, scope: Scope) -> Rewrite | None:
    """The first term is positive afterwards."""
    if not isinstance(root, Add) or not _is_negative(root.args[0]):
        return None
    first = next((arg for arg in root.args if not _is_negative(arg)), None)
    if first is None:
        return None
    at = root.args.index(first)
    return Rewrite(Add((first, *root.args[:at], *root.args[at + 1 :])), why("the order of a sum is free"))


@node_rule(
    name="put the plain one first",
    stage=Stage.SIMPLIFY,
    statement="Aᵀ + A = A + Aᵀ",
    source="the sum is commutative",
    examples=(("A.T + A", "A + A.T"), ("A.T - A", None), ("A + A.T", None), ("A.T + B", None)),
    on=(Add,),
)
def plain_first(root: Node, scope: Scope) -> Rewrite | None:
    """One transpose more stands behind what it transposes."""
    if not isinstance(root, Add):
        return None
    for at, arg in enumerate(root.args):
        if isinstance(arg, Transpose) and arg.arg in root.args[at + 1 :]:
            other = root.args.index(arg.arg)
            args = [*root.args]
            args[at], args[other] = args[other], args[at]
            return Rewrite(Add(tuple(args)), why("the order of a sum is free"))
    return None


def _is_negative(part: Node) -> bool:
    return split_number(part)[0] < 0

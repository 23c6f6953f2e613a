"""The last touches of a result, against what the rules do to make equal parts look equal. Each must cost less."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Add, Hadamard, Node, Power, Product, Transpose
from matcalc.rules.assemble import hadamard, raised, transposed
from matcalc.rules.likeness import is_symmetric
from matcalc.rules.registry import Rewrite, Scope, node_rule


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
    if root.shape.is_scalar:
        return None
    if isinstance(root, Product):
        turned_factors = sum(isinstance(arg, Transpose) for arg in root.args)
        plain = len(root.args) - turned_factors
        if turned_factors < plain + 3 and len({*root.args}) > 1:
            return None
    if is_symmetric(root):
        return None
    return Rewrite(Transpose(transposed(root)), why("one transpose for all parts"))


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
    name="join the divisors",
    stage=Stage.SIMPLIFY,
    statement="x⁻¹ / y = 1 / (x y)",
    source="definition of the negative power",
    examples=(("s**-1 / s**2", "1 / (s * s**2)"), ("x**-1 / s", "1 / (s * x)"), ("x / s", None), ("1 / x", None)),
    on=(Hadamard,),
)
def join_divisors(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One negative power is left."""
    if not isinstance(root, Hadamard):
        return None
    inside = [raised(arg.arg, -arg.exponent) for arg in root.args if isinstance(arg, Power) and arg.exponent < 0]
    if len(inside) < len(root.args):
        return None
    inside.sort(key=lambda part: not part.shape.is_scalar)
    return Rewrite(Power(hadamard(inside), Fraction(-1)), why("all factors divide: one division does"))

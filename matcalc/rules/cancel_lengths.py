"""A number above and in a length below: 2 / (2 n) = 1 / n."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import gcd

from matcalc.chain import Stage, why
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.matrix_form import Hadamard, Node, Power, Scale, Size
from matcalc.rules.assemble import hadamard, scaled
from matcalc.rules.registry import Rewrite, Scope, node_rule, term_rule


@term_rule(
    name="cancel a number with a length in a term",
    stage=Stage.CONTRACT,
    statement="2 x_i / (2 n) = x_i / n",
    source="arithmetic",
    examples=(
        ("2 x_n[i] / (2 * n)", "x_n[i] / n"),
        ("-6 x_n[i] / (4 * n)", "-3 x_n[i] / (2 * n)"),
        ("2 x_n[i] / n", None),
        ("x_n[i] / (2 * n)", None),
    ),
)
def cancel_in_term(term: Term, scope: Scope) -> Rewrite | None:
    """The number in front and the length that divides have a smaller common divisor."""
    for at, factor in enumerate(term.factors):
        if not isinstance(factor, Entry) or factor.exponent != -1 or not isinstance(factor.array, Size):
            continue
        common, length = _cancelled(term.coefficient, factor.array.length)
        if common > 1:
            fewer = replace(term, coefficient=term.coefficient / common)
            after = fewer.with_factor(factor, Entry(Size(length), (), Fraction(-1)))
            return Rewrite(IndexSum((after,)), why(f"{common} stands above and below"), (at,))
    return None


@node_rule(
    name="cancel a number with a length",
    stage=Stage.SIMPLIFY,
    statement="(2 / (2 n)) A = A / n; (6 / (4 n)) A = (3 / (2 n)) A",
    source="arithmetic",
    examples=(
        ("2 * (1 / (2 * n) * x_n)", "1 / n * x_n"),
        ("6 * (x_n / (4 * n))", "3 * (x_n / (2 * n))"),
        ("-2 * (x_n / (2 * n + 2))", "-(x_n / (n + 1))"),
        ("2 * (1 / n * x_n)", None),
        ("1 / (2 * n) * x_n", None),
    ),
    on=(Scale,),
)
def cancel_in_array(root: Node, scope: Scope) -> Rewrite | None:
    """The number in front and the length that divides have a smaller common divisor."""
    if not isinstance(root, Scale):
        return None
    factors = root.arg.args if isinstance(root.arg, Hadamard) else (root.arg,)
    for at, factor in enumerate(factors):
        if not isinstance(factor, Power) or factor.exponent != -1 or not isinstance(factor.arg, Size):
            continue
        common, length = _cancelled(root.coefficient, factor.arg.length)
        if common > 1:
            divisor = Power(Size(length), Fraction(-1))
            rest = hadamard([*factors[:at], divisor, *factors[at + 1 :]])
            return Rewrite(scaled(root.coefficient / common, rest), why(f"{common} stands above and below"))
    return None


def _cancelled(number: Fraction, length: Dimension) -> tuple[int, Dimension]:
    """The greatest number that divides both, and the length without it."""
    common = gcd(number.numerator, *(count for _, count in length.terms))
    shorter = length.over(Dimension.number(common))
    return (common, shorter) if shorter is not None else (1, length)

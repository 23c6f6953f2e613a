"""Simplification of functions: names for what is well known, inverse functions undo each other."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Add, Apply, EntrySum, Hadamard, Node, Number, Power, Product, Scale, Transpose
from matcalc.forms.reductions import LogSumExp, Norm, Softmax
from matcalc.rules.assemble import base_and_exponent, hadamard, raised, scaled, split_number
from matcalc.rules.registry import Rewrite, Scope, node_rule

EXP, LOG, SQRT, SIGMOID, ABS, SIGN = (Function(name) for name in ("exp", "log", "sqrt", "sigmoid", "abs", "sign"))


@node_rule(
    name="undo a function",
    stage=Stage.SIMPLIFY,
    statement="exp(log(x)) = x; log(exp(x)) = x; |x|² = x²; |x| ⊙ sign(x) = x; x ⊙ sign(x) = |x|",
    source="definition of the logarithm and of the absolute value",
    examples=(
        ("exp(log(x))", "x"),
        ("log(exp(x))", "x"),
        ("abs(x)**2", "x**2"),
        ("abs(x) * y * sign(x)", "x * y"),
        ("y * x * sign(x)", "y * abs(x)"),
        ("abs(x)**3", None),
        ("exp(x)", None),
    ),
    on=(Apply, Power, Hadamard),
)
def undo_function(root: Node, scope: Scope) -> Rewrite | None:
    """One or two functions fewer."""
    match root:
        case Apply(function=outer, arg=Apply(function=inner, arg=arg)) if {outer, inner} == {EXP, LOG}:
            return Rewrite(arg, why("exp and log undo each other"))
        case Power(arg=Apply(function=function, arg=arg), exponent=exponent) if (
            function == ABS and exponent.denominator == 1 and exponent.numerator % 2 == 0
        ):
            return Rewrite(Power(arg, exponent), why("an even power forgets the sign"))
        case Hadamard(args=args):
            signs = {arg.arg: at for at, arg in enumerate(args) if isinstance(arg, Apply) and arg.function == SIGN}
            for at, arg in enumerate(args):
                if isinstance(arg, Apply) and arg.function == ABS and (other := signs.get(arg.arg)) is not None:
                    kept = [arg.arg if n == at else part for n, part in enumerate(args) if n != other]
                    return Rewrite(hadamard(kept), why("the absolute value with its sign"))
                if (other := signs.get(arg)) is not None:
                    made = Apply(ABS, arg)
                    kept = [made if n == at else part for n, part in enumerate(args) if n != other]
                    return Rewrite(hadamard(kept), why("a number times its sign is its absolute value"))
    return None


@node_rule(
    name="recognise a known function",
    stage=Stage.SIMPLIFY,
    statement="exp(x) / sum(exp(x)) = softmax(x); log(sum(exp(x))) = logsumexp(x); 1 / (1 + exp(−x)) = sigmoid(x); "
    "exp(x) / (1 + exp(x)) = sigmoid(x); sigmoid(x) exp(−x) = sigmoid(−x); sqrt(xᵀ x) = norm(x)",
    source="definitions",
    examples=(
        ("exp(x) / sum(exp(x))", "softmax(x)"),
        ("exp(A) / sum(exp(A), axis=1)", "softmax(A, axis=1)"),
        ("y * exp(x) / sum(exp(x))", "y * softmax(x)"),
        ("log(sum(exp(x)))", "logsumexp(x)"),
        ("1 / (1 + exp(-x))", "sigmoid(x)"),
        ("exp(x) / (exp(x) + 1)", "sigmoid(x)"),
        ("exp(-x) * sigmoid(x)", "sigmoid(-x)"),
        ("sigmoid(x)**2 * y * exp(-x)", "sigmoid(x) * y * sigmoid(-x)"),
        ("sqrt(x.T @ x)", "norm(x)"),
        ("sqrt(sum(A**2))", "norm(A)"),
        ("exp(x) / sum(exp(y))", None),
        ("1 / (1 + exp(x)**2)", None),
        ("sqrt(x.T @ A @ x)", None),
    ),
    on=(Apply, Power, Hadamard),
)
def recognise_function(root: Node, scope: Scope) -> Rewrite | None:
    """Two or more functions fewer, one more."""
    match root:
        case Apply(function=function, arg=EntrySum(arg=Apply(function=inner, arg=arg), axis=axis)) if (
            function == LOG and inner == EXP
        ):
            return Rewrite(LogSumExp(arg, axis), why("the definition of logsumexp"))
        case Apply(function=function, arg=EntrySum(arg=Power(arg=arg, exponent=exponent), axis=None)) if (
            function == SQRT and exponent == 2
        ):
            return Rewrite(Norm(arg), why("the definition of the norm"))
        case Apply(function=function, arg=Product(args=(Transpose(arg=left), right))) if (
            function == SQRT and left is right and root.shape.is_scalar
        ):
            return Rewrite(Norm(right), why("the definition of the norm"))
        case Power(arg=Add() as arg, exponent=exponent) if exponent == -1 and (below := _one_plus_exp(arg)) is not None:
            return Rewrite(Apply(SIGMOID, scaled(Fraction(-1), below)), why("the definition of sigmoid"))
        case Hadamard(args=args):
            return _quotient(args) or _mirrored(args)
        case _:
            return None


def _one_plus_exp(part: Node) -> Node | None:
    """u of 1 + exp(u)."""
    match part:
        case Add(args=(Number(value=value), Apply(function=function, arg=arg))) if value == 1 and function == EXP:
            return arg
        case Add(args=(Apply(function=function, arg=arg), Number(value=value))) if value == 1 and function == EXP:
            return arg
        case _:
            return None


def _quotient(args: tuple[Node, ...]) -> Rewrite | None:
    for below, divisor in enumerate(args):
        if not isinstance(divisor, Power) or divisor.exponent != -1:
            continue
        for above, factor in enumerate(args):
            if not isinstance(factor, Apply) or factor.function != EXP:
                continue
            made: Node | None = None
            summed = divisor.arg
            if isinstance(summed, EntrySum) and summed.arg is factor:
                made = (
                    Softmax(factor.arg, summed.axis) if summed.axis is not None or not factor.shape.is_matrix else None
                )
            elif _one_plus_exp(summed) is factor.arg:
                made = Apply(SIGMOID, factor.arg)
            if made is not None:
                kept = [made if at == above else part for at, part in enumerate(args) if at != below]
                return Rewrite(hadamard(kept), why("the definition of ", made))
    return None


def _mirrored(args: tuple[Node, ...]) -> Rewrite | None:
    """sigmoid(x) exp(−x), where sigmoid may have a power."""
    for below, factor in enumerate(args):
        base, exponent = base_and_exponent(factor)
        if not isinstance(base, Apply) or base.function != SIGMOID or exponent < 1:
            continue
        number, inside = split_number(base.arg)
        for above, other in enumerate(args):
            if isinstance(other, Apply) and other.function == EXP and split_number(other.arg) == (-number, inside):
                made = Apply(SIGMOID, other.arg)
                kept = [made if at == above else part for at, part in enumerate(args)]
                kept[below : below + 1] = [] if exponent == 1 else [raised(base, exponent - 1)]
                return Rewrite(hadamard(kept), why(base, " times ", other, " is ", made))
    return None


@node_rule(
    name="mirror a sigmoid",
    stage=Stage.SIMPLIFY,
    statement="1 − sigmoid(x) = sigmoid(−x)",
    source="definition of sigmoid",
    examples=(("1 - sigmoid(-x)", "sigmoid(x)"), ("1 - sigmoid(x)", "sigmoid(-x)"), ("2 - sigmoid(x)", None)),
    on=(Add,),
)
def mirror_sigmoid(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One sum fewer."""
    match root:
        case Add(args=(Number(value=one), Scale(coefficient=sign, arg=Apply(function=function, arg=arg)))):
            if one == 1 and sign == -1 and function == SIGMOID:
                made = Apply(SIGMOID, scaled(Fraction(-1), arg))
                return Rewrite(made, why(Apply(SIGMOID, arg), " and ", made, " add up to 1"))
    return None

"""Differentials of functions: powers, elementwise functions, inverse, determinants, and functions of many entries."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.differentials import Differential, Inner
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    EntrySum,
    Eye,
    Hadamard,
    Node,
    Number,
    Power,
    Product,
    Scale,
    Transpose,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance, count_along
from matcalc.forms.sympy_door import known_derivative
from matcalc.rules.assemble import divided, hadamard, product, raised, scaled, size
from matcalc.rules.moving import moves
from matcalc.rules.registry import Rewrite, Scope, node_rule

MINUS = Fraction(-1)


@node_rule(
    name="take the differential of a power",
    stage=Stage.DIFFERENTIATE,
    statement="d(u ** p) = p u ** (p − 1) ⊙ du",
    source="calculus: power rule, entry by entry",
    examples=(
        ("differential(x**2)", "2 * (x * differential(x))"),
        ("differential(A**-1)", "-(A**-2 * differential(A))"),
        ("differential(x)", None),
    ),
    on=(Differential,),
)
def differentiate_power(root: Node, scope: Scope) -> Rewrite | None:
    """One power under a differential fewer."""
    match root:
        case Differential(arg=Power(arg=base, exponent=exponent)) if moves(base, scope):
            after = scaled(exponent, hadamard((raised(base, exponent - 1), Differential(base))))
            return Rewrite(after, why("power rule in every entry, exponent ", Number(exponent)))
        case _:
            return None


@node_rule(
    name="take the differential of an elementwise function",
    stage=Stage.DIFFERENTIATE,
    statement="d f(u) = f′(u) ⊙ du",
    source="calculus: chain rule for one variable, entry by entry",
    examples=(
        ("differential(f(x))", "f'(x) * differential(x)"),
        ("differential(f'(A))", "f''(A) * differential(A)"),
        ("differential(exp(x))", "exp(x) * differential(x)"),
        ("differential(log(x))", "x**-1 * differential(x)"),
        ("differential(tanh(x))", "tanh'(x) * differential(x)"),
        ("differential(softmax(x))", None),
    ),
    on=(Differential,),
)
def differentiate_function(root: Node, scope: Scope) -> Rewrite | None:
    """One function under a differential fewer."""
    match root:
        case Differential(arg=Apply(function=function, arg=arg) as whole) if moves(arg, scope):
            coefficient, slope = _slope(function, arg)
            after = scaled(coefficient, hadamard((slope, Differential(arg))))
            reason = why("each entry of ", whole, " reads one entry of ", arg)
            return Rewrite(after, why("a function of one number") if arg.shape.is_scalar else reason)
        case _:
            return None


def _slope(function: Function, arg: Node) -> tuple[Fraction, Node]:
    """A number and an array that make f′(arg): a power or a known function where f′ is a multiple of one, else f′."""
    unwritten = Fraction(1), Apply(function.derivative(), arg)
    if not function.is_known or function.order:
        return unwritten
    match known_derivative(function.derivative(), arg):
        case Scale(coefficient=coefficient, arg=written):
            pass
        case written:
            coefficient = Fraction(1)
    match written:
        case Power(arg=inner) | Apply(arg=inner) if inner is arg:
            return coefficient, written
        case _:
            return unwritten


@node_rule(
    name="take the differential of an inverse",
    stage=Stage.DIFFERENTIATE,
    statement="d(X⁻¹) = −X⁻¹ dX X⁻¹",
    source="Magnus & Neudecker 1999, 8.4; from X X⁻¹ = I by the product rule",
    examples=(("differential(inv(A))", "-inv(A) @ differential(A) @ inv(A)"), ("differential(A)", None)),
    on=(Differential,),
)
def differentiate_inverse(root: Node, scope: Scope) -> Rewrite | None:
    """One inverse under a differential fewer."""
    match root:
        case Differential(arg=Inverse(arg=arg) as inverse) if moves(arg, scope):
            after = Scale(MINUS, product((inverse, Differential(arg), inverse)))
            both = Product((arg, inverse)), " = ", Eye(arg.shape.rows)
            return Rewrite(after, why("the differential of both sides of ", *both, ", solved for ", root))
        case _:
            return None


@node_rule(
    name="take the differential of a determinant",
    stage=Stage.DIFFERENTIATE,
    statement="d det X = det X ⟨X⁻ᵀ, dX⟩",
    source="Magnus & Neudecker 1999, 8.3; Jacobi's formula",
    examples=(("differential(det(A))", "det(A) * inner(inv(A).T, differential(A))"), ("differential(A)", None)),
    on=(Differential,),
)
def differentiate_determinant(root: Node, scope: Scope) -> Rewrite | None:
    """One determinant under a differential fewer."""
    match root:
        case Differential(arg=Determinant(arg=arg) as whole) if moves(arg, scope):
            after = Hadamard((whole, Inner(Transpose(Inverse(arg)), Differential(arg))))
            return Rewrite(
                after, why("Jacobi's formula: the cofactors of ", arg, " are ", whole, " times the inverse, transposed")
            )
        case _:
            return None


@node_rule(
    name="take the differential of a log-determinant",
    stage=Stage.DIFFERENTIATE,
    statement="d log|det X| = ⟨X⁻ᵀ, dX⟩",
    source="Magnus & Neudecker 1999, 8.3",
    examples=(("differential(logdet(A))", "inner(inv(A).T, differential(A))"), ("differential(A)", None)),
    on=(Differential,),
)
def differentiate_log_determinant(root: Node, scope: Scope) -> Rewrite | None:
    """One determinant under a differential fewer."""
    match root:
        case Differential(arg=LogDeterminant(arg=arg)) if moves(arg, scope):
            after = Inner(Transpose(Inverse(arg)), Differential(arg))
            determinant = Determinant(arg)
            reason = why("Jacobi's formula for ", Differential(determinant), ", divided by ", determinant)
            return Rewrite(after, reason)
        case _:
            return None


@node_rule(
    name="take the differential of a norm",
    stage=Stage.DIFFERENTIATE,
    statement="d‖X‖ = ⟨X, dX⟩ / ‖X‖, where X ≠ 0",
    source="from ‖X‖² = ⟨X, X⟩ by the product rule",
    examples=(("differential(norm(A))", "inner(A, differential(A)) / norm(A)"), ("differential(A)", None)),
    on=(Differential,),
)
def differentiate_norm(root: Node, scope: Scope) -> Rewrite | None:
    """One norm under a differential fewer."""
    match root:
        case Differential(arg=Norm(arg=arg) as norm) if moves(arg, scope):
            after = Hadamard((Inner(arg, Differential(arg)), Power(norm, MINUS)))
            both = Power(norm, Fraction(2)), " = ", Inner(arg, arg)
            reason = why("the differential of both sides of ", *both, ", solved for ", root, "; not at ", arg, " = 0")
            return Rewrite(after, reason)
        case _:
            return None


@node_rule(
    name="take the differential of a softmax",
    stage=Stage.DIFFERENTIATE,
    statement="dp = p ⊙ (dx − sum(p ⊙ dx)), where p = softmax(x); of each row, or each column, by itself",
    source="quotient rule on exp(x) / sum(exp(x))",
    examples=(
        ("differential(softmax(x))", "softmax(x) * (differential(x) - sum(softmax(x) * differential(x)))"),
        (
            "differential(softmax(A, axis=1))",
            "softmax(A, axis=1) * (differential(A) - sum(softmax(A, axis=1) * differential(A), axis=1))",
        ),
        ("differential(x)", None),
    ),
    on=(Differential,),
)
def differentiate_softmax(root: Node, scope: Scope) -> Rewrite | None:
    """One softmax under a differential fewer."""
    match root:
        case Differential(arg=Softmax(arg=arg, axis=axis) as p) if moves(arg, scope):
            inside = Differential(arg)
            mean = EntrySum(Hadamard((p, inside)), axis)
            after = Hadamard((p, Add((inside, Scale(MINUS, mean)))))
            reason = why(
                "quotient rule: ",
                inside,
                " from the numerator, less its mean with the weights ",
                p,
                " from the sum below",
            )
            return Rewrite(after, reason)
        case _:
            return None


@node_rule(
    name="take the differential of a logsumexp",
    stage=Stage.DIFFERENTIATE,
    statement="d logsumexp(x) = ⟨softmax(x), dx⟩; of each row, or each column, by itself",
    source="chain rule on log(sum(exp(x)))",
    examples=(
        ("differential(logsumexp(x))", "inner(softmax(x), differential(x))"),
        ("differential(logsumexp(A, axis=1))", "sum(softmax(A, axis=1) * differential(A), axis=1)"),
        ("differential(logsumexp(A))", "inner(exp(A - logsumexp(A)), differential(A))"),
        ("differential(x)", None),
    ),
    on=(Differential,),
)
def differentiate_logsumexp(root: Node, scope: Scope) -> Rewrite | None:
    """One logsumexp under a differential fewer."""
    match root:
        case Differential(arg=LogSumExp(arg=arg, axis=axis) as whole) if moves(arg, scope):
            weights: Node
            if axis is None and arg.shape.is_matrix:
                weights = Apply(Function("exp"), Add((arg, Scale(MINUS, whole))))
            else:
                weights = Softmax(arg, axis)
            reason = why("the logarithm of a sum: each entry counts with its exponential divided by the sum of all")
            return Rewrite(_weighed(weights, arg, axis), reason)
        case _:
            return None


@node_rule(
    name="take the differential of a variance",
    stage=Stage.DIFFERENTIATE,
    statement="d var(x) = 2/n ⟨x − mean(x), dx⟩; of each row, or each column, by itself",
    source="the mean square distance from the mean; the part through the mean adds up to 0",
    examples=(
        ("differential(var(x))", "2/3 * inner(x - mean(x), differential(x))"),
        ("differential(var(A, axis=1))", "1/2 * sum((A - mean(A, axis=1)) * differential(A), axis=1)"),
        ("differential(x)", None),
    ),
    on=(Differential,),
)
def differentiate_variance(root: Node, scope: Scope) -> Rewrite | None:
    """One variance under a differential fewer."""
    match root:
        case Differential(arg=Variance(arg=arg, axis=axis)) if moves(arg, scope):
            distance = Add((arg, Scale(MINUS, Mean(arg, axis))))
            after = over(count_along(arg.shape, axis), Fraction(2), _weighed(distance, arg, axis))
            return Rewrite(after, why("each square gives twice its distance from the mean; through the mean comes 0"))
        case _:
            return None


def _weighed(weights: Node, arg: Node, axis: int | None) -> Node:
    """The differential of an array added up with weights: all of it, or each row or column by itself."""
    if axis is None:
        return Inner(weights, Differential(arg))
    return EntrySum(Hadamard((weights, Differential(arg))), axis)


def over(count: Dimension, coefficient: Fraction, part: Node) -> Node:
    """coefficient / count times an array."""
    return scaled(coefficient, divided(part, size(count)))

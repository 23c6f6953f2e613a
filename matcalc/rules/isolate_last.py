"""Solving: what leaves the unknown alone once it stands in one term on the left."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Prose, why
from matcalc.forms.matrix_form import Power, Symbol, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.rules.assemble import hadamard, product
from matcalc.rules.declared_signs import is_positive
from matcalc.rules.invertible import invertible
from matcalc.rules.isolate_terms import undoing
from matcalc.rules.registry import Scope
from matcalc.rules.solving import Move, solving_rule
from matcalc.rules.unknown import Placed, holds, placed
from matcalc.solution import Condition, EntrywiseTimes, Inverted, LeftTimes, RightTimes, Transposed


def _single(condition: Condition, unknown: Symbol) -> Placed | None:
    return None if holds(condition.right, unknown) else placed(condition.left, unknown)


@solving_rule(
    name="divide by what stands beside the unknown",
    statement="c ⊙ X = R: X = R / c, where no entry of c is 0",
    source="arithmetic",
    examples=(
        ("x", "s * x = z", "x = z / s"),
        ("x", "z * x = z**2", "x = z"),
        ("x", "x = z", None),
        ("x", "A @ x = y", None),
    ),
)
def divide_entrywise(condition: Condition, unknown: Symbol, scope: Scope) -> Move | None:
    """Only matrices and numbers stand beside the unknown afterwards."""
    found = _single(condition, unknown)
    if found is None or not (found.scalars or found.weights):
        return None
    divisor = hadamard([*found.scalars, *found.weights])
    words = why("both sides are divided by ", divisor, "" if divisor.shape.is_scalar else ", entry by entry")
    factor = Power(divisor, Fraction(-1))
    if is_positive(divisor, scope):
        return Move(EntrywiseTimes(factor), words)
    needs: Prose = (divisor, " is not 0" if divisor.shape.is_scalar else " has no entry 0")
    return Move(EntrywiseTimes(factor), words, needs)


@solving_rule(
    name="multiply by an inverse",
    statement="A X = R: X = A⁻¹ R; X B = R: X = R B⁻¹",
    source="definition of the inverse",
    examples=(
        ("x", "A @ A.T @ x = z", "x = inv(A @ A.T) @ z"),
        ("B", "B @ (A + eye(3)) = A", "B = A @ inv(A + eye(3))"),
        ("x", "A @ x = y", None),  # A is not square
        ("x", "x = z", None),
    ),
)
def multiply_by_inverse(condition: Condition, unknown: Symbol, scope: Scope) -> Move | None:
    """Nothing stands on one side of the unknown afterwards."""
    found = _single(condition, unknown)
    if found is None or found.scalars or found.weights:
        return None
    for factors, side, where in ((found.before, LeftTimes, "left"), (found.after, RightTimes, "right")):
        if not factors:
            continue
        matrix = product(factors)
        if matrix.shape.rows != matrix.shape.cols or matrix.shape.is_scalar:
            return None
        reasons = invertible(matrix, scope)
        if reasons is None:
            return None
        because: Prose = (*reasons.reason, ": ") if reasons.reason else ()
        words = why(*because, "both sides are multiplied from the ", where, " by ", undoing(matrix))
        return Move(side(undoing(matrix)), words, reasons.needs)
    return None


@solving_rule(
    name="transpose both sides",
    statement="Xᵀ = R: X = Rᵀ",
    source="(Xᵀ)ᵀ = X",
    examples=(
        ("x", "x.T = z.T", "x = z"),
        ("B", "B.T @ A = A", "A.T @ B = A.T"),
        ("x", "x = z", None),
    ),
)
def transpose_sides(condition: Condition, unknown: Symbol, scope: Scope) -> Move | None:
    """The unknown is no longer transposed."""
    found = _single(condition, unknown)
    if found is None or found.core is unknown:
        return None
    return Move(Transposed(), why("the transpose of ", Transpose(unknown), " is ", unknown))


@solving_rule(
    name="invert both sides",
    statement="X⁻¹ = R: X = R⁻¹",
    source="definition of the inverse",
    examples=(
        ("B", "inv(B) = A", "B = inv(A)"),
        ("B", "A @ inv(B) = A", None),
    ),
)
def invert_sides(condition: Condition, unknown: Symbol, scope: Scope) -> Move | None:
    """The unknown is no longer under an inverse."""
    left = condition.left
    if not isinstance(left, Inverse) or left.arg not in (unknown, Transpose(unknown)):
        return None
    if holds(condition.right, unknown) or (found := invertible(condition.right, scope)) is None:
        return None
    return Move(Inverted(), why("an inverse equals ", condition.right, ", so that has an inverse too"), found.needs)

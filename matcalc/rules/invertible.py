"""Which matrices have an inverse, and why: declared, by their form, or on a condition that the page has to state."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.chain import Prose, listed, why
from matcalc.forms.dimensions import Dimension
from matcalc.forms.facts import Property
from matcalc.forms.matrix_form import (
    Add,
    Diag,
    Eye,
    Hadamard,
    Node,
    Product,
    Scale,
    Symbol,
    Transpose,
    Zeros,
)
from matcalc.forms.matrix_functions import Inverse
from matcalc.rules.assemble import product, scaled
from matcalc.rules.declared_signs import is_positive
from matcalc.rules.likeness import likeness, turned_likeness
from matcalc.rules.registry import Scope


@dataclass(frozen=True, slots=True)
class Invertible:
    """reason: why a matrix has an inverse. needs: where it has one, if that hangs on what is declared nowhere."""

    reason: Prose
    needs: Prose = ()


def invertible(matrix: Node, scope: Scope) -> Invertible | None:
    """Why, or where, a square matrix has an inverse; None for one without an inverse as soon as it is large."""
    if is_singular(matrix):
        return None
    match matrix:
        case Inverse(arg=arg):
            return Invertible(why(matrix, " has the inverse ", arg))
        case Transpose(arg=Inverse(arg=arg)):
            return Invertible(why(matrix, " has the inverse ", Transpose(arg)))
        case Symbol() if Property.ORTHOGONAL in scope.facts.of(matrix):
            return Invertible(why(matrix, " is declared orthogonal, so it has an inverse"))
        case Symbol() if Property.SPD in scope.facts.of(matrix):
            return Invertible(why(matrix, " is declared symmetric positive definite, so it has an inverse"))
    if isinstance(matrix, Add | Scale) and (opposite := _opposite(matrix)) is not None:
        return invertible(opposite, scope)
    if definite(matrix, scope):
        return Invertible(_why_definite(matrix, scope))
    return Invertible((), _where(matrix, scope))


def _opposite(matrix: Add | Scale) -> Node | None:
    """A + B of −A − B, and A of −A; None where a term has no minus."""
    terms = matrix.args if isinstance(matrix, Add) else (matrix,)
    turned = [scaled(-term.coefficient, term.arg) for term in terms if isinstance(term, Scale) and term.coefficient < 0]
    if len(turned) < len(terms):
        return None
    return matrix.rebuilt(tuple(turned)) if isinstance(matrix, Add) else turned[0]


def is_singular(matrix: Node) -> bool:
    """Whether a square matrix has no inverse, at least where it is large: a number bounds its rank, as that of a bᵀ."""
    bound, rows = _rank_at_most(matrix), matrix.shape.rows
    return bound is not None and (bool(rows.names) or bound < rows.evaluate({}))


def singular_above(matrix: Node) -> int | None:
    """The number of rows above which a singular matrix has no inverse; None where it never has one."""
    bound, rows = _rank_at_most(matrix), matrix.shape.rows
    return None if bound is None or (rows - Dimension.number(bound + 1)).is_surely_natural else bound


def _rank_at_most(matrix: Node) -> int | None:
    """A number that the rank does not exceed, whatever the dimensions with names are; None where there is none."""
    bounds = [side.evaluate({}) for side in (matrix.shape.rows, matrix.shape.cols) if not side.names]
    match matrix:
        case Zeros():
            return 0
        case Add(args=args) if all(arg.shape == matrix.shape for arg in args):
            found = [_rank_at_most(arg) for arg in args]
            if None not in found:
                bounds.append(sum(bound for bound in found if bound is not None))
        case Product(args=args):
            bounds += [bound for arg in args if (bound := _rank_at_most(arg)) is not None]
        case Scale(arg=arg) | Transpose(arg=arg):
            bounds += [bound] if (bound := _rank_at_most(arg)) is not None else []
        case Hadamard(args=(*scalars, arg)) if all(one.shape.is_scalar for one in scalars):
            bounds += [bound] if (bound := _rank_at_most(arg)) is not None else []
    return min(bounds, default=None)


def definite(matrix: Node, scope: Scope) -> bool | None:
    """Whether a matrix is positive definite: True; surely positive semidefinite: False; None where neither is known."""
    match matrix:
        case Symbol() if Property.SPD in scope.facts.of(matrix):
            return True
        case Eye():
            return True
        case Inverse(arg=arg):
            return True if definite(arg, scope) else None
        case Diag(arg=arg):
            return True if is_positive(arg, scope) else None
        case Scale(coefficient=coefficient, arg=arg):
            return definite(arg, scope) if coefficient > 0 else None
        case Hadamard():
            bare = _without_number(matrix, scope)
            return None if bare is None else definite(bare, scope)
        case Product(args=args):
            return False if _gram(args, scope) is not None else None
        case Add(args=args):
            found = [definite(arg, scope) for arg in args]
            return None if None in found else any(found)
    return None


def _without_number(matrix: Node, scope: Scope) -> Node | None:
    """The matrix without numbers beside it that are surely positive, or one before it; None without any."""
    match matrix:
        case Scale(arg=arg):
            return arg
        case Hadamard(args=args):
            arrays = [arg for arg in args if not arg.shape.is_scalar]
            scalars = [arg for arg in args if arg.shape.is_scalar]
            if len(arrays) == 1 and scalars and all(is_positive(one, scope) for one in scalars):
                return arrays[0]
    return None


def _gram(args: tuple[Node, ...], scope: Scope) -> Node | None:
    """B of a product Bᵀ M B with a positive definite M, or Bᵀ B."""
    half = len(args) // 2
    left, right = product(args[:half]), product(args[-half:])
    if likeness(left) != turned_likeness(right):
        return None
    if len(args) % 2 and not definite(args[half], scope):
        return None
    return right


def _why_definite(matrix: Node, scope: Scope) -> Prose:
    if not isinstance(matrix, Add):
        return (matrix, " is positive definite, so it has an inverse")
    strict = [arg for arg in matrix.args if definite(arg, scope)]
    others = [arg for arg in matrix.args if arg not in strict]
    if not others:
        return (*listed(strict), " are positive definite, so their sum is, and has an inverse")
    semi = (*listed(others), f" {'is' if len(others) == 1 else 'are'} positive semidefinite and ")
    return (*semi, *listed(strict), " positive definite, so their sum is positive definite and has an inverse")


def _where(matrix: Node, scope: Scope) -> Prose:
    """The clause after `where`."""
    while (rest := _without_number(matrix, scope)) is not None:
        matrix = rest
    gram = _gram(matrix.args, scope) if isinstance(matrix, Product) else None
    match gram:
        case Symbol():
            columns: Prose = ("the columns of ", gram, " are linearly independent")
        case Transpose(arg=Symbol() as arg):
            columns = ("the rows of ", arg, " are linearly independent")
        case _:
            return (matrix, " has an inverse")
    return (matrix, " has an inverse, that is, where ", *columns)

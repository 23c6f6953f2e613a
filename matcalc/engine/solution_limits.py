"""What an isolated unknown still has to be: a value at which the first line makes sense, and as it was declared."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.chain import Chain, Prose, why
from matcalc.engine.simplification import simplify
from matcalc.forms.facts import Property
from matcalc.forms.matrix_form import Add, Hadamard, Node, Number, Power, Product, Scale, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.reductions import Norm
from matcalc.forms.traversal import replaced, symbols_in, walk
from matcalc.rules.declared_signs import is_positive
from matcalc.rules.invertible import definite, invertible, singular_above
from matcalc.rules.likeness import is_symmetric
from matcalc.rules.registry import Scope
from matcalc.rules.unknown import holds, is_nothing
from matcalc.solution import EntrywiseTimes, LeftTimes, RightTimes, Solution, Unchanged


def refusal(solution: Solution, scope: Scope) -> Prose:
    """Why what stands alone is no solution; nothing where it is one."""
    unknown, value = solution.unknown, solution.isolated
    assert value is not None
    if Property.SYMMETRIC in scope.facts.of(unknown) and not _is_symmetric(value, scope):
        return why(
            unknown,
            " is declared symmetric, and ",
            value,
            " is not: the gradient takes all entries of ",
            unknown,
            " as independent, and is 0 at no symmetric one",
        )
    for step in solution.steps:
        if not isinstance(step.operation, EntrywiseTimes | LeftTimes | RightTimes):
            continue
        factor = step.operation.factor
        if not holds(factor, unknown):
            continue
        there = _there(factor, solution, scope)
        if _vanishes(there):
            return why("there ", factor, " is 0, by which a line was multiplied, and the first line has no value")
        if not isinstance(step.operation, EntrywiseTimes) and invertible(there, scope) is None:
            return _without_inverse(factor, there)
    for divisor in _divisors(solution):
        if _vanishes(_there(divisor, solution, scope)):
            return why("there ", divisor, " is 0, by which the first line divides, so that it has no value")
    for matrix in _inverted(solution):
        if invertible(there := _there(matrix, solution, scope), scope) is None:
            return _without_inverse(matrix, there)
    return ()


def _without_inverse(matrix: Node, there: Node) -> Prose:
    most = singular_above(there)
    at: Prose = () if most is None else (" where ", there.shape.rows, f" is above {most}")
    return why("there ", matrix, " is ", there, ", which has no inverse", *at, ", and the first line has no value")


def further_needs(solution: Solution, scope: Scope) -> tuple[Prose, ...]:
    """What the value has to be besides, clause by clause: such that the first line has a value there, and as the
    unknown was declared, where nothing says that it is."""
    unknown, value = solution.unknown, solution.isolated
    assert value is not None
    needs: list[Prose] = []
    for matrix in _inverted(solution):
        known = invertible(matrix, scope)
        if known is None or known.needs:  # else by what is declared of the unknown, which is asked of the value below
            found = invertible(_there(matrix, solution, scope), scope)
            needs += [found.needs] if found is not None and found.needs else []
    for divisor in _divisors(solution):
        if not is_positive(divisor, scope):
            needs += _without_zeros(_there(divisor, solution, scope), scope)
    declared = scope.facts.of(unknown)
    if Property.POSITIVE in declared and not is_positive(value, scope):
        needs.append(why(value, " is positive", "" if value.shape.is_scalar else " in every entry"))
    if Property.SPD in declared and not definite(value, scope):
        found = invertible(value, scope) if definite(value, scope) is False else None
        matrix = value.arg if isinstance(value, Inverse) else value
        needs.append(found.needs if found is not None else why(matrix, " is positive definite"))
    return tuple(needs)


def _first_sides(solution: Solution) -> tuple[Node, ...]:
    """The sides of the first line, in the names of the input and with those written out that hide the unknown."""
    first = [solution.start]
    if solution.steps and isinstance(solution.steps[0].operation, Unchanged):
        first.append(solution.steps[0].after)
    return tuple(side for line in first for side in (line.left, line.right))


def _inverted(solution: Solution) -> Iterator[Node]:
    """The matrices with the unknown of which the first line has the inverse."""
    for part in dict.fromkeys(part for side in _first_sides(solution) for part in walk(side)):
        if isinstance(part, Inverse) and holds(part.arg, solution.unknown):
            yield part.arg.arg if isinstance(part.arg, Transpose) else part.arg


def _divisors(solution: Solution) -> Iterator[Node]:
    """The arrays with the unknown by whose entries the first line divides."""
    for part in dict.fromkeys(part for side in _first_sides(solution) for part in walk(side)):
        if isinstance(part, Power) and part.exponent < 0 and holds(part.arg, solution.unknown):
            yield part.arg


def _without_zeros(array: Node, scope: Scope) -> list[Prose]:
    """Clause by clause, where no entry is 0, as far as nothing says that already."""
    match array:
        case _ if is_positive(array, scope):
            return []
        case Power(exponent=exponent) if exponent < 0:
            return []
        case Number():
            return []
        case Scale(arg=arg) | Transpose(arg=arg) | Power(arg=arg):
            return _without_zeros(arg, scope)
        case Hadamard(args=args):
            return [clause for arg in args for clause in _without_zeros(arg, scope)]
    return [why(array, " is not 0" if array.shape.is_scalar else " has no entry 0")]


def _there(part: Node, solution: Solution, scope: Scope) -> Node:
    """A part of a line where the unknown is what it was solved to be."""
    assert solution.isolated is not None
    return _simplified(replaced(part, {solution.unknown: solution.isolated}), scope)


def _vanishes(array: Node) -> bool:
    """Whether every entry is surely 0."""
    match array:
        case Norm(arg=arg) | Scale(arg=arg) | Transpose(arg=arg):
            return _vanishes(arg)
        case Power(arg=arg, exponent=exponent):
            return exponent > 0 and _vanishes(arg)
        case Hadamard(args=args) | Product(args=args):
            return any(map(_vanishes, args))
        case Add(args=args):
            return all(map(_vanishes, args))
    return is_nothing(array)


def _is_symmetric(value: Node, scope: Scope) -> bool:
    stand_ins: dict[Node, Node] = {
        symbol: Add((symbol, Transpose(symbol)))
        for symbol in symbols_in(value)
        if Property.SYMMETRIC in scope.facts.of(symbol)
    }
    return is_symmetric(replaced(value, stand_ins))


def _simplified(array: Node, scope: Scope) -> Node:
    end = simplify(Chain((), array, ()), scope).end
    assert isinstance(end, Node)
    return end

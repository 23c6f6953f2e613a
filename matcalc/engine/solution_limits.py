"""What an isolated unknown still has to be: a value at which the first line makes sense, and as it was declared."""

from __future__ import annotations

from matcalc.chain import Chain, Prose, why
from matcalc.engine.simplification import simplify
from matcalc.forms.facts import Property
from matcalc.forms.matrix_form import Add, Hadamard, Node, Power, Product, Scale, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.reductions import Norm
from matcalc.forms.traversal import replaced, symbols_in, walk
from matcalc.rules.declared_signs import is_positive
from matcalc.rules.invertible import invertible
from matcalc.rules.likeness import is_symmetric
from matcalc.rules.registry import Scope
from matcalc.rules.unknown import holds, is_nothing
from matcalc.solution import EntrywiseTimes, LeftTimes, RightTimes, Solution


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
        there = _simplified(replaced(factor, {unknown: value}), scope)
        if _vanishes(there):
            return why("there ", factor, " is 0, by which a line was multiplied, and the first line has no value")
        if not isinstance(step.operation, EntrywiseTimes) and invertible(there, scope) is None:
            return why("there ", factor, " is ", there, ", which has no inverse, and the first line has no value")
    return ()


def further_needs(solution: Solution, scope: Scope) -> tuple[Prose, ...]:
    """What the value has to be besides, clause by clause: invertible or positive, where nothing says that it is."""
    unknown, value = solution.unknown, solution.isolated
    assert value is not None
    needs: list[Prose] = []
    sides = (solution.start.left, *(step.after.left for step in solution.steps))
    if any(isinstance(part, Inverse) and part.arg is unknown for side in sides for part in walk(side)):
        found = invertible(value, scope)
        needs += [found.needs] if found is not None and found.needs else []
    if Property.POSITIVE in scope.facts.of(unknown) and not is_positive(value, scope):
        needs.append(why(value, " is positive", "" if value.shape.is_scalar else " in every entry"))
    return tuple(needs)


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

"""How a problem is to be differentiated: once or twice, along a direction, under which facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcalc.errors import InputError
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program
from matcalc.problems.assumptions import Assumption, facts_of
from matcalc.problems.names import fault_of_name
from matcalc.problems.problem import Choices, Problem
from matcalc.problems.tables import shown

ORDERS = (1, 2)


def with_choices(
    problem: Problem, order: int | None = None, assumptions: Sequence[Assumption] = (), direction: str | None = None
) -> Problem:
    """The same problem, asked for the derivatives of that order, under these facts besides those that it has.

    order: where it is None, 2 with a direction and 1 without. direction: the name of an array of the variable's shape;
    then the Hessian times that array is asked for. It is an input of the problem, or a new one. Raises InputError where
    a choice does not fit the problem, or another choice.
    """
    if order is None:
        order = 1 if direction is None else 2
    require_order(order, direction)
    requests = tuple(asked.of_order(int(order)) for asked in problem.requests)
    return as_asked(replace(problem, requests=requests), assumptions, direction)


def require_order(order: int, direction: str | None) -> None:
    """Raises InputError where there is no derivative of that order, or no product of it with a direction."""
    if isinstance(order, bool) or order not in ORDERS:
        raise InputError(f"the order of a derivative is 1 or 2, not {order!r}")
    if order == 1 and direction is not None:
        raise InputError(
            f"the Hessian times {shown(direction)} is a second derivative: leave --order 1 (order=1) or hvp out"
        )


def as_asked(problem: Problem, assumptions: Sequence[Assumption] = (), direction: str | None = None) -> Problem:
    """The same problem, every derivative of the order that its request says; otherwise as with_choices."""
    order = max(asked.order for asked in problem.requests)
    chosen = None if direction is None else _direction(problem, direction)
    if order == 2 and (labels := problem.program.labels):
        raise InputError(
            f"second derivatives of families of arrays, one for every {labels[0].name}, are not derived: "
            "ask for gradients"
        )
    if order == 2:
        _require_known_scalar(problem.program, chosen)
    known = problem.program
    if chosen is not None and chosen not in known.inputs:
        known = replace(known, inputs=(*known.inputs, chosen))  # facts may be declared of the direction too
    facts = problem.choices.facts.joined(facts_of(assumptions, known))
    if order == 2:
        problem = _with_variable_free(problem)
    return replace(problem, choices=Choices(order, chosen, facts, _twice(problem)))


def _twice(problem: Problem) -> tuple[Symbol, ...]:
    """The variables of the second derivatives."""
    return tuple(asked.request.wrt for asked in problem.requests if asked.order == 2)


def _with_variable_free(problem: Problem) -> Problem:
    """The same problem, a variable that an equation defines being an input, its equation left out.

    A second derivative at z = exp(x) holds x and everything else fixed; were the equation there, exp(x) could be
    written z in the first gradient, and would then be differentiated by it.
    """
    program = problem.program
    defined = [variable for variable in _twice(problem) if variable not in program.inputs]
    if not defined:
        return problem
    if len(problem.requests) > 1:
        raise InputError(
            f"{defined[0].name} is defined by an equation, and a second derivative at it leaves that equation out: ask "
            "for the one at it by itself"
        )
    kept = tuple(definition for definition in program.definitions if definition.symbol not in defined)
    free = Program((*program.inputs, *defined), kept, program.output)
    return replace(problem, program=free)


def _require_known_scalar(program: Program, direction: Symbol | None) -> None:
    if not program.output.shape.is_scalar:
        raise InputError(
            f"the Hessian is that of a scalar, and {program.output.name} has the shape {program.output.shape}: "
            + (
                "leave --order 2 (order=2) out to derive its Jacobian"
                if direction is None
                else "leave --hvp (hvp=) out"
            )
        )
    if program.given:
        given = program.given[0].name
        raise InputError(
            f"a second derivative needs to know the function of {given}: here E is any function of it; "
            "differentiate an expression instead"
        )


def _direction(problem: Problem, name: str) -> Symbol:
    """The array that the Hessian is multiplied by."""
    twice = _twice(problem)
    if len(twice) != 1:
        names = ", ".join(variable.name for variable in twice)
        raise InputError(f"a Hessian–vector product is by one variable, and {names} are asked for: name one of them")
    (variable,) = twice
    shape = "a scalar" if variable.shape.is_scalar else str(variable.shape)
    known = {symbol.name: symbol for symbol in problem.program.symbols}
    if name not in known:
        if fault := fault_of_name(name):
            raise InputError(f"the direction: {fault}")
        if name in {length for symbol in known.values() for side in symbol.shape.axes for length in side.names}:
            raise InputError(f"{name} is the name of a dimension: call the direction something else")
        return Symbol(name, variable.shape)
    found = known[name]
    if found not in problem.program.inputs or found is variable:
        what = "the variable itself" if found is variable else "defined by an equation"
        raise InputError(f"{name} is {what}: the direction is an array of its own, of the shape of {variable.name}")
    if found.shape != variable.shape:
        raise InputError(
            f"the direction has the shape of {variable.name}, {shape}, and {name} is declared as "
            + ("a scalar" if found.shape.is_scalar else str(found.shape))
        )
    return found

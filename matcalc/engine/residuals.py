"""How a residual depends on the unknown that makes it 0: J = ∂r/∂x, derived before it is asked what x depends on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from matcalc.engine.differentiation import Differentiation, Residual
from matcalc.engine.paths import Paths
from matcalc.engine.requests import Request
from matcalc.engine.temporaries import first_free, names_in
from matcalc.engine.written_out import with_gradient_written_out
from matcalc.errors import InputError
from matcalc.forms.differentials import Jacobian
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.implicit import Implicit
from matcalc.forms.matrix_form import Add, Node, Scale, Symbol
from matcalc.forms.program import Definition, Program
from matcalc.forms.traversal import replaced
from matcalc.rules.registry import Scope

Differentiate = Callable[[Program, Sequence[Request], Collection[str], Facts, Collection[Definition]], Differentiation]
"""The index route."""

LETTERS = "JKM"
"""Of the derivative of a residual; where the output is an array, J_x is its own derivative by x."""


def with_jacobians(
    program: Program,
    wanted: Sequence[Symbol],
    reserved: Collection[str],
    introduced: Collection[Definition],
    differentiate: Differentiate,
    scope: Scope,
) -> tuple[Program, tuple[Residual, ...]]:
    """The program with a name for ∂r/∂x of each solution x of r = 0 through which the output sees a wanted variable.

    reserved: names that are taken elsewhere. introduced: short names that stand in the same document: the same
    derivative has the same name. scope: what is declared, and f(x) by its name where f(x) is x.
    Raises InputError where ∂r/∂x has no matrix form, or surely no inverse.
    """
    solutions = [definition for definition in program.definitions if isinstance(definition.body, Implicit)]
    if not solutions:
        return program, ()
    on_the_way = set(Paths(program, wanted).order)
    introduced = [*introduced]
    found: list[Residual] = []
    for solution in solutions:
        if solution.uses[0] in on_the_way:
            residual, value = _residual(program, solution.symbol, reserved, introduced, differentiate, scope)
            jacobian = Definition(residual.jacobian, value, is_temporary=True, unknown=solution.symbol)
            program = _before(solution.uses[0], jacobian, program)
            introduced += residual.differentiation.introduced_in(program)
            found.append(residual)
    return program, tuple(found)


def equation_alone(program: Program, unknown: Symbol) -> Program:
    """A residual as a program of its own, in which everything else that it reads, the unknown too, is an input."""
    given = [each for each in program.beside_equation_of(unknown) if isinstance(each.body, Jacobian)]
    definitions = tuple(replace(each, unknown=None) for each in (*given, *program.equation_of(unknown)))
    own = {definition.symbol for definition in definitions}
    read = dict.fromkeys(symbol for definition in definitions for symbol in definition.uses)
    return Program(tuple(symbol for symbol in read if symbol not in own), definitions, definitions[-1].symbol)


def names_of_bodies(program: Program) -> dict[Node, Symbol]:
    """The right sides that have a name, and what a solution is equal to by its equation."""
    named = [d for d in reversed(program.definitions) if not d.is_solved]
    return {d.body: d.symbol for d in named if isinstance(d.body, Node)} | fixed_points(program)


def fixed_points(program: Program) -> dict[Node, Symbol]:
    """f(x) for each solution x of f(x) − x = 0, or of x − f(x) = 0, where it is x."""
    found: dict[Node, Symbol] = {}
    for definition in program.definitions:
        match definition.body, definition.unknown:
            case Add(args=(value, Scale(coefficient=-1, arg=Symbol() as unknown))), own if unknown is own:
                found[value] = unknown
            case Add(args=(Symbol() as unknown, Scale(coefficient=-1, arg=value))), own if unknown is own:
                found[value] = unknown
            case _:
                pass
    return {value: unknown for value, unknown in found.items() if value.children}


def _residual(
    program: Program,
    unknown: Symbol,
    reserved: Collection[str],
    introduced: Collection[Definition],
    differentiate: Differentiate,
    scope: Scope,
) -> tuple[Residual, Node]:
    """∂r/∂x with its name, and what it is in the names of the equations."""
    from matcalc.rules.invertible import invertible

    alone = equation_alone(program, unknown)
    taken = names_in(program).union(reserved, (one.symbol.name for one in introduced))
    found = differentiate(alone, [Request(unknown)], taken - names_in(alone), NONE, introduced)
    found = with_gradient_written_out(found, unknown.name)
    value = found.gradient(unknown.name).value
    if not isinstance(value, Node):
        raise InputError(
            f"the derivative of {alone.output.name} by {unknown.name} has no matrix form, so it can not be inverted"
        )
    inverse = invertible(replaced(value, scope.bodies), scope)
    if inverse is None:
        raise InputError(
            f"{alone.output.name} = 0 does not determine {unknown.name}: the derivative of {alone.output.name} by "
            f"{unknown.name} has no inverse, whatever its arrays are; write as many independent equations as "
            f"{unknown.name} has entries"
        )
    letters = LETTERS if program.output.shape.is_scalar else LETTERS[1:]
    same = (one.symbol for one in introduced if one.unknown is unknown and one.body == value)
    jacobian = next((symbol for symbol in same if symbol.name[0] in letters), None)
    jacobian = jacobian or Symbol(first_free(letters, taken), value.shape)
    return Residual(unknown, jacobian, found, inverse), value


def _before(symbol: Symbol, added: Definition, program: Program) -> Program:
    at = next(number for number, definition in enumerate(program.definitions) if definition.symbol is symbol)
    return replace(program, definitions=(*program.definitions[:at], added, *program.definitions[at:]))

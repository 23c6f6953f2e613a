"""Second derivatives: the gradient becomes a program of its own, and is differentiated once more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from matcalc.engine.differentiation import Differentiation
from matcalc.engine.requests import Request
from matcalc.engine.route import differentiate
from matcalc.engine.temporaries import first_free, names_in
from matcalc.errors import InputError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Cotangent, Node, Product, Symbol, Trace, Transpose
from matcalc.forms.program import Definition, IndexDefinition, Program, arrays_of
from matcalc.forms.traversal import walk


@dataclass(frozen=True, slots=True)
class SecondDerivative:
    """The derivative of a gradient, or of its inner product with a direction.

    of: the variable. program: the equations, with that of the gradient (and of the product) added. gradient: the
    symbol that stands for the gradient there. differentiation: what was derived from that program.
    """

    of: Symbol
    gradient: Symbol
    direction: Symbol | None
    program: Program
    differentiation: Differentiation


def second_derivative(
    first: Differentiation,
    program: Program,
    wrt: Symbol,
    direction: Symbol | None,
    facts: Facts = NONE,
    reserved: Collection[str] = (),
) -> SecondDerivative:
    """The Hessian at `wrt`, or its product with a direction, from the gradient there.

    first: with the gradient at `wrt` written out. program: the one that was asked about. direction: an array of the
    shape of `wrt`; the Hessian times it is derived where it is given. reserved: names that other second derivatives of
    the page have introduced. Raises InputError where the gradient is given rather than derived, or has no form that can
    be differentiated.
    """
    found = first.gradient(wrt.name)
    value = found.value
    body: Node | IndexDefinition
    body = IndexDefinition(found.free, value) if isinstance(value, IndexSum) else value
    taken = names_in(program).union(reserved)
    taken |= {direction.name} if direction else set()
    gradient = Symbol(first_free("gh", taken), wrt.shape)
    added = [Definition(gradient, body, is_temporary=True)]
    for used in added[0].uses:
        if used not in (*program.inputs, *(d.symbol for d in program.definitions)):
            raise InputError(f"the gradient at {wrt.name} is not written in names of the equations: {used.name}")
    if given := _given(body):
        raise InputError(
            f"the second derivative needs to know the function of {given.name}: only its gradient is given there"
        )
    inputs, output = program.inputs, gradient
    if direction is not None:
        output = Symbol(first_free("sc", taken | {gradient.name}), _inner(gradient, gradient).shape)
        added.append(Definition(output, _inner(gradient, direction), is_temporary=True))
        inputs = inputs if direction in inputs else (*inputs, direction)
    kept = _needed(program, added[0])
    second = Program(inputs, (*kept, *added), output)
    return SecondDerivative(wrt, gradient, direction, second, differentiate(second, [Request(wrt)], reserved, facts))


def _inner(left: Node, right: Node) -> Node:
    if left.shape.is_scalar:
        return Product((left, right))
    product = Product((Transpose(left), right))
    return product if left.shape.is_vector else Trace(product)


def _needed(program: Program, last: Definition) -> tuple[Definition, ...]:
    """The definitions that `last` reads, directly or through others."""
    wanted = set(last.uses)
    kept: list[Definition] = []
    for definition in reversed(program.definitions):
        if definition.symbol in wanted:
            kept.append(definition)
            wanted.update(definition.uses)
    return tuple(reversed(kept))


def _given(body: Node | IndexDefinition) -> Symbol | None:
    """A symbol whose cotangent stands in the body."""
    parts = (part for array in arrays_of(body) for part in walk(array))
    return next((part.of for part in parts if isinstance(part, Cotangent)), None)

"""Second derivatives: the gradient becomes a program of its own, and is differentiated once more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from matcalc.chain import Expression
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.requests import Request
from matcalc.engine.route import differentiate
from matcalc.engine.temporaries import first_free, names_in
from matcalc.errors import InputError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import IndexSum, arrays_in
from matcalc.forms.matrix_form import Cotangent, Node, Product, Symbol, Trace, Transpose
from matcalc.forms.program import Definition, IndexDefinition, Program, arrays_of
from matcalc.forms.traversal import walk


@dataclass(frozen=True, slots=True)
class SecondDerivative:
    """The derivative of a gradient, or of its inner product with a direction.

    request: the variable, and the names that are written out. program: the equations, with that of the gradient (and of
    the product) added. gradient: the symbol that stands for the gradient there. differentiation: what was derived from
    that program.
    """

    request: Request
    gradient: Symbol
    direction: Symbol | None
    program: Program
    differentiation: Differentiation

    @property
    def of(self) -> Symbol:
        """The variable."""
        return self.request.wrt


def second_derivative(
    first: Differentiation,
    program: Program,
    request: Request,
    direction: Symbol | None,
    facts: Facts = NONE,
    reserved: Collection[str] = (),
    introduced: Collection[Definition] = (),
) -> SecondDerivative:
    """The Hessian at the variable of a request, or its product with a direction, from the gradient there.

    What the request writes out is written out in this derivation: of a derivative the one that is derived here.

    first: with the gradient at the variable written out. program: the one that was asked about. direction: an array of
    the shape of the variable; the Hessian times it is derived where it is given. reserved: what nothing may be called
    besides. introduced: the names that the first derivation has introduced: the same part has the
    same name, and no other part has one of them. Raises InputError where the gradient is given rather than derived, or
    has no form that can be differentiated.
    """
    wrt = request.wrt
    gradient_there = first.gradient(wrt.name)
    value = gradient_there.value
    body: Node | IndexDefinition
    body = IndexDefinition(gradient_there.free, value) if isinstance(value, IndexSum) else value
    taken = names_in(program).union(reserved, (one.symbol.name for one in introduced))
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
    asked = Request(wrt)
    found = differentiate(second, [asked], reserved, facts, introduced)
    if unfold := _standing_in(found.gradient(wrt.name).value, request.unfold):
        asked = Request(wrt, unfold)
        found = differentiate(second, [asked], reserved, facts, introduced)
    return SecondDerivative(asked, gradient, direction, second, found)


def _standing_in(value: Expression, names: Collection[Symbol | Cotangent]) -> tuple[Symbol | Cotangent, ...]:
    """Those of the names that stand in a second derivative, a derivative being the one of the second derivation."""
    roots = (value,) if isinstance(value, Node) else arrays_in(value)
    parts = dict.fromkeys(part for root in roots for part in walk(root) if isinstance(part, Symbol | Cotangent))
    derived = {name.of for name in names if isinstance(name, Cotangent)}
    return tuple(part for part in parts if (part.of in derived if isinstance(part, Cotangent) else part in names))


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

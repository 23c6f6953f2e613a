"""Is it a fitting? The answer: each backward formula is the adjoint of the linear map that one equation is, locally."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from matcalc.chain import Expression, Gradient, Stage
from matcalc.documents.derived import Derived, Routed
from matcalc.documents.page import Block, Bullets, Equation, Heading, Paragraph, Part, Sentence, Table
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.matrix_route import MatrixRoute, NoRoute, RouteName
from matcalc.forms.differentials import Differential, Inner, Jacobian
from matcalc.forms.index_form import IndexSum, arrays_in
from matcalc.forms.matrix_form import Add, Cotangent, Node, Product, Symbol, Transpose
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Vec
from matcalc.rules.assemble import total

LONGEST_IN_TABLE = 14
"""The operators and names of a map above which the maps stand in lines of their own."""


@dataclass(frozen=True, slots=True)
class Adjoint:
    """In the equation of `of`: what a change of `by` changes it by, and what that makes of its gradient.

    local: linear in the differential of `by`, of the shape of `of`. adjoint: linear in the cotangent of `of`, of the
    shape of `by`.
    """

    of: Symbol
    by: Symbol
    local: Node
    adjoint: Node

    @property
    def equation(self) -> Equation:
        """⟨L dx, ȳ⟩ = ⟨dx, L* ȳ⟩."""
        return Equation(Inner(self.local, Cotangent(self.of)), Inner(Differential(self.by), self.adjoint))


def fitting_blocks(derived: Derived) -> Iterator[Block]:
    """Question and answer, with the table of the local maps where the differential route shows them."""
    yield Heading(("Is it a fitting?",))
    route = _differential(derived)
    pairs = adjoints(route.route) if isinstance(route, Routed) else ()
    if pairs:
        yield Paragraph(_by_adjoints(pairs))
        yield _table(pairs)
        return
    if isinstance(route, NoRoute):
        yield Paragraph(
            (
                "The differential route does not apply: ",
                *route.reason,
                ". The index route says it too.",
            )
        )
    yield Paragraph(tuple(_by_indices(derived.differentiation)))


def adjoints(route: MatrixRoute) -> tuple[Adjoint, ...]:
    """Each equation's local map by each variable with its adjoint, in the order of the backward chains.

    Both are read off the ends of chains that were checked: a differential is a sum of terms, each linear in the
    differential of one variable; a backward chain ends with inner products with such differentials.
    """
    forward = {each.of: each.chain.end for each in route.forward}
    found: list[Adjoint] = []
    for each in route.backward:
        if each.of not in forward or each.chain.start != Inner(Cotangent(each.of), Differential(each.of)):
            continue
        maps, moved = _by_variable(forward[each.of]), _by_variable(each.chain.end)
        for by, terms in moved.items():
            values = [_against(term, by) for term in terms]
            if by in maps and all(value is not None for value in values):
                kept = [value for value in values if value is not None]
                found.append(Adjoint(each.of, by, total(maps[by]), total(kept)))
    return tuple(found)


def _by_variable(expression: Expression) -> dict[Symbol, list[Node]]:
    """The terms of a sum by the one variable whose differential stands in them; nothing where a term has two."""
    assert isinstance(expression, Node)
    found: dict[Symbol, list[Node]] = {}
    for term in expression.args if isinstance(expression, Add) else (expression,):
        moving = {node.arg for node in walk(term) if isinstance(node, Differential)}
        match list(moving):
            case []:
                continue
            case [Symbol() as one]:
                found.setdefault(one, []).append(term)
            case _:
                return {}
    return found


def _against(term: Node, by: Symbol) -> Node | None:
    """v, where the term is ⟨v, dx⟩ or ⟨dx, v⟩."""
    match term:
        case Inner(left=left, right=Differential(arg=arg)) | Inner(left=Differential(arg=arg), right=left) if arg == by:
            return left
        case _:
            return None


def _differential(derived: Derived) -> Routed | NoRoute | None:
    return next((route for route in derived.routes if route.name is RouteName.DIFFERENTIAL), derived.adjoints)


def _by_adjoints(pairs: tuple[Adjoint, ...]) -> Sentence:
    shown = _example(pairs)
    change, above = Differential(shown.by), Cotangent(shown.of)
    return (
        "No. The equation of ",
        shown.of,
        " fixes the map that carries a small change of ",
        shown.by,
        " forwards: ",
        change,
        " ↦ ",
        shown.local,
        ". It is linear, and the inner product fixes its adjoint, the one map with ",
        shown.equation,
        " for every ",
        change,
        " and every ",
        above,
        ". The left side is what ",
        change,
        " changes the output by on this path; so the right side says what this path gives to the gradient by ",
        shown.by,
        ": ",
        shown.adjoint,
        ". The operator and the order of its factors are forced by the equation. No index is needed for that, and no "
        "shape is tried out.",
    )


def _example(pairs: tuple[Adjoint, ...]) -> Adjoint:
    """The first whose adjoint has a transpose, else the first that is not the identity, else the first."""

    def rank(pair: Adjoint) -> int:
        if any(isinstance(node, Transpose) for node in walk(pair.adjoint)):
            return 0 if pair.by.shape.is_vector else 1
        return 2 if pair.adjoint != Cotangent(pair.of) else 3

    return min(pairs, key=rank)


def _table(pairs: tuple[Adjoint, ...]) -> Block:
    rows = [
        ((Differential(each.by), " ↦ ", each.local), (Cotangent(each.of), " ↦ ", each.adjoint), each) for each in pairs
    ]
    if all(_size(node) <= LONGEST_IN_TABLE for each in pairs for node in (each.local, each.adjoint)):
        cells = tuple(((each.of,), local, adjoint) for local, adjoint, each in rows)
        return Table(("equation of", "local map", "its adjoint"), cells, wide=2)
    return Bullets(
        tuple(
            ("In the equation of ", each.of, ": ", *local, " has the adjoint ", *adjoint, ".")
            for local, adjoint, each in rows
        )
    )


def _size(array: Node) -> int:
    return sum(1 for _ in walk(array))


def _by_indices(differentiation: Differentiation) -> Iterator[Part]:
    """The same without the differential route: the chain rule's sum is a product with a transposed Jacobian."""
    output = differentiation.program.output
    found = _through_one_equation(differentiation)
    if found is None:
        gradient = next(each for each in differentiation.gradients if each.requested)
        yield from ("No. A small change ", Differential(gradient.of), " of ", gradient.of, " changes ", output)
        yield from (" to first order by a linear map of ", Differential(gradient.of), ". The equations fix that map, ")
        yield from ("and the map fixes its entries, which are those of ", Gradient(gradient.of, output), ". ")
        yield "The index route computes them one by one; the table above says how all of them are written as arrays. "
        yield "No shape is tried out."
        return
    gradient, through = found
    chain_rule = _chain_rule(gradient)
    assert chain_rule is not None
    jacobian, change = Jacobian(through, gradient.of), Differential(gradient.of)
    stacked: Node = change if change.shape.is_vector else Vec(change)
    above: Node = Cotangent(through) if through.shape.is_vector else Vec(Cotangent(through))
    yield from ("No. The chain rule gave ", _start(gradient), " = ", chain_rule, ". The equation of ", through)
    yield from (" fixes the Jacobian ", jacobian, ". It carries a small change ", change, " forwards, ")
    yield from (Product((jacobian, stacked)), ", a sum over its second index. The chain rule sums over its first: it ")
    yield from ("carries ", Cotangent(through), " backwards, with the transpose. That is the adjoint, the one matrix ")
    yield "with "
    forwards = Inner(Product((jacobian, stacked)), above)
    yield Equation(forwards, Inner(stacked, Product((Transpose(jacobian), above))))
    yield from (" for every ", change, " and every ", Cotangent(through), ". So the operator and the order of its ")
    yield "factors are forced by the equation; the table above says how they look once the indices are gone. No shape "
    yield "is tried out."


def _through_one_equation(differentiation: Differentiation) -> tuple[VariableGradient, Symbol] | None:
    """A gradient that goes through the equation of one array alone, vectors first, with that array."""
    output = differentiation.program.output
    found = []
    for gradient in differentiation.gradients:
        if gradient.chain is None or not output.shape.is_scalar or len(gradient.consumers) != 1:
            continue
        (through,) = gradient.consumers
        if through != output and through.shape.axes and gradient.of.shape.axes and _chain_rule(gradient) is not None:
            found.append((gradient, through))
    return min(found, key=_unlikeness, default=None)


def _unlikeness(found: tuple[VariableGradient, Symbol]) -> tuple[bool, bool]:
    """Small for a vector by a vector whose result has a matrix, where the transpose is seen."""
    gradient, through = found
    vectors = gradient.of.shape.is_vector and through.shape.is_vector
    has_product = isinstance(gradient.value, Node) and any(isinstance(n, Product) for n in walk(gradient.value))
    return not vectors, not has_product


def _start(gradient: VariableGradient) -> Expression:
    assert gradient.chain is not None
    return gradient.chain.start


def _chain_rule(gradient: VariableGradient) -> Expression | None:
    """What the chain rule made of a derivative, where the gradient above stands in it by its short name."""
    assert gradient.chain is not None
    steps = [step.after for step in gradient.chain.steps if step.stage is Stage.CHAIN]
    named = [part for part in steps if isinstance(part, IndexSum) for array in arrays_in(part) if _is_above(array)]
    return named[-1] if named else None


def _is_above(array: Node) -> bool:
    return isinstance(array, Cotangent)

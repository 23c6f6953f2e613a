"""The local maps of a derivation and their adjoints, read off the ends of the chains of the differential route."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from matcalc.chain import Chain, Expression
from matcalc.checking.adjoints import verify_adjoints
from matcalc.documents.page import Equation
from matcalc.engine.matrix_route import MatrixRoute
from matcalc.forms.differentials import Differential, Inner
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import Add, Cotangent, Node, Number, Symbol
from matcalc.forms.traversal import replaced, walk
from matcalc.notation.text_out import input_text
from matcalc.rules.assemble import filled, total


@dataclass(frozen=True, slots=True)
class LocalMap:
    """In the equation of `of`: what a change of `by` changes it by, and what that makes of its gradient.

    local: linear in the differential of `by`, of the shape of `of`. above: the cotangent of `of`, the number 1 for the
    output itself. adjoint: linear in `above`, of the shape of `by`.
    """

    of: Symbol
    by: Symbol
    local: Node
    above: Node
    adjoint: Node

    @property
    def pairing(self) -> tuple[Inner, Inner]:
        """⟨L dx, ȳ⟩ and ⟨dx, L* ȳ⟩, which are equal."""
        return Inner(self.local, self.above), Inner(Differential(self.by), self.adjoint)

    @property
    def equation(self) -> Equation:
        """⟨L dx, ȳ⟩ = ⟨dx, L* ȳ⟩."""
        return Equation(*self.pairing)

    @property
    def kind(self) -> tuple[object, ...]:
        """What two maps have in common that differ in the names of arrays and functions only."""
        return _kind(self.local), _kind(self.adjoint)


def checked_local_maps(route: MatrixRoute, facts: Facts) -> tuple[LocalMap, ...]:
    """The local maps of a route, of which each was found to have its adjoint. Raises VerificationError otherwise."""
    found = local_maps(route)
    if found:
        verify_adjoints([each.pairing for each in found], route, show=input_text, facts=facts)
    return found


def local_maps(route: MatrixRoute) -> tuple[LocalMap, ...]:
    """Each equation's local map by each variable with its adjoint, in the order of the backward chains.

    Every step of those chains was checked; that each local map has this adjoint is not yet.
    """
    forward = {each.of: each.chain for each in route.forward}
    found: list[LocalMap] = []
    for each in route.backward:
        is_output = each.of == route.program.output
        above: Node = Number(Fraction(1)) if is_output else Cotangent(each.of)
        whole = _terms(forward[each.of].end) if is_output else _inside(each.chain, above)
        for by, moved in _beside(each.chain.end).items():
            if local := [_alone(term, by) for term in whole if by in _moving(term)]:
                found.append(LocalMap(each.of, by, total(local), above, total(moved)))
    return tuple(found)


def _terms(expression: Expression) -> tuple[Node, ...]:
    assert isinstance(expression, Node)
    return expression.args if isinstance(expression, Add) else (expression,)


def _inside(chain: Chain, above: Node) -> tuple[Node, ...]:
    """The terms of dy, in the last line of ⟨ȳ, dy⟩ = … in which nothing has been moved over: all of the shape of y."""
    found: tuple[Node, ...] = ()
    for line in (chain.start, *(step.after for step in chain.steps)):
        terms = _terms(line)
        if all(isinstance(term, Inner) and term.left == above for term in terms):
            found = tuple(part for term in terms if isinstance(term, Inner) for part in _terms(term.right))
    return found if all(part.shape == above.shape for part in found) else ()


def _beside(end: Expression) -> dict[Symbol, list[Node]]:
    """What stands beside the differential of each variable in a sum of inner products."""
    found: dict[Symbol, list[Node]] = {}
    for term in _terms(end):
        match term:
            case Inner(left=left, right=Differential(arg=Symbol() as by)):
                found.setdefault(by, []).append(left)
            case _:
                return {}
    return found


def _moving(term: Node) -> list[Node]:
    return [node.arg for node in walk(term) if isinstance(node, Differential)]


def _alone(term: Node, by: Symbol) -> Node:
    """The term with the differentials of all but one variable 0: a stack moves with several."""
    return replaced(term, {Differential(one): filled(Fraction(0), one.shape) for one in _moving(term) if one != by})


def _kind(array: Node) -> tuple[object, ...]:
    names: dict[Symbol, int] = {}
    return tuple(_part(node, names) for node in walk(array))


def _part(node: Node, names: dict[Symbol, int]) -> object:
    return names.setdefault(node, len(names)) if isinstance(node, Symbol) else type(node)

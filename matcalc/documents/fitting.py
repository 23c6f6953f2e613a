"""Is it a fitting? The answer: each backward formula is the adjoint of the linear map that one equation is, locally."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.chain import Expression, Gradient, Stage
from matcalc.documents.derived import Derived, Routed
from matcalc.documents.factor_words import TOGETHER
from matcalc.documents.local_maps import LocalMap, checked_local_maps
from matcalc.documents.page import Block, Bullets, Equation, Paragraph, Part, Sentence, Table
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.matrix_route import NoRoute, RouteName
from matcalc.forms.differentials import Differential, Inner, Jacobian
from matcalc.forms.index_form import IndexSum, arrays_in
from matcalc.forms.matrix_form import Cotangent, Node, Number, Product, Symbol, Transpose
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Vec

LONGEST_IN_TABLE = 8
"""The operators and names of a map above which the maps stand in lines of their own."""


LONGEST_SHOWN = 48
"""The same of a map and its adjoint together, above which they are no help to a reader."""

_BY_MAPS: Sentence = (
    "No. To first order each equation is a linear map of the changes of what it reads. The equation fixes the map, and "
    "the map fixes its matrix. No shape is tried out.",
)


_FORCED = (
    "So every formula below, its operator and the order of its factors, follows from an equation; no index and no "
    "shape is needed to find it."
)

_BY_ADJOINTS: Sentence = (
    "No. Each equation fixes the linear map that carries a small change forwards, and the inner product, the sum of "
    "the products of corresponding entries, fixes its adjoint, which carries a gradient backwards. " + _FORCED,
)


def fitting_blocks(derived: Derived) -> Iterator[Block]:
    """The answer, with a table of the local maps where the differential route leads to what was asked for."""
    route = _differential(derived)
    facts = derived.problem.choices.facts_at_first
    found = checked_local_maps(route.route, facts) if isinstance(route, Routed) else ()
    if found:
        short = [pair for pair in found if _size(pair.local) <= LONGEST_IN_TABLE]
        yield Paragraph(_by_adjoints(short) if short else _BY_ADJOINTS)
        if shown := [pair for pair in found if _size(pair.local) + _size(pair.adjoint) <= LONGEST_SHOWN]:
            yield _table(shown)
        return
    if not derived.shows_indices:
        yield Paragraph(_BY_MAPS)
        return
    if isinstance(route, NoRoute):
        reason = ("The differential route does not apply (", *route.reason, "). The index route shows it too.")
        yield Paragraph(reason)
    yield Paragraph(tuple(_by_indices(derived.differentiation)))


def _differential(derived: Derived) -> Routed | NoRoute | None:
    return next((route for route in derived.routes if route.name is RouteName.DIFFERENTIAL), derived.for_reasons)


def _by_adjoints(pairs: Sequence[LocalMap]) -> Sentence:
    shown = _example(pairs)
    change = Differential(shown.by)
    forwards = (" fixes the linear map that carries a small change forwards: ", *_map(change, shown.local))
    if isinstance(shown.above, Number):
        return (
            "No. The equation of ",
            shown.of,
            *forwards,
            ". Only one array gives it by an inner product, the sum of the products of corresponding entries: ",
            Equation(shown.local, Inner(change, shown.adjoint)),
            " whatever ",
            change,
            " is. ",
            _FORCED,
        )
    return (
        "No. The equation of ",
        shown.of,
        *forwards,
        ". The inner product, the sum of the products of corresponding entries, fixes its adjoint, the one map that "
        "carries ",
        shown.above,
        " backwards with ",
        shown.equation,
        " whatever ",
        change,
        " and ",
        shown.above,
        " are. ",
        _FORCED,
    )


def _example(pairs: Sequence[LocalMap]) -> LocalMap:
    """The first whose adjoint has a transpose, else the first that is not the identity, else the first.

    The equation of the output comes last: nothing is carried backwards through it.
    """

    def rank(pair: LocalMap) -> int:
        if isinstance(pair.above, Number):
            return 4
        if any(isinstance(node, Transpose) for node in walk(pair.adjoint)):
            return 0 if pair.by.shape.is_vector else 1
        return 2 if pair.adjoint != pair.above else 3

    return min(pairs, key=rank)


def _table(pairs: Sequence[LocalMap]) -> Block:
    kinds: dict[object, list[LocalMap]] = {}
    for pair in pairs:
        kinds.setdefault(pair.kind, []).append(pair)
    groups = list(kinds.values())
    if all(_size(node) <= LONGEST_IN_TABLE for first, *_ in groups for node in (first.local, first.adjoint)):
        return Table(("in", "local map", "its adjoint"), tuple(map(_row, groups)), wide=2)
    return Bullets(tuple(map(_bullet, groups)))


def _row(group: Sequence[LocalMap]) -> tuple[Sentence, ...]:
    first, *others = group
    adjoint = (*_map(first.above, first.adjoint), *_likewise(others))
    return (first.of,), _map(Differential(first.by), first.local), adjoint


def _bullet(group: Sequence[LocalMap]) -> Sentence:
    first, *others = group
    adjoint = (*_map(first.above, first.adjoint), *_likewise(others))
    return ("In ", first.of, ": ", *_map(Differential(first.by), first.local), " has the adjoint ", *adjoint, ".")


def _map(change: Node, image: Node) -> Sentence:
    return (change, f"{TOGETHER}↦ ", image)


def _likewise(others: Sequence[LocalMap]) -> Sentence:
    """; likewise by x in z₁ and by y in z₂."""
    words: list[Part] = []
    for number, other in enumerate(others):
        words += [" and by " if number and number + 1 == len(others) else ", by " if number else "; likewise by "]
        words += [other.by, " in ", other.of]
    return tuple(words)


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

"""What occurs in a derivation: the indices, cotangents and unknown functions that a reader has to be told about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeGuard

from matcalc.chain import Chain, Expression
from matcalc.documents.page import Line
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.matrix_route import MatrixRoute
from matcalc.forms.functions import KINKS
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, all_indices
from matcalc.forms.indices import Index, Place, Shifted, beyond, indices_in
from matcalc.forms.matrix_form import Apply, EntrySum, Hadamard, Node, Ones, Power
from matcalc.forms.program import Program
from matcalc.forms.reductions import KINK_OF_NORM, Norm
from matcalc.forms.traversal import walk


def chain_indices(chain: Chain) -> tuple[Index, ...]:
    """Every index of a chain and of the chains inside it, each once, free ones first."""
    found = dict.fromkeys(chain.free)
    for part in _expressions(chain):
        if isinstance(part, IndexSum):
            found.update(dict.fromkeys(all_indices(part)))
    return tuple(found)


def shown_indices(lines: Iterable[Line]) -> tuple[Index, ...]:
    """Every index that stands in one of the lines, each once."""
    found: dict[Index, None] = {}
    for line in lines:
        for part in (line.left, line.through, line.right):
            if isinstance(part, IndexSum):
                found.update(dict.fromkeys(all_indices(part)))
            elif isinstance(part, Entry):
                found.update((index, None) for place in part.places for index in indices_in(place))
    return tuple(found)


def indices(differentiation: Differentiation) -> tuple[Index, ...]:
    """Every index on the page, each once, in order of appearance."""
    found: dict[Index, None] = {}
    for chain in _chains(differentiation):
        found.update(dict.fromkeys(chain_indices(chain)))
    return tuple(found)


def clashing_names(found: Iterable[Index]) -> frozenset[str]:
    """Index names that stand for two ranges on one page."""
    ranges: dict[str, Index] = {}
    return frozenset(index.name for index in found if ranges.setdefault(index.name, index) != index)


def several_paths(differentiation: Differentiation) -> bool:
    """Whether the output sees some variable through more than one equation."""
    return any(len(gradient.consumers) > 1 for gradient in differentiation.gradients)


def entrywise_powers(differentiation: Differentiation | MatrixRoute, *, expanded: bool) -> Iterator[Power]:
    """The elementwise powers of arrays on the page that are printed as such; first those in results and equations.

    expanded: whether the page shows how the equations are expanded.
    """
    bodies = [d.body for d in differentiation.program.definitions if isinstance(d.body, Node)]
    derived = [gradient.chain for gradient in differentiation.gradients if gradient.chain is not None]
    chains = _chains(differentiation) if expanded else derived
    results = (chain.end for chain in derived)
    parts = (*results, *bodies, *(part for chain in chains for part in _expressions(chain)))
    for root in (root for part in parts for root in _arrays_in(part)):
        if _is_entrywise(root):
            yield root
        for parent in walk(root):
            for place, child in enumerate(parent.children):
                if _is_entrywise(child) and not _is_printed_otherwise(parent, place, child):
                    yield child


def _is_entrywise(part: Node) -> TypeGuard[Power]:
    return isinstance(part, Power) and not part.shape.is_scalar


def _is_printed_otherwise(parent: Node, place: int, power: Power) -> bool:
    """Whether no power is seen where the printers meet one: in the square of a norm, and in a division."""
    is_norm = isinstance(parent, EntrySum) and is_printed_as_product(parent) and power.exponent == 2
    return is_norm or (isinstance(parent, Hadamard) and place > 0 and power.exponent == -1)


def is_printed_as_product(total: EntrySum) -> bool:
    """Whether a sum of entries is printed as the square of a norm or as an inner product, not with a vector of ones."""
    match total:
        case EntrySum(arg=Power(exponent=exponent), axis=None):
            return exponent == 2
        case EntrySum(arg=Hadamard(args=(left, right)), axis=None):
            return left.shape.is_matrix and left.shape == right.shape
        case _:
            return False


def deltas(differentiation: Differentiation | MatrixRoute) -> Iterator[Delta]:
    """Every Kronecker delta on the page that stands at two indices, or at sums of several."""
    for factor in _factors(differentiation):
        if isinstance(factor, Delta) and all(_is_index_or_sum(place) for place in (factor.left, factor.right)):
            yield factor


def entries_beyond(differentiation: Differentiation | MatrixRoute) -> Iterator[Entry]:
    """Every entry on the page that may lie beyond its array, where it counts as 0."""
    for factor in _factors(differentiation):
        if isinstance(factor, Entry) and not isinstance(factor.array, Ones) and beyond(factor.places):
            yield factor


def _factors(differentiation: Differentiation | MatrixRoute) -> Iterator[Factor]:
    for part in _shown(differentiation):
        for term in part.terms if isinstance(part, IndexSum) else ():
            yield from term.factors


def _is_index_or_sum(place: Place) -> bool:
    return isinstance(place, Index) or (isinstance(place, Shifted) and not place.is_block)


def unknown_functions(program: Program) -> tuple[Apply, ...]:
    """One undifferentiated use of each elementwise function that is not known, in order of definition."""
    found: dict[str, Apply] = {}
    for definition in program.definitions:
        for node in nodes_in(definition.body if isinstance(definition.body, Node) else definition.body.body):
            if isinstance(node, Apply) and not node.function.is_known and node.function.order == 0:
                found.setdefault(node.function.name, node)
    return tuple(found.values())


def kinks(program: Program) -> tuple[str, ...]:
    """What is taken for a derivative where there is none, for each function of the equations that has such a place."""
    found: dict[str, None] = {}
    for definition in program.definitions:
        for node in nodes_in(definition.body if isinstance(definition.body, Node) else definition.body.body):
            if isinstance(node, Apply) and node.function.name in KINKS:
                found[KINKS[node.function.name]] = None
            elif isinstance(node, Norm):
                found[KINK_OF_NORM] = None
    return tuple(found)


def rules(differentiation: Differentiation | MatrixRoute) -> frozenset[str]:
    """The names of the rules that were used."""
    return frozenset(step.rule for chain in _chains(differentiation) for _, step in chain.walk())


def nodes(differentiation: Differentiation | MatrixRoute) -> Iterator[Node]:
    """Every node on the page, in order of appearance, with repetition."""
    for definition in differentiation.program.definitions:
        if isinstance(definition.body, Node):
            yield from walk(definition.body)
    yield from _nodes(differentiation)
    if isinstance(differentiation, MatrixRoute):
        return
    for gradient in differentiation.gradients:
        for chain in (gradient.stacked, gradient.distinct, gradient.turned):
            if chain is not None:
                for part in _expressions(chain):
                    yield from nodes_in(part)


def _chains(differentiation: Differentiation | MatrixRoute) -> Iterator[Chain]:
    if isinstance(differentiation, MatrixRoute):
        yield from differentiation.chains
        return
    for equation in differentiation.forward:
        if equation.chain is not None:
            yield equation.chain
    for gradient in differentiation.gradients:
        if gradient.chain is not None:
            yield gradient.chain


def _expressions(chain: Chain) -> Iterator[Expression]:
    yield chain.start
    for inner, step in chain.walk():
        yield inner.start
        yield step.after


def _shown(differentiation: Differentiation | MatrixRoute) -> Iterator[Expression]:
    return (part for chain in _chains(differentiation) for part in _expressions(chain))


def _nodes(differentiation: Differentiation | MatrixRoute) -> Iterator[Node]:
    return (node for part in _shown(differentiation) for node in nodes_in(part))


def nodes_in(part: Expression) -> Iterator[Node]:
    """Every node in an expression, with repetition."""
    return (node for array in _arrays_in(part) for node in walk(array))


def _arrays_in(part: Expression) -> Iterator[Node]:
    if isinstance(part, Node):
        yield part
        return
    for term in part.terms:
        for factor in term.factors:
            if isinstance(factor, Entry):
                yield factor.array
            elif isinstance(factor, Partial):
                yield from _arrays_in(factor.of)
                yield factor.by.array

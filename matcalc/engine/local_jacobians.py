"""The Jacobian of each equation by what it reads, as one matrix in both orientations: what layouts differ in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from matcalc.chain import Chain, Expression
from matcalc.engine.collapse import collapse
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.matrix_route import MatrixRoute
from matcalc.engine.orientation import transposed
from matcalc.engine.temporaries import names_in
from matcalc.engine.vectorize import vectorized
from matcalc.forms.differentials import Jacobian
from matcalc.forms.index_form import Entry, IndexSum, Partial
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.shapes import derivative_shape
from matcalc.rules.registry import Scope


@dataclass(frozen=True, slots=True)
class LocalJacobian:
    """∂of/∂by by the equation of `of` alone.

    chain: to its matrix form, from one of its entries or from a Jacobian; to index form where it has none. turned: from
    the transpose of that matrix to its simplest form; None without one, and for a number. A derivative with more than
    two axes is the matrix of the stacked arrays, output × variable.
    """

    of: Symbol
    by: Symbol
    chain: Chain
    turned: Chain | None

    @property
    def free(self) -> tuple[Index, ...]:
        """The indices of an index form: those of `of`, then those of `by`."""
        return self.chain.free

    @property
    def matrix(self) -> Node | None:
        """None for what stays in index form."""
        return matrix_of(self.chain)


def local_jacobians(differentiation: Differentiation, route: MatrixRoute | None) -> tuple[LocalJacobian, ...]:
    """One for each equation on the way from a derived variable to the output; as the Jacobian route has it, if it was
    taken and has it in this shape. That route knows no temporaries: where one of them stands between the two, the
    derivative by the equation as it was typed is another.
    """
    known = {each.chain.start: each.chain for each in route.forward} if route is not None else {}
    output = differentiation.program.output
    reads = {each.symbol: each.uses for each in differentiation.program.definitions}
    temporaries = {each.symbol for each in differentiation.program.definitions if each.is_temporary}
    found = []
    for gradient in differentiation.gradients:
        for of in gradient.consumers:
            if gradient.chain is not None and of is not output:
                is_apart = _reads_through(of, gradient.of, reads, temporaries)
                chain = None if is_apart else _of_route(of, gradient.of, known)
                chain = chain or _of_entries(of, gradient, differentiation)
                if chain is not None:
                    matrix = matrix_of(chain)
                    is_number = matrix is None or matrix.shape.is_scalar
                    turned = None if matrix is None or is_number else transposed(matrix)
                    found.append(LocalJacobian(of, gradient.of, chain, turned))
    return tuple(found)


def matrix_of(chain: Chain) -> Node | None:
    """The matrix that a chain leads to: its end, or that of which its end is the entry at a place of stacked arrays."""
    if isinstance(chain.end, Node):
        return chain.end
    entry = chain.end.single
    return entry.array if len(chain.free) > 2 and isinstance(entry, Entry) and len(entry.places) == 2 else None


def _reads_through(
    of: Symbol, by: Symbol, reads: Mapping[Symbol, Sequence[Symbol]], temporaries: Collection[Symbol]
) -> bool:
    """Whether the equation of an array reads another through a temporary, or through several."""
    waiting = [symbol for symbol in reads[of] if symbol in temporaries]
    seen = set[Symbol]()
    while waiting:
        symbol = waiting.pop()
        if by in reads[symbol]:
            return True
        if symbol not in seen:
            seen.add(symbol)
            waiting += (each for each in reads[symbol] if each in temporaries)
    return False


def _of_route(of: Symbol, by: Symbol, known: Mapping[Expression, Chain]) -> Chain | None:
    jacobian = Jacobian(of, by)
    chain = known.get(jacobian)
    if chain is None or derivative_shape(of.shape, by.shape) not in (None, jacobian.shape):
        return None
    return chain


def _of_entries(of: Symbol, gradient: VariableGradient, differentiation: Differentiation) -> Chain | None:
    """Its entry from the derivation of the gradient, collapsed; None where the whole equation does not read it."""
    assert gradient.chain is not None
    found = ((chain, _places(chain, of, gradient.of)) for chain in _inner(gradient.chain))
    local = next((replace(chain, free=free) for chain, free in found if free is not None), None)
    if local is None:
        return None
    program = differentiation.program
    supply = IndexSupply.over([axis for symbol in program.symbols for axis in symbol.shape.axes], names_in(program))
    scope = Scope(supply, free=local.free, output=of)
    shape = derivative_shape(of.shape, gradient.of.shape)
    if shape is not None:
        return collapse(local, shape, scope)
    stacked = vectorized(Chain(local.free, local.end, ()), scope)
    return local if stacked is None else replace(local, steps=(*local.steps, *stacked.steps))


def _inner(chain: Chain) -> Iterator[Chain]:
    return (inner for step in chain.steps for inner in step.substeps)


def _places(chain: Chain, of: Symbol, by: Symbol) -> tuple[Index, ...] | None:
    """The indices of ∂of_i/∂by_j, those of `of` first, where the chain starts from that; None where it does not."""
    partial = chain.start.single if isinstance(chain.start, IndexSum) else None
    entry = partial.of.single if isinstance(partial, Partial) else None
    if not isinstance(partial, Partial) or not isinstance(entry, Entry):
        return None
    places = tuple(place for place in (*entry.places, *partial.by.places) if isinstance(place, Index))
    return places if entry.array is of and partial.by.array is by else None

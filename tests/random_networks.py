"""Random tensor networks as terms, their value by einsum, and whether matrix notation can hold them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from plain_values import PlainValues

from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import Delta, Entry, Factor, Term, indices_of
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.rules.registry import Scope

LENGTHS = (2, 3, 4, 5, 6, 7, 8, 9)
EXPONENTS = (Fraction(1),) * 8 + (Fraction(2), Fraction(1, 2))

Choose = Callable[[int], int]
"""A number from 0 to below the given one, by chance."""


@dataclass(frozen=True)
class Network:
    """A term with its free indices."""

    term: Term
    free: tuple[Index, ...]

    @property
    def scope(self) -> Scope:
        return Scope(IndexSupply(frozenset()), free=self.free)

    def __str__(self) -> str:
        factors = " ".join(
            f"delta[{f.left.name},{f.right.name}]"
            if isinstance(f, Delta)
            else f"{f.array.name}[{','.join(p.name for p in f.places)}]^{f.exponent}"
            for f in self.term.factors
        )
        ranges = {i.name: str(i.range) for f in self.term.factors for i in indices_of(f)}
        return f"free {[i.name for i in self.free]}: sum {[i.name for i in self.term.dummies]}: {factors}, {ranges}"


def random_network(choose: Choose, *, equal: bool) -> Network:
    """A network of up to 2 free and 8 indices in all, every kind of factor in it; `equal`: of lengths 2 and 3 only.

    Half of them are made mostly of matrices: there both verdicts of the minor test are common.
    """
    free, dense = choose(3), bool(choose(2))
    summed = 3 + choose(4) if dense else choose(7 - free)
    return random_network_with(choose, free=free, summed=summed if free else max(1, summed), equal=equal, dense=dense)


def random_network_with(choose: Choose, *, free: int, summed: int, equal: bool, dense: bool = False) -> Network:
    """A network with the given numbers of free and summed indices; `dense`: with one or two matrices an index more."""
    lengths = [2 + choose(2) for _ in LENGTHS] if equal else list(LENGTHS)
    indices = [Index(name, Dimension.number(length)) for name, length in zip("ijklpqrs", lengths, strict=True)]
    used = indices[: free + summed]
    factors = [_random_factor(choose, used) for _ in range(choose(len(used) + 4))]
    factors += [_random_matrix(choose, used) for _ in range(len(used) + choose(len(used)) if dense else 0)]
    return Network(Term(Fraction(1 + choose(3)), tuple(factors), tuple(used[free:])), tuple(used[:free]))


def _random_factor(choose: Choose, indices: list[Index]) -> Factor:
    exponent = EXPONENTS[choose(len(EXPONENTS))]
    kind = choose(10)
    index, other = indices[choose(len(indices))], indices[choose(len(indices))]
    match kind:
        case 0:
            return Entry(Symbol(f"s{choose(2)}", SCALAR), (), exponent)
        case 1 | 2 if index.range == other.range:
            return Delta(index, other)
        case 3:
            return Entry(Symbol(f"r{index.range}", Shape(Dimension.number(1), index.range)), (index,), exponent)
        case 4 | 5 | 6:
            return Entry(Symbol(f"v{choose(2)}_{index.range}", vector(index.range)), (index,), exponent)
        case _:
            return replace(_random_matrix(choose, indices), exponent=exponent)


def _random_matrix(choose: Choose, indices: list[Index]) -> Entry:
    rows, columns = indices[choose(len(indices))], indices[choose(len(indices))]
    name = f"A{choose(2)}_{rows.range}_{columns.range}"
    return Entry(Symbol(name, Shape(rows.range, columns.range)), (rows, columns))


def einsum(network: Network) -> np.ndarray:
    """The value of a network, its axes the free indices in order."""
    term, values = network.term, PlainValues()
    numbers = {index: number for number, index in enumerate((*network.free, *term.dummies))}
    operands: list[object] = [np.array(float(term.coefficient)), []]
    for index, number in numbers.items():
        operands += [np.ones(values.size(index.range)), [number]]
    for factor in term.factors:
        if isinstance(factor, Delta):
            array = np.eye(values.size(factor.left.range))
        else:
            array = values.node(factor.array) ** float(factor.exponent)
            array = array.reshape([values.size(place.range) for place in factor.places])
        operands += [array, [numbers[index] for index in indices_of(factor)]]
    return np.einsum(*operands, [numbers[index] for index in network.free], optimize=True)


def is_series_parallel(network: Network) -> bool:
    """Whether the graph of a network, its free indices joined, has no K₄ minor: it ends as vertices of degree ≤ 2 go.

    A delta says that its indices are one vertex.
    """
    one: dict[Index, Index] = {index: index for index in (*network.free, *network.term.dummies)}
    for factor in network.term.factors:
        if isinstance(factor, Delta):
            kept, gone = one[factor.left], one[factor.right]
            one = {index: kept if vertex == gone else vertex for index, vertex in one.items()}
    near: dict[Index, set[Index]] = {vertex: set() for vertex in one.values()}
    pairs = [indices_of(factor) for factor in network.term.factors]
    for pair in (*pairs, list(network.free)):
        if len(pair) == 2 and one[pair[0]] != one[pair[1]]:
            near[one[pair[0]]].add(one[pair[1]])
            near[one[pair[1]]].add(one[pair[0]])
    while thin := next((vertex for vertex, others in near.items() if len(others) <= 2), None):
        others = near.pop(thin)
        for other in others:
            near[other] = (near[other] | others) - {thin, other}
    return not near

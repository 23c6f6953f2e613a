"""The equations of a document with samples, sample by sample: what is one number for each, and what is added up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Constant,
    Cotangent,
    EntrySum,
    Hadamard,
    Node,
    Number,
    Power,
    Product,
    Scale,
    Size,
    Symbol,
)
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.traversal import replaced, walk
from matcalc.manuscripts.entrywise import ONE, Times, factored, grouped, sum_of, times_of
from matcalc.manuscripts.understood import needed_for

ENTRYWISE = (Symbol, Number, Constant, Size, Add, Hadamard, Scale, Power, Apply)


@dataclass(frozen=True, slots=True)
class Added:
    """What is added up over the samples: a factor of numbers, times an array with one number for each."""

    factor: Times
    of_each: Node


@dataclass(frozen=True, slots=True)
class BySample:
    """A program in which all arrays that depend on samples have one number for each.

    count: how many samples there are. index: which one. matrices: those whose rows are the samples. named: the
    equations of arrays with a name in the document, in order, with all others put in; the product of such a matrix and
    a vector stands for wᵀx_i, and is in `turned` where the document writes x_iᵀw. sums: what the output adds up; rest:
    its other terms.
    """

    count: Dimension
    index: Index
    matrices: frozenset[Symbol]
    named: Mapping[Symbol, Node]
    sums: tuple[Added, ...]
    rest: tuple[Term, ...]
    output: Symbol
    turned: frozenset[Node]

    @property
    def program(self) -> tuple[Definition, ...]:
        """The equations, without those of the arrays that the document has no name for."""
        own = [Definition(symbol, body) for symbol, body in self.named.items()]
        terms = []
        for added in self.sums:
            factors = (*entries_of(added.factor, ()), Entry(added.of_each, (self.index,)))
            terms.append(Term(added.factor.coefficient, factors, (self.index,)))
        return (*own, Definition(self.output, IndexDefinition((), IndexSum((*terms, *self.rest)))))


class _NotBySampleError(Exception):
    """An equation that is not of this kind."""


def by_sample(program: Program, samples: Collection[str], known: Collection[str]) -> BySample | None:
    """The equations up to the output, sample by sample; None where that is not what they are.

    samples: the names of arrays whose rows are the samples. known: the names of the document.
    """
    matrices = [symbol for symbol in program.inputs if symbol.name in samples and symbol.shape.is_matrix]
    counts = {symbol.shape.rows for symbol in matrices}
    if len(counts) != 1:
        return None
    try:
        return _Reader(program, frozenset(matrices), counts.pop(), known).read()
    except _NotBySampleError:
        return None


class _Reader:
    def __init__(self, program: Program, matrices: frozenset[Symbol], count: Dimension, known: Collection[str]) -> None:
        self.program, self.matrices, self.count, self.known = program, matrices, count, known
        self.put_in: dict[Node, Node] = {}
        self.named: dict[Symbol, Node] = {}
        self.turned: set[Node] = set()

    def read(self) -> BySample:
        *before, last = needed_for(self.program, {self.program.output.name}).definitions
        for one in before:
            body = self._body(one)
            if one.symbol.name in self.known:
                if body.shape != one.symbol.shape or body.shape.is_scalar:
                    raise _NotBySampleError
                self.named[one.symbol] = body
            else:
                self.put_in[one.symbol] = body
        if last.symbol is not self.program.output or not isinstance(last.body, IndexDefinition) or last.body.places:
            raise _NotBySampleError
        terms = last.body.body.terms
        over = [term for term in terms if any(dummy.range == self.count for dummy in term.dummies)]
        if not over:
            raise _NotBySampleError
        index = next(dummy for dummy in over[0].dummies if dummy.range == self.count)
        sums = tuple(self._sums(over))
        rest = tuple(self._rest(term) for term in terms if term not in over)
        return BySample(self.count, index, self.matrices, self.named, sums, rest, last.symbol, frozenset(self.turned))

    def _body(self, definition: Definition) -> Node:
        if isinstance(definition.body, Node):
            return self._checked(replaced(definition.body, self.put_in))
        places = definition.body.places
        if len(places) != 1 or places[0].range != self.count:
            raise _NotBySampleError
        return sum_of(grouped([self._times(term, places[0]) for term in definition.body.body.terms]))

    def _sums(self, terms: list[Term]) -> Iterator[Added]:
        groups: dict[frozenset[tuple[Node, Fraction]], list[tuple[Times, Times]]] = {}
        for term in terms:
            index = next(dummy for dummy in term.dummies if dummy.range == self.count)
            if term.dummies.count(index) != 1:
                raise _NotBySampleError
            times = self._times(term, index)
            outside = Times(ONE, tuple(pair for pair in times.powers if pair[0].shape.is_scalar)).merged
            inside = tuple(pair for pair in times.powers if not pair[0].shape.is_scalar)
            groups.setdefault(frozenset(outside.powers), []).append((outside, Times(times.coefficient, inside)))
        for group in groups.values():
            first = factored([inside for _, inside in group]).coefficient if len(group) > 1 else group[0][1].coefficient
            of_each = sum_of(grouped([Times(times.coefficient / first, times.powers) for _, times in group]))
            if of_each.shape.is_scalar:
                raise _NotBySampleError
            yield Added(Times(first) * group[0][0], of_each)

    def _times(self, term: Term, index: Index) -> Times:
        """A term at a sample, as a product of arrays."""
        found = Times(term.coefficient)
        rest = []
        for factor in term.factors:
            if not isinstance(factor, Entry) or term.labels:
                raise _NotBySampleError
            if factor.places in ((), (index,)):
                array = self._checked(replaced(factor.array, self.put_in))
                found = found * times_of(Power(array, factor.exponent) if factor.exponent != 1 else array)
            else:
                rest.append(factor)
        summed = [dummy for dummy in term.dummies if dummy != index]
        for dummy in summed:
            pair = [factor for factor in rest if dummy in factor.places]
            row = next((one for one in pair if one.array in self.matrices and one.places == (index, dummy)), None)
            if len(pair) != 2 or row is None or any(one.exponent != 1 for one in pair):
                raise _NotBySampleError
            (other,) = [one for one in pair if one is not row]
            if not isinstance(other.array, Symbol) or other.places != (dummy,):
                raise _NotBySampleError
            rest = [one for one in rest if one not in pair]
            product = Product((row.array, other.array))
            if term.factors.index(row) < term.factors.index(other):
                self.turned.add(product)
            found = found * Times(ONE, ((product, ONE),))
        if rest:
            raise _NotBySampleError
        return found

    def _rest(self, term: Term) -> Term:
        """A term without samples, with what it reads put in."""
        factors = []
        coefficient = term.coefficient
        for factor in term.factors:
            if not isinstance(factor, Entry):
                raise _NotBySampleError
            array = replaced(factor.array, self.put_in)
            if factor.places or isinstance(array, EntrySum):
                factors.append(Entry(array, factor.places, factor.exponent))
                continue
            times = times_of(Power(array, factor.exponent) if factor.exponent != 1 else array)
            coefficient *= times.coefficient
            factors += entries_of(Times(ONE, times.powers), ())
        return Term(coefficient, tuple(factors), term.dummies, term.labels)

    def _checked(self, root: Node) -> Node:
        lines = {part for part in walk(root) if isinstance(part, Product) and self._is_line(part)}
        inside = {symbol for line in lines for symbol in line.children}
        for part in walk(root):
            if part in lines or part in inside:
                continue
            if not isinstance(part, ENTRYWISE) or not (part.shape.is_scalar or part.shape.axes == (self.count,)):
                raise _NotBySampleError
        return root

    def _is_line(self, node: Product) -> bool:
        return len(node.args) == 2 and node.args[0] in self.matrices and isinstance(node.args[1], Symbol)


def entries_of(times: Times, places: tuple[Index, ...]) -> tuple[Entry, ...]:
    """The factors of a product as entries: those of numbers first, then those of arrays, at these places.

    What something is divided by is in one entry with what it divides; derivatives stand before that.
    """
    numbers = [Entry(array, (), exponent) for array, exponent in times.powers if array.shape.is_scalar]
    arrays = tuple(pair for pair in times.powers if not pair[0].shape.is_scalar)
    if not any(exponent < 0 for _, exponent in arrays):
        return (*numbers, *(Entry(array, places, exponent) for array, exponent in arrays))
    derivatives = tuple(pair for pair in arrays if isinstance(pair[0], Cotangent))
    others = tuple(pair for pair in arrays if pair not in derivatives)
    before = (Entry(array, places, exponent) for array, exponent in derivatives)
    return (*numbers, *before, Entry(Times(ONE, others).node, places))

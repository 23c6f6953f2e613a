"""What becomes of an expression where labels take a place: h[t-1] where t becomes t + 1, or where t is 3."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Container, Iterable
from dataclasses import replace

from matcalc.forms.dimensions import Dimension
from matcalc.forms.families import member
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term, all_indices
from matcalc.forms.indices import Index, Paired, Place, Shifted, moving
from matcalc.forms.labels import At, Label, length_moved
from matcalc.forms.matrix_form import (
    Cotangent,
    Eye,
    LabelSum,
    Node,
    Ones,
    Size,
    Slice,
    Span,
    Symbol,
    Zeros,
)
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Commutation, Unvec

LETTERS = "srqpuvwxyzabcdefgh"
"""What a label is called whose own name is taken."""


class _Settled:
    """What a walk does not go into: what is done, and sums over labels."""

    def __init__(self, done: Container[object]) -> None:
        self._done = done

    def __contains__(self, part: object) -> bool:
        return part in self._done or isinstance(part, LabelSum)


class Relabelling(ABC):
    """Puts places for labels in expressions of either form. Indices keep their names; their ranges move.

    What becomes of a node is worked out once.
    """

    def __init__(self) -> None:
        self._done: dict[Node, Node] = {}

    @abstractmethod
    def symbol(self, symbol: Symbol) -> Symbol:
        """The array that a member becomes."""

    @abstractmethod
    def length(self, length: Dimension) -> Dimension:
        """The length that a length becomes."""

    @abstractmethod
    def label_sum(self, part: LabelSum) -> Node:
        """What a sum over a label becomes."""

    @abstractmethod
    def terms(self, term: Term) -> tuple[Term, ...]:
        """What a term becomes."""

    def node(self, root: Node) -> Node:
        """What a matrix form becomes."""
        done = self._done
        if isinstance(root, LabelSum):
            return self.label_sum(root)
        for part in walk(root, _Settled(done)):
            for child in part.children:
                if child not in done:
                    assert isinstance(child, LabelSum)
                    done[child] = self.label_sum(child)
            children = tuple(done[child] for child in part.children)
            done[part] = self._moved(part if children == part.children else part.rebuilt(children))
        return done[root]

    def index_sum(self, expression: IndexSum) -> IndexSum:
        """What an index form becomes."""
        return IndexSum(tuple(moved for term in expression.terms for moved in self.terms(term)))

    def bare(self, term: Term) -> Term:
        """What a term becomes without a look at what it sums over."""
        factors = tuple(self.factor(factor) for factor in term.factors)
        return replace(term, factors=factors, dummies=tuple(map(self.index, term.dummies)))

    def factor(self, factor: Factor) -> Factor:
        """What one factor becomes."""
        match factor:
            case Entry(array=array, places=places, exponent=exponent):
                return Entry(self.node(array), tuple(map(self.place, places)), exponent)
            case Delta(left=left, right=right):
                return Delta(self.place(left), self.place(right))
            case Partial(of=of, by=by):
                entry = self.factor(by)
                assert isinstance(entry, Entry)
                return Partial(self.index_sum(of), entry)

    def index(self, index: Index) -> Index:
        """An index with the range that it has there."""
        return Index(index.name, self.length(index.range))

    def place(self, place: Place) -> Place:
        """Where an entry stands."""
        match place:
            case Index():
                return self.index(place)
            case Shifted(counted=counted, offset=offset, range=length):
                counts = {self.index(index): self.length(times) for index, times in counted}
                return moving(counts, self.length(offset), self.length(length))
            case Paired(first=first, second=second):
                return Paired(self.place(first), self.place(second))

    def shape(self, shape: Shape) -> Shape:
        """What a shape becomes."""
        return Shape(self.length(shape.rows), self.length(shape.cols))

    def _moved(self, part: Node) -> Node:
        """A node, its children moved already, with what it says of members and lengths itself."""
        match part:
            case Symbol():
                return self.symbol(part)
            case Cotangent(of=of, output=output):
                return Cotangent(self.symbol(of), self.shape(output))
            case Ones(shape=shape):
                return Ones(self.shape(shape))
            case Zeros(shape=shape):
                return Zeros(self.shape(shape))
            case Eye(size=size):
                return Eye(self.length(size))
            case Size(length=length):
                return Size(self.length(length))
            case Slice(arg=arg, rows=rows, cols=cols):
                return Slice(arg, *(Span(self.length(span.start), self.length(span.stop)) for span in (rows, cols)))
            case Unvec(arg=arg, rows=rows_, cols=cols_):
                return Unvec(arg, self.length(rows_), self.length(cols_))
            case Commutation(rows=rows_, cols=cols_):
                return Commutation(self.length(rows_), self.length(cols_))
            case _:
                return part


class AtPlace(Relabelling):
    """One place for one label, wherever no sum binds it."""

    def __init__(self, label: Label, to: At) -> None:
        super().__init__()
        self._label = label
        self._to = to

    def symbol(self, symbol: Symbol) -> Symbol:
        if symbol.member is None:
            return symbol
        return member(symbol.member.family, symbol.member.at.moved(self._label, self._to))

    def length(self, length: Dimension) -> Dimension:
        return length_moved(length, self._label, self._to)

    def label_sum(self, part: LabelSum) -> Node:
        return part if part.label is self._label else LabelSum(part.label, self.node(part.arg))

    def terms(self, term: Term) -> tuple[Term, ...]:
        return (term,) if self._label in term.labels else (self.bare(term),)


def with_labels_apart(expression: IndexSum, avoid: Iterable[Label]) -> IndexSum:
    """The same sums over labels that are called otherwise than those in `avoid`."""
    taken = {label.name for label in avoid}
    return IndexSum(tuple(_apart(term, taken) for term in expression.terms))


def fresh_label(like: Label, taken: Collection[str]) -> Label:
    """A label with another name that runs as far."""
    return Label(next(letter for letter in LETTERS if letter not in taken), like.last)


def _apart(term: Term, taken: Collection[str]) -> Term:
    for label in term.labels:
        if label.name in taken:
            names = {*taken, *(other.name for other in term.labels), *(index.name for index in all_indices(term))}
            fresh = fresh_label(label, names)
            rest = tuple(other for other in term.labels if other is not label)
            (moved,) = AtPlace(label, At(fresh)).terms(replace(term, labels=()))
            term = replace(moved, labels=(*rest, fresh))
    return term

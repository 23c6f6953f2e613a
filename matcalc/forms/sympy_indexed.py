"""Index forms, and the entries of any matrix form, in SymPy's Sum, Indexed and KroneckerDelta. SymPy is imported late.

Indices count from 0, as SymPy's do; those that the index form does not have are Dummies, each of another letter. Named
arrays are Indexed, a scalar is a Symbol. A derivative ∂z/∂W is an IndexedBase of that name and not a SymPy Derivative,
whose doit() would take z for independent of W and answer 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matcalc.errors import InputError
from matcalc.forms.dimensions import ONE
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term, free_indices
from matcalc.forms.indices import Index, IndexSupply, Paired, Place, lies_within
from matcalc.forms.matrix_form import Node
from matcalc.forms.sympy_atoms import dimension, indexed_base, name_of, no_label_sum, rational
from matcalc.forms.sympy_entries import Position, entry_at


def to_sympy_indexed(expression: IndexSum | Node, free: Sequence[Index]) -> Any:
    """Any expression as a scalar of SymPy: its entry at the indices `free`, one for each axis, row index first.

    The entry of a product is a Sum, of vec(A) at a place p the entry A[p mod m, p div m]; only an inverse and a
    determinant, which no sum writes out, stay as they are. Raises InputError where `free` does not fit.
    """
    if isinstance(expression, IndexSum):
        wanted = free_indices(expression)
        if not set(wanted) <= set(free):
            names = ", ".join(index.name for index in wanted if index not in free)
            raise InputError(f"the expression has the free indices {names}, which are not among those given")
        return index_sum(expression)
    axes = expression.shape.axes
    if tuple(index.range for index in free) != axes:
        given = ", ".join(f"{index.name} over {index.range}" for index in free) or "none"
        raise InputError(f"an entry of a {expression.shape} array needs {_indices(axes)}; given: {given}")
    return _named_apart(_entry(Entry(expression, tuple(free))))


def _indices(axes: tuple[Any, ...]) -> str:
    return "no index" if not axes else " and ".join(f"an index over {length}" for length in axes)


def index_sum(expression: IndexSum) -> Any:
    import sympy

    return _named_apart(sympy.Add(*[_term(term) for term in expression.terms]))


def _named_apart(made: Any) -> Any:
    """The same with another letter for each index that the entries are summed over, so that its text can be read."""
    import sympy

    dummies = sorted(made.atoms(sympy.Dummy), key=lambda dummy: dummy.dummy_index)
    taken = {symbol.name for symbol in made.atoms(sympy.Symbol, sympy.MatrixSymbol).difference(dummies)}
    names = IndexSupply(frozenset(taken)).fresh_for([ONE] * len(dummies), ())
    fresh = {dummy: sympy.Dummy(name.name, integer=True) for dummy, name in zip(dummies, names, strict=True)}
    return made.xreplace(fresh)


def _term(term: Term) -> Any:
    import sympy

    if term.labels:
        raise no_label_sum(term.labels[0])
    product = sympy.Mul(rational(term.coefficient), *[_factor(factor) for factor in term.factors])
    limits = [(_index(dummy), 0, dimension(dummy.range) - 1) for dummy in term.dummies]
    return sympy.Sum(product, *limits) if limits else product


def _index(index: Index) -> Any:
    import sympy

    return sympy.Symbol(index.name, integer=True)


def _position(place: Place) -> Position:
    """A place counted from 0; a pair of places knows both."""
    import sympy

    match place:
        case Index():
            return Position(_index(place))
        case Paired(first=first, second=second):
            inner, outer = _position(first), _position(second)
            length = dimension(first.range)
            return Position(sympy.Add(inner.at, length * outer.at), (inner, outer), length)
    moved = [dimension(count) * (_index(index) + 1) for index, count in place.counted]
    return Position(sympy.Add(*moved, dimension(place.offset) - 1))


def _factor(factor: Factor) -> Any:
    import sympy

    match factor:
        case Delta(left=left, right=right):
            return sympy.KroneckerDelta(_position(left).at, _position(right).at)
        case Entry(exponent=exponent):
            return _where_it_is(factor, _entry(factor) ** rational(exponent))
        case Partial(of=of, by=by):
            places = [*(_index(index) for index in free_indices(of)), *(_position(place).at for place in by.places)]
            label = (
                f"∂({index_sum(of)})/∂{name_of(by.array)}"
                if of.single is None
                else f"∂{_head(of)}/∂{name_of(by.array)}"
            )
            return sympy.IndexedBase(label)[tuple(places)] if places else sympy.Symbol(label)


def _where_it_is(entry: Entry, value: Any) -> Any:
    """The value of an entry; 0 where one of its places may lie beyond the array, and does."""
    import sympy

    beyond = [place for place in entry.places if not lies_within(place)]
    if not beyond:
        return value
    inside = [
        condition
        for place in beyond
        for condition in (_position(place).at >= 0, _position(place).at < dimension(place.range))
    ]
    return sympy.Piecewise((value, sympy.And(*inside)), (0, True))


def _head(of: IndexSum) -> str:
    inner = of.single
    assert isinstance(inner, Entry)
    return name_of(inner.array) or str(_entry(inner))


def _entry(entry: Entry) -> Any:
    import sympy

    shape = entry.array.shape
    if (name := name_of(entry.array)) is not None:
        if not entry.places:
            return sympy.Symbol(name)
        return indexed_base(name, shape)[tuple(_position(place).at for place in entry.places)]
    places = [_position(place) for place in entry.places]
    first = Position(sympy.Integer(0))
    row = first if shape.rows.is_one else places.pop(0)
    column = first if shape.cols.is_one else places.pop(0)
    return entry_at(entry.array, row, column)

"""The reader of SymPy's Sum, Indexed and KroneckerDelta. Our places count from 1, SymPy's from 0 or from 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from matcalc.errors import InputError
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Term, all_indices, apart
from matcalc.forms.indices import Index, IndexSupply, Place, fixed
from matcalc.forms.matrix_form import DiagOf, Eye, Node, Number, Scale, Transpose
from matcalc.forms.program import IndexDefinition
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.forms.sympy_arrays import ArrayReader
from matcalc.forms.sympy_names import (
    Names,
    is_entry,
    length_of,
    parts_of,
    shape_of,
    shown,
    symbol_shape,
)


@dataclass(frozen=True, slots=True)
class Running:
    """An index of ours for one of SymPy's, and the number that SymPy's begins with: 0 or 1."""

    index: Index
    start: int


Bindings = Mapping[Any, Running]


def free_indices_of(expression: Any) -> tuple[Any, ...]:
    """The symbols that stand as an index and that no sum binds, by name."""
    free = expression.free_symbols
    found = {place for entry in _entries(expression) for place in _places(entry) if place in free}
    return tuple(sorted(found, key=str))


def named_sums(names: Names) -> Callable[[Any], Node | None]:
    """What a reader of matrix expressions makes of a sum over entries: a definition of its own."""

    def leaf(part: Any) -> Node | None:
        if not is_entry(part):
            return None
        if free := free_indices_of(part):
            letters = ", ".join(map(str, free))
            raise InputError(
                f"{shown(part)} has the free index {letters} inside a matrix expression; give it a name, "
                f"Eq(z[{letters}], …), and use z"
            )
        return names.define(names.fresh(), SCALAR, SumReader(names).definition(part, ()))

    return leaf


def _entries(expression: Any) -> list[Any]:
    import sympy

    return [part for part in parts_of(expression) if is_entry(part) and not isinstance(part, sympy.Sum)]


def _places(entry: Any) -> tuple[Any, ...]:
    import sympy

    return tuple(entry.args if isinstance(entry, sympy.KroneckerDelta) else entry.indices)


class SumReader:
    """Makes index forms of scalars in which entries stand at indices."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.supply = IndexSupply(frozenset(names.taken))
        self.ranges: dict[str, Dimension] = {}

    def definition(self, expression: Any, free: tuple[Any, ...]) -> IndexDefinition:
        """The expression as the entry at the indices `free`, in this order. At most two."""
        if len(free) > 2:
            raise InputError(f"{shown(expression)} has {len(free)} free indices; an array has at most two axes")
        running = {place: self._free(place, expression) for place in free}
        terms = self._terms(expression, running)
        return IndexDefinition(tuple(one.index for one in running.values()), IndexSum(tuple(terms)))

    # indices

    def _free(self, place: Any, expression: Any) -> Running:
        """A free index, which runs as far as the axes it stands at."""
        import sympy

        if isinstance(place, sympy.Idx) and place.upper is not None:
            return self._running(place, place.lower, place.upper)
        for entry in _entries(expression):
            shape = self._declared(entry)
            for at, other in enumerate(_places(entry) if shape is not None else ()):
                if other == place and shape is not None:
                    return Running(self._named(place, (shape.rows, shape.cols)[at]), 0)
        raise InputError(
            f"nothing tells how far {place} runs: write IndexedBase(name, shape=(n,)), or Idx('{place}', n)"
        )

    def _declared(self, entry: Any) -> Shape | None:
        import sympy

        if isinstance(entry, sympy.KroneckerDelta):
            return None
        return symbol_shape(entry.base) if isinstance(entry, sympy.Indexed) else shape_of(entry.parent)

    def _running(self, place: Any, low: Any, high: Any) -> Running:
        if low not in (0, 1):
            raise InputError(
                f"{place} runs from {shown(low)} to {shown(high)}; a sum runs over a whole axis, from 0 to n - 1 or "
                "from 1 to n; a part of an array is a slice, A[0:k, :]"
            )
        length = length_of(high - low + 1)
        return Running(self._named(place, length), int(low))

    def _named(self, place: Any, length: Dimension) -> Index:
        """An index with the user's letter, unless it means something else."""
        import sympy

        name = str(place)
        plain = not isinstance(place, sympy.Dummy) and name.isidentifier() and name not in self.names.symbols
        if plain and name not in self.names.dimensions and self.ranges.setdefault(name, length) == length:
            return Index(name, length)
        taken = [Index(used, length) for used in self.ranges]
        index = self.supply.fresh(length, taken)
        self.ranges[index.name] = length
        return index

    # terms

    def _terms(self, expression: Any, running: Bindings) -> list[Term]:
        import sympy

        match expression:
            case sympy.Add(args=args):
                return [term for arg in args for term in self._terms(arg, running)]
            case sympy.Mul(args=args):
                product = [Term(Fraction(1), ())]
                for arg in args:
                    product = self._multiplied(product, self._terms(arg, running))
                return product
            case sympy.Sum():
                return self._bound(expression, running)
            case sympy.Pow(args=(sympy.Sum() as base, sympy.Integer(p=2))):
                return self._multiplied(self._terms(base, running), self._terms(base, running))
        return self._factor(expression, running)

    def _bound(self, expression: Any, running: Bindings) -> list[Term]:
        inner = dict(running)
        indices = {*running, *(place for place, *_ in expression.limits)}
        for place, low, high in expression.limits:
            if bound := (low.free_symbols | high.free_symbols) & indices:
                other = min(map(str, bound))
                raise InputError(f"{place} runs as far as {other} in {shown(expression)}; a sum runs over a whole axis")
            inner[place] = self._running(place, low, high)
        dummies = tuple(inner[place].index for place, *_ in expression.limits)
        terms = []
        for term in self._terms(expression.function, inner):
            fresh = apart(term, dummies, self.supply)
            terms.append(replace(fresh, dummies=dummies + fresh.dummies))
        return terms

    def _multiplied(self, left: list[Term], right: list[Term]) -> list[Term]:
        """Every term with every other; a dummy that both use is renamed in the second."""
        terms = []
        for first in left:
            for second in right:
                other = apart(second, all_indices(first), self.supply)
                mine = apart(first, [index for index in all_indices(other) if index in first.dummies], self.supply)
                terms.append(
                    Term(
                        mine.coefficient * other.coefficient,
                        mine.factors + other.factors,
                        mine.dummies + other.dummies,
                    )
                )
        return terms

    def _factor(self, expression: Any, running: Bindings) -> list[Term]:
        import sympy
        from sympy.matrices.expressions.matexpr import MatrixElement

        match expression:
            case sympy.KroneckerDelta(args=(left, right)):
                return [_of(self._delta(left, right, running, expression))]
            case sympy.Indexed() | MatrixElement() if is_entry(expression):
                return [_of(self._entry(expression, running, Fraction(1)))]
            case sympy.Pow(args=(sympy.Indexed() | MatrixElement() as base, sympy.Rational() as exponent)):
                if is_entry(base):
                    return [_of(self._entry(base, running, Fraction(int(exponent.p), int(exponent.q))))]
        if expression in running:
            raise InputError(f"the index {expression} stands as a number; an index says only which entry is meant")
        return [_term_of(*self._cell(expression, running))]

    def _entry(self, entry: Any, running: Bindings, exponent: Fraction) -> Entry:
        array, shape = self._array(entry, running)
        places = [
            self._place(place, length, running, entry)
            for place, length in zip(_places(entry), (shape.rows, shape.cols), strict=False)
            if not length.is_one
        ]
        return Entry(array, tuple(places), exponent)

    def _array(self, entry: Any, running: Bindings) -> tuple[Node, Shape]:
        """The array of an entry; an IndexedBase without a shape is as long as its indices run."""
        import sympy

        if not isinstance(entry, sympy.Indexed):
            array = ArrayReader(self.names).read(entry.parent)
            return array, array.shape
        if len(entry.indices) > 2:
            raise InputError(f"{shown(entry)} has {len(entry.indices)} indices; an array has at most two axes")
        name, shape = str(entry.base.label), symbol_shape(entry.base)
        known = self.names.symbols.get(name)
        if shape is None and known is not None:
            shape = known.shape
        if shape is None:
            lengths = [running[place].index.range for place in entry.indices if place in running]
            if len(lengths) != len(entry.indices):
                raise InputError(f"nothing tells the shape of {name}: write IndexedBase({name!r}, shape=(m, n))")
            shape = Shape(*(*lengths, ONE)[:2])
        return self.names.symbol(name, shape), shape

    def _place(self, place: Any, length: Dimension, running: Bindings, entry: Any) -> Place:
        import sympy

        is_element = not isinstance(entry, (sympy.Indexed, sympy.KroneckerDelta))
        if place.is_Integer:
            start = 0 if is_element else max((one.start for one in running.values()), default=0)
            return fixed(Dimension.number(int(place) + 1 - start), length)
        for symbol, one in running.items():
            if symbol in place.free_symbols or symbol == place:
                if place - symbol != (-one.start if is_element else 0):
                    first = "0" if is_element else str(one.start)
                    raise InputError(
                        f"the place {shown(place)} in {shown(entry)} is not read: a place is an index that counts from "
                        f"{first}, or a number"
                    )
                if one.index.range != length:
                    raise InputError(f"{symbol} runs over {one.index.range}, the axis in {shown(entry)} over {length}")
                return one.index
        raise InputError(f"the place {shown(place)} in {shown(entry)} is no index and no number")

    def _delta(self, left: Any, right: Any, running: Bindings, entry: Any) -> Delta:
        lengths = [running[place].index.range for place in (left, right) if place in running]
        if not lengths:
            raise InputError(f"{shown(entry)} has no index that runs over an axis")
        first, second = (self._place(place, lengths[0], running, entry) for place in (left, right))
        return Delta(first, second)

    # a function of entries

    def _cell(self, expression: Any, running: Bindings) -> tuple[Node, tuple[Place, ...]]:
        """A function of entries that all stand at one row and one column, as an entry of an array of its own."""
        axes = self._axes(expression, running)

        def leaf(part: Any) -> Node | None:
            return self._leaf(part, axes, running)

        node = ArrayReader(self.names, leaf).read(expression)
        return node, tuple(index for index in axes if not index.range.is_one)

    def _axes(self, expression: Any, running: Bindings) -> tuple[Index, ...]:
        """The index of the rows and that of the columns, as the first matrix in the expression has them."""
        free = expression.free_symbols
        used = [one.index for place, one in running.items() if place in free]
        if len(used) > 2:
            raise InputError(
                f"{shown(expression)} depends on {len(used)} indices; an array has at most two axes: "
                "multiply it out, or give a part a name with Eq in lets"
            )
        for entry in _entries(expression):
            indices = [running[place].index for place in _places(entry) if place in running]
            if len(indices) == len(used) == 2 and set(indices) == set(used):
                return tuple(indices)
        return tuple(used)

    def _leaf(self, part: Any, axes: tuple[Index, ...], running: Bindings) -> Node | None:
        import sympy
        from sympy.matrices.expressions.matexpr import MatrixElement

        match part:
            case sympy.KroneckerDelta(args=(left, right)):
                delta = self._delta(left, right, running, part)
                if (delta.left, delta.right) in (axes, axes[::-1]):
                    return Eye(axes[0].range)
                raise InputError(f"{shown(part)} inside a function is not read; multiply it out")
            case sympy.Indexed() | MatrixElement() if is_entry(part):
                entry = self._entry(part, running, Fraction(1))
                return self._turned(entry.array, entry.places, axes, part)
            case sympy.Sum():
                places = tuple(place for place, one in running.items() if place in part.free_symbols)
                ordered = tuple(sorted(places, key=lambda place: axes.index(running[place].index)))
                terms = self._terms(part, {place: running[place] for place in ordered})
                indices = tuple(running[place].index for place in ordered)
                shape = Shape(*(*(index.range for index in indices), ONE, ONE)[:2])
                body = IndexDefinition(indices, IndexSum(tuple(terms)))
                return self._turned(self.names.define(self.names.fresh(), shape, body), indices, axes, part)
        if part in running:
            raise InputError(f"the index {part} stands as a number; an index says only which entry is meant")
        return None

    def _turned(self, array: Node, places: tuple[Place, ...], axes: tuple[Index, ...], part: Any) -> Node:
        """The array that has the given entry at the row and the column of the cell."""
        if not all(place in axes for place in places):
            raise InputError(f"{shown(part)} stands at a fixed place inside a function; give it a name with Eq in lets")
        if len(places) == 2 and places[0] == places[1]:
            array, places = DiagOf(array), places[:1]
        at_column = len(axes) == 2 and places != () and places[0] == axes[1]
        return Transpose(array) if at_column else array


def _of(factor: Factor) -> Term:
    return Term(Fraction(1), (factor,))


def _term_of(node: Node, places: tuple[Place, ...]) -> Term:
    """A number goes into the coefficient."""
    if isinstance(node, Number):
        return Term(node.value, ())
    if isinstance(node, Scale):
        return Term(node.coefficient, (Entry(node.arg, places),))
    return _of(Entry(node, places))

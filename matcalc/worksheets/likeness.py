"""Expressions that differ in their looks alone: in the order of terms, in where numbers and transposes stand.

An expression is read as a sum of terms: a number, powers of scalars, and factors that are multiplied entry by entry,
each a matrix product. Transposes are moved to the arrays, sums are multiplied out where no matrix product stands in
between, short names are written out, and indices that nothing but says which entry is meant are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from matcalc.forms.index_form import Delta, Entry, IndexSum, Partial, Term
from matcalc.forms.indices import Index, Place, indices_in
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Diag,
    EntrySum,
    Eye,
    Hadamard,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Scale,
    Symbol,
    Transpose,
    Zeros,
)

_Scalars = tuple[tuple[str, Fraction], ...]
_Factors = tuple[tuple[str, ...], ...]
_Sum = dict[tuple[_Scalars, _Factors], Fraction]

ONE = Fraction(1)
MOST_TERMS = 32
"""What has more terms when it is multiplied out is left as it is."""


class Likeness:
    """text: how an array that is not taken apart is written. names: what short names stand for."""

    def __init__(self, text: Callable[[Node], str], names: Mapping[Symbol, Node]) -> None:
        self._text = text
        self._names = names
        self._read: dict[tuple[int, bool], tuple[Node, _Sum]] = {}

    def forms(self, part: Node | IndexSum) -> frozenset[str]:
        """The form of an expression and that of its transpose: two that share one differ in their looks alone."""
        if isinstance(part, Node):
            return frozenset(_written(self._sum(part, flipped)) for flipped in (False, True))
        if (bare := self._without_indices(part)) is not None:
            return frozenset(map(_written, bare))
        return frozenset({" + ".join(sorted(map(self._term, part.terms)))})

    def _sum(self, node: Node, flipped: bool) -> _Sum:
        """The terms of an array, or of its transpose. What was read is kept, so that its id stays its own."""
        key = id(node), flipped
        if key not in self._read:
            self._read[key] = node, self._terms(node, flipped)
        return self._read[key][1]

    def _terms(self, node: Node, flipped: bool) -> _Sum:
        match node:
            case Symbol() if node in self._names:
                return self._sum(self._names[node], flipped)
            case Zeros():
                return {}
            case Number(value=value):
                return {((), ()): value}
            case Add(args=args):
                return _added([self._sum(arg, flipped) for arg in args])
            case Scale(coefficient=coefficient, arg=arg):
                return {key: coefficient * value for key, value in self._sum(arg, flipped).items()}
            case Transpose(arg=arg):
                return self._sum(arg, not flipped)
            case Hadamard(args=args):
                found: _Sum = {((), ()): ONE}
                for arg in [arg for arg in args if not isinstance(arg, Ones)] or args:
                    found = self._times(found, self._sum(arg, flipped), arg, flipped)
                return found
            case Product(args=(Diag(arg=weights), *rest)) if rest:
                return self._sum(_weighted(_joined(rest), weights, of_rows=True), flipped)
            case Product(args=(*rest, Diag(arg=weights))) if rest:
                return self._sum(_weighted(_joined(rest), weights, of_rows=False), flipped)
            case Product(args=(Ones(), arg) | (arg, Ones() | Transpose(arg=Ones()))) if _is_stretched(arg, node):
                return self._sum(arg, flipped)  # as where it is stretched without being written so
            case Product(args=args) if node.shape.is_scalar:
                # a scalar is its own transpose
                return min((self._product(args, each) for each in (False, True)), key=_written)
            case Product(args=args):
                return self._product(args, flipped)
            case EntrySum(arg=arg, axis=int() as axis):
                return self._product((Ones(arg.shape), arg) if axis == 0 else (arg, Ones(arg.shape)), flipped)
            case Power(arg=arg, exponent=exponent) if arg.shape.is_scalar:
                inner = self._sum(arg, False)
                if len(inner) == 1:
                    (((scalars, factors), value),) = inner.items()
                    if value == 1 and not factors:
                        return {(tuple((name, each * exponent) for name, each in scalars), ()): ONE}
                return {(((_written(inner), exponent),), ()): ONE}
        if node.shape.is_scalar:
            return {(((self._text(node), ONE),), ()): ONE}
        return {((), ((self._atom(node, flipped),),)): ONE}

    def _atom(self, node: Node, flipped: bool) -> str:
        match node:
            case Ones():
                return "1"
            case Eye():
                return "I"
            case Diag(arg=arg):
                return f"diag({_written(self._sum(arg, False))})"
            case Apply(function=function, arg=arg):
                return f"{function}({_written(self._sum(arg, flipped))})"
            case Power(arg=arg, exponent=exponent):
                return f"({_written(self._sum(arg, flipped))})^{exponent}"
        return self._text(node) + "ᵀ" * flipped

    def _times(self, left: _Sum, right: _Sum, arg: Node, flipped: bool) -> _Sum:
        if len(left) * len(right) > MOST_TERMS:
            right = {((), ((self._atom(arg, flipped),),)): ONE}
        found: list[_Sum] = []
        for (scalars, factors), value in left.items():
            for (others, more), times in right.items():
                found.append({(_merged(scalars + others), tuple(sorted(factors + more))): value * times})
        return _added(found)

    def _product(self, args: tuple[Node, ...], flipped: bool) -> _Sum:
        value, scalars, factors = ONE, _Scalars(()), tuple[str, ...]()
        for arg in reversed(args) if flipped else args:
            inner = self._sum(arg, flipped)
            if len(inner) == 1:
                (((others, more), times),) = inner.items()
                value, scalars = value * times, scalars + others
                factors += more[0] if len(more) == 1 else (f"[{_written({((), more): ONE})}]",) if more else ()
            elif inner:
                number = inner[min(inner, key=repr)]  # in front of the product, with its sign
                value *= number
                factors += (f"[{_written({key: each / number for key, each in inner.items()})}]",)
        return {(_merged(scalars), (factors,)): value}

    def _without_indices(self, part: IndexSum) -> tuple[_Sum, _Sum] | None:
        """An array and its transpose, where each term is one entry of an array, at the same free indices."""
        found: list[tuple[_Sum, _Sum]] = []
        order: tuple[Place, ...] | None = None
        for term in part.terms:
            arrays = [factor for factor in term.factors if isinstance(factor, Delta) or _has_places(factor)]
            rest = [factor for factor in term.factors if factor not in arrays]
            if term.dummies or term.labels or len(arrays) != 1 or any(isinstance(one, Partial) for one in term.factors):
                return None
            (one,) = arrays
            places = (one.left, one.right) if isinstance(one, Delta) else one.places  # type: ignore[union-attr]
            order = places if order is None else order
            if sorted(map(repr, places)) != sorted(map(repr, order)) or len(set(places)) < len(places):
                return None
            if isinstance(one, Entry) and one.exponent != 1:
                return None
            sums = []
            for flipped in (False, True):
                inner: _Sum = {((), (("I",),)): ONE}
                if isinstance(one, Entry):
                    is_turned = (places != order) ^ one.array.shape.is_row
                    inner = self._sum(one.array, flipped ^ is_turned)
                scalars: _Sum = {((), ()): term.coefficient}
                for factor in rest:
                    assert isinstance(factor, Entry)
                    scalars = self._times(scalars, self._powered(factor), factor.array, False)
                sums.append(_added([_scaled(inner, scalars)]))
            found.append((sums[0], sums[1]))
        if not found:
            return None
        return _added([one for one, _ in found]), _added([other for _, other in found])

    def _powered(self, factor: Entry) -> _Sum:
        return self._sum(factor.array if factor.exponent == 1 else Power(factor.array, factor.exponent), False)

    def _term(self, term: Term) -> str:
        """A term with its sums' indices nameless."""
        where: dict[Index, list[str]] = {dummy: [] for dummy in term.dummies}
        coefficient, scalars, factors = term.coefficient, _Scalars(()), list[str]()
        for factor in term.factors:
            if isinstance(factor, Entry) and not factor.places:
                inner = self._powered(factor)
                if len(inner) == 1:
                    (((others, more), times),) = inner.items()
                    coefficient, scalars = coefficient * times, scalars + others
                    factors += map(str, more)
                else:
                    factors.append(_written(inner))
                continue
            if isinstance(factor, Entry) and factor.exponent == 1:
                inner, places = self._turned(factor)
                if len(inner) == 1:
                    (((others, more), times),) = inner.items()
                    coefficient, scalars, inner = coefficient * times, scalars + others, {((), more): ONE}
                name = _written(inner)
            else:
                name, places = self._named(factor)
            factors.append(f"{name}_{','.join(_place(place, term) for place in places)}")
            for at, place in enumerate(places):
                for index in indices_in(place):
                    if index in where:
                        where[index].append(f"{name}{at if not isinstance(factor, Delta) else ''}")
        summed = sorted(" ".join(sorted(each)) for each in where.values())
        return f"{coefficient} {_merged(scalars)} {sorted(factors)} {summed} {sorted(map(str, term.labels))}"

    def _turned(self, factor: Entry) -> tuple[_Sum, tuple[Place, ...]]:
        """An array and the indices of its entry, or both turned round: one of the two, whichever was written."""
        both = [(self._sum(factor.array, flipped), factor.places[:: -1 if flipped else 1]) for flipped in (False, True)]
        return min(both[: len(factor.places)], key=lambda one: _written(one[0]))

    def _named(self, factor: Entry | Delta | Partial) -> tuple[str, tuple[Place, ...]]:
        match factor:
            case Entry():
                inner, places = self._turned(factor)
                return f"{_written(inner)}^{factor.exponent}", places
            case Delta():
                return "δ", tuple(sorted((factor.left, factor.right), key=str))
            case Partial():
                of = " + ".join(sorted(map(self._term, factor.of.terms)))
                return f"∂({of})/∂{self._text(factor.by.array)}", factor.by.places


def _weighted(array: Node, weights: Node, *, of_rows: bool) -> Node:
    """The product with a diagonal matrix, entry by entry: each row, or each column, times one number."""
    return Hadamard((array, weights if of_rows else Transpose(weights)))


def _is_stretched(line: Node, whole: Node) -> bool:
    """Whether a product with ones repeats a row or a column."""
    return (line.shape.is_row or line.shape.is_vector) and whole.shape.is_matrix


def _joined(factors: Sequence[Node]) -> Node:
    """The product of factors; one alone as it is."""
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def _has_places(factor: object) -> bool:
    return isinstance(factor, Entry) and bool(factor.places)


def _place(place: Place, term: Term) -> str:
    return "*" if any(index in term.dummies for index in indices_in(place)) else str(place)


def _merged(scalars: _Scalars) -> _Scalars:
    """Powers of equal scalars added up."""
    totals: dict[str, Fraction] = {}
    for name, exponent in scalars:
        totals[name] = totals.get(name, Fraction(0)) + exponent
    return tuple(sorted((name, exponent) for name, exponent in totals.items() if exponent))


def _added(sums: list[_Sum]) -> _Sum:
    found: _Sum = {}
    for each in sums:
        for key, value in each.items():
            found[key] = found.get(key, Fraction(0)) + value
    return {key: value for key, value in found.items() if value}


def _scaled(array: _Sum, number: _Sum) -> _Sum:
    return _added(
        [
            {(_merged(scalars + others), tuple(sorted(factors + more))): value * times}
            for (scalars, factors), value in array.items()
            for (others, more), times in number.items()
        ]
    )


def _written(terms: _Sum) -> str:
    return repr(sorted((repr(key), str(value)) for key, value in terms.items()))

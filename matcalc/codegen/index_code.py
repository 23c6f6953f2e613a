"""Code for index forms: einsum for each term."""

from __future__ import annotations

from matcalc.codegen.contractions import contracted
from matcalc.codegen.diagonal_blocks import by_block_delta, on_diagonal
from matcalc.codegen.form import entry_array
from matcalc.codegen.matrix_code import MatrixCode
from matcalc.codegen.values import Level, Value, multiplied, negated, scaled
from matcalc.codegen.windows import Labelled, needs_windows, read_windows
from matcalc.errors import InvariantError
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Term, all_indices
from matcalc.forms.indices import Index, Paired, Place, Shifted, counts_of, indices_in, is_taken_away, offset_of
from matcalc.rules.correlations import with_kernel_turned


class IndexCode:
    """Writes index forms over the arrays of a MatrixCode."""

    def __init__(self, matrices: MatrixCode) -> None:
        self._matrices = matrices
        self._body = matrices.body

    def value(self, expression: IndexSum, free: tuple[Index, ...]) -> Value:
        """The entries, with one axis for each free index in their order; the flags of the value mean nothing here."""
        if not expression.terms:
            return self._filled("zeros", free) if free else Value("0", Level.ATOM)
        text = ""
        spread = any(set(free) <= set(all_indices(term)) for term in expression.terms)
        for delta, terms in by_block_delta(map(with_kernel_turned, expression.terms), free, self._body):
            if delta is not None:
                value = on_diagonal(delta, terms, free, self.value, self._body)
            else:
                stretches = spread and set(all_indices(terms[0])).isdisjoint(free)
                value = self._term(terms[0], () if stretches else free)
            is_negative = delta is None and terms[0].coefficient < 0
            if not text:
                text = negated(value).text if is_negative else value.text
                level = Level.NEGATIVE if is_negative else value.level
                continue
            shown = value.at(Level.TIMES, Level.MATMUL, Level.POWER)
            text = self._body.short(Value(text, Level.SUM)).text
            text += f" {'-' if is_negative else '+'} {shown}"
            level = Level.SUM
        return Value(text, level)

    def _term(self, term: Term, free: tuple[Index, ...]) -> Value:
        """The absolute value of a term's number times its factors."""
        inner = (*term.dummies, *reversed(free))
        read = [self._factor(factor, inner) for factor in term.factors if not _is_one(factor)]
        scalars = [Value(factor.text, factor.level) for factor in read if not factor.labels]
        arrays = [factor for factor in read if factor.labels]
        used = {label for factor in arrays for label in factor.labels}
        scalars = [*[self._body.size(dummy.range) for dummy in term.dummies if dummy not in used], *scalars]
        if stray := [index.name for index in used if index not in (*free, *term.dummies)]:
            raise InvariantError(f"the index {stray[0]} is neither summed nor free")
        arrays.extend(self._ones(index) for index in free if index not in used)
        parts = [*scalars, *([contracted(arrays, free, self._body)] if arrays else [])]
        if not parts:
            return scaled(abs(term.coefficient), Value("1", Level.ATOM))
        return scaled(abs(term.coefficient), parts[0] if len(parts) == 1 else multiplied(parts, []))

    def _factor(self, factor: Factor, inner: tuple[Index, ...]) -> Labelled:
        """inner: the indices that had better run inside windows, the first most of all."""
        match factor:
            case Entry(places=places):
                whole = self._matrices.full(entry_array(factor))
                if needs_windows(places):
                    whole = self._body.short(whole)
                    return read_windows(whole, places, inner, self._body) or self._read_anywhere(whole, places)
                return self._read(whole, places)
            case Delta(left=left, right=right) if needs_windows((left, right)):
                labels = tuple(dict.fromkeys((*indices_in(left), *indices_in(right))))
                sides = [self._counted(place, labels) for place in (left, right)]
                return Labelled(f"({' == '.join(sides)}) * 1.0", Level.TIMES, labels)
            case Delta(left=left, right=right):
                identity = self._body.made("eye", self._body.size(left.range).text)
                return self._read(identity, (left, right))
        raise InvariantError("there is no code for a derivative that has no name")

    def _read(self, array: Value, places: tuple[Place, ...]) -> Labelled:
        """The entries at places. Two places in one are two axes, the one that runs fastest last."""
        text, level = array.text, array.level
        single = [part for place in places for part in _single_places(place)]
        if len(single) > len(places):
            text = f"{array.atom}.reshape({', '.join(self._body.size(place.range).text for place in single)})"
            level = Level.ATOM
        at = [self._position(place) for place in single]
        if any(position != ":" for position in at):
            text = f"{Value(text, level).atom}[{', '.join(at)}]"
            level = Level.ATOM
        labels = tuple(index for place in single if (index := _moves_with(place)) is not None)
        return Labelled(text, level, labels)

    def _read_anywhere(self, array: Value, places: tuple[Place, ...]) -> Labelled:
        """The entries at places of any kind, 0 beyond the array."""
        labels = tuple(dict.fromkeys(index for place in places for index in indices_in(place)))
        at = [self._counted(place, labels) for place in places]
        return Labelled(f"{self._body.function('entries_at')}({', '.join((array.text, *at))})", Level.ATOM, labels)

    def _counted(self, place: Place, labels: tuple[Index, ...]) -> str:
        """The positions that a place names, counted from 0, with one axis for each of `labels`."""
        if isinstance(place, Paired):
            first, second = (self._counted(half, labels) for half in (place.first, place.second))
            return f"{first} + {self._body.size(place.first.range).atom} * ({second})"
        position = offset_of(place) - Dimension.number(1)
        text = ""
        for index, count in counts_of(place).items():
            position = position + count
            spread = ", ".join(":" if label is index else "None" for label in labels)
            steps = self._body.call("arange", self._body.size(index.range).text).text + (
                f"[{spread}]" if len(labels) > 1 else ""
            )
            if is_taken_away(count):
                text += " - "
                count = Dimension.number(0) - count
            elif text:
                text += " + "
            text += steps if count.is_one else f"{self._body.size(count).at(Level.POWER)} * {steps}"
        if position is not ZERO or not text:
            rest = self._body.size(position).at(Level.TIMES)
            text += f" + {rest}" if text else rest
        return text.strip()

    def _position(self, place: Index | Shifted) -> str:
        match place:
            case Index():
                return ":"
            case Shifted(counted=()):
                return self._body.size(place.offset - Dimension.number(1)).text
            case Shifted(index=Index() as index):
                start, stop = place.offset, place.offset + index.range
                return f"{self._body.size(start).text}:{self._body.size(stop).text}"
        raise InvariantError(f"{place!r} is no place")

    def _ones(self, index: Index) -> Labelled:
        """What stands for a free index on which nothing depends."""
        return Labelled(self._filled("ones", (index,)).text, Level.ATOM, (index,))

    def _filled(self, function: str, free: tuple[Index, ...]) -> Value:
        return self._body.made(function, self._body.lengths([index.range for index in free]))


def _is_one(factor: Factor) -> bool:
    return isinstance(factor, Delta) and factor.left == factor.right


def _single_places(place: Place) -> list[Index | Shifted]:
    if isinstance(place, Paired):
        return [*_single_places(place.second), *_single_places(place.first)]
    return [place]


def _moves_with(place: Index | Shifted) -> Index | None:
    return place if isinstance(place, Index) else place.index

"""The reader of index expressions and definitions: terms, sums, derivatives; indices are still bare names here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from matcalc.errors import LanguageError
from matcalc.forms.dimensions import ONE
from matcalc.forms.matrix_form import Number
from matcalc.notation.leaves_in import AnyPart
from matcalc.notation.matrix_in import MatrixReader
from matcalc.notation.numbers_in import MOST_POWER_OF_NUMBER, within_limits
from matcalc.notation.parts import (
    ArrayPart,
    BinderPart,
    ConditionPart,
    DerivativePart,
    EntryPart,
    FactorPart,
    LeftPart,
    PlacePart,
    RunPart,
    SumPart,
    TermPart,
    UnknownPart,
)
from matcalc.notation.syntax import NO_INNER_SUM, is_in_bracket

if TYPE_CHECKING:
    from lark import Token, Tree


@dataclass(frozen=True, slots=True)
class MatrixDefinitionPart:
    """name = matrix expression."""

    name: Token
    body: AnyPart


@dataclass(frozen=True, slots=True)
class IndexDefinitionPart:
    """name[places] = index expression."""

    name: Token
    places: tuple[LeftPart, ...]
    body: SumPart


class IndexReader(MatrixReader):
    """Reads what MatrixReader does, and index expressions built on it."""

    def matrix_definition(self, _tree: Tree[Token], children: list[Any]) -> MatrixDefinitionPart:
        return MatrixDefinitionPart(children[0], children[-1])

    def index_definition(self, _tree: Tree[Token], children: list[Any]) -> IndexDefinitionPart:
        places = (
            place if isinstance(place, LeftPart) else LeftPart(str(place), None, place.start_pos or 0)
            for place in children[1:-1]
        )
        return IndexDefinitionPart(children[0], tuple(places), children[-1])

    def label_sum(self, tree: Tree[Token], children: list[Any]) -> RunPart:
        if not self.labels and is_in_bracket(self.text, children[0].start_pos):
            raise LanguageError(NO_INNER_SUM, self.text, children[0].start_pos)
        return super().label_sum(tree, children)

    def ranged(self, tree: Tree[Token], children: list[Any]) -> LeftPart:
        length: PlacePart = children[-1]
        return LeftPart(str(children[0]), self.length(length), tree.meta.start_pos)

    def index_sum(self, _tree: Tree[Token], children: list[Any]) -> SumPart:
        terms: list[TermPart] = []
        sign = 1
        for child in children:
            if isinstance(child, ConditionPart):
                continue
            if isinstance(child, TermPart):
                if child.factors or child.bound or child.coefficient:
                    terms.append(replace(child, coefficient=sign * child.coefficient))
            else:
                sign = -1 if child.type == "MINUS" else 1
        return SumPart(tuple(terms), tuple(child for child in children if isinstance(child, ConditionPart)))

    def condition(self, _tree: Tree[Token], children: list[PlacePart]) -> ConditionPart:
        first, place, length = children
        if first.size != ONE:
            raise LanguageError("a condition begins with 1: where 1 <= j - i + 1 <= n", self.text, first.column)
        return ConditionPart(place, length)

    def term(self, tree: Tree[Token], children: list[Any]) -> TermPart:
        coefficient = Fraction(1)
        factors: list[FactorPart] = []
        bound: tuple[tuple[str, int], ...] = ()
        divides = False
        for child in children:
            match child:
                case BinderPart():
                    bound = child.names
                    self._check_outside(factors, bound)
                case TermPart():
                    bound = self._bound_with(bound, child)
                    coefficient *= child.coefficient
                    factors.extend(child.factors)
                case DerivativePart():
                    if divides:
                        raise LanguageError("a derivative can not be divided by", self.text, child.start)
                    factors.append(child)
                case EntryPart(node=Number() as number) if child.exponent.denominator == 1 or number.value == 0:
                    value = self._number(child, divides)
                    coefficient = within_limits(coefficient * value, self.text, child.start)
                case EntryPart():
                    if divides and child.node is None:
                        raise LanguageError("a delta can not be divided by: it is 0 somewhere", self.text, child.start)
                    self._check_root(child)
                    factors.append(replace(child, exponent=-child.exponent) if divides else child)
                case _ if child.type == "MINUS":
                    coefficient = -coefficient
            divides = getattr(child, "type", "") == "SLASH"
        within_limits(coefficient, self.text, tree.meta.start_pos)
        return TermPart(coefficient, tuple(factors), bound)

    def _number(self, part: EntryPart, divides: bool) -> Fraction:
        assert isinstance(part.node, Number)
        exponent = -part.exponent if divides else part.exponent
        if part.node.value == 0 and exponent < 0:
            raise LanguageError("division by zero", self.text, part.start)
        if part.node.value == 0:
            return Fraction(exponent == 0)
        if abs(exponent) > 100:
            raise LanguageError("a number has an exponent of at most 100 here", self.text, part.start)
        return Fraction(part.node.value**exponent.numerator)

    def _check_root(self, part: EntryPart) -> None:
        """A root of a number stays a factor, 2**(1/2): no fraction is its value."""
        if not isinstance(part.node, Number):
            return
        if part.node.value < 0:
            raise LanguageError("a root of a negative number has no real value", self.text, part.start)
        if abs(part.exponent.numerator) > MOST_POWER_OF_NUMBER:
            message = f"a number has an exponent of at most {MOST_POWER_OF_NUMBER} here"
            raise LanguageError(message, self.text, part.start)

    def _check_outside(self, factors: list[FactorPart], bound: tuple[tuple[str, int], ...]) -> None:
        places = [place for factor in factors if isinstance(factor, EntryPart) for place in factor.places]
        names = {name for place in places for name in place.bare_names}
        for name, column in bound:
            if name in names:
                message = f"{name} is used before the sum that binds it; put the sum first or give it another name"
                raise LanguageError(message, self.text, column)

    def _bound_with(self, bound: tuple[tuple[str, int], ...], inner: TermPart) -> tuple[tuple[str, int], ...]:
        taken = {name for name, _ in bound}
        for name, column in inner.bound:
            if name in taken:
                raise LanguageError(f"{name} is summed twice in one term", self.text, column)
        return bound + inner.bound

    def binder(self, _tree: Tree[Token], children: list[Token]) -> BinderPart:
        names: dict[str, int] = {}
        for token in children:
            if str(token) in names:
                raise LanguageError(f"{token} is summed twice in one term", self.text, token.start_pos or 0)
            names[str(token)] = token.start_pos or 0
        return BinderPart(tuple(names.items()))

    def entry(self, _tree: Tree[Token], children: list[Any]) -> EntryPart:
        part: AnyPart = children[0]
        exponent = children[1] if len(children) > 1 else Fraction(1)
        if isinstance(part, UnknownPart):
            raise self.unknown(part.name, part.start)
        if isinstance(part, ArrayPart):
            part = EntryPart(part.node, part.depth, (), part.start, part.end)
        if part.node is None and exponent < 0:
            raise LanguageError("a delta can not be divided by: it is 0 somewhere", self.text, part.start)
        return replace(part, exponent=exponent)

    def derivative(self, tree: Tree[Token], children: list[Any]) -> DerivativePart:
        _, of, by = children
        if not isinstance(by, EntryPart) or by.node is None or isinstance(by.node, Number) or by.exponent != 1:
            column = by.start if isinstance(by, (EntryPart, DerivativePart)) else tree.meta.start_pos
            raise LanguageError("a derivative is by one entry of an array, such as D(E, z[i])", self.text, column)
        return DerivativePart(of, by, tree.meta.start_pos)

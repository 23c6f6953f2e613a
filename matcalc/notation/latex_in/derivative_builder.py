"""Derivatives as people write them: ∂E/∂a, dE/da, ∂/∂X f(X), ∇_a E, ∇ a."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcalc.notation.latex_in.formula import (
    Face,
    Fence,
    Formula,
    Fraction,
    Group,
    Letter,
    Mark,
    Run,
    Scripted,
    Sign,
    Span,
)
from matcalc.notation.latex_in.functions import WORDS
from matcalc.notation.latex_in.parts import Derivative, Entries, Leaf, Part, Rank, open_letters, transposed
from matcalc.notation.latex_in.product_builder import ProductBuilder, sign_of, span_of
from matcalc.notation.latex_in.scripts import Seen, bare, is_transpose, parts_of, seen
from matcalc.notation.latex_in.vocabulary import Kind, Name

SECOND = "second derivatives are not read; state them as the derivative of a named gradient"


def is_d(formula: Formula) -> bool:
    """Whether something is the d of a derivative."""
    formula = bare(formula)
    if isinstance(formula, Scripted) and formula.low is None:
        formula = bare(formula.base)
    if isinstance(formula, Mark):
        return formula.sign is Sign.PARTIAL
    return isinstance(formula, Letter) and formula.name == "d" and formula.face in (Face.PLAIN, Face.ROMAN)


def derivative_sides(fraction: Fraction) -> tuple[tuple[Formula, ...], tuple[Formula, ...]] | None:
    """What is differentiated by what, each without its ∂, in a fraction that is a derivative; None for another."""
    above, below = parts_of(fraction.above), parts_of(fraction.below)
    if len(below) < 2 or not above or not is_d(above[0]) or not is_d(below[0]):
        return None
    return above, below


class DerivativeBuilder(ProductBuilder):
    """Makes parts of derivatives. lets: the expressions differentiated that have no name, each with the name it gets.

    outputs: the names that gradients are of. names_expressions: whether ∂/∂x_i of an expression is the gradient of
    something that gets a name, in which a statement can be about one expression alone.
    """

    names_expressions: bool
    lets: dict[Part, Leaf]
    outputs: dict[str, None]

    def new_let(self, part: Part) -> Leaf:
        """The name of an expression, the same for the same expression."""
        raise NotImplementedError

    def fraction_derivative(
        self, sides: tuple[tuple[Formula, ...], tuple[Formula, ...]], items: Sequence[Formula], at: int
    ) -> tuple[Part, int]:
        """∂E/∂a, or ∂/∂a of the rest of the term. items: the run, at: the place after the fraction."""
        above, below = sides
        self._check_first(above[0], below)
        by = self._variable(below[1:])
        if len(above) > 1:
            return self._by(self._differentiated(above[1:], by), by, span_of([*above, *below])), at
        end = at + self._reach(items[at:])
        if end == at:
            raise self.refused("nothing stands after ∂/∂ that is differentiated", above[0].span)
        self._check_reach(items, at)
        of = self._differentiated(items[at:end], by)
        return self._by(of, by, Span(above[0].span.start, items[end - 1].span.end)), end

    def slashed(self, items: Sequence[Formula], at: int) -> tuple[Part, int] | None:
        """∂E/∂a and d/dX f in one line, where one stands at a place of a run."""
        if not is_d(items[at]):
            return None
        over = next((k for k in range(at + 1, len(items)) if sign_of(items[k]) is Sign.OVER), None)
        if over is None or over + 2 >= len(items) or not is_d(items[over + 1]):
            return None
        if over - at > 2 and not self._is_call(items[at + 1 : over]):
            return None
        above = tuple(items[at:over])
        below = tuple(items[over + 1 : over + 3])
        return self.fraction_derivative((above, below), items, over + 3)

    def reaches(self, items: Sequence[Formula], at: int) -> bool:
        item = bare(items[at])
        if isinstance(item, Fraction):
            sides = derivative_sides(item)
            return sides is not None and len(sides[0]) == 1
        if sign_of(item) is Sign.NABLA:
            return isinstance(item, Scripted)
        if is_d(item) and at + 1 < len(items) and sign_of(items[at + 1]) is Sign.OVER:
            return True
        found = seen(item, self.customs)
        is_function = found is not None and (found.letter.is_command or found.key.letter in WORDS)
        return is_function and at + 1 < len(items) and sign_of(items[at + 1]) is Sign.SUM

    def _is_call(self, items: Sequence[Formula]) -> bool:
        return len(items) == 2 and isinstance(bare(items[1]), Group)

    def _reach(self, items: Sequence[Formula]) -> int:
        """How many items an operator before them reaches over: all of the term."""
        return len(items)

    def _check_reach(self, items: Sequence[Formula], at: int) -> None:
        """∂/∂x (…) y may end at the bracket or reach on."""
        follows = bare(items[at])
        if isinstance(follows, Group) and follows.fence in (Fence.ROUND, Fence.SQUARE) and at + 1 < len(items):
            shown = self.shown(span_of(items[at - 1 :]))
            raise self.refused(
                f"{shown} is read in two ways, as the derivative of the bracket and of all; write brackets around it",
                items[at + 1].span,
            )

    def _check_first(self, sign: Formula, below: Sequence[Formula]) -> None:
        if isinstance(bare(sign), Scripted) or sum(is_d(part) for part in below) > 1:
            raise self.refused(SECOND, sign.span)

    def _variable(self, formulas: Sequence[Formula], *, may_be_row: bool = False) -> Leaf | Entries:
        """What is differentiated by: a name or an entry of it. may_be_row: or one of several vectors, x_i."""
        span = span_of(formulas)
        message = f"a derivative is by a named array or an entry of one, not by {self.shown(span)}"
        found = seen(Run(tuple(formulas), span), self.customs)
        if found is not None:
            name = self.name_of(found)
            if name is None or found.high or name.kind in (Kind.FUNCTION, Kind.OUTPUT):
                raise self.refused(message, span)
            part = self.lettered(found)
        else:
            part = self.part(Run(tuple(formulas), span))
        base = part.of if isinstance(part, Entries) else part
        if not isinstance(base, Leaf) or base.gradient_of or not base.text[0].isalpha():
            raise self.refused(message, span)
        assert isinstance(part, (Leaf, Entries))
        if isinstance(part, Entries) and part.rank is not Rank.SCALAR and not (may_be_row and found is not None):
            raise self.refused("a derivative is by a whole array or by one entry of it", span)
        return part

    def _differentiated(self, formulas: Sequence[Formula], by: Leaf | Entries) -> Part:
        """What is differentiated: a name, an entry, an expression with open indices, or another, which gets a name."""
        if (depending := self._vector_of_vectors(formulas)) is not None:
            return depending
        part = self.part(Run(tuple(formulas), span_of(formulas)))
        if isinstance(part, Leaf) and not part.gradient_of and part.text[0].isalpha():
            return part
        if isinstance(part, Entries) and isinstance(part.of, Leaf) and part.rank is Rank.SCALAR:
            return part
        is_open = isinstance(by, Entries) and bool(open_letters(part))
        if by.rank is Rank.SCALAR and part.rank is Rank.SCALAR and (is_open or not self.names_expressions):
            return part
        return self.new_let(part)

    def _vector_of_vectors(self, formulas: Sequence[Formula]) -> Leaf | None:
        """f of f(g(x)), all of them vectors: as two columns have no product, f depends on what is in brackets."""
        found = seen(formulas[0], self.customs)
        name = self.name_of(found) if found is not None else None
        if found is None or found.places or found.high or name is None or name.kind is not Kind.VECTOR:
            return None
        if len(formulas) == 1:
            leaf = self.lettered(found)
            return leaf if isinstance(leaf, Leaf) else None
        group = bare(formulas[1])
        if len(formulas) > 2 or not isinstance(group, Group) or group.fence is not Fence.ROUND or found.primes:
            return None
        inside = parts_of(group.inside)
        if not inside or self._vector_of_vectors(inside) is None:
            return None
        return self._vector_of_vectors(formulas[:1])

    def _by(self, of: Part, by: Leaf | Entries, span: Span) -> Part:
        """∂ of something by a variable. That of the output by an entry, or by a number, is an entry of the gradient."""
        if self._is_output(of) and by.rank is Rank.SCALAR:
            return self._gradient(of, by, span)
        if isinstance(of, Leaf) and of.rank is Rank.SCALAR:
            return Derivative(of, by, by.rank, span)
        if isinstance(of, Leaf) and by.rank is not Rank.SCALAR:
            return Derivative(of, by, Rank.MATRIX, span)
        rank = by.rank if of.rank is Rank.SCALAR else of.rank
        return Derivative(of, by, rank, span)

    def _is_output(self, of: Part) -> bool:
        if not isinstance(of, Leaf) or of.rank is not Rank.SCALAR:
            return False
        return of in self.lets.values() or any(name.name == of.text for name in self.vocabulary.differentiated)

    def _gradient(self, of: Part, by: Leaf | Entries, span: Span) -> Part:
        assert isinstance(of, Leaf)
        self.outputs[of.text] = None
        base = by.of if isinstance(by, Entries) else by
        assert isinstance(base, Leaf)
        gradient = Leaf(f"grad_{base.text}", base.rank, span, base.text)
        return gradient if by is base else Entries(gradient, by.places, by.rank, span)  # type: ignore[union-attr]

    # functions of arrays, which are written with what they are of

    def depends(self, name: Name) -> bool:
        """Whether a name is that of something that is written with what it depends on."""
        is_function = name.kind is Kind.OUTPUT or name in self.vocabulary.differentiated
        return is_function or replace(name.key, layer="") in self.vocabulary.called

    def of_argument(self, letter: Seen, argument: Formula) -> Part:
        """f(x) as f, and f′(x) as its derivative by x."""
        if not letter.primes:
            return self.lettered(letter)
        span = span_of([letter.letter, argument])
        if letter.primes > 1:
            raise self.refused(SECOND, span)
        of, by = self.lettered(replace(letter, primes=0)), self._variable(parts_of(bare(argument)))
        return self._by(of, by, span) if by.rank is Rank.SCALAR else Derivative(of, by, Rank.MATRIX, span)

    def differential(self, items: Sequence[Formula], at: int) -> tuple[Part, int] | None:
        """D f(x), the derivative of f by x; None where something else stands here."""
        found = seen(items[at + 1], self.customs) if at + 2 < len(items) else None
        name = None if found is None or found.primes else self.name_of(found)
        group = bare(items[at + 2]) if at + 2 < len(items) else None
        if found is None or name is None or not self.depends(name):
            return None
        if not isinstance(group, Group) or group.fence is not Fence.ROUND:
            return None
        return self.of_argument(replace(found, primes=1), items[at + 2]), at + 3

    def _argument_of(self, name: Name, items: Sequence[Formula], at: int) -> tuple[Formula, int] | None:
        """What a function after ∇ is of, in brackets or by its equation, and the place behind it."""
        group = bare(items[at]) if at < len(items) else None
        if isinstance(group, Group) and group.fence is Fence.ROUND:
            return group.inside, at + 1
        argument = self.vocabulary.called.get(replace(name.key, layer=""))
        return None if argument is None else (argument, at)

    # ∇

    def nabla(self, items: Sequence[Formula], at: int) -> tuple[Part, int]:
        """∇_a E, ∇_a of the rest of the term, ∇ a for the gradient of the document's one output at a, ∇ f(x)."""
        sign = bare(items[at])
        low = sign.low if isinstance(sign, Scripted) else None
        if isinstance(sign, Scripted) and (sign.high is not None or sign.primes):
            raise self.refused(SECOND, sign.span)
        if at + 1 == len(items):
            raise self.refused("nothing stands after ∇", sign.span)
        target = seen(items[at + 1], self.customs)
        name = self.name_of(target) if target is not None else None
        if low is None:
            return self._nabla_alone(items, at)
        by = self._variable(parts_of(low), may_be_row=True)
        is_output = name is not None and name in self.vocabulary.differentiated
        if is_output and target is not None and target.high and all(map(is_transpose, target.high)):
            gradient = self._gradient(self.lettered(replace(target, high=())), by, span_of(items[at : at + 2]))
            return self.raised(gradient, target.high, gradient.span), at + 2
        if is_output:
            of, end = self.factor(items, at + 1)
        else:
            end = len(items)
            of = self._differentiated(items[at + 1 : end], by)
        span = Span(sign.span.start, items[end - 1].span.end)
        if of.rank is not Rank.SCALAR:
            raise self.refused("∇ is of a scalar; the derivative of an array by an array is ∂z/∂a", span)
        if not self._is_output(of):
            shown = self.shown(span)
            raise self.refused(f"{shown} is read as the gradient of a named scalar", span)
        gradient = self._gradient(of, by, span)
        if is_output and target is not None and any(map(is_transpose, target.high)):
            gradient = transposed(gradient, span)  # ∇_a E^T is (∇_a E)^T: E is a number
        return gradient, end

    def _nabla_alone(self, items: Sequence[Formula], at: int) -> tuple[Part, int]:
        after, span = items[at + 1], span_of(items[at : at + 2])
        found = seen(after, self.customs)
        name = self.name_of(found) if found is not None else None
        if found is None or name is None or name.kind is Kind.FUNCTION:
            raise self.refused("∇ alone stands before a name: the gradient at it, ∇ a, or of it, ∇ f(x)", span)
        if name in self.vocabulary.differentiated:
            if (said := self._argument_of(name, items, at + 2)) is None:
                shown = self.shown(span)
                raise self.refused(f"{shown} does not say by what: write ∇_x f, or ∇ f(x)", span)
            argument, end = said
            return self._gradient(self.lettered(found), self._variable(parts_of(argument)), span), end
        if len(self.vocabulary.differentiated) != 1:
            count = "several scalars are" if self.vocabulary.differentiated else "no scalar is"
            raise self.refused(f"{count} differentiated in this text; write ∇_x E with the scalar after it", span)
        (output,) = self.vocabulary.differentiated
        if found.high:
            raise self.refused(f"{self.shown(span)} is read in two ways; write brackets: (∇ a)^T", span)
        by = self._variable((after,))
        return self._gradient(Leaf(output.name, Rank.SCALAR, span), by, span), at + 2

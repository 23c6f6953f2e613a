"""The texts that are right answers, for a checker without algebra: the usual ways to write a result."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from enum import IntEnum
from fractions import Fraction
from itertools import islice, permutations, product
from typing import TypeVar

from matcalc.forms.matrix_form import Add, Hadamard, Node, Number, Power, Product, Scale, Symbol, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.judging.normalised import normalised
from matcalc.notation.text_out import input_text

MOST_FORMS = 200

MOST_OF_A_PART = 24
"""Ways to write one part of an expression; all of them joined would be too many."""


class Level(IntEnum):
    """How tightly a text holds together: @ more than *."""

    SUM = 0
    ENTRYWISE = 1
    PRODUCT = 2
    ATOM = 3


Form = tuple[str, Level]


def accepted_forms(*values: Node, symmetric: Collection[str] = (), most: int = MOST_FORMS) -> tuple[str, ...]:
    """The usual ways to write these forms of one result, most likely first; at most so many, none twice.

    values: such as a result with short names and written out. symmetric: names of arrays that are their own transposes.
    Each text is in the spelling of `normalised`. Whatever is not among them may still be right: a reader, or
    matcalc.check, has to judge.
    """
    writing = _Writing(frozenset(symmetric))
    each = [(normalised(text) for text, _ in writing.forms(value)) for value in values]
    return tuple(islice(dict.fromkeys(_in_turn(each)), most))


def _in_turn(streams: Sequence[Iterator[str]]) -> Iterator[str]:
    """One of each stream after the other until all have ended."""
    waiting = list(streams)
    while waiting:
        for stream in tuple(waiting):
            try:
                yield next(stream)
            except StopIteration:
                waiting.remove(stream)


class _Writing:
    """Writes expressions in all usual ways; the ways of a part are worked out once."""

    def __init__(self, symmetric: frozenset[str]) -> None:
        self._symmetric = symmetric
        self._known: dict[Node, tuple[Form, ...]] = {}

    def part(self, node: Node) -> tuple[Form, ...]:
        """The most likely ways to write a part."""
        if (known := self._known.get(node)) is None:
            known = self._known[node] = tuple(islice(dict.fromkeys(self.forms(node)), MOST_OF_A_PART))
        return known

    def forms(self, node: Node) -> Iterator[Form]:
        """Every usual way to write an expression."""
        match node:
            case Add():
                yield from self._sums(node)
            case Scale():
                yield from self._scaled(node.coefficient, node.arg)
            case Hadamard():
                yield from self._entrywise(node.args, Fraction(1))
            case Product():
                yield from self._products(node.args)
                yield from self._turned(node)
            case Transpose():
                yield from self._transposed(node.arg)
            case Symbol() if node.name in self._symmetric:
                yield from ((node.name, Level.ATOM), (f"{node.name}.T", Level.ATOM))
            case Power():
                yield from self._powers(node)
            case Number():
                yield str(node.value), Level.ATOM if node.value.denominator == 1 else Level.ENTRYWISE
            case _:
                yield from self._called(node)

    def _called(self, node: Node) -> Iterator[Form]:
        """A function of something: the ways to write that something."""
        text = input_text(node)
        yield text, Level.ATOM
        if len(node.children) == 1:
            inner = input_text(node.children[0])
            head, found, tail = text.partition(inner)
            if isinstance(node, Inverse):
                yield from ((f"({each}).I", Level.ATOM) for each, _ in self.part(node.children[0]))
            if found and head.endswith("(") and node.children[0] != node:
                yield from ((head + each + tail, Level.ATOM) for each, _ in self.part(node.children[0])[1:])

    def _powers(self, node: Power) -> Iterator[Form]:
        if node.exponent == -1:
            for text, level in self.part(node.arg):
                yield f"1/{_bracketed(text, level, Level.ATOM)}", Level.ENTRYWISE
        if node.exponent == Fraction(1, 2):
            yield from ((f"sqrt({text})", Level.ATOM) for text, _ in self.part(node.arg))
        exponent = str(node.exponent) if node.exponent.denominator == 1 else f"({node.exponent})"
        for text, level in self.part(node.arg):
            yield f"{_bracketed(text, level, Level.ATOM)}**{exponent}", Level.ATOM
            if node.exponent == 2:
                whole = _bracketed(text, level, Level.ATOM)
                yield f"{whole}*{whole}", Level.ENTRYWISE

    def _sums(self, node: Add) -> Iterator[Form]:
        terms = [self._signed(arg) for arg in node.args]
        for order in _orders(terms):
            for chosen in _combined(order):
                text = "".join(("-" if negative else "+") + each for negative, each in chosen)
                yield text.removeprefix("+"), Level.SUM

    def _signed(self, term: Node) -> tuple[tuple[bool, str], ...]:
        """A term without its sign, in all ways, and whether it has a minus."""
        negative = isinstance(term, Scale) and term.coefficient < 0
        if isinstance(term, Number):
            negative = term.value < 0
            return ((negative, str(abs(term.value))),)
        if negative and isinstance(term, Scale):
            forms = tuple(islice(self._scaled(-term.coefficient, term.arg), MOST_OF_A_PART))
        else:
            forms = self.part(term)
        return tuple((negative, _bracketed(text, level, Level.ENTRYWISE)) for text, level in forms)

    def _scaled(self, coefficient: Fraction, node: Node) -> Iterator[Form]:
        """A number times an array, the number in front or as a divisor behind."""
        sign, size = ("-" if coefficient < 0 else ""), abs(coefficient)
        if isinstance(node, Hadamard):
            yield from ((sign + text, level) for text, level in self._entrywise(node.args, size))
        if isinstance(node, Add) and size == 1 and sign:
            yield from self._sums(Add(tuple(_negated(arg) for arg in node.args)))
        yield from self._numbered(coefficient, node)
        if isinstance(node, Product) and (other := _with_sum_negated(node)) is not None:
            yield from self._numbered(-coefficient, other)
        if isinstance(node, Product | Add) and size != 1:
            yield from self._multiplied_out(coefficient, node)

    def _numbered(self, coefficient: Fraction, node: Node) -> Iterator[Form]:
        sign, size = ("-" if coefficient < 0 else ""), abs(coefficient)
        for text, level in self.part(node):
            plain = _bracketed(text, level, Level.ENTRYWISE)
            if size == 1:
                yield sign + plain, Level.ENTRYWISE if sign else max(level, Level.ENTRYWISE)
                continue
            for number in _numbers(size):
                yield f"{sign}{number}*{plain}", Level.ENTRYWISE
            if size.numerator == 1:
                yield f"{sign}{plain}/{size.denominator}", Level.ENTRYWISE
            elif size.denominator > 1:
                yield f"{sign}{size.numerator}*{plain}/{size.denominator}", Level.ENTRYWISE

    def _multiplied_out(self, coefficient: Fraction, node: Node) -> Iterator[Form]:
        """A number, and the factors beside the one sum in a product, taken into that sum."""
        factors = node.args if isinstance(node, Product) else (node,)
        sums = [at for at, factor in enumerate(factors) if isinstance(factor, Add) and _is_even(factor)]
        if len(sums) != 1:
            return
        (at,) = sums
        whole = factors[at]
        assert isinstance(whole, Add)
        terms = []
        for term in whole.args:
            size, inner = (term.coefficient, term.arg) if isinstance(term, Scale) else (Fraction(1), term)
            between = inner.args if isinstance(inner, Product) else (inner,)
            made = (*factors[:at], *between, *factors[at + 1 :])
            terms.append(_times(coefficient * size, Product(made) if len(made) > 1 else made[0]))
        yield from self._sums(Add(tuple(terms)))

    def _entrywise(self, args: Sequence[Node], size: Fraction) -> Iterator[Form]:
        """Factors in all orders, a divisor never first; a scalar with * or beside the next one."""
        above = [arg for arg in args if not _is_divisor(arg)]
        below = [arg.arg for arg in args if isinstance(arg, Power) and _is_divisor(arg)]
        ends = _combined([self.part(arg) for arg in below]) if below else iter([()])
        divided = ["".join(f"/{_bracketed(text, level, Level.ATOM)}" for text, level in end) for end in islice(ends, 4)]
        for order in _orders(above):
            for chosen in _combined([self.part(arg) for arg in order]):
                for text in self._joined(order, chosen, size):
                    yield from ((text + end, Level.ENTRYWISE) for end in divided)

    def _joined(self, order: Sequence[Node], chosen: Sequence[Form], size: Fraction) -> Iterator[str]:
        starts = [""] if size == 1 and chosen else [number + ("*" if chosen else "") for number in _numbers(size)]
        for least in (Level.PRODUCT, Level.ATOM):
            pieces = [_bracketed(text, level, least) for text, level in chosen]
            for start in starts:
                yield start + "*".join(pieces)
                beside = "".join(
                    ("" if at == 0 else "@" if order[at - 1].shape.is_scalar or order[at].shape.is_scalar else "*")
                    + piece
                    for at, piece in enumerate(pieces)
                )
                yield start + beside

    def _products(self, args: Sequence[Node]) -> Iterator[Form]:
        """Factors in their order; of three also the two ways to put brackets."""
        parts = [self.part(arg) for arg in args]
        for chosen in _combined(parts):
            texts = [_bracketed(text, level, Level.ATOM) for text, level in chosen]
            yield "@".join(texts), Level.PRODUCT
        if len(args) == 3:
            one, two, three = (_bracketed(*part[0], Level.ATOM) for part in parts)
            yield f"{one}@({two}@{three})", Level.PRODUCT
            yield f"({one}@{two})@{three}", Level.PRODUCT
        if args[0].shape.rows.is_one and args[-1].shape.cols.is_one and len(args) == 2:
            flipped = [self.part(_flipped(arg))[0] for arg in reversed(args)]
            yield "@".join(_bracketed(text, level, Level.ATOM) for text, level in flipped), Level.PRODUCT

    def _turned(self, node: Product) -> Iterator[Form]:
        """A B as (Bᵀ Aᵀ)ᵀ where that needs no more transposes inside."""
        turned = tuple(_flipped(arg) for arg in reversed(node.args))
        if sum(isinstance(arg, Transpose) for arg in turned) <= sum(isinstance(arg, Transpose) for arg in node.args):
            for text, _ in islice(self._products(turned), 4):
                yield f"({text}).T", Level.ATOM

    def _transposed(self, arg: Node) -> Iterator[Form]:
        if isinstance(arg, Symbol) and arg.name in self._symmetric:
            yield from self.forms(arg)
            return
        if isinstance(arg, Product):
            yield from self._products(tuple(_flipped(factor) for factor in reversed(arg.args)))
        for text, level in self.part(arg):
            yield f"{_bracketed(text, level, Level.ATOM)}.T", Level.ATOM
        if isinstance(arg, Add) and _is_even(arg):
            yield from self._sums(Add(tuple(map(_flipped_term, arg.args))))


def _numbers(size: Fraction) -> tuple[str, ...]:
    """The ways to write a positive number in front."""
    if size.denominator == 1:
        return (str(size),)
    decimal = f"{float(size):g}"
    return (str(size), f"({size})", decimal) if Fraction(decimal) == size else (str(size), f"({size})")


def _times(coefficient: Fraction, node: Node) -> Node:
    return node if coefficient == 1 else Scale(coefficient, node)


def _negated(node: Node) -> Node:
    if isinstance(node, Scale):
        return _times(-node.coefficient, node.arg)
    return Number(-node.value) if isinstance(node, Number) else Scale(Fraction(-1), node)


def _with_sum_negated(node: Product) -> Product | None:
    """The product with its one sum the other way round, y − X w for X w − y; only where that begins without a minus."""
    sums = [at for at, factor in enumerate(node.args) if isinstance(factor, Add)]
    if len(sums) != 1:
        return None
    (at,) = sums
    whole = node.args[at]
    first, *rest = (_negated(arg) for arg in reversed(whole.children))
    if isinstance(first, Scale) and first.coefficient < 0:
        return None
    return Product((*node.args[:at], Add((first, *rest)), *node.args[at + 1 :]))


def _flipped(node: Node) -> Node:
    """The transpose; of a transpose what it is of."""
    return node.arg if isinstance(node, Transpose) else Transpose(node)


def _flipped_term(node: Node) -> Node:
    return Scale(node.coefficient, _flipped(node.arg)) if isinstance(node, Scale) else _flipped(node)


def _is_even(node: Add) -> bool:
    """Whether nothing stretches in a sum."""
    return len({arg.shape for arg in node.args}) == 1


def _is_divisor(node: Node) -> bool:
    return isinstance(node, Power) and node.exponent == -1


def _bracketed(text: str, level: Level, least: Level) -> str:
    return text if level >= least else f"({text})"


MOST_REORDERED = 4
"""Terms or factors of which every order is written; of more, that of the page and the reverse."""


Part = TypeVar("Part")


def _orders(parts: Sequence[Part]) -> Iterator[list[Part]]:
    if len(parts) > MOST_REORDERED:
        yield list(parts)
        yield list(reversed(parts))
        return
    yield from map(list, permutations(parts))


def _combined(parts: Sequence[Sequence[Part]]) -> Iterator[tuple[Part, ...]]:
    """Choices of one way for each part, those with the most likely ways first; not all of them."""
    numbered = product(*(range(len(part)) for part in parts))
    first = sorted(islice(numbered, 2_000), key=sum)
    return (tuple(part[at] for part, at in zip(parts, places, strict=True)) for places in first[:MOST_OF_A_PART])

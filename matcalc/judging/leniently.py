"""An expression read as it was written, also where its shapes do not fit, so that somebody can say what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from matcalc.errors import InputError, LanguageError, ShapeError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.matrix_form import Add, Hadamard, Node, Number, Power, Product, Scale, Symbol, Transpose
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.judging.written import Written
from matcalc.notation.calls import DERIVATIVE, Taken, called
from matcalc.notation.matrix_in import MatrixReader
from matcalc.notation.numbers_in import exponent_of
from matcalc.notation.parts import ArrayPart, AxisPart, CallPart
from matcalc.notation.statements_in import Orientation, StatementReader
from matcalc.notation.syntax import evaluated, parse_tree

if TYPE_CHECKING:
    from lark import Token, Tree

LONGEST = 2_000
"""Characters of an expression that is read with care and a second time with none."""

SQUARE = Shape(Dimension.named("n"), Dimension.named("n"))


def read_leniently(
    text: str,
    symbols: Mapping[str, Symbol],
    output: Shape = SCALAR,
    lengths: frozenset[str] = frozenset(),
    orientation: Orientation | None = None,
) -> Written:
    """A matrix expression of which only the shapes may not fit. Raises LanguageError for all else that is wrong.

    orientation: how D(z, a) stands in it, which is one thing then, without parts; None where it may not.
    """
    if len(text) > LONGEST:
        raise LanguageError(f"an expression whose shapes do not fit is read up to {LONGEST:,} characters", text, 0)
    reader = _LenientReader(text, symbols, output, lengths, orientation)
    found = evaluated(parse_tree(text, "matrix"), reader.meaning)
    return reader.whole(found)


class _LenientReader:
    """Makes a Written of each rule of the grammar for matrix expressions; leaves are read as they always are."""

    def __init__(
        self,
        text: str,
        symbols: Mapping[str, Symbol],
        output: Shape,
        lengths: frozenset[str],
        orientation: Orientation | None,
    ) -> None:
        if orientation is None:
            self._strict = MatrixReader(text, symbols, output, lengths)
        else:
            self._strict = StatementReader(text, symbols, output, orientation)
        self._text = text

    def meaning(self, tree: Tree[Token], children: list[Any]) -> Any:
        """The meaning of one rule, of the meanings of its parts."""
        own = getattr(self, f"_{tree.data}", None)
        if own is not None:
            return own(tree, children)
        made = getattr(self._strict, str(tree.data))(tree, [self._as_part(child) for child in children])
        return Written.of(made.node) if isinstance(made, ArrayPart) else made

    def whole(self, found: Any) -> Written:
        """What is found, which must be an array."""
        if isinstance(found, Written):
            return found
        return Written.of(self._strict.array(found).node)

    def _as_part(self, child: Any) -> Any:
        """A written part for a reader that is strict. Raises LanguageError where its shapes do not fit."""
        if not isinstance(child, Written):
            return child
        try:
            return ArrayPart(child.node, 1, 0, 0)
        except ShapeError as error:
            raise LanguageError(str(error).partition("\n")[0], self._text, 0) from None

    def _matrix(self, _tree: Tree[Token], children: list[Any]) -> Written:
        terms, sign = [], 1
        for child in children:
            if getattr(child, "type", "") in ("PLUS", "MINUS"):
                sign = -1 if child.type == "MINUS" else 1
            else:
                terms.append(_times(Fraction(sign), self.whole(child)))
                sign = 1
        return terms[0] if len(terms) == 1 else Written(Add((terms[0].like,)), tuple(terms))

    def _run(self, tree: Tree[Token], children: list[Any]) -> Written:
        coefficient, kind, parts, operator = Fraction(1), None, list[Written](), "STAR"
        for child in children:
            word = getattr(child, "type", "")
            if word == "MINUS":
                coefficient = -coefficient
                continue
            if word in ("AT", "STAR", "SLASH"):
                operator = word
                continue
            part = self.whole(child)
            if isinstance(part.like, Number):
                number = part.like.value
                if operator == "AT" or (operator == "SLASH" and not number):
                    raise LanguageError("this number can not stand here", self._text, tree.meta.start_pos)
                coefficient *= 1 / number if operator == "SLASH" else number
                continue
            if operator == "SLASH":
                part = Written(Power(part.like, Fraction(-1)), (part,))
            wanted = Product if operator == "AT" else Hadamard
            if parts and kind not in (None, wanted):
                parts = [_of_kind(kind, parts)]
            kind = wanted if parts else None
            parts.append(part)
        if not parts:
            return Written(Number(coefficient))
        return _times(coefficient, parts[0] if len(parts) == 1 else _of_kind(kind, parts))

    def _grouped(self, _tree: Tree[Token], children: list[Any]) -> Any:
        return children[0]

    def _transposed(self, _tree: Tree[Token], children: list[Any]) -> Written:
        inner = self.whole(children[0])
        return Written(Transpose(inner.like), (inner,))

    def _powered(self, _tree: Tree[Token], children: list[Any]) -> Written:
        inner = self.whole(children[0])
        return Written(Power(inner.like, children[1]), (inner,))

    def _exponent(self, _tree: Tree[Token], children: list[Token]) -> Fraction:
        return exponent_of(children, self._text)

    def _call(self, tree: Tree[Token], children: list[Any]) -> Written:
        """A call of what fits as it is read always; of what does not, the operation and what it is of."""
        arguments = [child for child in children if isinstance(child, Written)]
        try:
            made = self._strict.call(tree, [self._as_part(child) for child in children])
            assert isinstance(made, ArrayPart)
            return Written(made.node) if str(children[0]) == DERIVATIVE else Written.of(made.node)
        except InputError:
            order = len(children[1]) if getattr(children[1], "type", "") == "PRIMES" else 0
            axes = [child for child in children if isinstance(child, AxisPart)]
            call = CallPart(str(children[0]), order, axes[0] if axes else None, tree.meta.start_pos)
            for shape in (SQUARE, vector(SQUARE.rows), SCALAR):
                like = self._with_parts_of(call, len(arguments), shape)
                if like is not None and len(like.children) == len(arguments):
                    return Written(like, tuple(arguments))
            raise

    def _with_parts_of(self, call: CallPart, count: int, shape: Shape) -> Node | None:
        strict = self._strict
        parts = tuple(Symbol(f"part_{at}", shape) for at in range(count))
        try:
            return called(call, parts, Taken(strict.symbols, strict.lengths, strict.functions), self._text)
        except InputError:
            return None


def _of_kind(kind: type[Product | Hadamard] | None, parts: list[Written]) -> Written:
    assert kind is not None
    return Written(kind((parts[0].like,)), tuple(parts))


def _times(number: Fraction, part: Written) -> Written:
    if isinstance(part.like, Number) and not part.parts:
        return Written(Number(number * part.like.value))
    if isinstance(part.like, Scale):
        return Written(Scale(number * part.like.coefficient, part.like.arg), part.parts)
    return part if number == 1 else Written(Scale(number, part.like), (part,))
